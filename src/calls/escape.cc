#include "calls/escape.h"

#include <algorithm>
#include <vector>

namespace kinsafe {
namespace {

constexpr unsigned deepest = 3;      // constructors that call constructors, fields that keep it
constexpr size_t most_accesses = 24; // of a field
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
  for (const std::string_view name : {"Landroid/view/View;", "Ljava/util/Collection;", "Ljava/util/Map;"})
    if (const std::optional<TypeId> type = hierarchy_.find(name)) busy_.push_back(*type);
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
    escape = std::max(escape, at_use(use, depth));
    if (escape == Escape::passed) break;
  }
  return escape;
}

Escape Escapes::at_use(const Values::Use &use, unsigned depth) {
  const Value &value = *values_.value(use.user);
  const std::span<const ValueId> operands = values_.body(use.user.body)->operands_of(value);
  const bool is_once = std::ranges::count(operands, use.used.value) == 1;
  const bool is_first = is_once && operands[0] == use.used.value;
  switch (value.op) {
  case Op::field_get:
  case Op::monitor_enter:
  case Op::monitor_exit:
  case Op::instance_of:
  case Op::branch: return Escape::nowhere;
  case Op::field_put:
    if (is_first) return Escape::nowhere; // of its own fields
    return at_field(FieldId{value.index}, depth);
  case Op::static_put: return at_field(FieldId{value.index}, depth);
  case Op::array_put:
  case Op::return_: return Escape::kept;
  case Op::invoke: break;
  default: return Escape::passed;
  }
  const auto kind = static_cast<InvokeKind>(value.detail);
  if (!is_first || kind == InvokeKind::custom) return Escape::passed;
  const MethodId method{value.index};
  if (kind == InvokeKind::virtual_) return is_quiet(method) ? Escape::nowhere : Escape::passed;
  if (kind != InvokeKind::direct || program_.strings[program_.methods[method].name] != "<init>") return Escape::passed;
  const std::optional<BodyId> constructor = hierarchy_.resolve(method);
  if (!constructor) return is_quiet(method) ? Escape::nowhere : Escape::passed;
  const LoweredBody *code = depth < deepest ? values_.body(*constructor) : nullptr;
  return code && !code->values.empty() ? follow({*constructor, ValueId{0}}, depth + 1) : Escape::passed;
}

// What is read from the field goes where the object may go.
Escape Escapes::at_field(FieldId field, unsigned depth) {
  if (depth >= deepest || !hierarchy_.class_of(program_.fields[field].owner)) return Escape::kept;
  size_t accesses = 0;
  for (const FieldId alike : values_.fields().alike(field))
    for (const Site &access : values_.xrefs().fields.of(alike)) {
      if (++accesses > most_accesses) return Escape::kept;
      if (!values_.body(access.body)) return Escape::kept;
      const std::optional<ValueAt> read = values_.at(access); // nothing: code that no path reaches
      if (!read) continue;
      const Op op = values_.value(*read)->op;
      if ((op == Op::field_get || op == Op::static_get) && follow(*read, depth + 1) != Escape::nowhere) return Escape::kept;
    }
  return Escape::nowhere;
}

// A method of the platform that runs none of the object's own code: of a class of which rows name each method that does, and
// this is none of them; or a constructor, but for views and collections, whose constructors call what subclasses override.
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
