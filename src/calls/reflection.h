// Calls by name: what Class.forName, getMethod, invoke, newInstance, Field.get and Proxy come to, where the names are
// constants. For the call graph, and for the list of what could not be looked at.
#pragma once

#include "calls/constants.h"

#include <functional>
#include <string>
#include <vector>

namespace kinsafe {

enum class ReflectedUse : u8 {
  call,       // Method.invoke
  construct,  // Constructor.newInstance, Class.newInstance
  read,       // Field.get
  write,      // Field.set
  initialize, // Class.forName: the static initialiser runs
  proxy,      // Proxy.newProxyInstance: calls of its interfaces run the handler's `invoke`
};

struct Reflected {
  Site site;
  ReflectedUse use{};
  std::vector<BodyId> targets;     // methods of the app that may run, sorted
  std::vector<FieldId> fields;     // of read and write, as far as the app's tables name them
  std::vector<std::string> names;  // all members, "La/B;->run"; of a class that is not known "*->run". Sorted
  bool is_whole = true;            // false: it may be others too
};
struct UnresolvedReflection {
  Site site;
  ReflectedUse use{};
  Word reason;                     // see Word
};

struct Reflection {
  std::vector<Reflected> resolved;              // in order of site
  std::vector<UnresolvedReflection> unresolved; // in order of site; a site whose set is not whole stands in both
};

// Of the sites that `is_wanted` names.
Reflection resolve_reflection(Constants &constants, const std::function<bool(const Site &, ReflectedUse)> &is_wanted);

// The types in an array of Class, empty where one is not known; nothing: none of them is.
std::optional<std::vector<std::string>> types_in(Constants &constants, ValueAt array);

} // namespace kinsafe
