// Folds rules over contacts: see limits.h. Each rule answers with no, maybe or yes; where a person may be in several zones,
// yes needs a yes in all of them.
#include "limits/limits.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <tuple>
#include <utility>

namespace kinsafe {
namespace {

constexpr u16 bit(auto word) { return static_cast<u16>(1 << static_cast<u8>(word)); }

Tri both(Tri a, Tri b) { return std::min(a, b); }
Tri either(Tri a, Tri b) { return std::max(a, b); }
Tri tri(bool is) { return is ? Tri::yes : Tri::no; }

struct DayRange {
  i32 first = 0, last = 0;
};

Tri within(const std::vector<DaySpan> &spans, DayRange days) {
  Tri found = Tri::no;
  for (const DaySpan &span : spans) {
    if (span.from <= days.first && days.last <= span.to) return Tri::yes;
    if (span.from <= days.last && days.first <= span.to) found = Tri::maybe;
  }
  return found;
}
Tri within(const Recorded &known, DayRange days) { return either(within(known.spans, days), both(within(known.possible, days), Tri::maybe)); }
Tri holds(const Recorded &known, DayRange days) { return known.is_recorded ? within(known, days) : Tri::maybe; }

bool is_message(Medium medium) { return medium != Medium::call && medium != Medium::visit && medium != Medium::unknown; }

// Somebody was talked to whose debt, or number, it is.
Tri is_conversation(const Contact &contact, Party party) {
  if (contact.medium != Medium::call && contact.medium != Medium::visit) return Tri::no;
  switch (contact.outcome) {
  case Outcome::answered_right: return Tri::yes;
  case Outcome::answered: return party == Party::debtor ? Tri::yes : Tri::maybe;
  case Outcome::unknown: return Tri::maybe;
  case Outcome::failed:
  case Outcome::busy:
  case Outcome::rang:
  case Outcome::voicemail:
  case Outcome::answered_other:
  case Outcome::delivered:
  case Outcome::sent: return Tri::no;
  }
  return Tri::maybe;
}

Tri counts_as(Unit unit, const Contact &contact, Party party) {
  const Outcome outcome = contact.outcome;
  const bool is_call = contact.medium == Medium::call;
  const bool is_answered = outcome == Outcome::answered || outcome == Outcome::answered_right || outcome == Outcome::answered_other;
  const bool is_open = outcome == Outcome::unknown;
  if (contact.medium == Medium::unknown && unit != Unit::attempt) return Tri::maybe;
  switch (unit) {
  case Unit::attempt:
  case Unit::channel: return tri(outcome != Outcome::failed);
  case Unit::call_attempt: // to the dialled number: a call that finds it busy, or never gets there, does not connect to it
    if (!is_call || outcome == Outcome::failed || outcome == Outcome::busy) return Tri::no;
    return is_open ? Tri::maybe : Tri::yes;
  case Unit::unanswered_attempt:
    if (!is_call) return Tri::no;
    return is_open ? Tri::maybe : tri(outcome == Outcome::rang || outcome == Outcome::busy);
  case Unit::connected_call:
    if (!is_call) return Tri::no;
    return is_open ? Tri::maybe : tri(is_answered);
  case Unit::conversation: return is_conversation(contact, party);
  case Unit::contact:
    if (is_message(contact.medium)) return outcome == Outcome::delivered ? Tri::yes : outcome == Outcome::failed ? Tri::no : Tri::maybe;
    return is_open || outcome == Outcome::voicemail ? Tri::maybe : tri(is_answered);
  }
  return Tri::maybe;
}

bool is_inside(std::span<const std::array<i32, 2>> windows, i32 second) {
  return std::ranges::any_of(windows, [&](const std::array<i32, 2> &window) { return window[0] <= second && second < window[1]; });
}

constexpr std::string_view whys[] = {"none", "zone",  "holidays", "outcome", "direction", "party",       "debt",   "number", "purpose",  "due",
                                     "pause", "state", "words",    "people",  "place",     "consent",     "not_reached", "window", "requests", "hour", "reading", "force", "channels", "file",
                                     "answer", "caller", "recording", "age"};

} // namespace

std::string_view name_of(Why why) { return whys[static_cast<size_t>(why)]; }

// What all rules ask of a contact, found once.
struct State::Moment {
  const Person &person;
  std::span<const Zone *const> zones, debtor_zones;
  std::span<const Local> person_local, debtor_local; // by zone
  DayRange days;                                     // that it may be for the debtor

  Moment(const RuleFold &fold, const Contact &contact, std::vector<Local> &persons, std::vector<Local> &debtors)
      : person(fold.file.persons[contact.person]), zones(zones_of(person)), debtor_zones(zones_of(fold.file.persons[0])) {
    debtors.clear(), persons.clear();
    for (const Zone *zone : debtor_zones) debtors.push_back(zone->at(contact.time));
    for (const Zone *zone : zones) persons.push_back(zone->at(contact.time));
    debtor_local = debtors, person_local = persons;
    days = {debtors[0].day, debtors[0].day};
    for (const Local &local : debtors) days.first = std::min(days.first, local.day), days.last = std::max(days.last, local.day);
  }

