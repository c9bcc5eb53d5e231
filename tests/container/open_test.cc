// An app opened: its parts, what was not read, and which files are no app.
#include "base/digest.h"
#include "base/reader.h"
#include "container/package.h"
#include "tests/container/build_axml.h"
#include "tests/container/build_zip.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace kinsafe {
namespace {

// A folder of its own, gone afterwards.
struct Folder {
  std::filesystem::path path;

  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "kinsafe-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string write(const std::vector<u8> &bytes) const {
    const std::filesystem::path file = path / "app.apk";
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return file.string();
  }
};

struct Opened {
  Folder folder;
  Incomplete incomplete;
  Result<Package> package;

  explicit Opened(const std::vector<u8> &bytes, unsigned threads = 2)
      : package(open_package(folder.write(bytes), threads, incomplete)) {}
  explicit Opened(const std::vector<TestEntry> &entries) : Opened(build_zip(entries).bytes) {}
  const Gap *gap(std::string_view part) const {
    for (const Gap &gap : incomplete.gaps)
      if (gap.part == part) return &gap;
    return nullptr;
  }
  std::vector<std::string> parts(std::string_view kind) const {
    std::vector<std::string> names;
    for (const Part &part : package->parts)
      if (part.kind == kind) names.push_back(part.name);
    return names;
  }
};

std::string manifest_bytes(const std::vector<TestAttribute> &attributes = {}) {
  AxmlBuilder builder = manifest_builder();
  std::vector<TestAttribute> all = attributes;
  all.push_back(package_is("com.example"));
  builder.open("manifest", all).open("application", {{"label", 0x01010001, reference_type, 0x7f010000}});
  const std::vector<u8> bytes = builder.close("application").close("manifest").build();
  return std::string(as_text(bytes));
}

std::string table_bytes() {
  const std::vector<u8> bytes = build_table(
      {"Loan", "贷款"},
      {build_package(0x7f, {{1, "", "", {std::pair{string_type, 0u}}}, {1, "zh", "", {std::pair{string_type, 1u}}}})});
  return std::string(as_text(bytes));
}

const TestEntry manifest{"AndroidManifest.xml", manifest_bytes()};
const TestEntry resources{"resources.arsc", table_bytes(), 0};

using Names = std::vector<std::string>;

TEST(open_package, a_whole_app_has_its_parts_in_order_and_no_gap) {
  Opened opened({{"lib/x86/libx.so", "so"},
                 {"classes2.dex", "two"},
                 {"assets/page.html", "h"},
                 resources,
                 {"classes.dex", "one"},
                 manifest});
  ASSERT_TRUE(opened.package);
  EXPECT_TRUE(opened.incomplete.gaps.empty());
  Names names;
  for (const Part &part : opened.package->parts) names.push_back(part.name);
  EXPECT_EQ(names, Names({"AndroidManifest.xml", "resources.arsc", "classes.dex", "classes2.dex", "assets/page.html",
                          "lib/x86/libx.so"}));
  EXPECT_EQ(opened.parts("native"), Names{"lib/x86/libx.so"});
  EXPECT_EQ(opened.parts("other"), Names{"assets/page.html"});
  const std::vector<const Part *> dex = dex_parts(*opened.package);
  ASSERT_EQ(dex.size(), 2u);
  EXPECT_EQ(as_text(dex[1]->bytes), "two");
  EXPECT_EQ(opened.package->file, "app.apk");
  EXPECT_EQ(opened.package->manifest->package, "com.example");
}

TEST(open_package, the_label_is_known_in_each_language) {
  Opened opened({manifest, resources});
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->label, "Loan");
  EXPECT_EQ(opened.package->labels, (std::map<std::string, std::string>{{"zh", "贷款"}}));
}

TEST(open_package, a_label_without_table_is_a_gap_that_hides_what_resources_show) {
  Opened opened({manifest});
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->label, "");
  ASSERT_TRUE(opened.gap("AndroidManifest.xml"));
  EXPECT_EQ(opened.gap("AndroidManifest.xml")->lost, Lost::resources);
}

