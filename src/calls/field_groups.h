// Which field references name the same field: one that names a subclass of the class that has it does (JVMS 5.4.3.2). Each
// group goes by its root, the reference of the class that declares the field.
#pragma once

#include "calls/hierarchy.h"

#include <span>
#include <vector>

namespace kinsafe {

class FieldGroups {
public:
  explicit FieldGroups(const Hierarchy &hierarchy);

  FieldId root(FieldId field) const { return roots_[static_cast<u32>(field)]; }
  // All that name the same field, in id order.
  std::span<const FieldId> alike(FieldId field) const {
    const auto i = static_cast<u32>(root(field));
    return std::span(members_).subspan(first_[i], first_[i + 1] - first_[i]);
  }

private:
  std::vector<FieldId> roots_;   // by FieldId
  std::vector<u32> first_;       // by FieldId and one more: index into `members_`
  std::vector<FieldId> members_; // by root
};

} // namespace kinsafe
