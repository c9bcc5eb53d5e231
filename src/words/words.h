// Finds what collectors' texts say: that they tell somebody else of a debt, threaten, insult, pose as police or court,
// advertise, shame. A text is made plain (normal.h), expressions of the lexicon are found in it, and rules ask which of
// their classes stand together. Each finding names its rule and shows the words that met it, with names and numbers
// hidden. Rules alone decide; `rank` only orders texts for people.
#pragma once

#include "words/lexicon.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

struct WordHit {
  WordLabel label = WordLabel::disclosure;
  std::string_view rule, check; // held by the lexicon
  Language language = Language::zh;
  u32 begin = 0, end = 0; // bytes of the text
  std::string quote;      // words of the lexicon alone, without digits; "…" for all between
};

// In the order of labels, then of places; of each rule the first findings that do not overlap, 64 at most. `steps` is
// counted up by the work done. May be called by many threads.
std::vector<WordHit> find_words(const Lexicon &lexicon, std::string_view text, Addressee addressee,
                                std::span<const std::string_view> debtor_names = {}, u64 *steps = nullptr);

} // namespace kinsafe
