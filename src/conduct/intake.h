// Takes a file of records into a store: recognised, read, committed as it goes; what was interrupted goes on.
#pragma once

#include "conduct/import/import.h"
#include "conduct/importing.h"

#include <atomic>
#include <functional>
#include <string>

namespace kinsafe {

struct IntakeOptions {
  Profile given;          // what the user says of how to read it
  std::string kind = "auto"; // calls, messages, records, loans, contacts, stops: a file that is recognised as another is refused
  bool is_own = false;    // a victim's own records
  ReadText read_text;     // what texts say
  const std::atomic<bool> *stop = nullptr;
  std::function<void(const ImportProgress &)> progress;
};

struct Intake {
  ImportCounts counts;
  bool was_known = false; // the same bytes were taken in before, in the same way
};

Result<Intake> take_in(Store &store, const std::string &path, const IntakeOptions &options);

} // namespace kinsafe
