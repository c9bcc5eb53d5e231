// What follows a refusal, told of the fixture apps as their build for debugging, and once more with names gone and methods
// merged. What each app does stands in its source.
#include "tests/denial/explored.h"

#include <gtest/gtest.h>

#include <ostream>

namespace kinsafe {
namespace {

std::string fixture(std::string_view name, std::string_view variant) { return KINSAFE_SOURCE_DIR "/tests/apps/" + std::string(name) + "/" + std::string(variant) + ".apk"; }

// Without lines, each once: shrinking moves and copies code.
std::vector<std::string> without_lines(const std::vector<std::string> &lines) {
  std::vector<std::string> bare;
  for (const std::string &line : lines) bare.push_back(line.substr(line.find(' ') + 1));
  std::ranges::sort(bare);
  bare.erase(std::ranges::unique(bare).begin(), bare.end());
  return bare;
}

struct Case {
  std::string_view app;
  std::vector<std::string> denials; // sorted
  bool is_shrunk_alike = true;
};
std::string name_of(const testing::TestParamInfo<Case> &each) { return std::string(each.param.app); }
void PrintTo(const Case &each, std::ostream *out) { *out << each.app; }

class Refused : public testing::TestWithParam<Case> {};

TEST_P(Refused, is_told) {
  const Explored debug = explored(fixture(GetParam().app, "debug"));
  ASSERT_EQ(debug.error, "");
  EXPECT_EQ(without_lines(debug.denials), GetParam().denials);
  if (!GetParam().is_shrunk_alike) return;
  EXPECT_EQ(without_lines(explored(fixture(GetParam().app, "r8")).denials), GetParam().denials) << "r8";
  EXPECT_EQ(without_lines(explored(fixture(GetParam().app, "proguard")).denials), GetParam().denials) << "proguard";
}

INSTANTIATE_TEST_SUITE_P(
    Apps, Refused,
    testing::Values(Case{"denial_finish", {"READ_CONTACTS start exits must"}}, Case{"denial_finish_affinity", {"READ_CONTACTS start exits must"}},
                    Case{"denial_exit", {"READ_CONTACTS start exits must"}}, Case{"denial_kill", {"READ_CONTACTS start exits must"}},
                    Case{"denial_kotlin", {"READ_CONTACTS start exits must"}}, Case{"denial_base_class", {"READ_CONTACTS start exits must"}},
                    Case{"denial_wrapper", {"READ_CONTACTS start exits must"}}, Case{"denial_finish_later", {"READ_CONTACTS start exits must"}},
                    Case{"denial_finish_second_screen", {"READ_CONTACTS feature closes_screen must"}},
                    Case{"denial_finish_and_next", {"READ_CONTACTS start continues must"}}, Case{"denial_throws", {"READ_CONTACTS start may_crash must"}},
                    Case{"denial_toast", {"READ_CONTACTS start stays must"}}, Case{"denial_settings", {"READ_CONTACTS start sends_to_settings must"}},
                    Case{"denial_picker", {"READ_CONTACTS start offers_alternative must"}}, Case{"denial_typed_by_hand", {"READ_CONTACTS feature offers_alternative must"}},
                    Case{"denial_two_outcomes", {"READ_CONTACTS start exits forever", "READ_CONTACTS start stays"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Dialogs, Refused,
    testing::Values(Case{"denial_dialog_quit_only", {"READ_CONTACTS start blocks must"}}, Case{"denial_dialog_settings_or_quit", {"READ_CONTACTS start blocks must"}},
                    Case{"denial_dialog_continue", {"READ_CONTACTS start offers_alternative must"}}, Case{"denial_asks_again_by_dialog", {"READ_CONTACTS start asks_again must"}},
                    Case{"denial_asks_again", {"READ_CONTACTS start asks_again must"}}, Case{"ask_in_resume", {"READ_CONTACTS start asks_again must"}},
                    Case{"not_asked_once_more", {"READ_CONTACTS start stays must"}}, Case{"not_agreement_then_asked", {"READ_CONTACTS feature stays must"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Together, Refused,
    testing::Values(Case{"denial_one_of_several", {"CAMERA start exits must bundle", "READ_CONTACTS start exits must bundle"}},
                    Case{"denial_named_in_loop", {"CAMERA start stays must bundle", "READ_CONTACTS start exits must bundle"}},
                    Case{"ask_list_to_array", {"READ_CONTACTS start stays must bundle", "READ_PHONE_STATE start stays must bundle"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Lists, Refused,
    testing::Values(Case{"denial_list_only_looked_at", {"READ_CONTACTS start exits must"}},
                    Case{"denial_not_list_meanwhile", {"READ_CONTACTS start exits", "READ_CONTACTS start stays"}},
                    Case{"denial_not_removed_by_iterator", {"READ_CONTACTS start stays must"}},
                    Case{"denial_only_looked_up", {"READ_CONTACTS start exits must"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Launchers, Refused,
    testing::Values(Case{"denial_result_exit", {"READ_CONTACTS start exits must"}}, Case{"denial_result_toast", {"READ_CONTACTS start stays must"}},
                    Case{"denial_result_dialog", {"READ_CONTACTS start blocks must"}}, Case{"denial_result_kotlin", {"READ_CONTACTS start continues must"}},
                    Case{"denial_result_asks_again", {"READ_CONTACTS start asks_again must"}},
                    Case{"ask_result_contract_several", {"READ_CONTACTS feature exits must bundle", "READ_SMS feature exits must bundle"}, false}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Libraries, Refused,
    testing::Values(Case{"ask_compat", {"READ_CONTACTS start exits must"}}, Case{"ask_fragment", {"READ_CONTACTS start exits must"}},
                    Case{"ask_own_wrapper", {"READ_CONTACTS start exits must"}}, Case{"ask_dispatcher", {"READ_CONTACTS start exits must"}},
                    Case{"ask_easypermissions", {"READ_CONTACTS start exits must"}}, Case{"ask_rxpermissions", {"READ_CONTACTS start exits must"}},
                    Case{"ask_blankj", {"READ_CONTACTS start exits must"}}, Case{"ask_dexter", {"READ_CONTACTS start exits must"}},
                    Case{"ask_andpermission", {"READ_CONTACTS start exits must"}},
                    Case{"ask_xxpermissions",
                         {"GET_ACCOUNTS start asks_again", "GET_ACCOUNTS start stays forever", "READ_CONTACTS start asks_again", "READ_CONTACTS start stays forever",
                          "WRITE_CONTACTS start asks_again", "WRITE_CONTACTS start stays forever"}}),
    name_of);

TEST(Requests, are_of_the_code_that_names_the_permissions) {
  const auto requests = [](std::string_view app) { return explored(fixture(app, "debug")).requests; };
  EXPECT_EQ(requests("ask_platform"), std::vector<std::string>{"28 platform READ_CONTACTS"});
  EXPECT_EQ(requests("ask_own_wrapper"), std::vector<std::string>{"16 platform READ_CONTACTS"});
  EXPECT_EQ(requests("ask_xxpermissions"), std::vector<std::string>{"17 XXPermissions GET_ACCOUNTS,READ_CONTACTS,WRITE_CONTACTS"});
  EXPECT_EQ(requests("ask_platform_kotlin"), std::vector<std::string>{"15 platform READ_CALL_LOG,READ_CONTACTS"});
  EXPECT_EQ(requests("ask_nothing"), std::vector<std::string>{});
}

TEST(Listeners, ask_with_what_the_screen_was_given) {
  const std::vector<std::string> denials = without_lines(explored(fixture("ask_result_contract_several", "r8")).denials);
  EXPECT_EQ(denials, (std::vector<std::string>{"READ_CONTACTS feature exits must bundle", "READ_SMS feature exits must bundle"}));
}

TEST(Requests, carry_names_in_an_intent) {
  EXPECT_EQ(without_lines(explored(fixture("ask_result_contract_real", "r8")).requests), std::vector<std::string>{"platform READ_CONTACTS"});
  EXPECT_EQ(explored(fixture("not_picker_kotlin", "r8")).requests, std::vector<std::string>{}) << "its intent carries no names";
}

TEST(Steps, that_are_used_up_are_told) {
  const std::string app = fixture("denial_finish", "debug");
  const Explored whole = explored(app);
  EXPECT_FALSE(whole.counts.is_exhausted);
  EXPECT_EQ(whole.counts.cut, 0u);
  const Explored cut = explored(app, 20);
  EXPECT_TRUE(cut.counts.is_exhausted);
  EXPECT_EQ(cut.counts.cut, 1u);
  EXPECT_EQ(without_lines(cut.denials), std::vector<std::string>{"READ_CONTACTS start unknown:limit"});
}

TEST(Steps, that_a_look_up_would_take_are_told) {
  const std::string app = fixture("denial_only_looked_up", "debug");
  ASSERT_FALSE(explored(app).denials.empty());
  const Explored cut = explored(app, 3);
  EXPECT_TRUE(cut.denials.empty());
  EXPECT_TRUE(cut.counts.is_exhausted);
  EXPECT_EQ(cut.counts.cut_checks, 1u);
}

TEST(Dialogs, are_what_the_best_choice_leads_to) {
  const auto outcome_of = [](std::initializer_list<Outcome> choices) {
    std::vector<std::vector<Ending>> endings;
    for (const Outcome outcome : choices) endings.push_back({{outcome, {}, {}, {}, false}});
    return choose(endings).front().outcome;
  };
  using enum Outcome;
  EXPECT_EQ(outcome_of({exits, stays}), stays);
  EXPECT_EQ(outcome_of({exits, unknown, stays}), stays);
  EXPECT_EQ(outcome_of({exits, unknown}), unknown);
  EXPECT_EQ(outcome_of({exits, sends_to_settings}), blocks);
  EXPECT_EQ(outcome_of({exits}), blocks);
  EXPECT_EQ(outcome_of({asks_again}), asks_again);
  EXPECT_EQ(outcome_of({asks_again, exits}), blocks);
  EXPECT_EQ(outcome_of({sends_to_settings, closes_screen}), closes_screen);
  EXPECT_EQ(outcome_of({stays, offers_alternative}), offers_alternative);
}

} // namespace
} // namespace kinsafe
