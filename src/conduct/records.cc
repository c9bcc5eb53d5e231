#include "conduct/records.h"

#include <algorithm>

namespace kinsafe {
namespace {

// Names in the order of the enumerators, as docs/conduct-formats.md spells them.
constexpr std::string_view loan_events[] = {"state", "due", "paid", "closed", "pause", "lost", "unreachable", "incapacitated", "occasion", "handed_over", "payment"};
constexpr std::string_view request_kinds[] = {"stop", "refusal", "dispute", "attorney", "complaint", "consent", "negotiation", "authorised", "registered"};

template <class Word, size_t count>
std::optional<Word> find(const std::string_view (&names)[count], std::string_view name) {
  const auto found = std::ranges::find(names, name);
  return found == std::end(names) ? std::nullopt : std::optional(static_cast<Word>(found - std::begin(names)));
}

} // namespace

std::string_view name_of(LoanEvent event) { return loan_events[static_cast<size_t>(event)]; }
std::optional<LoanEvent> find_loan_event(std::string_view name) { return find<LoanEvent>(loan_events, name); }
std::string_view name_of(RequestKind kind) { return request_kinds[static_cast<size_t>(kind)]; }
std::optional<RequestKind> find_request_kind(std::string_view name) { return find<RequestKind>(request_kinds, name); }

} // namespace kinsafe
