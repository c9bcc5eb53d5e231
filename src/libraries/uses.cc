// Finds calls of named methods, one pass over the method references of the program, and looks back from a call for the
// constant that it passes.
#include "libraries/uses.h"

#include "dex/instructions.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace kinsafe {
namespace {

// The class itself and then its ancestors, as far as the app defines them.
bool is_or_extends(const Program &program, TypeId type, std::string_view owner) {
  for (u32 steps = 0; steps < 100; ++steps) { // a hostile hierarchy may be a circle
    if (type_text(program, type) == owner) return true;
    const std::optional<ClassId> definition = program.class_of_type[static_cast<u32>(type)];
    if (!definition || !program.classes[*definition].super) return false;
    type = *program.classes[*definition].super;
  }
  return false;
}

// Rows by the id of their method's name; a bit for each name first, for nearly no method has one of them.
template <class Row>
class ByName {
public:
  ByName(const Program &program, const std::vector<Row> &rows) : program_(program), is_wanted_(program.strings.size()) {
    for (u32 i = 0; i < rows.size(); ++i) {
      if (rows[i].name.empty()) continue;
      // Of a class that the app never names no method is called.
      const std::optional<StringId> name = find_string(program, rows[i].name);
      if (!name || !find_type(program, rows[i].owner)) continue;
      rows_[static_cast<u32>(*name)].push_back(i);
      is_wanted_[static_cast<u32>(*name)] = true;
    }
  }
  bool empty() const { return rows_.empty(); }
  template <class Visit>
  void visit(StringId name, const Visit &visit_row) const {
    if (!is_wanted_[static_cast<u32>(name)]) return;
    for (const u32 row : rows_.at(static_cast<u32>(name))) visit_row(row);
  }

private:
  const Program &program_;
  std::vector<bool> is_wanted_;
  std::map<u32, std::vector<u32>> rows_;
};

constexpr bool operator<(const Site &a, const Site &b) { return std::tie(a.body, a.pc) < std::tie(b.body, b.pc); }

// The register that an instruction may write; conservative where it only reads one. Nothing for those that write none.
std::optional<u32> written_register(std::span<const u16> insns, const Instruction &instruction) {
  const u16 unit = insns[instruction.pc];
  switch (opcodes[static_cast<u8>(instruction.opcode)].format) {
  case Format::f11n:
  case Format::f12x:
  case Format::f22c:
  case Format::f22s:
  case Format::f22t: return unit >> 8 & 0xf;
  case Format::f11x:
  case Format::f21c:
  case Format::f21h:
  case Format::f21s:
  case Format::f21t:
  case Format::f22b:
  case Format::f22x:
  case Format::f23x:
  case Format::f31c:
  case Format::f31i:
  case Format::f31t:
  case Format::f51l: return unit >> 8;
  case Format::f32x: return insns[instruction.pc + 1];
  case Format::f10t:
  case Format::f10x:
  case Format::f20t:
  case Format::f30t:
  case Format::f35c:
  case Format::f3rc:
  case Format::f45cc:
  case Format::f4rcc: return std::nullopt;
  }
  return std::nullopt;
}

std::optional<i32> constant_of(std::span<const u16> insns, const Instruction &instruction) {
  const u32 pc = instruction.pc;
  if (instruction.opcode == Opcode::const_4) return static_cast<i32>(static_cast<i16>(insns[pc]) >> 12);
  if (instruction.opcode == Opcode::const_16) return static_cast<i16>(insns[pc + 1]);
  if (instruction.opcode == Opcode::const_) return static_cast<i32>(u32{insns[pc + 1]} | u32{insns[pc + 2]} << 16);
  return std::nullopt;
}

// The offset that a branch adds to its own place; nothing if the instruction is none.
std::optional<i32> branch_of(std::span<const u16> insns, const Instruction &instruction) {
  const u32 pc = instruction.pc;
  switch (opcodes[static_cast<u8>(instruction.opcode)].format) {
  case Format::f10t: return static_cast<i8>(insns[pc] >> 8);
  case Format::f20t:
  case Format::f21t:
  case Format::f22t: return static_cast<i16>(insns[pc + 1]);
  case Format::f30t: return static_cast<i32>(u32{insns[pc + 1]} | u32{insns[pc + 2]} << 16);
  default: return std::nullopt;
  }
}

// Which register a call passes as its `position`-th word, the object included.
std::optional<u32> passed_register(std::span<const u16> insns, const Instruction &call, u32 position) {
  const u16 unit = insns[call.pc];
  const Format format = opcodes[static_cast<u8>(call.opcode)].format;
  if (format == Format::f3rc) return position < unit >> 8 ? std::optional<u32>(insns[call.pc + 2] + position) : std::nullopt;
  if (format != Format::f35c || position >= static_cast<u32>(unit >> 12)) return std::nullopt;
  if (position == 4) return unit >> 8 & 0xf;
  return insns[call.pc + 2] >> (4 * position) & 0xf;
}

// How many words stand before a parameter, by the signature; nothing if there are fewer parameters.
std::optional<u32> words_before(std::string_view signature, u32 argument) {
  u32 words = 0;
  size_t at = 1;
  for (u32 i = 1; i < argument; ++i) {
    if (at >= signature.size() || signature[at] == ')') return std::nullopt;
    words += signature[at] == 'J' || signature[at] == 'D' ? 2 : 1;
    while (at < signature.size() && signature[at] == '[') ++at;
    at = at < signature.size() && signature[at] == 'L' ? std::min(signature.find(';', at), signature.size() - 1) + 1 : at + 1;
  }
  return at < signature.size() && signature[at] != ')' ? std::optional(words) : std::nullopt;
}

} // namespace

