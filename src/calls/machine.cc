// The interpreter's loop: blocks, phis, instructions. See decode.h.
#include "calls/machine.h"

#include "dex/opcodes.h"

#include <algorithm>
#include <bit>

namespace kinsafe {
namespace {

u32 raw(auto id) { return static_cast<u32>(id); }

std::u16string widen(std::string_view ascii) { return {ascii.begin(), ascii.end()}; }

bool holds(Condition condition, i64 left, i64 right) {
  switch (condition) {
  case Condition::equal: return left == right;
  case Condition::not_equal: return left != right;
  case Condition::less: return left < right;
  case Condition::greater_equal: return left >= right;
  case Condition::greater: return left > right;
  case Condition::less_equal: return left <= right;
  }
  return false;
}

// Whole numbers; what floats give is not known.
std::optional<i64> convert(u8 opcode, i64 number) {
  switch (static_cast<Opcode>(opcode)) {
  case Opcode::int_to_long: return number;
  case Opcode::long_to_int: return static_cast<i32>(number);
  case Opcode::int_to_byte: return static_cast<i8>(number);
  case Opcode::int_to_char: return static_cast<u16>(number);
  case Opcode::int_to_short: return static_cast<i16>(number);
  default: return std::nullopt; // the other opcodes of dex, most of which convert nothing
  }
}

// As an array of that element keeps it.
i64 fit(char element, i64 number) {
  switch (element) {
  case 'B': return static_cast<i8>(number);
  case 'C': return static_cast<u16>(number);
  case 'S': return static_cast<i16>(number);
  case 'Z': return number & 1;
  default: return number;
  }
}

char element_of(std::string_view array_type) { return array_type.size() > 1 ? array_type[1] : 'L'; }

} // namespace

bool is_of_floats(u8 opcode) {
  return (opcode >= 0x2d && opcode <= 0x30) || opcode == 0x7f || opcode == 0x80 || (opcode >= 0xa6 && opcode <= 0xaf) || (opcode >= 0xc6 && opcode <= 0xcf);
}

std::optional<i64> compute(Arithmetic operation, i64 left, i64 right, bool is_wide) {
  const u64 a = static_cast<u64>(left), b = static_cast<u64>(right);
  const unsigned count = static_cast<unsigned>(b & (is_wide ? 63 : 31));
  const auto fit = [&](u64 bits) { return is_wide ? static_cast<i64>(bits) : i64{static_cast<i32>(bits)}; };
  switch (operation) {
  case Arithmetic::add: return fit(a + b);
  case Arithmetic::subtract: return fit(a - b);
  case Arithmetic::reverse_subtract: return fit(b - a);
  case Arithmetic::multiply: return fit(a * b);
  case Arithmetic::divide:
    if (right == 0) return std::nullopt;
    return right == -1 ? fit(0 - a) : left / right;
  case Arithmetic::remainder:
    if (right == 0) return std::nullopt;
    return right == -1 ? 0 : left % right;
  case Arithmetic::and_: return left & right;
  case Arithmetic::or_: return left | right;
  case Arithmetic::xor_: return left ^ right;
  case Arithmetic::shift_left: return fit(a << count);
  case Arithmetic::shift_right: return left >> count;
  case Arithmetic::shift_right_unsigned: return is_wide ? static_cast<i64>(a >> count) : static_cast<i32>(static_cast<u32>(a) >> count);
  case Arithmetic::negate: return fit(0 - a);
  case Arithmetic::not_: return ~left;
  }
  return std::nullopt;
}

struct Machine::Frame {
  const LoweredBody &body;
  std::span<const Datum> arguments;
  std::vector<Datum> values; // by ValueId
  std::optional<CodeItem> code;

