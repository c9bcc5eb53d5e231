// HarmonyOS packages: what module.json and config.json declare, and what is not read.
#include "container/json.h"
#include "tests/container/build_package.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

constexpr std::string_view module_json = R"({
  "app": {"bundleName": "com.example.loan", "versionCode": 1000000, "versionName": "1.0.0", "label": "$string:app_name",
          "minAPIVersion": 9, "targetAPIVersion": 12},
  "module": {"name": "entry", "type": "entry", "requestPermissions": [
    {"name": "ohos.permission.READ_CONTACTS", "reason": "借款需要紧急联系人",
     "usedScene": {"abilities": ["EntryAbility", "FormAbility"], "when": "inuse"}},
    {"name": "ohos.permission.LOCATION", "reason": "$string:location", "usedScene": {"when": "always"}},
    {"name": "ohos.permission.INTERNET"}]}})";

std::string hap(std::string_view name, std::string_view document, const std::vector<TestEntry> &more = {}) {
  std::vector<TestEntry> entries = {
      {std::string(name), std::string(document)}, {"ets/modules.abc", "PANDA"}, {"resources.index", "r"}};
  entries.insert(entries.end(), more.begin(), more.end());
  return as_string(build_zip(entries).bytes);
}

struct Purpose {
  std::string permission, text, key;
  bool operator==(const Purpose &) const = default;
};
std::vector<Purpose> purposes_of(const Package &package) {
  std::vector<Purpose> purposes;
  for (const PurposeText &text : package.purpose_texts) purposes.push_back({text.permission, text.text, text.key});
  return purposes;
}

TEST(hap, permissions_reasons_and_scenes_are_read) {
  const OpenedBytes opened("entry.hap", hap("module.json", module_json));
  ASSERT_TRUE(opened.package) << opened.package.error().message;
  const Package &package = *opened.package;
  EXPECT_EQ(package.kind, "hap");
  EXPECT_EQ(package.platform, Platform::harmony);
  EXPECT_EQ(package.manifest->package, "com.example.loan");
  EXPECT_EQ(package.manifest->version_name, "1.0.0");
  EXPECT_EQ(package.manifest->version_code, 1000000);
  EXPECT_EQ(package.label, "$string:app_name");
  EXPECT_EQ(opened.permissions(),
            Names({"ohos.permission.READ_CONTACTS", "ohos.permission.LOCATION", "ohos.permission.INTERNET"}));
  EXPECT_EQ(package.manifest->permissions[0].part, "module.json");
  const std::string list = "module.requestPermissions";
  EXPECT_EQ(purposes_of(package),
            (std::vector<Purpose>{
                {"ohos.permission.READ_CONTACTS", "借款需要紧急联系人", list + "[0].reason"},
                {"ohos.permission.READ_CONTACTS", "inuse", list + "[0].usedScene.when"},
                {"ohos.permission.READ_CONTACTS", "EntryAbility, FormAbility", list + "[0].usedScene.abilities"},
                {"ohos.permission.LOCATION", "", list + "[1].reason"}, // its words lie in resources
                {"ohos.permission.LOCATION", "always", list + "[1].usedScene.when"}}));
  EXPECT_EQ(opened.parts("manifest"), Names({"module.json"}));
  EXPECT_TRUE(has_any(opened.lost(), Lost::code));
  EXPECT_FALSE(has_any(opened.lost(), Lost::manifest));
}

TEST(hap, the_older_model_is_read_alike) {
  const OpenedBytes opened("entry.hap", hap("config.json", R"({
    "app": {"bundleName": "com.example.old", "version": {"code": 3, "name": "0.3"}},
    "module": {"reqPermissions": [{"name": "ohos.permission.READ_CALL_LOG", "reason": "r",
                                   "usedScene": {"ability": [".Main"], "when": "always"}}]}})"));
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->manifest->package, "com.example.old");
  EXPECT_EQ(opened.package->manifest->version_code, 3);
  EXPECT_EQ(opened.permissions(), Names({"ohos.permission.READ_CALL_LOG"}));
  EXPECT_EQ(opened.package->purpose_texts.size(), 3u);
}

TEST(hap, a_damaged_declaration_is_a_gap_that_hides_the_manifest) {
  TestEntry broken{"module.json", std::string(module_json)};
  broken.crc = 7;
  for (const std::string &bytes :
       {hap("module.json", "{"), as_string(build_zip({broken, {"resources.index", "r"}}).bytes)}) {
    const OpenedBytes opened("entry.hap", bytes);
    ASSERT_TRUE(opened.package);
    EXPECT_FALSE(opened.package->manifest);
    EXPECT_TRUE(has_any(opened.lost(), Lost::manifest));
  }
}

TEST(hap, rows_of_the_wrong_kind_are_gaps_or_left_out) {
  const OpenedBytes opened("entry.hap", hap("module.json", R"({
    "app": {"bundleName": "b", "versionCode": "7", "versionName": 1},
    "module": {"requestPermissions": [1, {"name": 2}, {"name": "ohos.permission.A", "usedScene": "x", "reason": []}, null]}})"));
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.permissions(), Names({"2", "ohos.permission.A"}));
  EXPECT_FALSE(opened.package->manifest->version_code);
  EXPECT_EQ(opened.gap("module.json", "no name")->lost, Lost::manifest);
}

TEST(hap, a_package_of_android_with_such_a_file_stays_one) {
  const OpenedBytes opened("app.apk", hap("module.json", module_json, {{"AndroidManifest.xml", build_manifest({})}}));
  ASSERT_TRUE(opened.package);
  EXPECT_EQ(opened.package->kind, "apk");
}

TEST(hap, a_pack_of_packages_is_refused_with_a_sentence) {
  const OpenedBytes opened("app.app", as_string(build_zip({{"pack.info", "{}"}, {"entry.hap", "h"}}).bytes));
  ASSERT_FALSE(opened.package);
  EXPECT_TRUE(opened.package.error().message.contains("give entry.hap"));
}

TEST(json, nesting_and_length_have_an_end) {
  EXPECT_TRUE(read_json(as_bytes(std::string(60, '[') + std::string(60, ']'))));
  EXPECT_FALSE(read_json(as_bytes(std::string(1000, '[') + std::string(1000, ']'))));
  EXPECT_TRUE(read_json(as_bytes("\"" + std::string(1000, '[') + "\"")));
  EXPECT_FALSE(read_json(as_bytes("\"" + std::string(size_t{5} << 20, ' ') + "\"")));
  EXPECT_FALSE(read_json(as_bytes("{\"a\": \xff}")));
}

} // namespace
} // namespace kinsafe
