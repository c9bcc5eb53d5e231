// Decodes norm files into typed rows. Every key must be known and of the right kind; an error names file, line, column.
#include "norms/norms.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace kinsafe {
namespace {

constexpr size_t file_limit = 4 << 20; // bytes; a norm is some ten kilobytes

// One mapping of a file. Remembers the first problem, so that decoding stays straight-line; later reads give nothing.
class Mapping {
public:
  Mapping(const YAML::Node &node, std::string_view file, std::string &problem) : node_(node), file_(file), problem_(problem) {
    if (!node.IsMap()) report(node, "expected a mapping");
  }

  std::string text(const char *key) { return optional_text(key, true).value_or(""); }
  std::optional<std::string> text_or_null(const char *key) { return optional_text(key, false); }
  bool flag(const char *key) {
    const std::string word = text(key);
    if (word != "true" && word != "false") report(node_, fmt::format("{} must be true or false", key));
    return word == "true";
  }
  std::optional<std::string> date(const char *key) {
    std::optional<std::string> value = optional_text(key, false);
    if (value && !is_iso_date(*value)) report(node_[key], fmt::format("{} must be a date such as 2021-11-01", key));
    return value;
  }
  std::string one_of(const char *key, std::span<const std::string_view> words) {
    std::string value = text(key);
    if (std::ranges::find(words, value) == words.end()) report(at(key), fmt::format("{} can't be '{}'", key, value));
    return value;
  }
  std::vector<std::string> texts(const char *key) {
    const YAML::Node list = at(key);
    std::vector<std::string> values;
    if (!list.IsSequence()) return report(list, fmt::format("{} must be a list", key)), values;
    for (const YAML::Node &item : list) values.push_back(scalar(item, key));
    return values;
  }
  // Values of a mapping with free keys; a single value counts as a list of one.
  Parameters parameters(const char *key) {
    Parameters parameters;
    const YAML::Node map = take(key);
    if (!map || map.IsNull()) return parameters;
    if (!map.IsMap()) return report(map, fmt::format("{} must be a mapping", key)), parameters;
    for (const auto &entry : map) {
      std::vector<std::string> &values = parameters[scalar(entry.first, key)];
      if (entry.second.IsSequence())
        for (const YAML::Node &item : entry.second) values.push_back(scalar(item, key));
      else values.push_back(scalar(entry.second, key));
    }
    return parameters;
  }
  template <class Decode>
  void each(const char *key, const Decode &decode) {
    const YAML::Node list = at(key);
    if (!list.IsSequence()) return report(list, fmt::format("{} must be a list", key));
    for (const YAML::Node &item : list) {
      Mapping mapping(item, file_, problem_);
      if (!problem_.empty()) return;
      decode(mapping);
      mapping.finish();
    }
  }
  // Every key was asked for.
  void finish() {
    if (!problem_.empty()) return;
    std::set<std::string> seen;
    for (const auto &entry : node_) {
      const std::string &name = entry.first.Scalar();
      if (!taken_.contains(name)) report(entry.first, fmt::format("unknown key '{}'", name));
      if (!seen.insert(name).second) report(entry.first, fmt::format("the key '{}' stands here twice", name));
    }
  }

private:
  void report(const YAML::Node &node, std::string_view what) {
    if (!problem_.empty()) return;
    const YAML::Mark mark = node.IsDefined() ? node.Mark() : node_.Mark();
    problem_ = fmt::format("{}:{}:{}: {}", file_, mark.line + 1, mark.column + 1, what);
  }
  YAML::Node take(const char *key) {
    taken_.insert(key);
    return problem_.empty() ? node_[key] : YAML::Node(YAML::NodeType::Undefined);
  }
  YAML::Node at(const char *key) {
    YAML::Node value = take(key);
    if (!value.IsDefined()) report(node_, fmt::format("{} is missing", key));
    return value;
  }
  std::string scalar(const YAML::Node &node, const char *key) {
    if (node.IsScalar()) return node.Scalar();
    report(node, fmt::format("{} must hold plain values", key));
    return {};
  }
  std::optional<std::string> optional_text(const char *key, bool is_needed) {
    const YAML::Node value = is_needed ? at(key) : take(key);
    if (!value.IsDefined() || value.IsNull()) {
      if (is_needed) report(value, fmt::format("{} must be a text", key));
      return std::nullopt;
    }
    return scalar(value, key);
  }

