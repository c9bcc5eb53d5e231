// Opens a dex file and finds its rows. A dex file is a header that says where seven tables lie, and rows that name each
// other by index or by byte offset. Nothing in it can be trusted: every offset is checked where it is followed, a table
// is cut to the bytes that are there, and no memory is taken on the word of a count alone.
#include "dex/dex.h"

#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>

namespace kinsafe {
namespace {

constexpr u32 little_endian_tag = 0x12345678;
constexpr u32 first_summed_byte = 12;     // Adler-32 covers all but the magic and itself
constexpr u32 last_counted_index = 65535; // types and prototypes: "at most 65535 elements"

// Apps are split into some dozens of dex files; each costs a row in every later stage.
constexpr size_t most_dex_files = 1000;

// The header as it lies in the file; the last two columns exist from version 041 on.
struct Header {
  u8 magic[8];
  u32 checksum;
  u8 signature[20];
  u32 file_size, header_size, endian_tag, link_size, link_off, map_off;
  u32 string_ids_size, string_ids_off, type_ids_size, type_ids_off, proto_ids_size, proto_ids_off;
  u32 field_ids_size, field_ids_off, method_ids_size, method_ids_off, class_defs_size, class_defs_off;
  u32 data_size, data_off;
  u32 container_size, header_offset;
};
constexpr u32 header_size_v35 = 0x70, header_size_v41 = 0x78;
static_assert(sizeof(Header) == header_size_v41);

// Notes damage; whatever contradicts the format may hide code.
struct Damage {
  std::string_view part;
  Incomplete &incomplete;

