// Split sets: what belongs to one app, what is missing, and what was left out.
#include "container/group.h"
#include "container/splits.h"
#include "tests/container/build_package.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace kinsafe {
namespace {

// The files of one set, opened.
struct Set : TestFolder {
  std::vector<std::string> paths;

  Set &add(const std::string &name, std::string_view bytes) {
    paths.push_back(write(name, bytes));
    return *this;
  }
};

TestManifest base_manifest() {
  TestManifest base;
  base.permissions = {"INTERNET"};
  base.components = {"org.example.Main"};
  return base;
}

TestManifest split_manifest(std::string name) {
  TestManifest split;
  split.split = std::move(name);
  return split;
}

TEST(split_set, the_base_comes_first_and_splits_follow_by_name) {
  Set set;
  set.add("a.apk", build_apk(split_manifest("feature"), {{"classes.dex", "f"}}))
      .add("c.apk", build_apk(base_manifest(), {{"classes.dex", "1"}, {"classes2.dex", "2"}}))
      .add("b.apk", build_apk(split_manifest("config.zh"), {{"resources.arsc", "damaged"}}));
  const OpenedPackage opened(set.paths);
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->kind, "split_set");
  EXPECT_EQ(opened.package->file, "c.apk");
  EXPECT_EQ(opened.parts("dex"), Names({"c.apk!classes.dex", "c.apk!classes2.dex", "a.apk!classes.dex"}));
  EXPECT_EQ(opened.parts("apk"), Names({"c.apk", "b.apk", "a.apk"}));
  EXPECT_EQ(digest_file(opened.package->bytes).sha256, digest_parts(*opened.package)[0]) << "the base's";
  ASSERT_TRUE(opened.gap("b.apk!resources.arsc")) << "gaps name the member";
  EXPECT_EQ(opened.lost(), Lost::resources);
}

TEST(split_set, a_split_adds_components_and_its_permissions_are_doubtful) {
  TestManifest split = split_manifest("feature");
  split.permissions = {"READ_SMS"};
  split.components = {"org.example.feature.Sync"};
  Set set;
  set.add("base.apk", build_apk(base_manifest())).add("f.apk", build_apk(split));
  const OpenedPackage opened(set.paths);
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.permissions(), Names({"android.permission.INTERNET", "android.permission.READ_SMS?"}));
  ASSERT_EQ(opened.package->manifest->components.size(), 2u);
  EXPECT_EQ(opened.package->manifest->components[1].class_name, "org.example.feature.Sync");
  EXPECT_EQ(opened.package->manifest->permissions[1].part, "f.apk!AndroidManifest.xml");
  EXPECT_TRUE(opened.incomplete.gaps.empty());
}

TEST(split_set, a_required_type_that_no_split_supplies_is_a_gap_that_hides_everything) {
  TestManifest base = base_manifest();
  base.required_types = "base__abi, base__density";
  TestManifest abi = split_manifest("config.arm64_v8a");
  abi.types = "base__abi";
  TestManifest density = split_manifest("config.hdpi");
  density.types = "base__density";
  Set set;
  set.add("base.apk", build_apk(base)).add("abi.apk", build_apk(abi));
  const OpenedPackage without(set.paths);
  ASSERT_TRUE(without.gap("", "base__density"));
  EXPECT_EQ(without.gap("", "base__density")->kind, GapKind::missing);
  EXPECT_EQ(without.gap("", "base__density")->lost, Lost::everything);
  EXPECT_FALSE(without.gap("", "base__abi'"));
  set.add("density.apk", build_apk(density));
  EXPECT_TRUE(OpenedPackage(set.paths).incomplete.gaps.empty());
}

TEST(split_set, a_base_that_needs_splits_and_has_none_is_not_whole) {
  TestManifest base = base_manifest();
  base.requires_splits = true;
  const OpenedBytes alone("base.apk", build_apk(base));
  EXPECT_EQ(alone.lost(), Lost::everything);
  Set set;
  set.add("base.apk", build_apk(base)).add("zh.apk", build_apk(split_manifest("config.zh")));
  const OpenedPackage some(set.paths);
  ASSERT_TRUE(some.gap("", "does not say which"));
  EXPECT_FALSE(has_any(some.lost(), Lost::manifest)) << "what the base declares is known";
  EXPECT_TRUE(has_any(some.lost(), Lost::code));
}

