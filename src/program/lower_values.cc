// Values: one walk over the blocks in reverse postorder. When a block is reached, all ways into it are known but those of
// loops; a variable that is needed there becomes a phi if two of them differ or one is not known. What turns out to be no
// choice at all is taken away at the end.
#include "program/lowering.h"

#include <algorithm>
#include <bit>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

i64 literal_of(std::span<const u16> insns, u32 pc, Opcode opcode) {
  const auto unit = [&](u32 i) { return u64{insns[pc + i]}; };
  switch (info_of(opcode).format) {
  case Format::f11n: return static_cast<i16>(insns[pc]) >> 12;
  case Format::f21s:
  case Format::f22s: return static_cast<i16>(unit(1));
  case Format::f22b: return static_cast<i8>(unit(1) >> 8);
  case Format::f31i: return static_cast<i32>(unit(1) | unit(2) << 16);
  case Format::f51l: return static_cast<i64>(unit(1) | unit(2) << 16 | unit(3) << 32 | unit(4) << 48);
  case Format::f21h: return opcode == Opcode::const_high16 ? static_cast<i64>(static_cast<i32>(unit(1) << 16)) : static_cast<i64>(unit(1) << 48);
  default: return 0; // no other has one
  }
}

} // namespace

struct Lowering::Values {
  Lowering &of;
  std::span<const u16> insns;

  ValueId add(Value value) {
    of.values.push_back(value);
    return ValueId{static_cast<u32>(of.values.size() - 1)};
  }
  ValueId &current(Variable variable) { return of.variables[variable].current; }

  void write(Variable variable, ValueId value) {
    of.for_each_written(variable, [&](Variable other) { current(other) = no_value; });
    if (variable != no_variable) current(variable) = value;
  }

  // What the block's variables hold when it is entered.
  void enter(u32 number) {
    const LoweringBlock &block = of.blocks[number];
    const std::span<const Variable> live = std::span(of.live).subspan(block.first_live, block.live_count);
    if (number == 0) {
      for (const Variable variable : live) current(variable) = no_value;
      for (u32 i = 0; i < of.parameters.size(); ++i) {
        const Parameter &parameter = of.parameters[i];
        Value value{};
        value.op = Op::parameter;
        value.kind = parameter.kind;
        value.index = i;
        value.type = parameter.type;
        write(parameter.kind == ValueKind::wide ? wide_variable(parameter.reg) : narrow_variable(parameter.reg), add(value));
      }
      return;
    }
    bool is_known = true;
    for (u32 i = 0; i < block.in_count; ++i) is_known = is_known && raw(of.edges[of.ins[block.first_in + i]].from) < number;
    for (u32 i = 0; i < live.size(); ++i) {
      const u32 slot = block.first_slot + i * block.in_count;
      const std::span<const ValueId> row = std::span(of.slots).subspan(slot, block.in_count);
      if (is_known && std::ranges::all_of(row, [&](ValueId value) { return value == row[0]; })) {
        current(live[i]) = row[0];
        continue;
      }
      Value phi{};
      phi.op = Op::phi;
      phi.first_operand = slot;
      phi.operand_count = block.in_count;
      current(live[i]) = add(phi);
      of.phis.push_back(raw(current(live[i])));
    }
  }

  // Tells the blocks behind these edges what their variables hold.
  void leave(const LoweringBlock &block, bool through_exceptions) {
    for (u32 i = block.first_out; i < block.first_out + block.out_count; ++i) {
      const Edge &edge = of.edges[i];
      if ((edge.kind == EdgeKind::exception) != through_exceptions) continue;
      const LoweringBlock &to = of.blocks[raw(edge.to)];
      for (u32 j = 0; j < to.live_count; ++j) of.slots[to.first_slot + j * to.in_count + of.in_position[i]] = current(of.live[to.first_live + j]);
    }
  }

  // The type that a handler catches, if all ways into it agree.
  u32 caught_type(const LoweringBlock &block) const {
    const u32 first = of.edges[of.ins[block.first_in]].catches;
    for (u32 i = 1; i < block.in_count; ++i)
      if (of.edges[of.ins[block.first_in + i]].catches != first) return no_index;
    return first;
  }

