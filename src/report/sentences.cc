// Sentences that a reader meets first: the answer's one line, and one line a verdict.
#include "report/report.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace kinsafe {

std::string join(const std::vector<std::string> &words, std::string_view separator) {
  std::string text;
  for (const std::string &word : words) {
    if (!text.empty()) text += separator;
    text += word;
  }
  return text;
}

std::vector<std::string> hider_names(const std::vector<std::string> &hiders, const Texts &texts) {
  std::vector<std::string> names;
  for (const std::string &hider : hiders) {
    std::string_view name = texts.get("hider", hider);
    if (name == hider) name = texts.get("needs", hider);
    names.emplace_back(name);
  }
  return names;
}

namespace {

// Queries in methods that name the address book; one that several mentions may feed counts once.
size_t count_places(const Report &report) {
  std::set<std::tuple<std::string_view, std::string_view, u32>> places;
  for (const Row &row : report.facts.of(FactKind::data_read)) {
    const std::string_view family = word_of(FactKind::data_read, row, "family");
    if (family != "contacts" && family != "sim_contacts") continue;
    if (row.evidence.empty()) places.emplace(row.id, "", 0);
    else places.emplace(row.evidence[0].part, row.evidence[0].method, row.evidence[0].offset.value_or(0));
  }
  return places.size();
}

std::string reads_sentence(const Report &report, const Texts &texts) {
  const std::string app = report.app.package.empty() ? report.app.file : report.app.package;
  const size_t places = count_places(report);
  const auto say = [&](std::string_view key) { return texts.fill("report", key, {{"app", app}, {"count", std::to_string(places)}}); };
  if (report.answer.reads_whole_address_book == "yes") return say("reads_yes");
  if (!report.answer.can_hold_contacts) return say("reads_no");
  if (report.answer.reads_whole_address_book == "no") return say("reads_no_seen");
  const bool is_declared = std::ranges::any_of(report.facts.of(FactKind::permission), [](const Row &row) {
    return word_of(FactKind::permission, row, "name") == "READ_CONTACTS" && word_of(FactKind::permission, row, "declared") == "yes";
  });
  if (!is_declared) return say("reads_unknown");
  return say(places > 0 ? "reads_code" : "reads_declared");
}

// What a refusal of the address book leads to; empty if that is not known.
std::string refusal_sentence(const Report &report, const Texts &texts) {
  const std::vector<std::string> &outcomes = report.answer.on_refusal;
  if (!report.answer.can_hold_contacts || outcomes.empty() || outcomes.front() == "unknown") return "";
  const bool is_sure = std::ranges::any_of(report.facts.of(FactKind::denial), [&](const Row &row) {
    return word_of(FactKind::denial, row, "permission") == "READ_CONTACTS" && word_of(FactKind::denial, row, "outcome") == outcomes.front() &&
           word_of(FactKind::denial, row, "must") == "yes" && row.reached == "yes";
  });
  std::vector<std::string> words;
  for (const std::string &outcome : outcomes) words.emplace_back(texts.get("values", "outcome." + outcome));
  return texts.fill("report", is_sure ? "refused" : "refused_may", {{"outcomes", join(words, texts.get("report", "list_separator"))}});
}

std::vector<std::string> met_checks(const RequirementVerdict &verdict) {
  std::vector<std::string> met;
  for (const CheckResult &check : verdict.checks)
    if (check.verdict == Verdict::met) met.push_back(check.check);
  return met;
}

std::vector<std::string> open_reasons(const RequirementVerdict &verdict, const Report &report, const Texts &texts) {
  std::vector<std::string> reasons;
  for (const CheckResult &check : verdict.checks) {
    if (check.verdict != Verdict::unclear) continue;
    for (std::string &name : hider_names(hiders_of(check, report.gaps), texts))
      if (std::ranges::find(reasons, name) == reasons.end()) reasons.push_back(std::move(name));
  }
  if (reasons.empty()) reasons.emplace_back(texts.get("hider", "wording")); // the facts are clear, the norm's words are not
  return reasons;
}

} // namespace

std::map<std::string_view, FactAt> facts_by_id(const Facts &facts) {
  std::map<std::string_view, FactAt> by_id;
  for (const FactSchema &schema : fact_schemas())
    for (const Row &row : facts.of(schema.kind)) by_id[row.id] = {schema.kind, &row};
  return by_id;
}

