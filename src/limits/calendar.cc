#include "limits/calendar.h"

#include "limits/zones.h"

#include <algorithm>

namespace kinsafe {

bool Calendar::is_holiday(i32 day) const { return std::ranges::binary_search(holidays, day); }

WorkingDays working_days(const Calendar *calendar, i32 from, i32 to) {
  WorkingDays found;
  u32 unknown = 0;
  constexpr i32 most_days = 20 * 366; // of which more are as good as these
  for (i32 day = from + 1; day <= std::min(to, from + most_days); ++day) {
    const bool is_weekend = weekday_of(day) >= 5;
    if (calendar && calendar->covers(day)) {
      const bool is_worked = is_weekend ? std::ranges::binary_search(calendar->workdays, day) : !calendar->is_holiday(day);
      found.least += is_worked, found.most += is_worked;
    } else {
      ++found.most;
      if (!is_weekend && ++unknown > most_unknown_holidays) ++found.least;
    }
  }
  return found;
}

} // namespace kinsafe
