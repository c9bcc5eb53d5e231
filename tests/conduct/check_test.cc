// From rows to findings: a small store, taken in row by row, and what a check says of it.
#include "conduct/importing.h"
#include "store_fixture.h"

#include <filesystem>
#include <random>

namespace kinsafe {
namespace {

namespace fs = std::filesystem;

class Conduct : public WithStore {
protected:
  std::unique_ptr<Importing> start(std::string file) {
    Source source;
    source.file = file, source.sha256 = file, source.profile = "test", source.zone = "Asia/Shanghai";
    return Importing::start(*store_, std::move(source), Zone::find("Asia/Shanghai"), "CN", {}).value();
  }
  static EventRow call(u64 row, WrittenTime time, std::string_view number, Outcome outcome = Outcome::answered) {
    EventRow event;
    event.row = row, event.time = time, event.theirs = number, event.medium = Medium::call, event.direction = Direction::out, event.outcome = outcome, event.collector = "8001";
    return event;
  }

  // A loan of borrower b1, due on 1 March 2026; he, his mother whom he named, and a friend from the address book.
  void add_case() {
    const auto importing = start("case.csv");
    importing->knows(LoanEvent::due);
    LoanRow loan;
    loan.row = 2, loan.event = LoanEvent::due, loan.borrower = "b1", loan.debt = "d1", loan.zone = "Asia/Shanghai", loan.number = "13800000001", loan.from = on("2026-03-01");
    importing->add(loan);
    PersonRow mother;
    mother.row = 3, mother.party = Party::named_contact, mother.borrower = "b1", mother.number = "13800000002", mother.relation = "mother";
    importing->add(mother);
    PersonRow friend_;
    friend_.row = 4, friend_.party = Party::address_book, friend_.borrower = "b1", friend_.number = "+86 138 0000 0003";
    importing->add(friend_);
    importing->count(4);
    ASSERT_TRUE(importing->commit(true));
  }

  ConductResult check(std::vector<std::string> places = {"CN"}, unsigned threads = 1, size_t bytes_at_once = 1 << 20) {
    CheckOptions options;
    options.question.date = "2026-11-24";
    options.question.jurisdictions = std::move(places);
    options.question.lending = "yes";
    options.question.about = {"app", "collection"};
    options.threads = threads;
    options.most_bytes_at_once = bytes_at_once;
    return check_conduct(*store_, shipped_norms(), options).value();
  }

