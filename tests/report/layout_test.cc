// Lines for a terminal: widths, breaks, and no byte lost.
#include "report/layout.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

std::string joined(const std::vector<std::string> &lines) {
  std::string text;
  for (const std::string &line : lines) text.append(text.empty() ? "" : "|").append(line);
  return text;
}

TEST(layout, characters_of_east_asia_take_two_columns) {
  EXPECT_EQ(width_of("abc"), 3u);
  EXPECT_EQ(width_of("通讯录"), 6u);
  EXPECT_EQ(width_of("（電話帳）"), 10u);
  EXPECT_EQ(width_of("가나"), 4u);
  EXPECT_EQ(width_of("e\u0301"), 1u) << "a mark stands on its letter";
  EXPECT_EQ(width_of("✗ – …"), 5u);
  EXPECT_EQ(width_of(""), 0u);
}

TEST(layout, words_break_at_blanks_and_are_never_cut) {
  EXPECT_EQ(joined(wrap("one two three", 7)), "one two|three");
  EXPECT_EQ(joined(wrap("Landroid/app/Activity;->finish()V here", 10)), "Landroid/app/Activity;->finish()V|here");
  EXPECT_EQ(joined(wrap("", 10)), "");
}

TEST(layout, wide_characters_break_anywhere_but_before_what_closes) {
  EXPECT_EQ(joined(wrap("读取通讯录", 4)), "读取|通讯|录");
  EXPECT_EQ(joined(wrap("读取，通讯", 4)), "读|取，|通讯");
  EXPECT_EQ(joined(wrap("读（取）通", 4)), "读|（取）|通") << "brackets stay with what they hold";
  EXPECT_EQ(joined(wrap("应用org.example读取", 12)), "应用|org.example|读取");
}

TEST(layout, no_byte_is_lost) {
  const std::string text = "应用（org.example）读取 the whole address book，かつ送信する。가나다";
  for (size_t columns = 1; columns < 60; ++columns) {
    std::string all;
    for (const std::string &line : wrap(text, columns)) all += line;
    std::string without_blanks = text;
    std::erase(all, ' ');
    std::erase(without_blanks, ' ');
    EXPECT_EQ(all, without_blanks) << columns;
  }
}

} // namespace
} // namespace kinsafe
