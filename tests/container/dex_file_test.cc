// Code without a package, and code dumped from a running app.
#include "base/digest.h"
#include "tests/container/build_package.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace kinsafe {
namespace {

const std::string dex = std::string("dex\n035\0 and more", 17);

TEST(dex_file, a_bare_dex_is_code_and_the_app_is_missing) {
  const OpenedBytes opened("app.bin", dex);
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->kind, "dex");
  EXPECT_FALSE(opened.package->manifest);
  EXPECT_EQ(opened.parts("dex"), Names({"app.bin"}));
  ASSERT_TRUE(opened.gap("AndroidManifest.xml"));
  EXPECT_EQ(opened.gap("AndroidManifest.xml")->kind, GapKind::missing);
  EXPECT_EQ(opened.gap("AndroidManifest.xml")->lost, Lost::everything);
  EXPECT_EQ(digest_parts(*opened.package), Names{digest_file(opened.package->bytes).sha256});
}

TEST(dex_file, a_dex_in_front_of_a_package_stays_a_package) {
  const std::string zip = as_string(build_zip({{"AndroidManifest.xml", build_manifest({})}}, dex).bytes);
  const OpenedBytes opened("janus.apk", zip);
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->kind, "apk");
  EXPECT_TRUE(has_any(opened.lost(), Lost::code)) << "old versions of Android ran what stands in front";
}

TEST(dex_file, other_forms_of_code_are_refused_with_a_sentence) {
  EXPECT_TRUE(OpenedBytes("a", "cdex001").package.error().message.contains("is compact dex"));
  EXPECT_TRUE(OpenedBytes("a", "vdex027").package.error().message.contains("is a vdex file"));
  EXPECT_TRUE(OpenedBytes("a", "dey\n036").package.error().message.contains("is optimized dex"));
  EXPECT_TRUE(OpenedBytes("a", "\x7f"
                               "ELF")
                  .package.error()
                  .message.contains("is machine code"));
}

struct Dumped : TestFolder {
  Incomplete incomplete;
  Package package;

  Dumped() {
    const std::string apk = write("app.apk", build_apk({}, {{"classes.dex", dex}}));
    package = open_package(apk, 1, incomplete).value();
  }
  void add(const std::vector<std::string> &paths) { add_dumped_dex(package, paths, incomplete); }
  Names names() const {
    Names names;
    for (const Part *part : dex_parts(package)) names.push_back(part->name);
    return names;
  }
};

TEST(dumped_dex, it_stands_behind_the_packages_own_and_is_marked) {
  Dumped dumped;
  dumped.add({dumped.write("x/classes.dex", dex + "1"), dumped.write("y/classes.dex", dex + "2")});
  EXPECT_EQ(dumped.names(), Names({"classes.dex", "dumped!classes.dex", "dumped!classes.dex (2)"}));
  EXPECT_EQ(dex_parts(dumped.package)[0]->source, "package");
  EXPECT_EQ(dex_parts(dumped.package)[1]->source, "dumped");
  EXPECT_EQ(as_text(dex_parts(dumped.package)[1]->bytes), dex + "1");
  EXPECT_TRUE(dumped.incomplete.gaps.empty());
}

TEST(dumped_dex, a_folder_is_all_its_files_by_name) {
  Dumped dumped;
  dumped.write("dump/b.dex", dex + "1");
  dumped.write("dump/a/c.dex", dex + "2");
  dumped.add({(dumped.path / "dump").string()});
  EXPECT_EQ(dumped.names(), Names({"classes.dex", "dumped!a/c.dex", "dumped!b.dex"}));
}

TEST(dumped_dex, the_packages_own_file_again_says_nothing_new) {
  Dumped dumped;
  dumped.add({dumped.write("same.dex", dex)});
  EXPECT_EQ(dumped.names(), Names({"classes.dex"}));
  EXPECT_EQ(dumped.package.parts.back().name, "dumped!same.dex");
  EXPECT_EQ(dumped.package.parts.back().source, "dumped");
}

TEST(dumped_dex, what_is_not_read_is_a_gap_that_hides_code) {
  Dumped dumped;
  dumped.add({dumped.write("a.vdex", "vdex021"), dumped.write("b.odex", "dey\n036"), dumped.write("c.cdex", "cdex001"),
              dumped.write("wiped.dex", std::string(40, '\0')), dumped.write("empty.dex", "")});
  EXPECT_EQ(dumped.names(), Names({"classes.dex"}));
  ASSERT_EQ(dumped.incomplete.gaps.size(), 5u);
  for (const Gap &gap : dumped.incomplete.gaps) {
    EXPECT_EQ(gap.kind, GapKind::unsupported);
    EXPECT_EQ(gap.lost, Lost::code);
    EXPECT_TRUE(gap.part.starts_with("dumped!")) << gap.part;
  }
}

} // namespace
} // namespace kinsafe
