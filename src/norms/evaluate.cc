// Every comparison has three outcomes: a cell that is `unclear`, `unknown` or empty might be any value, so a row that would
// match but for such a cell leaves the check open.
#include "norms/evaluate.h"

#include "base/types.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <string_view>

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

enum class Match : u8 { no, maybe, yes };
using Is = CellCondition::Is;

static_assert(fact_kinds <= 64); // sets of facts are bits of a u64
constexpr u64 bit_of(FactKind kind) { return u64{1} << static_cast<size_t>(kind); }

// The values that a condition or a `rests` word means, with the doubtful ones apart.
struct Meant {
  std::span<const std::string> values, doubtful;
  bool is_any = false;
};

bool contains(std::span<const std::string> list, std::string_view word) { return std::ranges::find(list, word) != list.end(); }

// A value that ends in * stands for any text with that beginning; "*.*" for any name with a dot in it: a permission that
// is not the platform's, whose protection is not known here.
bool is_like(std::string_view value, std::string_view word) {
  if (value == "*.*") return word.contains('.');
  return value.ends_with('*') ? word.starts_with(value.substr(0, value.size() - 1)) : value == word;
}
bool is_among(std::span<const std::string> list, std::string_view word) {
  return std::ranges::any_of(list, [&](const std::string &value) { return is_like(value, word); });
}

// `other` is what has no word of its own: it may or may not be one of the things meant.
Match match_word(std::string_view word, const Meant &meant, Is is) {
  const bool is_value = is_among(meant.values, word);
  if (word == "unclear" || word == "unknown" || (word == "other" && !is_value)) return Match::maybe;
  if (!is_value && is_among(meant.doubtful, word)) return Match::maybe;
  return is_value == (is == Is::in) ? Match::yes : Match::no;
}

Match match_number(i64 millionths, const Meant &meant, Is is) {
  const std::optional<i64> bound = meant.values.size() == 1 ? millionths_of(meant.values[0]) : std::nullopt;
  if (!bound) return Match::maybe;
  const bool holds = is == Is::more_than ? millionths > *bound : is == Is::at_least ? millionths >= *bound : millionths < *bound;
  return holds ? Match::yes : Match::no;
}

Match match_cell(const Cell &cell, const Meant &meant, Is is) {
  if (const auto *number = std::get_if<i64>(&cell)) {
    constexpr i64 million = 1'000'000, most = std::numeric_limits<i64>::max() / million;
    return match_number(std::clamp(*number, -most, most) * million, meant, is);
  }
  if (const auto *word = std::get_if<std::string>(&cell)) {
    if (is == Is::in || is == Is::not_in) return match_word(*word, meant, is);
    const std::optional<i64> decimal = millionths_of(*word);
    return decimal ? match_number(*decimal, meant, is) : Match::maybe;
  }
  if (const auto *words = std::get_if<std::vector<std::string>>(&cell)) {
    // A list is `in` if one of its words is, and `not_in` if none of them is in.
    Match match = is == Is::in ? Match::no : Match::yes;
    for (const std::string &word : *words) {
      const Match each = match_word(word, meant, is);
      match = is == Is::in ? std::max(match, each) : std::min(match, each);
    }
    return match;
  }
  return Match::maybe;
}

// Facts of code count when their code can run; what the package declares needs no running.
Match match_reached(FactKind fact, const Row &row) {
  if (fact == FactKind::permission) return Match::yes;
  return row.reached == "yes" ? Match::yes : row.reached == "no" ? Match::no : Match::maybe;
}

// What is given of a check is all only where every row of coverage about it says so. Where findings go by requirement, one
// that names none can't say that they are whole, but it can say that they are not.
bool is_covered(const Check &check, const Asking &asking, const Facts &facts) {
  const FactSchema &schema = schema_of(FactKind::coverage);
  static const size_t complete = find_column(schema, "complete").value(), checks = find_column(schema, "checks").value(),
                      requirement = find_column(schema, "requirement").value();
  const bool by_requirement = is_by_requirement(check);
  bool is_whole = false;
  for (const Row &row : facts.of(FactKind::coverage)) {
    const auto *about = std::get_if<std::vector<std::string>>(&row.cells[checks]);
    if (!about || !contains(*about, check.id)) continue;
    const auto *named = std::get_if<std::string>(&row.cells[requirement]);
    if (named && *named != asking.requirement) continue;
    const auto *word = std::get_if<std::string>(&row.cells[complete]);
    if (!word || *word != "yes") return false;
    is_whole |= named || !by_requirement;
  }
  return is_whole;
}

