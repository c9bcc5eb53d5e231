// Matches patterns. A mismatch goes back to the last '*' only, since an earlier one can take in nothing that the last
// could not; so the work is at most the product of both lengths.
#include "dump/pattern.h"

#include <algorithm>

namespace kinsafe {
namespace {

bool is_match(std::string_view pattern, std::string_view text) {
  size_t p = 0, t = 0, star = std::string_view::npos, taken = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p, ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

} // namespace

std::string dotted_name(std::string_view descriptor) {
  if (!descriptor.starts_with('L') || !descriptor.ends_with(';')) return std::string(descriptor);
  std::string name(descriptor.substr(1, descriptor.size() - 2));
  std::ranges::replace(name, '/', '.');
  return name;
}

bool NamePattern::matches(std::string_view name) const { return is_everything() || is_match(text_, name); }

bool NamePattern::matches_class(std::string_view descriptor) const {
  if (matches(descriptor)) return true;
  if (!descriptor.starts_with('L') || !descriptor.ends_with(';')) return false;
  return is_match(text_, descriptor.substr(1, descriptor.size() - 2)) || is_match(text_, dotted_name(descriptor));
}

bool NamePattern::matches_member(std::string_view owner, std::string_view name, std::string_view full) const {
  if (matches(full) || is_match(text_, name)) return true;
  if (is_match(text_, std::string(owner).append("->").append(name))) return true;
  return is_match(text_, dotted_name(owner).append(".").append(name));
}

} // namespace kinsafe
