// Civil time: which day and which second of the day it is somewhere, at an instant. Zones are those of the IANA database as
// ICU has them.
#pragma once

#include "base/types.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

// Days since 1970-01-01, and seconds since midnight on the wall clock.
struct Local {
  i32 day = 0, second = 0;
  auto operator<=>(const Local &) const = default;
};
constexpr i32 seconds_of_day = 86'400;
constexpr i32 weekday_of(i32 day) { return ((day + 3) % 7 + 7) % 7; } // 0: Monday

// "2026-02-28"; nothing if there is no such day.
std::optional<i32> day_of(std::string_view iso);
std::string iso_of_day(i32 day);
i32 first_of_month(i32 day);
i32 first_of_next_month(i32 day);

class Zone {
public:
  // Fixed, of an offset from UTC in seconds.
  explicit Zone(i32 offset) : offsets_{offset} {}
  // Nothing: ICU knows no such zone. Lives until the program ends; the same for the same name.
  static const Zone *find(std::string_view name);
  // One for every quarter of an hour from UTC-12:00 to UTC+14:00: what is so in all of them is so wherever somebody is.
  static std::span<const Zone *const> anywhere();

  i32 offset_at(i64 utc) const;
  Local at(i64 utc) const;
  // The instant at which the wall clock shows that; of an hour that comes twice the first, of one that is left out the one that
  // the clock would have shown had it not been set.
  i64 utc_of(Local local) const;

private:
  Zone() = default;
  std::vector<i64> from_;    // instants, sorted: from each on the offset of the same place holds, but for the first
  std::vector<i32> offsets_; // one more than `from_`
};

} // namespace kinsafe
