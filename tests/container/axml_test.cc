// Binary XML as packers and obfuscators write it: what Android accepts is read, what it refuses is an error.
#include "container/axml.h"
#include "container/string_pool.h"
#include "tests/container/build_axml.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

AxmlBuilder small_document() {
  AxmlBuilder builder = manifest_builder();
  builder.open("manifest", {package_is("com.example")});
  builder.open("application", {{"label", 0x01010001, reference_type, 0x7f010000}});
  builder.element("activity", {name_is(".Main")});
  builder.close("application").close("manifest");
  return builder;
}

TEST(axml, elements_come_in_document_order_with_their_parents) {
  const auto document = read_axml(small_document().build());
  ASSERT_TRUE(document);
  ASSERT_EQ(document->elements.size(), 3u);
  EXPECT_EQ(document->elements[0].name, "manifest");
  EXPECT_EQ(document->elements[2].name, "activity");
  EXPECT_EQ(document->elements[2].depth, 2u);
  EXPECT_EQ(document->elements[2].parent, 1u);
  EXPECT_EQ(document->elements[2].line, 3u);
}

TEST(axml, attributes_have_names_ids_and_typed_values) {
  const auto document = read_axml(small_document().build());
  ASSERT_TRUE(document);
  const AxmlAttribute *const package = find_plain_attribute(document->elements[0], "package");
  ASSERT_TRUE(package);
  EXPECT_EQ(package->value.text, "com.example");
  const AxmlAttribute *const label = find_attribute(document->elements[1], 0x01010001);
  ASSERT_TRUE(label);
  EXPECT_EQ(label->value.type, AxmlValue::Type::reference);
  EXPECT_EQ(label->value.data, 0x7f010000u);
}

TEST(axml, both_string_encodings_read_alike) {
  AxmlBuilder builder = small_document();
  builder.is_utf8 = true;
  const auto document = read_axml(builder.build());
  ASSERT_TRUE(document);
  EXPECT_EQ(find_attribute(document->elements[2], 0x01010003)->value.text, ".Main");
}

TEST(axml, the_resource_id_decides_whatever_the_name_is) {
  AxmlBuilder builder;
  builder.with_ids({{"harmless", 0x01010003}});
  builder.element("uses-permission", {text_attribute("harmless", 0x01010003, "android.permission.READ_SMS")});
  const auto document = read_axml(builder.build());
  ASSERT_TRUE(document);
  ASSERT_TRUE(find_attribute(document->elements[0], 0x01010003));
  EXPECT_FALSE(find_attribute(document->elements[0], 0x01010001));
}

TEST(axml, an_attribute_with_a_name_but_no_id_is_not_there) {
  AxmlBuilder builder;
  builder.element("uses-permission", {text_attribute("name", 0, "android.permission.READ_SMS")});
  const auto document = read_axml(builder.build());
  ASSERT_TRUE(document);
  EXPECT_FALSE(find_attribute(document->elements[0], 0x01010003));
}

TEST(axml, a_wrong_document_type_is_accepted) {
  std::vector<u8> bytes = small_document().build();
  bytes[0] = 0;
  EXPECT_TRUE(read_axml(bytes));
}

TEST(axml, bytes_behind_the_document_are_ignored) {
  std::vector<u8> bytes = small_document().build();
  bytes.resize(bytes.size() + 7, 0xff);
  EXPECT_TRUE(read_axml(bytes));
}

TEST(axml, chunks_of_unknown_type_are_skipped) {
  AxmlBuilder builder = small_document();
  const std::vector<u8> junk = build_chunk(0x7777, {1, 2, 3, 4, 5, 6, 7, 8}, {1, 2, 3, 4});
  builder.nodes.insert(builder.nodes.begin(), junk.begin(), junk.end());
  const auto document = read_axml(builder.build());
  ASSERT_TRUE(document);
  EXPECT_EQ(document->elements.size(), 3u);
}

TEST(axml, a_string_count_above_the_true_one_is_accepted_while_the_offsets_fit) {
  const std::vector<u8> good = small_document().build();
  std::vector<u8> bytes = good;
  bytes[16] = static_cast<u8>(bytes[16] + 2);
  EXPECT_TRUE(read_axml(bytes));
  patch(bytes, 16, 0xffffff, 4);
  EXPECT_FALSE(read_axml(bytes));
}

TEST(axml, texts_and_namespaces_are_passed_over) {
  AxmlBuilder builder = manifest_builder();
  ByteWriter space, text;
  space.u32_(0).u32_(0);
  text.u32_(0).u16_(8).u8_(0).u8_(3).u32_(0);
  builder.add_node(0x100, space.bytes);
  builder.open("a");
  builder.add_node(0x104, text.bytes);
  builder.element("b").close("a");
  builder.add_node(0x101, space.bytes);
  const auto document = read_axml(builder.build());
  ASSERT_TRUE(document);
  EXPECT_EQ(document->elements.size(), 2u);
}

TEST(axml, nothing_is_read_behind_the_root_element) {
  AxmlBuilder builder = small_document();
  builder.element("late");
  builder.nodes.resize(builder.nodes.size() - 4);
  const auto document = read_axml(builder.build());
  ASSERT_TRUE(document);
  EXPECT_EQ(document->elements.size(), 3u);
}

