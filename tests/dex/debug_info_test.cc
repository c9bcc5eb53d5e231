// Source lines from debug info.
#include "tests/dex/fixture.h"

namespace kinsafe {
namespace {

TEST(debug_info, lines_are_those_of_the_source) {
  const FileBytes bytes = fixture("lending.dex");
  const Dex dex = open_whole(bytes);
  const CodeItem code = code_of(dex, "run");
  const std::pair<u32, u32> lines[] = {{0x00, 100},  {0x01, 100}, {0x02, 102}, {0x05, 102}, {0x06, 90}, {0x09, 90},
                                       {0x0a, 5000}, {0x10, 103}, {0x19, 103}, {0x1a, 200}, {0x1d, 200}};
  for (const auto &[pc, line] : lines) EXPECT_EQ(source_line(dex, code, pc), line) << pc;
  EXPECT_EQ(source_line(dex, code_of(dex, "<init>"), 3), 10);
  EXPECT_FALSE(source_line(dex, code_of(dex, "text"), 0)) << "no .line in it";
}

// The line at `pc` by a hand-made program.
std::optional<u32> line_by(const FileBytes &program, u32 pc) {
  FileBytes bytes = fixture("hello035.dex");
  CodeItem code;
  code.debug_info_off = append(bytes, program);
  return source_line(open_whole(bytes), code, pc);
}

TEST(debug_info, a_special_opcode_moves_address_and_line) {
  // line_start 50, no parameters; 0x0e: neither moves; 0xff: (255 - 10) = 16 * 15 + 5, so 16 units and 1 line on.
  const FileBytes program = {50, 0, 0x0e, 0xff, 0x00};
  EXPECT_EQ(line_by(program, 0), 50);
  EXPECT_EQ(line_by(program, 15), 50);
  EXPECT_EQ(line_by(program, 16), 51);
  EXPECT_EQ(line_by(program, 1000), 51);
  EXPECT_EQ(line_by({50, 0, 0x0a, 0x00}, 0), 46) << "four lines back";
}

TEST(debug_info, what_is_not_about_lines_is_passed_over) {
  const FileBytes program = {50,   2,    0,    5,              // two parameters
                          0x03, 1,    2,    3,              // start_local
                          0x04, 1,    2,    3,    4,        // start_local_extended
                          0x05, 1,    0x06, 1,              // end_local, restart_local
                          0x07, 0x08, 0x09, 2,              // prologue, epilogue, file
                          0x01, 7,    0x02, 0x7e, 0x0e, 0}; // seven units on, two lines back
  EXPECT_FALSE(line_by(program, 6)) << "before the first row";
  EXPECT_EQ(line_by(program, 7), 48);
}

TEST(debug_info, of_two_rows_for_one_address_the_last_holds) { EXPECT_EQ(line_by({50, 0, 0x0e, 0x10, 0x00}, 0), 52); }

TEST(debug_info, damage_before_the_line_is_known_gives_none) {
  EXPECT_FALSE(line_by({50, 0, 0x0e}, 0)) << "no end";
  EXPECT_FALSE(line_by({50, 0, 0x0e, 0x01, 0x80}, 0)) << "a number cut short";
  EXPECT_FALSE(line_by({50, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x0e, 0}, 0)) << "more parameters than bytes";
  EXPECT_FALSE(line_by({1, 0, 0x0a, 0}, 0)) << "a line before the first";
  EXPECT_FALSE(line_by({0, 0, 0x0e, 0}, 0)) << "line 0";
  EXPECT_EQ(line_by({50, 0, 0x0e, 0x1d, 0x01, 0x80}, 0), 50) << "known before the damage";
}

TEST(debug_info, an_offset_outside_the_file_gives_no_line) {
  const FileBytes bytes = fixture("hello035.dex");
  CodeItem code;
  code.debug_info_off = no_index;
  EXPECT_FALSE(source_line(open_whole(bytes), code, 0));
}

} // namespace
} // namespace kinsafe
