// The report as SARIF 2.1.0, for viewers of findings in code and for tools that gather them. Rules are requirements, results
// are their findings: one a fact, so that each has a fingerprint that survives a rebuild, and can be accepted alone. It
// speaks English whatever the reader's language, as JSON does.
#include "report/json_stream.h"
#include "report/report.h"

#include <algorithm>
#include <map>

namespace kinsafe {
namespace {

// Strong norms are errors. What lies below a standard, or only against a store's or an industry's own rules, is a warning.
// Where it is not known whether the norm binds this lender at all, a breach is a note, as it does not count for --fail-on.
std::string_view level_of(const RequirementVerdict &verdict) {
  if (verdict.verdict != Verdict::violated || is_binding_for_some(verdict)) return "note";
  const auto rank = std::ranges::find(legal_forces, verdict.force);
  return rank <= std::ranges::find(legal_forces, "normative_document") ? "error" : "warning";
}

// A name inside a package as a relative reference (RFC 3986); whoever made the package chose its bytes.
std::string uri_of(std::string_view name) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/!$&'()*+,;=@";
  constexpr char digits[] = "0123456789ABCDEF";
  std::string uri;
  for (const char c : name) {
    if (plain.find(c) != std::string_view::npos) uri += c;
    else uri.append(1, '%').append(1, digits[static_cast<u8>(c) >> 4]).append(1, digits[static_cast<u8>(c) & 15]);
  }
  return uri;
}

class SarifReport {
public:
  SarifReport(const Report &report, const Wording &wording)
      : report_(report), pack_(wording.pack), english_(wording.english), facts_(facts_by_id(report.facts)) {
    for (const Norm &norm : pack_.norms)
      for (const Requirement &requirement : norm.requirements) requirements_[requirement.id] = {&norm, &requirement};
    for (const RequirementVerdict &verdict : report_.verdicts) {
      verdicts_[verdict.requirement] = &verdict;
      rules_.emplace(verdict.requirement, rules_.size());
    }
    for (size_t i = 0; i < report_.app.parts.size(); ++i) artifacts_.emplace(report_.app.parts[i].name, i + 1); // 0 is the file itself
  }

