// What stands outside dex code: which parts are looked at, what is found in them and where, and what is told of the rest.
#include "libraries/outside.h"

#include "base/reader.h"
#include "tests/container/build_package.h"
#include "tests/dex/fixture.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

using Entries = std::vector<TestEntry>;

const CarriedRows &rows() {
  static const CarriedRows parsed = [] {
    return parse_models({{"a.model", "takes contacts scripts \"plus.contacts.getAddressBook\"\n"
                                     "takes contacts scripts \"wide.near.far\"\n"
                                     "takes contacts scripts \"near.far\"\n"
                                     "takes contacts scripts \"getContactsAsync\"\n"
                                     "takes contacts machine_code \"android/provider/ContactsContract\"\n"
                                     "takes sms anywhere \"content://sms\"\n"}})
        .value()
        .carried;
  }();
  return parsed;
}

struct Looked {
  OpenedBytes app;
  Outside outside;
  Looked(const Looked &) = delete;
  explicit Looked(std::vector<TestEntry> entries, unsigned threads = 1) : app("a.apk", build_apk({}, std::move(entries))) {
    outside = look_outside(*app.package, rows(), threads, app.incomplete);
  }
  // "part:offset:line:text" of what is taken.
  Names taken() const {
    Names names;
    for (const OutsidePart &part : outside.parts)
      for (const Taken &taken : part.taken)
        names.push_back(app.package->parts[part.part].name + ":" + std::to_string(taken.offset) + ":" + (taken.line ? std::to_string(*taken.line) : "") + ":" + rows().takes[taken.row].text);
    return names;
  }
  Names addresses() const {
    Names names;
    for (const OutsidePart &part : outside.parts)
      for (const Address &address : part.addresses) names.push_back(address.text + "@" + std::to_string(address.offset));
    return names;
  }
};

const std::string elf = "\x7f" "ELF";

TEST(outside, what_an_ending_does_not_name_is_told_by_its_bytes_or_is_a_gap) {
  const Looked script(Entries{{"assets/page", "plus.contacts.getAddressBook(0)"}, {"res/raw/data", elf + " content://sms/inbox"}});
  EXPECT_EQ(script.taken(), (Names{"assets/page:0:1:plus.contacts.getAddressBook", "res/raw/data:5::content://sms"}));
  EXPECT_TRUE(script.app.incomplete.gaps.empty());
  const std::string data("\x01\x00\xff\x00", 4);
  const Looked sealed(Entries{{"assets/b.dat", data}, {"assets/a.dat", data}, {"assets/c.png", data}});
  ASSERT_EQ(sealed.app.incomplete.gaps.size(), 1u);
  EXPECT_EQ(sealed.app.incomplete.gaps[0].reason, "2 files are of a format that is not read, such as assets/a.dat");
  EXPECT_EQ(sealed.app.incomplete.gaps[0].lost, Lost::assets);
}

TEST(outside, a_call_in_a_script_is_found_with_its_place) {
  const Looked looked(Entries{{"assets/www/a.js", "var x = 1;\n  plus.contacts.getAddressBook(0, f);\n"}});
  EXPECT_EQ(looked.taken(), Names{"assets/www/a.js:13:2:plus.contacts.getAddressBook"});
}

TEST(outside, a_call_within_a_longer_text_is_told_once) {
  EXPECT_EQ(Looked(Entries{{"assets/a.js", "wide.near.far(); near.far();"}}).taken(), (Names{"assets/a.js:0:1:wide.near.far", "assets/a.js:17:1:near.far"}));
}

TEST(outside, words_that_only_hold_the_call_are_none) {
  EXPECT_EQ(Looked(Entries{{"assets/a.js", "surplus.contacts.getAddressBook(); forgetContactsAsync(); getContactsAsyncOnce(); _getContactsAsync();"}}).taken(), Names{});
}

TEST(outside, a_comment_is_no_call) {
  EXPECT_EQ(Looked(Entries{{"assets/a.js", "// plus.contacts.getAddressBook(0)\n * getContactsAsync()\n/* getContactsAsync() */\n"}}).taken(), Names{});
}

TEST(outside, a_text_that_is_no_script_calls_nothing) {
  EXPECT_EQ(Looked(Entries{{"assets/readme.txt", "call getContactsAsync()"}}).taken(), Names{});
}

TEST(outside, scripts_are_scripts_by_name_in_assets_and_raw_resources_alone) {
  EXPECT_EQ(Looked(Entries{{"assets/A.JS", "getContactsAsync()"}, {"res/raw/b.html", "getContactsAsync()"}, {"META-INF/c.js", "getContactsAsync()"}, {"assets/d.png", "getContactsAsync()"}}).taken(),
            (Names{"assets/A.JS:0:1:getContactsAsync", "res/raw/b.html:0:1:getContactsAsync"}));
}

