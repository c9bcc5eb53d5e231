#include "calls/hierarchy.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

constexpr u32 static_flag = 0x8, private_flag = 0x2, interface_flag = 0x200;

// Longer chains and more supertypes than any compiler writes; a hostile file may hold circles. What lies above is not known.
constexpr size_t most_supers = 256;

} // namespace

Hierarchy::Hierarchy(const Program &program, const PlatformPack &platform) : program_(program), platform_(platform) {
  platform_class_.resize(program.types.size());
  for (u32 i = 0; i < program.types.size(); ++i) {
    if (program.class_of_type[i]) continue; // the app's own class of that name is what its code sees
    platform_class_[i] = platform.find(type_text(program, TypeId{i}));
    if (platform_class_[i]) type_of_platform_.emplace(raw(*platform_class_[i]), TypeId{i});
  }
  resolved_.assign(program.methods.size(), not_asked);
  link_types();
  object_ = find("Ljava/lang/Object;");

  above_.resize(program.classes.size());
  for (u32 i = 0; i < program.classes.size(); ++i) {
    const std::optional<TypeId> super = program.classes[ClassId{i}].super;
    const std::optional<ClassId> id = super ? class_of(*super) : std::nullopt;
    if (id && supers(*super).size() < most_supers && !is_below(*super, program.classes[ClassId{i}].type)) above_[i] = id;
  }

  has_code_.resize(program.strings.size());
  first_own_.reserve(program.classes.size() + 1);
  initializers_.resize(program.classes.size());
  own_.reserve(program.bodies.size());
  for (u32 i = 0; i < program.classes.size(); ++i) {
    first_own_.push_back(static_cast<u32>(own_.size()));
    for (const Declared &declared : declared_by(program, ClassId{i})) {
      if (!declared.body) continue;
      const MethodRef &ref = program.methods[declared.method];
      own_.push_back({ref.name, ref.signature, *declared.body});
      has_code_[raw(ref.name)] = true;
      if (program.strings[ref.name] == "<clinit>") initializers_[i] = declared.body;
    }
    std::sort(own_.begin() + first_own_.back(), own_.end());
  }
  first_own_.push_back(static_cast<u32>(own_.size()));

  std::vector<bool> is_with_code(type_count());
  for (u32 i = 0; i < program.classes.size(); ++i)
    if ((program.classes[ClassId{i}].access_flags & interface_flag) && first_own_[i + 1] > first_own_[i]) is_with_code[raw(program.classes[ClassId{i}].type)] = true;
  has_defaults_.resize(type_count());
  for (u32 i = 0; i < type_count(); ++i)
    has_defaults_[i] = std::ranges::any_of(supers(TypeId{i}), [&](TypeId type) { return is_with_code[raw(type)]; });
}

TypeId Hierarchy::type_of(PlatformClassId id) {
  const auto [entry, is_new] = type_of_platform_.emplace(raw(id), TypeId{static_cast<u32>(platform_class_.size())});
  if (is_new) platform_class_.push_back(id);
  return entry->second;
}

void Hierarchy::link_types() {
  std::vector<TypeId> pending, found;
  std::vector<u32> seen; // by type: the last type whose supers it was found for, and one
  // Types are added on the way: platform classes that only stand above others.
  for (u32 i = 0; i < platform_class_.size(); ++i) {
    first_super_.push_back(static_cast<u32>(supers_.size()));
    bool is_open = false;
    pending.assign(1, TypeId{i});
    found.clear();
    while (!pending.empty() && found.size() < most_supers) {
      const TypeId type = pending.back();
      pending.pop_back();
      if (raw(type) >= seen.size()) seen.resize(std::max<size_t>(platform_class_.size(), raw(type) + 1));
      if (seen[raw(type)] == i + 1) continue;
      seen[raw(type)] = i + 1;
      found.push_back(type);
      if (const std::optional<ClassId> id = class_of(type)) {
        const Class &definition = program_.classes[*id];
        if (definition.super) pending.push_back(*definition.super);
        for (const TypeId interface : interfaces_of(program_, *id)) pending.push_back(interface);
        if (!definition.super && type_text(program_, type) != "Ljava/lang/Object;") is_open = true;
      } else if (const std::optional<PlatformClassId> platform = platform_class_[raw(type)]) {
        if (const std::optional<PlatformClassId> super = platform_.super(*platform)) pending.push_back(type_of(*super));
        for (const u32 interface : platform_.interfaces(*platform)) pending.push_back(type_of(PlatformClassId{interface}));
      } else if (!text(type).starts_with('[')) {
        is_open = true;
      }
    }
    is_open |= !pending.empty() && found.size() >= most_supers;
    if (const std::optional<TypeId> object = object_ ? object_ : (object_ = find("Ljava/lang/Object;")))
      if (std::ranges::find(found, *object) == found.end()) found.push_back(*object); // interfaces and arrays too
    std::ranges::sort(found);
    supers_.insert(supers_.end(), found.begin(), found.end());
    is_open_.push_back(is_open);
  }
  first_super_.push_back(static_cast<u32>(supers_.size()));
}

std::string_view Hierarchy::text(TypeId type) const {
  if (raw(type) < program_.types.size()) return type_text(program_, type);
  return platform_.descriptor(*platform_class_[raw(type)]);
}

