// iOS packages: what Info.plist declares in either form, and what is not read.
#include "container/plist.h"
#include "tests/container/build_package.h"
#include "tests/container/build_plist.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

std::string xml_plist(std::string_view members) {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>)" +
         std::string(members) + "</dict></plist>";
}
const std::string info = xml_plist(R"(
  <key>CFBundleIdentifier</key><string>com.example.loan</string>
  <key>CFBundleShortVersionString</key><string>2.1</string>
  <key>CFBundleVersion</key><string>210</string>
  <key>CFBundleDisplayName</key><string>Loan</string>
  <key>UIDeviceFamily</key><array><integer>1</integer></array>
  <key>NSContactsUsageDescription</key><string>To name an emergency contact &amp; a guarantor</string>)");

std::string ipa(const std::vector<TestEntry> &entries) { return as_string(build_zip(entries).bytes); }

TEST(ipa, identity_and_purpose_strings_are_read) {
  BinaryPlist texts;
  const u8 keys[] = {texts.ascii("NSContactsUsageDescription"), texts.ascii("CFBundleDisplayName")};
  const u8 words[] = {texts.wide(u"填写紧急联系人"), texts.wide(u"贷款")};
  const std::string chinese = texts.build(texts.dictionary({keys[0], keys[1]}, {words[0], words[1]}));
  const std::string extension = xml_plist("<key>NSCameraUsageDescription</key><string>Scan</string>");
  const OpenedBytes opened("app.ipa", ipa({{"Payload/Loan.app/Info.plist", info},
                                           {"Payload/Loan.app/zh-Hans.lproj/InfoPlist.strings", chinese},
                                           {"Payload/Loan.app/PlugIns/Scan.appex/Info.plist", extension},
                                           {"Payload/Loan.app/Frameworks/X.framework/Info.plist", "not looked at"},
                                           {"Payload/Loan.app/Loan", "\xcf\xfa\xed\xfe"}}));
  ASSERT_TRUE(opened.package) << opened.package.error().message;
  const Package &package = *opened.package;
  EXPECT_EQ(package.kind, "ipa");
  EXPECT_EQ(package.platform, Platform::ios);
  EXPECT_EQ(package.manifest->package, "com.example.loan");
  EXPECT_EQ(package.manifest->version_name, "2.1");
  EXPECT_EQ(package.manifest->version_code, 210);
  EXPECT_EQ(package.label, "Loan");
  EXPECT_EQ(package.labels, (std::map<std::string, std::string>{{"zh-Hans", "贷款"}}));
  EXPECT_TRUE(package.manifest->permissions.empty());
  ASSERT_EQ(package.purpose_texts.size(), 3u);
  EXPECT_EQ(package.purpose_texts[0].text, "To name an emergency contact & a guarantor");
  EXPECT_EQ(package.purpose_texts[0].key, "NSContactsUsageDescription");
  EXPECT_EQ(package.purpose_texts[0].language, "");
  EXPECT_EQ(package.purpose_texts[1].part, "Payload/Loan.app/PlugIns/Scan.appex/Info.plist");
  EXPECT_EQ(package.purpose_texts[2].text, "填写紧急联系人");
  EXPECT_EQ(package.purpose_texts[2].language, "zh-Hans");
  EXPECT_TRUE(has_any(opened.lost(), Lost::code));
  EXPECT_FALSE(has_any(opened.lost(), Lost::manifest));
}

TEST(ipa, a_missing_or_damaged_list_is_a_gap) {
  const OpenedBytes missing("app.ipa", ipa({{"Payload/Loan.app/Loan", "code"}}));
  ASSERT_TRUE(missing.package);
  EXPECT_EQ(missing.gap("Payload/Loan.app/Info.plist")->lost, Lost::manifest);
  const OpenedBytes damaged("app.ipa", ipa({{"Payload/Loan.app/Info.plist", "bplist00"}}));
  ASSERT_TRUE(damaged.package);
  EXPECT_EQ(damaged.gap("Payload/Loan.app/Info.plist")->lost, Lost::manifest);
  const OpenedBytes texts("app.ipa", ipa({{"Payload/Loan.app/Info.plist", info},
                                          {"Payload/Loan.app/de.lproj/InfoPlist.strings", "\"a\" = \"b\";"}}));
  ASSERT_TRUE(texts.gap("Payload/Loan.app/de.lproj/InfoPlist.strings"));
  EXPECT_EQ(texts.gap("Payload/Loan.app/de.lproj/InfoPlist.strings")->kind, GapKind::unsupported);
}

