// Which norms bind, and how the results of their checks make verdicts: a requirement is violated if one of its checks is,
// met if all are.
#include "norms/judge.h"

#include <algorithm>

namespace kinsafe {
namespace {

bool contains(const std::vector<std::string> &list, std::string_view word) { return std::ranges::find(list, word) != list.end(); }

bool is_in_force(const std::optional<std::string> &from, const std::optional<std::string> &until, const std::string &date) {
  return (!from || *from <= date) && (!until || date < *until); // ISO dates compare as text
}

// Words that nobody read, or that only presume: whatever the facts, the verdict is open.
bool is_open_at_best(const Requirement &requirement) { return requirement.parameters.contains("legal_effect"); }

// An element that no fact decides: then a hit is a sign, not a finding.
bool is_signs_at_best(const Requirement &requirement) { return requirement.appraisal || is_open_at_best(requirement); }

void add_new(std::vector<std::string> &list, const std::vector<std::string> &more) {
  for (const std::string &each : more)
    if (!contains(list, each)) list.push_back(each);
}

RequirementVerdict judge_requirement(const Norm &norm, const Requirement &requirement, const Facts &facts, std::span<const GapRow> gaps,
                                     const CheckTable &table, const Question &question) {
  RequirementVerdict result;
  result.norm = norm.id;
  result.requirement = requirement.id;
  result.force = norm.force;
  const bool binds_all = contains(norm.institutions, "any");
  const bool is_other_kind = question.institution && !binds_all && !contains(norm.institutions, *question.institution);
  if (is_other_kind || (norm.apps == "lending" && question.lending == "no")) {
    result.verdict = Verdict::not_applicable;
    return result;
  }
  if (!question.institution && !binds_all) result.only_if = norm.institutions;
  result.if_lending = norm.apps == "lending" && question.lending != "yes";

  size_t met = 0, not_applicable = 0;
  bool is_violated = false;
  for (const std::string &id : requirement.checks) {
    CheckResult check = evaluate(table, *find_check(table, id), requirement.parameters, facts, gaps);
    is_violated |= check.verdict == Verdict::violated;
    met += check.verdict == Verdict::met;
    not_applicable += check.verdict == Verdict::not_applicable;
    result.checks.push_back(std::move(check));
  }
  if (is_violated) result.verdict = is_signs_at_best(requirement) ? Verdict::unclear : Verdict::violated;
  else if (not_applicable == result.checks.size()) result.verdict = Verdict::not_applicable;
  else if (met + not_applicable == result.checks.size() && !is_open_at_best(requirement)) result.verdict = Verdict::met;
  result.is_signs_only = is_violated && result.verdict == Verdict::unclear;

  // A verdict is shown with what decides it: of a breach the breaches, of an open one what leaves it open.
  for (const CheckResult &check : result.checks) {
    if (is_violated && check.verdict != Verdict::violated) continue;
    add_new(result.because, check.because);
    if (result.verdict == Verdict::unclear) add_new(result.gaps, check.gaps);
    result.is_observed |= check.is_observed;
  }
  return result;
}

} // namespace

bool is_binding(const Norm &norm, const Question &question) {
  if (!contains(norm.applies_to, "app")) return false;
  if (norm.status_code == "draft" || norm.status_code == "announced") return false;
  if (!is_in_force(norm.effective_iso, norm.until_iso, question.date)) return false;
  if (norm.store) return question.store == norm.store;
  return contains(question.jurisdictions, norm.jurisdiction);
}

std::vector<RequirementVerdict> judge(const Facts &facts, std::span<const GapRow> gaps, const NormPack &pack, const Question &question) {
  std::vector<RequirementVerdict> verdicts;
  for (const Norm &norm : pack.norms) {
    if (!is_binding(norm, question)) continue;
    for (const Requirement &requirement : norm.requirements)
      if (requirement.judged && is_in_force(requirement.effective, std::nullopt, question.date))
        verdicts.push_back(judge_requirement(norm, requirement, facts, gaps, pack.checks, question));
  }
  return verdicts;
}

} // namespace kinsafe
