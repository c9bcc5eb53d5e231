// Norm files: every key known, every date a day, every check and parameter there, before anything is judged by them.
#include "tests/norms/rows.h"

namespace kinsafe {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

// The shipped files with one text in one of them replaced.
Result<NormPack> parse_with(std::string_view file, std::string_view from, std::string_view to) {
  Files files = shipped_norm_files();
  bool is_replaced = false;
  for (auto &[name, content] : files) {
    if (name != file) continue;
    const size_t at = content.find(from);
    if (at == std::string::npos) continue;
    content.replace(at, from.size(), to);
    is_replaced = true;
  }
  EXPECT_TRUE(is_replaced) << file << " holds no " << from;
  return parse_all(files);
}

TEST(norms, the_shipped_files_are_read) {
  const NormPack &pack = shipped_norms();
  ASSERT_EQ(pack.norms.size(), 67u);
  EXPECT_TRUE(std::ranges::is_sorted(pack.norms, {}, &Norm::id));
  EXPECT_TRUE(is_iso_date(pack.date));
}

TEST(norms, a_parameter_is_a_list_also_where_one_value_is_written) {
  for (const Norm &norm : shipped_norms().norms)
    for (const Requirement &requirement : norm.requirements)
      if (requirement.id == "CN-TC260-PG-20191A.R3") {
        EXPECT_EQ(requirement.parameters.at("max_emergency_contacts"), std::vector<std::string>{"2"});
        EXPECT_EQ(requirement.parameters.at("allowed_purpose"), std::vector<std::string>{"collect"});
        EXPECT_EQ(requirement.effective, std::nullopt);
      }
}

TEST(norms, a_parameter_made_of_mappings_keeps_its_shape) {
  const Norm &thai = *find_norm(shipped_norms(), "TH-DCA-2558");
  const Requirement &hours = *std::ranges::find(thai.requirements, "TH-DCA-2558.R2", &Requirement::id);
  ASSERT_EQ(hours.records.at("hours").size(), 2u);
  EXPECT_EQ(hours.records.at("hours")[0], (Record{{"days", "mon-fri"}, {"from", "08:00"}, {"to", "20:00"}}));
  EXPECT_EQ(hours.records.at("holidays"), (std::vector<Record>{{{"from", "08:00"}, {"to", "18:00"}}}));
  EXPECT_EQ(hours.records.at("caps")[0].at("window"), "calendar_day");
  EXPECT_EQ(hours.parameters.at("tz"), std::vector<std::string>{"debtor"});
}

struct Fault {
  const char *file, *from, *to, *says;
};

TEST(norms, a_fault_in_a_file_is_an_error_that_says_where) {
  constexpr const char *pipl = "cn-pipl.yaml", *guide = "cn-tc260-pg-20191a.yaml",
                       *play = "google-play-personal-loans.yaml";
  constexpr Fault table[] = {
      {pipl, "apps: any", "apps: all", "cn-pipl.yaml:"},
      {pipl, "apps: any", "apps: any\napps: lending", "the key 'apps' stands here twice"},
      {pipl, "apps: any\n", "", "apps is missing"},
      {pipl, "apps: any", "apps: any\nsurprise: 1", "unknown key 'surprise'"},
      {pipl, "effective_iso: '2021-11-01'", "effective_iso: '2021-11-31'", "effective_iso must be a date"},
      {pipl, "effective_iso: '2021-11-01'", "effective_iso: November", "effective_iso must be a date"},
      {pipl, "judged: true", "judged: maybe", "judged must be true or false"},
      {pipl, "legal_force_code: law", "legal_force_code: lore", "legal_force_code can't be 'lore'"},
      {pipl, "collectors: any", "collectors: some", "collectors can't be 'some'"},
      {pipl, "applies_to:\n  - app\n", "applies_to:\n  - apps\n", "applies_to can't be 'apps'"},
      {pipl, "      only: public\n", "      alone: public\n", ": CN-PIPL.R12: nothing reads the parameter alone"},
      {pipl, "      only: public\n", "      only: public\n      only: debt\n", "the key 'only' stands here twice"},
      {guide, "how: overtakes", "how: replaces", "until_iso does not say when it ended"},
      {pipl, "institutions:\n  - any", "institutions: []", "institutions is empty"},
      {pipl, "id: CN-PIPL.R1\n", "id: R1\n", "its id does not start with CN-PIPL."},
      {pipl, "id: CN-PIPL.R2\n", "id: CN-PIPL.R1\n", "two requirements have this id"},
      {pipl, "- PERM-MISLEAD", "- PERM-MISLED", "checks.model has no row for PERM-MISLED"},
      {pipl, "    checks:\n      - FLOW-CONTACTS-OUT\n", "    checks: []\n", "names no check"},
      {pipl, "id: CN-PIPL\n", "id: [\n", "cn-pipl.yaml:"},
      {guide, "      necessary:\n", "      needed:\n", "nothing reads the parameter needed"},
      {guide, "max_emergency_contacts: 2", "max_hours: 2", "needs the parameter max_emergency_contacts"},
      {guide, "max_emergency_contacts: 2", "max_emergency_contacts: two", "needs the parameter max_emergency_contacts"},
      {guide, "max_emergency_contacts: 2", "max_emergency_contacts: [2, 3]",
       "needs the parameter max_emergency_contacts"},
      {guide, "      accept:\n        - typed\n", "      accept: []\n", "needs the parameter accept"},
      {guide, "      permissions:\n        - READ_CONTACTS\n", "      permissions: []\n",
       "needs the parameter permissions"},
      {guide, "how: overtakes", "how: outlives", "how can't be 'outlives'"},
      {play, "        - picker\n", "        - pickup\n", "needs the parameter accept"},
      {"pack.yaml", "date:", "day:", "pack.yaml"},
      {"checks.model", "check    PERM-DECL-APPLIST ", "chek     PERM-DECL-APPLIST ", "checks.model:"},
  };
  for (const Fault &row : table) {
    const Result<NormPack> pack = parse_with(row.file, row.from, row.to);
    ASSERT_FALSE(pack.has_value()) << row.from << " -> " << row.to;
    EXPECT_NE(pack.error().message.find(row.says), std::string::npos) << pack.error().message;
  }
}

TEST(norms, a_norm_stands_in_one_file) {
  Files files = shipped_norm_files();
  const auto pipl = std::ranges::find(files, "cn-pipl.yaml", &Files::value_type::first);
  ASSERT_NE(pipl, files.end());
  const std::string copy = pipl->second;
  files.emplace_back("copy.yaml", copy);
  const Result<NormPack> pack = parse_all(files);
  ASSERT_FALSE(pack.has_value());
  EXPECT_EQ(pack.error().message, "CN-PIPL: two files hold this norm");
}

TEST(norms, a_day_is_a_day_that_exists) {
  for (const char *text : {"2026-11-24", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"})
    EXPECT_TRUE(is_iso_date(text)) << text;
  for (const char *text :
       {"2026-11-31", "2023-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-1-1", "24.11.2026",
        "2026-11-24 ", " 026-11-24", "-026-11-24", "2026-+1-24", "2026/11/24", "", "0000-01-01"})
    EXPECT_FALSE(is_iso_date(text)) << text;
}

} // namespace
} // namespace kinsafe
