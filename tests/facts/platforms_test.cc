// Packages that are not, or not wholly, an Android app: what they declare settles nothing that it can't.
#include "facts/facts.h"

#include "tests/facts/stages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace kinsafe {
namespace {

struct Collected {
  Facts facts;
  Incomplete incomplete;
};

// All detectors over a package without code. `lost`: by a gap that was there before.
Collected collect(const Package &package, Lost lost = Lost::nothing) {
  Collected collected;
  if (lost != Lost::nothing) collected.incomplete.add(GapKind::missing, "", "test", "something is lost", lost);
  const ModelRows rows;
  const StagesRun stages(package, Program(), collected.incomplete, rows);
  collected.facts = collect_facts(stages.looked(), collected.incomplete);
  return collected;
}

Package package_with(std::vector<std::string> permissions, Platform platform, bool is_doubtful = false) {
  Package package;
  package.platform = platform;
  package.manifest.emplace().package = "org.example";
  for (std::string &name : permissions) {
    DeclaredPermission &permission = package.manifest->permissions.emplace_back();
    permission.name = std::move(name);
    permission.is_doubtful = is_doubtful;
    permission.part = "f.apk!AndroidManifest.xml";
  }
  return package;
}

using Columns = std::map<std::string, std::string>;
Columns declared_in(const Collected &collected) {
  Columns columns;
  for (const Row &row : collected.facts.of(FactKind::permission))
    columns[std::string(word_of(FactKind::permission, row, "name"))] = word_of(FactKind::permission, row, "declared");
  return columns;
}

bool is_hidden(const Collected &collected, FactKind fact) {
  return std::ranges::any_of(list_gaps(collected.incomplete),
                             [&](const GapRow &gap) { return std::ranges::count(gap.hides, fact) > 0; });
}

TEST(platforms, names_of_another_platform_stay_whole_and_its_permissions_hidden) {
  const Collected harmony = collect(package_with(
      {"ohos.permission.READ_CONTACTS", "android.permission.READ_SMS", "READ_CONTACTS"}, Platform::harmony));
  EXPECT_EQ(declared_in(harmony), (Columns{{"ohos.permission.READ_CONTACTS", "yes"},
                                           {"android.permission.READ_SMS", "yes"},
                                           {".READ_CONTACTS", "yes"}}));
  EXPECT_TRUE(is_hidden(harmony, FactKind::permission));
  EXPECT_TRUE(is_hidden(collect(package_with({}, Platform::ios)), FactKind::permission));
  EXPECT_FALSE(is_hidden(collect(package_with({}, Platform::android)), FactKind::permission));
}

TEST(platforms, what_a_split_or_a_library_declares_is_not_known_to_count) {
  Package package = package_with({"android.permission.READ_SMS"}, Platform::android, true);
  DeclaredPermission counted;
  counted.name = "android.permission.CAMERA";
  package.manifest->permissions.push_back(counted);
  counted.is_doubtful = true;
  package.manifest->permissions.push_back(counted);
  const Collected collected = collect(package);
  EXPECT_EQ(declared_in(collected), (Columns{{"CAMERA", "yes"}, {"READ_SMS", "unclear"}}));
  for (const Row &row : collected.facts.of(FactKind::permission))
    if (word_of(FactKind::permission, row, "name") == "READ_SMS") {
      EXPECT_EQ(row.evidence[0].why, "declared_doubtfully");
      EXPECT_EQ(row.evidence[0].part, "f.apk!AndroidManifest.xml");
    }
}

TEST(purpose_texts, each_stands_with_its_place) {
  Package package = package_with({}, Platform::ios);
  package.purpose_texts = {
      {"NSContactsUsageDescription", "zh-Hans", "填写", "NSContactsUsageDescription", "Info.plist"},
      {"NSCameraUsageDescription", "", "", "NSCameraUsageDescription", "Info.plist"}};
  const Collected collected = collect(package);
  const std::vector<Row> &rows = collected.facts.of(FactKind::purpose_text);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(rows[0].cells[2])) << "no text was read";
  EXPECT_EQ(word_of(FactKind::purpose_text, rows[1], "text"), "填写");
  EXPECT_EQ(word_of(FactKind::purpose_text, rows[1], "lang"), "zh-Hans");
  EXPECT_EQ(rows[1].evidence[0].part, "Info.plist");
}

TEST(purpose_texts, those_of_android_are_not_looked_for) {
  EXPECT_TRUE(is_hidden(collect(package_with({}, Platform::android)), FactKind::purpose_text));
}

} // namespace
} // namespace kinsafe
