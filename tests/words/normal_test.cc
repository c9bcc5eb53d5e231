#include "tests/words/shipped.h"
#include "words/normal.h"

#include <gtest/gtest.h>

using namespace kinsafe;

namespace {

std::string utf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) {
    if (c < 0x80) out += static_cast<char>(c);
    else if (c < 0x800) out += {static_cast<char>(0xc0 | c >> 6), static_cast<char>(0x80 | (c & 63))};
    else out += {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)), static_cast<char>(0x80 | (c & 63))};
  }
  return out;
}

NormalText normal_of(std::string_view text) {
  NormalText normal;
  normalise(shipped_lexicon().folder(), shipped_lexicon().known(), text, normal);
  return normal;
}
std::string plain(std::string_view text) { return utf8(normal_of(text).text); }

// The bytes of the original that a piece of the normal text came from.
std::string original_of(std::string_view text, std::string_view piece) {
  const NormalText normal = normal_of(text);
  for (size_t begin = 0; begin < normal.text.size(); ++begin)
    for (size_t size = 1; begin + size <= normal.text.size(); ++size)
      if (utf8(std::u32string_view(normal.text).substr(begin, size)) == piece)
        return std::string(text.substr(normal.begin[begin], normal.end[begin + size - 1] - normal.begin[begin]));
  return "not found";
}

} // namespace

TEST(Normal, full_width_and_case_and_accents_are_folded) {
  EXPECT_EQ(plain("DEBT Débito"), "debt debito");
  EXPECT_EQ(original_of("a DEBT", "debt"), "DEBT");
}

TEST(Normal, styled_letters_are_letters) {
  EXPECT_EQ(plain("𝐝𝐞𝐛𝐭 ⓓⓔⓑⓣ 🅳🅴🅱🆃"), "debt debt debt");
  EXPECT_EQ(original_of("x 𝐝𝐞𝐛𝐭", "debt"), "𝐝𝐞𝐛𝐭");
}

TEST(Normal, traditional_characters_become_simplified) {
  EXPECT_EQ(plain("欠債還錢"), "欠债还钱");
  EXPECT_EQ(original_of("他欠債還錢", "欠债"), "欠債");
}

TEST(Normal, zhuyin_is_read_as_pinyin) {
  EXPECT_EQ(plain("ㄉㄞˋ款 ㄐㄧㄝˋㄑㄧㄢˊ"), "dai款jieqian");
  EXPECT_EQ(original_of("沒ㄉㄞˋ款", "dai款"), "ㄉㄞˋ款");
}

TEST(Normal, letters_of_other_alphabets_that_look_latin) {
  EXPECT_EQ(plain("dеbt οwes"), "debt owes"); // Cyrillic е, Greek ο
  EXPECT_EQ(original_of("a dеbt", "debt"), "dеbt");
}

TEST(Normal, signs_that_are_not_seen_are_dropped) {
  EXPECT_EQ(plain("de\u200bbt 欠\u200d款 so\u00adul"), "debt欠款soul");
  EXPECT_EQ(original_of("de\u200bbt", "debt"), "de\u200bbt");
}

TEST(Normal, signs_between_chinese_characters_are_dropped) {
  for (const std::string_view text : {"欠 款", "欠.款", "欠*款", "欠-款", "欠/款", "欠💰款", "欠  款", "欠·款"}) {
    EXPECT_EQ(plain(text), "欠款") << text;
    EXPECT_EQ(original_of(text, "欠款"), text);
  }
}

TEST(Normal, a_letter_inside_a_known_chinese_word_is_dropped) {
  EXPECT_EQ(plain("逾x期"), "逾期");
  EXPECT_EQ(original_of("逾x期", "逾期"), "逾x期");
  EXPECT_EQ(plain("山x水"), "山x水");
}

TEST(Normal, stops_and_commas_part_chinese_words) {
  EXPECT_EQ(plain("不欠。款到"), "不欠.款到");
  EXPECT_EQ(plain("不欠,款到"), "不欠,款到");
}

