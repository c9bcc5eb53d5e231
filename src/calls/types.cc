#include "calls/types.h"

#include "calls/escape.h"
#include "calls/proxies.h"

#include <algorithm>
#include <map>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

constexpr u32 static_flag = 0x8, private_flag = 0x2;
constexpr size_t most_made = 32;    // in a set; more are "all below the static type"
constexpr size_t most_sources = 64; // callers of a method, writers of a field, that are followed
constexpr size_t most_targets = 8;  // of a call whose result is followed

// Code units that are lowered: a share of the app's code, and for a small app all of it.
constexpr u64 least_steps = 400'000;

u64 code_units(const Program &program) {
  u64 units = 0;
  for (const Dex &dex : program.dexes) units += dex.bytes().size() / 8; // about half of a file is code
  return units;
}

} // namespace

ValueTypes::ValueTypes(const ModelRows &rows, const ReachedCode &reach, Values &values)
    : reach_(reach), values_(values), hierarchy_(values.hierarchy()), program_(values.program()), first_reference_(program_.bodies.size() + 1),
      is_lambda_code_(program_.bodies.size()), is_charged_(program_.bodies.size()), steps_left_(least_steps + code_units(program_)) {
  index_targets();
  if (const std::optional<TypeId> proxy = find_type(program_, "Ljava/lang/reflect/Proxy;"))
    for (u32 i = 0; i < program_.methods.size(); ++i)
      if (program_.methods[MethodId{i}].owner == *proxy)
        has_proxies_ |= std::ranges::any_of(values_.xrefs().calls.of(MethodId{i}), [&](const Site &site) { return reach_.is_reached(site.body); });
  for (const OwnRow &row : rows.own) {
    const std::optional<TypeId> owner = hierarchy_.find(row.method.owner);
    if (const std::optional<StringId> name = owner ? find_string(program_, row.method.name) : std::nullopt) own_[raw(*name)].push_back(*owner);
  }
}

bool ValueTypes::gives_own(const MethodRef &ref) const {
  const auto owners = own_.find(raw(ref.name));
  return owners != own_.end() && std::ranges::any_of(owners->second, [&](TypeId owner) { return hierarchy_.is_below(ref.owner, owner); });
}

void ValueTypes::index_targets() {
  std::vector<std::pair<BodyId, MethodId>> found;
  found.reserve(program_.methods.size());
  for (u32 i = 0; i < program_.methods.size(); ++i) {
    const MethodId method{i};
    if (values_.xrefs().calls.of(method).empty() || !hierarchy_.has_code(program_.methods[method].name)) continue;
    const std::vector<BodyId> &targets = reach_.targets(method);
    for (const BodyId target : targets) found.emplace_back(target, method);
    if (const std::optional<BodyId> exact = hierarchy_.resolve(method); exact && !std::ranges::binary_search(targets, *exact)) found.emplace_back(*exact, method);
  }
  const size_t first_super = found.size();
  for (const auto &[body, calls] : reach_.super_calls())
    for (const ReachedCode::SuperCall &call : calls) found.emplace_back(BodyId{body}, call.method);
  std::sort(found.begin() + static_cast<std::ptrdiff_t>(first_super), found.end());
  for (const auto &[body, method] : found) ++first_reference_[raw(body) + 1];
  for (size_t i = 0; i + 1 < first_reference_.size(); ++i) first_reference_[i + 1] += first_reference_[i];
  references_.resize(found.size());
  std::vector<u32> next(first_reference_.begin(), first_reference_.end() - 1);
  for (const auto &[body, method] : found) references_[next[raw(body)]++] = method;

  for (const CallSite &site : program_.call_sites)
    if (site.implementation)
      if (const std::optional<BodyId> body = hierarchy_.resolve(*site.implementation)) is_lambda_code_[raw(*body)] = true;
}

