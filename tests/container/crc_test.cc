// Wrong CRC-32 values: Android never looks at them, so what is signed so is read so, and what is not signed may be
// anything.
#include "tests/container/build_package.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

std::string fixture(const std::string &name) { return KINSAFE_SOURCE_DIR "/tests/container/fixtures/signed/" + name; }

std::string bytes_of(const std::string &path) {
  const Result<MappedFile> file = map_file(path);
  EXPECT_TRUE(file) << path;
  return file ? std::string(as_text(file->bytes())) : "";
}

// The v1 fixture packed anew, its manifest with a wrong CRC-32: v1 signs what the entries hold.
std::string with_wrong_crc(std::string_view content_added = "") {
  const std::string bytes = bytes_of(fixture("v1.apk"));
  Incomplete gaps;
  const Zip zip = *read_zip(as_bytes(bytes), gaps);
  std::vector<TestEntry> entries;
  for (const ZipEntry &entry : zip.entries) {
    Buffer buffer;
    entries.push_back({std::string(entry.name), std::string(as_text(*extract(zip, entry, buffer)))});
    if (entry.name != "AndroidManifest.xml") continue;
    entries.back().content += content_added;
    entries.back().crc = 1;
  }
  return as_string(build_zip(entries).bytes);
}

size_t count(const OpenedPackage &opened) { return opened.package->oddities.count(Odd::wrong_crc); }

TEST(crc, of_a_part_in_a_package_that_is_signed_by_v2_and_v3_is_odd_and_no_gap) {
  const OpenedPackage opened({fixture("wrong_crc.apk")});
  ASSERT_TRUE(opened.package);
  EXPECT_TRUE(opened.package->manifest);
  EXPECT_FALSE(opened.gap("AndroidManifest.xml", "CRC-32"));
  EXPECT_EQ(count(opened), 1u);
  EXPECT_EQ(opened.package->oddities.list[0].detail, "CRC-32 is e9280f6a instead of e9280f6b");
}

TEST(crc, of_a_part_in_a_package_that_is_signed_by_v1_alone_is_odd_and_no_gap) {
  const OpenedBytes opened("app.apk", with_wrong_crc());
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->signing->signers[0].holds, Holds::yes);
  EXPECT_TRUE(opened.package->manifest);
  EXPECT_FALSE(opened.gap("AndroidManifest.xml", "CRC-32"));
  EXPECT_EQ(count(opened), 1u);
}

TEST(crc, of_a_part_whose_signature_does_not_hold_drops_the_part) {
  const OpenedBytes opened("app.apk", with_wrong_crc("changed"));
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->signing->signers[0].holds, Holds::no);
  EXPECT_FALSE(opened.package->manifest);
  ASSERT_TRUE(opened.gap("AndroidManifest.xml", "CRC-32"));
  EXPECT_EQ(opened.gap("AndroidManifest.xml")->lost, Lost::manifest);
  EXPECT_EQ(count(opened), 1u);
}

TEST(crc, is_a_gap_and_the_part_is_read_where_no_signature_was_looked_at) {
  Incomplete incomplete;
  const Result<Package> package = open_package(fixture("wrong_crc.apk"), 2, incomplete, Need::declarations);
  ASSERT_TRUE(package);
  EXPECT_TRUE(package->manifest);
  const auto is_of_crc = [](const Gap &gap) {
    return gap.part == "AndroidManifest.xml" && gap.lost == Lost::manifest &&
           gap.reason.ends_with("and whether a signature holds was not looked at; it was read all the same");
  };
  EXPECT_EQ(std::ranges::count_if(incomplete.gaps, is_of_crc), 1);
}

TEST(crc, of_a_member_of_an_archive_drops_the_member) {
  TestEntry split{"split.apk", build_apk({.split = "extra"})};
  split.crc = 1;
  const OpenedBytes opened("app.apks", as_string(build_zip({{"base.apk", build_apk({})}, split}).bytes));
  ASSERT_TRUE(opened.package);
  EXPECT_TRUE(opened.gap("split.apk", "CRC-32"));
  EXPECT_EQ(count(opened), 1u);
}

