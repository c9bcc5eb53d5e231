// From files to findings: what records show beside single contacts. tests/cli/conduct_test.py holds the cases one by one; this one
// runs under the sanitizers.
#include "conduct/holidays.h"
#include "conduct/intake.h"
#include "import_rows.h"
#include "store_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace kinsafe {
namespace {

namespace fs = std::filesystem;

TEST(Beside, each_finding_goes_back_to_the_row_that_shows_it) {
  const fs::path folder = fs::temp_directory_path() / ("kinsafe-beside-" + std::to_string(::getpid()));
  fs::remove_all(folder);
  fs::create_directories(folder);
  const auto store = Store::open((folder / "store").string(), true).value();
  const auto take = [&](const std::string &name, std::string_view rows) {
    const std::string path = (folder / name).string();
    std::ofstream(path) << rows;
    IntakeOptions options;
    options.given.zone = "Asia/Shanghai";
    const Result<Intake> taken = take_in(*store, path, options);
    ASSERT_TRUE(taken) << taken.error().message;
    ASSERT_EQ(taken->counts.quarantined, 0u);
  };
  take("loans.csv", "event,borrower,debt,number,zone,from\ndue,B1,D1,13800000001,Asia/Shanghai,2026-03-01\n");
  take("contacts.csv", "party,borrower,person,number,agency\nnamed_contact,B1,p3,13800000003,A\nguarantor,B1,p4,13800000004,A\n");
  take("stops.csv", "kind,borrower,number,agency,scope,at,answered\n"
                    "negotiation,B1,,,,2026-06-01 10:00:00,2026-06-11 10:00:00\n"
                    "negotiation,,13899999999,,,2026-06-01 10:00:00,2026-06-02 10:00:00\n"
                    "authorised,B1,,,call,2026-01-01,\n"
                    "registered,,02163600100,A,call,2026-01-01,\n");
  take("calls.csv", "time,direction,ours,theirs,outcome,borrower,agency,recording\n"
                    "2026-11-02 10:00:00,out,02163600100,13800000001,answered,B1,A,r.wav\n"
                    "2026-11-03 10:00:00,out,13912345678,13800000001,answered,B1,A,\n");
  take("messages.csv", "time,direction,theirs,text,borrower\n2026-11-02 10:00:00,out,13800000001,x,B1\n2026-11-02 10:00:00,out,13899999999,x,\n");

  CheckOptions options;
  options.question.date = "2026-11-24";
  options.question.jurisdictions = {"CN", "TW", "CO"};
  options.question.lending = "yes";
  options.question.about = {"app", "collection"};
  options.calendar = read_calendar("days.txt", "covers 2026-06-01..2026-06-30\n").value();
  const ConductResult result = check_conduct(*store, shipped_norms(), options).value();
  std::set<std::string> found;
  for (const Row &row : result.facts.of(FactKind::contact_finding)) {
    const auto say = [&](std::string_view column) { return text_of(FactKind::contact_finding, row, column); };
    if (say("proven") == "yes") found.insert(say("requirement") + " " + say("kind") + " " + std::get<std::vector<std::string>>(row.cells[13])[0]);
  }
  for (const std::string_view expected : {"CN-GBT-45251-2025.R9 late_answer stops.csv:2", "CN-CARD-2011.R2 not_recorded calls.csv:3", "TW-FI-OUTSOURCING.R1 provenance contacts.csv:2",
                                          "CO-LEY-2300-2023.R1 channel messages.csv:2", "CN-CBA-2026.R5 channel calls.csv:3"})
    EXPECT_TRUE(found.contains(std::string(expected))) << expected;
  for (const std::string_view check : {"late_answer", "not_recorded", "provenance"})
    EXPECT_EQ(std::ranges::count_if(found, [&](const std::string &each) { return each.contains(" " + std::string(check) + " "); }), 1) << check;
  fs::remove_all(folder);
}

} // namespace
} // namespace kinsafe
