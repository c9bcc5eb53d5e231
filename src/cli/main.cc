// kinsafe: the command line. The list of subcommands is here; each stands in a file of its own.
#include "base/heap.h"
#include "cli/cli.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {
constexpr std::pair<std::string_view, std::string_view> right_uses[] = {
    {"audit", "PACKAGE... [--format text|json] [-o FILE|DIR]"},
    {"conduct", "import FILE... --show [--tz ZONE] [--format text|json]"},
    {"norms", "list|show ID|validate [DIR]|coverage"},
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

  try {
    app.parse(count, words);
  } catch (const CLI::CallForHelp &help) {
    return app.exit(help);
  } catch (const CLI::CallForAllHelp &help) {
    return app.exit(help);
  } catch (const CLI::CallForVersion &version) {
    return app.exit(version);
  } catch (const CLI::ParseError &error) {
    // Of the subcommand that was meant, if one was.
    std::string right_use;
    for (const auto &[name, use] : right_uses)
      if (const CLI::App *const subcommand = app.get_subcommand(std::string(name)); subcommand->parsed() || app.get_subcommands().empty())
        right_use += fmt::format("{}kinsafe {} {}", right_use.empty() ? "" : ", ", name, use);
    return static_cast<int>(report_usage(fmt::format("{}. Right use: {}; --help lists all options", error.what(), right_use)));
  }
  for (const auto &[subcommand, run] : runs)
    if (subcommand->parsed()) return static_cast<int>(run());
  return static_cast<int>(Exit::usage);
}
