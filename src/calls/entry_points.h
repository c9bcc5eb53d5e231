// What the platform makes objects of and calls: components and instrumentations that the manifest declares, the application
// class, classes that layouts and other documents name; and methods that a layout names for a click or that carry an annotation.
#pragma once

#include "base/incomplete.h"
#include "calls/hierarchy.h"
#include "container/package.h"
#include "models/models.h"

#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace kinsafe {

// Classes that the platform makes objects of.
struct PlatformMade {
  enum class Kind : u8 { application, activity, service, receiver, provider, document, instrumentation };
  ClassId id{};
  Kind kind{};
  bool opens_at_start = false; // an activity that the launcher shows, the application, a provider
  bool is_exported = false;    // other apps or the system may start it
};
// A method that runs on objects of its class though it overrides nothing.
struct NamedMethod {
  std::string_view moment;            // as of RunsRow
  const AnnotatedRow *row = nullptr;  // of an annotation; null: a document names it for a click
};

struct EntryPoints {
  std::vector<PlatformMade> classes;  // in id order, each once
  std::map<BodyId, NamedMethod> methods;
  std::vector<bool> is_component;     // by ClassId
  std::vector<bool> is_made_by_name;  // by ClassId: a component, or below a class of a `made` row
  std::vector<bool> is_run_by_name;   // by ClassId: meta-data of the manifest names it, so who reads that may call any method
  std::vector<std::optional<ClassId>> class_of_text; // by StringId: a text that names such a class, or an action that starts it
};

EntryPoints find_entry_points(const Hierarchy &hierarchy, const Package &package, const ModelRows &rows, Incomplete &incomplete);

} // namespace kinsafe
