// The report of conduct and the exhibit of an episode as HTML pages that need nothing else, in the look of an app's report.
#include "base/strings.h"
#include "conduct/report.h"
#include "report/html_style.h"
#include "report/markup.h"
#include "report/view.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace kinsafe {
namespace {

constexpr size_t rows_shown = 200, lanes_shown = 60;

constexpr std::string_view more_style = R"css(
.curve rect { fill: var(--bar-bad); } .curve text, .lanes text { fill: var(--soft); font-size: 11px; font-family: inherit; }
.curve line, .lanes line { stroke: var(--line); }
.lanes circle { fill: none; stroke: var(--accent); stroke-width: 1.4; } .lanes circle.reached { fill: var(--accent); }
.lanes circle.third { stroke: var(--bar-bad); } .lanes circle.third.reached { fill: var(--bar-bad); }
.lanes path { fill: none; stroke: var(--bar-bad); stroke-width: 1.4; } .lanes path.own { stroke: var(--accent); }
.curve svg, .lanes svg { display: block; width: 100%; height: auto; }
.warning { padding: .6rem .9rem; background: var(--bad-soft); color: var(--bad); font-weight: 600; }
th { white-space: nowrap; } .wide td { min-width: 5rem; }
td.rows { font-size: .82rem; color: var(--soft); }
.interval svg { width: 8rem; height: .9rem; }
.interval rect { fill: var(--bar-open); } .interval circle { fill: var(--bar-bad); }
)css";

const std::vector<std::string> &list(FactKind kind, const Row &row, std::string_view column) {
  static const std::vector<std::string> none;
  const auto *words = std::get_if<std::vector<std::string>>(&row.cells[find_column(schema_of(kind), column).value()]);
  return words ? *words : none;
}

