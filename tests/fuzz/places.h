// Where the rows of a file went; traps where one went nowhere, or to two places.
#pragma once

#include "conduct/import/import.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace kinsafe {

struct Places : RecordSink {
  std::set<u64> used, others;
  u64 quarantined = 0, duplicates = 0;

  void take(u64 row) {
    if (row == 0) __builtin_trap();
    used.insert(row);
  }
  void add(const EventRow &row) override {
    if (row.rows.empty()) __builtin_trap();
    for (const u64 each : row.rows)
      if (!used.insert(each).second) __builtin_trap();
  }
  void add(const LoanRow &row) override { take(row.row); }
  void add(const PersonRow &row) override { take(row.row); }
  void add(const AskedRow &row) override { take(row.row); }
  void duplicate(u64 row, u64 first) override {
    if (first >= row || !others.insert(row).second) __builtin_trap();
    ++duplicates;
  }
  void quarantine(u64 row, std::string_view reason) override {
    if (reason.empty() || !others.insert(row).second) __builtin_trap();
    ++quarantined;
  }
};

// Recognises these bytes with what is given, imports them, and holds the counts to the rows that came.
inline void import_bytes(std::string_view bytes, const Profile &given) {
  const int file = ::memfd_create("records", 0);
  if (file < 0) return;
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  if (::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()))
    if (const Result<Profile> profile = recognise(path, given)) {
      Places places;
      if (const Result<ImportCounts> counts = import_records(path, *profile, places)) {
        if (counts->rows != counts->used + counts->quarantined + counts->duplicates + counts->header + counts->blank + counts->idle) __builtin_trap();
        if (counts->used != places.used.size() || counts->quarantined != places.quarantined || counts->duplicates != places.duplicates) __builtin_trap();
        for (const u64 row : places.others)
          if (places.used.contains(row)) __builtin_trap();
        if (!read_profile(write_profile(*profile))) __builtin_trap();
      }
    }
  ::close(file);
}

} // namespace kinsafe
