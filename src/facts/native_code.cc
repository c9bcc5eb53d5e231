// Machine code: the shared libraries that the app carries. Their texts are looked through, their code is not followed. It
// reaches what Android guards only through Java: a library that takes part in calls between Java and machine code may ask
// any provider by reflection, or be handed anything. One that takes no part in them hides nothing that concerns the user's
// data, unless it may be a program that the app starts: that reads the app's files and talks to hosts.
#include "facts/facts.h"

#include "base/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace kinsafe {

void detect_native_code(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  struct Library {
    std::vector<Evidence> evidence;
    bool has_jni = false;
  };
  std::map<std::string, Library> libraries; // by file name: one a kind of processor
  bool any_jni = false;
  for (const OutsidePart &outside : looked.outside.parts) {
    if (outside.form != PartForm::machine_code) continue;
    const std::string part = to_utf8(looked.package.parts[outside.part].name);
    Library &library = libraries[part.substr(part.find_last_of("/!") + 1)];
    library.evidence.push_back({part, "", "", std::nullopt, std::nullopt, outside.has_jni ? "library_with_jni" : "library_without_jni"});
    library.has_jni |= outside.has_jni;
    any_jni |= outside.has_jni;
    for (const Taken &taken : outside.taken) add_taken(looked, outside, taken, "native_name", facts);
  }
  const auto starts_program = [&](const Use &use) { return looked.rows.carried.uses[use.row].kind == UseKind::starts_program; };
  const bool may_be_programs = std::ranges::any_of(looked.uses.uses, starts_program);
  const std::vector<std::string> hidden_by_programs = {"data_read", "endpoint", "flow"};
  size_t with_jni = 0;
  for (auto &[name, library] : libraries) {
    with_jni += library.has_jni;
    if (!library.has_jni && may_be_programs) facts.of(FactKind::native_code).push_back(make_row(FactKind::native_code, {to_utf8(name), hidden_by_programs}, std::move(library.evidence)));
    else add_hider(FactKind::native_code, name, library.has_jni ? Lost::native_code : Lost::nothing, std::move(library.evidence), facts);
  }
  if (may_be_programs && with_jni < libraries.size())
    incomplete.gaps.push_back({GapKind::not_looked, "", "programs",
                               fmt::format("the app starts programs, and {} files of machine code may be some; this version follows no machine code", libraries.size() - with_jni),
                               Lost::nothing, hidden_by_programs});
  if (any_jni)
    incomplete.add(GapKind::not_looked, "", "native_code", fmt::format("{} shared libraries can call Java and be called by it; this version follows no machine code", with_jni),
                   Lost::native_code);
}

} // namespace kinsafe
