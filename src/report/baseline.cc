// Reads a baseline and holds findings against it.
#include "report/baseline.h"

#include "base/digest.h"
#include "base/reader.h"
#include "norms/norms.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <set>

namespace kinsafe {
namespace {

constexpr size_t file_limit = 16 << 20; // bytes
constexpr std::string_view schema_name = "kinsafe-baseline/1";

std::string fingerprint_of(const RequirementVerdict &verdict, const CheckResult &check, FactKind kind, const Row *row) {
  std::string key = verdict.requirement + '\0' + check.check + '\0';
  if (row) key.append(schema_of(kind).name).append(1, '\0');
  for (const Cell &cell : row ? row->cells : std::vector<Cell>()) { // steps are places, and move with every build
    if (const auto *word = std::get_if<std::string>(&cell)) key += *word;
    else if (const auto *words = std::get_if<std::vector<std::string>>(&cell))
      for (const std::string &each : *words) key.append(each).append(1, '\2');
    else if (const auto *number = std::get_if<i64>(&cell)) key += std::to_string(*number);
    key += '\1';
  }
  return sha256_hex(as_bytes(key)).substr(0, 16);
}

struct Problem {
  YAML::Mark mark;
  std::string what;
};

std::string text_at(const YAML::Node &entry, const char *key) {
  const YAML::Node value = entry[key];
  if (!value.IsDefined()) throw Problem{entry.Mark(), fmt::format("{} is missing", key)};
  if (!value.IsScalar() || value.Scalar().empty()) throw Problem{value.Mark(), fmt::format("{} must be a text", key)};
  return value.Scalar();
}

void allow_only(const YAML::Node &map, const std::set<std::string> &keys) {
  if (!map.IsMap()) throw Problem{map.Mark(), "expected a mapping"};
  for (const auto &entry : map)
    if (!entry.first.IsScalar() || !keys.contains(entry.first.Scalar())) throw Problem{entry.first.Mark(), "unknown key"};
}

Acceptance decode(const YAML::Node &entry) {
  allow_only(entry, {"requirement", "fingerprint", "reason", "owner", "expires"});
  Acceptance acceptance{text_at(entry, "requirement"), text_at(entry, "fingerprint"), text_at(entry, "reason"), text_at(entry, "owner"),
                        text_at(entry, "expires")};
  if (!is_iso_date(acceptance.expires)) throw Problem{entry["expires"].Mark(), "expires must be a date such as 2027-03-31"};
  return acceptance;
}

} // namespace

Result<Baseline> parse_baseline(std::string_view file, std::string_view text) {
  if (text.size() > file_limit) return fail(fmt::format("{}: is larger than any baseline ({} bytes)", file, text.size()));
  Baseline baseline;
  const auto fail_at = [&](const YAML::Mark &mark, const std::string &what) {
    return fail(fmt::format("{}:{}:{}: {}", file, mark.line + 1, mark.column + 1, what));
  };
  try { // yaml-cpp reports by exception; it ends here
    const YAML::Node root = YAML::Load(std::string(text));
    allow_only(root, {"schema", "accepted"});
    if (text_at(root, "schema") != schema_name) throw Problem{root["schema"].Mark(), fmt::format("schema must be {}", schema_name)};
    const YAML::Node list = root["accepted"];
    if (!list.IsSequence()) throw Problem{list.IsDefined() ? list.Mark() : root.Mark(), "accepted must be a list"};
    for (const YAML::Node &entry : list) baseline.acceptances.push_back(decode(entry));
  } catch (const Problem &problem) {
    return fail_at(problem.mark, problem.what);
  } catch (const YAML::Exception &error) {
    return fail_at(error.mark, error.msg);
  }
  return baseline;
}

std::vector<Finding> list_findings(const std::vector<RequirementVerdict> &verdicts, const Facts &facts) {
  std::map<std::string_view, std::pair<FactKind, const Row *>> by_id;
  for (const FactSchema &schema : fact_schemas())
    for (const Row &row : facts.of(schema.kind)) by_id[row.id] = {schema.kind, &row};
  std::vector<Finding> findings;
  std::set<std::string> taken;
  for (const RequirementVerdict &verdict : verdicts)
    for (const CheckResult &check : verdict.checks) {
      if (check.verdict != Verdict::violated && !check.is_sign) continue;
      const auto add = [&](FactKind kind, const Row *row) {
        Finding finding{verdict.requirement, check.check, row ? row->id : "", fingerprint_of(verdict, check, kind, row), {}, false};
        // Facts that differ in their places alone are one finding to whoever accepts it.
        if (taken.insert(finding.fingerprint).second) findings.push_back(std::move(finding));
      };
      for (const std::string &id : check.because)
        if (const auto found = by_id.find(id); found != by_id.end()) add(found->second.first, found->second.second);
      if (check.because.empty()) add(FactKind::permission, nullptr);
    }
  return findings;
}

std::vector<Acceptance> mark_accepted(std::vector<Finding> &findings, const Baseline &baseline, std::string_view date) {
  std::vector<Acceptance> unmatched;
  for (const Acceptance &acceptance : baseline.acceptances) {
    const auto found = std::ranges::find_if(findings, [&](const Finding &finding) {
      return finding.requirement == acceptance.requirement && finding.fingerprint == acceptance.fingerprint;
    });
    if (found == findings.end()) {
      unmatched.push_back(acceptance);
      continue;
    }
    // Of two entries about one finding the later day counts, whatever their order.
    if (found->acceptance && found->acceptance->expires >= acceptance.expires) continue;
    found->acceptance = acceptance;
    found->is_expired = acceptance.expires <= date;
  }
  return unmatched;
}

} // namespace kinsafe
