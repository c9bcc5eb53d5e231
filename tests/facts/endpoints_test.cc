// Addresses: what is one, what is an endpoint, and whether Android lets it pass without encryption.
#include "facts/endpoints.h"
#include "tests/container/build_axml.h"
#include "tests/shipped.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

// "scheme host path" as read; "" if it is no address.
std::string read(std::string_view text) {
  const std::optional<Url> url = parse_url(text);
  return url ? (url->is_encrypted ? "safe " : "plain ") + url->host + " " + url->path : "";
}

TEST(urls, an_address_has_a_host_and_perhaps_a_path) {
  const std::pair<std::string_view, std::string_view> table[] = {
      {"https://api.example.cn/v1/contacts?x=1#y", "safe api.example.cn /v1/contacts"},
      {"HTTP://API.Example.CN", "plain api.example.cn "},
      {"wss://push.example.cn:443/a", "safe push.example.cn /a"},
      {"ws://push.example.cn:8080/a", "plain push.example.cn:8080 /a"},
      {"http://user:pass@host.example.cn/", "plain host.example.cn /"},
      {"http://10.1.2.3:80/up", "plain 10.1.2.3 /up"},
      {"http://[2001:db8::1]:8080/up", "plain [2001:db8::1]:8080 /up"},
      {"https://a.example.cn/{id}/%s", "safe a.example.cn /{id}/%s"},
      {"https://a.example.cn, see there", "safe a.example.cn "},
      {"https://a.example.cn/x y", "safe a.example.cn /x"},
      {"https://xn--fiqs8s.xn--fiqs8s/", "safe xn--fiqs8s.xn--fiqs8s /"},
  };
  for (const auto &[text, expected] : table) EXPECT_EQ(read(text), expected) << text;
}

TEST(urls, what_names_no_host_is_none) {
  for (const std::string_view text : {"", "https://", "http://%s/", "https://{host}/a", "http://host/a", "https://1.2.3/", "https://a..cn/", "https://a.cn%s/x",
                                      "ftp://a.example.cn/", "content://com.android.contacts", " https://a.example.cn", "http://300.1.1.1/",
                                      "https://.cn", "https://-a.cn/", "http://a.cn:123456/", "http://[::1/", "https://a.5"})
    EXPECT_EQ(read(text), "") << text;
}

TEST(urls, each_in_a_text_is_found_where_it_starts) {
  std::string found;
  for_each_url("x=https://a.example.cn/1;uhttp://b.example.cn' ://c \x00wss://d.example.cn/", [&](const Url &url, size_t at) {
    found += url.host + url.path + "@" + std::to_string(at) + " ";
  });
  EXPECT_EQ(found, "a.example.cn/1;uhttp://b.example.cn@2 b.example.cn@26 ");
}

TEST(urls, vocabularies_licences_and_the_device_itself_are_no_endpoints) {
  const std::pair<std::string_view, bool> table[] = {
      {"http://schemas.android.com/apk/res/android", false}, {"https://www.apache.org/licenses/LICENSE-2.0", false},
      {"https://www.apache.org/dist", true},                 {"http://host.invalid/a", false},
      {"http://invalid.cn/a", true},                         {"http://api.example.com/a", true},
      {"http://localhost:8080/a", false},                    {"https://api.lender.cn/contacts", true},
  };
  for (const auto &[text, is] : table) EXPECT_EQ(is_endpoint(shipped_rows(), parse_url(text).value()), is) << text;
}

struct Cleartext {
  u32 min_sdk, target_sdk;
  std::optional<bool> flag;
  std::string_view expected;
};

TEST(cleartext, it_passes_as_the_manifest_and_the_level_say) {
  const Cleartext table[] = {
      {21, 27, std::nullopt, "yes"}, {21, 28, std::nullopt, "unclear"}, {28, 28, std::nullopt, "no"}, {28, 34, true, "yes"},
      {23, 34, false, "no"},         {21, 34, false, "unclear"},        {21, 22, false, "unclear"},
  };
  for (const Cleartext &row : table) {
    Package package;
    package.manifest.emplace();
    package.manifest->min_sdk = row.min_sdk;
    package.manifest->target_sdk = row.target_sdk;
    package.manifest->uses_cleartext = row.flag;
    Incomplete incomplete;
    const CleartextPolicy policy = read_cleartext_policy(package, incomplete);
    EXPECT_EQ(cleartext_of(policy, parse_url("http://a.cn/").value()), row.expected) << row.min_sdk << " " << row.target_sdk;
    EXPECT_EQ(cleartext_of(policy, parse_url("https://a.cn/").value()), "no");
    EXPECT_TRUE(incomplete.gaps.empty());
  }
}

TEST(cleartext, devices_too_old_for_a_configuration_obey_the_flag) {
  for (const u32 min_sdk : {23u, 24u}) {
    Package package;
    package.manifest.emplace();
    package.manifest->min_sdk = min_sdk;
    package.manifest->uses_cleartext = false;
    package.manifest->network_security_config = 0x7f010000;
    Incomplete incomplete;
    CleartextPolicy policy = read_cleartext_policy(package, incomplete);
    policy.is_known = true; // as if it had been read
    policy.blocked_from = CleartextPolicy::never;
    EXPECT_EQ(cleartext_of(policy, parse_url("http://a.cn/").value()), min_sdk == 23 ? "unclear" : "yes");
  }
}

TEST(cleartext, a_configuration_that_is_not_there_leaves_it_open_with_a_gap) {
  Package package;
  package.manifest.emplace();
  package.manifest->network_security_config = 0x7f010000;
  Incomplete incomplete;
  EXPECT_EQ(cleartext_of(read_cleartext_policy(package, incomplete), parse_url("http://a.cn/").value()), "unclear");
  ASSERT_EQ(incomplete.gaps.size(), 1u);
  EXPECT_EQ(incomplete.gaps[0].hides, std::vector<std::string>{"endpoint"});
}

} // namespace
} // namespace kinsafe
