#include "conduct/import/legs.h"

#include "conduct/import/fields.h"

#include <xxhash.h>

#include <algorithm>
#include <array>

namespace kinsafe {
namespace {

// How much a leg tells of its call: whoever talked outdoes whoever did not. A leg of which nothing is known might have
// been answered, so it outdoes those that were not.
int weight_of(Outcome outcome, bool are_parts) {
  switch (outcome) {
  case Outcome::answered_right: return 9;
  case Outcome::answered_other: return 8;
  case Outcome::answered: return 7;
  case Outcome::voicemail: return 6;
  case Outcome::unknown: return are_parts ? 0 : 5;
  case Outcome::rang: return 4;
  case Outcome::busy: return 3;
  case Outcome::failed: return 2;
  case Outcome::delivered: return 1;
  case Outcome::sent: return 1;
  }
  return 0;
}

void keep_texts(Leg &leg) {
  size_t size = 0;
  for (const auto text : event_texts) size += (leg.row.*text).size();
  leg.texts.resize(size);
  char *at = leg.texts.data();
  for (const auto member : event_texts) {
    std::string_view &text = leg.row.*member;
    if (text.empty()) continue;
    at = std::copy(text.begin(), text.end(), at);
    text = {at - text.size(), text.size()};
  }
}

// The digits of a number from its last one on, without the zeros that it begins with.
struct Digits {
  std::array<char, 24> last_first{};
  size_t count = 0;

