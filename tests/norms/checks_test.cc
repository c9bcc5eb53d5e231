// The table of checks: what its rows may say, and how a row of facts compares.
#include "norms/evaluate.h"
#include "tests/norms/rows.h"

namespace kinsafe {
namespace {

Verdict evaluate_row(std::string_view rows, const std::vector<Fact> &facts, const Parameters &parameters = {},
                     const std::vector<FactKind> &hidden = {}) {
  const Result<CheckTable> table = parse_checks("x.model", rows);
  if (!table) {
    ADD_FAILURE() << table.error().message;
    return Verdict::unclear;
  }
  return evaluate(*table, table->checks.front(), parameters, facts_of(facts), gaps_hiding(hidden)).verdict;
}

TEST(checks, a_row_that_does_not_fit_is_an_error_with_file_and_line) {
  constexpr const char *table[] = {
      "check A",
      "check A rumour",
      "check A denial colour = red",
      "check A denial outcome",
      "check A denial outcome =",
      "check A denial outcome exits",
      "check A denial outcome = leaves",
      "check A denial outcome in exits leaves",
      "check A denial outcome > exits",
      "check A denial reached = yes",
      "check A denial witness = x",
      "check A emergency_contact count = 2",
      "check A emergency_contact count in 2 3",
      "check A emergency_contact count > two",
      "check A denial outcome in exits $outcomes",
      "check A denial outcome in $a $b",
      "needs A text run",
      "needs A rumour",
      "holds A rumour",
      "lacks A rumour",
      "check A denial",
      "check A terms max_apr = 36",
      "check A flow receiver not_in policy_recipient.company app",
      "default a $b",
      "surprise A b c",
      "check",
  };
  for (const char *row : table) {
    const Result<CheckTable> checks = parse_checks("x.model", std::string("# one\n") + row + "\n");
    ASSERT_FALSE(checks.has_value()) << row;
    EXPECT_TRUE(checks.error().message.starts_with("x.model:2: ")) << checks.error().message;
  }
}

TEST(checks, a_check_is_a_breach_an_absence_or_a_need_and_one_of_them) {
  EXPECT_FALSE(parse_checks("x", "check A denial outcome = exits\nneeds A run\n").has_value());
  EXPECT_FALSE(parse_checks("x", "check A denial outcome = exits\nlacks A denial outcome = stays\n").has_value());
  EXPECT_FALSE(parse_checks("x", "rests A READ_SMS\n").has_value());
  EXPECT_TRUE(parse_checks("x", "check A denial outcome = exits\nabsence A denial outcome = blocks\n").has_value());
  EXPECT_FALSE(parse_checks("x", "check A terms max_apr > 36\n").has_value()) << "what no package shows must be said to be needed";
  EXPECT_TRUE(parse_checks("x", "check A terms max_apr > 36\nneeds A text\n").has_value());
}

TEST(checks, rows_are_found_by_their_id) {
  const CheckTable table = parse_checks("x", "needs B run\nneeds A text\nneeds C run\n").value();
  EXPECT_EQ(find_check(table, "A")->needs, "text");
  EXPECT_EQ(find_check(table, "C")->needs, "run");
  EXPECT_EQ(find_check(table, "D"), nullptr);
}

TEST(checks, a_cell_that_is_not_known_might_be_any_value) {
  for (const char *condition : {"check A denial outcome = exits", "check A denial outcome in exits blocks",
                                "check A denial outcome not_in exits blocks"}) {
    EXPECT_EQ(evaluate_row(condition, {denial("X", "unknown")}), Verdict::unclear) << condition;
  }
  EXPECT_EQ(evaluate_row("check A emergency_contact count > 2", {emergency_contact("typed")}), Verdict::unclear);
  EXPECT_EQ(evaluate_row("check A emergency_contact count > 2", {emergency_contact("typed", i64{2})}), Verdict::met);
  EXPECT_EQ(evaluate_row("check A emergency_contact count > 2", {emergency_contact("typed", i64{3})}),
            Verdict::violated);
  EXPECT_EQ(evaluate_row("check A data_read table = phones", {data_read("contacts", "all")}), Verdict::unclear)
      << "an empty cell";
}

TEST(checks, conditions_of_one_row_hold_together) {
  constexpr const char *row = "check A denial outcome = exits must = yes";
  EXPECT_EQ(evaluate_row(row, {denial("X", "exits", "no"), denial("X", "stays", "yes")}), Verdict::met)
      << "two rows are no one row";
  EXPECT_EQ(evaluate_row(row, {denial("X", "unknown", "no")}), Verdict::met)
      << "what fails one condition may be unknown in another";
  EXPECT_EQ(evaluate_row(row, {denial("X", "stays", "yes"), denial("X", "exits", "yes")}), Verdict::violated);
}

TEST(checks, a_list_is_in_by_one_word_and_not_in_by_all) {
  const auto of = [](std::vector<std::string> transforms) {
    return std::vector<Fact>{flow({.transforms = std::move(transforms)})};
  };
  constexpr const char *in = "check A flow transforms in count boolean",
                       *not_in = "check A flow transforms not_in count boolean";
  EXPECT_EQ(evaluate_row(in, of({})), Verdict::met);
  EXPECT_EQ(evaluate_row(in, of({"hash", "count"})), Verdict::violated);
  EXPECT_EQ(evaluate_row(in, of({"hash"})), Verdict::met);
  EXPECT_EQ(evaluate_row(not_in, of({})), Verdict::violated);
  EXPECT_EQ(evaluate_row(not_in, of({"hash", "count"})), Verdict::met);
  EXPECT_EQ(evaluate_row(not_in, of({"hash"})), Verdict::violated);
}

TEST(checks, a_parameter_that_nobody_gives_decides_nothing) {
  constexpr const char *listed = "check A form_field required = yes kind not_in $necessary";
  EXPECT_EQ(evaluate_row(listed, {form_field("address", "yes")}), Verdict::unclear);
  EXPECT_EQ(evaluate_row(listed, {form_field("address", "yes")}, {{"necessary", {}}}), Verdict::unclear);
  EXPECT_EQ(evaluate_row(listed, {form_field("address", "yes")}, {{"necessary", {"name"}}}), Verdict::violated);
  EXPECT_EQ(evaluate_row(listed, {form_field("name", "yes")}, {{"necessary", {"name"}}}), Verdict::met);
  EXPECT_EQ(evaluate_row("check A emergency_contact count > $most", {emergency_contact("typed", i64{3})}),
            Verdict::unclear);
  EXPECT_EQ(evaluate_row("check A denial outcome = exits\nrests A $permissions", {}, {}, {FactKind::denial}),
            Verdict::unclear);
  EXPECT_EQ(evaluate_row("lacks A emergency_contact how in $accept", {emergency_contact("own_list")}),
            Verdict::unclear);
}

TEST(checks, what_a_requirement_gives_replaces_the_default) {
  constexpr const char *rows = "default permissions READ_SMS doubtful CAMERA *.*\n"
                               "check A denial permission in $permissions outcome = exits\n";
  EXPECT_EQ(evaluate_row(rows, {denial("READ_SMS", "exits")}), Verdict::violated);
  EXPECT_EQ(evaluate_row(rows, {denial("CAMERA", "exits")}), Verdict::unclear);
  EXPECT_EQ(evaluate_row(rows, {denial("org.example.OWN", "exits")}), Verdict::unclear);
  EXPECT_EQ(evaluate_row(rows, {denial("INTERNET", "exits")}), Verdict::met);
  const Parameters camera = {{"permissions", {"CAMERA"}}};
  EXPECT_EQ(evaluate_row(rows, {denial("CAMERA", "exits")}, camera), Verdict::violated);
  EXPECT_EQ(evaluate_row(rows, {denial("READ_SMS", "exits")}, camera), Verdict::met);
}

TEST(checks, an_absence_counts_only_where_nothing_is_hidden) {
  constexpr const char *presence = "check A flow consent = none", *absence = "absence A flow consent = none";
  EXPECT_EQ(evaluate_row(presence, {flow({.consent = "none"})}, {}, {FactKind::flow}), Verdict::violated);
  EXPECT_EQ(evaluate_row(absence, {flow({.consent = "none"})}, {}, {FactKind::flow}), Verdict::unclear);
  EXPECT_EQ(evaluate_row(absence, {flow({.consent = "none"})}), Verdict::violated);
  EXPECT_EQ(evaluate_row(absence, {flow({.consent = "none"})}, {}, {FactKind::endpoint}), Verdict::violated)
      << "what is hidden is no flow";
}

Fact terms(Cell max_apr, Cell place = Cell()) { return fact(FactKind::terms, {max_apr, Cell(), place}); }
Fact reading(std::string check, std::string proven, Cell requirement = Cell()) {
  return fact(FactKind::reading, {check, requirement, proven, Cell(), Cell()});
}
Fact coverage(std::string check, std::string complete, Cell requirement = Cell()) {
  return fact(FactKind::coverage, {Cell(), Cell(), Cell(), complete, std::vector<std::string>{check}, requirement, Cell()});
}

TEST(checks, numbers_compare_as_they_were_written) {
  constexpr const char *above = "check A terms max_apr > 36\nneeds A text", *from = "check A terms max_apr >= 36\nneeds A text",
                       *below = "check A terms max_apr < 36\nneeds A text";
  const auto is_hit = [](const char *rows, const char *apr) { return evaluate_row(rows, {terms(text(apr))}) == Verdict::violated; };
  EXPECT_TRUE(is_hit(above, "36.01") && !is_hit(above, "36") && !is_hit(above, "35.99"));
  EXPECT_TRUE(is_hit(from, "36.01") && is_hit(from, "36.0") && !is_hit(from, "35.99"));
  EXPECT_TRUE(!is_hit(below, "36.01") && !is_hit(below, "36") && is_hit(below, "35.99"));
  EXPECT_EQ(evaluate_row(above, {terms(Cell()), coverage("A", "yes")}), Verdict::unclear);
}

TEST(checks, a_row_without_its_parameter_says_nothing_of_a_requirement) {
  constexpr const char *rows = "check A terms max_apr > $most\ncheck A terms place = US max_apr >= $most_us\nneeds A text";
  const std::vector<Fact> home = {terms(text("40"), text("IN")), coverage("A", "yes")};
  EXPECT_EQ(evaluate_row(rows, home, {{"most_us", {"36"}}}), Verdict::met) << "only the row on the United States is asked";
  EXPECT_EQ(evaluate_row(rows, home, {{"most", {"36"}}}), Verdict::violated);
  EXPECT_EQ(evaluate_row(rows, home), Verdict::unclear) << "no row is asked";
  const CheckTable table = parse_checks("x", rows).value();
  EXPECT_EQ(missing_parameter(table, table.checks[0], {}), "most");
  EXPECT_EQ(missing_parameter(table, table.checks[0], {{"most_us", {"36"}}}), "");
  EXPECT_EQ(missing_parameter(table, table.checks[0], {{"most_us", {"much"}}}), "most_us");
}

TEST(checks, what_is_given_is_all_only_where_every_row_of_coverage_says_so) {
  constexpr const char *rows = "check A reading check = A proven = yes\nneeds A text";
  EXPECT_EQ(evaluate_row(rows, {}), Verdict::unclear);
  EXPECT_EQ(evaluate_row(rows, {reading("A", "yes")}), Verdict::violated);
  EXPECT_EQ(evaluate_row(rows, {reading("A", "unclear"), coverage("A", "yes")}), Verdict::unclear);
  EXPECT_EQ(evaluate_row(rows, {reading("A", "no"), coverage("A", "yes")}), Verdict::met);
  EXPECT_EQ(evaluate_row(rows, {reading("B", "yes"), coverage("A", "yes")}), Verdict::met) << "of another check";
  EXPECT_EQ(evaluate_row(rows, {coverage("B", "yes")}), Verdict::unclear) << "of another check";
  EXPECT_EQ(evaluate_row(rows, {coverage("A", "yes"), coverage("A", "no")}), Verdict::unclear) << "one of two sources is cut";
  EXPECT_EQ(evaluate_row(rows, {coverage("A", "unclear")}), Verdict::unclear);
}

TEST(checks, a_finding_counts_for_the_requirement_that_it_was_made_for) {
  const CheckTable table = parse_checks("x", "check A reading check = A proven = yes requirement = $requirement\nneeds A text").value();
  const auto verdict = [&](const std::vector<Fact> &facts) { return evaluate(table, table.checks[0], {}, facts_of(facts), {}, "N.R1").verdict; };
  EXPECT_EQ(verdict({reading("A", "yes", text("N.R1"))}), Verdict::violated);
  EXPECT_EQ(verdict({reading("A", "yes"), coverage("A", "yes", text("N.R1"))}), Verdict::unclear) << "made for none";
  EXPECT_EQ(verdict({reading("A", "yes", text("N.R2")), coverage("A", "yes", text("N.R1"))}), Verdict::met) << "made for another";
  EXPECT_EQ(verdict({coverage("A", "yes")}), Verdict::unclear);
  EXPECT_EQ(verdict({coverage("A", "yes", text("N.R2"))}), Verdict::unclear);
}

TEST(checks, a_word_is_missing_from_a_list_only_where_the_list_is_whole) {
  constexpr const char *rows = "check A flow receiver not_in app receiver not_in policy_recipient.company\nneeds A policy";
  const auto to = [](Cell receiver) {
    Fact sent = flow({});
    sent.row.cells[find_column(schema_of(FactKind::flow), "receiver").value()] = std::move(receiver);
    return sent;
  };
  const Fact named = fact(FactKind::policy_recipient, {text("Named")}), whole = coverage("A", "yes");
  EXPECT_EQ(evaluate_row(rows, {}), Verdict::met) << "nothing is sent, whatever the policy says";
  EXPECT_EQ(evaluate_row(rows, {to(text("Other"))}), Verdict::unclear);
  EXPECT_EQ(evaluate_row(rows, {to(text("Other")), named}), Verdict::unclear);
  EXPECT_EQ(evaluate_row(rows, {to(text("Other")), named, whole}), Verdict::violated);
  EXPECT_EQ(evaluate_row(rows, {to(text("Named")), named}), Verdict::met);
  EXPECT_EQ(evaluate_row(rows, {to(text("app"))}), Verdict::met);
  EXPECT_EQ(evaluate_row(rows, {to(Cell()), whole}), Verdict::unclear);
}

TEST(checks, a_sign_decides_nothing_and_is_shown) {
  const CheckTable table = parse_checks("x", "sign A episode\nneeds A records").value();
  const Fact burst = fact(FactKind::episode, std::vector<Cell>(schema_of(FactKind::episode).columns.size()));
  const CheckResult result = evaluate(table, table.checks[0], {}, facts_of({burst, coverage("A", "yes")}), {});
  EXPECT_EQ(result.verdict, Verdict::unclear);
  EXPECT_TRUE(result.is_sign);
  EXPECT_EQ(result.because.size(), 1u);
  EXPECT_EQ(evaluate(table, table.checks[0], {}, facts_of({coverage("A", "yes")}), {}).verdict, Verdict::met);
}

TEST(checks, an_absence_stays_open_while_what_could_hold_the_missing_thing_is_hidden) {
  constexpr const char *rows = "absence A permission_request purpose = no\nholds A purpose_text";
  Fact asked = permission_request("after");
  asked.row.cells[find_column(schema_of(FactKind::permission_request), "purpose").value()] = text("no");
  EXPECT_EQ(evaluate_row(rows, {asked}), Verdict::violated);
  EXPECT_EQ(evaluate_row(rows, {asked}, {}, {FactKind::purpose_text}), Verdict::unclear);
  EXPECT_EQ(evaluate_row(rows, {}, {}, {FactKind::purpose_text}), Verdict::met) << "nothing is asked, so nothing is missing";
}

TEST(checks, a_default_may_be_of_one_check_made_of_another_or_ask_nothing) {
  constexpr const char *rows = "default p X Y doubtful Z\ndefault A.p $p Z\ndefault q any\n"
                               "check A denial permission in $p outcome = $q\n";
  EXPECT_EQ(evaluate_row(rows, {denial("Y", "stays")}), Verdict::violated);
  EXPECT_EQ(evaluate_row(rows, {denial("Z", "unknown")}), Verdict::violated);
  EXPECT_EQ(evaluate_row(rows, {denial("W", "stays")}), Verdict::met);
  EXPECT_EQ(evaluate_row(rows, {denial("Y", "stays")}, {{"q", {"exits"}}}), Verdict::met);
}

TEST(checks, a_value_that_ends_in_a_star_is_a_beginning) {
  constexpr const char *rows = "check A data_read through = Landroid/telephony/*";
  const auto by = [](std::string through) {
    Fact read = data_read("device_id", "one");
    read.row.cells[find_column(schema_of(FactKind::data_read), "through").value()] = std::move(through);
    return std::vector<Fact>{read};
  };
  EXPECT_EQ(evaluate_row(rows, by("Landroid/telephony/TelephonyManager;->getImei")), Verdict::violated);
  EXPECT_EQ(evaluate_row(rows, by("Landroid/telephonyx/Other;->get")), Verdict::met);
}

TEST(checks, evidence_of_another_kind_is_asked_for_by_name) {
  const CheckTable table = parse_checks("x", "needs A run\n").value();
  const CheckResult result = evaluate(table, table.checks.front(), {}, {}, {});
  EXPECT_EQ(result.verdict, Verdict::unclear);
  EXPECT_EQ(result.needs, "run");
}

TEST(checks, a_result_names_the_rows_and_gaps_that_decide_or_leave_open) {
  const CheckTable table = parse_checks("x", "check A denial outcome = exits\n").value();
  const Facts facts = facts_of({denial("X", "exits"), denial("X", "unknown"), denial("X", "stays")});
  const CheckResult result = evaluate(table, table.checks.front(), {}, facts, gaps_hiding({FactKind::denial}));
  EXPECT_EQ(result.verdict, Verdict::violated);
  ASSERT_EQ(result.because.size(), 1u);
  EXPECT_TRUE(result.gaps.empty()) << "what was not seen can't undo what was";
  const CheckResult open =
      evaluate(table, table.checks.front(), {}, facts_of({denial("X", "unknown")}), gaps_hiding({FactKind::denial}));
  EXPECT_EQ(open.because.size(), 1u);
  EXPECT_EQ(open.gaps, std::vector<std::string>{"gap-1"});
}

} // namespace
} // namespace kinsafe