u32 ValueTypes::node(Kind kind, u32 a, u32 b, u32 bound) {
  const auto [entry, is_new] = ids_[static_cast<size_t>(kind)].emplace(u64{a} << 32 | b, static_cast<u32>(nodes_.size()));
  if (!is_new) return entry->second;
  Node &made = nodes_.emplace_back();
  made.kind = kind;
  made.a = a;
  made.b = b;
  made.bound = bound;
  const u32 id = entry->second;
  // Where there is nothing to tell apart, nothing is to be followed.
  const std::span<const u32> below = bound == no_index ? std::span<const u32>() : reach_.made_below(TypeId{bound});
  const bool may_be_other = bound == no_index || this->may_be_other(TypeId{bound});
  if (bound != no_index && below.size() <= (may_be_other ? 0 : 1)) {
    nodes_[id].set.made.assign(below.begin(), below.end());
    nodes_[id].set.has_others = may_be_other;
    nodes_[id].is_expanded = true;
  } else {
    to_expand_.push_back(id);
  }
  return id;
}

u32 ValueTypes::ask(BodyId body, ValueId value) {
  const LoweredBody *code = values_.body(body);
  return node(Kind::value, raw(body), raw(value), code ? (*code)[value].type : no_index);
}

const LoweredBody *ValueTypes::lowered(BodyId body) {
  if (steps_left_ == 0) return nullptr;
  const LoweredBody *code = values_.body(body);
  if (!code || is_charged_[raw(body)]) return code;
  is_charged_[raw(body)] = true;
  steps_left_ -= std::min<u64>(steps_left_, code->values.size());
  return code;
}

bool ValueTypes::add(u32 id, const Set &set) {
  Node &to = nodes_[id];
  if (to.set.is_all) return false;
  const Set before = to.set;
  to.set.through_parameter |= set.through_parameter;
  to.set.has_others |= set.has_others && (to.bound == no_index || may_be_other(TypeId{to.bound}));
  const auto is_within = [&](u32 made) {
    return to.bound == no_index || hierarchy_.is_below(reach_.type_of_made(made), TypeId{to.bound});
  };
  if (set.is_all) {
    const std::span<const u32> below = to.bound == no_index ? std::span<const u32>() : reach_.made_below(TypeId{to.bound});
    if (to.bound == no_index || below.size() > most_made) {
      to.set.is_all = true;
      to.set.made.clear();
    } else {
      to.set.made.assign(below.begin(), below.end());
      std::ranges::sort(to.set.made);
    }
  } else {
    for (const u32 made : set.made) {
      const auto at = std::ranges::lower_bound(to.set.made, made);
      if ((at != to.set.made.end() && *at == made) || !is_within(made)) continue;
      to.set.made.insert(at, made);
    }
    if (to.set.made.size() > most_made) {
      to.set.is_all = true;
      to.set.made.clear();
    }
  }
  return to.set != before;
}

void ValueTypes::wake(u32 id) {
  if (nodes_[id].is_pending) return;
  nodes_[id].is_pending = true;
  pending_.push_back(id);
}

void ValueTypes::flow(u32 from, u32 to) {
  nodes_[from].users.push_back(to);
  wake(from);
}

void ValueTypes::add_all_below(u32 id) { add(id, {.made = {}, .is_all = true, .has_others = true}); }

void ValueTypes::expand(u32 id) {
  nodes_[id].is_expanded = true;
  wake(id);
  if (steps_left_ == 0) return add_all_below(id);
  --steps_left_;
  switch (nodes_[id].kind) {
  case Kind::value: return expand_value(id);
  case Kind::field: return expand_field(id);
  case Kind::parameter: return expand_parameter(id);
  case Kind::result: return expand_result(id);
  }
}

