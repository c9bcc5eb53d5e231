// Reads the rows of checks. Every word must be known: a condition that matches nothing, or everything, by a slip would
// become a wrong verdict.
#include "norms/checks.h"

#include "base/strings.h"

#include <fmt/format.h>

#include <algorithm>

namespace kinsafe {
namespace {

using Word = std::string_view;
using Is = CellCondition::Is;

std::optional<Is> operator_of(Word word) {
  if (word == "=" || word == "in") return Is::in;
  if (word == "not_in") return Is::not_in;
  if (word == ">") return Is::more_than;
  if (word == ">=") return Is::at_least;
  if (word == "<") return Is::less_than;
  return std::nullopt;
}

// `needs`: kinds of evidence, as in norms/checks.md.
constexpr Word evidence_kinds[] = {"policy", "run", "text", "records", "words", "desk", "nothing"};

bool is_number_column(const Column &column) { return column.type == ColumnType::number || column.type == ColumnType::decimal; }

// Why a value can't stand in a column, or an empty text. A comparison of the wrong kind would match what it should not.
std::string problem_of(const Column &column, Word value) {
  if (is_number_column(column) && !millionths_of(value)) return fmt::format("column {} holds numbers, not '{}'", column.name, value);
  if (!column.values.empty() && std::ranges::find(column.values, value) == column.values.end())
    return fmt::format("column {} has no value '{}'", column.name, value);
  return {};
}
std::string problem_of(const Column &column, Is is) {
  if (column.type == ColumnType::steps) return fmt::format("column {} can't be compared", column.name);
  if (is_number_column(column) == (is != Is::in && is != Is::not_in)) return {};
  return fmt::format("column {} is compared with {}", column.name, is_number_column(column) ? ">, >= or <" : "=, in or not_in");
}

// "fact.column"
std::optional<FactColumn> fact_column_of(Word word) {
  const size_t dot = word.find('.');
  const std::optional<FactKind> fact = find_fact(word.substr(0, dot));
  if (dot == Word::npos || !fact) return std::nullopt;
  const std::optional<size_t> column = find_column(schema_of(*fact), word.substr(dot + 1));
  return column ? std::optional(FactColumn{*fact, *column}) : std::nullopt;
}

// "column = value", "column in value value", "column not_in $parameter", "column > $parameter", one after another.
std::string parse_conditions(std::span<const Word> words, Pattern &pattern) {
  const FactSchema &schema = schema_of(pattern.fact);
  for (size_t i = 0; i < words.size();) {
    const std::optional<Is> is = i + 2 < words.size() ? operator_of(words[i + 1]) : std::nullopt;
    if (!is) return fmt::format("expected 'column = value' at '{}'", words[i]);
    CellCondition condition;
    condition.is = *is;
    if (words[i] == "reached") return "reached is always asked and not written";
    const std::optional<size_t> column = find_column(schema, words[i]);
    if (!column) return fmt::format("fact {} has no column '{}'", schema.name, words[i]);
    condition.column = *column;
    const Column &described = schema.columns[condition.column];
    if (std::string problem = problem_of(described, condition.is); !problem.empty()) return problem;
    const bool is_list = words[i + 1] == "in" || words[i + 1] == "not_in";
    i += 2;
    // Values go on until the next word that is followed by an operator.
    size_t count = 0;
    do {
      if (words[i].starts_with('$')) condition.parameter = words[i].substr(1);
      else if (const std::optional<FactColumn> listed = fact_column_of(words[i])) condition.listed = listed;
      else condition.values.emplace_back(words[i]);
      ++i, ++count;
    } while (is_list && i < words.size() && !(i + 1 < words.size() && operator_of(words[i + 1])));
    if (count > 1 && condition.values.size() != count) return "give values, one parameter or one column of a fact";
    for (const std::string &value : condition.values)
      if (std::string problem = problem_of(described, value); !problem.empty()) return problem;
    pattern.conditions.push_back(std::move(condition));
  }
  return {};
}

std::string parse_pattern(std::span<const Word> words, Shows shows, std::vector<Pattern> &patterns) {
  const std::optional<FactKind> fact = find_fact(words[0]);
  if (!fact) return fmt::format("there is no fact '{}'", words[0]);
  Pattern pattern{*fact, {}, shows};
  std::string problem = parse_conditions(words.subspan(1), pattern);
  if (problem.empty() && pattern.conditions.empty() && shows != Shows::sign) problem = "names no column";
  patterns.push_back(std::move(pattern));
  return problem;
}

// Values, "$name" for those of another default that stands before, "doubtful" and doubtful values; or "any" alone.
std::string parse_default(Word name, std::span<const Word> words, CheckTable &table) {
  if (table.defaults.contains(name)) return fmt::format("{} has a default already", name);
  Default entry;
  entry.is_any = words.size() == 1 && words[0] == "any";
  std::vector<std::string> *list = &entry.values;
  for (const Word each : words) {
    if (entry.is_any) break;
    if (each == "doubtful") {
      list = &entry.doubtful;
    } else if (each.starts_with('$')) {
      const auto other = table.defaults.find(each.substr(1));
      if (other == table.defaults.end()) return fmt::format("no default of {} stands before", each);
      list->insert(list->end(), other->second.values.begin(), other->second.values.end());
    } else {
      list->emplace_back(each);
    }
  }
  table.defaults.emplace(name, std::move(entry));
  return {};
}

std::string parse_line(std::span<const Word> words, CheckTable &table) {
  const Word kind = words[0];
  if (kind == "parameter") {
    for (const Word name : words.subspan(1)) table.noted.emplace_back(name);
    return {};
  }
  if (words.size() < 3) return "a row has at least three words";
  const Word id = words[1];
  const std::span<const Word> rest = words.subspan(2);
  if (kind == "default") return parse_default(id, rest, table);
  auto found = std::ranges::find(table.checks, id, &Check::id);
  if (found == table.checks.end()) {
    found = table.checks.insert(table.checks.end(), Check());
    found->id = id;
  }
  if (kind == "check") return parse_pattern(rest, Shows::breach, found->breaches);
  if (kind == "absence") return parse_pattern(rest, Shows::absence, found->breaches);
  if (kind == "sign") return parse_pattern(rest, Shows::sign, found->breaches);
  if (kind == "lacks") return parse_pattern(rest, Shows::breach, found->ways_out);
  if (kind == "needs") {
    if (rest.size() != 1 || !found->needs.empty()) return "needs one word";
    if (std::ranges::find(evidence_kinds, rest[0]) == std::end(evidence_kinds)) return fmt::format("there is no evidence '{}'", rest[0]);
    found->needs = rest[0];
    return {};
  }
  if (kind == "rests") {
    for (const Word word : rest) found->rests_on.emplace_back(word);
    return {};
  }
  if (kind == "holds") {
    for (const Word word : rest) {
      const std::optional<FactKind> fact = find_fact(word);
      if (!fact) return fmt::format("there is no fact '{}'", word);
      found->holders.push_back(*fact);
    }
    return {};
  }
  return fmt::format("unknown kind of row '{}'", kind);
}

std::string problem_of(const Check &check) {
  if (!check.breaches.empty() && !check.ways_out.empty()) return "write either check, absence and sign rows, or lacks rows";
  if (check.breaches.empty() && check.ways_out.empty() && check.needs.empty()) return "no row says what decides it";
  const auto &patterns = check.breaches.empty() ? check.ways_out : check.breaches;
  const bool has_given = std::ranges::any_of(patterns, [](const Pattern &pattern) {
    return is_from_outside(pattern.fact) ||
           std::ranges::any_of(pattern.conditions, [](const CellCondition &condition) { return condition.listed && is_from_outside(condition.listed->fact); });
  });
  if (has_given && check.needs.empty()) return "it reads facts that no package shows; a needs row must say of what kind";
  if (!has_given && !check.needs.empty() && !patterns.empty()) return "it needs evidence that none of its rows reads";
  return {};
}

template <class Each>
void each_pattern(const Check &check, const Each &each) {
  for (const auto *patterns : {&check.breaches, &check.ways_out})
    for (const Pattern &pattern : *patterns) each(pattern);
}

} // namespace

Result<CheckTable> parse_checks(std::string_view file, std::string_view text) {
  CheckTable table;
  for (u32 line = 1; !text.empty(); ++line) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::vector<Word> words = split_words(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.empty()) continue;
    const std::string problem = parse_line(words, table);
    if (!problem.empty()) return fail(fmt::format("{}:{}: {}", file, line, problem));
  }
  for (const Check &check : table.checks)
    if (const std::string problem = problem_of(check); !problem.empty()) return fail(fmt::format("{}: {}: {}", file, check.id, problem));
  std::ranges::sort(table.checks, {}, &Check::id);
  return table;
}