TEST(open_package, code_behind_a_missing_number_is_not_loaded_and_a_gap_says_so) {
  Opened opened({manifest, resources, {"classes.dex", "1"}, {"classes2.dex", "2"}, {"classes4.dex", "4"}});
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.parts("dex"), Names({"classes.dex", "classes2.dex"}));
  EXPECT_EQ(opened.parts("other"), Names{"classes4.dex"});
  ASSERT_TRUE(opened.gap("classes4.dex"));
  EXPECT_TRUE(opened.gap("classes4.dex")->reason.contains("classes3.dex"));
  EXPECT_EQ(opened.gap("classes4.dex")->lost, Lost::code);
}

TEST(open_package, a_damaged_dex_is_a_gap_and_the_report_goes_on) {
  Opened opened({manifest, resources, {"classes.dex", "1", 8, 0, 77}, {"classes2.dex", "2"}});
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.parts("dex"), Names{"classes2.dex"});
  EXPECT_EQ(opened.parts("other"), Names{"classes.dex"});
  ASSERT_TRUE(opened.gap("classes.dex"));
  EXPECT_EQ(opened.gap("classes.dex")->kind, GapKind::damaged);
  EXPECT_EQ(opened.gap("classes.dex")->lost, Lost::code);
  EXPECT_TRUE(opened.gap("classes.dex")->reason.starts_with("CRC-32 is"));
}

TEST(open_package, data_that_is_locked_in_earnest_is_a_gap_of_kind_encrypted) {
  Opened opened({manifest, resources, {"classes.dex", "1", 8, 1, 77}});
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.gap("classes.dex")->kind, GapKind::encrypted);
}

TEST(open_package, a_damaged_manifest_is_a_gap_and_the_report_goes_on) {
  for (const TestEntry &entry :
       {TestEntry{"AndroidManifest.xml", "<manifest/>"}, TestEntry{"AndroidManifest.xml", "x", 8, 0, 77}}) {
    Opened opened({entry, {"classes.dex", "1"}});
    ASSERT_TRUE(opened.package);
    EXPECT_FALSE(opened.package->manifest);
    ASSERT_TRUE(opened.gap("AndroidManifest.xml"));
    EXPECT_EQ(opened.gap("AndroidManifest.xml")->lost, Lost::manifest);
  }
}

TEST(open_package, a_manifest_whose_data_is_cut_off_leaves_an_app) {
  TestEntry cut{"AndroidManifest.xml", "x"};
  cut.compressed_size = 100000;
  Opened opened({{"classes.dex", "1"}, cut});
  ASSERT_TRUE(opened.package);
  EXPECT_TRUE(has_any(opened.gap("AndroidManifest.xml")->lost, Lost::manifest));
}

TEST(open_package, a_damaged_table_is_a_gap) {
  Opened opened({manifest, {"resources.arsc", "no table"}});
  ASSERT_TRUE(opened.package);
  ASSERT_TRUE(opened.gap("resources.arsc"));
  EXPECT_EQ(opened.gap("resources.arsc")->lost, Lost::resources);
}

TEST(open_package, an_app_that_needs_its_splits_is_not_whole) {
  Opened opened(
      {{"AndroidManifest.xml", manifest_bytes({{"isSplitRequired", 0x01010591, boolean_type, 1}})}, resources});
  ASSERT_TRUE(opened.package);
  ASSERT_EQ(opened.incomplete.gaps.size(), 1u);
  EXPECT_EQ(opened.incomplete.gaps[0].kind, GapKind::missing);
  EXPECT_EQ(opened.incomplete.gaps[0].lost, Lost::everything);
}

TEST(open_package, a_split_alone_is_not_whole) {
  Opened opened({{"AndroidManifest.xml", manifest_bytes({text_attribute("split", 0, "config.zh")})}, resources});
  ASSERT_TRUE(opened.package);
  ASSERT_EQ(opened.incomplete.gaps.size(), 1u);
  EXPECT_EQ(opened.incomplete.gaps[0].lost, Lost::everything);
}

