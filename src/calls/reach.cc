#include "calls/reach.h"

#include "dex/instructions.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

constexpr u32 private_flag = 0x2, static_flag = 0x8;

bool is_virtual(Opcode opcode) {
  return opcode == Opcode::invoke_virtual || opcode == Opcode::invoke_virtual_range || opcode == Opcode::invoke_interface || opcode == Opcode::invoke_interface_range;
}

} // namespace

ReachedCode::ReachedCode(const Hierarchy &hierarchy, Callbacks &callbacks, const Refinement &refinement)
    : hierarchy_(hierarchy), program_(hierarchy.program()), entry_points_(callbacks.entry_points()), callbacks_(callbacks), refinement_(refinement),
      first_use_(program_.bodies.size(), no_index), use_count_(program_.bodies.size(), 0),
      is_made_(program_.classes.size() + program_.call_sites.size()), is_named_made_(program_.classes.size()), made_below_(hierarchy.type_count()),
      is_used_(program_.methods.size()), used_of_(hierarchy.type_count()), lists_(program_.methods.size(), no_index), from_platform_(program_.bodies.size()),
      outside_(program_.methods.size()) {}

void ReachedCode::run() {
  for (const PlatformMade &made : entry_points_.classes) make_named(made.id);
  finish();
}

void ReachedCode::run_too(std::span<const BodyId> targets) {
  for (const BodyId target : targets) reach_by_name(target);
  finish();
}

void ReachedCode::finish() {
  while (!pending_.empty()) {
    const BodyId body = pending_.back();
    pending_.pop_back();
    scan(body);
  }
  for (std::vector<BodyId> &list : targets_) {
    std::ranges::sort(list);
    list.erase(std::ranges::unique(list).begin(), list.end());
  }
}

const std::vector<BodyId> &ReachedCode::targets(MethodId method) const {
  static const std::vector<BodyId> none;
  return lists_[raw(method)] == no_index ? none : targets_[lists_[raw(method)]];
}

std::span<const u32> ReachedCode::made_below(TypeId type) const { return made_below_[raw(type)]; }

void ReachedCode::reach(BodyId body) {
  if (first_use_[raw(body)] != no_index) return;
  first_use_[raw(body)] = 0; // known, and scanned soon
  pending_.push_back(body);
}

void ReachedCode::reach_by_name(BodyId body) {
  const MethodRef &ref = program_.methods[program_.bodies[body].method];
  if (const std::optional<ClassId> owner = hierarchy_.class_of(ref.owner); owner && program_.strings[ref.name] == "<init>") make(raw(*owner));
  from_platform_[raw(body)] = true; // what it takes and gives passes through Method.invoke
  reach(body);
}

std::vector<BodyId> ReachedCode::constructors(ClassId id) const {
  std::vector<BodyId> bodies;
  for (const Declared &declared : declared_by(program_, id))
    if (declared.body && program_.strings[program_.methods[declared.method].name] == "<init>") bodies.push_back(*declared.body);
  return bodies;
}

void ReachedCode::make_named(ClassId id) {
  if (is_named_made_[raw(id)]) return;
  is_named_made_[raw(id)] = true;
  make(raw(id));
  for (const BodyId body : constructors(id)) {
    from_platform_[raw(body)] = true;
    reach(body);
  }
  for (const BodyId body : initializers(id)) reach(body);
}

std::vector<BodyId> ReachedCode::initializers(ClassId id) const {
  std::vector<BodyId> bodies;
  for (std::optional<ClassId> at = id; at; at = hierarchy_.above(*at))
    if (const std::optional<BodyId> body = hierarchy_.initializer(*at)) bodies.push_back(*body);
  return bodies;
}

TypeId ReachedCode::type_of_made(u32 made) const {
  if (made < program_.classes.size()) return program_.classes[ClassId{made}].type;
  return *callbacks_.interface_of(CallSiteId{made - static_cast<u32>(program_.classes.size())}); // those without one are not made
}

std::optional<BodyId> ReachedCode::lookup(u32 made, StringId name, StringId signature) const {
  if (made < program_.classes.size()) return hierarchy_.lookup(ClassId{made}, name, signature);
  const CallSiteId id{made - static_cast<u32>(program_.classes.size())};
  const CallSite &site = program_.call_sites[id];
  if (name == site.name) return site.implementation ? hierarchy_.resolve(*site.implementation) : std::nullopt;
  const std::optional<TypeId> interface = callbacks_.interface_of(id);
  return interface && hierarchy_.has_code(name) ? hierarchy_.default_method(*interface, name, signature) : std::nullopt;
}

