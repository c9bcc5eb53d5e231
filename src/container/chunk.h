// The chunk, the brick of Android's binary resource files (ResChunk_header of AOSP's ResourceTypes.h): a type, the
// length of the chunk's own header, and its length in all; other chunks may lie inside.
#pragma once

#include "base/reader.h"
#include "base/types.h"

#include <optional>

namespace kinsafe {

enum class ChunkType : u16 {
  string_pool = 0x0001,
  table = 0x0002,
  xml_start_namespace = 0x0100,
  xml_end_namespace = 0x0101,
  xml_start_element = 0x0102,
  xml_end_element = 0x0103,
  xml_text = 0x0104,
  xml_last = 0x017f,
  xml_resource_map = 0x0180,
  table_package = 0x0200,
  table_type = 0x0201,
};

struct Chunk {
  ChunkType type; // may be one that the list above does not name
  u16 header_size = 0;
  Bytes bytes; // header included

  Bytes body() const { return bytes.subspan(header_size); }
};

// The chunk at `offset`, or nothing where Android refuses one: a header below `least_header` bytes, lengths that are no
// multiples of four, or an end outside of `bytes`.
inline std::optional<Chunk> read_chunk(Bytes bytes, size_t offset, size_t least_header) {
  Reader reader(bytes, offset);
  const auto type = static_cast<ChunkType>(reader.read_u16());
  const u16 header_size = reader.read_u16();
  const u32 size = reader.read_u32();
  if (reader.failed() || header_size < least_header || header_size > size) return std::nullopt;
  if ((header_size | size) % 4 != 0 || size > bytes.size() - offset) return std::nullopt;
  return Chunk{type, header_size, bytes.subspan(offset, size)};
}

constexpr size_t chunk_header_bytes = 8;

} // namespace kinsafe
