// From the bytes of a file to rows: recognising how a file is to be read, and reading it so. Every row of the file ends in
// a row that the sink gets, in quarantine with a reason, as a duplicate, or among the counted lines that hold none.
#pragma once

#include "base/result.h"
#include "conduct/import/profile.h"
#include "conduct/records.h"

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace kinsafe {

struct ImportProgress {
  u64 bytes = 0, all_bytes = 0, rows = 0;
  u64 resume_row = 0; // all that began in rows before this one has been given to the sink, and nothing else
};

struct ImportOptions {
  u64 from_row = 0; // what began in rows before this one is not given again; they are read all the same, for their legs may come later
  std::function<void(const ImportProgress &)> progress; // every 100,000 rows
  const std::atomic<bool> *stop = nullptr;
  u64 most_rows = 0; // 0: all
};

// A value that no table of the format or of the profile knows, or that can't be read as what its field holds. The field
// stays unknown, the row is kept.
struct UnknownValue {
  std::string field, value;
  u64 count = 0;
};

struct ImportCounts {
  u64 rows = 0; // = used + quarantined + duplicates + header + blank + idle
  u64 used = 0, quarantined = 0, duplicates = 0;
  u64 header = 0, blank = 0;
  u64 idle = 0;     // whole rows that say nothing of a contact, a loan or a person
  u64 repaired = 0; // of the rows: with bytes that are no characters, replaced
  u64 events = 0, calls = 0, messages = 0, loans = 0, persons = 0, requests = 0;
  u64 hidden_values = 0; // unknown values beyond those listed
  std::vector<UnknownValue> unknown_values;
  u64 resume_row = 0;
  bool is_stopped = false, has_local_times = false;
  Encoding encoding = Encoding::utf8;
};

// How the file is to be read. What `given` says stays as it says.
Result<Profile> recognise(const std::string &path, const Profile &given = {});

// Fails before the first row if something must be asked: the zone of local times, the order of day and month.
Result<ImportCounts> import_records(const std::string &path, const Profile &profile, RecordSink &sink, const ImportOptions &options = {});

} // namespace kinsafe
