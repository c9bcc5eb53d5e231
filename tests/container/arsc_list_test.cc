// Resources by name and configuration: the qualifiers as in the names of resource folders. aapt_compare.py holds whole
// tables against aapt.
#include "container/arsc.h"
#include "tests/container/build_bytes.h"

#include "base/file.h"

#include <gtest/gtest.h>

#include <set>

namespace kinsafe {
namespace {

// A type chunk that has nothing but a configuration of 64 bytes.
std::string qualifiers(const std::vector<std::pair<size_t, u8>> &bytes) {
  std::vector<u8> chunk(20 + 64, 0);
  chunk[20] = 64;
  for (const auto &[offset, value] : bytes) chunk[20 + offset] = value;
  ResourceType type;
  type.chunk = {ChunkType::table_type, static_cast<u16>(chunk.size()), chunk};
  return config_text(type);
}

TEST(arsc_list, qualifiers_are_spelled_as_in_folder_names) {
  EXPECT_EQ(qualifiers({}), "");
  EXPECT_EQ(qualifiers({{8, 'z'}, {9, 'h'}}), "zh");
  EXPECT_EQ(qualifiers({{8, 'z'}, {9, 'h'}, {10, 'C'}, {11, 'N'}}), "zh-rCN");
  EXPECT_EQ(qualifiers({{8, 0x80}, {9, 0x2b}}), "lba") << "three letters in five bits each";
  EXPECT_EQ(qualifiers({{8, 'z'}, {9, 'h'}, {36, 'H'}, {37, 'a'}, {38, 'n'}, {39, 's'}}), "b+zh+Hans");
  EXPECT_EQ(qualifiers({{8, 'z'}, {9, 'h'}, {36, 'H'}, {37, 'a'}, {38, 'n'}, {39, 's'}, {52, 1}}), "zh")
      << "a script that the platform has guessed";
  EXPECT_EQ(qualifiers({{4, 0xcc}, {5, 1}, {6, 0}}), "mcc460");
  EXPECT_EQ(qualifiers({{28, 0x80 | 0x20 | 4}}), "ldrtl-xlarge-long");
  EXPECT_EQ(qualifiers({{30, 0x58}, {31, 2}}), "sw600dp");
  EXPECT_EQ(qualifiers({{12, 2}, {14, 0xf0}, {24, 21}}), "land-hdpi-v21");
  EXPECT_EQ(qualifiers({{14, 100}}), "100dpi");
  EXPECT_EQ(qualifiers({{14, 0xfe}, {15, 0xff}}), "anydpi");
  EXPECT_EQ(qualifiers({{29, 0x23}}), "car-night");
  EXPECT_EQ(qualifiers({{13, 3}, {16, 2}, {17, 3}, {18, 1 | 8}}), "finger-keysexposed-qwerty-navhidden-trackball");
  EXPECT_EQ(qualifiers({{20, 0x40}, {21, 1}, {22, 0xf0}}), "320x240");
  EXPECT_EQ(qualifiers({{12, 9}}), "orientation=9") << "a value without a name";
}

TEST(arsc_list, every_resource_of_a_sample_has_its_name) {
  const Result<MappedFile> file = map_file(KINSAFE_SOURCE_DIR "/tests/fuzz/seeds/arsc/encodings.arsc");
  ASSERT_TRUE(file);
  Incomplete incomplete;
  const Result<ResourceTable> table = read_arsc(file->bytes(), "resources.arsc", incomplete);
  ASSERT_TRUE(table);
  std::set<u32> ids;
  EXPECT_TRUE(for_each_resource(*table, [&](const ResourceEntry &entry) {
    ids.insert(entry.id);
    EXPECT_EQ(entry.value.type == AxmlValue::Type::string, !entry.value.text.empty());
  }));
  EXPECT_FALSE(ids.empty());
  EXPECT_EQ(resource_name(*table, 0x01010001), "") << "the platform's, which this table does not hold";
}

} // namespace
} // namespace kinsafe
