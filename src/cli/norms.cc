// `kinsafe norms list|show|validate|coverage`: the written norms themselves, without an app.
#include "cli/cli.h"
#include "config.h"
#include "base/strings.h"
#include "data.h"
#include "norms/coverage.h"
#include "norms/judge.h"
#include "report/json_stream.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>

namespace kinsafe {
namespace {

struct NormsOptions {
  std::string folder, id, language, format = "text", as_of, store;
  std::vector<std::string> jurisdictions;
};

Exit print(std::string_view text) {
  const bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!is_written) complain("standard output can't be written");
  return is_written ? Exit::done : Exit::interrupted;
}

std::string dates_of(const Norm &norm) {
  return fmt::format("{}{} - {}", norm.effective_is_approximate ? "~" : "", norm.effective_iso.value_or("?"), norm.until_iso.value_or(""));
}

// Those of the places and the store asked for, and in force on the day if one is named.
std::vector<const Norm *> chosen_norms(const NormPack &pack, const NormsOptions &options) {
  std::vector<const Norm *> chosen;
  for (const Norm &norm : pack.norms) {
    const bool is_place = options.jurisdictions.empty() || std::ranges::find(options.jurisdictions, norm.jurisdiction) != options.jurisdictions.end();
    const bool is_store = !options.store.empty() && norm.store == options.store;
    if (options.store.empty() ? !is_place : !(is_store || (is_place && !options.jurisdictions.empty()))) continue;
    if (!options.as_of.empty() && !force_on(norm, options.as_of)) continue;
    chosen.push_back(&norm);
  }
  return chosen;
}

std::string list_as_json(const std::vector<const Norm *> &norms) {
  JsonWriter json;
  const auto field = [&](std::string_view key, std::string_view value) { json.key(key), json.text_or_null(value); };
  json.begin_array();
  for (const Norm *norm : norms) {
    json.begin_object();
    field("id", norm->id);
    field("jurisdiction", norm->jurisdiction);
    field("store", norm->store.value_or(""));
    field("title", norm->title_en);
    field("force", norm->force);
    field("effective", norm->effective_iso.value_or(""));
    json.key("effective_is_approximate"), json.boolean(norm->effective_is_approximate);
    field("until", norm->until_iso.value_or(""));
    field("status", norm->status_code);
    json.key("requirements"), json.number(static_cast<i64>(norm->requirements.size()));
    json.key("judged"), json.number(std::ranges::count_if(norm->requirements, &Requirement::judged));
    json.end_object();
  }
  json.end_array();
  return json.take();
}

std::string list_as_text(const std::vector<const Norm *> &norms) {
  std::string text;
  for (const Norm *norm : norms)
    text += fmt::format("{:<28} {:<6} {:<21} {:<25} {:<10} {:>3}\n", norm->id, norm->jurisdiction, norm->force, dates_of(*norm), norm->status_code,
                        norm->requirements.size());
  return text;
}

Exit run_list(const NormsOptions &options) {
  if (!options.as_of.empty() && !is_iso_date(options.as_of)) return report_usage(fmt::format("'{}' is no date; write it as 2026-11-24", options.as_of));
  const Result<Config> config = load_config("", options.folder, "en");
  if (!config) return report_usage(config.error().message);
  const std::vector<const Norm *> norms = chosen_norms(config->norms, options);
  if (norms.empty()) complain("the norm pack holds no such norm");
  return print(options.format == "json" ? list_as_json(norms) : list_as_text(norms));
}

// What `show` writes of a norm, a requirement or a check, in the reader's language.
class Shown {
public:
  Shown(const NormPack &pack, const Texts &texts) : pack_(pack), texts_(texts) {}

  std::string norm(const Norm &norm) {
    heading(norm.id, texts_.get("norms", norm.id));
    line(say("original_title"), norm.title_original);
    line(say("issuer"), norm.issuer);
    line(say("place"), norm.store ? *norm.store : norm.jurisdiction);
    line(say("force"), texts_.get("force_name", norm.force));
    line(say("dates"), dates_of(norm));
    line(say("status"), norm.status);
    for (const NormLink &link : norm.superseded_by) line(say("successor"), fmt::format("{} ({}, {})", link.id, link.from, link.how));
    if (norm.institutions.front() != "any") line(say("lenders"), words_of("institution", norm.institutions));
    line(say("scope"), norm.scope);
    line(say("sanctions"), norm.sanctions);
    line(say("verification"), norm.verification);
    for (const std::string &source : norm.sources) line(say("source"), source);
    if (!norm.notes.empty()) line(say("notes"), norm.notes);
    for (const Requirement &each : norm.requirements) line(each.id, fmt::format("{} ({})", texts_.get("requirements", each.id), each.clause));
    return std::move(text_);
  }

