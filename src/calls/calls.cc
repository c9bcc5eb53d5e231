// Questions to a finished call graph.
#include "calls/calls.h"

#include <algorithm>

namespace kinsafe {

std::vector<BodyId> CallGraph::targets_of(const Site &site) const {
  std::vector<BodyId> targets;
  const std::span<const Call> all = calls_of(site.body);
  for (const Call &call : std::ranges::equal_range(all, site.pc, {}, &Call::pc)) targets.push_back(call.target);
  targets.erase(std::ranges::unique(targets).begin(), targets.end());
  return targets;
}

std::vector<Call> CallGraph::way_to(BodyId id) const {
  std::vector<Call> calls_back;
  for (u32 at = way[static_cast<u32>(id)]; at != no_index; at = way[static_cast<u32>(calls[at].caller)]) calls_back.push_back(calls[at]);
  std::ranges::reverse(calls_back);
  return calls_back;
}

} // namespace kinsafe
