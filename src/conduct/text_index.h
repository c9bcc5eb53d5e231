// Numbers for texts, by open addressing: short texts lie in the table itself, so that a search mostly reads one line of memory.
#pragma once

#include "base/types.h"

#include <bit>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <xxhash.h>

namespace kinsafe {

class TextIndex {
public:
  // The number of the text; null: it has none. Holds until the next text is added.
  const u32 *find(std::string_view text) const {
    const Slot &slot = slots_[place_of(text)];
    return slot.is_used ? &slot.number : nullptr;
  }
  // A text that has none yet.
  void add(std::string_view text, u32 number) {
    if ((count_ + 1) * 2 > slots_.size()) grow();
    Slot &slot = slots_[place_of(text)];
    slot.is_used = true, slot.number = number, slot.size = static_cast<u16>(text.size());
    if (text.size() <= sizeof slot.text) {
      std::memcpy(slot.text, text.data(), text.size());
    } else {
      const u64 at = long_.size();
      std::memcpy(slot.text, &at, sizeof at);
      long_ += text;
    }
    ++count_;
  }
  size_t size() const { return count_; }
  void clear() { *this = {}; }

private:
  struct Slot {
    u32 number = 0;
    u16 size = 0; // texts are words, never longer
    bool is_used = false;
    char text[25] = {}; // or where it lies in `long_`
  };
  static_assert(sizeof(Slot) == 32);

  std::string_view text_of(const Slot &slot) const {
    if (slot.size <= sizeof slot.text) return {slot.text, slot.size};
    u64 at = 0;
    std::memcpy(&at, slot.text, sizeof at);
    return std::string_view(long_).substr(at, slot.size);
  }
  // Where the text is, or would be.
  size_t place_of(std::string_view text) const {
    size_t at = XXH3_64bits(text.data(), text.size()) & (slots_.size() - 1);
    while (slots_[at].is_used && text_of(slots_[at]) != text) at = (at + 1) & (slots_.size() - 1);
    return at;
  }
  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot &slot : old)
      if (slot.is_used) slots_[place_of(text_of(slot))] = slot;
  }

  std::vector<Slot> slots_ = std::vector<Slot>(16);
  std::string long_;
  size_t count_ = 0;
};

} // namespace kinsafe
