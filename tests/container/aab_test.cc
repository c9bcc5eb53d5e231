// App bundles: their protocol buffers read as binary XML and tables are, and their modules as one app.
#include "container/protobuf.h"
#include "container/resources_pb.h"
#include "tests/container/build_package.h"
#include "tests/container/build_protobuf.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace kinsafe {
namespace {

ProtobufWriter manifest_pb(const std::vector<ProtobufWriter> &children, std::string_view split = "") {
  std::vector<ProtobufWriter> attributes = {pb_attribute("package", 0, "org.example"),
                                            pb_attribute("versionCode", 0x0101021b, "7", pb_integer(7))};
  if (!split.empty()) attributes.push_back(pb_attribute("split", 0, split));
  return pb_element("manifest", attributes, children);
}
ProtobufWriter permission_pb(std::string_view name) {
  return pb_element("uses-permission", {pb_attribute("name", 0x01010003, name)}, {}, 12);
}
ProtobufWriter application_pb() {
  return pb_element("application", {pb_attribute("label", 0x01010001, "@string/app_name", pb_reference(0x7f010000))},
                    {pb_element("activity", {pb_attribute("name", 0x01010003, ".Main")})});
}

std::string bundle(const std::vector<TestEntry> &more = {}) {
  std::vector<TestEntry> entries = {
      {"BundleConfig.pb", "c"},
      {"base/manifest/AndroidManifest.xml",
       manifest_pb({permission_pb("android.permission.READ_CONTACTS"), application_pb()}).bytes},
      {"base/resources.pb", pb_table(0x7f010000, {{"", "Loan"}, {"zh-CN", "贷款"}}).bytes},
      {"base/dex/classes.dex", "1"},
      {"base/dex/classes2.dex", "2"},
      {"base/lib/x86/libx.so", "so"},
      {"extra/manifest/AndroidManifest.xml",
       manifest_pb({permission_pb("android.permission.READ_SMS")}, "extra").bytes},
      {"extra/dex/classes.dex", "3"}};
  entries.insert(entries.end(), more.begin(), more.end());
  return as_string(build_zip(entries).bytes);
}

TEST(aab, a_bundle_is_its_modules_in_order) {
  const OpenedBytes opened("app.aab", bundle());
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->kind, "aab");
  EXPECT_EQ(opened.package->manifest->package, "org.example");
  EXPECT_EQ(opened.package->manifest->version_code, 7);
  EXPECT_EQ(opened.package->label, "Loan");
  EXPECT_EQ(opened.package->labels, (std::map<std::string, std::string>{{"zh-CN", "贷款"}}));
  EXPECT_EQ(opened.permissions(), Names({"android.permission.READ_CONTACTS", "android.permission.READ_SMS?"}));
  EXPECT_EQ(opened.package->manifest->permissions[0].line, 12u);
  EXPECT_EQ(opened.package->manifest->permissions[0].part, "base/manifest/AndroidManifest.xml");
  ASSERT_EQ(opened.package->manifest->components.size(), 1u);
  EXPECT_EQ(opened.package->manifest->components[0].class_name, "org.example.Main");
  EXPECT_EQ(opened.parts("dex"), Names({"base/dex/classes.dex", "base/dex/classes2.dex", "extra/dex/classes.dex"}));
  EXPECT_EQ(opened.parts("native"), Names({"base/lib/x86/libx.so"}));
  EXPECT_EQ(opened.parts("other"), Names({"BundleConfig.pb"}));
  EXPECT_EQ(opened.lost(), Lost::signature) << "the store signs";
}

TEST(aab, a_bundle_of_bundletool_reads_as_the_package_that_it_becomes) {
  const OpenedPackage bundle({KINSAFE_SOURCE_DIR "/tests/container/fixtures/bundle.aab"});
  const OpenedPackage set({KINSAFE_SOURCE_DIR "/tests/container/fixtures/bundle.apks"});
  ASSERT_TRUE(bundle.package && set.package);
  EXPECT_EQ(bundle.permissions(), set.permissions());
  EXPECT_EQ(bundle.package->label, set.package->label);
  EXPECT_EQ(bundle.package->labels, set.package->labels);
  const Manifest &a = *bundle.package->manifest, &b = *set.package->manifest;
  EXPECT_EQ(a.version_name, b.version_name);
  EXPECT_EQ(a.version_code, b.version_code);
  EXPECT_EQ(a.min_sdk, b.min_sdk);
  EXPECT_EQ(a.target_sdk, b.target_sdk);
  EXPECT_EQ(a.application_class, b.application_class);
  EXPECT_EQ(a.permissions[1].max_sdk, b.permissions[1].max_sdk);
  const std::vector<const Part *> ours = dex_parts(*bundle.package), theirs = dex_parts(*set.package);
  ASSERT_EQ(ours.size(), 2u);
  ASSERT_EQ(theirs.size(), 2u);
  for (size_t i = 0; i < 2; ++i) EXPECT_TRUE(std::ranges::equal(ours[i]->bytes, theirs[i]->bytes));
}