  explicit Digits(std::string_view number) {
    for (size_t i = number.size(); i-- > 0 && count < last_first.size();)
      if (number[i] >= '0' && number[i] <= '9') last_first[count++] = number[i];
    while (count > 0 && last_first[count - 1] == '0') --count;
  }
};

} // namespace

bool is_same_number(std::string_view one, std::string_view other) {
  if (one == other) return true;
  const Digits a(one), b(other);
  const size_t shorter = std::min(a.count, b.count);
  size_t common = 0;
  while (common < shorter && a.last_first[common] == b.last_first[common]) ++common;
  return common >= 10 || (common >= 6 && common == shorter);
}

LegMerger::LegMerger(RecordSink &sink, LegRules rules) : sink_(sink), rules_(rules), table_(1024) {}

// Linear probing; the table is never more than half full.
LegMerger::Entry &LegMerger::entry_of(Key key) {
  size_t at = key & (table_.size() - 1);
  while (table_[at].group != 0 && table_[at].key != key) at = (at + 1) & (table_.size() - 1);
  return table_[at];
}

void LegMerger::erase(Key key, u64 group) {
  Entry &entry = entry_of(key);
  if (entry.group != group) return;
  // Those behind it move up, so that no search ends before them.
  const size_t mask = table_.size() - 1;
  size_t hole = static_cast<size_t>(&entry - table_.data());
  for (size_t at = (hole + 1) & mask; table_[at].group != 0; at = (at + 1) & mask) {
    const size_t home = table_[at].key & mask;
    if (((at - home) & mask) < ((at - hole) & mask)) continue;
    table_[hole] = table_[at];
    hole = at;
  }
  table_[hole].group = 0;
  --entries_;
}

u64 LegMerger::open_group(const EventRow &leg) {
  std::unique_ptr<Group> group;
  if (spare_.empty()) {
    group = std::make_unique<Group>();
  } else {
    group = std::move(spare_.back());
    spare_.pop_back();
  }
  group->first_row = leg.row;
  group->first_seconds = leg.time.seconds;
  group->legs = 0;
  group->keys.clear();
  groups_.push_back(std::move(group));
  return first_group_ + groups_.size() - 1;
}

void LegMerger::add(const EventRow &leg, std::span<const std::string_view> keys) {
  std::array<Key, 4> hashed;
  Entry *first = nullptr;
  size_t count = 0;
  for (const std::string_view key : keys) {
    if (key.empty() || count == hashed.size()) continue;
    hashed[count++] = XXH3_64bits(key.data(), key.size());
  }
  const size_t own_keys = count;
  if ((count == 0 || (rules_.joins_by_numbers && leg.leg_group.empty())) && count < hashed.size() && !leg.source.empty() && !leg.destination.empty()) {
    hashed[count++] = XXH3_64bits_withSeed(leg.destination.data(), leg.destination.size(), XXH3_64bits(leg.source.data(), leg.source.size()));
  }

  u64 number = 0;
  for (size_t i = 0; i < count && number == 0; ++i) {
    Entry &entry = entry_of(hashed[i]);
    number = entry.group;
    if (i == 0) first = &entry;
    if (number != 0 && i == own_keys && std::abs(leg.time.seconds - group_at(number).first_seconds) > rules_.most_seconds_apart) number = 0;
  }
  if (number != 0 && group_at(number).legs >= rules_.most_legs_of_call) number = 0;
  if (number == 0) number = open_group(leg);
  Group &group = group_at(number);
  for (size_t i = 0; i < count; ++i) {
    Entry &entry = i == 0 ? *first : entry_of(hashed[i]);
    if (entry.group == number) continue;
    // A key that another group had leads to this one from now on: legs to come join the later call.
    if (entry.group == 0) ++entries_;
    entry = {hashed[i], number};
    group.keys.push_back(hashed[i]);
  }
  if (entries_ * 2 > table_.size()) {
    std::vector<Entry> old(table_.size() * 2);
    old.swap(table_);
    for (const Entry &entry : old)
      if (entry.group != 0) entry_of(entry.key) = entry;
  }

  if (group.legs == group.leg.size()) group.leg.push_back(std::make_unique<Leg>());
  Leg &kept = *group.leg[group.legs++];
  kept.row = leg;
  kept.row.rows = {};
  keep_texts(kept);
  ++open_legs_;
  open_bytes_ += kept.texts.size();
  while (open_legs_ > rules_.most_open_legs || (open_bytes_ > rules_.most_open_bytes && !groups_.empty())) close_oldest();
}

void LegMerger::close_oldest() {
  std::unique_ptr<Group> group = std::move(groups_.front());
  groups_.pop_front();
  const u64 number = first_group_++;
  for (const Key key : group->keys) erase(key, number);
  open_legs_ -= group->legs;
  for (size_t i = 0; i < group->legs; ++i) open_bytes_ -= group->leg[i]->texts.size();
  tell_before(group->first_row);
  give(*group);
  // A large call leaves no large memory behind.
  if (group->leg.size() > 4) group->leg.resize(4);
  std::erase_if(group->leg, [](const std::unique_ptr<Leg> &leg) { return leg->texts.capacity() > 4096; });
  spare_.push_back(std::move(group));
  // The group that closes next was filled long ago: its memory is on the way while other rows are read.
  if (groups_.empty()) return;
  const Group &next = *groups_.front();
  for (const Key key : next.keys) __builtin_prefetch(&table_[key & (table_.size() - 1)]);
  for (size_t i = 0; i < next.legs && i < 2; ++i)
    for (size_t byte = 0; byte < sizeof(Leg); byte += 64) __builtin_prefetch(reinterpret_cast<const char *>(next.leg[i].get()) + byte);
}

// One call for each person of the other side. A leg that does not say whose side its numbers are goes with the call of one
// of its numbers, else it is a call of its own numbers; legs between parts of our own side go with the first call.
void LegMerger::give(Group &group) {
  if (group.legs == 1 && !rules_.complete) {
    EventRow &row = group.leg.front()->row;
    row.rows = {&row.row, 1};
    if (!filter || filter(row, group.first_row)) sink_.add(row);
    return;
  }
  std::vector<std::vector<const Leg *>> calls; // those that tell of the call, not those that only go with it
  const auto is_alike = [](const EventRow &a, const EventRow &b) { return a.direction == b.direction && is_same_number(a.theirs, b.theirs); };
  std::vector<const Leg *> unclear, inner;
  for (size_t i = 0; i < group.legs; ++i) {
    const Leg *const leg = group.leg[i].get();
    const EventRow &row = leg->row;
    if (row.theirs.empty()) {
      (row.direction == Direction::unknown && !row.source.empty() && !row.destination.empty() && row.ours.empty() ? unclear : inner).push_back(leg);
      continue;
    }
    const auto call = std::ranges::find_if(calls, [&](const auto &each) { return is_alike(each.front()->row, row); });
    if (call == calls.end())
      calls.push_back({leg});
    else
      call->push_back(leg);
  }
  for (const Leg *const leg : unclear) {
    const EventRow &row = leg->row;
    const auto call = std::ranges::find_if(calls, [&](const auto &each) {
      const EventRow &first = each.front()->row;
      return first.theirs.empty() ? is_same_number(first.source, row.source) && is_same_number(first.destination, row.destination)
                                  : is_same_number(first.theirs, row.source) || is_same_number(first.theirs, row.destination);
    });
    if (call == calls.end())
      calls.push_back({leg});
    else
      call->push_back(leg);
  }
  if (calls.empty()) {
    give_call(inner, inner, inner, group.first_row);
    return;
  }
  for (size_t i = 0; i < calls.size(); ++i) {
    std::vector<const Leg *> all = calls[i];
    if (i == 0) all.insert(all.end(), inner.begin(), inner.end());
    std::ranges::sort(all, {}, [](const Leg *leg) { return leg->row.row; });
    // Where rows are events, those of one call tell of it together; of several, nobody knows whose an event is.
    give_call(calls[i], rules_.are_parts && calls.size() == 1 ? all : calls[i], all, group.first_row);
  }
}

// The legs that have the numbers of the call, those that tell its outcome, and all that go with it.
void LegMerger::give_call(std::span<const Leg *const> own, std::span<const Leg *const> telling, std::span<const Leg *const> all, u64 first_row) {
  const Leg *const best = *std::ranges::max_element(telling, {}, [&](const Leg *leg) { return weight_of(leg->row.outcome, rules_.are_parts); });
  EventRow call = std::ranges::find(own, best) != own.end() ? best->row : own.front()->row;
  call.row = best->row.row;
  call.outcome = best->row.outcome;
  call.raw_outcome = best->row.raw_outcome;
  std::vector<u64> rows;
  for (const Leg *const leg : all) {
    rows.push_back(leg->row.row);
    call.has_recording_field &= leg->row.has_recording_field;
    if (leg->row.time.is_local == call.time.is_local && leg->row.time.seconds < call.time.seconds) call.time = leg->row.time;
    for (const auto text : {&EventRow::collector, &EventRow::agency, &EventRow::recording, &EventRow::ours, &EventRow::leg_group})
      if ((call.*text).empty()) call.*text = leg->row.*text;
  }
  for (const Leg *const leg : telling)
    if (leg->row.outcome == call.outcome && leg->row.talk_seconds) call.talk_seconds = std::max(call.talk_seconds.value_or(0), *leg->row.talk_seconds);
  call.rows = rows;
  if (rules_.complete) rules_.complete(all, call);
  if (!filter || filter(call, first_row)) sink_.add(call);
}

void LegMerger::tell(const Notice &notice) {
  if (notice.first != 0)
    sink_.duplicate(notice.row, notice.first);
  else
    sink_.quarantine(notice.row, notice.reason);
}

void LegMerger::tell_before(u64 row) {
  while (!notices_.empty() && notices_.front().row < row) {
    tell(notices_.front());
    notices_.pop_front();
  }
}

void LegMerger::wait(Notice notice) {
  notices_.push_back(std::move(notice));
  if (notices_.size() > rules_.most_open_legs && !groups_.empty()) close_oldest(); // where calls are long in coming
  if (groups_.empty()) tell_before(~u64{0});
}

void LegMerger::quarantine(u64 row, std::string_view reason) { wait({row, 0, std::string(reason)}); }
void LegMerger::duplicate(u64 row, u64 first) { wait({row, first, {}}); }

void LegMerger::finish() {
  while (!groups_.empty()) close_oldest();
  tell_before(~u64{0});
}

u64 LegMerger::resume_row(u64 next) const {
  u64 row = next;
  if (!groups_.empty()) row = std::min(row, groups_.front()->first_row);
  if (!notices_.empty()) row = std::min(row, notices_.front().row);
  return row;
}

} // namespace kinsafe
