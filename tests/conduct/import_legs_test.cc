// Legs become calls: by their keys, by their numbers and time, within a window of bounded size; and reading taken up again
// gives what was not given.
#include "conduct/import/legs.h"
#include "tests/conduct/import_rows.h"

#include <algorithm>

namespace kinsafe {
namespace {

using Strings = std::vector<std::string>;

EventRow leg(u64 row, std::string_view theirs, Outcome outcome, std::string_view group = {}, i64 seconds = 0) {
  EventRow event;
  event.row = row;
  event.theirs = theirs;
  event.ours = "100";
  event.direction = Direction::out;
  event.outcome = outcome;
  event.leg_group = group;
  event.time = {seconds, false, false};
  return event;
}

TEST(import_legs, a_call_has_the_outcome_of_its_best_leg_and_the_time_of_its_first) {
  Collected rows;
  LegMerger merger(rows, {});
  EventRow answered = leg(3, "0812", Outcome::answered, "g", 20);
  answered.talk_seconds = 60;
  const std::array<std::string_view, 1> key{"g"};
  merger.add(leg(1, "0812", Outcome::rang, "g", 10), key);
  merger.add(leg(2, "0812", Outcome::failed, "g", 11), key);
  merger.add(answered, key);
  merger.add(leg(4, "0812", Outcome::unknown, "h", 12), std::array<std::string_view, 1>{"h"});
  merger.add(leg(5, "0812", Outcome::busy, "h", 13), std::array<std::string_view, 1>{"h"});
  merger.finish();
  EXPECT_EQ(rows.lines, (Strings{
                            "row 1 2 3: 1970-01-01 00:00:10Z call out answered ours=100 theirs=0812 talk=60",
                            "row 4 5: 1970-01-01 00:00:12Z call out unknown ours=100 theirs=0812", // the unknown leg may have been answered
                        }));
}

TEST(import_legs, one_key_with_two_people_is_two_calls_and_spellings_of_a_number_are_one) {
  Collected rows;
  LegMerger merger(rows, {});
  const std::array<std::string_view, 1> key{"g"};
  merger.add(leg(1, "081234000111", Outcome::rang), key);
  merger.add(leg(2, "9081234000111", Outcome::answered), key);
  merger.add(leg(3, "+6281234000111", Outcome::rang), key);
  merger.add(leg(4, "081234000222", Outcome::busy), key);
  merger.finish();
  EXPECT_EQ(rows.lines, (Strings{
                            "row 1 2 3: 1970-01-01 00:00:00Z call out answered ours=100 theirs=9081234000111",
                            "row 4: 1970-01-01 00:00:00Z call out busy ours=100 theirs=081234000222",
                        }));
  EXPECT_TRUE(is_same_number("0812-3400 0111", "+6281234000111"));
  EXPECT_TRUE(is_same_number("90062 81234000111", "9081234000111"));
  EXPECT_FALSE(is_same_number("081234000111", "081234000112"));
  EXPECT_FALSE(is_same_number("13800000001", "13900000001"));
  EXPECT_FALSE(is_same_number("1111", "81111")) << "extensions are too short to be told apart by their ends";
}

TEST(import_legs, any_shared_key_joins) {
  Collected rows;
  LegMerger merger(rows, {});
  merger.add(leg(1, "0812", Outcome::rang), std::array<std::string_view, 2>{"a", "b"});
  merger.add(leg(2, "0812", Outcome::answered), std::array<std::string_view, 2>{"b", "c"});
  merger.add(leg(3, "0812", Outcome::rang), std::array<std::string_view, 2>{"", "c"});
  merger.add(leg(4, "0813", Outcome::rang), std::array<std::string_view, 1>{"d"});
  merger.finish();
  ASSERT_EQ(rows.lines.size(), 2u);
  EXPECT_TRUE(rows.lines[0].starts_with("row 1 2 3:"));
}

TEST(import_legs, legs_without_a_key_are_one_call_within_two_seconds) {
  Collected rows;
  LegMerger merger(rows, {});
  for (const auto &[row, seconds] : {std::pair<u64, i64>{1, 100}, {2, 102}, {3, 105}, {4, 106}}) {
    EventRow each = leg(row, "0812", Outcome::rang, {}, seconds);
    each.source = "100", each.destination = "0812";
    merger.add(each, {});
  }
  merger.add(leg(5, "0812", Outcome::rang, {}, 106), {}); // no numbers to compare: a call of its own
  merger.finish();
  EXPECT_EQ(rows.lines.size(), 3u);
  EXPECT_TRUE(rows.lines[0].starts_with("row 1 2:"));
  EXPECT_TRUE(rows.lines[1].starts_with("row 3 4:"));
}

TEST(import_legs, numbers_count_beside_keys_only_where_a_format_says_so) {
  for (const bool joins : {false, true}) {
    Collected rows;
    LegRules rules;
    rules.joins_by_numbers = joins;
    LegMerger merger(rows, rules);
    for (u64 row = 1; row <= 3; ++row) {
      EventRow each = leg(row, "0812", Outcome::rang, {}, row == 3 ? 200 : 100);
      each.source = "100", each.destination = "0812";
      merger.add(each, std::array<std::string_view, 1>{std::to_string(row)});
    }
    EventRow other = leg(4, "0812", Outcome::rang, "linked", 100);
    other.source = "100", other.destination = "0812";
    merger.add(other, std::array<std::string_view, 1>{"linked"});
    merger.finish();
    EXPECT_EQ(rows.lines.size(), joins ? 3u : 4u);
    EXPECT_EQ(rows.lines.front().starts_with("row 1 2:"), joins);
  }
}

TEST(import_legs, the_window_is_bounded_and_gives_calls_and_notices_in_the_order_of_their_rows) {
  Collected rows;
  LegRules rules;
  rules.most_open_legs = 4;
  LegMerger merger(rows, rules);
  std::vector<std::string> order;
  for (u64 row = 1; row <= 40; ++row) {
    const std::string key = std::to_string(row % 5 == 0 ? row - 1 : row);
    if (row % 7 == 0)
      merger.quarantine(row, "x");
    else
      merger.add(leg(row, "0812", Outcome::rang), std::array<std::string_view, 1>{key});
    EXPECT_LE(merger.resume_row(row + 1), row + 1);
    EXPECT_GE(merger.resume_row(row + 1) + 8, row + 1) << "what waits is bounded";
  }
  merger.finish();
  EXPECT_EQ(rows.event_rows.size() + rows.quarantined.size(), 40u);
  EXPECT_TRUE(std::ranges::is_sorted(rows.event_rows));
  EXPECT_EQ(rows.quarantined.front(), "7: x");
}

TEST(import_legs, long_texts_fill_the_window_sooner) {
  Collected rows;
  LegRules rules;
  rules.most_open_bytes = 10'000;
  LegMerger merger(rows, rules);
  const std::string text(3000, 'x');
  for (u64 row = 1; row <= 20; ++row) {
    EventRow each = leg(row, "0812", Outcome::rang);
    each.text = text;
    merger.add(each, std::array<std::string_view, 1>{std::to_string(row)});
    EXPECT_LE(row - rows.event_rows.size(), 3u);
  }
  merger.finish();
  EXPECT_EQ(rows.event_rows.size(), 20u);
  EXPECT_EQ(rows.texts.back(), text);
}

TEST(import_legs, many_keys_in_the_table_are_found_and_forgotten) {
  Collected rows;
  LegRules rules;
  rules.most_open_legs = 1000;
  LegMerger merger(rows, rules);
  for (u64 row = 1; row <= 6000; ++row) merger.add(leg(row, "0812", Outcome::rang), std::array<std::string_view, 1>{std::to_string((row + 1) / 2)});
  merger.finish();
  EXPECT_EQ(rows.lines.size(), 3000u);
  EXPECT_EQ(rows.event_rows.size(), 6000u);
}

// Legs of one call up to 40 rows apart, with damaged rows between.
std::string long_file() {
  std::string text = "time,source,destination,outcome,leg_group\n";
  for (int row = 0; row < 3000; ++row) {
    if (row % 50 == 7) text += "damaged\n";
    const int call = row % 3 == 0 ? row / 40 * 40 : row;
    text += "2024-03-05T09:00:00Z,100,08123400" + std::to_string(1000 + call) + ",rang,g" + std::to_string(call) + "\n";
  }
  return text;
}

TEST(import_legs, an_import_that_goes_on_at_a_row_gives_exactly_the_rest) {
  const TemporaryFile file(long_file());
  const Result<Profile> profile = recognise(file.path());
  ASSERT_TRUE(profile) << profile.error().message;
  Collected whole;
  ASSERT_TRUE(import_records(file.path(), *profile, whole));
  for (const u64 from : {1u, 2u, 41u, 1234u, 4000u}) {
    Collected rest;
    ImportOptions options;
    options.from_row = from;
    const Result<ImportCounts> counts = import_records(file.path(), *profile, rest, options);
    ASSERT_TRUE(counts);
    Strings expected;
    for (const std::string &line : whole.lines)
      if (std::stoull(line.substr(4)) >= from) expected.push_back(line);
    EXPECT_EQ(rest.lines, expected) << from;
    EXPECT_EQ(std::ranges::count_if(whole.quarantined_rows, [&](u64 row) { return row >= from; }), static_cast<std::ptrdiff_t>(rest.quarantined.size()))
        << from;
  }
}

TEST(import_legs, a_stopped_import_says_where_to_go_on) {
  std::string text = "time,source,destination,outcome,leg_group\n";
  for (int row = 0; row < 120'000; ++row)
    text += "2024-03-05T09:00:00Z,100,0812340" + std::to_string(10000 + row % 90000) + ",rang,g" + std::to_string(row / 2) + "\n";
  const TemporaryFile file(text);
  const Result<Profile> profile = recognise(file.path());
  ASSERT_TRUE(profile) << profile.error().message;
  Collected first;
  std::atomic<bool> stop = false;
  ImportOptions options;
  u64 last_resume = 0;
  options.stop = &stop;
  options.progress = [&](const ImportProgress &progress) {
    EXPECT_GE(progress.resume_row, last_resume);
    last_resume = progress.resume_row;
    stop = progress.rows >= 100'000;
  };
  const Result<ImportCounts> counts = import_records(file.path(), *profile, first, options);
  ASSERT_TRUE(counts);
  EXPECT_TRUE(counts->is_stopped);
  EXPECT_EQ(counts->rows, 100'000u);
  Collected rest;
  ASSERT_TRUE(import_records(file.path(), *profile, rest, {counts->resume_row, nullptr, nullptr, 0}));
  EXPECT_EQ(first.event_rows.size() + rest.event_rows.size(), 120'000u);
  std::set<u64> rows(first.event_rows.begin(), first.event_rows.end());
  rows.insert(rest.event_rows.begin(), rest.event_rows.end());
  EXPECT_EQ(rows.size(), 120'000u) << "no row twice";
}

} // namespace
} // namespace kinsafe
