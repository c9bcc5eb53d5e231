// Text helpers: splitting rows of data files, and turning any bytes into valid UTF-8.
#include "base/strings.h"

#include "base/types.h"

namespace kinsafe {

std::vector<std::string_view> split_words(std::string_view line) {
  std::vector<std::string_view> words;
  size_t i = 0;
  while (true) {
    while (i < line.size() && (line[i] == ' ' || line[i] == '\t' || line[i] == '\r')) ++i;
    if (i == line.size() || line[i] == '#') return words;
    if (line[i] == '"') {
      const size_t end = line.find('"', i + 1);
      const size_t stop = end == std::string_view::npos ? line.size() : end;
      words.push_back(line.substr(i + 1, stop - i - 1));
      i = end == std::string_view::npos ? stop : stop + 1;
      continue;
    }
    const size_t start = i;
    while (i < line.size() && line[i] != ' ' && line[i] != '\t' && line[i] != '\r') ++i;
    words.push_back(line.substr(start, i - start));
  }
}

namespace {

constexpr u32 replacement = 0xfffd;

void append_utf8(std::string &out, u32 c) {
  if (c < 0x80) out += static_cast<char>(c);
  else if (c < 0x800) out += {static_cast<char>(0xc0 | c >> 6), static_cast<char>(0x80 | (c & 63))};
  else if (c < 0x10000)
    out += {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)), static_cast<char>(0x80 | (c & 63))};
  else
    out += {static_cast<char>(0xf0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 63)), static_cast<char>(0x80 | (c >> 6 & 63)),
            static_cast<char>(0x80 | (c & 63))};
}

// One code unit or character at `i`, moved past it. Three-byte surrogates come back as they are, for the caller to join.
u32 next_unit(std::string_view s, size_t &i) {
  const auto at = [&](size_t k) { return k < s.size() ? static_cast<u8>(s[k]) : 0u; };
  const auto is_tail = [&](size_t k) { return (at(k) & 0xc0) == 0x80; };
  const u32 a = at(i);
  if (a < 0x80) return ++i, a;
  if ((a & 0xe0) == 0xc0 && is_tail(i + 1)) {
    const u32 c = (a & 31) << 6 | (at(i + 1) & 63);
    if (c == 0 || c >= 0x80) return i += 2, c;
  } else if ((a & 0xf0) == 0xe0 && is_tail(i + 1) && is_tail(i + 2)) {
    const u32 c = (a & 15) << 12 | (at(i + 1) & 63) << 6 | (at(i + 2) & 63);
    if (c >= 0x800) return i += 3, c;
  } else if ((a & 0xf8) == 0xf0 && is_tail(i + 1) && is_tail(i + 2) && is_tail(i + 3)) {
    const u32 c = (a & 7) << 18 | (at(i + 1) & 63) << 12 | (at(i + 2) & 63) << 6 | (at(i + 3) & 63);
    if (c >= 0x10000 && c < 0x110000) return i += 4, c;
  }
  return ++i, replacement;
}

bool is_obeyed(u32 c) {
  if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return true;                             // C0, delete, C1
  if (c == 0x200e || c == 0x200f || c == 0x061c || c == 0x2028 || c == 0x2029) return true; // marks, separators
  if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)) return true;     // embeddings, overrides, isolates
  // Shown as nothing: soft hyphen, blanks without width, tags. Joiners (U+200C, U+200D) belong to the spelling of some scripts.
  return c == 0xad || c == 0x200b || (c >= 0x2060 && c <= 0x2064) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
}

} // namespace

std::string to_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    u32 c = next_unit(text, i);
    if (c >= 0xd800 && c < 0xdc00 && i < text.size()) {
      size_t after = i;
      const u32 low = next_unit(text, after);
      if (low >= 0xdc00 && low < 0xe000) c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00), i = after;
    }
    append_utf8(out, c >= 0xd800 && c < 0xe000 ? replacement : c);
  }
  return out;
}

std::string to_line(std::string_view text) {
  const std::string valid = to_utf8(text);
  std::string out;
  out.reserve(valid.size());
  for (size_t i = 0; i < valid.size();) {
    const size_t start = i;
    // U+0000 stands as a zero byte in valid UTF-8.
    const u32 c = next_unit(valid, i);
    if (!is_obeyed(c)) {
      out.append(valid, start, i - start);
      continue;
    }
    constexpr char digits[] = "0123456789ABCDEF";
    out += "<U+";
    for (int shift = c > 0xffff ? 16 : 12; shift >= 0; shift -= 4) out += digits[c >> shift & 15];
    out += '>';
  }
  return out;
}

} // namespace kinsafe