  static std::span<const Zone *const> zones_of(const Person &person) { return person.zones.empty() ? Zone::anywhere() : std::span<const Zone *const>(person.zones); }
};

namespace {

// Over the debts that the contact may be about: what is so for all of them is so.
template <class Question>
Tri of_debts(const CaseFile &file, const Contact &contact, const Question &question) {
  if (contact.debt != nobody) return question(file.debts[contact.debt]);
  if (file.debts.empty()) return Tri::maybe;
  Tri least = Tri::yes, most = Tri::no;
  for (const Debt &debt : file.debts) {
    const Tri answer = question(debt);
    least = both(least, answer), most = either(most, answer);
  }
  return least == most ? least : Tri::maybe;
}

// The days past the due date of the first instalment that is not paid, least and most; nothing: none is due.
struct PastDue {
  std::optional<i32> least, most;
};
PastDue past_due(const Debt &debt, DayRange days) {
  // Whether a payment of the same day came before the contact is not known.
  const auto paid_before = static_cast<size_t>(std::ranges::lower_bound(debt.paid, days.first) - debt.paid.begin());
  const auto paid_at_most = static_cast<size_t>(std::ranges::upper_bound(debt.paid, days.last) - debt.paid.begin());
  const bool may_be_settled = !debt.payments.empty() && debt.payments.front() <= days.last; // one payment may settle all that was due
  PastDue found;
  if (paid_at_most < debt.dues.size() && !may_be_settled) found.least = days.first - debt.dues[paid_at_most];
  if (paid_before < debt.dues.size()) found.most = days.last - debt.dues[paid_before];
  return found;
}

// Past its due date, not paid, and no pause runs. Its due date itself is not past.
Tri is_overdue(const Debt &debt, const Contact &contact, DayRange days) {
  Tri overdue = Tri::maybe;
  if (contact.days_past_due) {
    overdue = tri(*contact.days_past_due > 0);
  } else if (debt.has_due) {
    const PastDue past = past_due(debt, days);
    overdue = past.least.value_or(0) > 0 ? Tri::yes : past.most.value_or(0) > 0 ? Tri::maybe : Tri::no;
  }
  if (debt.closed && days.first > *debt.closed) return Tri::no;
  if (debt.closed && days.last >= *debt.closed) overdue = both(overdue, Tri::maybe);
  switch (within(debt.pauses, days)) {
  case Tri::yes: return Tri::no;
  case Tri::maybe: return both(overdue, Tri::maybe);
  case Tri::no: return overdue;
  }
  return Tri::maybe;
}

Tri is_when(Rule::When when, const CaseFile &file, const Contact &contact, DayRange days) {
  return of_debts(file, contact, [&](const Debt &debt) {
    switch (when) {
    case Rule::When::any: return Tri::yes;
    case Rule::When::overdue: return is_overdue(debt, contact, days);
    case Rule::When::debtor_lost: return holds(debt.lost, days);
    case Rule::When::debtor_lost_or_incapacitated: return either(holds(debt.lost, days), holds(debt.incapacitated, days));
    case Rule::When::debtor_unreachable: return either(holds(debt.unreachable, days), debt.lost.is_recorded ? holds(debt.lost, days) : Tri::no);
    }
    return Tri::maybe;
  });
}

bool has_consent(const CaseFile &file, std::string_view kind, u32 person, i64 time) {
  return std::ranges::any_of(file.consents, [&](const Consent &consent) {
    return consent.kind == kind && (consent.person == nobody || consent.person == 0 || consent.person == person) && consent.from <= time && time < consent.to; // the debtor's holds for all
  });
}

} // namespace

namespace {

// Records that hold no calls say nothing of caps on calls, nor those without visits of visits.
bool is_of_its_media(const Rule &rule, Medium medium) {
  if (rule.kind == RuleKind::visit) return medium == Medium::visit;
  if (rule.kind == RuleKind::record) return medium == Medium::call;
  if (rule.kind == RuleKind::content) return is_message(medium);
  if (rule.kind == RuleKind::channel && rule.list == Rule::List::registered) return medium == Medium::call || medium == Medium::sms || medium == Medium::im || medium == Medium::post;
  const auto is_of_calls = [](const Cap &cap) { return cap.unit == Unit::call_attempt || cap.unit == Unit::unanswered_attempt || cap.unit == Unit::connected_call || cap.unit == Unit::conversation; };
  return rule.kind != RuleKind::frequency || medium == Medium::call || !std::ranges::all_of(rule.caps, is_of_calls);
}

} // namespace

bool State::is_doubtful(const Rule &rule, const Contact &contact, const Moment &moment) {
  return contact.is_shared || contact.direction == Direction::unknown || (rule.media && contact.medium == Medium::unknown) || (rule.parties && moment.person.party == Party::unknown);
}

State::State(const RuleFold &fold) : open_(fold.rules.size(), Why::none), has_looked_(fold.rules.size()), contacts_of_(fold.rules.size()) {
  for (u32 rule = 0; rule < fold.rules.size(); ++rule) {
    first_cap_.push_back(static_cast<u32>(caps_.size()));
    const size_t zones = Moment::zones_of(fold.file.persons[0]).size();
    for (size_t i = 0; i < fold.rules[rule].caps.size(); ++i) caps_.push_back({std::vector<std::vector<Counter>>(zones), std::vector<bool>(zones), false});
    if (fold.rules[rule].kind == RuleKind::visit && fold.rules[rule].max_visits_per_day) caps_.push_back({std::vector<std::vector<Counter>>(zones), std::vector<bool>(zones), false});
    const RuleKind kind = fold.rules[rule].kind;
    if (kind == RuleKind::cease && !fold.file.has_requests) open(rule, Why::requests);
    if (kind == RuleKind::frequency && fold.file.covered.empty()) open(rule, Why::window);
    const auto is_without = [&](auto member) { return fold.file.debts.empty() || std::ranges::any_of(fold.file.debts, [&](const Debt &debt) { return !(debt.*member).is_recorded; }); };
    if (kind == RuleKind::occasion && is_without(&Debt::occasions) && is_without(&Debt::pauses)) open(rule, Why::state);
    if (kind == RuleKind::channel && fold.rules[rule].forbidden_places.empty()) {
      const Rule::List list = fold.rules[rule].list;
      if (list == Rule::List::none || (list == Rule::List::registered && !fold.file.lines)) open(rule, Why::channels);
      if (list == Rule::List::refused && !fold.file.has_requests) open(rule, Why::requests);
    }
    if (kind == RuleKind::provenance && (!fold.file.agency_file || !fold.file.is_agency_file_whole)) open(rule, Why::file);
    if (kind == RuleKind::complaint) {
      const auto is_known = [&](Complaint::Kind asked) { return (fold.file.complaint_kinds & bit(asked)) != 0; };
      if (!is_known(Complaint::Kind::negotiation) || (fold.rules[rule].only != Rule::Only::negotiation && !is_known(Complaint::Kind::complaint))) open(rule, Why::answer);
    }
    if (kind == RuleKind::record) open(rule, Why::age); // what is kept shows nothing of what was not
    if (kind == RuleKind::handover && std::ranges::all_of(fold.file.debts, [](const Debt &debt) { return debt.handovers.empty(); })) open(rule, Why::state);
  }
}

void State::step(const RuleFold &fold, const Contact &contact, std::vector<Reason> &reasons) {
  const Moment moment(fold, contact, person_local_, debtor_local_);
  for (u32 i = 0; i < fold.rules.size(); ++i) {
    const Rule &rule = fold.rules[i];
    if (rule.kind == RuleKind::complaint || moment.days.last < rule.from || moment.days.first >= rule.until) continue;
    if (rule.media && contact.medium != Medium::unknown && !(rule.media & bit(contact.medium))) continue;
    if (is_of_its_media(rule, contact.medium)) has_looked_[i] = true;
    if (rule.parties && moment.person.party != Party::unknown && !(rule.parties & bit(moment.person.party))) continue;
    const size_t before = reasons.size();
    switch (rule.kind) {
    case RuleKind::hours: step_hours(fold, i, contact, moment, reasons); break;
    case RuleKind::frequency: step_caps(fold, i, contact, moment, reasons); break;
    case RuleKind::third_party: step_third_party(fold, i, contact, moment, reasons); break;
    case RuleKind::contact_purpose: step_contact_purpose(fold, i, contact, moment, reasons); break;
    case RuleKind::contact_consent: step_contact_consent(fold, i, contact, moment, reasons); break;
    case RuleKind::cease: step_cease(fold, i, contact, moment, reasons); break;
    case RuleKind::channel: step_channel(fold, i, contact, moment, reasons); break;
    case RuleKind::visit: step_visit(fold, i, contact, moment, reasons); break;
    case RuleKind::occasion: step_occasion(fold, i, contact, moment, reasons); break;
    case RuleKind::provenance: step_provenance(fold, i, contact, moment, reasons); break;
    case RuleKind::record: step_record(fold, i, contact, moment, reasons); break;
    case RuleKind::content: step_content(fold, i, contact, moment, reasons); break;
    case RuleKind::handover:
    case RuleKind::complaint: break;
    }
    // Whoever was named later was no named contact yet.
    const bool is_of_named = contact.is_before_named && (rule.kind == RuleKind::contact_purpose || rule.kind == RuleKind::contact_consent);
    if (contact.is_before_named && (is_of_named || rule.kind == RuleKind::third_party)) open(i, Why::party);
    // What the words name only some media and persons for, and what is only outgoing, is no more than possible where that is not known.
    size_t kept = before;
    for (size_t at = before; at < reasons.size(); ++at) {
      Reason reason = reasons[at];
      reason.rule = i;
      const auto lower = [&](Why why) {
        if (reason.proven == Tri::yes) reason.proven = Tri::maybe, reason.why = why;
      };
      if (contact.is_shared || is_of_named) lower(Why::party);
      if (contact.direction == Direction::unknown) lower(Why::direction);
      if (rule.media && contact.medium == Medium::unknown) lower(Why::outcome);
      if (rule.parties && moment.person.party == Party::unknown) lower(Why::party);
      Why why = Why::none;
      std::string_view missing;
      switch (is_excused(fold, rule, contact, moment, why, missing)) {
      case Tri::yes: reason.proven = Tri::no; break;
      case Tri::maybe: lower(why); break;
      case Tri::no: break;
      }
      reason.missing = missing;
      if (reason.proven == Tri::no) continue;
      if (reason.proven == Tri::maybe) open(i, reason.why);
      reasons[kept++] = reason;
    }
    reasons.resize(kept);
  }
}

Tri State::is_excused(const RuleFold &fold, const Rule &rule, const Contact &contact, const Moment &moment, Why &why, std::string_view &missing) const {
  for (const std::string &kind : rule.exceptions) {
    if (has_consent(fold.file, kind, contact.person, contact.time)) return Tri::yes;
    missing = kind;
  }
  if (!rule.days_past_due_more_than) return Tri::no;
  const i32 more_than = *rule.days_past_due_more_than;
  why = Why::due;
  return of_debts(fold.file, contact, [&](const Debt &debt) {
    std::optional<i32> least = contact.days_past_due, most = contact.days_past_due;
    if (!contact.days_past_due) {
      if (!debt.has_due) return Tri::maybe;
      const PastDue past = past_due(debt, moment.days);
      least = past.least, most = past.most;
    }
    if (most.value_or(0) <= more_than) return Tri::no;
    if (least.value_or(0) <= more_than) return Tri::maybe;
    const i32 due = moment.days.first - *least;
    i32 paused = 0;
    for (const auto *spans : {&debt.pauses.spans, &debt.pauses.possible})
      for (const DaySpan &pause : *spans) paused += std::max(0, std::min(pause.to, moment.days.last) - std::max(pause.from, due + 1) + 1);
    if (*least - paused > more_than) return Tri::yes;
    why = Why::pause;
    return Tri::maybe;
  });
}

void State::step_hours(const RuleFold &fold, u32 index, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons) {
  if (contact.direction == Direction::in || contact.in_reply == Tri::yes || contact.outcome == Outcome::failed) return;
  if (contact.is_day_only) return reasons.push_back({.proven = Tri::maybe, .why = Why::hour});
  const Rule &rule = fold.rules[index];
  const Hours &hours = rule.hours;
  const Calendar *const calendar = fold.file.calendar;
  bool is_holiday_open = false;
  Tri least = Tri::yes, most = Tri::no;
  const auto look = [&](Local local) {
    const bool is_out = !is_inside(hours.windows[static_cast<size_t>(weekday_of(local.day))], local.second);
    Tri answer = tri(is_out);
    if (hours.holidays != Hours::Holidays::as_day) {
      const bool is_out_then = !is_inside(hours.on_holidays, local.second);
      if (calendar && calendar->covers(local.day)) answer = calendar->is_holiday(local.day) ? tri(is_out_then) : answer;
      else if (is_out_then != is_out) answer = Tri::maybe, is_holiday_open = true;
    }
    least = both(least, answer), most = either(most, answer);
  };
  if (hours.zone) look(hours.zone->at(contact.time));
  else for (const Local local : moment.person_local) look(local);
  if (most == Tri::no) return;
  const Tri proven = contact.in_reply == Tri::maybe ? Tri::maybe : least == Tri::yes ? Tri::yes : Tri::maybe;
  reasons.push_back({.proven = proven, .why = proven == Tri::yes ? Why::none : is_holiday_open ? Why::holidays : Why::zone});
}

void State::step_caps(const RuleFold &fold, u32 index, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons) {
  const Rule &rule = fold.rules[index];
  const CaseFile &file = fold.file;
  const Party party = moment.person.party;
  for (size_t c = 0; c < rule.caps.size(); ++c) {
    const Cap &cap = rule.caps[c];
    const bool is_of_any_person = cap.per == Per::debt_and_person;
    const bool is_of_debtors = cap.per == Per::claim || cap.per == Per::account;
    const bool is_one = party == Party::debtor || (is_of_debtors && (party == Party::co_debtor || party == Party::co_maker));
    if (!is_of_any_person && !is_one && party != Party::unknown) continue;
    const Tri is_meant = is_of_any_person || is_one ? Tri::yes : Tri::maybe;
    // A contact of which it is not known what debt it is about may be about each of them.
    const bool is_by_debt = cap.per == Per::debt_and_person || cap.per == Per::claim || cap.per == Per::account;
    const bool is_debt_open = is_by_debt && contact.debt == nobody && (file.debts.size() > 1 || !file.are_debts_known);
    Tri counts = contact.direction == Direction::in ? Tri::no : both(is_meant, counts_as(cap.unit, contact, party));
    if (rule.is_reply_excluded && contact.in_reply != Tri::no) counts = both(counts, contact.in_reply == Tri::yes ? Tri::no : Tri::maybe);
    if (rule.is_prior_consent_excluded && has_consent(file, "prior_consent", contact.person, contact.time)) counts = Tri::no;
    Tri talked = both(is_meant, is_conversation(contact, party));
    const bool is_number_open = cap.per == Per::number && contact.number == nobody;
    if (is_doubtful(rule, contact, moment)) counts = both(counts, Tri::maybe), talked = both(talked, Tri::maybe);
    if (is_debt_open || is_number_open) counts = both(counts, Tri::maybe), talked = both(talked, Tri::maybe);
    const Why why = is_meant != Tri::yes || contact.is_shared ? Why::party : contact.direction == Direction::unknown ? Why::direction : is_debt_open ? Why::debt : is_number_open ? Why::number : Why::outcome;
    const size_t before = reasons.size();
    const auto count = [&](u64 key) { step_cap(fold, index, c, key, contact, counts, talked, why, moment, reasons); };
    if (is_number_open) {
      std::vector<u64> numbers{nobody};
      for (const Counter &counter : caps_[first_cap_[index] + c].by_zone[0])
        if (counter.key != nobody) numbers.push_back(counter.key);
      for (const u64 number : numbers) count(number);
    } else if (!is_by_debt) {
      count(cap.per == Per::number ? contact.number : 0);
    } else {
      const u32 person = is_of_any_person ? contact.person : 0;
      if (is_debt_open && !file.debts.empty()) for (u32 debt = 0; debt < file.debts.size(); ++debt) count(u64{debt} << 32 | person);
      else count(u64{contact.debt == nobody ? 0 : contact.debt} << 32 | person);
    }
    if (reasons.size() > before + 1) reasons.resize(before + 1); // of several debts one is enough
  }
}

void State::step_cap(const RuleFold &fold, u32 index, size_t c, u64 key, const Contact &contact, Tri counts, Tri talked, Why why_open, const Moment &moment, std::vector<Reason> &reasons) {
  const Cap &cap = fold.rules[index].caps[c];
  const CaseFile &file = fold.file;
  OfCap &of_cap = caps_[first_cap_[index] + c];
  bool is_sure_in_all = true, is_possible_in_any = false, is_sure_in_any = false;
  Reason reason{.limit = cap.max};
  for (size_t z = 0; z < moment.debtor_local.size(); ++z) {
    const i32 day = moment.debtor_local[z].day;
    auto &counters = of_cap.by_zone[z];
    auto found = std::ranges::find(counters, key, &Counter::key);
    if (found == counters.end()) counters.push_back({.key = key}), found = std::prev(counters.end());
    Counter &counter = *found;
    i32 first = day, last = day;
    switch (cap.window) {
    case Window::calendar_day: break;
    case Window::calendar_week: first = day - weekday_of(day), last = first + 6; break;
    case Window::calendar_month: first = first_of_month(day), last = first_of_next_month(day) - 1; break;
    case Window::seven_days:
    case Window::seven_days_after_conversation: first = day - 6; break;
    }
    const bool is_calendar = cap.window != Window::seven_days && cap.window != Window::seven_days_after_conversation;
    if (is_calendar && counter.period != first) {
      counter.period = first;
      counter.days.clear();
      counter.has_conversation = Tri::no;
    }
    std::erase_if(counter.days, [&](const Tally &tally) { return tally.day < first; });
    Tri now = counts;
    if (cap.is_after_conversation) {
      counter.has_conversation = either(counter.has_conversation, talked);
      now = both(now, counter.has_conversation);
    }
    if (cap.window == Window::seven_days_after_conversation) now = both(now, counter.conversation >= first ? counter.has_conversation : Tri::no);
    bool is_sure = false, is_possible = false;
    if (now != Tri::no) {
      // Of channels the first contact by each counts, as many as the window saw.
      u16 certain_media = 0, possible_media = 0;
      for (const Tally &tally : counter.days) certain_media |= tally.certain_media, possible_media |= tally.possible_media;
      const u16 medium = bit(contact.medium);
      if (counter.days.empty() || (!is_calendar && counter.days.back().day != day)) counter.days.push_back({.day = day});
      Tally &today = counter.days.back();
      today.possible_media |= medium;
      if (now == Tri::yes) today.certain_media |= medium;
      today.certain += now == Tri::yes, today.possible += 1;
      u32 certain = 0, possible = 0;
      if (cap.unit == Unit::channel) {
        certain = static_cast<u32>(std::popcount(static_cast<u16>(certain_media | (now == Tri::yes ? medium : 0))));
        possible = static_cast<u32>(std::popcount(static_cast<u16>(possible_media | medium)));
        if (certain_media & medium || (possible_media & medium && now == Tri::maybe)) now = Tri::no;
      } else {
        for (const Tally &tally : counter.days) certain += tally.certain, possible += tally.possible;
      }
      is_sure = now == Tri::yes && certain > cap.max;
      is_possible = now != Tri::no && possible > cap.max;
      if (z == 0 || is_sure) reason.count = certain, reason.window = {counter.days.front().day, day};
      if (reason.count <= cap.max && is_possible) reason.count = possible;
      const i32 starts = cap.window == Window::seven_days_after_conversation ? counter.conversation : first;
      if (within(file.covered, {starts, last}) != Tri::yes) open(index, Why::window);
    }
    if (cap.window == Window::seven_days_after_conversation && talked != Tri::no) {
      // A conversation that is not certain does not undo one that is.
      if (talked == Tri::yes || counter.has_conversation != Tri::yes || counter.conversation < first) {
        counter.conversation = day;
        counter.has_conversation = talked;
        counter.days.clear();
      }
    }
    if (is_sure) of_cap.breached_in[z] = true;
    is_sure_in_all &= is_sure;
    is_sure_in_any |= is_sure;
    is_possible_in_any |= is_possible;
  }
  if (!is_sure_in_any && !is_possible_in_any) return;
  // Wherever the debtor is, one of the contacts so far was too many.
  if (!is_sure_in_all && is_sure_in_any && !of_cap.is_told && std::ranges::all_of(of_cap.breached_in, [](bool is) { return is; })) is_sure_in_all = true;
  of_cap.is_told |= is_sure_in_all;
  reason.proven = is_sure_in_all ? Tri::yes : Tri::maybe;
  reason.why = is_sure_in_all ? Why::none : is_sure_in_any ? Why::zone : why_open;
  reasons.push_back(reason);
}

void State::step_third_party(const RuleFold &fold, u32 index, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons) {
  const Rule &rule = fold.rules[index];
  const Party party = moment.person.party;
  if (contact.direction == Direction::in || contact.outcome == Outcome::failed || contact.purpose == Purpose::other) return;
  if (party == Party::debtor || rule.allowed_parties & bit(party)) return;
  if (rule.only == Rule::Only::locate && contact.purpose != Purpose::locate) return;
  if (rule.only == Rule::Only::demand && contact.asks_payment == Tri::no) return;
  const bool is_reached = contact.outcome != Outcome::busy && contact.outcome != Outcome::rang;
  u32 before = 0;
  if (is_reached && contact.direction == Direction::out) {
    std::vector<u32> &contacts = contacts_of_[index];
    if (contacts.size() <= contact.person) contacts.resize(contact.person + 1);
    before = contacts[contact.person]++;
  } else if (contact.person < contacts_of_[index].size()) {
    before = contacts_of_[index][contact.person];
  }
  if (!rule.allowed_with.empty() && has_consent(fold.file, rule.allowed_with, contact.person, contact.time)) return;
  // Everything that the words ask for must hold; what fails closes the way, whatever the others are.
  Tri allowed = Tri::yes;
  Why why = Why::none;
  const auto ask = [&](Tri answer, Why if_open) {
    if (answer == Tri::maybe && allowed == Tri::yes) why = if_open;
    allowed = both(allowed, answer);
  };
  if (rule.allowed_purposes) ask(contact.purpose == Purpose::unknown ? Tri::maybe : tri((rule.allowed_purposes & bit(contact.purpose)) != 0), Why::purpose);
  if (rule.allowed_when != Rule::When::any) ask(is_when(rule.allowed_when, fold.file, contact, moment.days), Why::state);
  if (rule.max_contacts_per_person && before >= *rule.max_contacts_per_person) ask(has_consent(fold.file, "good_reason", contact.person, contact.time) ? Tri::yes : moment.person.is_anonymous ? Tri::maybe : Tri::no, Why::party);
  if (rule.stops_on_refusal) {
    const bool refused = std::ranges::any_of(fold.file.requests, [&](const StopRequest &request) { return request.is_refusal && request.person == contact.person && request.at <= contact.time; });
    ask(refused ? Tri::no : fold.file.has_requests ? Tri::yes : Tri::maybe, Why::requests);
  }
  if (!rule.allowed_purposes && rule.allowed_when == Rule::When::any && rule.only != Rule::Only::locate) allowed = Tri::no;
  if (allowed == Tri::yes) return;
  Reason reason{.proven = allowed == Tri::no ? Tri::yes : Tri::maybe, .why = why, .count = before + 1, .limit = rule.max_contacts_per_person.value_or(0)};
  const auto lower = [&](Why because) {
    if (reason.proven == Tri::yes) reason.why = because;
    reason.proven = both(reason.proven, Tri::maybe);
  };
  if (party == Party::unknown) lower(Why::party);
  if (rule.only == Rule::Only::demand && contact.asks_payment != Tri::yes) lower(Why::words);
  if (!is_reached) lower(Why::not_reached);
  if (reason.proven == Tri::yes) reason.why = Why::none;
  reasons.push_back(reason);
}

void State::step_contact_purpose(const RuleFold &fold, u32 index, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons) {
  const Rule &rule = fold.rules[index];
  if (contact.direction == Direction::in || contact.outcome == Outcome::failed) return;
  if (moment.person.party == Party::unknown) open(index, Why::party);
  if (moment.person.party != Party::named_contact) return;
  Tri allowed = Tri::yes;
  Why why = Why::none;
  if (rule.allowed_when != Rule::When::any) {
    allowed = is_when(rule.allowed_when, fold.file, contact, moment.days);
    if (allowed == Tri::maybe) why = Why::state;
  }
  if (rule.allowed_purposes) {
    const Tri purpose = contact.purpose == Purpose::unknown ? Tri::maybe : tri((rule.allowed_purposes & bit(contact.purpose)) != 0);
    if (purpose == Tri::maybe && allowed == Tri::yes) why = Why::purpose;
    allowed = both(allowed, purpose);
  }
  if (allowed != Tri::yes) reasons.push_back({.proven = allowed == Tri::no ? Tri::yes : Tri::maybe, .why = allowed == Tri::no ? Why::none : why});
}

void State::step_contact_consent(const RuleFold &, u32 index, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons) {
  if (contact.direction == Direction::in || contact.outcome == Outcome::failed) return;
  const Person &person = moment.person;
  if (person.party == Party::unknown) open(index, Why::party);
  if (person.party != Party::named_contact) return;
  // Of a day without an hour any instant may be meant.
  const i64 contact_ends = contact.time + (contact.is_day_only ? seconds_of_day - 1 : 0), consent_ends = person.consent.value_or(forever) + (person.is_consent_day_only ? seconds_of_day - 1 : 0);
  if (person.consent && consent_ends <= contact.time) return;
  const bool is_known = person.has_consent && !(person.consent && *person.consent <= contact_ends);
  reasons.push_back({.proven = is_known ? Tri::yes : Tri::maybe, .why = is_known ? Why::none : Why::consent});
}

namespace {

// Whether a request not to be contacted so holds at the contact: the worst of those on record. `is_of_medium`: those alone that name a medium.
std::pair<Tri, Why> is_refused(const CaseFile &file, const Contact &contact, std::span<const Local> person_local, bool is_of_medium) {
  Tri worst = Tri::no;
  Why why = Why::none;
  for (const StopRequest &request : file.requests) {
    if (is_of_medium && !request.medium && request.is_scope_known) continue;
    const i64 contact_ends = contact.time + (contact.is_day_only ? seconds_of_day - 1 : 0), request_ends = request.at + (request.is_day_only ? seconds_of_day - 1 : 0);
    if (request.at >= contact_ends + (contact.is_day_only ? 1 : 0) || contact.time >= request.until || (request.person != contact.person && request.person != nobody)) continue;
    Tri broken = request.person == nobody ? Tri::maybe : Tri::yes;
    Why because = request.person == nobody ? Why::party : Why::none;
    if (request_ends >= contact.time) broken = Tri::maybe, because = Why::hour;
    if (!request.is_scope_known) broken = Tri::maybe, because = Why::requests;
    if (request.medium && *request.medium != contact.medium) {
      if (contact.medium != Medium::unknown) continue;
      broken = Tri::maybe, because = Why::outcome;
    }
    if (!request.hours.empty() && contact.is_day_only) {
      broken = Tri::maybe, because = Why::hour;
    } else if (!request.hours.empty()) {
      Tri least = Tri::yes, most = Tri::no;
      for (const Local local : person_local) {
        const Tri inside = tri(is_inside(request.hours, local.second));
        least = both(least, inside), most = either(most, inside);
      }
      if (most == Tri::no) continue;
      if (least == Tri::no) broken = Tri::maybe, because = Why::zone;
    }
    if (contact.in_reply == Tri::maybe) broken = Tri::maybe;
    if (broken > worst) worst = broken, why = because;
  }
  return {worst, why};
}

} // namespace

void State::step_cease(const RuleFold &fold, u32, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons) {
  if (contact.direction == Direction::in || contact.outcome == Outcome::failed || contact.in_reply == Tri::yes) return;
  const auto [worst, why] = is_refused(fold.file, contact, moment.person_local, false);
  if (worst != Tri::no) reasons.push_back({.proven = worst, .why = worst == Tri::yes ? Why::none : why});
}

namespace {

Tri is_forbidden_place(const Rule &rule, std::string_view place) {
  if (place.empty() || place == "unknown") return Tri::maybe;
  for (const std::string &forbidden : rule.forbidden_places) {
    constexpr std::string_view other_than = "other than ";
    if (forbidden.starts_with(other_than) ? place != std::string_view(forbidden).substr(other_than.size()) : place == forbidden) return Tri::yes;
  }
  return Tri::no;
}

} // namespace

void State::step_channel(const RuleFold &fold, u32 index, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons) {
  const Rule &rule = fold.rules[index];
  if (contact.direction == Direction::in || contact.outcome == Outcome::failed) return;
  if (!rule.forbidden_places.empty()) {
    const Tri forbidden = is_forbidden_place(rule, contact.place);
    if (forbidden == Tri::yes) reasons.push_back({.proven = Tri::yes});
    if (forbidden == Tri::maybe) open(index, Why::place);
  }
  switch (rule.list) {
  case Rule::List::none: break;
  case Rule::List::authorised: step_authorised(fold, index, contact, reasons); break;
  case Rule::List::refused: {
    if (contact.in_reply == Tri::yes) break;
    const auto [worst, why] = is_refused(fold.file, contact, moment.person_local, true);
    if (worst != Tri::no) reasons.push_back({.proven = worst, .why = worst == Tri::yes ? Why::none : why});
    break;
  }
  case Rule::List::registered: step_registered(fold, index, contact, reasons); break;
  }
}

// By what the person contacted agreed to before, as far as anything of it is on record.
void State::step_authorised(const RuleFold &fold, u32 index, const Contact &contact, std::vector<Reason> &reasons) {
  if (contact.in_reply == Tri::yes || contact.purpose == Purpose::other) return open(index, Why::purpose); // whether the words mean these is open
  Tri has_list = Tri::no, allowed = Tri::no;
  const i64 contact_ends = contact.time + (contact.is_day_only ? seconds_of_day - 1 : 0);
  for (const Authorisation &each : fold.file.authorised) {
    const i64 begins = each.from + (each.is_day_only ? seconds_of_day - 1 : 0);
    if (each.person != contact.person || each.from > contact_ends) continue;
    const Tri is_said = tri(begins <= contact.time);
    has_list = either(has_list, is_said == Tri::yes && !each.is_shared ? Tri::yes : Tri::maybe);
    if (contact.time >= each.to || (each.medium && contact.medium != Medium::unknown && *each.medium != contact.medium)) continue;
    const bool is_open = is_said == Tri::no || !each.is_scope_known || contact_ends >= each.to || (each.medium && contact.medium == Medium::unknown);
    allowed = either(allowed, is_open ? Tri::maybe : Tri::yes);
  }
  if (has_list == Tri::no) return open(index, Why::channels);
  if (allowed == Tri::yes) return;
  const bool is_known = has_list == Tri::yes && allowed == Tri::no && contact.medium != Medium::unknown;
  reasons.push_back({.proven = is_known ? Tri::yes : Tri::maybe, .why = is_known ? Why::none : contact.medium == Medium::unknown ? Why::outcome : has_list == Tri::yes ? Why::channels : Why::hour});
}

LineBook line_book(std::vector<Line> lines) {
  LineBook book;
  std::ranges::sort(lines, {}, [](const Line &line) { return std::tuple(line.number, line.from, line.to, line.agency, line.medium); });
  for (const Line &line : lines)
    for (const Medium medium : {Medium::call, Medium::sms, Medium::im, Medium::post}) {
      if (line.medium && *line.medium != medium) continue;
      auto listed = std::ranges::find_if(book.listed, [&](const LineBook::Listed &each) { return each.agency == line.agency && each.medium == medium; });
      if (listed == book.listed.end()) listed = book.listed.insert(listed, {line.agency, medium, line.from, line.to, true});
      listed->from = std::min(listed->from, line.from), listed->to = std::max(listed->to, line.to);
      listed->is_full &= line.is_full;
    }
  book.lines = std::move(lines);
  return book;
}

// By the lines and accounts that an agency has registered. One that stands nowhere on its list is nobody's but the collector's own;
// numbers that have several spellings, names of extensions and accounts show nothing by their absence.
void State::step_registered(const RuleFold &fold, u32 index, const Contact &contact, std::vector<Reason> &reasons) {
  if (contact.medium == Medium::mail) return open(index, Why::channels); // of private accounts of mail no list tells
  if (!fold.file.lines || contact.medium == Medium::visit || contact.medium == Medium::letter || contact.medium == Medium::fax) return;
  if (contact.medium == Medium::unknown) return open(index, Why::outcome);
  if (contact.in_reply == Tri::yes || contact.purpose == Purpose::other) return open(index, Why::purpose);
  if (contact.agency == nobody) return open(index, Why::channels); // the lender's own, or an agency's that is not on record
  bool has_list = false, is_full = contact.is_ours_full;
  for (const LineBook::Listed &each : fold.file.lines->listed) {
    if (each.medium != contact.medium || (each.agency != contact.agency && each.agency != nobody) || each.from > contact.time || each.to <= contact.time) continue;
    has_list |= each.agency == contact.agency; // lines of nobody in particular may be used by all, and are no agency's list
    is_full &= each.is_full;
  }
  if (!has_list) return open(index, Why::channels);
  if (contact.ours == nobody) return open(index, Why::caller);
  Tri registered = Tri::no;
  for (const Line &line : std::ranges::equal_range(fold.file.lines->lines, contact.ours, {}, &Line::number)) {
    const bool is_then = line.from <= contact.time && contact.time < line.to && (!line.medium || *line.medium == contact.medium);
    registered = either(registered, is_then ? Tri::yes : Tri::maybe);
  }
  if (registered == Tri::yes) return;
  const bool is_known = registered == Tri::no && is_full;
  reasons.push_back({.proven = is_known ? Tri::yes : Tri::maybe, .why = is_known ? Why::none : Why::channels});
}

void State::step_visit(const RuleFold &fold, u32 index, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons) {
  const Rule &rule = fold.rules[index];
  if (contact.medium == Medium::unknown) open(index, Why::outcome);
  if (contact.medium != Medium::visit || contact.direction == Direction::in || contact.outcome == Outcome::failed) return;
  if (rule.max_visits_per_day && moment.person.party == Party::unknown) open(index, Why::party);
  if (rule.is_forbidden) reasons.push_back({.proven = Tri::yes});
  if (!rule.forbidden_places.empty()) {
    const Tri forbidden = is_forbidden_place(rule, contact.place);
    if (forbidden != Tri::no) reasons.push_back({.proven = forbidden, .why = forbidden == Tri::yes ? Why::none : Why::place});
  }
  if (rule.min_visitors && (!contact.people_present || *contact.people_present < *rule.min_visitors))
    reasons.push_back({.proven = contact.people_present ? Tri::yes : Tri::maybe,
                       .why = contact.people_present ? Why::none : Why::people,
                       .count = contact.people_present.value_or(0),
                       .limit = *rule.min_visitors});
  if (!rule.max_visits_per_day || moment.person.party != Party::debtor) return;
  if (is_doubtful(rule, contact, moment)) return open(index, Why::direction);
  OfCap &visits = caps_[first_cap_[index]];
  bool is_sure_in_all = true, is_sure_in_any = false;
  Reason reason{.limit = *rule.max_visits_per_day};
  for (size_t z = 0; z < moment.debtor_local.size(); ++z) {
    auto &counters = visits.by_zone[z];
    if (counters.empty()) counters.push_back({});
    Counter &counter = counters[0];
    if (counter.days.empty() || counter.days[0].day != moment.debtor_local[z].day) counter.days = {{.day = moment.debtor_local[z].day}};
    const u32 count = ++counter.days[0].certain;
    const bool is_over = count > *rule.max_visits_per_day;
    is_sure_in_all &= is_over;
    is_sure_in_any |= is_over;
    if (z == 0 || is_over) reason.count = count, reason.window = {counter.days[0].day, counter.days[0].day};
  }
  if (within(fold.file.covered, moment.days) != Tri::yes) open(index, Why::window);
  if (!is_sure_in_any) return;
  reason.proven = is_sure_in_all ? Tri::yes : Tri::maybe;
  reason.why = is_sure_in_all ? Why::none : Why::zone;
  reasons.push_back(reason);
}

void State::step_content(const RuleFold &fold, u32 index, const Contact &contact, const Moment &, std::vector<Reason> &reasons) {
  if (!is_message(contact.medium) || contact.direction == Direction::in || contact.outcome == Outcome::failed) return;
  const std::vector<std::string> &approved = fold.rules[index].approved_templates;
  if (contact.template_id.empty()) return reasons.push_back({.proven = Tri::maybe, .why = Why::words});
  if (std::ranges::find(approved, contact.template_id) == approved.end()) reasons.push_back({.proven = Tri::yes});
}

void State::step_occasion(const RuleFold &fold, u32, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons) {
  if (contact.direction == Direction::in || contact.outcome == Outcome::failed || contact.in_reply == Tri::yes) return;
  if (moment.person.party != Party::debtor && moment.person.party != Party::unknown) return;
  const Tri broken = of_debts(fold.file, contact, [&](const Debt &debt) { return either(within(debt.occasions, moment.days), within(debt.pauses, moment.days)); });
  if (fold.file.debts.empty() || broken == Tri::no) return;
  const Tri proven = both(broken, moment.person.party == Party::debtor ? Tri::yes : Tri::maybe);
  reasons.push_back({.proven = proven, .why = proven == Tri::yes ? Why::none : moment.person.party == Party::debtor ? Why::zone : Why::party});
}

namespace {

bool has_duty(Party party) { return party == Party::debtor || party == Party::guarantor || party == Party::co_maker || party == Party::co_debtor; }

} // namespace

// A contact that an agency makes shows that it has the number, though not who gave it the number.
void State::step_provenance(const RuleFold &fold, u32 index, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons) {
  if (contact.agency == nobody && contact.direction != Direction::in && !has_duty(moment.person.party)) return open(index, Why::file); // an agency's, perhaps
  if (contact.agency == nobody || contact.number == nobody || contact.direction == Direction::in || has_duty(moment.person.party)) return;
  if (fold.file.agency_file && std::ranges::find(*fold.file.agency_file, contact.person, &Handed::person) != fold.file.agency_file->end()) return; // told of once
  reasons.push_back({.proven = Tri::maybe, .why = moment.person.party == Party::unknown ? Why::party : Why::file});
}

void State::step_record(const RuleFold &fold, u32 index, const Contact &contact, const Moment &moment, std::vector<Reason> &reasons) {
  const Rule &rule = fold.rules[index];
  if (!rule.needs_recording || contact.direction == Direction::in || contact.purpose == Purpose::other || contact.recording == Tri::yes) return;
  const Tri connected = counts_as(Unit::connected_call, contact, moment.person.party);
  if (connected == Tri::no) return;
  if (contact.recording == Tri::maybe) return open(index, Why::recording);
  Reason reason{.proven = connected, .why = connected == Tri::yes ? Why::none : Why::outcome};
  // What is older than it must be may have been there.
  constexpr i32 days_of_year = 365;
  if (rule.record_years > 0 && (!fold.file.today || *fold.file.today - moment.days.first >= static_cast<i32>(rule.record_years) * days_of_year)) reason.proven = Tri::maybe, reason.why = Why::age;
  reasons.push_back(reason);
}

// Whether each request was answered within the working days behind its day. What was not answered is late where the records of
// requests themselves run on past all of them.
void State::finish_complaints(const RuleFold &fold, u32 index, std::vector<Reason> &reasons) {
  const Rule &rule = fold.rules[index];
  const CaseFile &file = fold.file;
  // Of an instant, or of any of its day: the days that it may be.
  const auto days_of = [&](u32 person, i64 time, bool is_day_only) {
    DayRange days{std::numeric_limits<i32>::max(), std::numeric_limits<i32>::min()};
    for (const Zone *zone : Moment::zones_of(file.persons[person])) days.first = std::min(days.first, zone->at(time).day), days.last = std::max(days.last, zone->at(time + (is_day_only ? seconds_of_day - 1 : 0)).day);
    return days;
  };
  for (u32 i = 0; i < file.complaints.size(); ++i) {
    const Complaint &complaint = file.complaints[i];
    const DayRange asked = days_of(complaint.person, complaint.at, complaint.is_day_only);
    if (asked.first < rule.from || asked.last >= rule.until) continue;
    const bool is_meant = rule.only != Rule::Only::negotiation || complaint.kind == Complaint::Kind::negotiation;
    has_looked_[index] = has_looked_[index] || is_meant;
    Reason reason{.rule = index, .why = Why::answer, .limit = rule.working_days, .window = {asked.last, asked.last}, .person = complaint.person, .complaint = i};
    Tri late = Tri::maybe;
    const i64 now = file.today ? (i64{*file.today} + 1) * seconds_of_day : forever; // answers that lie beyond it, and days that files run on to, are slips or plans
    if (complaint.has_answer && complaint.answered.value_or(0) < now) {
      const DayRange ended = days_of(complaint.person, complaint.answered.value_or(std::min(complaint.known_until, now)), complaint.is_answer_day_only && complaint.answered);
      // The last day of the records may not be over.
      const i32 first = complaint.answered ? ended.first : ended.first - 1;
      const WorkingDays least = working_days(file.calendar, asked.last, first), most = working_days(file.calendar, asked.first, ended.last);
      reason.count = least.least, reason.window.to = std::max(asked.last, ended.first);
      if (complaint.answered && ended.last < asked.first) late = Tri::maybe; // an answer before its request
      else if (least.least > rule.working_days) late = Tri::yes;
      else if (complaint.answered && most.most <= rule.working_days) late = Tri::no;
      else reason.why = !complaint.answered ? Why::window : least.least != least.most ? Why::holidays : Why::zone;
    }
    if (late == Tri::yes && complaint.is_shared) late = Tri::maybe, reason.why = Why::party;
    if (late == Tri::yes) reason.why = Why::none;
    // A complaint or a dispute may ask to negotiate too: one that was left too long is shown.
    if (!is_meant) {
      if (late != Tri::yes) continue;
      late = Tri::maybe, reason.why = Why::words;
    }
    if (late == Tri::no) continue;
    if (late == Tri::maybe) open(index, reason.why);
    reason.proven = late;
    reasons.push_back(reason);
  }
}

void State::finish(const RuleFold &fold, std::vector<Reason> &reasons) {
  for (u32 i = 0; i < fold.rules.size(); ++i) {
    const Rule &rule = fold.rules[i];
    if (rule.kind == RuleKind::complaint) finish_complaints(fold, i, reasons);
    if (rule.kind == RuleKind::provenance && fold.file.agency_file)
      for (const Handed &handed : *fold.file.agency_file) {
        has_looked_[i] = true;
        const Party party = fold.file.persons[handed.person].party;
        if (has_duty(party)) continue;
        const bool is_known = party != Party::unknown && !handed.is_shared;
        reasons.push_back({.rule = i, .proven = is_known ? Tri::yes : Tri::maybe, .why = is_known ? Why::none : Why::party, .person = handed.person});
      }
    if (rule.kind != RuleKind::handover) continue;
    for (const Debt &debt : fold.file.debts)
      for (size_t at = 1; at < debt.handovers.size(); ++at) {
        const Handover &before = debt.handovers[at - 1], &now = debt.handovers[at];
        const i32 days = now.day - before.day;
        if ((before.agency == now.agency && now.agency != nobody) || days >= rule.min_interval_days || now.day < rule.from || now.day >= rule.until) continue;
        const bool is_known = before.agency != nobody && now.agency != nobody;
        reasons.push_back({.rule = i, .proven = is_known ? Tri::yes : Tri::maybe, .why = is_known ? Why::none : Why::party, .count = static_cast<u32>(days), .limit = static_cast<u32>(rule.min_interval_days),
                           .window = {before.day, now.day}});
      }
  }
}

} // namespace kinsafe
