// Counts what can be decided from what.
#include "norms/coverage.h"

#include <algorithm>

namespace kinsafe {

size_t evidence_rank(const Check &check) {
  if (check.needs.empty()) return 0;
  return static_cast<size_t>(std::ranges::find(evidence_order, check.needs) - std::begin(evidence_order));
}

Coverage count_coverage(const NormPack &pack) {
  Coverage coverage;
  coverage.norms = pack.norms.size();
  coverage.checks = pack.checks.checks.size();
  for (const Norm &norm : pack.norms)
    for (const Requirement &requirement : norm.requirements) {
      size_t easiest = evidence_kinds_count, hardest = 0;
      for (const std::string &id : requirement.checks) {
        const size_t rank = evidence_rank(*find_check(pack.checks, id));
        easiest = std::min(easiest, rank), hardest = std::max(hardest, rank);
      }
      Coverage::Row &row = coverage.rows[easiest];
      ++row.requirements, ++coverage.requirements;
      if (!requirement.judged) continue;
      ++row.judged, ++coverage.judged, ++coverage.rows[hardest].met;
      row.appraisal += requirement.appraisal, coverage.appraisal += requirement.appraisal;
      const std::string_view first = evidence_order[easiest];
      if (first == "package") ++(hardest == 0 ? coverage.both_from_package : coverage.breach_from_package);
      else if (first == "records" || first == "words") ++coverage.from_records;
      else ++coverage.from_neither;
    }
  return coverage;
}

} // namespace kinsafe