TEST(open_package, what_is_no_app_fails_with_a_sentence_that_starts_with_the_file) {
  EXPECT_EQ(Opened(std::vector<u8>{}).package.error().message,
            "app.apk: is no Android package: it holds no intact zip entry");
  EXPECT_EQ(Opened(std::vector<TestEntry>{{"a.txt", "1"}}).package.error().message,
            "app.apk: is no Android package: it holds no AndroidManifest.xml");
  EXPECT_EQ(Opened(std::vector<TestEntry>{{"base.apk", "1"}}).package.error().message,
            "app.apk: holds no Android package that can be read");
  Incomplete incomplete;
  EXPECT_EQ(open_package("/no/such/file.apk", 1, incomplete).error().message, "file.apk: No such file or directory");
}

TEST(open_package, an_app_without_directory_is_read_and_everything_is_in_doubt) {
  TestZip zip = build_zip({manifest, resources, {"classes.dex", "1"}});
  zip.bytes.resize(zip.directory_offset);
  Opened opened(zip.bytes);
  ASSERT_TRUE(opened.package);
  EXPECT_TRUE(opened.package->recovered);
  EXPECT_EQ(opened.package->manifest->package, "com.example");
  EXPECT_EQ(opened.incomplete.gaps[0].lost, Lost::everything);
}

TEST(open_package, a_file_without_directory_manifest_and_code_is_no_app) {
  TestZip zip = build_zip({{"a.txt", "1"}});
  zip.bytes.resize(zip.directory_offset);
  EXPECT_FALSE(Opened(zip.bytes).package);
}

TEST(open_package, one_thread_and_many_give_the_same_package) {
  const std::vector<u8> bytes =
      build_zip(
          {manifest, resources, {"classes.dex", "1", 8, 0, 7}, {"classes2.dex", "2"}, {"classes3.dex", "3", 8, 0, 9}})
          .bytes;
  Opened one(bytes, 1), many(bytes, 16);
  ASSERT_TRUE(one.package && many.package);
  ASSERT_EQ(one.incomplete.gaps.size(), many.incomplete.gaps.size());
  for (size_t i = 0; i < one.incomplete.gaps.size(); ++i) {
    EXPECT_EQ(one.incomplete.gaps[i].part, many.incomplete.gaps[i].part);
    EXPECT_EQ(one.incomplete.gaps[i].reason, many.incomplete.gaps[i].reason);
  }
  for (size_t i = 0; i < one.package->parts.size(); ++i) {
    EXPECT_EQ(one.package->parts[i].name, many.package->parts[i].name);
    EXPECT_TRUE(std::ranges::equal(one.package->parts[i].bytes, many.package->parts[i].bytes));
  }
}

TEST(open_package, a_file_and_its_opened_parts_are_known_by_their_digests) {
  const std::vector<u8> bytes =
      build_zip({{"classes.dex", std::string(5u << 20, 'd'), 0}, {"assets/page.html", "p"}, manifest}).bytes;
  const Opened opened(bytes);
  ASSERT_TRUE(opened.package);
  const FileDigests digests = digest_file(opened.package->bytes);
  EXPECT_EQ(digests.sha256, sha256_hex(bytes));
  Digest md5(Digest::Kind::md5);
  md5.update(bytes);
  EXPECT_EQ(digests.md5, md5.hex());
  const Names parts = digest_parts(*opened.package);
  ASSERT_EQ(parts.size(), opened.package->parts.size());
  for (size_t i = 0; i < parts.size(); ++i) {
    const Part &part = opened.package->parts[i];
    EXPECT_EQ(parts[i], is_opened(part) ? sha256_hex(part.bytes) : "") << part.name;
  }
}

TEST(open_package, cutting_an_app_anywhere_fails_or_leaves_a_gap) {
  const std::vector<u8> bytes = build_zip({manifest, resources, {"classes.dex", std::string(300, 'c'), 0}}).bytes;
  for (size_t length = 0; length < bytes.size(); length += 7) {
    Opened opened(std::vector<u8>(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)));
    EXPECT_TRUE(!opened.package || !opened.incomplete.gaps.empty()) << length;
  }
}

} // namespace
} // namespace kinsafe
