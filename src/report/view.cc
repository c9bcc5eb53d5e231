// Puts a report into the words and the order in which people read it.
#include "report/view.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace kinsafe {

std::string value_word(std::string_view column, const std::string &value, const Texts &texts) {
  if (value == "yes" || value == "no" || value == "unclear" || value == "unsure") return std::string(texts.get("report", value));
  if (column == "source") column = "family";
  const auto find = [&](std::string_view list) -> std::optional<std::string> {
    const std::string key = std::string(list) + "." + value;
    const std::string_view found = texts.get("values", key);
    return found == key ? std::nullopt : std::optional(std::string(found));
  };
  if (const auto found = find(column)) return *found;
  if (column == "kind") // of information, which may be a family too
    if (const auto found = find("family")) return *found;
  if (column == "hides") return std::string(texts.get("fact", value));
  if (column == "institution" && value == "unknown") return std::string(texts.get("report", "unknown"));
  return column == "institution" ? std::string(texts.get("institution", value)) : value;
}

namespace {

// The guide that began it, and what overtook it: the page leads with them.
constexpr std::string_view leading_norms[] = {"CN-TC260-PG-20191A", "CN-39TYPES-2021", "CN-GBT-41391-2022"};

std::string word(const Texts &texts, std::string_view key) { return std::string(texts.get("report", key)); }

bool is_hidden(const Report &report, FactKind kind) {
  return std::ranges::any_of(report.gaps, [&](const GapRow &gap) { return std::ranges::find(gap.hides, kind) != gap.hides.end(); });
}

std::ptrdiff_t place_among_leading(std::string_view norm) { return std::ranges::find(leading_norms, norm) - std::begin(leading_norms); }
bool is_leading(std::string_view norm) { return place_among_leading(norm) < std::ssize(leading_norms); }

std::string list(const std::vector<std::string> &words, const Texts &texts) { return join(words, texts.get("report", "list_separator")); }

std::string_view tone_of(std::string_view answer) { return answer == "yes" ? "bad" : answer == "no" ? "good" : "open"; }

Said refusal_answer(const Report &report, const Texts &texts) {
  const Answer &answer = report.answer;
  if (!answer.can_hold_contacts) return {word(texts, "on_refusal"), word(texts, "nothing_to_refuse"), "good"};
  if (answer.on_refusal.empty() || answer.on_refusal.front() == "unknown")
    return {word(texts, "on_refusal"), word(texts, "not_looked"), "open"};
  std::vector<std::string> outcomes;
  for (const std::string &outcome : answer.on_refusal) outcomes.push_back(value_word("outcome", outcome, texts));
  outcomes.push_back(texts.fill("report", "service_after_refusal", {{"answer", word(texts, answer.service_reachable)}}));
  return {word(texts, "on_refusal"), join(outcomes, texts.get("report", "clause_separator")),
          answer.service_reachable == "no" ? "bad" : answer.service_reachable == "yes" ? "good" : "open"};
}

// Norms that are broken, by force from strong to weak; those that may not bind the app apart, with the condition.
Said breach_answer(const Report &report, const Texts &texts) {
  std::vector<std::string> breaches;
  for (const std::string_view force : legal_forces) {
    std::map<std::string, std::vector<std::string>> by_condition;
    for (const RequirementVerdict &each : report.verdicts) {
      if (each.verdict != Verdict::violated || each.force != force) continue;
      std::vector<std::string> &titles = by_condition[condition_of(each, texts)];
      std::string title(texts.get("norms", each.norm));
      if (std::ranges::find(titles, title) == titles.end()) titles.push_back(std::move(title));
    }
    for (const auto &[condition, titles] : by_condition) {
      const std::string breach = texts.fill("report", "breach_of", {{"force", std::string(texts.get("force", force))}, {"norms", list(titles, texts)}});
      breaches.push_back(condition.empty() ? breach : texts.fill("report", "condition", {{"conditions", condition}, {"sentence", breach}}));
    }
  }
  if (!breaches.empty()) return {word(texts, "breaches"), join(breaches, texts.get("report", "clause_separator")), "bad"};
  if (report.answer.applicable == 0) return {word(texts, "breaches"), word(texts, "nothing_judged"), "open"};
  const bool is_decided = report.answer.decided == report.answer.applicable;
  return {word(texts, "breaches"), word(texts, is_decided ? "no_breach" : "no_breach_found"), is_decided ? "good" : "open"};
}

std::vector<std::string> notes_on(const Norm &norm, const Texts &texts) {
  std::vector<std::string> notes = {std::string(texts.get("force_name", norm.force))};
  if (norm.status_code == "draft" || norm.status_code == "announced") notes.push_back(word(texts, "status_" + norm.status_code));
  if (norm.effective_iso)
    notes.push_back(texts.fill("report", norm.effective_is_approximate ? "in_force_since_about" : "in_force_since", {{"date", *norm.effective_iso}}));
  if (norm.until_iso) notes.push_back(texts.fill("report", "in_force_until", {{"date", *norm.until_iso}}));
  for (const NormLink &link : norm.superseded_by)
    notes.push_back(texts.fill("report", link.how == "replaces" ? "replaced_by" : "overtaken_by",
                               {{"name", std::string(texts.get("norms", link.id))}, {"date", link.from}}));
  return notes;
}

std::string note_of(const Finding &finding, const Texts &texts) {
  const Acceptance &accepted = *finding.acceptance;
  return texts.fill("report", finding.is_expired ? "accepted_expired" : "accepted_before",
                     {{"owner", accepted.owner}, {"reason", accepted.reason}, {"date", accepted.expires}});
}

std::vector<FindingView> findings_of(const RequirementVerdict &verdict, const Report &report, const Texts &texts) {
  std::vector<FindingView> findings;
  for (const CheckResult &check : verdict.checks) {
    if (check.verdict != Verdict::violated && !check.is_sign) continue;
    FindingView view{check.check, std::string(texts.get("checks", check.check + ".says")), std::string(texts.get("checks", check.check + ".fix")),
                     check.because, {}};
    for (const Finding &finding : report.findings)
      if (finding.acceptance && finding.requirement == verdict.requirement && finding.check == check.check)
        view.notes.push_back(note_of(finding, texts));
    findings.push_back(std::move(view));
  }
  return findings;
}

RequirementView requirement_view(const Norm &norm, const Requirement &requirement, const Texts &texts) {
  RequirementView view;
  view.requirement = &requirement;
  view.short_id = requirement.id.substr(norm.id.size() + 1);
  view.words = texts.get("requirements", requirement.id);
  view.verification = word(texts, requirement.verification);
  return view;
}

NormView norm_view(const Norm &norm, const Report &report, const std::vector<RequirementVerdict> &unjudged, const Wording &wording) {
  const Texts &texts = wording.texts;
  NormView view;
  view.norm = &norm;
  view.title = texts.get("norms", norm.id);
  view.notes = notes_on(norm, texts);
  view.leads = is_leading(norm.id);
  std::set<std::string_view> judged;
  for (const RequirementVerdict &each : report.verdicts) {
    if (each.norm != norm.id) continue;
    judged.insert(each.requirement);
    const Requirement &requirement = *std::ranges::find(norm.requirements, each.requirement, &Requirement::id);
    if (view.condition.empty()) view.condition = condition_of(each, texts); // the same for all that apply at all
    RequirementView shown = requirement_view(norm, requirement, texts);
    shown.verdict = &each;
    shown.sentence = verdict_sentence(each, report, texts);
    shown.reason = verdict_reason(each, report, texts);
    shown.findings = findings_of(each, report, texts);
    shown.beside = each.because;
    const std::string_view state = state_of(shown);
    ++(state == "violated" ? view.violated : state == "signs" ? view.signs : state == "open" ? view.open : state == "met" ? view.met : view.not_applicable);
    view.judged.push_back(std::move(shown));
  }
  constexpr std::string_view order[] = {"violated", "signs", "open", "met", "not_applicable"};
  std::ranges::stable_sort(view.judged, {}, [&](const RequirementView &each) { return std::ranges::find(order, state_of(each)); });
  for (const Requirement &requirement : norm.requirements)
    if (!judged.contains(requirement.id)) {
      view.shown.push_back(requirement_view(norm, requirement, texts));
      const auto row = std::ranges::find(unjudged, requirement.id, &RequirementVerdict::requirement);
      if (row != unjudged.end()) view.shown.back().beside = row->because;
    }
  return view;
}

} // namespace

