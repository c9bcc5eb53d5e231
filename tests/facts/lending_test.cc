// Whether an app lends, told from descriptions of apps (tests/facts/lending/README.md).
#include "facts/lending.h"
#include "tests/shipped.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>

namespace kinsafe {
namespace {

struct Description {
  std::string name, is, institution, inside;
  bool may_be_unsure = false;
  LendingView view;
  std::vector<KnownText> texts;
};

std::vector<Description> read_descriptions(const std::string &file, const PhraseTable &phrases) {
  std::vector<Description> list;
  std::ifstream in(KINSAFE_SOURCE_DIR "/tests/facts/lending/" + file);
  std::string line, locale;
  while (std::getline(in, line)) {
    if (line.empty() || line[0] == '#') continue;
    if (line[0] == '[') {
      list.emplace_back().name = line.substr(1, line.size() - 2);
      continue;
    }
    Description &each = list.back();
    const size_t blank = std::min(line.find(' '), line.size());
    const std::string word = line.substr(0, blank), rest = line.substr(std::min(blank + 1, line.size()));
    const auto second_word = [&] { return rest.substr(std::min(rest.find(' ') + 1, rest.size())); };
    if (word == "is") each.is = rest;
    else if (word == "unsure") each.may_be_unsure = true;
    else if (word == "institution") each.institution = rest;
    else if (word == "inside") each.inside = rest;
    else if (word == "package") each.view.package = rest;
    else if (word == "locale") locale = rest == "default" ? "" : rest;
    else if (word == "label") each.view.labels.push_back(rest);
    else if (word == "component") each.view.identifiers.push_back(rest);
    else if (word == "endpoint") each.view.paths.push_back(second_word());
    else if (word == "library") each.view.library_kinds.push_back(rest);
    else if (word == "form") each.view.form_kinds.push_back(rest);
    else if (word == "string") {
      ++each.view.texts_read;
      const std::string text = second_word();
      std::vector<PhraseTable::Match> matches = phrases.find(text);
      if (!matches.empty()) each.texts.push_back({"string/" + rest.substr(0, rest.find(' ')), locale, text, "", std::move(matches)});
    } else {
      ADD_FAILURE() << file << ": " << line;
    }
  }
  for (Description &each : list) each.view.texts = each.texts;
  return list;
}

struct Figures {
  int lending = 0, found = 0;             // apps that lend and must be found, and those that were
  int others = 0, cleared = 0;            // apps that do not lend, and those of which `no` was said
  int institutions = 0, right = 0;        // said by the description, and by the answer
  int parts = 0, right_parts = 0;
  std::vector<std::string> accused, missed, denied, misnamed; // wrong `yes`, `unsure`, wrong `no`, wrong institution
};

Figures measure(const std::string &file, bool tells) {
  const PhraseTable phrases(shipped_rows().phrases);
  Figures figures;
  for (const Description &each : read_descriptions(file, phrases)) {
    const LendingAnswer answer = decide_lending(each.view, phrases);
    const bool lends = each.is == "yes";
    if (lends && !each.may_be_unsure) {
      ++figures.lending;
      if (answer.is == "yes") ++figures.found;
      else figures.missed.push_back(each.name);
    }
    if (lends && answer.is == "no") figures.denied.push_back(each.name);
    if (!lends) {
      ++figures.others;
      if (answer.is == "no") ++figures.cleared;
      if (answer.is == "yes") figures.accused.push_back(each.name);
    }
    if (!each.institution.empty()) ++figures.institutions;
    if (answer.institution != "unknown") {
      if (answer.institution == each.institution) ++figures.right;
      else figures.misnamed.push_back(each.name);
    }
    if (!each.inside.empty()) {
      ++figures.parts;
      figures.right_parts += !answer.signs.empty() && answer.signs.front().what == "inside" && answer.signs.front().text == each.inside;
    }
    if (!tells) continue;
    std::cout << each.name << " " << answer.is << " " << answer.score << " " << answer.institution << (lends == (answer.is == "yes") ? "" : " <<<") << "\n";
    for (const LendingSign &sign : answer.signs) std::cout << "    " << sign.points << " " << sign.what << " " << sign.where << ": " << sign.text << "\n";
  }
  return figures;
}

using Names = std::vector<std::string>;

void expect_good(const std::string &file) {
  const Figures figures = measure(file, std::getenv("KINSAFE_TELL") != nullptr && file == "tuning.txt");
  std::cout << file << ": " << figures.found << " of " << figures.lending << " lending apps found, " << figures.accused.size() << " of "
            << figures.others << " others called lending, " << figures.cleared << " cleared; institution named in " << figures.right << " of "
            << figures.institutions << ", wrongly in " << figures.misnamed.size() << "; part named in " << figures.right_parts << " of "
            << figures.parts << "\n";
  EXPECT_EQ(figures.accused, Names{});
  EXPECT_EQ(figures.denied, Names{});
  EXPECT_EQ(figures.misnamed, Names{});
  EXPECT_GE(figures.found * 10, figures.lending * 9);
}

TEST(lending, apps_to_tune_on_are_told_apart) { expect_good("tuning.txt"); }
TEST(lending, apps_that_nobody_looked_at_are_told_apart) { expect_good("held_out.txt"); }

} // namespace
} // namespace kinsafe