TEST(aab, damage_is_told_by_the_part_that_has_it) {
  TestEntry manifest{"base/manifest/AndroidManifest.xml", "\x0a\xff"};
  const OpenedBytes broken("app.aab", as_string(build_zip({manifest, {"base/dex/classes.dex", "1", 8, 0, 7}}).bytes));
  ASSERT_TRUE(broken.package);
  EXPECT_FALSE(broken.package->manifest);
  EXPECT_EQ(broken.gap("base/manifest/AndroidManifest.xml")->lost, Lost::manifest);
  EXPECT_EQ(broken.gap("base/dex/classes.dex")->lost, Lost::code);
  TestEntry table{"base/resources.pb", "\x12\xff"};
  const OpenedBytes no_table(
      "app.aab", as_string(build_zip({{"base/manifest/AndroidManifest.xml", manifest_pb({}).bytes}, table}).bytes));
  EXPECT_EQ(no_table.gap("base/resources.pb")->lost, Lost::resources);
}

TEST(aab, a_module_without_manifest_is_read_and_told) {
  const OpenedBytes opened("app.aab", bundle({{"more/dex/classes.dex", "4"}, {"text/resources.pb", "5"}, {"BUNDLE-METADATA/notes/x", "6"}}));
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.parts("dex"), Names({"base/dex/classes.dex", "base/dex/classes2.dex", "extra/dex/classes.dex", "more/dex/classes.dex"}));
  EXPECT_EQ(opened.gap("more/manifest/AndroidManifest.xml")->lost, Lost::manifest);
  EXPECT_EQ(opened.gap("text/manifest/AndroidManifest.xml")->lost, Lost::manifest);
}

TEST(aab, a_base_manifest_whose_data_is_cut_off_leaves_a_bundle) {
  TestEntry cut{"base/manifest/AndroidManifest.xml", "x"};
  cut.compressed_size = 100000;
  const OpenedBytes opened("app.aab", as_string(build_zip({{"base/dex/classes.dex", "1"}, cut}).bytes));
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->kind, "aab");
  EXPECT_TRUE(has_any(opened.lost(), Lost::manifest));
}

TEST(aab, headers_that_lie_about_a_manifest_hide_the_manifest) {
  TestEntry manifest{"base/manifest/AndroidManifest.xml", manifest_pb({}).bytes};
  manifest.directory_size = 3;
  const OpenedBytes opened("app.aab", as_string(build_zip({manifest}).bytes));
  EXPECT_TRUE(has_any(opened.lost(), Lost::manifest));
}

TEST(aab, cutting_it_anywhere_fails_or_leaves_a_gap) {
  const std::string bytes = bundle();
  for (size_t length = 0; length < bytes.size(); length += 11) {
    const OpenedBytes opened("app.aab", std::string_view(bytes).substr(0, length));
    EXPECT_TRUE(!opened.package || has_any(opened.lost(), Lost::manifest)) << length;
  }
}

// The wire format.

TEST(protobuf, fields_are_read_one_after_another) {
  const std::string bytes =
      ProtobufWriter().number(1, 300).text(2, "ab").bytes + std::string("\x1d\1\0\0\0\x21\2\0\0\0\0\0\0\0", 14);
  ProtobufReader reader(as_bytes(bytes));
  ProtobufField field;
  ASSERT_TRUE(reader.next(field));
  EXPECT_TRUE(field.is(1, WireType::varint));
  EXPECT_EQ(field.value, 300u);
  ASSERT_TRUE(reader.next(field));
  EXPECT_EQ(field.text(), "ab");
  ASSERT_TRUE(reader.next(field));
  EXPECT_TRUE(field.is(3, WireType::fixed32));
  EXPECT_EQ(field.value, 1u);
  ASSERT_TRUE(reader.next(field));
  EXPECT_TRUE(field.is(4, WireType::fixed64));
  EXPECT_EQ(field.value, 2u);
  EXPECT_FALSE(reader.next(field));
  EXPECT_FALSE(reader.failed());
}

TEST(protobuf, what_is_no_field_is_an_error) {
  const std::string bad[] = {
      "\x08", // no value
      "\x12\x05"
      "ab",                                               // a length past the end
      std::string("\x00\x01", 2),                         // field number 0
      "\x0b\x0c",                                         // a group
      "\x0f",                                             // a wire type that there is not
      "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", // a number of eleven bytes
      "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",         // a field number past 32 bits
      "\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",     // a length that would wrap round
  };
  for (const std::string &bytes : bad) {
    ProtobufReader reader(as_bytes(bytes));
    ProtobufField field;
    EXPECT_FALSE(reader.next(field));
    EXPECT_TRUE(reader.failed());
  }
}