std::string place_of(const Evidence &evidence) {
  std::string place = evidence.part;
  if (!evidence.method.empty()) place += " " + evidence.method;
  if (evidence.line) place += fmt::format(":{}", *evidence.line);
  if (evidence.offset) place += fmt::format(" @{:#x}", *evidence.offset);
  return place;
}

std::string_view state_of(const RequirementView &requirement) {
  if (!requirement.verdict) return "none";
  switch (requirement.verdict->verdict) {
  case Verdict::violated: return "violated";
  case Verdict::met: return "met";
  case Verdict::unclear: return requirement.verdict->is_signs_only ? "signs" : "open";
  case Verdict::not_applicable: return "not_applicable";
  }
  return "none";
}

std::vector<Said> answers(const Report &report, const Wording &wording) {
  const Texts &texts = wording.texts;
  const Answer &answer = report.answer;
  std::vector<Said> said;
  said.push_back({word(texts, "lending_app"), word(texts, answer.lending), ""});
  if (answer.lending != "no") said.back().value += texts.fill("report", "kind_of_lender", {{"kind", value_word("institution", answer.institution, texts)}});
  said.push_back({word(texts, "reads_address_book"), word(texts, answer.reads_whole_address_book), std::string(tone_of(answer.reads_whole_address_book))});
  said.push_back({word(texts, "sends_address_book"), word(texts, answer.sends_address_book), std::string(tone_of(answer.sends_address_book))});
  said.push_back(refusal_answer(report, texts));
  std::vector<std::string> ways;
  for (const std::string &way : answer.emergency_contacts) ways.push_back(value_word("how", way, texts));
  if (ways.empty()) ways.push_back(word(texts, is_hidden(report, FactKind::emergency_contact) ? "not_looked" : "no_rows"));
  said.push_back({word(texts, "emergency_contacts"), list(ways, texts), answer.emergency_contacts.empty() ? "open" : ""});
  said.push_back(breach_answer(report, texts));
  return said;
}

