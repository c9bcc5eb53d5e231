// Subcommands, one a file. Each adds its options to the parser and gives back what runs it.
#pragma once

#include <functional>

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

} // namespace kinsafe
