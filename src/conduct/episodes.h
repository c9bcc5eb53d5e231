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
  u32 ours = 0; // the number that called; 0: not recorded
};

struct Burst {
  size_t first = 0, last = 0;   // of the contacts given, both inside
  u32 people = 0, calls = 0, texts = 0, to_borrower = 0, to_others = 0;
  std::vector<u32> collectors;  // sorted
  std::vector<u32> curve;       // contacts an hour, from the first
};

// `contacts` in the order of time.
std::vector<Burst> find_bursts(std::span<const BurstContact> contacts);

// Calls to one person from many numbers: see conduct/check.h for how many.
struct Rotation {
  size_t first = 0, last = 0; // of the contacts given: calls to that person
  u32 numbers = 0;            // at most, within the hours of an episode
};
std::vector<Rotation> find_rotations(std::span<const BurstContact> contacts);

} // namespace kinsafe
