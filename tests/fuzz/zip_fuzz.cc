// Any bytes as a zip file, and every entry read from it.
#include "container/zip.h"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  constexpr kinsafe::ZipLimits limits{1 << 20};
  kinsafe::Incomplete incomplete;
  const kinsafe::Result<kinsafe::Zip> zip = kinsafe::read_zip({data, size}, incomplete);
  if (!zip) return 0;
  for (size_t i = 0; i < std::min<size_t>(zip->entries.size(), 64); ++i) {
    kinsafe::Buffer buffer;
    const kinsafe::ZipEntry &entry = zip->entries[i];
    const auto bytes = kinsafe::extract(*zip, entry, buffer, limits);
    if (bytes && bytes->size() != entry.size) __builtin_trap();
    if (kinsafe::find_entry(*zip, entry.name) != &entry) __builtin_trap();
  }
  return 0;
}
