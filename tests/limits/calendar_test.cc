// Working days counted without a calendar, or with a part of one, hold what the whole calendar would have said.
#include "limits/calendar.h"
#include "limits/zones.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace kinsafe {
namespace {

TEST(Calendar, what_is_not_known_never_narrows_the_count) {
  std::mt19937 random(7);
  const auto pick = [&](i32 below) { return static_cast<i32>(random() % static_cast<u32>(below)); };
  const i32 from = *day_of("2026-01-05");
  for (u32 round = 0; round < 2'000; ++round) {
    Calendar whole{from, from + 120, {}, {}};
    for (u32 i = 0; i < most_unknown_holidays; ++i) whole.holidays.push_back(from + pick(60));
    for (u32 i = 0; i < 6; ++i)
      if (const i32 day = from + pick(60); weekday_of(day) >= 5) whole.workdays.push_back(day);
    std::ranges::sort(whole.holidays), std::ranges::sort(whole.workdays);
    Calendar part = whole;
    part.last = from + pick(120);
    const i32 begin = from + pick(30), end = begin + pick(60);
    const WorkingDays exact = working_days(&whole, begin, end);
    ASSERT_EQ(exact.least, exact.most);
    for (const WorkingDays &open : {working_days(nullptr, begin, end), working_days(&part, begin, end)}) {
      ASSERT_LE(open.least, exact.least);
      ASSERT_GE(open.most, exact.most);
    }
  }
}

TEST(Calendar, the_day_itself_does_not_count_and_the_last_one_does) {
  const Calendar calendar{*day_of("2026-06-01"), *day_of("2026-06-30"), {*day_of("2026-06-19")}, {*day_of("2026-06-14")}};
  const auto count = [&](std::string_view from, std::string_view to) { return working_days(&calendar, *day_of(from), *day_of(to)).least; };
  EXPECT_EQ(count("2026-06-01", "2026-06-01"), 0u);
  EXPECT_EQ(count("2026-06-01", "2026-06-02"), 1u);
  EXPECT_EQ(count("2026-06-12", "2026-06-14"), 1u); // a Sunday that is worked
  EXPECT_EQ(count("2026-06-18", "2026-06-21"), 0u); // a holiday and a week-end
  EXPECT_EQ(count("2026-06-10", "2026-06-01"), 0u);
}

} // namespace
} // namespace kinsafe
