// Binary property lists for tests.
#pragma once

#include "tests/container/build_bytes.h"

namespace kinsafe {

// Objects are given encoded; offsets and references are one byte each.
struct BinaryPlist {
  std::string bytes = "bplist00";
  std::vector<size_t> offsets;

  u8 add(std::string_view object) {
    offsets.push_back(bytes.size());
    bytes += object;
    return static_cast<u8>(offsets.size() - 1);
  }
  u8 ascii(std::string_view text) { // below 15 letters, or below 256
    std::string object;
    if (text.size() < 15)
      object += static_cast<char>(0x50 | text.size());
    else
      object += {'\x5f', '\x10', static_cast<char>(text.size())};
    return add(object + std::string(text));
  }
  u8 wide(const std::u16string &text) {
    std::string object(1, static_cast<char>(0x60 | text.size()));
    for (const char16_t unit : text) object += {static_cast<char>(unit >> 8), static_cast<char>(unit)};
    return add(object);
  }
  u8 list(u8 kind, const std::vector<u8> &references, size_t count) {
    std::string object(1, static_cast<char>(kind << 4 | count));
    for (const u8 reference : references) object += static_cast<char>(reference);
    return add(object);
  }
  u8 dictionary(const std::vector<u8> &keys, const std::vector<u8> &values) {
    std::vector<u8> references = keys;
    references.insert(references.end(), values.begin(), values.end());
    return list(0xd, references, keys.size());
  }
  u8 array(const std::vector<u8> &items) { return list(0xa, items, items.size()); }

  std::string build(u8 root) const {
    std::string out = bytes;
    for (const size_t offset : offsets) out += static_cast<char>(offset);
    out += std::string(6, '\0') + "\1\1";
    const auto number = [&](u64 value) {
      for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
    };
    number(offsets.size()), number(root), number(bytes.size());
    return out;
  }
};

} // namespace kinsafe