void ValueTypes::expand_value(u32 id) {
  const BodyId body_id{nodes_[id].a};
  const LoweredBody *body = lowered(body_id);
  if (!body) return add_all_below(id);
  const Value &value = (*body)[ValueId{nodes_[id].b}];
  const auto from_operand = [&](ValueId operand) {
    const u32 source = node(Kind::value, raw(body_id), raw(operand), (*body)[operand].type);
    flow(source, id);
  };
  switch (value.op) {
  case Op::parameter: {
    const u32 source = node(Kind::parameter, raw(body_id), value.index, value.type);
    return flow(source, id);
  }
  case Op::phi:
    for (const ValueId operand : body->operands_of(value)) from_operand(operand);
    return;
  case Op::check_cast: return from_operand(body->operands_of(value)[0]);
  case Op::new_instance: {
    if (const std::optional<ClassId> made = hierarchy_.class_of(TypeId{value.index})) add(id, {.made = {raw(*made)}});
    else add(id, {.made = {}, .has_others = true});
    return;
  }
  case Op::field_get:
  case Op::static_get: {
    const FieldId field{value.index};
    if (!hierarchy_.class_of(program_.fields[field].owner)) return add_all_below(id);
    const u32 source = node(Kind::field, raw(values_.fields().root(field)), 0, raw(program_.fields[field].type));
    return flow(source, id);
  }
  case Op::invoke: return expand_invoke(id, *body, value);
  case Op::number: return; // null
  case Op::text:
  case Op::class_object:
  case Op::handle:
  case Op::method_type:
  case Op::new_array:
  case Op::filled_array: // no object of the app
    add(id, {.made = {}, .has_others = true});
    return;
  case Op::caught:
  case Op::array_get:
  case Op::fill_array:
  case Op::array_length:
  case Op::array_put:
  case Op::field_put:
  case Op::static_put:
  case Op::instance_of:
  case Op::arithmetic:
  case Op::compare:
  case Op::convert:
  case Op::monitor_enter:
  case Op::monitor_exit:
  case Op::jump:
  case Op::branch:
  case Op::switch_:
  case Op::return_:
  case Op::throw_: return add_all_below(id);
  }
}

void ValueTypes::expand_invoke(u32 id, const LoweredBody &body, const Value &value) {
  const auto kind = static_cast<InvokeKind>(value.detail);
  if (kind == InvokeKind::custom) {
    const u32 made = static_cast<u32>(program_.classes.size()) + value.index;
    if (program_.call_sites[CallSiteId{value.index}].implementation) add(id, {.made = {made}});
    return;
  }
  if (kind == InvokeKind::polymorphic) return add_all_below(id);
  const MethodId method{value.index};
  const MethodRef &ref = program_.methods[method];
  const std::optional<ClassId> owner = hierarchy_.class_of(ref.owner);
  const bool is_own = gives_own(ref);
  if (kind != InvokeKind::virtual_ && kind != InvokeKind::interface) {
    const std::optional<BodyId> exact = kind == InvokeKind::super ? hierarchy_.resolve_super(BodyId{nodes_[id].a}, method) : hierarchy_.resolve(method);
    if (exact) return flow_result(*exact, id);
    if (!is_own) return add_all_below(id);
    add(id, {.made = {}, .has_others = true});
    return;
  }
  // What has no code here, or may also run a method of the platform, gives anything.
  if (!is_own && (!owner || reach_.targets(method).empty() || hierarchy_.overrides_platform(*owner, ref.name, ref.signature))) return add_all_below(id);
  if (is_own) add(id, {.made = {}, .has_others = true});
  const ValueId object = body.operands_of(value)[0];
  const u32 receiver = node(Kind::value, nodes_[id].a, raw(object), body[object].type);
  nodes_[receiver].dispatched.push_back(static_cast<u32>(dispatches_.size()));
  dispatches_.push_back({method, id, {}, false});
  wake(receiver);
}