  std::string requirement(const Norm &norm, const Requirement &requirement) {
    heading(requirement.id, texts_.get("requirements", requirement.id));
    line(say("norm"), fmt::format("{} ({}, {})", texts_.get("norms", norm.id), texts_.get("force_name", norm.force), dates_of(norm)));
    line(say("clause"), requirement.clause);
    if (requirement.effective) line(say("since"), *requirement.effective);
    if (requirement.original_words)
      line(say("original_words"), fmt::format("{} ({}, {})", *requirement.original_words, requirement.original_lang.value_or(""), requirement.original_kind));
    if (requirement.original_note) line(say("notes"), *requirement.original_note);
    line(say("verification"), requirement.verification);
    line(say("source"), requirement.source);
    if (!requirement.judged) line(say("verdict"), say("not_judged"));
    else if (requirement.appraisal) line(say("verdict"), say("appraisal"));
    for (const auto &[name, values] : requirement.parameters) line(name, fmt::format("{}", fmt::join(values, ", ")));
    for (const auto &[name, records] : requirement.records)
      for (const Record &record : records) {
        std::vector<std::string> pairs;
        for (const auto &[key, value] : record) pairs.push_back(key + " " + value);
        line(name, fmt::format("{}", fmt::join(pairs, ", ")));
      }
    for (const std::string &id : requirement.checks) line(id, says(id));
    return std::move(text_);
  }

  std::string check(const Check &check) {
    heading(check.id, says(check.id));
    line(say("evidence"), check.needs.empty() ? say("package") : texts_.get("needs", check.needs));
    line(say("fix"), texts_.get("checks", check.id + ".fix"));
    for (const Norm &norm : pack_.norms)
      for (const Requirement &each : norm.requirements)
        if (std::ranges::find(each.checks, check.id) != each.checks.end()) line(each.id, texts_.get("requirements", each.id));
    return std::move(text_);
  }

private:
  std::string_view say(std::string_view key) const { return texts_.get("norms_command", key); }
  std::string_view says(const std::string &id) const { return texts_.get("checks", id + ".says"); }
  std::string words_of(std::string_view section, const std::vector<std::string> &keys) const {
    std::vector<std::string_view> words;
    for (const std::string &key : keys) words.push_back(texts_.get(section, key));
    return fmt::format("{}", fmt::join(words, ", "));
  }
  void heading(std::string_view id, std::string_view words) { text_ = fmt::format("{}\n{}\n\n", to_line(id), to_line(words)); }
  void line(std::string_view name, std::string_view value) { text_ += fmt::format("{}: {}\n", to_line(name), to_line(value)); }

