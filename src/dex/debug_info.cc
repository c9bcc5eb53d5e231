// Finds the source line of an instruction. The debug info of a method is a program for a small machine with two
// registers, address and line; each special opcode moves both and emits a row "from this address on, this line". The
// line of an instruction is that of the last row at or before it.
#include "dex/dex.h"

namespace kinsafe {
namespace {

enum class DebugOpcode : u8 {
  end_sequence = 0x00,
  advance_pc = 0x01,
  advance_line = 0x02,
  start_local = 0x03,
  start_local_extended = 0x04,
  end_local = 0x05,
  restart_local = 0x06,
  set_prologue_end = 0x07,
  set_epilogue_begin = 0x08,
  set_file = 0x09,
};
constexpr u8 first_special = 0x0a;
constexpr int line_base = -4, line_range = 15;

} // namespace

DebugInfo debug_info(const Dex &dex, const CodeItem &code) {
  using Kind = DebugEvent::Kind;
  DebugInfo info;
  if (code.debug_info_off == 0) return info;
  Reader reader(dex.bytes(), code.debug_info_off);
  u64 address = 0;
  u32 line = reader.read_uleb128();
  const auto read_index = [&] { return reader.read_uleb128() - 1; }; // uleb128p1: zero stands for no_index
  const u32 parameters = reader.read_uleb128();
  for (u32 i = 0; i < parameters && !reader.failed(); ++i) info.parameter_names.push_back(read_index());

  while (!reader.failed() && address <= code.insns.size()) {
    const u8 byte = reader.read_u8();
    DebugEvent event{Kind::line, static_cast<u32>(address)};
    if (byte >= first_special) {
      const int step = byte - first_special;
      address += static_cast<u32>(step / line_range);
      line += static_cast<u32>(line_base + step % line_range);
      event.address = static_cast<u32>(address);
      event.value = line;
      if (address <= code.insns.size()) info.events.push_back(event);
      continue;
    }
    switch (static_cast<DebugOpcode>(byte)) {
    case DebugOpcode::end_sequence: info.damaged = reader.failed(); return info;
    case DebugOpcode::advance_pc: address += reader.read_uleb128(); continue;
    case DebugOpcode::advance_line: line += static_cast<u32>(reader.read_sleb128()); continue;
    case DebugOpcode::start_local:
    case DebugOpcode::start_local_extended:
      event.kind = Kind::start_local;
      event.value = reader.read_uleb128();
      event.name_idx = read_index();
      event.type_idx = read_index();
      if (static_cast<DebugOpcode>(byte) == DebugOpcode::start_local_extended) event.signature_idx = read_index();
      break;
    case DebugOpcode::end_local:
      event.kind = Kind::end_local;
      event.value = reader.read_uleb128();
      break;
    case DebugOpcode::restart_local:
      event.kind = Kind::restart_local;
      event.value = reader.read_uleb128();
      break;
    case DebugOpcode::set_prologue_end: event.kind = Kind::prologue_end; break;
    case DebugOpcode::set_epilogue_begin: event.kind = Kind::epilogue_begin; break;
    case DebugOpcode::set_file:
      event.kind = Kind::set_file;
      event.value = read_index();
      break;
    }
    if (!reader.failed()) info.events.push_back(event);
  }
  info.damaged = reader.failed();
  return info;
}

std::optional<u32> source_line(const Dex &dex, const CodeItem &code, u32 pc) {
  if (code.debug_info_off == 0) return std::nullopt;
  Reader reader(dex.bytes(), code.debug_info_off);
  u64 address = 0;
  u32 line = reader.read_uleb128(); // may wrap: steps back are added as their two's complement
  const u32 parameters = reader.read_uleb128();
  for (u32 i = 0; i < parameters && !reader.failed(); ++i) reader.read_uleb128();

  std::optional<u32> found;
  const auto skip = [&](int numbers) {
    for (int i = 0; i < numbers; ++i) reader.read_uleb128();
  };
  while (!reader.failed()) {
    const u8 byte = reader.read_u8();
    if (byte >= first_special && !reader.failed()) {
      const int step = byte - first_special;
      address += static_cast<u32>(step / line_range);
      line += static_cast<u32>(line_base + step % line_range);
      if (address > pc) return found;
      found = line == 0 || line > 0x7fffffff ? std::nullopt : std::optional(line);
      continue;
    }
    switch (static_cast<DebugOpcode>(byte)) {
    case DebugOpcode::end_sequence: return reader.failed() ? std::nullopt : found;
    case DebugOpcode::advance_pc: address += reader.read_uleb128(); break;
    case DebugOpcode::advance_line: line += static_cast<u32>(reader.read_sleb128()); break;
    case DebugOpcode::start_local: skip(3); break;
    case DebugOpcode::start_local_extended: skip(4); break;
    case DebugOpcode::end_local:
    case DebugOpcode::restart_local:
    case DebugOpcode::set_file: skip(1); break;
    case DebugOpcode::set_prologue_end:
    case DebugOpcode::set_epilogue_begin: break;
    }
  }
  return std::nullopt;
}

} // namespace kinsafe
