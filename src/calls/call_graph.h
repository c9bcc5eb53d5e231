// Builds the call graph of an app: reachability, the types of values, and calls by name, in rounds until nothing new is found.
#pragma once

#include "calls/constants.h"
#include "calls/entry_points.h"

namespace kinsafe {

// `values` looks at no graph, before and after.
CallGraph build_call_graph(const EntryPoints &entry_points, const ModelRows &rows, const Surroundings &surroundings, Values &values);

} // namespace kinsafe