// What more the call gives, now that more is known of its receiver.
void ValueTypes::dispatch(u32 receiver, u32 index) {
  if (dispatches_[index].is_done) return;
  const MethodId method = dispatches_[index].method;
  const u32 result = dispatches_[index].result;
  if (nodes_[receiver].set.is_all) {
    dispatches_[index].is_done = true;
    const std::vector<BodyId> &targets = reach_.targets(method);
    if (targets.size() > most_targets) {
      add_all_below(result);
      return wake(result);
    }
    for (const BodyId target : targets) flow_result(target, result);
    for (const u32 each : reach_.made_below(program_.methods[method].owner)) flow_without_code(each, method, result);
    return;
  }
  const MethodRef &ref = program_.methods[method];
  const std::vector<u32> made = nodes_[receiver].set.made;
  for (const u32 each : made) {
    std::vector<u32> &done = dispatches_[index].done;
    const auto at = std::ranges::lower_bound(done, each);
    if (at != done.end() && *at == each) continue;
    done.insert(at, each);
    if (const std::optional<BodyId> target = reach_.lookup(each, ref.name, ref.signature)) flow_result(*target, result);
    else flow_without_code(each, method, result);
  }
}

// What the call gives of an object for which the app has no code. The platform's own method may hand on what the object gives by
// another method of the kind: iterator() of java.util.AbstractSequentialList that of listIterator(int). Native code, and that of
// a class which is not in the package, gives anything.
void ValueTypes::flow_without_code(u32 made, MethodId method, u32 to) {
  const MethodRef &ref = program_.methods[method];
  if (nodes_[to].set.is_all || reach_.lookup(made, ref.name, ref.signature)) return;
  if (!gives_own(ref) || hierarchy_.is_open(reach_.type_of_made(made))) {
    add_all_below(to);
    return wake(to);
  }
  if (made >= program_.classes.size()) return;
  for (std::optional<ClassId> id = ClassId{made}; id; id = hierarchy_.above(*id))
    for (const Declared &declared : declared_by(program_, *id))
      if (declared.body && gives_own(program_.methods[declared.method])) flow_result(*declared.body, to);
}

void ValueTypes::flow_result(BodyId target, u32 to) {
  const std::string_view signature = program_.strings[program_.methods[program_.bodies[target].method].signature];
  const std::optional<TypeId> type = find_type(program_, signature.substr(signature.find(')') + 1));
  const u32 source = node(Kind::result, raw(target), 0, type ? raw(*type) : no_index);
  flow(source, to);
}

void ValueTypes::expand_result(u32 id) {
  const BodyId body_id{nodes_[id].a};
  const LoweredBody *body = lowered(body_id);
  if (!body) return add_all_below(id);
  for (const Value &value : body->values)
    if (value.op == Op::return_ && value.operand_count == 1) {
      const ValueId operand = body->operands_of(value)[0];
      const u32 source = node(Kind::value, raw(body_id), raw(operand), (*body)[operand].type);
      flow(source, id);
    }
}

void ValueTypes::expand_parameter(u32 id) {
  const BodyId body_id{nodes_[id].a};
  const u32 position = nodes_[id].b;
  const Body &body = program_.bodies[body_id];
  const bool is_static = (body.access_flags & static_flag) != 0;
  const MethodRef &ref = program_.methods[body.method];
  if (position == 0 && !is_static) {
    // The object itself: one whose class runs this code, or calls it by `super`.
    Set set;
    set.through_parameter = true;
    const bool is_exact = (body.access_flags & private_flag) || program_.strings[ref.name] == "<init>";
    const std::span<const ReachedCode::SuperCall> super_calls = reach_.super_calls_of(body_id);
    if (super_calls.size() > most_made) return add_all_below(id);
    for (const u32 made : reach_.made_below(ref.owner)) {
      const auto calls_super = [&](const ReachedCode::SuperCall &call) { return hierarchy_.is_below(reach_.type_of_made(made), call.caller); };
      if (!is_exact && reach_.lookup(made, ref.name, ref.signature) != body_id && !std::ranges::any_of(super_calls, calls_super)) continue;
      set.made.push_back(made);
      if (set.made.size() > most_made) return add_all_below(id);
    }
    std::ranges::sort(set.made);
    add(id, set);
    return;
  }
  const std::span<const MethodId> references = references_to(body_id);
  size_t sites = 0;
  for (const MethodId method : references) sites += values_.xrefs().calls.of(method).size();
  if (reach_.is_called_by_platform(body_id) || is_lambda_code_[raw(body_id)] || sites > most_sources) return add_all_below(id);
  Set from_callers;
  from_callers.through_parameter = true;
  add(id, from_callers);
  for (const MethodId method : references)
    for (const Site &site : values_.xrefs().calls.of(method)) {
      if (!reach_.is_reached(site.body)) continue;
      const LoweredBody *caller = lowered(site.body);
      if (!caller) return add_all_below(id);
      const std::optional<ValueAt> call = values_.at(site);
      if (!call) continue; // code that no path reaches
      const std::span<const ValueId> operands = caller->operands_of((*caller)[call->value]);
      if (position >= operands.size()) return add_all_below(id);
      const u32 source = node(Kind::value, raw(site.body), raw(operands[position]), (*caller)[operands[position]].type);
      flow(source, id);
    }
}

