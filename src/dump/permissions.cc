// `dump permissions`: what the manifests declare, in document order.
#include "container/declared.h"
#include "dump/dump.h"

namespace kinsafe {

Result<void> dump_permissions(const DumpRequest &request, Output &output) {
  Incomplete incomplete;
  const Package package = TRY(open_package(request.paths, request.threads, incomplete, Need::declarations));
  output.begin("permissions", package.file, {"name", "min_sdk", "max_sdk", "line", "part"});
  const auto number = [](const std::optional<u32> &value) { return value ? DumpCell(i64{*value}) : DumpCell(); };
  if (package.manifest)
    for (const DeclaredPermission &permission : package.manifest->permissions)
      if (request.name.matches(permission.name))
        output.row({permission.name, number(permission.min_sdk), number(permission.max_sdk), i64{permission.line},
                    permission.part});
  output.end(incomplete);
  return {};
}

} // namespace kinsafe