  std::string write() {
    json_.begin_object();
    text("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    text("version", "2.1.0");
    json_.key("runs");
    json_.begin_array();
    json_.begin_object();
    write_tool();
    write_artifacts();
    write_results();
    write_invocation();
    text("columnKind", "utf16CodeUnits");
    json_.end_object();
    json_.end_array();
    json_.end_object();
    return json_.take();
  }

private:
  struct Rule {
    const Norm *norm;
    const Requirement *requirement;
  };

  void text(std::string_view key, std::string_view value) {
    json_.key(key);
    json_.text(value);
  }
  void number(std::string_view key, u64 value) {
    json_.key(key);
    json_.number(static_cast<i64>(value));
  }
  void message(std::string_view key, std::string_view value) {
    json_.key(key);
    json_.begin_object();
    text("text", value);
    json_.end_object();
  }

  void write_tool() {
    json_.key("tool");
    json_.begin_object();
    json_.key("driver");
    json_.begin_object();
    text("name", "Kinsafe");
    text("semanticVersion", report_.tool.version);
    json_.key("rules");
    json_.begin_array();
    for (const RequirementVerdict &verdict : report_.verdicts) write_rule(verdict);
    json_.end_array();
    json_.key("properties");
    json_.begin_object();
    text("norms_sha256", report_.tool.norms_sha256);
    text("models_sha256", report_.tool.models_sha256);
    text("platform_sha256", report_.tool.platform_sha256);
    json_.end_object();
    json_.end_object();
    json_.end_object();
  }

  void write_rule(const RequirementVerdict &verdict) {
    const auto &[norm, requirement] = requirements_.at(verdict.requirement);
    json_.begin_object();
    text("id", verdict.requirement);
    message("shortDescription", english_.get("requirements", verdict.requirement));
    std::string words = std::string(english_.get("norms", norm->id)) + ", " + requirement->clause + ".";
    if (requirement->original_words) words += " " + *requirement->original_words;
    message("fullDescription", words);
    std::vector<std::string> fixes;
    for (const std::string &check : requirement->checks) fixes.emplace_back(english_.get("checks", check + ".fix"));
    message("help", join(fixes, " "));
    // The source may name several places in words; the first address is the one to open.
    const size_t start = requirement->source.find("http");
    if (start != std::string::npos) text("helpUri", requirement->source.substr(start, requirement->source.find_first_of(" ;,)", start) - start));
    json_.key("defaultConfiguration");
    json_.begin_object();
    RequirementVerdict violated = verdict;
    violated.verdict = Verdict::violated;
    text("level", level_of(violated));
    json_.end_object();
    json_.key("properties");
    json_.begin_object();
    text("norm", norm->id);
    text("legal_force", norm->force);
    text("verification", requirement->verification);
    text("source", requirement->source);
    json_.end_object();
    json_.end_object();
  }

  void write_hashes(const std::string &sha256) {
    if (sha256.empty()) return;
    json_.key("hashes");
    json_.begin_object();
    text("sha-256", sha256);
    json_.end_object();
  }

  void write_artifacts() {
    json_.key("artifacts");
    json_.begin_array();
    const auto write = [&](const std::string &name, u64 bytes, const std::string &sha256, bool is_part) {
      json_.begin_object();
      json_.key("location");
      json_.begin_object();
      text("uri", uri_of(name));
      json_.end_object();
      if (is_part) number("parentIndex", 0);
      number("length", bytes);
      write_hashes(sha256);
      json_.end_object();
    };
    write(report_.app.file, report_.app.bytes, report_.app.sha256, false);
    for (const AppIdentity::Part &part : report_.app.parts) write(part.name, part.bytes, part.sha256, true);
    json_.end_array();
  }

  void write_location(const Evidence &evidence) {
    json_.begin_object();
    json_.key("physicalLocation");
    json_.begin_object();
    json_.key("artifactLocation");
    json_.begin_object();
    const auto part = artifacts_.find(evidence.part);
    text("uri", uri_of(evidence.part.empty() ? report_.app.file : evidence.part));
    if (evidence.part.empty() || part != artifacts_.end()) number("index", evidence.part.empty() ? 0 : part->second);
    json_.end_object();
    if (evidence.line && *evidence.line > 0) {
      json_.key("region");
      json_.begin_object();
      number("startLine", *evidence.line);
      json_.end_object();
    }
    json_.end_object();
    if (!evidence.method.empty() || !evidence.class_name.empty()) {
      json_.key("logicalLocations");
      json_.begin_array();
      json_.begin_object();
      text("fullyQualifiedName", evidence.method.empty() ? evidence.class_name : evidence.method);
      text("kind", evidence.method.empty() ? "type" : "function");
      json_.end_object();
      json_.end_array();
    }
    message("message", english_.get("why", evidence.why));
    json_.end_object();
  }

  // From where it begins to the place itself.
  void write_code_flow(const std::vector<Evidence> &steps) {
    json_.key("codeFlows");
    json_.begin_array();
    json_.begin_object();
    json_.key("threadFlows");
    json_.begin_array();
    json_.begin_object();
    json_.key("locations");
    json_.begin_array();
    for (const Evidence &step : steps) {
      json_.begin_object();
      json_.key("location");
      write_location(step);
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
    json_.end_array();
    json_.end_object();
    json_.end_array();
  }

  // A flow brings its own steps; of other facts the evidence is the way, its end first.
  static std::vector<Evidence> way_to(const Row &row) {
    for (const Cell &cell : row.cells)
      if (const auto *steps = std::get_if<std::vector<Evidence>>(&cell); steps && !steps->empty()) return *steps;
    std::vector<Evidence> way(row.evidence.rbegin(), row.evidence.rend());
    return way;
  }

  void write_suppression(const Finding &finding) {
    json_.key("suppressions");
    json_.begin_array();
    if (is_accepted(finding)) {
      json_.begin_object();
      text("kind", "external");
      text("status", "accepted");
      text("justification", finding.acceptance->reason);
      json_.key("properties");
      json_.begin_object();
      text("owner", finding.acceptance->owner);
      text("expires", finding.acceptance->expires);
      json_.end_object();
      json_.end_object();
    }
    json_.end_array();
  }

  void write_result(const Finding &finding) {
    const RequirementVerdict &verdict = *verdicts_.at(finding.requirement);
    json_.begin_object();
    text("ruleId", finding.requirement);
    number("ruleIndex", rules_.at(finding.requirement));
    text("level", level_of(verdict));
    std::string sentence = verdict_sentence(verdict, report_, english_);
    const std::string condition = condition_of(verdict, english_);
    if (!condition.empty()) sentence = english_.fill("report", "condition", {{"conditions", condition}, {"sentence", sentence}});
    message("message", sentence + " " + std::string(english_.get("checks", finding.check + ".says")));
    const auto fact = facts_.find(finding.fact);
    const Row *row = fact == facts_.end() ? nullptr : fact->second.row;
    json_.key("locations");
    json_.begin_array();
    write_location(row && !row->evidence.empty() ? row->evidence.front() : Evidence{"", "", "", {}, {}, "container"});
    json_.end_array();
    if (row && way_to(*row).size() > 1) write_code_flow(way_to(*row));
    json_.key("partialFingerprints");
    json_.begin_object();
    text("kinsafe/v1", finding.fingerprint);
    json_.end_object();
    write_suppression(finding);
    json_.key("properties");
    json_.begin_object();
    text("check", finding.check);
    if (row) text("fact", finding.fact);
    text("legal_force", verdict.force);
    json_.end_object();
    json_.end_object();
  }

  void write_results() {
    json_.key("results");
    json_.begin_array();
    for (const Finding &finding : report_.findings) write_result(finding);
    json_.end_array();
  }

  // What was not looked at, so that an empty list of results is not taken for a clean app.
  void write_invocation() {
    json_.key("invocations");
    json_.begin_array();
    json_.begin_object();
    json_.key("executionSuccessful");
    json_.boolean(true);
    json_.key("toolExecutionNotifications");
    json_.begin_array();
    for (const GapRow &gap : report_.gaps) {
      json_.begin_object();
      text("level", "warning");
      message("message", gap_sentence(gap, english_) + ". " + gap_detail(gap));
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
    json_.end_array();
  }

  const Report &report_;
  const NormPack &pack_;
  const Texts &english_;
  std::map<std::string_view, FactAt> facts_;
  std::map<std::string_view, Rule> requirements_;
  std::map<std::string_view, const RequirementVerdict *> verdicts_;
  std::map<std::string_view, size_t> rules_, artifacts_;
  JsonWriter json_;
};

} // namespace

std::string write_sarif(const Report &report, const Wording &wording) { return SarifReport(report, wording).write(); }

} // namespace kinsafe
