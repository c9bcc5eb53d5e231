// Telephone systems write a row for each leg of a call: for every telephone that rings, every channel between two parts of
// the system. Counted as calls they would be two to seven times too many. Legs are put together by the keys that they
// share; a group in which several people were called is as many calls. Groups wait in a window of bounded size and leave
// it in the order of their first rows, so that reading can be taken up again at a row.
#pragma once

#include "conduct/records.h"

#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

// One leg, with texts of its own.
struct Leg {
  EventRow row;
  std::string texts;
};

struct LegRules {
  size_t most_open_legs = size_t{1} << 14; // then the oldest group leaves the window
  size_t most_open_bytes = size_t{128} << 20; // of their texts, likewise
  size_t most_legs_of_call = 256;
  i64 most_seconds_apart = 2; // of legs that have no key but their numbers
  bool joins_by_numbers = false;           // legs of one call may have different keys where no group is named, so their numbers count beside them
  bool are_parts = false;     // rows are events of a call, most of which say nothing of its outcome
  // Completes a call that was put together from these legs; may be null.
  void (*complete)(std::span<const Leg *const> legs, EventRow &call) = nullptr;
};

class LegMerger {
public:
  LegMerger(RecordSink &sink, LegRules rules);

  // A leg that belongs to the calls of the other legs with any of these keys; without a key, by its numbers and its time.
  void add(const EventRow &leg, std::span<const std::string_view> keys);
  // What is told of single rows, in its place among the calls.
  void quarantine(u64 row, std::string_view reason);
  void duplicate(u64 row, u64 first);
  // Everything that waits.
  void finish();
  // All that began before this row has been handed on, and nothing that began later, if reading has come to `next`.
  u64 resume_row(u64 next) const;

  // Called for each call before the sink gets it; false keeps it from the sink.
  std::function<bool(const EventRow &call, u64 first_row)> filter;

private:
  using Key = u64; // a hash: should two be alike by chance, their calls are told apart by their numbers all the same
  struct Entry {
    Key key = 0;
    u64 group = 0; // its number from 1; 0: empty
  };
  struct Group {
    u64 first_row = 0;
    i64 first_seconds = 0;
    size_t legs = 0; // in use of `leg`
    std::vector<std::unique_ptr<Leg>> leg;
    std::vector<Key> keys;
  };
  struct Notice {
    u64 row, first;
    std::string reason;
  };

  Entry &entry_of(Key key);
  void erase(Key key, u64 group);
  Group &group_at(u64 number) { return *groups_[number - first_group_]; }
  u64 open_group(const EventRow &leg);
  void close_oldest();
  void give(Group &group);
  void give_call(std::span<const Leg *const> own, std::span<const Leg *const> telling, std::span<const Leg *const> all, u64 first_row);
  void wait(Notice notice);
  void tell(const Notice &notice);
  void tell_before(u64 row);

  RecordSink &sink_;
  LegRules rules_;
  std::vector<Entry> table_;
  size_t entries_ = 0, open_legs_ = 0, open_bytes_ = 0;
  u64 first_group_ = 1;
  std::deque<std::unique_ptr<Group>> groups_;
  std::vector<std::unique_ptr<Group>> spare_;
  std::deque<Notice> notices_;
};

// Whether two numbers as written are one: the longer ends with the shorter, its zeros at the start left out, or they have the
// last ten digits in common. Prefixes of countries, trunks and outside lines differ from leg to leg.
bool is_same_number(std::string_view one, std::string_view other);

} // namespace kinsafe
