// Sentences that a reader meets first: the answer's one line, and one line a verdict.
#include "report/report.h"

#include <algorithm>

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

std::string reads_sentence(const Report &report, const Texts &texts) {
  const std::string app = report.app.package.empty() ? report.app.file : report.app.package;
  const size_t places = report.facts.of(FactKind::data_read).size();
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

} // namespace

std::string answer_sentence(const Report &report, const Texts &texts) {
  std::vector<std::string> clauses = {reads_sentence(report, texts)};
  const auto violated = std::ranges::count(report.verdicts, Verdict::violated, &RequirementVerdict::verdict);
  if (violated > 0) clauses.push_back(texts.fill("report", violated == 1 ? "violated_one" : "violated_count", {{"count", std::to_string(violated)}}));
  const Answer &answer = report.answer;
  clauses.push_back(texts.fill("report", "decided_of", {{"k", std::to_string(answer.decided)}, {"n", std::to_string(answer.applicable)}}));
  if (!answer.hidden_by.empty())
    clauses.push_back(texts.fill("report", "rest_hidden",
                                 {{"names", join(hider_names(answer.hidden_by, texts), texts.get("report", "list_separator"))}}));
  return join(clauses, texts.get("report", "clause_separator"));
}

std::string condition_of(const Norm &norm, const RequirementVerdict &verdict, const Report &report, const Texts &texts) {
  if (verdict.verdict == Verdict::not_applicable) return {};
  std::vector<std::string> conditions;
  if (norm.apps == "lending" && report.question.lending == "unsure") conditions.emplace_back(texts.get("report", "condition_lending"));
  if (!verdict.only_if.empty()) {
    std::vector<std::string> kinds;
    for (const std::string &kind : verdict.only_if) kinds.emplace_back(texts.get("institution", kind));
    conditions.push_back(texts.fill("report", "condition_kinds", {{"kinds", join(kinds, texts.get("report", "list_or"))}}));
  }
  return join(conditions, texts.get("report", "condition_separator"));
}

std::string verdict_sentence(const RequirementVerdict &verdict, const Report &report, const Texts &texts) {
  std::vector<std::string> open;
  for (const CheckResult &check : verdict.checks) {
    if (check.verdict != Verdict::unclear) continue;
    for (const std::string &name : hider_names(hiders_of(check, report.gaps), texts))
      if (std::ranges::find(open, name) == open.end()) open.push_back(name);
  }
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
                     {"why", join(open, texts.get("report", "list_separator"))}});
}

} // namespace kinsafe