std::optional<i32> constant_argument(const Program &program, const Site &call, u32 argument) {
  const Body &body = program.bodies[call.body];
  const Dex &dex = program.dexes[body.dex];
  const std::optional<CodeItem> code = dex.code(body.code_offset);
  if (!code) return std::nullopt;
  const std::span<const u16> insns = code->insns;
  const std::optional<Instruction> invoke = instruction_at(insns, call.pc);
  if (!invoke || invoke->index >= program.dex_ids[body.dex].methods.size()) return std::nullopt;
  const MethodRef &called = program.methods[program.dex_ids[body.dex].methods[invoke->index]];
  const std::optional<u32> before = words_before(program.strings[called.signature], argument);
  const bool is_static = invoke->opcode == Opcode::invoke_static || invoke->opcode == Opcode::invoke_static_range;
  const std::optional<u32> wanted = before ? passed_register(insns, *invoke, *before + !is_static) : std::nullopt;
  if (!wanted) return std::nullopt;

  std::optional<i32> value;
  u32 set_at = 0;
  std::vector<u64> targets;
  bool is_plain = true;
  for_each_instruction(insns, [&](const Instruction &instruction) {
    const OpcodeInfo &info = opcodes[static_cast<u8>(instruction.opcode)];
    if (info.can_switch && instruction.pc < call.pc) is_plain = false; // its targets stand elsewhere
    if (const std::optional<i32> offset = branch_of(insns, instruction)) targets.push_back(static_cast<u64>(i64{instruction.pc} + *offset));
    if (instruction.pc >= call.pc) return;
    if (!info.can_continue || info.can_branch) value.reset();
    const std::optional<u32> written = written_register(insns, instruction);
    if (!written || (*written != *wanted && *written + 1 != *wanted)) return; // the next register may be its second half
    value = *written == *wanted ? constant_of(insns, instruction) : std::nullopt;
    set_at = instruction.pc;
  });
  if (const std::optional<Tries> tries = dex.tries(*code))
    for (const CatchHandler &handler : tries->handlers) targets.push_back(handler.address);
  const auto comes_between = [&](u64 target) { return target > set_at && target <= call.pc; };
  return is_plain && std::ranges::none_of(targets, comes_between) ? value : std::nullopt;
}

Uses find_uses(const Program &program, const Xrefs &xrefs, const CarriedRows &rows) {
  // Each look back passes over a whole method. A real app sets its switches once or twice; beyond this they stay unclear.
  u64 units_left = u64{1} << 22;
  const auto passed_to = [&](const Site &site, u32 argument) -> std::optional<i32> {
    const Body &body = program.bodies[site.body];
    const std::optional<CodeItem> code = program.dexes[body.dex].code(body.code_offset);
    if (!code || code->insns.size() > units_left) return std::nullopt;
    units_left -= code->insns.size();
    return constant_argument(program, site, argument);
  };
  Uses found;
  const ByName uses(program, rows.uses);
  const ByName switches(program, rows.switches);
  if (!uses.empty() || !switches.empty())
    for (u32 i = 0; i < program.methods.size(); ++i) {
      const MethodRef &ref = program.methods[MethodId{i}];
      uses.visit(ref.name, [&](u32 row) {
        if (is_or_extends(program, ref.owner, rows.uses[row].owner))
          for (const Site &site : xrefs.calls.of(MethodId{i})) found.uses.push_back({row, site});
      });
      switches.visit(ref.name, [&](u32 row) {
        const SwitchRow &wanted = rows.switches[row];
        if (!is_or_extends(program, ref.owner, wanted.owner)) return;
        for (const Site &site : xrefs.calls.of(MethodId{i})) {
          SwitchKind to = wanted.kind;
          if (to == SwitchKind::argument)
            if (const std::optional<i32> value = passed_to(site, wanted.argument)) to = *value ? SwitchKind::on : SwitchKind::off;
          found.switches.push_back({row, site, to});
        }
      });
    }
  for (u32 row = 0; row < rows.uses.size(); ++row) {
    if (!rows.uses[row].name.empty()) continue;
    const std::optional<TypeId> type = find_type(program, rows.uses[row].owner);
    if (!type) continue;
    for (const Site &site : xrefs.creates.of(*type)) found.uses.push_back({row, site});
    for (u32 i = 0; i < program.classes.size(); ++i)
      if (program.classes[ClassId{i}].super == type) found.heirs.push_back({row, ClassId{i}});
  }
  const auto by_row_and_site = [](const auto &a, const auto &b) { return a.row != b.row ? a.row < b.row : a.site < b.site; };
  std::ranges::sort(found.uses, by_row_and_site);
  std::ranges::sort(found.switches, by_row_and_site);
  return found;
}

} // namespace kinsafe
