// The short answers, each from the same three-valued evaluation as the verdicts: `no` only if all that could show a `yes`
// was seen.
#include "report/report.h"

#include <algorithm>

namespace kinsafe {
namespace {

std::string yes_no(const CheckResult &result) {
  switch (result.verdict) {
  case Verdict::violated: return "yes";
  case Verdict::met: return "no";
  case Verdict::unclear:
  case Verdict::not_applicable: return "unclear";
  }
  return "unclear";
}

CheckResult evaluate_by_id(const Report &report, const NormPack &pack, std::string_view id) {
  const Check *check = find_check(pack.checks, id);
  if (!check) return {}; // a pack given by the user may lack it: unclear
  return evaluate(pack.checks, *check, {}, report.facts, report.gaps);
}

// Worst first, as the contract lists the outcomes.
std::vector<std::string> outcomes_of(const Facts &facts, std::string_view permission) {
  std::vector<std::string> outcomes;
  const std::span<const std::string_view> order = schema_of(FactKind::denial).columns[3].values;
  for (const std::string_view outcome : order)
    for (const Row &row : facts.of(FactKind::denial))
      if (row.reached != "no" && word_of(FactKind::denial, row, "permission") == permission && word_of(FactKind::denial, row, "outcome") == outcome &&
          std::ranges::find(outcomes, outcome) == outcomes.end())
        outcomes.emplace_back(outcome);
  return outcomes;
}

// `no` where code that runs shows it on every path, `yes` where all rows do; both only if no row can be hidden.
std::string service_reachable_of(const Report &report) {
  const std::vector<Row> &rows = report.facts.of(FactKind::denial);
  const auto is_about_contacts = [](const Row &row) { return word_of(FactKind::denial, row, "permission") == "READ_CONTACTS"; };
  const auto says = [](const Row &row, std::string_view word) { return word_of(FactKind::denial, row, "service_reachable") == word; };
  const bool is_hidden = std::ranges::any_of(report.gaps, [](const GapRow &gap) { return std::ranges::find(gap.hides, FactKind::denial) != gap.hides.end(); });
  if (is_hidden || std::ranges::none_of(rows, is_about_contacts)) return "unclear";
  const auto is_barred = [&](const Row &row) {
    return is_about_contacts(row) && row.reached == "yes" && word_of(FactKind::denial, row, "must") == "yes" && says(row, "no");
  };
  if (std::ranges::any_of(rows, is_barred)) return "no";
  return std::ranges::all_of(rows, [&](const Row &row) { return !is_about_contacts(row) || says(row, "yes"); }) ? "yes" : "unclear";
}

} // namespace

std::vector<std::string> hiders_of(const CheckResult &check, const std::vector<GapRow> &gaps) {
  if (!check.needs.empty()) return {check.needs};
  std::vector<std::string> names;
  for (const std::string &id : check.gaps) {
    const auto gap = std::ranges::find(gaps, id, &GapRow::id);
    names.push_back(gap->part.empty() ? gap->where : gap->part);
  }
  if (names.empty()) names.emplace_back("facts"); // all was seen, but what was seen is not clear
  return names;
}

Answer answer_of(const Report &report, const NormPack &pack) {
  Answer answer;
  answer.lending = report.question.lending;
  answer.institution = report.question.institution.value_or("unknown");

  const CheckResult reads = evaluate_by_id(report, pack, "DATA-READ-CONTACTS");
  answer.reads_whole_address_book = yes_no(reads);
  answer.sends_address_book = yes_no(evaluate_by_id(report, pack, "FLOW-CONTACTS-OUT"));
  const CheckResult declares = evaluate_by_id(report, pack, "PERM-DECL-CONTACTS");
  answer.can_hold_contacts = declares.verdict != Verdict::met;

  answer.on_refusal = outcomes_of(report.facts, "READ_CONTACTS");
  if (answer.on_refusal.empty() && answer.can_hold_contacts) answer.on_refusal = {"unknown"};
  answer.service_reachable = service_reachable_of(report);
  for (const Row &row : report.facts.of(FactKind::emergency_contact)) {
    const std::string how(word_of(FactKind::emergency_contact, row, "how"));
    if (std::ranges::find(answer.emergency_contacts, how) == answer.emergency_contacts.end()) answer.emergency_contacts.push_back(how);
  }

  for (const RequirementVerdict &verdict : report.verdicts) {
    for (const CheckResult &check : verdict.checks) {
      if (check.verdict == Verdict::not_applicable) continue;
      ++answer.applicable;
      if (check.verdict != Verdict::unclear) ++answer.decided;
      else
        for (const std::string &name : hiders_of(check, report.gaps))
          if (std::ranges::find(answer.hidden_by, name) == answer.hidden_by.end()) answer.hidden_by.push_back(name);
    }
  }
  return answer;
}

} // namespace kinsafe
