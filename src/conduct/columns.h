// Rows as columns: of a column as many bytes of each cell are kept as the difference to the least one needs (frame of
// reference); cells of 64 bits, which grow from row to row, lie as differences first; a column of one value takes none.
//
// `Columns` says which columns a row has: `Columns::Row`, and `Columns::each(visit)`, which calls `visit` with a function for
// each column that gives the cell of a row.
#pragma once

#include "base/result.h"
#include "conduct/store.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <zstd.h>

namespace kinsafe {

enum class Packing : u8 {
  small, // by zstd as well: what stays
  fast,  // what is read again soon
};

constexpr u32 all_columns = ~u32{0}; // bits by the place of a column

// The columns of contacts in their order. `visit(column)` sees a function that gives the cell of an event.
template <class Visit>
constexpr void each_event_column(const Visit &visit) {
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


namespace columns {

constexpr int level = 1;          // of zstd; speed counts: a stronger level gains a fifth
constexpr size_t head_bytes = 13; // bytes a cell and whether zstd packed them, least value, bytes that follow
constexpr u8 by_zstd = 0x80;
constexpr size_t chunk_rows = 256; // of which all columns are put in place before the next ones: they stay in the cache

// Cells as 64 bits.
template <class Value>
u64 wide(Value value) {
  if constexpr (std::is_enum_v<Value>) return static_cast<u64>(value);
  else return static_cast<u64>(static_cast<i64>(value));
}

template <class Columns>
constexpr size_t count = [] {
  size_t found = 0;
  Columns::each([&](auto) { ++found; });
  return found;
}();

inline void append(std::string &out, const void *data, size_t size) { out.append(static_cast<const char *>(data), size); }

} // namespace columns

template <class Columns>
std::string pack_columns(std::span<const typename Columns::Row> rows, Packing packing) {
  constexpr size_t column_count = columns::count<Columns>;
  std::string packed;
  if (rows.empty()) return packed;
  std::array<u64, column_count> last{};
  const auto each_cell = [&](size_t from, const auto &take) {
    size_t place = 0;
    Columns::each([&](const auto &cell) {
      using Value = std::remove_cvref_t<decltype(cell(rows[0]))>;
      const size_t end = std::min(from + columns::chunk_rows, rows.size());
      for (size_t i = from; i < end; ++i) {
        u64 value = columns::wide(cell(rows[i]));
        if constexpr (sizeof(Value) == 8) value -= std::exchange(last[place], value);
        take(place, i, value);
      }
      ++place;
    });
  };
  std::array<i64, column_count> least, most;
  least.fill(std::numeric_limits<i64>::max()), most.fill(std::numeric_limits<i64>::min());
  for (size_t from = 0; from < rows.size(); from += columns::chunk_rows)
    each_cell(from, [&](size_t place, size_t, u64 value) {
      least[place] = std::min(least[place], static_cast<i64>(value));
      most[place] = std::max(most[place], static_cast<i64>(value));
    });
  std::array<std::string, column_count> cells;
  std::array<u8, column_count> widths{};
  for (size_t place = 0; place < column_count; ++place) {
    const u64 range = static_cast<u64>(most[place]) - static_cast<u64>(least[place]);
    widths[place] = static_cast<u8>((std::bit_width(range) + 7) / 8);
    if (widths[place] > 0) cells[place].resize(rows.size() * widths[place] + sizeof(u64)); // the last one is written as eight bytes, too
  }
  last.fill(0);
  for (size_t from = 0; from < rows.size(); from += columns::chunk_rows)
    each_cell(from, [&](size_t place, size_t row, u64 value) {
      if (widths[place] == 0) return;
      value -= static_cast<u64>(least[place]);
      std::memcpy(cells[place].data() + row * widths[place], &value, sizeof value);
    });
  std::string smaller;
  size_t size_at_most = column_count * columns::head_bytes;
  for (size_t place = 0; place < column_count; ++place) size_at_most += rows.size() * widths[place];
  packed.reserve(size_at_most);
  for (size_t place = 0; place < column_count; ++place) {
    std::string_view bytes = std::string_view(cells[place]).substr(0, rows.size() * widths[place]);
    u8 kind = widths[place];
    if (packing == Packing::small && !bytes.empty()) {
      smaller.resize(ZSTD_compressBound(bytes.size()));
      smaller.resize(ZSTD_compress(smaller.data(), smaller.size(), bytes.data(), bytes.size(), columns::level));
      if (smaller.size() < bytes.size()) bytes = smaller, kind |= columns::by_zstd;
    }
    const u32 size = static_cast<u32>(bytes.size());
    columns::append(packed, &kind, sizeof kind);
    columns::append(packed, &least[place], sizeof least[place]);
    columns::append(packed, &size, sizeof size);
    packed += bytes;
  }
  return packed;
}

// Takes the columns of so many rows off the front of `bytes`; of those that are not in `asked` the cells stay as they are made.
// Fails where the bytes hold no such columns.
template <class Columns>
Result<void> unpack_columns(Bytes &bytes, size_t row_count, u32 asked, std::vector<typename Columns::Row> &rows) {
  constexpr size_t column_count = columns::count<Columns>;
  struct Cells {
    u64 base = 0, last = 0; // the least value; of differences, the value before
    u8 width = 0;           // bytes of a cell
    std::vector<u8> bytes;  // with eight bytes behind them
  };
  std::array<Cells, column_count> found{};
  rows.resize(row_count);
  if (row_count == 0) return {};
  for (size_t place = 0; place < column_count; ++place) {
    Cells &column = found[place];
    if (bytes.size() < columns::head_bytes) return fail("a block's columns are damaged");
    u32 size = 0;
    const u8 kind = bytes[0];
    std::memcpy(&column.base, bytes.data() + 1, 8), std::memcpy(&size, bytes.data() + 9, 4);
    bytes = bytes.subspan(columns::head_bytes);
    column.width = kind & static_cast<u8>(~columns::by_zstd);
    const bool is_zstd = (kind & columns::by_zstd) != 0;
    const size_t wanted = row_count * column.width;
    if (column.width > 8 || bytes.size() < size || (!is_zstd && size != wanted)) return fail("a block's columns are damaged");
    if (asked >> place & 1 && column.width > 0) {
      column.bytes.resize(wanted + sizeof(u64));
      if (!is_zstd) std::memcpy(column.bytes.data(), bytes.data(), size);
      else if (ZSTD_decompress(column.bytes.data(), wanted, bytes.data(), size) != wanted) return fail("a block's columns are damaged");
    }
    bytes = bytes.subspan(size);
  }
  const typename Columns::Row empty;
  for (size_t from = 0; from < row_count; from += columns::chunk_rows) {
    const size_t end = std::min(from + columns::chunk_rows, row_count);
    std::fill(rows.begin() + static_cast<ptrdiff_t>(from), rows.begin() + static_cast<ptrdiff_t>(end), empty);
    size_t place = 0;
    Columns::each([&](const auto &cell) {
      using Value = std::remove_cvref_t<decltype(cell(rows[0]))>;
      Cells &column = found[place];
      if (!(asked >> place++ & 1)) return;
      const auto put = [&](size_t i, u64 value) {
        value += column.base;
        if constexpr (sizeof(Value) == 8) column.last = value += column.last;
        cell(rows[i]) = static_cast<Value>(value);
      };
      if (column.width == 0) {
        if (sizeof(Value) == 8 || static_cast<Value>(column.base) != cell(empty))
          for (size_t i = from; i < end; ++i) put(i, 0);
        return;
      }
      const u64 mask = column.width == 8 ? ~u64{0} : (u64{1} << 8 * column.width) - 1;
      for (size_t i = from; i < end; ++i) {
        u64 value = 0;
        std::memcpy(&value, column.bytes.data() + i * column.width, sizeof value);
        put(i, value & mask);
      }
    });
  }
  return {};
}

} // namespace kinsafe
