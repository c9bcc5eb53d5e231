// Any bytes as binary XML, and as a manifest.
#include "container/manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const kinsafe::Result<kinsafe::AxmlDocument> document = kinsafe::read_axml({data, size});
  if (!document) return 0;
  if (document->elements.empty()) __builtin_trap();
  for (size_t i = 0; i < document->elements.size(); ++i)
    if (document->elements[i].parent > i) __builtin_trap();
  kinsafe::Incomplete incomplete;
  const auto manifest = kinsafe::read_manifest(*document, {}, incomplete);
  if (manifest && manifest->package.empty()) __builtin_trap();
  return 0;
}
