// Purposes: the words that an app shows when it asks. HarmonyOS and iOS have them in the manifest, one for each
// permission; an Android app shows its own screen, whose words lie in resources and code.
#include "base/strings.h"
#include "facts/facts.h"

namespace kinsafe {

void detect_purpose_texts(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  const auto text_or_nothing = [](const std::string &text) { return text.empty() ? Cell() : Cell(to_utf8(text)); };
  for (const PurposeText &purpose : looked.package.purpose_texts) {
    Row row = make_row(FactKind::purpose_text,
                       {to_utf8(purpose.permission), text_or_nothing(purpose.language), text_or_nothing(purpose.text),
                        to_utf8(purpose.key)},
                       {{to_utf8(purpose.part), "", "", std::nullopt, std::nullopt, "purpose_declared"}});
    row.origin = "app";
    facts.of(FactKind::purpose_text).push_back(std::move(row));
  }
  if (looked.package.platform == Platform::android)
    incomplete.gaps.push_back({GapKind::not_looked,
                               "",
                               "detectors",
                               "this version does not look for purposes in the texts of resources and code",
                               Lost::nothing,
                               {"purpose_text"}});
}

} // namespace kinsafe
