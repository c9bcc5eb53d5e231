// Every judged requirement against the words that it stands for: requirements.tsv says which facts break it, which comply and
// which gap leaves it open; norm_days.tsv when it binds; near_misses.tsv what it does not forbid.
#include "tests/norms/rows.h"

#include "base/strings.h"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <sstream>

namespace kinsafe {
namespace {

std::string read_table(const std::string &name) {
  return std::string(as_text(map_file(KINSAFE_SOURCE_DIR "/tests/norms/" + name).value().bytes()));
}

std::vector<std::string> split(std::string_view text, std::string_view at) {
  std::vector<std::string> parts;
  while (true) {
    const size_t end = text.find(at);
    std::string part(text.substr(0, end));
    part.erase(0, part.find_first_not_of(' '));
    part.erase(part.find_last_not_of(' ') + 1);
    parts.push_back(std::move(part));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + at.size());
  }
}

// What accuses nobody, in every column that a line leaves out; the rest is not known.
const std::map<std::string, std::map<std::string, std::string>> usual = {
    {"permission", {{"declared", "yes"}, {"used", "unclear"}, {"requested", "unclear"}}},
    {"permission_request", {{"when", "feature"}, {"consent", "after"}, {"purpose", "yes"}, {"again", "no"}}},
    {"data_read", {{"cardinality", "one"}, {"when", "feature"}, {"consent", "after"}, {"through", "query"}}},
    {"flow",
     {{"cardinality", "one"},
      {"transforms", ""},
      {"sink", "network"},
      {"receiver", "app"},
      {"when", "feature"},
      {"consent", "after"},
      {"condition", "none"},
      {"wide", "no"}}},
    {"denial", {{"bundle", "no"}, {"when", "start"}, {"must", "yes"}, {"service_reachable", "unclear"}}},
    {"service_gate", {{"service", "apply"}, {"by", "permission"}}},
    {"emergency_contact", {{"whole_book_leaves", "no"}, {"typed_way_out", "no"}}},
};

// Facts of a text such as "book denial(permission=READ_CONTACTS outcome=exits)".
class Notation {
public:
  void let(const std::string &name, const std::string &facts) { names_[name] = facts; }

  std::vector<Fact> facts(std::string_view text, const std::string &requirement) const {
    std::vector<Fact> list;
    add(text, requirement, list);
    return list;
  }

private:
  void add(std::string_view text, const std::string &requirement, std::vector<Fact> &list) const {
    while (true) {
      text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
      if (text.empty() || text == "-") return;
      const size_t open = std::min(text.find_first_of(" ("), text.size());
      const std::string word(text.substr(0, open));
      if (open == text.size() || text[open] == ' ') {
        const auto named = names_.find(word);
        ASSERT_NE(named, names_.end()) << word << " of " << requirement;
        add(named->second, requirement, list);
        text.remove_prefix(open);
        continue;
      }
      const size_t close = text.find(')');
      ASSERT_NE(close, std::string_view::npos) << word;
      const std::string inner(text.substr(open + 1, close - open - 1));
      text.remove_prefix(close + 1);
      if (word == "found") list.push_back(row("contact_finding", "check=" + inner + " proven=yes requirement=" + requirement));
      else if (word == "said") list.push_back(row("reading", "check=" + inner + " proven=yes requirement=" + requirement));
      else if (word == "whole") list.push_back(row("coverage", "checks=" + inner + " complete=yes requirement=" + requirement));
      else list.push_back(row(word, inner));
    }
  }

  static Fact row(const std::string &fact_name, const std::string &text) {
    const std::optional<FactKind> kind = find_fact(fact_name);
    if (!kind) ADD_FAILURE() << "there is no fact " << fact_name;
    const FactSchema &schema = schema_of(kind.value());
    std::map<std::string, std::string> values;
    if (const auto defaults = usual.find(fact_name); defaults != usual.end()) values = defaults->second;
    for (const std::string &part : split(text, " ")) {
      const size_t equals = part.find('=');
      values[part.substr(0, equals)] = part.substr(equals + 1);
    }
    std::string reached = "yes";
    if (values.contains("reached")) reached = values.extract("reached").mapped();
    std::vector<Cell> cells(schema.columns.size());
    for (const auto &[name, value] : values) {
      const std::optional<size_t> column = find_column(schema, name);
      if (!column) {
        ADD_FAILURE() << fact_name << " has no column " << name;
        continue;
      }
      const ColumnType type = schema.columns[*column].type;
      if (type == ColumnType::number) cells[*column] = i64{std::stoll(value)};
      else if (type == ColumnType::words) cells[*column] = value.empty() ? std::vector<std::string>() : split(value, "+");
      else cells[*column] = value;
      EXPECT_TRUE(is_allowed(schema.columns[*column], cells[*column])) << fact_name << " " << name << "=" << value;
    }
    return fact(*kind, std::move(cells), std::move(reached));
  }

