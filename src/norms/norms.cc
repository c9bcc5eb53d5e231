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
  // Values of a mapping with free keys; a single value counts as a list of one. What is made of mappings stands apart.
  void parameters(const char *key, Parameters &plain, Records &records) {
    const YAML::Node map = take(key);
    if (!map || map.IsNull()) return;
    if (!map.IsMap()) return report(map, fmt::format("{} must be a mapping", key));
    for (const auto &entry : map) {
      const std::string name = scalar(entry.first, key);
      const YAML::Node &value = entry.second;
      if (plain.contains(name) || records.contains(name)) return report(entry.first, fmt::format("the key '{}' stands here twice", name));
      std::vector<YAML::Node> items;
      if (value.IsSequence())
        for (const YAML::Node &item : value) items.push_back(item);
      else items.push_back(value);
      const bool is_made_of_mappings = !items.empty() && items[0].IsMap();
      if (!is_made_of_mappings) plain[name]; // an empty list is there too, and is told where a check asks for it
      for (const YAML::Node &item : items) {
        if (is_made_of_mappings) records[name].push_back(record(item, key));
        else plain[name].push_back(scalar(item, key));
      }
    }
  }
  std::string place() const { return place_of(node_); }
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
    problem_ = fmt::format("{}: {}", place_of(node.IsDefined() ? node : node_), what);
  }
  std::string place_of(const YAML::Node &node) const {
    const YAML::Mark mark = node.Mark();
    return fmt::format("{}:{}:{}", file_, mark.line + 1, mark.column + 1);
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
  Record record(const YAML::Node &node, const char *key) {
    Record record;
    if (!node.IsMap()) return report(node, fmt::format("{} must not mix mappings and plain values", key)), record;
    for (const auto &entry : node)
      if (!record.emplace(scalar(entry.first, key), scalar(entry.second, key)).second)
        report(entry.first, fmt::format("the key '{}' stands here twice", entry.first.Scalar()));
    return record;
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

// Where each norm and requirement stands, by id, for mistakes that show only when all are read.
using Places = std::map<std::string, std::string, std::less<>>;

Requirement decode_requirement(Mapping &m, Places &places) {
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
  m.parameters("params", r.parameters, r.records);
  r.verification = m.one_of("verification", verifications);
  r.source = m.text("source");
  r.source_precision = m.text("source_precision");
  places.emplace(r.id, m.place());
  return r;
}

std::vector<NormLink> decode_links(Mapping &m, const char *key) {
  std::vector<NormLink> links;
  m.each(key, [&](Mapping &link) { links.push_back({link.text("id"), link.date("from").value_or(""), link.one_of("how", ways_to_end)}); });
  return links;
}

constexpr std::string_view collector_kinds[] = {"any", "third_party"};
Norm decode_norm(Mapping &m, Places &places) {
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
  n.collectors = m.one_of("collectors", collector_kinds);
  n.verification = m.text("verification");
  n.sources = m.texts("sources");
  m.each("requirements", [&](Mapping &requirement) { n.requirements.push_back(decode_requirement(requirement, places)); });
  n.notes = m.text("notes");
  places.emplace(n.id, m.place());
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

namespace {

constexpr std::string_view subjects[] = {"app", "collection"};

std::string problem_of(const Norm &norm) {
  if (norm.institutions.empty()) return "institutions is empty; write any for all";
  if (norm.applies_to.empty()) return "applies_to is empty";
  for (const std::string &subject : norm.applies_to)
    if (std::ranges::find(subjects, subject) == std::end(subjects)) return fmt::format("applies_to can't be '{}'", subject);
  if (!norm.until_iso && std::ranges::find(norm.superseded_by, "replaces", &NormLink::how) != norm.superseded_by.end())
    return "is replaced, but until_iso does not say when it ended";
  return {};
}

std::string problem_of(const Norm &norm, const Requirement &requirement, const CheckTable &table) {
  if (requirement.checks.empty()) return "names no check";
  if (!requirement.id.starts_with(norm.id + ".")) return fmt::format("its id does not start with {}.", norm.id);
  for (const auto &[name, values] : requirement.parameters)
    if (!is_parameter(table, name)) return fmt::format("nothing reads the parameter {}", name);
  for (const auto &[name, records] : requirement.records)
    if (!is_parameter(table, name)) return fmt::format("nothing reads the parameter {}", name);
  for (const std::string &id : requirement.checks) {
    const Check *check = find_check(table, id);
    if (!check) return fmt::format("checks.model has no row for {}", id);
    const std::string parameter = missing_parameter(table, *check, requirement.parameters);
    if (!parameter.empty()) return fmt::format("{} needs the parameter {}", id, parameter);
  }
  return {};
}

} // namespace

Result<NormPack> parse_norms(const NormFiles &files) {
  NormPack pack;
  Places places;
  for (const auto &[file, text] : files) {
    if (file.ends_with("checks.model")) {
      pack.checks = TRY(parse_checks(file, text));
    } else if (file.ends_with("pack.yaml")) {
      TRY(decode_file(file, text, [&](Mapping &m) { pack.date = m.date("date").value_or(""); }));
    } else {
      TRY(decode_file(file, text, [&](Mapping &m) { pack.norms.push_back(decode_norm(m, places)); }));
    }
  }
  if (pack.date.empty()) return fail("pack.yaml: the pack has no date");
  std::ranges::sort(pack.norms, {}, &Norm::id);
  std::set<std::string_view> ids;
  for (const Norm &norm : pack.norms) {
    const auto fail_at = [&](const std::string &id, std::string_view problem) { return fail(fmt::format("{}: {}: {}", places.at(id), id, problem)); };
    if (!ids.insert(norm.id).second) return fail(fmt::format("{}: two files hold this norm", norm.id));
    if (const std::string problem = problem_of(norm); !problem.empty()) return fail_at(norm.id, problem);
    for (const Requirement &requirement : norm.requirements) {
      if (!ids.insert(requirement.id).second) return fail_at(requirement.id, "two requirements have this id");
      if (const std::string problem = problem_of(norm, requirement, pack.checks); !problem.empty()) return fail_at(requirement.id, problem);
    }
  }
  return pack;
}

const Norm *find_norm(const NormPack &pack, std::string_view id) {
  const auto found = std::ranges::lower_bound(pack.norms, id, {}, [](const Norm &norm) { return std::string_view(norm.id); });
  return found != pack.norms.end() && found->id == id ? &*found : nullptr;
}

const Requirement *find_requirement(const NormPack &pack, std::string_view id) {
  const Norm *norm = find_norm(pack, id.substr(0, id.rfind('.')));
  if (!norm) return nullptr;
  const auto found = std::ranges::find(norm->requirements, id, &Requirement::id);
  return found == norm->requirements.end() ? nullptr : &*found;
}

} // namespace kinsafe
