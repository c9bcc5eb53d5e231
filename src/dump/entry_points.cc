// `dump entry-points`: methods that Android runs of its own accord, with the class that it makes an object of and the moment.
#include "dump/call_source.h"

namespace kinsafe {

Result<void> dump_entry_points(const DumpRequest &request, Output &output) {
  const std::unique_ptr<CallSource> source = TRY(open_calls(request));
  output.begin("entry-points", source->code.package.file, {"method", "made_as", "class", "moment", "part"});
  for (const EntryPoint &entry : source->graph.entry_points) {
    const std::string component = source->text(entry.component);
    if (!matches_method(source->program, source->program.bodies[entry.body].method, request) && !request.name.matches_class(component) &&
        !request.name.matches_class(type_text(source->program, entry.component)))
      continue;
    output.row({source->text(entry.body), std::string(entry.kind), component, moment_cell(entry.moment), source->part(entry.body)});
  }
  output.end(source->code.incomplete);
  return {};
}

} // namespace kinsafe
