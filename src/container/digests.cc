// Identifies a package by digests of the file and of every part that was opened. MD5 is broken as a proof of integrity
// and stays the name under which notices and databases know a file.
#include "base/digest.h"
#include "container/package.h"

#include <algorithm>

namespace kinsafe {

Digests digest(const Package &package) {
  // In pieces, so that a large file is never in memory as a whole.
  constexpr size_t piece = size_t{1} << 20;
  const auto file = std::ranges::find_if(
      package.mapped, [&](const MappedFile &each) { return each.bytes().data() == package.bytes.data(); });
  Digest sha256(Digest::Kind::sha256), md5(Digest::Kind::md5);
  for (Bytes rest = package.bytes; !rest.empty();) {
    const Bytes next = rest.first(std::min(piece, rest.size()));
    rest = rest.subspan(next.size());
    sha256.update(next);
    md5.update(next);
    if (file != package.mapped.end()) file->release(next);
  }
  Digests digests{sha256.hex(), md5.hex(), {}};
  for (const Part &part : package.parts) digests.parts.push_back(is_opened(part) ? sha256_hex(part.bytes) : "");
  return digests;
}

} // namespace kinsafe
