#include "conduct/segment.h"

#include <algorithm>
#include <cstring>

#include <xxhash.h>
#include <zstd.h>

namespace kinsafe {
namespace {

constexpr u32 magic = 0x4b536531; // "KSe1"
constexpr int level = 1;          // speed counts: a stronger level gains a fifth
constexpr size_t head_bytes = 20; // magic, rows, bytes, checksum
constexpr size_t most_column_bytes = block_rows * 8 + 64;

// The columns in their order. `visit(column)` sees a function that gives the cell of an event.
template <class Visit>
void each_column(const Visit &visit) {
  visit([](auto &e) -> auto & { return e.time; });
  visit([](auto &e) -> auto & { return e.row; });
  visit([](auto &e) -> auto & { return e.theirs; });
  visit([](auto &e) -> auto & { return e.ours; });
  visit([](auto &e) -> auto & { return e.borrower; });
  visit([](auto &e) -> auto & { return e.debt; });
  visit([](auto &e) -> auto & { return e.person; });
  visit([](auto &e) -> auto & { return e.collector; });
  visit([](auto &e) -> auto & { return e.agency; });
  visit([](auto &e) -> auto & { return e.lender; });
  visit([](auto &e) -> auto & { return e.relation; });
  visit([](auto &e) -> auto & { return e.place; });
  visit([](auto &e) -> auto & { return e.template_id; });
  visit([](auto &e) -> auto & { return e.finding; });
  visit([](auto &e) -> auto & { return e.talk_seconds; });
  visit([](auto &e) -> auto & { return e.people_present; });
  visit([](auto &e) -> auto & { return e.days_past_due; });
  visit([](auto &e) -> auto & { return e.source; });
  visit([](auto &e) -> auto & { return e.more_rows; });
  visit([](auto &e) -> auto & { return e.medium; });
  visit([](auto &e) -> auto & { return e.direction; });
  visit([](auto &e) -> auto & { return e.outcome; });
  visit([](auto &e) -> auto & { return e.party; });
  visit([](auto &e) -> auto & { return e.purpose; });
  visit([](auto &e) -> auto & { return e.flags; });
}

void append(std::string &out, const void *data, size_t size) { out.append(static_cast<const char *>(data), size); }

} // namespace

std::string pack_block(std::span<const StoredEvent> events, std::span<const u64> more) {
  std::string body, column;
  const u32 rows = static_cast<u32>(events.size());
  each_column([&](const auto &cell) {
    using Cell = std::remove_cvref_t<decltype(cell(events[0]))>;
    column.resize(rows * sizeof(Cell));
    Cell last{};
    for (u32 i = 0; i < rows; ++i) {
      Cell value = cell(events[i]);
      if constexpr (sizeof(Cell) == 8) { // times and rows: as differences
        const Cell difference = static_cast<Cell>(static_cast<u64>(value) - static_cast<u64>(last));
        last = value;
        value = difference;
      }
      std::memcpy(column.data() + i * sizeof(Cell), &value, sizeof(Cell));
    }
    const bool is_one = rows > 0 && std::memcmp(column.data(), column.data() + sizeof(Cell), column.size() - sizeof(Cell)) == 0;
    if (is_one) column.resize(sizeof(Cell));
    std::string packed(ZSTD_compressBound(column.size()), '\0');
    packed.resize(is_one ? 0 : ZSTD_compress(packed.data(), packed.size(), column.data(), column.size(), level));
    const u32 size = static_cast<u32>(packed.size());
    append(body, &size, sizeof size);
    body += is_one ? column : packed;
  });
  std::string packed(ZSTD_compressBound(more.size_bytes()), '\0');
  packed.resize(more.empty() ? 0 : ZSTD_compress(packed.data(), packed.size(), more.data(), more.size_bytes(), level));
  append(body, packed.data(), packed.size());
  std::string block;
  const u32 size = static_cast<u32>(body.size());
  const u64 sum = XXH3_64bits(body.data(), body.size());
  append(block, &magic, sizeof magic);
  append(block, &rows, sizeof rows);
  append(block, &size, sizeof size);
  append(block, &sum, sizeof sum);
  return block + body;
}

Result<size_t> size_of_block(Bytes bytes) {
  u32 found = 0, rows = 0, size = 0;
  if (bytes.size() < head_bytes) return fail("a block is cut off");
  std::memcpy(&found, bytes.data(), 4), std::memcpy(&rows, bytes.data() + 4, 4), std::memcpy(&size, bytes.data() + 8, 4);
  if (found != magic || rows > block_rows) return fail("this is no block");
  if (bytes.size() - head_bytes < size) return fail("a block is cut off");
  return head_bytes + size;
}

Result<void> unpack_block(Bytes bytes, u32 columns, std::vector<StoredEvent> &events, std::vector<u64> &more) {
  Bytes body = bytes.subspan(head_bytes, TRY(size_of_block(bytes)) - head_bytes);
  u32 rows = 0;
  u64 sum = 0;
  std::memcpy(&rows, bytes.data() + 4, 4), std::memcpy(&sum, bytes.data() + 12, 8);
  if (columns == all_columns && XXH3_64bits(body.data(), body.size()) != sum) return fail("a block does not match its checksum");
  events.assign(rows, {});
  std::string column;
  bool is_damaged = false;
  u32 place = 0;
  each_column([&](const auto &cell) {
    using Cell = std::remove_cvref_t<decltype(cell(events[0]))>;
    u32 packed = 0;
    if (is_damaged || body.size() < 4) return void(is_damaged = true);
    std::memcpy(&packed, body.data(), 4);
    body = body.subspan(4);
    const bool is_one = packed == 0 && rows > 0;
    const size_t taken = is_one ? sizeof(Cell) : packed;
    if (body.size() < taken) return void(is_damaged = true);
    if (!(columns >> place++ & 1)) return void(body = body.subspan(taken));
    if (is_one) {
      Cell value{};
      std::memcpy(&value, body.data(), sizeof value);
      for (u32 i = 0; i < rows; ++i) {
        if constexpr (sizeof(Cell) == 8) cell(events[i]) = static_cast<Cell>(static_cast<u64>(value) * (i + 1));
        else cell(events[i]) = value;
      }
    } else {
      column.resize(rows * sizeof(Cell));
      if (column.size() > most_column_bytes || ZSTD_decompress(column.data(), column.size(), body.data(), packed) != column.size()) return void(is_damaged = true);
      u64 last = 0;
      for (u32 i = 0; i < rows; ++i) {
        Cell value{};
        std::memcpy(&value, column.data() + i * sizeof(Cell), sizeof value);
        if constexpr (sizeof(Cell) == 8) last += static_cast<u64>(value), value = static_cast<Cell>(last);
        cell(events[i]) = value;
      }
    }
    body = body.subspan(taken);
  });
  size_t count = 0;
  if (columns == all_columns)
    for (const StoredEvent &event : events) count += event.more_rows;
  more.resize(is_damaged ? 0 : count);
  if (!more.empty()) is_damaged = ZSTD_decompress(more.data(), more.size() * sizeof(u64), body.data(), body.size()) != more.size() * sizeof(u64);
  if (is_damaged) return fail("a block's columns are damaged");
  return {};
}

} // namespace kinsafe
