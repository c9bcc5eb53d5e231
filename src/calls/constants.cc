// What a value may be: the walk, and the questions. What the platform's methods do to constants stands in
// constants_platform.cc, texts under construction in constants_text.cc.
#include "calls/constants.h"

#include "calls/machine.h"
#include "dex/opcodes.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace kinsafe {
namespace {

constexpr size_t most_alternatives = 64;
constexpr size_t most_targets = 16;  // methods of the app behind one call
constexpr size_t longest_array = 8192;

u32 raw(auto id) { return static_cast<u32>(id); }

bool is_less(const Constant &a, const Constant &b) {
  if (a.kind != b.kind) return a.kind < b.kind;
  if (a.number != b.number) return a.number < b.number;
  if (a.text != b.text) return a.text < b.text;
  if (a.element != b.element) return a.element < b.element;
  return std::ranges::lexicographical_compare(a.elements, b.elements, is_less);
}

// Puts the alternatives in order; of equal ones the first place counts.
void settle(Known &known) {
  const auto comes_first = [](const Constant &a, const Constant &b) {
    if (is_less(a, b)) return true;
    if (is_less(b, a)) return false;
    return std::pair(a.place.body, a.place.pc) < std::pair(b.place.body, b.place.pc);
  };
  std::ranges::sort(known.values, comes_first);
  known.values.erase(std::ranges::unique(known.values).begin(), known.values.end());
  if (known.values.size() > most_alternatives) {
    known.values.resize(most_alternatives);
    known.lose("limit");
  }
}

Known one(Constant constant) {
  Known known;
  known.values.push_back(std::move(constant));
  return known;
}

} // namespace

std::string shown(std::string_view text) {
  std::string out(text);
  std::ranges::replace(out, hole, '*');
  return out;
}

Surroundings surroundings_of(const Package &package) {
  return {package.resources, package.manifest ? std::string_view(package.manifest->package) : std::string_view()};
}

Constants::Constants(Values &values, const ModelRows &rows, const Surroundings &surroundings, const ConstantsBudget &budget)
    : values_(values), rows_(rows), surroundings_(surroundings), decoder_(values, budget.steps), steps_left_(budget.values), steps_of_question_(budget.question) {
  for (const ConstantRow &row : rows_.constants) platform_values_.emplace(row.member.owner + "->" + row.member.name, row.value);
  memos_.emplace_back();
}

void Constants::forget() {
  closed_ = {};
  kept_ = {};
  members_.clear();
  put_into_elsewhere_.clear();
  set_by_name_.reset();
}

Known Constants::ask(const std::function<Known()> &question, u64 most_steps) {
  if (!set_by_name_) find_set_by_name();
  question_steps_ = std::min(steps_of_question_, most_steps);
  memos_.assign(1, {});
  open_.clear();
  was_cut_ = false;
  is_closed_ = true;
  depth_ = 0;
  Known known = question();
  settle(known);
  return known;
}

Known Constants::constants_of(ValueAt at) {
  return ask([&] { return evaluate(at); });
}
Known Constants::elements_of(ValueAt at) {
  return ask([&] { return elements(at); });
}

namespace {

ConstantSet set_of(Known known, Constant::Kind kind) {
  ConstantSet set{{}, {}, false, known.is_whole, known.reason};
  for (Constant &constant : known.values) {
    if (constant.kind == Constant::Kind::null) set.may_be_null = true;
    if (constant.kind != kind) continue;
    set.texts.push_back(std::move(constant.text)); // values are sorted by kind, then text
    set.places.push_back(constant.place);
  }
  return set;
}

} // namespace

ConstantSet Constants::texts_of(ValueAt at) { return set_of(constants_of(at), Constant::Kind::text); }
ConstantSet Constants::text_arrays_of(ValueAt at) { return set_of(elements_of(at), Constant::Kind::text); }
ConstantSet Constants::class_arrays_of(ValueAt at) { return set_of(elements_of(at), Constant::Kind::class_object); }

NumberSet Constants::numbers_of(ValueAt at) {
  const Known known = constants_of(at);
  NumberSet set{{}, known.is_whole, known.reason};
  for (const Constant &constant : known.values)
    if (constant.kind == Constant::Kind::number || constant.kind == Constant::Kind::null) set.numbers.push_back(constant.number);
  std::ranges::sort(set.numbers);
  set.numbers.erase(std::ranges::unique(set.numbers).begin(), set.numbers.end());
  return set;
}