std::string cell_word(FactKind kind, const Row &row, std::string_view column, const Texts &texts) {
  const Cell &cell = row.cells[find_column(schema_of(kind), column).value()];
  if (kind == FactKind::library && column == "kind") column = "library_kind"; // not of information, as elsewhere
  if (const auto *text = std::get_if<std::string>(&cell)) return text->empty() ? "" : value_word(column, *text, texts);
  if (const auto *number = std::get_if<i64>(&cell)) return std::to_string(*number);
  const auto *words = std::get_if<std::vector<std::string>>(&cell);
  if (!words) return "";
  std::vector<std::string> said;
  for (const std::string &each : *words) said.push_back(value_word(column, each, texts));
  return list(said, texts);
}

FactView view_of(FactKind kind, const Row &row, const Texts &texts) {
  FactView view;
  view.id = row.id;
  view.is_observed = row.basis == "observed";
  const auto add_steps = [&](const std::vector<Evidence> &steps) {
    for (const Evidence &step : steps) view.path.push_back({std::string(texts.get("why", step.why)), place_of(step), step.part, step.method});
  };
  add_steps(row.evidence);
  const std::span<const Column> columns = schema_of(kind).columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (const auto *steps = std::get_if<std::vector<Evidence>>(&row.cells[i])) add_steps(*steps);
    const std::string said = cell_word(kind, row, columns[i].name, texts);
    const auto *text = std::get_if<std::string>(&row.cells[i]);
    if (said.empty()) continue;
    if (text && *text == "unclear") view.open.emplace_back(texts.get("column", columns[i].name));
    else if (view.title.empty()) view.title = said;
    else view.said.push_back({std::string(texts.get("column", columns[i].name)), said, ""});
  }
  if (view.title.empty()) view.title = texts.get("fact", schema_of(kind).name);
  return view;
}

