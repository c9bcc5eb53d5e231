// Little-endian bytes, written one field after another.
#pragma once

#include "base/types.h"

#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

struct ByteWriter {
  std::vector<u8> bytes;

  ByteWriter &u8_(u64 value) { return number(value, 1); }
  ByteWriter &u16_(u64 value) { return number(value, 2); }
  ByteWriter &u32_(u64 value) { return number(value, 4); }
  ByteWriter &u64_(u64 value) { return number(value, 8); }
  ByteWriter &text(std::string_view text) {
    bytes.insert(bytes.end(), text.begin(), text.end());
    return *this;
  }
  ByteWriter &append(const std::vector<u8> &more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
    return *this;
  }
  ByteWriter &align() {
    while (bytes.size() % 4 != 0) bytes.push_back(0);
    return *this;
  }

private:
  ByteWriter &number(u64 value, int count) {
    for (int i = 0; i < count; ++i) bytes.push_back(static_cast<u8>(value >> 8 * i));
    return *this;
  }
};

inline void patch(std::vector<u8> &bytes, size_t at, u64 value, int count) {
  for (int i = 0; i < count; ++i) bytes.at(at + i) = static_cast<u8>(value >> 8 * i);
}

} // namespace kinsafe