ConstantSet Constants::classes_of(ValueAt at) {
  ConstantSet set = set_of(ask([&] {
    Known found;
    add_class_names(at, found);
    return found;
  }), Constant::Kind::class_object);
  return set;
}

// Of a Class what it is of; of an object what was made.
void Constants::add_class_names(ValueAt at, Known &found) {
  const Program &program = values_.program();
  const Known known = evaluate(at);
  for (const Constant &constant : known.values)
    if (constant.kind == Constant::Kind::class_object) found.values.push_back(constant);
  if (!found.values.empty()) {
    if (!known.is_whole) found.lose(known.reason);
    return;
  }
  const Sources sources = values_.sources(at);
  if (!sources.is_whole) found.lose(sources.reason);
  for (const ValueAt source : sources.values) {
    const Value *value = values_.value(source);
    if (std::optional<Known> made = made_by_name(source)) {
      found.add(std::move(*made));
      continue;
    }
    if (value && value->op == Op::invoke && platform_call(source)) {
      // A method that gives back what it was called on: an intent under construction.
      Known inner;
      if (const std::vector<ValueAt> operands = values_.operands(source); !operands.empty() && operands[0] != at && ++depth_ < deepest)
        if (const MethodWords words = words_of(program, MethodId{value->index}); result_type(words.signature) == words.owner)
          add_class_names(operands[0], inner);
      if (inner.values.empty()) found.lose("platform");
      found.add(std::move(inner));
      continue;
    }
    if (!value || value->op != Op::new_instance) {
      if (!value || value->kind != ValueKind::zero) found.lose("platform");
      continue;
    }
    if (type_text(program, TypeId{value->index}) == "Landroid/content/Intent;") found.add(configured(source, true));
    else found.values.push_back({Constant::Kind::class_object, 0, std::string(type_text(program, TypeId{value->index})), {}, 0, {source.body, value->pc}});
  }
}

Known Constants::union_of(std::span<const ValueAt> values, bool is_whole, Word reason) {
  Known known;
  if (!is_whole) known.lose(reason);
  for (const ValueAt value : values) {
    known.add(evaluate(value));
    if (known.values.size() > 4 * most_alternatives) settle(known);
  }
  settle(known);
  return known;
}

// What the methods return when called from there.
Known Constants::returns_of(ValueAt call, std::span<const BodyId> targets, bool wants_elements) {
  Known known;
  const Value *invoke = values_.value(call);
  if (targets.size() > most_targets || memos_.size() > most_bound) {
    was_cut_ = true;
    return Known::lost("limit");
  }
  for (const BodyId target : targets) {
    const BodyIndex *index = values_.index(target);
    if (!index) {
      known.lose("body");
      continue;
    }
    values_.bind(target, {call.body, invoke->pc});
    memos_.emplace_back();
    for (const ValueId returned : index->returned) known.add(wants_elements ? elements({target, returned}) : evaluate({target, returned}));
    memos_.pop_back();
    values_.unbind();
  }
  settle(known);
  return known;
}

const Known *Constants::recalled(Answers answers, u64 key) {
  const auto in = [&](Memo &memo) -> const Answer * {
    const auto found = (memo.*answers).find(key);
    return found == (memo.*answers).end() ? nullptr : &found->second;
  };
  if (const Answer *closed = in(closed_)) return &closed->known;
  const Answer *answer = values_.has_bound() ? nullptr : in(kept_);
  if (!answer) answer = in(memos_.back());
  if (!answer) return nullptr;
  is_closed_ = false;
  was_cut_ |= answer->was_cut;
  return &answer->known;
}

