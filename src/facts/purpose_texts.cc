// Purposes: the words that an app shows when it asks. HarmonyOS and iOS have them in the manifest, one for each
// permission. An Android app shows its own screen: there a text of the resources states a purpose if it names what a
// permission is about beside words of asking. Whether the text is shown before the system asks is up to code.
#include "base/strings.h"
#include "facts/facts.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

namespace kinsafe {
namespace {

constexpr size_t most_purposes = 1000;
// In bytes. A policy names everything and asks for nothing; a sentence is shorter.
constexpr size_t longest_text = 2000, longest_between = 240;

struct Spans {
  std::vector<const PhraseTable::Match *> asks, denies;
};

size_t distance(const PhraseTable::Match &a, const PhraseTable::Match &b) {
  if (a.end <= b.begin) return b.begin - a.end;
  if (b.end <= a.begin) return a.begin - b.end;
  return 0; // one is part of the other
}

bool is_near_one(const PhraseTable::Match &match, const std::vector<const PhraseTable::Match *> &others) {
  return std::ranges::any_of(others, [&](const PhraseTable::Match *other) { return distance(match, *other) <= longest_between; });
}

// A resource that is named for it needs no words of asking.
bool is_named_for_it(std::string_view key) {
  const std::vector<std::string> words = identifier_words(key);
  return std::ranges::any_of(words, [](const std::string &word) { return word == "permission" || word == "permissions" || word == "rationale"; });
}

void add_resource_texts(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  size_t found = 0;
  for (const KnownText &text : looked.words.texts) {
    if (text.text.size() > longest_text) continue;
    Spans spans;
    for (const PhraseTable::Match &match : text.matches)
      if (match.use == PhraseUse::asking) (match.value == "not" ? spans.denies : spans.asks).push_back(&match);
    const bool is_named = is_named_for_it(text.key);
    std::set<std::string_view> permissions;
    for (const PhraseTable::Match &match : text.matches)
      if (match.use == PhraseUse::subject && (is_named || is_near_one(match, spans.asks)) && !is_near_one(match, spans.denies)) permissions.insert(match.value);
    for (const std::string_view permission : permissions) {
      if (++found > most_purposes) continue;
      Row row = make_row(FactKind::purpose_text,
                         {std::string(permission), text.locale.empty() ? Cell() : Cell(to_utf8(text.locale)), text.text, text.key},
                         {{to_utf8(text.part), "", "", std::nullopt, std::nullopt, "purpose_in_text"}});
      row.origin = "app";
      facts.of(FactKind::purpose_text).push_back(std::move(row));
    }
  }
  if (found > most_purposes)
    incomplete.gaps.push_back({GapKind::limit, "", "purpose_text", std::to_string(found - most_purposes) + " more texts were left out", Lost::nothing, {"purpose_text"}});
}

} // namespace

void detect_purpose_texts(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  const auto text_or_nothing = [](const std::string &text) { return text.empty() ? Cell() : Cell(to_utf8(text)); };
  for (const PurposeText &purpose : looked.package.purpose_texts) {
    Row row = make_row(FactKind::purpose_text,
                       {to_utf8(purpose.permission), text_or_nothing(purpose.language), text_or_nothing(purpose.text),
                        to_utf8(purpose.key)},
                       {{to_utf8(purpose.part), "", "", std::nullopt, std::nullopt, "purpose_declared"}});
    row.origin = "app";
    facts.of(FactKind::purpose_text).push_back(std::move(row));
  }
  if (looked.package.platform != Platform::android) return;
  add_resource_texts(looked, facts, incomplete);
  incomplete.gaps.push_back({GapKind::not_looked,
                             "",
                             "forms",
                             "purposes are looked for in the texts of resources, in the languages that the models know, and not in texts that code, web pages or a server hold",
                             Lost::nothing,
                             {"purpose_text"}});
}

} // namespace kinsafe