// aapt2's messages.

Result<AxmlDocument> xml(const ProtobufWriter &node) { return read_xml_pb(as_bytes(node.bytes)); }

TEST(xml_pb, elements_come_in_document_order_with_their_parents) {
  const Result<AxmlDocument> document =
      xml(pb_element("a", {}, {pb_element("b", {}, {pb_element("c")}), pb_element("d")}, 3));
  ASSERT_TRUE(document);
  Names names;
  std::vector<u32> parents;
  for (const AxmlElement &element : document->elements)
    names.push_back(element.name), parents.push_back(element.parent);
  EXPECT_EQ(names, Names({"a", "b", "c", "d"}));
  EXPECT_EQ(parents, (std::vector<u32>{0, 0, 1, 0}));
  EXPECT_EQ(document->elements[0].line, 3u);
}

TEST(xml_pb, values_are_typed) {
  const ProtobufWriter truth = ProtobufWriter().message(7, ProtobufWriter().number(8, 1));
  const Result<AxmlDocument> document =
      xml(pb_element("a", {pb_attribute("n", 1, "7", pb_integer(7)), pb_attribute("b", 2, "true", truth),
                           pb_attribute("r", 3, "@x", pb_reference(0x7f010002)),
                           pb_attribute("s", 4, "raw", pb_string("text")), pb_attribute("plain", 5, "raw")}));
  ASSERT_TRUE(document);
  const std::vector<AxmlAttribute> &values = document->elements[0].attributes;
  EXPECT_EQ(values[0].value.type, AxmlValue::Type::integer);
  EXPECT_EQ(values[0].value.data, 7u);
  EXPECT_EQ(values[1].value.type, AxmlValue::Type::boolean);
  EXPECT_EQ(values[1].value.data, 0xffffffffu);
  EXPECT_EQ(values[2].value.type, AxmlValue::Type::reference);
  EXPECT_EQ(values[2].value.data, 0x7f010002u);
  EXPECT_EQ(values[3].value.text, "text");
  EXPECT_EQ(values[4].value.text, "raw");
  EXPECT_EQ(values[4].resource_id, 5u);
}

TEST(xml_pb, what_stands_twice_or_is_cut_off_is_damaged) {
  ProtobufWriter name_twice;
  name_twice.text(3, "a").text(3, "b");
  EXPECT_FALSE(xml(ProtobufWriter().message(1, name_twice)));
  ProtobufWriter item_twice = pb_attribute("n", 1, "7", pb_integer(7));
  item_twice.message(6, pb_integer(8));
  EXPECT_FALSE(xml(pb_element("a", {item_twice})));
  EXPECT_FALSE(xml(ProtobufWriter().message(1, ProtobufWriter().text(3, "a")).text(2, "text too")));
  EXPECT_FALSE(xml(ProtobufWriter()));
  const ProtobufWriter whole = pb_element("a", {pb_attribute("n", 1, "7", pb_integer(7))}, {pb_element("b")});
  for (size_t length = 0; length < whole.bytes.size() - 4; ++length) // the last field is the line
    EXPECT_FALSE(read_xml_pb(as_bytes(std::string_view(whole.bytes).substr(0, length)))) << length;
}

TEST(xml_pb, nesting_has_an_end) {
  ProtobufWriter node = pb_element("a");
  for (int i = 0; i < 250; ++i) node = pb_element("a", {}, {node});
  const Result<AxmlDocument> document = xml(node);
  ASSERT_FALSE(document);
  EXPECT_TRUE(document.error().message.contains("more elements than this version reads"));
}

TEST(resources_pb, a_value_for_the_language_alone_counts_before_others) {
  ProtobufWriter entry;
  entry.message(1, ProtobufWriter().number(1, 2));
  const auto add = [&](u32 sdk, std::string_view text) {
    ProtobufWriter config;
    config.text(3, "de");
    if (sdk != 0) config.number(24, sdk);
    entry.message(6, ProtobufWriter().message(1, config).message(2, ProtobufWriter().message(4, pb_string(text))));
  };
  add(30, "newer"), add(0, "plain"), add(31, "newest");
  ProtobufWriter type, package;
  type.message(1, ProtobufWriter().number(1, 1)).message(3, entry);
  package.message(1, ProtobufWriter().number(1, 0x7f)).message(3, type);
  const std::string bytes = ProtobufWriter().message(2, package).bytes;
  Incomplete incomplete;
  const Result<ResourceTable> table = read_resources_pb(as_bytes(bytes), "r", incomplete);
  ASSERT_TRUE(table);
  const ResolvedResource resolved = resolve(*table, 0x7f010002);
  ASSERT_TRUE(resolved.by_locale.contains("de"));
  EXPECT_EQ(resolved.by_locale.at("de").text, "plain");
  EXPECT_TRUE(incomplete.gaps.empty());
}

} // namespace
} // namespace kinsafe
