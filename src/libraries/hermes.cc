// Reads the string table of Hermes bytecode.
#include "libraries/hermes.h"

#include "base/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace kinsafe {
namespace {

constexpr u64 magic = 0x1f1903c103bc1fc6;
constexpr size_t header_size = 128;

struct Counts {
  u32 version = 0, functions = 0, string_kinds = 0, identifiers = 0, strings = 0, overflowing = 0, characters = 0;
};

Counts read_counts(Reader reader) {
  constexpr size_t hash_size = 20;
  Counts counts;
  reader.skip(sizeof magic);
  counts.version = reader.read_u32();
  reader.skip(hash_size + 2 * sizeof(u32)); // file length, global code
  for (u32 *count : {&counts.functions, &counts.string_kinds, &counts.identifiers, &counts.strings, &counts.overflowing, &counts.characters})
    *count = reader.read_u32();
  return counts;
}

constexpr u64 aligned(u64 offset) { return (offset + 3) / 4 * 4; }

// Nothing if a string does not lie where it should, as with a size of the function headers that is not this file's.
std::optional<HermesStrings> read_tables(Bytes bytes, const Counts &counts, u64 function_header_size) {
  const u64 table_at = header_size + counts.functions * function_header_size + (u64{counts.string_kinds} + counts.identifiers) * sizeof(u32);
  const u64 overflow_at = table_at + u64{counts.strings} * sizeof(u32);
  const u64 characters_at = aligned(overflow_at + u64{counts.overflowing} * 2 * sizeof(u32));
  if (characters_at + counts.characters > bytes.size()) return std::nullopt;
  HermesStrings read{counts.version, characters_at, bytes.subspan(characters_at, counts.characters), {}, {}};
  Reader table(bytes, table_at), overflow(bytes, overflow_at);
  std::vector<HermesStrings::Range> overflowing(counts.overflowing);
  for (HermesStrings::Range &range : overflowing) {
    range.at = overflow.read_u32();
    range.size = overflow.read_u32();
  }
  read.strings.reserve(counts.strings);
  for (u32 i = 0; i < counts.strings; ++i) {
    constexpr u32 overflows = 255;
    const u32 entry = table.read_u32();
    const bool is_wide = entry & 1;
    HermesStrings::Range range{entry >> 1 & 0x7fffff, entry >> 24};
    if (range.size == overflows) {
      if (range.at >= overflowing.size()) return std::nullopt;
      range = overflowing[range.at];
    }
    if (u64{range.at} + u64{range.size} * (is_wide ? 2 : 1) > counts.characters) return std::nullopt;
    (is_wide ? read.wide_strings : read.strings).push_back(range);
  }
  return read;
}

} // namespace

bool is_hermes(Bytes bytes) { return bytes.size() >= sizeof magic && Reader(bytes).read_u64() == magic; }

Result<HermesStrings> read_hermes(Bytes bytes) {
  if (!is_hermes(bytes) || bytes.size() < header_size) return fail("is cut within its header");
  const Counts counts = read_counts(Reader(bytes));
  // Of no count there can be more than bytes, so nothing below is larger than the file.
  for (const u32 count : {counts.functions, counts.string_kinds, counts.identifiers, counts.strings, counts.overflowing, counts.characters})
    if (count > bytes.size()) return fail("declares more than it holds");
  for (const u64 function_header_size : {16, 12, 20, 24, 8}) // 16 up to version 96
    if (std::optional<HermesStrings> read = read_tables(bytes, counts, function_header_size)) return std::move(*read);
  return fail(fmt::format("is of version {}, whose tables lie otherwise than those that are known", counts.version));
}

} // namespace kinsafe