// One evaluation: what is there, what is hidden, and how far what was given is whole.
class Matching {
public:
  Matching(const CheckTable &table, const Check &check, const Asking &asking, const Facts &facts, u64 hidden)
      : table_(table), check_(check), asking_(asking), facts_(facts), hidden_(hidden) {
    for (const FactKind holder : check.holders) holders_ |= bit_of(holder);
  }

  std::vector<const Row *> yes, maybe, signs;
  u64 looked_at = 0;         // facts that a gap must not hide
  bool is_waiting = false;   // for evidence that no package holds
  size_t applied = 0;        // patterns

  void add(const Pattern &pattern) {
    if (!is_applying(table_, check_, pattern, asking_.parameters)) return;
    ++applied;
    const bool is_given = is_from_outside(pattern.fact);
    if (is_given) is_waiting |= !is_whole();
    else looked_at |= bit_of(pattern.fact);
    for (const Row &row : facts_.of(pattern.fact)) {
      Match match = match_row(pattern, row);
      if (match == Match::yes && pattern.shows == Shows::absence) {
        const u64 holding = (is_given ? 0 : bit_of(pattern.fact)) | holders_;
        if ((is_given && !is_whole()) || (hidden_ & holding)) match = Match::maybe, looked_at |= holders_;
      }
      if (match == Match::yes) (pattern.shows == Shows::sign ? signs : yes).push_back(&row);
      if (match == Match::maybe) maybe.push_back(&row);
    }
  }

  Meant meant_by(std::string_view parameter) const {
    if (parameter == requirement_parameter) return {{&requirement_, asking_.requirement.empty() ? 0u : 1u}, {}, false};
    if (const auto given = asking_.parameters.find(parameter); given != asking_.parameters.end()) return {given->second, {}, false};
    if (const Default *fallback = find_default(table_, check_, parameter)) return {fallback->values, fallback->doubtful, fallback->is_any};
    return {};
  }

private:
  bool is_whole() {
    if (!is_whole_) is_whole_ = is_covered(check_, asking_, facts_);
    return *is_whole_;
  }

  Match match_row(const Pattern &pattern, const Row &row) {
    Match match = match_reached(pattern.fact, row);
    for (const CellCondition &condition : pattern.conditions) {
      if (match == Match::no) break;
      match = std::min(match, match_condition(condition, row.cells[condition.column]));
    }
    return match;
  }

  Match match_condition(const CellCondition &condition, const Cell &cell) {
    if (condition.listed) return match_listed(condition, cell);
    const Meant meant = condition.parameter.empty() ? Meant{condition.values, {}, false} : meant_by(condition.parameter);
    if (meant.is_any) return Match::yes;
    const bool is_meant = !meant.values.empty() || !meant.doubtful.empty(); // else nobody said what is asked
    return is_meant ? match_cell(cell, meant, condition.is) : Match::maybe;
  }

  // A word that a list lacks is known to be missing only where the list is whole.
  Match match_listed(const CellCondition &condition, const Cell &cell) {
    const auto *word = std::get_if<std::string>(&cell);
    if (!word || *word == "unclear" || *word == "unknown") return Match::maybe;
    bool is_in = false;
    for (const Row &row : facts_.of(condition.listed->fact)) {
      const auto *listed = std::get_if<std::string>(&row.cells[condition.listed->column]);
      is_in |= listed && *listed == *word;
    }
    if (!is_in && !is_whole()) {
      is_waiting = true;
      return Match::maybe;
    }
    return is_in == (condition.is == Is::in) ? Match::yes : Match::no;
  }

  const CheckTable &table_;
  const Check &check_;
  const Asking &asking_;
  const std::string requirement_{asking_.requirement};
  const Facts &facts_;
  u64 hidden_, holders_ = 0;
  std::optional<bool> is_whole_;
};

// No part declares any of the permissions, and every part that could was read.
bool is_without_permissions(const Matching &matching, const Check &check, const Facts &facts, u64 hidden) {
  if (check.rests_on.empty() || (hidden & bit_of(FactKind::permission))) return false;
  std::vector<std::span<const std::string>> lists;
  for (const std::string &word : check.rests_on) {
    if (!word.starts_with('$')) {
      lists.push_back({&word, 1});
      continue;
    }
    const Meant meant = matching.meant_by(std::string_view(word).substr(1));
    if (meant.values.empty() && meant.doubtful.empty()) return false;
    lists.push_back(meant.values), lists.push_back(meant.doubtful);
  }
  return std::ranges::none_of(facts.of(FactKind::permission), [&](const Row &row) {
    const std::string_view name = word_of(FactKind::permission, row, "name");
    return word_of(FactKind::permission, row, "declared") != "no" &&
           std::ranges::any_of(lists, [&](std::span<const std::string> list) { return is_among(list, name); });
  });
}

