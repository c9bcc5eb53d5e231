// Packers: what keeps the app's own code out of the dex files and puts it there when the app runs. Known ones by the signs
// of the catalogue; unknown ones by structure: the manifest names components whose classes no dex file holds. What lies
// outside the shell (manifest, resources, pages, machine code) is read all the same.
#include "facts/facts.h"

#include "base/strings.h"
#include "dex/instructions.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace kinsafe {
namespace {

bool is_defined(const Looked &looked, std::string_view descriptor) {
  const std::optional<TypeId> type = find_type(looked.program, descriptor);
  return type && looked.program.class_of_type[static_cast<u32>(*type)];
}

// Components whose classes no dex file holds. An alias names no class of its own.
std::vector<std::string> missing_components(const Looked &looked) {
  std::vector<std::string> missing;
  if (!looked.package.manifest) return missing;
  std::set<std::string> seen;
  const auto look = [&](const std::string &class_name) {
    std::string descriptor = descriptor_of(class_name);
    if (!class_name.empty() && seen.insert(descriptor).second && !is_defined(looked, descriptor)) missing.push_back(std::move(descriptor));
  };
  look(looked.package.manifest->application_class);
  for (const Component &component : looked.package.manifest->components)
    if (component.kind != Component::Kind::activity_alias) look(component.class_name);
  return missing;
}

// "com.example" of "Lcom/example/a/Main;", as a descriptor starts: whose classes the app's makers may have written.
std::string_view stem_of(std::string_view descriptor) {
  const size_t first = descriptor.find('/');
  const size_t second = first == std::string_view::npos ? first : descriptor.find('/', first + 1);
  return second == std::string_view::npos ? std::string_view() : descriptor.substr(0, second + 1);
}

// Whether a body does nothing: it passes over blanks and gives back a constant. So packers leave a method whose
// instructions they put there when it is called.
bool is_hollow(const Looked &looked, const Body &body) {
  const std::optional<CodeItem> code = looked.program.dexes[body.dex].code(body.code_offset);
  if (!code) return true;
  bool does_nothing = true;
  for_each_instruction(code->insns, [&](const Instruction &instruction) {
    using enum Opcode;
    constexpr Opcode idle[] = {nop, const_4, const_16, const_, const_high16, const_wide_16, const_wide_32, const_wide, const_wide_high16, return_void, return_, return_wide, return_object};
    does_nothing = does_nothing && std::ranges::find(idle, instruction.opcode) != std::end(idle);
  });
  return does_nothing;
}

// Whether dumped code shows the app as it runs: all its components are there, every class that it names beside them, and
// the bodies of their methods. Of an app as it was built at most some of these do nothing.
bool is_whole_dump(const Looked &looked) {
  const auto is_dumped = [](const Part &part) { return part.source == "dumped"; };
  if (std::ranges::none_of(looked.package.parts, is_dumped) || !looked.package.manifest) return false;
  std::set<std::string, std::less<>> stems;
  for (const Component &component : looked.package.manifest->components) {
    const std::string descriptor = descriptor_of(component.class_name);
    if (const std::string_view stem = stem_of(descriptor); !stem.empty()) stems.emplace(stem);
  }
  for (u32 i = 0; i < looked.program.types.size(); ++i) {
    const std::string_view name = type_text(looked.program, TypeId{i});
    if (stems.contains(stem_of(name)) && !looked.program.class_of_type[i]) return false;
  }
  size_t bodies = 0, hollow = 0;
  for (u32 i = 0; i < looked.program.bodies.size(); ++i) {
    const Body &body = looked.program.bodies[BodyId{i}];
    if (!stems.contains(stem_of(type_text(looked.program, looked.program.methods[body.method].owner)))) continue;
    ++bodies;
    hollow += is_hollow(looked, body);
  }
  return hollow * 4 <= bodies && missing_components(looked).empty();
}

// The names of classes that stand in texts of the stub and that no dex file holds: the application class proper is one.
std::vector<std::string> names_in_stub(const Looked &looked, std::string_view stub) {
  std::vector<std::string> names;
  const std::optional<TypeId> type = find_type(looked.program, stub);
  if (!type) return names;
  const auto look = [&](std::string_view text) {
    const bool is_name = text.size() < 200 && std::ranges::count(text, '.') >= 2 && std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) || c == '.' || c == '_' || c == '$'; });
    const size_t dot = text.rfind('.');
    if (!is_name || dot + 1 >= text.size() || text[dot + 1] < 'A' || text[dot + 1] > 'Z') return;
    if (text.starts_with("android.") || text.starts_with("java.") || text.starts_with("dalvik.") || text.starts_with("com.android.")) return;
    const std::string descriptor = descriptor_of(text);
    if (!is_defined(looked, descriptor) && std::ranges::find(names, descriptor) == names.end() && names.size() < 3) names.push_back(descriptor);
  };
  for (u32 i = 0; i < looked.program.bodies.size(); ++i) {
    const Body &body = looked.program.bodies[BodyId{i}];
    if (looked.program.methods[body.method].owner != *type) continue;
    const std::optional<CodeItem> code = looked.program.dexes[body.dex].code(body.code_offset);
    if (!code) continue;
    for_each_instruction(code->insns, [&](const Instruction &instruction) {
      if (instruction.opcode == Opcode::const_string || instruction.opcode == Opcode::const_string_jumbo)
        look(looked.program.dexes[body.dex].string(instruction.index));
    });
  }
  for (const Program::StringConstant &constant : looked.program.string_constants)
    if (looked.program.fields[constant.field].owner == *type) look(looked.program.strings[constant.value]);
  return names;
}

