// The instructions that can run, cut into blocks. A block starts where a branch, a switch or a handler leads, and behind each
// instruction that ends one; inside a try range that is every instruction that can throw.
#include "dex/instructions.h"
#include "program/lowering.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr u32 most_units = u32{1} << 20; // of a method: 64 KB of Java code become a tenth of that
constexpr u32 most_edges = u32{1} << 20;
constexpr u32 acc_static = 0x8;

Opcode opcode_of(u16 unit) { return static_cast<Opcode>(unit & 0xff); }
bool is_move_result(u16 unit) { return opcode_of(unit) >= Opcode::move_result && opcode_of(unit) <= Opcode::move_result_object; }
bool is_move_exception(u16 unit) { return opcode_of(unit) == Opcode::move_exception; }
bool is_invoke_or_filled(Opcode opcode) {
  const Op op = shapes[static_cast<u8>(opcode)].op;
  return op == Op::invoke || op == Op::filled_array;
}

i32 branch_offset(Format format, std::span<const u16> insns, u32 pc) {
  if (format == Format::f10t) return static_cast<i8>(insns[pc] >> 8);
  if (units_of(format) == 2) return static_cast<i16>(insns[pc + 1]);
  return static_cast<i32>(insns[pc + 1] | u32{insns[pc + 2]} << 16);
}

// The edges of a switch, in the order of its payload. Calls edge(key, target offset).
template <class Edge>
void for_each_key(std::span<const u16> insns, u32 payload, const Edge &edge) {
  const auto word = [&](size_t at) { return static_cast<i32>(insns[payload + at] | u32{insns[payload + at + 1]} << 16); };
  const u32 count = insns[payload + 1];
  const bool is_packed = insns[payload] == static_cast<u16>(Payload::packed_switch);
  for (u32 i = 0; i < count; ++i) {
    if (is_packed) edge(static_cast<i32>(static_cast<u32>(word(2)) + i), word(4 + 2 * i));
    else edge(word(2 + 2 * i), word(2 + 2 * (count + i)));
  }
}

} // namespace

const Prototype *Lowering::prototype(u32 row) {
  std::vector<Prototype> &rows = prototypes[body->dex];
  if (rows.empty()) rows.resize(dex->proto_count());
  if (row >= rows.size()) return nullptr;
  Prototype &found = rows[row];
  if (found.state == Prototype::State::unread) found.state = read_prototype(row, found) ? Prototype::State::good : Prototype::State::bad;
  return found.state == Prototype::State::good ? &found : nullptr;
}

bool Lowering::read_prototype(u32 row, Prototype &into) {
  const auto is_type = [&](u32 type) {
    if (type >= ids->types.size()) return false;
    const std::string_view descriptor = type_text(program, ids->types[type]);
    return !descriptor.empty() && DescriptorReader{descriptor}.next() == descriptor;
  };
  const ProtoIdItem item = dex->proto(row);
  const List<u16> types = dex->type_list(item.parameters_off);
  if (types.damaged || types.size() > 255 || !is_type(item.return_type_idx)) return false; // no call has room for more
  into.first_parameter = static_cast<u32>(parameter_types.size());
  into.parameter_count = static_cast<u16>(types.size());
  into.result = static_cast<u32>(ids->types[item.return_type_idx]);
  for (const u16 type : types) {
    if (!is_type(type) || kind_of_type(ids->types[type]) == ValueKind::none) return false;
    parameter_types.push_back(ids->types[type]);
  }
  return true;
}

// Parameters and their registers, the last ones of the method.
bool Lowering::read_signature() {
  parameters.clear();
  has_wide = false;
  if (code.ins_size > code.registers_size) return fail("it has more parameters than registers");
  u32 reg = code.registers_size - code.ins_size;
  const auto add = [&](TypeId type, ValueKind kind) {
    parameters.push_back({kind, kind == ValueKind::reference ? static_cast<u32>(type) : no_index, reg});
    reg += kind == ValueKind::wide ? 2 : 1;
    has_wide |= kind == ValueKind::wide;
  };
  const Prototype *const row = prototype(dex->method(body->row).proto_idx);
  if (!row) return fail("its signature can't be read");
  if ((body->access_flags & acc_static) == 0) add(program.methods[body->method].owner, ValueKind::reference);
  for (u32 i = 0; i < row->parameter_count; ++i) add(parameter_types[row->first_parameter + i], kind_of_type(parameter_types[row->first_parameter + i]));
  if (reg != code.registers_size) return fail("its signature does not fit its parameters");
  return_kind = kind_of_type(TypeId{row->result});
  return true;
}

