#include "calls/callbacks.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

constexpr u32 private_flag = 0x2, static_flag = 0x8;

// "(Landroid/view/View;)" of a signature against the parameters of a row.
// Of a lambda no signature is given: its code takes what it has captured too.
bool has_parameters(std::string_view signature, std::string_view wanted) {
  return wanted == "*" || signature.empty() || (signature.size() > wanted.size() + 1 && signature.substr(1).starts_with(wanted) && signature[wanted.size() + 1] == ')');
}

bool is_enum(const Program &program, ClassId id) {
  const std::optional<TypeId> super = program.classes[id].super;
  return super && type_text(program, *super) == "Ljava/lang/Enum;";
}

} // namespace

Callbacks::Callbacks(const Hierarchy &hierarchy, const ModelRows &rows, const EntryPoints &entry_points)
    : hierarchy_(hierarchy), program_(hierarchy.program()), rows_(rows), entry_points_(entry_points), of_class_(program_.classes.size()),
      of_lambda_(program_.call_sites.size()) {
  for (u32 i = 0; i < rows.runs.size(); ++i) {
    const ModelName &method = rows.runs[i].method;
    run_owners_.push_back(hierarchy.find(method.owner));
    if (!run_owners_.back()) continue;
    if (method.name == "*") runs_of_any_name_.push_back(i);
    else if (const std::optional<StringId> name = find_string(program_, method.name)) runs_of_name_[raw(*name)].push_back(i);
  }
}

// What a call site of a lambda gives, where it is a type that code names.
std::optional<TypeId> Callbacks::interface_of(CallSiteId id) const {
  const std::string_view text = program_.strings[program_.call_sites[id].signature];
  return find_type(program_, text.substr(std::min(text.find(')'), text.size() - 1) + 1));
}

// The row for a method that a class overrides, of the nearest owner: rows are in no order, so the most special owner counts.
Callback Callbacks::callback(BodyId body, TypeId type, StringId name, std::optional<StringId> signature) const {
  u32 best = no_index;
  const auto consider = [&](u32 row) {
    const TypeId owner = *run_owners_[row];
    if (!hierarchy_.is_below(type, owner) || !has_parameters(signature ? program_.strings[*signature] : std::string_view(), rows_.runs[row].method.parameters)) return;
    if (best == no_index || (owner != *run_owners_[best] && hierarchy_.is_below(owner, *run_owners_[best]))) best = row;
  };
  if (const auto rows = runs_of_name_.find(raw(name)); rows != runs_of_name_.end())
    for (const u32 row : rows->second) consider(row);
  if (best == no_index)
    for (const u32 row : runs_of_any_name_) consider(row);
  if (best == no_index) return {body, {}};
  return {body, rows_.runs[best].moment, !hierarchy_.class_of(*run_owners_[best])};
}

std::vector<Callback> Callbacks::find(ClassId id) const {
  std::vector<Callback> callbacks;
  const TypeId type = program_.classes[id].type;
  for (const TypeId above : hierarchy_.supers(type)) {
    const std::optional<ClassId> owner = hierarchy_.class_of(above);
    if (!owner) continue;
    for (const Declared &declared : declared_by(program_, *owner)) {
      const MethodRef &ref = program_.methods[declared.method];
      // Of an enum the platform runs `values`: for EnumMap, Enum.valueOf, Class.getEnumConstants and annotations that are read.
      if (declared.body && is_enum(program_, *owner) && program_.strings[ref.name] == "values" && program_.strings[ref.signature].starts_with("()["))
        callbacks.push_back({*declared.body, ""});
      if (!declared.body || (declared.access_flags & (static_flag | private_flag))) continue;
      if (program_.strings[ref.name].starts_with('<')) continue;
      // Inherited code counts where the class itself would run it.
      if (above != type && hierarchy_.lookup(id, ref.name, ref.signature) != declared.body) continue;
      const auto named = entry_points_.methods.find(*declared.body);
      const Callback callback = named != entry_points_.methods.end() ? Callback{*declared.body, named->second.moment} : this->callback(*declared.body, type, ref.name, ref.signature);
      if (!callback.moment.empty() || entry_points_.is_run_by_name[raw(id)] || hierarchy_.overrides_platform(id, ref.name, ref.signature)) callbacks.push_back(callback);
    }
  }
  std::ranges::sort(callbacks, {}, &Callback::body);
  return callbacks;
}

std::vector<Callback> Callbacks::find(CallSiteId id) const {
  const CallSite &site = program_.call_sites[id];
  const std::optional<TypeId> type = interface_of(id);
  const std::optional<BodyId> body = type && site.implementation ? hierarchy_.resolve(*site.implementation) : std::nullopt;
  if (!body) return {};
  bool is_called = hierarchy_.is_open(*type);
  for (const TypeId each : hierarchy_.supers(*type))
    if (const std::optional<PlatformClassId> platform = hierarchy_.platform_class(each); platform && hierarchy_.platform().is_interface(*platform)) is_called = true;
  if (!is_called) return {};
  return {callback(*body, *type, site.name, std::nullopt)};
}

std::span<const Callback> Callbacks::of(ClassId id) {
  std::optional<std::vector<Callback>> &list = of_class_[raw(id)];
  return list ? *list : list.emplace(find(id));
}

std::span<const Callback> Callbacks::of(CallSiteId id) {
  std::optional<std::vector<Callback>> &list = of_lambda_[raw(id)];
  return list ? *list : list.emplace(find(id));
}

} // namespace kinsafe
