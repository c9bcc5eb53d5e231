// Compares classes of one name from two dex files, instruction by instruction. Instructions name rows of their file's
// tables, so they mean the same only where the tables do; a dump of a file that the package holds has the same ones.
#include "program/shadows.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace kinsafe {
namespace {

bool has_same_tables(const DexIds &a, const DexIds &b) {
  return a.strings == b.strings && a.types == b.types && a.methods == b.methods && a.fields == b.fields;
}

bool has_same_code(const Dex &a, const Dex &b, const std::vector<EncodedMethod> &of_a,
                   const std::vector<EncodedMethod> &of_b) {
  return std::ranges::equal(of_a, of_b, [&](const EncodedMethod &x, const EncodedMethod &y) {
    if (x.method_idx != y.method_idx || x.access_flags != y.access_flags) return false;
    if ((x.code_off == 0) != (y.code_off == 0)) return false;
    if (x.code_off == 0) return true;
    const std::optional<CodeItem> code = a.code(x.code_off), other = b.code(y.code_off);
    return code && other && std::ranges::equal(code->insns, other->insns);
  });
}

bool is_same_class(const Dex &a, const ClassDef &in_a, const Dex &b, const ClassDef &in_b) {
  const std::optional<ClassData> data = a.class_data(in_a.class_data_off), other = b.class_data(in_b.class_data_off);
  const List<u32> values = a.static_string_values(in_a.static_values_off),
                  others = b.static_string_values(in_b.static_values_off);
  return data && other && !values.damaged && !others.damaged && std::ranges::equal(values, others) &&
         in_a.superclass_idx == in_b.superclass_idx &&
         has_same_code(a, b, data->direct_methods, other->direct_methods) &&
         has_same_code(a, b, data->virtual_methods, other->virtual_methods);
}

} // namespace

void note_shadowed_classes(const Program &program, std::span<const std::string> dumped, Incomplete &incomplete) {
  std::map<std::pair<u32, u32>, bool> alike; // dex files with the same tables
  for (u32 i = 0; i < program.dexes.size(); ++i) {
    if (std::ranges::find(dumped, program.dex_names[i]) == dumped.end()) continue;
    const Dex &dex = program.dexes[i];
    u64 differing = 0;
    for (u32 row = 0; row < dex.class_count(); ++row) {
      const ClassDef def = dex.class_def(row);
      if (def.class_idx >= program.dex_ids[i].types.size()) continue; // counted as damaged
      const std::optional<ClassId> known =
          program.class_of_type[static_cast<u32>(program.dex_ids[i].types[def.class_idx])];
      if (!known) continue; // beyond the budget of its file, which is a gap
      const Class &kept = program.classes[*known];
      if (kept.dex == i && kept.class_def == row) continue;
      const auto [entry, is_new] = alike.try_emplace({i, kept.dex}, false);
      if (is_new) entry->second = has_same_tables(program.dex_ids[i], program.dex_ids[kept.dex]);
      const Dex &other = program.dexes[kept.dex];
      differing += !entry->second || !is_same_class(dex, def, other, other.class_def(kept.class_def));
    }
    if (differing > 0)
      incomplete.add(GapKind::not_looked, program.dex_names[i], "class path",
                     fmt::format("{} of its classes stand in the package too, with other code; the package's were read",
                                 differing),
                     Lost::code);
  }
}

} // namespace kinsafe
