// Finds phrases by their first three bytes.
#include "base/phrases.h"

#include <algorithm>
#include <cassert>

namespace kinsafe {
namespace {

u8 byte_at(std::string_view text, size_t i) { return static_cast<u8>(text[i]); }

bool is_continuation(u8 byte) { return (byte & 0xc0) == 0x80; }

bool is_ascii_word(u8 byte) { return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z'); }

// Whether a character that begins with this byte belongs to a word of a script with spaces. By blocks: C3 to DF are
// letters of Europe and the Near East, E0 and E1 those of India, Southeast Asia and Vietnamese; C2 and E2 are signs, E3 and
// more the scripts of East Asia.
bool is_word_lead(u8 byte) { return is_ascii_word(byte) || (byte >= 0xc3 && byte <= 0xe1); }

bool has_word_before(std::string_view text, size_t at) {
  if (at == 0) return false;
  while (at > 1 && is_continuation(byte_at(text, at - 1))) --at;
  return is_word_lead(byte_at(text, at - 1));
}
bool has_word_at(std::string_view text, size_t at) { return at < text.size() && is_word_lead(byte_at(text, at)); }

u32 hash_of(const char *first_three) {
  const u32 key = static_cast<u8>(first_three[0]) | u32{static_cast<u8>(first_three[1])} << 8 | u32{static_cast<u8>(first_three[2])} << 16;
  return key * 0x9e3779b1u >> 19;
}


// Beyond Latin-1 upper and lower case lie side by side: most pairs have the capital on the even place. The others (U+0139 to
// U+0148 and U+0179 to U+017E) are left as they are, for no phrase needs them.
void fold_even(char &last) { last = static_cast<char>(last | 1); }

void fold_letters(std::string &text) {
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    const u8 lead = byte_at(text, i);
    if (lead < 0xc3) continue;
    const u8 next = byte_at(text, i + 1);
    if (lead == 0xc3 && next >= 0x80 && next <= 0x9e && next != 0x97) text[i + 1] = static_cast<char>(next + 0x20); // À to Þ
    else if (lead == 0xc4 && next >= 0x80 && next <= 0xb7) fold_even(text[i + 1]);                                    // Ā to ķ, with Ă and Đ
    else if (lead == 0xc5 && next >= 0x8a && next <= 0xb7) fold_even(text[i + 1]);                                    // Ŋ to ŷ
    else if (lead == 0xc6 && next == 0xa0) text[i + 1] = static_cast<char>(0xa1); // Ơ
    else if (lead == 0xc6 && next == 0xaf) text[i + 1] = static_cast<char>(0xb0); // Ư
    else if (lead == 0xe1 && (next == 0xba || next == 0xbb) && i + 2 < text.size() && is_continuation(byte_at(text, i + 2)))
      fold_even(text[i + 2]); // the letters of Vietnamese
  }
}

} // namespace

std::string fold_case(std::string_view text) {
  std::string folded(text);
  u8 all = 0;
  for (char &c : folded) {
    all |= static_cast<u8>(c);
    c = static_cast<char>(c + (c >= 'A' && c <= 'Z' ? 'a' - 'A' : 0));
  }
  if (all & 0x80) fold_letters(folded);
  return folded;
}

void Phrases::add(std::string_view phrase, u32 group, u32 number) {
  assert(phrase.size() >= 3 && group < most_groups);
  if (buckets_.empty()) buckets_.resize(slots);
  Entry entry{fold_case(phrase), group, number, false, false};
  size_t last = entry.text.size() - 1;
  while (last > 0 && is_continuation(byte_at(entry.text, last))) --last;
  entry.begins_word = is_word_lead(byte_at(entry.text, 0));
  entry.ends_word = is_word_lead(byte_at(entry.text, last));
  std::vector<Entry> &bucket = buckets_[hash_of(entry.text.data())];
  const auto place = std::ranges::find_if(bucket, [&](const Entry &other) { return other.text.size() < entry.text.size(); });
  bucket.insert(place, std::move(entry));
}

void Phrases::find(std::string_view original, std::vector<PhraseHit> &hits) const {
  hits.clear();
  if (original.size() < 3 || buckets_.empty()) return;
  const std::string text = fold_case(original);
  std::array<size_t, most_groups> taken{}; // up to where each group has a phrase
  u8 before = 0;
  for (size_t i = 0; i + 2 < text.size(); ++i) {
    const u8 byte = byte_at(text, i);
    const bool is_inside = is_continuation(byte) || (is_ascii_word(before) && is_ascii_word(byte));
    before = byte;
    if (is_inside) continue;
    const std::vector<Entry> &bucket = buckets_[hash_of(text.data() + i)];
    if (bucket.empty()) continue;
    for (const Entry &entry : bucket) {
      if (i < taken[entry.group] || !std::string_view(text).substr(i).starts_with(entry.text)) continue;
      const size_t end = i + entry.text.size();
      if ((entry.begins_word && has_word_before(text, i)) || (entry.ends_word && has_word_at(text, end))) continue;
      hits.push_back({entry.number, static_cast<u32>(i), static_cast<u32>(end)});
      taken[entry.group] = end; // the longest came first
    }
  }
}

} // namespace kinsafe
