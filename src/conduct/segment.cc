#include "conduct/segment.h"

#include <cstring>

#include <xxhash.h>

namespace kinsafe {
namespace {

constexpr u32 magic = 0x4b536532; // "KSe2"
constexpr size_t head_bytes = 20; // magic, rows, bytes, checksum

struct EventColumns {
  using Row = StoredEvent;
  template <class Visit>
  static constexpr void each(const Visit &visit) {
    each_event_column(visit);
  }
};

} // namespace

std::string pack_block(std::span<const StoredEvent> events, std::span<const u64> more) {
  std::string body = pack_columns<EventColumns>(events, Packing::small);
  if (!more.empty()) {
    std::string packed(ZSTD_compressBound(more.size_bytes()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), more.data(), more.size_bytes(), columns::level));
    body += packed;
  }
  std::string block;
  block.reserve(head_bytes + body.size());
  const u32 rows = static_cast<u32>(events.size()), size = static_cast<u32>(body.size());
  const u64 sum = XXH3_64bits_withSeed(body.data(), body.size(), rows);
  columns::append(block, &magic, sizeof magic);
  columns::append(block, &rows, sizeof rows);
  columns::append(block, &size, sizeof size);
  columns::append(block, &sum, sizeof sum);
  return block += body;
}

Result<size_t> size_of_block(Bytes bytes) {
  u32 found = 0, rows = 0, size = 0;
  if (bytes.size() < head_bytes) return fail("a block is cut off");
  std::memcpy(&found, bytes.data(), 4), std::memcpy(&rows, bytes.data() + 4, 4), std::memcpy(&size, bytes.data() + 8, 4);
  if (found != magic || rows > block_rows) return fail("this is no block");
  if (bytes.size() - head_bytes < size) return fail("a block is cut off");
  return head_bytes + size;
}

Result<void> unpack_block(Bytes bytes, u32 asked, std::vector<StoredEvent> &events, std::vector<u64> &more) {
  Bytes body = bytes.subspan(head_bytes, TRY(size_of_block(bytes)) - head_bytes);
  u32 rows = 0;
  u64 sum = 0;
  std::memcpy(&rows, bytes.data() + 4, 4), std::memcpy(&sum, bytes.data() + 12, 8);
  if (XXH3_64bits_withSeed(body.data(), body.size(), rows) != sum) return fail("a block does not match its checksum");
  TRY_DO(unpack_columns<EventColumns>(body, rows, asked, events));
  size_t count = 0;
  if (asked == all_columns)
    for (const StoredEvent &event : events) count += event.more_rows;
  more.resize(count);
  if (count > 0 && ZSTD_decompress(more.data(), more.size() * sizeof(u64), body.data(), body.size()) != more.size() * sizeof(u64)) return fail("a block's further rows are damaged");
  return {};
}

} // namespace kinsafe
