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

// Opcodes behind which control goes on and nowhere else, handlers left out.
constexpr std::array<bool, 256> goes_on = [] {
  std::array<bool, 256> all{};
  for (size_t i = 0; i < all.size(); ++i) {
    const OpcodeInfo &info = opcodes[i];
    all[i] = !info.name.empty() && info.can_continue && !info.can_branch && !info.can_switch && i != static_cast<size_t>(Opcode::fill_array_data);
  }
  return all;
}();

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

// Parameters and their registers, the last ones of the method.
bool Lowering::read_signature() {
  parameters.clear();
  has_wide = false;
  if (code.ins_size > code.registers_size) return fail("it has more parameters than registers");
  u32 reg = code.registers_size - code.ins_size;
  const auto add = [&](ValueKind kind, u32 type) {
    parameters.push_back({kind, type, reg});
    reg += kind == ValueKind::wide ? 2 : 1;
    has_wide |= kind == ValueKind::wide;
  };
  const MethodRef &ref = program.methods[body->method];
  if ((body->access_flags & acc_static) == 0) add(ValueKind::reference, static_cast<u32>(ref.owner));
  const std::string_view signature = program.strings[ref.signature];
  DescriptorReader types{signature.starts_with('(') ? signature.substr(1) : std::string_view()};
  while (!types.rest.empty() && !types.rest.starts_with(')')) {
    const std::string_view descriptor = types.next();
    if (descriptor.empty() || descriptor.ends_with('V') || parameters.size() > code.ins_size) return fail("its signature does not fit its parameters");
    const ValueKind kind = kind_of_letter(descriptor[0]);
    const std::optional<TypeId> type = kind == ValueKind::reference ? find_type(program, descriptor) : std::nullopt;
    add(kind, type ? static_cast<u32>(*type) : no_index);
  }
  if (!types.rest.starts_with(')') || reg != code.registers_size) return fail("its signature does not fit its parameters");
  types.rest.remove_prefix(1);
  const std::string_view result = types.next();
  if (result.empty() || !types.rest.empty()) return fail("its signature does not fit its parameters");
  return_type = result[0];
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
    const u8 opcode = static_cast<u8>(opcode_of(insns[pc]));
    const u32 plain_units = detail::steps[opcode].plain_units;
    if ((plain_units != 0 && plain_units <= insns.size() - pc) || instruction_at(insns, pc)) {
      flags[pc] = starts;
      has_wide |= shapes[opcode].is_wide;
      pc += detail::steps[opcode].units;
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
      const u8 flag = flags[pc];
      flags[pc] = flag | visited;
      const Opcode opcode = opcode_of(insns[pc]);
      // Nearly all: nothing but the next one follows, and that is no part of a pair.
      if (goes_on[static_cast<u8>(opcode)] && (flag & in_try) == 0) {
        const u32 behind = pc + detail::steps[static_cast<u8>(opcode)].units;
        if (behind < insns.size() && (flags[behind] & starts) != 0 && !is_move_result(insns[behind]) && !is_move_exception(insns[behind])) {
          pc = behind;
          continue;
        }
      }
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

  // Arguments by the types of a signature; `count` registers are given for them, the first argument may be the receiver.
  bool add_arguments(LoweringStep &step, std::string_view signature, bool has_receiver) {
    const u32 pc = step.pc;
    const Format format = info_of(step.opcode).format;
    const bool is_range = format == Format::f3rc || format == Format::f4rcc;
    const u32 count = is_range ? insns[pc] >> 8 : insns[pc] >> 12;
    if (!is_range && count > 5) return of.fail("it has more arguments than there is room for", pc);
    const auto reg = [&](u32 i) -> u32 {
      if (is_range) return insns[pc + 2] + i;
      return i == 4 ? insns[pc] >> 8 & 0xf : insns[pc + 2] >> (4 * i) & 0xf;
    };
    u32 i = 0;
    if (has_receiver) {
      if (count == 0) return of.fail("its arguments do not fit what it calls", pc);
      if (!add_read(reg(i++), MustHold::reference, pc)) return false;
    }
    DescriptorReader types{signature.starts_with('(') ? signature.substr(1) : std::string_view()};
    while (!types.rest.empty() && !types.rest.starts_with(')')) {
      const std::string_view descriptor = types.next();
      const ValueKind kind = descriptor.empty() ? ValueKind::none : kind_of_letter(descriptor[0]);
      const u32 width = kind == ValueKind::wide ? 2 : 1;
      if (kind == ValueKind::none || width > count - i) return of.fail("its arguments do not fit what it calls", pc);
      const MustHold need = kind == ValueKind::wide ? MustHold::wide : kind == ValueKind::reference ? MustHold::reference : MustHold::number;
      if (!add_read(reg(i), need, pc)) return false;
      i += width;
    }
    if (!types.rest.starts_with(')') || i != count) return of.fail("its arguments do not fit what it calls", pc);
    types.rest.remove_prefix(1);
    const std::string_view result = types.next();
    if (result.empty() || !types.rest.empty()) return of.fail("the signature of what it calls can't be read", pc);
    step.result = kind_of_letter(result[0]);
    return true;
  }

  // filled-new-array: as if it called a method that takes the elements.
  bool add_elements(LoweringStep &step) {
    if (step.index >= of.ids->types.size()) return of.fail("it names a row that does not exist", step.pc);
    const std::string_view type = type_text(of.program, of.ids->types[step.index]);
    const ValueKind kind = type.size() > 1 && type[0] == '[' ? kind_of_letter(type[1]) : ValueKind::none;
    if (kind == ValueKind::none || kind == ValueKind::wide) return of.fail("it makes an array of something else", step.pc);
    const bool is_range = step.opcode == Opcode::filled_new_array_range;
    const u32 count = is_range ? insns[step.pc] >> 8 : insns[step.pc] >> 12;
    if (!is_range && count > 5) return of.fail("it has more arguments than there is room for", step.pc);
    for (u32 i = 0; i < count; ++i) {
      const u32 reg = is_range ? insns[step.pc + 2] + i : i == 4 ? insns[step.pc] >> 8 & 0xfu : insns[step.pc + 2] >> (4 * i) & 0xfu;
      if (!add_read(reg, kind == ValueKind::reference ? MustHold::reference : MustHold::number, step.pc)) return false;
    }
    step.result = ValueKind::reference;
    return true;
  }

  std::optional<std::string_view> signature_of(const LoweringStep &step, InvokeKind kind) const {
    const u32 row = kind == InvokeKind::polymorphic ? insns[step.pc + 3] : step.index;
    if (kind == InvokeKind::custom) {
      if (row >= of.ids->call_sites.size()) return std::nullopt;
      return of.program.strings[of.program.call_sites[of.ids->call_sites[row]].signature];
    }
    if (step.index >= of.ids->methods.size()) return std::nullopt;
    if (kind != InvokeKind::polymorphic) return of.program.strings[of.program.methods[of.ids->methods[row]].signature];
    return polymorphic_signature(row);
  }

  // The signature that the caller of a polymorphic method chose. The program has it only if some method is declared so.
  std::optional<std::string_view> polymorphic_signature(u32 row) const {
    if (row >= of.dex->proto_count()) return std::nullopt;
    const ProtoIdItem proto = of.dex->proto(row);
    const List<u16> types = of.dex->type_list(proto.parameters_off);
    std::string &text = of.chosen_signature;
    text.assign(1, '(');
    for (const u16 type : types) text += of.dex->type(type);
    text.append(")").append(of.dex->type(proto.return_type_idx));
    return types.damaged ? std::nullopt : std::optional<std::string_view>(text);
  }

  bool add_invoke(LoweringStep &step, InvokeKind kind) {
    const std::optional<std::string_view> signature = signature_of(step, kind);
    if (!signature) return of.fail("it names a row that does not exist", step.pc);
    return add_arguments(step, *signature, kind != InvokeKind::static_ && kind != InvokeKind::custom);
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
    LoweringStep step{opcode, shape.result, 0, pc, no_index, no_variable, static_cast<u32>(of.reads.size())};
    if (info.index != Index::none) step.index = instruction_at(insns, pc)->index;
    u32 regs[3] = {};
    switch (info.format) {
    case Format::f10t:
    case Format::f10x:
    case Format::f20t:
    case Format::f30t:
    case Format::f35c:
    case Format::f3rc:
    case Format::f45cc:
    case Format::f4rcc: break;
    case Format::f11n:
    case Format::f12x:
    case Format::f22c:
    case Format::f22s:
    case Format::f22t:
      regs[0] = insns[pc] >> 8 & 0xf;
      regs[1] = insns[pc] >> 12;
      break;
    case Format::f11x:
    case Format::f21c:
    case Format::f21h:
    case Format::f21s:
    case Format::f21t:
    case Format::f31c:
    case Format::f31i:
    case Format::f31t:
    case Format::f51l: regs[0] = insns[pc] >> 8; break;
    case Format::f22x:
      regs[0] = insns[pc] >> 8;
      regs[1] = insns[pc + 1];
      break;
    case Format::f32x:
      regs[0] = insns[pc + 1];
      regs[1] = insns[pc + 2];
      break;
    case Format::f22b:
    case Format::f23x:
      regs[0] = insns[pc] >> 8;
      regs[1] = insns[pc + 1] & 0xff;
      regs[2] = insns[pc + 1] >> 8;
      break;
    }
    if (opcode >= Opcode::move && opcode <= Opcode::move_object_16) {
      if (!add_move(step, regs[0], regs[1])) return false;
    } else if (shape.op == Op::invoke) {
      if (!add_invoke(step, static_cast<InvokeKind>(shape.detail))) return false;
    } else if (shape.op == Op::filled_array) {
      if (!add_elements(step)) return false;
    } else {
      const u32 first = shape.result != ValueKind::none && !shape.reads_first ? 1 : 0;
      for (u32 i = 0; i < shape.reads; ++i) {
        const u32 which = shape.object_first ? (i + 1) % shape.reads : i;
        if (!add_read(regs[first + which], shape.needs[which], pc)) return false;
      }
      if (shape.result != ValueKind::none && !set_written(step, regs[0], shape.result)) return false;
    }
    if (is_invoke_or_filled(opcode) && next < insns.size() && is_move_result(insns[next])) {
      const Opcode taken = opcode_of(insns[next]);
      const ValueKind kind = taken == Opcode::move_result        ? ValueKind::number
                             : taken == Opcode::move_result_wide ? ValueKind::wide
                                                                 : ValueKind::reference;
      if (kind != step.result) return of.fail("it takes the result as something else", next);
      if (!set_written(step, insns[next] >> 8, kind)) return false;
    }
    if (shape.op == Op::return_ && opcode != Opcode::return_void && of.reads.back().need != need_of_return()) return of.fail("it returns something else", pc);
    if (opcode == Opcode::return_void && of.return_type != 'V') return of.fail("it returns nothing, and should", pc);
    step.read_count = static_cast<u16>(of.reads.size() - step.first_read);
    of.steps.push_back(step);
    return true;
  }

  MustHold need_of_return() const {
    switch (kind_of_letter(of.return_type)) {
    case ValueKind::wide: return MustHold::wide;
    case ValueKind::reference: return MustHold::reference;
    case ValueKind::number: return MustHold::number;
    case ValueKind::none:
    case ValueKind::zero:
    case ValueKind::conflict: return MustHold::number_or_reference; // nothing fits
    }
    return MustHold::number_or_reference;
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