TEST(split_set, a_split_without_its_base_or_its_feature_is_not_whole) {
  TestManifest config = split_manifest("feature.config.zh");
  config.config_for = "feature";
  config.permissions = {"READ_SMS"};
  const OpenedBytes alone("zh.apk", build_apk(config));
  EXPECT_EQ(alone.lost(), Lost::everything);
  EXPECT_EQ(alone.permissions(), Names({"android.permission.READ_SMS?"}));
  Set set;
  set.add("base.apk", build_apk(base_manifest())).add("zh.apk", build_apk(config));
  const OpenedPackage opened(set.paths);
  ASSERT_TRUE(opened.gap("", "needs split 'feature'"));
  EXPECT_EQ(opened.lost(), Lost::everything);
}

TEST(split_set, a_member_of_another_package_or_version_is_left_out_by_name) {
  TestManifest other = split_manifest("config.zh");
  other.version = 8;
  TestManifest stranger = base_manifest();
  stranger.package = "org.stranger";
  Set set;
  set.add("base.apk", build_apk(base_manifest(), {{"classes.dex", "1"}}))
      .add("feature.apk", build_apk(split_manifest("feature")))
      .add("zh.apk", build_apk(other))
      .add("aaa.apk", build_apk(stranger, {{"classes.dex", "2"}}));
  const OpenedPackage opened(set.paths);
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->file, "base.apk");
  ASSERT_TRUE(opened.gap("zh.apk"));
  EXPECT_EQ(opened.gap("zh.apk")->lost, Lost::everything);
  ASSERT_TRUE(opened.gap("aaa.apk", "org.stranger"));
  EXPECT_EQ(opened.parts("dex"), Names({"base.apk!classes.dex"}));
}

TEST(split_set, a_member_that_cannot_be_read_is_left_out_by_name) {
  Set set;
  set.add("base.apk", build_apk(base_manifest()))
      .add("no_zip.apk", "nothing")
      .add("no_manifest.apk", as_string(build_zip({{"classes.dex", "1"}}).bytes));
  const OpenedPackage opened(set.paths);
  ASSERT_TRUE(opened.package);
  for (const char *name : {"no_zip.apk", "no_manifest.apk"}) {
    ASSERT_TRUE(opened.gap(name)) << name;
    EXPECT_EQ(opened.gap(name)->lost, Lost::everything);
  }
}

TEST(split_set, labels_of_language_splits_are_the_apps) {
  TestManifest base = base_manifest();
  base.label = 0x7f010000;
  const auto table = [](const std::string &text, const std::string &language) {
    return as_string(build_table({text}, {build_package(0x7f, {{1, language, "", {std::pair{string_type, 0u}}}})}));
  };
  Set set;
  set.add("base.apk", build_apk(base, {{"resources.arsc", table("Loan", ""), 0}}))
      .add("zh.apk", build_apk(split_manifest("config.zh"), {{"resources.arsc", table("贷款", "zh"), 0}}));
  const OpenedPackage opened(set.paths);
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->label, "Loan");
  EXPECT_EQ(opened.package->labels, (std::map<std::string, std::string>{{"zh", "贷款"}}));
}

TEST(split_set, one_thread_and_many_give_the_same_set) {
  Set set;
  set.add("b.apk", build_apk(base_manifest(), {{"classes.dex", "1", 8, 0, 7}}))
      .add("f.apk", build_apk(split_manifest("f"), {{"classes.dex", "2"}, {"classes2.dex", "3", 8, 0, 9}}));
  Incomplete one_gaps, many_gaps;
  const Result<Package> one = open_package(set.paths, 1, one_gaps), many = open_package(set.paths, 16, many_gaps);
  ASSERT_EQ(one_gaps.gaps.size(), many_gaps.gaps.size());
  for (size_t i = 0; i < one_gaps.gaps.size(); ++i) EXPECT_EQ(one_gaps.gaps[i].part, many_gaps.gaps[i].part);
  ASSERT_EQ(one->parts.size(), many->parts.size());
  for (size_t i = 0; i < one->parts.size(); ++i) EXPECT_TRUE(std::ranges::equal(one->parts[i].bytes, many->parts[i].bytes));
}

// Archives.

