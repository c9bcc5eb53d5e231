#include "calls/selection.h"

#include <gtest/gtest.h>

#include <string>

namespace kinsafe {
namespace {

using namespace std::string_literals;

const ColumnNames columns{{"_id", "contact_id", "lookup", "data1"}, {"has_phone_number", "mimetype", "in_visible_group", "account_type"}};

Narrowing read(std::string_view selection) { return read_selection(selection, columns).narrowing; }

TEST(Selection, a_key_with_a_value_leaves_one) {
  for (const std::string_view text : {"_id = ?", "contact_id=?", "data.contact_id = 5", "(lookup = ?)", "CONTACT_ID = ? AND mimetype = ?", "_id IS ?", "data1 == '123'",
                                      "_id IN (?)", "mimetype='x' and (contact_id = ?)", "`_id` = ?", "has_phone_number = 1 AND _id = 7"})
    EXPECT_EQ(read(text), Narrowing::one) << text;
  EXPECT_EQ(read("contact_id = \0"s), Narrowing::one);
  EXPECT_EQ(read("data1 = '\0'"s), Narrowing::one);
  EXPECT_TRUE(read_selection("_id = ?", columns).takes_arguments);
  EXPECT_TRUE(read_selection("_id=\0"s, columns).has_hole);
}

TEST(Selection, tests_that_all_rows_pass_take_nothing_away) {
  for (const std::string_view text : {"", "  ", "1", "1=1", "'a'='a'", "_id > 0", "_id>=1", "_id = _id", "has_phone_number=1", "has_phone_number = '1'", "data1 IS NOT NULL", "data1 NOTNULL",
                                      "data1 not null", "display_name LIKE '%'", "display_name like '%%'", "display_name LIKE '%' || '' || '%'", "_id > -1", "_id <> 5", "contact_id NOT IN (?)",
                                      "display_name != ''", "display_name_alt IS NOT NULL", "1 <> 1 OR 1", "mimetype = ?",
                                      "mimetype IN (?, ?)", "data1 != ''", "1=1 AND _id > 0", "_id = 5 OR 1=1", "length(data1) > 0", "((in_visible_group = 1))"})
    EXPECT_EQ(read(text), Narrowing::none) << text;
  EXPECT_EQ(read("account_type = '\0'"s), Narrowing::none);
}

TEST(Selection, a_pattern_is_as_narrow_as_what_is_put_in) {
  EXPECT_EQ(read("display_name LIKE ?"), Narrowing::pattern);
  EXPECT_EQ(read("display_name LIKE '%\0%'"s), Narrowing::pattern);
  EXPECT_EQ(read("display_name LIKE '%' || ? || '%'"), Narrowing::pattern);
  EXPECT_EQ(read("_id IN (?, ?, ?)"), Narrowing::pattern);
}

TEST(Selection, what_few_rows_pass_does_not_leave_all) {
  for (const std::string_view text : {"starred > 0", "starred >= 1", "starred != 0", "starred <> 0", "starred IS NOT 0", "starred NOT IN (0)", "times_contacted >= 1", "custom_ringtone IS NOT NULL",
                                      "custom_ringtone NOTNULL", "custom_ringtone != ''", "custom_ringtone LIKE '%'", "length(custom_ringtone) > 0", "display_name NOT LIKE 'A%'",
                                      "display_name != 'Ann'", "_id NOT IN (SELECT x FROM y)", "has_phone_number = 0", "has_phone_number = '0'", "has_phone_number != 1",
                                      "has_phone_number < 1", "data1 > 0", "length(data1) > 9", "display_name LIKE ''", "display_name LIKE ' '", "display_name LIKE '_'", "display_name LIKE '% %'"})
    EXPECT_EQ(read(text), Narrowing::unclear) << text;
  EXPECT_EQ(read("_id NOT IN (\0)"s), Narrowing::unclear);
}

TEST(Selection, arguments_that_are_known_are_read_in_their_place) {
  const auto with = [](std::string_view text, std::vector<std::optional<std::string>> arguments) { return read_selection(text, columns, arguments).narrowing; };
  EXPECT_EQ(with("display_name LIKE ?", {"%%"}), Narrowing::none);
  EXPECT_EQ(with("display_name LIKE ?", {""}), Narrowing::unclear);
  EXPECT_EQ(with("mimetype = ? AND display_name LIKE ?", {"x", "%"}), Narrowing::none);
  EXPECT_EQ(with("starred = 1 AND display_name LIKE ?", {"%"}), Narrowing::unclear);
  EXPECT_EQ(with("display_name LIKE ? AND data1 LIKE ?", {"%", std::nullopt}), Narrowing::pattern);
  EXPECT_EQ(with("display_name LIKE ?2 AND data1 LIKE ?1", {"%1%", "%"}), Narrowing::unclear);
  EXPECT_EQ(with("has_phone_number = ?", {"0"}), Narrowing::unclear);
  EXPECT_EQ(with("_id > ?", {"0"}), Narrowing::none);
  EXPECT_EQ(with("_id = ?0", {"0"}), Narrowing::unclear);
}

TEST(Selection, all_else_is_unclear) {
  for (const std::string_view text : {"starred = 1", "display_name = ?", "display_name LIKE 'A%'", "_id > 100", "NOT _id = 5", "0", "1=2", "data1 IS NULL", "_id BETWEEN 1 AND 5",
                                      "_id = contact_id", "_id IN (SELECT x FROM y)", "= 5", "_id = ", "(", "((_id = 5)", "'open", "starred = 1 OR _id = 5"})
    EXPECT_EQ(read(text), Narrowing::unclear) << text;
  for (const std::string_view text : {"starred > 0", "starred != 0", "times_contacted >= 1", "custom_ringtone IS NOT NULL", "photo_id NOTNULL", "starred NOT IN (0)", "display_name LIKE ''", "display_name LIKE '_'"})
    EXPECT_EQ(read(text), Narrowing::unclear) << text;
  EXPECT_EQ(read("\0"s), Narrowing::unclear);
  EXPECT_EQ(read("_id > \0"s), Narrowing::unclear);
  EXPECT_EQ(read(std::string(100'000, '(')), Narrowing::unclear);
}

} // namespace
} // namespace kinsafe
