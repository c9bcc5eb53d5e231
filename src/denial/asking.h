// Which of an app's method references the rows about asking name (models/requests.model).
#pragma once

#include "calls/hierarchy.h"
#include "models/models.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kinsafe {

class AskingMethods {
public:
  // Both must outlive it.
  AskingMethods(const Hierarchy &hierarchy, const AskingRows &rows);

  const AskingRows &rows() const { return rows_; }
  std::span<const AskingRow *const> rows_of(MethodId method) const;
  const AskingRow *find(MethodId method, AskingKind kind) const; // the first of that kind, null: none
  std::vector<MethodId> all(AskingKind kind) const;              // in id order
  // Code of the libraries that the rows name: what it asks for, its callers ask for.
  bool is_library(std::string_view descriptor) const { return !library_of(descriptor).empty(); }
  std::string_view library_of(std::string_view descriptor) const; // "Lcom/karumi/dexter/", empty: none
  // Of these Android's own, whose rows say all that matters here.
  static bool is_support(std::string_view descriptor) { return descriptor.starts_with("Landroidx/") || descriptor.starts_with("Landroid/support/"); }
  // An object of such a class builds or is a dialog whose parts rows set.
  bool is_dialog(TypeId type) const;

private:
  const Hierarchy &hierarchy_;
  const AskingRows &rows_;
  std::unordered_map<u32, std::vector<const AskingRow *>> by_method_;
  std::vector<std::string> library_prefixes_; // "Landroidx/core/app/", sorted
  std::vector<TypeId> dialog_types_;
};

// The place of a row's argument among a call's operands, where the receiver counts.
size_t operand_of(const AskingRow &row, bool is_static);

} // namespace kinsafe