TEST(apk_archive, members_are_read_stored_or_deflated) {
  for (const u16 method : {u16{0}, u16{8}}) {
    const OpenedBytes opened(
        "app.xapk",
        as_string(build_zip({{"org.example.apk", build_apk(base_manifest(), {{"classes.dex", "1"}}), method},
                             {"config.zh.apk", build_apk(split_manifest("config.zh")), method},
                             {"manifest.json", R"({"split_apks": [{"file": "org.example.apk", "id": "base"}]})"},
                             {"icon.png", "i"}})
                      .bytes));
    ASSERT_TRUE(opened.package);
    EXPECT_EQ(opened.package->kind, "split_set");
    EXPECT_EQ(opened.package->file, "app.xapk");
    EXPECT_EQ(opened.parts("dex"), Names({"org.example.apk!classes.dex"}));
    EXPECT_EQ(opened.parts("other"), Names({"icon.png", "manifest.json"}));
    EXPECT_TRUE(opened.incomplete.gaps.empty());
    EXPECT_NE(digest_file(opened.package->bytes).sha256, digest_parts(*opened.package)[0]) << "the archive's own digest";
  }
}

TEST(apk_archive, expansion_files_and_listed_packages_that_are_missing_are_gaps) {
  const OpenedBytes opened(
      "app.xapk",
      as_string(build_zip({{"base.apk", build_apk(base_manifest())},
                           {"manifest.json", R"({"split_apks": [{"file": "base.apk"}, {"file": "config.zh.apk"}]})"},
                           {"Android/obb/org.example/main.7.org.example.obb", "o"}})
                    .bytes));
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.gap("Android/obb/org.example/main.7.org.example.obb")->lost, Lost::assets);
  ASSERT_TRUE(opened.gap("manifest.json", "config.zh.apk"));
  EXPECT_EQ(opened.gap("manifest.json")->lost, Lost::everything);
}

TEST(apk_archive, a_list_of_members_that_is_no_list_is_survived) {
  for (const char *list : {"{", "[1]", R"({"split_apks": "x"})", R"({"split_apks": [1, {"file": 2}]})", ""}) {
    const OpenedBytes opened(
        "app.xapk", as_string(build_zip({{"base.apk", build_apk(base_manifest())}, {"manifest.json", list}}).bytes));
    EXPECT_TRUE(opened.package) << list;
  }
}

TEST(apk_archive, a_universal_package_is_taken_alone_and_the_rest_is_held_against_it) {
  const std::string universal = build_apk(base_manifest(), {{"classes.dex", "1"}, {"lib/x86/libx.so", "so"}});
  const std::string same = build_apk(base_manifest(), {{"classes.dex", "1"}});
  const std::string more = build_apk(base_manifest(), {{"classes.dex", "hidden"}});
  TestManifest asks = base_manifest();
  asks.permissions.push_back("READ_CONTACTS");
  const OpenedBytes opened("app.apks", as_string(build_zip({{"universal.apk", universal},
                                                            {"splits/base-master.apk", same},
                                                            {"splits/base-master_2.apk", more},
                                                            {"standalones/standalone.apk", build_apk(asks)}})
                                                     .bytes));
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.parts("dex"), Names({"universal.apk!classes.dex"}));
  EXPECT_EQ(opened.gap("splits/base-master.apk")->lost, Lost::nothing);
  EXPECT_EQ(opened.gap("splits/base-master.apk")->kind, GapKind::not_looked);
  EXPECT_EQ(opened.gap("splits/base-master_2.apk")->lost, Lost::code);
  EXPECT_EQ(opened.gap("standalones/standalone.apk")->lost, Lost::manifest);
}

TEST(apk_archive, a_damaged_alternative_may_hide_anything) {
  const OpenedBytes opened(
      "app.apks",
      as_string(build_zip({{"splits/base-master.apk", build_apk(base_manifest(), {{"classes.dex", "1"}})},
                           {"splits/base-master_2.apk", build_apk(base_manifest(), {{"classes.dex", "1", 8, 0, 7}})}})
                    .bytes));
  EXPECT_EQ(opened.gap("splits/base-master_2.apk")->lost, Lost::everything);
}

TEST(apk_archive, what_bundletool_makes_of_a_bundle_is_read_whole) {
  const OpenedPackage opened({KINSAFE_SOURCE_DIR "/tests/container/fixtures/bundle.apks"});
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->manifest->package, "org.kinsafe.bundle");
  EXPECT_EQ(opened.package->manifest->version_code, 7);
  EXPECT_EQ(opened.package->label, "Loan");
  EXPECT_EQ(opened.package->labels, (std::map<std::string, std::string>{{"zh", "贷款"}}));
  EXPECT_EQ(opened.permissions(),
            Names({"android.permission.INTERNET", "android.permission.READ_CALL_LOG", "android.permission.READ_SMS?"}));
  EXPECT_EQ(opened.parts("dex"), Names({"splits/base-master.apk!classes.dex", "splits/extra-master.apk!classes.dex"}));
  for (const Gap &gap : opened.incomplete.gaps) {
    EXPECT_EQ(gap.kind, GapKind::not_looked) << gap.part << gap.reason;
    EXPECT_EQ(gap.lost, Lost::nothing) << gap.part << gap.reason;
  }
}

