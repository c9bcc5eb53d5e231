// `kinsafe audit PACKAGE...`: judges apps and writes a report for each.
#include "audit.h"
#include "base/file.h"
#include "base/reader.h"
#include "base/strings.h"
#include "cli/cli.h"
#include "container/group.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <new>
#include <optional>
#include <set>
#include <sys/ioctl.h>
#include <thread>
#include <unistd.h>

namespace kinsafe {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> packages;
  std::string format = "text", output, language;
  std::vector<std::string> jurisdictions = {"CN"};
  std::string store, as_of, published, category = "auto", institution, fail_on;
  std::string models_folder, norms_folder;
  std::vector<std::string> dumped;
  std::string mapping, given, baseline;
  unsigned threads = 0;
  bool stages = false, progress = false, quiet = false;
};

// --help shows what these take; anything else is exit code 3.
const std::vector<std::string> institutions = {"bank", "consumer_finance", "small_loan", "loan_facilitator", "p2p_lender", "insurer", "payment"};

std::atomic<bool> is_stopped = false, is_delivering = false;
static_assert(std::atomic<bool>::is_always_lock_free); // or a signal handler could not touch it

// What is being written is written whole; an audit has nothing to keep.
extern "C" void stop(int signal) {
  is_stopped = true;
  if (!is_delivering) std::_Exit(static_cast<int>(Exit::interrupted));
  std::signal(signal, SIG_DFL); // a second one ends the program at once
}

// Stores whose policies norms are written for; a pack may hold none of one.
const std::vector<std::string> stores = {"google-play", "apple-app-store"};

// An ISO 3166 code, or EU. Which of them the norm pack knows is another matter: a report says what it lacks.
bool is_place(std::string_view text) { return text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; }); }

size_t rank_of(std::string_view force) { return std::ranges::find(legal_forces, force) - std::begin(legal_forces); }

bool is_accepted_whole(const RequirementVerdict &verdict, const Report &report) {
  return std::ranges::all_of(report.findings, [&](const Finding &each) { return each.requirement != verdict.requirement || is_accepted(each); });
}

bool is_failing(const Report &report, const std::string &fail_on) {
  if (fail_on.empty()) return false;
  return std::ranges::any_of(report.verdicts, [&](const RequirementVerdict &verdict) {
    return verdict.verdict == Verdict::violated && !is_binding_for_some(verdict) && rank_of(verdict.force) <= rank_of(fail_on) &&
           !is_accepted_whole(verdict, report);
  });
}

// A terminal's width, where the report goes to one; colour there too, unless the user wants none (no-color.org).
Layout layout_of(const Options &options) {
  Layout layout;
  if (!options.output.empty() || !::isatty(STDOUT_FILENO)) return layout;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) layout.columns = size.ws_col;
  const char *no_colour = std::getenv("NO_COLOR");
  layout.is_coloured = !no_colour || !*no_colour;
  return layout;
}

bool write_text(const fs::path &path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  return static_cast<bool>(file.flush());
}

// Written whole or not at all: to a file beside it, then renamed. A device or a pipe is written to and never replaced.
bool write_file(const fs::path &path, std::string_view text) {
  std::error_code error;
  if (fs::exists(path, error) && !fs::is_regular_file(path, error)) return write_text(path, text);
  const fs::path partial = path.string() + ".partial";
  if (!write_text(partial, text)) return false;
  fs::rename(partial, path, error);
  return !error;
}

void print_stages(std::string_view file, const Stages &stages) {
  fmt::print(stderr, "{}\n{:<12}{:>12}{:>14}\n", file, "stage", "ms", "rows");
  for (const Stages::Row &row : stages.rows)
    fmt::print(stderr, "{:<12}{:>12.3f}{:>14}\n", row.name, static_cast<double>(row.time.count()) / 1e6, row.rows);
}

class AuditRun {
public:
  AuditRun(const Options &options, const Config &config, std::vector<InputGroup> apps, const Mapping *mapping, const GivenFacts *given,
           const Baseline *baseline)
      : options_(options), config_(config), apps_(std::move(apps)), mapping_(mapping), given_(given), baseline_(baseline) {
    const auto formats = report_formats();
    format_ = &*std::ranges::find(formats, options.format, &ReportFormat::name);
    std::error_code error; // a path that can't be looked at is no folder; writing to it says what is wrong
    is_folder_ = apps_.size() > 1 || fs::is_directory(options.output, error);
  }

