// Prints values (Res_value) by their type byte. Dimensions and fractions are fixed-point numbers: a mantissa of 24
// bits, two bits that say where its point is, and four for the unit.
#include "dump/values.h"

#include <fmt/format.h>

#include <bit>

namespace kinsafe {
namespace {

enum TypeByte : u8 {
  null = 0x00,
  reference = 0x01,
  attribute = 0x02,
  string = 0x03,
  floating = 0x04,
  dimension = 0x05,
  fraction = 0x06,
  dynamic_reference = 0x07,
  dynamic_attribute = 0x08,
  decimal = 0x10,
  hexadecimal = 0x11,
  boolean = 0x12,
  first_colour = 0x1c,
  last_colour = 0x1f,
};

double complex_number(u32 data) {
  constexpr double steps[] = {1.0 / (1 << 8), 1.0 / (1 << 15), 1.0 / (1 << 23), 1.0 / (u64{1} << 31)};
  return static_cast<i32>(data & 0xffffff00) * steps[data >> 4 & 3];
}

// As few digits as tell the number from its neighbours: the mantissa has 24 bits.
std::string number_text(double number) { return fmt::format("{}", static_cast<float>(number)); }

std::string named(std::string_view mark, u32 id, const ResourceTable &table) {
  const std::string name = resource_name(table, id);
  return name.empty() ? fmt::format("{}{:#010x}", mark, id) : std::string(mark) + name;
}

} // namespace

std::string value_text(const AxmlValue &value, const ResourceTable &table) {
  const u32 data = value.data;
  switch (value.type_byte) {
  case null: return data == 1 ? "@empty" : "@null";
  case reference:
  case dynamic_reference: return data == 0 ? "@null" : named("@", data, table);
  case attribute:
  case dynamic_attribute: return named("?", data, table);
  case string: return value.text;
  case floating: return number_text(std::bit_cast<float>(data));
  case dimension: {
    constexpr std::string_view units[] = {"px", "dp", "sp", "pt", "in", "mm"};
    const u32 unit = data & 15;
    return number_text(complex_number(data)) +
           (unit < std::size(units) ? std::string(units[unit]) : fmt::format("(unit {})", unit));
  }
  case fraction: return number_text(complex_number(data) * 100) + ((data & 15) == 0 ? "%" : "%p");
  case decimal: return std::to_string(static_cast<i32>(data));
  case hexadecimal: return fmt::format("{:#x}", data);
  case boolean: return data == 0 ? "false" : "true";
  default: break;
  }
  if (value.type_byte >= first_colour && value.type_byte <= last_colour) return fmt::format("#{:08x}", data);
  return fmt::format("(type {:#04x}){:#x}", value.type_byte, data);
}

std::string_view value_kind(const AxmlValue &value) {
  using Type = AxmlValue::Type;
  switch (value.type) {
  case Type::null: return "null";
  case Type::reference: return "reference";
  case Type::dynamic_reference: return "dynamic_reference";
  case Type::attribute: return "attribute";
  case Type::string: return "string";
  case Type::floating: return "float";
  case Type::dimension: return "dimension";
  case Type::fraction: return "fraction";
  case Type::integer: return "integer";
  case Type::boolean: return "boolean";
  case Type::colour: return "colour";
  }
  return "";
}

} // namespace kinsafe
