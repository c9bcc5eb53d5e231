// `dump resources`: every resource in every configuration, in file order; of a map each of its values.
#include "container/declared.h"
#include "dump/dump.h"
#include "dump/values.h"

#include <fmt/format.h>

namespace kinsafe {
namespace {

constexpr std::string_view too_many =
    "its entries overlap so much that a listing would be many times the file; the rest is left out";

struct ResourceRows {
  const ResourceTable &table;
  const std::string &part;
  Output &output;

  void add(const ResourceEntry &entry, const DumpCell &key, const AxmlValue &value) const {
    output.row({fmt::format("{}/{}", entry.type, entry.name), fmt::format("{:#010x}", entry.id), config_text(*entry.in),
                key, std::string(value_kind(value)), value_text(value, table), i64{value.type_byte}, i64{value.data},
                part});
  }
};

} // namespace

Result<void> dump_resources(const DumpRequest &request, Output &output) {
  Incomplete incomplete;
  const Package package = TRY(open_package(request.paths, request.threads, incomplete, Need::declarations));
  output.begin("resources", package.file, {"name", "id", "config", "key", "kind", "value", "type", "data", "part"});
  for (const Part &part : package.parts) {
    if (part.kind != "resources") continue;
    Incomplete known; // damage was noted when the package was opened
    const Result<ResourceTable> table = read_table(package, part, known);
    if (!table) continue;
    const ResourceRows rows{*table, part.name, output};
    const bool is_whole = for_each_resource(*table, [&](const ResourceEntry &entry) {
      if (!request.name.is_everything() && !request.name.matches(fmt::format("{}/{}", entry.type, entry.name)) &&
          !request.name.matches(entry.name))
        return;
      if (!entry.is_map) return rows.add(entry, {}, entry.value);
      if (entry.items.empty() || entry.parent != 0) {
        AxmlValue parent;
        parent.type = AxmlValue::Type::reference;
        parent.type_byte = 1;
        parent.data = entry.parent;
        rows.add(entry, "parent", parent);
      }
      for (const ResourceEntry::Item &item : entry.items) {
        const std::string name = resource_name(*table, item.key);
        rows.add(entry, name.empty() ? fmt::format("{:#010x}", item.key) : name, item.value);
      }
    });
    if (!is_whole) incomplete.add(GapKind::limit, part.name, "entries", std::string(too_many), Lost::resources);
  }
  output.end(incomplete);
  return {};
}

} // namespace kinsafe