  std::map<std::string, std::string> names_;
};

struct Line {
  std::string requirement;
  std::vector<std::string> breaches;
  std::string result, compliance, gap;
};

struct Table {
  Notation notation;
  std::vector<Line> lines;
};

const Table &table() {
  static const Table read = [] {
    Table all;
    std::istringstream text(read_table("requirements.tsv"));
    for (std::string line; std::getline(text, line);) {
      if (line.empty() || line[0] == '#') continue;
      if (line.starts_with("let ")) {
        const size_t equals = line.find(" = ");
        all.notation.let(line.substr(4, equals - 4), line.substr(equals + 3));
        continue;
      }
      const std::vector<std::string> cells = split(line, " | ");
      EXPECT_EQ(cells.size(), 5u) << line;
      all.lines.push_back({cells[0], split(cells[1], " ; "), cells[2], cells[3], cells[4]});
    }
    return all;
  }();
  return read;
}

// Asked so that the norm of the requirement binds without a condition.
Question question_of(const Norm &norm, std::string date) {
  Question question;
  question.date = std::move(date);
  question.about = {"app", "collection"};
  question.jurisdictions = {norm.jurisdiction};
  question.store = norm.store;
  question.lending = "yes";
  if (norm.institutions.front() != "any") question.institution = norm.institutions.front();
  if (norm.collectors != "any") question.collector = norm.collectors;
  return question;
}

const std::string &binding_day(const std::string &id) {
  static const std::map<std::string, std::string> days = [] {
    std::map<std::string, std::string> read;
    std::istringstream text(read_table("norm_days.tsv"));
    for (std::string line; std::getline(text, line);) {
      if (line.empty() || line[0] == '#') continue;
      const std::vector<std::string> cells = split(line, " | ");
      read[cells[0]] = split(cells.at(2), " ").back();
    }
    return read;
  }();
  const auto own = days.find(id);
  return own != days.end() ? own->second : days.at(id.substr(0, id.rfind('.')));
}

std::optional<RequirementVerdict> verdict_on(const std::string &id, const std::vector<Fact> &facts, const std::vector<FactKind> &hidden,
                                             std::optional<std::string> date = {}) {
  const Norm *norm = find_norm(shipped_norms(), id.substr(0, id.rfind('.')));
  if (!norm) {
    ADD_FAILURE() << id << " is of no norm";
    return std::nullopt;
  }
  const std::vector<RequirementVerdict> verdicts =
      judge(facts_of(facts), gaps_hiding(hidden), shipped_norms(), question_of(*norm, date.value_or(binding_day(id))));
  const auto found = std::ranges::find(verdicts, id, &RequirementVerdict::requirement);
  return found == verdicts.end() ? std::nullopt : std::optional(*found);
}

std::string outcome_on(const std::string &id, const std::vector<Fact> &facts, const std::vector<FactKind> &hidden = {}) {
  const std::optional<RequirementVerdict> verdict = verdict_on(id, facts, hidden);
  if (!verdict) return "none";
  return verdict->is_signs_only ? "signs" : std::string(name_of(verdict->verdict));
}

TEST(requirements, every_judged_one_has_a_line_and_no_other) {
  std::set<std::string> judged, lines;
  for (const Norm &norm : shipped_norms().norms)
    for (const Requirement &requirement : norm.requirements)
      if (requirement.judged) judged.insert(requirement.id);
  for (const Line &line : table().lines) EXPECT_TRUE(lines.insert(line.requirement).second) << line.requirement << " stands twice";
  EXPECT_EQ(lines, judged);
}

TEST(requirements, each_breach_alone_breaks_it) {
  for (const Line &line : table().lines) {
    const std::string expected = line.result == "never" ? "unclear" : line.result;
    for (const std::string &breach : line.breaches) {
      const std::vector<Fact> facts = table().notation.facts(breach, line.requirement);
      const std::string outcome = outcome_on(line.requirement, facts);
      if (line.result == "never") EXPECT_TRUE(outcome != "violated" && outcome != "signs") << line.requirement << ": " << breach << " is " << outcome;
      else EXPECT_EQ(outcome, expected) << line.requirement << ": " << breach;
    }
  }
}

TEST(requirements, what_complies_is_met_and_a_gap_leaves_it_open) {
  for (const Line &line : table().lines) {
    if (line.compliance == "never") {
      EXPECT_NE(outcome_on(line.requirement, {}), "met") << line.requirement;
      continue;
    }
    std::vector<Fact> facts = table().notation.facts(line.compliance, line.requirement);
    EXPECT_EQ(outcome_on(line.requirement, facts), "met") << line.requirement << ": " << line.compliance;
    std::vector<FactKind> hidden;
    if (line.gap == "given") std::erase_if(facts, [](const Fact &each) { return each.kind == FactKind::coverage; });
    else
      for (const std::string &name : split(line.gap, " ")) hidden.push_back(find_fact(name).value());
    if (hidden.size() == 1 && hidden[0] == FactKind::emergency_contact) facts.clear(); // a way that is there is not undone by what is hidden
    EXPECT_EQ(outcome_on(line.requirement, facts, hidden), "unclear") << line.requirement << " with " << line.gap;
  }
}

TEST(requirements, no_one_is_violated_by_what_its_words_do_not_forbid) {
  std::istringstream text(read_table("near_misses.tsv"));
  size_t seen = 0;
  for (std::string line; std::getline(text, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> cells = split(line, " | ");
    ASSERT_EQ(cells.size(), 3u) << line;
    const std::string outcome = outcome_on(cells[0], table().notation.facts(cells[1], cells[0]));
    EXPECT_TRUE(outcome == "met" || outcome == "unclear" || outcome == "not_applicable") << line << " is " << outcome;
    ++seen;
  }
  EXPECT_GT(seen, 50u);
}

TEST(requirements, each_binds_on_its_days_and_no_others) {
  std::set<std::string> seen;
  std::istringstream text(read_table("norm_days.tsv"));
  for (std::string line; std::getline(text, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> cells = split(line, " | ");
    ASSERT_EQ(cells.size(), 3u) << line;
    const bool is_requirement = cells[0].contains('.');
    const Norm *norm = find_norm(shipped_norms(), cells[0].substr(0, cells[0].rfind('.')));
    ASSERT_NE(norm, nullptr) << line;
    if (!is_requirement) seen.insert(norm->id);
    for (const Requirement &requirement : norm->requirements) {
      if (!requirement.judged || (is_requirement ? requirement.id != cells[0] : requirement.effective.has_value())) continue;
      for (const size_t column : {1u, 2u})
        for (const std::string &day : split(cells[column], " ")) {
          if (day.empty()) continue;
          ASSERT_TRUE(is_iso_date(day)) << day;
          EXPECT_EQ(verdict_on(requirement.id, {}, {}, day).has_value(), column == 2) << requirement.id << " on " << day;
        }
    }
  }
  for (const Norm &norm : shipped_norms().norms)
    if (std::ranges::any_of(norm.requirements, &Requirement::judged)) EXPECT_TRUE(seen.contains(norm.id)) << norm.id;
}

// Whatever of the facts is lost into gaps, or of what was given is not said to be whole, no new verdict appears.
TEST(requirements, losing_facts_into_gaps_decides_nothing_new) {
  for (const Line &line : table().lines) {
    std::vector<std::string> wholes = line.breaches;
    if (line.compliance != "never") wholes.push_back(line.compliance);
    for (const std::string &text : wholes) {
      const std::vector<Fact> facts = table().notation.facts(text, line.requirement);
      const std::string whole = outcome_on(line.requirement, facts);
      for (size_t lost = 0; lost < facts.size(); ++lost) {
        std::vector<Fact> kept = facts;
        const FactKind kind = facts[lost].kind;
        kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(lost));
        std::vector<FactKind> hidden;
        if (is_from_outside(kind)) std::erase_if(kept, [](const Fact &each) { return each.kind == FactKind::coverage; });
        else hidden.push_back(kind);
        const std::string cut = outcome_on(line.requirement, kept, hidden);
        EXPECT_TRUE(cut == whole || (cut != "met" && cut != "violated")) << line.requirement << ": " << text << " without its fact " << lost << " is " << cut;
      }
    }
  }
}

} // namespace
} // namespace kinsafe
