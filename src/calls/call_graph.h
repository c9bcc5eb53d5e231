// Builds the call graph of an app: reachability, the types of values, and calls by name, in rounds until nothing new is found.
#pragma once

#include "calls/constants.h"
#include "calls/entry_points.h"

namespace kinsafe {

// Before and after, the values of `constants` look at no graph; what it knows then holds for the graph that is given.
CallGraph build_call_graph(const EntryPoints &entry_points, const ModelRows &rows, Constants &constants);

} // namespace kinsafe
