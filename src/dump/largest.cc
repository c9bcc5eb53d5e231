// `dump largest`: where the call graph is largest, the place to look first whether the instrument is right: a mistake in
// how calls are resolved shows as a reference with hundreds of targets long before it shows in a verdict.
#include "dump/call_source.h"

#include <algorithm>
#include <map>

namespace kinsafe {
namespace {

constexpr size_t most_rows = 25; // of each list

struct Large {
  std::string_view what;
  MethodId method;
  u64 size, sites;
};

// Which reference the calls of a site name.
void add_references(const CallSource &source, BodyId body, std::map<MethodId, Large> &references) {
  const std::span<const Call> calls = source.graph.calls_of(body);
  for_each_invoke(source.program, body, [&](u32 pc, MethodId method) {
    const auto here = std::ranges::equal_range(calls, pc, {}, &Call::pc);
    const u64 targets = static_cast<u64>(std::ranges::count(here, CallKind::call, &Call::kind));
    if (targets == 0) return; // of hubs below
    Large &large = references.try_emplace(method, Large{"targets of a call", method, 0, 0}).first->second;
    large.size = std::max(large.size, targets);
    ++large.sites;
  });
}

} // namespace

Result<void> dump_largest(const DumpRequest &request, Output &output) {
  const std::unique_ptr<CallSource> source = TRY(open_calls(request));
  const Program &program = source->program;
  const CallGraph &graph = source->graph;
  output.begin("largest", source->code.package.file, {"what", "method", "size", "sites"});
  std::vector<Large> fan_out, fan_in, code, by_reference;
  std::map<MethodId, Large> references;
  for (u32 i = 0; i < program.bodies.size(); ++i) {
    const BodyId body{i};
    const Body &row = program.bodies[body];
    if (!graph.is_reached(body) || !matches_method(program, row.method, request)) continue;
    const std::optional<CodeItem> item = program.dexes[row.dex].code(row.code_offset);
    code.push_back({"code units", row.method, item ? item->insns.size() : 0, 0});
    u64 targets = graph.calls_of(body).size(), sites = 0, callers = graph.callers_of(body).size();
    u32 last = no_index;
    for (const Call &call : graph.calls_of(body)) sites += std::exchange(last, call.pc) != call.pc;
    for (const CallSource::HubSite &at : source->hub_sites_in(body)) targets += graph.hubs[at.hub].targets.size(), ++sites;
    for (const CallSource::HubTarget &of : source->hubs_of_target(body)) callers += graph.hubs[of.hub].sites.size();
    fan_out.push_back({"edges from", row.method, targets, sites});
    fan_in.push_back({"edges to", row.method, callers, callers});
    add_references(*source, body, references);
  }
  for (const auto &[method, large] : references) by_reference.push_back(large);
  for (const Hub &hub : graph.hubs)
    if (matches_method(program, hub.method, request)) by_reference.push_back({"targets of a call", hub.method, hub.targets.size(), hub.sites.size()});
  for (std::vector<Large> *list : {&by_reference, &fan_out, &fan_in, &code}) {
    std::ranges::stable_sort(*list, std::ranges::greater(), &Large::size);
    for (size_t i = 0; i < std::min(most_rows, list->size()); ++i) {
      const Large &large = (*list)[i];
      output.row({std::string(large.what), source->text(large.method), static_cast<i64>(large.size), list == &code ? DumpCell() : DumpCell(static_cast<i64>(large.sites))});
    }
  }
  output.end(source->code.incomplete);
  return {};
}

} // namespace kinsafe
