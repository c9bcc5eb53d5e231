// `kinsafe conduct ...`: hands over to the program kinsafe-conduct beside this one. It links libraries for telephone numbers, time
// zones and databases whose loading takes half as long as the audit of a small app.
#include "cli/cli.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <climits>
#include <cstring>
#include <unistd.h>

namespace kinsafe {
namespace {

Exit hand_over(const std::vector<std::string> &rest) {
  char self[PATH_MAX];
  const ssize_t size = ::readlink("/proc/self/exe", self, sizeof self);
  std::string program(self, static_cast<size_t>(std::max<ssize_t>(size, 0)));
  program = program.substr(0, program.rfind('/') + 1) + "kinsafe-conduct";
  std::vector<std::string> words{"kinsafe", "conduct"};
  words.insert(words.end(), rest.begin(), rest.end());
  std::vector<char *> pointers;
  for (std::string &word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  ::execv(program.c_str(), pointers.data());
  complain(fmt::format("{}: {}", program, std::strerror(errno)));
  return Exit::interrupted;
}

} // namespace

Run add_conduct(CLI::App &app) {
  CLI::App *command = app.add_subcommand("conduct", "Take in records of debt collection and judge them: who was contacted, on what right, how often, with what words");
  command->prefix_command();
  command->set_help_flag(); // --help goes on too
  return [command] { return hand_over(command->remaining()); };
}

} // namespace kinsafe
