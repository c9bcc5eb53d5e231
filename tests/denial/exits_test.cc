// Apps that close their first screen when the user refuses, and are not left for sure: another screen may be open, or a way
// around it is. A wrong
// `exits` here accuses an app of what it does not do. What each app does stands in its source.
#include "tests/denial/explored.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

class StaysOpen : public testing::TestWithParam<std::string_view> {};

TEST_P(StaysOpen, is_no_exit) {
  const std::string folder = KINSAFE_SOURCE_DIR "/tests/" + std::string(GetParam());
  for (const std::string_view variant : {"/debug.apk", "/r8.apk"}) {
    const Explored found = explored(folder + std::string(variant));
    ASSERT_EQ(found.error, "");
    EXPECT_FALSE(found.denials.empty());
    for (const std::string &line : found.denials) EXPECT_FALSE(line.contains("exits must")) << variant << ": " << line;
  }
}

INSTANTIATE_TEST_SUITE_P(Apps, StaysOpen,
                         testing::Values("apps/denial_not_deep_router", "apps/denial_not_start_activities", "apps/denial_not_pending_open", "apps/denial_not_reflected_open", "apps/denial_not_opened_before",
                                         "apps/denial_not_opened_first", "denial/false_root", "apps/denial_not_to_back", "apps/denial_not_set_meanwhile",
                                         "apps/denial_not_list_meanwhile", "apps/denial_not_set_in_holder", "apps/denial_not_set_after_constructor", "apps/denial_not_throws_before"),
                         [](const testing::TestParamInfo<std::string_view> &each) { return std::string(each.param.substr(each.param.find('/') + 1)); });

} // namespace
} // namespace kinsafe
