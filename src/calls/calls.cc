// Questions to a finished call graph.
#include "calls/calls.h"

#include <algorithm>
#include <map>
#include <string>

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

void note_skipped(const Bodies &bodies, const CallGraph &graph, Incomplete &incomplete) {
  const Program &program = bodies.program();
  std::map<u32, std::pair<u64, std::string>> by_dex; // how many, and why the first
  for (const Bodies::Skipped &skipped : bodies.skipped()) {
    if (!graph.is_reached(skipped.body)) continue;
    auto &[count, first] = by_dex[program.bodies[skipped.body].dex];
    if (count++ == 0) first = method_text(program, program.bodies[skipped.body].method) + ": " + skipped.reason;
  }
  for (const auto &[dex, skipped] : by_dex)
    incomplete.add(GapKind::damaged, program.dex_names[dex], "bodies", std::to_string(skipped.first) + " methods that run can't be followed; the first: " + skipped.second, Lost::code);
}

} // namespace kinsafe
