// Names of a program by a mapping. A mapping lists a member under the class that defines it, while a call site may name
// a class that inherits it; so the classes above are asked too, in the order in which the platform looks.
#include "program/program.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr size_t most_ancestors = 200;

// The class itself, its superclasses, then the interfaces of all of them, and theirs; as far as the app defines them.
std::vector<std::string_view> ancestors_of(const Program &program, TypeId type) {
  std::vector<TypeId> line = {type};
  const auto add = [&](TypeId other) {
    if (line.size() < most_ancestors && std::ranges::find(line, other) == line.end()) line.push_back(other);
  };
  const auto class_of = [&](TypeId of) { return program.class_of_type[static_cast<size_t>(of)]; };
  for (size_t i = 0; i < line.size(); ++i)
    if (const std::optional<ClassId> defined = class_of(line[i]); defined && program.classes[*defined].super) add(*program.classes[*defined].super);
  for (size_t i = 0; i < line.size(); ++i)
    if (const std::optional<ClassId> defined = class_of(line[i]))
      for (const TypeId interface : interfaces_of(program, *defined)) add(interface);
  std::vector<std::string_view> names;
  for (const TypeId each : line) names.push_back(type_text(program, each));
  return names;
}

} // namespace

std::string type_text(const Program &program, TypeId id, const Mapping *mapping) {
  const std::string_view residual = type_text(program, id);
  return mapping ? mapping->type(residual) : std::string(residual);
}

std::string method_text(const Program &program, MethodId id, const Mapping *mapping) {
  if (!mapping) return method_text(program, id);
  const MethodRef &ref = program.methods[id];
  const std::string_view name = program.strings[ref.name], signature = program.strings[ref.signature];
  std::optional<std::string_view> original = mapping->method_name(type_text(program, ref.owner), name, signature);
  if (!original)
    for (const std::string_view owner : ancestors_of(program, ref.owner))
      if (!original) original = mapping->method_name(owner, name, signature);
  return type_text(program, ref.owner, mapping)
      .append("->")
      .append(original.value_or(name))
      .append(mapping->signature(signature));
}

std::string field_text(const Program &program, FieldId id, const Mapping *mapping) {
  if (!mapping) return field_text(program, id);
  const FieldRef &ref = program.fields[id];
  const std::string_view name = program.strings[ref.name], type = type_text(program, ref.type);
  std::optional<std::string_view> original = mapping->field_name(type_text(program, ref.owner), name, type);
  if (!original)
    for (const std::string_view owner : ancestors_of(program, ref.owner))
      if (!original) original = mapping->field_name(owner, name, type);
  return type_text(program, ref.owner, mapping)
      .append("->")
      .append(original.value_or(name))
      .append(":")
      .append(mapping->type(type));
}

std::optional<u32> original_line(const Program &program, MethodId id, u32 line, const Mapping *mapping) {
  if (!mapping) return line;
  const MethodRef &ref = program.methods[id];
  return mapping->line(type_text(program, ref.owner), program.strings[ref.name], program.strings[ref.signature], line);
}

} // namespace kinsafe
