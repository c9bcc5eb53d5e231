#include "base/phrases.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

using Numbers = std::vector<u32>;

struct Built {
  Phrases phrases;

  explicit Built(const std::vector<std::string_view> &list, const std::vector<u32> &groups = {}) {
    for (u32 i = 0; i < list.size(); ++i) phrases.add(list[i], groups.empty() ? 0 : groups[i], i);
  }
  Numbers in(std::string_view text) const {
    Numbers numbers;
    for (const PhraseHit &hit : phrases.find(text)) numbers.push_back(hit.phrase);
    return numbers;
  }
};

TEST(phrases, a_phrase_is_found_wherever_it_stands) {
  const Built built({"loan amount", "借款金额"});
  EXPECT_EQ(built.in("loan amount"), Numbers{0});
  EXPECT_EQ(built.in("The loan amount, please"), Numbers{0});
  EXPECT_EQ(built.in("请输入借款金额。"), Numbers{1});
  EXPECT_EQ(built.in("loan amount / 借款金额 / loan amount"), (Numbers{0, 1, 0}));
}

TEST(phrases, words_match_whole_and_chinese_anywhere) {
  const Built built({"loan", "贷款", "vay"});
  EXPECT_EQ(built.in("loaned, sloan, loan_id9 and 3loan"), Numbers{0}) << "an underscore parts words";
  EXPECT_EQ(built.in("申请贷款吧loan吧"), (Numbers{1, 0}));
  EXPECT_EQ(built.in("vaył łvay"), Numbers{}) << "letters beyond ASCII are letters";
  EXPECT_EQ(built.in("“vay” ₫vay"), (Numbers{2, 2})) << "signs beyond ASCII are none";
}

TEST(phrases, upper_and_lower_case_are_alike) {
  const Built built({"préstamo", "đăng ký vay", "thời hạn ưu đãi"});
  EXPECT_EQ(built.in("PRÉSTAMO"), Numbers{0});
  EXPECT_EQ(built.in("ĐĂNG KÝ VAY"), Numbers{1});
  EXPECT_EQ(built.in("THỜI HẠN ƯU ĐÃI"), Numbers{2});
}

TEST(phrases, of_one_group_the_longest_counts_and_hides_what_lies_inside) {
  const Built built({"contact", "emergency contact", "contact", "emergency"}, {0, 0, 1, 0});
  EXPECT_EQ(built.in("emergency contact"), (Numbers{1, 2}));
  EXPECT_EQ(built.in("emergency, contact"), (Numbers{3, 0, 2}));
}

TEST(phrases, short_texts_and_broken_ones_do_no_harm) {
  const Built built({"贷款", "loan"});
  EXPECT_EQ(built.in(""), Numbers{});
  EXPECT_EQ(built.in("lo"), Numbers{});
  EXPECT_EQ(built.in("\xe8\xb4"), Numbers{});
  EXPECT_EQ(built.in("\x80\x80\x80loan\xe8"), Numbers{1});
  EXPECT_EQ(Built({}).in("loan"), Numbers{});
}

TEST(phrases, folding_keeps_every_length) {
  for (const std::string_view text : {"", "ABC", "ÀÖ×Þß", "ĐƠƯ", "Ậ", "\xc3", "\xe1\xba", "贷款 Ⅷ"}) EXPECT_EQ(fold_case(text).size(), text.size());
  EXPECT_EQ(fold_case("ÀÖ×Þß"), "àö×þß");
}

} // namespace
} // namespace kinsafe
