// The program kinsafe-conduct, which `kinsafe conduct import|check|report` hands over to: takes in records of debt collection, judges who was contacted, on what right, how often
// and with what words, and writes the exhibit of one episode.
#include "base/file.h"
#include "base/reader.h"
#include "cli/cli.h"
#include "conduct/holidays.h"
#include "conduct/house.h"
#include "conduct/import/show.h"
#include "conduct/intake.h"
#include "conduct/report.h"
#include "config.h"
#include "words/rank.h"
#include "words/words.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>
#include <unistd.h>

namespace kinsafe {
namespace {

struct ConductOptions {
  std::vector<std::string> files;
  std::string profile, save_profile, zone, encoding, day_order, owner, format = "text", store, kind = "auto";
  bool show = false, own_records = false;
};

struct CheckCommand {
  std::string store, as_of, institution, collector, limits, holidays, format = "text", output, language, fail_on, norms_folder, episode;
  std::vector<std::string> jurisdictions = {"CN"};
  unsigned threads = 0;
};

// What is in hand is committed; a second signal ends the program at once.
std::atomic<bool> is_stopped = false;
extern "C" void stop_conduct(int signal) {
  is_stopped = true;
  std::signal(signal, SIG_DFL);
}

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

// What a text says, for whom it went to; who that is may become known later, so where it is open the text is read as one to a
// third person, and the check says what holds then. The rules are opened when the first text comes.
SaidText read_text(std::string_view text, Party party) {
  static const Result<Lexicon> lexicon = load_lexicon();
  SaidText said;
  if (!lexicon) return said;
  for (const WordHit &hit : find_words(*lexicon, text, party == Party::debtor ? Addressee::debtor : Addressee::third)) {
    said.asks_payment |= hit.rule.ends_with("-pay") || hit.rule.ends_with("stand-in");
    said.is_advert |= hit.label == WordLabel::advert;
    TextFinding finding;
    finding.check = hit.check, finding.rule = hit.rule, finding.quote = hit.quote, finding.begin = hit.begin, finding.end = hit.end;
    said.findings.push_back(std::move(finding));
  }
  if (said.findings.empty()) said.likeness = rank(*lexicon, text);
  return said;
}

Exit run_intake(const ConductOptions &options) {
  Result<Profile> given = profile_of(options);
  if (!given) return report_usage(given.error().message);
  Result<std::unique_ptr<Store>> store = Store::open(options.store, true);
  if (!store) {
    complain(store.error().message);
    return Exit::no_app;
  }
  Exit exit = Exit::done;
  for (const std::string &path : options.files) {
    IntakeOptions how;
    how.given = *given, how.kind = options.kind, how.is_own = options.own_records, how.stop = &is_stopped, how.read_text = read_text;
    if (::isatty(STDERR_FILENO))
      how.progress = [&](const ImportProgress &progress) {
        fmt::print(stderr, "\r{}: {} rows, {:.0f} %", path, progress.rows, 100.0 * static_cast<double>(progress.bytes) / static_cast<double>(std::max<u64>(1, progress.all_bytes)));
      };
    const Result<Intake> taken = take_in(**store, path, how);
    if (::isatty(STDERR_FILENO)) fmt::print(stderr, "\r\033[K");
    if (!taken) {
      complain(taken.error().message);
      if (exit != Exit::no_app) exit = taken.error().is_of_request ? Exit::usage : Exit::no_app;
      continue;
    }
    if (taken->was_known) {
      fmt::print("{}: is in the store already\n", path);
      continue;
    }
    const ImportCounts &counts = taken->counts;
    fmt::print("{}: {} rows: {} calls, {} messages, {} loans, {} people, {} requests; {} duplicates, {} in quarantine{}\n", path, counts.rows, counts.calls, counts.messages, counts.loans, counts.persons,
               counts.requests, counts.duplicates, counts.quarantined, counts.is_stopped ? "; stopped, the same command goes on from here" : "");
    if (counts.is_stopped) return Exit::interrupted;
  }
  return exit;
}

// The report of a store by the norms asked for, or one complaint that says why there is none.
Result<ConductReport> report_of(const Store &store, const CheckCommand &options, const NormPack &pack, const ToolIdentity &tool, std::optional<Calendar> calendar) {
  CheckOptions check;
  check.question.date = options.as_of.empty() ? pack.date : options.as_of;
  check.question.jurisdictions = options.jurisdictions;
  check.question.lending = "yes";
  check.question.about = {"app", "collection"};
  if (!options.institution.empty()) check.question.institution = options.institution;
  if (!options.collector.empty()) check.question.collector = options.collector;
  check.calendar = std::move(calendar);
  check.calendar_file = std::filesystem::path(options.holidays).filename().string();
  check.threads = options.threads > 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
  ConductResult result = TRY(check_conduct(store, pack, check));
  return judge_conduct(std::move(result), store, pack, check.question, tool);
}

size_t rank_of(std::string_view force) { return static_cast<size_t>(std::ranges::find(legal_forces, force) - std::begin(legal_forces)); }

Exit deliver(const std::string &output, const std::string &text) {
  if (!output.empty()) return write_file(output, text);
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return Exit::done;
  complain("standard output can't be written");
  return Exit::interrupted;
}

Exit run_check(const CheckCommand &options) {
  if (!options.as_of.empty() && !is_iso_date(options.as_of)) return report_usage(fmt::format("'{}' is no date; write it as 2026-11-24", options.as_of));
  Result<Config> config = load_config("", options.norms_folder, language_of(options.language));
  if (!config) return report_usage(config.error().message);
  for (const std::string &place : options.jurisdictions)
    if (std::ranges::find(config->norms.norms, place, &Norm::jurisdiction) == config->norms.norms.end())
      return report_usage(fmt::format("--jurisdiction {}: the norm pack holds no norm of this place; kinsafe norms list shows those it holds", place));
  if (!options.limits.empty()) {
    const Result<MappedFile> file = map_file(options.limits);
    if (!file) return report_usage(file.error().message);
    Result<NormPack> all = with_house_rules(config->norms, options.limits, as_text(file->bytes()), options.jurisdictions[0]);
    if (!all) return report_usage(all.error().message);
    config->norms = std::move(*all);
  }
  std::optional<Calendar> calendar;
  if (!options.holidays.empty()) {
    if (options.jurisdictions.size() != 1) return report_usage("--holidays: a calendar is of one place; ask for one --jurisdiction at a time");
    const Result<MappedFile> file = map_file(options.holidays);
    if (!file) return report_usage(file.error().message);
    Result<Calendar> read = read_calendar(options.holidays, as_text(file->bytes()));
    if (!read) return report_usage(read.error().message);
    calendar = std::move(*read);
  }
  const Result<std::unique_ptr<Store>> store = Store::open(options.store, false);
  if (!store) {
    complain(store.error().message);
    return Exit::no_app;
  }
  const Result<ConductReport> report = report_of(**store, options, config->norms, config->tool, std::move(calendar));
  if (!report) {
    complain(report.error().message);
    return Exit::no_app;
  }
  const Wording wording = wording_of(*config, language_of(options.language));
  if (!options.episode.empty()) {
    const Result<std::string> page = write_exhibit(**store, *report, options.episode, wording);
    return page ? deliver(options.output, *page) : report_usage(page.error().message);
  }
  const auto write = options.format == "json" ? write_conduct_json : options.format == "html" ? write_conduct_html : write_conduct_text;
  if (const Exit delivered = deliver(options.output, write(*report, wording)); delivered != Exit::done) return delivered;
  const bool is_failing = !options.fail_on.empty() && std::ranges::any_of(report->judged.verdicts, [&](const RequirementVerdict &verdict) {
    return verdict.verdict == Verdict::violated && !is_binding_for_some(verdict) && rank_of(verdict.force) <= rank_of(options.fail_on);
  });
  return is_failing ? Exit::violated : Exit::done;
}

Exit run_import(const ConductOptions &options) {
  if (options.show == !options.store.empty()) return report_usage("kinsafe conduct import: say either --store DIR, where the records go, or --show");
  std::signal(SIGINT, stop_conduct);
  std::signal(SIGTERM, stop_conduct);
  if (!options.show) return run_intake(options);
  if (!options.save_profile.empty() && options.files.size() != 1) return report_usage("kinsafe conduct import: --save-profile takes one file");
  ShowOptions show;
  Result<Profile> given = profile_of(options);
  if (!given) return report_usage(given.error().message);
  show.given = std::move(*given);
  show.kind = options.kind;
  show.is_json = options.format == "json";
  show.stop = &is_stopped;
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

Run add_commands(CLI::App &app) {
  CLI::App *conduct = app.add_subcommand("conduct", "Read records of debt collection: who was called, how often, with what words");
  conduct->require_subcommand(1);
  const auto options = std::make_shared<ConductOptions>();
  CLI::App *import = conduct->add_subcommand("import", "Read records of calls, messages, loans and contacts as they are");
  import->add_option("FILE", options->files, "Files of records")->required();
  import->add_option("--store", options->store, "Folder of the store that the records go into; made if it is not there");
  import->add_option("--kind", options->kind, "What the files hold, if it is not what they look like")
      ->check(CLI::IsMember({"auto", "calls", "messages", "records", "loans", "contacts", "stops"}))
      ->capture_default_str();
  import->add_flag("--own-records", options->own_records, "These are the user's own: reports show the numbers, marked as not for publication");
  import->add_flag("--show", options->show, "Only say what the files hold; nothing is stored");
  import->add_option("--profile", options->profile, "File that says how to read them, as --save-profile writes it");
  import->add_option("--save-profile", options->save_profile, "Write down how the file was read, to be edited and used again");
  import->add_option("--tz", options->zone, "Time zone of local times, such as Asia/Shanghai");
  import->add_option("--encoding", options->encoding, "Encoding, if it is not what the bytes show");
  import->add_option("--day-order", options->day_order, "Of dates such as 3/4/2020")->check(CLI::IsMember({"day-first", "month-first"}));
  import->add_option("--owner", options->owner, "Number of the phone whose backup this is");
  import->add_option("--format", options->format, "How to print it")->check(CLI::IsMember({"text", "json"}));

  const auto checking = std::make_shared<CheckCommand>();
  CLI::App *check = conduct->add_subcommand("check", "Judge what a store holds");
  CLI::App *report = conduct->add_subcommand("report", "Write the exhibit of one episode, a page that prints");
  for (CLI::App *each : {check, report}) {
    each->add_option("--store", checking->store, "Folder of the store")->required();
    each->add_option("-o,--output", checking->output, "File to write");
    each->add_option("--lang", checking->language, "Language of reports for people; default by the locale")->check(CLI::IsMember(languages));
    each->add_option("-j,--threads", checking->threads, "Threads; default: one a processor")->check(CLI::Range(1u, 1024u));
  }
  report->add_option("--episode", checking->episode, "The episode's id, as check lists it")->required();
  check->add_option("--jurisdiction", checking->jurisdictions, "Places whose norms apply, such as CN,IN")->delimiter(',')->capture_default_str();
  check->add_option("--as-of", checking->as_of, "Day whose norms apply (YYYY-MM-DD); default: the norm pack's own");
  check->add_option("--institution", checking->institution, "Kind of lender")
      ->check(CLI::IsMember({"bank", "consumer_finance", "small_loan", "loan_facilitator", "p2p_lender", "insurer", "payment"}));
  check->add_option("--collector", checking->collector, "Who collects")->check(CLI::IsMember({"own", "third_party"}));
  check->add_option("--limits", checking->limits, "File with rules of the house, judged like norms");
  check->add_option("--holidays", checking->holidays, "File with the holidays of the place asked for");
  check->add_option("--norms", checking->norms_folder, "Folder with norms in place of those built in")->check(CLI::ExistingDirectory);
  check->add_option("--format", checking->format, "Form of the report")->check(CLI::IsMember({"text", "json", "html"}))->capture_default_str();
  check->add_option("--fail-on", checking->fail_on, "Exit with 1 if something of this legal force or a stronger one is violated")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(legal_forces), std::end(legal_forces))));
  return [=] { return import->parsed() ? run_import(*options) : run_check(*checking); };
}

} // namespace
} // namespace kinsafe

int main(int count, char **words) {
  using namespace kinsafe;
  constexpr RightUse right_uses[] = {{"conduct", "import FILE... --store DIR [--tz ZONE]|check --store DIR|report --store DIR --episode ID"}};
  CLI::App app("Kinsafe audits debt collection by the records that there are.", "kinsafe");
  app.require_subcommand(1);
  const Run run = add_commands(app);
  if (const std::optional<int> ended = parse(app, count, words, right_uses)) return *ended;
  return static_cast<int>(run());
}
