// What the platform may run on an object once it is made: methods of its class that override the platform's, that a row of
// models/*.model names or that carry an annotation; of a lambda its code. That follows from the class alone, so it is found
// once for all passes of reachability, when it is first asked for.
#pragma once

#include "calls/entry_points.h"
#include "calls/hierarchy.h"
#include "models/models.h"

#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kinsafe {

// A method that the platform runs on objects of a class, and when, as of RunsRow; empty: no row says.
struct Callback {
  BodyId body;
  std::string_view moment;
  bool is_of_platform = false; // nobody else runs it at that moment: the row's class does not stand in the package
};

// Not for several threads.
class Callbacks {
public:
  // All must outlive it.
  Callbacks(const Hierarchy &hierarchy, const ModelRows &rows, const EntryPoints &entry_points);

  const EntryPoints &entry_points() const { return entry_points_; }
  std::span<const Callback> of(ClassId id); // in order of body
  std::span<const Callback> of(CallSiteId id);
  // What a call site of a lambda gives, where it is a type that code names.
  std::optional<TypeId> interface_of(CallSiteId id) const;

private:
  std::vector<Callback> find(ClassId id) const;
  std::vector<Callback> find(CallSiteId id) const;
  Callback callback(BodyId body, TypeId type, StringId name, std::optional<StringId> signature) const;

  const Hierarchy &hierarchy_;
  const Program &program_;
  const ModelRows &rows_;
  const EntryPoints &entry_points_;
  std::vector<std::optional<std::vector<Callback>>> of_class_, of_lambda_; // by ClassId, CallSiteId: those asked for
  std::unordered_map<u32, std::vector<u32>> runs_of_name_; // by StringId of the name: rows
  std::vector<u32> runs_of_any_name_;
  std::vector<std::optional<TypeId>> run_owners_; // by row
};

} // namespace kinsafe
