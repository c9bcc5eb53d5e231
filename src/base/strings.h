// Small text helpers that the standard library lacks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

// The words of a line: split at blanks and tabs; a word in double quotes may hold blanks and keeps no quotes. Everything
// from a '#' that starts a word is a comment.
std::vector<std::string_view> split_words(std::string_view line);

// Modified UTF-8 (as in dex) or any other bytes as valid UTF-8: surrogate pairs joined, C0 80 to U+0000, what is no
// character replaced by U+FFFD.
std::string to_utf8(std::string_view text);

} // namespace kinsafe