  ValueId add_number(u32 pc, i64 bits, ValueKind kind) {
    Value value{};
    value.op = Op::number;
    value.kind = kind == ValueKind::number && bits == 0 ? ValueKind::zero : kind;
    value.index = static_cast<u32>(of.numbers.size());
    value.pc = pc;
    value.first_operand = static_cast<u32>(of.operands.size());
    of.numbers.push_back(bits);
    return add(value);
  }

  // The data of a fill-array-data. Several instructions may name the same.
  std::optional<u32> array_at(u32 pc) {
    const u32 payload = pc + (insns[pc + 1] | u32{insns[pc + 2]} << 16);
    if ((of.flags[payload] & Lowering::visited) != 0) return of.at[payload];
    const u32 width = insns[payload + 1], count = insns[payload + 2] | u32{insns[payload + 3]} << 16;
    if (width != 1 && width != 2 && width != 4 && width != 8) return std::nullopt;
    const u8 *data = reinterpret_cast<const u8 *>(insns.data() + payload + 4);
    LoweredBody::ArrayData array;
    array.width = static_cast<u16>(width);
    array.elements.reserve(count);
    for (u32 i = 0; i < count; ++i) {
      u64 bits = 0;
      std::memcpy(&bits, data + size_t{i} * width, width);
      const int unused = 64 - 8 * static_cast<int>(width);
      array.elements.push_back(static_cast<i64>(bits << unused) >> unused);
    }
    of.flags[payload] |= Lowering::visited;
    of.at[payload] = static_cast<u32>(of.arrays.size());
    of.arrays.push_back(std::move(array));
    return of.at[payload];
  }

  // What the instruction names, and the type that this gives its result. False if there is no such row, or it does not fit.
  bool set_index(Value &value, const LoweringStep &step) {
    const Program &program = of.program;
    const DexIds &ids = *of.ids;
    const auto has = [&](const auto &table) { return step.index < table.size() ? true : of.fail("it names a row that does not exist", step.pc); };
    const auto type_or_none = [](std::optional<TypeId> type) { return type ? raw(*type) : no_index; };
    switch (info_of(step.opcode).index) {
    case Index::none: return true;
    case Index::string:
      if (!has(ids.strings)) return false;
      value.index = raw(ids.strings[step.index]);
      value.type = type_or_none(of.string_type);
      return true;
    case Index::type:
      if (!has(ids.types)) return false;
      value.index = raw(ids.types[step.index]);
      if (!fits_type(of.first_letter(ids.types[step.index]), value.op)) return of.fail("it names a type of another kind", step.pc);
      if (value.op == Op::class_object) value.type = type_or_none(of.class_type);
      else if (value.kind == ValueKind::reference) value.type = value.index;
      return true;
    case Index::field: {
      if (!has(ids.fields)) return false;
      value.index = raw(ids.fields[step.index]);
      const TypeId type = program.fields[FieldId{value.index}].type;
      if (!fits_field(of.kind_of_type(type), step)) return of.fail("it takes the field as something else", step.pc);
      if (value.kind == ValueKind::reference) value.type = raw(type);
      return true;
    }
    case Index::method: {
      value.index = raw(ids.methods[step.index]); // looked up before, for its arguments
      if (value.kind == ValueKind::reference) set_result_type(value, of.dex->method(step.index).proto_idx);
      return true;
    }
    case Index::method_and_proto:
      value.index = raw(ids.methods[step.index]);
      if (value.kind == ValueKind::reference) set_result_type(value, insns[step.pc + 3]);
      return true;
    case Index::call_site: {
      value.index = raw(ids.call_sites[step.index]);
      const std::string_view signature = program.strings[program.call_sites[CallSiteId{value.index}].signature];
      if (value.kind == ValueKind::reference) value.type = type_or_none(find_type(program, signature.substr(signature.rfind(')') + 1)));
      return true;
    }
    case Index::method_handle:
      value.index = step.index;
      return step.index < of.dex->method_handle_count() || of.fail("it names a row that does not exist", step.pc);
    case Index::proto:
      value.index = step.index;
      return step.index < of.dex->proto_count() || of.fail("it names a row that does not exist", step.pc);
    }
    return true;
  }

