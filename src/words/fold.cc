#include "words/fold.h"

namespace kinsafe {

Folder::Folder(const FoldTable &table) {
  pages_.resize(0x110000 >> 8);
  for (const Fold &fold : table.folds) {
    if (fold.character >= 0x110000 || fold.folded.size() >= same) continue; // no such character
    u16 &slot = pages_[fold.character >> 8];
    if (slot == 0) {
      cells_.resize(cells_.size() + 256);
      slot = static_cast<u16>(cells_.size() / 256);
    }
    cells_[(u32{slot} - 1) * 256 + (fold.character & 255)] = {static_cast<u32>(texts_.size()), static_cast<u8>(fold.folded.size())};
    texts_.insert(texts_.end(), fold.folded.begin(), fold.folded.end());
  }
}

} // namespace kinsafe
