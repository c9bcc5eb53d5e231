// Classes of dumped files that the package defines too: alike, they say nothing new; different, they are a gap.
#include "program/shadows.h"
#include "tests/dex/fixture.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace kinsafe {
namespace {

FileBytes program_fixture(std::string_view name) { return fixture(std::string("../../program/fixtures/").append(name)); }

// Gaps of reading `dumped` behind `package`.
std::vector<Gap> gaps_of(const FileBytes &package, const FileBytes &dumped) {
  Incomplete of_program, incomplete;
  const Program program = build_program({{"classes.dex", package}, {"dumped!a.dex", dumped}}, of_program);
  const std::vector<std::string> names = {"dumped!a.dex"};
  note_shadowed_classes(program, names, incomplete);
  return incomplete.gaps;
}

TEST(shadows, the_same_file_again_is_no_gap) {
  const FileBytes first = program_fixture("first.dex");
  EXPECT_TRUE(gaps_of(first, first).empty());
}

TEST(shadows, a_class_with_other_code_is_a_gap_that_hides_code) {
  const std::vector<Gap> gaps = gaps_of(program_fixture("first.dex"), program_fixture("second.dex"));
  ASSERT_EQ(gaps.size(), 1u);
  EXPECT_EQ(gaps[0].part, "dumped!a.dex");
  EXPECT_EQ(gaps[0].lost, Lost::code);
  EXPECT_TRUE(gaps[0].reason.starts_with("1 of its classes")) << gaps[0].reason;
}

TEST(shadows, one_instruction_that_differs_is_seen) {
  const FileBytes first = program_fixture("first.dex");
  Incomplete ignored;
  const Dex dex = Dex::open(first, "first.dex", ignored).value();
  // Changes the register of a method's first instruction, wherever a method has code.
  for (u32 row = 0; row < dex.class_count(); ++row) {
    const std::optional<ClassData> data = dex.class_data(dex.class_def(row).class_data_off);
    for (const EncodedMethod &method : data ? data->direct_methods : std::vector<EncodedMethod>()) {
      if (method.code_off == 0) continue;
      FileBytes changed = first;
      changed[method.code_off + 17] ^= 1; // the code item's header has 16 bytes
      EXPECT_EQ(gaps_of(first, changed).size(), 1u);
      EXPECT_EQ(gaps_of(changed, first).size(), 1u);
    }
  }
}

TEST(shadows, a_file_that_adds_classes_alone_is_no_gap) {
  EXPECT_TRUE(gaps_of(program_fixture("first.dex"), fixture("lending.dex")).empty());
}

} // namespace
} // namespace kinsafe
