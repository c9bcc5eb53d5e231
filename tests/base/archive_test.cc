#include "base/archive.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

enum class Colour : u8 { red, green };
struct Leaf {
  std::string name;
  Colour colour = Colour::red;

  bool operator==(const Leaf &) const = default;
};
struct Tree {
  i64 height = 0;
  bool is_old = false;
  std::optional<std::string> owner;
  std::vector<Leaf> leaves;
  std::map<std::string, std::vector<u32>, std::less<>> numbers;
  std::pair<u8, std::string> pair;

  bool operator==(const Tree &) const = default;
};
void fields(auto &archive, Leaf &leaf) { archive(leaf.name, leaf.colour); }
void fields(auto &archive, Tree &tree) { archive(tree.height, tree.is_old, tree.owner, tree.leaves, tree.numbers, tree.pair); }

const Tree tree = {-5, true, "x", {{"", Colour::green}, {std::string("a\0b", 3), Colour::red}}, {{"", {}}, {"b", {1, 2}}}, {7, "seven"}};

std::string written(const Tree &value) {
  ArchiveWriter writer;
  writer(value);
  return writer.take();
}

TEST(archive, what_is_written_is_read_again) {
  for (const Tree &value : {tree, Tree()}) {
    const std::string bytes = written(value);
    ArchiveReader reader(bytes);
    Tree again;
    reader(again);
    EXPECT_TRUE(reader.is_whole());
    EXPECT_TRUE(again == value);
  }
}

TEST(archive, bytes_cut_anywhere_or_too_many_are_not_whole) {
  const std::string bytes = written(tree);
  for (size_t size = 0; size < bytes.size(); ++size) {
    ArchiveReader reader(std::string_view(bytes).substr(0, size));
    Tree again;
    reader(again);
    EXPECT_FALSE(reader.is_whole()) << size;
  }
  const std::string longer = bytes + "x";
  ArchiveReader reader(longer);
  Tree again;
  reader(again);
  EXPECT_FALSE(reader.is_whole());
}

} // namespace
} // namespace kinsafe
