// Binary XML and resource tables for tests.
#pragma once

#include "tests/container/build_bytes.h"

#include <algorithm>
#include <optional>

namespace kinsafe {

inline std::vector<u8> build_chunk(u16 type, const std::vector<u8> &header, const std::vector<u8> &body) {
  ByteWriter out;
  out.u16_(type).u16_(8 + header.size()).u32_(8 + header.size() + body.size());
  return out.append(header).append(body).bytes;
}

inline std::vector<u8> build_string_pool(const std::vector<std::u16string> &texts) {
  ByteWriter offsets, data;
  for (const std::u16string &text : texts) {
    offsets.u32_(data.bytes.size());
    data.u16_(text.size());
    for (const char16_t unit : text) data.u16_(unit);
    data.u16_(0);
  }
  data.align();
  ByteWriter header;
  header.u32_(texts.size()).u32_(0).u32_(0).u32_(28 + offsets.bytes.size()).u32_(0);
  return build_chunk(1, header.bytes, offsets.append(data.bytes).bytes);
}

inline std::vector<u8> build_utf8_pool(const std::vector<std::string> &texts) {
  ByteWriter offsets, data;
  for (const std::string &text : texts) {
    offsets.u32_(data.bytes.size());
    if (text.size() >= 0x80)
      data.u8_(0x80 | text.size() >> 8).u8_(text.size()).u8_(0x80 | text.size() >> 8).u8_(text.size());
    else
      data.u8_(text.size()).u8_(text.size());
    data.text(text).u8_(0);
  }
  data.align();
  ByteWriter header;
  header.u32_(texts.size()).u32_(0).u32_(1 << 8).u32_(28 + offsets.bytes.size()).u32_(0);
  return build_chunk(1, header.bytes, offsets.append(data.bytes).bytes);
}

constexpr std::string_view android_uri = "http://schemas.android.com/apk/res/android";
constexpr u8 string_type = 3, reference_type = 1, integer_type = 0x10, boolean_type = 0x12;

struct TestAttribute {
  std::string name;
  u32 id = 0; // 0: in no namespace and without resource id
  u8 type = string_type;
  u32 data = 0;
  std::string text = {};
};

inline TestAttribute text_attribute(std::string name, u32 id, std::string text) {
  return {std::move(name), id, string_type, 0, std::move(text)};
}

// Builds a document node by node. The names that have resource ids come first in the pool, as the format demands.
struct AxmlBuilder {
  std::vector<std::string> strings;
  std::vector<u32> ids;
  std::vector<u8> nodes;
  bool is_utf8 = false;
  u32 line = 1;

