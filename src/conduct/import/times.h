// Reading points in time as sources write them: ISO 8601, the stamps of telephone systems, spreadsheets' 2020/2/10 22:41,
// 3/4/2020, RFC 1123, Chinese dates, and seconds, milliseconds or microseconds since 1970. Nothing is guessed: whether
// 3/4 is in March or in April must be known, and a time without an offset stays local.
#pragma once

#include "conduct/records.h"

#include <array>
#include <optional>
#include <string_view>

namespace kinsafe {

// Which stands first in a date whose year stands last.
enum class DayOrder : u8 { unknown, day_first, month_first };

// The days since 1970-01-01 of a day that the Gregorian calendar has; nothing of one that it has not.
std::optional<i64> days_of(int year, int month, int day);

class TimeReader {
public:
  explicit TimeReader(DayOrder order = DayOrder::unknown) : order_(order) {}

  // Nothing if the text is no time, or one whose order of day and month is not known.
  std::optional<WrittenTime> read(std::string_view text);

  // What the dates so far show of the order: how many could only be read with the day, or the month, first, and how many
  // could be read either way.
  struct Votes {
    u64 day_first = 0, month_first = 0, either = 0;
  };
  const Votes &votes() const { return votes_; }

private:
  std::optional<WrittenTime> read_slowly(std::string_view text);

  DayOrder order_;
  Votes votes_;
  std::array<char, 10> day_{}; // the last day that was read, as it was written, and its seconds
  i64 day_seconds_ = 0;
};

} // namespace kinsafe
