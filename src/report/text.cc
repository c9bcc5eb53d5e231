// The report for a terminal: the answer first, on one screen, then verdicts by norm, the facts with their evidence, what was
// not looked at, and which file it was. Long lists are folded with their counts; the JSON report holds all.
#include "base/strings.h"
#include "report/report.h"
#include "report/view.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace kinsafe {
namespace {

constexpr size_t rows_shown = 20;  // of one fact, and of gaps
constexpr size_t places_shown = 3; // of one row's evidence

// What a terminal is told to do before a line of such a kind; 0 ends it.
constexpr std::string_view bold = "1", red = "31", green = "32", yellow = "33", plain = "";

class TextReport {
public:
  TextReport(const Report &report, const Wording &wording) : report_(report), wording_(wording), texts_(wording.texts), facts_(facts_by_id(report.facts)) {}

  std::string write() {
    line(0, answer_sentence(report_, texts_), bold);
    line(0, word("path_only"));
    write_answer();
    write_inventory();
    write_verdicts();
    for (const FactSchema &schema : fact_schemas()) write_facts(schema);
    write_gaps();
    write_other_norms();
    write_identity();
    return std::move(out_);
  }

private:
  std::string word(std::string_view key) const { return std::string(texts_.get("report", key)); }
  std::string fill(std::string_view key, const Texts::Values &values) const { return texts_.fill("report", key, values); }
  std::string separator() const { return word("list_separator"); }

  // Names come from the app, so no text may end its line or speak to the terminal.
  void line(size_t level, std::string_view text, std::string_view colour = plain) {
    const size_t indent = level * 2;
    const size_t columns = std::max<size_t>(wording_.layout.columns, indent + 30) - indent - 2;
    size_t hanging = 0; // what goes on stands a little to the right
    for (const std::string &each : wrap(to_line(text), columns)) {
      out_.append(indent + hanging, ' ');
      const bool is_coloured = wording_.layout.is_coloured && !colour.empty();
      if (is_coloured) out_.append("\x1b[").append(colour).append("m");
      out_ += each;
      if (is_coloured) out_ += "\x1b[0m";
      out_ += '\n';
      hanging = 2;
    }
  }
  void heading(std::string_view text) {
    out_ += '\n';
    line(0, text, bold);
  }
  void item(std::string_view key, std::string_view value) { line(1, fmt::format("{}: {}", word(key), value.empty() ? word("unknown") : value)); }
  void write_rest(size_t level, size_t count, size_t shown) {
    if (count > shown) line(level, fill("more", {{"count", std::to_string(count - shown)}}));
  }

  static std::string_view colour_of(std::string_view state) {
    if (state == "violated" || state == "bad") return red;
    if (state == "signs") return yellow;
    return state == "met" || state == "good" ? green : plain;
  }
  static std::string_view mark_of(std::string_view state) {
    return state == "violated" ? "✗" : state == "signs" ? "!" : state == "met" ? "✓" : state == "open" ? "?" : "–";
  }

  void write_answer() {
    heading(word("answer"));
    if (report_.published) line(1, fill("as_of", {{"date", report_.question.date}, {"published", *report_.published}}));
    else line(1, fill("as_of_only", {{"date", report_.question.date}}));
    for (const Said &said : answers(report_, wording_)) line(1, fmt::format("{}: {}", said.label, said.value), colour_of(said.tone));
    const auto expired = std::ranges::count_if(report_.findings, &Finding::is_expired);
    const auto accepted = std::ranges::count_if(report_.findings, is_accepted);
    if (accepted + expired + std::ssize(report_.unmatched) > 0)
      line(1, fill("accepted_counts", {{"accepted", std::to_string(accepted)},
                                       {"expired", std::to_string(expired)},
                                       {"gone", std::to_string(report_.unmatched.size())}}));
  }

  // Short, so that the table fits on a terminal; the lines in its place say it in words.
  static std::string mark_in_table(const InventoryView::Cell &cell) {
    if (cell.tone == "unclear") return "?";
    return cell.tone == "on_list" ? "✓" : cell.tone == "not_on_list" ? "–" : to_line(cell.text);
  }

