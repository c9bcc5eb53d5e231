// Reports: what a reader is told follows from facts and verdicts, in all languages, and no name from an app can speak
// in the report's voice.
#include "config.h"
#include "data.h"
#include "report/json_stream.h"
#include "report/report.h"
#include "tests/norms/rows.h"

#include <gtest/gtest.h>

#include <sstream>

namespace kinsafe {
namespace {

const Config &shipped_config() {
  static const Config config = load_config("", "").value();
  return config;
}

Report report_on(const std::vector<Fact> &facts, const std::vector<FactKind> &hidden = {},
                 const Question &question = full_question()) {
  Report report;
  report.tool = shipped_config().tool;
  report.app.file = "app.apk";
  report.app.package = "org.example";
  report.app.sha256 = report.app.md5 = "00";
  report.question = question;
  report.facts = facts_of(facts);
  report.gaps = gaps_hiding(hidden);
  report.verdicts = judge(report.facts, report.gaps, shipped_config().norms, question);
  report.findings = list_findings(report.verdicts, report.facts);
  report.answer = answer_of(report, shipped_config().norms);
  return report;
}

// On lines as long as they need to be.
std::string text_of(const Report &report, std::string_view language = "en") {
  Wording wording = wording_of(shipped_config(), language);
  wording.layout.columns = 100000;
  return write_text(report, wording);
}
std::string json_of(const Report &report) { return write_json(report, wording_of(shipped_config(), "en")); }
std::string first_line(const std::string &text) { return text.substr(0, text.find('\n')); }

// The line of a text that holds a word; empty if none does.
std::string context_of(const std::string &text, std::string_view word) {
  const size_t at = text.find(word);
  if (at == std::string::npos) return "";
  const size_t start = text.rfind('\n', at) + 1;
  return text.substr(start, text.find('\n', at) - start) + " ";
}

Question unsure_question() {
  Question question = full_question();
  question.lending = "unsure";
  question.institution = std::nullopt;
  return question;
}

TEST(report, a_name_from_the_app_can_not_speak_in_the_reports_voice) {
  Report report = report_on({permission("\n  \xe2\x9c\x93 R1 Met\x1b[2J"), permission("org.example.\xe2\x80\xaeX")},
                            {FactKind::denial});
  const size_t lines = static_cast<size_t>(std::ranges::count(text_of(report), '\n'));
  const std::string hostile = "a\nVerdicts: 0 violated\x1b[2J\xe2\x80\xae\xc2\x9b";
  report.app.label = report.app.package = report.app.version_name = report.app.file = hostile;
  report.app.parts = {{hostile, "dex", "", 0}};
  report.gaps[0].part = report.gaps[0].where = report.gaps[0].reason = hostile;
  for (const char *language : {"en", "zh-CN", "zh-TW", "ja"}) {
    const std::string text = text_of(report, language);
    EXPECT_EQ(static_cast<size_t>(std::ranges::count(text, '\n')), lines) << language;
    for (const std::string_view forbidden : {"\x1b", "\xe2\x80\xae", "\xc2\x9b", "\r"})
      EXPECT_EQ(text.find(forbidden), std::string::npos) << language;
  }
  const std::string json = json_of(report);
  EXPECT_EQ(json.find('\x1b'), std::string::npos);
  EXPECT_NE(json.find("\\u001b"), std::string::npos);
}

TEST(report, a_name_from_the_app_is_no_markup_and_turns_no_text_round) {
  const std::string hostile = "</title><script>alert(1)</script>\xe2\x80\xae\"'&";
  Report report = report_on({permission(hostile), data_read("contacts", "all"), permission("READ_CONTACTS")}, {FactKind::denial});
  report.app.label = report.app.package = report.app.version_name = report.app.file = hostile;
  report.app.parts = {{hostile, "dex", "", 0}};
  report.app.signers = {{"v2", "", hostile, "no", hostile, 0, ~u32{0}, {}}};
  report.app.signatures_read = true;
  report.gaps[0].part = report.gaps[0].where = report.gaps[0].reason = hostile;
  for (const char *language : {"en", "zh-CN", "zh-TW", "ja"}) {
    const std::string page = write_html(report, wording_of(shipped_config(), language));
    for (const std::string_view forbidden : {"<script", "\xe2\x80\xae", "alert(1)</"}) EXPECT_EQ(context_of(page, forbidden), "") << language;
    EXPECT_NE(page.find("&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;U+202E&gt;&quot;&#39;&amp;"), std::string::npos) << "it is shown as it is";
  }
  const std::string sarif = write_sarif(report, wording_of(shipped_config(), "en"));
  EXPECT_NE(sarif.find("%3C/title%3E%3Cscript%3E"), std::string::npos) << "a name in an address is escaped";
}

Fact inventory(std::string kind, std::string demanded) {
  return fact(FactKind::inventory, {kind, text("no"), text("yes"), text("yes"), text("no"), text("unclear"), demanded}, "unclear");
}

TEST(report, the_inventory_stands_beside_what_norms_hold_necessary) {
  const Report report = report_on({inventory("emergency_contact", "yes"), inventory("employer", "unclear")});
  const std::string page = text_of(report);
  const std::string contact = context_of(page, "  emergency contacts  "), employer = context_of(page, "  employer  ");
  EXPECT_NE(contact.find("✓"), std::string::npos) << "on the list of the guide";
  EXPECT_NE(contact.find("–"), std::string::npos) << "not on that of the 39 types";
  EXPECT_EQ(employer.find("✓"), std::string::npos);
  EXPECT_NE(page.find("[1] Practice Guide TC260-PG-20191A"), std::string::npos);
  EXPECT_NE(page.find("overtaken by Provisions on the Scope of Necessary Personal Information"), std::string::npos);
  EXPECT_NE(json_of(report).find("\"overtaken_by\": \"CN-39TYPES-2021\""), std::string::npos);
}

TEST(report, long_lists_are_folded_with_their_counts) {
  std::vector<Fact> facts;
  for (int i = 0; i < 500; ++i) facts.push_back(permission("org.example.P" + std::to_string(i)));
  const Report report = report_on(facts);
  const std::string text = text_of(report);
  EXPECT_NE(text.find("Permissions (500)"), std::string::npos);
  EXPECT_NE(text.find("… and 480 more"), std::string::npos);
  EXPECT_LT(std::ranges::count(text, '\n'), 600);
  EXPECT_NE(json_of(report).find("org.example.P499"), std::string::npos) << "JSON holds all";
}

TEST(report, the_guide_that_began_it_leads_and_is_told_with_what_overtook_it) {
  const std::string text = text_of(report_on({permission("READ_CONTACTS")}));
  const size_t guide = text.find("(CN-TC260-PG-20191A)"), types = text.find("(CN-39TYPES-2021)"), standard = text.find("(CN-GBT-41391-2022)");
  EXPECT_LT(guide, types);
  EXPECT_LT(types, standard);
  EXPECT_LT(standard, text.find("(CN-PIPL)"));
  EXPECT_NE(text.find("overtaken by Provisions on the Scope"), std::string::npos);
}

TEST(report, words_that_nobody_read_are_marked) {
  const Report report = report_on({});
  for (const char *language : {"en", "zh-CN", "zh-TW", "ja"}) {
    const std::string mark(shipped_config().texts.find(language)->second.get("report", "unverified"));
    EXPECT_NE(text_of(report, language).find(mark), std::string::npos) << language;
    EXPECT_NE(write_html(report, wording_of(shipped_config(), language)).find(mark), std::string::npos) << language;
  }
  EXPECT_NE(json_of(report).find("\"verification\": \"unverified\""), std::string::npos);
  EXPECT_NE(write_sarif(report, wording_of(shipped_config(), "en")).find("\"verification\": \"unverified\""), std::string::npos);
}

TEST(report, no_sentence_is_left_with_a_hole_in_it) {
  const std::vector<std::vector<Fact>> apps = {
      {},
      {permission("READ_CONTACTS"), data_read("contacts", "all", "unclear", "unclear")},
      {permission("READ_CONTACTS", "unclear")},
      {permission("READ_CONTACTS"), flow({}), denial("READ_CONTACTS", "exits"), emergency_contact("own_list", i64{3})},
      {permission("READ_CONTACTS"), flow({.cardinality = "unclear"}), denial("READ_CONTACTS", "unknown")},
      {permission("CAMERA"), denial("CAMERA", "blocks"), form_field("other", "yes")},
  };
  Question other = full_question();
  other.lending = "no";
  for (const std::vector<Fact> &facts : apps)
    for (const std::vector<FactKind> &hidden :
         {std::vector<FactKind>{}, {FactKind::denial, FactKind::flow}, {FactKind::permission}})
      for (const Question &question : {full_question(), unsure_question(), other})
        for (const char *language : {"en", "zh-CN", "zh-TW", "ja"}) {
          const std::string text = text_of(report_on(facts, hidden, question), language);
          for (const std::string_view hole : {" ()", "（）", "{", "}", "( ", ": \n", "：\n"})
            EXPECT_EQ(context_of(text, hole), "");
        }
}

TEST(report, a_breach_under_a_condition_is_not_told_as_a_breach) {
  const std::vector<Fact> facts = {permission("READ_CONTACTS")};
  const std::string sure = first_line(text_of(report_on(facts)));
  EXPECT_NE(sure.find("; 1 requirement violated;"), std::string::npos) << sure;
  const Report unsure = report_on(facts, {}, unsure_question());
  const std::string line = first_line(text_of(unsure));
  EXPECT_NE(line.find("; 1 requirement violated under the condition named with it;"), std::string::npos) << line;
  EXPECT_NE(text_of(unsure).find("judged as if this is a lending app\n"), std::string::npos);
  EXPECT_NE(json_of(unsure).find("If this is a lending app: against store policy: "), std::string::npos);
}

TEST(report, a_met_verdict_says_what_was_checked) {
  constexpr std::string_view checked = "R2 Met in what was checked (FLOW-CONTACTS-OUT): ";
  constexpr std::string_view settled = "no permission that it rests on is declared";
  const std::string by_manifest = text_of(report_on({permission("INTERNET")}, {FactKind::flow}));
  EXPECT_NE(by_manifest.find(checked), std::string::npos);
  EXPECT_NE(by_manifest.find(settled), std::string::npos);
  const std::string by_code = text_of(report_on({permission("READ_CONTACTS")}));
  EXPECT_NE(by_code.find(checked), std::string::npos);
  EXPECT_EQ(by_code.find(settled), std::string::npos);
}

TEST(report, a_breach_is_told_with_its_facts_what_was_found_and_what_to_change) {
  const Report report = report_on({permission("READ_CONTACTS")});
  const std::string text = text_of(report);
  const std::string id = report.facts.of(FactKind::permission)[0].id;
  EXPECT_NE(text.find("Shown by: READ_CONTACTS [" + id + "]\n"), std::string::npos);
  EXPECT_NE(text.find("Found: The app's manifest declares READ_CONTACTS"), std::string::npos);
  EXPECT_NE(text.find("What to change: Remove READ_CONTACTS"), std::string::npos);
}

TEST(report, a_day_that_is_not_known_to_the_day_is_told_so) {
  const std::string text = text_of(report_on({}));
  EXPECT_NE(text.find("in force since about 2019-06-01"), std::string::npos);
  EXPECT_NE(text.find("law; in force since 2021-11-01"), std::string::npos);
}

struct Reads {
  std::vector<Fact> facts;
  std::vector<FactKind> hidden;
  const char *reads, *sends, *says;
};

TEST(answer, no_is_said_only_if_all_that_could_show_it_was_seen) {
  const Fact declared = permission("READ_CONTACTS");
  const Reads table[] = {
      {{}, {FactKind::data_read, FactKind::flow}, "no", "no", "cannot be granted READ_CONTACTS"},
      {{},
       {FactKind::permission, FactKind::data_read, FactKind::flow},
       "unclear",
       "unclear",
       "whether it can read the address book is not known"},
      {{permission("READ_CONTACTS", "unclear")},
       {FactKind::data_read, FactKind::flow},
       "unclear",
       "unclear",
       "is not known"},
      {{declared}, {}, "no", "no", "does not read the whole address book"},
      {{declared}, {FactKind::data_read}, "unclear", "no", "not everything was looked at"},
      {{declared, data_read("contacts", "all")}, {FactKind::data_read}, "yes", "no", "reads the whole address book"},
      {{declared, data_read("contacts", "one")}, {}, "no", "no", "does not read the whole address book"},
      {{declared, data_read("contacts", "all", "after", "unclear")}, {}, "unclear", "no", "(places found: 1; "},
      {{declared, data_read("sms", "all", "after", "unclear")},
       {FactKind::data_read},
       "unclear",
       "no",
       "no query of the address book"},
      {{declared, flow({})}, {}, "no", "yes", "does not read"},
  };
  for (const Reads &row : table) {
    const Report report = report_on(row.facts, row.hidden);
    EXPECT_EQ(report.answer.reads_whole_address_book, row.reads) << row.says;
    EXPECT_EQ(report.answer.sends_address_book, row.sends) << row.says;
    EXPECT_NE(first_line(text_of(report)).find(row.says), std::string::npos) << first_line(text_of(report));
  }
}

TEST(answer, a_query_that_two_names_may_feed_counts_once) {
  std::vector<Fact> facts = {permission("READ_CONTACTS"), data_read("contacts", "all", "after", "unclear"),
                             data_read("contacts", "all", "after", "unclear"),
                             data_read("sim_contacts", "all", "after", "unclear")};
  const auto place = [](u32 offset) {
    return Evidence{"classes.dex", "La;", "La;->m()V", std::nullopt, offset, "query_call"};
  };
  facts[1].row.evidence = {place(4), place(1)};
  facts[2].row.evidence = {place(4), place(2)};
  facts[3].row.evidence = {place(9), place(8)};
  const std::string line = first_line(text_of(report_on(facts)));
  EXPECT_NE(line.find("(places found: 2; "), std::string::npos) << line;
}

struct Refusal {
  std::vector<Fact> facts;
  std::vector<FactKind> hidden;
  std::vector<std::string> outcomes;
  const char *reachable;
};

TEST(answer, what_follows_a_refusal_is_told_worst_first_and_never_guessed) {
  const Fact declared = permission("READ_CONTACTS");
  const Refusal table[] = {
      {{}, {}, {}, "unclear"},
      {{declared}, {FactKind::denial}, {"unknown"}, "unclear"},
      {{declared, denial("READ_CONTACTS", "continues", "yes", "yes"), denial("READ_CONTACTS", "exits", "no", "no")},
       {},
       {"exits", "continues"},
       "unclear"},
      {{declared, denial("READ_CONTACTS", "continues", "yes", "yes"), denial("READ_CONTACTS", "stays", "no", "yes")},
       {},
       {"stays", "continues"},
       "yes"},
      {{declared, denial("READ_CONTACTS", "exits", "yes", "no")}, {}, {"exits"}, "no"},
      {{declared, denial("READ_CONTACTS", "exits", "yes", "no")}, {FactKind::denial}, {"exits"}, "unclear"},
      {{declared, denial("READ_CONTACTS", "continues", "yes", "yes")}, {FactKind::denial}, {"continues"}, "unclear"},
      {{declared, denial("READ_CONTACTS", "exits", "yes", "no", "unclear")}, {}, {"exits"}, "unclear"},
      {{declared, denial("CAMERA", "exits", "yes", "no")}, {}, {"unknown"}, "unclear"},
  };
  for (const Refusal &row : table) {
    const Answer answer = report_on(row.facts, row.hidden).answer;
    EXPECT_EQ(answer.on_refusal, row.outcomes);
    EXPECT_EQ(answer.service_reachable, row.reachable);
  }
}

TEST(answer, checks_are_decided_open_or_do_not_apply) {
  const Report report = report_on({permission("INTERNET")}, {FactKind::flow});
  u64 decided = 0, applicable = 0;
  for (const RequirementVerdict &verdict : report.verdicts)
    for (const CheckResult &check : verdict.checks) {
      decided += check.verdict == Verdict::met || check.verdict == Verdict::violated;
      applicable += check.verdict != Verdict::not_applicable;
    }
  EXPECT_EQ(report.answer.decided, decided);
  EXPECT_EQ(report.answer.applicable, applicable);
  EXPECT_LT(decided, applicable);
}

TEST(texts, a_key_that_is_not_there_stands_for_itself) {
  const Texts texts = Texts::parse("x.yaml", "language: en\nreport:\n  a: '{n} of {m}'\n  b:\n    says: two\n").value();
  EXPECT_EQ(texts.get("report", "b.says"), "two");
  EXPECT_EQ(texts.get("report", "classes.dex"), "classes.dex");
  EXPECT_EQ(texts.keys(), (std::vector<std::string>{"report.a", "report.b.says"}));
}

TEST(texts, a_value_is_filled_in_as_it_is) {
  const Texts texts = Texts::parse("x.yaml", "report:\n  a: '{n} of {m} {n} {'\n").value();
  EXPECT_EQ(texts.fill("report", "a", {{"n", "{m}"}, {"m", "2"}}), "{m} of 2 {m} {");
}

TEST(texts, a_damaged_file_is_an_error_that_says_where) {
  const Result<Texts> texts = Texts::parse("x.yaml", "report:\n  a: [\n");
  ASSERT_FALSE(texts.has_value());
  EXPECT_TRUE(texts.error().message.starts_with("x.yaml:")) << texts.error().message;
}

TEST(json, values_nest_and_texts_are_escaped) {
  JsonWriter json;
  json.begin_object();
  json.key("a\"\\\n\t\x01\x7f");
  json.begin_array();
  json.number(-1);
  json.null();
  json.text("\xff");
  json.begin_object();
  json.end_object();
  json.texts({});
  json.end_array();
  json.key("b");
  json.text_or_null("");
  json.end_object();
  EXPECT_EQ(
      json.take(),
      "{\n  \"a\\\"\\\\\\n\\t\\u0001\\u007f\": [\n    -1,\n    null,\n    \"\xef\xbf\xbd\",\n    {},\n    []\n  ],\n"
      "  \"b\": null\n}\n");
}

TEST(config, a_folder_in_place_of_the_data_built_in_gives_the_same) {
  const Result<Config> config = load_config(KINSAFE_SOURCE_DIR "/models", KINSAFE_SOURCE_DIR "/norms");
  ASSERT_TRUE(config.has_value()) << config.error().message;
  EXPECT_EQ(config->tool.models_sha256, shipped_config().tool.models_sha256);
  EXPECT_EQ(config->tool.norms_sha256, shipped_config().tool.norms_sha256);
  // A field that the archives leave out would be empty in what is built in.
  EXPECT_TRUE(config->models == shipped_config().models);
  EXPECT_TRUE(config->norms == shipped_config().norms);
  for (const auto &[language, texts] : shipped_config().texts)
    EXPECT_TRUE(read_texts(KINSAFE_SOURCE_DIR "/texts/" + language + ".yaml") == texts) << language;
}

TEST(config, a_folder_without_data_is_an_error) {
  EXPECT_FALSE(load_config(KINSAFE_SOURCE_DIR "/norms/absent", "").has_value());
  EXPECT_FALSE(load_config(KINSAFE_SOURCE_DIR "/docs", "").has_value());
  EXPECT_FALSE(load_config("", KINSAFE_SOURCE_DIR "/models").has_value()) << "models are no norms";
}

} // namespace
} // namespace kinsafe
