// Subcommands, one a file. Each adds its options to the parser and gives back what runs it.
#pragma once

#include "base/file.h"
#include "base/result.h"
#include "program/mapping.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace kinsafe {

// Exit codes of docs/contract.md, from best to worst.
enum class Exit : int {
  done = 0,
  violated = 1,     // something is violated at or above --fail-on
  no_app = 2,       // an input is no app or can't be read; the others are done
  usage = 3,        // wrong command line
  interrupted = 4,  // stopped by a signal or a limit; what was finished is there
};

// A subcommand: called after parsing if it was chosen.
using Run = std::function<Exit()>;

Run add_audit(CLI::App &app);
Run add_conduct(CLI::App &app);
Run add_dump(CLI::App &app);
Run add_norms(CLI::App &app);

// Those of texts/. The reader's language: as asked, else by the first variable that names a locale, else English.
extern const std::vector<std::string> languages;
std::string language_of(const std::string &asked);

// Reads the command line. What ends the program, if it does: help, or a mistake, of which one sentence says the right use. `uses`:
// subcommands and how they are called.
using RightUse = std::pair<std::string_view, std::string_view>;
std::optional<int> parse(CLI::App &app, int count, char **words, std::span<const RightUse> uses);

// One sentence on standard error. Names in it may come from anybody, so it stays one line.
void complain(std::string_view problem);
// The same about the command line.
Exit report_usage(std::string_view problem);

// A mapping of the build's names with the text that it looks into.
struct GivenMapping {
  MappedFile file;
  Mapping mapping;
};
// Says on standard error which lines it could not read. Fails with a sentence if the file is no mapping.
Result<GivenMapping> read_mapping(const std::string &path);

} // namespace kinsafe