  bool has_floats(const Value &value) const { return code && value.pc < code->insns.size() && is_of_floats(static_cast<u8>(code->insns[value.pc] & 0xff)); }
};

Datum Machine::make(Object object) {
  objects_.push_back(std::move(object));
  return {Datum::Kind::object, static_cast<i64>(objects_.size() - 1)};
}

Datum Machine::make_text(std::u16string text) { return make({.kind = Object::Kind::text, .text = std::move(text), .elements = {}, .fields = {}}); }

const std::u16string *Machine::text(const Datum &datum) {
  Object *found = object(datum);
  return found && !found->is_unknown && (found->kind == Object::Kind::text || found->kind == Object::Kind::builder) ? &found->text : nullptr;
}
Object *Machine::builder(const Datum &datum) {
  Object *found = object(datum);
  return found && !found->is_unknown && found->kind == Object::Kind::builder ? found : nullptr;
}
Object *Machine::array(const Datum &datum) {
  Object *found = object(datum);
  return found && !found->is_unknown && found->kind == Object::Kind::array ? found : nullptr;
}

Datum Machine::import(const std::optional<Constant> &constant) {
  if (!constant) return {};
  switch (constant->kind) {
  case Constant::Kind::null: return Datum::of(0);
  case Constant::Kind::number: return Datum::of(constant->number);
  case Constant::Kind::text: return constant->text.contains(hole) ? Datum{} : make_text(to_utf16(constant->text));
  case Constant::Kind::class_object: return make({.kind = Object::Kind::class_object, .text = widen(constant->text), .elements = {}, .fields = {}});
  case Constant::Kind::array: {
    Object made{.kind = Object::Kind::array, .text = {}, .elements = {}, .element = constant->element, .fields = {}};
    for (const Constant &element : constant->elements) {
      Datum datum = import(element);
      if (datum.is_number()) datum.number = fit(constant->element, datum.number);
      made.elements.push_back(datum);
    }
    return make(std::move(made));
  }
  }
  return {};
}

std::optional<Constant> Machine::give(const Datum &datum, unsigned depth) const {
  Constant constant;
  if (datum.kind == Datum::Kind::unknown) return std::nullopt;
  if (datum.is_number()) {
    constant.kind = Constant::Kind::number;
    constant.number = datum.number;
    return constant;
  }
  const Object &found = objects_[static_cast<size_t>(datum.number)];
  if (found.is_unknown) return std::nullopt;
  switch (found.kind) {
  case Object::Kind::text:
  case Object::Kind::builder:
  case Object::Kind::class_object:
    constant.kind = found.kind == Object::Kind::class_object ? Constant::Kind::class_object : Constant::Kind::text;
    constant.text = from_utf16(found.text);
    return constant;
  case Object::Kind::array:
    if (depth == 0 || found.elements.size() > 65'536) return std::nullopt;
    constant.kind = Constant::Kind::array;
    constant.element = found.element;
    for (const Datum &element : found.elements) {
      std::optional<Constant> inner = give(element, depth - 1);
      if (!inner) return std::nullopt;
      constant.elements.push_back(std::move(*inner));
    }
    return constant;
  case Object::Kind::instance: return std::nullopt;
  }
  return std::nullopt;
}

// What unknown code is given it may change.
void Machine::spoil(std::span<const Datum> arguments) {
  std::vector<Datum> open(arguments.begin(), arguments.end());
  while (!open.empty()) {
    Object *found = object(open.back());
    open.pop_back();
    if (!found || found->is_unknown || found->kind == Object::Kind::text || found->kind == Object::Kind::class_object) continue;
    found->is_unknown = true;
    open.insert(open.end(), found->elements.begin(), found->elements.end());
    for (const auto &[name, value] : found->fields) open.push_back(value);
  }
}

// Written by nothing but the initialiser of its class.
bool Machine::is_constant_field(FieldId field) {
  const auto [slot, is_new] = constant_fields_.try_emplace(raw(field), true);
  if (!is_new) return slot->second;
  bool is_whole = true;
  const std::optional<BodyId> initializer = hierarchy_.initializer(program_.fields[field].owner);
  for (const Site &site : values_.writes(field, is_whole))
    if (!initializer || site.body != *initializer) slot->second = false;
  if (!is_whole) slot->second = false;
  return slot->second;
}

void Machine::initialise(TypeId type) {
  if (!initialised_.insert(raw(type)).second) return;
  // What an initialiser that can't be run to its end leaves unset is not known.
  if (const std::optional<BodyId> body = hierarchy_.initializer(type); body && !run(*body, {})) half_initialised_.insert(raw(type));
}

std::optional<Datum> Machine::get_static(FieldId field) {
  const FieldRef &ref = program_.fields[field];
  if (!values_.is_of_app(ref.owner)) return Datum{};
  initialise(ref.owner);
  if (const auto found = statics_.find(raw(field)); found != statics_.end()) return found->second;
  if (!is_constant_field(field) || half_initialised_.contains(raw(ref.owner))) return Datum{};
  const std::optional<Values::Initial> initial = values_.initial(field);
  if (!initial) return Datum{};
  if (initial->type == ValueType::string) return statics_[raw(field)] = make_text(to_utf16(program_.strings[StringId{initial->index}]));
  return initial->type == ValueType::type ? Datum{} : Datum::of(initial->number);
}

std::optional<Datum> Machine::invoke(Frame &frame, const Value &value) {
  std::vector<Datum> arguments;
  for (const ValueId operand : frame.body.operands_of(value)) arguments.push_back(frame.values[raw(operand)]);
  const auto kind = static_cast<InvokeKind>(value.detail);
  if (kind == InvokeKind::custom || kind == InvokeKind::polymorphic || value.index >= program_.methods.size()) {
    spoil(arguments);
    return Datum{};
  }
  const MethodId method{value.index};
  const MethodRef &ref = program_.methods[method];
  std::optional<BodyId> target;
  if (kind == InvokeKind::static_ || kind == InvokeKind::direct) {
    target = hierarchy_.method_in(ref.owner, ref.name, ref.signature);
  } else {
    const Object *receiver = arguments.empty() ? nullptr : object(arguments[0]);
    if (receiver && receiver->kind == Object::Kind::instance && receiver->type != no_index)
      target = hierarchy_.method_in(TypeId{receiver->type}, ref.name, ref.signature);
    else if (!receiver)
      if (const std::vector<BodyId> targets = values_.targets({frame.body.body, ValueId{static_cast<u32>(&value - frame.body.values.data())}}); targets.size() == 1)
        target = targets[0];
  }
  if (target) {
    if (kind == InvokeKind::static_) initialise(ref.owner);
    return run(*target, arguments);
  }
  if (const std::optional<Datum> result = call_platform(method, arguments)) return result;
  if (Object *made = arguments.empty() ? nullptr : object(arguments[0]); made && program_.strings[ref.name] == "<init>") made->is_unknown = true;
  spoil(arguments);
  return Datum{};
}

// Nothing: the run ends here.
std::optional<Datum> Machine::execute(Frame &frame, ValueId id) {
  const Value &value = frame.body[id];
  const std::span<const ValueId> names = frame.body.operands_of(value);
  const auto operand = [&](size_t i) -> Datum & { return frame.values[raw(names[i])]; };
  switch (value.op) {
  case Op::parameter: return value.index < frame.arguments.size() ? frame.arguments[value.index] : Datum{};
  case Op::number: return Datum::of(frame.body.numbers[value.index]);
  case Op::text: {
    const auto [slot, is_new] = literals_.try_emplace(value.index);
    if (is_new) slot->second = make_text(to_utf16(program_.strings[StringId{value.index}]));
    return slot->second;
  }
  case Op::class_object:
    return make({.kind = Object::Kind::class_object, .text = widen(type_text(program_, TypeId{value.index})), .elements = {}, .fields = {}});
  case Op::new_instance: {
    const TypeId type{value.index};
    const std::string_view name = type_text(program_, type);
    if (name == "Ljava/lang/String;") return make_text({});
    if (name == "Ljava/lang/StringBuilder;" || name == "Ljava/lang/StringBuffer;") return make({.kind = Object::Kind::builder, .text = {}, .elements = {}, .fields = {}});
    if (!values_.is_of_app(type)) return make({.is_unknown = true, .text = {}, .elements = {}, .fields = {}});
    initialise(type);
    return make({.text = {}, .elements = {}, .type = value.index, .fields = {}});
  }
  case Op::new_array: {
    const Datum &length = operand(0);
    if (!length.is_number() || length.number < 0 || !spend(static_cast<u64>(length.number) / 4)) return std::nullopt;
    return make({.kind = Object::Kind::array,
                 .text = {},
                 .elements = std::vector<Datum>(static_cast<size_t>(length.number), Datum::of(0)),
                 .element = element_of(type_text(program_, TypeId{value.index})),
                 .fields = {}});
  }
  case Op::filled_array: {
    Object made{.kind = Object::Kind::array, .text = {}, .elements = {}, .element = element_of(type_text(program_, TypeId{value.index})), .fields = {}};
    for (size_t i = 0; i < names.size(); ++i) made.elements.push_back(operand(i));
    return make(std::move(made));
  }
  case Op::fill_array: {
    Object *found = array(operand(0));
    const std::vector<i64> &data = frame.body.arrays[value.index].elements;
    if (!found) return Datum{};
    if (data.size() > found->elements.size() || !spend(data.size() / 4)) return std::nullopt;
    for (size_t i = 0; i < data.size(); ++i) found->elements[i] = Datum::of(fit(found->element, data[i]));
    return Datum{};
  }
  case Op::array_length:
    if (operand(0).is_null()) return std::nullopt;
    if (const Object *found = array(operand(0))) return Datum::of(static_cast<i64>(found->elements.size()));
    return Datum{};
  case Op::array_get: {
    const Object *found = array(operand(0));
    const Datum &at = operand(1);
    if (operand(0).is_null()) return std::nullopt;
    if (!found || !at.is_number()) return Datum{};
    if (at.number < 0 || static_cast<u64>(at.number) >= found->elements.size()) return std::nullopt;
    return found->elements[static_cast<size_t>(at.number)];
  }
  case Op::array_put: {
    Object *found = array(operand(0));
    const Datum &at = operand(1);
    if (operand(0).is_null()) return std::nullopt;
    if (!found) return Datum{};
    if (!at.is_number()) {
      found->is_unknown = true;
      return Datum{};
    }
    if (at.number < 0 || static_cast<u64>(at.number) >= found->elements.size()) return std::nullopt;
    const Datum &put = operand(2);
    found->elements[static_cast<size_t>(at.number)] = put.is_number() ? Datum::of(fit(found->element, put.number)) : put;
    return Datum{};
  }
  case Op::field_get: {
    const Object *found = object(operand(0));
    if (operand(0).is_null()) return std::nullopt;
    if (!found || found->is_unknown || found->kind != Object::Kind::instance) return Datum{};
    const FieldRef &ref = program_.fields[FieldId{value.index}];
    const auto slot = found->fields.find(u64{raw(ref.name)} << 32 | raw(ref.type));
    return slot == found->fields.end() ? Datum::of(0) : slot->second;
  }
  case Op::field_put: {
    Object *found = object(operand(0));
    const FieldRef &ref = program_.fields[FieldId{value.index}];
    if (found && !found->is_unknown) found->fields[u64{raw(ref.name)} << 32 | raw(ref.type)] = operand(1);
    return Datum{};
  }
  case Op::static_get: {
    const FieldRef &ref = program_.fields[FieldId{value.index}];
    if (type_text(program_, ref.owner) == "Ljava/nio/charset/StandardCharsets;") return make_text(to_utf16(program_.strings[ref.name]));
    return get_static(FieldId{value.index});
  }
  case Op::static_put: {
    const FieldId field{value.index};
    initialise(program_.fields[field].owner);
    statics_[raw(field)] = is_constant_field(field) ? operand(0) : Datum{};
    return Datum{};
  }
  case Op::invoke: return invoke(frame, value);
  case Op::check_cast: return operand(0);
  case Op::instance_of: return operand(0).is_null() ? Datum::of(0) : Datum{};
  case Op::arithmetic: {
    const Datum &left = operand(0), right = names.size() > 1 ? operand(1) : Datum::of(0);
    if (!left.is_number() || !right.is_number() || frame.has_floats(value)) return Datum{};
    const std::optional<i64> result = compute(static_cast<Arithmetic>(value.detail), left.number, right.number, value.kind == ValueKind::wide);
    return result ? std::optional(Datum::of(*result)) : std::nullopt;
  }
  case Op::compare:
    if (!operand(0).is_number() || !operand(1).is_number() || frame.has_floats(value)) return Datum{};
    return Datum::of(operand(0).number < operand(1).number ? -1 : operand(0).number > operand(1).number ? 1 : 0);
  case Op::convert: {
    const std::optional<i64> result = operand(0).is_number() ? convert(value.detail, operand(0).number) : std::nullopt;
    return result ? Datum::of(*result) : Datum{};
  }
  case Op::phi:
  case Op::handle:
  case Op::method_type:
  case Op::caught:
  case Op::monitor_enter:
  case Op::monitor_exit:
  case Op::jump:
  case Op::branch:
  case Op::switch_:
  case Op::return_: return Datum{};
  case Op::throw_: return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Datum> Machine::run(BodyId id, std::span<const Datum> arguments, Until until) {
  const LoweredBody *body = values_.body(id);
  if (!body || body->blocks.empty() || depth_ >= deepest_call || !spend(1 + body->values.size() / 16)) return std::nullopt;
  Frame frame{*body, arguments, std::vector<Datum>(body->values.size()), std::nullopt};
  if (const Body &row = program_.bodies[id]; row.dex < program_.dexes.size()) frame.code = program_.dexes[row.dex].code(row.code_offset);
  ++depth_;
  const auto leave = [&](std::optional<Datum> result) {
    --depth_;
    return result;
  };
  std::vector<Datum> met; // of the phis, before any of them changes
  u32 at = 0, edge_in = no_index;
  for (;;) {
    const Block &block = body->blocks[at];
    u32 next = block.first_value;
    const u32 end = block.first_value + block.value_count;
    if (edge_in != no_index) {
      const auto ins = std::span(body->ins).subspan(block.first_in, block.in_count);
      const size_t position = static_cast<size_t>(std::ranges::find(ins, edge_in) - ins.begin());
      met.clear();
      for (; next < end && body->values[next].op == Op::phi; ++next) {
        const ValueId from = body->operands_of(body->values[next])[position];
        met.push_back(from == no_value ? Datum{} : frame.values[raw(from)]);
      }
      std::ranges::copy(met, frame.values.begin() + block.first_value);
      if (!spend(met.size())) return leave(std::nullopt);
    }
    for (; next < end; ++next) {
      if (!spend(1)) return leave(std::nullopt);
      const std::optional<Datum> result = execute(frame, ValueId{next});
      if (!result) return leave(std::nullopt);
      frame.values[next] = *result;
      if (ValueId{next} == until.at) {
        until_value = frame.values[raw(until.of)];
        return leave(std::nullopt);
      }
    }
    const Value *last = block.value_count > 0 ? &body->values[end - 1] : nullptr;
    const std::span<const Edge> outs = body->outs(block);
    EdgeKind wanted = EdgeKind::next;
    std::optional<i32> key;
    if (last && last->op == Op::return_) {
      const auto names = body->operands_of(*last);
      return leave(names.empty() ? Datum{} : frame.values[raw(names[0])]);
    }
    if (last && last->op == Op::branch) {
      const auto names = body->operands_of(*last);
      const Datum &left = frame.values[raw(names[0])];
      const Datum right = names.size() > 1 ? frame.values[raw(names[1])] : Datum::of(0);
      const auto condition = static_cast<Condition>(last->detail);
      if (left.kind == Datum::Kind::unknown || right.kind == Datum::Kind::unknown) return leave(std::nullopt);
      const bool are_alike = left.kind == right.kind;
      const bool is_taken = are_alike ? holds(condition, left.number, right.number) : condition == Condition::not_equal; // an object and null
      if (is_taken) wanted = EdgeKind::taken;
    }
    if (last && last->op == Op::switch_) {
      const Datum &chosen = frame.values[raw(body->operands_of(*last)[0])];
      if (!chosen.is_number()) return leave(std::nullopt);
      for (const Edge &edge : outs)
        if (edge.kind == EdgeKind::on_key && edge.key == chosen.number) key = edge.key;
    }
    const Edge *chosen = nullptr;
    for (const Edge &edge : outs)
      if (key ? edge.kind == EdgeKind::on_key && edge.key == *key : edge.kind == wanted) {
        chosen = &edge;
        break;
      }
    if (!chosen) return leave(std::nullopt);
    edge_in = static_cast<u32>(chosen - body->edges.data());
    at = raw(chosen->to);
  }
}

} // namespace kinsafe
