#include "tests/words/shipped.h"
#include "words/rank.h"

#include <gtest/gtest.h>

using namespace kinsafe;

TEST(Rank, a_threat_stands_before_a_receipt) {
  const Lexicon &lexicon = shipped_lexicon();
  EXPECT_GT(rank(lexicon, "Your brother owes us money, tell him to pay"), rank(lexicon, "Thank you for your payment, your balance is 20"));
  EXPECT_GT(rank(lexicon, "再不还钱就爆你通讯录"), rank(lexicon, "感谢您按时还款"));
}

TEST(Rank, is_a_probability_for_any_text) {
  for (const std::string_view text : {"", "\xff", "x", "欠", "....", "a very long text about nothing in particular"}) {
    EXPECT_GE(rank(shipped_lexicon(), text), 0);
    EXPECT_LE(rank(shipped_lexicon(), text), 1);
  }
}

TEST(Rank, evasion_changes_little) {
  const Lexicon &lexicon = shipped_lexicon();
  EXPECT_DOUBLE_EQ(rank(lexicon, "欠款不還"), rank(lexicon, "欠*款 不.还"));
}

TEST(Rank, without_weights_all_are_alike) {
  const Lexicon bare = Lexicon::build({{}, shipped_lexicon().data().folds, "", ""}).value();
  EXPECT_EQ(rank(bare, "anything"), 0.5);
}

TEST(Rank, the_table_is_small) { EXPECT_LE(shipped_lexicon().data().ranking.size(), 300'000u); }

TEST(Rank, weights_survive_packing) {
  LexiconData data{{}, shipped_lexicon().data().folds, "", ""};
  const std::vector<i8> weights(rank_buckets, -127);
  data.ranking = pack_ranking(0.5, 1.0, weights);
  EXPECT_LT(rank(Lexicon::build(std::move(data)).value(), "debt"), 0.001);
}
