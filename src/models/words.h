// The texts of an app that people read, and which phrases of the models stand in them. Texts lie in resource tables, in
// many languages; only those in a language that the models know, and the default ones, are read.
#pragma once

#include "base/incomplete.h"
#include "base/phrases.h"
#include "container/package.h"
#include "models/models.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

// Phrase rows made ready to be looked for. `rows` must outlive it.
class PhraseTable {
public:
  explicit PhraseTable(std::span<const PhraseRow> rows);

  struct Match {
    PhraseUse use;
    std::string_view value; // of the row
    u32 begin, end;         // bytes of the text
  };
  // In order of their beginning.
  std::vector<Match> find(std::string_view text) const;

  // The value of the `token` row that has this word, in lower case; "" if none has.
  std::string_view token(std::string_view word) const;

  // Whether texts of this language (BCP 47, "" = the default) are worth looking at.
  bool knows(std::string_view locale) const;

private:
  std::span<const PhraseRow> rows_;
  Phrases phrases_;
  std::vector<std::string_view> languages_;
  std::map<std::string_view, std::string_view> tokens_;
};

// The words of an identifier or path in lower case: "com.example.LoanApplyActivity" has com, example, loan, apply, activity.
std::vector<std::string> identifier_words(std::string_view identifier);

// A text of the resources in which a phrase stands.
struct KnownText {
  std::string key;    // "string/apply_now"; the resource's number where the package keeps no names
  std::string locale; // BCP 47 tag, "" = the default
  std::string text;   // valid UTF-8
  std::string part;   // where the table lies
  std::vector<PhraseTable::Match> matches;
};

struct Words {
  PhraseTable phrases;
  std::vector<KnownText> texts; // in the order of the tables
  u64 read = 0;                 // texts that were looked at, each once however many names it has
};

// `rows` and `package` must outlive the result.
Words find_words(std::span<const PhraseRow> rows, const Package &package, Incomplete &incomplete);

} // namespace kinsafe