  // Findings of a requirement with an answer: how many, and the first one's cell.
  static std::vector<const Row *> findings(const ConductResult &result, std::string_view requirement, std::string_view proven) {
    std::vector<const Row *> rows;
    for (const Row &row : result.facts.of(FactKind::contact_finding))
      if (text_of(FactKind::contact_finding, row, "requirement") == requirement && text_of(FactKind::contact_finding, row, "proven") == proven) rows.push_back(&row);
    return rows;
  }
};

TEST_F(Conduct, a_call_at_night_is_found_with_its_row) {
  add_case();
  const auto importing = start("calls.csv");
  importing->add(call(7, at("2026-04-01", 23), "138-0000-0001"));
  importing->add(call(8, at("2026-04-02", 10), "13800000001"));
  ASSERT_TRUE(importing->commit(true));
  const ConductResult result = check();
  const auto found = findings(result, "CN-GBT-45251-2025.R3", "yes");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(text_of(FactKind::contact_finding, *found[0], "time"), "2026-04-01T23:00:00+08:00");
  EXPECT_EQ(text_of(FactKind::contact_finding, *found[0], "party"), "debtor");
  EXPECT_EQ(std::get<std::vector<std::string>>(found[0]->cells[13]), std::vector<std::string>{"calls.csv:7"});
  EXPECT_EQ(result.counts.contacts, 2u);
  EXPECT_EQ(result.counts.people_contacted, 0u);
}

TEST_F(Conduct, who_was_never_named_is_counted_and_found) {
  add_case();
  const auto importing = start("calls.csv");
  importing->add(call(1, at("2026-04-01", 10), "13800000003"));
  importing->add(call(2, at("2026-04-01", 11), "13800000002"));
  importing->add(call(3, at("2026-04-01", 12), "13800000099"));
  ASSERT_TRUE(importing->commit(true));
  const ConductResult result = check();
  EXPECT_EQ(result.counts.people_contacted, 3u);
  EXPECT_EQ(result.counts.never_named, 1u);
  EXPECT_EQ(result.counts.provenance_unknown, 1u); // nobody knows whose the third number is
  // The pact allows nobody beside those who owe.
  const auto found = findings(result, "CN-NIFA-PACT-2018.R1", "yes");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(text_of(FactKind::contact_finding, *found[0], "kind"), "never_named");
  EXPECT_EQ(text_of(FactKind::contact_finding, *found[1], "kind"), "no_right");
  EXPECT_EQ(findings(result, "CN-NIFA-PACT-2018.R1", "unclear").size(), 1u);
}

TEST_F(Conduct, a_named_contact_before_the_due_date_breaks_the_guide) {
  add_case();
  const auto importing = start("calls.csv");
  EventRow early = call(1, at("2026-02-20", 10), "13800000002"), late = call(2, at("2026-04-01", 10), "13800000002");
  early.purpose = late.purpose = Purpose::collect;
  importing->add(early), importing->add(late);
  ASSERT_TRUE(importing->commit(true));
  const ConductResult result = check();
  const auto found = findings(result, "CN-TC260-PG-20191A.R3", "yes");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(text_of(FactKind::contact_finding, *found[0], "time"), "2026-02-20T10:00:00+08:00");
}

TEST_F(Conduct, a_fourth_connected_call_of_a_day_is_over_the_cap) {
  add_case();
  const auto importing = start("calls.csv");
  for (u64 i = 0; i < 5; ++i) importing->add(call(i + 1, at("2026-04-01", static_cast<i32>(9 + i)), "13800000001", i == 1 ? Outcome::rang : Outcome::answered));
  ASSERT_TRUE(importing->commit(true));
  const ConductResult result = check();
  const auto found = findings(result, "CN-GBT-45251-2025.R4", "yes");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(text_of(FactKind::contact_finding, *found[0], "count"), "4");
  EXPECT_EQ(text_of(FactKind::contact_finding, *found[0], "limit"), "3");
  EXPECT_EQ(text_of(FactKind::contact_finding, *found[0], "window"), "2026-04-01/2026-04-01");
}

TEST_F(Conduct, the_same_for_any_threads_and_passes) {
  add_case();
  const auto importing = start("calls.csv");
  for (u64 i = 0; i < 3'000; ++i) {
    const std::string number = "1390000" + std::to_string(1000 + i % 97);
    EventRow event = call(i + 1, at("2026-04-01", static_cast<i32>(i % 24), static_cast<i32>(i % 60)), number, static_cast<Outcome>(1 + i % 6));
    const std::string borrower = i % 3 == 0 ? "" : "c" + std::to_string(i % 41);
    event.borrower = borrower;
    event.party = static_cast<Party>(i % 10);
    importing->add(event);
  }
  ASSERT_TRUE(importing->commit(true));
  const ConductResult one = check({"CN", "US", "CO"});
  for (const auto &[threads, at_once] : {std::pair(4u, size_t{1} << 20), std::pair(1u, size_t{0}), std::pair(3u, size_t{2'000})}) {
    const ConductResult other = check({"CN", "US", "CO"}, threads, at_once);
    for (size_t kind = 0; kind < fact_kinds; ++kind) {
      ASSERT_EQ(one.facts.rows[kind].size(), other.facts.rows[kind].size()) << kind;
      for (size_t i = 0; i < one.facts.rows[kind].size(); ++i) ASSERT_EQ(one.facts.rows[kind][i].id, other.facts.rows[kind][i].id);
    }
    EXPECT_EQ(one.counts.contacts, other.counts.contacts);
    EXPECT_EQ(one.episodes, other.episodes);
  }
  EXPECT_EQ(one.counts.contacts, 3'000u);
  EXPECT_GT(one.facts.of(FactKind::contact_finding).size(), 100u);
}

TEST_F(Conduct, calls_to_many_relatives_within_a_day_are_one_episode) {
  add_case();
  const auto importing = start("calls.csv");
  for (u64 i = 0; i < 6; ++i) {
    const std::string number = "1391111000" + std::to_string(i);
    EventRow event = call(i + 1, at("2026-04-01", static_cast<i32>(9 + i)), number);
    event.borrower = "b1";
    importing->add(event);
  }
  importing->add(call(7, at("2026-04-09", 9), "13800000001"));
  ASSERT_TRUE(importing->commit(true));
  const ConductResult result = check();
  ASSERT_EQ(result.episodes, 1u);
  const Row &episode = result.facts.of(FactKind::episode)[0];
  EXPECT_EQ(text_of(FactKind::episode, episode, "people"), "6");
  EXPECT_EQ(text_of(FactKind::episode, episode, "to_others"), "6");
  EXPECT_EQ(text_of(FactKind::episode, episode, "start"), "2026-04-01T09:00:00+08:00");
  EXPECT_EQ(std::get<std::vector<std::string>>(episode.cells[9]), (std::vector<std::string>{"1", "1", "1", "1", "1", "1"}));
}

TEST_F(Conduct, an_import_goes_on_behind_what_was_committed) {
  {
    const auto importing = start("calls.csv");
    importing->add(call(1, at("2026-04-01", 9), "13800000001"));
    importing->count(1);
    ASSERT_TRUE(importing->commit(false));
    importing->add(call(2, at("2026-04-01", 10), "13800000001")); // never committed
  }
  store_.reset();
  store_ = Store::open(folder_.string(), false).value();
  EXPECT_FALSE(store_->sources()[0].is_whole);
  const auto importing = start("calls.csv");
  EXPECT_EQ(importing->rows_before(), 1u);
  importing->add(call(2, at("2026-04-01", 10), "13800000001"));
  importing->count(2);
  ASSERT_TRUE(importing->commit(true));
  const ConductResult result = check();
  EXPECT_EQ(result.counts.contacts, 2u);
  EXPECT_TRUE(store_->sources()[0].is_whole);
}

TEST_F(Conduct, no_number_leaves_the_import_as_it_was_written) {
  add_case();
  const auto importing = start("calls.csv");
  EventRow visit = call(1, at("2026-04-01", 9), "13800000003");
  visit.place = "12 Quiet Lane", visit.relation = "aunt Mary Quiet Lane", visit.person = "Mary Quiet Lane";
  importing->add(visit);
  ASSERT_TRUE(importing->commit(true));
  store_.reset();
  for (const auto &entry : fs::directory_iterator(folder_)) {
    const Result<MappedFile> file = map_file(entry.path().string());
    if (!file) continue;
    EXPECT_EQ(as_text(file->bytes()).find("13800000003"), std::string_view::npos) << entry.path();
    EXPECT_EQ(as_text(file->bytes()).find("8613800000003"), std::string_view::npos) << entry.path();
    EXPECT_EQ(as_text(file->bytes()).find("Quiet Lane"), std::string_view::npos) << entry.path();
  }
  store_ = Store::open(folder_.string(), false).value();
  EXPECT_EQ(store_->words(WordKind::number)->back().shown, "138****0003");
}

TEST_F(Conduct, words_are_held_against_norms_of_their_day) {
  const auto importing = [&](std::string file, std::string_view day) {
    Source source;
    source.file = file, source.sha256 = file, source.profile = "test", source.zone = "Asia/Shanghai";
    const auto read = [](std::string_view, Party) {
      SaidText said;
      TextFinding finding;
      finding.check = "COLLECT-DISCLOSE", finding.rule = "rule", finding.quote = "quote";
      said.findings.push_back(finding);
      return said;
    };
    const auto one = Importing::start(*store_, std::move(source), Zone::find("Asia/Shanghai"), "CN", read).value();
    EventRow event = call(1, at(day, 10), "13800000003");
    event.medium = Medium::sms, event.text = "text", event.outcome = Outcome::delivered;
    one->add(event);
    ASSERT_TRUE(one->commit(true));
  };
  add_case();
  importing("early.csv", "2019-03-05");
  importing("late.csv", "2026-10-05");
  const ConductResult result = check();
  const auto found = findings(result, "CN-CBA-2026.R6", "yes");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(std::get<std::vector<std::string>>(found[0]->cells[13]), std::vector<std::string>{"late.csv:1"});
}

TEST_F(Conduct, a_norm_that_was_not_in_force_is_not_kept) {
  add_case();
  const auto importing = start("calls.csv");
  importing->add(call(1, at("2018-04-01", 10), "13800000001"));
  ASSERT_TRUE(importing->commit(true));
  const ConductResult result = check();
  for (const Row &row : result.facts.of(FactKind::coverage))
    if (text_of(FactKind::coverage, row, "requirement") == "CN-GBT-45251-2025.R3") {
      EXPECT_EQ(text_of(FactKind::coverage, row, "complete"), "no");
    }
}

// What the batch makes of a case, the step does of its contacts one by one.
TEST_F(Conduct, a_store_gives_the_reasons_that_single_steps_give) {
  add_case();
  const Zone *zone = Zone::find("Asia/Shanghai");
  CaseFile file;
  file.persons = {{.party = Party::debtor, .zones = {zone}}, {.party = Party::named_contact}, {.party = Party::address_book}};
  Debt debt;
  debt.has_due = true, debt.dues = {*day_of("2026-03-01")};
  file.debts = {debt};
  std::vector<Contact> contacts;
  const auto importing = start("calls.csv");
  u32 state = 12345;
  const auto pick = [&](u32 below) { return (state = state * 1'664'525 + 1'013'904'223) / 65'536 % below; };
  constexpr std::string_view numbers[] = {"13800000001", "13800000002", "13800000003"};
  i64 wall = i64{day_of("2026-02-20").value()} * seconds_of_day;
  for (u64 i = 0; i < 400; ++i) {
    wall += pick(9'000);
    EventRow row;
    row.row = i + 1, row.time = {wall, true, false}, row.direction = pick(8) == 0 ? Direction::in : Direction::out;
    const u32 person = pick(3);
    row.theirs = numbers[person];
    row.medium = pick(4) == 0 ? Medium::sms : Medium::call;
    row.outcome = row.medium == Medium::sms ? Outcome::delivered : static_cast<Outcome>(1 + pick(7));
    row.purpose = static_cast<Purpose>(pick(4));
    importing->add(row);
    Contact contact;
    contact.time = wall - 8 * 3600, contact.person = person, contact.number = person, contact.medium = row.medium, contact.direction = row.direction, contact.outcome = row.outcome, contact.purpose = row.purpose;
    contacts.push_back(contact);
  }
  ASSERT_TRUE(importing->commit(true));
  file.covered = {{zone->at(contacts.front().time).day + 1, zone->at(contacts.back().time).day - 1}};
  Rules rules;
  for (const Norm &norm : shipped_norms().norms)
    for (const Requirement &requirement : norm.requirements)
      if (norm.jurisdiction == "CN" && requirement.judged) {
        const Rules read = rules_of(norm, requirement).value();
        rules.insert(rules.end(), read.begin(), read.end());
      }
  const RuleFold fold{rules, file};
  State steps(fold);
  std::map<std::pair<std::string, std::string>, std::pair<u64, u64>> stepped, batch; // proven and open, by requirement and check
  for (const Contact &contact : contacts) {
    std::vector<Reason> reasons;
    steps.step(fold, contact, reasons);
    for (const Reason &reason : reasons) {
      auto &[proven, open] = stepped[{rules[reason.rule].requirement, rules[reason.rule].check}];
      ++(reason.proven == Tri::yes ? proven : open);
    }
  }
  const ConductResult result = check();
  for (const ConductCounts::Rule &rule : result.counts.rules)
    if (rule.proven + rule.open > 0) batch[{rule.requirement, rule.check}] = {rule.proven, rule.open};
  EXPECT_EQ(batch, stepped);
  EXPECT_GT(stepped.size(), 10u);
}

// What a second reader found: each proved a breach that the rows do not show, or hid one.
TEST_F(Conduct, debts_without_a_borrower_are_cases_of_their_own) {
  {
    const auto importing = start("loans.csv");
    for (u64 i = 0; i < 8; ++i) {
      const std::string debt = "d" + std::to_string(i), number = "1370000000" + std::to_string(i);
      LoanRow loan;
      loan.row = i + 1, loan.event = LoanEvent::due, loan.debt = debt, loan.number = number, loan.zone = "Asia/Shanghai", loan.from = on("2026-03-01");
      importing->add(loan);
    }
    ASSERT_TRUE(importing->commit(true));
  }
  const auto importing = start("calls.csv");
  for (u64 i = 0; i < 8; ++i) {
    const std::string number = "1370000000" + std::to_string(i);
    importing->add(call(i + 1, at("2026-04-01", static_cast<i32>(9 + i)), number));
  }
  EventRow masked = call(20, at("2026-04-01", 10), "");
  masked.party = Party::debtor;
  for (u64 i = 0; i < 8; ++i) masked.row = 20 + i, importing->add(masked);
  ASSERT_TRUE(importing->commit(true));
  const ConductResult result = check();
  EXPECT_TRUE(findings(result, "CN-GBT-45251-2025.R4", "yes").empty());
  EXPECT_EQ(result.counts.cases, 9u); // of what names nobody one
}

TEST_F(Conduct, an_instalment_that_was_paid_does_not_settle_the_next) {
  {
    const auto importing = start("loans.csv");
    LoanRow loan;
    loan.borrower = "b1", loan.debt = "d1", loan.zone = "Asia/Shanghai";
    u64 row = 0;
    for (const auto &[event, day] : {std::pair(LoanEvent::due, "2026-02-01"), std::pair(LoanEvent::paid, "2026-02-01"), std::pair(LoanEvent::due, "2026-03-01"), std::pair(LoanEvent::due, "2026-04-01")})
      loan.row = ++row, loan.event = event, loan.from = on(day), importing->add(loan);
    PersonRow mother;
    mother.row = 9, mother.party = Party::named_contact, mother.borrower = "b1", mother.number = "13800000002";
    importing->add(mother);
    ASSERT_TRUE(importing->commit(true));
  }
  const auto importing = start("calls.csv");
  EventRow before = call(1, at("2026-02-20", 10), "13800000002"), overdue = call(2, at("2026-03-20", 10), "13800000002");
  before.purpose = overdue.purpose = Purpose::collect;
  importing->add(before), importing->add(overdue);
  ASSERT_TRUE(importing->commit(true));
  const ConductResult result = check();
  EXPECT_EQ(findings(result, "CN-TC260-PG-20191A.R3", "yes").size(), 1u); // between the two nothing is overdue
}

// What a payment settled is not known: whether the debt is overdue afterwards is open, and nothing is proven either way.
TEST_F(Conduct, a_payment_that_may_settle_an_instalment_leaves_it_open) {
  add_case(); // due on 1 March
  {
    const auto importing = start("payments.csv");
    LoanRow loan;
    loan.row = 2, loan.event = LoanEvent::payment, loan.borrower = "b1", loan.debt = "d1", loan.from = on("2026-03-10");
    importing->add(loan);
    ASSERT_TRUE(importing->commit(true));
  }
  {
    const auto importing = start("calls.csv");
    for (const auto &[row, day] : {std::pair(2u, "2026-03-05"), std::pair(3u, "2026-03-20")}) { // overdue for certain; perhaps not any more
      EventRow event = call(row, at(day, 10), "13800000002");
      event.purpose = Purpose::collect;
      importing->add(event);
    }
    ASSERT_TRUE(importing->commit(true));
  }
  const ConductResult result = check();
  std::vector<std::string> open;
  for (const Row *row : findings(result, "CN-TC260-PG-20191A.R3", "unclear")) open.push_back(std::get<std::vector<std::string>>(row->cells[13])[0]);
  EXPECT_EQ(open, std::vector<std::string>{"calls.csv:3"});
  EXPECT_TRUE(findings(result, "CN-TC260-PG-20191A.R3", "yes").empty());
}

TEST_F(Conduct, an_event_of_one_loan_says_nothing_of_another) {
  for (const bool is_alone : {true, false}) {
    store_.reset();
    fs::remove_all(folder_);
    store_ = Store::open(folder_.string(), true).value();
    {
      const auto importing = start("events.csv");
      for (const std::string_view debt : {"d1", "d2"}) {
        LoanRow loan;
        loan.row = debt == "d1" ? 2 : 3, loan.event = debt == "d1" ? LoanEvent::due : LoanEvent::state, loan.borrower = debt == "d1" ? "b1" : "b2", loan.debt = debt;
        loan.zone = "Asia/Shanghai", loan.from = on("2026-03-01"), loan.is_told_alone = is_alone;
        importing->add(loan);
      }
      PersonRow mother;
      mother.row = 4, mother.party = Party::named_contact, mother.borrower = "b2", mother.number = "13800000002";
      importing->add(mother);
      ASSERT_TRUE(importing->commit(true));
    }
    {
      const auto importing = start("calls.csv");
      EventRow event = call(2, at("2026-03-05", 10), "13800000002");
      event.purpose = Purpose::collect;
      importing->add(event);
      ASSERT_TRUE(importing->commit(true));
    }
    EXPECT_EQ(findings(check(), "CN-TC260-PG-20191A.R3", is_alone ? "unclear" : "yes").size(), 1u) << is_alone;
  }
}

TEST_F(Conduct, days_past_due_of_a_record_hold_for_that_record) {
  const auto importing = start("records.csv");
  const auto add = [&](u64 row, std::string_view day, std::optional<i32> days) {
    EventRow event = call(row, at(day, 10), "13800000002");
    event.borrower = "b1", event.debt = "d1", event.party = Party::named_contact, event.purpose = Purpose::collect, event.days_past_due = days;
    importing->add(event);
  };
  add(1, "2026-01-01", 0), add(2, "2026-03-01", std::nullopt), add(3, "2026-03-05", 20);
  ASSERT_TRUE(importing->commit(true));
  const ConductResult result = check();
  const auto proven = findings(result, "CN-TC260-PG-20191A.R3", "yes"), open = findings(result, "CN-TC260-PG-20191A.R3", "unclear");
  ASSERT_EQ(proven.size(), 1u);
  EXPECT_EQ(text_of(FactKind::contact_finding, *proven[0], "time"), "2026-01-01T02:00:00Z");
  ASSERT_EQ(open.size(), 1u); // nothing says how late it was then
  EXPECT_EQ(std::get<std::vector<std::string>>(open[0]->cells[21]), std::vector<std::string>{"state"});
}

TEST_F(Conduct, what_may_not_count_proves_no_cap) {
  add_case();
  const auto importing = start("calls.csv");
  for (u64 i = 0; i < 4; ++i) {
    EventRow event = call(i + 1, at("2026-04-01", static_cast<i32>(9 + i)), "13800000001");
    if (i < 3) event.direction = Direction::unknown;
    importing->add(event);
  }
  ASSERT_TRUE(importing->commit(true));
  const ConductResult result = check();
  EXPECT_TRUE(findings(result, "CN-GBT-45251-2025.R4", "yes").empty());
  EXPECT_EQ(findings(result, "CN-GBT-45251-2025.R4", "unclear").size(), 1u);
}

TEST_F(Conduct, a_number_of_two_cases_proves_nothing_in_either) {
  add_case();
  {
    const auto importing = start("others.csv");
    PersonRow same;
    same.row = 1, same.party = Party::named_contact, same.borrower = "b2", same.number = "13800000001";
    importing->add(same);
    ASSERT_TRUE(importing->commit(true));
  }
  const auto importing = start("calls.csv");
  for (u64 i = 0; i < 6; ++i) {
    EventRow event = call(i + 1, at("2026-04-01", static_cast<i32>(9 + i)), "13800000001");
    if (i == 5) event.borrower = "b1";
    importing->add(event);
  }
  ASSERT_TRUE(importing->commit(true));
  const ConductResult result = check();
  EXPECT_TRUE(findings(result, "CN-GBT-45251-2025.R4", "yes").empty());
  EXPECT_TRUE(findings(result, "CN-NIFA-PACT-2018.R1", "yes").empty());
}

TEST_F(Conduct, requests_to_stop_hold_as_far_as_they_say) {
  add_case();
  {
    const auto importing = start("stops.csv");
    const auto stop = [&](u64 row, std::string_view number, std::string_view scope, WrittenTime from, std::optional<WrittenTime> until) {
      AskedRow asked;
      asked.row = row, asked.number = number, asked.scope = scope, asked.at = from, asked.until = until;
      importing->add(asked);
    };
    stop(1, "13800000001", "20:00-08:00", at("2026-03-01", 9), std::nullopt);
    stop(2, "13800000002", "all", at("2026-03-01", 9), on("2026-03-31"));
    stop(3, "13800000003", "not at my mother's", at("2026-03-01", 9), std::nullopt);
    stop(4, "13800000003", "all", on("2026-05-05"), std::nullopt);
    ASSERT_TRUE(importing->commit(true));
  }
  const auto importing = start("calls.csv");
  importing->add(call(1, at("2026-04-01", 12), "13800000001"));
  importing->add(call(2, at("2026-04-01", 22), "13800000001"));
  importing->add(call(3, at("2026-04-01", 12), "13800000002"));
  importing->add(call(4, at("2026-04-01", 12), "13800000003"));
  importing->add(call(5, at("2026-05-05", 9), "13800000003"));
  importing->add(call(6, at("2026-05-06", 9), "13800000003"));
  ASSERT_TRUE(importing->commit(true));
  const ConductResult result = check({"JP"}); // its norm has a rule on requests
  std::map<std::string, std::vector<std::string>> rows;
  for (const Row &row : result.facts.of(FactKind::contact_finding))
    if (text_of(FactKind::contact_finding, row, "requirement") == "JP-MKG-21.R5")
      for (const std::string &name : std::get<std::vector<std::string>>(row.cells[13])) rows[text_of(FactKind::contact_finding, row, "proven")].push_back(name);
  EXPECT_EQ(rows["yes"], (std::vector<std::string>{"calls.csv:2", "calls.csv:6"}));
  EXPECT_EQ(rows["unclear"], (std::vector<std::string>{"calls.csv:4", "calls.csv:5"}));
}

TEST_F(Conduct, who_was_named_may_stand_in_the_address_book_too) {
  {
    const auto importing = start("contacts.csv");
    PersonRow person;
    person.borrower = "b1", person.number = "13800000002", person.row = 1, person.party = Party::address_book;
    importing->add(person);
    person.row = 2, person.party = Party::guarantor;
    importing->add(person);
    ASSERT_TRUE(importing->commit(true));
  }
  const auto importing = start("calls.csv");
  importing->add(call(1, at("2026-04-01", 10), "13800000002"));
  ASSERT_TRUE(importing->commit(true));
  const ConductResult result = check();
  EXPECT_EQ(result.counts.never_named, 0u);
  EXPECT_TRUE(findings(result, "CN-NIFA-PACT-2018.R1", "yes").empty());
}

TEST_F(Conduct, two_exports_of_one_handover_are_one) {
  {
    const auto importing = start("loans.csv");
    LoanRow loan;
    loan.borrower = "b1", loan.debt = "d1", loan.zone = "Asia/Shanghai", loan.event = LoanEvent::handed_over, loan.from = on("2026-03-01"), loan.agency = "A";
    loan.row = 1, importing->add(loan);
    loan.row = 2, importing->add(loan);
    loan.row = 3, loan.agency = "B", loan.from = on("2026-03-04"), importing->add(loan);
    ASSERT_TRUE(importing->commit(true));
  }
  const auto importing = start("calls.csv");
  importing->add(call(1, at("2026-04-01", 10), "13800000001"));
  ASSERT_TRUE(importing->commit(true));
  const ConductResult result = check();
  const auto found = findings(result, "CN-GBT-45251-2025.R5", "yes");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(text_of(FactKind::contact_finding, *found[0], "count"), "3");
}

TEST_F(Conduct, messages_alone_keep_no_cap_on_calls) {
  add_case();
  const auto importing = start("messages.csv");
  for (u64 i = 0; i < 3; ++i) {
    EventRow event = call(i + 1, at(i == 0 ? "2026-03-01" : i == 1 ? "2026-04-01" : "2026-05-01", 10), "13800000001", Outcome::delivered);
    event.medium = Medium::sms;
    importing->add(event);
  }
  ASSERT_TRUE(importing->commit(true));
  const ConductResult result = check();
  for (const Row &row : result.facts.of(FactKind::coverage))
    if (text_of(FactKind::coverage, row, "requirement") == "CN-GBT-45251-2025.R4") {
      EXPECT_EQ(text_of(FactKind::coverage, row, "complete"), "no");
    }
}

TEST(Numbers, masks_hide_at_least_half_of_short_numbers_and_all_of_addresses) {
  EXPECT_EQ(mask_of("+8613800000003"), "138****0003");
  EXPECT_EQ(mask_of("+85291234567"), "******67");
  EXPECT_EQ(mask_of("somebody@example.org"), "****");
}

TEST(Numbers, of_many_alike_each_is_read_as_it_is_alone) {
  std::mt19937 random(11);
  const auto digits = [&](size_t count) {
    std::string text;
    while (text.size() < count) text += static_cast<char>('0' + random() % 10);
    return text;
  };
  size_t valid = 0;
  for (const std::string region : {"CN", "TW", "HK", "ID", "IN", "PH", "MX", "CO", "PE", "US", "GB", "KE", "NG", "JP", "KR", "IT", "DE", "BR", "AR", "VN", ""}) {
    NumberReader reader(region);
    for (const std::string begins : {"1", "13", "08", "8", "9", "09", "7", "0", "+86138", "+6281", "+91", "+52", "00", "86", "62", "+1", "+39"}) {
      for (int group = 0; group < 3; ++group) {
        const std::string head = begins + digits(5 + random() % 5);
        const size_t more = 3 + random() % 3;
        for (int i = 0; i < 8; ++i) {
          const std::string written = head + digits(more), normal = normal_number(written, region);
          const NumberReader::Number number = reader.read(i % 3 == 2 ? " " + written : written);
          ASSERT_EQ(number.normal, normal) << written << " in " << region;
          ASSERT_EQ(number.mask, mask_of(normal)) << written << " in " << region;
          valid += normal != written;
        }
      }
    }
  }
  EXPECT_GT(valid, 1'000u);
}

TEST_F(Conduct, a_damaged_segment_is_a_gap) {
  add_case();
  {
    const auto importing = start("calls.csv");
    importing->add(call(1, at("2026-04-01", 9), "13800000001"));
    ASSERT_TRUE(importing->commit(true));
  }
  fs::resize_file(store_->segment_path(1), fs::file_size(store_->segment_path(1)) - 3);
  const ConductResult result = check();
  ASSERT_EQ(result.gaps.size(), 1u);
  EXPECT_NE(result.gaps[0].reason.find("shorter"), std::string::npos);
}

} // namespace
} // namespace kinsafe
