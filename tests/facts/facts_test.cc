// Detectors against small apps: what is a fact, what is none, and what stays unclear.
#include "facts/facts.h"
#include "tests/dex/fixture.h"
#include "tests/facts/stages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace kinsafe {
namespace {

struct Collected {
  Facts facts;
  Incomplete incomplete;
};

// All detectors over a package and code, or over no code.
Collected collect_with(const Package &package, const FileBytes *code) {
  Collected collected;
  const StagesRun stages(package, code ? build_program({{"classes.dex", *code}}, collected.incomplete) : Program(), collected.incomplete);
  collected.facts = collect_facts(stages.looked(), collected.incomplete);
  return collected;
}

// With the code of reads.dex.
Collected collect(const Package &package, bool has_code = false) {
  static const FileBytes bytes = fixture("../../facts/fixtures/reads.dex");
  return collect_with(package, has_code ? &bytes : nullptr);
}

Collected collect_families(const Package &package) {
  static const FileBytes bytes = fixture("../../facts/fixtures/families.dex");
  return collect_with(package, &bytes);
}

Package package_with(std::vector<DeclaredPermission> permissions, u32 target = 33) {
  Package package;
  package.manifest.emplace();
  package.manifest->package = "org.example";
  package.manifest->min_sdk = std::min(target, 23u);
  package.manifest->target_sdk = target;
  package.manifest->permissions = std::move(permissions);
  return package;
}

Component activity(std::string class_name) {
  Component component;
  component.class_name = std::move(class_name);
  return component;
}

DeclaredPermission declared(std::string name, std::optional<u32> max_sdk = std::nullopt) {
  DeclaredPermission permission;
  permission.name = std::move(name);
  permission.max_sdk = max_sdk;
  return permission;
}

// Name -> value of a column of all permission rows.
std::map<std::string, std::string> permissions_of(const Collected &collected, std::string_view column) {
  std::map<std::string, std::string> permissions;
  for (const Row &row : collected.facts.of(FactKind::permission))
    permissions[std::string(word_of(FactKind::permission, row, "name"))] = word_of(FactKind::permission, row, column);
  return permissions;
}
using Columns = std::map<std::string, std::string>;

std::optional<i64> max_sdk_of(const Collected &collected, std::string_view name) {
  const size_t column = find_column(schema_of(FactKind::permission), "max_sdk").value();
  for (const Row &row : collected.facts.of(FactKind::permission))
    if (word_of(FactKind::permission, row, "name") == name)
      if (const auto *level = std::get_if<i64>(&row.cells[column])) return *level;
  return std::nullopt;
}

bool is_hidden(const Incomplete &incomplete, FactKind fact) {
  return std::ranges::any_of(list_gaps(incomplete),
                             [&](const GapRow &gap) { return std::ranges::count(gap.hides, fact) > 0; });
}

TEST(permissions, what_the_manifest_declares_is_declared) {
  const Collected collected =
      collect(package_with({declared("android.permission.READ_CONTACTS"), declared("org.example.OWN")}));
  EXPECT_EQ(permissions_of(collected, "declared"), (Columns{{"READ_CONTACTS", "yes"}, {"org.example.OWN", "yes"}}));
  EXPECT_FALSE(is_hidden(collected.incomplete, FactKind::permission));
}

TEST(permissions, a_name_without_its_prefix_is_not_the_platforms_permission) {
  const Collected collected =
      collect(package_with({declared("READ_CONTACTS"), declared("android.permission.a.READ_CONTACTS")}));
  EXPECT_EQ(permissions_of(collected, "declared"),
            (Columns{{".READ_CONTACTS", "yes"}, {"android.permission.a.READ_CONTACTS", "yes"}}));
}

TEST(permissions, what_only_the_code_names_is_not_declared) {
  const Collected collected =
      collect(package_with({declared("android.permission.CAMERA"), declared("org.example.OWN")}), true);
  EXPECT_EQ(permissions_of(collected, "declared"),
            (Columns{{"CAMERA", "yes"}, {"READ_CONTACTS", "no"}, {"org.example.OWN", "yes"}}));
  EXPECT_EQ(permissions_of(collected, "requested"),
            (Columns{{"CAMERA", "unclear"}, {"READ_CONTACTS", "unclear"}, {"org.example.OWN", "unclear"}})) << "a name is no request";
  EXPECT_EQ(collected.facts.of(FactKind::permission)[0].evidence.back().why, "permission_literal");
}

TEST(permissions, what_the_code_does_not_name_may_still_be_asked) {
  const Collected collected = collect(package_with({declared("android.permission.READ_SMS")}), true);
  EXPECT_EQ(permissions_of(collected, "requested").at("READ_SMS"), "unclear")
      << "the name may be built up or stand in a resource";
}

TEST(permissions, of_two_limits_the_longer_counts) {
  struct Limits {
    std::vector<std::optional<u32>> given;
    std::optional<i64> lasts;
  };
  const Limits table[] = {
      {{std::nullopt}, std::nullopt},
      {{24}, 24},
      {{24, 28}, 28},
      {{28, 24}, 28},
      {{24, std::nullopt}, std::nullopt},
      {{std::nullopt, 24}, std::nullopt},
      {{24, std::nullopt, 28}, std::nullopt},
      {{0}, std::nullopt}, // Android takes 0 for no limit
      {{0xffffffffu}, -1}, // and reads the number with its sign
      {{0xffffffffu, 24}, 24},
  };
  for (const Limits &row : table) {
    std::vector<DeclaredPermission> permissions;
    for (const std::optional<u32> &limit : row.given)
      permissions.push_back(declared("android.permission.READ_SMS", limit));
    EXPECT_EQ(max_sdk_of(collect(package_with(permissions)), "READ_SMS"), row.lasts);
  }
}

TEST(permissions, without_a_manifest_nothing_is_known_to_be_declared_or_not) {
  Package package;
  EXPECT_EQ(permissions_of(collect(package, true), "declared"),
            (Columns{{"CAMERA", "unclear"}, {"READ_CONTACTS", "unclear"}}));
}

TEST(permissions, the_manifest_of_a_recovered_package_proves_nothing) {
  Package package = package_with({declared("android.permission.READ_SMS")});
  package.recovered = true;
  EXPECT_EQ(permissions_of(collect(package, true), "declared"),
            (Columns{{"CAMERA", "unclear"}, {"READ_CONTACTS", "unclear"}, {"READ_SMS", "unclear"}}));
}

TEST(permissions, a_shared_user_id_hides_what_other_apps_declare) {
  Package package = package_with({});
  package.manifest->shared_user_id = "org.example.shared";
  EXPECT_TRUE(is_hidden(collect(package).incomplete, FactKind::permission));
}

TEST(permissions, one_that_no_device_of_the_app_grants_is_not_declared) {
  const Collected collected = collect(package_with({declared("android.permission.READ_CONTACTS", 22), declared("android.permission.CAMERA", 23),
                                                    declared("android.permission.READ_SMS", 22), declared("android.permission.READ_SMS")}));
  EXPECT_EQ(permissions_of(collected, "declared"), (Columns{{"READ_CONTACTS", "no"}, {"CAMERA", "yes"}, {"READ_SMS", "yes"}}));
  EXPECT_EQ(max_sdk_of(collected, "READ_CONTACTS"), 22);
  EXPECT_EQ(max_sdk_of(collected, "READ_SMS"), std::nullopt);
}

TEST(permissions, one_that_brings_another_brings_none_where_it_is_not_granted) {
  EXPECT_EQ(permissions_of(collect(package_with({declared("android.permission.WRITE_EXTERNAL_STORAGE", 18)})), "declared"),
            (Columns{{"WRITE_EXTERNAL_STORAGE", "no"}}));
}

TEST(permissions, a_service_that_demands_a_special_one_holds_it) {
  Package package = package_with({});
  Component service;
  service.kind = Component::Kind::service;
  service.class_name = "org.example.Watch";
  service.permission = "android.permission.BIND_ACCESSIBILITY_SERVICE";
  service.line = 12;
  Component other = service;
  other.permission = "android.permission.BIND_JOB_SERVICE";
  package.manifest->components = {service, other};
  const Collected collected = collect(package);
  EXPECT_EQ(permissions_of(collected, "declared"), (Columns{{"BIND_ACCESSIBILITY_SERVICE", "yes"}}));
  EXPECT_EQ(permissions_of(collected, "special"), (Columns{{"BIND_ACCESSIBILITY_SERVICE", "yes"}}));
  EXPECT_EQ(collected.facts.of(FactKind::permission)[0].evidence[0].line, std::optional<u32>(12));
}

TEST(permissions, one_that_a_call_or_a_query_needs_shows_the_place_and_stays_open) {
  const Collected collected =
      collect_families(package_with({declared("android.permission.READ_CONTACTS"), declared("android.permission.CAMERA"),
                                     declared("android.permission.READ_PHONE_STATE"), declared("android.permission.SEND_SMS")}));
  EXPECT_EQ(permissions_of(collected, "used"),
            (Columns{{"READ_CONTACTS", "unclear"}, {"CAMERA", "unclear"}, {"READ_PHONE_STATE", "unclear"}, {"SEND_SMS", "unclear"}}));
  std::set<std::string> needed;
  for (const Row &row : collected.facts.of(FactKind::permission))
    for (const Evidence &each : row.evidence)
      if (each.why == "needs_permission" || each.why == "query_call") needed.emplace(word_of(FactKind::permission, row, "name"));
  EXPECT_EQ(needed, (std::set<std::string>{"READ_CONTACTS", "CAMERA", "READ_PHONE_STATE"}));
}

TEST(permissions, one_for_devices_from_23_on_that_ends_before_is_never_granted) {
  for (const bool only_from_23 : {true, false}) {
    DeclaredPermission permission = declared("android.permission.READ_CONTACTS", 22);
    permission.only_from_23 = only_from_23;
    Package package = package_with({permission});
    package.manifest->min_sdk = 21;
    EXPECT_EQ(permissions_of(collect(package), "declared").at("READ_CONTACTS"), only_from_23 ? "no" : "yes");
  }
}

TEST(permissions, more_than_any_app_declares_are_cut_with_a_gap_and_the_platforms_stay) {
  std::vector<DeclaredPermission> permissions = {declared("android.permission.READ_CONTACTS")};
  for (int i = 0; i < 3000; ++i) permissions.push_back(declared("a.b.P" + std::to_string(i)));
  const Collected collected = collect(package_with(std::move(permissions)));
  EXPECT_EQ(collected.facts.of(FactKind::permission).size(), 2000u);
  EXPECT_TRUE(permissions_of(collected, "declared").contains("READ_CONTACTS"));
  EXPECT_TRUE(is_hidden(collected.incomplete, FactKind::permission));
}

TEST(gaps, those_that_are_only_counted_stand_in_the_same_order) {
  Incomplete incomplete;
  for (int i = 0; i < 200; ++i) incomplete.add(GapKind::damaged, "a" + std::to_string(i), "", "is damaged", Lost::assets);
  const std::vector<GapRow> gaps = list_gaps(incomplete);
  ASSERT_EQ(gaps.size(), 101u);
  EXPECT_TRUE(std::ranges::is_sorted(gaps, {}, &GapRow::part));
}

TEST(permissions, one_that_nothing_calls_is_unused_only_where_nothing_can_hide_a_call) {
  const std::vector<DeclaredPermission> permissions = {declared("android.permission.CAMERA"), declared("android.permission.READ_CALENDAR")};
  Package package = package_with(permissions);
  EXPECT_EQ(permissions_of(collect(package, true), "used").at("CAMERA"), "unclear") << "nothing says where the app begins";
  package.manifest->components = {activity("fix.Main")};
  EXPECT_EQ(permissions_of(collect(package, true), "used"), (Columns{{"CAMERA", "no"}, {"READ_CALENDAR", "no"}, {"READ_CONTACTS", "no"}})) << "the query is in code that nothing calls";
  EXPECT_EQ(permissions_of(collect(package), "used").at("CAMERA"), "unclear") << "no code was seen";
  Package with_native = package_with(permissions);
  with_native.manifest->components = package.manifest->components;
  with_native.parts.push_back({"lib/arm64-v8a/libx.so", "native", {}, 0, {}, {}});
  EXPECT_EQ(permissions_of(collect(with_native, true), "used").at("CAMERA"), "unclear");
  const FileBytes reflective = fixture("../../facts/fixtures/reflection.dex");
  package.manifest->components = {activity("fix.Calls")};
  EXPECT_EQ(permissions_of(collect_with(package, &reflective), "used").at("CAMERA"), "unclear");
}

struct Implied {
  std::string declares;
  u32 target;
  std::set<std::string> perhaps;
};

TEST(permissions, what_android_may_add_is_neither_declared_nor_absent) {
  const Implied table[] = {
      {"INTERNET", 33, {}},
      {"WRITE_EXTERNAL_STORAGE", 33, {"READ_EXTERNAL_STORAGE"}},
      {"READ_CONTACTS", 33, {}},
      {"READ_CONTACTS", 15, {"READ_CALL_LOG", "POST_NOTIFICATIONS"}},
      {"INTERNET", 32, {"POST_NOTIFICATIONS"}},
      {"INTERNET",
       3,
       {"POST_NOTIFICATIONS", "READ_PHONE_STATE", "WRITE_EXTERNAL_STORAGE", "READ_EXTERNAL_STORAGE",
        "ACCESS_MEDIA_LOCATION", "READ_MEDIA_AUDIO", "READ_MEDIA_IMAGES", "READ_MEDIA_VIDEO",
        "READ_MEDIA_VISUAL_USER_SELECTED"}},
  };
  for (const Implied &row : table) {
    std::set<std::string> perhaps;
    for (const auto &[name, is] : permissions_of(
             collect(package_with({declared("android.permission." + row.declares)}, row.target)), "declared"))
      if (is == "unclear") perhaps.insert(name);
    EXPECT_EQ(perhaps, row.perhaps) << row.declares << " " << row.target;
  }
}

TEST(permissions, what_is_declared_stays_so_though_android_would_add_it) {
  const Collected collected = collect(package_with(
      {declared("android.permission.WRITE_EXTERNAL_STORAGE"), declared("android.permission.READ_EXTERNAL_STORAGE")}));
  EXPECT_EQ(permissions_of(collected, "declared"),
            (Columns{{"READ_EXTERNAL_STORAGE", "yes"}, {"WRITE_EXTERNAL_STORAGE", "yes"}}));
}

TEST(permissions, those_of_a_settings_page_are_special) {
  const Collected collected = collect(
      package_with({declared("android.permission.SYSTEM_ALERT_WINDOW"), declared("android.permission.CAMERA")}));
  EXPECT_EQ(permissions_of(collected, "special"), (Columns{{"CAMERA", "no"}, {"SYSTEM_ALERT_WINDOW", "yes"}}));
}

// "method family table why" of every read.
std::set<std::string> reads_of(const Collected &collected) {
  std::set<std::string> reads;
  for (const Row &row : collected.facts.of(FactKind::data_read)) {
    std::string method = row.evidence.front().method;
    method = method.substr(0, method.find('(')).substr(method.find("->") + 2);
    reads.insert(method + " " + std::string(word_of(FactKind::data_read, row, "family")) + " " +
                 std::string(word_of(FactKind::data_read, row, "table")) + " " + row.evidence.back().why);
  }
  return reads;
}

TEST(data_reads, a_method_that_names_the_provider_and_queries_is_a_read) {
  const Collected collected = collect(package_with({}), true);
  EXPECT_EQ(reads_of(collected), (std::set<std::string>{
                                     "constant contacts data/phones names_provider",
                                     "literal sim_contacts adn names_provider",
                                     "field contacts data names_provider",
                                     "otherUser contacts contacts names_provider", "helper contacts contacts hands_in",
                                 }))
      << "a picker and other providers are none";
}

TEST(data_reads, each_family_is_found_by_its_ways_and_nothing_by_near_misses) {
  std::set<std::string> reads;
  for (const std::string &read : reads_of(collect_families(package_with({})))) reads.insert(read.substr(0, read.rfind(' ')));
  EXPECT_EQ(reads, (std::set<std::string>{
                       "accounts accounts ", "advertising advertising_id ", "apps installed_apps ", "apps_launchable installed_apps launchable",
                       "apps_usage installed_apps usage", "calendar calendar events", "call_log call_log calls", "camera camera ",
                       "clipboard clipboard ", "contacts_authority contacts ", "contacts_loader contacts contacts",
                       "contacts_lookup contacts phone_lookup", "contacts_people contacts people", "contacts_photo contacts contacts/photo",
                       "contacts_vcard contacts contacts/as_vcard", "device_android_id device_id android_id", "device_imei device_id imei",
                       "device_line device_id line1", "device_serial device_id serial", "files files shared_storage", "location location ",
                       "location_wifi location wifi", "media media external/images/media", "media_by_method files ", "microphone microphone ",
                       "sim_contacts sim_contacts fdn", "sms_inbox sms inbox", "sms_literal sms sent", "sms_received sms received", "typed typed "}));
}

TEST(data_reads, an_api_is_named_as_the_platform_names_it_and_shows_what_is_asked_for) {
  const Collected collected = collect_families(package_with({}));
  for (const Row &row : collected.facts.of(FactKind::data_read)) {
    const std::string_view table = word_of(FactKind::data_read, row, "table");
    if (table == "android_id") {
      EXPECT_EQ(word_of(FactKind::data_read, row, "through"), "Landroid/provider/Settings$Secure;->getString");
      ASSERT_EQ(row.evidence.size(), 2u);
      EXPECT_EQ(row.evidence[0].why, "api_call");
      EXPECT_EQ(row.evidence[1].why, "asks_for");
    }
    if (table == "serial") { EXPECT_EQ(row.evidence[0].why, "api_field"); }
    if (word_of(FactKind::data_read, row, "family") == "typed") { EXPECT_EQ(word_of(FactKind::data_read, row, "through"), "Landroid/widget/EditText;->getText"); }
  }
}

TEST(data_reads, whether_it_runs_is_open_where_nothing_says_where_the_app_begins) {
  const Collected collected = collect(package_with({}), true);
  ASSERT_FALSE(collected.facts.of(FactKind::data_read).empty());
  for (const Row &row : collected.facts.of(FactKind::data_read)) {
    EXPECT_EQ(row.reached, "unclear");
    EXPECT_EQ(word_of(FactKind::data_read, row, "consent"), "unclear");
    EXPECT_EQ(word_of(FactKind::data_read, row, "when"), "unknown");
  }
}

TEST(data_reads, the_evidence_is_the_query_and_then_the_name) {
  const Collected collected = collect(package_with({}), true);
  const auto row = std::ranges::find_if(collected.facts.of(FactKind::data_read),
                                        [](const Row &each) { return each.evidence[0].method.starts_with("Lfix/Reads;->constant("); });
  ASSERT_NE(row, collected.facts.of(FactKind::data_read).end());
  ASSERT_EQ(row->evidence.size(), 2u);
  EXPECT_EQ(row->evidence[0].method, "Lfix/Reads;->constant(Landroid/content/ContentResolver;)V");
  EXPECT_EQ(row->evidence[0].class_name, "Lfix/Reads;");
  EXPECT_EQ(row->evidence[0].part, "classes.dex");
  EXPECT_EQ(row->evidence[0].line, std::optional<u32>(31));
  EXPECT_EQ(row->evidence[0].why, "query_call");
  EXPECT_LT(row->evidence[1].offset, row->evidence[0].offset);
}

TEST(data_reads, more_than_any_app_holds_are_cut_with_a_gap) {
  const FileBytes bytes = fixture("../../facts/fixtures/reads.dex");
  Incomplete incomplete;
  const Package package = package_with({});
  const StagesRun stages(package, build_program({{"classes.dex", bytes}}, incomplete), incomplete);
  ASSERT_FALSE(stages.provider_reads.reads.empty());
  ProviderReads many;
  many.reads.assign(6000, stages.provider_reads.reads.front());
  const Looked looked = stages.looked();
  Facts facts;
  detect_data_reads({looked.package, looked.program, looked.xrefs, looked.rows, looked.models, looked.libraries, looked.uses, looked.outside, looked.words, looked.calls, many, looked.denials},
                    facts, incomplete);
  EXPECT_EQ(facts.of(FactKind::data_read).size(), 5000u);
  ASSERT_FALSE(incomplete.gaps.empty());
  EXPECT_EQ(incomplete.gaps.back().kind, GapKind::limit);
  EXPECT_EQ(incomplete.gaps.back().hides, std::vector<std::string>{"data_read"});
}

TEST(denials, refusals_that_were_not_followed_to_their_end_are_a_gap) {
  const FileBytes bytes = fixture("../../facts/fixtures/reads.dex");
  Incomplete incomplete;
  const Package package = package_with({});
  const StagesRun stages(package, build_program({{"classes.dex", bytes}}, incomplete), incomplete);
  const Looked looked = stages.looked();
  const auto gaps_of = [&](const Denials &denials) {
    Facts facts;
    Incomplete found;
    detect_denials({looked.package, looked.program, looked.xrefs, looked.rows, looked.models, looked.libraries, looked.uses, looked.outside, looked.words, looked.calls, looked.provider_reads, denials},
                   facts, found);
    for (const Gap &gap : found.gaps) {
      EXPECT_EQ(gap.kind, GapKind::limit);
      EXPECT_EQ(gap.where, "denial");
      EXPECT_EQ(gap.hides.back(), "denial");
    }
    return found.gaps.size();
  };
  Denials denials;
  EXPECT_EQ(gaps_of(denials), 0u);
  denials.counts.is_exhausted = true;
  EXPECT_EQ(gaps_of(denials), 1u);
  denials.counts.is_exhausted = false;
  denials.counts.cut_checks = 1;
  EXPECT_EQ(gaps_of(denials), 1u);
  denials.counts.cut_checks = 0;
  denials.counts.cut_requests = 1;
  EXPECT_EQ(gaps_of(denials), 1u);
}

// "host path verb through fields cleartext why" of every endpoint.
std::set<std::string> endpoints_of(std::string_view file) {
  const FileBytes bytes = fixture("../../facts/fixtures/" + std::string(file));
  const Collected collected = collect_with(package_with({}), &bytes);
  std::set<std::string> endpoints;
  const size_t fields = find_column(schema_of(FactKind::endpoint), "fields").value();
  for (const Row &row : collected.facts.of(FactKind::endpoint)) {
    std::string text;
    for (const std::string_view column : {"host", "path", "method", "through"}) text.append(word_of(FactKind::endpoint, row, column)).append(" ");
    if (const auto *names = std::get_if<std::vector<std::string>>(&row.cells[fields]))
      for (const std::string &name : *names) text += name + ",";
    endpoints.insert(text + " " + std::string(word_of(FactKind::endpoint, row, "cleartext")) + " " + row.evidence[0].why);
  }
  return endpoints;
}

TEST(endpoints, addresses_count_where_code_names_them_and_requests_where_it_declares_them) {
  EXPECT_EQ(endpoints_of("requests.dex"),
            (std::set<std::string>{
                "named.lender.cn /a  code  no url_literal",
                "given.lender.cn:8080 /up  okhttp  unclear url_literal",
                "base.lender.cn /  code  no url_field",
                " v1/user/{id}/contacts POST retrofit contact_list, unclear declares_request",
                "api.lender.cn /config GET retrofit device, unclear declares_request",
                "   volley mobile,contacts, unclear names_fields",
            }));
}

TEST(endpoints, declared_requests_are_found_where_their_annotations_were_renamed) {
  EXPECT_EQ(endpoints_of("renamed.dex"), (std::set<std::string>{
                                             " v1/user/{id}/contacts POST retrofit contact_list, unclear declares_request",
                                             "api.lender.cn /config GET retrofit device, unclear declares_request",
                                         }));
}

TEST(detectors, every_fact_has_a_detector_or_is_hidden_by_a_gap) {
  const Collected collected = collect(package_with({}));
  for (const FactSchema &schema : fact_schemas()) {
    if (is_from_outside(schema.kind)) continue;
    const bool is_detected =
        std::ranges::any_of(detectors(), [&](const Detector &detector) { return detector.fact == schema.kind; });
    EXPECT_TRUE(is_detected || is_hidden(collected.incomplete, schema.kind)) << schema.name;
  }
}

TEST(gaps, a_lost_kind_of_content_hides_what_it_could_show) {
  struct Hidden {
    Lost lost;
    FactKind fact;
    bool hides;
  };
  const Hidden table[] = {
      {Lost::manifest, FactKind::permission, true},
      {Lost::code, FactKind::permission, false},
      {Lost::resources, FactKind::permission, false},
      {Lost::native_code, FactKind::permission, false},
      {Lost::assets, FactKind::permission, false},
      {Lost::signature, FactKind::permission, false},
      {Lost::everything, FactKind::permission, true},
      {Lost::manifest, FactKind::denial, true},
      {Lost::code, FactKind::denial, true},
      {Lost::code, FactKind::data_read, true},
      {Lost::code, FactKind::flow, true},
      {Lost::code, FactKind::emergency_contact, true},
      {Lost::code, FactKind::form_field, true},
      {Lost::resources, FactKind::form_field, true},
      {Lost::resources, FactKind::emergency_contact, true},
      {Lost::assets, FactKind::flow, true},
      {Lost::native_code, FactKind::flow, true},
      {Lost::native_code, FactKind::emergency_contact, true},
      {Lost::native_code, FactKind::form_field, true},
      {Lost::native_code, FactKind::service_gate, true},
      {Lost::native_code, FactKind::permission_request, true},
      {Lost::nothing, FactKind::denial, false},
      {Lost::signature, FactKind::denial, false},
  };
  for (const Hidden &row : table) {
    Incomplete incomplete;
    incomplete.add(GapKind::damaged, "part", "where", "reason", row.lost);
    EXPECT_EQ(is_hidden(incomplete, row.fact), row.hides)
        << static_cast<u32>(row.lost) << " " << schema_of(row.fact).name;
  }
}

TEST(container_oddities, each_is_a_row_with_its_place_and_hides_nothing) {
  Package package = package_with({});
  package.file = "app.apk";
  package.oddities.add(Odd::encryption_flag, "classes.dex", "a flag");
  package.oddities.add(Odd::prepended_data, "", "the file");
  package.signing = Signing{{}, {"it was stripped"}};
  const Collected collected = collect(package);
  const std::vector<Row> &rows = collected.facts.of(FactKind::container_oddity);
  ASSERT_EQ(rows.size(), 3u);
  const auto cells_of = [](const Row &row) {
    std::string text;
    for (const std::string_view column : {"part", "what", "detail"})
      text.append(word_of(FactKind::container_oddity, row, column)).append("|");
    return text + row.evidence[0].part;
  };
  EXPECT_EQ(cells_of(rows[0]), "|prepended_data|the file|app.apk");
  EXPECT_EQ(cells_of(rows[1]), "|signature|it was stripped|app.apk");
  EXPECT_EQ(cells_of(rows[2]), "classes.dex|encryption_flag|a flag|classes.dex");
  EXPECT_FALSE(is_hidden(collected.incomplete, FactKind::container_oddity));
}

TEST(container_oddities, beyond_the_first_of_a_kind_their_number_is_told) {
  Package package = package_with({});
  for (int i = 0; i < 1000; ++i) package.oddities.add(Odd::encryption_flag, std::to_string(i), "a flag");
  const Collected collected = collect(package);
  const std::vector<Row> &rows = collected.facts.of(FactKind::container_oddity);
  ASSERT_EQ(rows.size(), Oddities::most_of_a_kind + 1);
  EXPECT_EQ(word_of(FactKind::container_oddity, rows[0], "detail"), "there are 1000 of this kind");
}

// The table in docs/containers.md names every kind.
TEST(container_oddities, each_kind_is_documented) {
  const Result<MappedFile> table = map_file(KINSAFE_SOURCE_DIR "/docs/containers.md");
  ASSERT_TRUE(table);
  for (size_t i = 0; i < odd_kinds; ++i) {
    const std::string row = "| `" + std::string(name_of(static_cast<Odd>(i))) + "` |";
    EXPECT_TRUE(as_text(table->bytes()).contains(row)) << row;
  }
}

TEST(gaps, two_told_in_the_same_words_hide_what_either_hides) {
  for (const bool turned : {false, true}) {
    Incomplete incomplete;
    incomplete.add(GapKind::damaged, "part", "where", "reason", turned ? Lost::manifest : Lost::code);
    incomplete.add(GapKind::damaged, "part", "where", "reason", turned ? Lost::code : Lost::manifest);
    EXPECT_EQ(list_gaps(incomplete).size(), 1u);
    EXPECT_TRUE(is_hidden(incomplete, FactKind::permission));
    EXPECT_TRUE(is_hidden(incomplete, FactKind::web_layer));
  }
}

TEST(gaps, of_many_alike_the_first_are_told_and_the_rest_counted) {
  Incomplete incomplete;
  for (int i = 0; i < 1000; ++i) incomplete.add(GapKind::damaged, "classes.dex", std::to_string(i), "is damaged", Lost::code);
  for (int i = 0; i < 3; ++i) incomplete.add(GapKind::damaged, "resources.arsc", std::to_string(i), "is damaged", Lost::resources);
  const std::vector<GapRow> rows = list_gaps(incomplete);
  ASSERT_EQ(rows.size(), 104u);
  const GapRow &rest = rows.front(); // of no part
  EXPECT_EQ(rest.reason, "900 more of this kind, in other places");
  EXPECT_EQ(rest.kind, "damaged");
  EXPECT_EQ(rest.hides, rows[1].hides) << "what the untold ones hide stays hidden";
  std::set<std::string> ids;
  for (const GapRow &row : rows) ids.insert(row.id);
  EXPECT_EQ(ids.size(), rows.size());
}

TEST(gaps, their_order_and_ids_do_not_depend_on_the_order_in_which_they_were_found) {
  Incomplete one, other;
  one.add(GapKind::damaged, "b", "1", "x", Lost::code);
  one.add(GapKind::limit, "a", "2", "y\xff\n", Lost::manifest);
  other.add(GapKind::limit, "a", "2", "y\xff\n", Lost::manifest);
  other.add(GapKind::damaged, "b", "1", "x", Lost::code);
  const std::vector<GapRow> rows = list_gaps(one), others = list_gaps(other);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_TRUE(std::ranges::equal(rows, others, {}, &GapRow::id, &GapRow::id));
  EXPECT_NE(rows[0].id, rows[1].id);
  EXPECT_EQ(rows[0].reason, "y\xef\xbf\xbd\n") << "bytes that are no text do not reach a report";
}

} // namespace
} // namespace kinsafe
