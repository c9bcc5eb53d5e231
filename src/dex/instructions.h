// Walks the instructions of a method, one linear pass from the first code unit to the last. The platform's verifier
// makes the same pass and rejects a branch to anything that is not an instruction of it, so no code can run that is not
// seen here.
#pragma once

#include "base/types.h"
#include "dex/dex.h"
#include "dex/opcodes.h"

#include <array>
#include <optional>
#include <span>

namespace kinsafe {

struct Instruction {
  Opcode opcode;
  u32 pc;    // in code units from the method's start
  u16 units; // length
  u32 index; // of the string, type, field, method, ...; no_index where opcodes[].index is none
};

// Data that stands between instructions: the operands of packed-switch, sparse-switch and fill-array-data. Its first
// unit reads as a nop whose high byte is not zero.
enum class Payload : u16 { packed_switch = 0x0100, sparse_switch = 0x0200, array_data = 0x0300 };

// Length in code units of the payload at the start of `insns`; 0 if there is none. It may exceed insns.size().
constexpr u64 payload_units(std::span<const u16> insns) {
  const auto unit = [&](size_t i) { return i < insns.size() ? u64{insns[i]} : 0; };
  switch (static_cast<Payload>(unit(0))) {
  case Payload::packed_switch: return 4 + unit(1) * 2;                                // size, first key, targets
  case Payload::sparse_switch: return 2 + unit(1) * 4;                                // size, keys, targets
  case Payload::array_data: return 4 + (unit(1) * (unit(2) | unit(3) << 16) + 1) / 2; // width, size, elements
  }
  return 0;
}

namespace detail {

// What the pass needs of an opcode.
struct Step {
  u16 units = 0;        // 0: unused opcode
  u16 plain_units = 0;  // the same, but 0 for nop, whose other half may say that it is a payload
  u32 no_index_bits = no_index; // or-ed to the second unit: ~0 where that is no index
};
constexpr size_t most_units = 5; // of an instruction
constexpr std::array<Step, 256> make_steps() {
  std::array<Step, 256> steps;
  for (size_t i = 0; i < steps.size(); ++i)
    if (const u16 units = units_of(opcodes[i].format); !opcodes[i].name.empty())
      steps[i] = {units, i == 0 ? u16{0} : units, opcodes[i].index == Index::none ? no_index : 0};
  return steps;
}
inline constexpr std::array<Step, 256> steps = make_steps();

// The instruction of that step, which lies whole in `insns`.
inline Instruction decode(std::span<const u16> insns, u32 pc, const Step &step) {
  // Which opcodes follow each other can't be foreseen, so the index is taken without a branch.
  u32 index = insns[pc + (step.units > 1)] | step.no_index_bits;
  const auto opcode = static_cast<Opcode>(insns[pc] & 0xff);
  if (opcode == Opcode::const_string_jumbo) index |= u32{insns[pc + 2]} << 16;
  return {opcode, pc, step.units, index};
}

} // namespace detail

// The instruction at `pc`; nothing if it runs past the end, is unused, or is a payload.
inline std::optional<Instruction> instruction_at(std::span<const u16> insns, u32 pc) {
  if (pc >= insns.size()) return std::nullopt;
  const u16 unit = insns[pc];
  const detail::Step &step = detail::steps[unit & 0xff];
  if (step.units == 0 || step.units > insns.size() - pc) return std::nullopt;
  if ((unit & 0xff) == 0 && payload_units(insns.subspan(pc)) != 0) return std::nullopt;
  return detail::decode(insns, pc, step);
}

// Calls visit(const Instruction &) for every instruction; payloads (packed-switch, sparse-switch, fill-array-data) are
// passed over. Returns true if the pass ended exactly at the end; false where an instruction or payload runs past it or
// an opcode is unused (visit has then seen all before it).
template <class Visit>
bool for_each_instruction(std::span<const u16> insns, const Visit &visit) {
  for (size_t pc = 0; pc < insns.size();) {
    // Nearly all, in one step that asks for little.
    const detail::Step &step = detail::steps[insns[pc] & 0xff];
    if (step.plain_units != 0 && insns.size() - pc >= detail::most_units) [[likely]] {
      visit(detail::decode(insns, static_cast<u32>(pc), step));
      pc += step.plain_units;
      continue;
    }
    if (const auto instruction = instruction_at(insns, static_cast<u32>(pc))) {
      visit(*instruction);
      pc += instruction->units;
      continue;
    }
    const u64 units = payload_units(insns.subspan(pc));
    if (units == 0 || units > insns.size() - pc) return false;
    pc += units;
  }
  return true;
}

} // namespace kinsafe
