#include "conduct/import/fields.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace kinsafe {
namespace {

// clang-format off
#define EXTRA_FIELDS                                                                                                              \
  {".app", &Extra::app}, {".app_data", &Extra::app_data}, {".account", &Extra::account}, {".answered", &Extra::answered},        \
  {".duration", &Extra::duration}, {".machine", &Extra::machine}, {".other_leg", &Extra::other_leg}, {".bridge", &Extra::bridge}, \
  {".detail", &Extra::detail}, {".kind", &Extra::kind}
// clang-format on

const Field event_fields[] = {
    {"time", &EventRow::time},
    {"medium", &EventRow::medium},
    {"direction", &EventRow::direction},
    {"outcome", &EventRow::outcome},
    {"party", &EventRow::party},
    {"purpose", &EventRow::purpose},
    {"ours", &EventRow::ours},
    {"theirs", &EventRow::theirs},
    {"source", &EventRow::source},
    {"destination", &EventRow::destination},
    {"collector", &EventRow::collector},
    {"agency", &EventRow::agency},
    {"lender", &EventRow::lender},
    {"borrower", &EventRow::borrower},
    {"debt", &EventRow::debt},
    {"person", &EventRow::person},
    {"relation", &EventRow::relation},
    {"place", &EventRow::place},
    {"text", &EventRow::text},
    {"template_id", &EventRow::template_id},
    {"raw_outcome", &EventRow::raw_outcome},
    {"leg_group", &EventRow::leg_group},
    {"leg", &EventRow::leg},
    {"recording", &EventRow::recording},
    {"talk_seconds", &EventRow::talk_seconds},
    {"people_present", &EventRow::people_present},
    {"days_past_due", &EventRow::days_past_due},
    {"in_reply", &EventRow::in_reply},
    {"is_number_hidden", &EventRow::is_number_hidden},
    {"due", &EventRow::due},
    EXTRA_FIELDS,
};

const Field loan_fields[] = {
    {"event", &LoanRow::event},
    {"borrower", &LoanRow::borrower},
    {"debt", &LoanRow::debt},
    {"lender", &LoanRow::lender},
    {"agency", &LoanRow::agency},
    {"product", &LoanRow::product},
    {"zone", &LoanRow::zone},
    {"number", &LoanRow::number},
    {"from", &LoanRow::from},
    {"to", &LoanRow::to},
    {"days_past_due", &LoanRow::days_past_due},
    {"amount_minor", &LoanRow::amount_minor},
    {"occasion", &LoanRow::occasion},
    EXTRA_FIELDS,
};

const Field person_fields[] = {
    {"party", &PersonRow::party},
    {"borrower", &PersonRow::borrower},
    {"debt", &PersonRow::debt},
    {"person", &PersonRow::person},
    {"relation", &PersonRow::relation},
    {"number", &PersonRow::number},
    {"zone", &PersonRow::zone},
    {"form", &PersonRow::form},
    {"agency", &PersonRow::agency},
    {"named", &PersonRow::named},
    {"consent", &PersonRow::consent},
    EXTRA_FIELDS,
};

const Field request_fields[] = {
    {"kind", &AskedRow::kind},
    {"borrower", &AskedRow::borrower},
    {"debt", &AskedRow::debt},
    {"person", &AskedRow::person},
    {"number", &AskedRow::number},
    {"agency", &AskedRow::agency},
    {"scope", &AskedRow::scope},
    {"at", &AskedRow::at},
    {"until", &AskedRow::until},
    {"answered", &AskedRow::answered},
    EXTRA_FIELDS,
};

template <class Word>
std::optional<u8> code_of(std::optional<Word> word) {
  return word ? std::optional(static_cast<u8>(*word)) : std::nullopt;
}

// The list of words that a field of this type takes; nothing for other types.
std::optional<u8> word_in(Medium EventRow::*, std::string_view word) { return code_of(find_medium(word)); }
std::optional<u8> word_in(Direction EventRow::*, std::string_view word) { return code_of(find_direction(word)); }
std::optional<u8> word_in(Outcome EventRow::*, std::string_view word) { return code_of(find_outcome(word)); }
std::optional<u8> word_in(Party EventRow::*, std::string_view word) { return code_of(find_party(word)); }
std::optional<u8> word_in(Party PersonRow::*, std::string_view word) { return code_of(find_party(word)); }
std::optional<u8> word_in(Purpose EventRow::*, std::string_view word) { return code_of(find_purpose(word)); }
std::optional<u8> word_in(LoanEvent LoanRow::*, std::string_view word) { return code_of(find_loan_event(word)); }
std::optional<u8> word_in(RequestKind AskedRow::*, std::string_view word) { return code_of(find_request_kind(word)); }
template <class Member>
std::optional<u8> word_in(Member, std::string_view) {
  return std::nullopt;
}

} // namespace

const std::array<std::string_view EventRow::*, 18> event_texts = {
    &EventRow::ours,   &EventRow::theirs,      &EventRow::source,      &EventRow::destination, &EventRow::collector, &EventRow::agency,
    &EventRow::lender, &EventRow::borrower,    &EventRow::debt,        &EventRow::person,      &EventRow::relation,  &EventRow::place,
    &EventRow::text,   &EventRow::template_id, &EventRow::raw_outcome, &EventRow::leg_group,   &EventRow::leg,       &EventRow::recording,
};

std::span<const Field> fields_of(RowKind kind) {
  switch (kind) {
  case RowKind::event: return event_fields;
  case RowKind::loan: return loan_fields;
  case RowKind::person: return person_fields;
  case RowKind::request: return request_fields;
  }
  return {};
}

const Field *find_field(RowKind kind, std::string_view name) {
  const std::span<const Field> fields = fields_of(kind);
  const auto found = std::ranges::find(fields, name, &Field::name);
  return found == fields.end() ? nullptr : &*found;
}

std::optional<u8> find_word(const Field &field, std::string_view word) {
  return std::visit([&](auto member) { return word_in(member, word); }, field.target);
}

bool has_words(const Field &field) {
  constexpr std::string_view first_words[] = {"unknown", "state", "stop"};
  return std::ranges::any_of(first_words, [&](std::string_view word) { return find_word(field, word).has_value(); });
}

std::string plain_name(std::string_view name) {
  std::string folded(name.substr(0, 200));
  bool is_ascii = true; // as nearly all names are: their case alone is folded
  for (char &c : folded) {
    is_ascii &= static_cast<u8>(c) < 0x80;
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2 *const folding = is_ascii ? nullptr : icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (folding && U_SUCCESS(status)) {
    const icu::UnicodeString text = folding->normalize(icu::UnicodeString::fromUTF8(folded), status);
    if (U_SUCCESS(status)) {
      folded.clear();
      text.toUTF8String(folded);
    }
  }
  std::string plain;
  for (const char c : folded)
    if (static_cast<u8>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.') plain += c;
  return plain;
}

} // namespace kinsafe