TEST(outside, a_hit_is_found_wherever_it_stands) {
  for (size_t before = 0; before < 70; ++before) {
    const std::string blanks(before, ' ');
    EXPECT_EQ(Looked(Entries{{"assets/a.js", blanks + "getContactsAsync"}}).taken(), Names{"assets/a.js:" + std::to_string(before) + ":1:getContactsAsync"});
  }
}

TEST(outside, machine_code_is_looked_at_by_its_own_rows) {
  const Looked looked(Entries{{"lib/arm64-v8a/liba.so", elf + "android/provider/ContactsContract$Contacts plus.contacts.getAddressBook content://sms/inbox"}});
  ASSERT_EQ(looked.outside.parts.size(), 1u);
  EXPECT_EQ(looked.outside.parts[0].form, PartForm::machine_code);
  ASSERT_EQ(looked.outside.parts[0].taken.size(), 2u);
  EXPECT_EQ(looked.outside.parts[0].taken[0].offset, 4u);
}

TEST(outside, machine_code_that_java_can_call_is_told_apart) {
  const Looked looked(Entries{{"lib/x86/liba.so", elf + "JNI_OnLoad"}, {"lib/x86/libb.so", elf + "plain"}, {"assets/libc.so", elf + "Java_org_example_A_b"}});
  ASSERT_EQ(looked.outside.parts.size(), 3u);
  EXPECT_TRUE(looked.outside.parts[0].has_jni);  // assets/libc.so
  EXPECT_TRUE(looked.outside.parts[1].has_jni);  // liba.so
  EXPECT_FALSE(looked.outside.parts[2].has_jni); // libb.so
}

TEST(outside, addresses_are_found_once_with_their_place) {
  EXPECT_EQ(Looked(Entries{{"assets/a.json", "{\"api\": \"https://api.lender.example/v1\", \"b\": \"https://api.lender.example/v1\", \"c\": \"ftp://x.example\"}"}}).addresses(),
            Names{"https://api.lender.example/v1@9"});
}

TEST(outside, what_is_named_code_and_is_none_is_a_gap) {
  const Looked looked(Entries{{"assets/a.js", std::string("\0\1\2\3", 4)}, {"lib/x86/liba.so", "no machine code"}});
  for (const char *part : {"assets/a.js", "lib/x86/liba.so"}) {
    const Gap *gap = looked.app.gap(part);
    ASSERT_TRUE(gap);
    EXPECT_EQ(gap->kind, GapKind::encrypted);
    EXPECT_TRUE(has_any(gap->lost, Lost::native_code));
  }
}

TEST(outside, bytecode_is_read_by_its_strings) {
  for (const char *name : {"../../libraries/fixtures/book84.hbc", "../../libraries/fixtures/book96.hbc"}) {
    const FileBytes bytes = fixture(name);
    const Looked looked(Entries{{"assets/index.android.bundle", std::string(as_text(bytes))}});
    ASSERT_EQ(looked.outside.parts.size(), 1u);
    EXPECT_EQ(looked.outside.parts[0].form, PartForm::bytecode);
    // Strings share their characters: this one may stand in the end of a longer word, and is a string of its own.
    ASSERT_GE(looked.outside.parts[0].taken.size(), 1u) << name;
    for (const Taken &taken : looked.outside.parts[0].taken) EXPECT_TRUE(as_text(Bytes(bytes).subspan(taken.offset)).starts_with("getContactsAsync"));
    ASSERT_EQ(looked.outside.parts[0].addresses.size(), 1u);
    EXPECT_EQ(looked.outside.parts[0].addresses[0].text, "https://api.lender.example/contacts");
    EXPECT_TRUE(as_text(Bytes(bytes).subspan(looked.outside.parts[0].addresses[0].offset)).starts_with("https://api.lender.example/contacts"));
  }
}

// Hermes bytecode that holds nothing but strings of two bytes a character.
std::string wide_bytecode(const std::vector<std::u16string> &strings, u32 times = 1) {
  FileBytes bytes(128 + 4 * strings.size() * times);
  put_u32(bytes, 0, 0x03bc1fc6), put_u32(bytes, 4, 0x1f1903c1), put_u32(bytes, 8, 96);
  std::string characters;
  for (size_t i = 0; i < strings.size() * times; ++i) {
    const std::u16string &text = strings[i % strings.size()];
    put_u32(bytes, 128 + 4 * i, 1 | static_cast<u32>(i < strings.size() ? characters.size() : 0) << 1 | static_cast<u32>(text.size()) << 24);
    if (i < strings.size()) characters.append(reinterpret_cast<const char *>(text.data()), text.size() * 2);
  }
  put_u32(bytes, 52, static_cast<u32>(strings.size() * times)), put_u32(bytes, 60, static_cast<u32>(characters.size()));
  return std::string(as_text(bytes)) + characters;
}

