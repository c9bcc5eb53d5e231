// Reads manifests and resources where the package keeps them: binary XML and resources.arsc, or protocol buffers in a
// bundle.
#include "container/declared.h"

#include "container/resources_pb.h"

namespace kinsafe {
namespace {

bool is_bundle(const Package &package) { return package.kind == "aab"; }

} // namespace

std::string_view member_of(const Package &package, const Part &part) {
  const std::string_view name = part.name;
  const size_t end = is_bundle(package) ? name.find('/') : name.rfind('!');
  return end == std::string_view::npos ? std::string_view() : name.substr(0, end + 1);
}

Result<ResourceTable> read_table(const Package &package, const Part &part, Incomplete &incomplete) {
  return is_bundle(package) ? read_resources_pb(part.bytes, part.name, incomplete)
                            : read_arsc(part.bytes, part.name, incomplete);
}

ResourceTable resources_of(const Package &package, std::string_view member, Incomplete &incomplete) {
  for (const Part &part : package.parts) {
    if (part.kind != "resources" || member_of(package, part) != member) continue;
    Result<ResourceTable> table = read_table(package, part, incomplete);
    if (table) return std::move(*table);
  }
  return {};
}

} // namespace kinsafe
