// A finding's fingerprint says what was found and not where, and what was accepted is told until its day.
#include "report/baseline.h"
#include "tests/norms/rows.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

std::vector<Finding> findings_of(const std::vector<Fact> &list) {
  const Facts facts = facts_of(list);
  return list_findings(judge(facts, {}, shipped_norms(), full_question()), facts);
}

std::vector<std::string> fingerprints_of(const std::vector<Fact> &list) {
  std::vector<std::string> fingerprints;
  for (const Finding &finding : findings_of(list)) fingerprints.push_back(finding.fingerprint);
  return fingerprints;
}

Acceptance accepted(const Finding &finding, std::string expires) {
  return {finding.requirement, finding.fingerprint, "Known.", "Legal", std::move(expires)};
}

TEST(baseline, a_fingerprint_holds_what_was_found_and_not_where) {
  Fact here = permission("READ_CONTACTS"), there = here;
  here.row.evidence = {{"AndroidManifest.xml", "", "", 4, std::nullopt, "declared"}};
  there.row.evidence = {{"AndroidManifest.xml", "", "", 99, std::nullopt, "declared"}};
  EXPECT_FALSE(fingerprints_of({here}).empty());
  EXPECT_EQ(fingerprints_of({here}), fingerprints_of({there}));
  EXPECT_NE(fingerprints_of({here}), fingerprints_of({permission("WRITE_EXTERNAL_STORAGE")}));
}

TEST(baseline, every_finding_of_a_report_has_a_fingerprint_of_its_own) {
  std::vector<std::string> fingerprints = fingerprints_of(
      {permission("READ_CONTACTS"), permission("READ_MEDIA_IMAGES"), flow({}), denial("READ_CONTACTS", "exits"), data_read("contacts", "all")});
  EXPECT_GT(fingerprints.size(), 5u);
  std::ranges::sort(fingerprints);
  EXPECT_TRUE(std::ranges::adjacent_find(fingerprints) == fingerprints.end());
}

TEST(baseline, what_is_not_broken_is_no_finding) { EXPECT_TRUE(findings_of({permission("INTERNET")}).empty()); }

TEST(baseline, an_acceptance_holds_until_its_day) {
  std::vector<Finding> findings = findings_of({permission("READ_CONTACTS")});
  ASSERT_FALSE(findings.empty());
  const Baseline baseline{{accepted(findings[0], "2027-01-01")}};
  EXPECT_TRUE(mark_accepted(findings, baseline, "2026-12-31").empty());
  EXPECT_TRUE(is_accepted(findings[0]));
  findings = findings_of({permission("READ_CONTACTS")});
  mark_accepted(findings, baseline, "2027-01-01");
  EXPECT_FALSE(is_accepted(findings[0]));
  EXPECT_TRUE(findings[0].is_expired);
  EXPECT_TRUE(findings[0].acceptance.has_value()) << "it is said all the same";
}

TEST(baseline, of_two_acceptances_the_later_counts) {
  for (const bool is_later_first : {true, false}) {
    std::vector<Finding> findings = findings_of({permission("READ_CONTACTS")});
    std::vector<Acceptance> both = {accepted(findings[0], "2026-01-01"), accepted(findings[0], "2027-01-01")};
    if (is_later_first) std::ranges::reverse(both);
    mark_accepted(findings, {both}, "2026-06-01");
    EXPECT_TRUE(is_accepted(findings[0]));
  }
}

TEST(baseline, an_acceptance_is_for_its_requirement_and_fingerprint_alone) {
  std::vector<Finding> findings = findings_of({permission("READ_CONTACTS")});
  Acceptance other_requirement = accepted(findings[0], "2027-01-01"), other_print = other_requirement;
  other_requirement.requirement = "CN-PIPL.R7";
  other_print.fingerprint = "0000000000000000";
  EXPECT_EQ(mark_accepted(findings, {{other_requirement, other_print}}, "2026-06-01").size(), 2u);
  EXPECT_FALSE(findings[0].acceptance.has_value());
}

} // namespace
} // namespace kinsafe
