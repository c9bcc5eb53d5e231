// Days on which a place does not work, as far as a calendar of it tells, and how many working days lie between two days.
#pragma once

#include "base/types.h"

#include <vector>

namespace kinsafe {

struct Calendar {
  i32 first = 0, last = 0;             // days that it covers; beyond them nobody knows what is a holiday
  std::vector<i32> holidays, workdays; // sorted; workdays: Saturdays and Sundays that are worked all the same
  bool covers(i32 day) const { return first <= day && day <= last; }
  bool is_holiday(i32 day) const;
};

// So many weekdays may be holidays that no calendar tells of, and no more: three weeks, longer than the longest of the feasts for
// which offices close (the Spring Festival with New Year before it takes nine).
constexpr u32 most_unknown_holidays = 15;

// The working days behind `from`, up to `to` and with it: no fewer, and no more. Monday to Friday work, but for holidays. Where no
// calendar tells, any day may be worked, and most_unknown_holidays of the weekdays may not.
struct WorkingDays {
  u32 least = 0, most = 0;
};
WorkingDays working_days(const Calendar *calendar, i32 from, i32 to);

} // namespace kinsafe
