// The inventory against the lists of the shipped norms.
#include "norms/inventory.h"
#include "tests/norms/rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace kinsafe {
namespace {

Facts with_kinds(std::initializer_list<const char *> kinds) {
  Facts facts;
  for (const char *kind : kinds) {
    std::vector<Cell> cells = {std::string(kind)};
    cells.resize(schema_of(FactKind::inventory).columns.size(), std::string("unclear"));
    facts.of(FactKind::inventory).push_back(make_row(FactKind::inventory, std::move(cells), {}));
  }
  finish(facts);
  return facts;
}

Question on(std::string date, std::vector<std::string> places = {"CN"}) {
  Question question;
  question.date = std::move(date);
  question.jurisdictions = std::move(places);
  return question;
}

// "requirement" of each list; with "!" where another norm had overtaken it.
std::set<std::string> lists_of(const InventoryTable &table) {
  std::set<std::string> names;
  for (const NecessaryList &list : table.lists) names.insert(list.requirement + (list.overtaken_by ? "!" : ""));
  return names;
}

// The requirements whose lists hold the kind.
std::set<std::string> holders_of(const InventoryTable &table, std::string_view kind) {
  std::set<std::string> names;
  for (const InventoryLine &line : table.lines)
    for (size_t i = 0; i < table.lists.size(); ++i)
      if (line.kind == kind && line.is_necessary[i]) names.insert(table.lists[i].requirement);
  return names;
}
using Names = std::set<std::string>;

TEST(inventory, the_lists_are_those_of_the_day) {
  const Facts facts = with_kinds({"contacts"});
  EXPECT_EQ(lists_of(inventory_against_norms(facts, shipped_norms(), on("2018-01-01"))), Names{});
  EXPECT_EQ(lists_of(inventory_against_norms(facts, shipped_norms(), on("2020-06-01"))), Names{"CN-TC260-PG-20191A.R1"});
  const Names today = lists_of(inventory_against_norms(facts, shipped_norms(), on("2026-11-24")));
  EXPECT_TRUE(today.contains("CN-TC260-PG-20191A.R1!")) << "overtaken, and still shown";
  EXPECT_TRUE(today.contains("CN-39TYPES-2021.R2"));
}

TEST(inventory, a_list_holds_what_its_norm_names_and_nothing_else) {
  const InventoryTable table =
      inventory_against_norms(with_kinds({"contacts", "emergency_contact", "phone_number", "income"}), shipped_norms(), on("2026-11-24"));
  EXPECT_EQ(holders_of(table, "contacts"), Names{});
  EXPECT_EQ(holders_of(table, "income"), Names{});
  EXPECT_TRUE(holders_of(table, "emergency_contact").contains("CN-TC260-PG-20191A.R1"));
  EXPECT_FALSE(holders_of(table, "emergency_contact").contains("CN-39TYPES-2021.R2"));
  EXPECT_TRUE(holders_of(table, "phone_number").contains("CN-39TYPES-2021.R2"));
}

TEST(inventory, lists_of_places_that_nobody_asked_for_are_left_out) {
  const InventoryTable table = inventory_against_norms(with_kinds({"contacts"}), shipped_norms(), on("2026-11-24", {"KE"}));
  for (const NecessaryList &list : table.lists) EXPECT_FALSE(list.norm.starts_with("CN-")) << list.norm;
}

TEST(inventory, every_row_of_the_fact_is_a_line) {
  const Facts facts = with_kinds({"contacts", "income"});
  const InventoryTable table = inventory_against_norms(facts, shipped_norms(), on("2026-11-24"));
  ASSERT_EQ(table.lines.size(), 2u);
  for (size_t i = 0; i < 2; ++i) EXPECT_EQ(table.lines[i].fact, facts.of(FactKind::inventory)[i].id);
}

} // namespace
} // namespace kinsafe
