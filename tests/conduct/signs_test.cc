// What contacts show besides the rules of norms: numbers that rotate, strangers of many borrowers, debts that were closed; and
// rules of a house on templates.
#include "conduct/house.h"
#include "conduct/importing.h"
#include "store_fixture.h"

namespace kinsafe {
namespace {

class Signs : public WithStore {
protected:
  std::unique_ptr<Importing> start(std::string file) {
    Source source;
    source.file = file, source.sha256 = file, source.profile = "test", source.zone = "Asia/Manila";
    return Importing::start(*store_, std::move(source), Zone::find("Asia/Manila"), "PH", [](std::string_view, Party) {
             SaidText said;
             said.findings.push_back({0, 0, "COLLECT-DISCLOSE", "test-pay", "pay", 0, 3});
             said.asks_payment = true;
             return said;
           }).value();
  }
  static EventRow call(u64 row, WrittenTime time, std::string_view borrower, std::string_view theirs, Party party) {
    EventRow event;
    event.row = row, event.time = time, event.borrower = borrower, event.theirs = theirs, event.party = party;
    event.medium = Medium::call, event.direction = Direction::out, event.outcome = Outcome::answered, event.purpose = Purpose::collect;
    return event;
  }

  ConductResult check(std::string_view limits = "", std::string_view place = "PH") {
    NormPack pack = shipped_norms();
    if (!limits.empty()) pack = with_house_rules(pack, "limits.yaml", limits, place).value();
    CheckOptions options;
    options.question.date = "2026-11-24", options.question.jurisdictions = {std::string(place)}, options.question.lending = "yes", options.question.about = {"app", "collection"};
    return check_conduct(*store_, pack, options).value();
  }
  static std::vector<const Row *> of_kind(const ConductResult &result, std::string_view kind) {
    std::vector<const Row *> rows;
    for (const Row &row : result.facts.of(FactKind::contact_finding))
      if (text_of(FactKind::contact_finding, row, "kind") == kind) rows.push_back(&row);
    return rows;
  }
  static std::string say(const Row *row, std::string_view column) { return text_of(FactKind::contact_finding, *row, column); }
  static std::string first_row(const Row *row) { return std::get<std::vector<std::string>>(row->cells[13]).at(0); }
};

TEST_F(Signs, five_numbers_to_one_person_within_a_day_rotate) {
  {
    const auto importing = start("calls.csv");
    for (u64 i = 0; i < 5; ++i) {
      EventRow event = call(i + 1, at("2026-04-01", 9 + static_cast<i32>(i)), "b1", "09170000001", Party::debtor);
      const std::string ours = "02855000" + std::to_string(10 + i);
      event.ours = ours;
      importing->add(event);
      EventRow other = call(i + 11, at("2026-04-0" + std::to_string(i + 1), 9), "b2", "09170000002", Party::debtor); // as many, days apart
      other.ours = ours;
      importing->add(other);
    }
    ASSERT_TRUE(importing->commit(true));
  }
  const ConductResult result = check();
  const auto found = of_kind(result, "rotating_numbers");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(say(found[0], "check"), "COLLECT-IDENTITY");
  EXPECT_EQ(say(found[0], "proven"), "unclear");
  EXPECT_EQ(say(found[0], "count"), "5");
  EXPECT_EQ(say(found[0], "limit"), "4");
}

TEST_F(Signs, a_stranger_called_for_three_borrowers_is_shown_a_guarantor_is_not) {
  {
    const auto importing = start("calls.csv");
    for (u64 i = 0; i < 3; ++i) {
      const std::string borrower = "b" + std::to_string(i);
      importing->add(call(i + 1, at("2026-04-01", 9 + static_cast<i32>(i)), borrower, "09170000009", Party::address_book));
      importing->add(call(i + 11, at("2026-04-02", 9), borrower, "09170000008", Party::guarantor));
      if (i < 2) importing->add(call(i + 21, at("2026-04-02", 10), borrower, "09170000007", Party::address_book));
    }
    ASSERT_TRUE(importing->commit(true));
  }
  const ConductResult result = check();
  const auto found = of_kind(result, "many_borrowers");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(say(found[0], "check"), "COLLECT-THIRD-PARTY");
  EXPECT_EQ(say(found[0], "count"), "3");
  EXPECT_EQ(first_row(found[0]), "calls.csv:1");
  EXPECT_EQ(say(found[0], "proven"), "unclear");
}

TEST_F(Signs, to_ask_for_a_debt_that_was_closed_is_a_sign_of_deceit) {
  {
    const auto importing = start("loans.csv");
    for (const std::string_view debt : {"d1", "d2"}) {
      LoanRow loan;
      loan.row = debt == "d1" ? 2 : 3, loan.event = debt == "d1" ? LoanEvent::closed : LoanEvent::due, loan.borrower = "b1", loan.debt = debt, loan.zone = "Asia/Manila";
      loan.from = on("2026-03-01");
      importing->add(loan);
    }
    ASSERT_TRUE(importing->commit(true));
  }
  {
    const auto importing = start("messages.csv");
    for (u64 row = 2; row < 5; ++row) {
      EventRow event = call(row, at(row == 3 ? "2026-03-01" : "2026-03-05", 10), "b1", "09170000001", Party::debtor);
      event.medium = Medium::sms, event.outcome = Outcome::delivered, event.text = "pay", event.debt = row == 4 ? "d2" : "d1"; // 3: on the day itself; 4: another debt
      importing->add(event);
    }
    ASSERT_TRUE(importing->commit(true));
  }
  const ConductResult result = check();
  const auto found = of_kind(result, "closed_debt");
  ASSERT_FALSE(found.empty());
  for (const Row *row : found) {
    EXPECT_EQ(say(row, "check"), "COLLECT-DECEIVE");
    EXPECT_EQ(first_row(row), "messages.csv:2");
    EXPECT_EQ(say(row, "proven"), "unclear") << "what the words mean is for people";
  }
}

TEST_F(Signs, a_house_rule_on_templates_is_judged_by_their_ids) {
  {
    const auto importing = start("messages.csv");
    for (u64 row = 2; row < 5; ++row) {
      EventRow event = call(row, at("2026-03-05", 10, static_cast<i32>(row)), "b1", "09170000001", Party::debtor);
      event.medium = Medium::sms, event.outcome = Outcome::delivered, event.template_id = row == 2 ? "T1" : row == 3 ? "T9" : "";
      importing->add(event);
    }
    importing->add(call(5, at("2026-03-05", 11), "b1", "09170000001", Party::debtor)); // a call has none
    ASSERT_TRUE(importing->commit(true));
  }
  const ConductResult result = check("- {id: HOUSE.R1, words: Approved texts only., checks: [COLLECT-CONTENT], params: {approved_templates: [T1, T2]}}\n");
  const auto found = of_kind(result, "template");
  ASSERT_EQ(found.size(), 2u);
  for (const Row *row : found) {
    EXPECT_EQ(say(row, "requirement"), "HOUSE.R1");
    EXPECT_EQ(first_row(row), say(row, "proven") == "yes" ? "messages.csv:3" : "messages.csv:4");
  }
}

TEST_F(Signs, who_was_named_later_was_no_named_contact_yet) {
  {
    const auto importing = start("people.csv");
    for (const std::string_view number : {"09170000002", "09170000003"}) {
      PersonRow person;
      person.row = 2, person.party = Party::named_contact, person.borrower = "b1", person.number = number, person.has_consent_field = true;
      person.named = on(number.ends_with('2') ? "2026-04-10" : "2026-03-10");
      importing->add(person);
    }
    ASSERT_TRUE(importing->commit(true));
  }
  {
    const auto importing = start("calls.csv");
    importing->add(call(2, at("2026-04-01", 10), "b1", "09170000002", Party::unknown)); // before she was named
    importing->add(call(3, at("2026-04-01", 11), "b1", "09170000003", Party::unknown));
    ASSERT_TRUE(importing->commit(true));
  }
  const ConductResult result = check("- {id: HOUSE.R1, words: Contacts agree first., checks: [CONTACT-CONSENT]}\n");
  const auto found = of_kind(result, "consent");
  ASSERT_EQ(found.size(), 2u);
  for (const Row *row : found) EXPECT_EQ(first_row(row), say(row, "proven") == "yes" ? "calls.csv:3" : "calls.csv:2");
}

} // namespace
} // namespace kinsafe
