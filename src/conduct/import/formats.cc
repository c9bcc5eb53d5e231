// The list of formats. Where a file fits several, the one whose columns are known best is taken, and of equals the first.
#include "conduct/import/formats.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr const Format *formats[] = {
    &asterisk_csv,
    &asterisk_table,
};

} // namespace

std::span<const Format *const> all_formats() { return formats; }

const Format *find_format(std::string_view name) {
  const auto found = std::ranges::find(formats, name, &Format::name);
  return found == std::end(formats) ? nullptr : *found;
}

} // namespace kinsafe
