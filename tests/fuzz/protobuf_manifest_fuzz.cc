// Any bytes as an app bundle's manifest and as its resource table.
#include "container/manifest.h"
#include "container/resources_pb.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const kinsafe::Bytes bytes(data, size);
  kinsafe::Incomplete incomplete;
  const auto table = kinsafe::read_resources_pb(bytes, "resources.pb", incomplete);
  if (table)
    for (const auto &[id, values] : table->given) kinsafe::resolve(*table, id);
  const auto document = kinsafe::read_xml_pb(bytes);
  if (!document) return 0;
  if (document->elements.empty()) __builtin_trap();
  for (size_t i = 0; i < document->elements.size(); ++i)
    if (document->elements[i].parent > i) __builtin_trap();
  const auto manifest = kinsafe::read_manifest(*document, table ? *table : kinsafe::ResourceTable(), incomplete);
  if (manifest && manifest->package.empty()) __builtin_trap();
  return 0;
}