void ValueTypes::expand_field(u32 id) {
  const std::span<const FieldId> fields = values_.fields().alike(FieldId{nodes_[id].a});
  size_t sites = 0;
  for (const FieldId field : fields) sites += values_.xrefs().fields.of(field).size();
  if (sites > 4 * most_sources) return add_all_below(id);
  bool is_written = false;
  for (const FieldId field : fields)
    for (const Site &site : values_.xrefs().fields.of(field)) {
      if (is_written && !reach_.is_reached(site.body)) continue;
      const LoweredBody *writer = lowered(site.body);
      if (!writer) return add_all_below(id);
      const std::optional<ValueAt> put = values_.at(site);
      if (!put || ((*writer)[put->value].op != Op::field_put && (*writer)[put->value].op != Op::static_put)) continue; // a read
      is_written = true;
      if (!reach_.is_reached(site.body)) continue;
      const ValueId stored = writer->operands_of((*writer)[put->value]).back();
      const u32 source = node(Kind::value, raw(site.body), raw(stored), (*writer)[stored].type);
      flow(source, id);
    }
  // By native code, or by its name: else nobody would read it.
  if (!is_written || values_.may_be_set_by_name(FieldId{nodes_[id].a})) add_all_below(id);
}

void ValueTypes::solve() {
  for (u32 i = 0; i < nodes_.size(); ++i) wake(i);
  while (!to_expand_.empty() || !pending_.empty()) {
    if (!to_expand_.empty()) {
      const u32 id = to_expand_.front();
      to_expand_.pop_front();
      if (!nodes_[id].is_expanded) expand(id);
      continue;
    }
    const u32 id = pending_.front();
    pending_.pop_front();
    nodes_[id].is_pending = false;
    for (size_t i = 0; i < nodes_[id].users.size(); ++i)
      if (const u32 user = nodes_[id].users[i]; add(user, nodes_[id].set)) wake(user);
    for (size_t i = 0; i < nodes_[id].dispatched.size(); ++i) dispatch(id, nodes_[id].dispatched[i]);
  }
}

