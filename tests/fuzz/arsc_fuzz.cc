// Any bytes as a resource table, and some resources of each of its types.
#include "container/arsc.h"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  kinsafe::Incomplete incomplete;
  const kinsafe::Result<kinsafe::ResourceTable> table = kinsafe::read_arsc({data, size}, "resources.arsc", incomplete);
  if (!table) return 0;
  for (size_t i = 0; i < std::min<size_t>(table->types.size(), 16); ++i) {
    const kinsafe::ResourceType &type = table->types[i];
    for (kinsafe::u32 entry = 0; entry < std::min<kinsafe::u32>(type.entry_count, 16); ++entry) {
      const auto resolved =
          kinsafe::resolve(*table, kinsafe::u32{type.package} << 24 | kinsafe::u32{type.type} << 16 | entry);
      if (resolved.whole && resolved.by_locale.empty()) __builtin_trap();
    }
  }
  return 0;
}
