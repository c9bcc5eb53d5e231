// Widths by ranges of Unicode 15, and breaking of lines.
#include "report/layout.h"

#include <algorithm>

namespace kinsafe {
namespace {

struct Range {
  u32 first, last;
};
// East_Asian_Width W and F.
constexpr Range wide[] = {{0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x25FD, 0x25FE},
                          {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x2705, 0x2705},
                          {0x270A, 0x270B},   {0x274C, 0x274C},   {0x2753, 0x2757},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
                          {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
                          {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x17000, 0x18AFF},
                          {0x1B000, 0x1B2FF}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD}};
// Marks that stand on the character before, and characters that show nothing.
constexpr Range without_width[] = {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F},
                                   {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x200B, 0x200F}, {0x20D0, 0x20FF},
                                   {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF}};
constexpr std::u32string_view closing = U"、。，．！？：；）］｝〕〉》」』】’”〗ー々…";
constexpr std::u32string_view opening = U"（［｛〔〈《「『【‘“〖";

bool is_in(std::u32string_view set, u32 c) { return c >= 0x80 && set.find(static_cast<char32_t>(c)) != std::u32string_view::npos; }
template <size_t n>
bool is_in(const Range (&ranges)[n], u32 c) {
  const Range *range = std::ranges::upper_bound(ranges, c, {}, &Range::first);
  return range != ranges && c <= (range - 1)->last;
}

struct Character {
  u32 code = 0;
  std::string_view bytes;
};
// The first character of valid UTF-8.
Character first_of(std::string_view text) {
  const u8 lead = static_cast<u8>(text.front());
  const size_t length = std::min<size_t>(lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4, text.size());
  u32 code = length == 1 ? lead : lead & (0xFFu >> (length + 1));
  for (size_t i = 1; i < length; ++i) code = code << 6 | (static_cast<u8>(text[i]) & 0x3F);
  return {code, text.substr(0, length)};
}

size_t width_of(u32 c) { return c < 0x300 ? 1 : is_in(wide, c) ? 2 : is_in(without_width, c) ? 0 : 1; }

// A piece of text that is never broken, and whether a blank stood before it.
struct Piece {
  std::string_view text;
  size_t width = 0;
  bool has_blank = false;
};

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  bool has_blank = false, may_break = true, is_held = false; // held: what opens stays with what follows
  while (!text.empty()) {
    const Character c = first_of(text);
    if (c.code == ' ') {
      text.remove_prefix(1);
      has_blank = may_break = true;
      is_held = false;
      continue;
    }
    const size_t width = width_of(c.code);
    const bool begins = has_blank || (!is_held && (may_break || width == 2) && !is_in(closing, c.code));
    if (pieces.empty() || begins) pieces.push_back({text.substr(0, 0), 0, has_blank});
    Piece &piece = pieces.back();
    piece.text = {piece.text.data(), piece.text.size() + c.bytes.size()}; // the next bytes of the same text
    piece.width += width;
    text.remove_prefix(c.bytes.size());
    has_blank = false;
    is_held = is_in(opening, c.code);
    may_break = width == 2 && !is_held;
  }
  return pieces;
}

} // namespace

size_t width_of(std::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    const Character c = first_of(text);
    width += width_of(c.code);
    text.remove_prefix(c.bytes.size());
  }
  return width;
}

std::vector<std::string> wrap(std::string_view text, size_t columns) {
  std::vector<std::string> lines(1);
  size_t width = 0;
  for (const Piece &piece : pieces_of(text)) {
    const size_t blank = piece.has_blank && width > 0 ? 1 : 0;
    if (width > 0 && width + blank + piece.width > columns) {
      lines.emplace_back();
      width = 0;
    }
    if (width > 0 && blank) lines.back() += ' ', ++width;
    lines.back() += piece.text;
    width += piece.width;
  }
  return lines;
}

} // namespace kinsafe
