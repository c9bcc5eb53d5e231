// Many phrases looked for in many texts at once. Where a phrase may begin, the first three bytes ask a small filter, and
// the few places that pass are compared with the phrases that begin so. Upper and lower case of Latin letters are alike.
// A phrase in a script that puts spaces between words matches whole words; Chinese and Japanese match anywhere.
#pragma once

#include "base/types.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

struct PhraseHit {
  u32 phrase; // number as given to `add`
  u32 begin, end; // bytes of the text
};

class Phrases {
public:
  // Of the phrases of one group that begin at the same place the longest counts, and none begins inside it: "emergency
  // contact" is no "contact". Groups do not see each other. There are at most eight.
  static constexpr u32 most_groups = 8;

  // A phrase has at least three bytes; `number` comes back in hits.
  void add(std::string_view phrase, u32 group, u32 number);

  // In order of their beginning. `hits` is emptied first.
  void find(std::string_view text, std::vector<PhraseHit> &hits) const;
  std::vector<PhraseHit> find(std::string_view text) const {
    std::vector<PhraseHit> hits;
    find(text, hits);
    return hits;
  }

private:
  struct Entry {
    std::string text; // in lower case
    u32 group, number;
    bool begins_word, ends_word;
  };
  static constexpr u32 slots = 1 << 13;

  std::vector<std::vector<Entry>> buckets_; // by hash of the first three bytes, longest first; empty until something is added
};

// The text with its Latin letters in lower case, of the same length byte for byte.
std::string fold_case(std::string_view text);

} // namespace kinsafe
