// From what the requirements of a pack can be decided, counted by the kinds of evidence that their checks need: a breach
// shows with the easiest of a requirement's checks, compliance needs the hardest.
#pragma once

#include "norms/norms.h"

#include <array>
#include <string_view>

namespace kinsafe {

// From the easiest on. Of checks without a `needs` row the package is enough.
constexpr std::string_view evidence_order[] = {"package", "policy", "run", "text", "records", "words", "desk", "nothing"};
constexpr size_t evidence_kinds_count = std::size(evidence_order);

size_t evidence_rank(const Check &check);

struct Coverage {
  struct Row { // requirements by the easiest evidence that shows a breach
    size_t requirements = 0, judged = 0, appraisal = 0;
    size_t met = 0; // judged ones of which this is the hardest evidence needed
  };
  std::array<Row, evidence_kinds_count> rows;
  size_t norms = 0, requirements = 0, judged = 0, appraisal = 0, checks = 0;
  // Of the judged ones:
  size_t both_from_package = 0, breach_from_package = 0; // breach and compliance; a breach alone
  size_t from_records = 0;                               // a breach shows first in records of collection, with or without words
  size_t from_neither = 0;
};

Coverage count_coverage(const NormPack &pack);

} // namespace kinsafe
