// Where an object goes from the method that makes it: a simple escape analysis (Choi et al. 1999) within one method. What goes
// nowhere is never called back; what is only kept is handed over by somebody else, who says when it runs.
#pragma once

#include "calls/hierarchy.h"
#include "models/models.h"
#include "program/body.h"
#include "program/xrefs.h"

namespace kinsafe {

enum class Escape : u8 {
  nowhere, // nobody takes it who could call it back; a field that keeps it is read for nothing else
  kept,    // in a field or an array, or the method's result
  passed,  // an argument of a call
};

// `rows` say which methods of an object set its own code going: calls of others on it hand nothing over.
Escape escape_of(const Hierarchy &hierarchy, const ModelRows &rows, const Xrefs &xrefs, Bodies &bodies, const LoweredBody &body, ValueId made);

} // namespace kinsafe
