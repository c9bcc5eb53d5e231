// The report as JSON, keys and order as in docs/contract.md (kinsafe-report/1). It speaks English whatever the reader's
// language, and depends on the bytes judged alone.
#include "norms/inventory.h"
#include "report/json_parts.h"
#include "report/report.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr std::string_view schema_name = "kinsafe-report/1";

template <class T>
void number_or_null(JsonWriter &json, const std::optional<T> &value) {
  if (value) json.number(static_cast<i64>(*value));
  else json.null();
}

void write_signers(JsonWriter &json, const std::vector<AppIdentity::Signer> &signers) {
  json.begin_array();
  for (const AppIdentity::Signer &signer : signers) {
    json.begin_object();
    field(json, "scheme", signer.scheme);
    field_or_null(json, "certificate_sha256", signer.certificate_sha256);
    field_or_null(json, "subject", signer.subject);
    field(json, "holds", signer.holds);
    field_or_null(json, "problem", signer.problem);
    constexpr u32 no_limit = 0x7fffffff; // as apksigner writes it
    json.key("min_sdk");
    number_or_null(json, signer.min_sdk > 0 ? std::optional(signer.min_sdk) : std::nullopt);
    json.key("max_sdk");
    number_or_null(json, signer.max_sdk < no_limit ? std::optional(signer.max_sdk) : std::nullopt);
    field(json, "ancestors", signer.ancestors);
    json.end_object();
  }
  json.end_array();
}

