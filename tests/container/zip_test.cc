// Zip files that are whole, odd, contradictory or cut, and what is read from each.
#include "base/reader.h"
#include "container/zip.h"
#include "tests/container/build_zip.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

struct Read {
  std::vector<u8> bytes;
  Incomplete incomplete;
  Result<Zip> zip;

  explicit Read(std::vector<u8> given) : bytes(std::move(given)), zip(read_zip(bytes, incomplete)) {}
  Result<std::string> content(std::string_view name, ZipLimits limits = {}) {
    const ZipEntry *const entry = find_entry(*zip, name);
    if (!entry) return fail("no such entry");
    Buffer buffer;
    return std::string(as_text(TRY(extract(*zip, *entry, buffer, limits))));
  }
  const Gap *gap(std::string_view part) const {
    for (const Gap &gap : incomplete.gaps)
      if (gap.part == part) return &gap;
    return nullptr;
  }
};

const std::string long_text(5000, 'x');

TEST(zip, stored_and_deflated_entries_come_back_whole) {
  Read read(build_zip({{"a.txt", long_text}, {"b.txt", "stored", 0}}).bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_FALSE(read.zip->recovered);
  EXPECT_TRUE(read.incomplete.gaps.empty());
  EXPECT_EQ(read.content("a.txt"), long_text);
  EXPECT_EQ(read.content("b.txt"), "stored");
}

TEST(zip, an_empty_entry_is_empty_however_it_is_packed) {
  Read read(build_zip({{"a", ""}, {"b", "", 0}}).bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_EQ(read.content("a"), "");
  EXPECT_EQ(read.content("b"), "");
}

TEST(zip, a_comment_may_follow_the_end_record) {
  Read read(build_zip({{"a", "1"}}, "", std::string(60000, 'c')).bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_TRUE(read.incomplete.gaps.empty());
}

TEST(zip, zip64_sizes_and_end_record_are_read) {
  const TestZip zip = build_zip({{"a.txt", long_text, 8, 0, {}, {}, {}, {}, "", true}});
  Read plain(zip.bytes);
  ASSERT_TRUE(plain.zip);
  EXPECT_EQ(plain.content("a.txt"), long_text);
  Read read(with_zip64_end(zip, 1));
  ASSERT_TRUE(read.zip);
  EXPECT_FALSE(read.zip->recovered);
  EXPECT_TRUE(read.incomplete.gaps.empty());
  EXPECT_EQ(read.content("a.txt"), long_text);
}

TEST(zip, a_wrong_crc_is_an_error) {
  Read read(build_zip({{"a.txt", "text", 8, 0, 1234}, {"b.txt", "text", 0, 0, 1234}}).bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_TRUE(read.content("a.txt").error().message.starts_with("a.txt: CRC-32 is "));
  EXPECT_TRUE(read.content("b.txt").error().message.starts_with("b.txt: CRC-32 is "));
}

TEST(zip, a_wrong_size_is_an_error) {
  Read read(build_zip({{"short", "text", 8, 0, {}, 3}, {"long", "text", 8, 0, {}, 5}, {"stored", "text", 0, 0, {}, 3}})
                .bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_EQ(read.content("short").error().message, "short: inflates to more than the declared 3 bytes");
  EXPECT_EQ(read.content("long").error().message, "long: inflates to 4 bytes instead of the declared 5");
  EXPECT_TRUE(read.content("stored").error().message.starts_with("stored: CRC-32"));
}

TEST(zip, a_declared_size_beyond_what_deflate_can_reach_is_not_allocated) {
  Read read(build_zip({{"bomb", "text", 8, 0, {}, 0x30000000}}).bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_TRUE(read.content("bomb").error().message.contains("compressed ones can hold"));
}

TEST(zip, an_entry_above_the_limit_is_an_error) {
  Read read(build_zip({{"a.txt", long_text}}).bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_TRUE(read.content("a.txt", {100}).error().message.contains("more than the limit of 100"));
}

TEST(zip, damaged_compressed_data_is_an_error) {
  TestZip zip = build_zip({{"a.txt", long_text}});
  zip.bytes[zip.data_offsets[0]] = 0xff;
  Read read(zip.bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_EQ(read.content("a.txt").error().message, "a.txt: the compressed data is damaged");
}

TEST(zip, an_unknown_method_is_read_as_stored) {
  Read read(build_zip({{"a.txt", "text", 99}}).bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_EQ(read.content("a.txt"), "text");
  EXPECT_TRUE(read.incomplete.gaps.empty());
}

TEST(zip, what_is_not_deflated_has_its_inflated_size) {
  Read read(build_zip({{"a.txt", "text", 99, 0, {}, {}, 1}}).bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_EQ(read.content("a.txt"), "text");
}

TEST(zip, the_encryption_flag_is_ignored_where_the_data_verifies) {
  Read read(build_zip({{"a.txt", long_text, 8, 1}}).bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_EQ(read.content("a.txt"), long_text);
  EXPECT_TRUE(read.zip->entries[0].is_encrypted());
}

TEST(zip, a_data_descriptor_excuses_empty_sizes_in_the_local_header) {
  Read read(build_zip({{"a.txt", long_text, 8, 8}}).bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_TRUE(read.incomplete.gaps.empty());
  EXPECT_EQ(read.content("a.txt"), long_text);
}

TEST(zip, of_two_entries_with_one_name_the_first_is_kept_and_a_gap_names_the_other) {
  Read read(build_zip({{"classes.dex", "first"}, {"b", "2"}, {"classes.dex", "second"}}).bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_EQ(read.zip->entries.size(), 2u);
  EXPECT_EQ(read.content("classes.dex"), "first");
  ASSERT_EQ(read.incomplete.gaps.size(), 1u);
  EXPECT_EQ(read.incomplete.gaps[0].part, "classes.dex");
  EXPECT_EQ(read.incomplete.gaps[0].kind, GapKind::damaged);
  EXPECT_EQ(read.incomplete.gaps[0].lost, Lost::code);
}

TEST(zip, a_local_header_with_another_name_is_a_gap) {
  Read read(build_zip({{"AndroidManifest.xml", "m", 8, 0, {}, {}, {}, {}, "else"}}).bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_EQ(read.content("AndroidManifest.xml"), "m");
  ASSERT_TRUE(read.gap("AndroidManifest.xml"));
  EXPECT_EQ(read.gap("AndroidManifest.xml")->lost, Lost::manifest);
}

TEST(zip, a_local_header_with_another_size_is_a_gap) {
  Read read(build_zip({{"res/a.xml", "m", 8, 0, {}, {}, {}, 7}}).bytes);
  ASSERT_TRUE(read.zip);
  ASSERT_TRUE(read.gap("res/a.xml"));
  EXPECT_EQ(read.gap("res/a.xml")->lost, Lost::resources);
}

TEST(zip, an_entry_whose_data_runs_into_the_directory_is_left_out) {
  Read read(build_zip({{"a", "1"}, {"lib/x86/libx.so", "text", 8, 0, {}, {}, 5000}}).bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_EQ(read.zip->entries.size(), 1u);
  ASSERT_TRUE(read.gap("lib/x86/libx.so"));
  EXPECT_EQ(read.gap("lib/x86/libx.so")->lost, Lost::native_code);
}

TEST(zip, an_entry_without_local_header_is_left_out) {
  TestZip zip = build_zip({{"a", "1"}, {"assets/b", "2"}});
  zip.bytes[zip.local_offsets[1]] = 'X';
  Read read(zip.bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_EQ(read.zip->entries.size(), 1u);
  EXPECT_EQ(read.gap("assets/b")->lost, Lost::assets);
}

TEST(zip, a_name_that_is_no_text_is_left_out) {
  Read read(build_zip({{"a", "1"}, {std::string("b\0c", 3), "2"}, {"\xff", "3"}}).bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_EQ(read.zip->entries.size(), 1u);
  EXPECT_EQ(read.incomplete.gaps.size(), 2u);
  EXPECT_EQ(read.incomplete.gaps[0].lost, Lost::everything);
}

TEST(zip, bytes_in_front_of_the_first_entry_are_a_gap) {
  TestZip zip = build_zip({{"a", "1"}}, "dex\n035");
  Read read(zip.bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_EQ(read.content("a"), "1");
  ASSERT_EQ(read.incomplete.gaps.size(), 1u);
  EXPECT_EQ(read.incomplete.gaps[0].where, "start of the file");
}

TEST(zip, bytes_behind_the_end_record_are_a_gap) {
  TestZip zip = build_zip({{"a", "1"}});
  zip.bytes.push_back(0);
  Read read(zip.bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_EQ(read.content("a"), "1");
  ASSERT_EQ(read.incomplete.gaps.size(), 1u);
  EXPECT_EQ(read.incomplete.gaps[0].lost, Lost::everything);
}

TEST(zip, directory_records_beyond_the_count_are_a_gap) {
  TestZip zip = build_zip({{"a", "1"}, {"b", "2"}});
  patch(zip.bytes, zip.end_offset + 8, 1, 2);
  patch(zip.bytes, zip.end_offset + 10, 1, 2);
  Read read(zip.bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_EQ(read.zip->entries.size(), 1u);
  ASSERT_EQ(read.incomplete.gaps.size(), 1u);
  EXPECT_EQ(read.incomplete.gaps[0].lost, Lost::everything);
}

TEST(zip, a_directory_that_is_too_short_for_its_count_is_replaced_by_local_headers) {
  TestZip zip = build_zip({{"a", "1"}, {"b", "2"}});
  patch(zip.bytes, zip.end_offset + 10, 3, 2);
  Read read(zip.bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_TRUE(read.zip->recovered);
  EXPECT_EQ(read.content("b"), "2");
}

TEST(zip, without_directory_the_local_headers_are_read_and_everything_is_in_doubt) {
  TestZip zip = build_zip({{"a", long_text}, {"b", "2", 0}});
  zip.bytes.resize(zip.directory_offset);
  Read read(zip.bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_TRUE(read.zip->recovered);
  EXPECT_EQ(read.content("a"), long_text);
  EXPECT_EQ(read.content("b"), "2");
  EXPECT_EQ(read.incomplete.gaps[0].lost, Lost::everything);
}

TEST(zip, without_directory_sizes_come_from_data_descriptors) {
  TestZip zip = build_zip({{"a", long_text, 8, 8}, {"b", "2", 8, 8}});
  zip.bytes.resize(zip.directory_offset);
  Read read(zip.bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_EQ(read.content("a"), long_text);
  EXPECT_EQ(read.content("b"), "2");
}

TEST(zip, entries_of_an_archive_inside_a_cut_archive_are_not_its_own) {
  const TestZip inner = build_zip({{"classes.dex", "inner"}});
  TestZip zip = build_zip({{"a", "1"}, {"assets/inner.apk", std::string(as_text(inner.bytes)), 0}});
  zip.bytes.resize(zip.directory_offset - 10);
  Read read(zip.bytes);
  ASSERT_TRUE(read.zip);
  EXPECT_EQ(read.zip->entries.size(), 1u);
  EXPECT_FALSE(find_entry(*read.zip, "classes.dex"));
  EXPECT_TRUE(read.gap("assets/inner.apk"));
}

TEST(zip, what_is_no_zip_is_an_error) {
  EXPECT_FALSE(Read({}).zip);
  EXPECT_FALSE(Read(std::vector<u8>(100000, 'x')).zip);
  EXPECT_FALSE(Read(build_zip({}).bytes).zip);
}

TEST(zip, cutting_an_archive_anywhere_fails_or_leaves_a_gap) {
  const TestZip zip = build_zip({{"AndroidManifest.xml", long_text}, {"classes.dex", "2", 0}}, "", "comment");
  for (size_t length = 0; length < zip.bytes.size(); ++length) {
    Read read(std::vector<u8>(zip.bytes.begin(), zip.bytes.begin() + static_cast<std::ptrdiff_t>(length)));
    EXPECT_TRUE(!read.zip || !read.incomplete.gaps.empty()) << length;
  }
}

TEST(zip, a_name_says_what_its_loss_may_hide) {
  EXPECT_EQ(lost_with("AndroidManifest.xml"), Lost::manifest);
  EXPECT_EQ(lost_with("classes12.dex"), Lost::code);
  EXPECT_EQ(lost_with("resources.arsc"), Lost::resources);
  EXPECT_EQ(lost_with("lib/arm64-v8a/libx.so"), Lost::native_code);
  EXPECT_EQ(lost_with("META-INF/CERT.RSA"), Lost::signature);
  EXPECT_EQ(lost_with("assets/index.html"), Lost::assets);
  EXPECT_EQ(lost_with("assets/plugin.apk"), Lost::assets);
  EXPECT_EQ(lost_with("splits/base-master.apk"), Lost::everything);
  EXPECT_EQ(lost_with("base/manifest/AndroidManifest.xml"), Lost::manifest);
  EXPECT_EQ(lost_with("base/resources.pb"), Lost::resources);
  EXPECT_EQ(lost_with("classes.jar"), Lost::code);
  EXPECT_EQ(lost_with("module.json"), Lost::manifest);
  EXPECT_EQ(lost_with("Payload/Loan.app/Info.plist"), Lost::manifest);
}

} // namespace
} // namespace kinsafe