TEST(outside, strings_of_two_bytes_a_character_are_read_where_they_stand) {
  const Looked looked(Entries{{"assets/index.android.bundle", wide_bytecode({u"\u501f\u6b3e", u"\u501f getContactsAsync\u6b3e", u"\u501fhttps://api.lender.example/a\u6b3e"})}});
  ASSERT_EQ(looked.outside.parts.size(), 1u);
  EXPECT_EQ(looked.taken(), Names{"assets/index.android.bundle:" + std::to_string(128 + 12 + 4 + 4) + "::getContactsAsync"});
  EXPECT_EQ(looked.addresses(), Names{"https://api.lender.example/a@" + std::to_string(128 + 12 + 4 + 38 + 2)});
  EXPECT_FALSE(looked.app.gap("assets/index.android.bundle"));
}

TEST(outside, strings_that_share_characters_without_end_are_cut_with_a_gap) {
  const Looked looked(Entries{{"assets/index.android.bundle", wide_bytecode({u"\u501f getContactsAsync"}, 1000)}});
  EXPECT_TRUE(looked.app.gap("assets/index.android.bundle", "share more characters"));
}

TEST(outside, damaged_bytecode_is_a_gap) {
  FileBytes bytes = fixture("../../libraries/fixtures/book96.hbc");
  put_u32(bytes, 52, 0x7fffffff); // more strings than bytes
  const Looked looked(Entries{{"assets/index.android.bundle", std::string(as_text(bytes))}});
  EXPECT_TRUE(looked.outside.parts.empty());
  ASSERT_TRUE(looked.app.gap("assets/index.android.bundle"));
  EXPECT_TRUE(has_any(looked.app.gap("assets/index.android.bundle")->lost, Lost::assets));
}

TEST(outside, a_part_that_cannot_be_read_is_a_gap) {
  const Looked looked(Entries{{"assets/a.js", "getContactsAsync()", 8, 0, 1234u}});
  EXPECT_TRUE(looked.outside.parts.empty());
  EXPECT_TRUE(looked.app.gap("assets/a.js"));
}

TEST(outside, parts_that_declare_too_much_are_left_with_a_gap) {
  std::vector<TestEntry> entries = {{"assets/a.js", "getContactsAsync()"}};
  entries[0].size = 900u << 20;
  const Looked looked(entries);
  EXPECT_TRUE(looked.outside.parts.empty());
  ASSERT_TRUE(looked.app.gap("assets/a.js"));
  EXPECT_EQ(looked.app.gap("assets/a.js")->kind, GapKind::limit);
}

TEST(outside, more_hits_than_any_script_has_are_cut_with_a_gap) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "getContactsAsync();https://a" + std::to_string(i) + ".example/ ";
  const Looked looked(Entries{{"assets/a.js", text}});
  EXPECT_EQ(looked.taken().size(), 200u);
  EXPECT_EQ(looked.addresses().size(), 200u);
  EXPECT_TRUE(looked.app.gap("assets/a.js", "1600 more"));
}

TEST(outside, scripts_packed_once_more_are_a_gap) {
  const Looked looked(Entries{{"assets/apps/a.wgt", "PK"}, {"res/raw/b.amr", "#!AMR"}});
  EXPECT_TRUE(looked.app.gap("assets/apps/a.wgt", "packed once more"));
  EXPECT_FALSE(looked.app.gap("res/raw/b.amr"));
}

TEST(outside, hits_stand_in_the_order_of_their_places) {
  const Looked looked(Entries{{"assets/a.js", "\nplus.contacts.getAddressBook\ncontent://sms\ngetContactsAsync\n"}});
  EXPECT_EQ(looked.taken(), (Names{"assets/a.js:1:2:plus.contacts.getAddressBook", "assets/a.js:30:3:content://sms", "assets/a.js:44:4:getContactsAsync"}));
}

TEST(outside, threads_make_no_difference) {
  std::vector<TestEntry> entries;
  for (int i = 0; i < 20; ++i) entries.push_back({"assets/a" + std::to_string(i) + ".js", "x();getContactsAsync()"});
  EXPECT_EQ(Looked(entries, 1).taken(), Looked(entries, 8).taken());
}

} // namespace
} // namespace kinsafe
