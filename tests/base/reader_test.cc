// The cursor that every binary format is read with: it never leaves its bytes, and it remembers that it tried.
#include "base/reader.h"

#include <gtest/gtest.h>

#include <vector>

namespace kinsafe {
namespace {

using FileBytes = std::vector<u8>; // of its exact size, so that the address sanitizer sees a read past it

TEST(reader, numbers_are_little_endian) {
  const FileBytes bytes = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f};
  Reader reader(bytes);
  EXPECT_EQ(reader.read_u8(), 0x01);
  EXPECT_EQ(reader.read_u16(), 0x0302);
  EXPECT_EQ(reader.read_u32(), 0x07060504u);
  EXPECT_EQ(reader.read_u64(), 0x0f0e0d0c0b0a0908u);
  EXPECT_EQ(reader.remaining(), 0u);
  EXPECT_FALSE(reader.failed());
}

TEST(reader, a_read_past_the_end_gives_zero_and_stays_where_it_was) {
  const FileBytes bytes = {0xff, 0xff, 0xff};
  Reader reader(bytes);
  EXPECT_EQ(reader.read_u32(), 0u);
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(reader.position(), 0u);
  EXPECT_EQ(reader.read_u16(), 0xffff);
  EXPECT_TRUE(reader.failed()) << "a failure is never forgotten";
}

TEST(reader, seeking_or_skipping_past_the_end_fails_and_does_not_move) {
  const FileBytes bytes(8);
  Reader reader(bytes, 4);
  reader.seek(8);
  EXPECT_FALSE(reader.failed()) << "the end itself is a place";
  reader.seek(9);
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(reader.position(), 8u);

  Reader other(bytes, 4);
  other.skip(~size_t{0});
  EXPECT_TRUE(other.failed());
  EXPECT_EQ(other.position(), 4u);

  EXPECT_TRUE(Reader(bytes, 9).failed());
}

TEST(reader, aligning_skips_to_the_next_multiple) {
  const FileBytes bytes(9);
  Reader reader(bytes, 5);
  reader.align(4);
  EXPECT_EQ(reader.position(), 8u);
  reader.align(4);
  EXPECT_EQ(reader.position(), 8u);
  reader.skip(1);
  reader.align(4);
  EXPECT_TRUE(reader.failed());
}

TEST(reader, bytes_come_as_a_view_or_not_at_all) {
  const FileBytes bytes = {1, 2, 3};
  Reader reader(bytes);
  EXPECT_EQ(reader.read_bytes(2).data(), bytes.data());
  EXPECT_TRUE(reader.read_bytes(2).empty());
  EXPECT_TRUE(reader.failed());
}

struct Leb128 {
  FileBytes bytes;
  u32 is_unsigned;
  i32 is_signed;
};

TEST(reader, leb128_is_read_as_dex_writes_it) {
  const Leb128 table[] = {
      {{0x00}, 0, 0},
      {{0x01}, 1, 1},
      {{0x7f}, 127, -1},
      {{0x80, 0x7f}, 16256, -128},
      {{0xff, 0xff, 0xff, 0xff, 0x0f}, 0xffffffff, -1},
      {{0x80, 0x80, 0x80, 0x80, 0x78}, 0x80000000, static_cast<i32>(0x80000000)},
  };
  for (const Leb128 &row : table) {
    Reader reader(row.bytes);
    EXPECT_EQ(reader.read_uleb128(), row.is_unsigned);
    EXPECT_EQ(reader.remaining(), 0u);
    Reader again(row.bytes);
    EXPECT_EQ(again.read_sleb128(), row.is_signed);
    EXPECT_FALSE(reader.failed() || again.failed());
  }
}

TEST(reader, leb128_of_six_bytes_or_cut_short_fails) {
  for (const FileBytes &bytes : {FileBytes{0x80, 0x80, 0x80, 0x80, 0x80, 0x01}, FileBytes{0xff}, FileBytes{}}) {
    Reader reader(bytes);
    reader.read_uleb128();
    EXPECT_TRUE(reader.failed());
    Reader again(bytes);
    again.read_sleb128();
    EXPECT_TRUE(again.failed());
  }
}

} // namespace
} // namespace kinsafe
