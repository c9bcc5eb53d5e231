// The columns of every fact, described once: JSON out, checks, schema and store all use this description. A fact is one
// observed row with the evidence that shows it. Names, columns and words are those of docs/contract.md.
#pragma once

#include "base/types.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kinsafe {

enum class FactKind : u8 {
  permission,
  permission_request,
  data_read,
  flow,
  denial,
  service_gate,
  emergency_contact,
  form_field,
  inventory,
  endpoint,
  library,
  packer,
  dynamic_code,
  native_code,
  web_layer,
  container_oddity,
  purpose_text,
  lending,
  // No package shows these: they are given as rows.
  consent_screen,
  policy_recipient,
  terms,
  document,
  reading,
  contact_finding,
  episode,
  rate,
  coverage,
  quarantine,
};
constexpr size_t fact_kinds = static_cast<size_t>(FactKind::quarantine) + 1;

enum class ColumnType : u8 {
  word,   // one of `values`, or any text if there are none
  words,  // a list of such
  number, // an integer
  decimal, // a number as it was written, "35.9"
  steps,  // a list of evidence
};

struct Column {
  std::string_view name;
  ColumnType type;
  std::span<const std::string_view> values; // sorted by meaning, as the contract lists them; empty = any text
};

struct FactSchema {
  FactKind kind;
  std::string_view name;
  std::span<const Column> columns;
};

const std::array<FactSchema, fact_kinds> &fact_schemas(); // row by FactKind
inline const FactSchema &schema_of(FactKind kind) { return fact_schemas()[static_cast<size_t>(kind)]; }
// No detector finds such a fact. What is given of it is all only where a `coverage` row says so.
constexpr bool is_from_outside(FactKind kind) { return kind >= FactKind::consent_screen; }
std::optional<FactKind> find_fact(std::string_view name);
std::optional<size_t> find_column(const FactSchema &schema, std::string_view name);

// Where a fact shows. The first of a row's evidence is the place itself, the rest the way to it.
struct Evidence {
  std::string part;         // file inside the package
  std::string class_name;   // "Lcom/example/Main;", empty outside code
  std::string method;       // "Lcom/example/Main;->onCreate(Landroid/os/Bundle;)V", empty outside code
  std::optional<u32> line;  // of the source, where the build kept it
  std::optional<u32> offset; // in 16-bit code units from the start of the method; without one, in bytes of the part
  std::string why;          // key of texts/<lang>.yaml `why`
  u32 body = ~u32{0};       // BodyId in the program, for those who look on; ~0 outside code. Reports do not show it
};

// Nothing (not applicable or not known), a number, a word or a decimal, a list of words, steps.
using Cell = std::variant<std::monostate, i64, std::string, std::vector<std::string>, std::vector<Evidence>>;

struct Row {
  std::string id;                 // stable for the same bytes; filled by `finish`
  std::string origin = "unclear"; // `app`, a library's name, or `unclear` while nobody has looked whose code it is
  std::string reached = "unclear";
  std::string basis = "path";
  std::vector<Evidence> evidence;
  std::vector<Cell> cells; // one a column of the schema
};

struct Facts {
  std::array<std::vector<Row>, fact_kinds> rows;

  std::vector<Row> &of(FactKind kind) { return rows[static_cast<size_t>(kind)]; }
  const std::vector<Row> &of(FactKind kind) const { return rows[static_cast<size_t>(kind)]; }
};

// A row of the list of what was not looked at, as judgement and reports need it: with the facts that it may hide.
struct GapRow {
  std::string id; // stable for the same bytes
  std::string kind, part, where, reason;
  std::vector<FactKind> hides;
};

// The number that a text spells ("36", "-0.5"), in millionths, so that it compares exactly; nothing if it is no such
// number or does not fit.
std::optional<i64> millionths_of(std::string_view text);

// Whether a cell may stand in a column: of its type, and of its words if it lists them.
bool is_allowed(const Column &column, const Cell &cell);

// A row with every cell given in the order of the schema's columns. Asserts that the words are the schema's.
Row make_row(FactKind kind, std::vector<Cell> cells, std::vector<Evidence> evidence);

// The word in a column, or "" if the cell holds none.
std::string_view word_of(FactKind kind, const Row &row, std::string_view column);

// The number or word in a column as text, or "" if the cell holds neither.
std::string text_of(FactKind kind, const Row &row, std::string_view column);

// Sorts the rows of every kind by their cells and first evidence, drops equal ones, and gives each its id.
void finish(Facts &facts);

} // namespace kinsafe
