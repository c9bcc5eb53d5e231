// The strings of Hermes bytecode, the form in which React Native apps carry their scripts. Layout: BytecodeFileFormat.h and
// BytecodeDataProvider.cpp of the Hermes sources. A file has a header of 128 bytes, one small header a function, the kinds
// of strings, hashes of identifiers, a table of strings of four bytes each, one of those that do not fit, and their
// characters, one behind the other and shared where they agree:
//   header   magic u64, version u32, SHA-1 of the source, file length u32, global code u32, counts of functions, string
//            kinds, identifiers, strings, overflowing strings, and bytes of characters, u32 each; what follows differs
//   string   bit 0: two bytes a character; 23 bits: where it starts; 8 bits: how long it is, 255: see the overflow table
#pragma once

#include "base/result.h"
#include "base/types.h"

#include <string_view>
#include <vector>

namespace kinsafe {

bool is_hermes(Bytes bytes);

struct HermesStrings {
  u32 version = 0;
  size_t characters_at = 0; // in the file
  Bytes characters;
  struct Range {
    u32 at, size; // in `characters`: its byte, and how many characters
  };
  std::vector<Range> strings;      // those of one byte a character, in the order of the table
  std::vector<Range> wide_strings; // those of two bytes a character, little-endian UTF-16, likewise
};

// Fails, with one clause, where the tables do not fit each other as they do in every version that is known.
Result<HermesStrings> read_hermes(Bytes bytes);

} // namespace kinsafe
