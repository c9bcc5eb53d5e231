// Looks up resource ids in a resource table as Android's LoadedArsc does. A type chunk holds offsets of its entries, in
// one of three encodings (one for each entry, the same in 16 bits, or pairs of index and offset), and then the entries;
// an entry is a plain value, a value packed into the entry itself, or a map of values (styles, arrays), which has no
// text.
#include "container/arsc.h"

#include "base/reader.h"
#include "base/strings.h"
#include "container/arsc_entry.h"

#include <fmt/format.h>

#include <set>

namespace kinsafe {

namespace {

constexpr size_t table_header_bytes = 12;
constexpr size_t package_header_bytes = 284; // as first published; later ones end with the type id offset
constexpr size_t package_header_with_offset_bytes = 288;
constexpr size_t package_name_bytes = 256;
constexpr size_t type_header_bytes = 24; // up to the size of the configuration
constexpr size_t config_offset = 20;

constexpr u8 offset16_flag = 2;
constexpr u16 complex_entry_flag = 1;
constexpr u16 compact_entry_flag = 8;

constexpr u8 app_package = 0x7f;

constexpr unsigned deepest_reference = 20;
constexpr size_t most_types = size_t{1} << 16;
constexpr size_t most_lookups = 100;
constexpr size_t most_bytes = size_t{16} << 20; // of values kept in one call of `resolve`
constexpr size_t value_bytes = 64;              // what a value costs without its text

// Language and region are two letters, or three packed into five bits each.
std::string unpack_subtag(u8 first, u8 second, char base) {
  if (first == 0) return "";
  if (!(first & 0x80)) return {static_cast<char>(first), static_cast<char>(second)};
  const int letters[] = {second & 0x1f, second >> 5 | (first & 3) << 3, first >> 2 & 0x1f};
  std::string subtag;
  for (const int letter : letters) subtag += static_cast<char>(base + letter);
  return subtag;
}

std::string text_of(Bytes field) {
  const std::string_view text = as_text(field);
  return std::string(text.substr(0, text.find('\0')));
}

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The configuration's language as a BCP 47 tag: language, script, region, variant.
std::string locale_of(Bytes config) {
  u8 bytes[48] = {};
  std::copy_n(config.begin(), std::min(config.size(), std::size(bytes)), bytes);
  std::string tag = unpack_subtag(bytes[8], bytes[9], 'a');
  const std::string subtags[] = {text_of(Bytes(bytes).subspan(36, 4)), unpack_subtag(bytes[10], bytes[11], '0'),
                                 text_of(Bytes(bytes).subspan(40, 8))};
  for (const std::string &subtag : subtags) {
    if (subtag.empty()) continue;
    if (tag.empty()) tag = "und";
    tag += '-' + subtag;
  }
  for (const char c : tag)
    if (c != '-' && !is_alphanumeric(c)) return "und"; // no language that anybody could name
  return tag;
}

// Whether nothing but the language chooses the configuration.
bool is_only_by_language(Bytes config) {
  for (size_t i = 4; i < config.size(); ++i) {
    const bool is_language = (i >= 8 && i < 12) || (i >= 36 && i < 48) || i >= 52;
    if (!is_language && config[i] != 0) return false;
  }
  return true;
}

std::optional<ResourceType> read_type(const Chunk &chunk, u8 package, u8 type_offset) {
  if (chunk.header_size < type_header_bytes) return std::nullopt;
  Reader header(chunk.bytes, chunk_header_bytes);
  ResourceType type{package, 0, 0, "", false, 0, 0, chunk, 0, 0};
  const u8 id = header.read_u8();
  type.type = static_cast<u8>(id + type_offset);
  type.name_index = static_cast<u8>(id - 1);
  type.flags = header.read_u8();
  header.skip(2);
  type.entry_count = header.read_u32();
  type.entries_start = header.read_u32();
  const u32 config_size = header.read_u32();
  const Bytes config = chunk.bytes.subspan(config_offset, chunk.header_size - config_offset);
  if (id == 0 || config_size < 4 || config_size > config.size()) return std::nullopt;
  const size_t stride = type.flags & offset16_flag && !(type.flags & sparse_flag) ? 2 : 4;
  if (type.entry_count > 0xffff || type.entries_start > chunk.bytes.size()) return std::nullopt;
  if (chunk.header_size + type.entry_count * stride > type.entries_start) return std::nullopt;
  type.locale = locale_of(config.first(config_size));
  type.only_by_language = is_only_by_language(config.first(config_size));
  return type;
}

std::string utf16_text(Bytes units) {
  std::string modified; // each unit as three bytes of modified UTF-8
  for (size_t i = 0; i + 1 < units.size() && (units[i] | units[i + 1]) != 0; i += 2) {
    const u32 unit = units[i] | u32{units[i + 1]} << 8;
    if (unit < 0x80) modified += static_cast<char>(unit);
    else
      modified += {static_cast<char>(0xe0 | unit >> 12), static_cast<char>(0x80 | (unit >> 6 & 63)),
                   static_cast<char>(0x80 | (unit & 63))};
  }
  return to_utf8(modified);
}

// The pool of names at an offset of the package. Names decide nothing for Android, which goes by numbers.
StringPool read_names(const Chunk &package, u32 offset, std::string_view part, size_t base, Incomplete &incomplete) {
  if (offset == 0) return {};
  const std::optional<Chunk> chunk = read_chunk(package.bytes, offset, chunk_header_bytes);
  Result<StringPool> pool = chunk ? read_string_pool(*chunk) : fail("the header is damaged");
  if (pool) return *pool;
  incomplete.add(GapKind::damaged, part, fmt::format("names at {:#x}", base + offset), pool.error().message,
                 Lost::nothing);
  return {};
}

void read_package(const Chunk &package, std::string_view part, size_t base, ResourceTable &table,
                  Incomplete &incomplete) {
  Reader header(package.bytes, chunk_header_bytes);
  u8 id = static_cast<u8>(header.read_u32());
  if (id == 0) id = app_package;        // a library names itself so until it is loaded
  ResourcePackage &listed = table.packages.emplace_back();
  const auto package_index = static_cast<u32>(table.packages.size() - 1);
  listed.id = id;
  listed.name = utf16_text(header.read_bytes(package_name_bytes));
  const u32 type_names_at = header.read_u32();
  header.skip(4);
  const u32 key_names_at = header.read_u32();
  header.skip(4);
  listed.type_names = read_names(package, type_names_at, part, base, incomplete);
  listed.key_names = read_names(package, key_names_at, part, base, incomplete);
  const u8 type_offset =
      package.header_size >= package_header_with_offset_bytes ? static_cast<u8>(header.read_u32()) : u8{0};
  for (size_t offset = package.header_size; offset < package.bytes.size();) {
    const std::optional<Chunk> chunk = read_chunk(package.bytes, offset, chunk_header_bytes);
    if (!chunk) {
      incomplete.add(GapKind::damaged, part, fmt::format("chunk at {:#x}", base + offset),
                     "the header is damaged; what follows in the package was not read", Lost::resources);
      return;
    }
    if (chunk->type == ChunkType::table_type && table.types.size() == most_types) {
      incomplete.add(GapKind::limit, part, fmt::format("type at {:#x}", base + offset),
                     fmt::format("only the first {} types were read", most_types), Lost::resources);
      return;
    }
    if (chunk->type == ChunkType::table_type) {
      std::optional<ResourceType> type = read_type(*chunk, id, type_offset);
      if (type) {
        type->package_index = package_index;
        table.types.push_back(std::move(*type));
      } else
        incomplete.add(GapKind::damaged, part, fmt::format("type at {:#x}", base + offset), "the header is damaged",
                       Lost::resources);
    }
    offset += chunk->bytes.size();
  }
}

AxmlValue value_of(u8 type_byte, u32 data) {
  AxmlValue value;
  value.type_byte = type_byte;
  value.type = value_type(type_byte);
  value.data = data;
  return value;
}

} // namespace

std::optional<u32> entry_offset(const ResourceType &type, u16 entry) {
  const Bytes offsets = type.chunk.body();
  if (type.flags & sparse_flag) {
    // The pairs are sorted by index; Android searches by halves too.
    size_t first = 0, last = type.entry_count;
    while (first < last) {
      const size_t middle = first + (last - first) / 2;
      if (Reader(offsets, middle * 4).read_u16() < entry)
        first = middle + 1;
      else
        last = middle;
    }
    Reader pair(offsets, first * 4);
    if (first == type.entry_count || pair.read_u16() != entry) return std::nullopt;
    return u32{pair.read_u16()} * 4;
  }
  if (entry >= type.entry_count) return std::nullopt;
  if (type.flags & offset16_flag) {
    const u16 offset = Reader(offsets, size_t{entry} * 2).read_u16();
    return offset == 0xffff ? std::nullopt : std::optional(u32{offset} * 4);
  }
  const u32 offset = Reader(offsets, size_t{entry} * 4).read_u32();
  return offset == 0xffffffff ? std::nullopt : std::optional(offset);
}

std::optional<EntryHead> read_head(const ResourceType &type, u32 offset) {
  const size_t start = size_t{type.entries_start} + offset;
  Reader reader(type.chunk.bytes, start);
  const u16 size = reader.read_u16(), flags = reader.read_u16();
  const u32 key = reader.read_u32();
  if (reader.failed()) return std::nullopt;
  // The first field of a compact entry is the key, its third the data, and the type is the upper half of the flags.
  if (flags & compact_entry_flag) return EntryHead{size, false, value_of(static_cast<u8>(flags >> 8), key), start, 0};
  return EntryHead{key, (flags & complex_entry_flag) != 0, std::nullopt, start, start + size};
}

std::optional<AxmlValue> read_plain_value(Reader &reader) {
  reader.skip(3); // size of the value, a reserved byte
  const u8 type_byte = reader.read_u8();
  const AxmlValue value = value_of(type_byte, reader.read_u32());
  return reader.failed() ? std::nullopt : std::optional(value);
}

namespace {

// The entry's value without its text. An entry that is there but has no single value is of type null.
std::optional<AxmlValue> read_value(const ResourceType &type, u16 entry) {
  const std::optional<u32> offset = entry_offset(type, entry);
  const std::optional<EntryHead> head = offset ? read_head(type, *offset) : std::nullopt;
  if (!head || head->value) return head ? head->value : std::nullopt;
  if (head->is_map) return AxmlValue{};
  Reader plain(type.chunk.bytes, head->body);
  return read_plain_value(plain);
}

bool is_reference(AxmlValue::Type type) {
  return type == AxmlValue::Type::reference || type == AxmlValue::Type::dynamic_reference;
}

// One call of `resolve`.
struct Lookup {
  const ResourceTable &table;
  std::map<u32, std::map<std::string, AxmlValue>> done;
  std::set<u32> under_way;
  size_t bytes = 0;
  bool whole = true;
};

// By language, references as they are.
std::map<std::string, AxmlValue> own_values(Lookup &lookup, u32 id) {
  const u8 package = id >> 24 == 0 ? app_package : static_cast<u8>(id >> 24);
  std::map<std::string, AxmlValue> values;
  std::set<std::string> by_language_only;
  for (const ResourceType &type : lookup.table.types) {
    if (type.package != package || type.type != static_cast<u8>(id >> 16)) continue;
    if (values.contains(type.locale) && (!type.only_by_language || by_language_only.contains(type.locale))) continue;
    std::optional<AxmlValue> value = read_value(type, static_cast<u16>(id));
    if (!value) continue;
    if (type.only_by_language) by_language_only.insert(type.locale);
    values.insert_or_assign(type.locale, std::move(*value));
  }
  const auto given = lookup.table.given.find(u32{package} << 24 | (id & 0xffffff));
  if (given != lookup.table.given.end())
    for (const GivenResource &each : given->second) {
      if (values.contains(each.locale) && (!each.only_by_language || by_language_only.contains(each.locale))) continue;
      if (each.only_by_language) by_language_only.insert(each.locale);
      values.insert_or_assign(each.locale, each.value);
      lookup.bytes += each.value.text.size();
    }
  for (auto &[locale, value] : values) {
    lookup.bytes += value_bytes;
    if (!value.text.empty()) continue;
    if (value.type != AxmlValue::Type::string || lookup.bytes > most_bytes) continue;
    value.text = text_at(lookup.table.strings, value.data).value_or("");
    lookup.bytes += value.text.size();
  }
  if (lookup.bytes > most_bytes) lookup.whole = false;
  return values;
}

// What a reference gives where `locale` is set: the value of that language, of a wider one, or the default.
const AxmlValue *best_value(const std::map<std::string, AxmlValue> &values, std::string locale) {
  while (true) {
    const auto found = values.find(locale);
    if (found != values.end()) return &found->second;
    if (locale.empty()) return nullptr;
    const size_t dash = locale.rfind('-');
    locale.resize(dash == std::string::npos ? 0 : dash);
  }
}

std::map<std::string, AxmlValue> follow(Lookup &lookup, u32 id, unsigned depth) {
  if (const auto known = lookup.done.find(id); known != lookup.done.end()) return known->second;
  if (depth > deepest_reference || lookup.done.size() >= most_lookups || lookup.bytes > most_bytes ||
      !lookup.under_way.insert(id).second) {
    lookup.whole = false;
    return {};
  }
  std::map<std::string, AxmlValue> values;
  // The default comes first, so that a language's own value replaces what the default's reference gave for it.
  for (auto &[locale, value] : own_values(lookup, id)) {
    if (!is_reference(value.type)) {
      values.insert_or_assign(locale, value);
      continue;
    }
    if (value.data == 0) continue; // @null
    const std::map<std::string, AxmlValue> target = follow(lookup, value.data, depth + 1);
    const AxmlValue *const best = best_value(target, locale);
    if (!best) lookup.whole = false;
    if (best) values.insert_or_assign(locale, *best);
    if (!locale.empty()) continue;
    for (const auto &[language, text] : target) values.try_emplace(language, text);
  }
  lookup.under_way.erase(id);
  lookup.done.emplace(id, values);
  for (const auto &[locale, value] : values) lookup.bytes += value_bytes + value.text.size();
  return values;
}

} // namespace

Result<ResourceTable> read_arsc(Bytes bytes, std::string_view part, Incomplete &incomplete) {
  const std::optional<Chunk> whole = read_chunk(bytes, 0, table_header_bytes);
  if (!whole || whole->type != ChunkType::table) return fail("table header: it is no resource table, or cut off");
  ResourceTable table;
  bool has_strings = false;
  for (size_t offset = whole->header_size; offset < whole->bytes.size();) {
    const std::optional<Chunk> chunk = read_chunk(whole->bytes, offset, chunk_header_bytes);
    if (!chunk) {
      incomplete.add(GapKind::damaged, part, fmt::format("chunk at {:#x}", offset),
                     "the header is damaged; what follows was not read", Lost::resources);
      break;
    }
    // Android takes the first string pool and warns of others.
    if (chunk->type == ChunkType::string_pool && !has_strings) {
      table.strings = TRY(read_string_pool(*chunk));
      has_strings = true;
    }
    if (chunk->type == ChunkType::table_package && chunk->header_size >= package_header_bytes)
      read_package(*chunk, part, offset, table, incomplete);
    offset += chunk->bytes.size();
  }
  return table;
}

ResolvedResource resolve(const ResourceTable &table, u32 id) {
  Lookup lookup{table, {}, {}, 0, true};
  ResolvedResource resolved;
  resolved.by_locale = follow(lookup, id, 0);
  resolved.whole = lookup.whole && !resolved.by_locale.empty();
  return resolved;
}

} // namespace kinsafe
