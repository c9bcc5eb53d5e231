// What the steps of lowering hand to each other. Methods are small and many, so the memory is used again for the next one.
// Lists are sparse throughout: a method may have 65,535 registers and as many blocks, and nothing here is their product.
#pragma once

#include "program/body.h"
#include "program/shapes.h"

#include <string_view>
#include <utility>
#include <vector>

namespace kinsafe {

// A register as a variable. What holds 64 bits is one variable of its own, named after the first register of its pair; so a
// pair that is half overwritten is a variable that is no longer set. Writing a register ends all variables that share it:
// those from just below its own (the pair one register below) to, for a pair, the pair one register above.
using Variable = u32;
constexpr Variable narrow_variable(u32 reg) { return 2 * reg + 1; }
constexpr Variable wide_variable(u32 reg) { return 2 * reg + 2; }
constexpr Variable no_variable = no_index;
constexpr ValueId unknown_value{no_index - 1};

// An instruction with the variables that it reads and writes.
struct LoweringStep {
  Opcode opcode;
  ValueKind result;      // of its value, whether it is kept or not
  u16 read_count;
  u32 pc;
  u32 index;             // of its table in the dex file; no_index: none
  Variable written;      // no_variable: none
  u32 first_read;        // in Lowering::reads
};

struct LoweringBlock {
  u32 pc;
  u32 first_step, step_count;
  u32 first_out, out_count; // in Lowering::edges
  u32 first_in, in_count;   // in Lowering::ins
  u32 first_live, live_count; // in Lowering::live: variables that hold something needed when the block is entered
  u32 first_slot;           // in Lowering::slots
};

// What a value holds whose descriptor starts so; none: void, or no type.
constexpr ValueKind kind_of_letter(char letter) {
  switch (letter) {
  case 'J':
  case 'D': return ValueKind::wide;
  case 'L':
  case '[': return ValueKind::reference;
  case 'Z':
  case 'B':
  case 'S':
  case 'C':
  case 'I':
  case 'F': return ValueKind::number;
  default: return ValueKind::none;
  }
}

struct Lowering {
  explicit Lowering(const Program &of);
  std::expected<LoweredBody, LoweringFailure> lower(BodyId id);

  const Program &program;
  std::optional<TypeId> string_type, class_type, throwable_type;
  std::vector<char> first_letters; // by TypeId, of its descriptor; 0 if that is empty
  u64 steps_left; // for all methods together: many may share the same code

  // The method.
  BodyId body_id{};
  const Body *body = nullptr;
  const Dex *dex = nullptr;
  const DexIds *ids = nullptr;
  CodeItem code;
  Tries tries;
  struct Parameter {
    ValueKind kind;
    u32 type; // TypeId or no_index
    u32 reg;
  };
  std::vector<Parameter> parameters;
  char return_type = 'V';
  bool has_wide = false;

  // Instructions: what stands at each code unit.
  enum Flag : u8 { starts = 1, is_payload = 2, visited = 4, leads = 8, in_try = 16 };
  std::vector<u8> flags;
  std::vector<u32> at;            // by code unit: number of the block that starts there, or of an array payload
  std::vector<u32> pending;
  std::vector<u8> try_is_reached; // by try item
  bool starts_in_loop = false;    // something leads back to the first instruction

  // Blocks: first by pc, then in reverse postorder.
  std::vector<LoweringBlock> blocks, blocks_by_pc;
  std::vector<LoweringStep> steps;
  struct Read {
    Variable variable;
    MustHold need;
  };
  std::vector<Read> reads;
  std::string chosen_signature;      // of an invoke-polymorphic
  std::vector<Edge> edges, edges_by_pc;
  std::vector<u32> ins, in_position; // indices into `edges`; by edge: which of its target's edges it is
  std::vector<u32> new_number, at_edge;

