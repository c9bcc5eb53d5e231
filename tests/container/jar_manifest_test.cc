// Sections of JAR manifests: what they say and which bytes they are.
#include "base/reader.h"
#include "container/jar_manifest.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

using namespace std::literals;

JarManifest read(std::string_view text) { return read_jar_manifest(as_bytes(text)); }

TEST(jar_manifest, sections_are_the_bytes_up_to_the_next_one) {
  const JarManifest manifest = read("Manifest-Version: 1.0\r\n\r\nName: a\r\nX: 1\r\n\r\nName: b\r\nX: 2\r\n\r\n");
  EXPECT_FALSE(manifest.is_damaged);
  EXPECT_EQ(as_text(manifest.main.bytes), "Manifest-Version: 1.0\r\n\r\n");
  ASSERT_EQ(manifest.sections.size(), 2u);
  EXPECT_EQ(as_text(manifest.sections.at("a").bytes), "Name: a\r\nX: 1\r\n\r\n");
  EXPECT_EQ(as_text(manifest.sections.at("b").bytes), "Name: b\r\nX: 2\r\n\r\n");
  EXPECT_EQ(*manifest.sections.at("b").find("x"), "2");
}

TEST(jar_manifest, any_line_end_will_do_and_empty_lines_belong_to_the_section_before) {
  const JarManifest manifest = read("A: 1\n\n\n\nName: a\rX: 1\r\rName: b\nX: 2\n");
  EXPECT_FALSE(manifest.is_damaged);
  EXPECT_EQ(as_text(manifest.main.bytes), "A: 1\n\n\n\n");
  EXPECT_EQ(as_text(manifest.sections.at("a").bytes), "Name: a\rX: 1\r\r");
  EXPECT_EQ(as_text(manifest.sections.at("b").bytes), "Name: b\nX: 2\n");
}

TEST(jar_manifest, a_blank_continues_the_line_before) {
  const JarManifest manifest = read("A: 1\n\nName: a/very/\r\n long/na\r\n me\r\nX: 1\r\n\r\n");
  EXPECT_EQ(*manifest.sections.at("a/very/long/name").find("X"), "1");
}

TEST(jar_manifest, the_last_value_of_a_name_counts) {
  EXPECT_EQ(*read("a: 1\nA: 2\n\n").main.find("a"), "2");
  EXPECT_EQ(read("a: 1\n\n").main.find("b"), nullptr);
}

TEST(jar_manifest, a_last_line_without_end_is_none) {
  const JarManifest manifest = read("A: 1\n\nName: a\nX: 1");
  EXPECT_EQ(manifest.sections.at("a").find("X"), nullptr);
}

TEST(jar_manifest, damage_is_told) {
  for (const std::string_view text :
       {"A: 1\n\nX: 1\n\n"sv, "A:1\n\n"sv, "A b: 1\n\n"sv, "A: x\0y\n\n"sv, "\nA: 1\n\n"sv, "A:"sv, ": 1\n"sv})
    EXPECT_TRUE(read(text).is_damaged) << text;
  for (const std::string_view text : {"", "\n", "no colon", "A: 1", "A: \n\n"})
    EXPECT_FALSE(read(text).is_damaged) << text;
}

TEST(jar_manifest, a_name_of_two_sections_is_told) {
  const JarManifest manifest = read("A: 1\n\nName: a\nX: 1\n\nName: a\nY: 2\n\n");
  EXPECT_EQ(manifest.repeated, "a");
  EXPECT_EQ(*manifest.sections.at("a").find("X"), "1");
  EXPECT_EQ(*manifest.sections.at("a").find("Y"), "2");
}

} // namespace
} // namespace kinsafe
