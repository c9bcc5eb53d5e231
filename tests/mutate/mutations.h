// Ways to damage a package, each a function from bytes to bytes that a seed decides alone.
#pragma once

#include "base/types.h"
#include "container/zip.h"
#include "tests/container/build_zip.h"

#include <algorithm>
#include <array>
#include <random>
#include <span>
#include <string_view>
#include <vector>

namespace kinsafe {

using Content = std::vector<u8>;

// The engine's numbers are fixed by the standard, those of its distributions are not.
class Dice {
public:
  explicit Dice(u64 seed) : engine_(seed) {}
  u64 below(u64 end) { return end == 0 ? 0 : engine_() % end; }
  u64 from(u64 first, u64 last) { return first + below(last - first + 1); }
  size_t place(const Content &bytes) { return below(bytes.size()); }
  // Short ones as often as long ones.
  size_t length(u64 most) { return from(1, std::max<u64>(1, below(2) ? most : std::min<u64>(most, 16))); }

private:
  std::mt19937_64 engine_;
};

inline u64 number_at(const Content &bytes, size_t at, int width) {
  u64 value = 0;
  for (int i = 0; i < width && at + i < bytes.size(); ++i) value |= u64{bytes[at + i]} << 8 * i;
  return value;
}

inline void set_number(Content &bytes, size_t at, u64 value, int width) {
  for (int i = 0; i < width && at + i < bytes.size(); ++i) bytes[at + i] = static_cast<u8>(value >> 8 * i);
}

// A number that a reader may fall over: near the old one, at an end of the range, or any.
inline void change_number(Content &bytes, size_t at, int width, Dice &dice) {
  const u64 old = number_at(bytes, at, width);
  const std::array<u64, 10> values = {0,       1,       old + 1,      old - 1,       old * 2, ~u64{0},
                                      old ^ 8, 0x7fffffff, bytes.size(), dice.below(~u64{0}), };
  set_number(bytes, at, values[dice.below(values.size())], width);
}

// Places of the records of a zip, found by their marks.
inline std::vector<size_t> find_records(const Content &bytes, std::string_view mark) {
  std::vector<size_t> places;
  for (auto at = bytes.begin();; ++at) {
    at = std::search(at, bytes.end(), mark.begin(), mark.end());
    if (at == bytes.end()) return places;
    places.push_back(static_cast<size_t>(at - bytes.begin()));
  }
}
inline const std::string_view local_mark("PK\3\4"), central_mark("PK\1\2"), end_mark("PK\5\6");

struct HeaderField {
  size_t offset;
  int width;
};
inline constexpr std::array<HeaderField, 16> central_fields = {{{4, 2}, {6, 2}, {8, 2}, {10, 2}, {12, 2}, {16, 4}, {20, 4}, {24, 4},
                                                                {28, 2}, {30, 2}, {32, 2}, {34, 2}, {36, 2}, {38, 4}, {42, 4}, {46, 1}}};
inline constexpr std::array<HeaderField, 10> local_fields = {{{4, 2}, {6, 2}, {8, 2}, {10, 2}, {14, 4}, {18, 4}, {22, 4}, {26, 2}, {28, 2}, {30, 1}}};
inline constexpr std::array<HeaderField, 7> end_fields = {{{4, 2}, {6, 2}, {8, 2}, {10, 2}, {12, 4}, {16, 4}, {20, 2}}};

inline void change_field(Content &bytes, std::string_view mark, std::span<const HeaderField> fields, Dice &dice) {
  const std::vector<size_t> records = find_records(bytes, mark);
  if (records.empty()) return;
  const size_t record = records[dice.below(records.size())];
  const HeaderField field = fields[dice.below(fields.size())];
  change_number(bytes, record + field.offset, field.width, dice);
}

// One field of one record takes the value of the same field of another.
inline void mix_fields(Content &bytes, std::string_view mark, std::span<const HeaderField> fields, Dice &dice) {
  const std::vector<size_t> records = find_records(bytes, mark);
  if (records.empty()) return;
  const HeaderField field = fields[dice.below(fields.size())];
  const size_t from = records[dice.below(records.size())], to = records[dice.below(records.size())];
  set_number(bytes, to + field.offset, number_at(bytes, from + field.offset, field.width), field.width);
}

inline size_t central_size(const Content &bytes, size_t record) {
  return 46 + number_at(bytes, record + 28, 2) + number_at(bytes, record + 30, 2) + number_at(bytes, record + 32, 2);
}

// Drops or doubles a row of the central directory and makes the end record agree: a sound zip.
inline void change_directory(Content &bytes, bool is_drop, Dice &dice) {
  const std::vector<size_t> records = find_records(bytes, central_mark), ends = find_records(bytes, end_mark);
  if (records.empty() || ends.empty()) return;
  const size_t record = records[dice.below(records.size())], size = central_size(bytes, record);
  if (record + size > ends.back()) return;
  const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(record);
  const Content row(begin, begin + static_cast<std::ptrdiff_t>(size));
  if (is_drop)
    bytes.erase(begin, begin + static_cast<std::ptrdiff_t>(size));
  else
    bytes.insert(begin, row.begin(), row.end());
  const size_t end = is_drop ? ends.back() - size : ends.back() + size;
  for (const size_t count : {end + 8, end + 10}) set_number(bytes, count, number_at(bytes, count, 2) + (is_drop ? ~u64{0} : 1), 2);
  set_number(bytes, end + 12, number_at(bytes, end + 12, 4) + (is_drop ? ~u64{size} + 1 : size), 4);
}

inline void change_bytes(Content &bytes, size_t begin, size_t end, Dice &dice) {
  if (begin >= end) return;
  for (u64 i = dice.from(1, 8); i > 0; --i) bytes[begin + dice.below(end - begin)] ^= static_cast<u8>(1 << dice.below(8));
}

// One change of one kind. `others` are packages to splice with.
inline void mutate_once(Content &bytes, std::span<const Content> others, Dice &dice) {
  if (bytes.empty()) return;
  const size_t at = dice.place(bytes), rest = bytes.size() - at;
  const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(at);
  switch (dice.below(20)) {
  case 0: bytes.resize(at); break;                                       // cut behind
  case 1: bytes.erase(bytes.begin(), place); break;                      // cut before
  case 2: change_bytes(bytes, 0, bytes.size(), dice); break;             // flipped anywhere
  case 3: change_bytes(bytes, at, at + std::min<size_t>(rest, 64), dice); break;
  case 4: std::fill_n(place, dice.length(std::min<size_t>(rest, 8192)), u8{0}); break;
  case 5: {                                                              // ranges swapped
    const size_t other = dice.place(bytes), low = std::min(at, other), high = std::max(at, other);
    const size_t most = std::min(high - low, bytes.size() - high);
    if (most == 0) break;
    const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(low);
    std::swap_ranges(from, from + static_cast<std::ptrdiff_t>(dice.length(most)), bytes.begin() + static_cast<std::ptrdiff_t>(high));
    break;
  }
  case 6: {                                                              // inserted
    Content more(dice.length(1024));
    const bool is_zero = dice.below(2);
    for (u8 &byte : more) byte = is_zero ? u8{0} : static_cast<u8>(dice.below(256));
    bytes.insert(place, more.begin(), more.end());
    break;
  }
  case 7: bytes.erase(place, place + static_cast<std::ptrdiff_t>(dice.length(std::min<size_t>(rest, 1024)))); break;
  case 8: {                                                              // a range copied over another
    const size_t from = dice.place(bytes), length = dice.length(std::min(rest, bytes.size() - from));
    const Content copy(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.begin() + static_cast<std::ptrdiff_t>(from + length));
    std::ranges::copy(copy, place);
    break;
  }
  case 9: {                                                              // the head of one, the tail of another
    const Content &other = others[dice.below(others.size())];
    if (other.empty()) break;
    const size_t from = dice.below(2) ? std::min(at, other.size() - 1) : dice.place(other);
    bytes.resize(at);
    bytes.insert(bytes.end(), other.begin() + static_cast<std::ptrdiff_t>(from), other.end());
    break;
  }
  case 10: change_number(bytes, at, 1 << dice.below(4), dice); break;
  case 11: change_number(bytes, at / 4 * 4, 4, dice); break;
  case 12: case 13: change_field(bytes, central_mark, central_fields, dice); break;
  case 14: change_field(bytes, local_mark, local_fields, dice); break;
  case 15: change_field(bytes, end_mark, end_fields, dice); break;
  case 16: mix_fields(bytes, central_mark, central_fields, dice); break;
  case 17: mix_fields(bytes, local_mark, local_fields, dice); break;
  case 18: change_directory(bytes, false, dice); break;
  default: change_directory(bytes, true, dice); break;
  }
}

inline bool is_read(std::string_view name) {
  return name.ends_with("AndroidManifest.xml") || name.ends_with("resources.arsc") || name.ends_with(".dex");
}

// Flips bits in the data of one of the parts that an audit reads.
inline void mutate_part(Content &bytes, Dice &dice) {
  Incomplete ignored;
  const Result<Zip> zip = read_zip(bytes, ignored);
  if (!zip) return;
  std::vector<ZipEntry> parts;
  std::ranges::copy_if(zip->entries, std::back_inserter(parts), [](const ZipEntry &entry) { return is_read(entry.name); });
  if (parts.empty()) return;
  const ZipEntry &entry = parts[dice.below(parts.size())];
  change_bytes(bytes, entry.data_offset, entry.data_offset + entry.compressed_size, dice);
}

// The package made anew with one part that was damaged before it was put in, so that every size and CRC-32 of the zip is
// right. False if the damage may make a sound part of another meaning: a manifest and a table carry no checksum of their
// own, but a cut shows.
inline bool mutate_sealed(Content &bytes, Dice &dice) {
  Incomplete ignored;
  const Result<Zip> zip = read_zip(bytes, ignored);
  if (!zip) return true;
  std::vector<TestEntry> entries;
  std::vector<size_t> parts;
  for (const ZipEntry &entry : zip->entries) {
    Buffer buffer;
    const Result<Bytes> content = extract(*zip, entry, buffer);
    if (!content) continue;
    if (is_read(entry.name)) parts.push_back(entries.size());
    entries.push_back({std::string(entry.name), std::string(content->begin(), content->end()), entry.method});
  }
  if (parts.empty()) return true;
  TestEntry &part = entries[parts[dice.below(parts.size())]];
  Content content(part.content.begin(), part.content.end());
  if (content.empty()) return true;
  const bool is_cut = dice.below(2);
  if (is_cut)
    content.resize(dice.place(content));
  else if (dice.below(2))
    change_bytes(content, 0, content.size(), dice);
  else
    change_number(content, dice.place(content) / 4 * 4, 4, dice);
  part.content.assign(content.begin(), content.end());
  bytes = build_zip(entries).bytes;
  return is_cut || part.name.ends_with(".dex");
}

} // namespace kinsafe
