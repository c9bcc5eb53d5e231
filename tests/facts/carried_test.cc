// Packers, loaded code, machine code and web layers: what is told, and which facts lie hidden behind each.
#include "facts/facts.h"
#include "tests/container/build_package.h"
#include "tests/dex/fixture.h"
#include "tests/facts/stages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace kinsafe {
namespace {

struct Collected {
  Facts facts;
  std::vector<GapRow> gaps;

  // With the code of a fixture, or with none.
  Collected(const Package &package, std::string_view code) {
    Incomplete incomplete;
    const FileBytes bytes = code.empty() ? FileBytes() : fixture("../../libraries/fixtures/" + std::string(code));
    const StagesRun stages(package, code.empty() ? Program() : build_program({{"classes.dex", bytes}}, incomplete), incomplete);
    facts = collect_facts(stages.looked(), incomplete);
    gaps = list_gaps(incomplete);
  }

  std::vector<std::string> names(FactKind kind) const {
    std::vector<std::string> list;
    for (const Row &row : facts.of(kind)) list.emplace_back(word_of(kind, row, "name"));
    return list;
  }
  std::set<std::string> hides(FactKind kind, size_t row = 0) const {
    const auto &list = std::get<std::vector<std::string>>(facts.of(kind).at(row).cells[1]);
    return {list.begin(), list.end()};
  }
  // Whether a gap that names this hides that.
  bool is_hidden_by(std::string_view where, FactKind fact) const {
    return std::ranges::any_of(gaps, [&](const GapRow &gap) { return gap.where == where && std::ranges::find(gap.hides, fact) != gap.hides.end(); });
  }
};

const std::string elf = "\x7f" "ELF";
const std::string native_code = "lib/arm64-v8a/libx.so";

TEST(packers, a_packer_hides_code_and_not_what_is_declared) {
  const OpenedBytes app("a.apk", build_apk({.permissions = {"READ_CONTACTS"}}, {{"lib/arm64-v8a/libjiagu.so", elf}}));
  const Collected collected(*app.package, "");
  EXPECT_EQ(collected.names(FactKind::packer), Names{"360 Jiagu"});
  for (const FactKind kind : {FactKind::data_read, FactKind::flow, FactKind::denial, FactKind::form_field}) EXPECT_TRUE(collected.is_hidden_by("360 Jiagu", kind));
  EXPECT_FALSE(collected.is_hidden_by("360 Jiagu", FactKind::permission));
  EXPECT_FALSE(collected.is_hidden_by("360 Jiagu", FactKind::purpose_text));
  EXPECT_TRUE(collected.hides(FactKind::packer).contains("data_read"));
}

TEST(packers, the_application_class_proper_is_read_from_the_stub) {
  // Whether the manifest names the stub or the signs do.
  for (const char *named : {"com.stub.StubApp", ""}) {
    OpenedBytes app("a.apk", build_apk({}));
    app.package->manifest->application_class = named;
    const Collected collected(*app.package, "stub.dex");
    ASSERT_EQ(collected.names(FactKind::packer), Names{"360 Jiagu"});
    Names real;
    for (const Evidence &each : collected.facts.of(FactKind::packer)[0].evidence)
      if (each.why == "real_application") real.push_back(each.part + " " + each.class_name);
    EXPECT_EQ(real, Names{"classes.dex Lorg/example/real/LenderApplication;"});
  }
}

TEST(packers, a_word_in_a_text_or_a_name_that_is_longer_names_none) {
  const OpenedBytes app("a.apk", build_apk({.components = {"com.stub.StubAppointment"}}, {{"assets/a.txt", "libjiagu.so com.stub.StubApp"}, {"lib/x86/libjiagua.so", elf}}));
  EXPECT_EQ(Collected(*app.package, "").names(FactKind::packer), Names{});
}

TEST(packers, components_without_classes_show_one_that_nobody_knows) {
  const OpenedBytes app("a.apk", build_apk({.components = {"org.example.gone.A", "org.example.gone.B"}}));
  const Collected collected(*app.package, "carried.dex");
  EXPECT_EQ(collected.names(FactKind::packer), Names{"unknown"});
  EXPECT_TRUE(collected.is_hidden_by("unknown", FactKind::data_read));
}

TEST(packers, one_class_that_was_forgotten_is_a_gap_and_no_packer) {
  const OpenedBytes app("a.apk", build_apk({.components = {"org.example.gone.A", "org.example.Page", "org.example.Loads", "org.example.Switches"}}));
  const Collected collected(*app.package, "carried.dex");
  EXPECT_EQ(collected.names(FactKind::packer), Names{});
  EXPECT_TRUE(collected.is_hidden_by("components", FactKind::data_read));
}

TEST(packers, a_dump_of_all_that_is_declared_closes_the_gap_and_a_part_of_it_does_not) {
  for (const bool is_whole : {true, false}) {
    OpenedBytes app("a.apk", build_apk({.components = {"org.example.Page", is_whole ? "org.example.Loads" : "org.example.Gone"}}, {{"lib/x86/libjiagu.so", elf}}));
    app.package->parts.push_back({"dumped.dex", "dex", {}, 0, {}, {}, "dumped"});
    const Collected collected(*app.package, "carried.dex");
    EXPECT_EQ(collected.names(FactKind::packer), Names{"360 Jiagu"});
    EXPECT_EQ(collected.is_hidden_by("360 Jiagu", FactKind::data_read), !is_whole);
  }
}

TEST(packers, a_dump_whose_methods_are_empty_closes_no_gap) {
  OpenedBytes app("a.apk", build_apk({.components = {"org.example.Page"}}, {{"lib/x86/libjiagu.so", elf}}));
  app.package->parts.push_back({"dumped.dex", "dex", {}, 0, {}, {}, "dumped"});
  EXPECT_TRUE(Collected(*app.package, "hollow.dex").is_hidden_by("360 Jiagu", FactKind::data_read));
  EXPECT_FALSE(Collected(*app.package, "carried.dex").is_hidden_by("360 Jiagu", FactKind::data_read));
}

TEST(dynamic_code, class_loaders_made_and_extended_are_told_with_what_they_hide) {
  const OpenedBytes app("a.apk", build_apk({}));
  const Collected collected(*app.package, "carried.dex");
  EXPECT_EQ(collected.names(FactKind::dynamic_code), (Names{"dalvik.system.DexClassLoader", "dalvik.system.PathClassLoader", "java.lang.System.load"}));
  EXPECT_TRUE(collected.is_hidden_by("dynamic_code", FactKind::data_read));
  EXPECT_FALSE(collected.is_hidden_by("dynamic_code", FactKind::permission));
}

TEST(native_code, a_library_that_java_calls_hides_what_code_may_do) {
  const OpenedBytes app("a.apk", build_apk({}, {{native_code, elf + "JNI_OnLoad"}}));
  const Collected collected(*app.package, "");
  EXPECT_EQ(collected.names(FactKind::native_code), Names{"libx.so"});
  EXPECT_TRUE(collected.is_hidden_by("native_code", FactKind::data_read));
  EXPECT_FALSE(collected.is_hidden_by("native_code", FactKind::permission));
}

TEST(native_code, without_calls_from_java_it_hides_nothing) {
  const OpenedBytes app("a.apk", build_apk({}, {{native_code, elf + "puts"}}));
  const Collected collected(*app.package, "");
  EXPECT_EQ(collected.names(FactKind::native_code), Names{"libx.so"});
  EXPECT_EQ(collected.hides(FactKind::native_code), std::set<std::string>{});
  EXPECT_FALSE(collected.is_hidden_by("native_code", FactKind::data_read));
}

TEST(native_code, where_the_app_starts_programs_machine_code_may_be_one) {
  const OpenedBytes app("a.apk", build_apk({}, {{native_code, elf + "puts"}}));
  const Collected collected(*app.package, "switched.dex");
  EXPECT_EQ(collected.hides(FactKind::native_code), (std::set<std::string>{"data_read", "endpoint", "flow"}));
  EXPECT_TRUE(collected.is_hidden_by("programs", FactKind::endpoint));
  EXPECT_FALSE(collected.is_hidden_by("programs", FactKind::permission));
  EXPECT_FALSE(Collected(*app.package, "carried.dex").is_hidden_by("programs", FactKind::endpoint));
}

TEST(native_code, a_plugin_that_takes_contacts_is_a_read_with_its_place) {
  const OpenedBytes app("a.apk", build_apk({}, {{"lib/arm64-v8a/libapp.so", elf + "package:flutter_contacts/flutter_contacts.dart"}}));
  const Collected collected(*app.package, "");
  ASSERT_EQ(collected.facts.of(FactKind::data_read).size(), 1u);
  const Row &row = collected.facts.of(FactKind::data_read)[0];
  EXPECT_EQ(word_of(FactKind::data_read, row, "family"), "contacts");
  EXPECT_EQ(word_of(FactKind::data_read, row, "cardinality"), "unclear");
  EXPECT_EQ(row.reached, "unclear");
  EXPECT_EQ(row.evidence[0].part, "lib/arm64-v8a/libapp.so");
  EXPECT_EQ(row.evidence[0].offset, 4u);
  EXPECT_EQ(collected.names(FactKind::web_layer), Names{"Flutter"});
}

TEST(web_layers, a_page_with_an_object_of_the_app_hides_what_screens_do_and_not_what_classes_read) {
  const OpenedBytes app("a.apk", build_apk({}));
  const Collected collected(*app.package, "carried.dex");
  ASSERT_EQ(collected.names(FactKind::web_layer), Names{"WebView with objects of the app"});
  EXPECT_TRUE(collected.hides(FactKind::web_layer).contains("form_field"));
  EXPECT_TRUE(collected.hides(FactKind::web_layer).contains("flow"));
  EXPECT_FALSE(collected.hides(FactKind::web_layer).contains("data_read"));
}

TEST(web_layers, scripts_that_call_any_class_hide_reads_too) {
  const OpenedBytes app("a.apk", build_apk({}, {{"assets/apps/__UNI__1/www/manifest.json", "{}"}, {"assets/apps/__UNI__1/www/app-service.js", "a();plus.contacts.getAddressBook(0,b)"}}));
  const Collected collected(*app.package, "");
  EXPECT_EQ(collected.names(FactKind::web_layer), Names{"uni-app (5+ runtime)"});
  EXPECT_TRUE(collected.hides(FactKind::web_layer).contains("data_read"));
  std::set<std::string> through;
  for (const Row &row : collected.facts.of(FactKind::data_read)) through.emplace(word_of(FactKind::data_read, row, "through"));
  EXPECT_TRUE(through.contains("plus.contacts.getAddressBook"));
}

TEST(web_layers, addresses_in_scripts_are_endpoints_with_their_place) {
  const OpenedBytes app("a.apk", build_apk({}, {{"assets/www/a.js", "post('https://api.lender.io/contacts')"}}));
  const Collected collected(*app.package, "");
  ASSERT_EQ(collected.facts.of(FactKind::endpoint).size(), 1u);
  const Row &row = collected.facts.of(FactKind::endpoint)[0];
  EXPECT_EQ(word_of(FactKind::endpoint, row, "host"), "api.lender.io");
  EXPECT_EQ(word_of(FactKind::endpoint, row, "through"), "script");
  EXPECT_EQ(row.evidence[0].offset, 6u);
}

TEST(libraries, those_that_take_contacts_say_whether_they_were_told_to) {
  const OpenedBytes app("a.apk", build_apk({.components = {"com.lenddo.mobile.datasdk.SendUserService", "com.bqs.risk.df.android.Service"}}));
  const Collected collected(*app.package, "");
  ASSERT_EQ(collected.names(FactKind::library), (Names{"Baiqishi", "Lenddo"}));
  EXPECT_EQ(word_of(FactKind::library, collected.facts.of(FactKind::library)[0], "contacts_switch"), "unclear");
  EXPECT_EQ(word_of(FactKind::library, collected.facts.of(FactKind::library)[1], "contacts_switch"), "on");
}

TEST(libraries, a_call_of_the_app_leaves_a_switch_open_and_one_of_the_library_itself_says_nothing) {
  const OpenedBytes app("a.apk", build_apk({.components = {"com.bqs.risk.df.android.Service"}}));
  const Collected collected(*app.package, "switched.dex");
  ASSERT_EQ(collected.names(FactKind::library), (Names{"Baiqishi", "Lenddo"}));
  const Row &called = collected.facts.of(FactKind::library)[0], &calls_itself = collected.facts.of(FactKind::library)[1];
  EXPECT_EQ(word_of(FactKind::library, called, "contacts_switch"), "unclear") << "nobody has looked whether the call runs";
  EXPECT_EQ(called.evidence.back().why, "contacts_switch_off");
  EXPECT_EQ(word_of(FactKind::library, calls_itself, "contacts_switch"), "on");
}

TEST(origins, facts_of_code_say_whose_it_is) {
  const std::pair<const char *, const char *> table[] = {{"org.example", "app"}, {"org.example.loans", "unclear"}, {"org.exam", "unclear"}};
  for (const auto &[package, origin] : table) {
    const OpenedBytes app("a.apk", build_apk({.package = package}));
    const Collected collected(*app.package, "carried.dex");
    ASSERT_FALSE(collected.facts.of(FactKind::web_layer).empty());
    for (const Row &row : collected.facts.of(FactKind::web_layer)) EXPECT_EQ(row.origin, origin) << package;
  }
}

} // namespace
} // namespace kinsafe