  // A table, or where that is wider than the terminal a line for each kind.
  void write_inventory() {
    const std::vector<Row> &rows = report_.facts.of(FactKind::inventory);
    if (rows.empty()) return;
    heading(std::string(texts_.get("fact", "inventory")));
    const InventoryView view = inventory_of(report_, wording_);
    std::vector<std::vector<std::string>> table = {{std::string(texts_.get("column", "kind"))}};
    table[0].insert(table[0].end(), view.columns.begin(), view.columns.end());
    for (const InventoryView::Line &each : view.lines) {
      table.push_back({to_line(each.kind)});
      for (const InventoryView::Cell &cell : each.cells) table.back().emplace_back(mark_in_table(cell));
    }
    std::vector<size_t> widths(table[0].size());
    for (const auto &row : table)
      for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
    if (std::accumulate(widths.begin(), widths.end(), 2 * widths.size()) > wording_.layout.columns) {
      for (const InventoryView::Line &each : view.lines) {
        std::vector<std::string> said;
        for (size_t i = 0; i < each.cells.size(); ++i) said.push_back(fmt::format("{} {}", view.columns[i], each.cells[i].text));
        line(1, fmt::format("{}: {}", each.kind, join(said, word("clause_separator"))));
      }
    } else {
      for (const auto &row : table) {
        out_ += "  ";
        for (size_t i = 0; i < row.size(); ++i) out_.append(row[i]).append(i + 1 < row.size() ? widths[i] - width_of(row[i]) + 2 : 0, ' ');
        out_ += '\n';
      }
    }
    if (!view.lists.empty()) line(1, fmt::format("{}:", word("lists_of")));
    for (size_t i = 0; i < view.lists.size(); ++i) line(2, fmt::format("[{}] {} ({})", i + 1, view.lists[i].title, view.lists[i].requirement));
  }

  void write_verdicts() {
    const auto count = [&](Verdict verdict) { return std::to_string(std::ranges::count(report_.verdicts, verdict, &RequirementVerdict::verdict)); };
    heading(fmt::format("{}: {}", word("verdicts"),
                        report_.verdicts.empty()
                            ? word("no_norm")
                            : fill("verdict_counts", {{"violated", count(Verdict::violated)},
                                                      {"met", count(Verdict::met)},
                                                      {"unclear", count(Verdict::unclear)},
                                                      {"not_applicable", count(Verdict::not_applicable)}})));
    for (const NormView &norm : binding_norms(report_, wording_)) write_norm(norm);
  }

  // What is decided, and all of the norms that lead, stands in full; of the others the undecided are told by number.
  void write_norm(const NormView &norm) {
    out_ += '\n';
    line(1, fmt::format("{} ({})", norm.title, norm.norm->id), bold);
    line(2, join(norm.notes, word("clause_separator")));
    if (!norm.condition.empty()) line(2, fill("condition_heading", {{"conditions", norm.condition}}));
    std::map<std::string_view, std::vector<std::string>> folded;
    for (const RequirementView &each : norm.judged) {
      const std::string_view state = state_of(each);
      if (norm.leads || (state != "open" && state != "not_applicable")) write_requirement(each);
      else folded[state].push_back(each.short_id + (each.requirement->verification == "unverified" ? fmt::format(" ({})", each.verification) : ""));
    }
    for (const std::string_view state : {"open", "not_applicable"})
      if (folded.contains(state))
        line(2, fmt::format("{} {}", mark_of(state),
                            fill(fmt::format("folded_{}", state),
                                 {{"count", std::to_string(folded[state].size())}, {"names", join(folded[state], separator())}})),
             colour_of(state));
    if (!norm.shown.empty()) line(2, fmt::format("– {}", fill("folded_shown", {{"count", std::to_string(norm.shown.size())}})));
  }

