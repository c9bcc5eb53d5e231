// Model rows: what the files may say, and what of an app they find.
#include "models/models.h"
#include "tests/dex/fixture.h"
#include "tests/shipped.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace kinsafe {
namespace {

TEST(models, rows_are_read_and_comments_are_not) {
  const Result<ModelRows> rows = parse_models({{"a.model", "# words\n"
                                                           "provider contacts \"content://com.android.contacts\"\r\n"
                                                           "\n"
                                                           "constant La/B;->URI \"content://x\"  # why\n"},
                                               {"b.model", "query *;->q(I)\n"
                                                           "special SOME_PERMISSION\n"
                                                           "implied A by B\n"
                                                           "implied A by * below 16\n"
                                               "reads sms La/B;->m(I) table if \"x y\" unless La/C;->F\n"
                                               "reads sms La/B;->F\n"
                                               "needs SEND_SMS La/B;->m(*)\n"
                                               "needs SEND_SMS \"a.b\"\n"
                                               "needs SEND_SMS provider sms\n"
                                               "item sms La/B;->m(*) inbox\n"
                                               "picks sms \"text/sms\"\n"
                                               "narrow book \"content://sms/#\"\n"
                                               "client web La/B;->m(*)\n"
                                               "not_endpoint example.org\n"
                                               "not_endpoint a.example /licenses"}});
  ASSERT_TRUE(rows.has_value());
  ASSERT_EQ(rows->providers.size(), 1u);
  EXPECT_EQ(rows->providers[0].prefix, "content://com.android.contacts");
  ASSERT_EQ(rows->constants.size(), 1u);
  EXPECT_EQ(rows->constants[0].member.owner, "La/B;");
  EXPECT_EQ(rows->constants[0].member.name, "URI");
  ASSERT_EQ(rows->queries.size(), 1u);
  EXPECT_EQ(rows->queries[0].owner, "*");
  EXPECT_EQ(rows->queries[0].parameters, "I");
  EXPECT_EQ(rows->special_permissions, std::vector<std::string>{"SOME_PERMISSION"});
  ASSERT_EQ(rows->implied_permissions.size(), 2u);
  EXPECT_EQ(rows->implied_permissions[0].below_target, ~u32{0});
  EXPECT_EQ(rows->implied_permissions[1].by, "*");
  EXPECT_EQ(rows->implied_permissions[1].below_target, 16u);
  ASSERT_EQ(rows->reads.size(), 2u);
  EXPECT_EQ(rows->reads[0].table, "table");
  EXPECT_EQ(rows->reads[0].condition->text, "x y");
  EXPECT_EQ(rows->reads[0].exception->name, "F");
  EXPECT_FALSE(rows->reads[1].member.is_method);
  ASSERT_EQ(rows->items.size(), 1u);
  EXPECT_EQ(rows->items[0].table, "inbox");
  ASSERT_EQ(rows->picks.size(), 1u);
  EXPECT_EQ(rows->picks[0].type.text, "text/sms");
  ASSERT_EQ(rows->narrow.size(), 1u);
  EXPECT_EQ(rows->narrow[0].takes, NarrowRow::Takes::book);
  ASSERT_EQ(rows->needs.size(), 3u);
  EXPECT_EQ(rows->needs[0].what.name, "m");
  EXPECT_EQ(rows->needs[1].what.text, "a.b");
  EXPECT_EQ(rows->needs[2].family, "sms");
  ASSERT_EQ(rows->clients.size(), 1u);
  EXPECT_EQ(rows->clients[0].name, "web");
  ASSERT_EQ(rows->not_endpoints.size(), 2u);
  EXPECT_EQ(rows->not_endpoints[0].path, "");
  EXPECT_EQ(rows->not_endpoints[1].path, "/licenses");
}

TEST(models, a_row_that_does_not_fit_is_an_error_with_file_and_line) {
  constexpr const char *table[] = {
      "provider contacts",
      "provider contacts com.android.contacts",
      "provider contacts content://a b",
      "constant La/B; \"content://x\"",
      "constant La/B;->F",
      "constant La/B;-> \"content://x\"",
      "query La/B;->q",
      "query La/B;->q(I",
      "query q(I)",
      "item sms La/B;->m(*)",
      "item sms La/B;->F inbox",
      "picks sms words",
      "narrow many \"content://sms/#\"",
      "special",
      "special A B",
      "implied A",
      "implied A by B below",
      "implied A by B below ten",
      "implied A of B",
      "surprise A",
      "not_endpoint",
      "reads sms",
      "reads sms words",
      "reads sms La/B;->m(*) table if",
      "reads sms La/B;->m(*) table more",
      "needs SEND_SMS",
      "needs SEND_SMS La/B;->m(*) more",
      "client web La/B;->F",
      "client web",
      "not_endpoint a /b c",
      "provider",
  };
  for (const char *row : table) {
    const std::string text = std::string("# one\n") + row + "\n";
    const Result<ModelRows> rows = parse_models({{"x.model", text}});
    ASSERT_FALSE(rows.has_value()) << row;
    EXPECT_TRUE(rows.error().message.starts_with("x.model:2: ")) << rows.error().message;
  }
}

struct Uri {
  std::string_view uri, family, table; // no family: nobody's
};

TEST(models, a_uri_names_a_provider_by_its_whole_authority) {
  constexpr Uri table[] = {
      {"content://com.android.contacts", "contacts", ""},
      {"content://com.android.contacts/", "contacts", ""},
      {"content://com.android.contacts/data/phones", "contacts", "data/phones"},
      {"content://com.android.contacts/data?limit=9", "contacts", "data"},
      {"content://com.android.contacts/data#part", "contacts", "data"},
      {"content://com.android.contacts?directory=0", "contacts", ""},
      {"content://0@com.android.contacts/data", "contacts", "data"},
      {"content://10@com.android.contacts", "contacts", ""},
      {"content://contacts/people", "contacts", "people"},
      {"content://icc/adn", "sim_contacts", "adn"},
      {"content://com.android.contacts2/data", "", ""},
      {"content://com.android.contacts.evil", "", ""},
      {"content://a@com.android.contacts", "", ""},
      {"content://@com.android.contacts", "", ""},
      {"content://iccx", "", ""},
      {"content://", "", ""},
      {"content://0", "", ""},
      {"content://0@", "", ""},
      {"content:/com.android.contacts", "", ""},
      {"com.android.contacts", "", ""},
      {"", "", ""},
  };
  for (const Uri &row : table) {
    const std::optional<ProviderMatch> match = match_provider(shipped_rows(), row.uri);
    EXPECT_EQ(match ? match->family : "", row.family) << row.uri;
    EXPECT_EQ(match ? match->table : "", row.table) << row.uri;
  }
}

TEST(models, every_constant_names_a_provider) {
  for (const ConstantRow &row : shipped_rows().constants)
    EXPECT_TRUE(match_provider(shipped_rows(), row.value).has_value()) << row.member.owner << row.member.name;
}

TEST(models, rows_find_fields_strings_and_queries_of_an_app) {
  const FileBytes bytes = fixture("../../facts/fixtures/reads.dex");
  Incomplete incomplete;
  const Program program = build_program({{"classes.dex", bytes}}, incomplete);
  const Models models = resolve_models(shipped_rows(), program);

  std::vector<std::string> fields, strings, queries;
  for (const UriMention &uri : models.uris) {
    for (const FieldId field : uri.named.fields) fields.push_back(field_text(program, field));
    if (uri.named.text) strings.emplace_back(program.strings[*uri.named.text]);
  }
  for (const MethodId id : models.queries) queries.push_back(method_text(program, id));
  for (std::vector<std::string> *list : {&fields, &strings, &queries}) std::ranges::sort(*list);

  EXPECT_EQ(fields, (std::vector<std::string>{
                        "Landroid/provider/ContactsContract$CommonDataKinds$Phone;->CONTENT_URI:Landroid/net/Uri;",
                        "Landroid/provider/ContactsContract$Contacts;->CONTENT_URI:Landroid/net/Uri;",
                        "Lfix/Reads;->BOOK:Ljava/lang/String;",
                        "Lfix/Reads;->PICTURES:Ljava/lang/String;",
                    }));
  EXPECT_EQ(strings, (std::vector<std::string>{"content://0@com.android.contacts/contacts",
                                               "content://com.android.contacts/data?limit=9", "content://icc/adn",
                                               "content://media/external/images"}));
  const std::string parameters =
      "Landroid/net/Uri;[Ljava/lang/String;Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;)";
  EXPECT_EQ(queries, (std::vector<std::string>{
                         "Landroid/content/ContentProviderClient;->query(" + parameters + "Landroid/database/Cursor;",
                         "Landroid/content/ContentResolver;->query(" + parameters + "Landroid/database/Cursor;",
                         "Lfix/Handler;->startQuery(ILjava/lang/Object;" + parameters + "V",
                     }));
}

TEST(models, a_method_of_the_same_name_elsewhere_is_no_query) {
  const ModelRows rows =
      parse_models({{"x.model", "query Landroid/content/ContentResolver;->query(*)\nquery *;->who(I)\n"}}).value();
  const FileBytes bytes = fixture("../../program/fixtures/first.dex");
  Incomplete incomplete;
  const Program program = build_program({{"classes.dex", bytes}}, incomplete);
  EXPECT_TRUE(resolve_models(rows, program).queries.empty()) << "who() takes nothing";
  const ModelRows any = parse_models({{"x.model", "query *;->who(*)\n"}}).value();
  EXPECT_EQ(resolve_models(any, program).queries.size(), 1u);
  const ModelRows by_ancestor = parse_models({{"x.model", "query Ljava/lang/Object;->who(*)\n"}}).value();
  EXPECT_EQ(resolve_models(by_ancestor, program).queries.size(), 1u);
}

TEST(models, rows_about_asking) {
  const Result<ModelRows> rows = parse_models({{"a.model", "asks La/B;->ask(*) arg2 \"Some Library\"\n"
                                                           "refused Lib La/B;->onDenied(*) arg1 -> La/C;->run() false\n"
                                                           "checks La/B;->check(*) arg1\n"
                                                           "ends La/B;->end() process\n"
                                                           "dialog La/B;->show() show\n"
                                                           "picker \"a.b.PICK\"\n"
                                                           "group G ONE TWO\n"}});
  ASSERT_TRUE(rows.has_value());
  const std::vector<AskingRow> &methods = rows->asking.methods;
  ASSERT_EQ(methods.size(), 5u);
  EXPECT_EQ(methods[0].kind, AskingKind::asks);
  EXPECT_EQ(methods[0].argument, 2u);
  EXPECT_EQ(methods[0].word, "Some Library");
  EXPECT_EQ(methods[1].target->name, "run");
  EXPECT_TRUE(methods[1].is_false);
  EXPECT_EQ(rows->asking.pickers, std::vector<std::string>{"a.b.PICK"});
  EXPECT_EQ(rows->asking.groups[0].permissions, (std::vector<std::string>{"ONE", "TWO"}));
  for (const std::string_view wrong : {"asks La/B;->ask(*) arg2", "asks La/B;->ask(*) second x", "checks La/B;->check arg1", "ends La/B;->end() room", "dialog La/B;->show() dance",
                                       "refused Lib La/B;->m(*) arg1 La/C;->run()", "decides La/B;->m() fate", "group G", "settings"})
    EXPECT_FALSE(parse_models({{"a.model", wrong}}).has_value()) << wrong;
}

} // namespace
} // namespace kinsafe