namespace {

struct Question {
  BodyId body;
  u32 pc;
  MethodId method;
  u32 node;
  u32 row; // of hand-offs; no_index: a virtual call
};

bool is_target(const ReachedCode &reach, const Program &program, const ModelName &wanted, u32 made, BodyId code) {
  if (reach.name_of(made, code) != wanted.name) return false;
  if (wanted.parameters == "*" || made >= program.classes.size()) return true; // the code of a lambda takes what it has captured too
  return program.strings[program.methods[program.bodies[code].method].signature].starts_with("(" + wanted.parameters + ")");
}

// Where objects go whose code the platform would run. Of what a reference to a constructor makes, nothing is said.
void add_escapes(const ModelRows &rows, const ReachedCode &reach, Values &values, Refinement &refinement) {
  const Program &program = values.program();
  const auto is_finalized = [&](const Callback &callback) { return program.strings[program.methods[program.bodies[callback.body].method].name] == "finalize"; };
  const auto refers_to_constructor = [&](CallSiteId id) {
    const std::optional<MethodId> method = program.call_sites[id].implementation;
    return method && program.strings[program.methods[*method].name] == "<init>";
  };
  Escapes escapes(rows, reach, values);
  for (u32 i = 0; i < program.bodies.size(); ++i)
    for (const CodeUse &use : reach.uses(BodyId{i})) {
      if (use.kind != CodeUse::Kind::made && use.kind != CodeUse::Kind::lambda) continue;
      if (use.kind == CodeUse::Kind::lambda && refers_to_constructor(CallSiteId{use.index})) continue;
      const std::span<const Callback> callbacks = use.kind == CodeUse::Kind::made ? reach.callbacks(ClassId{use.index}) : reach.callbacks(CallSiteId{use.index});
      if (callbacks.empty() || std::ranges::any_of(callbacks, is_finalized)) continue;
      const std::optional<ValueAt> made = values.at({BodyId{i}, use.pc});
      if (!made || (use.kind == CodeUse::Kind::made && values.value(*made)->op != Op::new_instance)) continue;
      refinement.escapes.emplace(site_key(BodyId{i}, use.pc), escapes.of(*made));
    }
}

// Of an event that is posted, the methods that carry the annotation and take a type of it.
void add_events(const EntryPoints &entry_points, const ReachedCode &reach, Values &values, Refinement &refinement) {
  const Hierarchy &hierarchy = values.hierarchy();
  const Program &program = values.program();
  std::map<const AnnotatedRow *, std::vector<std::pair<BodyId, TypeId>>> takers; // with the type that each takes
  for (const auto &[body, method] : entry_points.methods) {
    if (!method.row || !method.row->by || !reach.is_reached(body)) continue;
    const std::string_view signature = program.strings[program.methods[program.bodies[body].method].signature];
    const size_t end = signature.find(')');
    if (end == std::string_view::npos) continue;
    if (const std::optional<TypeId> type = find_type(program, signature.substr(1, end - 1))) takers[method.row].emplace_back(body, *type);
  }
  for (const auto &[row, methods] : takers) {
    const std::optional<TypeId> owner = find_type(program, row->by->owner);
    const std::optional<StringId> name = find_string(program, row->by->name);
    for (u32 m = 0; owner && name && m < program.methods.size(); ++m) {
      const MethodRef &ref = program.methods[MethodId{m}];
      if (ref.name != *name || ref.owner != *owner) continue;
      for (const Site &site : values.xrefs().calls.of(MethodId{m})) {
        const std::optional<ValueAt> call = reach.is_reached(site.body) ? values.at(site) : std::nullopt;
        const LoweredBody *body = call ? values.body(site.body) : nullptr;
        if (!body || (*body)[call->value].operand_count < 2) continue;
        const u32 posted = (*body)[body->operands_of((*body)[call->value])[1]].type;
        Refinement::List list{.targets = {}, .moment = "caller", .through_parameter = posted == no_index};
        for (const auto &[taker, type] : methods)
          if (posted == no_index || hierarchy.is_below(TypeId{posted}, type)) list.targets.push_back(taker);
        if (list.targets.empty()) continue;
        refinement.of_hand_offs[site_key(site.body, site.pc)].push_back(static_cast<u32>(refinement.lists.size()));
        refinement.lists.push_back(std::move(list));
      }
    }
  }
}

} // namespace

