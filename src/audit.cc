// The audit of an app, from its bytes to verdicts, as a list of stages. Start reading here.
#include "audit.h"

#include "container/package.h"
#include "facts/facts.h"
#include "models/models.h"
#include "program/program.h"
#include "program/xrefs.h"

namespace kinsafe {
namespace {

std::vector<DexInput> dex_inputs(const Package &package) {
  std::vector<DexInput> inputs;
  for (const Part *part : dex_parts(package)) inputs.push_back({part->name, part->bytes});
  return inputs;
}

AppIdentity identity_of(const Package &package) {
  AppIdentity app;
  app.file = package.file;
  app.sha256 = package.sha256;
  app.md5 = package.md5;
  app.bytes = package.size;
  app.kind = package.kind;
  app.label = package.label;
  app.labels = package.labels;
  for (const Part &part : package.parts)
    if (!part.sha256.empty()) app.parts.push_back({part.name, part.kind, part.sha256, part.size});
  if (!package.manifest) return app;
  app.package = package.manifest->package;
  app.version_name = package.manifest->version_name;
  app.version_code = package.manifest->version_code;
  app.min_sdk = package.manifest->min_sdk;
  app.target_sdk = package.manifest->target_sdk;
  return app;
}

// Nothing goes uncounted: every method and call site seen is in exactly one of the sums.
Counts counts_of(const Program &program, const Xrefs &xrefs, const Models &models) {
  Counts counts;
  counts.classes = program.classes.size();
  counts.shadowed_classes = program.counts.shadowed_classes;
  counts.instructions = xrefs.counts.instructions;
  counts.methods.seen = program.bodies.size() + program.counts.shadowed_methods;
  counts.methods.skipped = counts.methods.seen; // no body is lowered by this version
  counts.call_sites.seen = xrefs.counts.call_sites;
  for (const MethodId query : models.queries) counts.call_sites.modelled += xrefs.calls.of(query).size();
  counts.call_sites.open["no_call_graph"] = counts.call_sites.seen - counts.call_sites.modelled;
  return counts;
}

} // namespace

Result<Report> audit(const Input &input, const Config &config, Stages &stages) {
  Incomplete incomplete; // what could not be looked at, and why
  const Package package = TRY(stages.run("open", [&] { return open_package(input.path, input.threads, incomplete); }));
  stages.count(package.parts.size());
  const Program program = stages.run("program", [&] { return build_program(dex_inputs(package), incomplete); });
  stages.count(program.methods.size());
  const Xrefs xrefs = stages.run("xrefs", [&] { return scan_xrefs(program, input.threads, incomplete); });
  stages.count(xrefs.counts.instructions);
  const Models models = stages.run("models", [&] { return resolve_models(config.models, program); });
  stages.count(models.queries.size() + models.uri_fields.size() + models.uri_strings.size());

  Report report;
  report.facts = stages.run("facts", [&] { return collect_facts({package, program, xrefs, config.models, models}, incomplete); });
  // Beyond here no gap is added.
  report.gaps = list_gaps(incomplete);
  stages.count(report.facts.of(FactKind::permission).size() + report.facts.of(FactKind::data_read).size());
  report.verdicts = stages.run("judge", [&] { return judge(report.facts, report.gaps, config.norms, input.question); });
  stages.count(report.verdicts.size());

  report.tool = config.tool;
  report.app = identity_of(package);
  report.question = input.question;
  report.published = input.published;
  report.counts = counts_of(program, xrefs, models);
  report.answer = answer_of(report, config.norms);
  return report;
}

} // namespace kinsafe
