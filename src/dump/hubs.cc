// `dump hubs`: method references whose calls may lead to so many methods that these are kept once and not at each call; the
// one with the most first. `dump callees` shows them at each call.
#include "dump/call_source.h"

#include <algorithm>

namespace kinsafe {

Result<void> dump_hubs(const DumpRequest &request, Output &output) {
  const std::unique_ptr<CallSource> source = TRY(open_calls(request));
  output.begin("hubs", source->code.package.file, {"method", "targets", "sites"});
  std::vector<const Hub *> hubs;
  for (const Hub &hub : source->graph.hubs) hubs.push_back(&hub);
  std::ranges::stable_sort(hubs, std::ranges::greater(), [](const Hub *hub) { return hub->targets.size(); });
  for (const Hub *hub : hubs)
    if (matches_method(source->program, hub->method, request))
      output.row({source->text(hub->method), static_cast<i64>(hub->targets.size()), static_cast<i64>(hub->sites.size())});
  output.end(source->code.incomplete);
  return {};
}

} // namespace kinsafe