  void add(std::string where, std::string reason) const {
    incomplete.add(GapKind::damaged, part, std::move(where), std::move(reason), Lost::code);
  }
};

// 35 to 41, or 0. Android never had a version 036.
u32 version_of(const u8 (&magic)[8]) {
  const std::string_view text(reinterpret_cast<const char *>(magic), 8);
  if (!text.starts_with("dex\n0") || text[7] != '\0') return 0;
  for (const u32 version : {35, 37, 38, 39, 40, 41})
    if (text[5] == static_cast<char>('0' + version / 10) && text[6] == static_cast<char>('0' + version % 10))
      return version;
  return 0;
}

// A mismatch is a gap and not the end: a loader may be told to ignore it, so the file can still be what runs, but bytes
// that were altered after the build may have replaced code that no longer can be seen.
void check_sum(Bytes bytes, u32 header_at, const Header &header, const Damage &damage) {
  const Bytes summed = bytes.subspan(header_at + first_summed_byte, header.file_size - first_summed_byte);
  const u32 sum = libdeflate_adler32(1, summed.data(), summed.size());
  if (sum != header.checksum)
    damage.add("checksum", fmt::format("is {:#010x} by the header and {:#010x} by the bytes", header.checksum, sum));
}

// The rows of a table that are there.
u32 rows_of(std::string_view name, u32 offset, u32 count, size_t row_size, u32 most, Bytes bytes,
            const Damage &damage) {
  if (count == 0) return 0;
  std::string where = fmt::format("{} table at {:#x}", name, offset);
  if (offset < header_size_v35) return damage.add(std::move(where), "lies inside the header"), 0;
  const size_t room = offset < bytes.size() ? (bytes.size() - offset) / row_size : 0;
  const u32 kept = static_cast<u32>(std::min<size_t>({count, room, most}));
  if (kept < count)
    damage.add(std::move(where),
               fmt::format("{}, {} of {} rows are read",
                           room < count ? "runs past the end" : "is longer than the format allows", kept, count));
  return kept;
}

template <class Member>
bool read_members(Reader &reader, u32 count, u32 table_rows, std::vector<Member> &members) {
  if (count > table_rows || count > reader.remaining()) return false;
  members.reserve(count);
  u64 index = 0;
  for (u32 i = 0; i < count; ++i) {
    const u32 step = reader.read_uleb128();
    if (step == 0 && i > 0) return false; // the same member twice
    index += step;
    if (index >= table_rows) return false;
    Member &member = members.emplace_back();
    if constexpr (std::is_same_v<Member, EncodedField>) {
      member = {static_cast<u32>(index), reader.read_uleb128()};
    } else {
      const u32 access_flags = reader.read_uleb128();
      member = {static_cast<u32>(index), access_flags, reader.read_uleb128()};
    }
  }
  return !reader.failed();
}

// Types of an encoded value, and the greatest value_arg of each.
enum class ValueType : u8 {
  byte_ = 0x00,
  short_ = 0x02,
  char_ = 0x03,
  int_ = 0x04,
  long_ = 0x06,
  float_ = 0x10,
  double_ = 0x11,
  method_type = 0x15,
  method_handle = 0x16,
  string = 0x17,
  type = 0x18,
  field = 0x19,
  method = 0x1a,
  enum_ = 0x1b,
  array = 0x1c,
  annotation = 0x1d,
  null = 0x1e,
  boolean = 0x1f,
};
constexpr unsigned deepest_value = 64; // arrays and annotations in each other; compilers write two or three

bool read_value(Reader &reader, unsigned depth, u32 &string_idx);

// Values of an array, or (name, value) pairs of an annotation, of which only the end is of interest.
bool skip_values(Reader &reader, unsigned depth, bool named) {
  const u32 count = reader.read_uleb128();
  for (u32 i = 0; i < count; ++i) {
    if (named) reader.read_uleb128();
    u32 ignored = no_index;
    if (!read_value(reader, depth, ignored)) return false;
  }
  return !reader.failed();
}

bool read_value(Reader &reader, unsigned depth, u32 &string_idx) {
  string_idx = no_index;
  const u8 head = reader.read_u8();
  const unsigned arg = head >> 5;
  const auto skip = [&](unsigned greatest_arg) {
    return arg <= greatest_arg && (reader.skip(arg + 1), !reader.failed());
  };
  if (reader.failed()) return false;
  switch (static_cast<ValueType>(head & 0x1f)) {
  case ValueType::byte_: return skip(0);
  case ValueType::short_:
  case ValueType::char_: return skip(1);
  case ValueType::int_:
  case ValueType::float_:
  case ValueType::method_type:
  case ValueType::method_handle:
  case ValueType::type:
  case ValueType::field:
  case ValueType::method:
  case ValueType::enum_: return skip(3);
  case ValueType::long_:
  case ValueType::double_: return skip(7);
  case ValueType::string: {
    u32 index = 0;
    for (unsigned i = 0; i <= arg && i < 4; ++i) index |= u32{reader.read_u8()} << (8 * i);
    string_idx = index;
    return arg < 4 && !reader.failed();
  }
  case ValueType::array: return arg == 0 && depth > 0 && skip_values(reader, depth - 1, false);
  case ValueType::annotation:
    return arg == 0 && depth > 0 && (reader.read_uleb128(), skip_values(reader, depth - 1, true));
  case ValueType::null: return arg == 0;
  case ValueType::boolean: return arg <= 1;
  }
  return false;
}

} // namespace

struct Dex::Opened {
  Dex dex;
  u32 next = 0; // where the next header of the container lies; 0 if this is the last
};

Result<Dex::Opened> Dex::open_at(Bytes bytes, u32 header_at, std::string_view part, Incomplete &incomplete) {
  Header header{};
  const size_t left = bytes.size() - header_at;
  if (left < header_size_v35) return fail(fmt::format("{} bytes are too few for a dex header", left));
  std::memcpy(&header, bytes.data() + header_at, header_size_v35);
  const std::string_view magic(reinterpret_cast<const char *>(header.magic), 8);
  const u32 version = version_of(header.magic);
  if (version == 0 && magic.starts_with("dex\n") && magic[7] == '\0')
    return fail(fmt::format("dex version {:?} is not read", magic.substr(4, 3)));
  if (version == 0) return fail("the bytes do not begin as a dex file does");
  if (version < 41 && header_at != 0)
    return fail(fmt::format("dex version 0{} does not belong into a container", version));
  if (header.endian_tag != little_endian_tag)
    return fail(
        fmt::format("the endian tag of the dex header is {:#x} and not {:#x}", header.endian_tag, little_endian_tag));

  const Damage damage{part, incomplete};
  const u32 header_size = version >= 41 ? header_size_v41 : header_size_v35;
  const std::string where = header_at == 0 ? "header" : fmt::format("header at {:#x}", header_at);
  if (left < header_size) return fail(fmt::format("{} bytes are too few for a dex header", left));
  std::memcpy(&header, bytes.data() + header_at, header_size);
  if (header.header_size != header_size)
    damage.add(where, fmt::format("says that it has {} bytes", header.header_size));

  Opened opened;
  const bool has_size = header.file_size >= header_size && header.file_size <= left;
  if (!has_size)
    damage.add(where, fmt::format("says that the dex has {} bytes, {} are there", header.file_size, left));
  else
    check_sum(bytes, header_at, header, damage);
  if (version >= 41) {
    if (header.container_size != bytes.size())
      damage.add(where, fmt::format("says that the container has {} bytes, {} are there", header.container_size,
                                    bytes.size()));
    if (header.header_offset != header_at)
      damage.add(where, fmt::format("says that it lies at {:#x}", header.header_offset));
    const size_t end = std::min<size_t>(header.container_size, bytes.size());
    if (has_size && header_at + header.file_size < end) opened.next = header_at + header.file_size;
  } else if (has_size && header.file_size < left) {
    damage.add(where, fmt::format("ends the dex at {:#x}, {} bytes follow", header.file_size, left - header.file_size));
  }

  Dex &dex = opened.dex;
  dex.bytes_ = bytes;
  dex.version_ = version;
  const auto section = [&](std::string_view name, u32 offset, u32 count, size_t row_size, u32 most = no_index) {
    return Section{offset, rows_of(name, offset, count, row_size, most, bytes, damage)};
  };
  dex.strings_ = section("string", header.string_ids_off, header.string_ids_size, sizeof(u32));
  dex.types_ = section("type", header.type_ids_off, header.type_ids_size, sizeof(u32), last_counted_index);
  dex.protos_ =
      section("prototype", header.proto_ids_off, header.proto_ids_size, sizeof(ProtoIdItem), last_counted_index);
  dex.fields_ = section("field", header.field_ids_off, header.field_ids_size, sizeof(FieldIdItem));
  dex.methods_ = section("method", header.method_ids_off, header.method_ids_size, sizeof(MethodIdItem));
  dex.classes_ = section("class", header.class_defs_off, header.class_defs_size, sizeof(ClassDef));
  return opened;
}

Result<std::vector<Dex>> Dex::open_all(Bytes bytes, std::string_view part, Incomplete &incomplete) {
  if (bytes.size() > no_index) return fail(fmt::format("{} bytes are more than a dex file can have", bytes.size()));
  std::shared_ptr<const std::vector<u8>> copy;
  if (reinterpret_cast<uintptr_t>(bytes.data()) % alignof(u16) != 0) {
    copy = std::make_shared<const std::vector<u8>>(bytes.begin(), bytes.end());
    bytes = *copy;
  }
  const size_t last_zero = as_text(bytes).rfind('\0');
  std::vector<Dex> dexes;
  for (u32 header_at = 0;;) {
    Result<Opened> opened = open_at(bytes, header_at, part, incomplete);
    if (!opened && dexes.empty()) return std::unexpected(std::move(opened).error());
    if (!opened) {
      incomplete.add(GapKind::damaged, part, fmt::format("header at {:#x}", header_at), opened.error().message,
                     Lost::code);
      return dexes;
    }
    opened->dex.aligned_copy_ = copy;
    opened->dex.strings_end_ = last_zero == std::string_view::npos ? 0 : static_cast<u32>(last_zero) + 1;
    dexes.push_back(std::move(opened->dex));
    header_at = opened->next;
    if (header_at == 0) return dexes;
    if (dexes.size() == most_dex_files) {
      incomplete.add(GapKind::limit, part, fmt::format("header at {:#x}", header_at),
                     fmt::format("is not read, a container may hold {} dex files", most_dex_files), Lost::code);
      return dexes;
    }
  }
}

Result<Dex> Dex::open(Bytes bytes, std::string_view part, Incomplete &incomplete) {
  std::vector<Dex> dexes = TRY(open_all(bytes, part, incomplete));
  if (dexes.size() > 1)
    incomplete.add(GapKind::not_looked, part, "container", fmt::format("holds {} more dex files", dexes.size() - 1),
                   Lost::code);
  return std::move(dexes.front());
}

std::string_view Dex::string(u32 string_idx) const {
  const u32 offset = row<u32>(strings_, string_idx, no_index);
  if (offset < header_size_v35 || offset >= strings_end_) return {};
  // The length in front counts UTF-16 units and may lie; the text ends at its zero, as it does for the platform.
  Reader reader(bytes_.first(strings_end_), offset);
  reader.read_uleb128();
  if (reader.failed() || reader.remaining() == 0) return {};
  const std::string_view rest = as_text(reader.read_bytes(reader.remaining()));
  return rest.substr(0, rest.find('\0'));
}

List<u16> Dex::type_list(u32 offset) const {
  List<u16> types;
  if (offset == 0) return types;
  Reader reader(bytes_, offset);
  const u32 count = reader.read_u32();
  if (reader.failed() || count > reader.remaining() / sizeof(u16)) {
    types.damaged = true;
    return types;
  }
  types.resize(count);
  for (u16 &type : types) type = reader.read_u16();
  return types;
}

List<u32> Dex::static_string_values(u32 offset) const {
  List<u32> values;
  if (offset == 0) return values;
  Reader reader(bytes_, offset);
  const u32 count = reader.read_uleb128();
  for (u32 i = 0; i < count && !values.damaged; ++i) {
    u32 string_idx = no_index;
    if (read_value(reader, deepest_value, string_idx))
      values.push_back(string_idx);
    else
      values.damaged = true;
  }
  values.damaged = values.damaged || reader.failed();
  return values;
}

std::optional<ClassData> Dex::class_data(u32 offset) const {
  ClassData data;
  if (offset == 0) return data;
  Reader reader(bytes_, offset);
  const u32 static_fields = reader.read_uleb128(), instance_fields = reader.read_uleb128();
  const u32 direct_methods = reader.read_uleb128(), virtual_methods = reader.read_uleb128();
  if (reader.failed() || !read_members(reader, static_fields, fields_.count, data.static_fields) ||
      !read_members(reader, instance_fields, fields_.count, data.instance_fields) ||
      !read_members(reader, direct_methods, methods_.count, data.direct_methods) ||
      !read_members(reader, virtual_methods, methods_.count, data.virtual_methods))
    return std::nullopt;
  return data;
}

std::optional<CodeItem> Dex::code(u32 offset) const {
  // A code item is aligned to four bytes; the platform rejects a file where one is not. Two are enough to read it.
  if (offset == 0 || offset % alignof(u16) != 0) return std::nullopt;
  Reader reader(bytes_, offset);
  CodeItem code;
  code.registers_size = reader.read_u16();
  code.ins_size = reader.read_u16();
  code.outs_size = reader.read_u16();
  code.tries_size = reader.read_u16();
  code.debug_info_off = reader.read_u32();
  const u32 units = reader.read_u32();
  const Bytes insns = reader.read_bytes(size_t{units} * sizeof(u16));
  if (reader.failed()) return std::nullopt;
  code.insns = {reinterpret_cast<const u16 *>(insns.data()), units};
  return code;
}

// After the instructions stand the try items, then one list of handler lists that items share. An item names its list
// by byte offset; only the start of a list will do, as for the platform's verifier.
std::optional<Tries> Dex::tries(const CodeItem &code) const {
  Tries tries;
  if (code.tries_size == 0) return tries;
  const u8 *insns = reinterpret_cast<const u8 *>(code.insns.data());
  Reader items(bytes_, static_cast<size_t>(insns - bytes_.data()) + code.insns.size_bytes());
  if (code.insns.size() % 2 != 0) items.skip(sizeof(u16)); // padding
  Reader reader = items;
  reader.skip(code.tries_size * size_t{8});
  const size_t lists_at = reader.position();

  struct HandlerList {
    u32 offset, first, count;
  };
  std::vector<HandlerList> lists;
  const u32 list_count = reader.read_uleb128();
  for (u32 i = 0; i < list_count && !reader.failed(); ++i) {
    const u32 offset = static_cast<u32>(reader.position() - lists_at);
    const u32 first = static_cast<u32>(tries.handlers.size());
    const i64 size = reader.read_sleb128(); // not positive: the last one catches everything
    for (i64 typed = size < 0 ? -size : size; typed > 0 && !reader.failed(); --typed) {
      const u32 type_idx = reader.read_uleb128();
      tries.handlers.push_back({type_idx, reader.read_uleb128()});
    }
    if (size <= 0) tries.handlers.push_back({no_index, reader.read_uleb128()});
    lists.push_back({offset, first, static_cast<u32>(tries.handlers.size()) - first});
  }
  for (u16 i = 0; i < code.tries_size; ++i) {
    TryItem item{};
    item.start_addr = items.read_u32();
    item.insn_count = items.read_u16();
    const u16 handler_off = items.read_u16();
    const auto list = std::ranges::lower_bound(lists, handler_off, {}, &HandlerList::offset);
    if (list == lists.end() || list->offset != handler_off) return std::nullopt;
    if (u64{item.start_addr} + item.insn_count > code.insns.size()) return std::nullopt;
    item.first_handler = list->first;
    item.handler_count = list->count;
    tries.items.push_back(item);
  }
  const auto is_outside = [&](const CatchHandler &handler) { return handler.address >= code.insns.size(); };
  if (items.failed() || reader.failed() || std::ranges::any_of(tries.handlers, is_outside)) return std::nullopt;
  return tries;
}

} // namespace kinsafe