// Steps over all code once, as the platform's verifier does, then follows the ways from the first instruction.
bool Lowering::find_instructions() {
  const std::span<const u16> insns = code.insns;
  if (insns.empty()) return fail("it has no instruction");
  if (insns.size() > most_units) return fail("it is longer than a million code units");
  if (!spend(insns.size())) return false;
  flags.assign(insns.size(), 0);
  for (u32 pc = 0; pc < insns.size();) {
    if (const std::optional<Instruction> instruction = instruction_at(insns, pc)) {
      flags[pc] = starts;
      has_wide |= shapes[static_cast<u8>(instruction->opcode)].is_wide;
      pc += instruction->units;
      continue;
    }
    const u64 units = payload_units(insns.subspan(pc));
    if (units == 0 || units > insns.size() - pc) return fail("it holds an unknown instruction, or one runs past its end", pc);
    flags[pc] = is_payload;
    pc += static_cast<u32>(units);
  }
  u32 last_end = 0;
  for (const TryItem &item : tries.items) {
    if (item.start_addr < last_end || item.insn_count == 0) return fail("its try blocks overlap", item.start_addr);
    last_end = item.start_addr + item.insn_count;
    if (flags[item.start_addr] != starts) return fail("a try block starts inside an instruction", item.start_addr);
    for (u32 pc = item.start_addr; pc < last_end; ++pc) flags[pc] |= in_try;
  }

  pending.clear();
  try_is_reached.assign(tries.items.size(), 0);
  starts_in_loop = false;
  const auto lead_to = [&](i64 target, u32 from, bool is_handler) {
    if (target < 0 || target >= static_cast<i64>(insns.size()) || (flags[target] & starts) == 0) return fail("it branches to no instruction", from);
    const u16 unit = insns[static_cast<size_t>(target)];
    if (is_move_result(unit)) return fail("it branches to the result of a call", from);
    if (!is_handler && is_move_exception(unit)) return fail("it branches to the start of a handler", from);
    if (target == 0) starts_in_loop = true;
    if ((flags[target] & leads) == 0 && (flags[target] & visited) == 0) pending.push_back(static_cast<u32>(target));
    flags[target] |= leads;
    return true;
  };
  if (!lead_to(0, 0, false)) return false;
  starts_in_loop = false;
  while (!pending.empty()) {
    u32 pc = pending.back();
    pending.pop_back();
    while ((flags[pc] & visited) == 0) {
      flags[pc] |= visited;
      const Opcode opcode = opcode_of(insns[pc]);
      const OpcodeInfo &info = info_of(opcode);
      const u32 units = units_of(info.format);
      u32 next = pc + units;
      if (info.can_branch && !lead_to(pc + i64{branch_offset(info.format, insns, pc)}, pc, false)) return false;
      if (info.can_switch || opcode == Opcode::fill_array_data) {
        const i64 payload = pc + i64{branch_offset(info.format, insns, pc)};
        if (payload < 0 || payload >= static_cast<i64>(insns.size()) || (flags[payload] & is_payload) == 0) return fail("its data is not where it says", pc);
        const Payload expected = opcode == Opcode::packed_switch   ? Payload::packed_switch
                                 : opcode == Opcode::sparse_switch ? Payload::sparse_switch
                                                                   : Payload::array_data;
        if (insns[payload] != static_cast<u16>(expected)) return fail("its data is of another kind", pc);
        bool is_good = true;
        if (info.can_switch) {
          if (!spend(insns[payload + 1])) return false;
          for_each_key(insns, static_cast<u32>(payload), [&](i32, i32 offset) { is_good = is_good && lead_to(pc + i64{offset}, pc, false); });
        }
        if (!is_good) return false;
      }
      if (info.can_throw && (flags[pc] & in_try) != 0) {
        const auto item = std::ranges::upper_bound(tries.items, pc, {}, &TryItem::start_addr) - 1;
        if (u8 &is_reached = try_is_reached[static_cast<size_t>(item - tries.items.begin())]; !is_reached) {
          is_reached = 1;
          for (u32 i = 0; i < item->handler_count; ++i)
            if (!lead_to(tries.handlers[item->first_handler + i].address, pc, true)) return false;
        }
      }
      if (!info.can_continue) break;
      if (next < insns.size() && is_move_result(insns[next]) && (flags[next] & starts) != 0) {
        if (!is_invoke_or_filled(opcode)) return fail("it takes a result that no call before it gives", next);
        next += units_of(info_of(opcode_of(insns[next])).format);
      }
      if (next >= insns.size() || (flags[next] & starts) == 0) return fail("it runs off its end or into data", pc);
      if (is_move_result(insns[next])) return fail("it takes a result that no call before it gives", next);
      if (is_move_exception(insns[next])) return fail("it runs into the start of a handler", next);
      if (info.can_branch || info.can_switch || (info.can_throw && (flags[pc] & in_try) != 0)) flags[next] |= leads;
      pc = next;
    }
  }
  return true;
}

