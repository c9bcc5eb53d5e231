#include "calls/escape.h"

#include <algorithm>
#include <vector>

namespace kinsafe {
namespace {

constexpr unsigned deepest = 3;     // constructors that call constructors, fields that keep it
constexpr size_t most_accesses = 24; // of a field
constexpr size_t most_values = 64;  // names of one object in a method

class Follower {
public:
  Follower(const Hierarchy &hierarchy, const ModelRows &rows, const Xrefs &xrefs, Bodies &bodies)
      : hierarchy_(hierarchy), program_(hierarchy.program()), rows_(rows), xrefs_(xrefs), bodies_(bodies) {}

  Escape follow(const LoweredBody &body, ValueId start, unsigned depth) {
    std::vector<ValueId> names{start};
    Escape escape = Escape::nowhere;
    for (size_t i = 0; i < names.size(); ++i) {
      if (names.size() > most_values) return Escape::passed;
      for (u32 v = 0; v < body.values.size(); ++v) {
        const Value &value = body.values[v];
        const std::span<const ValueId> operands = body.operands_of(value);
        const auto found = std::ranges::find(operands, names[i]);
        if (found == operands.end()) continue;
        if (value.op == Op::phi || value.op == Op::check_cast) {
          if (std::ranges::find(names, ValueId{v}) == names.end()) names.push_back(ValueId{v});
          continue;
        }
        escape = std::max(escape, at_use(value, operands, static_cast<size_t>(found - operands.begin()), depth));
      }
      if (escape == Escape::passed) return escape;
    }
    return escape;
  }

private:
  Escape at_use(const Value &value, std::span<const ValueId> operands, size_t position, unsigned depth) {
    switch (value.op) {
    case Op::field_get:
    case Op::monitor_enter:
    case Op::monitor_exit:
    case Op::instance_of:
    case Op::branch: return Escape::nowhere;
    case Op::field_put:
      if (position == 0 && operands[1] != operands[0]) return Escape::nowhere;
      return at_field(FieldId{value.index}, depth);
    case Op::static_put: return at_field(FieldId{value.index}, depth);
    case Op::array_put:
    case Op::return_: return Escape::kept;
    case Op::invoke: break;
    default: return Escape::passed;
    }
    const auto kind = static_cast<InvokeKind>(value.detail);
    if (kind == InvokeKind::custom || kind == InvokeKind::static_ || position != 0 || std::ranges::count(operands, operands[0]) > 1) return Escape::passed;
    const MethodId method{value.index};
    if (kind == InvokeKind::virtual_) return is_harmless(method) ? Escape::nowhere : Escape::passed;
    if (kind != InvokeKind::direct) return Escape::passed;
    if (program_.strings[program_.methods[method].name] != "<init>") return Escape::passed;
    const std::optional<BodyId> constructor = hierarchy_.resolve(method);
    if (!constructor) return hierarchy_.platform_class(program_.methods[method].owner) ? Escape::nowhere : Escape::passed;
    const LoweredBody *code = depth < deepest ? bodies_.of(*constructor) : nullptr;
    return code && !code->values.empty() ? follow(*code, ValueId{0}, depth + 1) : Escape::passed;
  }

  // What is read from the field goes where the object may go.
  Escape at_field(FieldId field, unsigned depth) {
    if (depth >= deepest || !hierarchy_.class_of(program_.fields[field].owner)) return Escape::kept;
    const std::span<const Site> accesses = xrefs_.fields.of(field);
    if (accesses.size() > most_accesses) return Escape::kept;
    for (const Site &access : accesses) {
      const LoweredBody *body = bodies_.of(access.body);
      if (!body) return Escape::kept;
      for (u32 v = 0; v < body->values.size(); ++v) {
        const Value &value = body->values[v];
        if (value.pc != access.pc || (value.op != Op::field_get && value.op != Op::static_get)) continue;
        if (follow(*body, ValueId{v}, depth + 1) != Escape::nowhere) return Escape::kept;
      }
    }
    return Escape::nowhere;
  }

  // A method of a class of the platform of which rows name each method that sets its objects going, and this is none of them.
  bool is_harmless(MethodId method) const {
    const MethodRef &ref = program_.methods[method];
    if (hierarchy_.resolve(method)) return false;
    bool is_known = false;
    for (const RunsRow &runs : rows_.runs) {
      const std::optional<TypeId> owner = hierarchy_.find(runs.method.owner);
      if (!owner || hierarchy_.is_interface(*owner) || !hierarchy_.is_below(ref.owner, *owner)) continue;
      is_known = false;
      for (const HandOffRow &row : rows_.hand_offs) {
        if (row.argument != 0 || row.target.owner != runs.method.owner || row.target.name != runs.method.name) continue;
        if (program_.strings[ref.name] == row.method.name) return false;
        is_known = true;
      }
      if (!is_known) return false;
    }
    return is_known;
  }

  const Hierarchy &hierarchy_;
  const Program &program_;
  const ModelRows &rows_;
  const Xrefs &xrefs_;
  Bodies &bodies_;
};

} // namespace

Escape escape_of(const Hierarchy &hierarchy, const ModelRows &rows, const Xrefs &xrefs, Bodies &bodies, const LoweredBody &body, ValueId made) {
  return Follower(hierarchy, rows, xrefs, bodies).follow(body, made, 0);
}

} // namespace kinsafe