  void write_requirement(const RequirementView &view) {
    const Requirement &requirement = *view.requirement;
    const std::string_view state = state_of(view);
    const std::string mark = requirement.verification == "unverified" ? fmt::format(" ({})", view.verification) : "";
    line(2, fmt::format("{} {}{} {}", mark_of(state), view.short_id, mark, view.sentence), colour_of(state));
    if (state == "met" && std::ranges::any_of(view.verdict->checks, &CheckResult::is_settled)) line(4, word("settled"));
    if (state == "met" || state == "not_applicable" || (state == "open" && view.beside.empty())) return;
    if (requirement.original_words)
      line(4, fmt::format("{} ({}, {}): {}", word("original"), requirement.clause, view.verification, *requirement.original_words));
    else line(4, view.verification);
    line(4, fmt::format("{}: {}", word("source"), requirement.source));
    line(4, fmt::format("{}: {}", word(state == "violated" ? "shown_by" : "open_because"), describe(view.beside)));
    for (const FindingView &finding : view.findings) {
      line(4, fmt::format("{}: {}", word("found"), finding.says));
      line(4, fmt::format("{}: {}", word("fix"), finding.fix));
      for (size_t i = 0; i < finding.notes.size() && i < places_shown; ++i) line(4, finding.notes[i]);
      write_rest(4, finding.notes.size(), places_shown);
    }
  }

  // Facts by their ids, each by what it is about, where it shows, and its id.
  std::string describe(const std::vector<std::string> &ids) const {
    std::vector<std::string> described;
    size_t count = 0;
    for (const std::string &id : ids) {
      const auto fact = facts_.find(id);
      if (fact == facts_.end() || ++count > places_shown) continue;
      const FactView view = view_of(fact->second.kind, *fact->second.row, texts_);
      const std::string place = view.path.empty() ? "" : fmt::format(" ({})", view.path.front().place);
      described.push_back(fmt::format("{}{} [{}]", view.title, place, id));
    }
    if (count > places_shown) described.push_back(fill("more", {{"count", std::to_string(count - places_shown)}}));
    return join(described, word("clause_separator"));
  }

  // A fact that nobody asked about is shown where there are rows; permissions and reads are always asked about.
  void write_facts(const FactSchema &schema) {
    const std::vector<Row> &rows = report_.facts.of(schema.kind);
    const bool is_asked = schema.kind == FactKind::permission || schema.kind == FactKind::data_read;
    if (schema.kind == FactKind::inventory || schema.kind == FactKind::container_oddity || (rows.empty() && !is_asked)) return;
    heading(fmt::format("{} ({})", texts_.get("fact", schema.name), rows.size()));
    if (rows.empty()) line(1, word("no_rows"));
    if (schema.kind == FactKind::data_read && std::ranges::find(rows, "unclear", &Row::reached) != rows.end()) line(1, word("perhaps_reads"));
    for (size_t i = 0; i < rows.size() && i < rows_shown; ++i) write_fact(view_of(schema.kind, rows[i], texts_));
    write_rest(1, rows.size(), rows_shown);
  }

  void write_fact(const FactView &fact) {
    std::vector<std::string> notes;
    for (const Said &said : fact.said) notes.push_back(fmt::format("{} {}", said.label, said.value));
    if (!fact.open.empty()) notes.push_back(fmt::format("{} {}", word("not_decided"), join(fact.open, separator())));
    line(1, fmt::format("{}{}{} [{}]", fact.title, notes.empty() ? "" : ": ", join(notes, word("clause_separator")), fact.id));
    for (size_t i = 0; i < fact.path.size() && i < places_shown; ++i) line(2, fmt::format("{}: {}", fact.path[i].why, fact.path[i].place));
    write_rest(2, fact.path.size(), places_shown);
  }

  void write_gaps() {
    heading(fmt::format("{} ({})", word("gaps"), report_.gaps.size()));
    for (size_t i = 0; i < report_.gaps.size() && i < rows_shown; ++i) {
      line(1, gap_sentence(report_.gaps[i], texts_));
      line(2, fill("gap_detail", {{"detail", gap_detail(report_.gaps[i])}}));
    }
    write_rest(1, report_.gaps.size(), rows_shown);
  }

