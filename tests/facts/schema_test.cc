// The one description of all facts, and the ids that rows get.
#include "facts/schema.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace kinsafe {
namespace {

Row read_of(std::string family, std::string method, std::optional<u32> offset) {
  const Evidence evidence{"classes.dex", "La;", std::move(method), std::nullopt, offset, "query_call"};
  return make_row(FactKind::data_read,
                  {std::move(family), Cell(), std::string("all"), std::string("x"), std::string("unknown"),
                   std::string("unclear"), Cell()},
                  {evidence});
}

std::vector<std::string> ids_of(const Facts &facts, FactKind kind) {
  std::vector<std::string> ids;
  for (const Row &row : facts.of(kind)) ids.push_back(row.id);
  return ids;
}

TEST(schema, kinds_stand_in_their_own_place) {
  for (size_t i = 0; i < fact_kinds; ++i) {
    EXPECT_EQ(fact_schemas()[i].kind, static_cast<FactKind>(i));
    EXPECT_EQ(find_fact(fact_schemas()[i].name), static_cast<FactKind>(i));
  }
  EXPECT_EQ(find_fact("rumour"), std::nullopt);
}

TEST(schema, no_name_stands_twice) {
  std::set<std::string_view> facts;
  for (const FactSchema &schema : fact_schemas()) {
    EXPECT_TRUE(facts.insert(schema.name).second) << schema.name;
    std::set<std::string_view> columns = {"id", "origin", "reached", "basis", "evidence"};
    for (const Column &column : schema.columns) {
      EXPECT_TRUE(columns.insert(column.name).second) << schema.name << "." << column.name;
      EXPECT_EQ(&schema.columns[find_column(schema, column.name).value()], &column);
      std::set<std::string_view> values;
      for (const std::string_view value : column.values) EXPECT_TRUE(values.insert(value).second) << value;
    }
  }
}

TEST(finish, equal_rows_become_one_and_others_stay) {
  Facts facts;
  for (const char *family : {"contacts", "sms", "contacts"})
    facts.of(FactKind::data_read).push_back(read_of(family, "m", 4));
  facts.of(FactKind::data_read).push_back(read_of("contacts", "m", 6));
  facts.of(FactKind::data_read).push_back(read_of("contacts", "n", 4));
  finish(facts);
  EXPECT_EQ(facts.of(FactKind::data_read).size(), 4u);
  std::vector<std::string> ids = ids_of(facts, FactKind::data_read);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 4u);
}

TEST(finish, ids_do_not_depend_on_the_order_of_discovery) {
  Facts facts, turned;
  for (u32 i = 0; i < 50; ++i) {
    facts.of(FactKind::data_read).push_back(read_of("contacts", "m", i));
    turned.of(FactKind::data_read).push_back(read_of("contacts", "m", 49 - i));
  }
  finish(facts);
  finish(turned);
  EXPECT_EQ(ids_of(facts, FactKind::data_read), ids_of(turned, FactKind::data_read));
  EXPECT_TRUE(std::ranges::is_sorted(facts.of(FactKind::data_read), {}, [](const Row &row) {
    return row.evidence[0].offset;
  })) << "9 sorts before 10";
}

TEST(finish, an_id_names_its_fact_and_is_short) {
  Facts facts;
  facts.of(FactKind::data_read).push_back(read_of("contacts", "m", 4));
  finish(facts);
  const std::string id = facts.of(FactKind::data_read)[0].id;
  EXPECT_TRUE(id.starts_with("data_read-"));
  EXPECT_EQ(id.size(), std::string("data_read-").size() + 8);
}

TEST(finish, what_was_observed_is_another_row_than_what_was_read_off_the_code) {
  Facts facts;
  facts.of(FactKind::data_read).push_back(read_of("contacts", "m", 4));
  facts.of(FactKind::data_read).push_back(read_of("contacts", "m", 4));
  facts.of(FactKind::data_read).back().basis = "observed";
  finish(facts);
  EXPECT_EQ(facts.of(FactKind::data_read).size(), 2u);
}

} // namespace
} // namespace kinsafe
