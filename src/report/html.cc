// The report as one HTML page that needs nothing else: no script, no font, no picture from elsewhere. It reads on a phone,
// prints on A4, and says in its attributes which language each text is in. Whatever comes from the app is shown as it is
// written, with its control characters spelled out, and set apart from the report's own direction of writing.
#include "base/strings.h"
#include "report/html_style.h"
#include "report/markup.h"
#include "report/report.h"
#include "report/view.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace kinsafe {
namespace {

constexpr size_t rows_shown = 200;  // of one fact, and of gaps
constexpr size_t places_shown = 12; // of one row's evidence
constexpr size_t facts_named = 12;  // with one requirement

std::string escape_markup(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '>': out += "&gt;"; break;
    case '"': out += "&quot;"; break;
    case '\'': out += "&#39;"; break;
    default: out += c;
    }
  }
  return out;
}

std::string escape(std::string_view text) { return escape_html(text); }

// Names of code may break behind what joins their parts, or a phone would scroll sideways.
std::string breakable(std::string_view text) {
  std::string out;
  for (const char c : to_line(text)) {
    out += escape_markup({&c, 1});
    if (std::string_view("/;.>(_-,").find(c) != std::string_view::npos) out += "<wbr>";
  }
  return out;
}

class HtmlReport {
public:
  HtmlReport(const Report &report, const Wording &wording)
      : report_(report), wording_(wording), texts_(wording.texts), facts_(facts_by_id(report.facts)), norms_(binding_norms(report, wording)),
        others_(other_norms(report, wording)) {}

