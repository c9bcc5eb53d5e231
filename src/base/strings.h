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

// The same on one line, with nothing in it that a terminal obeys or that turns the order of letters round: control
// characters, line separators and bidirectional controls are spelled out as <U+001B>. Names in an app are its author's.
std::string to_line(std::string_view text);

} // namespace kinsafe
