// Findings that somebody has looked at and accepted until a day. A finding is a check of a requirement that a fact shows;
// its fingerprint holds what was found and not where, so that it survives a rebuild of the app. Accepting hides nothing: it
// is said beside the finding, with reason and owner, and once the day has passed that is said too.
#pragma once

#include "base/result.h"
#include "norms/judge.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

struct Acceptance {
  std::string requirement, fingerprint;
  std::string reason, owner;
  std::string expires; // ISO date, the first day on which it holds no more
};

struct Baseline {
  std::vector<Acceptance> acceptances;
};
// YAML or JSON (schema: docs/baseline.schema.json). Fails with file, line and column.
Result<Baseline> parse_baseline(std::string_view file, std::string_view text);

struct Finding {
  std::string requirement, check;
  std::string fact; // id; empty where what is missing shows the breach
  std::string fingerprint;
  std::optional<Acceptance> acceptance;
  bool is_expired = false;
};
inline bool is_accepted(const Finding &finding) { return finding.acceptance && !finding.is_expired; }

// Of every requirement that is violated or shows signs of it, in the order of the verdicts.
std::vector<Finding> list_findings(const std::vector<RequirementVerdict> &verdicts, const Facts &facts);
// Marks what the baseline accepts on `date`; gives back what it accepts and nobody found.
std::vector<Acceptance> mark_accepted(std::vector<Finding> &findings, const Baseline &baseline, std::string_view date);

} // namespace kinsafe
