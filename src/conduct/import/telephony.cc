// What records of all kinds share: whose side a telephone number is on, and how numbers and amounts are written.
#include "conduct/import/format.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace kinsafe {
namespace {

constexpr size_t longest_extension = 5;

enum class Side : u8 { inner, outer, hidden };

// By the number alone. Names of the dial plan (`s`, `queue`) are the system's own; a caller without a number is hidden.
Side side_of(std::string_view number, bool is_caller) {
  if (number.starts_with("client:") || number.starts_with("sip:")) return Side::inner;
  size_t digits = 0;
  bool has_letters = false;
  for (const char c : number) {
    digits += c >= '0' && c <= '9';
    has_letters |= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<u8>(c) >= 0x80;
  }
  if (digits > longest_extension) return Side::outer;
  if (has_letters || digits == 0) return is_caller ? Side::hidden : Side::inner;
  return number.starts_with('+') ? Side::outer : Side::inner;
}

} // namespace

void tell_sides(EventRow &row, const Profile &profile, std::string_view account) {
  const auto is_named = [&](std::string_view number) {
    return std::ranges::any_of(profile.ours.prefixes, [&](const std::string &prefix) { return !prefix.empty() && number.starts_with(prefix); });
  };
  const auto is_ours = [&](std::string_view number, bool is_caller) { return side_of(number, is_caller) == Side::inner || is_named(number); };
  if (row.destination.empty()) return;
  const bool is_our_account =
      !account.empty() && std::ranges::any_of(profile.ours.accounts, [&](const std::string &each) { return each == "*" || each == account; });
  const bool is_source_ours = is_ours(row.source, true) || is_our_account, is_destination_ours = is_ours(row.destination, false);
  if (is_source_ours && is_destination_ours) {
    row.ours = row.source; // within our side: nobody is contacted
  } else if (is_source_ours) {
    row.direction = Direction::out;
    row.ours = row.source;
    row.theirs = row.destination;
  } else if (is_destination_ours) {
    row.direction = Direction::in;
    row.ours = row.destination;
    row.theirs = row.source;
  }
}

std::optional<i64> read_number(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  i64 value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  // "12.0" of spreadsheets and of databases is the number 12.
  std::string_view rest(end, static_cast<size_t>(text.data() + text.size() - end));
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    if (!std::ranges::all_of(rest, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
    rest = {};
  }
  return rest.empty() ? std::optional(value) : std::nullopt;
}

std::optional<i64> read_amount(std::string_view text) {
  const size_t point = std::min(text.find('.'), text.size());
  std::string whole(text.substr(0, point));
  std::erase_if(whole, [](char c) { return c == ',' || c == ' '; });
  const std::optional<i64> units = read_number(whole);
  if (!units || *units > 1'000'000'000'000'000 || *units < -1'000'000'000'000'000) return std::nullopt;
  i64 hundredths = 0;
  const std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  for (size_t i = 0; i < 2; ++i) {
    const char c = i < fraction.size() ? fraction[i] : '0';
    if (c < '0' || c > '9') return std::nullopt;
    hundredths = hundredths * 10 + (c - '0');
  }
  return *units * 100 + (text.starts_with('-') ? -hundredths : hundredths);
}

} // namespace kinsafe
