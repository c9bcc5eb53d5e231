#include "conduct/holidays.h"

#include "limits/zones.h"

#include <algorithm>
#include <optional>
#include <string>

namespace kinsafe {
namespace {

constexpr size_t most_bytes = 1 << 20;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && static_cast<u8>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<u8>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

// What stands behind a word and a blank; nothing: the line begins otherwise.
std::optional<std::string_view> behind(std::string_view word, std::string_view line) {
  if (!line.starts_with(word) || line.size() == word.size() || static_cast<u8>(line[word.size()]) > ' ') return std::nullopt;
  return trimmed(line.substr(word.size()));
}

} // namespace

Result<Calendar> read_calendar(std::string_view file, std::string_view text) {
  if (text.size() > most_bytes) return fail_request(std::string(file) + ": a file of holidays has at most 1 MB");
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Calendar calendar;
  bool has_span = false;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = trimmed(line.substr(0, line.find('#')));
    if (line.empty()) continue;
    const auto wrong = [&](std::string_view what) { return fail_request(std::string(file) + ":" + std::to_string(number) + ": " + std::string(what)); };
    if (const auto span = behind("covers", line)) {
      const size_t dots = span->find("..");
      const std::optional<i32> first = day_of(trimmed(span->substr(0, dots))), last = day_of(dots == span->npos ? "" : trimmed(span->substr(dots + 2)));
      if (has_span || !first || !last || *last < *first) return wrong("which days the calendar covers is said once, as covers 2026-01-01..2026-12-31");
      calendar.first = *first, calendar.last = *last, has_span = true;
      continue;
    }
    if (!has_span) return wrong("say first which days the calendar covers, as covers 2026-01-01..2026-12-31");
    const auto worked = behind("work", line);
    const std::optional<i32> day = day_of(worked.value_or(line));
    if (!day) return wrong("write a holiday as 2026-01-01, and a weekend day that is worked as work 2026-01-04");
    if (!calendar.covers(*day)) return wrong("this day lies outside of what the calendar covers");
    if (worked && weekday_of(*day) < 5) return wrong("this is no Saturday or Sunday");
    (worked ? calendar.workdays : calendar.holidays).push_back(*day);
  }
  if (!has_span) return fail_request(std::string(file) + ": it does not say which days it covers, as covers 2026-01-01..2026-12-31");
  std::ranges::sort(calendar.holidays), std::ranges::sort(calendar.workdays);
  for (const i32 day : calendar.workdays)
    if (calendar.is_holiday(day)) return fail_request(std::string(file) + ": " + iso_of_day(day) + " stands there as a holiday and as a working day");
  return calendar;
}

} // namespace kinsafe
