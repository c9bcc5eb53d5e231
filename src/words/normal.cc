#include "words/normal.h"

#include <algorithm>

namespace kinsafe {
namespace {

enum class Kind : u8 { letter, digit, han, other_letter, space, sentence, clause, apostrophe, soft };

Kind kind_of(char32_t c) {
  if (c < 0x80) {
    if (c >= 'a' && c <= 'z') return Kind::letter;
    if (c >= '0' && c <= '9') return Kind::digit;
    switch (c) {
    case ' ': case '\t': return Kind::space;
    case '\n': case '\r': case '.': case '!': case '?': case ';': return Kind::sentence;
    case ',': case ':': case '(': case ')': case '[': case ']': case '{': case '}': case '"': return Kind::clause;
    case '\'': case '`': return Kind::apostrophe;
    default: return Kind::soft;
    }
  }
  if (is_han(c)) return Kind::han;
  if (c == 0x3002 || c == 0x2028 || c == 0x2029 || c == 0x203c) return Kind::sentence;
  if (c == 0x2019 || c == 0x2018 || c == 0x2032 || c == 0xb4) return Kind::apostrophe;
  if (c == 0x3001 || (c >= 0x3008 && c <= 0x3011) || (c >= 0x201c && c <= 0x201f) || c == 0x2014 || c == 0xbf || c == 0xa1) return Kind::clause;
  if ((c >= 0xc0 && c < 0x2000 && c != 0xd7 && c != 0xf7) || (c >= 0x3041 && c <= 0x30ff) || (c >= 0xac00 && c <= 0xd7a3)) return Kind::other_letter;
  return Kind::soft; // emoji, signs, rare scripts
}

// What a sign stands for when it stands for a letter. Both i and l are written with the same signs.
char skeleton_of(char32_t c) {
  switch (c) {
  case 'o': case '0': return 'o';
  case 'i': case 'l': case '1': case '!': case '|': return 'i';
  case 'e': case '3': case U'€': return 'e';
  case 'a': case '4': case '@': return 'a';
  case 's': case '5': case '$': return 's';
  case 't': case '7': case '+': return 't';
  case 'g': case '9': case '6': return 'g';
  case 'b': case '8': return 'b';
  case 'z': case '2': return 'z';
  default: return c >= 'a' && c <= 'z' ? static_cast<char>(c) : '\0';
  }
}

std::string skeleton_of(std::u32string_view word) {
  std::string skeleton;
  for (const char32_t c : word)
    if (const char s = skeleton_of(c); s != '\0' && (skeleton.empty() || skeleton.back() != s)) skeleton += s;
  return skeleton;
}

bool is_vowel(char32_t c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

std::u32string consonants_of(std::u32string_view word) {
  std::u32string consonants;
  for (const char32_t c : word)
    if (!is_vowel(c)) consonants += c;
  return consonants;
}

// Whether `word` is `written` with more letters in it.
bool is_within(std::u32string_view written, std::u32string_view word) {
  size_t met = 0;
  for (const char32_t c : word) met += met < written.size() && written[met] == c;
  return met == written.size();
}

bool is_sign_for_letter(char32_t c) { return c == '@' || c == '$' || c == '!' || c == '|' || c == '+' || c == U'€'; }

constexpr size_t longest_word = 32; // of those written oddly
constexpr size_t most_alike = 16;   // words of the same consonants
constexpr size_t most_singles = 64; // in one run of spelled-out letters

struct Unit {
  char32_t character;
  u32 begin, end;
  Kind kind;
};

void decode(const Folder &folder, std::string_view text, std::vector<Unit> &units) {
  for (size_t i = 0; i < text.size();) {
    const size_t begin = i;
    const u8 lead = static_cast<u8>(text[i++]);
    char32_t c = lead;
    if (lead >= 0x80) {
      const size_t more = lead >= 0xf0 && lead < 0xf5 ? 3 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xc2 && lead < 0xe0 ? 1 : 0;
      c = more == 0 ? 0xfffd : lead & (0x3f >> more);
      for (size_t k = 0; k < more; ++k, ++i) {
        if (i >= text.size() || (static_cast<u8>(text[i]) & 0xc0) != 0x80) {
          c = 0xfffd;
          break;
        }
        c = c << 6 | (static_cast<u8>(text[i]) & 0x3f);
      }
      if (c >= 0x110000) c = 0xfffd;
    }
    for (const char32_t each : folder.fold(c)) units.push_back({each, static_cast<u32>(begin), static_cast<u32>(i), kind_of(each)});
  }
}

class Normaliser {
public:
  Normaliser(const KnownWords &known, NormalText &out) : known_(known), out_(out) {}

  // Returns the steps done.
  u64 run(const std::vector<Unit> &units) {
    for (size_t i = 0; i < units.size();) {
      ++steps_;
      switch (units[i].kind) {
      case Kind::han:
      case Kind::other_letter: put(units[i].character, units[i].begin, units[i].end), ++i; break;
      case Kind::letter:
      case Kind::digit: i = take_word(units, i); break;
      default:
        if ((units[i].character == '@' || units[i].character == '$') && i + 1 < units.size() && units[i + 1].kind == Kind::letter) {
          i = take_word(units, i);
          break;
        }
        part(units, i);
        ++i;
      }
    }
    join_single_characters();
    drop_between_pairs();
    join_torn_words();
    return steps_ + out_.text.size();
  }

private:
  enum class Gap : u8 { none, space, clause, sentence };

  // What parts this place from the next. In Chinese only full stops and commas do, and a plain '.' between two characters
  // is no full stop.
  void part(const std::vector<Unit> &units, size_t i) {
    const Unit &unit = units[i];
    Gap gap = Gap::space;
    if (unit.kind == Kind::sentence) gap = Gap::sentence;
    if (unit.kind == Kind::clause) gap = Gap::clause;
    if (unit.kind == Kind::apostrophe) gap = Gap::none;
    if (unit.character == '.' && i > 0 && i + 1 < units.size() && (units[i - 1].kind == Kind::han || units[i + 1].kind == Kind::han) &&
        !is_gap(units[i - 1].kind) && !is_gap(units[i + 1].kind))
      gap = Gap::space;
    gap_ = std::max(gap_, gap);
  }

  static bool is_gap(Kind kind) { return kind == Kind::space || kind == Kind::sentence || kind == Kind::clause; }

  void put(char32_t c, u32 begin, u32 end) {
    const bool is_first = out_.text.empty();
    const bool touches_han = is_han(c) || (!is_first && is_han(out_.text.back()));
    if (!is_first && gap_ != Gap::none && !(gap_ == Gap::space && touches_han))
      append(gap_ == Gap::space ? ' ' : gap_ == Gap::clause ? ',' : '.', begin, begin);
    gap_ = Gap::none;
    append(c, begin, end);
  }
  void append(char32_t c, u32 begin, u32 end) {
    out_.text += c;
    out_.begin.push_back(begin), out_.end.push_back(end);
  }
  // A word that the units from `first` to `last` stand for.
  void put_word(std::u32string_view word, const std::vector<Unit> &units, size_t first, size_t last) {
    const size_t count = last - first;
    for (size_t k = 0; k < word.size(); ++k) {
      const size_t from = first + std::min(k * count / word.size(), count - 1);
      const size_t to = k + 1 == word.size() ? last - 1 : std::max(from, first + (k + 1) * count / word.size() - 1);
      put(word[k], units[from].begin, units[std::min(to, last - 1)].end);
    }
  }

  // A run of what is not parted by blanks or Chinese characters, and behind it.
  size_t take_word(const std::vector<Unit> &units, size_t first) {
    if (const size_t behind = take_single_letters(units, first); behind != first) return behind;
    after_singles_ = false;
    size_t last = first; // behind the last letter, digit, or sign that stands for a letter
    bool is_plain = true;
    size_t same = 0;
    for (size_t i = first; i < units.size(); ++i, ++steps_) {
      const Unit &unit = units[i];
      if (unit.kind == Kind::han || unit.kind == Kind::other_letter || unit.kind == Kind::space || unit.character == '\n' || unit.character == '\r') break;
      const bool is_inside = unit.kind == Kind::letter || unit.kind == Kind::digit;
      if (is_inside) {
        for (size_t k = last; k < i; ++k) is_plain &= units[k].kind == Kind::apostrophe;
        is_plain &= unit.kind == Kind::letter;
        same = i > first && units[i - 1].character == unit.character ? same + 1 : 1;
        is_plain &= same < 3;
        last = i + 1;
      } else if ((unit.character == '$' || unit.character == '@' || unit.character == '+') && last == i && units[first].kind == Kind::letter) {
        is_plain = false, last = i + 1;
      }
    }
    if (last == first) return ++last; // a lone sign
    if (is_plain) {
      if (put_if_abbreviated(units, first, last, false)) return last;
      for (size_t i = first; i < last; ++i)
        if (units[i].kind == Kind::letter) put(units[i].character, units[i].begin, units[i].end);
      return last;
    }
    if (last - first <= longest_word && put_if_known(units, first, last)) return last;
    for (size_t i = first; i < last;) i = take_piece(units, i, last);
    return last;
  }

  static size_t count_of(const std::vector<Unit> &units, size_t first, size_t last, Kind kind) {
    return static_cast<size_t>(std::count_if(units.begin() + first, units.begin() + last, [&](const Unit &unit) { return unit.kind == kind; }));
  }

  bool put_if_known(const std::vector<Unit> &units, size_t first, size_t last) {
    steps_ += last - first;
    const size_t letters = count_of(units, first, last, Kind::letter);
    if (letters == 0 || (letters == 1 && (last - first > 3 || units[first].kind != Kind::letter))) return false; // n0, g0; not 5k, 2m
    std::u32string with_signs, letters_only;
    bool all_single = true;
    for (size_t i = first; i < last; ++i) {
      const bool is_alnum = units[i].kind == Kind::letter || units[i].kind == Kind::digit;
      if (is_alnum) letters_only += units[i].character;
      if (is_alnum || is_sign_for_letter(units[i].character)) with_signs += units[i].character;
      if (is_alnum && i + 1 < last) all_single &= units[i + 1].kind != Kind::letter && units[i + 1].kind != Kind::digit;
    }
    std::u32string word = known_.find(with_signs);
    if (word.empty() && letters_only != with_signs) word = known_.find(letters_only);
    if (word.empty()) word = find_with_vowels(units, first, last);
    if (word.empty() && letters_only.size() > 3 && letters_only.back() == '2') // said twice, in Indonesian
      word = known_.find(letters_only.substr(0, letters_only.size() - 1));
    if (word.empty() && all_single && letters_only.size() >= 3 && letters == letters_only.size()) word = letters_only; // d.o.g
    if (word.empty()) return put_if_abbreviated(units, first, last, true);
    put_word(word, units, first, last);
    return true;
  }

  bool put_if_abbreviated(const std::vector<Unit> &units, size_t first, size_t last, bool is_odd) {
    if (last - first < 3 || last - first > longest_word) return false;
    std::u32string written;
    for (size_t i = first; i < last; ++i)
      if (const char32_t c = letter_of(units[i].character); c != 0) written += c;
    steps_ += last - first;
    if (known_.holds(written)) return false;
    const std::u32string word = known_.find_abbreviated(written, is_odd);
    if (word.empty()) return false;
    put_word(word, units, first, last);
    return true;
  }

  // "f*ck": one or two stars in the place of vowels.
  std::u32string find_with_vowels(const std::vector<Unit> &units, size_t first, size_t last) {
    std::u32string written;
    std::vector<size_t> stars;
    for (size_t i = first; i < last; ++i) {
      if (units[i].character == '*') stars.push_back(written.size());
      else if (units[i].kind != Kind::letter) return {};
      written += units[i].character;
    }
    if (stars.empty() || stars.size() > 2 || written.size() < 4) return {};
    constexpr std::u32string_view vowels = U"aeiou";
    for (const char32_t one : vowels)
      for (const char32_t other : stars.size() == 2 ? vowels : vowels.substr(0, 1)) {
        if (stars.size() == 2) written[stars[1]] = other;
        written[stars[0]] = one;
        steps_ += written.size();
        if (std::u32string word = known_.find(written, false); !word.empty()) return word;
      }
    return {};
  }

  // Letters, or a number, or both in a row.
  size_t take_piece(const std::vector<Unit> &units, size_t first, size_t end) {
    const Kind kind = units[first].kind;
    if (kind != Kind::letter && kind != Kind::digit) {
      part(units, first);
      return first + 1;
    }
    size_t last = first;
    const size_t most = std::min(end, first + longest_word); // a longer one goes on as the next piece
    while (last < most && (units[last].kind == Kind::letter || units[last].kind == Kind::digit)) ++last;
    steps_ += last - first;
    const size_t digits = count_of(units, first, last, Kind::digit);
    const bool is_odd = (digits > 0 && digits < last - first) || has_long_run(units, first, last);
    if (is_odd && put_if_known(units, first, last)) return last;
    if (kind == Kind::digit) { // with the separators of thousands and decimals
      size_t behind = first;
      while (behind < end && (units[behind].kind == Kind::digit || ((units[behind].character == '.' || units[behind].character == ',') && behind + 1 < end &&
                                                                    units[behind + 1].kind == Kind::digit)))
        ++behind;
      put('0', units[first].begin, units[behind - 1].end);
      if (behind < end && units[behind].kind == Kind::letter) gap_ = std::max(gap_, Gap::space);
      return behind;
    }
    const bool is_leet = digits > 0 && digits * 2 < last - first && units[last - 1].kind == Kind::letter; // k4sar, not rp500
    for (size_t i = first; i < last; ++i) {
      if (units[i].kind == Kind::digit && !is_leet) {
        gap_ = std::max(gap_, Gap::space);
        return i;
      }
      if (i >= first + 2 && units[i].character == units[i - 1].character && units[i].character == units[i - 2].character) continue; // sooo
      put(is_leet ? letter_of(units[i].character) : units[i].character, units[i].begin, units[i].end);
    }
    return last;
  }
  static char32_t letter_of(char32_t c) { return c >= 'a' && c <= 'z' ? c : static_cast<char32_t>(skeleton_of(c)); }

  static bool has_long_run(const std::vector<Unit> &units, size_t first, size_t last) {
    for (size_t i = first + 2; i < last; ++i)
      if (units[i].character == units[i - 1].character && units[i].character == units[i - 2].character) return true;
    return false;
  }

  // Three single letters or more with always the same between them, blanks included: "o w e", "d - e - b - t". Behind such
  // a run two are enough.
  size_t take_single_letters(const std::vector<Unit> &units, size_t first) {
    const auto is_alnum = [&](size_t i) { return i < units.size() && (units[i].kind == Kind::letter || units[i].kind == Kind::digit); };
    if (!is_alnum(first) || is_alnum(first + 1)) return first;
    std::vector<size_t> singles{first};
    size_t width = 0;
    bool is_cut = false; // single letters go on with something else between
    for (size_t at = first; singles.size() < most_singles;) {
      size_t next = at + 1;
      while (next < units.size() && next - at <= 4 && units[next].kind != Kind::letter && units[next].kind != Kind::digit && units[next].kind != Kind::han &&
             units[next].kind != Kind::other_letter)
        ++next;
      if (!is_alnum(next) || is_alnum(next + 1) || next - at > 4) break;
      steps_ += next - at;
      if (width == 0) width = next - at;
      bool is_same = next - at == width;
      for (size_t k = 1; is_same && k < width; ++k) is_same = units[at + k].character == units[first + k].character;
      is_cut = !is_same;
      if (is_cut) break;
      singles.push_back(at = next);
    }
    const size_t letters = static_cast<size_t>(std::ranges::count_if(singles, [&](size_t i) { return units[i].kind == Kind::letter; }));
    if (singles.size() < (after_singles_ && !is_cut ? 2 : 3) || letters * 2 < singles.size()) return first;
    after_singles_ = true;
    std::u32string all;
    for (const size_t i : singles) all += units[i].character;
    for (size_t at = 0; at < all.size();) { // the longest known words one after the other; what is none stays together
      std::u32string word;
      size_t length = std::min(all.size() - at, longest_word);
      for (; length >= 2; --length, ++steps_)
        if (word = known_.find(std::u32string_view(all).substr(at, length), length == all.size()); !word.empty()) break;
      if (word.empty()) word = letter_of(all[at]), length = 1;
      else if (at > 0) gap_ = std::max(gap_, Gap::space);
      put_word(word, units, singles[at], singles[at + length - 1] + 1);
      at += length;
      if (at < all.size() && length > 1) gap_ = std::max(gap_, Gap::space);
    }
    return singles.back() + 1;
  }

  // "逾x期": one letter or digit between two Han characters that the lexicon has side by side is dropped.
  void drop_between_pairs() {
    std::u32string &text = out_.text;
    size_t kept = 0;
    for (size_t i = 0; i < text.size(); ++i) {
      const bool is_noise = i > 0 && i + 1 < text.size() && is_han(text[i - 1]) && is_han(text[i + 1]) && (is_latin(text[i]) || text[i] == '0') &&
                            out_.end[i] - out_.begin[i] == 1 && known_.has_pair(text[i - 1], text[i + 1]);
      if (is_noise) continue;
      text[kept] = text[i], out_.begin[kept] = out_.begin[i], out_.end[kept] = out_.end[i];
      ++kept;
    }
    text.resize(kept), out_.begin.resize(kept), out_.end.resize(kept);
  }

  // "kel uarga": two pieces of which one is no word, and which are one together, lose the blank.
  void join_torn_words() {
    std::u32string &text = out_.text;
    size_t kept = 0, word = 0; // where the word before the blank begins, in what is kept
    bool is_whole = true;      // that word is one by itself
    for (size_t i = 0; i < text.size();) {
      size_t end = i;
      while (end < text.size() && end - i <= longest_word && is_latin(text[end])) ++end;
      const size_t length = end - i;
      bool is_word = length > 0 && length <= longest_word;
      if (is_word) {
        const std::u32string_view piece = std::u32string_view(text).substr(i, length);
        const bool follows = length >= 2 && kept > 2 && text[kept - 1] == ' ' && kept - 1 >= word + 2 && is_latin(text[kept - 2]);
        const bool is_known = known_.holds(piece);
        if (follows && !(is_whole && is_known) && kept - 1 - word + length <= longest_word && kept - 1 - word + length >= 5) {
          std::u32string joined(text, word, kept - 1 - word);
          joined += piece;
          steps_ += joined.size();
          if (known_.holds(joined)) {
            --kept; // the blank
            for (; i < end; ++i, ++kept) text[kept] = text[i], out_.begin[kept] = out_.begin[i], out_.end[kept] = out_.end[i];
            is_whole = true;
            continue;
          }
        }
        word = kept, is_whole = is_known;
      } else {
        end = std::max(end, i + 1);
        if (text[i] != ' ') word = kept + (end - i), is_whole = true;
      }
      for (; i < end; ++i, ++kept) text[kept] = text[i], out_.begin[kept] = out_.begin[i], out_.end[kept] = out_.end[i];
    }
    text.resize(kept), out_.begin.resize(kept), out_.end.resize(kept);
  }

  // "欠,款,不,还": single characters with a sign after each, three or more, lose the signs.
  void join_single_characters() {
    std::u32string &text = out_.text;
    const auto is_sign = [&](size_t i) { return text[i] == ',' || text[i] == '.'; };
    size_t kept = 0;
    for (size_t i = 0; i < text.size();) {
      size_t last = i; // of the run
      if (is_han(text[i]) && (i == 0 || !is_han(text[i - 1])))
        while (last + 2 < text.size() && is_sign(last + 1) && is_han(text[last + 2])) last += 2;
      if (last > i && last + 1 < text.size() && is_han(text[last + 1])) last -= 2; // begins a word
      const bool is_run = last >= i + 4;
      const size_t stop = last + 1;
      for (; i < stop; ++i) {
        if (is_run && is_sign(i)) continue;
        text[kept] = text[i], out_.begin[kept] = out_.begin[i], out_.end[kept] = out_.end[i];
        ++kept;
      }
    }
    text.resize(kept), out_.begin.resize(kept), out_.end.resize(kept);
  }

  const KnownWords &known_;
  NormalText &out_;
  u64 steps_ = 0;
  Gap gap_ = Gap::none;
  bool after_singles_ = false;
};

} // namespace

bool is_han(char32_t c) { return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x20000 && c <= 0x3ffff) || c == 0x3005; }
bool is_latin(char32_t c) { return c >= 'a' && c <= 'z'; }

void KnownWords::add(const std::u32string &word, bool is_stem) {
  std::vector<Known> &all = by_skeleton_[skeleton_of(word)];
  const auto found = std::ranges::find(all, word, &Known::word);
  if (found != all.end()) {
    found->is_stem |= is_stem;
    return;
  }
  all.push_back({word, is_stem});
  const std::u32string consonants = consonants_of(word);
  if (consonants.size() < 3 || consonants.size() == word.size()) return;
  if (std::vector<std::u32string> &alike = by_consonants_[consonants]; alike.size() < most_alike) alike.push_back(word);
}

bool KnownWords::holds(std::u32string_view written) const {
  const auto found = by_skeleton_.find(skeleton_of(written));
  return found != by_skeleton_.end() && std::ranges::any_of(found->second, [&](const Known &known) { return known.word == written; });
}

std::u32string KnownWords::find_abbreviated(std::u32string_view written, bool is_odd) const {
  const std::u32string consonants = consonants_of(written);
  const size_t vowels = written.size() - consonants.size();
  if (consonants.size() < 3) return {};
  const bool is_bare = vowels == 0 || (vowels == 1 && consonants.size() >= 4);
  if (!is_bare && !(is_odd && written.size() >= 6)) return {};
  const auto found = by_consonants_.find(consonants);
  if (found == by_consonants_.end()) return {};
  const size_t most_lost = is_bare ? std::min<size_t>(4, written.size() - 1) : 1;
  const auto word = std::ranges::find_if(found->second, [&](const std::u32string &each) {
    return each.front() == written.front() && each.size() <= written.size() + most_lost && is_within(written, each);
  });
  return word == found->second.end() ? std::u32string() : *word;
}

std::u32string KnownWords::find(std::u32string_view written, bool takes_stems) const {
  const std::string skeleton = skeleton_of(written);
  if (skeleton.size() < 2) return {};
  if (const auto found = by_skeleton_.find(skeleton); found != by_skeleton_.end()) {
    const std::vector<Known> &all = found->second;
    const auto same_length = std::ranges::find_if(all, [&](const Known &known) { return known.word.size() == written.size(); });
    return same_length != all.end() ? same_length->word : all.front().word;
  }
  for (size_t length = takes_stems ? skeleton.size() - 1 : 0; length >= 4; --length) {
    const auto found = by_skeleton_.find(skeleton.substr(0, length));
    if (found == by_skeleton_.end()) continue;
    for (const Known &known : found->second) {
      if (!known.is_stem) continue;
      std::u32string word = known.word;
      for (const char c : skeleton.substr(length)) word += static_cast<char32_t>(c);
      return word;
    }
  }
  return {};
}

u64 normalise(const Folder &folder, const KnownWords &known, std::string_view text, NormalText &normal) {
  normal.text.clear(), normal.begin.clear(), normal.end.clear();
  std::vector<Unit> units;
  units.reserve(text.size());
  decode(folder, text, units);
  return units.size() + Normaliser(known, normal).run(units);
}

} // namespace kinsafe
