// Bursts of contacts with one borrower's circle: see conduct/check.h for when a burst is one.
#pragma once

#include "base/types.h"

#include <span>
#include <vector>

namespace kinsafe {

struct BurstContact {
  i64 time = 0;
  u32 person = 0; // 0: the borrower
  u32 collector = 0;
  bool is_text = false;
};

struct Burst {
  size_t first = 0, last = 0;   // of the contacts given, both inside
  u32 people = 0, calls = 0, texts = 0, to_borrower = 0, to_others = 0;
  std::vector<u32> collectors;  // sorted
  std::vector<u32> curve;       // contacts an hour, from the first
};

// `contacts` in the order of time.
std::vector<Burst> find_bursts(std::span<const BurstContact> contacts);

} // namespace kinsafe
