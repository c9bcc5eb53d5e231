// What is done with the cursor that a query gives: whether all its rows are read, or the first alone.
#pragma once

#include "calls/constants.h"

namespace kinsafe {

enum class CursorUse : u8 {
  unread,  // no row is read
  counted, // only their number is
  first,   // one row: it is moved to, and no loop moves on
  few,     // a loop moves over it and stops by itself after a few rows: see rounds.h
  unclear, // a loop moves over it that may stop so
  all,     // a loop moves over it, or it goes where that can't be seen
};
CursorUse cursor_use(Constants &constants, ValueAt cursor);

// Whether the instruction may run many times while one user action is served: in a loop of its method, or of one of those that
// call it, or as a function that is applied to each of many.
bool runs_in_loop(Values &values, ValueAt at);

} // namespace kinsafe