void write_app(JsonWriter &json, const AppIdentity &app) {
  json.begin_object();
  field(json, "file", app.file);
  field(json, "sha256", app.sha256);
  field(json, "md5", app.md5);
  field(json, "bytes", app.bytes);
  field(json, "kind", app.kind);
  field_or_null(json, "package", app.package);
  field_or_null(json, "label", app.label);
  json.key("labels");
  json.begin_object();
  for (const auto &[language, label] : app.labels) field(json, language, label);
  json.end_object();
  field_or_null(json, "version_name", app.version_name);
  json.key("version_code");
  number_or_null(json, app.version_code);
  json.key("min_sdk");
  number_or_null(json, app.min_sdk);
  json.key("target_sdk");
  number_or_null(json, app.target_sdk);
  json.key("built");
  json.null(); // nothing in the package that is read says when it was built
  json.key("signers");
  write_signers(json, app.signers);
  json.key("parts");
  json.begin_array();
  for (const AppIdentity::Part &part : app.parts) {
    json.begin_object();
    field(json, "name", part.name);
    field(json, "kind", part.kind);
    field(json, "bytes", part.bytes);
    field(json, "sha256", part.sha256);
    field(json, "source", part.source);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_answer(JsonWriter &json, const Report &report, const Texts &english) {
  const Answer &answer = report.answer;
  json.begin_object();
  field(json, "lending", answer.lending);
  field(json, "institution", answer.institution);
  field(json, "reads_whole_address_book", answer.reads_whole_address_book);
  field(json, "sends_address_book", answer.sends_address_book);
  field(json, "on_refusal", answer.on_refusal);
  field(json, "service_reachable", answer.service_reachable);
  field(json, "emergency_contacts", answer.emergency_contacts);
  field(json, "decided", answer.decided);
  field(json, "applicable", answer.applicable);
  field(json, "hidden_by", answer.hidden_by);
  field(json, "sentence", answer_sentence(report, english));
  json.end_object();
}

void write_evidence(JsonWriter &json, const std::vector<Evidence> &list, const Texts &english) {
  json.begin_array();
  for (const Evidence &evidence : list) {
    json.begin_object();
    field(json, "part", evidence.part);
    field_or_null(json, "class", evidence.class_name);
    field_or_null(json, "method", evidence.method);
    json.key("line");
    number_or_null(json, evidence.line);
    json.key("offset");
    number_or_null(json, evidence.offset);
    field(json, "why", english.get("why", evidence.why));
    json.end_object();
  }
  json.end_array();
}

void write_cell(JsonWriter &json, const Cell &cell, const Texts &english) {
  if (const auto *number = std::get_if<i64>(&cell)) json.number(*number);
  else if (const auto *word = std::get_if<std::string>(&cell)) json.text(*word);
  else if (const auto *words = std::get_if<std::vector<std::string>>(&cell)) json.texts(*words);
  else if (const auto *steps = std::get_if<std::vector<Evidence>>(&cell)) write_evidence(json, *steps, english);
  else json.null();
}

std::string sentence_of(const RequirementVerdict &verdict, const Report &report, const Wording &wording) {
  std::string sentence = verdict_sentence(verdict, report, wording.english);
  std::string condition = condition_of(verdict, wording.english);
  return condition.empty() ? sentence : wording.english.fill("report", "condition", {{"conditions", condition}, {"sentence", sentence}});
}

const Requirement &requirement_of(const RequirementVerdict &verdict, const NormPack &pack) {
  const Norm &norm = *std::ranges::find(pack.norms, verdict.norm, &Norm::id);
  return *std::ranges::find(norm.requirements, verdict.requirement, &Requirement::id);
}

void write_acceptance(JsonWriter &json, const Acceptance &acceptance) {
  field(json, "reason", acceptance.reason);
  field(json, "owner", acceptance.owner);
  field(json, "expires", acceptance.expires);
}

void write_findings(JsonWriter &json, const RequirementVerdict &verdict, const std::vector<Finding> &findings) {
  json.key("findings");
  json.begin_array();
  for (const Finding &finding : findings) {
    if (finding.requirement != verdict.requirement) continue;
    json.begin_object();
    field(json, "check", finding.check);
    field_or_null(json, "fact", finding.fact);
    field(json, "fingerprint", finding.fingerprint);
    json.key("accepted");
    if (!finding.acceptance) json.null();
    else {
      json.begin_object();
      field(json, "is", std::string_view(finding.is_expired ? "expired" : "accepted"));
      write_acceptance(json, *finding.acceptance);
      json.end_object();
    }
    json.end_object();
  }
  json.end_array();
}

// Definitions, sanctions and drafts: the facts stand beside them, and no verdict.
void write_unjudged(JsonWriter &json, const Report &report, const Wording &wording) {
  json.begin_array();
  for (const RequirementVerdict &row : list_unjudged(report.facts, report.gaps, wording.pack, report.question)) {
    json.begin_object();
    field(json, "norm", row.norm);
    field(json, "requirement", row.requirement);
    field(json, "force", row.force);
    field(json, "verification", requirement_of(row, wording.pack).verification);
    field(json, "facts", row.because);
    field(json, "gaps", row.gaps);
    field(json, "words", wording.english.get("requirements", row.requirement));
    json.end_object();
  }
  json.end_array();
}

// What norms hold necessary: their lists, and for each row of the fact whether they hold its kind.
void write_inventory(JsonWriter &json, const InventoryTable &table) {
  json.begin_object();
  json.key("lists");
  json.begin_array();
  for (const NecessaryList &list : table.lists) {
    json.begin_object();
    field(json, "norm", list.norm);
    field(json, "requirement", list.requirement);
    field(json, "necessary", list.kinds);
    field_or_null(json, "overtaken_by", list.overtaken_by ? list.overtaken_by->id : "");
    json.end_object();
  }
  json.end_array();
  json.key("lines");
  json.begin_array();
  for (const InventoryLine &line : table.lines) {
    json.begin_object();
    field(json, "kind", line.kind);
    field(json, "fact", line.fact);
    json.key("necessary"); // one a list
    json.begin_array();
    for (const bool is_necessary : line.is_necessary) json.boolean(is_necessary);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_gone(JsonWriter &json, const std::vector<Acceptance> &unmatched) {
  json.begin_array();
  for (const Acceptance &acceptance : unmatched) {
    json.begin_object();
    field(json, "requirement", acceptance.requirement);
    field(json, "fingerprint", acceptance.fingerprint);
    write_acceptance(json, acceptance);
    json.end_object();
  }
  json.end_array();
}

void write_counts(JsonWriter &json, const Counts &counts) {
  json.begin_object();
  json.key("methods");
  json.begin_object();
  field(json, "seen", counts.methods.seen);
  field(json, "lowered", counts.methods.lowered);
  field(json, "outside_slice", counts.methods.outside_slice);
  field(json, "skipped", counts.methods.skipped);
  json.end_object();
  json.key("call_sites");
  json.begin_object();
  field(json, "seen", counts.call_sites.seen);
  field(json, "resolved", counts.call_sites.resolved);
  field(json, "modelled", counts.call_sites.modelled);
  json.key("open");
  json.begin_object();
  for (const auto &[reason, count] : counts.call_sites.open) field(json, reason, count);
  json.end_object();
  json.end_object();
  field(json, "classes", counts.classes);
  field(json, "shadowed_classes", counts.shadowed_classes);
  field(json, "instructions", counts.instructions);
  json.end_object();
}

} // namespace

void write_json_tool(JsonWriter &json, const ToolIdentity &tool) {
  json.begin_object();
  field(json, "version", tool.version);
  field(json, "norms_sha256", tool.norms_sha256);
  field(json, "models_sha256", tool.models_sha256);
  field(json, "platform_sha256", tool.platform_sha256);
  json.end_object();
}

void write_json_facts(JsonWriter &json, const Facts &facts, std::span<const FactKind> kinds, const Texts &english) {
  json.begin_object();
  for (const FactKind kind : kinds) {
    const FactSchema &schema = schema_of(kind);
    json.key(schema.name);
    json.begin_array();
    for (const Row &row : facts.of(schema.kind)) {
      json.begin_object();
      field(json, "id", row.id);
      field(json, "origin", row.origin);
      field(json, "reached", row.reached);
      field(json, "basis", row.basis);
      for (size_t i = 0; i < schema.columns.size(); ++i) {
        json.key(schema.columns[i].name);
        write_cell(json, row.cells[i], english);
      }
      json.key("evidence");
      write_evidence(json, row.evidence, english);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
}

void write_json_verdicts(JsonWriter &json, const Report &report, const Wording &wording) {
  json.begin_array();
  for (const RequirementVerdict &verdict : report.verdicts) {
    json.begin_object();
    field(json, "norm", verdict.norm);
    field(json, "requirement", verdict.requirement);
    field(json, "verdict", name_of(verdict.verdict));
    field(json, "force", verdict.force);
    std::vector<std::string> only_if = verdict.only_if;
    if (verdict.if_third_party) only_if.emplace_back("third_party");
    field(json, "if", only_if);
    // Beyond the contract: `yes`, or why that is not certain.
    field(json, "in_force", verdict.in_force == ForceDoubt::none ? std::string_view("yes") : name_of(verdict.in_force));
    field(json, "basis", std::string_view(verdict.is_observed ? "observed" : "path"));
    field(json, "because", verdict.because);
    field(json, "gaps", verdict.gaps);
    field(json, "sentence", sentence_of(verdict, report, wording));
    // Beyond the contract: how the words of the requirement were read, what shows a breach and who accepted it before, and how
    // each check came out.
    field(json, "verification", requirement_of(verdict, wording.pack).verification);
    write_findings(json, verdict, report.findings);
    json.key("checks");
    json.begin_array();
    for (const CheckResult &check : verdict.checks) {
      json.begin_object();
      field(json, "check", check.check);
      field(json, "verdict", name_of(check.verdict));
      field_or_null(json, "needs", check.needs);
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_json_gaps(JsonWriter &json, const std::vector<GapRow> &gaps) {
  json.begin_array();
  for (const GapRow &gap : gaps) {
    json.begin_object();
    field(json, "id", gap.id);
    field(json, "kind", gap.kind);
    field(json, "part", gap.part);
    field(json, "where", gap.where);
    field(json, "reason", gap.reason);
    json.key("hides");
    json.begin_array();
    for (const FactKind kind : gap.hides) json.text(schema_of(kind).name);
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_json_question(JsonWriter &json, const Report &report) {
  json.begin_object();
  field(json, "as_of", report.question.date);
  field_or_null(json, "published", report.published.value_or(""));
  field(json, "jurisdictions", report.question.jurisdictions);
  field_or_null(json, "store", report.question.store.value_or(""));
  json.end_object();
}

std::string write_json(const Report &report, const Wording &wording) {
  JsonWriter json;
  json.begin_object();
  field(json, "schema", schema_name);
  json.key("tool");
  write_json_tool(json, report.tool);
  json.key("app");
  write_app(json, report.app);
  json.key("answer");
  write_answer(json, report, wording.english);
  json.key("facts");
  std::vector<FactKind> kinds;
  for (const FactSchema &schema : fact_schemas()) kinds.push_back(schema.kind);
  write_json_facts(json, report.facts, kinds, wording.english);
  json.key("verdicts");
  write_json_verdicts(json, report, wording);
  json.key("incomplete");
  write_json_gaps(json, report.gaps);
  json.key("counts");
  write_counts(json, report.counts);
  // Beyond the contract, and so behind all that it names.
  json.key("question");
  write_json_question(json, report);
  json.key("unjudged");
  write_unjudged(json, report, wording);
  json.key("inventory");
  write_inventory(json, inventory_against_norms(report.facts, wording.pack, report.question));
  json.key("accepted_and_gone");
  write_gone(json, report.unmatched);
  json.end_object();
  return json.take();
}

} // namespace kinsafe
