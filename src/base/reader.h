// A cursor over little-endian bytes that never leaves them. A read past the end gives zero and is remembered, so a
// parser stays straight-line and asks `failed()` once where it matters.
#pragma once

#include "base/types.h"

#include <bit>
#include <cstring>
#include <string_view>

namespace kinsafe {

static_assert(std::endian::native == std::endian::little, "the formats read here are little-endian");

class Reader {
public:
  explicit Reader(Bytes bytes, size_t position = 0) : bytes_(bytes) { seek(position); }

  bool failed() const { return failed_; }
  size_t position() const { return position_; }
  size_t remaining() const { return bytes_.size() - position_; }

  void seek(size_t position) {
    if (position > bytes_.size()) failed_ = true;
    else position_ = position;
  }
  void skip(size_t count) {
    if (count > remaining()) failed_ = true;
    else position_ += count;
  }
  void align(size_t alignment) { skip((alignment - position_ % alignment) % alignment); }

  template <class T>
  T read() {
    T value{};
    if (sizeof(T) > remaining()) {
      failed_ = true;
      return value;
    }
    std::memcpy(&value, bytes_.data() + position_, sizeof(T));
    position_ += sizeof(T);
    return value;
  }
  u8 read_u8() { return read<u8>(); }
  u16 read_u16() { return read<u16>(); }
  u32 read_u32() { return read<u32>(); }
  u64 read_u64() { return read<u64>(); }

  // LEB128 of at most five bytes, as in dex (unsigned, signed); bits past the 32nd are dropped, as Android does.
  u32 read_uleb128() {
    u32 value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      const u8 byte = read_u8();
      value |= static_cast<u32>(byte & 0x7f) << shift;
      if (!(byte & 0x80)) return value;
    }
    failed_ = true;
    return value;
  }
  i32 read_sleb128() {
    u32 value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      const u8 byte = read_u8();
      value |= static_cast<u32>(byte & 0x7f) << shift;
      if (byte & 0x80) continue;
      if (shift + 7 < 32 && (byte & 0x40)) value |= ~u32{0} << (shift + 7);
      return static_cast<i32>(value);
    }
    failed_ = true;
    return static_cast<i32>(value);
  }

  // `count` bytes as a view; empty and failed if there are fewer.
  Bytes read_bytes(size_t count) {
    if (count > remaining()) {
      failed_ = true;
      return {};
    }
    const Bytes view = bytes_.subspan(position_, count);
    position_ += count;
    return view;
  }

private:
  Bytes bytes_;
  size_t position_ = 0;
  bool failed_ = false;
};

inline std::string_view as_text(Bytes bytes) { return {reinterpret_cast<const char *>(bytes.data()), bytes.size()}; }
inline Bytes as_bytes(std::string_view text) { return {reinterpret_cast<const u8 *>(text.data()), text.size()}; }

} // namespace kinsafe
