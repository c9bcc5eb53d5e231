// Any bytes as XML text, and as the manifest of a library.
#include "base/strings.h"
#include "container/manifest.h"
#include "container/xml_text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const auto document = kinsafe::read_xml_manifest({data, size});
  if (!document) return 0;
  if (document->elements.empty()) __builtin_trap();
  for (size_t i = 0; i < document->elements.size(); ++i)
    if (document->elements[i].parent > i || document->elements[i].name.empty()) __builtin_trap();
  for (const kinsafe::AxmlText &text : document->texts)
    if (kinsafe::to_utf8(text.text) != text.text) __builtin_trap();
  kinsafe::Incomplete incomplete;
  const auto manifest = kinsafe::read_manifest(*document, {}, incomplete);
  if (manifest && manifest->package.empty()) __builtin_trap();
  return 0;
}