template <class Find>
Known Constants::answered(Answers answers, u64 key, u64 open_key, const Find &find) {
  if (const Known *known = recalled(answers, key)) return *known;
  if (is_among(open_, open_key)) {
    was_cut_ = true;
    return Known::lost("loop");
  }
  if (question_steps_ == 0 || steps_left_ == 0 || depth_ >= deepest) {
    was_cut_ = true;
    return Known::lost("limit");
  }
  --question_steps_;
  --steps_left_;
  const bool was_cut_before = std::exchange(was_cut_, false), was_closed_before = std::exchange(is_closed_, true);
  const u64 parameters = values_.parameters_followed();
  open_.push_back(open_key);
  ++depth_;
  Known known = find();
  settle(known);
  --depth_;
  open_.pop_back();
  is_closed_ &= parameters == values_.parameters_followed();
  Memo &memo = was_cut_ || (!is_closed_ && values_.has_bound()) ? memos_.back() : is_closed_ ? closed_ : kept_;
  (memo.*answers).insert_or_assign(key, Answer{known, was_cut_});
  was_cut_ |= was_cut_before;
  is_closed_ &= was_closed_before;
  return known;
}

Known Constants::evaluate(ValueAt at) {
  const u64 key = at.key();
  return answered(&Memo::values, key, key, [&] { return evaluate_new(at); });
}

// Of an array or collection.
Known Constants::elements(ValueAt at) {
  const u64 key = at.key();
  return answered(&Memo::elements, key, key | u64{1} << 63, [&] { return elements_new(at); }); // apart from the question what the value itself is
}

Known Constants::evaluate_new(ValueAt at) {
  const Value *value = values_.value(at);
  const Program &program = values_.program();
  if (!value) return Known::lost("body");
  const Site place{at.body, value->pc};
  switch (value->op) {
  case Op::number: {
    const bool is_zero = value->kind == ValueKind::zero;
    return one({is_zero ? Constant::Kind::null : Constant::Kind::number, values_.body(at.body)->numbers[value->index], "", {}, 0, place});
  }
  case Op::text: return one({Constant::Kind::text, 0, std::string(program.strings[StringId{value->index}]), {}, 0, place});
  case Op::class_object: return one({Constant::Kind::class_object, 0, std::string(type_text(program, TypeId{value->index})), {}, 0, place});
  case Op::phi: {
    // All of a web of phis at once, so that a loop which changes nothing is none.
    std::vector<ValueAt> web{at}, ends;
    std::unordered_set<u64> seen{at.key()};
    for (size_t i = 0; i < web.size(); ++i)
      for (const ValueAt operand : values_.operands(web[i])) {
        if (operand.value == no_value || !seen.insert(operand.key()).second) continue;
        const Op op = values_.value(operand)->op;
        (op == Op::phi || op == Op::check_cast ? web : ends).push_back(operand);
      }
    if (ends.size() > 4 * most_alternatives) return Known::lost("limit");
    return union_of(ends, true, {});
  }
  case Op::check_cast:
  case Op::parameter:
  case Op::field_get: {
    const std::optional<Sources> sources = values_.step(at);
    Known known = sources ? union_of(sources->values, sources->is_whole, sources->reason) : Known::lost("platform");
    if (value->op == Op::field_get) add_set_by_name(FieldId{value->index}, known);
    return known;
  }
  case Op::static_get: {
    Known known = fold_static(FieldId{value->index}, place);
    if (const std::optional<Sources> sources = values_.step(at)) known.add(union_of(sources->values, sources->is_whole, sources->reason));
    add_set_by_name(FieldId{value->index}, known);
    return known;
  }
  case Op::invoke: return fold_invoke(at);
  case Op::new_instance: return fold_made(at);
  case Op::new_array:
  case Op::filled_array: return fold_array(at);
  case Op::array_get: {
    const std::vector<ValueAt> operands = values_.operands(at);
    const Known position = evaluate(operands[1]);
    if (position.is_whole && position.values.size() == 1)
      if (const auto slots = slots_of(operands[0]); slots && position.values[0].number >= 0 && static_cast<u64>(position.values[0].number) < slots->size())
        if (const ValueAt slot = (*slots)[static_cast<size_t>(position.values[0].number)]; slot.value != no_value) return evaluate(slot);
    return elements(operands[0]);
  }
  case Op::array_length:
    if (const auto slots = slots_of(values_.operands(at)[0])) return one({Constant::Kind::number, static_cast<i64>(slots->size()), "", {}, 0, place});
    return Known::lost("array");
  case Op::arithmetic:
  case Op::convert: return fold_arithmetic(at);
  case Op::handle:
  case Op::method_type:
  case Op::caught:
  case Op::compare:
  case Op::instance_of:
  case Op::fill_array:
  case Op::array_put:
  case Op::field_put:
  case Op::static_put:
  case Op::monitor_enter:
  case Op::monitor_exit:
  case Op::jump:
  case Op::branch:
  case Op::switch_:
  case Op::return_:
  case Op::throw_: return Known::lost("result");
  }
  return Known::lost("result");
}

