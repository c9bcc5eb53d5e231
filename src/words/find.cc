// Rules over the expressions found in a text.
#include "base/strings.h"
#include "words/words.h"

#include <algorithm>
#include <array>
#include <optional>

namespace kinsafe {
namespace {

constexpr u32 unless_reach = 300;   // characters around a match
constexpr u32 share_reach = 150;    // characters around a match by which its language is told
constexpr size_t most_matches = 64; // of one rule
constexpr size_t most_names = 16;
constexpr size_t longest_quote = 400;

struct Found {
  u32 begin, end; // characters of the normal text
  ClassSet classes;
  Language language;
  bool is_negated = false, is_name = false, is_derived = false;
};

bool comes_before(const Found &a, const Found &b) { return a.begin != b.begin ? a.begin < b.begin : a.end > b.end; }

bool fits(std::u32string_view text, u32 begin, u32 end, bool is_stem) {
  if (begin > 0 && is_latin(text[begin]) && is_latin(text[begin - 1])) return false;
  return is_stem || end == text.size() || !is_latin(text[end - 1]) || !is_latin(text[end]);
}

// An expression inside a longer one of the same language says nothing of its own where the longer one is of a covering
// class: "debt" in "has no debt". So does a "not", or one of a covering class, inside whatever it belongs to.
void drop_covered(const Lexicon &lexicon, std::vector<Found> &found) {
  std::ranges::stable_sort(found, comes_before);
  struct Cover {
    u32 begin = 0, end = 0;
    bool holds(const Found &each) const { return each.end <= end && (each.begin != begin || each.end != end); }
  };
  std::array<Cover, language_count> any{}, covering{};
  const auto is_covered = [&](const Found &each) {
    Cover &widest = any[static_cast<size_t>(each.language)], &cover = covering[static_cast<size_t>(each.language)];
    const bool is_inside = !each.is_name && (cover.holds(each) || ((each.classes & (lexicon.negation() | lexicon.covering())) != 0 && widest.holds(each)));
    if (each.end > widest.end && !(each.classes & lexicon.negation())) widest = {each.begin, each.end};
    if (each.end > cover.end && (each.classes & lexicon.covering())) cover = {each.begin, each.end};
    return is_inside;
  };
  std::erase_if(found, is_covered);
}

// "Not" just before, with no comma between.
void mark_negated(const Lexicon &lexicon, std::u32string_view text, std::vector<Found> &found) {
  std::array<u32, language_count> behind_no{};
  for (Found &each : found) {
    const size_t language = static_cast<size_t>(each.language);
    const u32 reach = each.language == Language::zh ? 2 : 10;
    const u32 from = behind_no[language];
    if (from > 0 && each.begin >= from && each.begin - from <= reach)
      each.is_negated = text.substr(from, each.begin - from).find_first_of(U",.") == std::u32string_view::npos;
    if (each.classes & lexicon.negation()) behind_no[language] = std::max(from, each.end);
  }
}

std::vector<Found> find_expressions(const Lexicon &lexicon, const NormalText &normal, std::span<const std::string_view> names, u64 &steps) {
  std::vector<Found> found;
  const std::u32string_view text = normal.text;
  steps += lexicon.automaton().find(text, [&](u32 pattern, u32 end) {
    const u32 begin = end - lexicon.automaton().length_of(pattern);
    for (const Expression &expression : lexicon.expressions_at(pattern))
      if (fits(text, begin, end, expression.is_stem)) found.push_back({begin, end, expression.classes, expression.language});
  });
  NormalText name;
  for (const std::string_view original : names.first(std::min(names.size(), most_names))) {
    normalise(lexicon.folder(), lexicon.known(), original.substr(0, 256), name);
    if (name.text.size() < 2) continue;
    for (size_t at = text.find(name.text); at != text.npos; at = text.find(name.text, at + name.text.size())) {
      const u32 begin = static_cast<u32>(at), end = static_cast<u32>(at + name.text.size());
      if (!fits(text, begin, end, false)) continue;
      for (size_t language = 0; language < language_count; ++language) found.push_back({begin, end, lexicon.persons(), Language(language), false, true});
    }
  }
  drop_covered(lexicon, found);
  mark_negated(lexicon, text, found);
  return found;
}

struct Match {
  u32 begin, end;
  std::array<u32, 4> parts{}; // places in the list of what was found
  bool is_negated = false;
};

class Matcher {
public:
  Matcher(const WordRule &rule, const std::vector<Found> &found, Language language)
      : rule_(rule), found_(found), language_(language), window_(language == Language::zh ? rule.row->window / 2 : rule.row->window) {}

