// Contacts as columns in a file: blocks of up to 65,536 rows, each a header and its columns, packed one by one. Numbers that
// grow lie as differences; columns of one value take a byte or two. The layout is private to the store; a block that does not
// match its checksum is damage.
#pragma once

#include "base/result.h"
#include "conduct/store.h"

namespace kinsafe {

constexpr size_t block_rows = 65'536;

// One block, packed, with its length and checksum before it.
// `more`: the further rows of the events, one behind the other (StoredEvent::more_rows of each).
std::string pack_block(std::span<const StoredEvent> events, std::span<const u64> more);

// How many bytes the block at the start of `bytes` takes. The error says what is wrong.
Result<size_t> size_of_block(Bytes bytes);

// Columns of a block, by their place in it.
constexpr u32 all_columns = ~u32{0};
constexpr u32 borrower_column = 1u << 4;

// Unpacks the block at the start of `bytes`; of columns that are not asked for, the cells stay as they are made. `more` only with all.
Result<void> unpack_block(Bytes bytes, u32 columns, std::vector<StoredEvent> &events, std::vector<u64> &more);

} // namespace kinsafe