TEST(axml, a_missing_end_is_accepted) {
  AxmlBuilder builder = manifest_builder();
  builder.open("a").open("b");
  const auto document = read_axml(builder.build());
  ASSERT_TRUE(document);
  EXPECT_EQ(document->elements.size(), 2u);
}

TEST(axml, a_damaged_node_is_an_error) {
  AxmlBuilder builder = small_document();
  builder.nodes[4] = 3; // its size
  const auto document = read_axml(builder.build());
  ASSERT_FALSE(document);
  EXPECT_TRUE(document.error().message.contains("the header is damaged"));
}

TEST(axml, attributes_past_the_end_of_their_element_are_an_error) {
  AxmlBuilder builder = small_document();
  patch(builder.nodes, 28, 9, 2); // their count
  const auto document = read_axml(builder.build());
  ASSERT_FALSE(document);
  EXPECT_TRUE(document.error().message.contains("run past the end"));
}

TEST(axml, overlapping_attributes_are_bounded) {
  AxmlBuilder builder = manifest_builder();
  for (int i = 0; i < 10; ++i) {
    const size_t at = builder.nodes.size();
    builder.open("a", {name_is("x")});
    patch(builder.nodes, at + 26, 0, 2); // all attributes lie at the same place
    patch(builder.nodes, at + 28, 0xffff, 2);
  }
  const auto document = read_axml(builder.build());
  ASSERT_FALSE(document);
  EXPECT_TRUE(document.error().message.contains("more elements or attributes"));
}

TEST(axml, texts_named_again_and_again_are_bounded) {
  AxmlBuilder builder = manifest_builder();
  builder.is_utf8 = true;
  const std::string large(30000, 'x');
  builder.open("a");
  for (int i = 0; i < 3000; ++i) builder.element(large);
  const auto document = read_axml(builder.build());
  ASSERT_FALSE(document);
  EXPECT_TRUE(document.error().message.contains("texts are longer"));
}

TEST(axml, nesting_is_bounded) {
  AxmlBuilder builder = manifest_builder();
  for (int i = 0; i < 2000; ++i) builder.open("a");
  EXPECT_FALSE(read_axml(builder.build()));
}

TEST(axml, text_xml_is_an_error) {
  const std::string text = "<?xml version=\"1.0\"?><manifest/>";
  EXPECT_FALSE(read_axml(Bytes(reinterpret_cast<const u8 *>(text.data()), text.size())));
  EXPECT_FALSE(read_axml({}));
}

TEST(axml, cutting_a_document_anywhere_is_an_error) {
  const std::vector<u8> bytes = small_document().build();
  for (size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(read_axml(Bytes(bytes).first(length))) << length;
}

TEST(string_pool, texts_outside_of_the_basic_plane_and_long_ones_are_whole) {
  const std::u16string long_wide(40000, u'w');
  const std::vector<u8> wide = build_string_pool({u"\U0001F4B0", u"贷款", u""});
  const auto pool = read_string_pool(*read_chunk(wide, 0, 8));
  ASSERT_TRUE(pool);
  EXPECT_EQ(text_at(*pool, 0), "\U0001F4B0");
  EXPECT_EQ(text_at(*pool, 1), "贷款");
  EXPECT_EQ(text_at(*pool, 2), "");
  EXPECT_EQ(text_at(*pool, 3), std::nullopt);
  const std::vector<u8> narrow = build_utf8_pool({std::string(300, 'n'), "贷款"});
  const auto utf8 = read_string_pool(*read_chunk(narrow, 0, 8));
  ASSERT_TRUE(utf8);
  EXPECT_EQ(text_at(*utf8, 0), std::string(300, 'n'));
  EXPECT_EQ(text_at(*utf8, 1), "贷款");
}

TEST(string_pool, a_length_cut_to_15_bits_is_found_by_the_zero_at_the_end) {
  const std::vector<u8> bytes = build_utf8_pool({std::string(0x8000 + 300, 'n')});
  const auto pool = read_string_pool(*read_chunk(bytes, 0, 8));
  ASSERT_TRUE(pool);
  EXPECT_EQ(text_at(*pool, 0)->size(), 0x8000u + 300);
}

TEST(string_pool, a_text_without_its_zero_is_no_text) {
  std::vector<u8> bytes = build_utf8_pool({"abc"});
  for (size_t i = 28 + 4 + 2 + 3; i + 1 < bytes.size(); ++i) bytes[i] = 'x';
  const auto pool = read_string_pool(*read_chunk(bytes, 0, 8));
  ASSERT_TRUE(pool);
  EXPECT_EQ(text_at(*pool, 0), std::nullopt);
}

TEST(string_pool, a_pool_that_does_not_end_with_a_zero_is_refused) {
  for (std::vector<u8> bytes : {build_utf8_pool({"abc"}), build_string_pool({u"abc"})}) {
    bytes[bytes.size() - 1] = bytes[bytes.size() - 2] = 'x';
    EXPECT_FALSE(read_string_pool(*read_chunk(bytes, 0, 8)));
  }
}

} // namespace
} // namespace kinsafe