void add_because(CheckResult &result, const std::vector<const Row *> &rows) {
  std::set<std::string_view> known(result.because.begin(), result.because.end());
  for (const Row *row : rows) {
    if (known.insert(row->id).second) result.because.push_back(row->id);
    result.is_observed |= row->basis == "observed";
  }
}

// Requirements that give nothing which the check reads get the same answer.
bool is_alike_for_all(const Check &check, const Asking &asking) {
  const auto is_asked = [&](std::string_view parameter) {
    return !parameter.empty() && (parameter == requirement_parameter || asking.parameters.contains(parameter));
  };
  for (const auto *patterns : {&check.breaches, &check.ways_out})
    for (const Pattern &pattern : *patterns) {
      if (is_from_outside(pattern.fact)) return false; // coverage may name the requirement
      for (const CellCondition &condition : pattern.conditions)
        if (condition.listed || is_asked(condition.parameter)) return false;
    }
  return std::ranges::none_of(check.rests_on, [&](const std::string &word) { return word.starts_with('$') && is_asked(word.substr(1)); });
}

} // namespace

Evaluator::Evaluator(const CheckTable &table, const Facts &facts, std::span<const GapRow> gaps)
    : table_(table), facts_(facts), gaps_(gaps) {
  for (const GapRow &gap : gaps) {
    u64 hidden = 0;
    for (const FactKind kind : gap.hides) hidden |= bit_of(kind);
    hidden_by_.push_back(hidden);
    hidden_ |= hidden;
  }
}

CheckResult Evaluator::evaluate(const Check &check, const Asking &asking) {
  if (!is_alike_for_all(check, asking)) return evaluate_anew(check, asking);
  const auto known = known_.find(&check);
  return known != known_.end() ? known->second : known_.emplace(&check, evaluate_anew(check, asking)).first->second;
}

CheckResult Evaluator::evaluate_anew(const Check &check, const Asking &asking) const {
  CheckResult result;
  result.check = check.id;
  const bool is_by_absence = check.breaches.empty(); // `lacks`
  const std::vector<Pattern> &patterns = is_by_absence ? check.ways_out : check.breaches;
  if (patterns.empty()) {
    result.needs = check.needs;
    return result;
  }
  Matching matching(table_, check, asking, facts_, hidden_);
  for (const Pattern &pattern : patterns) matching.add(pattern);
  // What a run has shown is not undone by what the manifest says.
  const auto is_observed = [](const Row *row) { return row->basis == "observed"; };
  const bool is_seen_in_run = std::ranges::any_of(matching.yes, is_observed) || std::ranges::any_of(matching.maybe, is_observed);
  if (!is_seen_in_run && is_without_permissions(matching, check, facts_, hidden_)) {
    result.verdict = Verdict::met;
    result.is_settled = true;
    return result;
  }
  if (!matching.yes.empty()) { // what was not seen can't undo what was
    add_because(result, matching.yes);
    result.verdict = is_by_absence ? Verdict::met : Verdict::violated;
    return result;
  }
  // Rows that nobody gave the parameters of show nothing; nor is a way out missing that could not be looked for.
  const bool is_unasked = is_by_absence ? matching.applied < patterns.size() : matching.applied == 0;
  for (size_t i = 0; i < gaps_.size(); ++i)
    if (hidden_by_[i] & matching.looked_at) result.gaps.push_back(gaps_[i].id);
  if (matching.is_waiting) result.needs = check.needs;
  result.is_sign = !matching.signs.empty();
  if (is_unasked || result.is_sign || !matching.maybe.empty() || !result.gaps.empty() || matching.is_waiting) {
    add_because(result, matching.signs);
    add_because(result, matching.maybe);
    return result;
  }
  if (!is_by_absence) {
    result.verdict = Verdict::met;
    return result;
  }
  // What lacks a way out is the rows that are there and whose code runs.
  std::vector<const Row *> running, perhaps;
  for (const Pattern &pattern : patterns)
    for (const Row &row : facts_.of(pattern.fact)) {
      const Match reached = match_reached(pattern.fact, row);
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

CheckResult evaluate(const CheckTable &table, const Check &check, const Parameters &parameters, const Facts &facts,
                     std::span<const GapRow> gaps, std::string_view requirement) {
  return Evaluator(table, facts, gaps).evaluate(check, {requirement, parameters});
}

} // namespace kinsafe
