// Reads the selection of a query (the WHERE of SQL) as far as it says how many rows can be left: a comparison of a key with
// one value leaves one; a test that nearly every row passes takes nothing away; anything else is not judged.
#pragma once

#include "base/types.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

enum class Narrowing : u8 {
  one,     // a key has a given value
  pattern, // a text contains a given one: few, if that is not empty
  unclear,
  none,    // takes nothing away
};

struct SelectionReading {
  Narrowing narrowing = Narrowing::none;
  bool takes_arguments = false; // of what narrows: "?", filled from the selection's arguments
  bool has_hole = false;        // a part of it that is not known is put in there
};

// Names of columns, without what is before a dot. `wide`: columns of which a test takes nothing away.
struct ColumnNames {
  std::vector<std::string_view> keys, wide;
};

// A hole ('\0') stands for a text that is not known. `arguments`: what is put in for each "?", as far as that is known.
SelectionReading read_selection(std::string_view selection, const ColumnNames &columns, std::span<const std::optional<std::string>> arguments = {});

// A text for LIKE (or GLOB) that every text matches. The empty text is none: it matches only itself.
bool is_empty_pattern(std::string_view text);

} // namespace kinsafe