void ReachedCode::make(u32 made) {
  if (is_made_[made]) return;
  is_made_[made] = true;
  const u32 classes = static_cast<u32>(program_.classes.size());
  if (made >= classes && !callbacks_.interface_of(CallSiteId{made - classes})) return;
  for (const TypeId above : hierarchy_.supers(type_of_made(made))) {
    made_below_[raw(above)].push_back(made);
    for (const MethodId method : used_of_[raw(above)]) link(method, made);
  }
  for (const Callback &callback : callbacks_of_made(made)) {
    from_platform_[raw(callback.body)] = true;
    reach(callback.body);
  }
}

void ReachedCode::link(MethodId method, u32 made) {
  const MethodRef &ref = program_.methods[method];
  const std::optional<BodyId> body = lookup(made, ref.name, ref.signature);
  if (!body) return;
  if (lists_[raw(method)] == no_index) {
    lists_[raw(method)] = static_cast<u32>(targets_.size());
    targets_.emplace_back();
  }
  std::vector<BodyId> &list = targets_[lists_[raw(method)]];
  if (!list.empty() && list.back() == *body) return;
  list.push_back(*body);
  reach(*body);
}

void ReachedCode::use_virtual(MethodId method) {
  if (is_used_[raw(method)]) return;
  is_used_[raw(method)] = true;
  const TypeId owner = program_.methods[method].owner;
  used_of_[raw(owner)].push_back(method);
  const std::vector<u32> &below = made_below_[raw(owner)];
  for (size_t i = 0; i < below.size(); ++i) link(method, below[i]); // what is reached is scanned later, so the list stays as it is
}

std::string_view ReachedCode::name_of(u32 made, BodyId code) const {
  if (made < program_.classes.size()) return program_.strings[program_.methods[program_.bodies[code].method].name];
  return program_.strings[program_.call_sites[CallSiteId{made - static_cast<u32>(program_.classes.size())}].name];
}

std::span<const Callback> ReachedCode::callbacks_of_made(u32 made) const {
  if (!is_made_[made]) return {};
  const u32 classes = static_cast<u32>(program_.classes.size());
  return made < classes ? callbacks_.of(ClassId{made}) : callbacks_.of(CallSiteId{made - classes});
}

void ReachedCode::add_initializers(u32 pc, TypeId type) {
  for (std::optional<ClassId> id = hierarchy_.class_of(type); id; id = hierarchy_.above(*id))
    if (const std::optional<BodyId> body = hierarchy_.initializer(*id)) {
      add_use(pc, CodeUse::Kind::initializer, raw(*body));
      reach(*body);
    }
}

void ReachedCode::count_outside(MethodId method) {
  std::optional<Hierarchy::Outside> &outside = outside_[raw(method)];
  if (!outside) outside = hierarchy_.outside(method);
  switch (*outside) {
  case Hierarchy::Outside::platform: ++counts.platform_sites; break;
  case Hierarchy::Outside::native: ++counts.native_sites; break;
  case Hierarchy::Outside::unknown_class: ++counts.unknown_sites; break;
  case Hierarchy::Outside::app: ++counts.targetless_sites; break;
  }
}

void ReachedCode::scan_invoke(BodyId body, u32 pc, MethodId method, u8 opcode_byte) {
  const auto opcode = static_cast<Opcode>(opcode_byte);
  const MethodRef &ref = program_.methods[method];
  ++counts.sites;
  if (const auto lists = refinement_.of_hand_offs.find(site_key(body, pc)); lists != refinement_.of_hand_offs.end())
    for (const u32 list : lists->second) {
      add_use(pc, CodeUse::Kind::hand_off, list);
      for (const BodyId target : refinement_.lists[list].targets) reach(target);
    }
  if (const auto named = refinement_.by_name.find(site_key(body, pc)); named != refinement_.by_name.end())
    for (const BodyId target : named->second) {
      add_use(pc, CodeUse::Kind::by_name, raw(target));
      reach_by_name(target);
    }
  if (const auto list = refinement_.of_annotated.find(site_key(body, pc)); list != refinement_.of_annotated.end()) {
    add_use(pc, CodeUse::Kind::annotated, list->second);
    for (const BodyId target : refinement_.lists[list->second].targets) reach_by_name(target);
  }
  if (is_virtual(opcode)) {
    if (!hierarchy_.has_code(ref.name)) return count_outside(method);
    if (const auto list = refinement_.of_virtual.find(site_key(body, pc)); list != refinement_.of_virtual.end()) {
      add_use(pc, CodeUse::Kind::refined, list->second);
      for (const BodyId target : refinement_.lists[list->second].targets) reach(target);
      return;
    }
    add_use(pc, CodeUse::Kind::virtual_, raw(method));
    use_virtual(method);
    return;
  }
  const bool is_static = opcode == Opcode::invoke_static || opcode == Opcode::invoke_static_range;
  if (is_static) add_initializers(pc, ref.owner);
  const bool is_super = opcode == Opcode::invoke_super || opcode == Opcode::invoke_super_range;
  const std::optional<BodyId> target = is_super ? hierarchy_.resolve_super(body, method) : hierarchy_.resolve(method);
  if (!target) return count_outside(method);
  add_use(pc, CodeUse::Kind::exact, raw(*target));
  if (is_super) {
    std::vector<SuperCall> &calls = super_calls_[raw(*target)];
    const SuperCall call{program_.methods[program_.bodies[body].method].owner, method};
    if (calls.empty() || calls.back() != call) calls.push_back(call);
  }
  reach(*target);
}

