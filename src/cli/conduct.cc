// `kinsafe conduct import --show`: what records of calls, messages and loans hold, before anything is stored.
#include "cli/cli.h"
#include "conduct/import/show.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace kinsafe {
namespace {

struct ConductOptions {
  std::vector<std::string> files;
  std::string profile, save_profile, zone, encoding, day_order, owner, kind = "auto", format = "text";
  bool show = false;
};

Result<Profile> profile_of(const ConductOptions &options) {
  Profile profile;
  if (!options.profile.empty()) profile = TRY(load_profile(options.profile));
  if (!options.zone.empty()) {
    if (!is_zone(options.zone)) return fail_request(fmt::format("there is no time zone '{}'; a name is such as Asia/Shanghai", options.zone));
    profile.zone = options.zone;
  }
  if (!options.encoding.empty()) {
    profile.encoding = find_encoding(options.encoding);
    if (!profile.encoding) return fail_request(fmt::format("there is no encoding '{}'", options.encoding));
  }
  if (!options.day_order.empty()) profile.day_order = options.day_order == "day-first" ? DayOrder::day_first : DayOrder::month_first;
  if (!options.owner.empty()) profile.owner = options.owner;
  return profile;
}

Exit write_file(const std::string &path, std::string_view text) {
  std::FILE *const file = std::fopen(path.c_str(), "wb");
  const bool is_written = file && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if ((file && std::fclose(file) != 0) || !is_written) {
    complain(fmt::format("{}: it can't be written", path));
    return Exit::interrupted;
  }
  return Exit::done;
}

Exit run_import(const ConductOptions &options) {
  if (!options.show) return report_usage("kinsafe conduct import: say --show");
  if (!options.save_profile.empty() && options.files.size() != 1) return report_usage("kinsafe conduct import: --save-profile takes one file");
  ShowOptions show;
  Result<Profile> given = profile_of(options);
  if (!given) return report_usage(given.error().message);
  show.given = std::move(*given);
  show.kind = options.kind;
  show.is_json = options.format == "json";
  const ShownImport shown = show_import(options.files, show);
  if (std::fwrite(shown.text.data(), 1, shown.text.size(), stdout) != shown.text.size() || std::fflush(stdout) != 0) {
    complain("standard output can't be written");
    return Exit::interrupted;
  }
  Exit exit = Exit::done;
  for (const Error &error : shown.errors) {
    complain(error.message);
    if (exit != Exit::no_app) exit = error.is_of_request ? Exit::usage : Exit::no_app;
  }
  if (exit == Exit::done && !options.save_profile.empty()) exit = write_file(options.save_profile, write_profile(shown.profiles.front()));
  return exit;
}

} // namespace

Run add_conduct(CLI::App &app) {
  CLI::App *conduct = app.add_subcommand("conduct", "Read records of debt collection: who was called, how often, with what words");
  conduct->require_subcommand(1);
  const auto options = std::make_shared<ConductOptions>();
  CLI::App *import = conduct->add_subcommand("import", "Read records of calls, messages, loans and contacts as they are");
  import->add_option("FILE", options->files, "Files of records")->required();
  import->add_flag("--show", options->show, "Only say what the files hold; nothing is stored");
  import->add_option("--kind", options->kind, "What the files hold, to be sure")
      ->check(CLI::IsMember({"auto", "calls", "messages", "records", "loans", "contacts", "stops"}));
  import->add_option("--profile", options->profile, "File that says how to read them, as --save-profile writes it");
  import->add_option("--save-profile", options->save_profile, "Write down how the file was read, to be edited and used again");
  import->add_option("--tz", options->zone, "Time zone of local times, such as Asia/Shanghai");
  import->add_option("--encoding", options->encoding, "Encoding, if it is not what the bytes show");
  import->add_option("--day-order", options->day_order, "Of dates such as 3/4/2020")->check(CLI::IsMember({"day-first", "month-first"}));
  import->add_option("--owner", options->owner, "Number of the phone whose backup this is");
  import->add_option("--format", options->format, "How to print it")->check(CLI::IsMember({"text", "json"}));
  return [=] { return run_import(*options); };
}

} // namespace kinsafe