  // Calls met(match) for each, in order; each begins behind the one before.
  template <class Met>
  void run(Met met, u64 &steps) {
    for (u32 i = 0; i < found_.size(); ++i) {
      ++steps;
      if (found_[i].language != language_ || (found_[i].is_negated && !rule_.row->takes_negated && rule_.derives == 0)) continue;
      const std::optional<Match> match = rule_.row->is_ordered ? step_ordered(i) : step_any_order(i);
      if (!match) continue;
      filled_ = {}, chains_ = {};
      if (!met(*match)) return;
    }
  }

private:
  size_t slots() const { return rule_.slots.size(); }

  std::optional<Match> step_any_order(u32 i) {
    // Of the slots that it may fill, the empty one, else the one that was filled longest ago.
    std::optional<size_t> slot;
    for (size_t j = 0; j < slots(); ++j)
      if ((rule_.slots[j] & found_[i].classes) && (!slot || filled_[j][0] < filled_[*slot][0])) slot = j;
    if (!slot) return {};
    if (filled_[*slot][0] != 0 && found_[filled_[*slot][0] - 1].end >= found_[i].end) {
      filled_[*slot][1] = i + 1; // lies in the one before, and serves where that reaches into what comes next
      return {};
    }
    filled_[*slot] = {i + 1, filled_[*slot][0]};
    Match match{found_[i].begin, found_[i].end, {}, found_[i].is_negated};
    match.parts[*slot] = i;
    for (size_t j = 0; j < slots(); ++j) {
      if (j == *slot) continue;
      const u32 *other = std::ranges::find_if(filled_[j], [&](u32 each) { return each != 0 && found_[each - 1].end <= found_[i].begin; });
      if (other == filled_[j].end()) return {}; // nothing yet, or the same words
      const Found &part = found_[*other - 1];
      match.begin = std::min(match.begin, part.begin);
      match.parts[j] = *other - 1, match.is_negated |= part.is_negated;
    }
    if (slots() > 1 && match.end - match.begin > window_) return {};
    return match;
  }

  // For each slot the two latest chains up to it: where the last one overlaps what comes next, the one before may not.
  std::optional<Match> step_ordered(u32 i) {
    const Found &part = found_[i];
    for (size_t j = slots(); j-- > 0;) {
      if (!(rule_.slots[j] & part.classes)) continue;
      if (j == 0) {
        extend(0, Match{part.begin, part.end, {i}, part.is_negated});
      } else {
        for (const std::optional<Match> &chain : chains_[j - 1]) {
          if (!chain || chain->end > part.begin || part.end - chain->begin > window_) continue;
          Match longer = *chain;
          longer.end = part.end, longer.parts[j] = i, longer.is_negated |= part.is_negated;
          extend(j, longer);
          break;
        }
      }
    }
    return chains_[slots() - 1][0];
  }

  void extend(size_t slot, const Match &chain) {
    chains_[slot][1] = chains_[slot][0];
    chains_[slot][0] = chain;
  }

  const WordRule &rule_;
  const std::vector<Found> &found_;
  Language language_;
  u32 window_; // Chinese says the same in half the characters
  std::array<std::array<u32, 2>, 4> filled_{}; // by slot: 1 + place in the list, the latest first
  std::array<std::array<std::optional<Match>, 2>, 4> chains_; // the latest first
};

// How much of a text each language accounts for, up to each place of the list.
class Shares {
public:
  explicit Shares(const std::vector<Found> &found) : begins_(found.size()), sums_(found.size() + 1) {
    std::array<u32, language_count> behind{};
    for (size_t i = 0; i < found.size(); ++i) {
      begins_[i] = found[i].begin;
      sums_[i + 1] = sums_[i];
      const size_t language = static_cast<size_t>(found[i].language);
      const u32 from = std::max(found[i].begin, behind[language]);
      if (found[i].is_name || found[i].end <= from) continue;
      sums_[i + 1][language] += found[i].end - from;
      behind[language] = found[i].end;
    }
  }