  std::string write() {
    write_head();
    write_answer();
    write_overview();
    write_changes();
    write_inventory();
    write_norms();
    write_evidence();
    write_gaps();
    write_identity();
    out_ += "</main>\n<footer><p>" + word("path_only") + "</p></footer>\n</body>\n</html>\n";
    return std::move(out_);
  }

private:
  std::string word(std::string_view key) const { return escape(texts_.get("report", key)); }
  std::string fill(std::string_view key, const Texts::Values &values) const { return escape(texts_.fill("report", key, values)); }
  template <class... Values>
  void add(fmt::format_string<Values...> format, Values &&...values) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Values>(values)...);
  }
  static std::string_view mark_of(std::string_view state) {
    return state == "violated" ? "✗" : state == "signs" ? "!" : state == "met" ? "✓" : state == "open" ? "?" : "–";
  }
  std::string chip(std::string_view state) const {
    return fmt::format("<span class=\"chip {}\"><span aria-hidden=\"true\">{}</span> {}</span>", state, mark_of(state), word(fmt::format("state_{}", state)));
  }
  // English clauses, which say exactly what happened in a file.
  std::string technical(std::string_view detail) const {
    return fmt::format("<p class=\"technical\">{} <span lang=\"en\"><bdi>{}</bdi></span></p>", word("technical"), breakable(detail));
  }
  std::string name_of_app() const {
    return !report_.app.label.empty() ? report_.app.label : !report_.app.package.empty() ? report_.app.package : report_.app.file;
  }

  void write_head() {
    const AppIdentity &app = report_.app;
    add("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"Kinsafe {}\">\n<title>{} – {}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
        wording_.language, escape(report_.tool.version), escape(name_of_app()), word("title"), html_style);
    add("<header>\n<p class=\"kind\">{}</p>\n<h1><bdi>{}</bdi></h1>\n<p class=\"meta\"><bdi translate=\"no\">{}</bdi>", word("title"), escape(name_of_app()), breakable(app.package));
    if (!app.version_name.empty()) add(" · {} <bdi>{}</bdi>", word("version"), escape(app.version_name));
    add("</p>\n<p class=\"meta\">{}</p>\n</header>\n<main>\n",
        report_.published ? fill("as_of", {{"date", report_.question.date}, {"published", *report_.published}}) : fill("as_of_only", {{"date", report_.question.date}}));
  }

  void open_section(std::string_view id, const std::string &title) { add("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n", id, title); }
  void close_section() { out_ += "</section>\n"; }

  // Each clause on a line of its own.
  std::string in_lines(std::string_view text) const {
    const std::string_view separator = texts_.get("report", "clause_separator");
    std::string lines;
    for (size_t end; (end = text.find(separator)) != std::string_view::npos; text.remove_prefix(end + separator.size()))
      lines += escape(text.substr(0, end + separator.size())) + "<br>";
    return lines + escape(text);
  }

  void write_answer() {
    open_section("answer", word("answer"));
    add("<p class=\"lede\"><bdi>{}</bdi></p>\n<dl class=\"answers\">\n", escape(answer_sentence(report_, texts_)));
    for (const Said &said : answers(report_, wording_))
      add("<div class=\"{}\"><dt>{}</dt><dd>{}</dd></div>\n", said.tone.empty() ? "open" : said.tone, escape(said.label), in_lines(said.value));
    out_ += "</dl>\n";
    const auto expired = std::ranges::count_if(report_.findings, &Finding::is_expired);
    const auto accepted = std::ranges::count_if(report_.findings, is_accepted);
    if (accepted + expired + std::ssize(report_.unmatched) > 0)
      add("<p class=\"note\">{}</p>\n", fill("accepted_counts", {{"accepted", std::to_string(accepted)},
                                                                {"expired", std::to_string(expired)},
                                                                {"gone", std::to_string(report_.unmatched.size())}}));
    close_section();
  }

  struct Sums {
    size_t violated = 0, signs = 0, open = 0, met = 0, not_applicable = 0;
    size_t all() const { return violated + signs + open + met + not_applicable; }
  };

  // A strip of verdicts for every legal force, from strong to weak: how much is broken, open, kept.
  void write_overview() {
    std::map<size_t, Sums> by_force;
    size_t most = 0;
    for (const NormView &norm : norms_) {
      Sums &sums = by_force[static_cast<size_t>(std::ranges::find(legal_forces, norm.norm->force) - std::begin(legal_forces))];
      sums.violated += norm.violated, sums.signs += norm.signs, sums.open += norm.open, sums.met += norm.met;
      sums.not_applicable += norm.not_applicable;
      most = std::max(most, sums.all());
    }
    open_section("overview", word("overview"));
    if (most == 0) {
      add("<p>{}</p>\n", word("no_norm"));
      return close_section();
    }
    constexpr std::string_view states[] = {"violated", "signs", "open", "met", "not_applicable"};
    add("<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-labelledby=\"overview\"><table class=\"forces\">\n<thead><tr><th scope=\"col\">{}</th><td class=\"strip\"></td>", word("legal_force"));
    for (const std::string_view state : states) add("<th scope=\"col\" class=\"number\">{}</th>", word(fmt::format("state_{}", state)));
    out_ += "</tr></thead>\n<tbody>\n";
    for (const auto &[force, sums] : by_force) {
      const size_t counts[] = {sums.violated, sums.signs, sums.open, sums.met, sums.not_applicable};
      add("<tr><th scope=\"row\">{}</th><td class=\"strip\"><svg viewBox=\"0 0 {} 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">", escape(texts_.get("force_name", legal_forces[force])), most);
      size_t from = 0;
      for (size_t i = 0; i < std::size(states); ++i) {
        if (counts[i] > 0) add("<rect class=\"{}\" x=\"{}\" y=\"0\" width=\"{}\" height=\"10\"/>", states[i], from, counts[i]);
        from += counts[i];
      }
      out_ += "</svg></td>";
      for (size_t i = 0; i < std::size(states); ++i) add("<td class=\"number{}\">{}</td>", counts[i] == 0 ? " none" : "", counts[i]);
      out_ += "</tr>\n";
    }
    out_ += "</tbody>\n</table></div>\n";
    close_section();
  }

  // Each change once, with the requirements that ask for it, those of the strongest force first.
  void write_changes() {
    struct Change {
      std::string fix, says;
      std::vector<const RequirementView *> asked_by;
    };
    std::vector<Change> changes;
    for (const std::string_view wanted : {"violated", "signs"})
      for (const NormView &norm : norms_)
        for (const RequirementView &requirement : norm.judged) {
          if (state_of(requirement) != wanted) continue;
          for (const FindingView &finding : requirement.findings) {
            auto change = std::ranges::find(changes, finding.fix, &Change::fix);
            if (change == changes.end()) change = changes.insert(changes.end(), {finding.fix, finding.says, {}});
            change->asked_by.push_back(&requirement);
          }
        }
    if (changes.empty()) return;
    open_section("changes", word("fix"));
    out_ += "<ol class=\"changes\">\n";
    for (const Change &change : changes) {
      add("<li><p class=\"says\">{}</p><p>{}</p><p class=\"asked\">{} ", escape(change.says), escape(change.fix), word("asked_by"));
      for (const RequirementView *requirement : change.asked_by)
        add("<a href=\"#{0}\">{0}</a> ", escape(requirement->requirement->id));
      out_ += "</p></li>\n";
    }
    out_ += "</ol>\n";
    close_section();
  }

  void write_inventory() {
    const std::vector<Row> &rows = report_.facts.of(FactKind::inventory);
    if (rows.empty()) return;
    const InventoryView view = inventory_of(report_, wording_);
    open_section("inventory", escape(texts_.get("fact", "inventory")));
    add("<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-labelledby=\"inventory\"><table>\n<thead><tr><th scope=\"col\">{}</th>", escape(texts_.get("column", "kind")));
    for (const std::string &column : view.columns) add("<th scope=\"col\">{}</th>", escape(column));
    out_ += "</tr></thead>\n<tbody>\n";
    for (const InventoryView::Line &line : view.lines) {
      add("<tr><th scope=\"row\">{}</th>", escape(line.kind));
      for (const InventoryView::Cell &cell : line.cells) add("<td class=\"held {}\">{}</td>", cell.tone, escape(cell.text));
      out_ += "</tr>\n";
    }
    out_ += "</tbody>\n</table></div>\n";
    if (!view.lists.empty()) {
      add("<p class=\"sources-head\">{}</p>\n<ul class=\"lists\">\n", word("lists_of"));
      for (size_t i = 0; i < view.lists.size(); ++i)
        add("<li>[{}] {} <a href=\"#{}\">{}</a></li>\n", i + 1, escape(view.lists[i].title), escape(view.lists[i].requirement), escape(view.lists[i].requirement));
      out_ += "</ul>\n";
    }
    close_section();
  }

  void write_norms() {
    open_section("norms", word("verdicts"));
    for (const NormView &norm : norms_) write_norm(norm);
    close_section();
    if (others_.empty()) return;
    open_section("other-norms", word("other_norms"));
    for (const NormView &norm : others_) write_norm(norm);
    close_section();
  }

  void write_norm(const NormView &norm) {
    const bool is_open = norm.leads || norm.violated > 0 || norm.signs > 0;
    add("<details class=\"norm\"{}>\n<summary><h3 id=\"{}\">{}</h3><span class=\"counts\">", is_open ? " open" : "", escape(norm.norm->id), escape(norm.title));
    const std::pair<std::string_view, size_t> sums[] = {{"violated", norm.violated}, {"signs", norm.signs}, {"open", norm.open}, {"met", norm.met}, {"not_applicable", norm.not_applicable}};
    for (const auto &[state, count] : sums)
      if (count > 0) add("<span class=\"chip {}\"><span aria-hidden=\"true\">{}</span> {} {}</span> ", state, mark_of(state), word(fmt::format("state_{}", state)), count);
    add("</span></summary>\n<p class=\"notes\">{}</p>\n", escape(join(norm.notes, texts_.get("report", "clause_separator"))));
    add("<p class=\"original-title\" lang=\"{}\"><bdi>{}</bdi></p>\n", original_language(*norm.norm), escape(norm.norm->title_original));
    if (!norm.condition.empty()) add("<p class=\"condition\">{}</p>\n", fill("condition_heading", {{"conditions", norm.condition}}));
    for (const RequirementView &requirement : norm.judged) write_requirement(requirement);
    for (const RequirementView &requirement : norm.shown) write_requirement(requirement);
    write_sources(*norm.norm);
    out_ += "</details>\n";
  }

  // Of the first requirement that has words of its own: the title is in the same language.
  static std::string original_language(const Norm &norm) {
    for (const Requirement &requirement : norm.requirements)
      if (requirement.original_lang) return escape(*requirement.original_lang);
    return "und";
  }

  // English, with each address in it as a link.
  static std::string source_text(std::string_view source) {
    std::string out = "<span lang=\"en\">";
    while (!source.empty()) {
      const size_t start = std::min({source.find("http://"), source.find("https://"), source.size()});
      const size_t end = std::min(source.find_first_of(" ;,)", start), source.size());
      out += escape(source.substr(0, start));
      const std::string_view address = source.substr(start, end - start);
      if (!address.empty()) out += fmt::format("<a href=\"{}\" rel=\"noreferrer\">{}</a>", escape(address), breakable(address));
      source.remove_prefix(end);
    }
    return out + "</span>";
  }

  void write_sources(const Norm &norm) {
    if (norm.sources.empty()) return;
    add("<p class=\"sources-head\">{}</p>\n<ul class=\"sources\">\n", word("sources"));
    for (const std::string &source : norm.sources) add("<li>{}</li>\n", source_text(source));
    out_ += "</ul>\n";
  }

  void write_requirement(const RequirementView &view) {
    const Requirement &requirement = *view.requirement;
    const std::string_view state = state_of(view);
    add("<article class=\"requirement {}\" id=\"{}\">\n<p class=\"head\"><span class=\"number\">{}</span> {}", state, escape(requirement.id), escape(view.short_id), chip(state));
    if (requirement.verification != "verbatim") add(" <span class=\"chip mark\">{}</span>", escape(view.verification));
    add("</p>\n<p class=\"words\">{}</p>\n", escape(view.words));
    if (state == "open" || state == "signs" || state == "met") add("<p class=\"why\">{}</p>\n", escape(view.reason));
    if (state == "met" && std::ranges::any_of(view.verdict->checks, &CheckResult::is_settled)) add("<p class=\"why\">{}</p>\n", word("settled"));
    if (requirement.original_words) {
      add("<blockquote><p lang=\"{}\"><bdi>{}</bdi></p><footer><span lang=\"en\">{}</span>{}</footer></blockquote>\n", escape(requirement.original_lang.value_or("und")), escape(*requirement.original_words),
          escape(requirement.clause), requirement.verification == "verbatim" ? fmt::format(" · {}", escape(view.verification)) : "");
    }
    for (const FindingView &finding : view.findings) write_finding(finding);
    if (view.findings.empty() && !view.beside.empty()) write_facts_named(word(view.verdict ? "open_because" : "facts_beside"), view.beside);
    if (state == "violated" || state == "signs") add("<p class=\"source\">{}: {}</p>\n", word("source"), source_text(requirement.source));
    out_ += "</article>\n";
  }

  void write_finding(const FindingView &finding) {
    add("<div class=\"finding\">\n<p><strong>{}</strong> {}</p>\n", word("found"), escape(finding.says));
    write_facts_named(word("shown_by"), finding.facts);
    add("<p><strong>{}</strong> {}</p>\n", word("fix"), escape(finding.fix));
    for (const std::string &note : finding.notes) add("<p class=\"accepted\">{}</p>\n", escape(note));
    out_ += "</div>\n";
  }

  void write_facts_named(const std::string &label, const std::vector<std::string> &ids) {
    if (ids.empty()) return;
    // Facts about the same are one link, to the first, with their number.
    struct Group {
      std::string title;
      const FactAt *first;
      size_t count;
    };
    std::vector<Group> groups;
    for (const std::string &id : ids) {
      const auto fact = facts_.find(id);
      if (fact == facts_.end()) continue;
      std::string title = view_of(fact->second.kind, *fact->second.row, texts_).title;
      const auto group = std::ranges::find(groups, title, &Group::title);
      if (group == groups.end()) groups.push_back({std::move(title), &fact->second, 1});
      else ++group->count;
    }
    add("<p><strong>{}</strong> ", label);
    for (size_t i = 0; i < groups.size() && i < facts_named; ++i) {
      const auto &[title, first, count] = groups[i];
      if (is_listed(*first)) add("<a href=\"#{}\"><bdi>{}</bdi></a>", escape(first->row->id), escape(title));
      else add("<bdi>{}</bdi>", escape(title));
      if (count > 1) add("\u00a0({})", count);
      if (i + 1 < groups.size()) out_ += escape(texts_.get("report", "list_separator"));
    }
    if (groups.size() > facts_named) out_ += fill("more", {{"count", std::to_string(groups.size() - facts_named)}});
    out_ += "</p>\n";
  }

  // Rows beyond the fold have no place on this page.
  bool is_listed(const FactAt &fact) const {
    return fact.kind != FactKind::inventory && static_cast<size_t>(fact.row - report_.facts.of(fact.kind).data()) < rows_shown;
  }

  void write_evidence() {
    open_section("evidence", word("evidence"));
    for (const FactSchema &schema : fact_schemas()) {
      const std::vector<Row> &rows = report_.facts.of(schema.kind);
      if (rows.empty() || schema.kind == FactKind::inventory) continue;
      add("<details class=\"facts\"{}>\n<summary><h3>{}</h3><span class=\"counts\">{}</span></summary>\n", rows.size() <= places_shown ? " open" : "", escape(texts_.get("fact", schema.name)), rows.size());
      if (schema.kind == FactKind::data_read && std::ranges::find(rows, "unclear", &Row::reached) != rows.end()) add("<p class=\"note\">{}</p>\n", word("perhaps_reads"));
      for (size_t i = 0; i < rows.size() && i < rows_shown; ++i) write_fact(view_of(schema.kind, rows[i], texts_));
      write_rest(rows.size(), rows_shown);
      out_ += "</details>\n";
    }
    close_section();
  }

  void write_rest(size_t count, size_t shown) {
    if (count > shown) add("<p class=\"note\">{}</p>\n", fill("more", {{"count", std::to_string(count - shown)}}));
  }

  // What, then where and why as the steps of a path.
  void write_fact(const FactView &fact) {
    add("<article class=\"fact\" id=\"{}\">\n<h4><bdi>{}</bdi></h4>\n", escape(fact.id), breakable(fact.title));
    if (!fact.said.empty() || !fact.open.empty()) {
      out_ += "<dl class=\"said\">";
      for (const Said &said : fact.said) add("<div><dt>{}</dt><dd><bdi>{}</bdi></dd></div>", escape(said.label), breakable(said.value));
      if (!fact.open.empty()) add("<div class=\"open\"><dt>{}</dt><dd>{}</dd></div>", word("not_decided"), escape(join(fact.open, texts_.get("report", "list_separator"))));
      out_ += "</dl>\n";
    }
    if (!fact.path.empty()) {
      out_ += "<ol class=\"path\">\n";
      for (size_t i = 0; i < fact.path.size() && i < places_shown; ++i)
        add("<li><span class=\"step\">{}</span> <code translate=\"no\">{}</code></li>\n", escape(fact.path[i].why), breakable(fact.path[i].place));
      out_ += "</ol>\n";
      write_rest(fact.path.size(), places_shown);
    }
    out_ += "</article>\n";
  }

  void write_gaps() {
    open_section("gaps", word("gaps"));
    if (report_.gaps.empty()) add("<p>{}</p>\n", word("no_rows"));
    else out_ += "<ul class=\"gaps\">\n";
    for (size_t i = 0; i < report_.gaps.size() && i < rows_shown; ++i) {
      const GapRow &gap = report_.gaps[i];
      add("<li><p><bdi>{}</bdi></p>{}</li>\n", escape(gap_sentence(gap, texts_)), technical(gap_detail(gap)));
    }
    if (!report_.gaps.empty()) out_ += "</ul>\n";
    write_rest(report_.gaps.size(), rows_shown);
    close_section();
  }

  void row(const std::string &label, const std::string &value) { add("<div><dt>{}</dt><dd>{}</dd></div>\n", label, value); }
  static std::string code(std::string_view text) { return fmt::format("<code translate=\"no\">{}</code>", breakable(text)); }

  void write_identity() {
    const AppIdentity &app = report_.app;
    open_section("identity", word("identity"));
    out_ += "<dl class=\"identity\">\n";
    row(word("file_name"), code(app.file));
    row(word("package"), code(app.package.empty() ? "-" : app.package));
    row(word("version"), fmt::format("<bdi>{}</bdi>{}", escape(app.version_name.empty() ? "-" : app.version_name), app.version_code ? fmt::format(" ({})", *app.version_code) : ""));
    if (app.min_sdk)
      row(word("sdk"), fill("min_target", {{"min", std::to_string(*app.min_sdk)}, {"target", app.target_sdk ? std::to_string(*app.target_sdk) : "-"}}));
    row(word("size"), fill("bytes", {{"count", std::to_string(app.bytes)}}));
    row("SHA-256", code(app.sha256));
    row("MD5", code(app.md5));
    for (const AppIdentity::Signer &signer : app.signers)
      row(fmt::format("{} ({})", word("signer"), escape(signer.scheme)),
          fmt::format("<bdi>{}</bdi><br>SHA-256 {}<br>{}{}", escape(signer.subject.empty() ? "-" : signer.subject), code(signer.certificate_sha256.empty() ? "-" : signer.certificate_sha256),
                      word("signature_" + signer.holds), signer.problem.empty() ? "" : technical(signer.problem)));
    if (!app.signatures_read || app.signers.empty()) row(word("signer"), word(app.signatures_read ? "no_signer" : "not_looked"));
    row(word("norms_digest"), fmt::format("{} {}", escape(wording_.pack.date), code(report_.tool.norms_sha256)));
    row(word("models_digest"), code(report_.tool.models_sha256));
    row(word("platform_digest"), code(report_.tool.platform_sha256));
    row("Kinsafe", escape(report_.tool.version));
    out_ += "</dl>\n";
    add("<details class=\"facts\"><summary><h3>{}</h3><span class=\"counts\">{}</span></summary>\n<ul class=\"parts\">\n", word("parts"), app.parts.size());
    for (size_t i = 0; i < app.parts.size() && i < rows_shown; ++i)
      add("<li>{} <span class=\"technical\">{}</span> {}</li>\n", code(app.parts[i].name), fill("bytes", {{"count", std::to_string(app.parts[i].bytes)}}), code(app.parts[i].sha256));
    out_ += "</ul>\n";
    write_rest(app.parts.size(), rows_shown);
    out_ += "</details>\n";
    close_section();
  }

  const Report &report_;
  const Wording &wording_;
  const Texts &texts_;
  std::map<std::string_view, FactAt> facts_;
  std::vector<NormView> norms_, others_;
  std::string out_;
};

} // namespace

std::string escape_html(std::string_view text) { return escape_markup(to_line(text)); }

std::string write_html(const Report &report, const Wording &wording) { return HtmlReport(report, wording).write(); }

} // namespace kinsafe
