// What the tests of the dex reader share: fixtures as bytes, and ways to damage them.
#pragma once

#include "base/file.h"
#include "dex/dex.h"
#include "dex/instructions.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

using FileBytes = std::vector<u8>; // of its exact size, so that the address sanitizer sees a read past it

inline FileBytes fixture(std::string_view name) {
  const Result<MappedFile> file = map_file(std::string(KINSAFE_SOURCE_DIR "/tests/dex/fixtures/").append(name));
  if (!file) return ADD_FAILURE() << file.error().message, FileBytes{};
  return {file->bytes().begin(), file->bytes().end()};
}

inline u32 get_u32(const FileBytes &bytes, size_t offset) {
  u32 value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}
inline void put_u32(FileBytes &bytes, size_t offset, u32 value) {
  std::memcpy(bytes.data() + offset, &value, sizeof value);
}

// Byte offsets of header fields.
constexpr size_t checksum_at = 8, file_size_at = 32, header_size_at = 36, endian_tag_at = 40, string_ids_at = 56,
                 type_ids_at = 64, proto_ids_at = 72, field_ids_at = 80, method_ids_at = 88, class_defs_at = 96,
                 container_size_at = 112, header_offset_at = 116;

// Adler-32 as RFC 1950 defines it, so that the library used by the reader is checked too.
inline u32 adler32(Bytes bytes) {
  u32 a = 1, b = 0;
  for (const u8 byte : bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

// Makes the checksum right for the dex whose header is at `header_at`.
inline void seal(FileBytes &bytes, size_t header_at = 0) {
  const u32 size = get_u32(bytes, header_at + file_size_at);
  put_u32(bytes, header_at + checksum_at, adler32(Bytes(bytes).subspan(header_at + 12, size - 12)));
}

// `bytes` with `more` behind them at the returned offset, and a header that says so.
inline u32 append(FileBytes &bytes, const FileBytes &more) {
  bytes.resize((bytes.size() + 3) / 4 * 4);
  const u32 offset = static_cast<u32>(bytes.size());
  bytes.insert(bytes.end(), more.begin(), more.end());
  put_u32(bytes, file_size_at, static_cast<u32>(bytes.size()));
  seal(bytes);
  return offset;
}

inline std::string text_of(const Gap &gap) { return gap.part + ": " + gap.where + " " + gap.reason; }

// Opens bytes that must be without fault.
inline Dex open_whole(const FileBytes &bytes) {
  Incomplete incomplete;
  Result<Dex> dex = Dex::open(bytes, "classes.dex", incomplete);
  for (const Gap &gap : incomplete.gaps) ADD_FAILURE() << text_of(gap);
  if (!dex) return ADD_FAILURE() << dex.error().message, Dex{};
  return *dex;
}

// The code of the first method with this name.
inline CodeItem code_of(const Dex &dex, std::string_view name) {
  for (u32 i = 0; i < dex.class_count(); ++i) {
    const std::optional<ClassData> data = dex.class_data(dex.class_def(i).class_data_off);
    if (!data) return ADD_FAILURE() << "class data is damaged", CodeItem{};
    for (const auto *methods : {&data->direct_methods, &data->virtual_methods})
      for (const EncodedMethod &method : *methods)
        if (dex.string(dex.method(method.method_idx).name_idx) == name)
          return dex.code(method.code_off).value_or(CodeItem{});
  }
  return ADD_FAILURE() << "no method " << name, CodeItem{};
}

} // namespace kinsafe
