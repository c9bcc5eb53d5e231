// A requirement is violated if one of its checks is, and met if all are. What its words leave to appraisal, and words that
// nobody read, give signs at best. A verdict names the conditions under which its norm binds at all.
#include "norms/judge.h"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace kinsafe {

std::string_view name_of(ForceDoubt doubt) {
  switch (doubt) {
  case ForceDoubt::none: return "none";
  case ForceDoubt::start_approximate: return "start_approximate";
  case ForceDoubt::start_unknown: return "start_unknown";
  case ForceDoubt::end_unknown: return "end_unknown";
  case ForceDoubt::status_unknown: return "status_unknown";
  }
  return "";
}

namespace {

bool contains(const std::vector<std::string> &list, std::string_view word) { return std::ranges::find(list, word) != list.end(); }

// Months from one ISO date to another, whatever the days.
int months_between(std::string_view from, std::string_view to) {
  const auto months = [](std::string_view date) {
    const auto digit = [&](size_t at) { return date[at] - '0'; };
    return (digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3)) * 12 + digit(5) * 10 + digit(6);
  };
  return months(to) - months(from);
}

} // namespace

std::optional<ForceDoubt> force_on(const Norm &norm, std::string_view date) {
  if (norm.status_code == "draft" || norm.status_code == "announced") return std::nullopt;
  if (norm.until_iso && *norm.until_iso <= date) return std::nullopt; // ISO dates compare as text
  // A norm without a day would bind at every day for ever, and one whose status nobody knows may have ended.
  if (!norm.effective_iso) return ForceDoubt::start_unknown;
  constexpr int around = 3; // months: what sources differ by, where only the month or a memory is at hand
  if (norm.effective_is_approximate && std::abs(months_between(*norm.effective_iso, date)) <= around) return ForceDoubt::start_approximate;
  if (*norm.effective_iso > date) return std::nullopt;
  if (norm.status_code == "superseded" && !norm.until_iso) return ForceDoubt::end_unknown;
  if (norm.status_code == "unknown") return ForceDoubt::status_unknown;
  return ForceDoubt::none;
}

namespace {

// Words that nobody read, or that only presume: whatever the facts, the verdict is open.
bool is_open_at_best(const Requirement &requirement) { return requirement.parameters.contains("legal_effect"); }

// An element that no fact decides: then a hit is a sign, not a finding.
bool is_signs_at_best(const Requirement &requirement) { return requirement.appraisal || is_open_at_best(requirement); }

void add_new(std::vector<std::string> &list, const std::vector<std::string> &more) {
  std::set<std::string> known(list.begin(), list.end());
  for (const std::string &each : more)
    if (known.insert(each).second) list.push_back(each);
}

// The conditions under which the norm binds; false if it is known not to.
bool fill_conditions(const Norm &norm, const Requirement &requirement, const Question &question, RequirementVerdict &verdict) {
  const bool binds_all_lenders = contains(norm.institutions, "any"), binds_all_collectors = norm.collectors == "any";
  if (question.institution && !binds_all_lenders && !contains(norm.institutions, *question.institution)) return false;
  if (question.collector && !binds_all_collectors && norm.collectors != *question.collector) return false;
  const std::string &apps = requirement.apps.value_or(norm.apps);
  if (apps == "lending" && question.lending == "no") return false;
  if (!question.institution && !binds_all_lenders) verdict.only_if = norm.institutions;
  verdict.if_third_party = !question.collector && !binds_all_collectors;
  verdict.if_lending = apps == "lending" && question.lending != "yes";
  return true;
}

RequirementVerdict begin_verdict(const Norm &norm, const Requirement &requirement) {
  RequirementVerdict result;
  result.norm = norm.id;
  result.requirement = requirement.id;
  result.is_judged = requirement.judged;
  result.force = norm.force;
  return result;
}

void evaluate_checks(const Requirement &requirement, const CheckTable &table, Evaluator &evaluator, RequirementVerdict &result) {
  for (const std::string &id : requirement.checks)
    result.checks.push_back(evaluator.evaluate(*find_check(table, id), {requirement.id, requirement.parameters}));
}

RequirementVerdict judge_requirement(const Norm &norm, const Requirement &requirement, ForceDoubt in_force, const CheckTable &table,
                                     Evaluator &evaluator, const Question &question) {
  RequirementVerdict result = begin_verdict(norm, requirement);
  if (!fill_conditions(norm, requirement, question, result)) {
    result.verdict = Verdict::not_applicable;
    return result;
  }
  result.in_force = in_force;
  evaluate_checks(requirement, table, evaluator, result);

  size_t not_applicable = 0;
  bool is_violated = false, has_signs = false;
  for (const CheckResult &check : result.checks) {
    is_violated |= check.verdict == Verdict::violated;
    has_signs |= check.is_sign;
    not_applicable += check.verdict == Verdict::not_applicable;
    if (check.verdict == Verdict::met) result.met_by.push_back(check.check);
  }
  if (is_violated) result.verdict = is_signs_at_best(requirement) ? Verdict::unclear : Verdict::violated;
  else if (not_applicable == result.checks.size()) result.verdict = Verdict::not_applicable;
  else if (result.met_by.size() + not_applicable == result.checks.size() && !is_open_at_best(requirement)) result.verdict = Verdict::met;
  result.is_signs_only = result.verdict == Verdict::unclear && (is_violated || has_signs);
  if (result.verdict != Verdict::met) result.met_by.clear();

  // A verdict is shown with what decides it: of a breach the breaches, of an open one what leaves it open.
  for (const CheckResult &check : result.checks) {
    if (is_violated && check.verdict != Verdict::violated) continue;
    add_new(result.because, check.because);
    if (result.verdict == Verdict::unclear) add_new(result.gaps, check.gaps);
    result.is_observed |= check.is_observed;
  }
  return result;
}

bool has_begun(const Requirement &requirement, const Question &question) {
  return !requirement.effective || *requirement.effective <= question.date;
}

} // namespace