  // Liveness: what a block reads before it writes it, and what it writes; each pair once.
  struct Mention {
    u32 block, next; // next of the same variable
    bool is_late;    // written by the last instruction, which can throw: handlers do not see it
  };
  struct VariableState {
    u64 written_in = 0, read_in = 0; // marks of the blocks that did so last
    u64 method = 0;                  // mark of the method that the heads belong to
    u32 first_read = no_index, first_write = no_index; // in `mentions`
    ValueId current = no_value;
  };
  std::vector<VariableState> variables;
  std::vector<Mention> mentions;
  std::vector<Variable> read_variables; // in the order in which they were met
  u64 mark = 0;                         // grows for ever, so nothing needs to be cleared
  struct BlockMark {
    u64 live = 0, writes = 0, writes_early = 0;
  };
  std::vector<BlockMark> block_marks;
  std::vector<std::pair<u32, Variable>> live_pairs;
  std::vector<Variable> live;

  // Values before superfluous phis are gone.
  std::vector<ValueId> slots; // what the live variables of a block hold on each edge into it, variable by variable
  std::vector<Value> values;
  std::vector<u32> first_value; // by block, and one more
  std::vector<ValueId> operands;
  std::vector<MustHold> needs;      // of `operands`
  std::vector<MustHold> needs_of_body; // the same of LoweredBody::operands
  std::vector<i64> numbers;
  std::vector<LoweredBody::ArrayData> arrays;
  std::vector<u32> phis;
  std::vector<ValueId> same;    // by value: what it always equals
  std::vector<u8> is_live;
  std::vector<u32> pending_values, new_id;

  // Types of phis.
  std::vector<u32> first_user, users;

  LoweringFailure failure;
  bool fail(std::string_view reason, u32 pc = no_index) {
    failure = {std::string(reason), pc};
    return false;
  }
  bool spend(u64 cost);

  char first_letter(TypeId type) const { return first_letters[static_cast<u32>(type)]; }
  ValueKind kind_of_type(TypeId type) const { return kind_of_letter(first_letter(type)); }

  // What the phi has on the edges into its block.
  std::span<const ValueId> slots_of(u32 phi) const { return std::span(slots).subspan(values[phi].first_operand, values[phi].operand_count); }
  ValueId same_as(ValueId value) const {
    while (value < unknown_value && same[static_cast<u32>(value)] != value) value = same[static_cast<u32>(value)];
    return value;
  }

  // Calls visit for the variables that are no longer what they were when `variable` has been written, itself first. Where
  // the method has no pairs there are no others.
  template <class Visit>
  void for_each_written(Variable variable, const Visit &visit) const {
    if (variable == no_variable) return;
    visit(variable);
    if (!has_wide) return;
    const bool is_wide = variable % 2 == 0;
    const Variable first = is_wide ? variable - 2 : variable - 1; // the pair one register below
    for (Variable other = first; other <= variable + (is_wide ? 2 : 1); ++other)
      if (other != variable) visit(other);
  }

  // lower_blocks.cc
  bool read_signature();
  bool find_instructions();
  bool find_blocks();
  // lower_live.cc
  void order_blocks();
  void find_mentions();
  bool find_live();
  // lower_values.cc
  bool make_values();
  bool find_same();
  bool remove_phis();
  LoweredBody write_body();
  void add_block(LoweredBody &lowered, u32 number, u32 first, u32 count) const;
  // lower_types.cc
  bool find_types(LoweredBody &lowered);

private:
  struct Blocks;
  struct Values;
};

// Types of a signature, one a call of `next`; `descriptors` starts behind '('. Nothing at the end, or where it is none.
struct DescriptorReader {
  std::string_view rest;
  std::string_view next() {
    size_t end = 0;
    while (end < rest.size() && rest[end] == '[') ++end;
    if (end < rest.size() && rest[end] == 'L') end = rest.find(';', end);
    if (end >= rest.size() || (rest[end] != ';' && !std::string_view("ZBSCIFJDV").contains(rest[end]))) return {};
    const std::string_view descriptor = rest.substr(0, end + 1);
    rest.remove_prefix(end + 1);
    return descriptor;
  }
};

} // namespace kinsafe
