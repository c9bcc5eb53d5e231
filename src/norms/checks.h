// Checks: observable statements about facts, one or more rows each in norms/checks.model. Definitions of every check, and
// why each is decided so: norms/checks.md. How they are evaluated: norms/evaluate.h.
#pragma once

#include "base/result.h"
#include "facts/schema.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

using Parameters = std::map<std::string, std::vector<std::string>, std::less<>>; // of a requirement

// The name of the parameter that always holds the id of the requirement that asks.
constexpr std::string_view requirement_parameter = "requirement";

// A column of a fact, whose words stand for a list of values.
struct FactColumn {
  FactKind fact{};
  size_t column = 0;

  bool operator==(const FactColumn &) const = default;
};

// Comparisons of columns of one row, joined by "and".
struct CellCondition {
  enum class Is : u8 { in, not_in, more_than, at_least, less_than };
  size_t column = 0;
  Is is = Is::in;
  std::vector<std::string> values;  // as written, or
  std::string parameter;            // the name of the requirement's parameter that gives them, or
  std::optional<FactColumn> listed; // the words that all rows of a fact hold in a column

  bool operator==(const CellCondition &) const = default;
};

// What a row that matches says.
enum class Shows : u8 {
  breach,  // `check`
  absence, // `absence`: that something is missing, so it counts only where nothing is hidden
  sign,    // `sign`: something that no norm's words measure, so it decides nothing
};
struct Pattern {
  FactKind fact{};
  std::vector<CellCondition> conditions;
  Shows shows = Shows::breach;

  bool operator==(const Pattern &) const = default;
};

struct Check {
  std::string id;
  std::vector<Pattern> breaches;     // `check`, `absence` and `sign` lines
  std::vector<Pattern> ways_out;     // `lacks` lines: the breach is that rows exist and none matches any
  std::string needs;                 // `needs` line: evidence that no package holds (text, run, records, ...); empty: none
  std::vector<std::string> rests_on; // `rests` line: without one of these permissions there can be no breach; "$x" = parameter
  std::vector<FactKind> holders;     // `holds` line: further facts that could hold what an absence says is missing

  bool operator==(const Check &) const = default;
};

// What a parameter holds where a requirement does not give it. A row with a doubtful value neither shows nor excludes.
struct Default {
  std::vector<std::string> values, doubtful;
  bool is_any = false; // nothing is asked of the column

  bool operator==(const Default &) const = default;
};

struct CheckTable {
  std::vector<Check> checks;                              // by id
  std::map<std::string, Default, std::less<>> defaults;   // by parameter, or by "CHECK.parameter"
  std::vector<std::string> noted;                         // `parameter` lines: read by people or by other stages, not by checks

  bool operator==(const CheckTable &) const = default;
};

// Every field, for base/archive.h.
void fields(auto &archive, FactColumn &c) { archive(c.fact, c.column); }
void fields(auto &archive, CellCondition &c) { archive(c.column, c.is, c.values, c.parameter, c.listed); }
void fields(auto &archive, Pattern &p) { archive(p.fact, p.conditions, p.shows); }
void fields(auto &archive, Check &c) { archive(c.id, c.breaches, c.ways_out, c.needs, c.rests_on, c.holders); }
void fields(auto &archive, Default &d) { archive(d.values, d.doubtful, d.is_any); }
void fields(auto &archive, CheckTable &t) { archive(t.checks, t.defaults, t.noted); }

// The error names file and line.
Result<CheckTable> parse_checks(std::string_view file, std::string_view text);
const Check *find_check(const CheckTable &table, std::string_view id);

// What stands for a parameter where the requirement gives none, the check's own default before the general one.
const Default *find_default(const CheckTable &table, const Check &check, std::string_view parameter);

// A row applies only to requirements for which each of its parameters is given, or has a default.
bool is_applying(const CheckTable &table, const Check &check, const Pattern &pattern, const Parameters &parameters);

// The first parameter that is given in no usable form, or without which no row of the check applies; "" if there is none.
std::string missing_parameter(const CheckTable &table, const Check &check, const Parameters &parameters);

// Whether anything reads a parameter of this name: a row of a check, a person, or another stage.
bool is_parameter(const CheckTable &table, std::string_view name);

// The check's rows ask which requirement a finding was made for, since its parameters or its words differ by norm.
bool is_by_requirement(const Check &check);

} // namespace kinsafe
