// The platform pack, as platform/pack_format.py lays it out. Names and signatures are looked up once in hash tables of the
// pack; from there on a method is two numbers, sought among the few of each class on the way up. What is above a class is
// listed with the class, so that no question climbs a chain.
#include "program/platform.h"

#include "base/digest.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace kinsafe {
namespace {

static_assert(std::endian::native == std::endian::little, "the pack is read where it lies");

constexpr std::string_view magic = "KINSPLAT";
constexpr u32 version = 1, section_count = 16;
constexpr size_t digest_at = magic.size() + 8, digest_size = 64, head_size = digest_at + digest_size;
constexpr u16 none = 0xFFFF;

u32 u32_at(Bytes bytes, size_t offset) {
  u32 value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

u64 text_hash(std::string_view text) {
  u64 value = text.size() * 0x9E3779B97F4A7C15;
  for (size_t at = 0; at < text.size(); at += 8) {
    u64 piece = 0;
    std::memcpy(&piece, text.data() + at, std::min<size_t>(8, text.size() - at));
    value = (value ^ piece) * 0xD6E8FEB86659FD93;
    value ^= value >> 32;
  }
  return value;
}

// Sections in their order; false once one is not within the bytes.
class Sections {
public:
  explicit Sections(Bytes bytes) : bytes_(bytes) {}

  template <class Column> bool read(Column &column) {
    using Item = std::remove_cvref_t<decltype(*column.data)>;
    const u32 offset = u32_at(bytes_, at_), count = u32_at(bytes_, at_ + 4);
    at_ += 8;
    if (offset % 8 != 0 || offset > bytes_.size() || count > (bytes_.size() - offset) / sizeof(Item)) return false;
    column.data = reinterpret_cast<const Item *>(bytes_.data() + offset);
    column.count = count;
    return true;
  }

private:
  Bytes bytes_;
  size_t at_ = head_size;
};

} // namespace

std::optional<PlatformPack> PlatformPack::open(Bytes bytes) {
  static_assert(sizeof(ClassRow) == 20 && alignof(ClassRow) == 4);
  if (bytes.size() < head_size + 8 * section_count || reinterpret_cast<uintptr_t>(bytes.data()) % 4 != 0 ||
      std::memcmp(bytes.data(), magic.data(), magic.size()) != 0 || u32_at(bytes, magic.size()) != version ||
      u32_at(bytes, magic.size() + 4) != bytes.size())
    return std::nullopt;
  PlatformPack pack;
  pack.bytes_ = bytes;
  pack.sha256_ = {reinterpret_cast<const char *>(bytes.data()) + digest_at, digest_size};
  Sections sections(bytes);
  const auto read = [&](auto &...columns) { return (sections.read(columns) && ...); };
  if (!read(pack.texts_, pack.types_, pack.class_slots_, pack.names_, pack.name_slots_, pack.signatures_, pack.signature_types_,
            pack.signature_slots_, pack.classes_, pack.method_names_, pack.method_signatures_, pack.method_flags_, pack.interfaces_,
            pack.ancestors_, pack.fields_, pack.values_))
    return std::nullopt;
  for (const Column<u16> &slots : {pack.class_slots_, pack.name_slots_, pack.signature_slots_})
    if (!std::has_single_bit(slots.count)) return std::nullopt;
  return pack;
}

bool PlatformPack::is_whole() const {
  return !bytes_.empty() && sha256_hex(bytes_.subspan(head_size)) == sha256_;
}

std::string_view PlatformPack::text(u32 reference) const {
  const u32 offset = reference >> 8, size = reference & 0xFF;
  if (offset > texts_.count || size > texts_.count - offset) return {};
  return {texts_.data + offset, size};
}

PlatformPack::Rows PlatformPack::rows_of(PlatformClassId id, u32 ClassRow::*first, u32 count) const {
  const u32 end = std::min(classes_[u32(id) + 1].*first, count);
  return {std::min(classes_[u32(id)].*first, end), end};
}

// The text's number, by a hash table of linear probing. As many steps as there are slots at most: a damaged one may have no
// empty slot.
template <class Matches>
std::optional<u16> PlatformPack::look_up(Column<u16> slots, std::string_view text, const Matches &matches) const {
  u32 slot = u32(text_hash(text));
  for (u32 step = 0; step < slots.count; ++step, ++slot) {
    const u16 id = slots.data[slot & (slots.count - 1)];
    if (id == none) return std::nullopt;
    if (matches(id)) return id;
  }
  return std::nullopt;
}

std::optional<PlatformClassId> PlatformPack::find(std::string_view descriptor) const {
  const std::optional<u16> id = look_up(class_slots_, descriptor, [&](u16 type) { return text(types_[type]) == descriptor; });
  if (!id || *id >= class_count()) return std::nullopt;
  return PlatformClassId(*id);
}

std::optional<u16> PlatformPack::find_name(std::string_view name) const {
  return look_up(name_slots_, name, [&](u16 id) { return text(names_[id]) == name; });
}

std::optional<u16> PlatformPack::find_signature(std::string_view signature) const {
  return look_up(signature_slots_, signature, [&](u16 id) { return is_signature(id, signature); });
}

bool PlatformPack::is_signature(u16 id, std::string_view signature) const {
  const u32 first = signatures_[id] >> 8, parameters = signatures_[id] & 0xFF;
  const auto take = [&](std::string_view piece) {
    if (!signature.starts_with(piece)) return false;
    signature.remove_prefix(piece.size());
    return true;
  };
  if (!take("(")) return false;
  for (u32 i = 0; i < parameters; ++i)
    if (!take(text(types_[signature_types_[first + i]]))) return false;
  return take(")") && signature == text(types_[signature_types_[first + parameters]]);
}

void PlatformPack::write_signature(u16 id, std::string &signature) const {
  const u32 first = signatures_[id] >> 8, parameters = signatures_[id] & 0xFF;
  signature.assign(1, '(');
  for (u32 i = 0; i < parameters; ++i) signature += text(types_[signature_types_[first + i]]);
  signature += ")";
  signature += text(types_[signature_types_[first + parameters]]);
}

std::string_view PlatformPack::descriptor(PlatformClassId id) const {
  return text(types_[u32(id)]);
}

std::optional<PlatformClassId> PlatformPack::super(PlatformClassId id) const {
  if (u32(id) >= class_count()) return std::nullopt;
  const u16 super = classes_[u32(id)].super;
  if (super >= class_count()) return std::nullopt;
  return PlatformClassId(super);
}

std::span<const u32> PlatformPack::interfaces(PlatformClassId id) const {
  const auto [begin, end] = rows_of(id, &ClassRow::interfaces, interfaces_.count);
  return std::span(interfaces_.data, interfaces_.count).subspan(begin, end - begin);
}

bool PlatformPack::is_interface(PlatformClassId id) const {
  return classes_[u32(id)].is_interface != 0;
}

bool PlatformPack::is_below(PlatformClassId id, PlatformClassId ancestor) const {
  if (id == ancestor) return true;
  const auto [begin, end] = ancestor_rows(id);
  return std::find(ancestors_.data + begin, ancestors_.data + end, u32(ancestor)) != ancestors_.data + end;
}

std::optional<u32> PlatformPack::method_row(PlatformClassId id, u16 name, u16 signature) const {
  const auto [begin, end] = method_rows(id);
  const u16 *const names_end = method_names_.data + end;
  const u16 *at = std::lower_bound(method_names_.data + begin, names_end, name);
  for (; at != names_end && *at == name; ++at) {
    const u32 row = u32(at - method_names_.data);
    if (method_signatures_[row] == signature) return row;
  }
  return std::nullopt;
}

PlatformPack::Method PlatformPack::method_at(PlatformClassId id, u32 row, std::string_view signature) const {
  const u8 flags = method_flags_[row];
  const u8 level = flags & 0x1F;
  return {.owner = id,
          .name = text(names_[method_names_[row]]),
          .signature = signature,
          .is_static = (flags & 0x20) != 0,
          .is_abstract = (flags & 0x40) != 0,
          .is_final = (flags & 0x80) != 0,
          .since = u8(level == 0 ? 0 : level + 20)};
}

std::optional<PlatformPack::MethodKey> PlatformPack::method_key(std::string_view name, std::string_view signature) const {
  const std::optional<u16> name_id = find_name(name), signature_id = name_id ? find_signature(signature) : std::nullopt;
  return signature_id ? std::optional(MethodKey{*name_id, *signature_id}) : std::nullopt;
}

std::optional<PlatformPack::Method> PlatformPack::declared(PlatformClassId id, std::string_view name, std::string_view signature) const {
  const std::optional<u16> name_id = find_name(name), signature_id = name_id ? find_signature(signature) : std::nullopt;
  if (!signature_id) return std::nullopt;
  const std::optional<u32> row = method_row(id, *name_id, *signature_id);
  if (!row) return std::nullopt;
  return method_at(id, *row, signature);
}

std::optional<PlatformPack::Method> PlatformPack::find_method(PlatformClassId id, std::string_view name, std::string_view signature) const {
  const std::optional<u16> name_id = find_name(name), signature_id = name_id ? find_signature(signature) : std::nullopt;
  if (!signature_id) return std::nullopt;
  if (const std::optional<u32> row = method_row(id, *name_id, *signature_id)) return method_at(id, *row, signature);
  if (name == "<init>") return std::nullopt;
  const auto [begin, end] = ancestor_rows(id);
  for (u32 i = begin; i < end; ++i) {
    const PlatformClassId ancestor{ancestors_[i]};
    if (const std::optional<u32> row = method_row(ancestor, *name_id, *signature_id)) return method_at(ancestor, *row, signature);
  }
  return std::nullopt;
}

std::optional<std::string_view> PlatformPack::own_constant(PlatformClassId id, std::string_view field) const {
  const auto [begin, end] = rows_of(id, &ClassRow::constants, std::min(fields_.count, values_.count));
  const u32 *const fields_end = fields_.data + end;
  const u32 *const at = std::lower_bound(fields_.data + begin, fields_end, field, [&](u32 name, std::string_view sought) { return text(name) < sought; });
  if (at == fields_end || text(*at) != field) return std::nullopt;
  return text(values_[u32(at - fields_.data)]);
}

std::optional<std::string_view> PlatformPack::constant(std::string_view class_descriptor, std::string_view field) const {
  const std::optional<PlatformClassId> id = find(class_descriptor);
  if (!id) return std::nullopt;
  if (const auto value = own_constant(*id, field)) return value;
  const auto [begin, end] = ancestor_rows(*id);
  for (u32 i = begin; i < end; ++i)
    if (const auto value = own_constant(PlatformClassId{ancestors_[i]}, field)) return value;
  return std::nullopt;
}

} // namespace kinsafe