InventoryView inventory_of(const Report &report, const Wording &wording) {
  const Texts &texts = wording.texts;
  const InventoryTable table = inventory_against_norms(report.facts, wording.pack, report.question);
  std::vector<size_t> order(table.lists.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, {}, [&](size_t i) { return place_among_leading(table.lists[i].norm); });

  InventoryView view;
  const std::span<const Column> columns = schema_of(FactKind::inventory).columns;
  for (const Column &column : columns.subspan(1)) view.columns.emplace_back(texts.get("column", column.name));
  for (const size_t i : order) {
    const NecessaryList &each = table.lists[i];
    std::vector<std::string> title = {std::string(texts.get("norms", each.norm))};
    if (each.overtaken_by)
      title.push_back(texts.fill("report", each.overtaken_by->how == "replaces" ? "replaced_by" : "overtaken_by",
                                 {{"name", std::string(texts.get("norms", each.overtaken_by->id))}, {"date", each.overtaken_by->from}}));
    view.lists.push_back({each.norm, each.requirement, join(title, texts.get("report", "clause_separator"))});
    view.columns.push_back(fmt::format("[{}]", view.lists.size()));
  }
  const std::vector<Row> &rows = report.facts.of(FactKind::inventory);
  for (size_t i = 0; i < rows.size(); ++i) {
    InventoryView::Line line{cell_word(FactKind::inventory, rows[i], "kind", texts), {}};
    for (const Column &column : columns.subspan(1))
      line.cells.push_back({cell_word(FactKind::inventory, rows[i], column.name, texts), std::string(word_of(FactKind::inventory, rows[i], column.name))});
    for (const size_t at : order) {
      const std::string tone = table.lines[i].is_necessary[at] ? "on_list" : "not_on_list";
      line.cells.push_back({word(texts, tone), tone});
    }
    view.lines.push_back(std::move(line));
  }
  return view;
}

std::vector<NormView> binding_norms(const Report &report, const Wording &wording) {
  std::vector<const Norm *> norms;
  for (const Norm &norm : wording.pack.norms)
    if (is_asked_for(norm, report.question) && force_on(norm, report.question.date)) norms.push_back(&norm);
  const auto rank = [](const Norm *norm) {
    const std::ptrdiff_t leading = place_among_leading(norm->id);
    return is_leading(norm->id) ? leading : leading + (std::ranges::find(legal_forces, norm->force) - std::begin(legal_forces));
  };
  std::ranges::stable_sort(norms, {}, rank);
  const std::vector<RequirementVerdict> unjudged = list_unjudged(report.facts, report.gaps, wording.pack, report.question);
  std::vector<NormView> views;
  for (const Norm *norm : norms) views.push_back(norm_view(*norm, report, unjudged, wording));
  return views;
}

std::vector<NormView> other_norms(const Report &report, const Wording &wording) {
  const std::vector<RequirementVerdict> unjudged = list_unjudged(report.facts, report.gaps, wording.pack, report.question);
  std::vector<NormView> views;
  for (const Norm &norm : wording.pack.norms)
    if (is_asked_for(norm, report.question) && !force_on(norm, report.question.date)) views.push_back(norm_view(norm, report, unjudged, wording));
  return views;
}

} // namespace kinsafe
