// Reads the parameters of a requirement as rules: see limits.h. A parameter that can't be read is a slip in the norm, and an
// error; one that no rule reads is left to people.
#include "limits/limits.h"

#include <algorithm>
#include <charconv>

namespace kinsafe {
namespace {

constexpr u16 bit(auto word) { return static_cast<u16>(1 << static_cast<u8>(word)); }

constexpr std::string_view checks[] = {"COLLECT-HOURS",   "COLLECT-FREQUENCY", "COLLECT-THIRD-PARTY", "CONTACT-PURPOSE",  "CONTACT-CONSENT",
                                       "COLLECT-CEASE",   "COLLECT-CHANNEL",   "COLLECT-VISIT",       "COLLECT-OCCASION", "COLLECT-HANDOVER", "RECORD-PROVENANCE",
                                       "COLLECT-COMPLAINT", "COLLECT-RECORD",  "COLLECT-CONTENT"};

constexpr u32 most_record_years = 1'000, most_working_days = 1'000;

std::optional<u32> number(std::string_view text) {
  u32 value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// "07:30", "22:00:30", "24:00"
std::optional<i32> clock(std::string_view text) {
  i32 seconds = 0;
  size_t parts = 0;
  while (!text.empty() && parts < 3) {
    const std::string_view part = text.substr(0, text.find(':'));
    const std::optional<u32> value = part.size() == 2 ? number(part) : std::nullopt;
    if (!value || *value > (parts == 0 ? 24u : 59u)) return std::nullopt;
    seconds = seconds * 60 + static_cast<i32>(*value);
    ++parts;
    text.remove_prefix(std::min(text.size(), part.size() + 1));
  }
  if (parts < 2 || !text.empty()) return std::nullopt;
  if (parts == 2) seconds *= 60;
  return seconds <= seconds_of_day ? std::optional(seconds) : std::nullopt;
}

// "mon-fri", "sat", "all": first and last weekday
std::optional<std::array<i32, 2>> weekdays(std::string_view text) {
  constexpr std::string_view names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  if (text == "all") return std::array{0, 6};
  const auto find = [&](std::string_view name) -> i32 {
    const auto found = std::ranges::find(names, name);
    return found == std::end(names) ? -1 : static_cast<i32>(found - std::begin(names));
  };
  const size_t dash = text.find('-');
  const i32 first = find(text.substr(0, dash)), last = dash == text.npos ? first : find(text.substr(dash + 1));
  if (first < 0 || last < first) return std::nullopt;
  return std::array{first, last};
}

class Reader {
public:
  Reader(const Norm &norm, const Requirement &requirement) : norm_(norm), requirement_(requirement) {}

  Result<Rules> read() {
    Rules rules;
    for (const std::string &check : requirement_.checks) {
      const auto found = std::ranges::find(checks, check);
      if (found == std::end(checks)) continue;
      const RuleKind kind = static_cast<RuleKind>(found - std::begin(checks));
      Rule rule;
      rule.norm = norm_.id, rule.requirement = requirement_.id, rule.check = check, rule.kind = kind;
      const DaySpan days = days_in_force(norm_, requirement_);
      rule.from = days.from, rule.until = days.to;
      if (Result<bool> useful = fill(rule); !useful) return std::unexpected(std::move(useful).error());
      else if (*useful) rules.push_back(std::move(rule));
    }
    return rules;
  }

private:
  std::unexpected<Error> wrong(std::string_view parameter) const { return fail(requirement_.id + ": the parameter '" + std::string(parameter) + "' can't be read"); }

  const std::vector<std::string> &list(std::string_view name) const {
    static const std::vector<std::string> none;
    const auto found = requirement_.parameters.find(name);
    return found == requirement_.parameters.end() ? none : found->second;
  }
  std::string word(std::string_view name) const { return list(name).empty() ? "" : list(name)[0]; }
  const std::vector<Record> &records(std::string_view name) const {
    static const std::vector<Record> none;
    const auto found = requirement_.records.find(name);
    return found == requirement_.records.end() ? none : found->second;
  }

  // Whether anything is left for the rule to look at.
  Result<bool> fill(Rule &rule) {
    for (const std::string &channel : list("channels"))
      if (const std::optional<Medium> medium = find_medium(channel)) rule.media |= bit(*medium);
      else if (channel == "social_media") rule.media |= bit(Medium::post);
      else return wrong("channels");
    for (const std::string &name : list("parties"))
      if (const std::optional<Party> party = find_party(name)) rule.parties |= bit(*party);
      else return wrong("parties");
    for (const std::string &exception : list("exception")) {
      constexpr std::string_view past_due = "days_past_due>";
      if (!exception.starts_with(past_due)) rule.exceptions.push_back(exception);
      else if (const std::optional<u32> days = number(std::string_view(exception).substr(past_due.size()))) rule.days_past_due_more_than = static_cast<i32>(*days);
      else return wrong("exception");
    }
    if (const std::string with = word("allowed_with"); !with.empty()) rule.allowed_with = with.starts_with("prior consent") ? "prior_consent" : with;
    if (const std::string only = word("only"); only == "demand") rule.only = Rule::Only::demand;
    else if (only == "locate") rule.only = Rule::Only::locate;
    else if (only == "negotiation") rule.only = Rule::Only::negotiation;
    switch (rule.kind) {
    case RuleKind::hours: return fill_hours(rule);
    case RuleKind::frequency: return fill_caps(rule);
    case RuleKind::third_party:
    case RuleKind::contact_purpose: return fill_rights(rule);
    case RuleKind::contact_consent:
    case RuleKind::cease:
    case RuleKind::occasion:
    case RuleKind::provenance: return true;
    case RuleKind::channel: {
      rule.forbidden_places = list("forbidden_places");
      constexpr std::string_view lists[] = {"", "authorised", "refused", "registered"};
      const std::string asked = word("channel_list");
      const auto found = std::ranges::find(lists, std::string_view(asked));
      if (found == std::end(lists)) return wrong("channel_list");
      rule.list = static_cast<Rule::List>(found - std::begin(lists));
      return true;
    }
    case RuleKind::complaint: {
      const std::optional<u32> days = number(list("working_days").empty() ? "7" : word("working_days"));
      if (!days || *days > most_working_days) return wrong("working_days");
      rule.working_days = *days;
      return true;
    }
    case RuleKind::record: {
      const std::optional<u32> years = number(list("record_years").empty() ? "0" : word("record_years"));
      if (!years || *years > most_record_years) return wrong("record_years");
      rule.record_years = *years;
      rule.needs_recording = word("recording") == "true";
      return true;
    }
    case RuleKind::visit: {
      rule.is_forbidden = word("forbidden") == "true";
      rule.forbidden_places = list("forbidden_places");
      for (const auto &[name, into] : {std::pair("max_visits_per_day", &rule.max_visits_per_day), std::pair("min_visitors", &rule.min_visitors)})
        if (!list(name).empty() && !(*into = number(word(name)))) return wrong(name);
      return true;
    }
    case RuleKind::content: {
      rule.approved_templates = list("approved_templates");
      return !rule.approved_templates.empty(); // what texts ask for is found where texts are read
    }
    case RuleKind::handover: {
      const std::optional<u32> days = number(list("min_interval_days").empty() ? "7" : word("min_interval_days"));
      if (!days) return wrong("min_interval_days");
      rule.min_interval_days = static_cast<i32>(*days);
      return true;
    }
    }
    return false;
  }

  Result<bool> fill_hours(Rule &rule) {
    if (records("hours").empty()) return false; // the words name none
    for (const Record &record : records("hours")) {
      const auto cell = [&](std::string_view name) { return record.contains(name) ? std::string_view(record.find(name)->second) : std::string_view(); };
      const auto days = weekdays(cell("days"));
      const auto from = clock(cell("from")), to = clock(cell("to"));
      if (!days || !from || !to || *to <= *from) return wrong("hours");
      for (i32 day = (*days)[0]; day <= (*days)[1]; ++day) rule.hours.windows[static_cast<size_t>(day)].push_back({*from, *to});
    }
    if (const std::string holidays = word("holidays"); holidays == "closed") rule.hours.holidays = Hours::Holidays::closed;
    for (const Record &record : records("holidays")) {
      rule.hours.holidays = Hours::Holidays::own;
      const auto from = record.find("from"), to = record.find("to");
      const auto opens = from == record.end() ? std::nullopt : clock(from->second), closes = to == record.end() ? std::nullopt : clock(to->second);
      if (!opens || !closes) return wrong("holidays");
      rule.hours.on_holidays.push_back({*opens, *closes});
    }
    const std::string zone = word("tz");
    if (zone.empty() || zone == "debtor") return true;
    rule.hours.zone = Zone::find(zone);
    if (!rule.hours.zone) return wrong("tz");
    return true;
  }

  Result<bool> fill_caps(Rule &rule) {
    constexpr std::string_view units[] = {"attempt", "call_attempt", "unanswered_attempt", "connected_call", "conversation", "contact", "channel"};
    constexpr std::string_view windows[] = {"calendar_day", "calendar_week", "calendar_month", "7_days", "7_days_after_conversation"};
    constexpr std::string_view pers[] = {"debtor", "debt_and_person", "claim", "account", "number"};
    for (const Record &record : records("caps")) {
      const auto cell = [&](std::string_view name) { return record.contains(name) ? std::string_view(record.find(name)->second) : std::string_view(); };
      const auto max = number(cell("max"));
      const auto unit = std::ranges::find(units, cell("unit")), window = std::ranges::find(windows, cell("window")), per = std::ranges::find(pers, cell("per"));
      if (!max || unit == std::end(units) || window == std::end(windows) || per == std::end(pers)) return wrong("caps");
      rule.caps.push_back({*max, static_cast<Unit>(unit - std::begin(units)), static_cast<Window>(window - std::begin(windows)), static_cast<Per>(per - std::begin(pers)),
                           cell("after") == "conversation"});
    }
    const std::string excluded = word("excluded");
    rule.is_reply_excluded = excluded.contains("answers to the debtor");
    rule.is_prior_consent_excluded = excluded.contains("prior consent");
    return !rule.caps.empty();
  }

  Result<bool> fill_rights(Rule &rule) {
    rule.allowed_parties = bit(Party::guarantor) | bit(Party::co_maker) | bit(Party::co_debtor);
    if (!list("allowed_parties").empty()) rule.allowed_parties = 0;
    for (const std::string &name : list("allowed_parties"))
      if (const std::optional<Party> party = find_party(name)) rule.allowed_parties |= bit(*party);
      else return wrong("allowed_parties");
    for (const std::string &name : list("allowed_purpose"))
      if (const std::optional<Purpose> purpose = find_purpose(name)) rule.allowed_purposes |= bit(*purpose);
      else return wrong("allowed_purpose");
    constexpr std::string_view whens[] = {"", "overdue", "debtor_lost", "debtor_lost_or_incapacitated", "debtor_unreachable"};
    const std::string when_word = word("allowed_when");
    const auto when = std::ranges::find(whens, std::string_view(when_word));
    if (when == std::end(whens)) return wrong("allowed_when");
    rule.allowed_when = static_cast<Rule::When>(when - std::begin(whens));
    if (const auto &most = list("max_contacts_per_third_person"); !most.empty() && !(rule.max_contacts_per_person = number(most[0]))) return wrong("max_contacts_per_third_person");
    rule.stops_on_refusal = word("stop_on_refusal") == "true";
    // Without a state or purpose that the words name, no contact is outside of it.
    return rule.kind != RuleKind::contact_purpose || rule.allowed_purposes != 0 || rule.allowed_when != Rule::When::any;
  }

  const Norm &norm_;
  const Requirement &requirement_;
};

} // namespace

DaySpan days_in_force(const Norm &norm, const Requirement &requirement) {
  constexpr i32 ever = 1'000'000;
  DaySpan days{day_of(requirement.effective.value_or(norm.effective_iso.value_or(""))).value_or(-ever), norm.until_iso ? day_of(*norm.until_iso).value_or(ever) : ever};
  for (const NormLink &next : norm.superseded_by)
    if (next.how == "replaces") days.to = std::min(days.to, day_of(next.from).value_or(days.to));
  return days;
}

Result<Rules> rules_of(const Norm &norm, const Requirement &requirement) { return Reader(norm, requirement).read(); }

} // namespace kinsafe
