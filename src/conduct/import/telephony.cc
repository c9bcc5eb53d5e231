// What records of all telephone systems share: whose side a number is on, and what hangup causes (ITU-T Q.850) mean.
#include "conduct/import/format.h"

#include <algorithm>
#include <charconv>

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

struct Cause {
  std::string_view number, name;
  Outcome outcome;
};

// The causes that tell how far a call came. Those of normal clearing do not: whether it was answered stands elsewhere.
constexpr Cause causes[] = {
    {"1", "UNALLOCATED_NUMBER", Outcome::failed},
    {"2", "NO_ROUTE_TRANSIT_NET", Outcome::failed},
    {"3", "NO_ROUTE_DESTINATION", Outcome::failed},
    {"17", "USER_BUSY", Outcome::busy},
    {"18", "NO_USER_RESPONSE", Outcome::rang},
    {"19", "NO_ANSWER", Outcome::rang},
    {"20", "SUBSCRIBER_ABSENT", Outcome::busy},
    {"21", "CALL_REJECTED", Outcome::busy},
    {"22", "NUMBER_CHANGED", Outcome::failed},
    {"27", "DESTINATION_OUT_OF_ORDER", Outcome::failed},
    {"28", "INVALID_NUMBER_FORMAT", Outcome::failed},
    {"34", "NORMAL_CIRCUIT_CONGESTION", Outcome::failed},
    {"38", "NETWORK_OUT_OF_ORDER", Outcome::failed},
    {"41", "NORMAL_TEMPORARY_FAILURE", Outcome::failed},
    {"42", "SWITCH_CONGESTION", Outcome::failed},
    {"44", "REQUESTED_CHAN_UNAVAIL", Outcome::failed},
    {"58", "BEARERCAPABILITY_NOTAVAIL", Outcome::failed},
    {"88", "INCOMPATIBLE_DESTINATION", Outcome::failed},
    {"600", "USER_NOT_REGISTERED", Outcome::failed},
    {"606", "USER_NOT_REGISTERED", Outcome::failed},
    {"602", "ALLOTTED_TIMEOUT", Outcome::rang},
    {"604", "PROGRESS_TIMEOUT", Outcome::failed},
};

} // namespace

void tell_sides(EventRow &row, const Profile &profile, std::string_view account) {
  const auto is_named = [&](std::string_view number) {
    return std::ranges::any_of(profile.ours.prefixes, [&](const std::string &prefix) { return !prefix.empty() && number.starts_with(prefix); });
  };
  const auto is_ours = [&](std::string_view number, bool is_caller) { return side_of(number, is_caller) == Side::inner || is_named(number); };
  const bool is_our_account = !account.empty() && std::ranges::any_of(profile.ours.accounts, [&](const std::string &each) { return each == "*" || each == account; });
  const bool is_source_ours = is_ours(row.source, true) || is_our_account, is_destination_ours = is_ours(row.destination, false);
  if (is_source_ours && is_destination_ours) return; // within our side: nobody is contacted
  if (is_source_ours && !row.destination.empty()) {
    row.direction = Direction::out;
    row.ours = row.source;
    row.theirs = row.destination;
  } else if (is_destination_ours) {
    row.direction = Direction::in;
    row.ours = row.destination;
    row.theirs = row.source;
  }
}

Outcome outcome_of_cause(std::string_view cause) {
  const auto found = std::ranges::find_if(causes, [&](const Cause &each) { return each.number == cause || each.name == cause; });
  return found == std::end(causes) ? Outcome::unknown : found->outcome;
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

} // namespace kinsafe
