// The string pool of binary XML and resource tables (ResStringPool): texts by index, in UTF-8 or UTF-16.
#pragma once

#include "base/result.h"
#include "base/types.h"
#include "container/chunk.h"

#include <optional>
#include <string>
#include <string_view>

namespace kinsafe {

struct StringPool {
  u32 count = 0;
  bool is_utf8 = false;
  Bytes offsets; // of the texts, four bytes each
  Bytes texts;
};

// Views into the chunk. Fails where Android refuses the pool.
Result<StringPool> read_string_pool(const Chunk &chunk);

// What no tool that builds packages would write, of a pool that Android takes; empty if there is nothing.
std::string_view pool_oddity(const Chunk &chunk, const StringPool &pool);

// The bytes of a text as they lie in a UTF-8 pool, valid or not; of a UTF-16 pool as UTF-8 in `buffer`.
std::optional<std::string_view> view_at(const StringPool &pool, u32 index, std::string &buffer);

// The text as valid UTF-8, or nothing where Android sees none: no such index, or a text that is not whole.
std::optional<std::string> text_at(const StringPool &pool, u32 index);

// Whether the text begins with this one of ASCII letters. Takes no memory, for those who look for few among many.
bool begins_with(const StringPool &pool, u32 index, std::string_view ascii);

} // namespace kinsafe