  const NormPack &pack_;
  const Texts &texts_;
  std::string text_;
};

Exit run_show(const NormsOptions &options) {
  const std::string language = language_of(options.language);
  const Result<Config> config = load_config("", options.folder, language);
  if (!config) return report_usage(config.error().message);
  const NormPack &pack = config->norms;
  Shown shown(pack, config->texts.find(language)->second);
  if (const Norm *norm = find_norm(pack, options.id)) return print(shown.norm(*norm));
  if (const Requirement *requirement = find_requirement(pack, options.id))
    return print(shown.requirement(*find_norm(pack, options.id.substr(0, options.id.rfind('.'))), *requirement));
  if (const Check *check = find_check(pack.checks, options.id)) return print(shown.check(*check));
  return report_usage(fmt::format("the norm pack has no norm, requirement or check '{}'; kinsafe norms list shows the norms", options.id));
}

Exit run_validate(const NormsOptions &options) {
  NormPack pack;
  if (options.folder.empty()) {
    Result<Config> config = load_config("", "", "en");
    if (!config) return report_usage(config.error().message);
    pack = std::move(config->norms);
  } else {
    Result<NormData> data = read_norms(options.folder);
    if (!data) return report_usage(data.error().message);
    pack = std::move(data->pack);
  }
  const Coverage coverage = count_coverage(pack);
  return print(fmt::format("{} norms, {} requirements, {} checks\n", coverage.norms, coverage.requirements, coverage.checks));
}

std::string coverage_as_json(const Coverage &coverage) {
  JsonWriter json;
  const auto field = [&](std::string_view key, size_t value) { json.key(key), json.number(static_cast<i64>(value)); };
  json.begin_object();
  field("norms", coverage.norms);
  field("requirements", coverage.requirements);
  field("judged", coverage.judged);
  field("appraisal", coverage.appraisal);
  field("checks", coverage.checks);
  field("both_from_package", coverage.both_from_package);
  field("breach_from_package", coverage.breach_from_package);
  field("from_records", coverage.from_records);
  field("from_neither", coverage.from_neither);
  json.key("by_evidence");
  json.begin_object();
  for (size_t i = 0; i < evidence_kinds_count; ++i) {
    const Coverage::Row &row = coverage.rows[i];
    json.key(evidence_order[i]);
    json.begin_object();
    field("requirements", row.requirements);
    field("judged", row.judged);
    field("appraisal", row.appraisal);
    field("met", row.met);
    json.end_object();
  }
  json.end_object();
  json.end_object();
  return json.take();
}

std::string coverage_as_text(const Coverage &coverage) {
  std::string text = fmt::format("{} norms, {} requirements, {} judged ({} with an element of appraisal), {} checks\n\n"
                                 "{:<12}{:>14}{:>9}{:>12}{:>7}\n",
                                 coverage.norms, coverage.requirements, coverage.judged, coverage.appraisal, coverage.checks, "evidence",
                                 "requirements", "judged", "appraisal", "met");
  for (size_t i = 0; i < evidence_kinds_count; ++i) {
    const Coverage::Row &row = coverage.rows[i];
    text += fmt::format("{:<12}{:>14}{:>9}{:>12}{:>7}\n", evidence_order[i], row.requirements, row.judged, row.appraisal, row.met);
  }
  return text + fmt::format("\nOf {} judged requirements a package alone can show breach and compliance of {}, a breach of {} more;\n"
                            "of {} a breach shows first in collection records, of {} in neither.\n",
                            coverage.judged, coverage.both_from_package, coverage.breach_from_package, coverage.from_records, coverage.from_neither);
}

Exit run_coverage(const NormsOptions &options) {
  const Result<Config> config = load_config("", options.folder, "en");
  if (!config) return report_usage(config.error().message);
  const Coverage coverage = count_coverage(config->norms);
  return print(options.format == "json" ? coverage_as_json(coverage) : coverage_as_text(coverage));
}

} // namespace

Run add_norms(CLI::App &app) {
  const auto options = std::make_shared<NormsOptions>();
  CLI::App *command = app.add_subcommand("norms", "Show and check the written norms");
  command->require_subcommand(1);
  const auto add = [&](const char *name, const char *help) {
    CLI::App *each = command->add_subcommand(name, help);
    if (std::string_view(name) != "validate")
      each->add_option("--norms", options->folder, "Folder with norms in place of those built in")->check(CLI::ExistingDirectory);
    return each;
  };
  const auto add_format = [&](CLI::App *each) {
    each->add_option("--format", options->format, "Form of the output")->check(CLI::IsMember({"text", "json"}))->capture_default_str();
  };
  CLI::App *list = add("list", "Each norm with its place, legal force, days, status and number of requirements");
  add_format(list);
  list->add_option("--jurisdiction", options->jurisdictions, "Only of these places, such as CN,IN")->delimiter(',');
  list->add_option("--store", options->store, "Only policies of this store, and norms of the places named");
  list->add_option("--as-of", options->as_of, "Only those in force on this day (YYYY-MM-DD)");
  CLI::App *show = add("show", "A norm, a requirement or a check: its words, source, force, and what it rests on");
  show->add_option("ID", options->id, "Such as CN-PIPL, CN-PIPL.R7 or PERM-REFUSE-EXIT")->required();
  show->add_option("--lang", options->language, "Language of the words; default by the locale")->check(CLI::IsMember(languages));
  CLI::App *validate = add("validate", "Read a folder of norms; the first mistake is named with file, line and column");
  validate->add_option("DIR", options->folder, "Folder with norms; those built in if none is named")->check(CLI::ExistingDirectory);
  CLI::App *coverage = add("coverage", "How many requirements can be decided, and from what");
  add_format(coverage);
  return [=] {
    if (list->parsed()) return run_list(*options);
    if (show->parsed()) return run_show(*options);
    return validate->parsed() ? run_validate(*options) : run_coverage(*options);
  };
}

} // namespace kinsafe