  Exit run() {
    Exit worst = Exit::done;
    if (is_folder_ && !options_.output.empty()) {
      std::error_code error;
      fs::create_directories(options_.output, error);
      if (error) return report_usage(fmt::format("{}: {}; with several packages -o names a folder", options_.output, error.message()));
    }
    for (size_t i = 0; i < apps_.size(); ++i) {
      if (is_stopped) return Exit::interrupted;
      if (is_showing_progress()) fmt::print(stderr, "[{}/{}] {}\n", i + 1, apps_.size(), to_line(apps_[i].name));
      try {
        worst = std::max(worst, audit_one(apps_[i]));
      } catch (const std::bad_alloc &) {
        complain(apps_[i].name + ": there is not enough memory to audit it");
        worst = std::max(worst, Exit::no_app);
      }
    }
    return worst;
  }

private:
  bool is_showing_progress() const {
    if (options_.quiet) return false;
    return options_.progress || (apps_.size() > 1 && !options_.output.empty() && ::isatty(STDERR_FILENO));
  }

  Exit audit_one(const InputGroup &app) {
    if (!app.problem.empty()) {
      complain(app.problem);
      return Exit::no_app;
    }
    Input input;
    input.paths = app.paths;
    input.dumped = options_.dumped;
    input.mapping = mapping_;
    input.given = given_;
    input.baseline = baseline_;
    input.question.date = !options_.as_of.empty() ? options_.as_of : !options_.published.empty() ? options_.published : config_.norms.date;
    input.question.jurisdictions = options_.jurisdictions;
    if (!options_.store.empty()) input.question.store = options_.store;
    if (!options_.institution.empty()) input.question.institution = options_.institution;
    if (options_.category != "auto") input.lending = options_.category == "lending" ? "yes" : "no";
    if (!options_.published.empty()) input.published = options_.published;
    input.threads = options_.threads > 0 ? options_.threads : std::max(1u, std::thread::hardware_concurrency());

    Stages stages;
    const Result<Report> report = audit(input, config_, stages);
    if (!report) {
      complain(report.error().message);
      return report.error().is_of_request ? Exit::usage : Exit::no_app;
    }
    Wording wording = wording_of(config_, language_of(options_.language));
    wording.layout = layout_of(options_);
    const std::string text = stages.run("report", [&] { return format_->write(*report, wording); });
    stages.count(text.size());
    if (options_.stages) print_stages(to_line(app.name), stages);
    is_delivering = true;
    const bool is_delivered = deliver(app.name, text);
    is_delivering = false;
    if (!is_delivered) {
      complain((options_.output.empty() ? "standard output" : options_.output) + ": the report can't be written");
      return Exit::interrupted;
    }
    return is_failing(*report, options_.fail_on) ? Exit::violated : Exit::done;
  }

  bool deliver(const std::string &base, const std::string &text) {
    if (options_.output.empty()) return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    if (!is_folder_) return write_file(options_.output, text);
    // Two inputs of one name get numbers, in the order given.
    std::string name = fmt::format("{}.{}", base, format_->extension);
    for (int i = 2; !names_.insert(name).second; ++i) name = fmt::format("{}-{}.{}", base, i, format_->extension);
    return write_file(fs::path(options_.output) / name, text);
  }

  const Options &options_;
  const Config &config_;
  std::vector<InputGroup> apps_;
  const Mapping *mapping_;
  const GivenFacts *given_;
  const Baseline *baseline_;
  const ReportFormat *format_;
  bool is_folder_;
  std::set<std::string> names_;
};