TEST(Normal, commas_after_every_character_are_dropped) {
  EXPECT_EQ(plain("欠,款,不,还"), "欠款不还");
  EXPECT_EQ(original_of("欠,款,不,还", "欠款"), "欠,款");
  EXPECT_EQ(plain("好,欠,款,不还"), "好欠款,不还"); // what begins a word is none of the run
}

TEST(Normal, letters_spelled_out) {
  for (const std::string_view text : {"d e b t", "d.e.b.t", "d-e-b-t", "d*e*b*t", "d_e_b_t", "d💸e💸b💸t", "d - e - b - t"}) {
    EXPECT_EQ(plain(text), "debt") << text;
    EXPECT_EQ(original_of(text, "debt"), text);
  }
}

TEST(Normal, words_spelled_out_one_after_the_other) { EXPECT_EQ(plain("s h e  o w e s  u s"), "she owes us"); }

TEST(Normal, digits_and_signs_for_letters) {
  EXPECT_EQ(plain("p1nj0l d3bt l0an thi3f c@sh $hameless"), "pinjol debt loan thief cash shameless");
  EXPECT_EQ(original_of("my l0an", "loan"), "l0an");
}

TEST(Normal, a_sign_inside_a_known_word) {
  EXPECT_EQ(plain("hut-ang"), "hutang");
  EXPECT_EQ(plain("either/or"), "either or");
}

TEST(Normal, repeated_letters) {
  EXPECT_EQ(plain("debttttt"), "debt");
  EXPECT_EQ(plain("hmmmm"), "hmm");
}

TEST(Normal, stars_for_vowels) {
  EXPECT_EQ(plain("st*pid b*st*rd"), "stupid bastard");
  EXPECT_EQ(plain("a*b"), "a b");
}

TEST(Normal, spelled_out_words_beside_a_single_letter) { EXPECT_EQ(plain("v.a.m.o.s a p.u.b.l.i.c.a.r"), "vamos a publicar"); }

TEST(Normal, numbers_are_one_sign) {
  EXPECT_EQ(plain("Rp1.500.000,00 5000元 20 days 500rb"), "rp 0 0元0 days 0 rb");
  EXPECT_EQ(original_of("pay 1,500.50 now", "0"), "1,500.50");
}

TEST(Normal, amounts_are_no_words) { EXPECT_EQ(plain("5k 2m 3x"), "0 k 0 m 0 x"); }

TEST(Normal, vowels_left_out) {
  EXPECT_EQ(plain("kntrkn"), "kontrakan");
  EXPECT_EQ(plain("pnjman s@mpaikn"), "pinjaman sampaikan");
  EXPECT_EQ(plain("house of cards"), "house of cards"); // a word of its own keeps its letters
}

TEST(Normal, torn_words_are_joined) {
  EXPECT_EQ(plain("kel uarga"), "keluarga");
  EXPECT_EQ(original_of("se kel uarga itu", "keluarga"), "kel uarga");
  EXPECT_EQ(plain("kel, uarga"), "kel,uarga");
  EXPECT_EQ(plain("contactar a su"), "contactar a su"); // a single letter is no piece
}

TEST(Normal, bytes_that_are_no_text_are_survived) {
  EXPECT_EQ(plain("debt\xff\xfe owes\xe6"), "debt owes");
  EXPECT_EQ(original_of("\xff" "debt", "debt"), "debt");
}

TEST(Normal, apostrophes_are_dropped) { EXPECT_EQ(plain("doesn't doesn’t"), "doesnt doesnt"); }

TEST(Normal, every_character_knows_its_place) {
  const std::string text = "Dеbt 欠,款,不,还 p1nj0l o w e 1.500 ff\xff";
  const NormalText normal = normal_of(text);
  ASSERT_EQ(normal.begin.size(), normal.text.size());
  ASSERT_EQ(normal.end.size(), normal.text.size());
  for (size_t i = 0; i < normal.text.size(); ++i) {
    EXPECT_LE(normal.begin[i], normal.end[i]);
    EXPECT_LE(normal.end[i], text.size());
    EXPECT_LE(normal.begin[i == 0 ? 0 : i - 1], normal.begin[i]);
  }
}
