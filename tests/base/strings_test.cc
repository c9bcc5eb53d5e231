// Rows of data files as words, and any bytes as text that is safe to write.
#include "base/strings.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using Words = std::vector<std::string_view>;

TEST(split_words, blanks_tabs_and_carriage_returns_part_words) {
  EXPECT_EQ(split_words("query  Lx;->q(*)\targ1\r"), (Words{"query", "Lx;->q(*)", "arg1"}));
  EXPECT_EQ(split_words(""), Words{});
  EXPECT_EQ(split_words("   \t"), Words{});
}

TEST(split_words, quoted_words_hold_blanks_and_lose_their_quotes) {
  EXPECT_EQ(split_words("provider contacts \"content://a b\" x"),
            (Words{"provider", "contacts", "content://a b", "x"}));
  EXPECT_EQ(split_words("a \"\" b"), (Words{"a", "", "b"}));
  EXPECT_EQ(split_words("a \"open to the end"), (Words{"a", "open to the end"}));
  EXPECT_EQ(split_words("\""), Words{""});
}

TEST(split_words, a_comment_starts_only_where_a_word_may_start) {
  EXPECT_EQ(split_words("# nothing"), Words{});
  EXPECT_EQ(split_words("a # b"), Words{"a"});
  EXPECT_EQ(split_words("a#b c"), (Words{"a#b", "c"}));
  EXPECT_EQ(split_words("\"#\" a"), (Words{"#", "a"}));
}

struct Conversion {
  std::string from, to;
};

TEST(to_utf8, what_is_text_stays_and_what_is_not_is_replaced) {
  const std::string lost = "\xef\xbf\xbd";
  const Conversion table[] = {
      {"", ""},
      {"plain", "plain"},
      {"\xe9\x80\x9a\xe8\xae\xaf\xe5\xbd\x95", "\xe9\x80\x9a\xe8\xae\xaf\xe5\xbd\x95"},
      {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
      {"\xed\xa0\xbd\xed\xb8\x80", "\xf0\x9f\x98\x80"}, // a pair of surrogates, as dex writes it
      {"a\xc0\x80z", "a\0z"s},                          // U+0000, as dex writes it
      {"\xed\xa0\xbd", lost},                           // half a pair
      {"\xed\xa0\xbdx", lost + "x"},                    // half a pair
      {"\xed\xb8\x80\xed\xa0\xbd", lost + lost},        // in the wrong order
      {"\xed\xa0\xbd\xed\xa0\xbd\xed\xb8\x80", lost + "\xf0\x9f\x98\x80"},
      {"\xff", lost},
      {"\x80", lost},
      {"\xc3", lost},
      {"\xe9\x80", lost + lost},
      {"\xc1\xbf", lost + lost},                       // longer than needed
      {"\xe0\x80\xaf", lost + lost + lost},            // longer than needed
      {"\xf4\x90\x80\x80", lost + lost + lost + lost}, // beyond U+10FFFF
  };
  for (const Conversion &row : table) EXPECT_EQ(to_utf8(row.from), row.to);
}

TEST(to_utf8, is_its_own_fixed_point) {
  std::string all;
  for (int a = 0; a < 256; ++a)
    for (const int b : {0x00, 0x41, 0x80, 0xa0, 0xbd, 0xbf, 0xc0, 0xed, 0xf0})
      all += {static_cast<char>(a), static_cast<char>(b)};
  const std::string once = to_utf8(all);
  EXPECT_EQ(to_utf8(once), once);
}

TEST(to_line, nothing_in_it_ends_the_line_or_speaks_to_the_terminal) {
  const Conversion table[] = {
      {"\xe9\x80\x9a caf\xc3\xa9", "\xe9\x80\x9a caf\xc3\xa9"},
      {"a\nVerdicts: 0 violated", "a<U+000A>Verdicts: 0 violated"},
      {"\x1b[2Jgone", "<U+001B>[2Jgone"},
      {"a\tb\rc\x7f", "a<U+0009>b<U+000D>c<U+007F>"},
      {"\xc2\x9b"
       "31m",
       "<U+009B>31m"}, // the one-character form of ESC [
      {"a\xc0\x80z", "a<U+0000>z"},
      {"\xe2\x80\xae"
       "dlo\xe2\x80\xac",
       "<U+202E>dlo<U+202C>"},                          // right to left
      {"\xe2\x80\xa8\xe2\x80\xa9", "<U+2028><U+2029>"}, // line and paragraph separators
      {"a\xe2\x80\x8b\xef\xbb\xbf" "b", "a<U+200B><U+FEFF>b"}, // blanks without width
      {"a\xc2\xad" "b\xe2\x81\xa0", "a<U+00AD>b<U+2060>"},
      {"a\xf3\xa0\x81\x81", "a<U+E0041>"},          // a tag
      {"\xe2\x80\x8c\xe2\x80\x8d", "\xe2\x80\x8c\xe2\x80\x8d"}, // joiners belong to the spelling
      {"\xff", "\xef\xbf\xbd"},
  };
  for (const Conversion &row : table) EXPECT_EQ(to_line(row.from), row.to);
}

} // namespace
} // namespace kinsafe
