// What an import would take from files, told before anything is stored: the format, which column is which, how many rows
// end where, and which values no table knows.
#pragma once

#include "conduct/import/import.h"

#include <string>
#include <vector>

namespace kinsafe {

struct ShowOptions {
  Profile given;
  std::string kind = "auto"; // what the files must hold: calls, messages, records, loans, contacts or stops
  bool is_json = false;
  const std::atomic<bool> *stop = nullptr;
};

struct ShownImport {
  std::string text;              // JSON of all files that could be read, or lines for people
  std::vector<Error> errors;     // of the others
  std::vector<Profile> profiles; // of those that could be read, to be saved
};

ShownImport show_import(const std::vector<std::string> &files, const ShowOptions &options);

} // namespace kinsafe
