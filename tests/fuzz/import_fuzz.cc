// Any bytes as a file of records: every row of it ends in exactly one place.
#include "conduct/import/import.h"

#include <sys/mman.h>
#include <unistd.h>

#include <set>
#include <string>

namespace {

using namespace kinsafe;

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

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const int file = ::memfd_create("records", 0);
  if (file < 0) return 0;
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  Profile given;
  given.zone = "Asia/Jakarta";
  given.day_order = DayOrder::day_first;
  if (::write(file, data, size) == static_cast<ssize_t>(size))
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
  return 0;
}
