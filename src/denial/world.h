// What the exploration of refusals looks up of an app, put together once.
#pragma once

#include "calls/calls.h"
#include "calls/constants.h"
#include "calls/entry_points.h"
#include "calls/hierarchy.h"
#include "denial/asking.h"

#include <optional>
#include <string_view>
#include <vector>

namespace kinsafe {

class World {
public:
  // All must outlive it.
  World(const Hierarchy &hierarchy, const EntryPoints &entry_points, const Xrefs &xrefs, const CallGraph &graph, const AskingMethods &methods, Constants &constants);

  const Hierarchy &hierarchy;
  const Program &program;
  const Xrefs &xrefs;
  const CallGraph &graph;
  const AskingMethods &methods;
  Constants &constants;
  Values &values;

  // Running it may ask, check, end, open a screen or show a dialog. What can't matter to a refusal is passed over.
  bool is_interesting(BodyId body) const { return interesting_[static_cast<u32>(body)]; }
  bool is_of_library(BodyId body) const;
  bool is_of_support(BodyId body) const; // see AskingMethods
  bool is_fragment(TypeId type) const;
  bool is_activity(TypeId type) const { return activity_ && hierarchy.is_below(type, *activity_); }
  bool is_screen(TypeId type) const; // an activity or fragment
  bool is_typed_field(TypeId type) const { return edit_text_ && hierarchy.is_below(type, *edit_text_); }
  // No other activity of the app lies below it: the launcher opens it, or one that it opens and that closes then.
  bool is_root(TypeId activity) const;
  std::optional<TypeId> only_activity() const { return activities_.size() == 1 ? std::optional(activities_[0]) : std::nullopt; }
  // Classes below that are made and whose method this is: what `this` may be there. Nothing if they are too many.
  std::optional<std::vector<TypeId>> classes_running(BodyId body) const;

private:
  void find_interesting();
  bool closes_after_opening(BodyId body, u32 pc) const;

  std::vector<bool> interesting_;         // by BodyId
  std::optional<TypeId> activity_, edit_text_;
  std::vector<TypeId> fragments_;         // base classes
  std::vector<TypeId> activities_;        // that the manifest declares, in id order
  std::vector<TypeId> roots_;             // sorted
};

} // namespace kinsafe
