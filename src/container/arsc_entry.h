// Where the entries of a resource type lie: what looking up one resource and listing all of them share.
#pragma once

#include "base/reader.h"
#include "container/arsc.h"

#include <optional>

namespace kinsafe {

constexpr u8 sparse_flag = 1; // of ResourceType::flags: pairs of index and offset stand in place of offsets
constexpr size_t map_parent_offset = 8; // in the head of a map; the number of its values follows

// Offset of the entry behind `entries_start`.
std::optional<u32> entry_offset(const ResourceType &type, u16 entry);

// An entry where it lies: in whole, or the place of its one value or of its map.
struct EntryHead {
  u32 key = 0; // of its name
  bool is_map = false;
  std::optional<AxmlValue> value; // of a compact entry
  size_t start = 0, body = 0;     // in the type's chunk; the body is behind the head
};
std::optional<EntryHead> read_head(const ResourceType &type, u32 offset);

// The value (Res_value) at the reader's place, without its text.
std::optional<AxmlValue> read_plain_value(Reader &reader);

} // namespace kinsafe
