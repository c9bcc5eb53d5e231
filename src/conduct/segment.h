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

// Unpacks the block at the start of `bytes`, and says how many bytes it takes. The error says what is wrong.
Result<size_t> unpack_block(Bytes bytes, std::vector<StoredEvent> &events, std::vector<u64> &more);

} // namespace kinsafe
