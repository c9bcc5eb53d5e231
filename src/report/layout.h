// Lines for a terminal: how many columns a text takes, where it may be broken, and what is coloured. Chinese and Japanese
// characters take two columns and break anywhere; words of other scripts break at blanks alone, so that names and
// addresses can be copied.
#pragma once

#include "base/types.h"

#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

struct Layout {
  size_t columns = 100;
  bool is_coloured = false;
};

// Columns of valid UTF-8, by the East Asian width of its characters (Unicode Standard Annex 11).
size_t width_of(std::string_view text);

// Lines of at most `columns`, unless a word alone is longer. Punctuation that closes never begins a line.
std::vector<std::string> wrap(std::string_view text, size_t columns);

} // namespace kinsafe
