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

// 35 to 41, or 0.
u32 version_of(std::string_view magic) {
  if (!magic.starts_with("dex\n0") || magic[7] != '\0') return 0;
  for (u32 version = 35; version <= 41; ++version)
    if (magic.substr(5, 2) == fmt::format("{}", version)) return version;
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
    if constexpr (std::is_same_v<Member, EncodedField>)
      members.push_back({static_cast<u32>(index), reader.read_uleb128()});
    else
      members.push_back({static_cast<u32>(index), reader.read_uleb128(), reader.read_uleb128()});
  }
  return !reader.failed();
}

// Types of the map list that name what no header field does.
constexpr u16 call_site_ids = 0x0007, method_handles = 0x0008, hidden_api_class_data = 0xf000;
constexpr u32 most_map_items = 1000; // there are two dozen types, each occurs once

// The platform refuses a file whose map counts other rows than its header; a header that counts fewer hides the rest.
void check_counts(const Header &header, const List<MapItem> &map, const Damage &damage) {
  const struct {
    u16 type;
    u32 rows;
    std::string_view name;
  } tables[] = {{0x0001, header.string_ids_size, "string"},   {0x0002, header.type_ids_size, "type"},
                {0x0003, header.proto_ids_size, "prototype"}, {0x0004, header.field_ids_size, "field"},
                {0x0005, header.method_ids_size, "method"},   {0x0006, header.class_defs_size, "class"}};
  std::string differing;
  for (const auto &table : tables) {
    const auto item = std::ranges::find(map, table.type, &MapItem::type);
    if ((item == map.end() ? 0 : item->size) == table.rows) continue;
    differing += differing.empty() ? "" : ", ";
    differing += table.name;
  }
  if (!differing.empty())
    damage.add(fmt::format("map list at {:#x}", header.map_off),
               fmt::format("counts other rows than the header in the tables: {}", differing));
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
  const u32 version = version_of(magic);
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
  // The format skips 036, for some early systems took it for 035 and ran it; later ones load no such file.
  if (version == 36) damage.add(where, "says version 036, which the format does not have");
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
  dex.map_at_ = header.map_off;
  dex.find_mapped_tables(part, incomplete);
  const List<MapItem> map = dex.map_list();
  if (!map.damaged) check_counts(header, map, damage);
  return opened;
}

void Dex::find_mapped_tables(std::string_view part, Incomplete &incomplete) {
  const Damage damage{part, incomplete};
  const List<MapItem> map = map_list();
  if (map.damaged)
    damage.add(fmt::format("map list at {:#x}", map_at_),
               "can't be read; call sites and method handles may be missing");
  const auto section = [&](std::string_view name, const MapItem &item, size_t row_size) {
    return Section{item.offset, rows_of(name, item.offset, item.size, row_size, no_index, bytes_, damage)};
  };
  for (const MapItem &item : map) {
    if (item.type == call_site_ids) call_sites_ = section("call site", item, sizeof(u32));
    if (item.type == method_handles) method_handles_ = section("method handle", item, sizeof(MethodHandleItem));
    if (item.type == hidden_api_class_data) hidden_api_at_ = item.offset;
  }
}

List<MapItem> Dex::map_list() const {
  List<MapItem> items;
  if (map_at_ == 0) return items;
  Reader reader(bytes_, map_at_);
  const u32 count = reader.read_u32();
  items.damaged = reader.failed() || count > most_map_items;
  for (u32 i = 0; i < count && !items.damaged; ++i) {
    const MapItem item = reader.read<MapItem>();
    if (reader.failed())
      items.damaged = true;
    else
      items.push_back(item);
  }
  return items;
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

void Dex::read_type_list(u32 offset, List<u16> &types) const {
  types.clear();
  types.damaged = false;
  if (offset == 0) return;
  Reader reader(bytes_, offset);
  const u32 count = reader.read_u32();
  types.damaged = reader.failed() || count > reader.remaining() / sizeof(u16);
  if (types.damaged) return;
  types.resize(count);
  for (u16 &type : types) type = reader.read_u16();
}

List<u16> Dex::type_list(u32 offset) const {
  List<u16> types;
  read_type_list(offset, types);
  return types;
}

bool Dex::read_class_data(u32 offset, ClassData &data) const {
  data.static_fields.clear(), data.instance_fields.clear();
  data.direct_methods.clear(), data.virtual_methods.clear();
  if (offset == 0) return true;
  Reader reader(bytes_, offset);
  const u32 static_fields = reader.read_uleb128(), instance_fields = reader.read_uleb128();
  const u32 direct_methods = reader.read_uleb128(), virtual_methods = reader.read_uleb128();
  return !reader.failed() && read_members(reader, static_fields, fields_.count, data.static_fields) &&
         read_members(reader, instance_fields, fields_.count, data.instance_fields) &&
         read_members(reader, direct_methods, methods_.count, data.direct_methods) &&
         read_members(reader, virtual_methods, methods_.count, data.virtual_methods);
}

std::optional<ClassData> Dex::class_data(u32 offset) const {
  ClassData data;
  return read_class_data(offset, data) ? std::optional(std::move(data)) : std::nullopt;
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
