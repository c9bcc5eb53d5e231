// Resource ids resolved in every language, through every encoding of a resource table.
#include "container/arsc.h"
#include "tests/container/build_axml.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

using Entry = std::optional<std::pair<u8, u32>>;

Entry text_entry(u32 string) { return std::pair{string_type, string}; }
Entry reference_entry(u32 id) { return std::pair{reference_type, id}; }

struct Read {
  std::vector<u8> bytes;
  Incomplete incomplete;
  Result<ResourceTable> table;

  explicit Read(std::vector<u8> given)
      : bytes(std::move(given)), table(read_arsc(bytes, "resources.arsc", incomplete)) {}
  Read(const std::vector<std::string> &strings, const std::vector<TestType> &types)
      : Read(build_table(strings, {build_package(0x7f, types)})) {}
  std::string text(u32 id, const std::string &locale = "") {
    const ResolvedResource resolved = resolve(*table, id);
    const auto found = resolved.by_locale.find(locale);
    return found == resolved.by_locale.end() ? "(none)" : found->second.text;
  }
};

TEST(arsc, a_text_is_found_in_each_language) {
  Read read({"Loan", "贷款", "Kredit"},
            {{1, "", "", {text_entry(0)}}, {1, "zh", "CN", {text_entry(1)}}, {1, "de", "", {text_entry(2)}}});
  ASSERT_TRUE(read.table);
  EXPECT_EQ(read.text(0x7f010000), "Loan");
  EXPECT_EQ(read.text(0x7f010000, "zh-CN"), "贷款");
  EXPECT_EQ(read.text(0x7f010000, "de"), "Kredit");
  EXPECT_TRUE(resolve(*read.table, 0x7f010000).whole);
}

TEST(arsc, all_ways_to_store_offsets_and_values_read_alike) {
  for (const u8 flags : {u8{0}, u8{1}, u8{2}}) {
    for (const bool compact : {false, true}) {
      TestType type{1, "", "", {{}, text_entry(0), {}, text_entry(1)}, flags};
      type.compact = compact;
      Read read({"one", "three"}, {type});
      ASSERT_TRUE(read.table);
      EXPECT_EQ(read.text(0x7f010001), "one") << int{flags} << compact;
      EXPECT_EQ(read.text(0x7f010003), "three") << int{flags} << compact;
      EXPECT_EQ(read.text(0x7f010000), "(none)") << int{flags} << compact;
      EXPECT_EQ(read.text(0x7f010004), "(none)") << int{flags} << compact;
    }
  }
}

TEST(arsc, numbers_keep_their_type) {
  Read read({}, {{1, "", "", {std::pair{integer_type, 21u}, std::pair{boolean_type, 0xffffffffu}}}});
  ASSERT_TRUE(read.table);
  EXPECT_EQ(resolve(*read.table, 0x7f010000).by_locale.at("").type, AxmlValue::Type::integer);
  EXPECT_EQ(resolve(*read.table, 0x7f010000).by_locale.at("").data, 21u);
  EXPECT_EQ(resolve(*read.table, 0x7f010001).by_locale.at("").type, AxmlValue::Type::boolean);
}

TEST(arsc, several_packages_are_told_apart) {
  Read read(build_table({"app", "lib"}, {build_package(0x7f, {{1, "", "", {text_entry(0)}}}),
                                         build_package(0x02, {{1, "", "", {text_entry(1)}}})}));
  ASSERT_TRUE(read.table);
  EXPECT_EQ(read.text(0x7f010000), "app");
  EXPECT_EQ(read.text(0x02010000), "lib");
}

TEST(arsc, references_are_followed_in_each_language) {
  Read read({"Name", "Nom"}, {{1, "", "", {reference_entry(0x7f020000)}},
                              {2, "", "", {text_entry(0)}},
                              {2, "fr", "", {text_entry(1)}},
                              {1, "fr", "CA", {reference_entry(0x7f020000)}}});
  ASSERT_TRUE(read.table);
  EXPECT_EQ(read.text(0x7f010000), "Name");
  EXPECT_EQ(read.text(0x7f010000, "fr"), "Nom");
  EXPECT_EQ(read.text(0x7f010000, "fr-CA"), "Nom");
}

TEST(arsc, a_chain_of_20_references_is_followed_and_a_longer_one_is_not) {
  std::vector<Entry> entries;
  for (u32 i = 1; i <= 21; ++i) entries.push_back(reference_entry(0x7f010000 + i));
  entries.push_back(text_entry(0));
  Read read({"end"}, {{1, "", "", entries}});
  ASSERT_TRUE(read.table);
  EXPECT_EQ(read.text(0x7f010001), "end");
  EXPECT_EQ(read.text(0x7f010000), "(none)");
  EXPECT_FALSE(resolve(*read.table, 0x7f010000).whole);
}

TEST(arsc, references_in_a_circle_end) {
  Read read({}, {{1, "", "", {reference_entry(0x7f010001), reference_entry(0x7f010000)}}});
  ASSERT_TRUE(read.table);
  EXPECT_FALSE(resolve(*read.table, 0x7f010000).whole);
}

TEST(arsc, a_reference_outside_of_the_table_is_not_whole) {
  Read read({}, {{1, "", "", {reference_entry(0x01040000)}}});
  ASSERT_TRUE(read.table);
  EXPECT_FALSE(resolve(*read.table, 0x7f010000).whole);
}

TEST(arsc, the_configuration_without_further_qualifiers_counts) {
  TestType newer{1, "", "", {text_entry(0)}};
  newer.sdk = 29;
  Read read({"newer", "plain"}, {newer, {1, "", "", {text_entry(1)}}, newer});
  ASSERT_TRUE(read.table);
  EXPECT_EQ(read.text(0x7f010000), "plain");
}

TEST(arsc, three_letter_languages_are_unpacked) {
  // "fil", packed as the platform packs it.
  Read read({"salita"}, {{1, "\xad\x05", "", {text_entry(0)}}});
  ASSERT_TRUE(read.table);
  EXPECT_EQ(read.text(0x7f010000, "fil"), "salita");
}

TEST(arsc, a_damaged_type_is_a_gap_and_the_others_are_read) {
  std::vector<u8> broken = build_type({1, "", "", {text_entry(0)}});
  patch(broken, 12, 0xffff, 4); // its entry count
  ByteWriter header, body, package_header;
  header.u32_(1);
  package_header.u32_(0x7f);
  for (int i = 0; i < 68; ++i) package_header.u32_(0);
  ByteWriter types;
  types.append(broken).append(build_type({2, "", "", {text_entry(0)}}));
  body.append(build_utf8_pool({"text"})).append(build_chunk(0x200, package_header.bytes, types.bytes));
  Read read(build_chunk(2, header.bytes, body.bytes));
  ASSERT_TRUE(read.table);
  EXPECT_EQ(read.text(0x7f020000), "text");
  ASSERT_EQ(read.incomplete.gaps.size(), 1u);
  EXPECT_EQ(read.incomplete.gaps[0].lost, Lost::resources);
}

TEST(arsc, what_is_no_table_is_an_error) {
  EXPECT_FALSE(Read(std::vector<u8>{}).table);
  EXPECT_FALSE(Read(std::vector<u8>(100, 'x')).table);
}

TEST(arsc, cutting_a_table_anywhere_is_an_error) {
  const std::vector<u8> bytes = build_table({"a"}, {build_package(0x7f, {{1, "", "", {text_entry(0)}}})});
  for (size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(Read({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)}).table) << length;
}

} // namespace
} // namespace kinsafe
