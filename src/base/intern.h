// Interning: equal keys get the same dense id, in order of first appearance. Open addressing with linear probing;
// the keys themselves live in the caller's table, so a slot is eight bytes. Hashes come from the caller, who keys them
// (see `hash_key`): keys are chosen by strangers, and ids do not depend on hashes.
#pragma once

#include "base/types.h"

#include <bit>
#include <random>
#include <utility>
#include <vector>

namespace kinsafe {

// A secret of this process, so that nobody can write a file whose keys all fall into one slot.
inline u64 hash_key() {
  static const u64 key = [] {
    std::random_device random;
    return u64{random()} << 32 | random();
  }();
  return key;
}

class InternTable {
public:
  explicit InternTable(size_t expected = 0) { rehash(std::bit_ceil(expected + expected / 2 + 16)); }

  size_t size() const { return size_; }

  // The id for a key with this `hash`. `equals(id)` compares the key with the one that has `id`. If none is equal, the
  // next free id (= size()) is taken; the caller then stores the key under it.
  template <class Equals>
  u32 find_or_add(u32 hash, const Equals &equals) {
    if ((size_ + 1) * 2 > slots_.size()) rehash(slots_.size() * 2);
    Slot &slot = probe(hash, equals);
    if (slot.id_plus_one == 0) slot = {hash, static_cast<u32>(++size_)};
    return slot.id_plus_one - 1;
  }

  // As above without adding; ~0 if absent.
  template <class Equals>
  u32 find(u32 hash, const Equals &equals) const {
    return const_cast<InternTable *>(this)->probe(hash, equals).id_plus_one - 1;
  }

  // Tables are larger than the caches that are near, so whoever looks up many keys first announces some, and then asks
  // which rows they will be compared with; ~0 if with none.
  void prefetch(u32 hash) const { __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]); }
  u32 candidate(u32 hash) const {
    const Slot &slot = slots_[hash & (slots_.size() - 1)];
    return slot.hash == hash ? slot.id_plus_one - 1 : ~u32{0};
  }

private:
  struct Slot {
    u32 hash = 0;
    u32 id_plus_one = 0; // 0 = free
  };

  template <class Equals>
  Slot &probe(u32 hash, const Equals &equals) {
    for (size_t i = hash & (slots_.size() - 1);; i = (i + 1) & (slots_.size() - 1)) {
      Slot &slot = slots_[i];
      if (slot.id_plus_one == 0 || (slot.hash == hash && equals(slot.id_plus_one - 1))) return slot;
    }
  }

  void rehash(size_t capacity) {
    const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(capacity));
    for (const Slot &slot : old)
      if (slot.id_plus_one != 0) probe(slot.hash, [](u32) { return false; }) = slot;
  }

  std::vector<Slot> slots_;
  size_t size_ = 0;
};

} // namespace kinsafe
