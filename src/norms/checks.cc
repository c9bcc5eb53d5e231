// Reads check rows and evaluates them. Every comparison has three outcomes: a cell that is `unclear`, `unknown` or empty
// might be any value, so a row that would match but for such a cell leaves the check open.
#include "norms/checks.h"

#include "base/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace kinsafe {

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
  case Verdict::violated: return "violated";
  case Verdict::met: return "met";
  case Verdict::unclear: return "unclear";
  case Verdict::not_applicable: return "not_applicable";
  }
  return "";
}

namespace {

using Word = std::string_view;

bool is_operator(Word word) { return word == "=" || word == "in" || word == "not_in" || word == ">"; }

std::optional<i64> number_of(Word word) {
  i64 number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  return error == std::errc() && end == word.data() + word.size() ? std::optional(number) : std::nullopt;
}

// Why a value can't stand in a column, or an empty text. A comparison of the wrong kind would match what it should not.
std::string problem_of(const Column &column, Word value) {
  if (column.type == ColumnType::number && !number_of(value)) return fmt::format("column {} holds numbers, not '{}'", column.name, value);
  if (!column.values.empty() && std::ranges::find(column.values, value) == column.values.end())
    return fmt::format("column {} has no value '{}'", column.name, value);
  return {};
}
std::string problem_of(const Column &column, Condition::Is is) {
  if (column.type == ColumnType::steps) return fmt::format("column {} can't be compared", column.name);
  if ((column.type == ColumnType::number) == (is == Condition::Is::more_than)) return {};
  return fmt::format("column {} is compared with {}", column.name, column.type == ColumnType::number ? "> alone" : "=, in or not_in");
}

// "column = value", "column in value value", "column not_in $parameter", "column > $parameter", one after another.
std::string parse_conditions(std::span<const Word> words, Pattern &pattern) {
  const FactSchema &schema = schema_of(pattern.fact);
  for (size_t i = 0; i < words.size();) {
    if (i + 2 >= words.size() || !is_operator(words[i + 1])) return fmt::format("expected 'column = value' at '{}'", words[i]);
    Condition condition;
    if (words[i] == "reached") return "reached is always asked and not written";
    const std::optional<size_t> column = find_column(schema, words[i]);
    if (!column) return fmt::format("fact {} has no column '{}'", schema.name, words[i]);
    condition.column = *column;
    const Word operation = words[i + 1];
    condition.is = operation == ">" ? Condition::Is::more_than : operation == "not_in" ? Condition::Is::not_in : Condition::Is::in;
    const Column &described = schema.columns[condition.column];
    if (std::string problem = problem_of(described, condition.is); !problem.empty()) return problem;
    i += 2;
    // Values go on until the next word that is followed by an operator.
    size_t count = 0;
    do {
      if (words[i].starts_with('$')) condition.parameter = words[i].substr(1);
      else condition.values.emplace_back(words[i]);
      ++i, ++count;
    } while (operation != "=" && operation != ">" && i < words.size() && !(i + 1 < words.size() && is_operator(words[i + 1])));
    if (!condition.parameter.empty() && count > 1) return "give values or one parameter, not both";
    for (const std::string &value : condition.values)
      if (std::string problem = problem_of(described, value); !problem.empty()) return problem;
    pattern.conditions.push_back(std::move(condition));
  }
  return {};
}

std::string parse_pattern(std::span<const Word> words, std::vector<Pattern> &patterns) {
  if (words.empty()) return "names no fact";
  const std::optional<FactKind> fact = find_fact(words[0]);
  if (!fact) return fmt::format("there is no fact '{}'", words[0]);
  Pattern pattern{*fact, {}, false};
  const std::string problem = parse_conditions(words.subspan(1), pattern);
  patterns.push_back(std::move(pattern));
  return problem;
}

std::string parse_line(std::span<const Word> words, CheckTable &table) {
  if (words.size() < 3) return "a row has at least three words";
  const Word kind = words[0], id = words[1];
  const std::span<const Word> rest = words.subspan(2);
  if (kind == "default") {
    Default &entry = table.defaults[std::string(id)];
    std::vector<std::string> *list = &entry.values;
    for (const Word word : rest) {
      if (word == "doubtful") list = &entry.doubtful;
      else list->emplace_back(word);
    }
    return {};
  }
  auto found = std::ranges::find(table.checks, id, &Check::id);
  if (found == table.checks.end()) found = table.checks.insert(table.checks.end(), Check{std::string(id), {}, {}, {}, {}});
  if (kind == "check" || kind == "absence") {
    const std::string problem = parse_pattern(rest, found->breaches);
    if (problem.empty()) found->breaches.back().is_absence = kind == "absence";
    return problem;
  }
  if (kind == "lacks") return parse_pattern(rest, found->ways_out);
  if (kind == "needs") {
    found->needs = rest[0];
    return rest.size() == 1 ? "" : "needs one word";
  }
  if (kind == "rests") {
    for (const Word word : rest) found->rests_on.emplace_back(word);
    return {};
  }
  return fmt::format("unknown kind of row '{}'", kind);
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
  for (const Check &check : table.checks) {
    const int kinds = !check.needs.empty() + !check.breaches.empty() + !check.ways_out.empty();
    if (kinds != 1) return fail(fmt::format("{}: {}: write either check and absence, lacks or needs rows", file, check.id));
  }
  std::ranges::sort(table.checks, {}, &Check::id);
  return table;
}

const Check *find_check(const CheckTable &table, std::string_view id) {
  const auto found = std::ranges::lower_bound(table.checks, id, {}, [](const Check &check) { return std::string_view(check.id); });
  return found != table.checks.end() && found->id == id ? &*found : nullptr;
}

std::string missing_parameter(const CheckTable &table, const Check &check, const Parameters &parameters) {
  const auto is_there = [&](std::string_view name) {
    if (const auto given = parameters.find(name); given != parameters.end()) return !given->second.empty();
    return table.defaults.find(name) != table.defaults.end();
  };
  for (const std::vector<Pattern> *patterns : {&check.breaches, &check.ways_out})
    for (const Pattern &pattern : *patterns)
      for (const Condition &condition : pattern.conditions) {
        if (condition.parameter.empty()) continue;
        if (!is_there(condition.parameter)) return condition.parameter;
        const auto given = parameters.find(condition.parameter);
        if (given == parameters.end()) continue;
        const Column &column = schema_of(pattern.fact).columns[condition.column];
        if (column.type == ColumnType::number && given->second.size() != 1) return condition.parameter;
        for (const std::string &value : given->second)
          if (!problem_of(column, value).empty()) return condition.parameter;
      }
  for (const std::string &word : check.rests_on)
    if (word.starts_with('$') && !is_there(std::string_view(word).substr(1))) return word.substr(1);
  return {};
}

namespace {

enum class Match : u8 { no, maybe, yes };

// The values that a condition or a `rests` word means, with the doubtful ones apart.
struct Meant {
  std::span<const std::string> values, doubtful;
};
Meant meant_by(const CheckTable &table, const Parameters &parameters, std::string_view parameter) {
  if (const auto given = parameters.find(parameter); given != parameters.end()) return {given->second, {}};
  if (const auto fallback = table.defaults.find(parameter); fallback != table.defaults.end())
    return {fallback->second.values, fallback->second.doubtful};
  return {};
}

bool contains(std::span<const std::string> list, std::string_view word) { return std::ranges::find(list, word) != list.end(); }

// "*.*" stands for any name with a dot in it: a permission that is not the platform's, whose protection is not known here.
bool is_among(std::span<const std::string> list, std::string_view word) {
  return contains(list, word) || (contains(list, "*.*") && word.find('.') != std::string_view::npos);
}

Match match_number(i64 value, std::span<const std::string> bound) {
  const std::optional<i64> limit = bound.size() == 1 ? number_of(bound[0]) : std::nullopt;
  if (!limit) return Match::maybe;
  return value > *limit ? Match::yes : Match::no;
}

// `other` is what has no word of its own: it may or may not be one of the things meant.
Match match_word(std::string_view word, const Meant &meant, Condition::Is is) {
  const bool is_value = contains(meant.values, word);
  if (word == "unclear" || word == "unknown" || (word == "other" && !is_value)) return Match::maybe;
  if (!is_value && is_among(meant.doubtful, word)) return Match::maybe;
  return is_value == (is == Condition::Is::in) ? Match::yes : Match::no;
}

Match match_cell(const Cell &cell, const Condition &condition, const Meant &meant) {
  if (const auto *number = std::get_if<i64>(&cell)) return match_number(*number, meant.values);
  if (const auto *word = std::get_if<std::string>(&cell)) return match_word(*word, meant, condition.is);
  if (const auto *words = std::get_if<std::vector<std::string>>(&cell)) {
    // A list is `in` if one of its words is, and `not_in` if none of them is in.
    const bool is_in = condition.is == Condition::Is::in;
    Match match = is_in ? Match::no : Match::yes;
    for (const std::string &word : *words) {
      const Match each = match_word(word, meant, condition.is);
      match = is_in ? std::max(match, each) : std::min(match, each);
    }
    return match;
  }
  return Match::maybe;
}

// Facts of code count when their code can run; what the package declares needs no running.
Match match_reached(const Pattern &pattern, const Row &row) {
  if (pattern.fact == FactKind::permission) return Match::yes;
  return row.reached == "yes" ? Match::yes : row.reached == "no" ? Match::no : Match::maybe;
}

Match match_row(const CheckTable &table, const Pattern &pattern, const Parameters &parameters, const Row &row) {
  Match match = match_reached(pattern, row);
  for (const Condition &condition : pattern.conditions) {
    const Meant meant = condition.parameter.empty() ? Meant{condition.values, {}} : meant_by(table, parameters, condition.parameter);
    const bool is_meant = !meant.values.empty() || !meant.doubtful.empty(); // else nobody said what is asked
    match = std::min(match, is_meant ? match_cell(row.cells[condition.column], condition, meant) : Match::maybe);
  }
  return match;
}

bool is_hiding(const GapRow &gap, FactKind fact) { return std::ranges::find(gap.hides, fact) != gap.hides.end(); }

// No part declares any of the permissions, and every part that could was read.
bool is_without_permissions(const CheckTable &table, const Check &check, const Parameters &parameters, const Facts &facts,
                            std::span<const GapRow> gaps) {
  if (check.rests_on.empty()) return false;
  if (std::ranges::any_of(gaps, [](const GapRow &gap) { return is_hiding(gap, FactKind::permission); })) return false;
  std::vector<std::string> permissions;
  for (const std::string &word : check.rests_on) {
    if (!word.starts_with('$')) {
      permissions.push_back(word);
      continue;
    }
    const Meant meant = meant_by(table, parameters, std::string_view(word).substr(1));
    if (meant.values.empty() && meant.doubtful.empty()) return false;
    permissions.insert(permissions.end(), meant.values.begin(), meant.values.end());
    permissions.insert(permissions.end(), meant.doubtful.begin(), meant.doubtful.end());
  }
  return std::ranges::none_of(facts.of(FactKind::permission), [&](const Row &row) {
    return is_among(permissions, word_of(FactKind::permission, row, "name")) && word_of(FactKind::permission, row, "declared") != "no";
  });
}

struct Matches {
  std::vector<const Row *> yes, maybe;
};
Matches find_matches(const CheckTable &table, std::span<const Pattern> patterns, const Parameters &parameters, const Facts &facts,
                     std::span<const GapRow> gaps) {
  Matches matches;
  for (const Pattern &pattern : patterns) {
    const bool is_hidden = std::ranges::any_of(gaps, [&](const GapRow &gap) { return is_hiding(gap, pattern.fact); });
    for (const Row &row : facts.of(pattern.fact)) {
      Match match = match_row(table, pattern, parameters, row);
      if (pattern.is_absence && is_hidden) match = std::min(match, Match::maybe);
      if (match == Match::yes) matches.yes.push_back(&row);
      if (match == Match::maybe) matches.maybe.push_back(&row);
    }
  }
  return matches;
}

void add_because(CheckResult &result, const std::vector<const Row *> &rows) {
  for (const Row *row : rows) {
    if (!contains(result.because, row->id)) result.because.push_back(row->id);
    result.is_observed |= row->basis == "observed";
  }
}

} // namespace

CheckResult evaluate(const CheckTable &table, const Check &check, const Parameters &parameters, const Facts &facts,
                     std::span<const GapRow> gaps) {
  CheckResult result;
  result.check = check.id;
  result.needs = check.needs;
  if (!check.needs.empty()) return result;
  const std::vector<Pattern> &patterns = check.breaches.empty() ? check.ways_out : check.breaches;
  const Matches matches = find_matches(table, patterns, parameters, facts, gaps);
  // What a run has shown is not undone by what the manifest says.
  const auto is_observed = [](const Row *row) { return row->basis == "observed"; };
  const bool is_seen_in_run = std::ranges::any_of(matches.yes, is_observed) || std::ranges::any_of(matches.maybe, is_observed);
  if (!is_seen_in_run && is_without_permissions(table, check, parameters, facts, gaps)) {
    result.verdict = Verdict::met;
    result.is_settled = true;
    return result;
  }
  const auto is_relevant = [&](const GapRow &gap) {
    return std::ranges::any_of(patterns, [&](const Pattern &pattern) { return is_hiding(gap, pattern.fact); });
  };
  for (const GapRow &gap : gaps)
    if (is_relevant(gap)) result.gaps.push_back(gap.id);

  if (!matches.yes.empty()) {
    add_because(result, matches.yes);
    result.gaps.clear(); // what was not seen can't undo what was
    result.verdict = check.breaches.empty() ? Verdict::met : Verdict::violated;
    return result;
  }
  if (!matches.maybe.empty() || !result.gaps.empty()) {
    add_because(result, matches.maybe);
    return result;
  }
  if (!check.breaches.empty()) {
    result.verdict = Verdict::met;
    return result;
  }
  // A breach by absence: what lacks a way out is the rows that are there and whose code runs.
  std::vector<const Row *> running, perhaps;
  for (const Pattern &pattern : check.ways_out)
    for (const Row &row : facts.of(pattern.fact)) {
      const Match reached = match_reached(pattern, row);
      if (reached == Match::yes) running.push_back(&row);
      if (reached == Match::maybe) perhaps.push_back(&row);
    }
  if (running.empty() && !perhaps.empty()) {
    add_because(result, perhaps);
    return result;
  }
  add_because(result, running);
  result.verdict = running.empty() ? Verdict::not_applicable : Verdict::violated;
  return result;
}

} // namespace kinsafe
