#include "words/lexicon.h"

#include "base/archive.h"
#include "base/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace kinsafe {
namespace {

constexpr std::string_view language_names[] = {"zh", "en", "id", "es"};
constexpr std::string_view label_names[] = {"disclosure", "threat", "insult", "impersonation", "advert", "shame", "identity", "question", "deceit"};
constexpr std::string_view addressee_names[] = {"unknown", "debtor", "third"};
static_assert(std::size(language_names) == language_count && std::size(label_names) == word_label_count);

constexpr size_t most_spellings = 48; // of one expression
constexpr std::string_view negation_classes[] = {"no", "nobody"};
constexpr std::string_view person_class = "person";

template <size_t n>
std::optional<u8> find_in(const std::string_view (&names)[n], std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == std::end(names)) return {};
  return static_cast<u8>(found - std::begin(names));
}

std::vector<std::string> split_at(std::string_view text, char sign) {
  std::vector<std::string> parts;
  for (size_t begin = 0;;) {
    const size_t end = std::min(text.find(sign, begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    if (end == text.size()) return parts;
    begin = end + 1;
  }
}

bool is_class_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

using Words = std::vector<std::string_view>;

std::string parse_expressions(const Words &words, LexiconRows &rows) {
  if (words.size() < 5) return "expected 'words CLASS LANGUAGE SOURCE \"expression\"...'";
  const std::optional<u8> language = find_in(language_names, words[2]);
  if (!is_class_name(words[1]) || !language) return fmt::format("no class '{}' or no language '{}'", words[1], words[2]);
  if (words[3] != "own" && words[3] != "norms") return fmt::format("no source '{}'", words[3]);
  for (size_t i = 4; i < words.size(); ++i)
    rows.expressions.push_back({std::string(words[1]), std::string(words[i]), std::string(words[3]), Language{*language}});
  return {};
}

std::string parse_spelling(const Words &words, LexiconRows &rows) {
  if (words.size() < 4) return "expected 'alike LANGUAGE \"word\" \"other\"...'";
  const std::optional<u8> language = find_in(language_names, words[1]);
  if (!language) return fmt::format("no language '{}'", words[1]);
  rows.spellings.push_back({Language{*language}, std::string(words[2]), {words.begin() + 3, words.end()}});
  return {};
}

// What both kinds of rule end with: the window, how slots stand, the slots, what they do not hold beside.
std::string parse_slots(const Words &words, size_t i, WordRuleRow &rule) {
  if (i >= words.size()) return "the window is missing";
  for (const char c : words[i])
    if (c < '0' || c > '9' || words[i].size() > 3) return fmt::format("'{}' is no window", words[i]);
    else rule.window = rule.window * 10 + static_cast<u32>(c - '0');
  for (++i; i < words.size() && words[i] != "unless"; ++i)
    if (words[i] == "ordered") rule.is_ordered = true;
    else if (words[i] == "negated") rule.takes_negated = true;
    else rule.slots.push_back(split_at(words[i], '|'));
  if (rule.slots.empty() || rule.slots.size() > 4) return "a rule has one to four slots";
  for (++i; i < words.size(); ++i) rule.unless.emplace_back(words[i]);
  return {};
}

std::string parse_rule(const Words &words, LexiconRows &rows) {
  WordRuleRow rule;
  size_t at = 2;
  if (words[0] == "derive") {
    if (words.size() < 4 || !is_class_name(words[1])) return "expected 'derive CLASS WINDOW slots...'";
    rule.id = rule.derives = words[1];
  } else {
    if (words.size() < 7) return "expected 'rule ID LABEL CHECK TO WINDOW slots...'";
    const std::optional<u8> label = find_in(label_names, words[2]);
    if (!label) return fmt::format("no label '{}'", words[2]);
    rule.id = words[1], rule.label = WordLabel{*label}, rule.check = words[3];
    if (words[4] != "any") {
      rule.addressees = 0;
      for (const std::string &name : split_at(words[4], '+')) {
        const std::optional<u8> addressee = find_in(addressee_names, name);
        if (!addressee) return fmt::format("nobody is called '{}'", name);
        rule.addressees |= static_cast<u8>(1 << *addressee);
      }
    }
    at = 5;
    for (const WordRuleRow &other : rows.rules)
      if (other.derives.empty() && other.id == rule.id) return fmt::format("rule '{}' stands twice", rule.id);
  }
  if (std::string mistake = parse_slots(words, at, rule); !mistake.empty()) return mistake;
  rows.rules.push_back(std::move(rule));
  return {};
}

std::u32string pattern_of(const Folder &folder, std::string_view text) {
  NormalText normal;
  normalise(folder, {}, text, normal);
  return normal.text;
}

bool is_whole_word(std::u32string_view text, size_t begin, size_t end) {
  return (begin == 0 || !is_latin(text[begin]) || !is_latin(text[begin - 1])) && (end == text.size() || !is_latin(text[end - 1]) || !is_latin(text[end]));
}

struct Spelling {
  std::u32string word;
  std::vector<std::u32string> others;
};

// The expression with each spelling in each place, the given one first.
std::vector<std::u32string> spell(std::u32string text, std::span<const Spelling> spellings) {
  std::vector<std::u32string> all{std::move(text)};
  for (const Spelling &spelling : spellings) {
    const size_t before = all.size();
    for (size_t i = 0; i < before; ++i) {
      const size_t at = all[i].find(spelling.word);
      if (at == std::u32string::npos || !is_whole_word(all[i], at, at + spelling.word.size())) continue;
      for (const std::u32string &other : spelling.others) {
        if (all.size() >= most_spellings) return all;
        std::u32string variant = all[i];
        variant.replace(at, spelling.word.size(), other);
        all.push_back(std::move(variant));
      }
    }
  }
  return all;
}

} // namespace

std::string_view name_of(Language language) { return language_names[static_cast<size_t>(language)]; }
std::string_view name_of(WordLabel label) { return label_names[static_cast<size_t>(label)]; }

Result<LexiconRows> parse_lexicon(std::span<const LexiconFile> files) {
  LexiconRows rows;
  for (const LexiconFile &file : files) {
    size_t number = 0;
    for (const std::string &line : split_at(file.text, '\n')) {
      ++number;
      const Words words = split_words(line);
      if (words.empty()) continue;
      std::string mistake = fmt::format("no row is called '{}'", words[0]);
      if (words[0] == "words") mistake = parse_expressions(words, rows);
      else if (words[0] == "alike") mistake = parse_spelling(words, rows);
      else if (words[0] == "covers") rows.covering.insert(rows.covering.end(), words.begin() + 1, words.end()), mistake.clear();
      else if (words[0] == "derive" || words[0] == "rule") mistake = parse_rule(words, rows);
      if (!mistake.empty()) return fail(fmt::format("{}:{}: {}", file.name, number, mistake));
    }
  }
  return rows;
}

Result<Lexicon> Lexicon::open(std::string_view archive) {
  LexiconData data;
  ArchiveReader reader(archive);
  reader(data);
  if (!reader.is_whole()) return fail("the lexicon is damaged");
  return build(std::move(data));
}

Result<Lexicon> Lexicon::build(LexiconData data) {
  Lexicon lexicon;
  lexicon.data_ = std::make_unique<LexiconData>(std::move(data));
  const LexiconRows &rows = lexicon.data_->rows;
  lexicon.folder_ = Folder(lexicon.data_->folds);
  const Folder &folder = lexicon.folder_;

  std::vector<std::string_view> classes;
  const auto find_class = [&](std::string_view name, bool makes) -> std::optional<ClassSet> {
    auto found = std::ranges::find(classes, name);
    if (found == classes.end()) {
      if (!makes || classes.size() == most_classes) return {};
      classes.push_back(name), found = std::prev(classes.end());
    }
    return ClassSet{1} << (found - classes.begin());
  };

  std::array<std::vector<Spelling>, language_count> spellings;
  for (const SpellingRow &row : rows.spellings) {
    Spelling &spelling = spellings[static_cast<size_t>(row.language)].emplace_back(Spelling{pattern_of(folder, row.word), {}});
    for (const std::string &other : row.others) spelling.others.push_back(pattern_of(folder, other));
    if (spelling.word.empty() || std::ranges::any_of(spelling.others, &std::u32string::empty)) return fail(fmt::format("alike {}: an empty word", row.word));
  }
  for (const ExpressionRow &row : rows.expressions) {
    const std::optional<ClassSet> word_class = find_class(row.word_class, true);
    if (!word_class) return fail("the lexicon has more than 128 classes");
    const bool is_stem = row.text.ends_with('*');
    const std::u32string plain = pattern_of(folder, std::string_view(row.text).substr(0, row.text.size() - is_stem));
    if (row.text != "0" && std::ranges::none_of(plain, [](char32_t c) { return c != '0' && c != ' ' && c != ',' && c != '.'; })) // "0" is any number
      return fail(fmt::format("class {}: the expression '{}' has no letter", row.word_class, row.text));
    for (const std::u32string &text : spell(plain, spellings[static_cast<size_t>(row.language)])) {
      const u32 pattern = lexicon.automaton_.add(text);
      lexicon.expressions_.resize(lexicon.automaton_.pattern_count());
      std::vector<Expression> &here = lexicon.expressions_[pattern];
      const auto same = std::ranges::find_if(here, [&](const Expression &each) { return each.language == row.language && each.is_stem == is_stem; });
      if (same != here.end()) same->classes |= *word_class;
      else here.push_back({*word_class, row.language, is_stem});
      for (size_t i = 1; i < text.size(); ++i)
        if (is_han(text[i - 1]) && is_han(text[i])) lexicon.known_.add_pair(text[i - 1], text[i]);
      for (size_t begin = 0; begin < text.size();) { // its words, to be known again where they are written oddly
        size_t end = begin;
        while (end < text.size() && is_latin(text[end])) ++end;
        if (end >= begin + 2) lexicon.known_.add(text.substr(begin, end - begin), is_stem && end == text.size());
        begin = end + 1;
      }
    }
  }
  lexicon.automaton_.finish();

  for (const WordRuleRow &row : rows.rules)
    if (!row.derives.empty() && !find_class(row.derives, true)) return fail("the lexicon has more than 128 classes");
  const auto set_of = [&](const std::vector<std::string> &names) -> Result<ClassSet> {
    ClassSet set = 0;
    for (const std::string &name : names) {
      const std::optional<ClassSet> found = find_class(name, false);
      if (!found) return fail(fmt::format("a rule names the class '{}', which nothing makes", name));
      set |= *found;
    }
    return set;
  };
  for (const bool derives : {true, false})
    for (const WordRuleRow &row : rows.rules) {
      if (derives == row.derives.empty()) continue;
      WordRule rule{&row, {}, TRY(set_of(row.unless)), derives ? TRY(set_of({row.derives})) : 0};
      for (const std::vector<std::string> &slot : row.slots) rule.slots.push_back(TRY(set_of(slot)));
      lexicon.rules_.push_back(std::move(rule));
    }
  lexicon.covering_ = TRY(set_of(rows.covering));
  for (const std::string_view name : negation_classes) lexicon.negation_ |= find_class(name, false).value_or(0);
  lexicon.persons_ = find_class(person_class, false).value_or(0);
  return lexicon;
}

} // namespace kinsafe
