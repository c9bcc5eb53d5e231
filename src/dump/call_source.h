// The call graph of a package as the dumps of calls see it: built as for an audit, with what those who look for themselves
// ask beyond it: who might call code that is not reached.
#pragma once

#include "calls/call_graph.h"
#include "dex/instructions.h"
#include "dump/code_source.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kinsafe {

// A place that might lead to code, seen without the call graph.
struct Lead {
  enum class Kind : u8 {
    names,  // a call of a method that the code is or may override
    lambda, // an invoke-custom makes an object that runs it
    makes,  // an object is made on which Android may call it
  };
  Site site;
  Kind kind = Kind::names;
};

struct CallSource {
  CallSource(CodeSource opened, const DumpRequest &request);
  CallSource(const CallSource &) = delete;
  CallSource &operator=(const CallSource &) = delete;

  mutable CodeSource code; // questions add gaps
  const Program &program;
  const Mapping *mapping;
  Xrefs xrefs;
  Hierarchy hierarchy;
  EntryPoints entry_points;
  Bodies bodies;
  Values values; // looks at the graph
  Constants constants;
  CallGraph graph;

  // Of `graph.hubs`, both sorted.
  struct HubSite {
    Site site;
    u32 hub;
  };
  struct HubTarget {
    BodyId body;
    u32 hub;
  };
  std::vector<HubSite> hub_sites;
  std::vector<HubTarget> hub_targets;

  std::span<const HubSite> hub_sites_in(BodyId body) const;
  std::span<const HubTarget> hubs_of_target(BodyId body) const;
  std::span<const EntryPoint> entries_of(BodyId body) const;
  // Whether a call there runs code of the app.
  bool is_resolved(const Site &site) const;
  // In order of kind, body and pc, without those in the code itself. What is not reached has no calls in the graph, so these are all there is of it. At most
  // so many; work beyond a budget for all questions is a gap.
  std::vector<Lead> leads_to(BodyId body, size_t most) const;
  // Sites that make an object of the class, or, where there is none, of one below it.
  std::span<const Site> sites_that_make(TypeId type) const;
  bool is_exhausted() const { return is_exhausted_; } // the budget is used up: what the two above say since is not all

  std::string text(TypeId type) const;     // names as they are shown, on one line
  std::string text(MethodId method) const;
  std::string text(BodyId body) const;
  DumpCell line(const Site &site) const;   // of the source
  const std::string &part(BodyId body) const;

private:
  std::unordered_map<u64, std::vector<MethodId>> references_; // by name and signature
  std::unordered_map<u32, std::vector<CallSiteId>> lambdas_;  // by MethodId of the implementation
  mutable std::unordered_map<u32, std::vector<Site>> makers_; // by TypeId
  mutable u64 steps_left_ = 100'000'000;                      // for what might lead to code that is not reached
  mutable bool is_exhausted_ = false;
};
Result<std::unique_ptr<CallSource>> open_calls(const DumpRequest &request);

// What NAME matches: methods with code, those inherited by the class that it names too; and methods without code of the app.
struct WantedMethods {
  std::vector<BodyId> bodies;   // in id order
  std::vector<MethodId> others; // likewise
};
WantedMethods wanted_methods(const CallSource &source, const DumpRequest &request);

// Calls visit(pc, MethodId) for each invoke of the body that names a method.
template <class Visit> void for_each_invoke(const Program &program, BodyId id, const Visit &visit) {
  const Body &body = program.bodies[id];
  const DexIds &ids = program.dex_ids[body.dex];
  const std::optional<CodeItem> code = program.dexes[body.dex].code(body.code_offset);
  if (!code) return;
  for_each_instruction(code->insns, [&](const Instruction &instruction) {
    const Index index = info_of(instruction.opcode).index;
    if ((index == Index::method || index == Index::method_and_proto) && instruction.index < ids.methods.size()) visit(instruction.pc, ids.methods[instruction.index]);
  });
}

std::string_view kind_word(CallKind kind);              // "call", "static initializer", "hand-off", ...
std::string_view outside_word(Hierarchy::Outside kind); // "platform", "native", "unknown class", "no target"
DumpCell moment_cell(std::optional<Moment> moment);
std::vector<std::string> moment_words(Moments moments);

// Rows of a dump of a hostile app could be many times its size; the rest is left out, with a gap.
class RowLimit {
public:
  explicit RowLimit(Incomplete &incomplete) : incomplete_(incomplete) {}
  bool spend() {
    if (left_ > 0) return --left_, true;
    if (!is_told_) incomplete_.add(GapKind::limit, "", "", "it has more rows than this dump gives; ask by a narrower NAME", Lost::code);
    is_told_ = true;
    return false;
  }

  u64 left() const { return left_; }
  bool is_told() const { return is_told_; } // a row was left out

private:
  Incomplete &incomplete_;
  u64 left_ = 500'000;
  bool is_told_ = false;
};

} // namespace kinsafe