std::string answer_sentence(const Report &report, const Texts &texts) {
  std::vector<std::string> clauses = {reads_sentence(report, texts)};
  if (std::string refused = refusal_sentence(report, texts); !refused.empty()) clauses.push_back(std::move(refused));
  // A norm that may not bind the app accuses it of nothing yet, so what it finds is counted apart.
  const auto count_violated = [&](bool conditional) {
    return std::ranges::count_if(report.verdicts, [&](const RequirementVerdict &each) {
      return each.verdict == Verdict::violated && is_conditional(each) == conditional;
    });
  };
  const auto add_count = [&](auto count, std::string_view one, std::string_view several) {
    if (count > 0) clauses.push_back(texts.fill("report", count == 1 ? one : several, {{"count", std::to_string(count)}}));
  };
  add_count(count_violated(false), "violated_one", "violated_count");
  add_count(count_violated(true), "violated_one_if", "violated_count_if");
  const Answer &answer = report.answer;
  clauses.push_back(texts.fill("report", "decided_of", {{"k", std::to_string(answer.decided)}, {"n", std::to_string(answer.applicable)}}));
  if (!answer.hidden_by.empty())
    clauses.push_back(texts.fill("report", "rest_hidden",
                                 {{"names", join(hider_names(answer.hidden_by, texts), texts.get("report", "list_separator"))}}));
  return join(clauses, texts.get("report", "clause_separator"));
}

std::string condition_of(const RequirementVerdict &verdict, const Texts &texts) {
  if (verdict.verdict == Verdict::not_applicable) return {};
  std::vector<std::string> conditions;
  if (verdict.if_lending) conditions.emplace_back(texts.get("report", "condition_lending"));
  if (verdict.in_force != ForceDoubt::none)
    conditions.emplace_back(texts.get("report", "condition_" + std::string(name_of(verdict.in_force))));
  if (verdict.if_third_party) conditions.emplace_back(texts.get("report", "condition_third_party"));
  if (!verdict.only_if.empty()) {
    std::vector<std::string> kinds;
    for (const std::string &kind : verdict.only_if) kinds.emplace_back(texts.get("institution", kind));
    conditions.push_back(texts.fill("report", "condition_kinds", {{"kinds", join(kinds, texts.get("report", "list_or"))}}));
  }
  return join(conditions, texts.get("report", "condition_separator"));
}

std::string gap_sentence(const GapRow &gap, const Texts &texts) {
  std::string happened(texts.get("stage", gap.where));
  if (!gap.part.empty() || happened == gap.where) {
    const std::string part = gap.part.empty() ? std::string(texts.get("report", "the_package")) : gap.part;
    happened = texts.fill("gap", gap.kind, {{"part", part}});
  }
  std::vector<std::string> hidden;
  for (const FactKind kind : gap.hides) hidden.emplace_back(texts.get("fact", schema_of(kind).name));
  return join({happened, hidden.empty() ? std::string(texts.get("report", "gap_hides_nothing"))
                                        : texts.fill("report", "gap_hides", {{"facts", join(hidden, texts.get("report", "list_separator"))}})},
              texts.get("report", "clause_separator"));
}

std::string gap_detail(const GapRow &gap) { return gap.where.empty() ? gap.reason : gap.where + ": " + gap.reason; }

std::string verdict_sentence(const RequirementVerdict &verdict, const Report &report, const Texts &texts) {
  std::string_view pattern;
  switch (verdict.verdict) {
  case Verdict::violated: pattern = "sentence_violated"; break;
  case Verdict::met: pattern = "sentence_met"; break;
  case Verdict::unclear: pattern = verdict.is_signs_only ? "sentence_signs" : "sentence_unclear"; break;
  case Verdict::not_applicable: pattern = "sentence_not_applicable"; break;
  }
  return texts.fill("report", pattern,
                    {{"force", std::string(texts.get("force", verdict.force))},
                     {"words", std::string(texts.get("requirements", verdict.requirement))},
                     {"checks", join(met_checks(verdict), texts.get("report", "list_separator"))},
                     {"why", join(open_reasons(verdict, report, texts), texts.get("report", "list_separator"))}});
}

std::string verdict_reason(const RequirementVerdict &verdict, const Report &report, const Texts &texts) {
  const std::string_view separator = texts.get("report", "list_separator");
  if (verdict.verdict == Verdict::met) return texts.fill("report", "reason_met", {{"checks", join(met_checks(verdict), separator)}});
  if (verdict.verdict != Verdict::unclear) return {};
  if (verdict.is_signs_only) return std::string(texts.get("report", "reason_signs"));
  return texts.fill("report", "reason_open", {{"why", join(open_reasons(verdict, report, texts), separator)}});
}

} // namespace kinsafe
