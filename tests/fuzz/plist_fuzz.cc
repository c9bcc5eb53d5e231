// Any bytes as a property list.
#include "base/strings.h"
#include "container/plist.h"

namespace {

void check(const kinsafe::PlistValue &value) {
  if (kinsafe::to_utf8(value.text) != value.text) __builtin_trap();
  for (const kinsafe::PlistValue &item : value.items) check(item);
  if (value.type == kinsafe::PlistValue::Type::dictionary && value.keys.size() != value.items.size()) __builtin_trap();
  for (size_t i = 0; i < value.keys.size() && i < 100; ++i)
    if (value.find(value.keys[i]) != &value.items[i]) __builtin_trap();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (const auto value = kinsafe::read_plist({data, size})) check(*value);
  return 0;
}
