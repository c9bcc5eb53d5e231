// Protocol buffers for tests, one field after another.
#pragma once

#include "tests/container/build_bytes.h"

namespace kinsafe {

struct ProtobufWriter {
  std::string bytes;

  ProtobufWriter &varint(u64 value) {
    for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(0x80 | (value & 0x7f));
    bytes += static_cast<char>(value);
    return *this;
  }
  ProtobufWriter &number(u32 field, u64 value) { return varint(u64{field} << 3).varint(value); }
  ProtobufWriter &text(u32 field, std::string_view value) {
    varint(u64{field} << 3 | 2).varint(value.size());
    bytes += value;
    return *this;
  }
  ProtobufWriter &message(u32 field, const ProtobufWriter &value) { return text(field, value.bytes); }
};

// aapt2's XmlAttribute; `item` is its compiled_item.
inline ProtobufWriter pb_attribute(std::string_view name, u32 id, std::string_view value,
                                   const ProtobufWriter &item = {}) {
  ProtobufWriter out;
  if (id != 0) out.text(1, "http://schemas.android.com/apk/res/android");
  out.text(2, name).text(3, value);
  if (id != 0) out.number(5, id);
  if (!item.bytes.empty()) out.message(6, item);
  return out;
}
inline ProtobufWriter pb_reference(u32 id) { return ProtobufWriter().message(1, ProtobufWriter().number(2, id)); }
inline ProtobufWriter pb_integer(u32 value) { return ProtobufWriter().message(7, ProtobufWriter().number(6, value)); }
inline ProtobufWriter pb_string(std::string_view text) {
  return ProtobufWriter().message(2, ProtobufWriter().text(1, text));
}

// An XmlNode that is an element.
inline ProtobufWriter pb_element(std::string_view name, const std::vector<ProtobufWriter> &attributes = {},
                                 const std::vector<ProtobufWriter> &children = {}, u32 line = 1) {
  ProtobufWriter element;
  element.text(3, name);
  for (const ProtobufWriter &attribute : attributes) element.message(4, attribute);
  for (const ProtobufWriter &child : children) element.message(5, child);
  return ProtobufWriter().message(1, element).message(3, ProtobufWriter().number(1, line));
}

// A ResourceTable with one string in some languages.
inline ProtobufWriter pb_table(u32 id, const std::vector<std::pair<std::string, std::string>> &by_language) {
  ProtobufWriter entry;
  entry.message(1, ProtobufWriter().number(1, id & 0xffff)).text(2, "app_name");
  for (const auto &[language, text] : by_language) {
    ProtobufWriter config;
    if (!language.empty()) config.text(3, language);
    entry.message(6, ProtobufWriter().message(1, config).message(2, ProtobufWriter().message(4, pb_string(text))));
  }
  ProtobufWriter type;
  type.message(1, ProtobufWriter().number(1, id >> 16 & 0xff)).text(2, "string").message(3, entry);
  ProtobufWriter package;
  package.message(1, ProtobufWriter().number(1, id >> 24)).text(2, "org.example").message(3, type);
  return ProtobufWriter().message(2, package);
}

} // namespace kinsafe
