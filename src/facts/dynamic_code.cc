// Code that the app brings in while it runs: class loaders over files and memory, hot fixes, plugins, modules delivered
// later, machine code from a path. Nobody who reads the package sees it.
#include "facts/facts.h"

#include "base/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace kinsafe {
namespace {

constexpr size_t most_places = 20; // told of one way of loading

// "dalvik.system.DexClassLoader", "java.lang.System.load".
std::string name_of(const UseRow &row) {
  std::string name = row.owner.substr(1, row.owner.size() - 2);
  std::ranges::replace(name, '/', '.');
  return row.name.empty() ? name : name + "." + row.name;
}

} // namespace

void detect_dynamic_code(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  const CarriedRows &rows = looked.rows.carried;
  std::map<std::string, std::vector<Evidence>> ways;
  for (const Use &use : looked.uses.uses) {
    if (rows.uses[use.row].kind != UseKind::loads_code) continue;
    std::vector<Evidence> &places = ways[name_of(rows.uses[use.row])];
    if (places.size() < most_places) places.push_back(evidence_at(looked.program, use.site, "loads_code"));
  }
  for (const Uses::Heir &heir : looked.uses.heirs) {
    const Class &of = looked.program.classes[heir.of];
    std::vector<Evidence> &places = ways[name_of(rows.uses[heir.row])];
    if (places.size() < most_places)
      places.push_back({looked.program.dex_names[of.dex], to_utf8(type_text(looked.program, of.type, looked.program.mapping)), "", std::nullopt, std::nullopt, "is_loader"});
  }
  for (u32 thing = 0; thing < rows.things.size(); ++thing) {
    const std::string &what = rows.things[thing].what;
    if ((what == "hot_fix" || what == "plugin_framework" || what == "dynamic_delivery") && looked.libraries.has(thing))
      ways[rows.things[thing].name] = evidence_of(looked, thing);
  }
  for (auto &[name, places] : ways) add_hider(FactKind::dynamic_code, name, Lost::code, std::move(places), facts);
  if (ways.empty()) return;
  std::string names;
  for (const auto &[name, places] : ways) names += (names.empty() ? "" : ", ") + name;
  incomplete.add(GapKind::not_looked, "", "dynamic_code", fmt::format("the app brings in code while it runs ({}), which no package holds", names), Lost::code);
}

} // namespace kinsafe