// Contacts an hour as bars.
std::string curve_svg(const std::vector<std::string> &curve, const std::string &label) {
  constexpr double width = 720, height = 120, left = 30, bottom = 18;
  u64 most = 1;
  for (const std::string &count : curve) most = std::max<u64>(most, std::strtoull(count.c_str(), nullptr, 10));
  std::string out = fmt::format("<figure class=\"curve\"><svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">", width, height, escape_html(label));
  const double step = (width - left) / static_cast<double>(std::max<size_t>(curve.size(), 1));
  out += fmt::format("<text x=\"0\" y=\"12\">{}</text><line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>", most, left, height - bottom, width, height - bottom);
  for (size_t i = 0; i < curve.size(); ++i) {
    const double tall = static_cast<double>(std::strtoull(curve[i].c_str(), nullptr, 10)) / static_cast<double>(most) * (height - bottom - 4);
    if (tall > 0) out += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>", left + static_cast<double>(i) * step, height - bottom - tall, std::max(1.0, step - 1), tall);
  }
  for (size_t i = 0; i < curve.size(); i += std::max<size_t>(1, (curve.size() / 6 + 5) / 6 * 6)) out += fmt::format("<text x=\"{:.1f}\" y=\"{:.0f}\">+{} h</text>", left + static_cast<double>(i) * step, height - 4, i);
  return out + "</svg><figcaption class=\"note\">" + escape_html(label) + "</figcaption></figure>\n";
}

class Page {
public:
  Page(const ConductReport &report, const Wording &wording) : report_(report), wording_(wording), texts_(wording.texts) {}

  std::string write_report() {
    head(word("title"));
    out_ += "<section aria-labelledby=\"answers\"><h2 id=\"answers\">" + word("answers") + "</h2>\n<p class=\"lede\">" + escape_html(conduct_sentence(report_, texts_)) + "</p>\n<dl class=\"answers\">\n";
    const auto answer = [&](std::string_view key, u64 count, bool is_bad) { out_ += fmt::format("<div class=\"{}\"><dt>{}</dt><dd>{}</dd></div>\n", is_bad && count > 0 ? "bad" : "open", word(key), count); };
    answer("contacts", report_.counts.contacts, false);
    answer("people", report_.counts.people_contacted, false);
    answer("named_never", report_.counts.never_named, true);
    answer("of_unknown", report_.counts.provenance_unknown, false);
    answer("episodes", report_.episodes, true);
    out_ += "</dl></section>\n";
    write_verdicts();
    write_episodes();
    write_findings();
    write_signs();
    write_rates();
    write_sources();
    foot();
    return std::move(out_);
  }

  Result<std::string> write_exhibit(const Store &store, std::string_view id) {
    const std::vector<Row> &episodes = report_.judged.facts.of(FactKind::episode);
    const auto found = std::ranges::find(episodes, id, &Row::id);
    if (found == episodes.end()) return fail("no episode of this store is called '" + std::string(id) + "'; kinsafe conduct check --store " + store.folder() + " lists them");
    const Row &episode = *found;
    const bool is_own = std::ranges::any_of(report_.sources, &Source::is_own);
    if (!is_own && text_of(FactKind::episode, episode, "borrower").empty() && text_of(FactKind::episode, episode, "number").empty())
      return fail("the contacts of '" + std::string(id) + "' name neither a borrower nor a number, so no page can tell whose they are");
    head(word("exhibit"));
    if (is_own) out_ += "<p class=\"warning\">" + word("not_for_publication") + "</p>\n";
    const auto say = [&](std::string_view column) { return text_of(FactKind::episode, episode, column); };
    out_ += "<p class=\"lede\">" + escape_html(texts_.fill("conduct", "episode_line", {{"id", episode.id}, {"borrower", say("borrower").substr(0, 8)}, {"start", say("start")}, {"end", say("end")}, {"people", say("people")},
                                                                                   {"calls", say("calls")}, {"texts", say("texts")}, {"others", say("to_others")}})) + "</p>\n";
    out_ += curve_svg(list(FactKind::episode, episode, "curve"), std::string(texts_.get("conduct", "curve")));
    TRY_DO(write_contacts(store, episode));
    out_ += "<p class=\"note\">" + word("thresholds") + "</p>\n";
    write_sources();
    foot();
    return std::move(out_);
  }

private:
  std::string word(std::string_view key) const { return escape_html(texts_.get("conduct", key)); }
  std::string of_report(std::string_view key) const { return escape_html(texts_.get("report", key)); }
  void heading(std::string_view id, const std::string &title) { out_ += fmt::format("<section aria-labelledby=\"{0}\"><h2 id=\"{0}\">{1}</h2>\n", id, title); }
  void columns(std::initializer_list<std::string> names) {
    out_ += "<div class=\"wide\" tabindex=\"0\"><table><thead><tr>";
    for (const std::string &name : names) out_ += "<th scope=\"col\">" + name + "</th>";
    out_ += "</tr></thead><tbody>\n";
  }
  void row(std::initializer_list<std::string> cells) {
    out_ += "<tr>";
    for (const std::string &each : cells) out_ += "<td>" + each + "</td>";
    out_ += "</tr>\n";
  }
  void end_table() { out_ += "</tbody></table></div>\n"; }

  void head(const std::string &title) {
    out_ = fmt::format("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>{}</title>\n<style>{}{}</style>\n</head>\n<body>\n<header><p class=\"kind\">Kinsafe {}</p>"
                       "<h1>{}</h1>\n<p class=\"meta\">{}</p></header>\n<main>\n",
                       escape_html(wording_.language), title, html_style, more_style, escape_html(report_.judged.tool.version), title,
                       escape_html(texts_.fill("report", "as_of_only", {{"date", report_.judged.question.date}})));
  }
  void foot() { out_ += "</main>\n<footer><p>" + word("masked") + "</p></footer>\n</body>\n</html>\n"; }

  void write_verdicts() {
    heading("verdicts", of_report("verdicts"));
    for (const auto &[verdict, key, tone] : {std::tuple(Verdict::violated, "heading_violated", "violated"), std::tuple(Verdict::unclear, "heading_unclear", "open"), std::tuple(Verdict::met, "heading_met", "met")}) {
      std::vector<const RequirementVerdict *> rows;
      for (const RequirementVerdict &each : report_.judged.verdicts)
        if (each.verdict == verdict) rows.push_back(&each);
      if (rows.empty()) continue;
      out_ += fmt::format("<details{}><summary>{}</summary>\n", verdict == Verdict::violated ? " open" : "", escape_html(texts_.fill("conduct", key, {{"count", std::to_string(rows.size())}})));
      for (const RequirementVerdict *each : rows) {
        const std::string condition = condition_of(*each, texts_);
        const bool is_sign = each->is_signs_only;
        out_ += fmt::format("<div class=\"requirement {}\"><p class=\"head\"><span class=\"number\">{}</span></p>\n<p class=\"words\">{}</p>\n", is_sign ? "signs" : tone, escape_html(each->requirement),
                            escape_html(verdict_sentence(*each, report_.judged, texts_)));
        if (!condition.empty()) out_ += "<p class=\"condition\">" + escape_html(texts_.fill("report", "condition_heading", {{"conditions", condition}})) + "</p>\n";
        write_rules(*each);
        out_ += "</div>\n";
      }
      out_ += "</details>\n";
    }
    out_ += "</section>\n";
  }

  void write_rules(const RequirementVerdict &verdict) {
    for (const ConductCounts::Rule &rule : report_.counts.rules) {
      if (rule.requirement != verdict.requirement) continue;
      std::vector<std::string> why;
      for (const auto &[name, number] : rule.why)
        if (name != "none") why.emplace_back(texts_.get("conduct", "why_" + name));
      if (rule.proven + rule.open == 0 && why.empty()) continue;
      out_ += "<p class=\"finding\">" + escape_html(texts_.fill("conduct", "rule_line", {{"check", rule.check}, {"proven", std::to_string(rule.proven)}, {"open", std::to_string(rule.open)}}));
      if (!why.empty()) out_ += "<br><span class=\"note\">" + escape_html(join(why, texts_.get("report", "list_separator"))) + "</span>";
      out_ += "</p>\n";
    }
  }

  void write_episodes() {
    const std::vector<Row> &episodes = report_.judged.facts.of(FactKind::episode);
    if (episodes.empty()) return;
    heading("episodes", word("episodes"));
    out_ += "<p class=\"note\">" + word("thresholds") + "</p>\n";
    std::vector<const Row *> largest;
    for (const Row &each : episodes) largest.push_back(&each);
    std::ranges::stable_sort(largest, std::greater(), [](const Row *each) { return std::stoll(text_of(FactKind::episode, *each, "people")); });
    for (size_t i = 0; i < std::min<size_t>(largest.size(), 20); ++i) {
      const Row &episode = *largest[i];
      const auto say = [&](std::string_view column) { return text_of(FactKind::episode, episode, column); };
      out_ += fmt::format("<div class=\"fact\" id=\"{}\">\n<h3>{}</h3>\n", escape_html(episode.id),
                          escape_html(texts_.fill("conduct", "episode_line", {{"id", episode.id}, {"borrower", say("borrower").substr(0, 8)}, {"start", say("start")}, {"end", say("end")}, {"people", say("people")},
                                                                             {"calls", say("calls")}, {"texts", say("texts")}, {"others", say("to_others")}})));
      out_ += curve_svg(list(FactKind::episode, episode, "curve"), std::string(texts_.get("conduct", "curve"))) + "</div>\n";
    }
    more(largest.size(), 20);
    out_ += "</section>\n";
  }

  void more(size_t all, size_t shown) {
    if (all > shown) out_ += "<p class=\"note\">" + escape_html(texts_.fill("report", "more", {{"count", std::to_string(all - shown)}})) + "</p>\n";
  }

  void write_findings() {
    std::vector<const Row *> rows;
    for (const Row &each : report_.judged.facts.of(FactKind::contact_finding))
      if (text_of(FactKind::contact_finding, each, "proven") == "yes") rows.push_back(&each);
    if (rows.empty()) return;
    heading("findings", word("findings"));
    out_ += "<p class=\"note\">" + word("counted") + "</p>\n";
    const auto label = [&](std::string_view column) { return escape_html(texts_.get("column", column)); };
    columns({label("requirement"), label("check"), label("time"), label("party"), label("medium"), label("count"), label("limit"), word("words_said"), word("rows")});
    for (size_t i = 0; i < std::min(rows.size(), rows_shown); ++i) {
      const auto say = [&](std::string_view column) { return escape_html(text_of(FactKind::contact_finding, *rows[i], column)); };
      const auto value = [&](std::string_view column) { return escape_html(cell_word(FactKind::contact_finding, *rows[i], column, texts_)); };
      row({say("requirement"), say("check"), say("time"), value("party"), value("medium"), say("count"), say("limit"), say("quote"),
           escape_html(rows_text(*rows[i]))});
    }
    end_table();
    more(rows.size(), rows_shown);
    out_ += "</section>\n";
  }

  void write_signs() {
    const std::vector<const Row *> rows = signs_of(report_);
    if (rows.empty() && report_.counts.texts_to_read.empty()) return;
    heading("signs", word("signs"));
    out_ += "<p class=\"note\">" + word("sign_note") + "</p>\n";
    const auto label = [&](std::string_view column) { return escape_html(texts_.get("column", column)); };
    if (!rows.empty()) columns({label("check"), label("kind"), label("time"), label("party"), label("count"), label("limit"), word("words_said"), word("rows")});
    for (size_t i = 0; i < std::min(rows.size(), rows_shown); ++i) {
      const auto say = [&](std::string_view column) { return escape_html(text_of(FactKind::contact_finding, *rows[i], column)); };
      row({say("check"), word("sign_" + text_of(FactKind::contact_finding, *rows[i], "kind")), say("time"), escape_html(cell_word(FactKind::contact_finding, *rows[i], "party", texts_)), say("count"), say("limit"), say("quote"),
           escape_html(rows_text(*rows[i]))});
    }
    if (!rows.empty()) end_table();
    more(rows.size(), rows_shown);
    if (!report_.counts.texts_to_read.empty()) out_ += "<details><summary>" + word("to_read") + "</summary>\n<p>" + escape_html(texts_to_read(report_)) + "</p></details>\n";
    out_ += "</section>\n";
  }

  void write_rates() {
    const std::vector<Row> &rows = report_.judged.facts.of(FactKind::rate);
    if (rows.empty()) return;
    heading("rates", word("rates"));
    out_ += "<p class=\"note\">" + word("rate_note") + "</p>\n";
    const auto label = [&](std::string_view column) { return escape_html(texts_.get("column", column)); };
    double widest = 1;
    for (const Row &each : rows) widest = std::max(widest, std::strtod(text_of(FactKind::rate, each, "high").c_str(), nullptr));
    columns({label("of"), label("name"), label("check"), label("findings"), label("contacts"), word("rates")});
    for (size_t i = 0; i < std::min(rows.size(), rows_shown); ++i) {
      const auto say = [&](std::string_view column) { return text_of(FactKind::rate, rows[i], column); };
      const double low = std::strtod(say("low").c_str(), nullptr), high = std::strtod(say("high").c_str(), nullptr);
      const double rate = std::strtod(say("findings").c_str(), nullptr) / std::strtod(say("contacts").c_str(), nullptr) * 10'000;
      const auto x = [&](double value) { return value / widest * 118 + 1; };
      row({escape_html(cell_word(FactKind::rate, rows[i], "of", texts_)), escape_html(say("name")), escape_html(say("check")), say("findings"), say("contacts"),
           fmt::format("<span class=\"interval\">{:.1f} ({}–{}) <svg viewBox=\"0 0 120 12\" aria-hidden=\"true\"><rect x=\"{:.1f}\" y=\"4\" width=\"{:.1f}\" height=\"4\"/><circle cx=\"{:.1f}\" cy=\"6\" r=\"3\"/></svg></span>", rate,
                       say("low"), say("high"), x(low), std::max(1.0, x(high) - x(low)), x(rate))});
    }
    end_table();
    more(rows.size(), rows_shown);
    out_ += "</section>\n";
  }

  void write_sources() {
    heading("sources", word("sources"));
    columns({word("file"), "SHA-256", word("rows"), word("contacts"), word("quarantine")});
    for (const Source &source : report_.sources)
      row({escape_html(source.file + " (" + source.profile + (source.zone.empty() ? "" : ", " + source.zone) + ")"), "<code>" + escape_html(source.sha256) + "</code>", std::to_string(source.rows),
           std::to_string(source.events), std::to_string(source.quarantined)});
    end_table();
    if (!report_.judged.gaps.empty()) {
      out_ += "<h3>" + of_report("gaps") + "</h3>\n<ul class=\"gaps\">\n";
      for (const GapRow &gap : report_.judged.gaps) out_ += "<li>" + escape_html(gap_sentence(gap, texts_)) + " <span class=\"technical\">" + escape_html(gap_detail(gap)) + "</span></li>\n";
      out_ += "</ul>\n";
    }
    const std::vector<Row> &rows = report_.judged.facts.of(FactKind::quarantine);
    if (!rows.empty()) {
      out_ += "<details><summary>" + word("quarantine") + "</summary>\n";
      columns({word("file"), word("row"), word("reason")});
      for (size_t i = 0; i < std::min(rows.size(), rows_shown); ++i) {
        const auto say = [&](std::string_view column) { return escape_html(text_of(FactKind::quarantine, rows[i], column)); };
        row({say("file"), say("row"), say("reason")});
      }
      end_table();
      more(rows.size(), rows_shown);
      out_ += "</details>\n";
    }
    out_ += "</section>\n";
  }

  struct Shown {
    StoredEvent event;
    u32 person = 0;
  };

  // Every contact of the episode, by person: one lane a person, and the table of who was called.
  Result<void> write_contacts(const Store &store, const Row &episode) {
    CaseBook book = TRY(build_case_book(store));
    const std::vector<StoredWord> borrowers = TRY(store.words(WordKind::borrower)), numbers = TRY(store.words(WordKind::number)), relations = TRY(store.words(WordKind::relation));
    const std::vector<std::string> own = TRY(store.own_numbers());
    const auto word_of = [](const std::vector<StoredWord> &words, u32 id) -> std::string { return id == no_word ? "" : words[id - 1].shown; };
    const std::string start = text_of(FactKind::episode, episode, "start");
    const auto id_of = [&](const std::vector<StoredWord> &words, std::string_view column) {
      const std::string token = text_of(FactKind::episode, episode, column);
      const auto found = token.empty() ? words.end() : std::ranges::find(words, token, &StoredWord::text);
      return found == words.end() ? no_word : static_cast<u32>(found - words.begin()) + 1;
    };
    const u32 borrower = id_of(borrowers, "borrower"), number = id_of(numbers, "number");
    const u32 case_index = borrower == no_word ? nobody : book.case_of(borrower);
    // A lane for each number that was called; on the called person's own telephone for each that called.
    const auto number_of = [&](const StoredEvent &event) { return store.sources()[event.source].is_own ? event.ours : event.theirs; };
    std::map<u32, u32> people; // number -> lane
    std::vector<std::pair<std::string, Party>> lanes;
    std::vector<Shown> shown;
    std::vector<u32> cases;
    const i64 from = instant_of(start), to = instant_of(text_of(FactKind::episode, episode, "end"));
    for (u16 source = 0; source < store.sources().size(); ++source)
      TRY_DO(store.read(source, [&](std::span<const StoredEvent> events, std::span<const u64>) {
        for (const StoredEvent &event : events) {
          if (event.time < from || event.time > to || event.direction == Direction::in || event.outcome == Outcome::failed) continue;
          book.cases_of(event, cases);
          const bool is_of_case = case_index != nobody ? std::ranges::find(cases, case_index) != cases.end() : cases.empty() && event.borrower == no_word && event.theirs == number;
          if (is_of_case) shown.push_back({event, 0});
        }
      }));
    std::ranges::stable_sort(shown, {}, [](const Shown &each) { return each.event.time; });
    for (Shown &each : shown) {
      const u32 shown_number = number_of(each.event);
      const auto [lane, is_new] = people.try_emplace(shown_number, static_cast<u32>(lanes.size()));
      if (is_new) {
        Party party = each.event.party;
        if (case_index != nobody)
          for (u32 i = 0; i < book.cases[case_index].persons.size(); ++i)
            if (std::ranges::find(book.cases[case_index].persons[i].numbers, each.event.theirs) != book.cases[case_index].persons[i].numbers.end()) party = book.cases[case_index].file.persons[i].party;
        const bool is_plain = shown_number != no_word && shown_number <= own.size() && !own[shown_number - 1].empty();
        std::string name = is_plain ? own[shown_number - 1] : word_of(numbers, shown_number);
        if (const std::string relation = word_of(relations, each.event.relation); !relation.empty()) name += " (" + relation + ")";
        lanes.emplace_back(std::move(name), party);
      }
      each.person = lane->second;
    }
    write_lanes(shown, lanes, from, to);
    heading("people", word("who_was_called"));
    columns({word("person"), escape_html(texts_.get("column", "party")), word("calls"), word("texts"), word("first"), word("last"), word("rows")});
    for (u32 lane = 0; lane < lanes.size(); ++lane) {
      u32 calls = 0, messages = 0;
      i64 first = 0, last = 0;
      std::string rows;
      size_t named = 0;
      for (const Shown &each : shown) {
        if (each.person != lane) continue;
        ++(each.event.medium == Medium::call || each.event.medium == Medium::visit ? calls : messages);
        if (first == 0) first = each.event.time;
        last = each.event.time;
        if (named++ < rows_shown) rows += (rows.empty() ? "" : " ") + store.sources()[each.event.source].file + ":" + std::to_string(each.event.row);
      }
      row({escape_html(lanes[lane].first), escape_html(value_word("party", std::string(name_of(lanes[lane].second)), texts_)), std::to_string(calls), std::to_string(messages), time_text(first, start), time_text(last, start), escape_html(rows)});
    }
    end_table();
    out_ += "</section>\n";
    return {};
  }

  // "2026-02-03T09:00:00+08:00" as an instant; the offset behind it shows other instants alike.
  static i64 offset_in(std::string_view text) {
    if (text.size() < 25) return 0;
    const i64 seconds = (std::stoll(std::string(text.substr(20, 2))) * 60 + std::stoll(std::string(text.substr(23, 2)))) * 60;
    return text[19] == '-' ? -seconds : seconds;
  }
  static i64 instant_of(std::string_view text) {
    const i64 clock = std::stoll(std::string(text.substr(11, 2))) * 3600 + std::stoll(std::string(text.substr(14, 2))) * 60 + std::stoll(std::string(text.substr(17, 2)));
    return i64{day_of(text.substr(0, 10)).value_or(0)} * seconds_of_day + clock - offset_in(text);
  }
  static std::string time_text(i64 time, std::string_view like) {
    const Zone zone(static_cast<i32>(offset_in(like)));
    const Local local = zone.at(time);
    return fmt::format("{} {:02}:{:02}:{:02}", iso_of_day(local.day), local.second / 3600, local.second / 60 % 60, local.second % 60);
  }

  void write_lanes(const std::vector<Shown> &shown, const std::vector<std::pair<std::string, Party>> &lanes, i64 from, i64 to) {
    constexpr double width = 720, left = 150, tall = 18;
    const size_t count = std::min(lanes.size(), lanes_shown);
    const double height = tall * static_cast<double>(count) + 24, span = static_cast<double>(std::max<i64>(1, to - from));
    out_ += fmt::format("<figure class=\"lanes\"><svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">\n", width, height, word("lanes"));
    for (size_t i = 0; i < count; ++i)
      out_ += fmt::format("<text x=\"0\" y=\"{:.1f}\">{}</text><line x1=\"{}\" y1=\"{:.1f}\" x2=\"{}\" y2=\"{:.1f}\"/>\n", tall * static_cast<double>(i) + 13, escape_html(lanes[i].first), left, tall * static_cast<double>(i) + 9, width,
                          tall * static_cast<double>(i) + 9);
    for (const Shown &each : shown) {
      if (each.person >= count) continue;
      const double x = left + static_cast<double>(each.event.time - from) / span * (width - left - 8) + 4, y = tall * each.person + 9;
      const Outcome outcome = each.event.outcome;
      const bool is_reached = outcome == Outcome::answered || outcome == Outcome::answered_right || outcome == Outcome::answered_other || outcome == Outcome::delivered || outcome == Outcome::sent;
      const bool is_third = lanes[each.person].second != Party::debtor;
      if (each.event.medium == Medium::call || each.event.medium == Medium::visit) out_ += fmt::format("<circle class=\"{}{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\"/>", is_third ? "third" : "own", is_reached ? " reached" : "", x, y);
      else out_ += fmt::format("<path class=\"{}\" d=\"M{:.1f} {:.1f}l7 0l0 6l-7 0z\"/>", is_third ? "third" : "own", x - 3.5, y - 3);
    }
    out_ += "</svg><figcaption class=\"note\">" + word("lanes") + "</figcaption></figure>\n";
    more(lanes.size(), lanes_shown);
  }

  const ConductReport &report_;
  const Wording &wording_;
  const Texts &texts_;
  std::string out_;
};

} // namespace

std::string write_conduct_html(const ConductReport &report, const Wording &wording) { return Page(report, wording).write_report(); }

Result<std::string> write_exhibit(const Store &store, const ConductReport &report, std::string_view episode_id, const Wording &wording) {
  return Page(report, wording).write_exhibit(store, episode_id);
}

} // namespace kinsafe
