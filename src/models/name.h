// How rows name things of an app's code.
#pragma once

#include "base/types.h"

#include <string>

namespace kinsafe {

// What of an app's code a row names: a method, a field, or a text.
struct ModelName {
  std::string owner;      // descriptor, or "*" for any class
  std::string name;       // "query"
  std::string parameters; // of a method: between the parentheses, or "*" for any
  bool is_method = false;
  std::string text;       // a literal; then all before is empty

  bool operator==(const ModelName &) const = default;
};

void fields(auto &archive, ModelName &name) { archive(name.owner, name.name, name.parameters, name.is_method, name.text); }

} // namespace kinsafe
