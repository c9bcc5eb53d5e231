// Checks: observable statements about facts, one row each in norms/checks.model, and their three-valued evaluation.
// A fact that decides a check proves the breach; its absence proves compliance only if everything that could show it was
// looked at. Definitions of every check: norms/checks.md.
#pragma once

#include "base/result.h"
#include "facts/schema.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

enum class Verdict : u8 { violated, met, unclear, not_applicable };
std::string_view name_of(Verdict verdict);

using Parameters = std::map<std::string, std::vector<std::string>, std::less<>>; // of a requirement

// Equal columns of one row, joined by "and".
struct Condition {
  enum class Is : u8 { in, not_in, more_than };
  size_t column = 0;
  Is is = Is::in;
  std::vector<std::string> values; // as written, or
  std::string parameter;           // the name of the requirement's parameter that gives them

  bool operator==(const Condition &) const = default;
};
struct Pattern {
  FactKind fact;
  std::vector<Condition> conditions;
  bool is_absence = false; // `absence` line: a match says that something is missing, so it counts only where nothing is hidden

  bool operator==(const Pattern &) const = default;
};

struct Check {
  std::string id;
  std::vector<Pattern> breaches; // `check` and `absence` lines: a row that matches one is a breach
  std::vector<Pattern> ways_out; // `lacks` lines: the breach is that rows exist and none matches any
  std::string needs;             // `needs` line: evidence that no package holds (text, run, records, ...)
  std::vector<std::string> rests_on; // `rests` line: without one of these permissions there can be no breach; "$x" = parameter

  bool operator==(const Check &) const = default;
};

// What a parameter holds where a requirement does not give it. A row with a doubtful value neither shows nor excludes.
struct Default {
  std::vector<std::string> values, doubtful;

  bool operator==(const Default &) const = default;
};

struct CheckTable {
  std::vector<Check> checks; // by id
  std::map<std::string, Default, std::less<>> defaults;

  bool operator==(const CheckTable &) const = default;
};

// Every field, for base/archive.h.
void fields(auto &archive, Condition &c) { archive(c.column, c.is, c.values, c.parameter); }
void fields(auto &archive, Pattern &p) { archive(p.fact, p.conditions, p.is_absence); }
void fields(auto &archive, Check &c) { archive(c.id, c.breaches, c.ways_out, c.needs, c.rests_on); }
void fields(auto &archive, Default &d) { archive(d.values, d.doubtful); }
void fields(auto &archive, CheckTable &t) { archive(t.checks, t.defaults); }

// The error names file and line.
Result<CheckTable> parse_checks(std::string_view file, std::string_view text);
const Check *find_check(const CheckTable &table, std::string_view id);

// The first parameter that the check asks for and that neither `parameters` nor a default gives in a usable form; "" if
// there is none.
std::string missing_parameter(const CheckTable &table, const Check &check, const Parameters &parameters);

struct CheckResult {
  std::string check;
  Verdict verdict = Verdict::unclear;
  std::vector<std::string> because; // ids of the facts that decide it, or that leave it open
  std::vector<std::string> gaps;    // ids of the gaps that leave it open
  std::string needs;                // the evidence that was not given
  bool is_observed = false;         // a fact that decides it was seen in a run
  bool is_settled = false;          // met since no permission that it rests on is declared, whatever the code does
};
CheckResult evaluate(const CheckTable &table, const Check &check, const Parameters &parameters, const Facts &facts,
                     std::span<const GapRow> gaps);

} // namespace kinsafe
