// Interning gives equal keys one dense id in order of first appearance, also where hashes meet and the table grows.
#include "base/intern.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kinsafe {
namespace {

struct Words {
  InternTable table;
  std::vector<std::string> words;
  u32 (*hash)(const std::string &);

  u32 add(const std::string &word) {
    const u32 id = table.find_or_add(hash(word), [&](u32 other) { return words[other] == word; });
    if (id == words.size()) words.push_back(word);
    return id;
  }
  u32 find(const std::string &word) const {
    return table.find(hash(word), [&](u32 other) { return words[other] == word; });
  }
};

u32 spread(const std::string &word) {
  u32 hash = 2166136261u;
  for (const char c : word) hash = (hash ^ static_cast<u8>(c)) * 16777619u;
  return hash;
}
u32 same_for_all(const std::string &) { return 42; }
u32 same_slot(const std::string &word) { return spread(word) << 16; }

TEST(intern, ids_are_dense_and_in_order_of_first_appearance) {
  for (const auto hash : {spread, same_for_all, same_slot}) {
    Words words{InternTable(), {}, hash};
    for (u32 i = 0; i < 300; ++i) EXPECT_EQ(words.add("word" + std::to_string(i)), i);
    for (u32 i = 0; i < 300; ++i) EXPECT_EQ(words.add("word" + std::to_string(i)), i);
    EXPECT_EQ(words.table.size(), 300u);
  }
}

TEST(intern, looking_up_adds_nothing) {
  for (const auto hash : {spread, same_for_all, same_slot}) {
    Words words{InternTable(), {}, hash};
    EXPECT_EQ(words.find("a"), ~u32{0});
    words.add("a");
    EXPECT_EQ(words.find("a"), 0u);
    EXPECT_EQ(words.find("b"), ~u32{0});
    EXPECT_EQ(words.table.size(), 1u);
  }
}

TEST(intern, a_candidate_is_the_row_that_a_key_is_compared_with_first) {
  Words words{InternTable(), {}, spread};
  EXPECT_EQ(words.table.candidate(spread("a")), ~u32{0});
  words.add("b");
  words.add("a");
  words.table.prefetch(spread("a"));
  EXPECT_EQ(words.table.candidate(spread("a")), 1u);
}

TEST(intern, a_wrong_guess_of_the_size_costs_only_time) {
  for (const size_t expected : {size_t{0}, size_t{1}, size_t{100000}}) {
    Words words{InternTable(expected), {}, spread};
    for (u32 i = 0; i < 1000; ++i) EXPECT_EQ(words.add(std::to_string(i)), i);
    for (u32 i = 0; i < 1000; ++i) EXPECT_EQ(words.find(std::to_string(i)), i);
  }
}

} // namespace
} // namespace kinsafe
