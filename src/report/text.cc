// The report for a terminal: the answer in the first line, then verdicts by norm, the facts with their evidence, what was
// not looked at, and which file it was.
#include "base/strings.h"
#include "report/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace kinsafe {
namespace {

constexpr size_t rows_shown = 20; // of one fact; the JSON report holds all
constexpr size_t places_shown = 3; // of one row's evidence

class TextReport {
public:
  TextReport(const Report &report, const Wording &wording) : report_(report), pack_(wording.pack), texts_(wording.texts) {}

  std::string write() {
    line(0, answer_sentence(report_, texts_));
    line(0, word("path_only"));
    write_answer();
    write_verdicts();
    write_permissions();
    write_reads();
    write_purposes();
    write_gaps();
    write_identity();
    return std::move(out_);
  }

private:
  std::string word(std::string_view key) const { return std::string(texts_.get("report", key)); }
  std::string fill(std::string_view key, const Texts::Values &values) const { return texts_.fill("report", key, values); }
  std::string separator() const { return word("list_separator"); }
  // Names come from the app, so no text may end its line or speak to the terminal.
  void line(int level, std::string_view text) { out_.append(level * 2, ' ').append(to_line(text)).append("\n"); }
  void heading(std::string_view text) { out_.append("\n").append(to_line(text)).append("\n"); }
  void item(std::string_view key, std::string_view value) { line(1, fmt::format("{}: {}", word(key), value.empty() ? word("unknown") : value)); }

  void write_answer() {
    const Answer &answer = report_.answer;
    heading(word("answer"));
    if (report_.published) line(1, fill("as_of", {{"date", report_.question.date}, {"published", *report_.published}}));
    else line(1, fill("as_of_only", {{"date", report_.question.date}}));
    item("lending_app", word(answer.lending));
    item("institution", answer.institution == "unknown" ? word("unknown") : std::string(texts_.get("institution", answer.institution)));
    item("reads_address_book", word(answer.reads_whole_address_book));
    item("sends_address_book", word(answer.sends_address_book));
    item("on_refusal", !answer.can_hold_contacts ? word("nothing_to_refuse") : word("not_looked"));
    item("emergency_contacts", word("not_looked"));
  }

  static constexpr std::string_view mark_of(Verdict verdict) {
    switch (verdict) {
    case Verdict::violated: return "✗";
    case Verdict::met: return "✓";
    case Verdict::unclear: return "?";
    case Verdict::not_applicable: return "–";
    }
    return "";
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
    std::vector<const Norm *> norms;
    for (const Norm &norm : pack_.norms)
      if (std::ranges::find(report_.verdicts, norm.id, &RequirementVerdict::norm) != report_.verdicts.end()) norms.push_back(&norm);
    // The founding norm leads, with what overtook it; then by legal force.
    const auto rank = [](const Norm *norm) {
      return norm->id == "CN-TC260-PG-20191A" ? 0 : 1 + (std::ranges::find(legal_forces, norm->force) - std::begin(legal_forces));
    };
    std::ranges::stable_sort(norms, {}, rank);
    for (const Norm *norm : norms) write_norm(*norm);
  }

  void write_norm(const Norm &norm) {
    out_ += '\n';
    line(1, fmt::format("{} ({})", texts_.get("norms", norm.id), norm.id));
    std::vector<std::string> notes = {std::string(texts_.get("force_name", norm.force))};
    if (norm.effective_iso)
      notes.push_back(fill(norm.effective_is_approximate ? "in_force_since_about" : "in_force_since", {{"date", *norm.effective_iso}}));
    for (const NormLink &link : norm.superseded_by)
      notes.push_back(fill(link.how == "replaces" ? "replaced_by" : "overtaken_by", {{"name", std::string(texts_.get("norms", link.id))}, {"date", link.from}}));
    line(2, join(notes, word("clause_separator")));
    // The same for all requirements of a norm that apply at all, so it is said once.
    for (const RequirementVerdict &each : report_.verdicts) {
      const std::string condition = each.norm == norm.id ? condition_of(each, texts_) : "";
      if (condition.empty()) continue;
      line(2, fill("condition_heading", {{"conditions", condition}}));
      break;
    }
    for (const Verdict verdict : {Verdict::violated, Verdict::unclear, Verdict::met, Verdict::not_applicable})
      for (const RequirementVerdict &each : report_.verdicts)
        if (each.norm == norm.id && each.verdict == verdict) write_requirement(norm, each);
  }

