#include "calls/escape.h"

#include <algorithm>
#include <vector>

namespace kinsafe {
namespace {

constexpr unsigned deepest = 6;      // calls, results and fields on the way
constexpr size_t most_accesses = 24; // of a field, callers of a method
constexpr size_t most_targets = 8;   // of a call
constexpr u64 most_steps = 500;      // uses looked at for an object

} // namespace

Escapes::Escapes(const ModelRows &rows, const ReachedCode &reach, Values &values) : reach_(reach), values_(values), hierarchy_(values.hierarchy()), program_(values.program()) {
  // A class of the platform counts if rows name the methods that set going each of its own that the platform runs.
  for (const RunsRow &runs : rows.runs) {
    const std::optional<TypeId> owner = hierarchy_.find(runs.method.owner);
    if (!owner || hierarchy_.is_interface(*owner) || std::ranges::find(starters_, *owner, &Starter::owner) != starters_.end()) continue;
    Starter starter{*owner, {}};
    bool are_all_known = true;
    for (const RunsRow &other : rows.runs) {
      if (other.method.owner != runs.method.owner) continue;
      bool is_known = false;
      for (const HandOffRow &row : rows.hand_offs) {
        if (row.argument != 0 || row.target.owner != other.method.owner || row.target.name != other.method.name) continue;
        starter.names.push_back(row.method.name);
        is_known = true;
      }
      are_all_known &= is_known;
    }
    if (!are_all_known) starter.names.clear();
    starters_.push_back(std::move(starter));
  }
  if (const std::optional<TypeId> owner = find_type(program_, "Ljava/lang/Class;"))
    for (u32 i = 0; i < program_.methods.size(); ++i) {
      const MethodRef &ref = program_.methods[MethodId{i}];
      const std::string_view name = program_.strings[ref.name];
      if (ref.owner != *owner) continue;
      const bool is_list = name == "getDeclaredFields" || name == "getFields";
      if (is_list || name == "getDeclaredField" || name == "getField")
        for (const Site &site : values_.xrefs().calls.of(MethodId{i})) reads_any_field_ |= reach_.is_reached(site.body) && (is_list || !is_named_by_literal(site));
    }
  for (const std::string_view name : {"Landroid/view/View;", "Landroid/view/animation/Animation;", "Landroid/widget/PopupWindow;", "Landroid/widget/CursorAdapter;", "Landroid/preference/Preference;",
                                      "Ljava/util/Collection;", "Ljava/util/Map;", "Ljava/util/Random;", "Ljava/lang/Throwable;", "Ljava/io/ObjectInputStream;", "Ljava/io/ObjectOutputStream;"})
    if (const std::optional<TypeId> type = hierarchy_.find(name)) busy_.push_back(*type);
}

bool Escapes::is_named_by_literal(const Site &site) {
  const std::optional<ValueAt> call = values_.at(site);
  if (!call) return true; // code that no path reaches
  const std::vector<ValueAt> operands = values_.operands(*call);
  return operands.size() == 2 && values_.value(operands[1])->op == Op::text;
}

Escape Escapes::of(ValueAt made) {
  const Value *value = values_.value(made);
  if (!value || value->type == no_index) return Escape::passed;
  made_ = TypeId{value->type};
  steps_left_ = most_steps;
  return follow(made, 0);
}

Escape Escapes::follow(ValueAt start, unsigned depth) {
  Escape escape = Escape::nowhere;
  for (const Values::Use &use : values_.uses(start)) {
    if (steps_left_ == 0) return Escape::passed;
    --steps_left_;
    if (is_other(*values_.value(use.used))) continue;
    escape = std::max(escape, at_use(use, depth));
    if (escape == Escape::passed) break;
  }
  return escape;
}

// A cast that the object does not pass: what stands behind it belongs to others that the same field or parameter holds.
bool Escapes::is_other(const Value &value) const {
  return value.op == Op::check_cast && hierarchy_.class_of(made_) && !hierarchy_.is_interface(made_) && !hierarchy_.is_open(made_) && !hierarchy_.is_below(made_, TypeId{value.index});
}

Escape Escapes::at_use(const Values::Use &use, unsigned depth) {
  const Value &value = *values_.value(use.user);
  const std::span<const ValueId> operands = values_.body(use.user.body)->operands_of(value);
  switch (value.op) {
  case Op::field_get:
  case Op::monitor_enter:
  case Op::monitor_exit:
  case Op::instance_of:
  case Op::branch: return Escape::nowhere;
  case Op::field_put:
    if (operands[0] == use.used.value && operands[1] != use.used.value) return Escape::nowhere; // of its own fields
    return at_field(FieldId{value.index}, depth);
  case Op::static_put: return at_field(FieldId{value.index}, depth);
  case Op::array_put: return Escape::kept;
  case Op::return_: return at_return(use.user.body, depth);
  case Op::invoke: break;
  default: return Escape::passed;
  }
  Escape escape = Escape::nowhere;
  for (size_t i = 0; i < operands.size(); ++i)
    if (operands[i] == use.used.value) escape = std::max(escape, at_call(value, use.user.body, i, depth));
  return escape;
}

Escape Escapes::at_call(const Value &call, BodyId caller, size_t position, unsigned depth) {
  const auto kind = static_cast<InvokeKind>(call.detail);
  if (kind == InvokeKind::custom || kind == InvokeKind::polymorphic) return Escape::passed;
  const MethodId method{call.index};
  const MethodRef &ref = program_.methods[method];
  const bool is_dispatched = kind == InvokeKind::virtual_ || kind == InvokeKind::interface;
  if (position == 0 && kind != InvokeKind::static_) { // its own method
    if (kind == InvokeKind::direct && program_.strings[ref.name] == "<init>") return at_constructor(method, depth);
    const std::optional<ClassId> made = hierarchy_.class_of(made_); // of a lambda none
    if (!made) return Escape::passed;
    const std::optional<BodyId> target = is_dispatched                   ? hierarchy_.lookup(*made, ref.name, ref.signature)
                                         : kind == InvokeKind::super ? hierarchy_.resolve_super(caller, method)
                                                                         : hierarchy_.resolve(method);
    if (target) return in_code(*target, position, depth);
    if (is_of_every_object(ref)) return Escape::nowhere;
    return kind == InvokeKind::virtual_ && is_quiet(method) ? Escape::nowhere : Escape::passed;
  }
  if (!is_dispatched) {
    const std::optional<BodyId> target = kind == InvokeKind::super ? hierarchy_.resolve_super(caller, method) : hierarchy_.resolve(method);
    return target ? in_code(*target, position, depth) : Escape::passed;
  }
  const std::optional<ClassId> owner = hierarchy_.class_of(ref.owner);
  const std::vector<BodyId> &targets = reach_.targets(method);
  if (!owner || targets.empty() || targets.size() > most_targets || hierarchy_.overrides_platform(*owner, ref.name, ref.signature)) return Escape::passed;
  Escape escape = Escape::inside;
  for (const BodyId target : targets) escape = std::max(escape, in_code(target, position, depth));
  return escape;
}

Escape Escapes::at_constructor(MethodId method, unsigned depth) {
  const std::optional<BodyId> constructor = hierarchy_.resolve(method);
  if (!constructor) return is_quiet(method) ? Escape::nowhere : Escape::passed;
  const LoweredBody *code = depth < deepest ? values_.body(*constructor) : nullptr;
  return code && !code->values.empty() ? follow({*constructor, ValueId{0}}, depth + 1) : Escape::passed;
}

Escape Escapes::in_code(BodyId body, size_t position, unsigned depth) {
  const LoweredBody *code = depth < deepest ? values_.body(body) : nullptr;
  if (!code || position >= code->values.size() || code->values[position].op != Op::parameter) return Escape::passed;
  return std::max(Escape::inside, follow({body, ValueId{static_cast<u32>(position)}}, depth + 1));
}

// What callers are given goes where they pass it.
Escape Escapes::at_return(BodyId body, unsigned depth) {
  if (depth >= deepest || reach_.is_called_by_platform(body) || !values_.captures(body).empty()) return Escape::kept;
  const CallSites &callers = values_.callers(body);
  if (!callers.is_whole || callers.sites.size() > most_accesses) return Escape::kept;
  Escape escape = Escape::nowhere;
  for (const Site site : std::vector<Site>(callers.sites)) {
    const std::optional<ValueAt> call = values_.at(site); // nothing: code that no path reaches
    if (!values_.body(site.body)) return Escape::kept;
    if (call) escape = std::max(escape, follow(*call, depth + 1));
    if (escape >= Escape::kept) return Escape::kept;
  }
  return escape;
}

// What is read from the field goes where the object may go.
Escape Escapes::at_field(FieldId field, unsigned depth) {
  const FieldRef &ref = program_.fields[field];
  if (program_.strings[ref.name] == "CREATOR") return Escape::passed; // by which the platform unparcels
  if (!values_.xrefs().strings.of(ref.name).empty()) return Escape::kept; // code that says its name may read it by that
  if (depth >= deepest || !hierarchy_.class_of(ref.owner)) return Escape::kept;
  size_t accesses = 0;
  Escape escape = Escape::nowhere;
  for (const FieldId alike : values_.fields().alike(field))
    for (const Site &access : values_.xrefs().fields.of(alike)) {
      if (++accesses > most_accesses) return Escape::kept;
      if (!values_.body(access.body)) return Escape::kept;
      const std::optional<ValueAt> read = values_.at(access); // nothing: code that no path reaches
      if (!read) continue;
      const Op op = values_.value(*read)->op;
      if (op == Op::field_get || op == Op::static_get) escape = std::max(escape, follow(*read, depth + 1));
      if (escape >= Escape::kept) return Escape::kept;
    }
  return reads_any_field_ ? Escape::kept : escape;
}

// A method of java.lang.Object that runs none of the object's own code.
bool Escapes::is_of_every_object(const MethodRef &ref) const {
  const std::string_view name = program_.strings[ref.name];
  for (const std::string_view always : {"getClass", "notify", "notifyAll", "wait"})
    if (name == always) return true;
  if (name != "hashCode" && name != "equals" && name != "toString") return false;
  return std::ranges::all_of(hierarchy_.supers(made_), [&](TypeId above) { // those of other classes may call its methods
    return hierarchy_.class_of(above) || hierarchy_.is_interface(above) || hierarchy_.text(above) == "Ljava/lang/Object;";
  });
}

// A method of the platform that runs none of the object's own code: of a class of which rows name each method that does, and
// this is none of them; or a constructor, but for those that call what subclasses override.
bool Escapes::is_quiet(MethodId method) const {
  const MethodRef &ref = program_.methods[method];
  const std::string_view name = program_.strings[ref.name];
  if (hierarchy_.resolve(method)) return false;
  const std::optional<ClassId> made = hierarchy_.class_of(made_);
  if (name != "<init>" && made && hierarchy_.lookup(*made, ref.name, ref.signature)) return false;
  if (name == "<init>" && hierarchy_.platform_class(ref.owner))
    return std::ranges::none_of(busy_, [&](TypeId busy) { return hierarchy_.is_below(ref.owner, busy); });
  bool is_known = false;
  for (const Starter &starter : starters_) {
    if (!hierarchy_.is_below(ref.owner, starter.owner)) continue;
    if (starter.names.empty() || is_among(starter.names, name)) return false;
    is_known = true;
  }
  return is_known;
}

} // namespace kinsafe
