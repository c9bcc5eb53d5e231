// Identifies a package by digests of the file and of every part that was opened. MD5 is broken as a proof of integrity
// and stays the name under which notices and databases know a file.
#include "base/digest.h"
#include "base/file.h"
#include "container/package.h"

#include <algorithm>

namespace kinsafe {

FileDigests digest_file(Bytes mapped) {
  // In pieces, so that a large file is never in memory as a whole.
  constexpr size_t piece = size_t{1} << 20, block = 64;
  Digest sha256(Digest::Kind::sha256), md5(Digest::Kind::md5);
  for (Bytes rest = mapped; !rest.empty();) {
    const Bytes next = rest.first(std::min(piece, rest.size()));
    rest = rest.subspan(next.size());
    // Block by block: each round of either waits for the one before, and the processor does the other's meanwhile.
    for (size_t at = 0; at < next.size(); at += block) {
      const Bytes both = next.subspan(at, std::min(block, next.size() - at));
      sha256.update(both);
      md5.update(both);
    }
    release_pages(next);
  }
  return {sha256.hex(), md5.hex()};
}

std::vector<std::string> digest_parts(const Package &package) {
  std::vector<std::string> digests;
  for (const Part &part : package.parts) digests.push_back(is_opened(part) ? sha256_hex(part.bytes) : "");
  return digests;
}

} // namespace kinsafe