// The dex file that defines a class.
std::string part_of(const Looked &looked, std::string_view descriptor) {
  const std::optional<TypeId> type = find_type(looked.program, descriptor);
  const std::optional<ClassId> definition = type ? looked.program.class_of_type[static_cast<u32>(*type)] : std::nullopt;
  return definition ? looked.program.dex_names[looked.program.classes[*definition].dex] : "";
}

void add_packer(const Looked &looked, std::string name, std::vector<Evidence> evidence, bool is_open, std::string reason, Facts &facts, Incomplete &incomplete) {
  // The stub is the application class, or what the signs name.
  std::set<std::string> stubs, real;
  if (looked.package.manifest) stubs.insert(descriptor_of(looked.package.manifest->application_class));
  for (const Evidence &each : evidence)
    if (!each.class_name.empty()) stubs.insert(each.class_name);
  for (const std::string &stub : stubs)
    for (const std::string &descriptor : names_in_stub(looked, stub))
      if (real.insert(descriptor).second) evidence.push_back({part_of(looked, stub), to_utf8(descriptor), "", std::nullopt, std::nullopt, "real_application"});
  add_hider(FactKind::packer, name, is_open ? Lost::nothing : Lost::code, std::move(evidence), facts);
  if (is_open) return;
  incomplete.add(GapKind::encrypted, "", std::move(name), std::move(reason), Lost::code);
}

} // namespace

void detect_packers(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  if (looked.package.platform != Platform::android) return;
  const CarriedRows &rows = looked.rows.carried;
  const bool is_open = is_whole_dump(looked);
  bool is_known = false;
  for (u32 thing = 0; thing < rows.things.size(); ++thing) {
    if (rows.things[thing].kind != CarriedKind::packer || !looked.libraries.has(thing)) continue;
    is_known = true;
    add_packer(looked, rows.things[thing].name, evidence_of(looked, thing), is_open,
               "a packer keeps the app's code where this version can't read it; give dex files dumped from the running app (--dex)", facts, incomplete);
  }
  if (is_known || is_open || looked.program.dexes.empty()) return; // without code another gap tells
  const std::vector<std::string> missing = missing_components(looked);
  if (missing.empty()) return;
  std::vector<Evidence> evidence;
  for (size_t i = 0; i < std::min<size_t>(missing.size(), 3); ++i)
    evidence.push_back({"AndroidManifest.xml", to_utf8(missing[i]), "", std::nullopt, std::nullopt, "class_missing"});
  // One class may have been forgotten in the manifest; where most are missing somebody keeps them elsewhere.
  const size_t declared = looked.package.manifest->components.size();
  if (missing.size() * 2 > declared) {
    add_packer(looked, "unknown", std::move(evidence), false,
               fmt::format("{} classes that the manifest names stand in no dex file, so code is loaded from elsewhere", missing.size()), facts, incomplete);
    return;
  }
  incomplete.add(GapKind::missing, "", "components", fmt::format("{} classes that the manifest names stand in no dex file, such as {}", missing.size(), to_utf8(missing[0])), Lost::code);
}

} // namespace kinsafe
