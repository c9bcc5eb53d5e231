// Facts that no detector found: rows given as JSON lines, by a run on a phone, by whoever read a text, by the records of
// collection. They have the columns of the schema, and each names the package that it is about (docs/contract.md, "Rows
// from outside").
#pragma once

#include "base/result.h"
#include "facts/schema.h"

#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

struct GivenRow {
  FactKind kind{};
  Row row;
  std::string sha256; // of the package, in small letters
  u32 line = 0;
};
struct GivenFacts {
  std::string file; // its name, for messages and evidence
  std::vector<GivenRow> rows;
};

// The error names file, line and what was wrong.
Result<GivenFacts> parse_given_facts(std::string_view file, std::string_view text);
Result<GivenFacts> read_given_facts(const std::string &path);

// Adds the rows to the facts of the package with this digest. Fails, with nothing added, if one is about another.
Result<void> add_given(const GivenFacts &given, std::string_view sha256, Facts &facts);

} // namespace kinsafe