  // Declares the attribute names that have resource ids; call it before any node.
  AxmlBuilder &with_ids(const std::vector<std::pair<std::string, u32>> &names) {
    for (const auto &[name, id] : names) {
      strings.push_back(name);
      ids.push_back(id);
    }
    return *this;
  }
  u32 index_of(const std::string &text, size_t from = 0) {
    const auto found = std::find(strings.begin() + static_cast<std::ptrdiff_t>(from), strings.end(), text);
    if (found != strings.end()) return static_cast<u32>(found - strings.begin());
    strings.push_back(text);
    return static_cast<u32>(strings.size() - 1);
  }
  u32 name_index(const TestAttribute &attribute) {
    if (attribute.id == 0) return index_of(attribute.name, ids.size());
    return static_cast<u32>(std::find(ids.begin(), ids.end(), attribute.id) - ids.begin());
  }
  void add_node(u16 type, const std::vector<u8> &body) {
    ByteWriter header;
    header.u32_(line++).u32_(0xffffffff);
    const std::vector<u8> node = build_chunk(type, header.bytes, body);
    nodes.insert(nodes.end(), node.begin(), node.end());
  }
  AxmlBuilder &open(const std::string &name, const std::vector<TestAttribute> &attributes = {}) {
    ByteWriter body;
    body.u32_(0xffffffff).u32_(index_of(name, ids.size())).u16_(20).u16_(20).u16_(attributes.size());
    body.u16_(0).u16_(0).u16_(0);
    for (const TestAttribute &attribute : attributes) {
      const bool is_text = attribute.type == string_type;
      const u32 text = is_text ? index_of(attribute.text, ids.size()) : 0xffffffff;
      body.u32_(attribute.id == 0 ? 0xffffffff : index_of(std::string(android_uri), ids.size()));
      body.u32_(name_index(attribute)).u32_(text).u16_(8).u8_(0).u8_(attribute.type);
      body.u32_(is_text ? text : attribute.data);
    }
    add_node(0x102, body.bytes);
    return *this;
  }
  AxmlBuilder &close(const std::string &name) {
    ByteWriter body;
    body.u32_(0xffffffff).u32_(index_of(name, ids.size()));
    add_node(0x103, body.bytes);
    return *this;
  }
  AxmlBuilder &element(const std::string &name, const std::vector<TestAttribute> &attributes = {}) {
    return open(name, attributes).close(name);
  }
  std::vector<u8> pool() const {
    if (is_utf8) return build_utf8_pool(strings);
    std::vector<std::u16string> wide;
    for (const std::string &text : strings) wide.emplace_back(text.begin(), text.end());
    return build_string_pool(wide);
  }
  std::vector<u8> resource_map() const {
    ByteWriter out;
    for (const u32 id : ids) out.u32_(id);
    return build_chunk(0x180, {}, out.bytes);
  }
  std::vector<u8> build() const {
    ByteWriter body;
    return build_chunk(3, {}, body.append(pool()).append(resource_map()).append(nodes).bytes);
  }
};

// A manifest's usual attribute names.
inline AxmlBuilder manifest_builder() {
  AxmlBuilder builder;
  builder.with_ids({{"label", 0x01010001},
                    {"name", 0x01010003},
                    {"sharedUserId", 0x0101000b},
                    {"value", 0x01010024},
                    {"minSdkVersion", 0x0101020c},
                    {"versionCode", 0x0101021b},
                    {"versionName", 0x0101021c},
                    {"targetSdkVersion", 0x01010270},
                    {"maxSdkVersion", 0x01010271},
                    {"versionCodeMajor", 0x01010576},
                    {"isSplitRequired", 0x01010591},
                    {"requiredSplitTypes", 0x0101064e},
                    {"splitTypes", 0x0101064f}});
  return builder;
}

inline TestAttribute name_is(std::string text) { return text_attribute("name", 0x01010003, std::move(text)); }
inline TestAttribute package_is(std::string text) { return text_attribute("package", 0, std::move(text)); }

// One type of one package, in one configuration.
struct TestType {
  u8 type = 1;
  std::string language = {}; // two letters or none
  std::string region = {};
  std::vector<std::optional<std::pair<u8, u32>>> entries; // value type and data
  u8 flags = 0;                                           // 1 sparse, 2 offsets of 16 bits
  bool compact = false;
  u16 sdk = 0; // a further qualifier
};

inline std::vector<u8> build_type(const TestType &type) {
  ByteWriter offsets, entries;
  u32 count = 0;
  for (size_t i = 0; i < type.entries.size(); ++i) {
    const auto &entry = type.entries[i];
    if (!entry && type.flags & 1) continue;
    ++count;
    const size_t at = entries.bytes.size();
    if (type.flags & 1)
      offsets.u16_(i).u16_(at / 4);
    else if (type.flags & 2)
      offsets.u16_(entry ? at / 4 : 0xffff);
    else
      offsets.u32_(entry ? at : 0xffffffff);
    if (!entry) continue;
    if (type.compact)
      entries.u16_(0).u16_(8 | entry->first << 8).u32_(entry->second);
    else
      entries.u16_(8).u16_(0).u32_(0).u16_(8).u8_(0).u8_(entry->first).u32_(entry->second);
  }
  offsets.align();
  ByteWriter header, config;
  config.u32_(28).u32_(0).text(type.language);
  while (config.bytes.size() < 10) config.u8_(0);
  config.text(type.region);
  while (config.bytes.size() < 24) config.u8_(0);
  config.u16_(type.sdk).u16_(0);
  header.u8_(type.type).u8_(type.flags).u16_(0).u32_(count).u32_(20 + 28 + offsets.bytes.size()).append(config.bytes);
  return build_chunk(0x201, header.bytes, offsets.append(entries.bytes).bytes);
}

inline std::vector<u8> build_package(u32 id, const std::vector<TestType> &types) {
  ByteWriter header, body;
  header.u32_(id);
  for (int i = 0; i < 68; ++i) header.u32_(0); // name, string pools, type id offset
  for (const TestType &type : types) body.append(build_type(type));
  return build_chunk(0x200, header.bytes, body.bytes);
}

// The same with the name of its one type and of its entries ("entry" for those without).
inline std::vector<u8> build_named_package(const std::string &type_name, const std::vector<TestType> &types, const std::vector<std::string> &keys = {"entry"}) {
  const std::vector<u8> type_names = build_utf8_pool({type_name}), key_names = build_utf8_pool(keys);
  ByteWriter header, body;
  header.u32_(0x7f);
  for (int i = 0; i < 64; ++i) header.u32_(0); // name
  constexpr u32 header_bytes = 8 + 4 + 256 + 20;
  header.u32_(header_bytes).u32_(1).u32_(header_bytes + type_names.size()).u32_(keys.size()).u32_(0);
  body.append(type_names).append(key_names);
  for (const TestType &type : types) body.append(build_type(type));
  return build_chunk(0x200, header.bytes, body.bytes);
}

inline std::vector<u8> build_table(const std::vector<std::string> &strings,
                                   const std::vector<std::vector<u8>> &packages) {
  ByteWriter header, body;
  header.u32_(packages.size());
  body.append(build_utf8_pool(strings));
  for (const std::vector<u8> &package : packages) body.append(package);
  return build_chunk(2, header.bytes, body.bytes);
}

} // namespace kinsafe