// Property lists.

std::string problem_of(std::string_view bytes) {
  const Result<PlistValue> value = read_plist(as_bytes(bytes));
  return value ? "" : value.error().message;
}

TEST(plist, both_forms_say_the_same) {
  BinaryPlist binary;
  const u8 truth = binary.add("\x09"), number = binary.add("\x11\x01\x02"), item = binary.ascii("x");
  const u8 list = binary.array({item, item});
  const u8 a = binary.ascii("a"), b = binary.ascii("b"), c = binary.ascii("c");
  const std::string bytes = binary.build(binary.dictionary({a, b, c}, {truth, number, list}));
  const std::string text = xml_plist("<key>a</key><true/><key>b</key><integer>258</integer>"
                                     "<key>c</key><array><string>x</string><string>x</string></array>");
  for (const std::string &form : {bytes, text}) {
    const Result<PlistValue> value = read_plist(as_bytes(form));
    ASSERT_TRUE(value) << value.error().message;
    EXPECT_EQ(value->find("a")->type, PlistValue::Type::boolean);
    EXPECT_EQ(value->find("a")->integer, 1);
    EXPECT_EQ(value->find("b")->integer, 258);
    ASSERT_EQ(value->find("c")->items.size(), 2u);
    EXPECT_EQ(value->find("c")->items[1].text, "x");
    EXPECT_EQ(value->find("d"), nullptr);
  }
}

TEST(plist, texts_in_every_width_become_utf8) {
  BinaryPlist binary;
  const std::string bytes = binary.build(binary.wide(u"aé贷😀"));
  EXPECT_EQ(read_plist(as_bytes(bytes))->text, "aé贷😀");
}

TEST(plist, circles_and_bombs_have_an_end) {
  BinaryPlist circle;
  const std::string round = circle.build(circle.array({0}));
  EXPECT_TRUE(problem_of(round).contains("more values"));
  BinaryPlist bomb; // each array holds the one before it ten times
  u8 last = bomb.ascii("x");
  for (int i = 0; i < 12; ++i) last = bomb.array(std::vector<u8>(10, last));
  EXPECT_TRUE(problem_of(bomb.build(last)).contains("more values"));
}

TEST(plist, what_is_damaged_fails_with_its_place) {
  EXPECT_TRUE(problem_of("bplist00").contains("cut off"));
  BinaryPlist twice;
  const u8 key = twice.ascii("k"), value = twice.ascii("v");
  EXPECT_TRUE(problem_of(twice.build(twice.dictionary({key, key}, {value, value}))).contains("a key stands twice"));
  BinaryPlist number_key;
  const u8 number = number_key.add("\x10\x01");
  EXPECT_TRUE(problem_of(number_key.build(number_key.dictionary({number}, {number}))).contains("a key is no text"));
  BinaryPlist beyond;
  EXPECT_TRUE(problem_of(beyond.build(beyond.array({9}))).contains("not in the table"));
  BinaryPlist long_text;
  EXPECT_TRUE(
      problem_of(long_text.build(long_text.add("\x5f\x13\xff\xff\xff\xff\xff\xff\xff\xff"))).contains("cut off"));
  EXPECT_TRUE(problem_of("<a/>").contains("no property list"));
  EXPECT_TRUE(problem_of("<plist/>").contains("no value"));
  EXPECT_TRUE(problem_of(xml_plist("<key>a</key>")).contains("a key has no value"));
  EXPECT_TRUE(problem_of(xml_plist("<string>a</string>")).contains("a value has no key"));
  EXPECT_TRUE(problem_of(xml_plist("<key>a</key><true/><key>a</key><true/>")).contains("a key stands twice"));
  EXPECT_TRUE(problem_of("<plist><true/><true/></plist>").contains("more than one value"));
  EXPECT_TRUE(problem_of(xml_plist("<key>a</key><string><b/></string>")).contains("holds elements"));
}

TEST(plist, cutting_a_binary_list_anywhere_fails) {
  BinaryPlist list;
  const u8 key = list.ascii("NSContactsUsageDescription"), value = list.ascii("purpose");
  const std::string bytes = list.build(list.dictionary({key}, {value}));
  for (size_t length = 0; length < bytes.size(); ++length)
    EXPECT_NE(problem_of(std::string_view(bytes).substr(0, length)), "") << length;
}

} // namespace
} // namespace kinsafe