TEST(oddities, of_members_are_named_after_them) {
  TestEntry flagged{"AndroidManifest.xml", build_manifest({}), 8, 1};
  const std::string base = as_string(build_zip({flagged}, "", "").bytes);
  const OpenedBytes opened("app.apks", as_string(build_zip({{"base.apk", base}, {"../x", ""}}).bytes));
  ASSERT_TRUE(opened.package);
  Names parts;
  for (const Oddity &oddity : opened.package->oddities.list) parts.push_back(oddity.part);
  EXPECT_EQ(parts, Names({"base.apk!AndroidManifest.xml", "../x"}));
}

TEST(oddities, of_members_that_are_left_out_are_told_too) {
  const std::string base = build_apk({}), other = build_apk({.package = "org.other"}, {{"../x", ""}});
  const OpenedBytes opened("app.apks", as_string(build_zip({{"base.apk", base}, {"z.apk", other}}).bytes));
  ASSERT_TRUE(opened.package);
  ASSERT_EQ(opened.package->oddities.list.size(), 1u);
  EXPECT_EQ(opened.package->oddities.list[0].part, "z.apk!../x");
}

TEST(oddities, of_bundles_and_of_packages_of_other_platforms_are_told_once) {
  const TestEntry escaping{"../x", ""};
  const std::string archives[] = {
      as_string(
          build_zip({{"base/manifest/AndroidManifest.xml", "x"}, {"extra/manifest/AndroidManifest.xml", "x"}, escaping})
              .bytes),
      as_string(build_zip({{"module.json", R"({"app": {"bundleName": "a"}, "module": {}})"}, escaping}).bytes),
      as_string(build_zip({{"Payload/A.app/Info.plist", "x"}, escaping}).bytes),
      as_string(build_zip({{"classes.dex", "x"}, escaping}).bytes),
  };
  for (const std::string &archive : archives) {
    const OpenedBytes opened("app", archive);
    ASSERT_TRUE(opened.package);
    EXPECT_EQ(opened.package->oddities.count(Odd::path_escape), 1u) << opened.package->kind;
  }
}

TEST(oddities, of_one_kind_are_counted_and_only_the_first_kept) {
  std::vector<TestEntry> entries = {{"AndroidManifest.xml", build_manifest({})}};
  for (int i = 0; i < 5000; ++i) entries.push_back({"/" + std::to_string(i), ""});
  const OpenedBytes opened("app.apk", as_string(build_zip(entries).bytes));
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->oddities.list.size(), Oddities::most_of_a_kind);
  EXPECT_EQ(opened.package->oddities.count(Odd::path_escape), 5000u);
}

TEST(oddities, a_packed_resource_table_is_one_for_apps_of_android_11) {
  AxmlBuilder builder = manifest_builder();
  builder.open("manifest", {package_is("org.example")});
  builder.element("uses-sdk", {{"targetSdkVersion", 0x01010270, integer_type, 30}}).close("manifest");
  const std::string manifest = as_string(builder.build()), table = as_string(build_table({"a"}, {}));
  const auto count_with = [&](const TestEntry &resources) {
    const OpenedBytes opened("app.apk", as_string(build_zip({resources, {"AndroidManifest.xml", manifest}}).bytes));
    return opened.package->oddities.count(Odd::resources_compressed);
  };
  EXPECT_EQ(count_with({"resources.arsc", table}), 1u);
  TestEntry aligned{"resources.arsc", table, 0};
  EXPECT_EQ(count_with(aligned), 0u); // 30 bytes of header and 14 of name
  aligned.local_extra = "x";
  EXPECT_EQ(count_with(aligned), 1u);
}

} // namespace
} // namespace kinsafe
