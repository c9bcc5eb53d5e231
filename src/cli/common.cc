// What several subcommands share.
#include "base/reader.h"
#include "base/strings.h"
#include "cli/cli.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

namespace kinsafe {
namespace {

// Where traditional characters are written, Taiwan's words are nearer than the mainland's.
std::string language_of_locale(std::string_view locale) {
  if (locale.starts_with("ja")) return "ja";
  if (!locale.starts_with("zh")) return "en";
  for (const std::string_view traditional : {"TW", "HK", "MO", "Hant"})
    if (locale.find(traditional) != std::string_view::npos) return "zh-TW";
  return "zh-CN";
}

} // namespace

const std::vector<std::string> languages = {"zh-CN", "zh-TW", "en", "ja"};

std::string language_of(const std::string &asked) {
  if (!asked.empty()) return asked;
  for (const char *variable : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char *value = std::getenv(variable); value && *value) return language_of_locale(value);
  return "en";
}

std::optional<int> parse(CLI::App &app, int count, char **words, std::span<const RightUse> uses) {
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
    for (const auto &[name, use] : uses)
      if (const CLI::App *const subcommand = app.get_subcommand(std::string(name)); subcommand->parsed() || app.get_subcommands().empty())
        right_use += fmt::format("{}kinsafe {} {}", right_use.empty() ? "" : ", ", name, use);
    return static_cast<int>(report_usage(fmt::format("{}. Right use: {}; --help lists all options", error.what(), right_use)));
  }
  return std::nullopt;
}

void complain(std::string_view problem) { fmt::print(stderr, "kinsafe: {}\n", to_line(problem)); }

Exit report_usage(std::string_view problem) {
  complain(problem);
  return Exit::usage;
}

Result<GivenMapping> read_mapping(const std::string &path) {
  MappedFile file = TRY(map_file(path));
  Mapping mapping = TRY(Mapping::parse(path, as_text(file.bytes())));
  if (mapping.unread_lines() > 0)
    complain(fmt::format("{}: {} lines are no mapping and were passed over", path, mapping.unread_lines()));
  return GivenMapping{std::move(file), std::move(mapping)};
}

} // namespace kinsafe