// The value that the field starts with, or that the platform says.
Known Constants::fold_static(FieldId field, const Site &place) {
  const Program &program = values_.program();
  const FieldRef &ref = program.fields[field];
  const std::string_view owner = type_text(program, ref.owner), name = program.strings[ref.name];
  if (!values_.is_of_app(ref.owner)) return fold_constant(owner, name, type_text(program, ref.type), place);
  bool is_whole = true;
  const bool is_written = !values_.writes(field, is_whole).empty() || !is_whole;
  const std::optional<Values::Initial> initial = values_.initial(field);
  if (!initial) return is_written ? Known() : Known::lost("field");
  if (initial->type == ValueType::string) return one({Constant::Kind::text, 0, std::string(program.strings[StringId{initial->index}]), {}, 0, place});
  if (initial->type == ValueType::type) return one({Constant::Kind::class_object, 0, std::string(type_text(program, TypeId{initial->index})), {}, 0, place});
  if (initial->number == 0 && is_written) return {}; // before it is first written
  return one({initial->number == 0 ? Constant::Kind::null : Constant::Kind::number, initial->number, "", {}, 0, place});
}

// A static field of the platform. `type`: of the field, empty if that is not known.
Known Constants::fold_constant(std::string_view owner, std::string_view name, std::string_view type, const Site &place) {
  if (const auto row = platform_values_.find(std::string(owner) + "->" + std::string(name)); row != platform_values_.end())
    return one({Constant::Kind::text, 0, row->second, {}, 0, place});
  const std::optional<std::string_view> value = values_.hierarchy().platform().constant(owner, name);
  if (!value) return Known::lost("platform");
  const size_t digits = value->starts_with('-') ? 1 : 0;
  const bool may_be_number = value->size() > digits && value->find_first_not_of("0123456789", digits) == std::string_view::npos;
  if (type == "Ljava/lang/String;" || (type.empty() && !may_be_number)) return one({Constant::Kind::text, 0, std::string(*value), {}, 0, place});
  if (type.empty() || !may_be_number) return Known::lost("platform");
  i64 number = 0;
  for (const char digit : value->substr(digits)) number = number * 10 + (digit - '0');
  return one({Constant::Kind::number, digits > 0 ? -number : number, "", {}, 0, place});
}

Known Constants::fold_arithmetic(ValueAt at) {
  const Value &value = *values_.value(at);
  if (is_of_floats(values_.opcode(at))) return Known::lost("result");
  const std::vector<ValueAt> operands = values_.operands(at);
  const Known left = evaluate(operands[0]);
  if (value.op == Op::convert) {
    Known known = left; // whole numbers that fit: what narrowing makes of others is not followed
    for (const Constant &constant : left.values)
      if (constant.number != static_cast<i16>(constant.number) && static_cast<Opcode>(value.detail) != Opcode::int_to_long) return Known::lost("result");
    return known;
  }
  const Known right = operands.size() > 1 ? evaluate(operands[1]) : one({Constant::Kind::number, 0, "", {}, 0, {at.body, value.pc}});
  Known known;
  if (!left.is_whole) known.lose(left.reason);
  if (!right.is_whole) known.lose(right.reason);
  if (left.values.size() * right.values.size() > most_alternatives) return Known::lost("limit");
  for (const Constant &a : left.values)
    for (const Constant &b : right.values)
      if (const auto result = compute(static_cast<Arithmetic>(value.detail), a.number, b.number, value.kind == ValueKind::wide))
        known.values.push_back({Constant::Kind::number, *result, "", {}, 0, {at.body, value.pc}});
  return known;
}