  // Languages written in the same letters share words. The one that accounts for most around a match is spoken there, and
  // any that accounts for half as much.
  bool is_spoken(Language language, const Match &match) const {
    if (language == Language::zh) return true;
    const size_t from = place_of(match.begin > share_reach ? match.begin - share_reach : 0), to = place_of(match.end + share_reach);
    u32 most = 0;
    for (size_t l = static_cast<size_t>(Language::en); l < language_count; ++l) most = std::max(most, sums_[to][l] - sums_[from][l]);
    const size_t own = static_cast<size_t>(language);
    return (sums_[to][own] - sums_[from][own]) * 2 >= most;
  }

private:
  size_t place_of(u32 at) const { return static_cast<size_t>(std::ranges::lower_bound(begins_, at) - begins_.begin()); }
  std::vector<u32> begins_;
  std::vector<std::array<u32, language_count>> sums_;
};

// Begins of what a rule does not hold beside.
std::vector<const Found *> stops_of(const WordRule &rule, const std::vector<Found> &found, Language language) {
  std::vector<const Found *> stops;
  if (rule.unless != 0)
    for (const Found &each : found)
      if (each.language == language && (each.classes & rule.unless)) stops.push_back(&each);
  return stops;
}

bool is_stopped(const std::vector<const Found *> &stops, const Match &match) {
  const u32 from = match.begin > unless_reach ? match.begin - unless_reach : 0;
  const auto first = std::ranges::lower_bound(stops, from, {}, [](const Found *stop) { return stop->begin; });
  return first != stops.end() && (*first)->begin <= match.end + unless_reach;
}

// What of the text was recognised, and nothing else.
std::string quote_of(std::string_view text, const NormalText &normal, const std::vector<Found> &found, Language language, const Match &match) {
  std::string quote;
  size_t at = normal.begin[match.begin]; // bytes up to here are shown or hidden
  const auto first = std::ranges::lower_bound(found, match.begin, {}, &Found::begin);
  for (auto each = first; each != found.end() && each->begin < match.end && quote.size() < longest_quote; ++each) {
    if (each->language != language || each->is_derived || each->end > match.end) continue; // what is derived spans words that nobody knows
    const size_t begin = std::max<size_t>(at, normal.begin[each->begin]), end = normal.end[each->end - 1];
    if (begin >= end) continue;
    const bool is_hidden = text.substr(at, begin - at).find_first_not_of(" \t") != text.npos;
    if (!is_hidden) quote += text.substr(at, begin - at);
    if ((is_hidden || each->is_name) && !quote.ends_with("…")) quote += "…";
    if (!each->is_name)
      for (const char c : text.substr(begin, end - begin)) quote += c >= '0' && c <= '9' ? '*' : c;
    at = end;
  }
  return to_line(quote);
}

} // namespace

std::vector<WordHit> find_words(const Lexicon &lexicon, std::string_view text, Addressee addressee, std::span<const std::string_view> debtor_names,
                                u64 *steps) {
  NormalText normal;
  u64 counted = normalise(lexicon.folder(), lexicon.known(), text, normal);
  std::vector<Found> found = find_expressions(lexicon, normal, debtor_names, counted);
  std::array<ClassSet, language_count> present{};
  for (const Found &each : found) present[static_cast<size_t>(each.language)] |= each.classes;

  const Shares shares(found);
  std::vector<WordHit> hits;
  std::vector<Found> derived;
  for (const WordRule &rule : lexicon.rules()) {
    if (!(rule.row->addressees >> static_cast<u8>(addressee) & 1)) continue;
    for (size_t l = 0; l < language_count; ++l) {
      const Language language{static_cast<u8>(l)};
      if (!std::ranges::all_of(rule.slots, [&](ClassSet slot) { return (slot & present[l]) != 0; })) continue;
      const std::vector<const Found *> stops = present[l] & rule.unless ? stops_of(rule, found, language) : std::vector<const Found *>();
      size_t matches = 0;
      derived.clear();
      Matcher(rule, found, language).run(
          [&](const Match &match) {
            if (is_stopped(stops, match) || (rule.derives == 0 && !shares.is_spoken(language, match))) return true;
            if (rule.derives != 0) {
              derived.push_back({match.begin, match.end, rule.derives, language, match.is_negated, false, true});
              return true;
            }
            hits.push_back({rule.row->label, rule.row->id, rule.row->check, language, normal.begin[match.begin], normal.end[match.end - 1],
                            quote_of(text, normal, found, language, match)});
            return ++matches < most_matches;
          },
          counted);
      if (derived.empty()) continue;
      present[l] |= rule.derives;
      const size_t before = found.size();
      found.insert(found.end(), derived.begin(), derived.end());
      std::inplace_merge(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(before), found.end(), comes_before);
    }
  }
  std::ranges::stable_sort(hits, {}, [](const WordHit &hit) { return std::pair(hit.label, hit.begin); });
  if (steps != nullptr) *steps += counted;
  return hits;
}

} // namespace kinsafe
