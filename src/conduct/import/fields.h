// The fields of the rows in records.h by their names, so that formats, profiles and our own files can fill them from
// columns of text; and a few texts that formats need to tell an outcome and that are no fields of a row.
#pragma once

#include "conduct/import/profile.h"
#include "conduct/import/times.h"
#include "conduct/records.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kinsafe {

// What a format needs of a row beside its fields. Named with a dot before: ".app".
struct Extra {
  std::string_view app, app_data, account, answered, duration, machine, other_leg, bridge, detail, kind;
};

// One row of a file while it is filled; which of its rows counts, the format's kind tells.
struct Filled {
  EventRow event;
  LoanRow loan;
  PersonRow person;
  AskedRow request;
  Extra extra;
};

using Target = std::variant<std::string_view EventRow::*, std::string_view LoanRow::*, std::string_view PersonRow::*, std::string_view AskedRow::*,
                            std::string_view Extra::*, WrittenTime EventRow::*, std::optional<WrittenTime> EventRow::*, std::optional<WrittenTime> LoanRow::*,
                            std::optional<WrittenTime> PersonRow::*, std::optional<WrittenTime> AskedRow::*, Medium EventRow::*, Direction EventRow::*,
                            Outcome EventRow::*, Party EventRow::*, Purpose EventRow::*, Party PersonRow::*, LoanEvent LoanRow::*, RequestKind AskedRow::*,
                            std::optional<u32> EventRow::*, std::optional<i32> EventRow::*, std::optional<i32> LoanRow::*, std::optional<i64> LoanRow::*,
                            std::optional<bool> EventRow::*>;

struct Field {
  std::string_view name;
  Target target;
};

// The fields of a kind of rows, those of Extra with them.
std::span<const Field> fields_of(RowKind kind);
const Field *find_field(RowKind kind, std::string_view name);

// The number that a word of records.h has in its list (`busy` among the outcomes); nothing for a field of another kind.
std::optional<u8> find_word(const Field &field, std::string_view word);
bool has_words(const Field &field);

// Texts of a row that a leg must keep beyond it.
extern const std::array<std::string_view EventRow::*, 18> event_texts;

// A value that stands for nothing: empty, NULL, \N.
inline bool is_nothing(std::string_view value) { return value.empty() || value == "NULL" || value == "\\N" || value == "null"; }

// A name of a column as it is compared: without case, blanks, punctuation and full-width forms; dots of paths stay.
std::string plain_name(std::string_view name);

} // namespace kinsafe