  void write_requirement(const Norm &norm, const RequirementVerdict &verdict) {
    const Requirement &requirement = *std::ranges::find(norm.requirements, verdict.requirement, &Requirement::id);
    const std::string_view short_id = std::string_view(requirement.id).substr(norm.id.size() + 1);
    line(2, fmt::format("{} {} {}", mark_of(verdict.verdict), short_id, verdict_sentence(verdict, report_, texts_)));
    if (verdict.verdict == Verdict::met && std::ranges::any_of(verdict.checks, &CheckResult::is_settled)) line(4, word("settled"));
    if (verdict.verdict == Verdict::met || verdict.verdict == Verdict::not_applicable) return;
    if (verdict.verdict == Verdict::unclear && verdict.because.empty()) return;
    if (requirement.original_words)
      line(4, fmt::format("{} ({}, {}): {}", word("original"), requirement.clause, word(requirement.verification), *requirement.original_words));
    else line(4, word(requirement.verification));
    line(4, fmt::format("{}: {}", word("source"), requirement.source));
    line(4, fmt::format("{}: {}", word(verdict.verdict == Verdict::violated ? "shown_by" : "open_because"), describe(verdict.because)));
    if (verdict.verdict != Verdict::violated) return;
    for (const CheckResult &check : verdict.checks) {
      if (check.verdict != Verdict::violated) continue;
      line(4, fmt::format("{}: {}", word("found"), texts_.get("checks", check.check + ".says")));
      line(4, fmt::format("{}: {}", word("fix"), texts_.get("checks", check.check + ".fix")));
    }
  }

  static std::string place_of(const Evidence &evidence) {
    std::string place = evidence.part;
    if (!evidence.method.empty()) place += " " + evidence.method;
    if (evidence.line) place += fmt::format(":{}", *evidence.line);
    if (evidence.offset) place += fmt::format(" @{:#x}", *evidence.offset);
    return place;
  }

  // Facts by their ids, each by what it is about, where it shows, and its id.
  std::string describe(const std::vector<std::string> &ids) const {
    std::vector<std::string> described;
    for (const FactSchema &schema : fact_schemas())
      for (const Row &row : report_.facts.of(schema.kind)) {
        if (std::ranges::find(ids, row.id) == ids.end()) continue;
        const auto *about = std::get_if<std::string>(&row.cells.front());
        const std::string place = row.evidence.empty() ? "" : fmt::format(" ({})", place_of(row.evidence.front()));
        described.push_back(fmt::format("{}{} [{}]", about ? texts_.get("family", *about) : schema.name, place, row.id));
      }
    if (described.size() > rows_shown) {
      const std::string rest = std::to_string(described.size() - rows_shown);
      described.resize(rows_shown);
      described.push_back(fill("more", {{"count", rest}}));
    }
    return join(described, word("clause_separator"));
  }

  void write_evidence(const Row &row, int level) {
    for (size_t i = 0; i < row.evidence.size() && i < places_shown; ++i)
      line(level, fmt::format("{}: {}", texts_.get("why", row.evidence[i].why), place_of(row.evidence[i])));
    if (row.evidence.size() > places_shown) line(level, fill("more", {{"count", std::to_string(row.evidence.size() - places_shown)}}));
  }