TEST(apk_archive, a_base_says_which_modules_and_languages_there_are) {
  // bundle.apks without the feature and without Chinese.
  MappedFile file = map_file(KINSAFE_SOURCE_DIR "/tests/container/fixtures/bundle.apks").value();
  Incomplete ignored;
  const Zip zip = read_zip(file.bytes(), ignored).value();
  Buffer buffer;
  const Bytes base = extract(zip, *find_entry(zip, "splits/base-master.apk"), buffer).value();
  const OpenedBytes opened("base.apk", as_text(base));
  ASSERT_TRUE(opened.package);
  ASSERT_TRUE(opened.gap("", "config.zh"));
  EXPECT_TRUE(has_any(opened.gap("", "config.zh")->lost, Lost::resources));
}

// A base whose list of splits names a language of the base and one of a feature.
std::string base_with_list(const std::string &of_base, const std::string &of_feature) {
  AxmlBuilder list;
  list.open("splits").open("module", {text_attribute("name", 0, "")}).open("language");
  list.element("entry", {text_attribute("key", 0, "zh"), text_attribute("split", 0, of_base)});
  list.close("language").close("module").open("module", {text_attribute("name", 0, "feature")}).open("language");
  list.element("entry", {text_attribute("key", 0, "zh"), text_attribute("split", 0, of_feature)});
  list.close("language").close("module").close("splits");
  AxmlBuilder builder = manifest_builder();
  builder.strings.push_back("resource");
  builder.ids.push_back(0x01010025);
  builder.open("manifest", {package_is("org.example"), {"versionCode", 0x0101021b, integer_type, 7}})
      .open("application");
  builder.element("meta-data",
                  {name_is("com.android.vending.splits"), {"resource", 0x01010025, reference_type, 0x7f010000}});
  const std::string manifest = as_string(builder.close("application").close("manifest").build());
  const std::string table = as_string(
      build_table({"res/xml/splits0.xml"}, {build_package(0x7f, {{1, "", "", {std::pair{string_type, 0u}}}})}));
  return as_string(build_zip({{"AndroidManifest.xml", manifest},
                              {"resources.arsc", table, 0},
                              {"res/xml/splits0.xml", as_string(list.build())}})
                       .bytes);
}

TEST(split_set, a_module_and_languages_that_the_base_lists_are_missed) {
  const OpenedBytes alone("base.apk", base_with_list("config.zh", "feature.config.zh"));
  ASSERT_TRUE(alone.gap("", "module 'feature'"));
  EXPECT_EQ(alone.gap("", "module 'feature'")->lost, Lost::everything);
  EXPECT_TRUE(alone.gap("", "2 in all, the first is 'config.zh'"));
  Set set;
  set.add("base.apk", base_with_list("config.zh", "feature.config.zh"))
      .add("f.apk", build_apk(split_manifest("feature")))
      .add("zh.apk", build_apk(split_manifest("config.zh")));
  const OpenedPackage some(set.paths);
  EXPECT_EQ(some.lost(), Lost::resources);
  EXPECT_TRUE(some.gap("", "1 in all, the first is 'feature.config.zh'"));
}

TEST(split_set, a_package_in_one_piece_lists_no_splits) {
  EXPECT_TRUE(OpenedBytes("universal.apk", base_with_list("", "")).incomplete.gaps.empty());
}

TEST(split_set, a_list_of_splits_that_cannot_be_found_hides_everything) {
  AxmlBuilder builder = manifest_builder();
  builder.strings.push_back("resource");
  builder.ids.push_back(0x01010025);
  builder.open("manifest", {package_is("org.example")}).open("application");
  builder.element("meta-data",
                  {name_is("com.android.vending.splits"), {"resource", 0x01010025, reference_type, 0x7f010000}});
  const std::string manifest = as_string(builder.close("application").close("manifest").build());
  EXPECT_EQ(OpenedBytes("base.apk", as_string(build_zip({{"AndroidManifest.xml", manifest}}).bytes)).lost(),
            Lost::everything);
}

// Hostile archives.

TEST(apk_archive, members_that_declare_too_much_are_gaps) {
  TestEntry huge{"huge.apk", "1"};
  huge.size = 0xf0000000;
  const OpenedBytes opened("app.apks", as_string(build_zip({{"base.apk", build_apk(base_manifest())}, huge}).bytes));
  ASSERT_TRUE(opened.package);
  ASSERT_TRUE(opened.gap("huge.apk"));
  EXPECT_EQ(opened.gap("huge.apk")->lost, Lost::everything);
}