// Decodes the instructions of one block after the other.
struct Lowering::Blocks {
  Lowering &of;
  std::span<const u16> insns;

  bool is_register(u32 reg, bool is_wide) const { return reg + (is_wide ? 1 : 0) < of.code.registers_size; }

  bool add_read(u32 reg, MustHold need, u32 pc) {
    const bool is_wide = need == MustHold::wide;
    if (!is_register(reg, is_wide)) return of.fail("it names a register that it does not have", pc);
    of.reads.push_back({is_wide ? wide_variable(reg) : narrow_variable(reg), need});
    return true;
  }

  // The registers of a list: of arguments, or of elements.
  struct RegisterList {
    std::span<const u16> units;
    bool is_range;
    u32 count() const { return is_range ? units[0] >> 8 : units[0] >> 12; }
    u32 operator[](u32 i) const {
      if (is_range) return units[2] + i;
      return i == 4 ? units[0] >> 8 & 0xf : units[2] >> (4 * i) & 0xf;
    }
  };
  std::optional<RegisterList> registers_of(const LoweringStep &step) {
    const Format format = info_of(step.opcode).format;
    const RegisterList list{insns.subspan(step.pc), format == Format::f3rc || format == Format::f4rcc};
    if (!list.is_range && list.count() > 5) return of.fail("it has more arguments than there is room for", step.pc), std::nullopt;
    return list;
  }

  static MustHold must_hold(ValueKind kind) {
    return kind == ValueKind::wide ? MustHold::wide : kind == ValueKind::reference ? MustHold::reference : MustHold::number;
  }

  // Arguments by what is called; the first may be the receiver.
  bool add_arguments(LoweringStep &step, std::span<const TypeId> types, bool has_receiver) {
    const std::optional<RegisterList> list = registers_of(step);
    if (!list) return false;
    const u32 count = list->count();
    u32 i = 0;
    if (has_receiver) {
      if (count == 0) return of.fail("its arguments do not fit what it calls", step.pc);
      if (!add_read((*list)[i++], MustHold::reference, step.pc)) return false;
    }
    for (const TypeId type : types) {
      const ValueKind kind = of.kind_of_type(type);
      const u32 width = kind == ValueKind::wide ? 2 : 1;
      if (width > count - i) return of.fail("its arguments do not fit what it calls", step.pc);
      if (!add_read((*list)[i], must_hold(kind), step.pc)) return false;
      i += width;
    }
    return i == count || of.fail("its arguments do not fit what it calls", step.pc);
  }

  // filled-new-array: as if it called a method that takes the elements.
  bool add_elements(LoweringStep &step) {
    if (step.index >= of.ids->types.size()) return of.fail("it names a row that does not exist", step.pc);
    const std::string_view type = type_text(of.program, of.ids->types[step.index]);
    const ValueKind kind = type.size() > 1 && type[0] == '[' ? kind_of_letter(type[1]) : ValueKind::none;
    if (kind == ValueKind::none || kind == ValueKind::wide) return of.fail("it makes an array of something else", step.pc);
    const std::optional<RegisterList> list = registers_of(step);
    if (!list) return false;
    for (u32 i = 0; i < list->count(); ++i)
      if (!add_read((*list)[i], must_hold(kind), step.pc)) return false;
    step.result = ValueKind::reference;
    return true;
  }

  bool add_invoke(LoweringStep &step, InvokeKind kind) {
    if (kind == InvokeKind::custom) return add_custom(step);
    if (step.index >= of.ids->methods.size()) return of.fail("it names a row that does not exist", step.pc);
    const Prototype *const row = of.prototype(kind == InvokeKind::polymorphic ? insns[step.pc + 3] : of.dex->method(step.index).proto_idx);
    if (!row) return of.fail("the signature of what it calls can't be read", step.pc);
    step.result = of.kind_of_type(TypeId{row->result});
    step.result_type = row->result;
    return add_arguments(step, std::span(of.parameter_types).subspan(row->first_parameter, row->parameter_count), kind != InvokeKind::static_);
  }