bool is_asked_for(const Norm &norm, const Question &question) {
  const bool is_about = std::ranges::any_of(norm.applies_to, [&](const std::string &subject) { return contains(question.about, subject); });
  if (!is_about) return false;
  return norm.store ? question.store == norm.store : contains(question.jurisdictions, norm.jurisdiction);
}

std::vector<RequirementVerdict> judge(const Facts &facts, std::span<const GapRow> gaps, const NormPack &pack, const Question &question) {
  Evaluator evaluator(pack.checks, facts, gaps);
  std::vector<RequirementVerdict> verdicts;
  for (const Norm &norm : pack.norms) {
    const std::optional<ForceDoubt> in_force = force_on(norm, question.date);
    if (!in_force || !is_asked_for(norm, question)) continue;
    for (const Requirement &requirement : norm.requirements)
      if (requirement.judged && has_begun(requirement, question))
        verdicts.push_back(judge_requirement(norm, requirement, *in_force, pack.checks, evaluator, question));
  }
  return verdicts;
}

std::vector<RequirementVerdict> list_unjudged(const Facts &facts, std::span<const GapRow> gaps, const NormPack &pack, const Question &question) {
  Evaluator evaluator(pack.checks, facts, gaps);
  std::vector<RequirementVerdict> rows;
  for (const Norm &norm : pack.norms) {
    const std::optional<ForceDoubt> in_force = force_on(norm, question.date);
    const bool is_to_come = norm.status_code == "draft" || norm.status_code == "announced";
    if ((!in_force && !is_to_come) || !is_asked_for(norm, question)) continue;
    for (const Requirement &requirement : norm.requirements) {
      if (requirement.judged || !has_begun(requirement, question)) continue;
      RequirementVerdict row = begin_verdict(norm, requirement);
      if (!fill_conditions(norm, requirement, question, row)) continue;
      row.in_force = in_force.value_or(ForceDoubt::none);
      evaluate_checks(requirement, pack.checks, evaluator, row);
      for (const CheckResult &check : row.checks) {
        add_new(row.because, check.because);
        add_new(row.gaps, check.gaps);
        row.is_observed |= check.is_observed;
      }
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

} // namespace kinsafe
