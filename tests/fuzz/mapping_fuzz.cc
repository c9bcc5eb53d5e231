// Any text as a mapping, and names looked up in it.
#include "program/mapping.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  const kinsafe::Result<kinsafe::Mapping> mapping = kinsafe::Mapping::parse("fuzz", text);
  if (!mapping) return 0;
  if (mapping->class_count() == 0) __builtin_trap();
  // The names that the seeds use, and the text itself.
  for (const std::string_view name : {std::string_view("a"), std::string_view("c"), text.substr(0, 40)}) {
    mapping->type(name);
    mapping->signature(name);
    mapping->method_name("La/b;", name, "(Ljava/util/List;)V");
    mapping->field_name("La/b;", name, "I");
    mapping->line("La/b;", name, "([La/c;I)I", 5);
  }
  return 0;
}
