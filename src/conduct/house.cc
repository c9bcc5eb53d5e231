#include "conduct/house.h"

#include "limits/limits.h"

#include <yaml-cpp/yaml.h>

namespace kinsafe {
namespace {

constexpr size_t most_bytes = 1 << 20, most_rules = 1'000;

Error error_at(std::string_view file, const YAML::Mark &mark, const std::string &what) {
  return {std::string(file) + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1) + ": " + what, true};
}

Record record_of(const YAML::Node &map) {
  Record record;
  for (const auto &cell : map) record[cell.first.as<std::string>()] = cell.second.as<std::string>();
  return record;
}

Requirement rule_of(const YAML::Node &node, const CheckTable &checks) {
  Requirement rule;
  rule.id = node["id"].as<std::string>();
  rule.judged = true;
  rule.paraphrase = node["words"].as<std::string>("");
  rule.modality = "must not", rule.original_kind = "none", rule.verification = "verbatim";
  rule.checks = node["checks"].as<std::vector<std::string>>();
  for (const std::string &check : rule.checks)
    if (!find_check(checks, check)) throw YAML::RepresentationException(node["checks"].Mark(), "there is no check '" + check + "'");
  for (const auto &entry : node["params"]) {
    const std::string name = entry.first.as<std::string>();
    const YAML::Node &value = entry.second;
    if (!is_parameter(checks, name)) throw YAML::RepresentationException(entry.first.Mark(), "there is no parameter '" + name + "'");
    if (value.IsMap()) rule.records[name].push_back(record_of(value));
    else if (value.IsSequence() && value.size() > 0 && value[0].IsMap())
      for (const YAML::Node &each : value) rule.records[name].push_back(record_of(each));
    else if (value.IsSequence()) rule.parameters[name] = value.as<std::vector<std::string>>();
    else rule.parameters[name] = {value.as<std::string>()};
  }
  return rule;
}

} // namespace

Result<NormPack> with_house_rules(const NormPack &pack, std::string_view file, std::string_view text, std::string_view jurisdiction) {
  if (text.size() > most_bytes) return fail_request(std::string(file) + ": a file of limits has at most 1 MB");
  NormPack all = pack;
  Norm house;
  house.id = "HOUSE", house.title_original = house.title_en = "House rules", house.jurisdiction = jurisdiction;
  house.status = "In force", house.status_code = "in_force", house.force = "self_discipline", house.legal_force = "house rules", house.verification = "verified";
  house.applies_to = {"collection"}, house.apps = "any", house.institutions = {"any"}, house.collectors = "any";
  house.effective_iso = "1970-01-01";
  try {
    const YAML::Node rules = YAML::Load(std::string(text));
    if (!rules.IsSequence() || rules.size() == 0 || rules.size() > most_rules) return fail_request(std::string(file) + ": a file of limits is a list of rules, each with id, checks and params");
    for (const YAML::Node &node : rules) {
      Requirement rule = rule_of(node, pack.checks);
      const Result<Rules> read = rules_of(house, rule);
      if (!read) return std::unexpected(error_at(file, node.Mark(), read.error().message));
      if (read->empty()) return std::unexpected(error_at(file, node.Mark(), rule.id + ": nothing in it can be counted"));
      house.requirements.push_back(std::move(rule));
    }
  } catch (const YAML::Exception &problem) {
    return std::unexpected(error_at(file, problem.mark, problem.msg));
  }
  std::ranges::sort(house.requirements, {}, &Requirement::id);
  all.norms.push_back(std::move(house));
  std::ranges::sort(all.norms, {}, &Norm::id);
  return all;
}

} // namespace kinsafe
