// Where the parts of a value come from in the world: the user's choice or typing, another app, a row of a cursor. A backward
// walk like the one of values.h that also goes through whatever computes with a value, and through containers.
#pragma once

#include "calls/constants.h"

#include <vector>

namespace kinsafe {

struct Origins {
  bool picked = false;   // the data of an activity's result
  bool given = false;    // an extra or the data of the intent that started a component
  bool typed = false;    // text of a widget
  bool handed = false;   // a parameter of a callback: which row was tapped, and the like
  bool constant = false;
  bool unknown = false;
  std::vector<ValueAt> rows; // calls that read a column of a cursor, sorted

  bool has_user() const { return picked || given || typed || handed; }
};

Origins origins_of(Constants &constants, ValueAt at);

// The cursor of a call that reads a column, or moves.
bool is_cursor_method(const MethodWords &words);

} // namespace kinsafe