  YAML::Node node_;
  std::string_view file_;
  std::string &problem_;
  std::set<std::string> taken_;
};

constexpr std::string_view status_codes[] = {"in_force", "overtaken", "superseded", "announced", "draft", "unknown"};
constexpr std::string_view bound_apps[] = {"lending", "any"};
constexpr std::string_view kinds_of_words[] = {"quote", "reported", "heading", "memory", "none"};
constexpr std::string_view ways_to_end[] = {"replaces", "overtakes"};
constexpr std::string_view verifications[] = {"verbatim", "secondary", "unverified"};

Requirement decode_requirement(Mapping &m) {
  Requirement r;
  r.id = m.text("id");
  r.clause = m.text("clause");
  r.modality = m.text("modality");
  r.judged = m.flag("judged");
  r.appraisal = m.flag("appraisal");
  r.effective = m.date("effective_iso");
  r.paraphrase = m.text("paraphrase_en");
  r.original_words = m.text_or_null("original_words");
  r.original_lang = m.text_or_null("original_lang");
  r.original_kind = m.one_of("original_kind", kinds_of_words);
  r.original_note = m.text_or_null("original_note");
  r.observable_breach = m.text("observable_breach");
  r.checks = m.texts("checks");
  r.parameters = m.parameters("params");
  r.verification = m.one_of("verification", verifications);
  r.source = m.text("source");
  r.source_precision = m.text("source_precision");
  return r;
}

std::vector<NormLink> decode_links(Mapping &m, const char *key) {
  std::vector<NormLink> links;
  m.each(key, [&](Mapping &link) { links.push_back({link.text("id"), link.date("from").value_or(""), link.one_of("how", ways_to_end)}); });
  return links;
}

Norm decode_norm(Mapping &m) {
  Norm n;
  n.id = m.text("id");
  n.title_original = m.text("title_original");
  n.title_en = m.text("title_en");
  n.issuer = m.text("issuer");
  n.jurisdiction = m.text("jurisdiction");
  n.store = m.text_or_null("store");
  n.published = m.text("published");
  n.published_iso = m.date("published_iso");
  n.effective = m.text("effective");
  n.effective_iso = m.date("effective_iso");
  n.effective_is_approximate = m.flag("effective_iso_approximate");
  n.until_iso = m.date("until_iso");
  n.status = m.text("status");
  n.status_code = m.one_of("status_code", status_codes);
  n.supersedes = decode_links(m, "supersedes");
  n.superseded_by = decode_links(m, "superseded_by");
  n.related = m.texts("related");
  n.legal_force = m.text("legal_force");
  n.force = m.one_of("legal_force_code", legal_forces);
  n.sanctions = m.text("sanctions");
  n.scope = m.text("scope");
  n.applies_to = m.texts("applies_to");
  n.apps = m.one_of("apps", bound_apps);
  n.institutions = m.texts("institutions");
  n.collectors = m.text("collectors");
  n.verification = m.text("verification");
  n.sources = m.texts("sources");
  m.each("requirements", [&](Mapping &requirement) { n.requirements.push_back(decode_requirement(requirement)); });
  n.notes = m.text("notes");
  return n;
}

// Runs `decode` on the root mapping of a file.
template <class Decode>
Result<std::monostate> decode_file(std::string_view file, std::string_view text, const Decode &decode) {
  if (text.size() > file_limit) return fail(fmt::format("{}: is larger than any norm ({} bytes)", file, text.size()));
  std::string problem;
  try { // yaml-cpp reports by exception; it ends here
    const YAML::Node root = YAML::Load(std::string(text));
    Mapping mapping(root, file, problem);
    if (problem.empty()) decode(mapping);
    mapping.finish();
  } catch (const YAML::Exception &error) {
    problem = fmt::format("{}:{}:{}: {}", file, error.mark.line + 1, error.mark.column + 1, error.msg);
  }
  if (!problem.empty()) return fail(std::move(problem));
  return std::monostate();
}

} // namespace

bool is_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto number = [&](size_t from, size_t count) {
    int value = -1;
    const auto [end, error] = std::from_chars(text.data() + from, text.data() + from + count, value);
    return error == std::errc() && end == text.data() + from + count ? value : -1;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= days[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

Result<NormPack> parse_norms(const NormFiles &files) {
  NormPack pack;
  for (const auto &[file, text] : files) {
    if (file.ends_with("checks.model")) {
      pack.checks = TRY(parse_checks(file, text));
    } else if (file.ends_with("pack.yaml")) {
      TRY(decode_file(file, text, [&](Mapping &m) { pack.date = m.date("date").value_or(""); }));
    } else {
      TRY(decode_file(file, text, [&](Mapping &m) { pack.norms.push_back(decode_norm(m)); }));
    }
  }
  if (pack.date.empty()) return fail("pack.yaml: the pack has no date");
  std::ranges::sort(pack.norms, {}, &Norm::id);
  std::set<std::string_view> ids;
  for (const Norm &norm : pack.norms) {
    if (!ids.insert(norm.id).second) return fail(fmt::format("{}: two files hold this norm", norm.id));
    if (norm.institutions.empty()) return fail(fmt::format("{}: institutions is empty; write any for all", norm.id));
    if (norm.status_code == "superseded" && !norm.until_iso)
      return fail(fmt::format("{}: is superseded, but until_iso does not say when it ended", norm.id));
    for (const Requirement &requirement : norm.requirements) {
      if (!ids.insert(requirement.id).second) return fail(fmt::format("{}: two requirements have this id", requirement.id));
      if (requirement.checks.empty()) return fail(fmt::format("{}: names no check", requirement.id));
      if (!requirement.id.starts_with(norm.id + ".")) return fail(fmt::format("{}: its id does not start with {}.", requirement.id, norm.id));
      for (const std::string &id : requirement.checks) {
        const Check *check = find_check(pack.checks, id);
        if (!check) return fail(fmt::format("{}: checks.model has no row for {}", requirement.id, id));
        const std::string parameter = missing_parameter(pack.checks, *check, requirement.parameters);
        if (!parameter.empty()) return fail(fmt::format("{}: {} needs the parameter {}", requirement.id, id, parameter));
      }
    }
  }
  return pack;
}

} // namespace kinsafe
