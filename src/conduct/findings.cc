#include "conduct/findings.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace kinsafe {
namespace {

constexpr size_t most_quarantined = 1'000, most_to_read = 100;

std::string instant_text(i64 time, const Zone *zone) {
  const i32 offset = zone ? zone->offset_at(time) : 0;
  static const Zone utc(0);
  const Local local = (zone ? *zone : utc).at(time);
  std::string text = fmt::format("{}T{:02}:{:02}:{:02}", iso_of_day(local.day), local.second / 3600, local.second / 60 % 60, local.second % 60);
  if (!zone) return text + "Z";
  const i32 minutes = std::abs(offset) / 60;
  return text + fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

// Wilson's interval for k of n at 95 %, in 1 / 10,000.
std::pair<std::string, std::string> wilson(u64 k, u64 n) {
  const double z = 1.959963984540054, count = static_cast<double>(n), share = static_cast<double>(k) / count;
  const double middle = (share + z * z / (2 * count)) / (1 + z * z / count);
  const double half = z / (1 + z * z / count) * std::sqrt(share * (1 - share) / count + z * z / (4 * count * count));
  return {fmt::format("{:.1f}", std::max(0.0, middle - half) * 10'000), fmt::format("{:.1f}", std::min(1.0, middle + half) * 10'000)};
}

std::string_view kind_of(const Rule &rule, Party party) {
  switch (rule.kind) {
  case RuleKind::hours: return "hours";
  case RuleKind::frequency: return "cap";
  case RuleKind::third_party: return party == Party::address_book || party == Party::call_record || party == Party::other ? "never_named" : party == Party::unknown ? "provenance_unknown" : "no_right";
  case RuleKind::contact_purpose: return "purpose";
  case RuleKind::contact_consent: return "consent";
  case RuleKind::cease: return "after_stop";
  case RuleKind::channel: return "channel";
  case RuleKind::visit: return "visit";
  case RuleKind::occasion: return "occasion";
  case RuleKind::handover: return "handover";
  case RuleKind::provenance: return "provenance";
  case RuleKind::complaint: return "late_answer";
  case RuleKind::record: return "not_recorded";
  case RuleKind::content: return "template";
  }
  return "";
}

class Listing {
public:
  Listing(const Checked &checked, ContactTally &found) : checked_(checked), all_(found) {}

  Result<ConductResult> list() {
    ConductResult result;
    Facts &facts = result.facts;
    const auto list_rule = [&](ContactTally::OfRule &of_rule, const std::string &requirement, const std::string &check, const auto &kind) {
      ConductCounts::Rule counted{requirement, check, of_rule.proven_contacts, of_rule.open_contacts, {}, 0};
      for (const auto &[why, count] : of_rule.why) counted.why[std::string(name_of(why))] += count;
      for (Earliest *earliest : {&of_rule.proven, &of_rule.open}) {
        earliest->shrink();
        for (const ContactFinding &finding : earliest->findings()) add_finding(finding, check, kind(finding), requirement, facts), ++counted.listed;
      }
      return counted;
    };
    for (u32 i = 0; i < checked_.rules.size(); ++i) {
      const Rule &rule = checked_.rules[i];
      result.counts.rules.push_back(list_rule(all_.rules[i], rule.requirement, rule.check, [&](const ContactFinding &finding) { return kind_of(rule, finding.party); }));
      add_coverage(rule, result.counts.rules.back(), facts);
    }
    add_strangers();
    for (u32 i = 0; i < checked_.word_checks.size(); ++i) {
      const WordCheck &check = checked_.word_checks[i];
      ConductCounts::Rule counted = list_rule(all_.words[i], check.requirement ? check.requirement->id : "", check.check, [](const ContactFinding &finding) { return finding.kind; });
      if (counted.proven + counted.open > 0) result.counts.rules.push_back(std::move(counted));
    }
    add_episodes(facts);
    add_rate_rows(facts);
    TRY_DO(add_sources(result));
    result.counts.texts_to_read = TRY(checked_.store.texts_to_read(most_to_read));
    result.episodes = all_.episode_count;
    result.counts.contacts = all_.contacts, result.counts.outgoing = all_.outgoing, result.counts.cases = all_.cases, result.counts.unassigned = all_.unassigned;
    result.counts.people_contacted = all_.people, result.counts.never_named = all_.never_named, result.counts.provenance_unknown = all_.provenance_unknown;
    finish(facts);
    return result;
  }

private:
  const std::string &text(WordKind kind, u32 word) const {
    static const std::string none;
    return word == no_word ? none : checked_.words[static_cast<size_t>(kind)][word - 1].text;
  }
  std::string row_text(const RowName &row) const { return checked_.store.sources()[row.source].file + ":" + std::to_string(row.row); }

  void add_finding(const ContactFinding &finding, const std::string &check, std::string_view kind, const std::string &requirement, Facts &facts) const {
    const StoredEvent &event = finding.event;
    const auto word = [](std::string text) -> Cell { return text.empty() ? Cell() : Cell(std::move(text)); };
    std::vector<std::string> rows, offsets;
    std::vector<Evidence> evidence;
    std::vector<RowName> named{finding.first};
    named.insert(named.end(), finding.more.begin(), finding.more.end());
    if (finding.first.row == 0) named.clear(); // of what is no contact
    std::string quote;
    if (const auto said = kind == "words" || kind == "advert" || kind == "closed_debt" ? checked_.texts.find(finding.first) : checked_.texts.end(); said != checked_.texts.end())
      for (const TextFinding &each : said->second) {
        if (each.check != check && kind != "closed_debt") continue;
        if (quote.empty()) quote = each.quote;
        offsets.push_back(fmt::format("{}-{}", each.begin, each.end));
      }
    for (const RowName &row : named) {
      rows.push_back(row_text(row));
      Evidence place;
      place.part = checked_.store.sources()[row.source].file;
      place.line = static_cast<u32>(row.row);
      place.why = "record";
      evidence.push_back(std::move(place));
    }
    std::vector<std::string> missing;
    if (finding.why != Why::none) missing.emplace_back(name_of(finding.why));
    if (!finding.exception.empty()) missing.emplace_back(finding.exception);
    const Zone *zone = finding.group < checked_.book.cases.size() && !checked_.book.cases[finding.group].file.persons[0].zones.empty() ? checked_.book.cases[finding.group].file.persons[0].zones[0] : nullptr;
    const bool has_window = finding.window.from != 0 || finding.window.to != 0;
    Row row = make_row(FactKind::contact_finding,
                       {Cell(check), Cell(std::string(kind)), finding.time == StoredLoan::no_time ? Cell() : Cell(instant_text(finding.time, zone)), word(text(WordKind::borrower, finding.borrower)), word(text(finding.is_number ? WordKind::number : WordKind::person, finding.person_word)),
                        Cell(std::string(name_of(finding.party))), word(text(WordKind::relation, finding.relation)), Cell(std::string(name_of(event.medium))), Cell(std::string(name_of(event.purpose))), word(text(WordKind::place, event.place)),
                        event.people_present >= 0 ? Cell(static_cast<i64>(event.people_present)) : Cell(), word(text(WordKind::collector, event.collector)), word(text(WordKind::agency, event.agency)),
                        Cell(std::move(rows)), finding.limit > 0 || finding.count > 0 ? Cell(static_cast<i64>(finding.count)) : Cell(static_cast<i64>(finding.contacts)),
                        finding.limit > 0 || finding.count > 0 ? Cell(static_cast<i64>(finding.limit)) : Cell(),
                        has_window ? Cell(iso_of_day(finding.window.from) + "/" + iso_of_day(finding.window.to)) : Cell(), word(quote),
                        offsets.empty() ? Cell() : Cell(std::move(offsets)), word(requirement), Cell(std::string(finding.proven == Tri::yes ? "yes" : "unclear")), missing.empty() ? Cell() : Cell(std::move(missing))},
                       std::move(evidence));
    row.origin = "records", row.reached = "yes", row.basis = "observed";
    facts.of(FactKind::contact_finding).push_back(std::move(row));
  }

  // Those contacted for the most borrowers.
  void add_strangers() {
    std::vector<std::pair<u32, const ContactTally::Stranger *>> many;
    for (const auto &[number, stranger] : all_.strangers)
      if (stranger.cases >= borrowers_of_a_stranger) many.emplace_back(number, &stranger);
    std::ranges::sort(many, {}, [](const auto &each) { return std::tuple(-static_cast<i64>(each.second->cases), each.first); });
    ContactTally::OfRule &of_check = all_.words[checked_.strangers];
    for (const auto &[number, stranger] : many) {
      of_check.open_contacts += stranger->contacts;
      if (of_check.open.findings().size() == most_listed) continue;
      ContactFinding finding;
      finding.time = stranger->time, finding.first = stranger->first, finding.group = static_cast<u32>(checked_.book.cases.size()) + number;
      finding.rule = static_cast<u32>(checked_.strangers), finding.proven = Tri::maybe, finding.why = Why::party, finding.kind = checked_.word_checks[checked_.strangers].sign;
      finding.party = stranger->party, finding.is_number = true, finding.person_word = number;
      finding.count = stranger->cases, finding.limit = borrowers_of_a_stranger - 1;
      finding.event.source = stranger->first.source, finding.event.row = stranger->first.row, finding.event.medium = stranger->medium;
      of_check.open.add(std::move(finding));
    }
  }

  void add_coverage(const Rule &rule, const ConductCounts::Rule &counted, Facts &facts) const {
    std::vector<std::string> missing;
    for (const auto &[why, count] : counted.why)
      if (why != "none") missing.push_back(why);
    const bool is_whole = missing.empty();
    i64 first = StoredLoan::no_time, last = StoredLoan::no_time;
    for (const Source &source : checked_.store.sources()) {
      if (source.first == StoredLoan::no_time) continue;
      first = first == StoredLoan::no_time ? source.first : std::min(first, source.first);
      last = last == StoredLoan::no_time ? source.last : std::max(last, source.last);
    }
    const auto when = [](i64 time) { return time == StoredLoan::no_time ? Cell() : Cell(instant_text(time, nullptr)); };
    Row row = make_row(FactKind::coverage,
                       {Cell(std::string("store")), when(first), when(last), Cell(std::string(is_whole ? "yes" : "no")), Cell(std::vector<std::string>{rule.check}), Cell(rule.requirement),
                        missing.empty() ? Cell() : Cell(std::move(missing))},
                       {});
    row.origin = "records", row.reached = "yes", row.basis = "observed";
    facts.of(FactKind::coverage).push_back(std::move(row));
  }

  void add_episodes(Facts &facts) {
    std::ranges::sort(all_.episodes, {}, &EpisodeRow::order);
    if (all_.episodes.size() > most_listed) all_.episodes.resize(most_listed);
    for (const EpisodeRow &each : all_.episodes) {
      std::vector<std::string> collectors, curve;
      for (const u32 word : each.collectors) collectors.push_back(text(WordKind::collector, word));
      for (const u32 count : each.curve) curve.push_back(std::to_string(count));
      const auto number = [](u32 value) { return Cell(static_cast<i64>(value)); };
      Row row = make_row(FactKind::episode,
                         {each.borrower.empty() ? Cell() : Cell(each.borrower), Cell(instant_text(each.start, each.zone)), Cell(instant_text(each.end, each.zone)), number(each.people), number(each.calls),
                          number(each.texts), number(each.to_borrower), number(each.to_others), Cell(std::move(collectors)), Cell(std::move(curve)), each.number.empty() ? Cell() : Cell(each.number)},
                         {});
      row.origin = "records", row.reached = "yes", row.basis = "observed";
      facts.of(FactKind::episode).push_back(std::move(row));
    }
  }

  void add_rate_rows(Facts &facts) const {
    constexpr std::string_view ofs[] = {"collector", "agency", "lender"};
    constexpr WordKind kinds[] = {WordKind::collector, WordKind::agency, WordKind::lender};
    for (const auto &[key, count] : all_.rates)
      for (size_t check = 0; check < checked_.checks.size(); ++check) {
        const u64 findings = count.findings.empty() ? 0 : count.findings[check];
        if (findings == 0) continue;
        const u8 of = static_cast<u8>(key >> 32);
        const auto [low, high] = wilson(findings, count.contacts);
        Row row = make_row(FactKind::rate, {Cell(std::string(ofs[of])), Cell(text(kinds[of], static_cast<u32>(key))), Cell(checked_.checks[check]), Cell(static_cast<i64>(findings)), Cell(static_cast<i64>(count.contacts)), Cell(low), Cell(high)}, {});
        row.origin = "records", row.reached = "yes", row.basis = "observed";
        facts.of(FactKind::rate).push_back(std::move(row));
      }
  }

  Result<void> add_sources(ConductResult &result) const {
    const auto gap = [&](std::string kind, std::string part, std::string reason) {
      GapRow row{fmt::format("gap-{}", result.gaps.size() + 1), std::move(kind), std::move(part), "", std::move(reason), {FactKind::contact_finding, FactKind::episode}};
      result.gaps.push_back(std::move(row));
    };
    if (checked_.options.calendar) {
      Row row = make_row(FactKind::coverage, {Cell(checked_.options.calendar_file), Cell(iso_of_day(checked_.options.calendar->first)), Cell(iso_of_day(checked_.options.calendar->last)), Cell(std::string("yes")), Cell(), Cell(), Cell()}, {});
      row.origin = "records", row.reached = "yes", row.basis = "observed";
      result.facts.of(FactKind::coverage).push_back(std::move(row));
    }
    for (u16 i = 0; i < checked_.store.sources().size(); ++i) {
      const Source &source = checked_.store.sources()[i];
      const auto when = [](i64 time) { return time == StoredLoan::no_time ? Cell() : Cell(instant_text(time, nullptr)); };
      Row row = make_row(FactKind::coverage, {Cell(source.file), when(source.first), when(source.last), Cell(std::string(source.is_whole && source.quarantined == 0 ? "yes" : "no")), Cell(), Cell(), Cell()}, {});
      row.origin = "records", row.reached = "yes", row.basis = "observed";
      result.facts.of(FactKind::coverage).push_back(std::move(row));
      if (source.quarantined > 0) gap("damaged", source.file, std::to_string(source.quarantined) + " rows could not be taken");
      if (!source.is_whole) gap("limit", source.file, "the import was interrupted behind row " + std::to_string(source.rows));
      if (const auto damage = checked_.damaged.find(i); damage != checked_.damaged.end()) gap("damaged", source.file, damage->second);
    }
    for (const Quarantined &each : TRY(checked_.store.quarantined(most_quarantined))) {
      Row row = make_row(FactKind::quarantine, {Cell(checked_.store.sources()[each.source].file), Cell(static_cast<i64>(each.row)), Cell(each.reason)}, {});
      row.origin = "records", row.reached = "yes", row.basis = "observed";
      result.facts.of(FactKind::quarantine).push_back(std::move(row));
    }
    return {};
  }

  const Checked &checked_;
  ContactTally &all_;
};

} // namespace

Result<ConductResult> list_findings(const Checked &checked, ContactTally &found) { return Listing(checked, found).list(); }

} // namespace kinsafe
