// What norms hold necessary: each list of kinds of personal information that a norm allows an app to demand, beside the
// inventory of what this one takes. The first thing that a reader of the founding guide looks for.
#pragma once

#include "facts/schema.h"
#include "norms/judge.h"
#include "norms/norms.h"

#include <optional>
#include <string>
#include <vector>

namespace kinsafe {

// A requirement that lists what is necessary, of a norm that binds on the day asked.
struct NecessaryList {
  std::string norm, requirement;
  std::vector<std::string> kinds;        // as the norm gives them
  std::optional<NormLink> overtaken_by;  // on that day another had replaced or overtaken it; it is shown all the same
};

// A row of the inventory, and for each list whether it holds the kind.
struct InventoryLine {
  std::string kind;
  std::string fact;               // id of the row of the fact `inventory`
  std::vector<bool> is_necessary; // one a list
};

struct InventoryTable {
  std::vector<NecessaryList> lists; // of the places and the store asked for, in order of ids
  std::vector<InventoryLine> lines; // in the order of the fact's rows
};
InventoryTable inventory_against_norms(const Facts &facts, const NormPack &pack, const Question &question);

} // namespace kinsafe
