// `dump strings`: the texts that an app shows, in every language: resources of types string, array and plurals whose
// value is a text.
#include "container/declared.h"
#include "dump/dump.h"

#include <fmt/format.h>

namespace kinsafe {

Result<void> dump_strings(const DumpRequest &request, Output &output) {
  Incomplete incomplete;
  const Package package = TRY(open_package(request.paths, request.threads, incomplete, Need::declarations));
  output.begin("strings", package.file, {"name", "id", "locale", "config", "text", "part"});
  for (const Part &part : package.parts) {
    if (part.kind != "resources") continue;
    Incomplete known; // damage was noted when the package was opened
    const Result<ResourceTable> table = read_table(package, part, known);
    if (!table) continue;
    const auto add = [&](const ResourceEntry &entry, const std::string &name, const AxmlValue &value) {
      if (value.type != AxmlValue::Type::string) return;
      if (!request.name.is_everything() && !request.name.matches(name) && !request.name.matches(entry.name)) return;
      output.row(
          {name, fmt::format("{:#010x}", entry.id), entry.in->locale, config_text(*entry.in), value.text, part.name});
    };
    const bool is_whole = for_each_resource(*table, [&](const ResourceEntry &entry) {
      const std::string name = fmt::format("{}/{}", entry.type, entry.name);
      // A text of another type is the name of a file.
      if (!entry.is_map && entry.type == "string") add(entry, name, entry.value);
      if (entry.is_map && (entry.type == "array" || entry.type == "plurals"))
        for (size_t i = 0; i < entry.items.size(); ++i)
          add(entry, fmt::format("{}[{}]", name, i), entry.items[i].value);
    });
    if (!is_whole)
      incomplete.add(GapKind::limit, part.name, "entries",
                     "there are more than a file of its size can hold; the rest is left out", Lost::resources);
  }
  output.end(incomplete);
  return {};
}

} // namespace kinsafe