  // An invoke-custom names a call site, which the program holds with its signature as text.
  bool add_custom(LoweringStep &step) {
    if (step.index >= of.ids->call_sites.size()) return of.fail("it names a row that does not exist", step.pc);
    const std::string_view signature = of.program.strings[of.program.call_sites[of.ids->call_sites[step.index]].signature];
    DescriptorReader reader{signature.substr(std::min(size_t{1}, signature.size()))};
    std::vector<TypeId> types;
    bool is_good = signature.starts_with('(');
    const auto take = [&](bool may_be_void) -> std::optional<TypeId> {
      const std::string_view descriptor = reader.next();
      return descriptor.empty() || (descriptor == "V" && !may_be_void) ? std::nullopt : find_type(of.program, descriptor);
    };
    while (is_good && !reader.rest.empty() && !reader.rest.starts_with(')')) {
      const std::optional<TypeId> type = take(false);
      is_good = type.has_value();
      if (type) types.push_back(*type);
    }
    reader.rest.remove_prefix(std::min(size_t{1}, reader.rest.size()));
    const std::optional<TypeId> result = is_good ? take(true) : std::nullopt;
    if (!result || !reader.rest.empty()) return of.fail("the signature of what it calls can't be read", step.pc);
    step.result = of.kind_of_type(*result);
    step.result_type = static_cast<u32>(*result);
    return add_arguments(step, types, false);
  }

  bool set_written(LoweringStep &step, u32 reg, ValueKind kind) {
    const bool is_wide = kind == ValueKind::wide;
    if (!is_register(reg, is_wide)) return of.fail("it names a register that it does not have", step.pc);
    step.written = is_wide ? wide_variable(reg) : narrow_variable(reg);
    return true;
  }

  bool add_move(LoweringStep &step, u32 to, u32 from) {
    const bool is_wide = shapes[static_cast<u8>(step.opcode)].is_wide;
    return add_read(from, is_wide ? MustHold::wide : MustHold::number_or_reference, step.pc) && set_written(step, to, is_wide ? ValueKind::wide : ValueKind::number);
  }

  // An instruction with its registers; a result that the next one takes too.
  bool add_step(u32 pc, u32 next) {
    const Opcode opcode = opcode_of(insns[pc]);
    const OpcodeInfo &info = info_of(opcode);
    const Shape &shape = shapes[static_cast<u8>(opcode)];
    LoweringStep step{opcode, shape.result, 0, pc, no_index, no_index, no_variable, static_cast<u32>(of.reads.size())};
    if (info.index != Index::none) step.index = instruction_at(insns, pc)->index;
    const RegisterPlaces &places = register_places[static_cast<u8>(opcode)];
    const auto reg = [&](u32 i) -> u32 { return insns[pc + places[i].unit] >> places[i].shift & places[i].mask; };
    if (opcode >= Opcode::move && opcode <= Opcode::move_object_16) {
      if (!add_move(step, reg(0), reg(1))) return false;
    } else if (shape.op == Op::invoke) {
      if (!add_invoke(step, static_cast<InvokeKind>(shape.detail))) return false;
    } else if (shape.op == Op::filled_array) {
      if (!add_elements(step)) return false;
    } else {
      for (u32 i = 0; i < shape.reads; ++i)
        if (!add_read(reg(shape.from[i]), shape.needs[i], pc)) return false;
      if (shape.result != ValueKind::none && !set_written(step, reg(0), shape.result)) return false;
    }
    if (is_invoke_or_filled(opcode) && next < insns.size() && is_move_result(insns[next])) {
      const Opcode taken = opcode_of(insns[next]);
      const ValueKind kind = taken == Opcode::move_result        ? ValueKind::number
                             : taken == Opcode::move_result_wide ? ValueKind::wide
                                                                 : ValueKind::reference;
      if (kind != step.result) return of.fail("it takes the result as something else", next);
      if (!set_written(step, insns[next] >> 8, kind)) return false;
    }
    if (shape.op == Op::return_ && opcode != Opcode::return_void && (of.return_kind == ValueKind::none || of.reads.back().need != must_hold(of.return_kind))) return of.fail("it returns something else", pc);
    if (opcode == Opcode::return_void && of.return_kind != ValueKind::none) return of.fail("it returns nothing, and should", pc);
    step.read_count = static_cast<u16>(of.reads.size() - step.first_read);
    of.steps.push_back(step);
    return true;
  }