  void set_result_type(Value &value, u32 proto) {
    const u32 type = of.dex->proto(proto).return_type_idx;
    if (type < of.ids->types.size()) value.type = raw(of.ids->types[type]);
  }

  static bool fits_type(char letter, Op op) {
    const bool is_class = letter == 'L', is_array = letter == '[';
    if (op == Op::new_instance) return is_class;
    if (op == Op::new_array || op == Op::filled_array) return is_array;
    return is_class || is_array || op == Op::class_object;
  }

  static bool fits_field(ValueKind kind, const LoweringStep &step) {
    const Shape &shape = shapes[static_cast<u8>(step.opcode)];
    const bool is_put = shape.op == Op::field_put || shape.op == Op::static_put;
    if (!is_put) return shape.result == kind;
    return kind != ValueKind::none && shape.needs[0] == (kind == ValueKind::wide ? MustHold::wide : kind == ValueKind::reference ? MustHold::reference : MustHold::number);
  }

  bool add_step(const LoweringBlock &block, const LoweringStep &step, bool is_last) {
    const std::span<const Read> reads = std::span(of.reads).subspan(step.first_read, step.read_count);
    if (step.opcode >= Opcode::move && step.opcode <= Opcode::move_object_16) {
      write(step.written, current(reads[0].variable));
      return true;
    }
    const Shape &shape = shapes[static_cast<u8>(step.opcode)];
    ValueId result;
    if (shape.op == Op::number) {
      result = add_number(step.pc, literal_of(insns, step.pc, step.opcode), shape.result);
    } else {
      const Format format = info_of(step.opcode).format;
      const bool has_literal = shape.op == Op::arithmetic && (format == Format::f22b || format == Format::f22s);
      const ValueId literal = has_literal ? add_number(step.pc, literal_of(insns, step.pc, step.opcode), ValueKind::number) : no_value;
      Value value{};
      value.op = shape.op;
      value.kind = step.result;
      value.detail = shape.detail;
      value.index = shape.index;
      value.pc = step.pc;
      value.first_operand = static_cast<u32>(of.operands.size());
      for (const Read &read : reads) {
        if (current(read.variable) == no_value) return of.fail("it reads a register that is not set", step.pc);
        of.operands.push_back(current(read.variable));
        of.needs.push_back(read.need);
      }
      if (has_literal) {
        of.operands.push_back(literal);
        of.needs.push_back(MustHold::number);
      }
      value.operand_count = static_cast<u32>(of.operands.size()) - value.first_operand;
      if (!set_index(value, step)) return false;
      if (shape.op == Op::caught) {
        value.index = caught_type(block);
        value.type = value.index != no_index ? value.index : of.throwable_type ? raw(*of.throwable_type) : no_index;
      }
      if (shape.op == Op::fill_array) {
        const std::optional<u32> array = array_at(step.pc);
        if (!array) return of.fail("its array data has elements of an odd width", step.pc);
        value.index = *array;
      }
      result = add(value);
    }
    if (is_last) leave(block, true);
    write(step.written, result);
    return true;
  }
};

bool Lowering::make_values() {
  values.clear(), operands.clear(), needs.clear(), numbers.clear(), arrays.clear(), phis.clear(), first_value.clear();
  Values maker{*this, code.insns};
  for (u32 number = 0; number < blocks.size(); ++number) {
    const LoweringBlock &block = blocks[number];
    first_value.push_back(static_cast<u32>(values.size()));
    maker.enter(number);
    for (u32 i = 0; i < block.step_count; ++i)
      if (!maker.add_step(block, steps[block.first_step + i], i + 1 == block.step_count)) return false;
    maker.leave(block, false);
  }
  first_value.push_back(static_cast<u32>(values.size()));
  return true;
}

