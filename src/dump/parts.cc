// `dump parts`: all files in the package.
#include "container/package.h"
#include "dump/dump.h"

#include <fmt/format.h>

namespace kinsafe {

Result<void> dump_parts(const DumpRequest &request, Output &output) {
  Incomplete incomplete;
  const Package package = TRY(open_package(request.paths, request.threads, incomplete));
  const std::vector<std::string> digests = digest_parts(package);
  output.begin("parts", package.file, {"name", "kind", "bytes", "compressed", "method", "crc32", "sha256"});
  for (size_t i = 0; i < package.parts.size(); ++i) {
    const Part &part = package.parts[i];
    if (!request.name.matches(part.name)) continue;
    const bool is_entry = !part.archive.empty();
    const auto if_entry = [&](DumpCell cell) { return is_entry ? std::move(cell) : DumpCell(); };
    output.row({part.name, part.kind, static_cast<i64>(part.size),
                if_entry(static_cast<i64>(part.entry.compressed_size)), if_entry(i64{part.entry.method}),
                if_entry(fmt::format("{:08x}", part.entry.crc32)),
                digests[i].empty() ? DumpCell() : DumpCell(digests[i])});
  }
  output.end(incomplete);
  return {};
}

} // namespace kinsafe
