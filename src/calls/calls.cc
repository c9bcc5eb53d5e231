// Questions to a finished call graph.
#include "calls/calls.h"

#include <algorithm>

namespace kinsafe {

std::vector<BodyId> CallGraph::targets_of(const Site &site) const {
  std::vector<BodyId> targets;
  for (const Call &call : std::ranges::equal_range(calls_of(site.body), site.pc, {}, &Call::pc)) targets.push_back(call.target);
  const auto place_of = [](const Site &each) { return std::pair(each.body, each.pc); };
  for (const Hub &hub : hubs)
    if (std::ranges::binary_search(hub.sites, place_of(site), {}, place_of)) targets.insert(targets.end(), hub.targets.begin(), hub.targets.end());
  std::ranges::sort(targets);
  targets.erase(std::ranges::unique(targets).begin(), targets.end());
  return targets;
}

std::vector<Call> CallGraph::way_to(BodyId id) const {
  std::vector<Call> way;
  for (const Call *call = &arrivals[static_cast<u32>(id)]; call->caller != call->target; call = &arrivals[static_cast<u32>(call->caller)]) way.push_back(*call);
  std::ranges::reverse(way);
  return way;
}

} // namespace kinsafe
