// Profiles: what they say is done, what they can't say is refused in one sentence, and what nobody can see in the bytes is
// asked for.
#include "conduct/import/format.h"
#include "tests/conduct/import_rows.h"

namespace kinsafe {
namespace {

std::string error_of(const std::string &path, const Profile &given) {
  const Result<Profile> profile = recognise(path, given);
  if (!profile) return profile.error().message;
  Collected rows;
  const Result<ImportCounts> counts = import_records(path, *profile, rows);
  EXPECT_TRUE(counts || (rows.lines.empty() && rows.quarantined.empty())) << "rows were given before the question";
  return counts ? "" : counts.error().message;
}

TEST(import_profile, a_profile_reads_back_as_it_was_written) {
  Profile profile;
  profile.name = "house";
  profile.format = "asterisk-cdr";
  profile.columns = {{"time", "#10"}, {"source", "src"}};
  profile.values = {{"outcome", {{"CONGESTION", "busy"}}}};
  profile.dialect = Dialect{'\t', '\'', "(", ");"};
  profile.encoding = Encoding::gb18030;
  profile.zone = "Asia/Shanghai";
  profile.day_order = DayOrder::month_first;
  profile.ours = {{"0215550"}, {"desk7"}};
  profile.owner = "+62812";
  const std::string text = write_profile(profile);
  const Result<Profile> read = read_profile(text);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(write_profile(*read), text);
  EXPECT_EQ(read->dialect->separator, '\t');
  EXPECT_EQ(read->ours.accounts, std::vector<std::string>{"desk7"});
}

TEST(import_profile, mistakes_in_a_profile_are_named) {
  const std::pair<const char *, const char *> table[] = {
      {"[]", "no object"},
      {R"({"format": "morse"})", "no format 'morse'"},
      {R"({"colour": "red"})", "no key 'colour'"},
      {R"({"zone": "Asia/Nowhere"})", "no time zone 'Asia/Nowhere'"},
      {R"({"zone": 8})", "'zone' is no text"},
      {R"({"format": "kinsafe-calls", "columns": {"weather": "x"}})", "no field 'weather'"},
      {R"({"format": "kinsafe-calls", "values": {"outcome": {"x": "fine"}}})", "'fine' is no word"},
      {R"({"format": "kinsafe-calls", "values": {"person": {"x": "fine"}}})", "no list of words"},
      {R"({"separator": "dot"})", "no separator 'dot'"},
      {R"({"encoding": "EBCDIC"})", "no encoding 'EBCDIC'"},
      {R"({"day_order": "year-first"})", "day-first or month-first"},
      {R"({"ours": {"prefixes": "021"}})", "'prefixes' is no list"},
  };
  for (const auto &[text, message] : table) {
    const Result<Profile> profile = read_profile(text);
    ASSERT_FALSE(profile) << text;
    EXPECT_NE(profile.error().message.find(message), std::string::npos) << profile.error().message;
    EXPECT_TRUE(profile.error().is_of_request);
  }
}

TEST(import_profile, any_table_is_read_by_a_mapping_with_a_table_of_its_results) {
  const Result<Profile> house = load_profile(fixture("mapped.profile.json"));
  ASSERT_TRUE(house) << house.error().message;
  EXPECT_NE(error_of(fixture("mapped.csv"), *house).find("--day-order"), std::string::npos) << "3 April or 4 March";
  Profile settled = *house;
  settled.day_order = DayOrder::day_first;
  const Imported imported = import_file(fixture("mapped.csv"), settled);
  EXPECT_EQ(imported.rows.lines, (std::vector<std::string>{
                                     "row 2: 2024-04-03 09:00:00 call unknown answered_right theirs=081234000111",
                                     "row 3: 2024-05-03 10:00:00 call unknown rang theirs=081234000222",
                                 }));
}

TEST(import_profile, columns_are_mapped_by_number_where_there_is_no_header) {
  Profile profile;
  profile.format = "kinsafe-calls";
  profile.columns = {{"time", "#2"}, {"theirs", "#1"}};
  const Imported imported = import_text("0812,2024-03-05 09:00:00\n0813,2024-03-05 09:01:00\n", profile);
  EXPECT_EQ(imported.rows.lines, (std::vector<std::string>{"row 1: 2024-03-05 09:00:00 call unknown unknown theirs=0812",
                                                           "row 2: 2024-03-05 09:01:00 call unknown unknown theirs=0813"}));
}

TEST(import_profile, a_header_may_stand_below_blank_lines_and_a_title) {
  const Imported imported = import_text(std::string(20, '\n') + "Calls of March,,\ntime,theirs,outcome\n2024-03-05 09:00:00,0812,rang\n");
  EXPECT_EQ(imported.rows.lines, std::vector<std::string>{"row 23: 2024-03-05 09:00:00 call unknown rang theirs=0812"});
  EXPECT_EQ(imported.counts.header, 2u);
  EXPECT_EQ(imported.counts.blank, 20u);
}

TEST(import_profile, a_column_that_the_file_lacks_is_an_error_that_names_the_columns) {
  Profile profile;
  profile.format = "kinsafe-calls";
  profile.columns = {{"time", "When"}, {"theirs", "Whom"}};
  profile.zone = "Asia/Jakarta";
  const TemporaryFile file("When,Who\n2024-03-05 09:00:00,0812\n");
  EXPECT_NE(error_of(file.path(), profile).find("no header with the columns of the profile (Whom, When)"), std::string::npos) << error_of(file.path(), profile);
}

TEST(import_profile, a_column_that_the_layout_lacks_is_an_error_and_no_silence) {
  Profile profile = import_file(fixture("asterisk_16.csv")).profile;
  profile.columns["leg_group"] = "linkedid";
  EXPECT_NE(error_of(fixture("asterisk_16.csv"), profile).find("no such column as the profile names for: leg_group"), std::string::npos);
}

TEST(import_profile, local_times_without_a_zone_are_refused_and_instants_are_not) {
  EXPECT_NE(error_of(fixture("asterisk_16.csv"), {}).find("name the time zone with --tz"), std::string::npos);
  for (const char *const name :
       {"cel.csv", "freeswitch_json.json", "phone_calls.xml", "twilio_messages.csv", "own_calls.csv", "aliyun.json", "fineract_loan.json"})
    EXPECT_EQ(error_of(fixture(name), {}), "") << name;
}

TEST(import_profile, the_order_of_day_and_month_is_never_guessed) {
  const std::string header = "time,theirs,outcome\n";
  Profile zone;
  zone.zone = "Asia/Jakarta";
  const TemporaryFile either(header + "3/4/2024 9:00,0812,rang\n5/5/2024 9:00,0812,rang\n");
  EXPECT_NE(error_of(either.path(), zone).find("--day-order"), std::string::npos);
  const TemporaryFile both(header + "13/4/2024 9:00,0812,rang\n4/13/2024 9:00,0812,rang\n");
  EXPECT_NE(error_of(both.path(), zone).find("--day-order"), std::string::npos) << "rows that say opposite things settle nothing";
  const Imported day = import_text(header + "3/4/2024 9:00,0812,rang\n13/4/2024 9:00,0812,rang\n");
  EXPECT_EQ(day.rows.lines.front(), "row 2: 2024-04-03 09:00:00 call unknown rang theirs=0812");
  const Imported month = import_text(header + "3/4/2024 9:00,0812,rang\n4/13/24 9:00 PM,0812,rang\n");
  EXPECT_EQ(month.rows.lines,
            (std::vector<std::string>{"row 2: 2024-03-04 09:00:00 call unknown rang theirs=0812", "row 3: 2024-04-13 21:00:00 call unknown rang theirs=0812"}));
  zone.day_order = DayOrder::day_first;
  const Imported given = import_file(both.path(), zone);
  EXPECT_EQ(given.rows.lines.size(), 1u);
  EXPECT_EQ(given.rows.quarantined, std::vector<std::string>{"3: its time can't be read"});
}

TEST(import_profile, whose_numbers_are_ours_is_said_by_prefixes_or_accounts) {
  const std::string row =
      R"("desk7","0215550100","081234000999","ctx","","c","d","Dial","x","2024-03-05 09:25:00","2024-03-05 09:25:04","2024-03-05 09:25:34",34,30,"ANSWERED","3")";
  Profile profile;
  EXPECT_EQ(import_text(row + "\n", profile).rows.lines, std::vector<std::string>{"row 1: 2024-03-05 09:25:00 call unknown answered talk=30"});
  profile.ours.prefixes = {"021555"};
  EXPECT_EQ(import_text(row + "\n", profile).rows.lines,
            std::vector<std::string>{"row 1: 2024-03-05 09:25:00 call out answered ours=0215550100 theirs=081234000999 talk=30"});
  profile.ours = {{}, {"*"}};
  EXPECT_EQ(import_text(row + "\n", profile).rows.lines,
            std::vector<std::string>{"row 1: 2024-03-05 09:25:00 call out answered ours=0215550100 theirs=081234000999 talk=30"});
}

TEST(import_profile, a_table_of_values_goes_before_the_formats_own) {
  Profile profile;
  profile.values = {{"outcome", {{"busy", "failed"}}}};
  const Imported imported = import_file(fixture("asterisk_16.csv"), profile);
  EXPECT_EQ(imported.rows.lines[6], "row 8: 2024-03-05 09:22:00 call out failed ours=203 theirs=081234000666 talk=0");
}

TEST(import_profile, what_is_no_records_is_refused_with_a_sentence) {
  const std::pair<std::string, const char *> table[] = {
      {"", "it is empty"},
      {std::string("PK\3\4abcdefgh", 12), "save its sheet as CSV"},
      {"only one column\nand rows\n", "no table"},
      {"a,b,c\n1,2,3\n", "its format is not known"},
      {R"({"a": 1})", "JSON of a format that is not known"},
      {"<html><body>x</body></html>", "XML of a format that is not known"},
  };
  for (const auto &[content, message] : table) {
    const TemporaryFile file(content);
    EXPECT_NE(error_of(file.path(), {}).find(message), std::string::npos) << error_of(file.path(), {});
  }
}

} // namespace
} // namespace kinsafe
