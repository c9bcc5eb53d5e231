// Oddities of the container: what is unusual in the package's file and may mean that someone changed it after it was
// built. This version tells those of its signatures: stripped ones, and data that tools put where no signature covers
// it.
#include "base/strings.h"
#include "facts/facts.h"

namespace kinsafe {

void detect_container_oddities(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  if (looked.package.signing)
    for (const std::string &oddity : looked.package.signing->oddities) {
      Row row = make_row(FactKind::container_oddity, {std::string("signature"), to_utf8(oddity)},
                         {{to_utf8(looked.package.file), "", "", std::nullopt, std::nullopt, "signature"}});
      row.origin = "app";
      facts.of(FactKind::container_oddity).push_back(std::move(row));
    }
  incomplete.gaps.push_back({GapKind::not_looked,
                             "",
                             "detectors",
                             "this version looks for oddities of the package's file in its signatures alone",
                             Lost::nothing,
                             {"container_oddity"}});
}

} // namespace kinsafe
