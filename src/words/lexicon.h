// What is known of collectors' language, as data: expressions by class and language, spellings that stand for one another,
// and rules over classes. Read from lexicon/*.model, one row a line, and made ready for the search in one pass over a text
// (an Aho-Corasick automaton over folded characters). Nothing changes after it is built; threads share it.
#pragma once

#include "base/result.h"
#include "base/types.h"
#include "words/automaton.h"
#include "words/normal.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kinsafe {

enum class Language : u8 { zh, en, id, es };
constexpr size_t language_count = 4;
std::string_view name_of(Language language);

// What a finding says of a text.
// Deceit: that prison follows from not paying. A question: why the debtor does not pay.
enum class WordLabel : u8 { disclosure, threat, insult, impersonation, advert, shame, identity, question, deceit };
constexpr size_t word_label_count = 9;
std::string_view name_of(WordLabel label);

// To whom a text went.
enum class Addressee : u8 { unknown, debtor, third };

struct ExpressionRow {
  std::string word_class, text, source; // source: where the wording is known from
  Language language = Language::zh;
};
struct SpellingRow { // each of the others may stand for the first, whole words of it in scripts with spaces
  Language language = Language::zh;
  std::string word;
  std::vector<std::string> others;
};
// All slots within `window` characters, each filled by an expression of one of its classes, all of one language. What
// `unless` names must not stand within 300 characters around. A row of kind `derive` makes a class, a row `rule` a finding.
struct WordRuleRow {
  std::string id, derives, check;
  WordLabel label = WordLabel::disclosure;
  u8 addressees = 7; // bit of each Addressee for which it holds
  u32 window = 0;
  bool is_ordered = false, takes_negated = false;
  std::vector<std::vector<std::string>> slots;
  std::vector<std::string> unless;
};
struct LexiconRows {
  std::vector<ExpressionRow> expressions;
  std::vector<SpellingRow> spellings;
  std::vector<WordRuleRow> rules;
  std::vector<std::string> covering; // classes: an expression inside a longer one of theirs says nothing of its own
};
void fields(auto &archive, ExpressionRow &row) { archive(row.word_class, row.text, row.source, row.language); }
void fields(auto &archive, SpellingRow &row) { archive(row.language, row.word, row.others); }
void fields(auto &archive, WordRuleRow &row) {
  archive(row.id, row.derives, row.check, row.label, row.addressees, row.window, row.is_ordered, row.takes_negated, row.slots, row.unless);
}
void fields(auto &archive, LexiconRows &rows) { archive(rows.expressions, rows.spellings, rows.rules, rows.covering); }

// All that `Lexicon` is built from; the product carries it as one archive and reads it when it is asked for.
struct LexiconData {
  LexiconRows rows;
  FoldTable folds;
  std::string ranking; // weights of rank.h
  std::string sha256;  // of the files
};
void fields(auto &archive, LexiconData &data) { archive(data.rows, data.folds, data.ranking, data.sha256); }

struct LexiconFile {
  std::string_view name, text;
};
Result<LexiconRows> parse_lexicon(std::span<const LexiconFile> files);

__extension__ typedef unsigned __int128 ClassSet; // a bit for each class
constexpr size_t most_classes = 128;

struct Expression {
  ClassSet classes = 0;
  Language language = Language::zh;
  bool is_stem = false; // goes on behind its last letter
};

struct WordRule {
  const WordRuleRow *row = nullptr;
  std::vector<ClassSet> slots;
  ClassSet unless = 0;
  ClassSet derives = 0;
};

class Lexicon {
public:
  // The archive of a LexiconData.
  static Result<Lexicon> open(std::string_view archive);
  static Result<Lexicon> build(LexiconData data);

  const LexiconData &data() const { return *data_; }
  const Folder &folder() const { return folder_; }
  const KnownWords &known() const { return known_; }
  const Automaton &automaton() const { return automaton_; }
  std::span<const Expression> expressions_at(u32 pattern) const { return expressions_[pattern]; }
  std::span<const WordRule> rules() const { return rules_; } // derivations first
  ClassSet negation() const { return negation_; }
  ClassSet covering() const { return covering_; }
  ClassSet persons() const { return persons_; } // what a debtor's name counts as

private:
  std::unique_ptr<LexiconData> data_; // rules point into it
  Folder folder_;
  Automaton automaton_;
  std::vector<std::vector<Expression>> expressions_; // by pattern of the automaton
  std::vector<WordRule> rules_;
  KnownWords known_;
  ClassSet negation_ = 0, covering_ = 0, persons_ = 0;
};

} // namespace kinsafe
