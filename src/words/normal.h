// A text as it is meant rather than as it is written: folded (fold.h), without what stands between Chinese characters or
// between spelled-out letters, with digits and signs that stand for letters put back where that makes a word of the
// lexicon, with numbers as one sign. Each character remembers which bytes of the original it came from. One pass, and no
// look-ahead but over a run of single letters.
#pragma once

#include "base/types.h"
#include "words/fold.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace kinsafe {

// Of a folded character. A text has letters, Han characters, U'0' for any number, ' ', ',' for what parts clauses and '.'
// for what parts sentences.
bool is_han(char32_t c);
bool is_latin(char32_t c);

struct NormalText {
  std::u32string text;
  std::vector<u32> begin, end; // bytes of the original
};

// Words with spaces between them, found again by their skeleton: signs that look alike made one, repeated ones once.
class KnownWords {
public:
  void add(const std::u32string &word, bool is_stem);
  // The word that `written` (letters, digits and signs like letters) stands for, or nothing. A stem keeps what follows it.
  std::u32string find(std::u32string_view written, bool takes_stems = true) const;

  bool holds(std::u32string_view written) const;
  // The first word of the lexicon that begins with the same letter and has the same consonants in the same order, where
  // `written` has lost vowels: all ("kntk"), all but one of a long word ("pnjman"), or one of what is written oddly anyway.
  std::u32string find_abbreviated(std::u32string_view written, bool is_odd) const;

  // Two Han characters that stand side by side in the lexicon.
  void add_pair(char32_t first, char32_t second) { pairs_.insert(u64{first} << 32 | second); }
  bool has_pair(char32_t first, char32_t second) const { return pairs_.contains(u64{first} << 32 | second); }

private:
  struct Known {
    std::u32string word;
    bool is_stem = false;
  };
  std::unordered_map<std::string, std::vector<Known>> by_skeleton_;
  std::unordered_map<std::u32string, std::vector<std::u32string>> by_consonants_;
  std::unordered_set<u64> pairs_;
};

// `normal` is emptied first, so that its memory serves many texts. Returns the steps done.
u64 normalise(const Folder &folder, const KnownWords &known, std::string_view text, NormalText &normal);

} // namespace kinsafe