  bool add_edge(u32 from, u32 target, EdgeKind kind, i32 key = 0, u32 catches = no_index) {
    if (of.edges_by_pc.size() >= most_edges) return of.fail("it has more than a million ways between its blocks");
    of.edges_by_pc.push_back({BlockId{from}, BlockId{of.at[target]}, kind, key, catches});
    return true;
  }

  // Edges to the handlers of the try range around `pc`. `try_index` moves on with it.
  bool add_handlers(u32 from, u32 pc, size_t &try_index) {
    while (of.tries.items[try_index].start_addr + of.tries.items[try_index].insn_count <= pc) ++try_index;
    const TryItem &item = of.tries.items[try_index];
    for (u32 i = 0; i < item.handler_count; ++i) {
      const CatchHandler &handler = of.tries.handlers[item.first_handler + i];
      if (handler.type_idx != no_index && handler.type_idx >= of.ids->types.size()) return of.fail("it names a row that does not exist", pc);
      const u32 type = handler.type_idx == no_index ? no_index : static_cast<u32>(of.ids->types[handler.type_idx]);
      if (!add_edge(from, handler.address, EdgeKind::exception, 0, type)) return false;
    }
    return true;
  }

  bool add_block(u32 number, u32 pc, size_t &try_index) {
    LoweringBlock block{};
    block.pc = pc;
    block.first_step = static_cast<u32>(of.steps.size());
    block.first_out = static_cast<u32>(of.edges_by_pc.size());
    for (bool is_done = false; !is_done;) {
      const Opcode opcode = opcode_of(insns[pc]);
      const OpcodeInfo &info = info_of(opcode);
      u32 next = pc + units_of(info.format);
      if (opcode != Opcode::nop && !add_step(pc, next)) return false;
      if (info.can_continue && next < insns.size() && is_move_result(insns[next])) ++next;
      is_done = !info.can_continue || (of.flags[next] & Lowering::leads) != 0;
      if (is_done && info.can_continue && !add_edge(number, next, EdgeKind::next)) return false;
      if (info.can_branch) {
        const EdgeKind kind = info.can_continue ? EdgeKind::taken : EdgeKind::next;
        if (!add_edge(number, static_cast<u32>(static_cast<i32>(pc) + branch_offset(info.format, insns, pc)), kind)) return false;
      }
      if (info.can_switch) {
        bool is_good = true;
        for_each_key(insns, static_cast<u32>(static_cast<i32>(pc) + branch_offset(info.format, insns, pc)), [&](i32 key, i32 offset) {
          is_good = is_good && add_edge(number, static_cast<u32>(static_cast<i32>(pc) + offset), EdgeKind::on_key, key);
        });
        if (!is_good) return false;
      }
      if (info.can_throw && (of.flags[pc] & Lowering::in_try) != 0 && !add_handlers(number, pc, try_index)) return false;
      pc = next;
    }
    block.step_count = static_cast<u32>(of.steps.size()) - block.first_step;
    block.out_count = static_cast<u32>(of.edges_by_pc.size()) - block.first_out;
    of.blocks_by_pc.push_back(block);
    return true;
  }
};

bool Lowering::find_blocks() {
  steps.clear(), reads.clear(), edges_by_pc.clear(), blocks_by_pc.clear();
  at.resize(std::max(at.size(), flags.size()));
  // Nothing leads to the first block, so if something leads to the first instruction, an empty block comes before it.
  u32 count = starts_in_loop ? 1 : 0;
  for (u32 pc = 0; pc < flags.size(); ++pc)
    if ((flags[pc] & leads) != 0) at[pc] = count++;
  Blocks decoder{*this, code.insns};
  if (starts_in_loop) {
    LoweringBlock entry{};
    entry.out_count = 1;
    blocks_by_pc.push_back(entry);
    if (!decoder.add_edge(0, 0, EdgeKind::next)) return false;
  }
  size_t try_index = 0;
  for (u32 pc = 0; pc < flags.size(); ++pc)
    if ((flags[pc] & leads) != 0 && !decoder.add_block(at[pc], pc, try_index)) return false;
  return spend(edges_by_pc.size() + steps.size() + reads.size());
}

} // namespace kinsafe
