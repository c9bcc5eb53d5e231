// Resolves calls by name: see reflection.h.
#include "calls/reflection.h"

#include <algorithm>
#include <optional>

namespace kinsafe {
namespace {

u32 raw(auto id) { return static_cast<u32>(id); }

struct Row {
  std::string_view owner, name;
  ReflectedUse use;
};
constexpr Row uses[] = {
    {"Ljava/lang/reflect/Method;", "invoke", ReflectedUse::call},
    {"Ljava/lang/reflect/Constructor;", "newInstance", ReflectedUse::construct},
    {"Ljava/lang/Class;", "newInstance", ReflectedUse::construct},
    {"Ljava/lang/Class;", "forName", ReflectedUse::initialize},
    {"Ljava/lang/reflect/Proxy;", "newProxyInstance", ReflectedUse::proxy},
};

std::optional<ReflectedUse> use_of(const MethodWords &words) {
  for (const Row &row : uses)
    if (row.owner == words.owner && row.name == words.name) return row.use;
  if (words.owner == "Ljava/lang/reflect/Field;" && words.name.starts_with("get") && words.signature.starts_with("(Ljava/lang/Object;")) return ReflectedUse::read;
  if (words.owner == "Ljava/lang/reflect/Field;" && words.name.starts_with("set") && words.signature.starts_with("(Ljava/lang/Object;")) return ReflectedUse::write;
  return std::nullopt;
}

class Resolver {
public:
  explicit Resolver(Constants &constants) : constants_(constants), values_(constants.values()), program_(values_.program()) {}

  Reflection run(const std::function<bool(const Site &, ReflectedUse)> &is_wanted) {
    std::vector<std::pair<Site, ReflectedUse>> sites;
    for (u32 i = 0; i < program_.methods.size(); ++i)
      if (const std::span<const Site> calls = values_.xrefs().calls.of(MethodId{i}); !calls.empty())
        if (const auto use = use_of(words_of(program_, MethodId{i})))
          for (const Site &site : calls)
            if (is_wanted(site, *use)) sites.emplace_back(site, *use);
    std::ranges::sort(sites, {}, [](const auto &pair) { return std::pair(pair.first.body, pair.first.pc); });
    for (const auto &[site, use] : sites) resolve(site, use);
    return std::move(reflection_);
  }

private:
  void resolve(const Site &site, ReflectedUse use) {
    Reflected row{site, use, {}, {}, {}, true};
    reason_ = {};
    const std::optional<ValueAt> call = values_.at(site);
    if (!call) return; // a body that can't be lowered is a gap of its own, and code that no path reaches does nothing
    const std::vector<ValueAt> operands = values_.operands(*call);
    if (operands.empty()) return;
    switch (use) {
    case ReflectedUse::call:
    case ReflectedUse::read:
    case ReflectedUse::write: add_members(operands[0], row); break;
    case ReflectedUse::construct:
      if (words_of(program_, MethodId{values_.value(*call)->index}).owner == "Ljava/lang/Class;") add_of_classes(operands[0], "<init>", row);
      else add_members(operands[0], row);
      break;
    case ReflectedUse::initialize: add_of_classes(*call, "<clinit>", row); break;
    case ReflectedUse::proxy: add_of_classes(operands.back(), "invoke", row); break;
    }
    std::ranges::sort(row.targets);
    row.targets.erase(std::ranges::unique(row.targets).begin(), row.targets.end());
    std::ranges::sort(row.fields);
    row.fields.erase(std::ranges::unique(row.fields).begin(), row.fields.end());
    std::ranges::sort(row.names);
    row.names.erase(std::ranges::unique(row.names).begin(), row.names.end());
    if (!row.is_whole || row.names.empty()) reflection_.unresolved.push_back({site, use, reason_.empty() ? Word("result") : reason_});
    if (!row.names.empty()) reflection_.resolved.push_back(std::move(row));
  }

  void lose(Reflected &row, Word reason) {
    row.is_whole = false;
    if (reason_.empty()) reason_ = reason;
  }

