// The fold of caps against an oracle that knows no state: for every contact it looks at all before it and counts anew, by
// the definitions of norms/checks.md. 10,000 random histories of one case.
#include "limits/limits.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace kinsafe {
namespace {

struct History {
  CaseFile file;
  std::vector<Contact> contacts; // in the order of time
};

const Zone &zone_of_case(const History &history) { return *history.file.persons[0].zones[0]; }

bool is_talk(const History &history, const Contact &contact) {
  if (contact.medium != Medium::call && contact.medium != Medium::visit) return false;
  if (contact.outcome == Outcome::answered_right) return true;
  return contact.outcome == Outcome::answered && history.file.persons[contact.person].party == Party::debtor;
}

// Kept apart from the fold: one line a unit, from the table of checks.
bool counts(const History &history, const Contact &c, Unit unit) {
  if (c.direction == Direction::in) return false;
  const bool is_call = c.medium == Medium::call;
  const bool is_answered = c.outcome == Outcome::answered || c.outcome == Outcome::answered_right || c.outcome == Outcome::answered_other;
  switch (unit) {
  case Unit::attempt:
  case Unit::channel: return c.outcome != Outcome::failed;
  case Unit::call_attempt: return is_call && (is_answered || c.outcome == Outcome::rang || c.outcome == Outcome::voicemail);
  case Unit::unanswered_attempt: return is_call && (c.outcome == Outcome::rang || c.outcome == Outcome::busy);
  case Unit::connected_call: return is_call && is_answered;
  case Unit::conversation: return is_talk(history, c);
  case Unit::contact: return c.outcome == Outcome::delivered || ((is_call || c.medium == Medium::visit) && is_answered);
  }
  return false;
}

bool is_same(const History &history, Per per, const Contact &a, const Contact &b) {
  const auto is_debtor = [&](const Contact &c) { return history.file.persons[c.person].party == Party::debtor; };
  switch (per) {
  case Per::debtor: return is_debtor(a) && is_debtor(b);
  case Per::debt_and_person: return a.person == b.person && a.debt == b.debt;
  case Per::claim:
  case Per::account: return is_debtor(a) && is_debtor(b) && a.debt == b.debt;
  case Per::number: return is_debtor(a) && is_debtor(b) && a.number == b.number;
  }
  return false;
}

// How many count at the contact `at`, itself included; 0: it does not count.
u32 count_at(const History &history, const Cap &cap, size_t at) {
  const Zone &zone = zone_of_case(history);
  const auto day = [&](const Contact &c) { return zone.at(c.time).day; };
  const Contact &now = history.contacts[at];
  if (cap.per != Per::debt_and_person && history.file.persons[now.person].party != Party::debtor) return 0;
  const auto first = [&](i32 of) {
    switch (cap.window) {
    case Window::calendar_day: return of;
    case Window::calendar_week: return of - weekday_of(of);
    case Window::calendar_month: return first_of_month(of);
    case Window::seven_days:
    case Window::seven_days_after_conversation: return of - 6;
    }
    return of;
  };
  const bool is_wait = cap.window == Window::seven_days_after_conversation;
  const i32 from = first(day(now));
  size_t begin = 0;
  while (begin < at && day(history.contacts[begin]) < from) ++begin;
  if (is_wait) { // from behind the last conversation in the window
    size_t talk = at;
    for (size_t i = begin; i < at; ++i)
      if (is_same(history, cap.per, history.contacts[i], now) && is_talk(history, history.contacts[i])) talk = i;
    if (talk == at) return 0;
    begin = talk + 1;
  }
  bool has_talked = !cap.is_after_conversation;
  u32 count = 0;
  bool is_new = false;
  std::set<Medium> media; // of channels each counts once
  for (size_t i = begin; i <= at; ++i) {
    const Contact &c = history.contacts[i];
    if (!is_same(history, cap.per, c, now)) continue;
    has_talked |= is_talk(history, c);
    is_new = has_talked && counts(history, c, cap.unit);
    if (is_new && cap.unit == Unit::channel) is_new = media.insert(c.medium).second;
    count += is_new;
  }
  return is_new ? count : 0;
}

History random_history(std::mt19937 &random) {
  const auto pick = [&](u32 below) { return static_cast<u32>(random() % below); };
  History history;
  constexpr std::string_view zones[] = {"America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Asia/Kolkata"};
  const Zone *zone = Zone::find(zones[pick(4)]);
  history.file.debts.resize(1 + pick(2));
  for (const Party party : {Party::debtor, Party::named_contact, Party::guarantor}) history.file.persons.push_back({.party = party, .zones = {zone}});
  history.file.covered = {{-1'000'000, 1'000'000}};
  // Near a change of the clocks as often as not; few days, so that windows fill.
  i64 time = 1'772'000'000 + i64{pick(2)} * 20'600'000 + pick(1'000'000);
  for (u32 i = 0, n = pick(60); i < n; ++i) {
    time += pick(4) == 0 ? pick(400'000) : pick(20'000);
    Contact contact;
    contact.time = time;
    contact.person = pick(3) == 0 ? 1 + pick(2) : 0;
    contact.number = contact.person == 0 ? pick(2) : 1 + contact.person;
    contact.debt = pick(static_cast<u32>(history.file.debts.size()));
    constexpr Medium media[] = {Medium::call, Medium::call, Medium::call, Medium::sms, Medium::im, Medium::visit};
    contact.medium = media[pick(6)];
    contact.direction = pick(6) == 0 ? Direction::in : Direction::out;
    constexpr Outcome of_calls[] = {Outcome::failed, Outcome::busy, Outcome::rang, Outcome::voicemail, Outcome::answered_right, Outcome::answered_other};
    constexpr Outcome of_messages[] = {Outcome::delivered, Outcome::failed};
    contact.outcome = contact.medium == Medium::call || contact.medium == Medium::visit ? of_calls[pick(6)] : of_messages[pick(2)];
    if (contact.outcome == Outcome::answered_right && contact.person == 0 && pick(2) == 0) contact.outcome = Outcome::answered;
    history.contacts.push_back(contact);
  }
  return history;
}

std::string described(const std::vector<Cap> &caps) {
  std::string text;
  for (const Cap &cap : caps)
    text += "max " + std::to_string(cap.max) + " unit " + std::to_string(int(cap.unit)) + " window " + std::to_string(int(cap.window)) + " per " + std::to_string(int(cap.per)) +
            (cap.is_after_conversation ? " after a conversation; " : "; ");
  return text;
}

TEST(Oracle, counts_as_a_count_from_the_start_does) {
  std::mt19937 random(20'190'301);
  u64 breaches = 0, contacts = 0;
  for (unsigned round = 0; round < 10'000; ++round) {
    const History history = random_history(random);
    Rule rule;
    rule.kind = RuleKind::frequency;
    rule.from = -1'000'000, rule.until = 1'000'000;
    for (unsigned i = 0; i < 4; ++i)
      rule.caps.push_back({static_cast<u32>(random() % 4), static_cast<Unit>(random() % 7), static_cast<Window>(random() % 5), static_cast<Per>(random() % 5), random() % 3 == 0});
    for (Cap &cap : rule.caps)
      if (cap.window == Window::seven_days_after_conversation || cap.window == Window::seven_days) cap.is_after_conversation = false;
    const Rules rules{rule};
    const RuleFold fold{rules, history.file};
    State state(fold);
    for (size_t at = 0; at < history.contacts.size(); ++at) {
      std::vector<Reason> reasons;
      state.step(fold, history.contacts[at], reasons);
      std::vector<std::pair<u32, u32>> found, expected; // count and limit of each cap that is broken
      for (const Reason &reason : reasons) // whether a voicemail reached anybody is open
        if (reason.proven == Tri::yes) found.emplace_back(reason.count, reason.limit);
      for (const Cap &cap : rule.caps)
        if (const u32 count = count_at(history, cap, at); count > cap.max) expected.emplace_back(count, cap.max);
      ASSERT_EQ(found, expected) << "history " << round << ", contact " << at << ": " << described(rule.caps);
      breaches += expected.size(), ++contacts;
    }
  }
  EXPECT_GT(contacts, 250'000u);
  EXPECT_GT(breaches, 50'000u);
}

} // namespace
} // namespace kinsafe
