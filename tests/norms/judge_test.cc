// Judgement by the shipped norms. Verdicts go to court: each table says which facts give which verdict, that what was
// not seen never decides, and that a norm speaks only for whom and when it binds.
#include "tests/norms/rows.h"

#include <set>

namespace kinsafe {
namespace {

const RequirementVerdict *find_verdict(const std::vector<RequirementVerdict> &verdicts, std::string_view requirement) {
  const auto found = std::ranges::find(verdicts, requirement, &RequirementVerdict::requirement);
  return found == verdicts.end() ? nullptr : &*found;
}

std::string verdict_on(std::string_view requirement, const std::vector<Fact> &facts,
                       const std::vector<FactKind> &hidden = {}, const Question &question = full_question()) {
  const std::vector<RequirementVerdict> verdicts =
      judge(facts_of(facts), gaps_hiding(hidden), shipped_norms(), question);
  const RequirementVerdict *const verdict = find_verdict(verdicts, requirement);
  return verdict ? std::string(name_of(verdict->verdict)) : "none";
}

struct Case {
  const char *claim;
  const char *requirement;
  std::vector<Fact> facts;
  std::vector<FactKind> hidden; // facts that a gap may hide
  const char *verdict;
};

void expect_all(const std::vector<Case> &table) {
  for (const Case &row : table)
    EXPECT_EQ(verdict_on(row.requirement, row.facts, row.hidden), row.verdict) << row.requirement << ": " << row.claim;
}

constexpr const char *play_r1 = "GOOGLE-PLAY-PERSONAL-LOANS.R1", *play_r6 = "GOOGLE-PLAY-PERSONAL-LOANS.R6",
                     *play_r7 = "GOOGLE-PLAY-PERSONAL-LOANS.R7";
constexpr const char *pipl_r1 = "CN-PIPL.R1", *pipl_r2 = "CN-PIPL.R2", *pipl_r7 = "CN-PIPL.R7";
constexpr const char *guide_r1 = "CN-TC260-PG-20191A.R1", *guide_r2 = "CN-TC260-PG-20191A.R2",
                     *guide_r3 = "CN-TC260-PG-20191A.R3", *guide_r7 = "CN-TC260-PG-20191A.R7";

TEST(judge, a_declared_permission_breaks_only_the_norm_that_forbids_declaring_it) {
  expect_all({
      {"each of the six", play_r1, {permission("READ_CONTACTS")}, {}, "violated"},
      {"each of the six", play_r1, {permission("READ_MEDIA_IMAGES")}, {}, "violated"},
      {"each of the six", play_r1, {permission("READ_MEDIA_VIDEO")}, {}, "violated"},
      {"each of the six", play_r1, {permission("READ_EXTERNAL_STORAGE")}, {}, "violated"},
      {"each of the six", play_r1, {permission("ACCESS_FINE_LOCATION")}, {}, "violated"},
      {"each of the six", play_r1, {permission("READ_PHONE_NUMBERS")}, {}, "violated"},
      {"relatives of the six",
       play_r1,
       {permission("WRITE_CONTACTS"), permission("GET_ACCOUNTS"), permission("ACCESS_COARSE_LOCATION"),
        permission("READ_PHONE_STATE"), permission("READ_MEDIA_VISUAL_USER_SELECTED"),
        permission("MANAGE_EXTERNAL_STORAGE"), permission("READ_MEDIA_AUDIO")},
       {},
       "met"},
      {"a name that only looks alike",
       play_r1,
       {permission(".READ_CONTACTS"), permission("org.example.READ_CONTACTS")},
       {},
       "met"},
      {"named in code, not declared", play_r1, {permission("READ_CONTACTS", "no")}, {}, "met"},
      {"not known", play_r1, {permission("READ_CONTACTS", "unclear")}, {}, "unclear"},
      {"a damaged manifest", play_r1, {}, {FactKind::permission}, "unclear"},
      {"declared, whatever else is hidden",
       play_r1,
       {permission("READ_CONTACTS")},
       {FactKind::permission, FactKind::denial, FactKind::flow},
       "violated"},
      {"lost code does not change a manifest",
       play_r1,
       {},
       {FactKind::data_read, FactKind::flow, FactKind::denial},
       "met"},
      {"the later two", play_r7, {permission("QUERY_ALL_PACKAGES")}, {}, "violated"},
      {"the later two", play_r7, {permission("WRITE_EXTERNAL_STORAGE")}, {}, "violated"},
      {"the six are not the later two", play_r7, {permission("READ_CONTACTS")}, {}, "met"},
      {"declaring breaks no law", pipl_r2, {permission("READ_CONTACTS")}, {}, "met"},
      {"declaring breaks no law", pipl_r2, {permission("READ_CONTACTS")}, {FactKind::flow}, "unclear"},
  });
}

TEST(judge, the_address_book_that_leaves_is_a_breach_and_one_picked_contact_is_none) {
  const Fact declared = permission("READ_CONTACTS");
  const auto with = [&](const FlowRow &row) { return std::vector<Fact>{declared, flow(row)}; };
  expect_all({
      {"whole book to the network", pipl_r2, with({}), {}, "violated"},
      {"part of it", pipl_r2, with({.cardinality = "bounded"}), {}, "violated"},
      {"from the SIM card", pipl_r2, with({.source = "sim_contacts"}), {}, "violated"},
      {"in a message", pipl_r2, with({.sink = "sms"}), {}, "violated"},
      {"to a web page", pipl_r2, with({.sink = "web"}), {}, "violated"},
      {"to an SDK", pipl_r2, with({.sink = "sdk"}), {}, "violated"},
      {"hashed is still taken", pipl_r2, with({.transforms = {"hash"}}), {}, "violated"},
      {"encrypted is still taken", pipl_r2, with({.transforms = {"serialize", "encrypt"}}), {}, "violated"},
      {"whatever else is hidden", pipl_r2, with({}), {FactKind::flow, FactKind::emergency_contact}, "violated"},
      {"one picked contact", pipl_r2, with({.cardinality = "one"}), {}, "met"},
      {"a count of it", pipl_r2, with({.transforms = {"count"}}), {}, "met"},
      {"a yes or no about it", pipl_r2, with({.transforms = {"boolean", "serialize"}}), {}, "met"},
      {"kept on the phone", pipl_r2, with({.sink = "database"}), {}, "met"},
      {"other data", pipl_r2, with({.source = "location"}), {}, "met"},
      {"in code that can't run", pipl_r2, with({.reached = "no"}), {}, "met"},
      {"how much is not known", pipl_r2, with({.cardinality = "unclear"}), {}, "unclear"},
      {"whether it runs is not known", pipl_r2, with({.reached = "unclear"}), {}, "unclear"},
      {"if the server asks for it", pipl_r2, with({.condition = "server"}), {}, "unclear"},
      {"the source is a guess", pipl_r2, with({.wide = "yes"}), {}, "unclear"},
      {"nothing seen, something hidden", pipl_r2, {declared}, {FactKind::flow}, "unclear"},
      {"nothing seen, something hidden", pipl_r2, {declared}, {FactKind::emergency_contact}, "unclear"},
      {"nothing seen, all looked at", pipl_r2, {declared}, {}, "met"},
      {"by way of the emergency contacts",
       pipl_r2,
       {declared, emergency_contact("own_list", Cell(), "yes")},
       {},
       "violated"},
      {"perhaps by way of them", pipl_r2, {declared, emergency_contact("own_list", Cell(), "unclear")}, {}, "unclear"},
  });
}

TEST(judge, what_follows_a_refusal_breaks_the_law_only_on_every_path_and_with_nothing_hidden) {
  const Fact declared = permission("READ_CONTACTS");
  expect_all({
      {"leaves", pipl_r7, {declared, denial("READ_CONTACTS", "exits")}, {}, "violated"},
      {"asks again", pipl_r7, {declared, denial("READ_CONTACTS", "asks_again")}, {}, "violated"},
      {"bars the way", pipl_r7, {declared, denial("READ_CONTACTS", "blocks")}, {}, "violated"},
      {"no service", pipl_r7, {declared, denial("READ_CONTACTS", "closes_screen", "yes", "no")}, {}, "violated"},
      {"a gate", pipl_r7, {declared, service_gate("READ_CONTACTS")}, {}, "violated"},
      {"another path might go on",
       pipl_r7,
       {declared, denial("READ_CONTACTS", "exits")},
       {FactKind::denial},
       "unclear"},
      {"a gate, another might be open",
       pipl_r7,
       {declared, service_gate("READ_CONTACTS")},
       {FactKind::service_gate},
       "unclear"},
      {"on one of several paths", pipl_r7, {declared, denial("READ_CONTACTS", "exits", "no")}, {}, "met"},
      {"goes on", pipl_r7, {declared, denial("READ_CONTACTS", "continues", "yes", "yes")}, {}, "met"},
      {"offers another way",
       pipl_r7,
       {declared, denial("READ_CONTACTS", "offers_alternative", "yes", "yes")},
       {},
       "met"},
      {"what the user gets is not known", pipl_r7, {declared, denial("READ_CONTACTS", "unknown")}, {}, "unclear"},
      {"whether the service is left is not known",
       pipl_r7,
       {declared, denial("READ_CONTACTS", "stays", "yes", "unclear")},
       {},
       "unclear"},
      {"a crash is no proof", pipl_r7, {declared, denial("READ_CONTACTS", "may_crash", "yes", "no")}, {}, "unclear"},
      {"in code that can't run", pipl_r7, {declared, denial("READ_CONTACTS", "exits", "yes", "no", "no")}, {}, "met"},
      {"whether it runs is not known",
       pipl_r7,
       {declared, denial("READ_CONTACTS", "exits", "yes", "no", "unclear")},
       {},
       "unclear"},
      {"nothing seen, something hidden", pipl_r7, {declared}, {FactKind::denial}, "unclear"},
      {"nothing seen, all looked at", pipl_r7, {declared}, {}, "met"},
      {"of another permission",
       guide_r2,
       {declared, emergency_contact("typed"), permission("ACCESS_FINE_LOCATION"),
        denial("ACCESS_FINE_LOCATION", "exits")},
       {},
       "met"},
      {"of that one",
       guide_r2,
       {declared, emergency_contact("typed"), denial("READ_CONTACTS", "exits")},
       {},
       "violated"},
  });
}

TEST(judge, a_refused_camera_or_foreign_permission_decides_nothing) {
  expect_all({
      {"the ID photograph may be needed", pipl_r7, {permission("CAMERA"), denial("CAMERA", "exits")}, {}, "unclear"},
      {"its protection is not known",
       pipl_r7,
       {permission("org.example.OWN"), denial("org.example.OWN", "exits")},
       {},
       "unclear"},
      {"granted on a settings page",
       pipl_r7,
       {permission("PACKAGE_USAGE_STATS"), denial("PACKAGE_USAGE_STATS", "exits")},
       {},
       "unclear"},
      {"and hidden code may refuse for them", pipl_r7, {permission("CAMERA")}, {FactKind::denial}, "unclear"},
      {"and hidden code may refuse for them", pipl_r7, {permission("org.example.OWN")}, {FactKind::denial}, "unclear"},
      {"and hidden code may refuse for them",
       pipl_r7,
       {permission("SYSTEM_ALERT_WINDOW")},
       {FactKind::denial},
       "unclear"},
      {"one that nobody can refuse", pipl_r7, {permission("INTERNET"), denial("INTERNET", "exits")}, {}, "met"},
  });
}

TEST(judge, what_no_part_declares_is_settled_though_code_is_hidden) {
  const std::vector<FactKind> code = {
      FactKind::permission_request, FactKind::data_read,         FactKind::flow,      FactKind::denial,
      FactKind::service_gate,       FactKind::emergency_contact, FactKind::form_field};
  std::vector<FactKind> manifest_too = code;
  manifest_too.push_back(FactKind::permission);
  expect_all({
      {"no permission that can be refused", pipl_r7, {permission("INTERNET")}, code, "met"},
      {"no permission at all", pipl_r7, {}, code, "met"},
      {"no address book", pipl_r2, {permission("INTERNET"), permission("READ_SMS")}, code, "met"},
      {"named in code, declared nowhere", pipl_r2, {permission("READ_CONTACTS", "no")}, code, "met"},
      {"a flow that can't have anything to carry", pipl_r2, {flow({})}, {}, "met"},
      {"declared", pipl_r7, {permission("READ_CONTACTS")}, code, "unclear"},
      {"declared", pipl_r2, {permission("READ_CONTACTS")}, code, "unclear"},
      {"perhaps declared", pipl_r2, {permission("READ_CONTACTS", "unclear")}, code, "unclear"},
      {"perhaps declared", pipl_r7, {permission("READ_SMS", "unclear")}, code, "unclear"},
      {"the manifest is damaged, or the user id is shared", pipl_r7, {}, manifest_too, "unclear"},
      {"the manifest is damaged, or the user id is shared", pipl_r2, {}, manifest_too, "unclear"},
  });
}

// The screen of the contacts app can be read by a service for accessibility; no permission of a list has to be declared for it.
TEST(judge, services_that_see_other_apps_leave_open_what_rests_on_permissions) {
  const Facts quiet = facts_of({permission("INTERNET")});
  const Facts seeing = facts_of({permission("INTERNET"), permission("BIND_ACCESSIBILITY_SERVICE")});
  const Facts ruling = facts_of({permission("INTERNET"), permission("BIND_DEVICE_ADMIN")});
  const std::vector<GapRow> gaps = gaps_hiding({FactKind::data_read, FactKind::flow, FactKind::denial, FactKind::service_gate});
  const auto result = [&](const Facts &facts, std::string_view check) {
    return evaluate(shipped_norms().checks, *find_check(shipped_norms().checks, check), {}, facts, gaps).verdict;
  };
  for (const char *check : {"DATA-READ-CONTACTS", "DATA-READ-CALLLOG", "DATA-READ-FILES", "FLOW-CONTACTS-OUT", "FLOW-LOGS-OUT", "PERM-REFUSE-EXIT", "PERM-REFUSE-BLOCK"}) {
    EXPECT_EQ(result(quiet, check), Verdict::met) << check;
    EXPECT_EQ(result(seeing, check), Verdict::unclear) << check;
  }
  EXPECT_EQ(result(ruling, "PERM-REFUSE-EXIT"), Verdict::unclear);
  EXPECT_EQ(result(ruling, "DATA-READ-CONTACTS"), Verdict::met) << "who rules a device reads no contacts";
}

TEST(judge, what_a_run_has_shown_is_not_undone_by_the_manifest) {
  expect_all({
      {"seen to leave", pipl_r2, {observed(flow({}))}, {}, "violated"},
      {"seen, but not how much", pipl_r2, {observed(flow({.cardinality = "unclear"}))}, {}, "unclear"},
      {"seen to end", pipl_r7, {observed(denial("READ_CONTACTS", "exits"))}, {}, "violated"},
  });
  const std::vector<RequirementVerdict> verdicts =
      judge(facts_of({observed(flow({}))}), {}, shipped_norms(), full_question());
  EXPECT_TRUE(find_verdict(verdicts, pipl_r2)->is_observed);
}

TEST(judge, emergency_contacts_need_an_accepted_way_to_name_them) {
  expect_all({
      {"typed", guide_r2, {emergency_contact("typed")}, {}, "met"},
      {"typed, whatever else is hidden", guide_r2, {emergency_contact("typed")}, {FactKind::emergency_contact}, "met"},
      {"typed instead", guide_r2, {emergency_contact("own_list", Cell(), "no", "yes")}, {}, "met"},
      {"only from the book", guide_r2, {emergency_contact("own_list")}, {}, "violated"},
      {"only with the picker", guide_r2, {emergency_contact("picker")}, {}, "violated"},
      {"the store accepts the picker", play_r6, {emergency_contact("picker")}, {}, "met"},
      {"the store too asks for a way", play_r6, {emergency_contact("own_list")}, {}, "violated"},
      {"only from the book, a way may be hidden",
       guide_r2,
       {emergency_contact("own_list")},
       {FactKind::emergency_contact},
       "unclear"},
      {"typing is not certain", guide_r2, {emergency_contact("own_list", Cell(), "no", "unclear")}, {}, "unclear"},
      {"typing is in code that can't run",
       guide_r2,
       {emergency_contact("typed", Cell(), "no", "no", "no"), emergency_contact("own_list")},
       {},
       "violated"},
      {"typing may be in code that can't run",
       guide_r2,
       {emergency_contact("typed", Cell(), "no", "no", "unclear"), emergency_contact("own_list")},
       {},
       "unclear"},
      {"the screen can't be reached", guide_r2, {emergency_contact("own_list", Cell(), "no", "no", "no")}, {}, "met"},
      {"whether the screen is reached is not known",
       guide_r2,
       {emergency_contact("own_list", Cell(), "no", "no", "unclear")},
       {},
       "unclear"},
      {"no such screen", guide_r2, {}, {}, "met"},
      {"no such screen seen", guide_r2, {}, {FactKind::emergency_contact}, "unclear"},
      {"two are allowed", guide_r3, {emergency_contact("typed", i64{2})}, {}, "unclear"},
      {"three are not", guide_r3, {emergency_contact("typed", i64{3})}, {}, "violated"},
      {"how many is not known", guide_r3, {emergency_contact("typed")}, {}, "unclear"},
      {"three in code that can't run", guide_r3, {emergency_contact("typed", i64{3}, "no", "no", "no")}, {}, "unclear"},
  });
}

TEST(judge, a_demanded_item_must_be_on_the_list) {
  std::vector<Case> table = {
      {"an address", guide_r1, {form_field("address", "yes")}, {}, "violated"},
      {"a social account", guide_r1, {form_field("social_account", "yes")}, {}, "violated"},
      {"optional", guide_r1, {form_field("address", "no")}, {}, "met"},
      {"whether it is demanded is not known", guide_r1, {form_field("address", "unclear")}, {}, "unclear"},
      {"of no kind that has a word", guide_r1, {form_field("other", "yes")}, {}, "unclear"},
      {"its kind is not known", guide_r1, {fact(FactKind::form_field, {Cell(), text("yes"), text("typed"), Cell()})}, {}, "unclear"},
      {"in a form that can't be reached", guide_r1, {form_field("address", "yes", "no")}, {}, "met"},
      {"nothing demanded, all seen", guide_r1, {}, {}, "met"},
      {"nothing seen, something hidden", guide_r1, {}, {FactKind::form_field}, "unclear"},
      {"demanded, whatever else is hidden",
       guide_r1,
       {form_field("address", "yes")},
       {FactKind::form_field},
       "violated"},
  };
  for (const char *kind :
       {"phone_number", "name", "account", "identity", "id_document_type_and_number", "id_document_validity", "face",
        "bank_account", "bank_card_number", "credit_report", "emergency_contact", "loan_record"})
    table.push_back({kind, guide_r1, {form_field(kind, "yes")}, {}, "met"});
  expect_all(table);
}

TEST(judge, words_with_an_element_of_appraisal_are_never_violated) {
  expect_all({
      {"signs", pipl_r1, {permission("READ_CONTACTS"), denial("READ_CONTACTS", "blocks")}, {}, "unclear"},
      {"signs", guide_r7, {data_read("contacts", "all", "before")}, {}, "unclear"},
  });
  const std::vector<RequirementVerdict> verdicts = judge(
      facts_of({permission("READ_CONTACTS"), denial("READ_CONTACTS", "blocks")}), {}, shipped_norms(), full_question());
  EXPECT_TRUE(find_verdict(verdicts, pipl_r1)->is_signs_only);
  EXPECT_FALSE(find_verdict(verdicts, pipl_r1)->because.empty());
  EXPECT_FALSE(find_verdict(verdicts, pipl_r7)->is_signs_only);

  // Whatever the facts.
  const std::vector<Fact> worst = {permission("READ_CONTACTS"),       permission("QUERY_ALL_PACKAGES"),
                                   denial("READ_CONTACTS", "exits"),  denial("READ_CONTACTS", "asks_again"),
                                   denial("READ_CONTACTS", "blocks"), service_gate("READ_CONTACTS"),
                                   flow({.consent = "before"}),       data_read("contacts", "all", "before"),
                                   permission_request("before"),      emergency_contact("own_list", i64{9}, "yes"),
                                   form_field("address", "yes")};
  std::set<std::string_view> appraised;
  Question question = full_question();
  question.about = {"app", "collection"};
  for (const Norm &norm : shipped_norms().norms) {
    question.jurisdictions.push_back(norm.jurisdiction);
    for (const Requirement &requirement : norm.requirements)
      if (requirement.appraisal) appraised.insert(requirement.id);
  }
  size_t seen = 0;
  for (const RequirementVerdict &verdict : judge(facts_of(worst), {}, shipped_norms(), question)) {
    if (!appraised.contains(verdict.requirement)) continue;
    ++seen;
    EXPECT_NE(verdict.verdict, Verdict::violated) << verdict.requirement;
  }
  EXPECT_GT(seen, 20u);
}

TEST(judge, words_that_nobody_read_are_open_at_best) {
  NormPack pack = shipped_norms();
  for (Norm &norm : pack.norms)
    for (Requirement &requirement : norm.requirements) requirement.parameters["legal_effect"] = {"words not read"};
  for (const bool is_sending : {false, true}) {
    const std::vector<Fact> facts =
        is_sending ? std::vector<Fact>{permission("READ_CONTACTS"), flow({})} : std::vector<Fact>{};
    const std::vector<RequirementVerdict> verdicts = judge(facts_of(facts), {}, pack, full_question());
    ASSERT_FALSE(verdicts.empty());
    for (const RequirementVerdict &verdict : verdicts)
      EXPECT_TRUE(verdict.verdict == Verdict::unclear || verdict.verdict == Verdict::not_applicable)
          << verdict.requirement;
    EXPECT_EQ(find_verdict(verdicts, pipl_r2)->is_signs_only, is_sending);
  }
}

TEST(judge, what_needs_more_than_a_package_stays_unclear) {
  for (const char *requirement :
       {"CN-PIPL.R4", "CN-PIPL.R5", "CN-PIPL.R6", "CN-PIPL.R8", "CN-PIPL.R9", "CN-PIPL.R10", "CN-PIPL.R11",
        "CN-PIPL.R12", "CN-PIPL.R13", "CN-TC260-PG-20191A.R4", "GOOGLE-PLAY-PERSONAL-LOANS.R2"})
    EXPECT_EQ(verdict_on(requirement, {}), "unclear") << requirement;
}

TEST(judge, what_is_not_to_be_judged_gets_no_verdict) {
  for (const char *requirement : {"CN-PIPL.R14", "CN-TC260-PG-20191A.R8", "CN-TC260-PG-20191A.R9"})
    EXPECT_EQ(verdict_on(requirement, {}), "none") << requirement;
}

struct Day {
  const char *date, *requirement, *verdict;
};

TEST(judge, a_norm_binds_from_its_day_on) {
  constexpr Day table[] = {
      {"2021-10-31", "CN-PIPL.R7", "none"},
      {"2021-11-01", "CN-PIPL.R7", "met"},
      {"2019-02-28", "CN-TC260-PG-20191A.R2", "none"},
      {"2019-06-01", "CN-TC260-PG-20191A.R2", "met"},
      {"2023-05-30", play_r1, "none"},
      {"2023-05-31", play_r1, "met"},
      {"2025-05-27", play_r1, "met"},
      {"2025-05-27", play_r7, "none"},
      {"2025-05-28", play_r7, "met"},
  };
  for (const Day &row : table) {
    Question question = full_question();
    question.date = row.date;
    EXPECT_EQ(verdict_on(row.requirement, {}, {}, question), row.verdict) << row.date << " " << row.requirement;
  }
}

Norm plain_norm() {
  Norm norm;
  norm.id = "X";
  norm.jurisdiction = "CN";
  norm.applies_to = {"app"};
  norm.institutions = {"any"};
  norm.collectors = "any";
  norm.apps = "any";
  norm.effective_iso = "2020-01-01";
  norm.status_code = "in_force";
  return norm;
}

TEST(judge, drafts_announcements_and_ended_norms_do_not_bind) {
  Norm norm = plain_norm();
  constexpr const char *day = "2024-06-01";
  EXPECT_EQ(force_on(norm, day), ForceDoubt::none);
  for (const char *status : {"draft", "announced"}) {
    Norm other = norm;
    other.status_code = status;
    EXPECT_EQ(force_on(other, day), std::nullopt) << status;
  }
  norm.until_iso = day;
  EXPECT_EQ(force_on(norm, day), std::nullopt) << "the day on which it ended is no longer its own";
  norm.until_iso = "2024-06-02";
  EXPECT_EQ(force_on(norm, day), ForceDoubt::none);
}

TEST(judge, a_norm_whose_days_are_not_known_binds_under_a_condition) {
  Norm norm = plain_norm();
  norm.effective_iso = std::nullopt;
  EXPECT_EQ(force_on(norm, "2024-06-01"), ForceDoubt::start_unknown);
  norm = plain_norm();
  norm.status_code = "unknown";
  EXPECT_EQ(force_on(norm, "2024-06-01"), ForceDoubt::status_unknown);
  EXPECT_EQ(force_on(norm, "2019-12-31"), std::nullopt);
  norm.status_code = "superseded";
  EXPECT_EQ(force_on(norm, "2024-06-01"), ForceDoubt::end_unknown);
  norm.status_code = "overtaken";
  EXPECT_EQ(force_on(norm, "2024-06-01"), ForceDoubt::none) << "what overtook it did not repeal it";

  Question question = full_question();
  question.date = "2026-11-24";
  for (const RequirementVerdict &verdict : judge({}, {}, shipped_norms(), question)) {
    const bool is_doubtful = verdict.norm == "CN-CASHLOAN-2017" || verdict.norm == "CN-TAF-078-4";
    EXPECT_EQ(verdict.in_force != ForceDoubt::none, is_doubtful) << verdict.requirement;
    if (is_doubtful) EXPECT_TRUE(is_conditional(verdict));
  }
}

TEST(judge, around_a_start_that_is_known_about_a_verdict_says_so) {
  Norm norm = plain_norm();
  norm.effective_iso = "2020-06-15";
  norm.effective_is_approximate = true;
  EXPECT_EQ(force_on(norm, "2020-02-29"), std::nullopt);
  EXPECT_EQ(force_on(norm, "2020-03-01"), ForceDoubt::start_approximate);
  EXPECT_EQ(force_on(norm, "2020-09-30"), ForceDoubt::start_approximate);
  EXPECT_EQ(force_on(norm, "2020-10-01"), ForceDoubt::none);
  norm.effective_is_approximate = false;
  EXPECT_EQ(force_on(norm, "2020-06-14"), std::nullopt);
  EXPECT_EQ(force_on(norm, "2020-06-15"), ForceDoubt::none);
}

TEST(judge, facts_about_an_app_are_not_judged_by_norms_on_collection_alone) {
  const Norm &card = *find_norm(shipped_norms(), "CN-CARD-2011"), &law = *find_norm(shipped_norms(), "CN-PIPL");
  Question question;
  EXPECT_FALSE(is_asked_for(card, question));
  EXPECT_TRUE(is_asked_for(law, question));
  question.about = {"collection"};
  EXPECT_TRUE(is_asked_for(card, question));
  EXPECT_TRUE(is_asked_for(law, question));
}

TEST(judge, who_collects_is_a_condition_where_a_norm_binds_third_parties_alone) {
  Question question;
  question.date = "2026-11-24";
  question.jurisdictions = {"US"};
  question.about = {"collection"};
  const auto verdict_of = [&] { return *find_verdict(judge({}, {}, shipped_norms(), question), "US-FDCPA.R2"); };
  EXPECT_TRUE(verdict_of().if_third_party);
  EXPECT_TRUE(is_conditional(verdict_of()));
  question.collector = "third_party";
  EXPECT_FALSE(verdict_of().if_third_party);
  EXPECT_EQ(verdict_of().verdict, Verdict::unclear);
  question.collector = "own";
  EXPECT_EQ(verdict_of().verdict, Verdict::not_applicable);
}

TEST(judge, what_is_not_judged_stands_beside_with_its_facts) {
  Question question = full_question();
  const Facts facts = facts_of({permission("READ_CONTACTS")});
  const std::vector<RequirementVerdict> verdicts = judge(facts, {}, shipped_norms(), question);
  const std::vector<RequirementVerdict> beside = list_unjudged(facts, {}, shipped_norms(), question);
  for (const RequirementVerdict &row : beside) {
    EXPECT_FALSE(row.is_judged);
    EXPECT_EQ(find_verdict(verdicts, row.requirement), nullptr) << row.requirement;
  }
  const RequirementVerdict *const draft = find_verdict(beside, "CN-CAC-2026-DRAFT.R2");
  ASSERT_NE(draft, nullptr) << "a draft is shown";
  EXPECT_EQ(draft->because.size(), 1u);
  EXPECT_NE(find_verdict(beside, "GOOGLE-PLAY-CONTACTS-2026.R1"), nullptr) << "what is announced too";
  question.store = std::nullopt;
  EXPECT_EQ(find_verdict(list_unjudged(facts, {}, shipped_norms(), question), "GOOGLE-PLAY-CONTACTS-2026.R1"), nullptr);
}

TEST(judge, a_requirement_may_bind_other_apps_than_the_rest_of_its_norm) {
  Question question = full_question();
  question.store = "apple-app-store";
  question.jurisdictions = {};
  question.lending = "no";
  for (const RequirementVerdict &verdict : judge(facts_of({}), {}, shipped_norms(), question))
    EXPECT_EQ(verdict.verdict == Verdict::not_applicable, verdict.requirement == "APPLE-ASRG.R1") << verdict.requirement;
}

TEST(judge, what_was_given_is_not_whole_where_one_row_of_coverage_says_so) {
  const auto coverage = [](const char *complete, Cell requirement) {
    std::vector<Cell> cells(schema_of(FactKind::coverage).columns.size());
    const auto set = [&](std::string_view column, Cell cell) { cells[find_column(schema_of(FactKind::coverage), column).value()] = std::move(cell); };
    set("complete", text(complete));
    set("checks", std::vector<std::string>{"CONSENT-SEPARATE"});
    set("requirement", std::move(requirement));
    return fact(FactKind::coverage, cells);
  };
  const auto result = [&](const Facts &facts) {
    const NormPack &pack = shipped_norms();
    return evaluate(pack.checks, *find_check(pack.checks, "CONSENT-SEPARATE"), {}, facts, {}, "CN-NETDATA-2024.R2").verdict;
  };
  const Fact whole = coverage("yes", text("CN-NETDATA-2024.R2"));
  EXPECT_EQ(result(facts_of({whole})), Verdict::met);
  EXPECT_EQ(result(facts_of({whole, coverage("no", Cell())})), Verdict::unclear);
  EXPECT_EQ(result(facts_of({coverage("yes", Cell())})), Verdict::unclear) << "for no requirement";
}

TEST(judge, a_met_verdict_names_the_checks_that_it_speaks_of) {
  const std::vector<RequirementVerdict> verdicts = judge({}, {}, shipped_norms(), full_question());
  EXPECT_EQ(find_verdict(verdicts, pipl_r2)->met_by, std::vector<std::string>{"FLOW-CONTACTS-OUT"});
  EXPECT_TRUE(find_verdict(verdicts, pipl_r1)->met_by.empty()) << "is not met";
}

TEST(judge, a_norm_speaks_for_its_place_or_its_store) {
  Question question = full_question();
  question.store = std::nullopt;
  EXPECT_EQ(verdict_on(play_r1, {permission("READ_CONTACTS")}, {}, question), "none");
  question.jurisdictions = {"IN"};
  EXPECT_EQ(verdict_on(pipl_r7, {}, {}, question), "none");
  question.jurisdictions = {"IN", "CN"};
  EXPECT_EQ(verdict_on(pipl_r7, {}, {}, question), "met");
  question.store = "apple-app-store";
  EXPECT_EQ(verdict_on(play_r1, {permission("READ_CONTACTS")}, {}, question), "none");
}

TEST(judge, an_unknown_lender_is_a_condition_and_a_known_one_decides) {
  const auto guide_verdict = [](std::optional<std::string> institution) {
    Question question = full_question();
    question.institution = std::move(institution);
    const std::vector<RequirementVerdict> verdicts =
        judge(facts_of({emergency_contact("own_list")}), {}, shipped_norms(), question);
    return *find_verdict(verdicts, guide_r2);
  };
  const std::vector<std::string> kinds = {"bank", "consumer_finance", "small_loan"};
  EXPECT_EQ(guide_verdict(std::nullopt).only_if, kinds);
  EXPECT_EQ(guide_verdict(std::nullopt).verdict, Verdict::violated);
  EXPECT_TRUE(is_conditional(guide_verdict(std::nullopt)));
  for (const std::string &kind : kinds) {
    EXPECT_TRUE(guide_verdict(kind).only_if.empty());
    EXPECT_FALSE(is_conditional(guide_verdict(kind)));
    EXPECT_EQ(guide_verdict(kind).verdict, Verdict::violated);
  }
  for (const char *kind : {"loan_facilitator", "p2p_lender", "insurer", "payment"})
    EXPECT_EQ(guide_verdict(kind).verdict, Verdict::not_applicable) << kind;
}

TEST(judge, an_unknown_category_is_a_condition_and_another_one_is_not_bound) {
  Question question = full_question();
  const auto verdict_of = [&](std::string_view requirement) {
    return *find_verdict(judge(facts_of({permission("READ_CONTACTS"), flow({})}), {}, shipped_norms(), question),
                         requirement);
  };
  EXPECT_FALSE(is_conditional(verdict_of(play_r1)));
  question.lending = "unsure";
  EXPECT_EQ(verdict_of(play_r1).verdict, Verdict::violated);
  EXPECT_TRUE(verdict_of(play_r1).if_lending);
  EXPECT_FALSE(verdict_of(pipl_r2).if_lending) << "the law binds every app";
  question.lending = "no";
  EXPECT_EQ(verdict_of(play_r1).verdict, Verdict::not_applicable);
  EXPECT_EQ(verdict_of(pipl_r2).verdict, Verdict::violated);
}

TEST(judge, a_verdict_names_what_decides_it) {
  const std::vector<Fact> facts = {permission("READ_CONTACTS"), permission("ACCESS_FINE_LOCATION"),
                                   permission("INTERNET")};
  const Facts rows = facts_of(facts);
  const std::vector<RequirementVerdict> verdicts =
      judge(rows, gaps_hiding({FactKind::flow}), shipped_norms(), full_question());
  const RequirementVerdict *const violated = find_verdict(verdicts, play_r1);
  EXPECT_EQ(violated->because.size(), 2u);
  EXPECT_TRUE(violated->gaps.empty());
  EXPECT_EQ(violated->force, "store_policy");
  const RequirementVerdict *const open = find_verdict(verdicts, pipl_r2);
  EXPECT_EQ(open->gaps, std::vector<std::string>{"gap-1"});
  const RequirementVerdict *const met = find_verdict(verdicts, play_r7);
  EXPECT_TRUE(met->because.empty() && met->gaps.empty());
}

// Losing code: every fact but those of the manifest may vanish while a gap says so. No verdict may become met or
// violated.
TEST(judge, losing_code_makes_nothing_met_and_nothing_violated) {
  const std::vector<Fact> manifest = {permission("READ_CONTACTS"), permission("CAMERA"), permission("INTERNET")};
  const std::vector<Fact> code = {denial("READ_CONTACTS", "exits"),   denial("READ_CONTACTS", "continues", "no", "yes"),
                                  service_gate("READ_CONTACTS"),      flow({.consent = "none"}),
                                  flow({.cardinality = "one"}),       data_read("contacts", "all", "none"),
                                  permission_request("none"),         emergency_contact("own_list", i64{3}),
                                  emergency_contact("typed", i64{2}), form_field("address", "yes"),
                                  form_field("address", "no")};
  std::vector<FactKind> hidden;
  for (const FactSchema &schema : fact_schemas())
    if (schema.kind != FactKind::permission) hidden.push_back(schema.kind);
  // What a part of the code shows is a part of what the whole shows; the whole may also show more, and hold gaps
  // itself.
  for (u32 whole_set = 0; whole_set < 1u << code.size(); whole_set += 7) {
    const auto verdicts_of = [&](u32 set, bool is_cut) {
      std::vector<Fact> facts = manifest;
      for (size_t i = 0; i < code.size(); ++i)
        if (set >> i & 1) facts.push_back(code[i]);
      return judge(facts_of(facts), gaps_hiding(is_cut ? hidden : std::vector<FactKind>{}), shipped_norms(),
                   full_question());
    };
    const std::vector<RequirementVerdict> whole = verdicts_of(whole_set, false);
    for (const u32 kept : {0u, 0x555u, 0x2aau, 0x0ffu, 0x700u}) {
      const std::vector<RequirementVerdict> cut = verdicts_of(whole_set & kept, true);
      ASSERT_EQ(whole.size(), cut.size());
      for (size_t i = 0; i < cut.size(); ++i) {
        const bool is_decided = cut[i].verdict != Verdict::unclear;
        EXPECT_TRUE(!is_decided || cut[i].verdict == whole[i].verdict)
            << cut[i].requirement << " is " << name_of(cut[i].verdict) << " of set " << whole_set << " kept " << kept;
      }
    }
  }
}

} // namespace
} // namespace kinsafe
