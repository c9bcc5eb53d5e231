// Prints an instruction: mnemonic, operands by the layout of its format (each case names the bits as
// instruction-formats does), and the row that its constant indexes.
#include "dex/text.h"

#include "dex/instructions.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace kinsafe {
namespace {

std::string or_unknown(std::string_view text, std::string_view what) {
  return text.data() == nullptr ? fmt::format("<{}?>", what) : std::string(text);
}

std::string type_text(const Dex &dex, u32 type_idx) { return or_unknown(dex.type(type_idx), "type"); }

std::string proto_text(const Dex &dex, u32 proto_idx) {
  const ProtoIdItem proto = dex.proto(proto_idx);
  const List<u16> parameters = dex.type_list(proto.parameters_off);
  if (parameters.damaged || proto.return_type_idx == no_index) return "<proto?>";
  std::string text = "(";
  for (const u16 type : parameters) text += type_text(dex, type);
  return text + ')' + type_text(dex, proto.return_type_idx);
}

std::string method_text(const Dex &dex, u32 method_idx) {
  const MethodIdItem method = dex.method(method_idx);
  if (method.name_idx == no_index) return "<method?>";
  return type_text(dex, method.class_idx) + '.' + or_unknown(dex.string(method.name_idx), "string") + ':' +
         proto_text(dex, method.proto_idx);
}

std::string field_text(const Dex &dex, u32 field_idx) {
  const FieldIdItem field = dex.field(field_idx);
  if (field.name_idx == no_index) return "<field?>";
  return type_text(dex, field.class_idx) + '.' + or_unknown(dex.string(field.name_idx), "string") + ':' +
         type_text(dex, field.type_idx);
}

// `second`: the prototype of an invoke-polymorphic.
std::string index_text(const Dex &dex, const Instruction &instruction, u16 second) {
  const OpcodeInfo &info = info_of(instruction.opcode);
  const u32 index = instruction.index;
  switch (info.index) {
  case Index::none: return "";
  case Index::string:
    return fmt::format("\"{}\" // string@{:0{}x}", or_unknown(dex.string(index), "string"), index,
                       info.format == Format::f31c ? 8 : 4);
  case Index::type: return fmt::format("{} // type@{:04x}", type_text(dex, index), index);
  case Index::field: return fmt::format("{} // field@{:04x}", field_text(dex, index), index);
  case Index::method: return fmt::format("{} // method@{:04x}", method_text(dex, index), index);
  case Index::method_and_proto:
    return fmt::format("{}, {} // method@{:04x}, proto@{:04x}", method_text(dex, index), proto_text(dex, second), index,
                       second);
  case Index::call_site: return fmt::format("call_site@{:04x}", index);
  case Index::method_handle: return fmt::format("method_handle@{:04x}", index);
  case Index::proto: return fmt::format("{} // proto@{:04x}", proto_text(dex, index), index);
  }
  return "";
}

// Where a branch goes, as an address and as a distance from the instruction.
std::string target_text(u32 pc, i32 distance) {
  const u32 away = distance < 0 ? 0 - static_cast<u32>(distance) : static_cast<u32>(distance);
  return fmt::format("{:04x} // {}{:04x}", pc + static_cast<u32>(distance), distance < 0 ? '-' : '+', away);
}

std::string register_list(std::span<const u16> units, bool is_range) {
  std::string text = "{";
  const auto add = [&](u32 number) { text += fmt::format("{}v{}", text.size() == 1 ? "" : ", ", number); };
  if (is_range) {
    for (u32 i = 0; i < u32{units[0]} >> 8; ++i) add(units[2] + i);
  } else {
    const u32 count = std::min(units[0] >> 12, 5);                                               // A
    for (u32 i = 0; i < count; ++i) add(i == 4 ? units[0] >> 8 & 15 : units[2] >> (4 * i) & 15); // G, or one of F|E|D|C
  }
  return text + '}';
}

std::string operands_text(const Dex &dex, const Instruction &instruction, std::span<const u16> units) {
  const u32 pc = instruction.pc;
  const u32 aa = units[0] >> 8, a = aa & 15, b = aa >> 4;
  const auto wide = [&](size_t at) { return u32{units[at]} | u32{units[at + 1]} << 16; };
  const std::string row = index_text(dex, instruction, units.size() == 4 ? units[3] : 0);
  switch (info_of(instruction.opcode).format) {
  case Format::f10x: return instruction.opcode == Opcode::nop ? "// spacer" : "";
  case Format::f11x: return fmt::format("v{}", aa);
  case Format::f12x: return fmt::format("v{}, v{}", a, b);
  case Format::f22x: return fmt::format("v{}, v{}", aa, units[1]);
  case Format::f32x: return fmt::format("v{}, v{}", units[1], units[2]);
  case Format::f23x: return fmt::format("v{}, v{}, v{}", aa, units[1] & 0xff, units[1] >> 8);
  case Format::f11n: {
    const int literal = static_cast<i8>(b << 4) >> 4;
    return fmt::format("v{}, #int {} // #{:x}", a, literal, static_cast<u8>(literal));
  }
  case Format::f21s: return fmt::format("v{}, #int {} // #{:x}", aa, static_cast<i16>(units[1]), units[1]);
  case Format::f21h:
    if (instruction.opcode == Opcode::const_high16)
      return fmt::format("v{}, #int {} // #{:x}", aa, static_cast<i32>(u32{units[1]} << 16), units[1]);
    return fmt::format("v{}, #long {} // #{:x}", aa, static_cast<i64>(u64{units[1]} << 48), units[1]);
  case Format::f22b: {
    const u8 literal = static_cast<u8>(units[1] >> 8);
    return fmt::format("v{}, v{}, #int {} // #{:02x}", aa, units[1] & 0xff, static_cast<i8>(literal), literal);
  }
  case Format::f22s: return fmt::format("v{}, v{}, #int {} // #{:04x}", a, b, static_cast<i16>(units[1]), units[1]);
  // dexdump can't know the type of a wide constant and takes it for a floating-point number.
  case Format::f31i: return fmt::format("v{}, #float {:g} // #{:08x}", aa, std::bit_cast<float>(wide(1)), wide(1));
  case Format::f51l: {
    const u64 literal = u64{wide(1)} | u64{wide(3)} << 32;
    return fmt::format("v{}, #double {:g} // #{:016x}", aa, std::bit_cast<double>(literal), literal);
  }
  case Format::f10t: return target_text(pc, static_cast<i8>(aa));
  case Format::f20t: return target_text(pc, static_cast<i16>(units[1]));
  case Format::f30t: return fmt::format("#{:08x}", wide(1));
  case Format::f21t: return fmt::format("v{}, {}", aa, target_text(pc, static_cast<i16>(units[1])));
  case Format::f22t: return fmt::format("v{}, v{}, {}", a, b, target_text(pc, static_cast<i16>(units[1])));
  case Format::f31t: return fmt::format("v{}, {:08x} // +{:08x}", aa, pc + wide(1), wide(1));
  case Format::f21c:
  case Format::f31c: return fmt::format("v{}, {}", aa, row);
  case Format::f22c: return fmt::format("v{}, v{}, {}", a, b, row);
  case Format::f35c:
  case Format::f45cc: return fmt::format("{}, {}", register_list(units, false), row);
  case Format::f3rc:
  case Format::f4rcc: return fmt::format("{}, {}", register_list(units, true), row);
  }
  return "";
}

std::string payload_text(std::span<const u16> insns) {
  const u64 units = payload_units(insns);
  switch (static_cast<Payload>(insns.front())) {
  case Payload::packed_switch: return fmt::format("packed-switch-data ({} units)", units);
  case Payload::sparse_switch: return fmt::format("sparse-switch-data ({} units)", units);
  case Payload::array_data: return fmt::format("array-data ({} units)", units);
  }
  return "";
}

} // namespace

std::string to_text(const Dex &dex, std::span<const u16> insns, u32 pc) {
  const std::optional<Instruction> instruction = instruction_at(insns, pc);
  if (!instruction) return pc < insns.size() ? payload_text(insns.subspan(pc)) : "";
  const std::string operands = operands_text(dex, *instruction, insns.subspan(pc, instruction->units));
  return std::string(info_of(instruction->opcode).name) + (operands.empty() ? "" : " " + operands);
}

} // namespace kinsafe