  void write_other_norms() {
    const std::vector<NormView> norms = other_norms(report_, wording_);
    if (norms.empty()) return;
    heading(fmt::format("{} ({})", word("other_norms"), norms.size()));
    for (const NormView &norm : norms) line(1, fmt::format("{} ({}): {}", norm.title, norm.norm->id, join(norm.notes, word("clause_separator"))));
  }

  // By kind, for whoever made the file chose how many there are of each.
  void write_oddities() {
    std::map<std::string_view, std::vector<std::string>> kinds;
    for (const Row &row : report_.facts.of(FactKind::container_oddity)) {
      const auto cell = [&](std::string_view column) { return word_of(FactKind::container_oddity, row, column); };
      kinds[cell("what")].push_back(cell("part").empty() ? std::string(cell("detail"))
                                                         : fmt::format("{}: {}", cell("part"), cell("detail")));
    }
    for (const auto &[kind, places] : kinds) {
      const size_t shown = kind == "signature" ? places.size() : std::min(places.size(), places_shown);
      for (size_t i = 0; i < shown; ++i) item("container_oddity", fmt::format("{}: {}", kind, places[i]));
      write_rest(2, places.size(), shown);
    }
  }

  void write_signers() {
    const AppIdentity &app = report_.app;
    if (!app.signatures_read) item("signer", word("not_looked"));
    else if (app.signers.empty()) item("signer", word("no_signer"));
    for (const AppIdentity::Signer &signer : app.signers) {
      const auto or_dash = [](const std::string &text) { return text.empty() ? "-" : text; };
      line(1, fmt::format("{} ({}): {}", word("signer"), signer.scheme,
                          fill("signer_line", {{"subject", or_dash(signer.subject)},
                                               {"digest", or_dash(signer.certificate_sha256)},
                                               {"holds", word("signature_" + signer.holds)}})));
      if (!signer.problem.empty()) line(2, fill("gap_detail", {{"detail", signer.problem}}));
      if (signer.min_sdk > 0) line(2, fill("from_sdk", {{"level", std::to_string(signer.min_sdk)}}));
      for (const std::string &ancestor : signer.ancestors)
        line(2, fmt::format("{}: SHA-256 {}", word("took_over_from"), ancestor));
    }
    write_oddities();
  }

  void write_identity() {
    const AppIdentity &app = report_.app;
    heading(fmt::format("{}: {}", word("identity"), app.file));
    item("package", app.label.empty() ? app.package : fmt::format("{} ({})", app.package, app.label));
    item("version", app.version_code ? fmt::format("{} ({})", app.version_name.empty() ? "-" : app.version_name, *app.version_code) : app.version_name);
    if (app.min_sdk)
      item("sdk", fill("min_target", {{"min", std::to_string(*app.min_sdk)}, {"target", app.target_sdk ? std::to_string(*app.target_sdk) : "-"}}));
    item("size", fill("bytes", {{"count", std::to_string(app.bytes)}}));
    line(1, "SHA-256: " + app.sha256);
    line(1, "MD5: " + app.md5);
    write_signers();
    std::vector<std::string> parts;
    for (const AppIdentity::Part &part : app.parts) parts.push_back(part.name);
    item("parts", join(parts, separator()));
    const Counts &counts = report_.counts;
    item("counts", fill("counts_line", {{"classes", std::to_string(counts.classes)},
                                        {"methods", std::to_string(counts.methods.seen)},
                                        {"instructions", std::to_string(counts.instructions)},
                                        {"calls", std::to_string(counts.call_sites.seen)}}));
    item("norms_digest", fmt::format("{} {}", wording_.pack.date, report_.tool.norms_sha256.substr(0, 16)));
    item("models_digest", report_.tool.models_sha256.substr(0, 16));
    item("platform_digest", report_.tool.platform_sha256.substr(0, 16));
  }

  const Report &report_;
  const Wording &wording_;
  const Texts &texts_;
  std::map<std::string_view, FactAt> facts_;
  std::string out_;
};

} // namespace

std::string write_text(const Report &report, const Wording &wording) { return TextReport(report, wording).write(); }

} // namespace kinsafe
