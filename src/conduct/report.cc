#include "conduct/report.h"

#include "report/json_parts.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace kinsafe {
namespace {

constexpr std::string_view schema_name = "kinsafe-conduct/1";
constexpr FactKind conduct_facts[] = {FactKind::episode, FactKind::contact_finding, FactKind::rate, FactKind::quarantine, FactKind::coverage};

void write_sources(JsonWriter &json, const std::vector<Source> &sources) {
  json.begin_array();
  for (const Source &source : sources) {
    json.begin_object();
    field(json, "file", source.file);
    field(json, "sha256", source.sha256);
    field(json, "profile", source.profile);
    field(json, "rows", source.rows);
    field(json, "events", source.events);
    field(json, "quarantined", source.quarantined);
    field_or_null(json, "zone", source.zone);
    // Beyond the contract.
    field(json, "calls", source.calls);
    field(json, "messages", source.messages);
    field(json, "duplicates", source.duplicates);
    field(json, "encoding", source.encoding);
    json.key("whole"), json.boolean(source.is_whole);
    json.key("own_records"), json.boolean(source.is_own);
    json.end_object();
  }
  json.end_array();
}

void write_counts(JsonWriter &json, const ConductReport &report) {
  const ConductCounts &counts = report.counts;
  u64 rows = 0, quarantined = 0, duplicates = 0, events = 0;
  for (const Source &source : report.sources) rows += source.rows, quarantined += source.quarantined, duplicates += source.duplicates, events += source.events;
  json.begin_object();
  field(json, "rows", rows);
  field(json, "events", events);
  field(json, "quarantined", quarantined);
  field(json, "duplicates", duplicates);
  field(json, "contacts", counts.contacts);
  field(json, "outgoing", counts.outgoing);
  field(json, "cases", counts.cases);
  field(json, "unassigned", counts.unassigned);
  field(json, "provenance_unknown", counts.provenance_unknown);
  json.key("rules");
  json.begin_array();
  for (const ConductCounts::Rule &rule : counts.rules) {
    json.begin_object();
    field_or_null(json, "requirement", rule.requirement);
    field(json, "check", rule.check);
    field(json, "proven", rule.proven);
    field(json, "open", rule.open);
    field(json, "listed", rule.listed);
    json.key("open_because");
    json.begin_object();
    for (const auto &[why, count] : rule.why)
      if (why != "none") field(json, why, count);
    json.end_object();
    json.end_object();
  }
  json.end_array();
  json.key("texts_to_read");
  json.begin_array();
  for (const TextToRead &text : counts.texts_to_read) {
    json.begin_object();
    field(json, "file", report.sources[text.source].file);
    field(json, "row", text.row);
    field(json, "likeness", fmt::format("{:.3f}", text.likeness / 1'000.0));
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

size_t violated_in(const ConductReport &report) { return static_cast<size_t>(std::ranges::count(report.judged.verdicts, Verdict::violated, &RequirementVerdict::verdict)); }

} // namespace

ConductReport judge_conduct(ConductResult result, const Store &store, const NormPack &pack, const Question &question, const ToolIdentity &tool) {
  ConductReport report;
  report.judged.tool = tool;
  report.judged.question = question;
  report.judged.facts = std::move(result.facts);
  report.judged.gaps = std::move(result.gaps);
  // Requirements that also speak of what an app does are not kept by records alone.
  GapRow no_package{fmt::format("gap-{}", report.judged.gaps.size() + 1), "not_looked", "", "", "records show nothing of an app; kinsafe audit does", {}};
  for (const FactSchema &schema : fact_schemas())
    if (!is_from_outside(schema.kind)) no_package.hides.push_back(schema.kind);
  report.judged.gaps.push_back(std::move(no_package));
  report.judged.verdicts = judge(report.judged.facts, report.judged.gaps, pack, question);
  // Norms on apps speak of what lenders do with contacts too; what only a package shows is not asked of records.
  std::erase_if(report.judged.verdicts, [&](const RequirementVerdict &verdict) {
    return std::ranges::none_of(verdict.checks, [&](const CheckResult &each) {
      const Check *check = find_check(pack.checks, each.check);
      return check && (check->needs == "records" || check->needs == "words");
    });
  });
  report.sources = store.sources();
  report.counts = std::move(result.counts);
  report.episodes = result.episodes;
  return report;
}

std::vector<const Row *> signs_of(const ConductReport &report) {
  constexpr std::string_view kinds[] = {"words", "advert", "hidden_number", "closed_debt", "rotating_numbers", "many_borrowers"};
  std::vector<const Row *> rows;
  std::set<std::pair<std::string, std::string>> seen; // of what several requirements ask for one is enough
  for (const Row &row : report.judged.facts.of(FactKind::contact_finding)) {
    const auto say = [&](std::string_view column) { return text_of(FactKind::contact_finding, row, column); };
    if (say("proven") != "unclear" || std::ranges::find(kinds, say("kind")) == std::end(kinds)) continue;
    if (seen.emplace(say("check") + " " + say("kind"), rows_text(row)).second) rows.push_back(&row);
  }
  return rows;
}

std::string rows_text(const Row &finding) {
  const auto *rows = std::get_if<std::vector<std::string>>(&finding.cells[find_column(schema_of(FactKind::contact_finding), "rows").value()]);
  return rows ? join(*rows, " ") : "";
}

std::string texts_to_read(const ConductReport &report) {
  std::vector<std::string> rows;
  for (const TextToRead &text : report.counts.texts_to_read) rows.push_back(report.sources[text.source].file + ":" + std::to_string(text.row));
  return join(rows, " ");
}

std::string conduct_sentence(const ConductReport &report, const Texts &texts) {
  const auto said = [&](std::string_view key, u64 count) { return texts.fill("conduct", key, {{"count", std::to_string(count)}}); };
  std::vector<std::string> parts{report.counts.people_contacted == 1 ? std::string(texts.get("conduct", "person_contacted")) : said("people_contacted", report.counts.people_contacted)};
  if (report.counts.never_named > 0) parts.push_back(said("never_named", report.counts.never_named));
  if (report.counts.provenance_unknown > 0) parts.push_back(said("provenance_unknown", report.counts.provenance_unknown));
  parts.push_back(report.episodes == 1 ? std::string(texts.get("conduct", "episode_seen")) : said("episodes_seen", report.episodes));
  if (const size_t violated = violated_in(report); violated > 0) parts.push_back(texts.fill("report", violated == 1 ? "violated_one" : "violated_count", {{"count", std::to_string(violated)}}));
  size_t decided = 0;
  for (const RequirementVerdict &verdict : report.judged.verdicts) decided += verdict.verdict == Verdict::violated || verdict.verdict == Verdict::met;
  parts.push_back(texts.fill("conduct", "decided", {{"k", std::to_string(decided)}, {"n", std::to_string(report.judged.verdicts.size())}}));
  return join(parts, texts.get("report", "clause_separator"));
}

std::string write_conduct_json(const ConductReport &report, const Wording &wording) {
  JsonWriter json;
  json.begin_object();
  field(json, "schema", schema_name);
  json.key("tool"), write_json_tool(json, report.judged.tool);
  json.key("sources"), write_sources(json, report.sources);
  json.key("answer");
  json.begin_object();
  field(json, "people_contacted", report.counts.people_contacted);
  field(json, "never_named", report.counts.never_named);
  field(json, "episodes", report.episodes);
  field(json, "sentence", conduct_sentence(report, wording.english));
  json.end_object();
  json.key("facts"), write_json_facts(json, report.judged.facts, conduct_facts, wording.english);
  json.key("verdicts"), write_json_verdicts(json, report.judged, wording);
  json.key("incomplete"), write_json_gaps(json, report.judged.gaps);
  json.key("counts"), write_counts(json, report);
  json.key("question"), write_json_question(json, report.judged); // beyond the contract
  json.end_object();
  return json.take();
}

std::string write_conduct_text(const ConductReport &report, const Wording &wording) {
  const Texts &texts = wording.texts;
  std::string out = conduct_sentence(report, texts) + "\n\n";
  const auto heading = [&](std::string_view key) { out += std::string(texts.get("conduct", key)) + "\n"; };
  const Facts &facts = report.judged.facts;
  if (!facts.of(FactKind::episode).empty()) {
    heading("episodes");
    constexpr size_t most = 10;
    const auto &rows = facts.of(FactKind::episode);
    for (size_t i = 0; i < std::min(rows.size(), most); ++i) {
      const auto say = [&](std::string_view column) { return text_of(FactKind::episode, rows[i], column); };
      out += "  " + texts.fill("conduct", "episode_line", {{"id", rows[i].id}, {"borrower", say("borrower").substr(0, 8)}, {"start", say("start")}, {"end", say("end")}, {"people", say("people")}, {"calls", say("calls")},
                                                           {"texts", say("texts")}, {"others", say("to_others")}}) + "\n";
    }
    if (rows.size() > most) out += "  " + texts.fill("report", "more", {{"count", std::to_string(rows.size() - most)}}) + "\n";
    out += "\n";
  }
  for (const auto &[verdict, key] : {std::pair(Verdict::violated, "violated"), std::pair(Verdict::unclear, "unclear"), std::pair(Verdict::met, "met")}) {
    size_t count = 0;
    for (const RequirementVerdict &each : report.judged.verdicts) count += each.verdict == verdict;
    if (count == 0) continue;
    out += texts.fill("conduct", std::string("heading_") + key, {{"count", std::to_string(count)}}) + "\n";
    for (const RequirementVerdict &each : report.judged.verdicts) {
      if (each.verdict != verdict) continue;
      const std::string condition = condition_of(each, texts);
      const std::string sentence = verdict_sentence(each, report.judged, texts);
      out += fmt::format("  {}  {}\n", each.requirement, condition.empty() ? sentence : texts.fill("report", "condition", {{"conditions", condition}, {"sentence", sentence}}));
      for (const ConductCounts::Rule &rule : report.counts.rules) {
        if (rule.requirement != each.requirement) continue;
        std::vector<std::string> why;
        for (const auto &[word, number] : rule.why)
          if (word != "none") why.emplace_back(texts.get("conduct", "why_" + word));
        if (rule.proven + rule.open == 0 && (why.empty() || verdict == Verdict::met)) continue;
        out += "      " + texts.fill("conduct", "rule_line", {{"check", rule.check}, {"proven", std::to_string(rule.proven)}, {"open", std::to_string(rule.open)}});
        if (!why.empty()) out += ": " + join(why, texts.get("report", "list_separator"));
        out += "\n";
      }
    }
    out += "\n";
  }
  if (const std::vector<const Row *> signs = signs_of(report); !signs.empty()) {
    heading("signs");
    constexpr size_t most = 20;
    for (size_t i = 0; i < std::min(signs.size(), most); ++i) {
      const auto say = [&](std::string_view column) { return text_of(FactKind::contact_finding, *signs[i], column); };
      const std::string count = say("limit").empty() ? "" : fmt::format(" {} > {}", say("count"), say("limit"));
      out += fmt::format("  {}  {}{}  {}{}\n", say("check"), texts.get("conduct", "sign_" + say("kind")), count, rows_text(*signs[i]), say("quote").empty() ? "" : "  " + say("quote"));
    }
    if (signs.size() > most) out += "  " + texts.fill("report", "more", {{"count", std::to_string(signs.size() - most)}}) + "\n";
    out += "\n";
  }
  if (!report.counts.texts_to_read.empty()) {
    heading("to_read");
    out += "  " + texts_to_read(report) + "\n\n";
  }
  heading("sources");
  for (const Source &source : report.sources)
    out += "  " + texts.fill("conduct", "source_line", {{"file", source.file}, {"profile", source.profile}, {"rows", std::to_string(source.rows)}, {"events", std::to_string(source.events)},
                                                        {"quarantined", std::to_string(source.quarantined)}, {"duplicates", std::to_string(source.duplicates)}}) + "\n";
  if (!report.judged.gaps.empty()) {
    out += "\n" + std::string(texts.get("report", "gaps")) + "\n";
    for (const GapRow &gap : report.judged.gaps) out += "  " + gap_sentence(gap, texts) + " (" + gap_detail(gap) + ")\n";
  }
  return out;
}

} // namespace kinsafe
