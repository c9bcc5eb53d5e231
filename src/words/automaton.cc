#include "words/automaton.h"

#include <algorithm>
#include <bit>

namespace kinsafe {

u32 Automaton::add(std::u32string_view pattern) {
  if (building_.empty()) building_.reserve(1 << 19); // the shipped lexicon has that many
  u32 state = 0;
  for (const char32_t c : pattern) {
    const auto [found, is_new] = building_.try_emplace(key_of(state, c), static_cast<u32>(pattern_.size()));
    if (is_new) {
      edges_.push_back({state, c, found->second});
      pattern_.push_back(none);
    }
    state = found->second;
  }
  if (pattern_[state] == none) {
    pattern_[state] = static_cast<u32>(lengths_.size());
    lengths_.push_back(static_cast<u32>(pattern.size()));
  }
  return pattern_[state];
}

void Automaton::finish() {
  const u64 slots = std::bit_ceil(std::max<u64>(16, edges_.size() * 2));
  keys_.assign(slots, 0), values_.assign(slots, 0);
  mask_ = slots - 1, shift_ = 64 - static_cast<u32>(std::countr_zero(slots));
  for (const Edge &edge : edges_) {
    const u64 key = key_of(edge.from, edge.character);
    u64 slot = hash_of(key) >> shift_;
    while (keys_[slot] != 0) slot = (slot + 1) & mask_;
    keys_[slot] = key, values_[slot] = edge.to;
  }
  // A state's failure is one step from its parent's, and shallower, so states are taken by depth.
  std::vector<u32> depth(pattern_.size()), begins; // begins: of the edges to each depth
  for (const Edge &edge : edges_) {
    depth[edge.to] = depth[edge.from] + 1;
    begins.resize(std::max<size_t>(begins.size(), depth[edge.to] + 2));
    ++begins[depth[edge.to] + 1];
  }
  for (size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
  std::vector<Edge> by_depth(edges_.size());
  for (const Edge &edge : edges_) by_depth[begins[depth[edge.to]]++] = edge;
  edges_ = std::move(by_depth);
  std::vector<char32_t> last(pattern_.size()); // character of a state's text
  for (const Edge &edge : edges_) last[edge.to] = edge.character;
  fail_.assign(pattern_.size(), 0), report_.assign(pattern_.size(), 0);
  for (const Edge &edge : edges_) {
    if (edge.from != 0) {
      u32 state = fail_[edge.from], next = step(state, edge.character);
      while (state != 0 && next == none) state = fail_[state], next = step(state, edge.character);
      if (state == 0 && is_letter(edge.character) && is_letter(last[edge.from])) next = none; // inside a word
      fail_[edge.to] = next == none ? 0 : next;
    }
    const u32 fail = fail_[edge.to];
    report_[edge.to] = pattern_[fail] != none ? fail : report_[fail];
  }
  building_.clear(), edges_.clear();
}

} // namespace kinsafe
