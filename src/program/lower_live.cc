// Blocks in reverse postorder, and which variables hold something that is needed when a block is entered: equations over sets,
// solved from the last block to the first until nothing changes (Appel, Modern Compiler Implementation, 10.1).
#include "program/lowering.h"

#include <algorithm>
#include <bit>

namespace kinsafe {
namespace {

constexpr u64 most_slots = u64{1} << 22; // values on edges, of a method
constexpr u64 most_words = u64{1} << 21; // of a set for each block
constexpr u64 most_live_steps = u64{1} << 25;

} // namespace

void Lowering::order_blocks() {
  const u32 count = static_cast<u32>(blocks_by_pc.size());
  if (count == 1 && edges_by_pc.empty()) {
    blocks = blocks_by_pc;
    edges.clear(), ins.clear();
    return;
  }
  // Depth first, the last edge of a block first, so that in reverse postorder the code that follows comes first.
  new_number.assign(count, no_index);
  pending.clear();
  std::vector<u32> &edges_left = at_edge;
  edges_left.assign(count, 0);
  u32 next_number = count;
  constexpr u32 open = no_index - 1;
  pending.push_back(0);
  new_number[0] = open;
  while (!pending.empty()) {
    const u32 block = pending.back();
    const LoweringBlock &row = blocks_by_pc[block];
    if (edges_left[block] == row.out_count) {
      new_number[block] = --next_number;
      pending.pop_back();
      continue;
    }
    const u32 target = static_cast<u32>(edges_by_pc[row.first_out + row.out_count - 1 - edges_left[block]++].to);
    if (new_number[target] != no_index) continue;
    new_number[target] = open;
    pending.push_back(target);
  }

  blocks.resize(count);
  for (u32 block = 0; block < count; ++block) blocks[new_number[block]] = blocks_by_pc[block];
  edges.clear();
  for (LoweringBlock &block : blocks) {
    const auto first = edges_by_pc.begin() + block.first_out;
    block.first_out = static_cast<u32>(edges.size());
    edges.insert(edges.end(), first, first + block.out_count);
  }
  for (Edge &edge : edges) {
    edge.from = BlockId{new_number[static_cast<u32>(edge.from)]};
    edge.to = BlockId{new_number[static_cast<u32>(edge.to)]};
    ++blocks[static_cast<u32>(edge.to)].in_count;
  }
  u32 first_in = 0;
  for (LoweringBlock &block : blocks) {
    block.first_in = first_in;
    first_in += block.in_count;
    block.in_count = 0;
  }
  ins.resize(edges.size());
  in_position.resize(edges.size());
  for (u32 i = 0; i < edges.size(); ++i) {
    LoweringBlock &to = blocks[static_cast<u32>(edges[i].to)];
    in_position[i] = to.in_count;
    ins[to.first_in + to.in_count++] = i;
  }
}

// Lists what each block reads before it writes it, and what it writes, each pair once. Variables that some block reads so are
// numbered; no others matter between blocks.
void Lowering::find_mentions() {
  const u64 method = ++mark;
  block_reads.clear(), block_writes.clear(), crossing.clear();
  for (u32 number = 0; number < blocks.size(); ++number) {
    const LoweringBlock &block = blocks[number];
    const u64 in_block = ++mark;
    const bool has_handlers = block.out_count > 0 && edges[block.first_out + block.out_count - 1].kind == EdgeKind::exception;
    for (u32 i = 0; i < block.step_count; ++i) {
      const LoweringStep &step = steps[block.first_step + i];
      for (u32 j = 0; j < step.read_count; ++j) {
        const Variable variable = reads[step.first_read + j].variable;
        VariableState &state = variables[variable];
        if (state.written_in == in_block || state.read_in == in_block) continue;
        state.read_in = in_block;
        if (state.method != method) {
          state.method = method;
          state.crossing = static_cast<u32>(crossing.size());
          crossing.push_back(variable);
        }
        block_reads.push_back({number, variable, false});
      }
      const bool is_late = has_handlers && i + 1 == block.step_count;
      for_each_written(step.written, [&](Variable variable) {
        VariableState &state = variables[variable];
        if (state.written_in == in_block) return;
        state.written_in = in_block;
        block_writes.push_back({number, variable, is_late});
      });
    }
  }
  crossing_mark = method;
}

bool Lowering::find_live() {
  variables.resize(std::max(variables.size(), size_t{2} * code.registers_size + 4));
  if (blocks.size() == 1) { // nothing is needed from elsewhere
    blocks[0].first_live = blocks[0].live_count = 0;
    for (Variable variable = 0; variable < 2u * code.registers_size + 4; ++variable) variables[variable].current = no_value;
    return spend(code.registers_size);
  }
  find_mentions();
  // Sets of bits, `width` words a block: what is needed when it is entered, what it writes, and what it has written before its
  // last instruction, which is what handlers see.
  const size_t width = (crossing.size() + 63) / 64;
  if (width * blocks.size() > most_words) return fail("it keeps too much across too many branches");
  needed.assign(width * blocks.size(), 0), written.assign(needed.size(), 0), written_early.assign(needed.size(), 0);
  const auto set = [&](std::vector<u64> &bits, const Mention &mention) {
    const u32 bit = variables[mention.variable].crossing;
    bits[mention.block * width + bit / 64] |= u64{1} << bit % 64;
  };
  for (const Mention &mention : block_reads) set(needed, mention);
  for (const Mention &mention : block_writes) {
    if (variables[mention.variable].method != crossing_mark) continue;
    set(written, mention);
    if (!mention.is_late) set(written_early, mention);
  }
  u64 cost = 0;
  for (bool has_changed = width > 0; has_changed;) {
    has_changed = false;
    for (size_t number = blocks.size(); number-- > 0;) {
      const LoweringBlock &block = blocks[number];
      for (u32 i = block.first_out; i < block.first_out + block.out_count; ++i) {
        const std::vector<u64> &own = edges[i].kind == EdgeKind::exception ? written_early : written;
        const size_t from = number * width, to = static_cast<size_t>(edges[i].to) * width;
        for (size_t word = 0; word < width; ++word) {
          const u64 more = needed[to + word] & ~own[from + word] & ~needed[from + word];
          needed[from + word] |= more;
          has_changed |= more != 0;
        }
      }
    }
    cost += width * (blocks.size() + edges.size());
    if (cost > most_live_steps) return spend(cost) && fail("it keeps too much across too many branches");
  }

  live.clear();
  u64 slot_count = 0;
  for (size_t number = 0; number < blocks.size(); ++number) {
    LoweringBlock &block = blocks[number];
    block.first_live = static_cast<u32>(live.size());
    block.first_slot = static_cast<u32>(slot_count);
    for (size_t word = 0; word < width; ++word)
      for (u64 bits = needed[number * width + word]; bits != 0; bits &= bits - 1) live.push_back(crossing[word * 64 + static_cast<size_t>(std::countr_zero(bits))]);
    block.live_count = static_cast<u32>(live.size()) - block.first_live;
    slot_count += u64{block.live_count} * block.in_count;
    if (slot_count > most_slots) return spend(cost) && fail("it keeps too much across too many branches");
  }
  slots.resize(slot_count);
  return spend(cost + slot_count);
}

} // namespace kinsafe
