// Looks for phrases in the texts of resources. Every text is read once, whatever number of names and languages share it.
#include "models/words.h"

#include "base/budget.h"
#include "base/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace kinsafe {
namespace {

// Uses that do not hide each other's phrases; those of one number do.
constexpr u32 group_of(PhraseUse use) {
  switch (use) {
  case PhraseUse::lending:
  case PhraseUse::business: return 0;
  case PhraseUse::lender: return 1;
  case PhraseUse::lender_name: return 2;
  case PhraseUse::subject: return 3;
  case PhraseUse::asking: return 4;
  case PhraseUse::field: return 5;
  case PhraseUse::token: return 0; // not looked for in texts
  }
  return 0;
}

// "in" and "tl" are what Android called Indonesian and Filipino.
std::string_view language_of(std::string_view locale) {
  const std::string_view language = locale.substr(0, locale.find('-'));
  return language == "in" ? "id" : language == "tl" ? "fil" : language;
}

// Far more than any real app has; whoever made the file chooses how many.
constexpr size_t most_texts = 20'000;
constexpr size_t most_matches = 64; // in one text

bool is_text_type(std::string_view type) { return type == "string" || type == "array" || type == "plurals"; }

class TableWords {
public:
  TableWords(const Resources &resources, Words &words)
      : table_(resources.table), part_(resources.part), words_(words), seen_(table_.strings.count), budget_(table_.strings.texts.size()) {}

  // False if there is more than is read.
  bool read() {
    u64 allowance = listing_allowance(table_);
    for (const ResourceType &type : table_.types) {
      if (!words_.phrases.knows(type.locale) || !is_text_type(resource_type(table_, type))) continue;
      const bool is_whole = for_each_value(type, allowance, [&](const ResourceValue &value) {
        if (value.type == AxmlValue::Type::string) add(type, value);
      });
      if (!is_whole) return false;
    }
    for (const auto &[id, values] : table_.given)
      for (const GivenResource &given : values)
        if (words_.phrases.knows(given.locale) && given.value.type == AxmlValue::Type::string) add_given(id, given);
    return !is_cut_;
  }

private:
  void add(const ResourceType &type, const ResourceValue &value) {
    if (value.data >= seen_.size()) return;
    std::optional<u32> &known = seen_[value.data];
    if (!known) {
      const std::optional<std::string_view> text = view_at(table_.strings, value.data, buffer_);
      known = text && budget_.spend(text->size()) ? look_at(*text) : none;
      is_cut_ |= budget_.exceeded();
    }
    if (*known == none) return;
    const std::vector<PhraseTable::Match> &matches = matches_[*known];
    const std::string text = text_at(table_.strings, value.data).value_or("");
    push({fmt::format("{}/{}", resource_type(table_, type), resource_key(table_, type, value.key)), type.locale, text, part_, matches});
  }

  void add_given(u32 id, const GivenResource &given) {
    const u32 known = budget_.spend(given.value.text.size()) ? look_at(given.value.text) : none;
    is_cut_ |= budget_.exceeded();
    if (known != none) push({fmt::format("{:#010x}", id), given.locale, to_utf8(given.value.text), part_, matches_[known]});
  }

  u32 look_at(std::string_view text) {
    ++words_.read;
    std::vector<PhraseTable::Match> matches = words_.phrases.find(text);
    if (matches.empty()) return none;
    matches_.push_back(std::move(matches));
    return static_cast<u32>(matches_.size() - 1);
  }

  void push(KnownText text) {
    const u64 size = text.text.size() + text.key.size() + text.matches.size() * sizeof(PhraseTable::Match);
    if (words_.texts.size() == most_texts || !kept_.spend(size)) is_cut_ = true;
    else words_.texts.push_back(std::move(text));
  }

  static constexpr u32 none = ~u32{0};

  const ResourceTable &table_;
  const std::string &part_;
  Words &words_;
  std::vector<std::optional<u32>> seen_; // by index in the pool: the matches, or `none`
  std::vector<std::vector<PhraseTable::Match>> matches_;
  std::string buffer_;
  Budget budget_, kept_{table_.strings.texts.size()};
  bool is_cut_ = false;
};

} // namespace

PhraseTable::PhraseTable(std::span<const PhraseRow> rows) : rows_(rows) {
  for (u32 i = 0; i < rows.size(); ++i) {
    if (rows[i].language != "*" && std::ranges::find(languages_, rows[i].language) == languages_.end()) languages_.push_back(rows[i].language);
    for (const std::string &text : rows[i].texts) {
      if (rows[i].use == PhraseUse::token) tokens_.emplace(text, rows[i].value); // of identifiers, not of texts
      else phrases_.add(text, group_of(rows[i].use), i);
    }
  }
}

std::vector<PhraseTable::Match> PhraseTable::find(std::string_view text) const {
  std::vector<Match> matches;
  for (const PhraseHit &hit : phrases_.find(text)) {
    if (matches.size() == most_matches) break;
    matches.push_back({rows_[hit.phrase].use, rows_[hit.phrase].value, hit.begin, hit.end});
  }
  return matches;
}

std::string_view PhraseTable::token(std::string_view word) const {
  const auto found = tokens_.find(word);
  return found == tokens_.end() ? std::string_view() : found->second;
}

bool PhraseTable::knows(std::string_view locale) const {
  return locale.empty() || std::ranges::find(languages_, language_of(locale)) != languages_.end();
}

std::vector<std::string> identifier_words(std::string_view identifier) {
  std::vector<std::string> words;
  char before = '\0';
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_letter = [&](char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); };
  for (size_t i = 0; i < identifier.size(); ++i) {
    const char c = identifier[i];
    if (is_letter(c)) {
      // "LoanApply" parts before the A, "KYCForm" before the F.
      const bool is_next_lower = i + 1 < identifier.size() && is_letter(identifier[i + 1]) && !is_upper(identifier[i + 1]);
      if (!is_letter(before) || (is_upper(c) && (!is_upper(before) || is_next_lower))) words.emplace_back();
      words.back() += static_cast<char>(is_upper(c) ? c + ('a' - 'A') : c);
    }
    before = c;
  }
  return words;
}

Words find_words(std::span<const PhraseRow> rows, const Package &package, Incomplete &incomplete) {
  Words words{PhraseTable(rows), {}, 0};
  for (const Resources &resources : package.resources)
    if (!TableWords(resources, words).read())
      incomplete.add(GapKind::limit, resources.part, "texts", "there are more texts with known phrases than any app needs; the rest is left out",
                     Lost::resources);
  return words;
}

} // namespace kinsafe
