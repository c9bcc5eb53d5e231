#include "conduct/import/text.h"

#include "base/reader.h"
#include "base/strings.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace kinsafe {
namespace {

constexpr size_t sample_bytes = size_t{1} << 20, search_bytes = size_t{64} << 20, piece_bytes = size_t{1} << 20, release_bytes = size_t{64} << 20;

constexpr std::pair<std::string_view, Encoding> names[] = {
    {"utf-8", Encoding::utf8},
    {"utf-16le", Encoding::utf16_le},
    {"utf-16be", Encoding::utf16_be},
    {"gb18030", Encoding::gb18030},
    {"windows-1252", Encoding::windows_1252},
    {"utf8", Encoding::utf8},
    {"utf-16", Encoding::utf16_le},
    {"gbk", Encoding::gb18030},
    {"gb2312", Encoding::gb18030},
    {"latin-1", Encoding::windows_1252},
    {"latin1", Encoding::windows_1252},
    {"iso-8859-1", Encoding::windows_1252},
    {"cp1252", Encoding::windows_1252},
    {"cp936", Encoding::gb18030},
};

// The length of the UTF-8 character at the start, 0 if there is none (RFC 3629: no surrogates, nothing overlong).
size_t utf8_length(const u8 *at, size_t left) {
  const u8 lead = at[0];
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  if (length == 0 || length > left) return 0;
  for (size_t i = 1; i < length; ++i)
    if ((at[i] & 0xc0) != 0x80) return 0;
  if ((lead == 0xe0 && at[1] < 0xa0) || (lead == 0xed && at[1] > 0x9f) || (lead == 0xf0 && at[1] < 0x90) || (lead == 0xf4 && at[1] > 0x8f)) return 0;
  return length;
}

size_t first_of_no_ascii(Bytes bytes) {
  size_t i = 0;
  for (; i + 64 <= bytes.size(); i += 64) {
    u64 any = 0;
    for (size_t j = 0; j < 64; j += 8) {
      u64 word = 0;
      std::memcpy(&word, bytes.data() + i + j, 8);
      any |= word;
    }
    if (any & 0x8080808080808080) break;
  }
  while (i < bytes.size() && bytes[i] < 0x80) ++i;
  return i;
}

} // namespace

std::string_view name_of(Encoding encoding) { return names[static_cast<size_t>(encoding)].first; }

