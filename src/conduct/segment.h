// Contacts as columns in a file: blocks of up to 65,536 rows, each a header and its columns. The layout is private to the store;
// a block that does not match its checksum is damage.
#pragma once

#include "base/result.h"
#include "conduct/columns.h"

namespace kinsafe {

constexpr size_t block_rows = 65'536;

// One block, packed, with its length and checksum before it.
// `more`: the further rows of the events, one behind the other (StoredEvent::more_rows of each).
std::string pack_block(std::span<const StoredEvent> events, std::span<const u64> more);

// How many bytes the block at the start of `bytes` takes. The error says what is wrong.
Result<size_t> size_of_block(Bytes bytes);

constexpr u32 borrower_column = 1u << 4; // of each_event_column

// Unpacks the block at the start of `bytes`; of columns that are not asked for, the cells stay as they are made. `more` only with all.
Result<void> unpack_block(Bytes bytes, u32 asked, std::vector<StoredEvent> &events, std::vector<u64> &more);

} // namespace kinsafe
