// What the lowering needs of an opcode: the operation that it becomes, which of its registers are read and written, and what
// they must hold. The rows are worked out from the order of the opcodes, which has groups of equal members.
#pragma once

#include "dex/opcodes.h"
#include "program/body.h"

#include <array>
#include <utility>

namespace kinsafe {

// What an operand must hold: 32 bits, 64 bits, a reference, or a number or a reference.
enum class MustHold : u8 { number, wide, reference, number_or_reference };

struct Shape {
  Op op = Op::jump;
  u8 detail = 0;
  u32 index = no_index;                  // of arithmetic: NumberType
  ValueKind result = ValueKind::none;    // written into the first register
  u8 reads = 0;                          // so many registers; behind the first one if that is written
  std::array<MustHold, 3> needs{};           // of these
  bool reads_first = false;              // the first register is written, and read too
  bool object_first = false;             // the first register that is read is the last operand: a value that is stored
  bool is_wide = false;                  // it reads or writes 64 bits
};

namespace detail {

constexpr Shape make_shape(Op op, ValueKind result, std::initializer_list<MustHold> needs) {
  Shape shape;
  shape.op = op;
  shape.result = result;
  for (const MustHold need : needs) {
    shape.needs[shape.reads++] = need;
    shape.is_wide |= need == MustHold::wide;
  }
  shape.is_wide |= result == ValueKind::wide;
  return shape;
}

constexpr Arithmetic binary_operators[] = {Arithmetic::add, Arithmetic::subtract, Arithmetic::multiply, Arithmetic::divide, Arithmetic::remainder,
                                           Arithmetic::and_, Arithmetic::or_, Arithmetic::xor_, Arithmetic::shift_left, Arithmetic::shift_right,
                                           Arithmetic::shift_right_unsigned};
constexpr Arithmetic literal_operators[] = {Arithmetic::add, Arithmetic::reverse_subtract, Arithmetic::multiply, Arithmetic::divide,
                                            Arithmetic::remainder, Arithmetic::and_, Arithmetic::or_, Arithmetic::xor_, Arithmetic::shift_left,
                                            Arithmetic::shift_right, Arithmetic::shift_right_unsigned};

constexpr Shape arithmetic_shape(Arithmetic arithmetic, NumberType type, bool has_two_operands) {
  const bool is_wide = type == NumberType::long_ || type == NumberType::double_;
  const bool is_shift = arithmetic == Arithmetic::shift_left || arithmetic == Arithmetic::shift_right || arithmetic == Arithmetic::shift_right_unsigned;
  const ValueKind result = is_wide ? ValueKind::wide : ValueKind::number;
  const MustHold need = is_wide ? MustHold::wide : MustHold::number;
  Shape shape = has_two_operands ? make_shape(Op::arithmetic, result, {need, is_shift ? MustHold::number : need}) : make_shape(Op::arithmetic, result, {need});
  shape.detail = static_cast<u8>(arithmetic);
  shape.index = static_cast<u32>(type);
  return shape;
}

// The `at`-th of add-int to rem-double: eleven operators on int, eleven on long, five on float, five on double.
constexpr Shape binary_shape(u32 at) {
  if (at < 11) return arithmetic_shape(binary_operators[at], NumberType::int_, true);
  if (at < 22) return arithmetic_shape(binary_operators[at - 11], NumberType::long_, true);
  if (at < 27) return arithmetic_shape(binary_operators[at - 22], NumberType::float_, true);
  return arithmetic_shape(binary_operators[at - 27], NumberType::double_, true);
}

// The `at`-th of a group such as aget, aget-wide, aget-object, aget-boolean, aget-byte, aget-char, aget-short.
constexpr std::pair<ValueKind, MustHold> member_kind(u32 at) {
  if (at == 1) return {ValueKind::wide, MustHold::wide};
  if (at == 2) return {ValueKind::reference, MustHold::reference};
  return {ValueKind::number, MustHold::number};
}

// int-to-long to int-to-short: what goes in and comes out, n a number, w a wide one.
constexpr std::string_view conversions = "nw nn nw wn wn ww nn nw nw wn ww wn nn nn nn ";

constexpr Shape convert_shape(u32 at) {
  return make_shape(Op::convert, conversions[3 * at + 1] == 'w' ? ValueKind::wide : ValueKind::number,
                    {conversions[3 * at] == 'w' ? MustHold::wide : MustHold::number});
}

constexpr Condition conditions[] = {Condition::equal, Condition::not_equal, Condition::less, Condition::greater_equal, Condition::greater, Condition::less_equal};

constexpr Shape branch_shape(u32 at, bool has_two_operands) {
  const MustHold need = at < 2 ? MustHold::number_or_reference : MustHold::number;
  Shape shape = has_two_operands ? make_shape(Op::branch, ValueKind::none, {need, need}) : make_shape(Op::branch, ValueKind::none, {need});
  shape.detail = static_cast<u8>(conditions[at]);
  return shape;
}

constexpr InvokeKind invoke_kinds[] = {InvokeKind::virtual_, InvokeKind::super, InvokeKind::direct, InvokeKind::static_, InvokeKind::interface};

constexpr Shape invoke_shape(InvokeKind kind) {
  Shape shape = make_shape(Op::invoke, ValueKind::none, {});
  shape.detail = static_cast<u8>(kind);
  return shape;
}

constexpr Shape shape_of(Opcode opcode) {
  using enum Opcode;
  const u32 code = static_cast<u32>(opcode);
  const auto is_between = [&](Opcode first, Opcode last) { return code >= static_cast<u32>(first) && code <= static_cast<u32>(last); };
  const auto after = [&](Opcode first) { return code - static_cast<u32>(first); };
  const auto with = [](Shape shape, bool Shape::*flag) {
    shape.*flag = true;
    return shape;
  };
  const auto of_opcode = [&](Shape shape) {
    shape.detail = static_cast<u8>(opcode);
    return shape;
  };
  const ValueKind none = ValueKind::none, number = ValueKind::number, wide = ValueKind::wide, reference = ValueKind::reference;
  if (opcode == move_result_wide || is_between(move_wide, move_wide_16)) return with(Shape{}, &Shape::is_wide);
  if (opcode == move_exception) return make_shape(Op::caught, reference, {});
  if (opcode == return_void) return make_shape(Op::return_, none, {});
  if (opcode == return_) return make_shape(Op::return_, none, {MustHold::number});
  if (opcode == return_wide) return make_shape(Op::return_, none, {MustHold::wide});
  if (opcode == return_object) return make_shape(Op::return_, none, {MustHold::reference});
  if (is_between(const_4, const_high16)) return make_shape(Op::number, number, {});
  if (is_between(const_wide_16, const_wide_high16)) return make_shape(Op::number, wide, {});
  if (is_between(const_string, const_string_jumbo)) return make_shape(Op::text, reference, {});
  if (opcode == const_class) return make_shape(Op::class_object, reference, {});
  if (opcode == monitor_enter) return make_shape(Op::monitor_enter, none, {MustHold::reference});
  if (opcode == monitor_exit) return make_shape(Op::monitor_exit, none, {MustHold::reference});
  if (opcode == check_cast) return with(make_shape(Op::check_cast, reference, {MustHold::reference}), &Shape::reads_first);
  if (opcode == instance_of) return make_shape(Op::instance_of, number, {MustHold::reference});
  if (opcode == array_length) return make_shape(Op::array_length, number, {MustHold::reference});
  if (opcode == new_instance) return make_shape(Op::new_instance, reference, {});
  if (opcode == new_array) return make_shape(Op::new_array, reference, {MustHold::number});
  if (is_between(filled_new_array, filled_new_array_range)) return make_shape(Op::filled_array, none, {});
  if (opcode == fill_array_data) return make_shape(Op::fill_array, none, {MustHold::reference});
  if (opcode == throw_) return make_shape(Op::throw_, none, {MustHold::reference});
  if (is_between(packed_switch, sparse_switch)) return make_shape(Op::switch_, none, {MustHold::number});
  if (is_between(cmpl_float, cmpg_float)) return of_opcode(make_shape(Op::compare, number, {MustHold::number, MustHold::number}));
  if (is_between(cmpl_double, cmp_long)) return of_opcode(make_shape(Op::compare, number, {MustHold::wide, MustHold::wide}));
  if (is_between(if_eq, if_le)) return branch_shape(after(if_eq), true);
  if (is_between(if_eqz, if_lez)) return branch_shape(after(if_eqz), false);
  if (is_between(aget, aget_short)) return of_opcode(make_shape(Op::array_get, member_kind(after(aget)).first, {MustHold::reference, MustHold::number}));
  if (is_between(aput, aput_short))
    return of_opcode(with(make_shape(Op::array_put, none, {member_kind(after(aput)).second, MustHold::reference, MustHold::number}), &Shape::object_first));
  if (is_between(iget, iget_short)) return make_shape(Op::field_get, member_kind(after(iget)).first, {MustHold::reference});
  if (is_between(iput, iput_short)) return with(make_shape(Op::field_put, none, {member_kind(after(iput)).second, MustHold::reference}), &Shape::object_first);
  if (is_between(sget, sget_short)) return make_shape(Op::static_get, member_kind(after(sget)).first, {});
  if (is_between(sput, sput_short)) return make_shape(Op::static_put, none, {member_kind(after(sput)).second});
  if (is_between(invoke_virtual, invoke_interface)) return invoke_shape(invoke_kinds[after(invoke_virtual)]);
  if (is_between(invoke_virtual_range, invoke_interface_range)) return invoke_shape(invoke_kinds[after(invoke_virtual_range)]);
  if (is_between(invoke_polymorphic, invoke_polymorphic_range)) return invoke_shape(InvokeKind::polymorphic);
  if (is_between(invoke_custom, invoke_custom_range)) return invoke_shape(InvokeKind::custom);
  if (opcode == neg_int) return arithmetic_shape(Arithmetic::negate, NumberType::int_, false);
  if (opcode == not_int) return arithmetic_shape(Arithmetic::not_, NumberType::int_, false);
  if (opcode == neg_long) return arithmetic_shape(Arithmetic::negate, NumberType::long_, false);
  if (opcode == not_long) return arithmetic_shape(Arithmetic::not_, NumberType::long_, false);
  if (opcode == neg_float) return arithmetic_shape(Arithmetic::negate, NumberType::float_, false);
  if (opcode == neg_double) return arithmetic_shape(Arithmetic::negate, NumberType::double_, false);
  if (is_between(int_to_long, int_to_short)) return of_opcode(convert_shape(after(int_to_long)));
  if (is_between(add_int, rem_double)) return binary_shape(after(add_int));
  if (is_between(add_int_2addr, rem_double_2addr)) return with(binary_shape(after(add_int_2addr)), &Shape::reads_first);
  if (is_between(add_int_lit16, xor_int_lit16)) return arithmetic_shape(literal_operators[after(add_int_lit16)], NumberType::int_, false);
  if (is_between(add_int_lit8, ushr_int_lit8)) return arithmetic_shape(literal_operators[after(add_int_lit8)], NumberType::int_, false);
  if (opcode == const_method_handle) return make_shape(Op::handle, reference, {});
  if (opcode == const_method_type) return make_shape(Op::method_type, reference, {});
  return {};
}

constexpr std::array<Shape, 256> make_shapes() {
  std::array<Shape, 256> shapes;
  for (size_t i = 0; i < shapes.size(); ++i) shapes[i] = shape_of(static_cast<Opcode>(i));
  return shapes;
}

} // namespace detail

inline constexpr std::array<Shape, 256> shapes = detail::make_shapes(); // row by opcode; of moves and nop it says nothing

} // namespace kinsafe
