#include "limits/zones.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>

#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/tztrans.h>

namespace kinsafe {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

year_month_day date_of(i32 number) { return year_month_day(sys_days(days(number))); }
i32 number_of(year_month_day date) { return static_cast<i32>(sys_days(date).time_since_epoch().count()); }

constexpr double first_instant = -2208988800e3, last_instant = 7258118400e3; // 1900 to 2200, in milliseconds

} // namespace

std::optional<i32> day_of(std::string_view iso) {
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
  const auto number = [&](size_t from, size_t count) {
    int value = -1;
    const char *end = iso.data() + from + count;
    return std::from_chars(iso.data() + from, end, value).ptr == end ? value : -1;
  };
  const int y = number(0, 4), m = number(5, 2), d = number(8, 2);
  if (y < 1 || m < 1 || d < 1) return std::nullopt;
  const year_month_day date{year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
  return date.ok() ? std::optional(number_of(date)) : std::nullopt;
}

std::string iso_of_day(i32 number) {
  const year_month_day date = date_of(number);
  char text[32];
  const int size = std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return {text, static_cast<size_t>(size)};
}

i32 first_of_month(i32 number) {
  const year_month_day date = date_of(number);
  return number_of(date.year() / date.month() / day(1));
}

i32 first_of_next_month(i32 number) {
  const year_month_day date = date_of(number);
  return number_of((date.year() / date.month() / day(1)) + std::chrono::months(1));
}

const Zone *Zone::find(std::string_view name) {
  static std::mutex guard;
  static std::map<std::string, std::unique_ptr<Zone>, std::less<>> known;
  const std::lock_guard lock(guard);
  if (const auto found = known.find(name); found != known.end()) return found->second.get();
  std::unique_ptr<Zone> zone;
  const std::unique_ptr<icu::TimeZone> icu_zone(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<i32>(name.size())))));
  // ICU gives a zone of its own for names that it does not know.
  if (const auto *basic = dynamic_cast<const icu::BasicTimeZone *>(icu_zone.get()); basic && *basic != icu::TimeZone::getUnknown()) {
    zone.reset(new Zone);
    i32 raw = 0, summer = 0;
    UErrorCode error = U_ZERO_ERROR;
    basic->getOffset(first_instant, false, raw, summer, error);
    zone->offsets_.push_back((raw + summer) / 1000);
    icu::TimeZoneTransition next;
    for (double at = first_instant; basic->getNextTransition(at, false, next) && next.getTime() < last_instant; at = next.getTime()) {
      zone->from_.push_back(static_cast<i64>(next.getTime() / 1000));
      zone->offsets_.push_back((next.getTo()->getRawOffset() + next.getTo()->getDSTSavings()) / 1000);
    }
  }
  return known.emplace(name, std::move(zone)).first->second.get();
}

std::span<const Zone *const> Zone::anywhere() {
  static const std::vector<Zone> zones = [] {
    std::vector<Zone> made;
    for (i32 quarter = -12 * 4; quarter <= 14 * 4; ++quarter) made.emplace_back(quarter * 900);
    return made;
  }();
  static const std::vector<const Zone *> all = [] {
    std::vector<const Zone *> pointers;
    for (const Zone &zone : zones) pointers.push_back(&zone);
    return pointers;
  }();
  return all;
}

i32 Zone::offset_at(i64 utc) const {
  if (from_.empty() || utc >= from_.back()) return offsets_.back();
  return offsets_[static_cast<size_t>(std::ranges::upper_bound(from_, utc) - from_.begin())];
}

Local Zone::at(i64 utc) const {
  const i64 seconds = utc + offset_at(utc);
  const i64 number = seconds >= 0 ? seconds / seconds_of_day : (seconds - seconds_of_day + 1) / seconds_of_day;
  return {static_cast<i32>(number), static_cast<i32>(seconds - number * seconds_of_day)};
}

i64 Zone::utc_of(Local local) const {
  const i64 wall = i64{local.day} * seconds_of_day + local.second;
  // The offsets that hold a day before and a day after are all that can be meant.
  const i32 before = offset_at(wall - seconds_of_day), after = offset_at(wall + seconds_of_day);
  const i64 first = wall - std::max(before, after), second = wall - std::min(before, after);
  if (at(first) == local) return first;
  return at(second) == local ? second : wall - before;
}

} // namespace kinsafe
