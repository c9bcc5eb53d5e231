#include "base/archive.h"
#include "tests/words/shipped.h"
#include "words/words.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

using namespace kinsafe;

namespace {

std::string mistake_in(std::string_view text) {
  const LexiconFile file{"x.model", text};
  const auto rows = parse_lexicon({&file, 1});
  return rows ? "" : rows.error().message;
}

std::string mistake_of_build(std::string_view text) {
  const LexiconFile file{"x.model", text};
  const auto lexicon = Lexicon::build({parse_lexicon({&file, 1}).value(), shipped_lexicon().data().folds, "", ""});
  return lexicon ? "" : lexicon.error().message;
}

} // namespace

TEST(LexiconRows, a_mistake_is_told_with_file_and_line) {
  EXPECT_EQ(mistake_in("\nwordz debt en own \"x\""), "x.model:2: no row is called 'wordz'");
  EXPECT_EQ(mistake_in("words debt xx own \"x\""), "x.model:1: no class 'debt' or no language 'xx'");
  EXPECT_EQ(mistake_in("words debt en hearsay \"x\""), "x.model:1: no source 'hearsay'");
  EXPECT_EQ(mistake_in("rule a nonsense C any 0 debt"), "x.model:1: no label 'nonsense'");
  EXPECT_EQ(mistake_in("rule a threat C nobody 0 debt"), "x.model:1: nobody is called 'nobody'");
  EXPECT_EQ(mistake_in("rule a threat C any many debt"), "x.model:1: 'many' is no window");
  EXPECT_EQ(mistake_in("rule a threat C any 0 debt\nrule a threat C any 0 debt"), "x.model:2: rule 'a' stands twice");
  EXPECT_EQ(mistake_in("words debt en own \"debt\" # fine\nrule a threat C debtor+unknown 0 debt"), "");
}

TEST(LexiconRows, what_no_row_tells_alone_ends_the_build) {
  EXPECT_EQ(mistake_of_build("rule a threat C any 0 debt"), "a rule names the class 'debt', which nothing makes");
  EXPECT_EQ(mistake_of_build("words debt en own \"...\""), "class debt: the expression '...' has no letter");
  EXPECT_EQ(mistake_of_build("words debt en own \"165\""), "class debt: the expression '165' has no letter");
}

TEST(LexiconRows, a_damaged_archive_is_refused) {
  EXPECT_FALSE(Lexicon::open("nonsense"));
  ArchiveWriter writer;
  writer(LexiconData{});
  std::string whole = writer.take();
  EXPECT_TRUE(Lexicon::open(whole));
  EXPECT_FALSE(Lexicon::open(whole.substr(0, whole.size() - 1)));
}

TEST(LexiconRows, an_archive_gives_the_same_lexicon) {
  ArchiveWriter writer;
  writer(shipped_lexicon().data());
  const Lexicon opened = Lexicon::open(writer.take()).value();
  const auto hits = find_words(opened, "your brother owes us money", Addressee::third);
  EXPECT_EQ(hits.size(), find_words(shipped_lexicon(), "your brother owes us money", Addressee::third).size());
  EXPECT_EQ(opened.data().sha256, shipped_lexicon().data().sha256);
}

TEST(LexiconRows, the_large_classes_hold_sixty_expressions_in_each_language) {
  std::map<std::pair<std::string, Language>, std::set<std::string>> classes;
  for (const ExpressionRow &row : shipped_lexicon().data().rows.expressions) classes[{row.word_class, row.language}].insert(row.text);
  for (const char *name : {"debt", "kin", "kin2", "relay", "harm", "jail", "expose", "youall", "insult", "loan_offer", "complaint"})
    for (const Language language : {Language::zh, Language::en, Language::id, Language::es})
      EXPECT_GE((classes[{name, language}].size()), 60u) << name << " " << name_of(language);
}

TEST(LexiconRows, the_table_of_foldings_is_whole) {
  const Folder &folder = shipped_lexicon().folder();
  const auto folded = [&](char32_t c) { return std::u32string(folder.fold(c).begin(), folder.fold(c).end()); };
  EXPECT_EQ(folded(U'a'), U"a");
  EXPECT_EQ(folded(U'Ä'), U"a");
  EXPECT_EQ(folded(U'ß'), U"ss");
  EXPECT_EQ(folded(U'學'), U"学");
  EXPECT_EQ(folded(U'а'), U"a"); // Cyrillic
  EXPECT_EQ(folded(U'\u200b'), U"");
  EXPECT_EQ(folded(U'가'), U"가");
  EXPECT_EQ(folded(char32_t{0x10ffff}), std::u32string(1, char32_t{0x10ffff}));
}
