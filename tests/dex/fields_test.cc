// Every field of the header and of the rows of every table, damaged in turn under a right checksum: nothing is read
// past the end, and what the header drops is noticed.
#include "tests/dex/fixture.h"
#include "tests/dex/walk.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr size_t header_bytes = 0x70, map_at = 52;
constexpr u64 steps = 20'000; // of each walk; the whole of a fixture takes fewer

std::vector<u32> damaged(u32 value, u32 size) {
  return {0,          1,         2,         0x7f,           size - 1,           size,
          size + 1,   value + 1, value - 1, value ^ 0x8000, value ^ 0x80000000, 0xffff,
          0x7fffffff, 0xffffffff};
}

struct Counts {
  u32 strings, types, protos, fields, methods, classes, call_sites, handles;

  bool has_less_than(const Counts &other) const {
    return strings < other.strings || types < other.types || protos < other.protos || fields < other.fields ||
           methods < other.methods || classes < other.classes || call_sites < other.call_sites ||
           handles < other.handles;
  }
};
Counts counts_of(const Dex &dex) {
  return {dex.string_count(), dex.type_count(),  dex.proto_count(),     dex.field_count(),
          dex.method_count(), dex.class_count(), dex.call_site_count(), dex.method_handle_count()};
}

// What is read of the bytes; nothing if they are refused or a gap stands.
std::optional<Counts> counts_without_gap(FileBytes &bytes) {
  const u32 size = get_u32(bytes, file_size_at);
  if (size >= header_bytes && size <= bytes.size()) seal(bytes);
  Incomplete incomplete;
  const Result<Dex> dex = Dex::open(bytes, "classes.dex", incomplete);
  if (!dex) return std::nullopt;
  Walk(steps).everything(*dex);
  if (!incomplete.gaps.empty()) return std::nullopt;
  return counts_of(*dex);
}

const std::string_view fixtures[] = {"details.dex", "lending.dex", "hello035.dex"};

TEST(dex_fields, a_header_that_drops_rows_is_noticed) {
  for (const std::string_view name : fixtures) {
    const FileBytes whole = fixture(name);
    FileBytes copy = whole;
    const Counts all = counts_without_gap(copy).value();
    for (size_t at = 0; at < header_bytes; at += 4)
      for (const u32 value : damaged(get_u32(whole, at), static_cast<u32>(whole.size()))) {
        FileBytes bytes = whole;
        put_u32(bytes, at, value);
        const std::optional<Counts> counts = counts_without_gap(bytes);
        EXPECT_FALSE(counts && counts->has_less_than(all)) << name << ": field at " << at << " = " << value;
      }
  }
}

TEST(dex_fields, a_map_that_drops_rows_is_noticed) {
  const FileBytes whole = fixture("details.dex");
  FileBytes copy = whole;
  const Counts all = counts_without_gap(copy).value();
  const u32 map = get_u32(whole, map_at), items = get_u32(whole, map);
  for (u32 i = 0; i < items; ++i)
    for (const u32 column : {4u, 8u}) // rows, offset
      for (const u32 value : damaged(get_u32(whole, map + 4 + i * 12 + column), static_cast<u32>(whole.size()))) {
        FileBytes bytes = whole;
        put_u32(bytes, map + 4 + i * 12 + column, value);
        const std::optional<Counts> counts = counts_without_gap(bytes);
        const bool is_of_header = get_u32(whole, map + 4 + i * 12) <= 6;
        EXPECT_FALSE(is_of_header && counts && counts->has_less_than(all)) << i << " " << column << " = " << value;
      }
}

// Every two and every four bytes of what the map lists: rows of tables, lists of types, class data, code, tries, debug
// info, annotations, values. Where a section's items have no fixed size, its bytes are taken as they come.
TEST(dex_fields, no_damaged_field_of_any_section_is_followed_out_of_the_file) {
  const FileBytes whole = fixture("details.dex");
  const u32 map = get_u32(whole, map_at), items = get_u32(whole, map);
  for (u32 i = 1; i < items; ++i) { // the first one is the header
    const u32 begin = get_u32(whole, map + 4 + i * 12 + 8);
    const u32 end = i + 1 < items ? get_u32(whole, map + 4 + (i + 1) * 12 + 8) : static_cast<u32>(whole.size());
    // Long sections hold the same rows again and again: their beginning, and samples of the rest.
    const u32 step = std::max(2u, (end - begin) / 8 / 2 * 2);
    for (u32 at = begin; at + 4 <= end; at += step)
      for (const u32 value : damaged(get_u32(whole, at), static_cast<u32>(whole.size())))
        for (const bool is_short : {false, true}) {
          if (is_short && value > 0xffff) continue;
          FileBytes bytes = whole;
          if (is_short)
            bytes[at] = static_cast<u8>(value), bytes[at + 1] = static_cast<u8>(value >> 8);
          else
            put_u32(bytes, at, value);
          counts_without_gap(bytes);
        }
  }
}

} // namespace
} // namespace kinsafe
