// Adds up the signs of lending. A sign counts once however often it shows, for an app has many texts of one kind. What
// anybody may speak of who does not lend (amounts, terms, rates) weighs little; that one is asked to borrow, that money is
// paid out and must be paid back under a contract weighs much. Words of calculators, account books, games and libraries,
// which speak of loans too, weigh against. Names and forms alone never suffice.
#include "facts/lending.h"

#include "base/strings.h"

#include <algorithm>
#include <map>
#include <set>

namespace kinsafe {
namespace {

// What each sign weighs: when it shows once, and when it shows in two or more different phrases.
struct Weight {
  std::string_view what;
  int once, often;
};
constexpr Weight weights[] = {
    {"offer", 3, 4}, {"payout", 2, 2}, {"repay", 2, 3},      {"contract", 2, 2}, {"limit", 2, 2},   {"arrears", 1, 1}, {"terms", 1, 1},
    {"kin", 1, 1},   {"name", 2, 2},   {"identifier", 1, 2}, {"request", 2, 2},  {"library", 1, 1}, {"form", 1, 2},
};
constexpr int enough_for_yes = 8;
constexpr u64 fewest_texts = 8; // below that, nothing can be said of what an app is not

// Those who speak of loans without lending.
constexpr std::string_view talkers[] = {"calculator", "account_book", "reading", "game",  "library", "charity",
                                        "pawn",       "staff",        "jobs",    "trading", "insurance"};
constexpr int weight_of_talk = 3; // and as much again if the name says it

// Businesses that lend now and then in a part that need not show: of them nobody can say that they do not.
constexpr std::string_view near_lending[] = {"wallet", "banking", "scoring", "rewards", "pawn", "trading", "insurance", "staff"};

bool is_one_of(std::span<const std::string_view> list, std::string_view word) { return std::ranges::find(list, word) != list.end(); }

struct Found {
  std::set<std::string> phrases; // different ones, in lower case
  LendingSign first;
};
using FoundByWhat = std::map<std::string, Found, std::less<>>;

void add(FoundByWhat &found, std::string_view what, std::string phrase, LendingSign sign) {
  Found &entry = found[std::string(what)];
  if (entry.phrases.empty()) {
    entry.first = std::move(sign);
    entry.first.what = what;
  }
  if (entry.phrases.size() < 8) entry.phrases.insert(std::move(phrase));
}

struct Collected {
  FoundByWhat lending, businesses, businesses_named;
  std::set<std::string, std::less<>> lenders; // kinds of institution that the app says to be
};

std::string phrase_in(const KnownText &text, const PhraseTable::Match &match) {
  return to_utf8(std::string_view(text.text).substr(match.begin, match.end - match.begin));
}

void collect_texts(const LendingView &view, Collected &collected) {
  for (const KnownText &text : view.texts) {
    for (const PhraseTable::Match &match : text.matches) {
      const std::string phrase = phrase_in(text, match);
      const LendingSign sign{"", text.key + (text.locale.empty() ? "" : " " + text.locale), phrase, text.part, 0};
      if (match.use == PhraseUse::lending && match.value != "name") add(collected.lending, match.value, fold_case(phrase), sign);
      if (match.use == PhraseUse::business) add(collected.businesses, match.value, fold_case(phrase), sign);
      if (match.use == PhraseUse::lender) collected.lenders.emplace(match.value);
    }
  }
}

void collect_names(const LendingView &view, const PhraseTable &phrases, Collected &collected) {
  for (const std::string &label : view.labels) {
    for (const PhraseTable::Match &match : phrases.find(label)) {
      const LendingSign sign{"", "label", to_utf8(label), "", 0};
      // In a name every word of lending is one: "Apply for loan" is an offer in a text and a name in a name.
      if (match.use == PhraseUse::lending) add(collected.lending, "name", fold_case(label), sign);
      if (match.use == PhraseUse::business) add(collected.businesses_named, match.value, fold_case(label), sign);
      if (match.use == PhraseUse::lender_name) collected.lenders.emplace(match.value);
    }
  }
  for (const std::string &word : identifier_words(view.package))
    if (!phrases.token(word).empty()) add(collected.lending, "name", view.package, {"", "package", to_utf8(view.package), "", 0});
}

bool has_token(std::string_view identifier, const PhraseTable &phrases) {
  return std::ranges::any_of(identifier_words(identifier), [&](const std::string &word) { return !phrases.token(word).empty(); });
}

void collect_names_in_code(const LendingView &view, const PhraseTable &phrases, Collected &collected) {
  for (const std::string &identifier : view.identifiers) {
    // The app's own package is in all its classes and counts as a name.
    std::string_view own = identifier;
    if (own.starts_with(view.package + ".")) own.remove_prefix(view.package.size() + 1);
    if (has_token(own, phrases)) add(collected.lending, "identifier", identifier, {"", "", to_utf8(identifier), "", 0});
  }
  for (const std::string &path : view.paths)
    if (has_token(path, phrases)) add(collected.lending, "request", path, {"", "", to_utf8(path), "", 0});
}

void collect_facts_of_others(const LendingView &view, Collected &collected) {
  for (const std::string &kind : view.library_kinds)
    if (kind == "risk_control" || kind == "credit_scoring") add(collected.lending, "library", kind, {"", "", kind, "", 0});
  // Whom to call besides the borrower, and what he earns: hotels ask the first, employers the second, lenders both.
  for (const std::string_view kind : {"emergency_contact", "income", "employer", "credit_report"})
    if (std::ranges::find(view.form_kinds, kind) != view.form_kinds.end())
      add(collected.lending, "form", std::string(kind), {"", "", std::string(kind), "", 0});
}

// The part of a larger app that lends: the innermost package that is called so, and holds most of the classes that are.
std::string part_that_lends(const LendingView &view, const PhraseTable &phrases) {
  std::map<std::string, size_t> counts;
  for (const std::string &identifier : view.identifiers) {
    const size_t start = identifier.starts_with(view.package + ".") ? view.package.size() + 1 : 0;
    if (!identifier.contains('.') || !has_token(std::string_view(identifier).substr(start), phrases)) continue;
    size_t end = start;
    std::string part = identifier;
    while ((end = identifier.find('.', end)) != std::string::npos) {
      if (has_token(std::string_view(identifier).substr(start, end - start), phrases)) {
        part = identifier.substr(0, end);
        break;
      }
      ++end;
    }
    ++counts[part];
  }
  const auto most = std::ranges::max_element(counts, {}, [](const auto &each) { return each.second; });
  return most == counts.end() ? "" : to_utf8(most->first);
}

int points_of(const FoundByWhat &found, const Weight &weight) {
  const auto entry = found.find(weight.what);
  if (entry == found.end()) return 0;
  return entry->second.phrases.size() > 1 ? weight.often : weight.once;
}

bool shows(const FoundByWhat &found, std::string_view what) { return found.contains(what); }

// One can borrow here, and does not only read of it.
bool is_acting(const FoundByWhat &found) {
  const int others = shows(found, "repay") + shows(found, "contract") + shows(found, "payout") + shows(found, "limit") + shows(found, "request") + shows(found, "form");
  return shows(found, "offer") ? others >= 1 : shows(found, "repay") && others >= 3;
}

int places_of(const FoundByWhat &found) {
  const auto is_in_texts = [](std::string_view what) {
    return what != "name" && what != "identifier" && what != "request" && what != "library" && what != "form";
  };
  int texts = 0, others = 0;
  for (const auto &[what, entry] : found) is_in_texts(what) ? ++texts : ++others;
  return others + (texts > 0) + (texts >= 5); // texts of many kinds stand for themselves
}

} // namespace

LendingAnswer decide_lending(const LendingView &view, const PhraseTable &phrases) {
  Collected collected;
  collect_texts(view, collected);
  collect_names(view, phrases, collected);
  collect_names_in_code(view, phrases, collected);
  collect_facts_of_others(view, collected);

  LendingAnswer answer{"unsure", 0, "unknown", {}};
  for (const Weight &weight : weights) {
    const int points = points_of(collected.lending, weight);
    if (points == 0) continue;
    LendingSign sign = collected.lending.find(weight.what)->second.first;
    sign.points = points;
    answer.score += points;
    answer.signs.push_back(std::move(sign));
  }
  std::ranges::stable_sort(answer.signs, std::ranges::greater(), &LendingSign::points);
  const bool has_only_terms = std::ranges::all_of(answer.signs, [](const LendingSign &sign) { return sign.what == "terms"; });

  size_t other_phrases = 0;
  bool is_near = false;
  for (const FoundByWhat *found : {&collected.businesses, &collected.businesses_named}) {
    const bool is_name = found == &collected.businesses_named;
    for (const auto &[business, entry] : *found) {
      other_phrases += entry.phrases.size();
      is_near |= is_one_of(near_lending, business);
      LendingSign sign = entry.first;
      if (is_one_of(talkers, business) && (is_name || entry.phrases.size() > 1)) sign.points = -weight_of_talk;
      answer.score += sign.points;
      answer.signs.push_back(std::move(sign));
    }
  }

  if (is_acting(collected.lending) && answer.score >= enough_for_yes && places_of(collected.lending) >= 2) answer.is = "yes";
  else if (has_only_terms && !is_near && other_phrases >= 3 && view.texts_read >= fewest_texts && !view.is_open_to_more)
    answer.is = "no";

  if (answer.is == "yes" && collected.lenders.size() == 1) answer.institution = *collected.lenders.begin();
  if (answer.is == "yes" && !shows(collected.lending, "name"))
    if (const std::string part = part_that_lends(view, phrases); !part.empty()) answer.signs.insert(answer.signs.begin(), {"inside", "", part, "", 0});
  return answer;
}

namespace {

std::vector<std::string> cells_of(const Facts &facts, FactKind kind, std::string_view column) {
  std::vector<std::string> cells;
  for (const Row &row : facts.of(kind)) cells.emplace_back(word_of(kind, row, column));
  std::ranges::sort(cells);
  cells.erase(std::ranges::unique(cells).begin(), cells.end());
  return cells;
}

// Text that was lost, code that was not read, and pages that show what a server sends, may hold any sign.
bool is_open_to_more(const Looked &looked, const Facts &facts, const Incomplete &incomplete) {
  if (looked.package.platform != Platform::android || looked.package.recovered || !looked.package.manifest) return true;
  for (const FactKind hider : {FactKind::packer, FactKind::dynamic_code, FactKind::web_layer})
    if (!facts.of(hider).empty()) return true;
  return std::ranges::any_of(incomplete.gaps, [](const Gap &gap) {
    return has_any(gap.lost, Lost::manifest | Lost::code | Lost::resources | Lost::native_code | Lost::assets) ||
           std::ranges::find(gap.hides, schema_of(FactKind::lending).name) != gap.hides.end();
  });
}

} // namespace

void detect_lending(const Looked &looked, Facts &facts, Incomplete &incomplete) {
  LendingView view;
  if (!looked.package.label.empty()) view.labels.push_back(looked.package.label);
  for (const auto &[language, label] : looked.package.labels) view.labels.push_back(label);
  view.texts = looked.words.texts;
  view.texts_read = looked.words.read;
  if (looked.package.manifest) {
    view.package = looked.package.manifest->package;
    for (const Component &component : looked.package.manifest->components) view.identifiers.push_back(component.class_name);
  }
  view.paths = cells_of(facts, FactKind::endpoint, "path");
  view.library_kinds = cells_of(facts, FactKind::library, "kind");
  view.form_kinds = cells_of(facts, FactKind::form_field, "kind");
  view.is_open_to_more = is_open_to_more(looked, facts, incomplete);

  const LendingAnswer answer = decide_lending(view, looked.words.phrases);
  const std::string manifest = looked.package.platform == Platform::android ? "AndroidManifest.xml" : to_utf8(looked.package.file);
  std::vector<std::string> signs;
  std::vector<Evidence> evidence;
  for (const LendingSign &sign : answer.signs) {
    signs.push_back(sign.what + (sign.where.empty() ? "" : " " + sign.where) + ": " + sign.text);
    const std::string part = sign.part.empty() ? manifest : to_utf8(sign.part);
    const bool is_against = sign.points < 0 || (sign.points == 0 && sign.what != "inside");
    evidence.push_back({part, "", "", std::nullopt, std::nullopt, is_against ? "other_business" : "lending_sign"});
  }
  Row row = make_row(FactKind::lending, {std::string(answer.is), i64{answer.score}, answer.institution, std::move(signs)}, std::move(evidence));
  row.origin = "app";
  facts.of(FactKind::lending).push_back(std::move(row));
}

} // namespace kinsafe
