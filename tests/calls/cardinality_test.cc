// What queries take, asked of real code: fixtures/reads/Reads.java, which follows the idioms of real apps and what only looks
// like them.
#include "calls/cardinality.h"

#include "tests/calls/asked.h"

namespace kinsafe {
namespace {

struct Found {
  Asked asked{"reads.dex"};
  Models models = resolve_models(shipped_rows(), asked.program);
  ProviderReads reads = find_provider_reads(asked.constants, shipped_rows(), models);
};
Found &found() {
  static Found made;
  return made;
}

// "family table cardinality reason" of each read in the method, then "?reason" of each that is not resolved, in order of place.
std::string reads(std::string_view in) {
  std::string line;
  for (const ProviderRead &read : found().reads.reads) {
    if (found().asked.name_of(read.site.body) != in) continue;
    line.append(line.empty() ? "" : ", ").append(read.family).append(" ").append(shown(read.table)).append(" ");
    line.append(cardinality_names[static_cast<size_t>(read.cardinality)]).append(" ").append(read.reason);
  }
  for (const UnresolvedQuery &query : found().reads.unresolved)
    if (found().asked.name_of(query.site.body) == in) line.append(line.empty() ? "?" : ", ?").append(query.reason);
  return line;
}

TEST(Cardinality, one_pass_over_the_book_takes_all) {
  EXPECT_EQ(reads("whole"), "contacts data/phones all whole");
  EXPECT_EQ(reads("whole_by_position"), "contacts data/phones all whole");
  EXPECT_EQ(reads("whole_from_first"), "contacts contacts all whole");
  EXPECT_EQ(reads("sim"), "sim_contacts adn all whole");
  EXPECT_EQ(reads("open"), "contacts data/phones all whole");
  EXPECT_EQ(reads("loader"), "contacts data/phones all whole");
}

TEST(Cardinality, a_query_of_one_for_each_contact_takes_all) {
  EXPECT_EQ(reads("nested"), "contacts contacts all whole, contacts data/phones all nested");
  EXPECT_EQ(reads("nested_by_text"), "contacts contacts all whole, contacts data/phones all nested");
  EXPECT_EQ(reads("nested_in_helper"), "contacts contacts all whole");
  EXPECT_EQ(reads("phone_of"), "contacts data/phones all nested");
  EXPECT_EQ(reads("nested_by_list"), "contacts contacts all whole, contacts contacts/* all nested");
}

TEST(Cardinality, selections_that_select_nothing_take_all) {
  EXPECT_EQ(reads("search"), "contacts data/phones all whole");
  EXPECT_EQ(reads("pseudo_one"), "contacts data/phones all whole");
  EXPECT_EQ(reads("pseudo_id"), "contacts data/phones all whole");
  EXPECT_EQ(reads("pseudo_null"), "contacts data/phones all whole");
  EXPECT_EQ(reads("pseudo_argument"), "contacts data/phones all whole");
  EXPECT_EQ(reads("empty_filter"), "contacts data/phones/filter/ all whole");
}

TEST(Cardinality, what_the_user_picked_is_one) {
  EXPECT_EQ(reads("onActivityResult"), "  one picked, contacts data/phones one picked");
  EXPECT_EQ(reads("picked"), "  one picked, contacts data/phones one picked");
  EXPECT_EQ(reads("onCreate"), "contacts contacts one key");
  EXPECT_EQ(reads("typed"), "contacts data/phones one key");
}

TEST(Cardinality, a_lookup_by_number_is_one) { EXPECT_EQ(reads("name_of"), "contacts phone_lookup/* one item"); }

TEST(Cardinality, the_first_row_without_a_loop_is_one) { EXPECT_EQ(reads("first"), "contacts contacts one first"); }

TEST(Cardinality, searches_by_what_is_typed_are_bounded) {
  EXPECT_EQ(reads("pattern"), "contacts data/phones bounded pattern");
  EXPECT_EQ(reads("filter"), "contacts data/phones/filter/* bounded filter");
}

TEST(Cardinality, lookups_for_other_rows_are_bounded_by_those) {
  EXPECT_EQ(reads("callers"), "call_log calls all whole");
  EXPECT_EQ(reads("looked_up"), "contacts phone_lookup/* bounded other_rows");
}

TEST(Cardinality, what_is_not_shown_is_unclear) {
  EXPECT_EQ(reads("counted"), "contacts contacts unclear counted");
  EXPECT_EQ(reads("by_group"), "contacts data/phones unclear selection");
}

TEST(Cardinality, limits_of_few_rows_are_bounded) {
  for (const std::string_view in : {"limited", "limited_page", "limited_from", "limited_in_uri", "counter", "counter_break", "counter_at_helper"})
    EXPECT_EQ(reads(in), "contacts contacts bounded limit") << in;
}

TEST(Cardinality, limits_that_leave_all_are_none) {
  for (const std::string_view in : {"limit_of_many", "limit_or_none", "no_limit", "counter_of_many", "batches", "columns", "by_count"})
    EXPECT_EQ(reads(in), "contacts contacts all whole") << in;
}

TEST(Cardinality, limits_that_are_not_followed_are_unclear) {
  EXPECT_EQ(reads("limit_unknown"), "contacts contacts unclear limit");
  for (const std::string_view in : {"pages", "until_size", "until_given", "skipped_count", "counter_down"}) EXPECT_EQ(reads(in), "contacts contacts unclear loop") << in;
}

TEST(Cardinality, favourites_are_not_all) {
  for (const std::string_view in : {"favourites", "favourites_like", "like_nothing"}) EXPECT_EQ(reads(in), "contacts contacts unclear selection") << in;
}

TEST(Cardinality, selections_of_other_objects_are_not_mixed_in) {
  EXPECT_EQ(reads("list_fields"), "contacts contacts unclear selection, sms inbox unclear selection");
  EXPECT_EQ(reads("list_whole"), "contacts contacts all whole, sms inbox all whole");
}

TEST(Cardinality, hidden_names_are_found) { EXPECT_EQ(reads("hidden"), "sms  all whole"); }

TEST(Cardinality, helpers_are_judged_by_call) { EXPECT_EQ(reads("helper"), "contacts data/phones all whole, sms inbox one key"); }

TEST(Cardinality, queries_by_name_are_judged_like_others) {
  EXPECT_EQ(reads("by_name"), "contacts data/phones all whole");
  EXPECT_EQ(reads("by_name_one"), "contacts data/phones one key");
  EXPECT_EQ(reads("invoke"), "sms inbox all whole") << "a helper, of which one call asks for something else";
  EXPECT_EQ(reads("by_name_unknown"), "?array");
}

TEST(Cardinality, a_method_that_reads_one_row_takes_all_only_for_each_of_all) {
  EXPECT_EQ(reads("photo"), "contacts contacts/photo one item");
  EXPECT_EQ(reads("photos"), "contacts contacts all whole, contacts contacts/photo all nested");
}

TEST(Cardinality, the_data_of_an_intent_that_the_app_makes_is_what_it_puts_in) {
  EXPECT_EQ(reads("finish_with"), "  one picked") << "the other intent has no data";
  EXPECT_EQ(reads("made_with"), "contacts data/phones all whole");
  EXPECT_EQ(reads("made_elsewhere"), "?result");
}

TEST(Cardinality, the_book_of_any_sim_card_is_whole) {
  EXPECT_EQ(reads("slots"), "sim_contacts adn/subId/* all whole, sim_contacts adn/subId/0 all whole");
  EXPECT_EQ(reads("slot_limit"), "sim_contacts adn/subId/* unclear uri");
}

TEST(Cardinality, what_is_not_queried_or_is_the_apps_own_is_no_read) {
  EXPECT_EQ(reads("picker"), "");
  EXPECT_EQ(reads("own"), "");
}

TEST(Cardinality, a_uri_that_is_not_known_is_said) { EXPECT_TRUE(reads("unresolved").starts_with("?")) << reads("unresolved"); }

} // namespace
} // namespace kinsafe
