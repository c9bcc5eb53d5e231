// What a NAME matches.
#include "dump/pattern.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

TEST(pattern, stars_stand_for_any_text_and_question_marks_for_one_byte) {
  EXPECT_TRUE(NamePattern("a*c").matches("abbc"));
  EXPECT_TRUE(NamePattern("*").matches(""));
  EXPECT_TRUE(NamePattern("a**").matches("a"));
  EXPECT_TRUE(NamePattern("a?c").matches("abc"));
  EXPECT_TRUE(NamePattern("*a*b").matches("xaybzab"));
  EXPECT_FALSE(NamePattern("a?c").matches("ac"));
  EXPECT_FALSE(NamePattern("abc").matches("abcd"));
  EXPECT_FALSE(NamePattern("a*b").matches("abx"));
  EXPECT_TRUE(NamePattern().matches("anything"));
}

TEST(pattern, classes_have_three_spellings) {
  for (const char *name : {"Lorg/lender/Main;", "org.lender.Main", "org/lender/Main", "org.lender.*", "*Main", "*"})
    EXPECT_TRUE(NamePattern(name).matches_class("Lorg/lender/Main;")) << name;
  for (const char *name : {"Main", "org.lender", "Lorg/lender/Main"})
    EXPECT_FALSE(NamePattern(name).matches_class("Lorg/lender/Main;")) << name;
}

TEST(pattern, members_have_four) {
  const auto matches = [](const char *name) {
    return NamePattern(name).matches_member("Lorg/lender/Main;", "pay", "Lorg/lender/Main;->pay(I)V");
  };
  for (const char *name : {"Lorg/lender/Main;->pay(I)V", "Lorg/lender/Main;->pay", "org.lender.Main.pay", "pay", "*.pay"})
    EXPECT_TRUE(matches(name)) << name;
  for (const char *name : {"pay(I)V", "Main.pay", "org.lender.Main", "pa"}) EXPECT_FALSE(matches(name)) << name;
}

// A pattern that would take a matcher without memory more steps than there are atoms.
TEST(pattern, many_stars_end_soon) {
  std::string stars, text(20000, 'a');
  for (int i = 0; i < 200; ++i) stars += "*a";
  EXPECT_FALSE(NamePattern(stars + "b").matches(text));
  EXPECT_TRUE(NamePattern(stars).matches(text));
}

} // namespace
} // namespace kinsafe
