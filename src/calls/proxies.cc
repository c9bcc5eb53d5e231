#include "calls/proxies.h"

#include <algorithm>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

// Classes that an array holds which the method makes and fills itself; empty: not known.
std::vector<TypeId> classes_in(const LoweredBody &body, ValueId array) {
  while (body[array].op == Op::check_cast) array = body.operands_of(body[array])[0];
  std::vector<ValueId> elements;
  size_t length = 0;
  const std::span<const ValueId> operands = body.operands_of(body[array]);
  if (body[array].op == Op::filled_array) {
    elements.assign(operands.begin(), operands.end());
    length = elements.size();
  } else if (body[array].op == Op::new_array && body[operands[0]].op == Op::number) {
    length = static_cast<size_t>(body.numbers[body[operands[0]].index]);
    for (const Value &value : body.values)
      if (value.op == Op::array_put && body.operands_of(value)[0] == array) elements.push_back(body.operands_of(value)[2]);
  }
  std::vector<TypeId> classes;
  for (const ValueId element : elements)
    if (body[element].op == Op::class_object) classes.push_back(TypeId{body[element].index});
  return classes.size() == elements.size() && elements.size() == length ? classes : std::vector<TypeId>();
}

} // namespace

Proxies::Proxies(const ReachedCode &reach, Values &values, ValueTypes &types)
    : reach_(reach), values_(values), types_(types), hierarchy_(values.hierarchy()), program_(values.program()) {
  const std::optional<TypeId> owner = find_type(program_, "Ljava/lang/reflect/Proxy;");
  const std::optional<StringId> name = find_string(program_, "newProxyInstance");
  for (u32 m = 0; owner && name && m < program_.methods.size(); ++m) {
    const MethodRef &ref = program_.methods[MethodId{m}];
    if (ref.name != *name || ref.owner != *owner) continue;
    for (const Site &site : values.xrefs().calls.of(MethodId{m}))
      if (reach.is_reached(site.body)) find(site);
  }
}

// What Android or a library has an interface for may be called by them.
bool Proxies::is_of_app_alone(TypeId type) const {
  return std::ranges::all_of(hierarchy_.supers(type), [&](TypeId above) { return hierarchy_.class_of(above) || hierarchy_.text(above) == "Ljava/lang/Object;"; });
}

void Proxies::find(const Site &site) {
  const LoweredBody *body = values_.body(site.body);
  const std::optional<ValueAt> call = values_.at(site); // nothing: code that no path reaches
  if (!body) is_whole_ = false;
  if (!body || !call) return;
  const std::span<const ValueId> operands = body->operands_of((*body)[call->value]);
  if (operands.size() != 3) return;
  Proxy proxy{classes_in(*body, operands[1]), types_.ask(site.body, operands[2])};
  if (proxy.interfaces.empty() || !std::ranges::all_of(proxy.interfaces, [&](TypeId type) { return is_of_app_alone(type); })) is_whole_ = false;
  proxies_.push_back(std::move(proxy));
}

void Proxies::add_to(Refinement &refinement) const {
  std::vector<std::pair<TypeId, BodyId>> handlers; // by interface
  bool is_whole = is_whole_;
  for (const Proxy &proxy : proxies_) {
    const ValueTypes::Set &set = types_.answer(proxy.handler);
    is_whole &= !set.is_all;
    for (const u32 made : set.made)
      for (const Callback &callback : reach_.callbacks_of_made(made))
        if (reach_.name_of(made, callback.body) == "invoke")
          for (const TypeId interface : proxy.interfaces) handlers.emplace_back(interface, callback.body);
  }
  for (u32 m = 0; !handlers.empty() && m < program_.methods.size(); ++m) {
    const MethodId method{m};
    const std::span<const Site> sites = values_.xrefs().calls.of(method);
    const TypeId owner = program_.methods[method].owner;
    if (sites.empty() || !hierarchy_.class_of(owner)) continue;
    Refinement::List list{.targets = {}, .moment = "caller"};
    for (const auto &[interface, handler] : handlers)
      if (hierarchy_.is_below(interface, owner)) list.targets.push_back(handler);
    if (list.targets.empty()) continue;
    std::ranges::sort(list.targets);
    list.targets.erase(std::ranges::unique(list.targets).begin(), list.targets.end());
    // Else the object may be another, or the handler may run elsewhere too.
    list.through_parameter = !is_whole || list.targets.size() > 1 || !reach_.targets(method).empty();
    const u32 index = static_cast<u32>(refinement.lists.size());
    refinement.lists.push_back(std::move(list));
    for (const Site &site : sites)
      if (reach_.is_reached(site.body)) refinement.of_hand_offs[site_key(site.body, site.pc)].push_back(index);
  }
}

} // namespace kinsafe
