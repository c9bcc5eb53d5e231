// Oddities of the container: what is unusual in the package's file and may mean that someone built or changed it to
// mislead those who look into it. The rooms below noticed them; here they become facts.
#include "base/strings.h"
#include "facts/facts.h"

namespace kinsafe {

namespace {

void add_row(const Looked &looked, std::string part, std::string_view what, std::string detail, std::string why,
             Facts &facts) {
  const std::string place = part.empty() ? to_utf8(looked.package.file) : part;
  Row row = make_row(FactKind::container_oddity, {std::move(part), std::string(what), std::move(detail)},
                     {{place, "", "", std::nullopt, std::nullopt, std::move(why)}});
  row.origin = "app";
  facts.of(FactKind::container_oddity).push_back(std::move(row));
}

} // namespace

void detect_container_oddities(const Looked &looked, Facts &facts, Incomplete &) {
  const Oddities &oddities = looked.package.oddities;
  for (const Oddity &oddity : oddities.list)
    add_row(looked, to_utf8(oddity.part), name_of(oddity.what), to_utf8(oddity.detail), "container", facts);
  for (size_t i = 0; i < odd_kinds; ++i) {
    if (oddities.counts[i] <= Oddities::most_of_a_kind) continue;
    add_row(looked, "", name_of(static_cast<Odd>(i)),
            "there are " + std::to_string(oddities.counts[i]) + " of this kind", "container", facts);
  }
  if (!looked.package.signing) return;
  for (const std::string &oddity : looked.package.signing->oddities)
    add_row(looked, "", "signature", to_utf8(oddity), "signature", facts);
}

} // namespace kinsafe