const Check *find_check(const CheckTable &table, std::string_view id) {
  const auto found = std::ranges::lower_bound(table.checks, id, {}, [](const Check &check) { return std::string_view(check.id); });
  return found != table.checks.end() && found->id == id ? &*found : nullptr;
}

const Default *find_default(const CheckTable &table, const Check &check, std::string_view parameter) {
  std::string own = check.id + '.';
  own += parameter;
  auto found = table.defaults.find(own);
  if (found == table.defaults.end()) found = table.defaults.find(parameter);
  return found == table.defaults.end() ? nullptr : &found->second;
}

bool is_applying(const CheckTable &table, const Check &check, const Pattern &pattern, const Parameters &parameters) {
  return std::ranges::all_of(pattern.conditions, [&](const CellCondition &condition) {
    const std::string &name = condition.parameter;
    return name.empty() || name == requirement_parameter || parameters.contains(name) || find_default(table, check, name) != nullptr;
  });
}

std::string missing_parameter(const CheckTable &table, const Check &check, const Parameters &parameters) {
  std::string missing, unusable;
  bool is_any_applying = check.breaches.empty() && check.ways_out.empty();
  each_pattern(check, [&](const Pattern &pattern) {
    const bool applies = is_applying(table, check, pattern, parameters);
    is_any_applying |= applies;
    for (const CellCondition &condition : pattern.conditions) {
      if (condition.parameter.empty() || condition.parameter == requirement_parameter) continue;
      const Column &column = schema_of(pattern.fact).columns[condition.column];
      const auto given = parameters.find(condition.parameter);
      if (given == parameters.end()) {
        if (missing.empty() && !applies) missing = condition.parameter;
        continue;
      }
      const bool is_usable = !given->second.empty() && (!is_number_column(column) || given->second.size() == 1) &&
                             std::ranges::all_of(given->second, [&](const std::string &value) { return problem_of(column, value).empty(); });
      if (!is_usable && unusable.empty()) unusable = condition.parameter;
    }
  });
  if (!unusable.empty()) return unusable;
  if (!is_any_applying) return missing;
  for (const std::string &word : check.rests_on) {
    if (!word.starts_with('$')) continue;
    const std::string name = word.substr(1);
    const auto given = parameters.find(name);
    if (given == parameters.end() ? !find_default(table, check, name) : given->second.empty()) return name;
  }
  return {};
}

bool is_parameter(const CheckTable &table, std::string_view name) {
  bool is_read = std::ranges::find(table.noted, name) != table.noted.end();
  for (const Check &check : table.checks)
    each_pattern(check, [&](const Pattern &pattern) { is_read |= std::ranges::find(pattern.conditions, name, &CellCondition::parameter) != pattern.conditions.end(); });
  return is_read;
}

bool is_by_requirement(const Check &check) {
  bool is_asked = false;
  each_pattern(check, [&](const Pattern &pattern) {
    is_asked |= std::ranges::find(pattern.conditions, requirement_parameter, &CellCondition::parameter) != pattern.conditions.end();
  });
  return is_asked;
}

} // namespace kinsafe
