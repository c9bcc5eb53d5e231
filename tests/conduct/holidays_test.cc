// Calendars of holidays, as people write them.
#include "conduct/holidays.h"
#include "limits/zones.h"

#include <gtest/gtest.h>

#include <string>

namespace kinsafe {
namespace {

std::string problem_of(std::string_view text) {
  const Result<Calendar> read = read_calendar("days.txt", text);
  return read ? "" : read.error().message;
}

TEST(Holidays, days_work_days_and_comments_are_read_in_any_order) {
  const Calendar calendar = read_calendar("days.txt", "\xEF\xBB\xBF# a sample\r\n\r\ncovers 2026-01-01 .. 2026-12-31\r\n2026-10-01 # closed\r\nwork 2026-01-04\r\n 2026-01-01\r\n2026-01-01").value();
  EXPECT_EQ(calendar.first, day_of("2026-01-01"));
  EXPECT_EQ(calendar.last, day_of("2026-12-31"));
  EXPECT_TRUE(calendar.is_holiday(*day_of("2026-01-01")));
  EXPECT_TRUE(calendar.is_holiday(*day_of("2026-10-01")));
  EXPECT_FALSE(calendar.is_holiday(*day_of("2026-01-02")));
  EXPECT_TRUE(calendar.covers(*day_of("2026-12-31")));
  EXPECT_FALSE(calendar.covers(*day_of("2027-01-01")));
  EXPECT_EQ(calendar.workdays, std::vector<i32>{*day_of("2026-01-04")});
}

TEST(Holidays, a_slip_is_told_with_its_line) {
  constexpr std::string_view head = "covers 2026-01-01..2026-12-31\n";
  const auto behind_head = [&](std::string_view line) { return problem_of(std::string(head) + std::string(line)); };
  EXPECT_TRUE(behind_head("2026-02-28").empty());
  EXPECT_EQ(behind_head("2026-02-29").substr(0, 11), "days.txt:2:");
  EXPECT_EQ(behind_head("1 January").substr(0, 11), "days.txt:2:");
  EXPECT_NE(behind_head("2027-01-01").find("outside"), std::string::npos);
  EXPECT_NE(behind_head("work 2026-01-05").find("no Saturday or Sunday"), std::string::npos);
  EXPECT_NE(behind_head("work 2026-01-04\n2026-01-04").find("as a holiday and as a working day"), std::string::npos);
  EXPECT_NE(behind_head(head).find("said once"), std::string::npos);
  EXPECT_NE(problem_of("2026-01-01\n").find("say first"), std::string::npos);
  EXPECT_NE(problem_of("covers 2026-12-31..2026-01-01\n").find("covers"), std::string::npos);
  EXPECT_NE(problem_of("").find("does not say which days"), std::string::npos);
}

} // namespace
} // namespace kinsafe