// Assumes of every phi that it is none, and takes that back for good where two of its operands differ: what is left over is
// the same on every way, also around loops that are entered at several places. What was taken back too soon is found by asking
// once more, of those that are left, whether they have one operand besides themselves.
bool Lowering::find_same() {
  constexpr u32 most_sweeps = 100; // loops inside each other take one each
  same.resize(values.size());
  for (u32 i = 0; i < values.size(); ++i) same[i] = values[i].op == Op::phi ? unknown_value : ValueId{i};
  u32 sweeps = 0;
  for (bool is_assuming = true, has_changed = !phis.empty(); has_changed || is_assuming;) {
    if (!has_changed) is_assuming = false;
    has_changed = false;
    u64 cost = phis.size();
    for (const u32 phi : phis) {
      const bool is_kept = same[phi] == ValueId{phi};
      if (is_assuming == is_kept) continue;
      ValueId common = unknown_value;
      for (const ValueId operand : slots_of(phi)) {
        ++cost;
        const ValueId value = same_as(operand);
        if (value == unknown_value || value == common || value == ValueId{phi}) continue;
        if (common != unknown_value) {
          common = ValueId{phi};
          break;
        }
        common = value;
      }
      has_changed |= same[phi] != common;
      same[phi] = common;
    }
    if (!spend(cost)) return false;
    if (++sweeps > most_sweeps) return fail("its loops lie too deep in each other");
  }
  return true;
}

// Keeps what an instruction needs.
bool Lowering::remove_phis() {
  if (phis.empty()) return true;
  if (!find_same()) return false;
  is_live.assign(values.size(), 0);
  pending_values.clear();
  const auto need = [&](ValueId operand) {
    const ValueId value = same_as(operand);
    if (value == no_value || value == unknown_value) return false;
    if (values[raw(value)].op == Op::phi && !is_live[raw(value)]) {
      is_live[raw(value)] = 1;
      pending_values.push_back(raw(value));
    }
    return true;
  };
  for (u32 i = 0; i < values.size(); ++i) {
    if (values[i].op == Op::phi) continue;
    is_live[i] = 1;
    for (u32 j = 0; j < values[i].operand_count; ++j)
      if (!need(operands[values[i].first_operand + j])) return fail("it reads a register that is not set", values[i].pc);
    while (!pending_values.empty()) {
      const u32 phi = pending_values.back();
      pending_values.pop_back();
      for (const ValueId operand : slots_of(phi))
        if (!need(operand)) return fail("it reads a register that is not set on every way", values[i].pc);
    }
  }
  return true;
}

void Lowering::add_block(LoweredBody &lowered, u32 number, u32 first, u32 count) const {
  const LoweringBlock &block = blocks[number];
  lowered.blocks.push_back({first, count, block.first_out, block.out_count, block.first_in, block.in_count});
}

LoweredBody Lowering::write_body() {
  LoweredBody lowered;
  lowered.body = body_id;
  lowered.method = body->method;
  lowered.access_flags = body->access_flags;
  lowered.edges = edges;
  lowered.ins = ins;
  lowered.numbers = numbers;
  lowered.arrays = std::move(arrays);
  lowered.blocks.reserve(blocks.size());
  if (phis.empty()) { // nothing was taken away
    lowered.values = values;
    lowered.operands = operands;
    needs_of_body.swap(needs);
    for (u32 number = 0; number < blocks.size(); ++number) add_block(lowered, number, first_value[number], first_value[number + 1] - first_value[number]);
    return lowered;
  }
  new_id.resize(values.size());
  u32 count = 0, operand_count = 0;
  for (u32 i = 0; i < values.size(); ++i) {
    if (!is_live[i]) continue;
    new_id[i] = count++;
    operand_count += values[i].operand_count;
  }
  lowered.values.reserve(count);
  lowered.operands.reserve(operand_count);
  needs_of_body.clear();
  for (u32 number = 0; number < blocks.size(); ++number) {
    const u32 first = static_cast<u32>(lowered.values.size());
    for (u32 i = first_value[number]; i < first_value[number + 1]; ++i) {
      if (!is_live[i]) continue;
      Value value = values[i];
      const std::vector<ValueId> &from = value.op == Op::phi ? slots : operands;
      const u32 old = value.first_operand;
      value.first_operand = static_cast<u32>(lowered.operands.size());
      for (u32 j = 0; j < value.operand_count; ++j) {
        lowered.operands.push_back(ValueId{new_id[raw(same_as(from[old + j]))]});
        needs_of_body.push_back(value.op == Op::phi ? MustHold::number_or_reference : needs[old + j]);
      }
      lowered.values.push_back(value);
    }
    add_block(lowered, number, first, static_cast<u32>(lowered.values.size()) - first);
  }
  return lowered;
}

} // namespace kinsafe