TEST(apk_archive, an_archive_in_an_archive_is_not_opened) {
  const std::string inner = as_string(build_zip({{"base.apk", build_apk(base_manifest())}}).bytes);
  const OpenedBytes opened("app.apks", as_string(build_zip({{"inner.apk", inner}}).bytes));
  EXPECT_FALSE(opened.package);
}

TEST(apk_archive, a_member_that_stands_twice_is_a_gap) {
  const OpenedBytes opened("app.apks",
                           as_string(build_zip({{"base.apk", build_apk(base_manifest())},
                                                {"base.apk", build_apk(base_manifest(), {{"classes.dex", "2"}})}})
                                         .bytes));
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.gap("base.apk")->lost, Lost::everything);
}

TEST(apk_archive, cutting_it_anywhere_fails_or_leaves_a_gap) {
  const std::string bytes = as_string(build_zip({{"base.apk", build_apk(base_manifest(), {{"classes.dex", "1"}}), 0},
                                                 {"f.apk", build_apk(split_manifest("f")), 0}})
                                          .bytes);
  for (size_t length = 0; length < bytes.size(); length += 13) {
    const OpenedBytes opened("app.apks", std::string_view(bytes).substr(0, length));
    EXPECT_TRUE(!opened.package || has_any(opened.lost(), Lost::manifest)) << length;
  }
}

// Which files are one app.

using Groups = std::vector<std::vector<std::string>>;
Groups groups_of(const std::vector<std::string> &inputs) {
  Groups groups;
  for (const InputGroup &group : group_inputs(inputs)) {
    std::vector<std::string> names;
    for (const std::string &path : group.paths) names.push_back(std::filesystem::path(path).filename().string());
    groups.push_back(names);
  }
  return groups;
}

TEST(group_inputs, base_and_splits_of_one_version_are_one_app) {
  Set set;
  TestManifest newer = base_manifest();
  newer.version = 8;
  set.add("split.apk", build_apk(split_manifest("config.zh")))
      .add("newer.apk", build_apk(newer))
      .add("base.apk", build_apk(base_manifest()))
      .add("other.txt", "no app");
  EXPECT_EQ(groups_of(set.paths), (Groups{{"base.apk", "split.apk"}, {"newer.apk"}, {"other.txt"}}));
}

TEST(group_inputs, two_bases_of_one_version_are_two_apps) {
  Set set;
  set.add("a.apk", build_apk(base_manifest())).add("b.apk", build_apk(base_manifest()));
  EXPECT_EQ(groups_of(set.paths), (Groups{{"a.apk"}, {"b.apk"}}));
}

TEST(group_inputs, a_split_beside_two_bases_goes_with_the_one_in_its_folder) {
  Set set;
  set.add("one/base.apk", build_apk(base_manifest()))
      .add("two/base.apk", build_apk(base_manifest()))
      .add("two/zh.apk", build_apk(split_manifest("config.zh")));
  EXPECT_EQ(groups_of(set.paths), (Groups{{"base.apk"}, {"base.apk", "zh.apk"}}));
}

TEST(group_inputs, a_folder_is_all_its_packages) {
  Set set;
  set.add("app/base.apk", build_apk(base_manifest())).add("app/ZH.APK", build_apk(split_manifest("config.zh")));
  set.write("app/notes.txt", "x");
  const std::string folder = (set.path / "app").string();
  const std::vector<InputGroup> groups = group_inputs({folder + "/"});
  ASSERT_EQ(groups.size(), 1u);
  EXPECT_EQ(groups[0].name, "app");
  EXPECT_EQ(groups[0].paths.size(), 2u);
}

TEST(group_inputs, a_folder_of_several_apps_is_several_groups) {
  Set set;
  TestManifest other = base_manifest();
  other.package = "org.other";
  set.add("apps/a.apk", build_apk(base_manifest())).add("apps/b.apk", build_apk(other));
  const std::vector<InputGroup> groups = group_inputs({(set.path / "apps").string()});
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0].name, "a.apk");
  EXPECT_EQ(groups[1].name, "b.apk");
}

TEST(group_inputs, a_folder_without_packages_is_a_problem) {
  TestFolder folder;
  const std::vector<InputGroup> groups = group_inputs({folder.path.string()});
  ASSERT_EQ(groups.size(), 1u);
  EXPECT_TRUE(groups[0].problem.contains("holds no .apk file"));
}

} // namespace
} // namespace kinsafe
