// Interning: equal keys get the same dense id, in order of first appearance. Open addressing with linear probing;
// the keys themselves live in the caller's table, so a slot is eight bytes.
#pragma once

#include "base/types.h"

#include <bit>
#include <vector>

namespace kinsafe {

class InternTable {
public:
  explicit InternTable(size_t expected = 0) {
    hashes_.reserve(expected);
    rehash(std::bit_ceil(expected + expected / 2 + 16));
  }

  size_t size() const { return size_; }

  // The id for a key with this `hash`. `equals(id)` compares the key with the one that has `id`. If none is equal, the
  // next free id (= size()) is taken; the caller then stores the key under it.
  template <class Equals>
  u32 find_or_add(u64 hash, const Equals &equals) {
    if ((size_ + 1) * 2 > slots_.size()) rehash(slots_.size() * 2);
    Slot &slot = probe(hash, equals);
    if (slot.id_plus_one == 0) slot = {tag_of(hash), static_cast<u32>(++size_)}, hashes_.push_back(hash);
    return slot.id_plus_one - 1;
  }

  // As above without adding; ~0 if absent.
  template <class Equals>
  u32 find(u64 hash, const Equals &equals) const {
    return const_cast<InternTable *>(this)->probe(hash, equals).id_plus_one - 1;
  }

private:
  struct Slot {
    u32 tag = 0;
    u32 id_plus_one = 0; // 0 = free
  };
  static u32 tag_of(u64 hash) { return static_cast<u32>(hash >> 32); }

  template <class Equals>
  Slot &probe(u64 hash, const Equals &equals) {
    for (size_t i = hash & (slots_.size() - 1);; i = (i + 1) & (slots_.size() - 1)) {
      Slot &slot = slots_[i];
      if (slot.id_plus_one == 0 || (slot.tag == tag_of(hash) && equals(slot.id_plus_one - 1))) return slot;
    }
  }

  void rehash(size_t capacity) {
    slots_.assign(capacity, {});
    for (u32 id = 0; id < size_; ++id) probe(hashes_[id], [](u32) { return false; }) = {tag_of(hashes_[id]), id + 1};
  }

  std::vector<Slot> slots_;
  std::vector<u64> hashes_; // by id, to grow without asking for the keys
  size_t size_ = 0;
};

} // namespace kinsafe
