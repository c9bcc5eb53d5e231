// A calendar of holidays (`--holidays FILE`), a line a day; a line that says which years it knows comes first:
//
//   covers 2026-01-01..2026-12-31
//   2026-01-01        # closed
//   work 2026-01-04   # a Sunday that is worked all the same
#pragma once

#include "base/result.h"
#include "limits/calendar.h"

#include <string_view>

namespace kinsafe {

// The error names file and line.
Result<Calendar> read_calendar(std::string_view file, std::string_view text);

} // namespace kinsafe