void ReachedCode::scan_custom(BodyId body, u32 pc, CallSiteId id) {
  ++counts.sites;
  ++counts.custom_sites;
  const CallSite &site = program_.call_sites[id];
  if (!site.implementation || refinement_.escape(body, pc) == Escape::nowhere) return;
  add_use(pc, CodeUse::Kind::lambda, raw(id));
  make(static_cast<u32>(program_.classes.size()) + raw(id));
  const MethodRef &ref = program_.methods[*site.implementation];
  if (program_.strings[ref.name] == "<init>")
    if (const std::optional<ClassId> owner = hierarchy_.class_of(ref.owner)) make(raw(*owner)), add_use(pc, CodeUse::Kind::made, raw(*owner));
  add_initializers(pc, ref.owner);
  const Declared *declared = declared_as(program_, *site.implementation);
  // A reference to a method that may be overridden runs whatever the object has.
  if (!declared || !(declared->access_flags & (static_flag | private_flag))) {
    if (!hierarchy_.has_code(ref.name)) return;
    add_use(pc, CodeUse::Kind::referred, raw(*site.implementation));
    use_virtual(*site.implementation);
  }
}

void ReachedCode::scan(BodyId id) {
  const Body &body = program_.bodies[id];
  const u32 first = static_cast<u32>(uses_.size());
  ++counts.bodies;
  const DexIds &ids = program_.dex_ids[body.dex];
  const std::optional<CodeItem> code = program_.dexes[body.dex].code(body.code_offset);
  if (code) for_each_instruction(code->insns, [&](const Instruction &instruction) {
    switch (instruction.opcode) {
    case Opcode::invoke_virtual:
    case Opcode::invoke_super:
    case Opcode::invoke_direct:
    case Opcode::invoke_static:
    case Opcode::invoke_interface:
    case Opcode::invoke_virtual_range:
    case Opcode::invoke_super_range:
    case Opcode::invoke_direct_range:
    case Opcode::invoke_static_range:
    case Opcode::invoke_interface_range:
      if (instruction.index < ids.methods.size()) scan_invoke(id, instruction.pc, ids.methods[instruction.index], static_cast<u8>(instruction.opcode));
      break;
    case Opcode::invoke_custom:
    case Opcode::invoke_custom_range:
      if (instruction.index < ids.call_sites.size()) scan_custom(id, instruction.pc, ids.call_sites[instruction.index]);
      break;
    case Opcode::new_instance: {
      if (instruction.index >= ids.types.size()) break;
      const TypeId type = ids.types[instruction.index];
      const std::optional<ClassId> made = hierarchy_.class_of(type);
      if (!made) break;
      if (refinement_.escape(id, instruction.pc) != Escape::nowhere) {
        add_use(instruction.pc, CodeUse::Kind::made, raw(*made));
        make(raw(*made));
      }
      add_initializers(instruction.pc, type);
      break;
    }
    case Opcode::const_class: {
      const std::optional<ClassId> named = instruction.index < ids.types.size() ? hierarchy_.class_of(ids.types[instruction.index]) : std::nullopt;
      if (!named || !entry_points_.is_made_by_name[raw(*named)]) break;
      add_use(instruction.pc, CodeUse::Kind::named, raw(*named));
      make_named(*named);
      break;
    }
    case Opcode::const_string:
    case Opcode::const_string_jumbo: {
      if (instruction.index >= ids.strings.size()) break;
      const std::optional<ClassId> named = entry_points_.class_of_text[raw(ids.strings[instruction.index])];
      if (!named) break;
      add_use(instruction.pc, CodeUse::Kind::named, raw(*named));
      make_named(*named);
      break;
    }
    case Opcode::sget:
    case Opcode::sget_wide:
    case Opcode::sget_object:
    case Opcode::sget_boolean:
    case Opcode::sget_byte:
    case Opcode::sget_char:
    case Opcode::sget_short:
    case Opcode::sput:
    case Opcode::sput_wide:
    case Opcode::sput_object:
    case Opcode::sput_boolean:
    case Opcode::sput_byte:
    case Opcode::sput_char:
    case Opcode::sput_short:
      if (instruction.index < ids.fields.size()) add_initializers(instruction.pc, program_.fields[ids.fields[instruction.index]].owner);
      break;
    default: break;
    }
  });
  first_use_[raw(id)] = first;
  use_count_[raw(id)] = static_cast<u32>(uses_.size()) - first;
}

} // namespace kinsafe
