// Identifies a package by digests of the file and of every part that was opened. MD5 is broken as a proof of integrity
// and stays the name under which notices and databases know a file.
#include "base/digest.h"
#include "base/parallel.h"
#include "container/package.h"

namespace kinsafe {

Digests digest(const Package &package, unsigned threads) {
  Digests digests;
  digests.parts.resize(package.parts.size());
  // The longest come first.
  parallel_for(package.parts.size() + 2, threads, [&](size_t task) {
    if (task == 0) {
      digests.md5 = md5_hex(package.bytes);
    } else if (task == 1) {
      digests.sha256 = sha256_hex(package.bytes);
    } else if (const Part &part = package.parts[task - 2]; is_opened(part)) {
      digests.parts[task - 2] = sha256_hex(part.bytes);
    }
  });
  return digests;
}

} // namespace kinsafe
