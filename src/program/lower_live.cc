// Blocks in reverse postorder, and which variables hold something that is needed when a block is entered: variable by variable,
// back from the blocks that read it to those that write it (Appel, Modern Compiler Implementation, 10.1).
#include "program/lowering.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr u64 most_slots = u64{1} << 22; // values on edges, of a method

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

// Fills what each block reads and writes.
void Lowering::find_mentions() {
  const u64 method = ++mark;
  mentions.clear();
  read_variables.clear();
  const auto state_of = [&](Variable variable) -> VariableState & {
    VariableState &state = variables[variable];
    if (state.method != method) {
      state.method = method;
      state.first_read = state.first_write = no_index;
    }
    return state;
  };
  for (u32 number = 0; number < blocks.size(); ++number) {
    const LoweringBlock &block = blocks[number];
    const u64 in_block = ++mark;
    const bool has_handlers = block.out_count > 0 && edges[block.first_out + block.out_count - 1].kind == EdgeKind::exception;
    for (u32 i = 0; i < block.step_count; ++i) {
      const LoweringStep &step = steps[block.first_step + i];
      for (u32 j = 0; j < step.read_count; ++j) {
        const Variable variable = reads[step.first_read + j].variable;
        VariableState &state = state_of(variable);
        if (state.written_in == in_block || state.read_in == in_block) continue;
        state.read_in = in_block;
        if (state.first_read == no_index) read_variables.push_back(variable);
        mentions.push_back({number, state.first_read, false});
        state.first_read = static_cast<u32>(mentions.size() - 1);
      }
      const bool is_late = has_handlers && i + 1 == block.step_count;
      for_each_written(step.written, [&](Variable variable) {
        VariableState &state = state_of(variable);
        if (state.written_in == in_block) return;
        state.written_in = in_block;
        mentions.push_back({number, state.first_write, is_late});
        state.first_write = static_cast<u32>(mentions.size() - 1);
      });
    }
  }
}

bool Lowering::find_live() {
  variables.resize(std::max(variables.size(), size_t{2} * code.registers_size + 4));
  if (blocks.size() == 1) { // nothing is needed from elsewhere
    blocks[0].first_live = blocks[0].live_count = 0;
    for (Variable variable = 0; variable < 2u * code.registers_size + 4; ++variable) variables[variable].current = no_value;
    return spend(code.registers_size);
  }
  find_mentions();
  block_marks.resize(std::max(block_marks.size(), blocks.size()));
  live_pairs.clear();
  u64 cost = 0, slot_count = 0;
  for (const Variable variable : read_variables) {
    const VariableState &state = variables[variable];
    const u64 now = ++mark;
    for (u32 i = state.first_write; i != no_index; i = mentions[i].next) {
      BlockMark &of = block_marks[mentions[i].block];
      of.writes = now;
      if (!mentions[i].is_late) of.writes_early = now;
    }
    pending.clear();
    const auto add = [&](u32 block) {
      if (block_marks[block].live == now) return;
      block_marks[block].live = now;
      pending.push_back(block);
    };
    for (u32 i = state.first_read; i != no_index; i = mentions[i].next) add(mentions[i].block);
    while (!pending.empty()) {
      const u32 number = pending.back();
      pending.pop_back();
      const LoweringBlock &block = blocks[number];
      live_pairs.emplace_back(number, variable);
      slot_count += block.in_count;
      cost += 1 + block.in_count;
      if (slot_count > most_slots) return spend(cost) && fail("it keeps too much across too many branches");
      for (u32 i = 0; i < block.in_count; ++i) {
        const Edge &edge = edges[ins[block.first_in + i]];
        const BlockMark &from = block_marks[static_cast<u32>(edge.from)];
        if ((edge.kind == EdgeKind::exception ? from.writes_early : from.writes) != now) add(static_cast<u32>(edge.from));
      }
    }
  }
  for (LoweringBlock &block : blocks) block.live_count = 0;
  for (const auto &[block, variable] : live_pairs) ++blocks[block].live_count;
  u32 first = 0, first_slot = 0;
  for (LoweringBlock &block : blocks) {
    block.first_live = first;
    block.first_slot = first_slot;
    first += block.live_count;
    first_slot += block.live_count * block.in_count;
    block.live_count = 0;
  }
  live.resize(live_pairs.size());
  for (const auto &[number, variable] : live_pairs) {
    LoweringBlock &block = blocks[number];
    live[block.first_live + block.live_count++] = variable;
  }
  slots.resize(slot_count);
  return spend(cost);
}

} // namespace kinsafe