Refinement refine(const ModelRows &rows, const EntryPoints &entry_points, const ReachedCode &reach, Values &values) {
  const Hierarchy &hierarchy = values.hierarchy();
  const Program &program = values.program();
  ValueTypes types(rows, reach, values);
  const Proxies proxies(reach, values, types);
  std::vector<Question> questions;

  // Rows by the name of the method that hands over.
  std::unordered_map<u32, std::vector<u32>> rows_of_name;
  std::vector<bool> has_rows(program.strings.size());
  std::vector<std::optional<TypeId>> owners, target_owners;
  for (u32 i = 0; i < rows.hand_offs.size(); ++i) {
    owners.push_back(hierarchy.find(rows.hand_offs[i].method.owner));
    target_owners.push_back(hierarchy.find(rows.hand_offs[i].target.owner));
    if (!owners.back() || !target_owners.back()) continue;
    if (const std::optional<StringId> name = find_string(program, rows.hand_offs[i].method.name)) rows_of_name[raw(*name)].push_back(i), has_rows[raw(*name)] = true;
  }

  for (u32 m = 0; m < program.methods.size(); ++m) {
    const MethodId method{m};
    const MethodRef &ref = program.methods[method];
    const std::span<const Site> sites = values.xrefs().calls.of(method);
    if (sites.empty()) continue;
    std::vector<u32> fitting;
    const auto of_name = has_rows[raw(ref.name)] ? rows_of_name.find(raw(ref.name)) : rows_of_name.end();
    if (of_name != rows_of_name.end())
      for (const u32 row : of_name->second) {
        const std::string &parameters = rows.hand_offs[row].method.parameters;
        if (hierarchy.is_below(ref.owner, *owners[row]) && (parameters == "*" || program.strings[ref.signature].starts_with("(" + parameters + ")"))) fitting.push_back(row);
      }
    // One class that has it says little where another object may be called too.
    const bool is_ambiguous = reach.targets(method).size() > (types.may_be_other(ref.owner) ? 0 : 1);
    if (fitting.empty() && !is_ambiguous) continue;
    for (const Site &site : sites) {
      if (!reach.is_reached(site.body)) continue;
      const std::optional<ValueAt> call = values.at(site);
      const LoweredBody *body = call ? values.body(site.body) : nullptr;
      if (!body) continue;
      const Value &value = (*body)[call->value];
      const std::span<const ValueId> operands = body->operands_of(value);
      const auto kind = static_cast<InvokeKind>(value.detail);
      if (is_ambiguous && (kind == InvokeKind::virtual_ || kind == InvokeKind::interface))
        questions.push_back({site.body, site.pc, method, types.ask(site.body, operands[0]), no_index});
      for (const u32 row : fitting) {
        const u8 argument = rows.hand_offs[row].argument;
        const size_t shift = kind == InvokeKind::static_ ? 1 : 0; // no object before the first argument
        for (size_t i = 0; i < operands.size(); ++i) {
          if ((*body)[operands[i]].kind != ValueKind::reference || (argument == HandOffRow::any ? i + shift == 0 : i + shift != argument)) continue;
          questions.push_back({site.body, site.pc, method, types.ask(site.body, operands[i]), row});
        }
      }
    }
  }
  types.solve();

  Refinement refinement;
  for (const Question &question : questions) {
    const ValueTypes::Set &set = types.answer(question.node);
    if (set.is_all) continue;
    Refinement::List list;
    if (question.row == no_index) {
      const MethodRef &ref = program.methods[question.method];
      list.has_others = set.has_others;
      for (const u32 made : set.made)
        if (const std::optional<BodyId> target = reach.lookup(made, ref.name, ref.signature)) list.targets.push_back(*target);
    } else {
      const HandOffRow &row = rows.hand_offs[question.row];
      list.moment = row.moment;
      list.through_parameter = set.through_parameter;
      for (const u32 made : set.made)
        for (const Callback &callback : reach.callbacks_of_made(made))
          if (is_target(reach, program, row.target, made, callback.body)) list.targets.push_back(callback.body);
      if (list.targets.empty()) continue;
    }
    std::ranges::sort(list.targets);
    list.targets.erase(std::ranges::unique(list.targets).begin(), list.targets.end());
    const u32 index = static_cast<u32>(refinement.lists.size());
    if (question.row == no_index) refinement.of_virtual.emplace(site_key(question.body, question.pc), index);
    else refinement.of_hand_offs[site_key(question.body, question.pc)].push_back(index);
    refinement.lists.push_back(std::move(list));
  }
  proxies.add_to(refinement);
  add_events(entry_points, reach, values, refinement);
  add_escapes(rows, reach, values, refinement);
  return refinement;
}

} // namespace kinsafe
