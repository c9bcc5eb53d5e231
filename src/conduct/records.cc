#include "conduct/records.h"

#include <algorithm>
#include <array>

namespace kinsafe {
namespace {

// Names in the order of the enumerators, as docs/contract.md spells them.
constexpr std::string_view media[] = {"unknown", "call", "sms", "im", "mail", "visit", "letter", "fax", "post"};
constexpr std::string_view directions[] = {"unknown", "out", "in"};
constexpr std::string_view outcomes[] = {"unknown", "failed", "busy", "rang", "voicemail", "answered", "answered_right", "answered_other", "delivered", "sent"};
constexpr std::string_view parties[] = {"unknown", "debtor", "guarantor", "co_maker", "co_debtor", "named_contact", "employer", "address_book", "call_record", "other"};
constexpr std::string_view purposes[] = {"unknown", "collect", "locate", "relay", "other"};
constexpr std::string_view loan_events[] = {"state", "due", "paid", "closed", "pause", "lost", "unreachable", "incapacitated", "occasion", "handed_over"};
constexpr std::string_view request_kinds[] = {"stop", "refusal", "dispute", "attorney", "complaint", "consent"};

template <class Word, size_t count>
std::optional<Word> find(const std::string_view (&names)[count], std::string_view name) {
  const auto found = std::ranges::find(names, name);
  return found == std::end(names) ? std::nullopt : std::optional(static_cast<Word>(found - std::begin(names)));
}

} // namespace

std::string_view name_of(Medium medium) { return media[static_cast<size_t>(medium)]; }
std::string_view name_of(Direction direction) { return directions[static_cast<size_t>(direction)]; }
std::string_view name_of(Outcome outcome) { return outcomes[static_cast<size_t>(outcome)]; }
std::string_view name_of(Party party) { return parties[static_cast<size_t>(party)]; }
std::string_view name_of(Purpose purpose) { return purposes[static_cast<size_t>(purpose)]; }
std::optional<Medium> find_medium(std::string_view name) { return find<Medium>(media, name); }
std::optional<Direction> find_direction(std::string_view name) { return find<Direction>(directions, name); }
std::optional<Outcome> find_outcome(std::string_view name) { return find<Outcome>(outcomes, name); }
std::optional<Party> find_party(std::string_view name) { return find<Party>(parties, name); }
std::optional<Purpose> find_purpose(std::string_view name) { return find<Purpose>(purposes, name); }
std::string_view name_of(LoanEvent event) { return loan_events[static_cast<size_t>(event)]; }
std::string_view name_of(RequestKind kind) { return request_kinds[static_cast<size_t>(kind)]; }
std::optional<LoanEvent> find_loan_event(std::string_view name) { return find<LoanEvent>(loan_events, name); }
std::optional<RequestKind> find_request_kind(std::string_view name) { return find<RequestKind>(request_kinds, name); }

} // namespace kinsafe
