// How one source is read: its format, which column is which, and what nobody can see in the bytes (the time zone, whose
// numbers are ours). Recognised, shown, and kept as a small JSON file that people edit.
#pragma once

#include "base/result.h"
#include "conduct/import/delimited.h"
#include "conduct/import/text.h"
#include "conduct/import/times.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kinsafe {

enum class RowKind : u8 { event, loan, person, request };

// Which numbers or which accounts are the collector's own side, where records of calls do not say it.
struct Ours {
  std::vector<std::string> prefixes; // numbers that begin so
  std::vector<std::string> accounts; // calls on these accounts were placed by our side; "*": on any account
};

struct Profile {
  std::string name;
  std::string format;                                               // of the list in import/formats.cc
  std::map<std::string, std::string> columns;                       // field of records.h -> column: its name, or its number from 1 as "#3"
  std::map<std::string, std::map<std::string, std::string>> values; // field -> value in the file -> word of records.h; beside the format's own, and before them
  std::string layout;                                               // the names of the columns of a file without a header
  std::optional<Dialect> dialect;                                   // of delimited text; nothing: found out
  std::optional<Encoding> encoding;                                 // nothing: found out
  std::string list;                                                 // of JSON and XML: where the records stand, as "calls" or "a.b"; empty: the document itself
  std::string zone;                                                 // IANA name; needed where times are local
  DayOrder day_order = DayOrder::unknown;
  Ours ours;
  std::string owner; // the number of the phone whose backup this is
};

std::string write_profile(const Profile &profile);
// Fails with a sentence that names what does not fit.
Result<Profile> read_profile(std::string_view json);
Result<Profile> load_profile(const std::string &path);

// Whether ICU knows an IANA zone by this name.
bool is_zone(const std::string &name);

} // namespace kinsafe
