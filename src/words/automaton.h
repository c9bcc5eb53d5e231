// Many patterns found in one pass (Aho-Corasick) over characters of any alphabet. Transitions stand in one hash table, for
// the alphabet is large and most states have one way out. A pattern that begins with a Latin letter is looked for only where
// a word begins, so no way of failure leads into the middle of one.
#pragma once

#include "base/types.h"

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kinsafe {

class Automaton {
public:
  // Returns the number of the pattern; the same for the same text. Not empty.
  u32 add(std::u32string_view pattern);
  void finish(); // after the last `add`

  // Calls found(pattern, end) for each pattern that ends before `end`, longest first. Steps grow with the text and with what
  // is found, whatever the text is.
  template <class Found>
  u64 find(std::u32string_view text, Found found) const {
    u64 steps = 0;
    u32 state = 0;
    for (size_t i = 0; i < text.size(); ++i) {
      const bool goes_on = i > 0 && is_letter(text[i]) && is_letter(text[i - 1]);
      for (;;) {
        ++steps;
        if (state == 0 && goes_on) break;
        const u32 next = step(state, text[i]);
        if (next != none) {
          state = next;
          break;
        }
        if (state == 0) break;
        state = fail_[state];
      }
      for (u32 at = pattern_[state] != none ? state : report_[state]; at != 0; at = report_[at]) {
        ++steps;
        found(pattern_[at], static_cast<u32>(i + 1));
      }
    }
    return steps;
  }
  u32 length_of(u32 pattern) const { return lengths_[pattern]; }
  size_t pattern_count() const { return lengths_.size(); }

private:
  static constexpr u32 none = ~u32{0};
  static bool is_letter(char32_t c) { return c >= 'a' && c <= 'z'; }
  static u64 key_of(u32 state, char32_t c) { return (u64{state} << 21 | c) + 1; }
  static u64 hash_of(u64 key) { return key * 0x9e3779b97f4a7c15u; }
  u32 step(u32 state, char32_t c) const {
    const u64 key = key_of(state, c);
    for (u64 slot = hash_of(key) >> shift_;; slot = (slot + 1) & mask_) {
      if (keys_[slot] == key) return values_[slot];
      if (keys_[slot] == 0) return none;
    }
  }

  std::unordered_map<u64, u32> building_;
  struct Edge {
    u32 from;
    char32_t character;
    u32 to;
  };
  std::vector<Edge> edges_; // in the order in which states were made: parents before children
  std::vector<u64> keys_;
  std::vector<u32> values_;
  u64 mask_ = 0;
  u32 shift_ = 63;
  std::vector<u32> pattern_ = {none}, fail_, report_; // by state; report: the next state on the way of failures where a pattern ends
  std::vector<u32> lengths_;                          // by pattern
};

} // namespace kinsafe
