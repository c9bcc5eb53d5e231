#include "conduct/import/times.h"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace kinsafe {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

int two_digits(const char *at) {
  const unsigned tens = static_cast<unsigned char>(at[0]) - '0', ones = static_cast<unsigned char>(at[1]) - '0';
  return tens > 9 || ones > 9 ? -1 : static_cast<int>(tens * 10 + ones);
}

bool is_word(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b; });
}

constexpr std::string_view months[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view month_words[] = {"january", "february", "march",     "april",   "may",      "june",
                                            "july",    "august",   "september", "october", "november", "december"};
constexpr std::string_view weekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::string_view weekday_words[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
// Words of Chinese dates that only separate, and those of half days.
constexpr std::string_view between[] = {"年", "月",     "日",     "号",     "时",     "點",     "点",     "分",
                                        "秒", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"};
constexpr std::string_view morning[] = {"上午", "凌晨", "早上"}, afternoon[] = {"下午", "晚上"};

struct Parts {
  int year = -1, month = -1, day = -1, hour = -1, minute = 0, second = 0;
  std::optional<int> offset; // seconds east of UTC
  std::optional<bool> is_afternoon;
};

// The numbers of a text and what stands between them, from left to right.
class Scan {
public:
  explicit Scan(std::string_view text) : text_(text) {}

  bool is_at_end() const { return at_ == text_.size(); }
  char peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  void skip(size_t count = 1) { at_ += count; }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  bool take_one_of(std::span<const std::string_view> words) {
    for (const std::string_view word : words)
      if (text_.substr(at_).starts_with(word)) {
        at_ += word.size();
        return true;
      }
    return false;
  }
  std::string_view digits() {
    const size_t start = at_;
    while (is_digit(peek())) ++at_;
    return text_.substr(start, at_ - start);
  }
  std::string_view letters() {
    const size_t start = at_;
    while (is_letter(peek())) ++at_;
    return text_.substr(start, at_ - start);
  }

private:
  std::string_view text_;
  size_t at_ = 0;
};

int number_of(std::string_view digits) {
  if (digits.empty() || digits.size() > 9) return -1;
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

// Of two digits: the years 1970 to 2069.
int year_of(std::string_view digits) {
  const int value = number_of(digits);
  if (digits.size() == 4) return value;
  return digits.size() == 2 ? (value < 70 ? 2000 + value : 1900 + value) : -1;
}

std::optional<WrittenTime> time_of(const Parts &parts) {
  const std::optional<i64> days = days_of(parts.year, parts.month, parts.day);
  if (!days) return std::nullopt;
  WrittenTime time;
  time.is_local = !parts.offset;
  time.is_day = parts.hour < 0;
  int hour = std::max(parts.hour, 0);
  if (parts.is_afternoon) {
    if (hour > 12 && !*parts.is_afternoon) return std::nullopt;
    if (hour <= 12) hour = hour % 12 + (*parts.is_afternoon ? 12 : 0);
  }
  if (hour > 23 || parts.minute > 59 || parts.second > 60) return std::nullopt;
  time.seconds = *days * 86400 + hour * 3600 + parts.minute * 60 + std::min(parts.second, 59) - parts.offset.value_or(0);
  return time;
}

} // namespace

std::optional<i64> days_of(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<WrittenTime> TimeReader::read(std::string_view text) {
  // 2020-02-10 22:41:07, the stamp of nearly every row of the largest files; many rows have the day of the one before.
  if (text.size() == 19 && text[4] == '-' && text[7] == '-' && (text[10] == ' ' || text[10] == 'T') && text[13] == ':' && text[16] == ':') {
    if (std::memcmp(text.data(), day_.data(), day_.size()) != 0) {
      const int century = two_digits(text.data()), years = two_digits(text.data() + 2);
      const std::optional<i64> days = days_of(century < 0 || years < 0 ? -1 : century * 100 + years, two_digits(text.data() + 5), two_digits(text.data() + 8));
      if (!days) return std::nullopt;
      std::memcpy(day_.data(), text.data(), day_.size());
      day_seconds_ = *days * 86400;
    }
    const int hour = two_digits(text.data() + 11), minute = two_digits(text.data() + 14), second = two_digits(text.data() + 17);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
    return WrittenTime{day_seconds_ + hour * 3600 + minute * 60 + std::min(second, 59), true, false};
  }
  if (text.size() > 64) return std::nullopt;
  return read_slowly(text);
}

std::optional<WrittenTime> TimeReader::read_slowly(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;

  // Digits alone: since 1970 in seconds (also with a fraction), milliseconds or microseconds, or a date without separators.
  const size_t whole = std::min(text.find('.'), text.size());
  const bool is_plain = std::ranges::all_of(text.substr(0, whole), is_digit) && (whole == text.size() || std::ranges::all_of(text.substr(whole + 1), is_digit));
  if (is_plain) {
    const std::string_view digits = text.substr(0, whole);
    if (digits.size() == 10 || digits.size() == 13 || digits.size() == 16) {
      i64 value = 0;
      for (const char c : digits) value = value * 10 + (c - '0');
      return WrittenTime{digits.size() == 10 ? value : value / (digits.size() == 13 ? 1000 : 1'000'000), false, false};
    }
    if (whole != text.size() || (digits.size() != 8 && digits.size() != 12 && digits.size() != 14)) return std::nullopt;
    Parts parts{number_of(digits.substr(0, 4)), number_of(digits.substr(4, 2)), number_of(digits.substr(6, 2)), -1, 0, 0, {}, {}};
    if (digits.size() > 8) parts.hour = number_of(digits.substr(8, 2)), parts.minute = number_of(digits.substr(10, 2));
    if (digits.size() == 14) parts.second = number_of(digits.substr(12, 2));
    return time_of(parts);
  }

  Parts parts;
  Scan scan(text);
  while (!scan.is_at_end()) {
    const char c = scan.peek();
    if (c == ' ' || c == ',' || c == '\t' || c == '(' || c == ')') {
      scan.skip();
    } else if (is_digit(c)) {
      const std::string_view first = scan.digits();
      const bool is_clock = scan.peek() == ':' || (parts.year >= 0 && parts.day >= 0 && (scan.take_one_of(std::span(between).subspan(4, 3))));
      if (is_clock) {
        if (parts.hour >= 0 || first.size() > 2) return std::nullopt;
        parts.hour = number_of(first);
        scan.take(':');
        const std::string_view minute = scan.digits();
        if (minute.size() > 2) return std::nullopt;
        parts.minute = minute.empty() ? 0 : number_of(minute);
        scan.take_one_of(std::span(between).subspan(7, 1));
        if (scan.take(':') || is_digit(scan.peek())) {
          const std::string_view second = scan.digits();
          if (second.size() != 1 && second.size() != 2) return std::nullopt;
          parts.second = number_of(second);
          if (scan.peek() == '.' || (scan.peek() == ',' && is_digit(scan.peek(1)))) {
            scan.skip();
            scan.digits();
          }
        }
        continue;
      }
      const char separator = scan.peek();
      const bool is_group =
          ((separator == '-' || separator == '/' || separator == '.') && is_digit(scan.peek(1))) || scan.take_one_of(std::span(between).first(2));
      if (is_group) {
        if (parts.year >= 0 || parts.day >= 0) return std::nullopt;
        scan.take(separator);
        const std::string_view second = scan.digits();
        if (!scan.take(separator)) scan.take_one_of(std::span(between).first(4));
        const std::string_view third = scan.digits();
        scan.take_one_of(std::span(between).subspan(2, 2));
        if (second.empty() || second.size() > 2 || third.empty()) return std::nullopt;
        if (first.size() == 4) {
          if (third.size() > 2) return std::nullopt;
          parts.year = number_of(first), parts.month = number_of(second), parts.day = number_of(third);
        } else {
          const int a = number_of(first), b = number_of(second);
          if (first.size() > 2 || (third.size() != 4 && third.size() != 2)) return std::nullopt;
          parts.year = year_of(third);
          if (a > 12 && b <= 12)
            ++votes_.day_first;
          else if (b > 12 && a <= 12)
            ++votes_.month_first;
          else if (a != b)
            ++votes_.either; // 3/3 is one day, whichever stands first
          if (order_ == DayOrder::unknown && a != b) return std::nullopt;
          parts.day = order_ == DayOrder::month_first ? b : a;
          parts.month = order_ == DayOrder::month_first ? a : b;
        }
      } else if (parts.day < 0 && first.size() <= 2) {
        parts.day = number_of(first); // beside the name of a month
        scan.take('-');
      } else if (parts.year < 0 && (first.size() == 4 || first.size() == 2)) {
        parts.year = year_of(first);
      } else {
        return std::nullopt;
      }
    } else if (is_letter(c)) {
      const std::string_view word = scan.letters();
      scan.take('.');
      scan.take('-');
      const auto position = [&](std::span<const std::string_view> words) {
        return static_cast<int>(std::ranges::find_if(words, [&](std::string_view each) { return is_word(word, each); }) - words.begin());
      };
      if (const int month = std::min(position(months), position(month_words)); month < 12) {
        if (parts.month >= 0) return std::nullopt;
        parts.month = month + 1;
      } else if (is_word(word, "am") || is_word(word, "pm") || is_word(word, "a") || is_word(word, "p")) {
        parts.is_afternoon = is_word(word, "pm") || is_word(word, "p");
        if (word.size() == 1) scan.take_one_of(std::array<std::string_view, 2>{"m.", "M."});
      } else if (is_word(word, "z") || is_word(word, "utc") || is_word(word, "gmt")) {
        if (!parts.offset) parts.offset = 0;
      } else if (!is_word(word, "t") && position(weekdays) == 7 && position(weekday_words) == 7) {
        return std::nullopt;
      }
    } else if ((c == '+' || c == '-') && parts.hour >= 0) {
      scan.skip();
      const std::string_view hours = scan.digits();
      if (hours.size() != 2 && hours.size() != 4) return std::nullopt;
      int minutes = hours.size() == 4 ? number_of(hours.substr(2)) : 0;
      if (hours.size() == 2 && scan.take(':')) minutes = number_of(scan.digits());
      if (minutes < 0 || minutes > 59 || number_of(hours.substr(0, 2)) > 14) return std::nullopt;
      const int seconds = number_of(hours.substr(0, 2)) * 3600 + minutes * 60;
      parts.offset = c == '-' ? -seconds : seconds;
    } else if (scan.take_one_of(morning)) {
      parts.is_afternoon = false;
    } else if (scan.take_one_of(afternoon)) {
      parts.is_afternoon = true;
    } else if (!scan.take_one_of(between)) {
      return std::nullopt;
    }
  }
  return time_of(parts);
}

} // namespace kinsafe
