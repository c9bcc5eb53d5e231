// Where values come from and go to. Follows a value against the direction of the data: through phis and casts, through a
// field to all that is written to it, through a parameter to the arguments of all callers, through the result of one of the
// app's own methods to what it returns. That is a backward slice over data alone, and over (class, field) rather than
// objects. What can't be followed ends the walk and is named by one word. Work is bounded by steps, never by time.
#pragma once

#include "calls/calls.h"
#include "calls/field_groups.h"
#include "calls/hierarchy.h"

#include <algorithm>
#include <compare>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kinsafe {

bool is_among(const auto &range, const auto &wanted) {
  for (const auto &member : range)
    if (member == wanted) return true;
  return false;
}

// A value of a body.
struct ValueAt {
  BodyId body{};
  ValueId value = no_value;

  u64 key() const { return u64{static_cast<u32>(body)} << 32 | static_cast<u32>(value); }
  auto operator<=>(const ValueAt &) const = default;
};

// Why a set may not be all there is, one of few words: "parameter" (handed in by nobody known), "platform" (by Android or a
// library), "field" (nothing is written to it), "result" (what a method gives is not known), "array", "loop", "limit",
// "body" (a method that can't be lowered), "reflection".
using Word = std::string_view;

struct Sources {
  std::vector<ValueAt> values; // sorted, unique
  bool is_whole = true;        // false: there may be others
  Word reason;
};

struct CallSites {
  std::vector<Site> sites; // in order of body and pc
  bool is_whole = true;
  Word reason;
};

// What the tables of a body answer at once: who uses a value, and which instruction stands at a pc.
struct BodyIndex {
  std::vector<std::pair<u32, ValueId>> by_pc;  // calls, accesses to fields and new-instance, by pc
  std::vector<u32> first_user;                 // by ValueId and one more: index into `users`
  std::vector<ValueId> users;                  // in id order, each once for each operand
  std::vector<BlockId> block;                  // by ValueId
  std::vector<ValueId> returned;               // operands of return
};

// Not for several threads.
class Values {
public:
  // All must outlive it.
  Values(const Hierarchy &hierarchy, Bodies &bodies, const Xrefs &xrefs);
  // From now on this graph tells what calls what. Null, as at first: callers and targets are those that the class hierarchy
  // allows.
  void look_at(const CallGraph *graph) {
    graph_ = graph;
    callers_.clear();
    asking_for_fields_.reset();
  }
  // Where no graph is looked at: only these bodies run (by BodyId; empty: any).
  void look_at_code(std::vector<bool> may_run) {
    may_run_ = std::move(may_run);
    callers_.clear();
    asking_for_fields_.reset();
  }

  const Program &program() const { return program_; }
  const Hierarchy &hierarchy() const { return hierarchy_; }
  const FieldGroups &fields() const { return fields_; }
  const Xrefs &xrefs() const { return xrefs_; }
  const LoweredBody *body(BodyId id) { return bodies_.of(id); }
  const Value *value(ValueAt at); // null if the body can't be lowered
  const BodyIndex *index(BodyId id);
  // The opcode from which the value was lowered, which tells float from int; 0 where there is no code.
  u8 opcode(ValueAt at);

  // Whether the block can reach itself, and whether that of a value can.
  bool is_in_loop(BodyId body, BlockId block);
  bool is_in_loop(ValueAt at);
  // The call, access to a field or new-instance that stands there.
  std::optional<ValueAt> at(const Site &site);
  std::vector<ValueAt> operands(ValueAt at);
  // Instructions and phis that take the value as an operand, each once.
  std::vector<ValueAt> users(ValueAt at);
  // The same, with casts and phis that hand the value on followed: pairs of what is used and who uses it.
  struct Use {
    ValueAt used, user;
  };
  std::vector<Use> uses(ValueAt at);

