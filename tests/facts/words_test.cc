// What is told from an app's words: purposes, form fields, lending and the inventory, of packages built here.
#include "facts/facts.h"
#include "tests/container/build_package.h"
#include "tests/dex/fixture.h"
#include "tests/facts/stages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace kinsafe {
namespace {

using Texts = std::map<std::string, std::vector<std::string>>; // language -> texts; "" = the default

// A table of one type, "string", with a text for each entry in each language, or of layouts by file.
std::string build_strings(const Texts &texts) {
  std::vector<std::string> all;
  std::vector<TestType> types;
  for (const auto &[language, list] : texts) {
    TestType type;
    type.language = language;
    for (const std::string &text : list) {
      type.entries.emplace_back(std::pair<u8, u32>{string_type, static_cast<u32>(all.size())});
      all.push_back(text);
    }
    types.push_back(std::move(type));
  }
  return as_string(build_table(all, {build_named_package("string", types)}));
}

struct Told {
  Facts facts;
  Incomplete incomplete;
};

Told tell(const std::string &apk) {
  const OpenedBytes opened("app.apk", apk);
  Told told;
  told.incomplete = opened.incomplete;
  const Package &package = *opened.package;
  std::vector<DexInput> code;
  for (const Part *part : dex_parts(package)) code.push_back({part->name, part->bytes});
  const StagesRun stages(package, build_program(code, told.incomplete), told.incomplete);
  told.facts = collect_facts(stages.looked(), told.incomplete);
  return told;
}

// An app with these texts and some code, to which nothing is hidden.
std::string build_app(const Texts &texts, std::vector<TestEntry> more = {}) {
  static const FileBytes code = fixture("../../facts/fixtures/reads.dex");
  more.push_back({"resources.arsc", build_strings(texts)});
  more.push_back({"classes.dex", std::string(as_text(code))});
  return build_apk({}, std::move(more));
}
Told tell_texts(const Texts &texts) { return tell(build_app(texts)); }

// "permission language" of each purpose.
std::set<std::string> purposes_of(const Told &told) {
  std::set<std::string> purposes;
  for (const Row &row : told.facts.of(FactKind::purpose_text))
    purposes.insert(std::string(word_of(FactKind::purpose_text, row, "permission")) + " " + std::string(word_of(FactKind::purpose_text, row, "lang")));
  return purposes;
}
using Set = std::set<std::string>;

TEST(purpose_texts, a_text_that_asks_for_what_a_permission_is_about_states_a_purpose) {
  EXPECT_EQ(purposes_of(tell_texts({{"", {"Allow access to your contacts to find a reference"}},
                                    {"zh", {"需要访问您的通讯录，用于填写紧急联系人"}},
                                    {"in", {"Izinkan akses ke lokasi Anda"}}})),
            (Set{"READ_CONTACTS ", "READ_CONTACTS zh", "ACCESS_FINE_LOCATION in"}));
}

TEST(purpose_texts, neither_a_subject_nor_asking_suffices_alone) {
  EXPECT_EQ(purposes_of(tell_texts({{"", {"Contacts", "Camera", "Please allow", "Import contacts from SIM", "通讯录", "Take a photo with the camera"}}})), Set{});
}

TEST(purpose_texts, what_is_said_not_to_be_taken_is_not_asked_for) {
  EXPECT_EQ(purposes_of(tell_texts({{"", {"We do not read your contacts. Permission to call is asked later.", "我们不读取您的通讯录，也不申请任何权限。"}}})), Set{});
}

TEST(purpose_texts, a_policy_names_everything_and_asks_for_nothing) {
  EXPECT_EQ(purposes_of(tell_texts({{"", {std::string(2000, 'x') + " in order to use your contacts"}}})), Set{});
}

TEST(purpose_texts, languages_that_no_row_knows_are_not_read) {
  EXPECT_EQ(purposes_of(tell_texts({{"sw", {"Allow access to your contacts"}}})), Set{});
}

constexpr u32 id_of_hint = 0x01010150, id_of_text = 0x0101014f, id_of_type = 0x01010220, id_of_focusable = 0x010100da, id_of_prompt = 0x0101017b,
              id_of_clickable = 0x010100e5;

AxmlBuilder layout_builder() {
  AxmlBuilder builder;
  builder.is_utf8 = true;
  builder.with_ids({{"focusable", id_of_focusable}, {"clickable", id_of_clickable}, {"text", id_of_text}, {"hint", id_of_hint}, {"prompt", id_of_prompt}, {"inputType", id_of_type}});
  return builder;
}
TestAttribute hint_is(std::string text) { return text_attribute("hint", id_of_hint, std::move(text)); }
TestAttribute text_is(std::string text) { return text_attribute("text", id_of_text, std::move(text)); }

// An app with one layout, named form.
Told tell_layout(AxmlBuilder &builder, const std::string &screen = "form") {
  const std::string file = "res/layout/" + screen + ".xml";
  TestType type;
  type.entries.emplace_back(std::pair<u8, u32>{string_type, 0});
  const std::string table = as_string(build_table({file}, {build_named_package("layout", {type}, {screen})}));
  return tell(build_apk({}, {{"resources.arsc", table}, {file, as_string(builder.build())}}));
}

// "kind input" of each field.
Set fields_of(const Told &told) {
  Set fields;
  for (const Row &row : told.facts.of(FactKind::form_field))
    fields.insert(std::string(word_of(FactKind::form_field, row, "kind")) + " " + std::string(word_of(FactKind::form_field, row, "input")));
  return fields;
}

// What is said of the purpose of what the app asks for, with the gaps known so far.
std::set<std::string> asked_purposes(const StagesRun &stages, Incomplete known) {
  Facts facts;
  detect_permission_requests(stages.looked(), facts, known);
  std::set<std::string> purposes;
  for (const Row &row : facts.of(FactKind::permission_request)) purposes.emplace(word_of(FactKind::permission_request, row, "purpose"));
  return purposes;
}

TEST(purpose_texts, none_is_denied_while_one_may_be_hidden) {
  const OpenedBytes opened("app.apk", as_text(fixture("../../apps/ask_platform/debug.apk")));
  std::vector<DexInput> code;
  for (const Part *part : dex_parts(*opened.package)) code.push_back({part->name, part->bytes});
  Incomplete incomplete;
  const StagesRun stages(*opened.package, build_program(code, incomplete), incomplete);
  EXPECT_EQ(asked_purposes(stages, {}), std::set<std::string>{"no"});
  EXPECT_EQ(asked_purposes(stages, {{{GapKind::not_looked, "", "forms", "texts in code", Lost::nothing, {"purpose_text"}}}}), std::set<std::string>{"unclear"});
  EXPECT_EQ(asked_purposes(stages, {{{GapKind::damaged, "resources.arsc", "", "cut", Lost::resources, {}}}}), std::set<std::string>{"unclear"});
}

TEST(form_fields, a_hint_says_what_a_field_asks_for) {
  AxmlBuilder builder = layout_builder();
  builder.open("LinearLayout").element("EditText", {hint_is("请输入手机号")}).element("org.example.ClearEditText", {hint_is("Bank card number")});
  builder.element("EditText", {hint_is("Nomor KTP")}).element("EditText", {hint_is("Search")}).close("LinearLayout");
  const Told told = tell_layout(builder);
  EXPECT_EQ(fields_of(told), (Set{"phone_number typed", "bank_card_number typed", "id_document_type_and_number typed"}));
  for (const Row &row : told.facts.of(FactKind::form_field)) {
    EXPECT_EQ(word_of(FactKind::form_field, row, "required"), "unclear");
    EXPECT_EQ(word_of(FactKind::form_field, row, "screen"), "form");
  }
}

TEST(form_fields, words_in_front_of_a_field_belong_to_it_alone) {
  AxmlBuilder builder = layout_builder();
  builder.open("LinearLayout").open("LinearLayout").element("TextView", {text_is("月收入")}).element("EditText").close("LinearLayout");
  builder.open("LinearLayout").element("EditText").close("LinearLayout").close("LinearLayout");
  EXPECT_EQ(fields_of(tell_layout(builder)), Set{"income typed"});
}

TEST(form_fields, what_no_keyboard_fills_is_picked) {
  AxmlBuilder builder = layout_builder();
  builder.open("LinearLayout").element("Spinner", {text_attribute("prompt", id_of_prompt, "Marital status")});
  builder.element("EditText", {{"focusable", id_of_focusable, boolean_type, 0}, hint_is("选择第一联系人")});
  builder.element("TextView", {{"clickable", id_of_clickable, boolean_type, 0xffffffff}, hint_is("Home address")}).close("LinearLayout");
  EXPECT_EQ(fields_of(tell_layout(builder)), (Set{"marital_status picked", "emergency_contact picked", "address picked"}));
}

TEST(form_fields, a_code_sent_to_a_phone_is_no_phone_number) {
  AxmlBuilder builder = layout_builder();
  builder.open("LinearLayout").element("EditText", {hint_is("手机验证码")}).element("EditText", {hint_is("Phone verification code")}).close("LinearLayout");
  EXPECT_EQ(fields_of(tell_layout(builder)), Set{});
}

TEST(form_fields, names_under_a_heading_of_emergency_contacts_are_theirs) {
  AxmlBuilder builder = layout_builder();
  builder.open("LinearLayout").element("TextView", {text_is("紧急联系人信息")});
  builder.element("EditText", {hint_is("姓名")}).element("EditText", {hint_is("手机号")}).close("LinearLayout");
  EXPECT_EQ(fields_of(tell_layout(builder)), Set{"emergency_contact typed"});
  AxmlBuilder other = layout_builder();
  other.open("LinearLayout").element("EditText", {hint_is("Contact name")}).close("LinearLayout");
  EXPECT_EQ(fields_of(tell_layout(other)), Set{"other typed"}) << "an address book asks so too";
  EXPECT_EQ(fields_of(tell_layout(other, "emergency_contact_form")), Set{"emergency_contact typed"});
}

TEST(form_fields, the_type_of_a_keyboard_counts_where_no_words_do) {
  AxmlBuilder builder = layout_builder();
  builder.open("LinearLayout").element("EditText", {{"inputType", id_of_type, integer_type, 3}}).close("LinearLayout");
  EXPECT_EQ(fields_of(tell_layout(builder)), Set{"phone_number typed"});
  AxmlBuilder worded = layout_builder();
  worded.open("LinearLayout").element("EditText", {hint_is("Amount"), {"inputType", id_of_type, integer_type, 3}}).close("LinearLayout");
  EXPECT_EQ(fields_of(tell_layout(worded)), Set{}) << "amounts are typed with the same keys";
}

TEST(form_fields, layouts_of_libraries_are_passed_over) {
  AxmlBuilder builder = layout_builder();
  builder.open("LinearLayout").element("EditText", {hint_is("Phone number")}).close("LinearLayout");
  EXPECT_EQ(fields_of(tell_layout(builder, "abc_search_view")), Set{});
}

TEST(form_fields, a_layout_that_is_damaged_is_a_gap) {
  TestType type;
  type.entries.emplace_back(std::pair<u8, u32>{string_type, 0});
  const std::string file = "res/layout/form.xml";
  const std::string table = as_string(build_table({file}, {build_named_package("layout", {type}, {"form"})}));
  const Told told = tell(build_apk({}, {{"resources.arsc", table}, {file, "no document, but one that speaks of an EditText"}}));
  EXPECT_TRUE(std::ranges::any_of(told.incomplete.gaps, [&](const Gap &gap) { return gap.part == file && gap.lost == Lost::resources; }));
}

std::string lending_of(const Told &told) {
  const std::vector<Row> &rows = told.facts.of(FactKind::lending);
  return rows.size() == 1 ? std::string(word_of(FactKind::lending, rows[0], "is")) : "";
}

const std::vector<std::string> words_of_a_shop = {"Cart", "Add to cart", "Checkout", "Wishlist", "Delivery address", "Track order", "Returns", "Help", "Settings"};

TEST(lending, who_asks_to_borrow_and_to_repay_lends) {
  EXPECT_EQ(lending_of(tell_texts({{"zh", {"立即借款", "立即还款", "借款合同", "可借额度", "借款金额"}}})), "yes");
  EXPECT_EQ(lending_of(tell_texts({{"zh", {"房贷计算器", "贷款金额", "贷款利率", "等额本息", "月供", "开始计算", "重置", "分享", "设置"}}})), "no");
}

TEST(lending, no_is_said_only_where_another_business_shows_and_nothing_is_hidden) {
  EXPECT_EQ(lending_of(tell_texts({{"", words_of_a_shop}})), "no");
  EXPECT_EQ(lending_of(tell_texts({{"", {"Settings", "Help"}}})), "unsure");
  EXPECT_EQ(lending_of(tell(build_apk({}))), "unsure");
  EXPECT_EQ(lending_of(tell(build_app({{"", words_of_a_shop}}, {{"assets/more.dex", "dex\n035"}}))), "unsure");
}

std::string inventory_of(const Told &told, std::string_view kind, std::string_view column) {
  for (const Row &row : told.facts.of(FactKind::inventory))
    if (word_of(FactKind::inventory, row, "kind") == kind) return std::string(word_of(FactKind::inventory, row, column));
  return "absent";
}

TEST(inventory, a_permission_that_nobody_declares_gives_nothing) {
  const Told told = tell(build_apk({.permissions = {"CAMERA"}}, {{"resources.arsc", build_strings({{"", {"x"}}})}}));
  for (const char *column : {"declared", "asked", "read", "sent", "demanded"}) EXPECT_EQ(inventory_of(told, "contacts", column), "no") << column;
  EXPECT_EQ(inventory_of(told, "camera", "declared"), "yes");
  EXPECT_EQ(inventory_of(told, "camera", "read"), "unclear");
}

TEST(inventory, what_is_typed_is_asked_and_the_rest_stays_open) {
  AxmlBuilder builder = layout_builder();
  builder.open("LinearLayout").element("EditText", {hint_is("Monthly income")}).close("LinearLayout");
  const Told told = tell_layout(builder);
  EXPECT_EQ(inventory_of(told, "income", "asked"), "yes");
  EXPECT_EQ(inventory_of(told, "income", "typed"), "yes");
  EXPECT_EQ(inventory_of(told, "income", "demanded"), "unclear") << "whether it must be filled in is up to code";
  EXPECT_EQ(inventory_of(told, "income", "sent"), "unclear");
  EXPECT_EQ(inventory_of(told, "employer", "asked"), "unclear") << "code may build more fields";
}

TEST(inventory, every_kind_and_every_family_has_a_row) {
  const Told told = tell(build_apk({}));
  EXPECT_EQ(told.facts.of(FactKind::inventory).size(), 19u + 15u);
}

} // namespace
} // namespace kinsafe
