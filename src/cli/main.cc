// kinsafe: the command line. The list of subcommands is here; each stands in a file of its own.
#include "base/heap.h"
#include "cli/cli.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string_view>
#include <vector>

namespace {
constexpr kinsafe::RightUse right_uses[] = {
    {"audit", "PACKAGE... [--format text|json] [-o FILE|DIR]"},
    {"norms", "list|show ID|validate [DIR]|coverage"},
    {"conduct", "import FILE... --store DIR [--tz ZONE]|check --store DIR|report --store DIR --episode ID"},
    {"dump", "WHAT PACKAGE [NAME] [--format text|json] [-o FILE]"},
};
} // namespace

int main(int count, char **words) {
  kinsafe::use_huge_pages();
  using namespace kinsafe;
  CLI::App app("Kinsafe audits lending apps: does an app read the address book, send it away, punish a refusal; judged by written norms.",
               "kinsafe");
  app.require_subcommand(1);
  app.set_version_flag("--version", KINSAFE_VERSION);
  app.set_help_all_flag("--help-all", "Help for all subcommands");

  constexpr Run (*subcommands[])(CLI::App &) = {add_audit, add_conduct, add_dump, add_norms};
  std::vector<std::pair<CLI::App *, Run>> runs;
  for (const auto add : subcommands) {
    Run run = add(app);
    runs.emplace_back(app.get_subcommands([](CLI::App *) { return true; }).back(), std::move(run));
  }

  if (const std::optional<int> ended = parse(app, count, words, right_uses)) return *ended;
  for (const auto &[subcommand, run] : runs)
    if (subcommand->parsed()) return static_cast<int>(run());
  return static_cast<int>(Exit::usage);
}
