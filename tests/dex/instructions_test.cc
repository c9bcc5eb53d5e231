// The linear pass over instructions: lengths, payloads, ends.
#include "dex/instructions.h"
#include "tests/dex/fixture.h"

#include <algorithm>
#include <initializer_list>

namespace kinsafe {
namespace {

struct Pass {
  std::vector<Instruction> seen;
  bool whole = false;
};
Pass pass_over(const std::vector<u16> &units) {
  Pass pass;
  pass.whole = for_each_instruction(units, [&](const Instruction &instruction) { pass.seen.push_back(instruction); });
  return pass;
}

TEST(instructions, every_opcode_is_met_once_in_the_order_of_its_number) {
  const FileBytes bytes = fixture("opcodes.dex");
  const CodeItem code = code_of(open_whole(bytes), "all");
  std::vector<Instruction> seen;
  EXPECT_TRUE(for_each_instruction(code.insns, [&](const Instruction &instruction) { seen.push_back(instruction); }));
  size_t next = 0;
  for (size_t opcode = 0; opcode < opcodes.size(); ++opcode) {
    if (opcodes[opcode].name.empty()) continue;
    ASSERT_LT(next, seen.size());
    EXPECT_EQ(static_cast<size_t>(seen[next].opcode), opcode);
    EXPECT_EQ(seen[next].units, units_of(opcodes[opcode].format));
    EXPECT_EQ(seen[next].index == no_index, opcodes[opcode].index == Index::none);
    ++next;
  }
  EXPECT_EQ(next, 224);
  ASSERT_EQ(seen.size(), next + 2);
  EXPECT_EQ(seen[next].opcode, Opcode::return_void);
  EXPECT_EQ(seen[next + 1].opcode, Opcode::nop) << "puts the payloads at an even address";
}

TEST(instructions, each_opcode_is_as_long_as_its_format_and_no_shorter) {
  for (u16 opcode = 1; opcode < 256; ++opcode) {
    if (opcodes[opcode].name.empty()) continue;
    std::vector<u16> units(units_of(opcodes[opcode].format));
    units[0] = opcode;
    EXPECT_TRUE(pass_over(units).whole) << opcodes[opcode].name;
    EXPECT_EQ(pass_over(units).seen.size(), 1) << opcodes[opcode].name;
    units.pop_back();
    EXPECT_EQ(pass_over(units).whole, units.empty()) << opcodes[opcode].name;
    EXPECT_TRUE(pass_over(units).seen.empty()) << opcodes[opcode].name;
  }
}

TEST(instructions, the_length_of_a_format_is_the_digit_in_its_name) {
  EXPECT_EQ(units_of(info_of(Opcode::goto_).format), 1);
  EXPECT_EQ(units_of(info_of(Opcode::const_string).format), 2);
  EXPECT_EQ(units_of(info_of(Opcode::invoke_virtual).format), 3);
  EXPECT_EQ(units_of(info_of(Opcode::invoke_polymorphic).format), 4);
  EXPECT_EQ(units_of(info_of(Opcode::const_wide).format), 5);
}

TEST(instructions, an_unused_opcode_ends_the_pass) {
  size_t unused = 0;
  for (u16 opcode = 0; opcode < 256; ++opcode) {
    if (!opcodes[opcode].name.empty()) continue;
    ++unused;
    const Pass pass = pass_over({0x000e, opcode, 0, 0, 0, 0});
    EXPECT_FALSE(pass.whole) << opcode;
    EXPECT_EQ(pass.seen.size(), 1) << opcode;
  }
  EXPECT_EQ(unused, 32);
}

TEST(instructions, payloads_are_passed_over) {
  const std::pair<std::string_view, std::vector<u16>> payloads[] = {
      {"packed switch", {0x0100, 2, 0, 0, 1, 0, 2, 0}},
      {"empty packed switch", {0x0100, 0, 0, 0}},
      {"sparse switch", {0x0200, 2, 1, 0, 2, 0, 3, 0, 4, 0}},
      {"empty sparse switch", {0x0200, 0}},
      {"five bytes", {0x0300, 1, 5, 0, 1, 2, 3}},
      {"two longs", {0x0300, 8, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8}},
      {"no bytes", {0x0300, 1, 0, 0}},
  };
  for (const auto &[what, payload] : payloads) {
    std::vector<u16> units = {0x0000};
    units.insert(units.end(), payload.begin(), payload.end());
    EXPECT_TRUE(pass_over(units).whole) << what;
    EXPECT_EQ(pass_over(units).seen.size(), 1) << what;
    EXPECT_EQ(payload_units(payload), payload.size()) << what;
    EXPECT_FALSE(instruction_at(payload, 0)) << what;

    units.push_back(0x000e);
    const Pass pass = pass_over(units);
    EXPECT_TRUE(pass.whole) << what;
    ASSERT_EQ(pass.seen.size(), 2) << what;
    EXPECT_EQ(pass.seen[1].pc, 1 + payload.size()) << what;

    units.pop_back();
    while (units.size() > 2) { // down to the first unit of the payload
      units.pop_back();
      EXPECT_FALSE(pass_over(units).whole) << what << " of " << units.size();
    }
  }
}

TEST(instructions, the_greatest_payloads_run_past_the_end) {
  EXPECT_FALSE(pass_over({0x0100, 0xffff, 0, 0}).whole);
  EXPECT_FALSE(pass_over({0x0200, 0xffff, 0, 0}).whole);
  EXPECT_FALSE(pass_over({0x0300, 0xffff, 0xffff, 0xffff}).whole);
  EXPECT_FALSE(pass_over({0x0300, 2, 0x0000, 0x8000}).whole) << "2^31 elements of two bytes overflow 32 bits";
}

TEST(instructions, a_nop_with_another_high_byte_is_an_instruction) {
  const Pass pass = pass_over({0x0400, 0xff00, 0x0001});
  EXPECT_TRUE(pass.whole);
  ASSERT_EQ(pass.seen.size(), 3);
  EXPECT_EQ(pass.seen[0].opcode, Opcode::nop);
  EXPECT_EQ(pass.seen[1].opcode, Opcode::nop);
}

TEST(instructions, a_jumbo_string_has_an_index_of_32_bits) {
  EXPECT_EQ(pass_over({0x001b, 0x5678, 0x1234}).seen.at(0).index, 0x12345678);
  EXPECT_EQ(pass_over({0x001a, 0x5678}).seen.at(0).index, 0x5678);
}

TEST(instructions, no_units_are_a_whole_pass_over_nothing) { EXPECT_TRUE(pass_over({}).whole); }

TEST(instructions, control_leaves_each_opcode_in_some_way) {
  for (const OpcodeInfo &info : opcodes) {
    const bool leaves = info.can_continue || info.can_throw || info.can_branch || info.can_switch || info.can_return;
    EXPECT_EQ(leaves, !info.name.empty()) << info.name;
    EXPECT_EQ(info.can_branch, info.name.starts_with("if-") || info.name.starts_with("goto")) << info.name;
    EXPECT_EQ(info.can_return, info.name.starts_with("return")) << info.name;
    EXPECT_EQ(info.can_switch, info.name.ends_with("-switch")) << info.name;
    EXPECT_EQ(info.can_continue, leaves && !info.can_return && info.name != "throw" && !info.name.starts_with("goto"))
        << info.name;
    const auto is_one_of = [&](std::initializer_list<std::string_view> beginnings) {
      return std::ranges::any_of(beginnings,
                                 [&](std::string_view beginning) { return info.name.starts_with(beginning); });
    };
    EXPECT_TRUE(info.can_throw ||
                !is_one_of({"invoke-", "new-", "div-int", "rem-long", "aget", "iput", "const-string"}))
        << info.name;
    EXPECT_FALSE(info.can_throw && is_one_of({"move", "add-", "div-float", "rem-double", "const-wide", "cmp", "if-"}))
        << info.name;
  }
}

} // namespace
} // namespace kinsafe