std::optional<Encoding> find_encoding(std::string_view name) {
  std::string lower(name);
  for (char &c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  const auto found = std::ranges::find(names, lower, &std::pair<std::string_view, Encoding>::first);
  return found == std::end(names) ? std::nullopt : std::optional(found->second);
}

bool is_utf8(std::string_view text) {
  const Bytes bytes = as_bytes(text);
  for (size_t i = first_of_no_ascii(bytes); i < bytes.size();) {
    const size_t length = utf8_length(bytes.data() + i, bytes.size() - i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

Encoding detect_encoding(Bytes bytes) {
  const auto starts_with = [&](std::initializer_list<u8> mark) { return bytes.size() >= mark.size() && std::equal(mark.begin(), mark.end(), bytes.begin()); };
  if (starts_with({0xef, 0xbb, 0xbf})) return Encoding::utf8;
  if (starts_with({0xff, 0xfe})) return Encoding::utf16_le;
  if (starts_with({0xfe, 0xff})) return Encoding::utf16_be;

  // UTF-16 without a mark: every other byte of the digits, separators and line ends that records consist of is zero.
  const Bytes head = bytes.first(std::min(bytes.size(), size_t{4096}) & ~size_t{1});
  size_t even = 0, odd = 0;
  for (size_t i = 0; i + 1 < head.size(); i += 2) even += head[i] == 0, odd += head[i + 1] == 0;
  if (odd * 5 > head.size() && even * 20 < head.size()) return Encoding::utf16_le;
  if (even * 5 > head.size() && odd * 20 < head.size()) return Encoding::utf16_be;

  // From the first byte on that is not ASCII, for names may begin late.
  bytes = bytes.first(std::min(bytes.size(), search_bytes));
  bytes = bytes.subspan(first_of_no_ascii(bytes));
  const bool is_cut = bytes.size() > sample_bytes;
  if (is_cut) bytes = bytes.first(sample_bytes);
  size_t utf8 = 0, not_utf8 = 0, chinese = 0, not_chinese = 0;
  for (size_t i = 0; i < bytes.size();) {
    const size_t length = utf8_length(bytes.data() + i, bytes.size() - i);
    if (length == 0 && is_cut && bytes.size() - i < 4) break;
    if (length > 1) ++utf8;
    if (length == 0) ++not_utf8;
    i += std::max<size_t>(length, 1);
  }
  if (not_utf8 == 0 || utf8 > 9 * not_utf8) return Encoding::utf8;
  for (size_t i = 0; i < bytes.size();) {
    if (bytes[i] < 0x80) {
      ++i;
      continue;
    }
    // Both bytes of the characters of GB 2312 are above 0xa0; a letter of Latin-1 stands between those of ASCII.
    const u8 next = i + 1 < bytes.size() ? bytes[i + 1] : 0;
    if (bytes[i] >= 0xa1 && bytes[i] <= 0xf7 && next >= 0xa1 && next != 0xff)
      chinese += 2, i += 2;
    else if (bytes[i] >= 0x81 && bytes[i] != 0xff && next >= 0x40 && next != 0x7f && next != 0xff)
      ++not_chinese, i += 2;
    else
      not_chinese += 2, ++i;
  }
  return chinese > 2 * not_chinese ? Encoding::gb18030 : Encoding::windows_1252;
}

void TextSource::Close::operator()(UConverter *converter) const { ucnv_close(converter); }
TextSource::~TextSource() = default;

Result<TextSource> TextSource::open(const std::string &path, std::optional<Encoding> encoding) {
  TextSource source;
  source.file_ = TRY(map_file(path));
  const Bytes bytes = source.file_.bytes();
  if (bytes.size() >= 4 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] == 3 && bytes[3] == 4)
    return fail(path + ": it is a spreadsheet or another archive; save its sheet as CSV");
  if (bytes.size() >= 4 && bytes[0] == 0xd0 && bytes[1] == 0xcf && bytes[2] == 0x11 && bytes[3] == 0xe0)
    return fail(path + ": it is a spreadsheet; save its sheet as CSV");
  if (as_text(bytes).starts_with(avro_magic)) return source;
  source.encoding_ = encoding ? *encoding : detect_encoding(bytes);
  if (source.encoding_ == Encoding::utf8) {
    if (as_text(bytes).starts_with("\xef\xbb\xbf")) source.position_ = 3;
    return source;
  }
  UErrorCode status = U_ZERO_ERROR;
  source.from_ = Converter(ucnv_open(std::string(name_of(source.encoding_)).c_str(), &status));
  source.to_ = Converter(ucnv_open("UTF-8", &status));
  if (U_FAILURE(status)) return fail(path + ": its encoding can't be converted: " + u_errorName(status));
  source.pivot_.resize(4096);
  source.pivot_source_ = source.pivot_target_ = source.pivot_.data();
  source.is_converted_ = true;
  if (bytes.size() >= 2 && ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff)) && source.encoding_ != Encoding::windows_1252)
    source.position_ = 2;
  return source;
}

TextSource TextSource::of(std::string text) {
  TextSource source;
  source.is_converted_ = true;
  source.text_ = std::move(text);
  return source;
}

void TextSource::convert_more() {
  const Bytes bytes = file_.bytes();
  const size_t old = text_.size();
  text_.resize(old + 3 * piece_bytes + 16); // no byte of any encoding here becomes more than three
  const char *source = reinterpret_cast<const char *>(bytes.data()) + position_;
  const char *const source_end = source + std::min(piece_bytes, bytes.size() - position_);
  char *target = text_.data() + old;
  UErrorCode status = U_ZERO_ERROR;
  ucnv_convertEx(to_.get(), from_.get(), &target, text_.data() + text_.size(), &source, source_end, pivot_.data(), &pivot_source_, &pivot_target_,
                 pivot_.data() + pivot_.size(), false, source_end == reinterpret_cast<const char *>(bytes.data()) + bytes.size(), &status);
  text_.resize(static_cast<size_t>(target - text_.data()));
  if (status == U_TRUNCATED_CHAR_FOUND) text_ += "\xef\xbf\xbd";
  const size_t next = static_cast<size_t>(source - reinterpret_cast<const char *>(bytes.data()));
  // A conversion that neither fails nor goes on would never end.
  position_ = status != U_BUFFER_OVERFLOW_ERROR && (U_FAILURE(status) || (next == position_ && text_.size() == old)) ? bytes.size() : next;
}

std::string_view TextSource::window(size_t ahead) {
  if (!is_converted_) return as_text(file_.bytes().subspan(position_));
  while (text_.size() - start_ < ahead && position_ < file_.bytes().size()) {
    if (start_ > text_.size() / 2) text_.erase(0, std::exchange(start_, 0)); // what moves is less than what goes
    convert_more();
  }
  return std::string_view(text_).substr(start_);
}

void TextSource::consume(size_t count) {
  (is_converted_ ? start_ : position_) += count;
  if (position_ - released_ < release_bytes || position_ > file_.bytes().size()) return;
  release_pages(file_.bytes().subspan(released_, position_ - released_));
  released_ = position_;
}

u64 TextSource::consumed_bytes() const { return file_.bytes().empty() ? start_ : position_; }

} // namespace kinsafe
