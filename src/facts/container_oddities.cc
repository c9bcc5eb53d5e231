// Oddities of the container: what is unusual in the package's file and may mean that someone built or changed it to
// mislead those who look into it. The rooms below noticed them; here they become facts.
#include "base/strings.h"
#include "facts/facts.h"

namespace kinsafe {

namespace {

void add_row(std::string part, std::string_view what, std::string detail, Evidence evidence, Facts &facts) {
  Row row = make_row(FactKind::container_oddity, {std::move(part), std::string(what), std::move(detail)},
                     {std::move(evidence)});
  row.origin = "app";
  facts.of(FactKind::container_oddity).push_back(std::move(row));
}

} // namespace

void detect_container_oddities(const Looked &looked, Facts &facts, Incomplete &) {
  const std::string file = to_utf8(looked.package.file);
  const Oddities &oddities = looked.package.oddities;
  for (const Oddity &oddity : oddities.list) {
    const std::string part = to_utf8(oddity.part);
    add_row(part, name_of(oddity.what), to_utf8(oddity.detail),
            {part.empty() ? file : part, "", "", std::nullopt, std::nullopt, "container"}, facts);
  }
  for (size_t i = 0; i < odd_kinds; ++i)
    if (oddities.counts[i] > Oddities::most_of_a_kind)
      add_row("", name_of(static_cast<Odd>(i)), "there are " + std::to_string(oddities.counts[i]) + " of this kind",
              {file, "", "", std::nullopt, std::nullopt, "container"}, facts);
  if (!looked.package.signing) return;
  for (const std::string &oddity : looked.package.signing->oddities)
    add_row("", "signature", to_utf8(oddity), {file, "", "", std::nullopt, std::nullopt, "signature"}, facts);
}

} // namespace kinsafe
