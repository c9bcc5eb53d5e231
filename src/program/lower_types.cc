// What phis hold, and what comes out of arrays that phis are: each starts with nothing known and takes in what its operands
// say, as often as they change. A value changes at most three times, so this is linear. Then every operand is held to what
// its instruction needs.
#include "program/lowering.h"

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }
constexpr u32 not_yet = no_index - 1; // Value::type while nothing is known

ValueKind join(ValueKind a, ValueKind b) {
  if (a == b || b == ValueKind::none) return a;
  if (a == ValueKind::none) return b;
  const auto takes_zero = [](ValueKind kind) { return kind == ValueKind::number || kind == ValueKind::reference; };
  if (a == ValueKind::zero && takes_zero(b)) return b;
  if (b == ValueKind::zero && takes_zero(a)) return a;
  return ValueKind::conflict;
}

bool meets(ValueKind kind, MustHold need) {
  switch (kind) {
  case ValueKind::none:
  case ValueKind::conflict: return false;
  case ValueKind::number: return need == MustHold::number || need == MustHold::number_or_reference;
  case ValueKind::wide: return need == MustHold::wide;
  case ValueKind::reference: return need == MustHold::reference || need == MustHold::number_or_reference;
  case ValueKind::zero: return need != MustHold::wide;
  }
  return false;
}

bool is_element(const Value &value) { return value.op == Op::array_get && value.kind == ValueKind::reference; }

// Type of the elements of an array of this type.
u32 element_type(const Program &program, u32 array) {
  if (array >= not_yet) return array;
  const std::string_view descriptor = type_text(program, TypeId{array});
  if (!descriptor.starts_with('[')) return no_index;
  const std::optional<TypeId> element = find_type(program, descriptor.substr(1));
  return element ? raw(*element) : no_index;
}

} // namespace

bool Lowering::find_types(LoweredBody &lowered) {
  std::vector<Value> &all = lowered.values;
  const auto is_open = [](const Value &value) { return value.op == Op::phi || is_element(value); };
  // An element has one operand that says something: its array.
  const auto sayers = [&](const Value &value) { return lowered.operands_of(value).first(value.op == Op::phi ? value.operand_count : 1); };
  bool has_open = false;
  for (Value &value : all) {
    if (!is_open(value)) continue;
    has_open = true;
    value.type = not_yet;
    if (value.op == Op::phi) value.kind = ValueKind::none;
  }
  if (has_open) {
    first_user.assign(all.size() + 1, 0);
    for (const Value &value : all)
      if (is_open(value))
        for (const ValueId operand : sayers(value)) ++first_user[raw(operand) + 1];
    for (size_t i = 1; i < first_user.size(); ++i) first_user[i] += first_user[i - 1];
    users.resize(first_user.back());
    for (u32 i = static_cast<u32>(all.size()); i-- > 0;)
      if (is_open(all[i]))
        for (const ValueId operand : sayers(all[i])) users[--first_user[raw(operand) + 1]] = i;
    // first_user[i + 1] is now where the users of i start; they end where those of i + 1 do.
    const auto tell = [&](u32 teller) {
      const Value &value = all[teller];
      const u32 end = teller + 2 < first_user.size() ? first_user[teller + 2] : static_cast<u32>(users.size());
      for (u32 i = first_user[teller + 1]; i < end; ++i) {
        Value &user = all[users[i]];
        const auto before = std::pair(user.kind, user.type);
        u32 type = value.kind == ValueKind::reference ? value.type : value.kind == ValueKind::zero ? not_yet : no_index;
        if (user.op == Op::phi) user.kind = join(user.kind, value.kind);
        else type = element_type(program, type);
        if (type != not_yet && type != user.type) user.type = user.type == not_yet ? type : no_index;
        if (before != std::pair(user.kind, user.type)) pending_values.push_back(users[i]);
      }
    };
    pending_values.clear();
    for (u32 i = 0; i < all.size(); ++i) {
      if (all[i].op != Op::phi) tell(i);
      while (!pending_values.empty()) {
        const u32 changed = pending_values.back();
        pending_values.pop_back();
        tell(changed);
      }
    }
    for (Value &value : all)
      if (value.type == not_yet || (value.op == Op::phi && value.kind != ValueKind::reference)) value.type = no_index;
  }

  for (const Value &value : all) {
    if (value.op == Op::phi) continue;
    for (u32 i = value.first_operand; i < value.first_operand + value.operand_count; ++i)
      if (!meets(lowered[lowered.operands[i]].kind, needs_of_body[i])) return fail("it takes a value as something else", value.pc);
    if (value.op != Op::branch || value.operand_count != 2) continue;
    const std::span<const ValueId> both = lowered.operands_of(value);
    if (join(lowered[both[0]].kind, lowered[both[1]].kind) == ValueKind::conflict) return fail("it compares a number with a reference", value.pc);
  }
  return true;
}

} // namespace kinsafe
