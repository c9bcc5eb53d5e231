// Decodes string pools. A text is preceded by its length and followed by a zero; a length with its top bit set goes on
// in the next unit. UTF-8 texts carry two lengths, in UTF-16 units and in bytes.
#include "container/string_pool.h"

#include "base/strings.h"

#include <algorithm>

namespace kinsafe {

namespace {

constexpr size_t pool_header_bytes = 28;
constexpr u32 sorted_flag = 1 << 0, utf8_flag = 1 << 8;

u32 read_length8(Reader &reader) {
  const u32 high = reader.read_u8();
  return high & 0x80 ? (high & 0x7f) << 8 | reader.read_u8() : high;
}

u32 read_length16(Reader &reader) {
  const u32 high = reader.read_u16();
  return high & 0x8000 ? (high & 0x7fff) << 16 | reader.read_u16() : high;
}

std::optional<std::string_view> utf8_view(Bytes texts, u32 offset) {
  Reader reader(texts, offset);
  read_length8(reader); // in UTF-16 units, which nobody needs here
  const size_t declared = read_length8(reader);
  if (reader.failed()) return std::nullopt;
  const Bytes rest = texts.subspan(reader.position());
  // Old writers cut lengths to their low 15 bits; Android then tries each length that ends in them.
  for (size_t length = declared; length < rest.size(); length += 0x8000) {
    if (rest[length] != 0) continue;
    // Android hands the text on up to its first zero.
    const std::string_view text = as_text(rest.first(length));
    return text.substr(0, text.find('\0'));
  }
  return std::nullopt;
}

std::optional<std::string> utf16_text(Bytes texts, u32 offset) {
  Reader reader(texts, offset - offset % 2);
  const u32 length = read_length16(reader);
  const Bytes units = reader.read_bytes(size_t{length} * 2);
  if (reader.read_u16() != 0 || reader.failed()) return std::nullopt;
  // Each unit as three bytes of modified UTF-8, from which surrogate pairs are joined.
  std::string modified;
  for (size_t i = 0; i < units.size(); i += 2) {
    const u32 unit = units[i] | u32{units[i + 1]} << 8;
    if (unit < 0x80) {
      modified += static_cast<char>(unit);
      continue;
    }
    if (unit >= 0x800) modified += static_cast<char>(0xe0 | unit >> 12);
    modified += static_cast<char>(unit >= 0x800 ? 0x80 | (unit >> 6 & 63) : 0xc0 | unit >> 6);
    modified += static_cast<char>(0x80 | (unit & 63));
  }
  return to_utf8(modified);
}

// As Android looks at it: the last whole unit is a zero.
bool ends_with_zero(const StringPool &pool) {
  if (pool.is_utf8) return pool.texts.back() == 0;
  const size_t units = pool.texts.size() / 2;
  return units > 0 && Reader(pool.texts, 2 * (units - 1)).read_u16() == 0;
}

} // namespace

Result<StringPool> read_string_pool(const Chunk &chunk) {
  if (chunk.header_size < pool_header_bytes) return fail("string pool: the header is too short");
  Reader header(chunk.bytes, chunk_header_bytes);
  StringPool pool;
  pool.count = header.read_u32();
  const u32 style_count = header.read_u32();
  pool.is_utf8 = header.read_u32() & utf8_flag;
  const u32 texts_start = header.read_u32(), styles_start = header.read_u32();
  if (pool.count == 0) return pool;
  // A count that is too high is accepted as long as the offsets fit: the surplus ones are never asked for.
  if (pool.count > chunk.body().size() / 4) return fail("string pool: the offsets run past the end");
  if (u64{texts_start} + 2 >= chunk.bytes.size()) return fail("string pool: the texts start past the end");
  const size_t texts_end = style_count == 0 ? chunk.bytes.size() : styles_start;
  if (texts_end <= texts_start || texts_end > chunk.bytes.size())
    return fail("string pool: the styles do not lie behind the texts");
  pool.offsets = chunk.body().first(size_t{pool.count} * 4);
  pool.texts = chunk.bytes.subspan(texts_start, texts_end - texts_start);
  if (!ends_with_zero(pool)) return fail("string pool: the last text has no zero at its end");
  return pool;
}

std::string_view pool_oddity(const Chunk &chunk, const StringPool &pool) {
  Reader header(chunk.bytes, chunk_header_bytes);
  const u64 count = header.read_u32(), style_count = header.read_u32();
  if ((header.read_u32() & ~(sorted_flag | utf8_flag)) != 0) return "it has unknown flags";
  if (count > 0 && chunk.header_size + 4 * (count + style_count) > header.read_u32())
    return "it counts more strings than there is room for in front of them";
  for (Reader offsets(pool.offsets); offsets.remaining() > 0;)
    if (offsets.read_u32() >= pool.texts.size()) return "a string lies past its end";
  return "";
}

std::optional<std::string_view> view_at(const StringPool &pool, u32 index, std::string &buffer) {
  if (index >= pool.count) return std::nullopt;
  const u32 offset = Reader(pool.offsets, size_t{index} * 4).read_u32();
  if (offset >= pool.texts.size()) return std::nullopt;
  if (pool.is_utf8) return utf8_view(pool.texts, offset);
  std::optional<std::string> text = utf16_text(pool.texts, offset);
  if (!text) return std::nullopt;
  buffer = std::move(*text);
  return buffer;
}

std::optional<std::string> text_at(const StringPool &pool, u32 index) {
  std::string buffer;
  const std::optional<std::string_view> view = view_at(pool, index, buffer);
  if (!view) return std::nullopt;
  return pool.is_utf8 ? to_utf8(*view) : std::move(buffer);
}

bool begins_with(const StringPool &pool, u32 index, std::string_view ascii) {
  if (index >= pool.count) return false;
  const u32 offset = Reader(pool.offsets, size_t{index} * 4).read_u32();
  Reader reader(pool.texts, pool.is_utf8 ? offset : offset - offset % 2);
  if (pool.is_utf8) read_length8(reader), read_length8(reader);
  else read_length16(reader);
  return std::ranges::all_of(ascii, [&](char letter) {
    return (pool.is_utf8 ? reader.read_u8() : reader.read_u16()) == static_cast<u8>(letter) && !reader.failed();
  });
}

} // namespace kinsafe