  void add_members(ValueAt member, Reflected &row) {
    const Members members = constants_.members_of(member);
    if (!members.is_whole) lose(row, members.reason);
    for (const Members::Named &named : members.named) {
      if (named.owner.empty()) {
        if (!named.name.starts_with('<')) row.names.push_back(std::string("*->").append(named.name));
        continue;
      }
      add_of_class(named.owner, named.name, named.parameters ? types_in(constants_, *named.parameters) : std::nullopt, row);
    }
  }

  void add_of_classes(ValueAt classes, const std::string &name, Reflected &row) {
    const ConstantSet known = constants_.classes_of(classes);
    if (!known.is_whole || known.texts.empty()) lose(row, known.is_whole ? Word("result") : known.reason);
    if (known.texts.empty() && !name.starts_with('<')) row.names.push_back(std::string("*->").append(name));
    for (const std::string &descriptor : known.texts) add_of_class(descriptor, name, std::nullopt, row);
  }

  void add_of_class(const std::string &descriptor, const std::string &name, const std::optional<std::vector<std::string>> &types, Reflected &row) {
    row.names.push_back(descriptor + "->" + name);
    if (const std::optional<TypeId> type = find_type(program_, descriptor)) add_declared(*type, name, types, row);
  }

  void add_declared(TypeId type, const std::string &name, const std::optional<std::vector<std::string>> &types, Reflected &row) {
    constexpr unsigned deepest = 100;
    std::vector<TypeId> open{type}; // the class, then those above it
    const bool is_inherited = !name.starts_with('<');
    for (size_t i = 0; i < open.size() && i < deepest; ++i) {
      const std::optional<ClassId> id = program_.class_of_type[raw(open[i])];
      if (!id) continue;
      for (const Declared &method : declared_by(program_, *id)) {
        const MethodRef &ref = program_.methods[method.method];
        if (program_.strings[ref.name] != name || !is_match(program_.strings[ref.signature], types)) continue;
        const bool is_virtual = is_inherited && (method.access_flags & 0xa) == 0; // neither private nor static
        for (const BodyId body : values_.dispatch(open[i], ref.name, ref.signature, is_virtual)) row.targets.push_back(body);
      }
      if (!is_inherited) break;
      if (program_.classes[*id].super) open.push_back(*program_.classes[*id].super);
      for (const TypeId of_interface : interfaces_of(program_, *id)) open.push_back(of_interface);
    }
    if (row.use != ReflectedUse::read && row.use != ReflectedUse::write) return;
    if (const std::optional<StringId> id = find_string(program_, name))
      for (const u32 field : values_.fields_named(*id))
        if (is_among(open, program_.fields[FieldId{field}].owner)) row.fields.push_back(FieldId{field});
  }

  static bool is_match(std::string_view signature, const std::optional<std::vector<std::string>> &types) {
    if (!types) return true;
    const std::vector<std::string_view> declared = parameter_types(signature);
    if (declared.size() != types->size()) return false;
    for (size_t i = 0; i < declared.size(); ++i)
      if (!(*types)[i].empty() && (*types)[i] != declared[i]) return false;
    return true;
  }

  Constants &constants_;
  Values &values_;
  const Program &program_;
  Reflection reflection_;
  Word reason_;
};

} // namespace

std::optional<std::vector<std::string>> types_in(Constants &constants, ValueAt array) {
  const auto slots = constants.slots_of(array);
  if (!slots) return std::nullopt;
  std::vector<std::string> types;
  for (const ValueAt slot : *slots) {
    const ConstantSet known = slot.value == no_value ? ConstantSet{} : constants.classes_of(slot);
    types.push_back(known.is_whole && known.texts.size() == 1 ? known.texts[0] : "");
  }
  return types;
}

Reflection resolve_reflection(Constants &constants, const std::function<bool(const Site &, ReflectedUse)> &is_wanted) {
  return Resolver(constants).run(is_wanted);
}

} // namespace kinsafe
