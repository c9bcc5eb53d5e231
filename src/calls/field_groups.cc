#include "calls/field_groups.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

// The field of the class or the nearest above it; before those of a superclass those of its interfaces, which are static. Where
// nobody declares it, as above a class that is not in the package, the highest reference that the app makes.
FieldId declared_at(const Hierarchy &hierarchy, FieldId field) {
  const Program &program = hierarchy.program();
  const FieldRef &ref = program.fields[field];
  FieldId highest = field;
  for (std::optional<ClassId> id = hierarchy.class_of(ref.owner); id; id = hierarchy.above(*id)) {
    if (const std::optional<FieldId> own = find_field(program, {program.classes[*id].type, ref.name, ref.type})) {
      if (program.is_declared_field[raw(*own)]) return *own;
      highest = *own;
    }
    for (const TypeId interface : interfaces_of(program, *id))
      for (const TypeId above : hierarchy.supers(interface))
        if (raw(above) < program.types.size())
          if (const std::optional<FieldId> own = find_field(program, {above, ref.name, ref.type}); own && program.is_declared_field[raw(*own)]) return *own;
  }
  return highest;
}

} // namespace

FieldGroups::FieldGroups(const Hierarchy &hierarchy) {
  const Program &program = hierarchy.program();
  const auto count = static_cast<u32>(program.fields.size());
  roots_.reserve(count);
  for (u32 i = 0; i < count; ++i) roots_.push_back(program.is_declared_field[i] ? FieldId{i} : declared_at(hierarchy, FieldId{i}));
  first_.resize(count + 1);
  members_.resize(count);
  for (const FieldId root : roots_) ++first_[raw(root) + 1];
  for (u32 i = 0; i < count; ++i) first_[i + 1] += first_[i];
  std::vector<u32> next(first_.begin(), first_.end() - 1);
  for (u32 i = 0; i < count; ++i) members_[next[raw(roots_[i])]++] = FieldId{i};
}

} // namespace kinsafe