std::optional<std::vector<ValueAt>> Constants::slots_of(ValueAt array) {
  while (values_.value(array) && values_.value(array)->op == Op::check_cast) array = values_.operands(array)[0];
  const Value *value = values_.value(array);
  if (!value) return std::nullopt;
  if (value->op == Op::parameter || value->op == Op::field_get || value->op == Op::static_get) {
    const std::optional<Sources> sources = values_.step(array);
    if (!sources || sources->values.size() != 1 || !sources->is_whole || depth_ >= deepest) return std::nullopt;
    ++depth_;
    auto slots = slots_of(sources->values[0]);
    --depth_;
    return slots;
  }
  auto slots = slots_where_made(array);
  return slots && is_put_into_elsewhere(array) ? std::nullopt : slots;
}

// By the method that makes the array alone.
std::optional<std::vector<ValueAt>> Constants::slots_where_made(ValueAt array) {
  const Value *value = values_.value(array);
  if (!value) return std::nullopt;
  if (value->op == Op::filled_array) return values_.operands(array);
  if (value->op != Op::new_array) return std::nullopt;
  const Value *length = values_.value(values_.operands(array)[0]);
  if (!length || length->op != Op::number) return std::nullopt;
  const i64 count = values_.body(array.body)->numbers[length->index];
  if (count < 0 || count > i64{longest_array}) return std::nullopt;
  std::vector<ValueAt> slots(static_cast<size_t>(count), {array.body, no_value});
  for (const ValueAt user : values_.users(array)) {
    const Value &use = *values_.value(user);
    if (use.op == Op::fill_array) return std::nullopt;
    if (use.op != Op::array_put) continue;
    const std::vector<ValueAt> operands = values_.operands(user);
    if (operands[0] != array) continue; // it is put into another array
    const Value *position = values_.value(operands[1]);
    if (position->op != Op::number) return std::nullopt;
    const i64 at = values_.body(array.body)->numbers[position->index];
    if (at < 0 || at >= count || slots[static_cast<size_t>(at)].value != no_value) return std::nullopt;
    slots[static_cast<size_t>(at)] = operands[2];
  }
  return slots;
}

// An array whose elements are all known, for code that computes with it.
Known Constants::fold_array(ValueAt at) {
  const Value &value = *values_.value(at);
  const std::string_view type = type_text(values_.program(), TypeId{value.index});
  Constant array{Constant::Kind::array, 0, "", {}, type.size() > 1 ? type[1] : 'L', {at.body, value.pc}};
  const Constant zero{array.element == 'L' || array.element == '[' ? Constant::Kind::null : Constant::Kind::number, 0, "", {}, 0, array.place};
  for (const ValueAt user : values_.users(at)) {
    const Value &use = *values_.value(user);
    if (use.op != Op::fill_array || array.elements.size() > 0) continue;
    const Value *length = values_.value(values_.operands(at)[0]);
    const LoweredBody &body = *values_.body(at.body);
    if (!length || length->op != Op::number) return Known::lost("array");
    const i64 count = body.numbers[length->index];
    if (count < 0 || count > i64{longest_array}) return Known::lost("limit");
    array.elements.assign(static_cast<size_t>(count), zero);
    const std::vector<i64> &data = body.arrays[use.index].elements;
    for (size_t i = 0; i < data.size() && i < array.elements.size(); ++i) array.elements[i].number = data[i];
    for (const ValueAt other : values_.users(at)) // changed element by element later on
      if (values_.value(other)->op == Op::array_put && values_.operands(other)[0] == at) return Known::lost("array");
    return one(std::move(array));
  }
  const auto slots = slots_where_made(at); // what code that is given it changes there, the interpreter sees
  if (!slots) return Known::lost("array");
  for (const ValueAt slot : *slots) {
    if (slot.value == no_value) {
      array.elements.push_back(zero);
      continue;
    }
    Known element = evaluate(slot);
    if (!element.is_whole || element.values.size() != 1) return Known::lost("array");
    array.elements.push_back(std::move(element.values[0]));
  }
  return one(std::move(array));
}

void note_exhausted(const Constants &constants, Incomplete &incomplete) {
  if (!constants.is_exhausted()) return;
  incomplete.gaps.push_back({GapKind::limit, "", "constants", "following values in code has used up what it may cost", Lost::nothing,
                             {"permission_request", "data_read", "flow", "denial", "service_gate", "emergency_contact", "endpoint"}});
}

} // namespace kinsafe
