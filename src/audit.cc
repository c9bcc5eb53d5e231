// The audit of an app, from its bytes to verdicts, as a list of stages. Start reading here.
#include "audit.h"

#include "base/file.h"
#include "calls/call_graph.h"
#include "calls/cardinality.h"
#include "container/package.h"
#include "denial/denial.h"
#include "facts/facts.h"
#include "libraries/libraries.h"
#include "libraries/outside.h"
#include "libraries/uses.h"
#include "models/models.h"
#include "program/program.h"
#include "program/shadows.h"
#include "program/xrefs.h"

#include <algorithm>
#include <future>

namespace kinsafe {
namespace {

std::vector<DexInput> dex_inputs(const Package &package) {
  std::vector<DexInput> inputs;
  for (const Part *part : dex_parts(package)) inputs.push_back({part->name, part->bytes});
  return inputs;
}

Result<Package> open_input(const Input &input, Incomplete &incomplete) {
  Package package = TRY(open_package(input.paths, input.threads, incomplete));
  add_dumped_dex(package, input.dumped, incomplete);
  return package;
}

// Dex code is Android's; of other platforms' code the package's own gap tells.
Program read_code(const Package &package, const Mapping *mapping, Incomplete &incomplete) {
  if (package.platform != Platform::android) return Program();
  Program program = build_program(dex_inputs(package), incomplete);
  program.mapping = mapping;
  std::vector<std::string> dumped;
  for (const Part *part : dex_parts(package))
    if (part->source == "dumped") dumped.push_back(part->name);
  note_shadowed_classes(program, dumped, incomplete);
  return program;
}

// Nothing that reads a package asks for a digest of it, so where there is a thread for them they are made beside it. That
// of a single file begins before the file is opened.
class DigestsBeside {
public:
  explicit DigestsBeside(const Input &input) : policy_(input.threads > 1 ? std::launch::async | std::launch::deferred : std::launch::deferred) {
    if (input.paths.size() > 1 || input.threads == 1) return;
    Result<MappedFile> file = map_file(input.paths.front());
    if (!file) return; // told where it is opened
    file_ = std::move(*file);
    of_file_ = std::async(policy_, digest_file, file_.bytes());
  }
  void begin_parts(const Package &package) {
    if (!of_file_.valid()) of_file_ = std::async(policy_, digest_file, package.bytes);
    of_parts_ = std::async(policy_, [&] { return digest_parts(package); });
  }
  const FileDigests &of_file() {
    if (of_file_.valid()) known_ = of_file_.get();
    return known_;
  }
  std::vector<std::string> of_parts() { return of_parts_.get(); }

private:
  std::launch policy_; // where no thread can be had, a digest is made when it is asked for
  MappedFile file_;
  std::future<FileDigests> of_file_;
  FileDigests known_;
  std::future<std::vector<std::string>> of_parts_;
};

AppIdentity identity_of(const Package &package, const FileDigests &of_file, const std::vector<std::string> &of_parts) {
  AppIdentity app;
  app.file = package.file;
  app.sha256 = of_file.sha256;
  app.md5 = of_file.md5;
  app.bytes = package.bytes.size();
  app.kind = package.kind;
  app.label = package.label;
  app.labels = package.labels;
  for (size_t i = 0; i < package.parts.size(); ++i) {
    const Part &part = package.parts[i];
    if (is_opened(part)) app.parts.push_back({part.name, part.kind, of_parts[i], part.size, part.source});
  }
  app.signatures_read = package.signing.has_value();
  for (const Signer &signer : package.signing.value_or(Signing()).signers)
    app.signers.push_back({signer.scheme, signer.certificate_sha256, signer.subject, std::string(name_of(signer.holds)), signer.problem,
                           signer.min_sdk, signer.max_sdk, signer.ancestors});
  if (!package.manifest) return app;
  app.package = package.manifest->package;
  app.version_name = package.manifest->version_name;
  app.version_code = package.manifest->version_code;
  if (package.platform != Platform::android) return app; // the levels below are Android's
  app.min_sdk = package.manifest->min_sdk;
  app.target_sdk = package.manifest->target_sdk;
  return app;
}

// Rows about collecting bring in the norms that are about nothing else.
bool is_about_collection(const Facts &facts, const CheckTable &checks) {
  using enum FactKind;
  for (const FactKind kind : {contact_finding, episode, rate, quarantine})
    if (!facts.of(kind).empty()) return true;
  static const size_t column = find_column(schema_of(coverage), "checks").value();
  return std::ranges::any_of(facts.of(coverage), [&](const Row &row) {
    const auto *ids = std::get_if<std::vector<std::string>>(&row.cells[column]);
    return ids && std::ranges::any_of(*ids, [&](const std::string &id) {
             const Check *check = find_check(checks, id);
             return check && (check->needs == "records" || check->needs == "words");
           });
  });
}

// A check or requirement that the pack lacks is a slip: the row would be left out in silence.
Result<void> check_names(const GivenFacts &given, const NormPack &pack) {
  for (const GivenRow &each : given.rows) {
    const FactSchema &schema = schema_of(each.kind);
    const auto fail_here = [&](const std::string &what, const std::string &id) {
      return fail_request(given.file + ":" + std::to_string(each.line) + ": the norm pack has no " + what + " '" + id + "'");
    };
    for (size_t i = 0; i < schema.columns.size(); ++i) {
      const std::string_view name = schema.columns[i].name;
      if (name == "requirement") {
        const auto *id = std::get_if<std::string>(&each.row.cells[i]);
        if (id && !find_requirement(pack, *id)) return fail_here("requirement", *id);
      }
      if (name == "check") {
        const auto *id = std::get_if<std::string>(&each.row.cells[i]);
        if (id && !find_check(pack.checks, *id)) return fail_here("check", *id);
      }
      if (name == "checks") {
        const auto *ids = std::get_if<std::vector<std::string>>(&each.row.cells[i]);
        for (const std::string &id : ids ? *ids : std::vector<std::string>())
          if (!find_check(pack.checks, id)) return fail_here("check", id);
      }
    }
  }
  return {};
}

// What the user does not say of the app, the app may, and who looked at it (a row that was given) before its own signs. Of
// what kind the lender is, an app's words are no proof, so norms for some kinds keep their condition: an app that names the
// banks it works with is no bank.
Question completed(const Input &input, const Facts &facts) {
  Question question = input.question;
  const std::vector<Row> &rows = facts.of(FactKind::lending);
  for (const std::string_view basis : {"path", "observed"})
    for (const Row &row : rows) {
      if (row.basis != basis) continue;
      question.lending = word_of(FactKind::lending, row, "is");
      const std::string_view institution = word_of(FactKind::lending, row, "institution");
      if (basis == "observed" && !question.institution && !institution.empty() && institution != "unknown") question.institution = institution;
    }
  if (input.lending) question.lending = *input.lending;
  return question;
}

// Nothing goes uncounted: every method and call site seen is in exactly one of the sums.
Counts counts_of(const Program &program, const Xrefs &xrefs, const Bodies &bodies, const CallGraph &calls) {
  Counts counts;
  counts.classes = program.classes.size();
  counts.shadowed_classes = program.counts.shadowed_classes;
  counts.instructions = xrefs.counts.instructions;
  counts.methods.seen = program.bodies.size() + program.counts.shadowed_methods;
  counts.methods.lowered = bodies.lowered();
  counts.methods.skipped = program.counts.shadowed_methods + bodies.skipped().size();
  counts.methods.outside_slice = counts.methods.seen - counts.methods.lowered - counts.methods.skipped;
  counts.call_sites.seen = xrefs.counts.call_sites;
  counts.call_sites.resolved = calls.counts.resolved;
  counts.call_sites.modelled = calls.counts.platform + calls.counts.lambdas;
  counts.call_sites.open["native"] = calls.counts.native;
  counts.call_sites.open["unknown_class"] = calls.counts.unknown_class;
  counts.call_sites.open["no_target"] = calls.counts.no_target;
  counts.call_sites.open["not_reached"] = xrefs.counts.call_sites - calls.counts.sites;
  return counts;
}

} // namespace

Result<Report> audit(const Input &input, const Config &config, Stages &stages) {
  if (input.given)
    if (Result<void> fits = check_names(*input.given, config.norms); !fits) return std::unexpected(std::move(fits).error());
  DigestsBeside digests(input);
  Incomplete incomplete; // what could not be looked at, and why
  const Package package = TRY(stages.run("open", [&] { return open_input(input, incomplete); }));
  stages.count(package.parts.size());
  digests.begin_parts(package);
  const Program program = stages.run("program", [&] { return read_code(package, input.mapping, incomplete); });
  stages.count(program.methods.size());
  const Xrefs xrefs = stages.run("xrefs", [&] { return scan_xrefs(program, input.threads, incomplete); });
  stages.count(xrefs.counts.instructions);
  const Models models = stages.run("models", [&] { return resolve_models(config.models, program); });
  stages.count(models.methods.size() + models.uris.size() + models.permissions.size() + models.urls.size());

  const CarriedRows &carried = config.models.carried;
  const Libraries libraries = stages.run("libraries", [&] { return identify_libraries(package, program, xrefs, carried); });
  stages.count(libraries.found.size());
  const Uses uses = stages.run("uses", [&] { return find_uses(program, xrefs, carried); });
  stages.count(uses.uses.size() + uses.switches.size());
  const Outside outside = stages.run("outside", [&] { return look_outside(package, carried, input.threads, incomplete); });
  stages.count(outside.parts.size());
  const Words words = stages.run("words", [&] { return find_words(config.models.phrases, package, incomplete); });
  stages.count(words.read);

  const Hierarchy hierarchy = stages.run("hierarchy", [&] { return Hierarchy(program, config.platform); });
  stages.count(hierarchy.type_count());
  const EntryPoints entry_points = stages.run("entry points", [&] { return find_entry_points(hierarchy, package, config.models, incomplete); });
  stages.count(entry_points.classes.size());
  Bodies bodies(program);
  Values values(hierarchy, bodies, xrefs);
  Constants constants(values, config.models, surroundings_of(package));
  const CallGraph calls = stages.run("calls", [&] { return build_call_graph(entry_points, config.models, constants); });
  stages.count(calls.counts.reached_bodies);
  values.look_at(&calls);
  const ProviderReads provider_reads = stages.run("reads", [&] { return find_provider_reads(constants, config.models, models); });
  stages.count(provider_reads.reads.size());
  const Denials denials = stages.run("denial", [&] { return explore_denials(entry_points, calls, config.models, constants); });
  stages.count(denials.counts.explored);
  note_exhausted(constants, incomplete);
  note_skipped(bodies, calls, incomplete);

  Report report;
  report.facts = stages.run("facts", [&] { return collect_facts({package, program, xrefs, config.models, models, libraries, uses, outside, words, calls, provider_reads, denials}, incomplete); });
  // Beyond here no gap is added.
  report.gaps = list_gaps(incomplete);
  stages.count(report.facts.of(FactKind::permission).size() + report.facts.of(FactKind::data_read).size());
  if (input.given)
    if (Result<void> fits = add_given(*input.given, digests.of_file().sha256, report.facts); !fits) return std::unexpected(std::move(fits).error());
  report.question = completed(input, report.facts);
  if (is_about_collection(report.facts, config.norms.checks)) report.question.about.emplace_back("collection");
  report.verdicts = stages.run("judge", [&] { return judge(report.facts, report.gaps, config.norms, report.question); });
  stages.count(report.verdicts.size());
  report.findings = list_findings(report.verdicts, report.facts);
  if (input.baseline) report.unmatched = mark_accepted(report.findings, *input.baseline, input.question.date);

  report.tool = config.tool;
  const auto [of_file, of_parts] = stages.run("digest", [&] { return std::pair(digests.of_file(), digests.of_parts()); });
  stages.count(package.parts.size());
  report.app = identity_of(package, of_file, of_parts);
  report.published = input.published;
  report.counts = counts_of(program, xrefs, bodies, calls);
  report.answer = answer_of(report, config.norms);
  return report;
}

} // namespace kinsafe
