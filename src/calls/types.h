// Which classes the receiver of a call may have (variable type analysis, Sundaresan et al. 2000, on demand): types flow from
// where objects are made through assignments, fields, parameters and results. Only what is asked for is followed, and only
// where it can tell more than the static type with the classes that reached code makes.
#pragma once

#include "calls/reach.h"
#include "calls/values.h"

#include <deque>
#include <span>
#include <unordered_map>
#include <vector>

namespace kinsafe {

class ValueTypes {
public:
  // All must outlive it. `reach` is finished.
  ValueTypes(const ModelRows &rows, const ReachedCode &reach, Values &values);

  struct Set {
    std::vector<u32> made;           // ids as of ReachedCode::made_below, sorted
    bool is_all = false;             // any object below the static type
    bool has_others = false;         // objects of the platform too
    bool through_parameter = false;  // some come from callers, which need not all hand over all of them
    bool operator==(const Set &) const = default;
  };
  // Asks first, then solves all at once, then reads. The id is for `answer`.
  u32 ask(BodyId body, ValueId value);
  void solve();
  const Set &answer(u32 id) const { return nodes_[id].set; }
  // Whether an object of the type may be another than those that the app's code makes: the platform's, or a proxy.
  bool may_be_other(TypeId type) const { return !hierarchy_.class_of(type) || (has_proxies_ && hierarchy_.is_interface(type)); }

private:
  enum class Kind : u8 { value, field, parameter, result };
  struct Node {
    Kind kind{};
    u32 a = 0, b = 0; // body and value; field; body and position; body
    u32 bound = no_index; // TypeId: static type
    Set set;
    std::vector<u32> users;
    std::vector<u32> dispatched; // calls on it, by index in `dispatches_`
    bool is_expanded = false, is_pending = false;
  };
  // A call whose targets follow from the classes that its receiver is found to have, and give the node their results.
  struct Dispatch {
    MethodId method{};
    u32 result = 0;        // node
    std::vector<u32> done; // classes made, sorted
    bool is_done = false;  // all targets are known
  };
  u32 node(Kind kind, u32 a, u32 b, u32 bound);
  void expand(u32 id);
  void expand_value(u32 id);
  void expand_invoke(u32 id, const LoweredBody &body, const Value &value);
  void dispatch(u32 receiver, u32 index);
  void flow_result(BodyId target, u32 to);
  void flow_without_code(u32 made, MethodId method, u32 to);
  void wake(u32 id);
  void expand_parameter(u32 id);
  void expand_field(u32 id);
  void expand_result(u32 id);
  void flow(u32 from, u32 to);             // an edge
  void add_all_below(u32 id);
  bool add(u32 id, const Set &set);        // held to the bound; true if it grew
  const LoweredBody *lowered(BodyId body); // null too where the budget is used up
  void index_targets();
  bool gives_own(const MethodRef &ref) const;
  std::span<const MethodId> references_to(BodyId body) const {
    const auto i = static_cast<u32>(body);
    return std::span(references_).subspan(first_reference_[i], first_reference_[i + 1] - first_reference_[i]);
  }

  const ReachedCode &reach_;
  Values &values_;
  const Hierarchy &hierarchy_;
  const Program &program_;
  std::vector<Node> nodes_;
  std::vector<Dispatch> dispatches_;
  std::unordered_map<u32, std::vector<TypeId>> own_; // by StringId: methods of that name that give objects of the platform's, by class
  std::unordered_map<u64, u32> ids_[4]; // by kind
  std::deque<u32> to_expand_, pending_;
  std::vector<u32> first_reference_;              // by BodyId and one more: index into `references_`
  std::vector<MethodId> references_;              // by the body that they lead to
  std::vector<bool> is_lambda_code_;              // by BodyId
  std::vector<bool> is_charged_;                  // by BodyId: its lowering is counted
  bool has_proxies_ = false;                      // reached code calls Proxy.newProxyInstance
  u64 steps_left_;
};

// Types of receivers of the calls that have several targets, and of what is handed over.
Refinement refine(const ModelRows &rows, const EntryPoints &entry_points, const ReachedCode &reach, Values &values);

} // namespace kinsafe
