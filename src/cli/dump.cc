// `kinsafe dump WHAT PACKAGE [NAME]`: any stage as text or JSON. It reads what the dump needs and nothing else: no
// models where no call graph is asked for, and no code where declarations will do.
#include "dump/dump.h"

#include "cli/cli.h"
#include "config.h"
#include "container/group.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace kinsafe {
namespace {

struct DumpOptions {
  std::string what, package, name, format = "text", output, mapping;
  unsigned threads = 0;
};

// A file that is written whole or not at all: beside its place first, then renamed.
class Target {
public:
  explicit Target(std::string path) : path_(std::move(path)) {
    file_ = path_.empty() ? stdout : std::fopen(partial().c_str(), "wb");
    if (!file_) problem_ = std::strerror(errno);
  }
  Target(const Target &) = delete;
  Target &operator=(const Target &) = delete;
  ~Target() {
    if (path_.empty() || !file_) return;
    std::fclose(file_);
    std::remove(partial().c_str());
  }

  std::FILE *file() const { return file_; }
  const std::string &problem() const { return problem_; }

  bool keep() {
    if (path_.empty()) return true;
    const bool is_closed = std::fclose(file_) == 0;
    file_ = nullptr;
    std::error_code error;
    if (is_closed) std::filesystem::rename(partial(), path_, error);
    return is_closed && !error;
  }

private:
  std::string partial() const { return path_ + ".partial"; }

  std::string path_, problem_;
  std::FILE *file_ = nullptr;
};

// The files of the app: a folder may hold those of a split set. Why there is not one app, or an empty text.
std::string add_paths(const std::string &package, DumpRequest &request) {
  std::error_code error; // a path that can't be looked at is no folder; opening it says what is wrong
  if (!std::filesystem::is_directory(package, error)) return request.paths = {package}, "";
  const std::vector<InputGroup> apps = group_inputs({package});
  if (apps.size() != 1) return package + ": holds several apps; give the files of one";
  request.paths = apps.front().paths;
  return apps.front().problem;
}

Exit run_dump(const DumpOptions &options) {
  const std::span<const DumpKind> kinds = dump_kinds();
  const DumpKind &kind = *std::ranges::find(kinds, options.what, &DumpKind::name);
  if (kind.needs_package && options.package.empty())
    return report_usage(fmt::format("no package is given. Right use: kinsafe dump {} PACKAGE{}", kind.name,
                                    kind.needs_name ? " NAME" : " [NAME]"));
  if (!kind.needs_package && !options.package.empty())
    return report_usage(fmt::format("{} is of no package. Right use: kinsafe dump {}", kind.name, kind.name));
  if (kind.needs_name && options.name.empty())
    return report_usage(fmt::format(
        "no name is given. Right use: kinsafe dump {} PACKAGE NAME, where '*' in NAME stands for any text", kind.name));
  std::optional<GivenMapping> mapping;
  if (!options.mapping.empty()) {
    Result<GivenMapping> given = read_mapping(options.mapping);
    if (!given) return report_usage(given.error().message);
    mapping = std::move(*given);
  }

  DumpRequest request;
  if (const std::string problem = add_paths(options.package, request); !problem.empty()) {
    complain(problem);
    return Exit::no_app;
  }
  request.name = NamePattern(options.name);
  request.threads = options.threads > 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
  request.mapping = mapping ? &mapping->mapping : nullptr;

  std::optional<Config> config;
  if (kind.needs_calls) {
    Result<Config> loaded = load_config("", "", "en");
    if (!loaded) return report_usage(loaded.error().message);
    config = std::move(*loaded);
    request.models = &config->models;
    request.platform = &config->platform;
  }

  Target target(options.output);
  if (!target.problem().empty()) return report_usage(fmt::format("{}: {}", options.output, target.problem()));
  Output output(target.file(), options.format == "json");
  const Result<void> done = kind.write(request, output);
  if (!done) {
    complain(done.error().message);
    return Exit::no_app;
  }
  if (!output.finish() || !target.keep()) {
    complain((options.output.empty() ? "standard output" : options.output) + ": the dump can't be written");
    return Exit::interrupted;
  }
  if (kind.needs_package && output.row_count() == 0)
    complain(options.name.empty() ? fmt::format("{}: holds no {}", options.package, kind.name)
                                  : fmt::format("{}: nothing in it is called '{}'", options.package, options.name));
  return Exit::done;
}

} // namespace

Run add_dump(CLI::App &app) {
  const auto options = std::make_shared<DumpOptions>();
  CLI::App *command = app.add_subcommand("dump", "Show any stage as text or JSON");
  std::vector<std::string> names;
  std::string list = "WHAT is one of:\n";
  for (const DumpKind &kind : dump_kinds()) {
    names.emplace_back(kind.name);
    list += fmt::format("  {:<14}{}\n", kind.name, kind.help);
  }
  command->footer(list);
  command->add_option("WHAT", options->what, "What to show; listed below")->required()->check(CLI::IsMember(names));
  command->add_option("PACKAGE", options->package, "Android package (.apk); none for schema");
  command->add_option("NAME", options->name, "Only what has this name; '*' stands for any text, '?' for one letter");
  command->add_option("--format", options->format, "Form of the output")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->add_option("-o,--output", options->output, "File to write");
  command->add_option("--mapping", options->mapping, "The build's mapping.txt, which gives names and lines back");
  command->add_option("-j,--threads", options->threads, "Threads; default: one a processor")
      ->check(CLI::Range(1u, 1024u));
  return [options] { return run_dump(*options); };
}

} // namespace kinsafe