  void write_permissions() {
    const std::vector<Row> &rows = report_.facts.of(FactKind::permission);
    heading(fmt::format("{} ({})", texts_.get("fact", "permission"), rows.size()));
    if (rows.empty()) line(1, word("no_rows"));
    for (size_t i = 0; i < rows.size(); ++i) {
      const auto cell = [&](std::string_view column) { return word_of(FactKind::permission, rows[i], column); };
      std::vector<std::string> notes;
      if (cell("declared") == "yes") notes.push_back(word("declared"));
      if (cell("declared") == "no") notes.push_back(word("not_declared"));
      if (cell("declared") == "unclear") notes.push_back(word("perhaps_declared"));
      if (const auto *level = std::get_if<i64>(&rows[i].cells[2])) notes.push_back(fill("up_to_sdk", {{"level", std::to_string(*level)}}));
      if (cell("requested") == "yes") notes.push_back(word("named_in_code"));
      if (cell("special") == "yes") notes.push_back(word("special"));
      line(1, fmt::format("{}: {} [{}]", cell("name"), join(notes, separator()), rows[i].id));
      write_evidence(rows[i], 2);
    }
  }

  void write_reads() {
    const std::vector<Row> &rows = report_.facts.of(FactKind::data_read);
    heading(fmt::format("{} ({})", texts_.get("fact", "data_read"), rows.size()));
    if (rows.empty()) line(1, word("no_rows"));
    if (std::ranges::find(rows, "unclear", &Row::reached) != rows.end()) line(1, word("perhaps_reads"));
    for (size_t i = 0; i < rows.size() && i < rows_shown; ++i) {
      const std::string_view table = word_of(FactKind::data_read, rows[i], "table");
      line(1, fmt::format("{}{}{} {} {} [{}]", texts_.get("family", word_of(FactKind::data_read, rows[i], "family")), table.empty() ? "" : " ", table,
                          word("through"), word_of(FactKind::data_read, rows[i], "through"), rows[i].id));
      write_evidence(rows[i], 2);
    }
    if (rows.size() > rows_shown) line(1, fill("more", {{"count", std::to_string(rows.size() - rows_shown)}}));
  }

  // Only platforms whose packages state purposes have rows.
  void write_purposes() {
    const std::vector<Row> &rows = report_.facts.of(FactKind::purpose_text);
    if (rows.empty()) return;
    heading(fmt::format("{} ({})", texts_.get("fact", "purpose_text"), rows.size()));
    for (size_t i = 0; i < rows.size() && i < rows_shown; ++i) {
      const auto cell = [&](std::string_view column) { return word_of(FactKind::purpose_text, rows[i], column); };
      const std::string language = cell("lang").empty() ? "" : fmt::format(" ({})", cell("lang"));
      line(1, fmt::format("{}{}: {} [{}]", cell("permission"), language, cell("text").empty() ? word("not_looked") : cell("text"), rows[i].id));
      write_evidence(rows[i], 2);
    }
    if (rows.size() > rows_shown) line(1, fill("more", {{"count", std::to_string(rows.size() - rows_shown)}}));
  }

  void write_gaps() {
    heading(fmt::format("{} ({})", word("gaps"), report_.gaps.size()));
    for (const GapRow &gap : report_.gaps) {
      line(1, gap_sentence(gap, texts_));
      line(2, gap_detail(gap, texts_));
    }
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
      if (shown < places.size()) line(2, fill("more", {{"count", std::to_string(places.size() - shown)}}));
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
                                               {"holds", fill("signature_" + signer.holds, {{"problem", signer.problem}})}})));
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
    item("norms_digest", fmt::format("{} {}", pack_.date, report_.tool.norms_sha256.substr(0, 16)));
    item("models_digest", report_.tool.models_sha256.substr(0, 16));
  }

  const Report &report_;
  const NormPack &pack_;
  const Texts &texts_;
  std::string out_;
};

} // namespace

std::string write_text(const Report &report, const Wording &wording) { return TextReport(report, wording).write(); }

} // namespace kinsafe
