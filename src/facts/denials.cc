// What follows a refusal, as rows: see denial/denial.h.
#include "facts/facts.h"

#include "base/strings.h"

#include <array>

namespace kinsafe {
namespace {

constexpr size_t most_denials = 2000;

std::string word_of(Answered answer) {
  constexpr std::array<std::string_view, 3> words = {"yes", "no", "unclear"};
  return std::string(words[static_cast<size_t>(answer)]);
}

// Of a permission asked for, a row says too what was given up; of others this gap alone does.
void note_given_up(const Denials::Counts &counts, Incomplete &incomplete) {
  const auto add = [&](std::string reason, std::vector<std::string> hides) {
    incomplete.gaps.push_back({GapKind::limit, "", "denial", std::move(reason), Lost::nothing, std::move(hides)});
  };
  if (counts.is_exhausted)
    add("the steps for following refusals were used up; what " + std::to_string(counts.cut + counts.cut_checks) + " of them lead to is not told to its end", {"denial"});
  else if (counts.cut_checks > 0)
    add("what " + std::to_string(counts.cut_checks) + " look-ups of a permission lead to was not followed to its end", {"denial"});
  if (counts.cut_requests > 0)
    add(std::to_string(counts.cut_requests) + " calls ask for more lists of permissions than are told apart; the rest is left out", {"permission_request", "denial"});
}

} // namespace

void detect_denials(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  note_given_up(looked.denials.counts, incomplete);
  std::vector<Row> &rows = facts.of(FactKind::denial);
  for (const Denial &denial : looked.denials.rows) {
    if (rows.size() >= most_denials) {
      incomplete.gaps.push_back({GapKind::limit, "", "denial", "there are more refusals than any app has; the rest is left out", Lost::nothing, {"denial"}});
      return;
    }
    std::vector<Evidence> witness;
    for (const Site &site : denial.witness) witness.push_back(evidence_at(looked.program, site, "after_refusal"));
    Cell screen;
    if (denial.screen) screen = to_utf8(type_text(looked.program, *denial.screen, looked.program.mapping));
    rows.push_back(make_row(FactKind::denial,
                            {permission_word(denial.permission), word_of(denial.bundle), std::string(denial.when),
                             std::string(outcome_names[static_cast<size_t>(denial.outcome)]), std::string(denial.must ? "yes" : "no"), word_of(denial.service_reachable),
                             std::string(denial.is_forever ? "yes" : "no"), std::move(screen), denial.reason.empty() ? Cell() : Cell(std::string(denial.reason)),
                             std::move(witness)},
                            {evidence_at(looked.program, denial.site, denial.request ? "asks" : "looks_up")}));
  }
}

} // namespace kinsafe
