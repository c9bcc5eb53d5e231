// Characters that readers take for one another made one: compatibility forms (NFKD), upper case, accents, traditional
// Chinese characters, letters of other alphabets that look Latin, signs that are not seen. The table is made when the
// product is built (fold_table.cc), so that neither ICU nor OpenCC is needed to read a text.
#pragma once

#include "base/types.h"

#include <span>
#include <string>
#include <vector>

namespace kinsafe {

struct Fold {
  u32 character = 0;
  std::vector<u32> folded; // empty: the sign is dropped
};
struct FoldTable {
  std::vector<Fold> folds; // by character; what is not in it stays as it is
};
void fields(auto &archive, Fold &fold) { archive(fold.character, fold.folded); }
void fields(auto &archive, FoldTable &table) { archive(table.folds); }

// Needs ICU's data and OpenCC's; only the build and tests ask for it.
FoldTable make_fold_table();

// The table spread out: one look per character.
class Folder {
public:
  Folder() = default;
  explicit Folder(const FoldTable &table);

  // Appends nothing for a dropped sign. `one` serves where a character stands for itself.
  std::span<const char32_t> fold(const char32_t &character) const {
    const u32 page = character >> 8;
    const u16 slot = page < pages_.size() ? pages_[page] : 0;
    if (slot == 0) return {&character, 1};
    const Cell cell = cells_[(u32{slot} - 1) * 256 + (character & 255)];
    if (cell.size == same) return {&character, 1};
    return {texts_.data() + cell.begin, cell.size};
  }

private:
  static constexpr u8 same = 255;
  struct Cell {
    u32 begin = 0;
    u8 size = same;
  };
  std::vector<u16> pages_; // 0: all of it stays as it is
  std::vector<Cell> cells_;
  std::vector<char32_t> texts_;
};

} // namespace kinsafe