std::optional<TypeId> Hierarchy::find(std::string_view descriptor) const {
  if (const std::optional<TypeId> type = find_type(program_, descriptor)) return type;
  const std::optional<PlatformClassId> id = platform_.find(descriptor);
  const auto found = id ? type_of_platform_.find(raw(*id)) : type_of_platform_.end();
  return found == type_of_platform_.end() ? std::nullopt : std::optional(found->second);
}

bool Hierarchy::is_below(TypeId type, TypeId ancestor) const { return type == ancestor || std::ranges::binary_search(supers(type), ancestor); }

bool Hierarchy::is_interface(TypeId type) const {
  if (const std::optional<ClassId> id = class_of(type)) return (program_.classes[*id].access_flags & interface_flag) != 0;
  const std::optional<PlatformClassId> platform = platform_class_[raw(type)];
  return platform && platform_.is_interface(*platform);
}

std::optional<BodyId> Hierarchy::own(ClassId id, StringId name, StringId signature) const {
  const std::span<const Own> all = std::span(own_).subspan(first_own_[raw(id)], first_own_[raw(id) + 1] - first_own_[raw(id)]);
  const Own least{name, signature, BodyId{0}};
  const auto found = std::ranges::lower_bound(all, least);
  return found != all.end() && found->name == name && found->signature == signature ? std::optional(found->body) : std::nullopt;
}

std::optional<BodyId> Hierarchy::default_method(TypeId type, StringId name, StringId signature) const {
  if (!has_defaults_[raw(type)]) return std::nullopt;
  std::optional<TypeId> best;
  std::optional<BodyId> body;
  for (const TypeId each : supers(type)) {
    const std::optional<ClassId> id = class_of(each);
    if (!id || !(program_.classes[*id].access_flags & interface_flag)) continue;
    const std::optional<BodyId> own_body = own(*id, name, signature);
    if (!own_body || (program_.bodies[*own_body].access_flags & (static_flag | private_flag))) continue;
    if (!best || is_below(each, *best)) best = each, body = own_body;
  }
  return body;
}

std::optional<BodyId> Hierarchy::lookup(ClassId id, StringId name, StringId signature) const {
  if (!has_code(name)) return std::nullopt;
  const TypeId type = program_.classes[id].type;
  for (std::optional<ClassId> at = id; at; at = above(*at)) {
    id = *at;
    if (const std::optional<BodyId> body = own(id, name, signature); body && !(program_.bodies[*body].access_flags & (static_flag | private_flag))) return body;
  }
  // A method of the platform's class goes before an interface's default.
  const std::optional<BodyId> body = default_method(type, name, signature);
  const std::optional<TypeId> super = program_.classes[id].super;
  return body && super && is_implemented(*super, name, signature) ? std::nullopt : body;
}

bool Hierarchy::is_implemented(TypeId type, StringId name, StringId signature) const {
  for (std::optional<PlatformClassId> id = platform_class(type); id; id = platform_.super(*id))
    if (const auto method = platform_.declared(*id, program_.strings[name], program_.strings[signature])) return !method->is_abstract;
  return false;
}

std::optional<BodyId> Hierarchy::method_in(TypeId type, StringId name, StringId signature) const {
  if (!has_code(name)) return std::nullopt;
  if (!class_of(type)) return std::nullopt;
  for (std::optional<ClassId> id = class_of(type); id; id = above(*id))
    if (const std::optional<BodyId> body = own(*id, name, signature)) return body;
  return default_method(type, name, signature);
}

std::optional<BodyId> Hierarchy::resolve(MethodId method) const {
  u32 &known = resolved_[raw(method)];
  if (known == not_asked) {
    const MethodRef &ref = program_.methods[method];
    const std::optional<BodyId> body = method_in(ref.owner, ref.name, ref.signature);
    known = body ? raw(*body) : no_index;
  }
  return known == no_index ? std::nullopt : std::optional(BodyId{known});
}

std::optional<BodyId> Hierarchy::resolve_super(BodyId caller, MethodId method) const {
  const MethodRef &ref = program_.methods[method];
  const std::optional<ClassId> from = class_of(program_.methods[program_.bodies[caller].method].owner);
  if (!from || is_interface(ref.owner)) return resolve(method);
  const std::optional<TypeId> super = program_.classes[*from].super;
  return super ? method_in(*super, ref.name, ref.signature) : std::nullopt;
}

bool Hierarchy::overrides_platform(ClassId id, StringId name, StringId signature) const {
  const TypeId type = program_.classes[id].type;
  if (is_open(type)) return true;
  const std::optional<PlatformPack::MethodKey> key = platform_.method_key(program_.strings[name], program_.strings[signature]);
  if (!key) return false;
  for (const TypeId each : supers(type))
    if (const std::optional<PlatformClassId> platform = platform_class(each))
      if (platform_.declares(*platform, *key)) return true;
  return false;
}

Hierarchy::Outside Hierarchy::outside(MethodId method) const {
  constexpr u32 native_flag = 0x100;
  const MethodRef &ref = program_.methods[method];
  const Declared *declared = declared_as(program_, method);
  const std::optional<ClassId> owner = class_of(ref.owner);
  if (declared && (declared->access_flags & native_flag)) return Outside::native;
  if (platform_class(ref.owner) || text(ref.owner).starts_with('[')) return Outside::platform;
  if (owner && !declared && overrides_platform(*owner, ref.name, ref.signature)) return Outside::platform;
  return owner ? Outside::app : Outside::unknown_class;
}

} // namespace kinsafe
