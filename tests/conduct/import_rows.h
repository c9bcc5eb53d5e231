// What an import gave, kept as lines that a test can be read by.
#pragma once

#include "conduct/import/import.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

namespace kinsafe {

inline std::string fixture(std::string_view name) { return KINSAFE_SOURCE_DIR "/tests/conduct/fixtures/" + std::string(name); }

// 2024-03-05 09:00:00, with a Z if it is no local time.
inline std::string spell(const WrittenTime &time) {
  const auto day = std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(time.seconds)));
  const std::chrono::year_month_day date(day);
  const i64 clock = time.seconds - std::chrono::sys_seconds(day).time_since_epoch().count();
  char text[64];
  const int length = std::snprintf(text, sizeof(text), "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                                   static_cast<unsigned>(date.day()));
  if (!time.is_day)
    std::snprintf(text + length, sizeof(text) - static_cast<size_t>(length), " %02d:%02d:%02d", static_cast<int>(clock / 3600),
                  static_cast<int>(clock / 60 % 60), static_cast<int>(clock % 60));
  return std::string(text) + (time.is_local ? "" : "Z");
}

// Lines of what came, in its order; and every row of the file that stands in any of it.
struct Collected : RecordSink {
  std::vector<std::string> lines;
  std::vector<std::string> quarantined, duplicated;
  std::vector<u64> event_rows; // of all events
  std::set<u64> other_rows;    // of loans, people and requests, of which a row may give several
  std::vector<u64> quarantined_rows, duplicate_rows;
  std::vector<std::string> texts; // of the events
  std::set<std::string> known;    // what the source has a field for

  void knows(LoanEvent event) override { known.emplace(name_of(event)); }
  void knows(RequestKind kind) override { known.emplace(name_of(kind)); }

  void add(const EventRow &row) override {
    std::string line("row");
    for (const u64 each : row.rows) {
      line.append(" ").append(std::to_string(each));
      event_rows.push_back(each);
    }
    line += ": " + spell(row.time);
    line += " " + std::string(name_of(row.medium)) + " " + std::string(name_of(row.direction)) + " " + std::string(name_of(row.outcome));
    const auto add_text = [&](const char *name, std::string_view value) {
      if (!value.empty()) line.append(" ").append(name).append("=").append(value);
    };
    add_text("ours", row.ours);
    add_text("theirs", row.theirs);
    if (row.party != Party::unknown) add_text("party", name_of(row.party));
    if (row.talk_seconds) line += " talk=" + std::to_string(*row.talk_seconds);
    if (row.has_recording_field && row.recording.empty()) line += " recording=none";
    lines.push_back(line);
    texts.emplace_back(row.text);
  }
  void add(const LoanRow &row) override {
    std::string line = "row " + std::to_string(row.row) + ": " + std::string(name_of(row.event)) + " " + std::string(row.debt);
    if (row.from) line += " from=" + spell(*row.from);
    if (row.to) line += " to=" + spell(*row.to);
    if (row.days_past_due) line += " dpd=" + std::to_string(*row.days_past_due);
    if (row.amount_minor) line += " amount=" + std::to_string(*row.amount_minor);
    lines.push_back(line);
    other_rows.insert(row.row);
  }
  void add(const PersonRow &row) override {
    std::string line =
        "row " + std::to_string(row.row) + ": " + std::string(name_of(row.party)) + " " + std::string(row.person) + " " + std::string(row.number);
    if (row.named) line += " named=" + spell(*row.named);
    if (row.consent)
      line += " consent=" + spell(*row.consent);
    else if (row.has_consent_field)
      line += " consent=none";
    if (row.has_agency_field) line += " agency=" + (row.agency.empty() ? "none" : std::string(row.agency));
    lines.push_back(line);
    other_rows.insert(row.row);
  }
  void add(const AskedRow &row) override {
    lines.push_back("row " + std::to_string(row.row) + ": " + std::string(name_of(row.kind)) + " " + std::string(row.number) + " " + std::string(row.scope) +
                    " " + (row.at ? spell(*row.at) : "") + (row.answered ? " answered=" + spell(*row.answered) : row.has_answered_field ? " answered=none" : ""));
    other_rows.insert(row.row);
  }
  void duplicate(u64 row, u64 first) override {
    duplicated.push_back(std::to_string(row) + " is " + std::to_string(first));
    duplicate_rows.push_back(row);
  }
  void quarantine(u64 row, std::string_view reason) override {
    quarantined.push_back(std::to_string(row) + ": " + std::string(reason));
    quarantined_rows.push_back(row);
  }
};

// Every row of the file is in exactly one place.
inline void expect_all_rows_accounted(const ImportCounts &counts, const Collected &rows, const std::string &what) {
  EXPECT_EQ(counts.rows, counts.used + counts.quarantined + counts.duplicates + counts.header + counts.blank + counts.idle) << what;
  std::set<u64> places(rows.event_rows.begin(), rows.event_rows.end());
  EXPECT_EQ(places.size(), rows.event_rows.size()) << what << ": a row stands in two contacts";
  places.insert(rows.other_rows.begin(), rows.other_rows.end());
  EXPECT_EQ(places.size(), counts.used) << what;
  EXPECT_EQ(rows.quarantined_rows.size(), counts.quarantined) << what;
  EXPECT_EQ(rows.duplicate_rows.size(), counts.duplicates) << what;
  for (const auto *const others : {&rows.quarantined_rows, &rows.duplicate_rows})
    for (const u64 row : *others) EXPECT_TRUE(places.insert(row).second) << what << ": row " << row << " is in two places";
}

// A file with this content that goes away with the object.
class TemporaryFile {
public:
  explicit TemporaryFile(std::string_view content) {
    static int count = 0;
    path_ = (std::filesystem::temp_directory_path() / ("kinsafe-import-" + std::to_string(::getpid()) + "-" + std::to_string(count++))).string();
    write(content);
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  void write(std::string_view content) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc).write(content.data(), static_cast<std::streamsize>(content.size()));
  }
  const std::string &path() const { return path_; }

private:
  std::string path_;
};

inline std::string read_file(const std::string &path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

struct Imported {
  Profile profile;
  ImportCounts counts;
  Collected rows;
};

inline Imported import_file(const std::string &path, Profile given = {}) {
  Imported imported;
  if (given.zone.empty()) given.zone = "Asia/Jakarta";
  const Result<Profile> profile = recognise(path, given);
  if (!profile) {
    ADD_FAILURE() << profile.error().message;
    return imported;
  }
  imported.profile = *profile;
  const Result<ImportCounts> counts = import_records(path, imported.profile, imported.rows);
  if (!counts) {
    ADD_FAILURE() << counts.error().message;
    return imported;
  }
  imported.counts = *counts;
  expect_all_rows_accounted(imported.counts, imported.rows, path);
  return imported;
}

inline Imported import_text(std::string_view content, Profile given = {}) {
  const TemporaryFile file(content);
  return import_file(file.path(), std::move(given));
}

} // namespace kinsafe