  // Ids of the fields that carry the name.
  std::span<const u32> fields_named(StringId name) const {
    const auto i = static_cast<u32>(name);
    return std::span(field_by_name_).subspan(first_field_[i], first_field_[i + 1] - first_field_[i]);
  }
  bool is_of_app(TypeId type) const { return program_.class_of_type[static_cast<u32>(type)].has_value(); }
  // What a static field of the app holds before any code runs: the constant that its class states, else 0. Nothing where that is
  // no number, text or class. Of a text or class `index` is its StringId or TypeId.
  struct Initial {
    ValueType type = ValueType::int_;
    i64 number = 0;
    u32 index = no_index;
  };
  std::optional<Initial> initial(FieldId id);
  // Methods that run where a method of that name is called: on an object of the class or one below it, or (not virtual) there.
  std::vector<BodyId> dispatch(TypeId owner, StringId name, StringId signature, bool is_virtual) const;
  // Methods of the app that a call may run: of `invoke` values; empty if none is known.
  std::vector<BodyId> targets(ValueAt call);
  // Calls that may run the body, and whether anything else may.
  const CallSites &callers(BodyId id);
  bool may_run(BodyId id) const { return graph_ ? graph_->is_reached(id) : may_run_.empty() || may_run_[static_cast<u32>(id)]; }
  // Calls by which the platform or a library is given the body to run: of a lambda where it is made and handed over.
  std::vector<ValueAt> hand_overs(BodyId id);
  // Objects made by an invoke-custom whose code this is: their sites. The operands there are the first parameters.
  std::vector<Site> captures(BodyId id);
  // Places that write or read the field, by whatever class it is named. Not whole where it may be set by name as well.
  std::vector<Site> writes(FieldId id, bool &is_whole) {
    if (may_be_set_by_name(id)) is_whole = false;
    return accesses(id, true, is_whole);
  }
  std::vector<Site> reads(FieldId id, bool &is_whole) { return accesses(id, false, is_whole); }
  // Whether code that asks for a field of that name may set it by java.lang.reflect.Field. What sets all fields that there are, as
  // readers of JSON do, is left out.
  bool may_be_set_by_name(FieldId id);
  // Calls of Field.set and its kind in code that may run.
  std::vector<Site> calls_that_set_fields() const;

  // One step back. Nothing: the value begins here.
  std::optional<Sources> step(ValueAt at);
  // All values that it may come from. A static field with an initial value, and one of the platform, begins there.
  static constexpr u8 most_hops = 5; // from method to method, or through a field
  Sources sources(ValueAt at, u8 hops = most_hops);

  // While it stands, parameters of `body` are the arguments of this one call.
  void bind(BodyId body, const Site &call) { bound_.push_back({body, call}); }
  void unbind() { bound_.pop_back(); }
  bool has_bound() const { return !bound_.empty(); }
  u64 parameters_followed() const { return parameters_followed_; } // so far, to whatever
  std::optional<Site> bound(BodyId body) const;

private:
  struct Bound {
    BodyId body;
    Site call;
  };
  std::vector<Site> accesses(FieldId id, bool is_write, bool &is_whole);
  bool are_related(TypeId a, TypeId b) const { return hierarchy_.is_below(a, b) || hierarchy_.is_below(b, a); }
  bool writes_field(const Site &site);
  std::optional<Sources> step_parameter(ValueAt at, u32 position);
  CallSites find_callers(BodyId id);

  std::unordered_map<u32, CallSites> callers_; // by BodyId
  const Hierarchy &hierarchy_;
  const Program &program_;
  Bodies &bodies_;
  const Xrefs &xrefs_;
  FieldGroups fields_;
  const CallGraph *graph_ = nullptr;
  std::vector<bool> may_run_;
  std::optional<std::vector<BodyId>> asking_for_fields_;             // by name, where any code sets fields; sorted
  std::vector<Bound> bound_;
  u64 parameters_followed_ = 0;
  std::unordered_map<u32, BodyIndex> indices_;                      // by BodyId
  std::unordered_map<u32, std::vector<u8>> loops_;                  // by BodyId, then BlockId
  std::unordered_map<u32, std::vector<std::pair<FieldId, EncodedValue>>> initials_; // by ClassId: static fields in order of id
  std::vector<u32> first_by_name_, by_name_;                        // MethodIds by StringId of their name
  std::vector<u32> first_field_, field_by_name_;                    // FieldIds by StringId of their name
  std::vector<std::pair<MethodId, CallSiteId>> implementations_;    // sorted
};

// "Ljava/lang/String;" of an invoke's MethodRef, and the like.
struct MethodWords {
  std::string_view owner, name, signature;
};
MethodWords words_of(const Program &program, MethodId id);
// A method of Java's collections: an object of the platform may be asked where the app has classes with such a method, too.
inline bool is_of_collections(const MethodWords &words) { return words.owner.starts_with("Ljava/util/") || words.owner == "Ljava/lang/Iterable;"; }
// Types of the parameters in a signature, "(ILa/B;)V": "I", "La/B;". Damaged: those before the damage.
std::vector<std::string_view> parameter_types(std::string_view signature);
inline std::string_view result_type(std::string_view signature) { return signature.substr(std::min(signature.size(), signature.rfind(')') + 1)); }

} // namespace kinsafe
