// What a source has a field for is told by its header or its schema, if no row ever fills it.
#include "tests/conduct/import_rows.h"

namespace kinsafe {
namespace {

using Known = std::set<std::string>;

Known known_in(std::string_view content, Profile given = {}) { return import_text(content, std::move(given)).rows.known; }

TEST(import_fields, of_frappe) {
  EXPECT_EQ(known_in("name,applicant,loan_product,status,days_past_due,modified,closure_date\nLN-1,C1,P,Disbursed,,2024-03-05 02:00:00,\n"), (Known{"state", "closed"}));
  EXPECT_EQ(known_in("loan,posting_date,days_past_due\nLN-1,2024-03-05,\n"), Known{"state"});
  EXPECT_EQ(known_in("loan,payment_date,total_payment\n"), Known{"due"});
  EXPECT_EQ(known_in(R"({"loan": "LN-1", "repayment_schedule": []})"), Known{"due"});
}

TEST(import_fields, of_fineract) {
  EXPECT_EQ(known_in(R"({"accountNo": "7", "timeline": {}, "delinquent": {"delinquencyPausePeriods": null}})"), (Known{"closed", "pause"}));
  EXPECT_EQ(known_in(R"({"accountNo": "7", "timeline": {}, "delinquent": {}})"), Known{"closed"}) << "a version that knows no pauses";
  EXPECT_EQ(known_in(R"({"accountNo": "7", "timeline": {}, "repaymentSchedule": {"periods": []}})"), (Known{"closed", "due", "paid"}));
  // In Avro all fields of the schema are there.
  EXPECT_EQ(import_file(fixture("fineract_loans.avro")).rows.known, (Known{"closed", "due", "paid", "pause"}));
  for (const char *const events : {"fineract_events.avro", "fineract_events.jsonl"})
    EXPECT_EQ(import_file(fixture(events)).rows.known, Known{}) << "the loan of which no such event came may have any of it";
}

TEST(import_fields, of_our_own_tables) {
  EXPECT_EQ(known_in("event,borrower,debt,from,days_past_due,occasion\nstate,B1,L1,2024-03-05,,\n"), (Known{"state", "occasion"}));
  EXPECT_EQ(known_in("event,borrower,debt,from\nstate,B1,L1,2024-03-05\n"), Known{}) << "words that a column may hold are no fields";
  EXPECT_EQ(known_in("borrower,number,scope,at\n"), Known{"stop"});
  EXPECT_EQ(known_in("kind,borrower,number,scope,at\n"), Known{});
}

TEST(import_fields, of_the_words_that_a_profile_knows) {
  Profile loans;
  loans.format = "kinsafe-loans";
  loans.columns = {{"event", "What"}, {"debt", "Loan"}, {"from", "On"}};
  loans.values = {{"event", {{"MORATORIUM", "pause"}, {"SKIP TRACE", "lost"}}}};
  EXPECT_EQ(known_in("What,Loan,On\nMORATORIUM,L1,2024-03-05\n", loans), (Known{"pause", "lost"}));
  Profile requests;
  requests.format = "kinsafe-stops";
  requests.columns = {{"kind", "What"}, {"debt", "Loan"}, {"at", "On"}};
  requests.values = {{"kind", {{"DNC", "stop"}, {"THIRD PARTY", "refusal"}}}};
  EXPECT_EQ(known_in("What,Loan,On\n", requests), (Known{"stop", "refusal"}));
}

TEST(import_fields, calls_and_people_say_nothing_of_loans) {
  for (const char *const name : {"mo9_contacts.csv", "mo9_calls.csv", "mman_records.csv", "mman_numbers.csv", "own_calls.csv", "own_contacts.csv"})
    EXPECT_EQ(import_file(fixture(name)).rows.known, Known{}) << name;
}

} // namespace
} // namespace kinsafe