Exit run_audit(const Options &options) {
  for (const std::string &date : {options.as_of, options.published})
    if (!date.empty() && !is_iso_date(date)) return report_usage(fmt::format("'{}' is no date; write it as 2026-11-24", date));
  for (const std::string &place : options.jurisdictions)
    if (!is_place(place)) return report_usage(fmt::format("'{}' is no place; write codes as in --jurisdiction CN,IN", place));
  const Result<Config> config = load_config(options.models_folder, options.norms_folder, language_of(options.language));
  if (!config) return report_usage(config.error().message);
  // What no norm is about would be judged by nothing, in silence.
  for (const std::string &place : options.jurisdictions)
    if (std::ranges::find(config->norms.norms, place, &Norm::jurisdiction) == config->norms.norms.end())
      return report_usage(fmt::format("--jurisdiction {}: the norm pack holds no norm of this place; kinsafe norms list shows those it holds", place));
  if (!options.store.empty() && std::ranges::find(config->norms.norms, std::optional(options.store), &Norm::store) == config->norms.norms.end())
    return report_usage(fmt::format("--store {}: the norm pack holds no policy of this store", options.store));
  std::vector<InputGroup> apps = group_inputs(options.packages);
  if (!options.dumped.empty() && apps.size() > 1)
    return report_usage("--dex: the dumped files belong to one app; give one package, or the files of one");
  std::optional<GivenMapping> mapping;
  if (!options.mapping.empty() && apps.size() > 1)
    return report_usage("--mapping: it belongs to one build of one app; give one package, or the files of one");
  if (!options.mapping.empty()) {
    Result<GivenMapping> given = read_mapping(options.mapping);
    if (!given) return report_usage(given.error().message);
    mapping = std::move(*given);
  }
  std::optional<GivenFacts> given;
  if (!options.given.empty() && apps.size() > 1)
    return report_usage("--facts: the rows are about one app; give one package, or the files of one");
  if (!options.given.empty()) {
    Result<GivenFacts> facts = read_given_facts(options.given);
    if (!facts) return report_usage(facts.error().message);
    given = std::move(*facts);
  }
  std::optional<Baseline> baseline;
  if (!options.baseline.empty()) {
    const Result<MappedFile> file = map_file(options.baseline);
    if (!file) return report_usage(file.error().message);
    Result<Baseline> accepted = parse_baseline(options.baseline, as_text(file->bytes()));
    if (!accepted) return report_usage(accepted.error().message);
    baseline = std::move(*accepted);
  }
  std::signal(SIGINT, stop);
  std::signal(SIGTERM, stop);
  return AuditRun(options, *config, std::move(apps), mapping ? &mapping->mapping : nullptr, given ? &*given : nullptr,
                  baseline ? &*baseline : nullptr)
      .run();
}

} // namespace

Run add_audit(CLI::App &app) {
  const auto options = std::make_shared<Options>();
  CLI::App *command = app.add_subcommand("audit", "Judge apps");
  std::vector<std::string> formats;
  for (const ReportFormat &format : report_formats()) formats.emplace_back(format.name);
  command
      ->add_option("PACKAGE", options->packages,
                   "Packages (.apk, .apks, .xapk, .apkm, .aab, .aar, .jar, .dex, .hap, .ipa) or folders with .apk files; the files of a split set are one app")
      ->required();
  command->add_option("--format", options->format, "Form of the report")->check(CLI::IsMember(formats))->capture_default_str();
  command->add_option("-o,--output", options->output, "File to write; with several packages a folder");
  command->add_option("--lang", options->language, "Language of reports for people; default by the locale")->check(CLI::IsMember(languages));
  command->add_option("--jurisdiction", options->jurisdictions, "Places whose norms apply, such as CN,IN")->delimiter(',')->capture_default_str();
  command->add_option("--store", options->store, "Store whose policy applies too")->check(CLI::IsMember(stores));
  command->add_option("--as-of", options->as_of, "Day whose norms apply (YYYY-MM-DD); default: the norm pack's own");
  command->add_option("--published", options->published, "Day on which this version was published (YYYY-MM-DD)");
  command->add_option("--category", options->category, "Kind of app")->check(CLI::IsMember({"auto", "lending", "other"}))->capture_default_str();
  command->add_option("--institution", options->institution, "Kind of lender")->check(CLI::IsMember(institutions));
  command->add_option("--dex", options->dumped, "Dex files dumped from the running app, or a folder with them")
      ->check(CLI::ExistingPath)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--mapping", options->mapping, "The build's mapping.txt, which gives names and lines back");
  command->add_option("--facts", options->given, "Rows of facts from a run, from texts or from records, one JSON object a line");
  command->add_option("--models", options->models_folder, "Folder with models in place of those built in")->check(CLI::ExistingDirectory);
  command->add_option("--norms", options->norms_folder, "Folder with norms in place of those built in")->check(CLI::ExistingDirectory);
  command->add_option("--baseline", options->baseline, "File with findings that were accepted before; they stay in the report, marked");
  command->add_option("--fail-on", options->fail_on, "Exit with 1 if something of this legal force or a stronger one is violated")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(legal_forces), std::end(legal_forces))));
  command->add_option("-j,--threads", options->threads, "Threads; default: one a processor")->check(CLI::Range(1u, 1024u));
  command->add_flag("--stages", options->stages, "Show time and rows of every stage on standard error");
  command->add_flag("--progress", options->progress, "Show which package is audited on standard error");
  command->add_flag("--quiet", options->quiet, "Show no progress");
  return [options] { return run_audit(*options); };
}

} // namespace kinsafe
