// Rows from outside: each is what its line says, or an error that names the line.
#include "facts/given.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

const std::string sha256(64, 'a');
const std::string header = R"({"sha256": ")" + sha256 + "\"}\n";

std::string problem_of(const std::string &row) {
  const Result<GivenFacts> facts = parse_given_facts("x.jsonl", header + "\n" + row + "\n");
  return facts ? "none" : facts.error().message;
}

TEST(given, a_row_has_the_columns_of_its_fact_and_the_line_as_evidence) {
  const Result<GivenFacts> facts = parse_given_facts(
      "x.jsonl", header + R"({"fact": "terms", "max_apr": 35.9, "min_tenor_days": 61})" + "\r\n\n" +
                     R"({"fact": "coverage", "complete": "yes", "checks": ["TERMS-APR"], "reached": "no"})");
  ASSERT_TRUE(facts.has_value()) << facts.error().message;
  ASSERT_EQ(facts->rows.size(), 2u);
  const GivenRow &terms = facts->rows[0], &coverage = facts->rows[1];
  EXPECT_EQ(terms.kind, FactKind::terms);
  EXPECT_EQ(std::get<std::string>(terms.row.cells[0]), "35.9");
  EXPECT_EQ(std::get<i64>(terms.row.cells[1]), 61);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(terms.row.cells[2])) << "what is left out is not known";
  EXPECT_EQ(terms.row.basis, "observed");
  EXPECT_EQ(terms.row.reached, "yes");
  EXPECT_EQ(coverage.row.reached, "no");
  ASSERT_EQ(coverage.row.evidence.size(), 1u);
  EXPECT_EQ(coverage.row.evidence[0].part, "x.jsonl");
  EXPECT_EQ(coverage.row.evidence[0].line, 4u);
}

TEST(given, a_slip_is_an_error_with_file_and_line) {
  struct Slip {
    const char *row, *says;
  };
  constexpr Slip table[] = {
      {"rumour", "this line is no JSON object"},
      {"[]", "this line is no JSON object"},
      {R"({"fact": "denial")", "this line is no JSON object"},
      {R"({"outcome": "exits"})", "there is no fact ''"},
      {R"({"fact": "rumour"})", "there is no fact 'rumour'"},
      {R"({"fact": 3})", "fact takes a text"},
      {R"({"fact": "denial", "colour": "red"})", "fact denial has no column 'colour'"},
      {R"({"fact": "denial", "outcome": "leaves"})", "column outcome has no value 'leaves'"},
      {R"({"fact": "denial", "outcome": true})", "column outcome takes a text"},
      {R"({"fact": "denial", "witness": []})", "column witness can't be given"},
      {R"({"fact": "denial", "id": "denial-1"})", "fact denial has no column 'id'"},
      {R"({"fact": "denial", "basis": "path"})", "basis can't be 'path'"},
      {R"({"fact": "denial", "reached": "maybe"})", "reached can't be 'maybe'"},
      {R"({"fact": "denial", "sha256": "abc"})", "sha256 is 64 hexadecimal digits"},
      {R"({"fact": "coverage", "checks": "TERMS-APR"})", "column checks takes a list of texts"},
      {R"({"fact": "coverage", "checks": [3]})", "column checks takes a list of texts"},
      {R"({"fact": "terms", "min_tenor_days": 60.5})", "column min_tenor_days takes an integer"},
      {R"({"fact": "terms", "min_tenor_days": 18446744073709551615})", "column min_tenor_days takes an integer"},
      {R"({"fact": "terms", "max_apr": "about 36"})", "column max_apr has no value 'about 36'"},
      {R"({"fact": "terms", "max_apr": 1e300})", "column max_apr has no value"},
  };
  for (const Slip &row : table) {
    const std::string problem = problem_of(row.row);
    EXPECT_TRUE(problem.starts_with("x.jsonl:3: ")) << row.row << ": " << problem;
    EXPECT_NE(problem.find(row.says), std::string::npos) << problem;
  }
}

TEST(given, a_row_must_say_which_package_it_is_about) {
  const Result<GivenFacts> facts = parse_given_facts("x.jsonl", R"({"fact": "terms"})");
  ASSERT_FALSE(facts.has_value());
  EXPECT_EQ(facts.error().message, "x.jsonl:1: no package is named: give its sha256 here or in a line before");
}

TEST(given, rows_of_another_package_are_refused_and_add_nothing) {
  const std::string own = R"({"fact": "terms", "sha256": ")" + std::string(64, 'B') + "\"}\n";
  const GivenFacts given = parse_given_facts("x.jsonl", header + R"({"fact": "terms"})" + "\n" + own).value();
  Facts facts;
  const Result<void> added = add_given(given, sha256, facts);
  ASSERT_FALSE(added.has_value());
  EXPECT_TRUE(added.error().is_of_request);
  EXPECT_TRUE(added.error().message.starts_with("x.jsonl:3: this row is about another package")) << added.error().message;
  EXPECT_TRUE(facts.of(FactKind::terms).empty());
}

TEST(given, rows_that_fit_get_ids_among_those_that_are_there) {
  const GivenFacts given = parse_given_facts("x.jsonl", header + R"({"fact": "policy_recipient", "company": "A"})").value();
  Facts facts;
  ASSERT_TRUE(add_given(given, sha256, facts).has_value());
  ASSERT_EQ(facts.of(FactKind::policy_recipient).size(), 1u);
  EXPECT_TRUE(facts.of(FactKind::policy_recipient)[0].id.starts_with("policy_recipient-"));
}

TEST(millionths, a_number_is_compared_as_it_was_written) {
  EXPECT_EQ(millionths_of("36"), 36'000'000);
  EXPECT_EQ(millionths_of("35.99"), 35'990'000);
  EXPECT_EQ(millionths_of("-0.5"), -500'000);
  EXPECT_EQ(millionths_of("999999999999.999999"), 999'999'999'999'999'999);
  for (const char *text : {"", "-", ".5", "5.", "1e3", "1,5", "0x10", " 1", "1 ", "+1", "1.2345678", "1234567890123", "nan"})
    EXPECT_EQ(millionths_of(text), std::nullopt) << text;
}

} // namespace
} // namespace kinsafe
