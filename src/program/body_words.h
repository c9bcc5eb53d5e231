// The words of the text form of bodies, by the values of the enumerations of body.h. body_print.cc describes the form.
#pragma once

#include "dex/opcodes.h"
#include "program/body.h"

#include <array>
#include <string_view>

namespace kinsafe {

inline constexpr std::array<std::string_view, static_cast<size_t>(Op::throw_) + 1> op_words = {
    "parameter", "phi",        "number",    "text",      "class",     "handle",     "method-type", "caught",      "new",     "new-array", "filled-array", "fill-array",
    "array-length", "array-get", "array-put", "field-get", "field-put", "static-get", "static-put",  "invoke",      "cast",    "instance-of", "arithmetic", "compare",
    "convert",   "monitor-enter", "monitor-exit", "jump",  "branch",    "switch",     "return",      "throw"};
inline constexpr std::array<std::string_view, 7> invoke_words = {"virtual", "super", "direct", "static", "interface", "polymorphic", "custom"};
inline constexpr std::array<std::string_view, 6> condition_words = {"equal", "not-equal", "less", "greater-equal", "greater", "less-equal"};
inline constexpr std::array<std::string_view, 14> arithmetic_words = {"add", "subtract", "reverse-subtract", "multiply", "divide", "remainder", "and",
                                                                      "or",  "xor",      "shift-left",       "shift-right", "shift-right-unsigned", "negate", "not"};
inline constexpr std::array<std::string_view, 4> number_type_words = {"int", "long", "float", "double"};
inline constexpr std::array<std::string_view, 6> kind_words = {"none", "number", "wide", "ref", "zero", "conflict"};

// What Value::index of an operation is.
enum class Names : u8 { nothing, position, number, text, type, type_or_any, row, array, field, method, number_type };

constexpr Names names_of(Op op) {
  switch (op) {
  case Op::parameter: return Names::position;
  case Op::number: return Names::number;
  case Op::text: return Names::text;
  case Op::class_object:
  case Op::new_instance:
  case Op::new_array:
  case Op::filled_array:
  case Op::check_cast:
  case Op::instance_of: return Names::type;
  case Op::caught: return Names::type_or_any;
  case Op::handle:
  case Op::method_type: return Names::row;
  case Op::fill_array: return Names::array;
  case Op::field_get:
  case Op::field_put:
  case Op::static_get:
  case Op::static_put: return Names::field;
  case Op::invoke: return Names::method;
  case Op::arithmetic: return Names::number_type;
  case Op::phi:
  case Op::array_length:
  case Op::array_get:
  case Op::array_put:
  case Op::compare:
  case Op::convert:
  case Op::monitor_enter:
  case Op::monitor_exit:
  case Op::jump:
  case Op::branch:
  case Op::switch_:
  case Op::return_:
  case Op::throw_: return Names::nothing;
  }
  return Names::nothing;
}

// Whether Value::detail of an operation is an Opcode.
constexpr bool has_opcode(Op op) { return op == Op::array_get || op == Op::array_put || op == Op::compare || op == Op::convert; }

} // namespace kinsafe
