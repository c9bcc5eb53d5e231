// kinsafe: the command line. The list of subcommands is here; each stands in a file of its own.
#include "cli/cli.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <vector>

int main(int count, char **words) {
  using namespace kinsafe;
  CLI::App app("Kinsafe audits lending apps: does an app read the address book, send it away, punish a refusal; judged by written norms.",
               "kinsafe");
  app.require_subcommand(1);
  app.set_version_flag("--version", KINSAFE_VERSION);
  app.set_help_all_flag("--help-all", "Help for all subcommands");

  constexpr Run (*subcommands[])(CLI::App &) = {add_audit, add_dump};
  std::vector<std::pair<CLI::App *, Run>> runs;
  for (const auto add : subcommands) {
    Run run = add(app);
    runs.emplace_back(app.get_subcommands([](CLI::App *) { return true; }).back(), std::move(run));
  }

  try {
    app.parse(count, words);
  } catch (const CLI::CallForHelp &help) {
    return app.exit(help);
  } catch (const CLI::CallForAllHelp &help) {
    return app.exit(help);
  } catch (const CLI::CallForVersion &version) {
    return app.exit(version);
  } catch (const CLI::ParseError &error) {
    fmt::print(stderr, "kinsafe: {}. Right use: kinsafe audit PACKAGE... [--format text|json] [-o FILE|DIR], kinsafe dump WHAT PACKAGE [NAME]; --help-all lists all options\n",
               error.what());
    return static_cast<int>(Exit::usage);
  }
  for (const auto &[subcommand, run] : runs)
    if (subcommand->parsed()) return static_cast<int>(run());
  return static_cast<int>(Exit::usage);
}
