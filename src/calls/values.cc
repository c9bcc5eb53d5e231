// Where values come from and go to: see values.h.
#include "calls/values.h"

#include "dex/opcodes.h"

#include <algorithm>
#include <unordered_set>

namespace kinsafe {
namespace {

constexpr size_t most_sites = 256;      // callers, writers, targets that are followed; more are "limit"
constexpr size_t most_field_sites = 8192; // accesses that are looked through for those
constexpr size_t most_sources = 4096;   // values of one walk

u32 raw(auto id) { return static_cast<u32>(id); }

// Rows in order of the name they carry: `first` by StringId and one more, then the ids.
template <class Id, class Rows>
void sort_by_name(const Rows &rows, size_t names, std::vector<u32> &first, std::vector<u32> &sorted) {
  first.assign(names + 1, 0);
  for (const auto &row : rows) ++first[raw(row.name) + 1];
  for (size_t i = 0; i < names; ++i) first[i + 1] += first[i];
  sorted.resize(rows.size());
  std::vector<u32> next(first.begin(), first.end() - 1);
  for (u32 i = 0; i < rows.size(); ++i) sorted[next[raw(rows[Id{i}].name)]++] = i;
}

// Blocks that can reach themselves: strongly connected components (Tarjan 1972), without recursion.
std::vector<u8> blocks_in_loops(const LoweredBody &body) {
  const auto count = static_cast<u32>(body.blocks.size());
  std::vector<u8> in_loop(count, 0), on_stack(count, 0);
  std::vector<u32> order(count, 0), low(count, 0), next_edge(count, 0), stack, path;
  u32 time = 0;
  for (u32 root = 0; root < count; ++root) {
    if (order[root] != 0) continue;
    path.push_back(root);
    while (!path.empty()) {
      const u32 block = path.back();
      if (order[block] == 0) {
        order[block] = low[block] = ++time;
        stack.push_back(block);
        on_stack[block] = 1;
      }
      const std::span<const Edge> outs = body.outs(body.blocks[block]);
      bool is_descending = false;
      while (next_edge[block] < outs.size()) {
        const u32 to = raw(outs[next_edge[block]++].to);
        if (to == block) in_loop[block] = 1;
        if (order[to] == 0) {
          path.push_back(to);
          is_descending = true;
          break;
        }
        if (on_stack[to]) low[block] = std::min(low[block], order[to]);
      }
      if (is_descending) continue;
      path.pop_back();
      if (!path.empty()) low[path.back()] = std::min(low[path.back()], low[block]);
      if (low[block] != order[block]) continue;
      const bool is_alone = stack.back() == block;
      for (u32 member = no_index; member != block;) {
        member = stack.back();
        stack.pop_back();
        on_stack[member] = 0;
        if (!is_alone) in_loop[member] = 1;
      }
    }
  }
  return in_loop;
}

bool has_site(Op op) {
  return op == Op::invoke || op == Op::field_get || op == Op::field_put || op == Op::static_get || op == Op::static_put || op == Op::new_instance;
}

BodyIndex make_index(const LoweredBody &body) {
  BodyIndex index;
  const size_t count = body.values.size();
  index.first_user.assign(count + 1, 0);
  index.block.assign(count, BlockId{0});
  for (u32 b = 0; b < body.blocks.size(); ++b)
    for (u32 i = 0; i < body.blocks[b].value_count; ++i) index.block[body.blocks[b].first_value + i] = BlockId{b};
  for (u32 i = 0; i < count; ++i) {
    const Value &value = body.values[i];
    if (has_site(value.op)) index.by_pc.emplace_back(value.pc, ValueId{i});
    for (const ValueId operand : body.operands_of(value)) {
      if (operand != no_value) ++index.first_user[raw(operand) + 1];
      if (value.op == Op::return_) index.returned.push_back(operand);
    }
  }
  if (!std::ranges::is_sorted(index.by_pc)) std::ranges::sort(index.by_pc);
  for (size_t i = 0; i < count; ++i) index.first_user[i + 1] += index.first_user[i];
  index.users.resize(index.first_user[count]);
  std::vector<u32> next(index.first_user.begin(), index.first_user.end() - 1);
  for (u32 i = 0; i < count; ++i)
    for (const ValueId operand : body.operands_of(body.values[i]))
      if (operand != no_value) index.users[next[raw(operand)]++] = ValueId{i};
  return index;
}

bool is_put(Opcode opcode) {
  const u8 code = static_cast<u8>(opcode);
  return (code >= 0x59 && code <= 0x5f) || (code >= 0x67 && code <= 0x6d); // iput*, sput*
}

constexpr u32 access_private = 0x2, access_static = 0x8;

} // namespace

MethodWords words_of(const Program &program, MethodId id) {
  const MethodRef &ref = program.methods[id];
  return {type_text(program, ref.owner), program.strings[ref.name], program.strings[ref.signature]};
}

std::vector<std::string_view> parameter_types(std::string_view signature) {
  std::vector<std::string_view> types;
  for (size_t at = 1; at < signature.size() && signature[at] != ')';) {
    size_t end = at;
    while (end < signature.size() && signature[end] == '[') ++end;
    if (end < signature.size() && signature[end] == 'L') end = signature.find(';', end);
    if (end >= signature.size()) break; // npos too
    types.push_back(signature.substr(at, end + 1 - at));
    at = end + 1;
  }
  return types;
}

Values::Values(const Hierarchy &hierarchy, Bodies &bodies, const Xrefs &xrefs)
    : hierarchy_(hierarchy), program_(hierarchy.program()), bodies_(bodies), xrefs_(xrefs), fields_(hierarchy) {
  sort_by_name<MethodId>(program_.methods, program_.strings.size(), first_by_name_, by_name_);
  sort_by_name<FieldId>(program_.fields, program_.strings.size(), first_field_, field_by_name_);
  for (u32 i = 0; i < program_.call_sites.size(); ++i)
    if (const auto implementation = program_.call_sites[CallSiteId{i}].implementation) implementations_.emplace_back(*implementation, CallSiteId{i});
  std::ranges::sort(implementations_);
}

const BodyIndex *Values::index(BodyId id) {
  if (const auto found = indices_.find(raw(id)); found != indices_.end()) return &found->second;
  const LoweredBody *body = bodies_.of(id);
  return body ? &indices_.emplace(raw(id), make_index(*body)).first->second : nullptr;
}

const Value *Values::value(ValueAt at) {
  const LoweredBody *body = bodies_.of(at.body);
  return body && raw(at.value) < body->values.size() ? &(*body)[at.value] : nullptr;
}

u8 Values::opcode(ValueAt at) {
  const Value *found = value(at);
  const Body &row = program_.bodies[at.body];
  if (!found || row.dex >= program_.dexes.size()) return 0;
  const std::optional<CodeItem> code = program_.dexes[row.dex].code(row.code_offset);
  return code && found->pc < code->insns.size() ? static_cast<u8>(code->insns[found->pc] & 0xff) : u8{0};
}

std::optional<ValueAt> Values::at(const Site &site) {
  const BodyIndex *found = index(site.body);
  if (!found) return std::nullopt;
  const auto row = std::ranges::lower_bound(found->by_pc, site.pc, {}, [](const auto &pair) { return pair.first; });
  if (row == found->by_pc.end() || row->first != site.pc) return std::nullopt;
  return ValueAt{site.body, row->second};
}

std::vector<ValueAt> Values::operands(ValueAt at) {
  std::vector<ValueAt> list;
  if (const Value *found = value(at))
    for (const ValueId operand : bodies_.of(at.body)->operands_of(*found)) list.push_back({at.body, operand});
  return list;
}

std::vector<ValueAt> Values::users(ValueAt at) {
  std::vector<ValueAt> list;
  const BodyIndex *found = index(at.body);
  if (!found || raw(at.value) + 1 >= found->first_user.size()) return list;
  for (u32 i = found->first_user[raw(at.value)]; i < found->first_user[raw(at.value) + 1]; ++i)
    if (list.empty() || list.back().value != found->users[i]) list.push_back({at.body, found->users[i]});
  return list;
}

std::vector<Values::Use> Values::uses(ValueAt at) {
  std::vector<Use> list;
  const BodyIndex *found = index(at.body);
  const LoweredBody *body = bodies_.of(at.body);
  if (!found || !body) return list;
  std::vector<ValueId> names{at.value}; // the value and what hands it on
  std::unordered_set<u32> seen;         // of those, where there are many
  const auto is_new = [&](ValueId name) {
    if (names.size() < 16) return std::ranges::find(names, name) == names.end();
    if (seen.empty()) for (const ValueId known : names) seen.insert(raw(known));
    return seen.insert(raw(name)).second;
  };
  for (size_t i = 0; i < names.size(); ++i) {
    const u32 name = raw(names[i]);
    if (name + 1 >= found->first_user.size()) continue;
    ValueId last = no_value;
    for (u32 u = found->first_user[name]; u < found->first_user[name + 1]; ++u) {
      const ValueId user = found->users[u];
      if (user == last) continue; // it takes it twice
      last = user;
      const Op op = (*body)[user].op;
      if (op != Op::phi && op != Op::check_cast) list.push_back({{at.body, ValueId{name}}, {at.body, user}});
      else if (is_new(user)) names.push_back(user);
    }
  }
  std::ranges::sort(list, {}, [](const Use &use) { return std::pair(use.user, use.used); });
  return list;
}

bool Values::is_in_loop(BodyId body, BlockId block) {
  const auto [slot, is_new] = loops_.try_emplace(raw(body));
  if (is_new)
    if (const LoweredBody *code = bodies_.of(body)) slot->second = blocks_in_loops(*code);
  return raw(block) < slot->second.size() && slot->second[raw(block)] != 0;
}

bool Values::is_in_loop(ValueAt at) {
  const BodyIndex *found = index(at.body);
  return found && is_in_loop(at.body, found->block[raw(at.value)]);
}

std::optional<Values::Initial> Values::initial(FieldId id) {
  const FieldRef &ref = program_.fields[id];
  const std::optional<ClassId> owner = program_.class_of_type[raw(ref.owner)];
  if (!owner) return std::nullopt;
  const Class &type = program_.classes[*owner];
  if (type.dex >= program_.dexes.size()) { // parsed from text
    for (const Program::StringConstant &constant : program_.string_constants)
      if (constant.field == id) return Initial{ValueType::string, 0, raw(constant.value)};
    return Initial{};
  }
  const auto [slot, is_new] = initials_.try_emplace(raw(*owner));
  auto &known = slot->second;
  const Dex &dex = program_.dexes[type.dex];
  const DexIds &ids = program_.dex_ids[type.dex];
  if (is_new) {
    const ClassDef def = dex.class_def(type.class_def);
    List<EncodedValue> values = dex.values(def.static_values_off);
    if (const std::optional<ClassData> data = dex.class_data(def.class_data_off))
      for (size_t i = 0; i < data->static_fields.size(); ++i)
        if (const u32 field = data->static_fields[i].field_idx; field < ids.fields.size())
          known.emplace_back(ids.fields[field], i < values.size() ? std::move(values[i]) : EncodedValue{ValueType::int_, no_index, 0, {}});
    std::ranges::stable_sort(known, {}, [](const auto &pair) { return pair.first; });
  }
  const auto found = std::ranges::lower_bound(known, id, {}, [](const auto &pair) { return pair.first; });
  if (found == known.end() || found->first != id) return std::nullopt;
  const EncodedValue &value = found->second;
  switch (value.type) {
  case ValueType::byte_:
  case ValueType::short_:
  case ValueType::char_:
  case ValueType::int_:
  case ValueType::long_:
  case ValueType::boolean: return Initial{value.type, static_cast<i64>(value.bits), no_index};
  case ValueType::null: return Initial{};
  case ValueType::string:
    if (value.bits >= ids.strings.size()) return std::nullopt;
    return Initial{value.type, 0, raw(ids.strings[value.bits])};
  case ValueType::type:
    if (value.bits >= ids.types.size()) return std::nullopt;
    return Initial{value.type, 0, raw(ids.types[value.bits])};
  case ValueType::float_:
  case ValueType::double_:
  case ValueType::method_type:
  case ValueType::method_handle:
  case ValueType::field:
  case ValueType::method:
  case ValueType::enum_:
  case ValueType::array:
  case ValueType::annotation: return std::nullopt;
  }
  return std::nullopt;
}

std::vector<BodyId> Values::targets(ValueAt call) {
  std::vector<BodyId> list;
  const Value *invoke = value(call);
  if (!invoke || invoke->op != Op::invoke || static_cast<InvokeKind>(invoke->detail) == InvokeKind::custom) return list;
  if (graph_ && graph_->is_reached(call.body)) {
    for (const Call &edge : std::ranges::equal_range(graph_->calls_of(call.body), invoke->pc, {}, &Call::pc))
      if (edge.kind == CallKind::call) list.push_back(edge.target);
    return list;
  }
  const MethodRef &ref = program_.methods[MethodId{invoke->index}];
  if (!is_of_app(ref.owner)) return list;
  const auto kind = static_cast<InvokeKind>(invoke->detail);
  return dispatch(ref.owner, ref.name, ref.signature, kind == InvokeKind::virtual_ || kind == InvokeKind::interface);
}

std::vector<BodyId> Values::dispatch(TypeId owner, StringId name, StringId signature, bool is_virtual) const {
  std::vector<BodyId> list;
  if (const std::optional<BodyId> body = hierarchy_.method_in(owner, name, signature)) list.push_back(*body);
  if (is_virtual)
    for (u32 i = first_by_name_[raw(name)]; i < first_by_name_[raw(name) + 1] && list.size() <= most_sites; ++i) {
      const MethodRef &other = program_.methods[MethodId{by_name_[i]}];
      if (other.signature != signature || other.owner == owner || !hierarchy_.is_below(other.owner, owner)) continue;
      if (const std::optional<BodyId> body = body_of_method(program_, MethodId{by_name_[i]})) list.push_back(*body);
    }
  std::ranges::sort(list);
  list.erase(std::ranges::unique(list).begin(), list.end());
  return list;
}

const CallSites &Values::callers(BodyId id) {
  if (const auto known = callers_.find(raw(id)); known != callers_.end()) return known->second;
  return callers_.emplace(raw(id), find_callers(id)).first->second;
}

CallSites Values::find_callers(BodyId id) {
  CallSites found;
  if (graph_ && graph_->is_reached(id)) {
    if (graph_->has_hub_callers[raw(id)]) found.is_whole = false, found.reason = "limit";
    if (graph_->is_called_by_platform[raw(id)]) found.is_whole = false, found.reason = "platform";
    const std::span<const u32> calls = graph_->callers_of(id);
    if (calls.size() > most_sites) found.is_whole = false, found.reason = "limit";
    for (const u32 i : calls.first(std::min(calls.size(), most_sites))) {
      const Call &call = graph_->calls[i];
      if (call.kind == CallKind::call) found.sites.push_back({call.caller, call.pc});
      else found.is_whole = false, found.reason = call.kind == CallKind::reflection ? "reflection" : "platform";
    }
    const auto entries = std::ranges::equal_range(graph_->entry_points, id, {}, &EntryPoint::body);
    if (!entries.empty()) found.is_whole = false, found.reason = "platform";
  } else {
    const MethodId method = program_.bodies[id].method;
    const MethodRef &ref = program_.methods[method];
    const u32 flags = program_.bodies[id].access_flags;
    for (u32 i = first_by_name_[raw(ref.name)]; i < first_by_name_[raw(ref.name) + 1]; ++i) {
      const MethodId other{by_name_[i]};
      if (program_.methods[other].signature != ref.signature || !are_related(program_.methods[other].owner, ref.owner)) continue;
      for (const Site &site : xrefs_.calls.of(other))
        if (graph_ || may_run(site.body)) found.sites.push_back(site); // who might call code that the graph does not reach
    }
    if ((flags & (access_private | access_static)) == 0 && program_.strings[ref.name] != "<init>") found.is_whole = false, found.reason = "platform";
    if (found.sites.size() > most_sites) {
      std::ranges::sort(found.sites, {}, [](const Site &site) { return std::pair(site.body, site.pc); });
      found.sites.resize(most_sites);
      found.is_whole = false, found.reason = "limit";
    }
  }
  std::ranges::sort(found.sites, {}, [](const Site &site) { return std::pair(site.body, site.pc); });
  return found;
}

std::vector<Site> Values::captures(BodyId id) {
  std::vector<Site> sites;
  const MethodId method = program_.bodies[id].method;
  for (const auto &[implementation, call_site] : std::ranges::equal_range(implementations_, method, {}, [](const auto &pair) { return pair.first; }))
    for (const Site &site : xrefs_.customs.of(call_site)) sites.push_back(site);
  std::ranges::sort(sites, {}, [](const Site &site) { return std::pair(site.body, site.pc); });
  return sites;
}

std::vector<ValueAt> Values::hand_overs(BodyId id) {
  std::vector<ValueAt> list;
  if (graph_)
    for (const u32 i : graph_->callers_of(id).first(std::min(graph_->callers_of(id).size(), most_sites)))
      if (const Call &call = graph_->calls[i]; call.kind == CallKind::hand_off || call.kind == CallKind::callback)
        if (const std::optional<ValueAt> found = at({call.caller, call.pc})) list.push_back(*found);
  for (const Site &site : captures(id))
    if (const std::optional<ValueAt> made = at(site))
      for (const Use &use : uses(*made))
        if (value(use.user)->op == Op::invoke) list.push_back(use.user);
  std::ranges::sort(list);
  list.erase(std::ranges::unique(list).begin(), list.end());
  return list;
}

bool Values::writes_field(const Site &site) {
  const Body &body = program_.bodies[site.body];
  if (body.dex < program_.dexes.size())
    if (const std::optional<CodeItem> code = program_.dexes[body.dex].code(body.code_offset))
      return site.pc < code->insns.size() && is_put(static_cast<Opcode>(code->insns[site.pc] & 0xff));
  const std::optional<ValueAt> access = at(site); // a body that was parsed from text has no code
  return access && (value(*access)->op == Op::field_put || value(*access)->op == Op::static_put);
}

std::vector<Site> Values::accesses(FieldId id, bool is_write, bool &is_whole) {
  std::vector<Site> sites;
  size_t looked_at = 0;
  for (const FieldId field : fields_.alike(id))
    for (const Site &site : xrefs_.fields.of(field)) {
      if (++looked_at > most_field_sites || sites.size() >= most_sites) {
        is_whole = false;
        break;
      }
      if (writes_field(site) == is_write) sites.push_back(site);
    }
  std::ranges::sort(sites, {}, [](const Site &site) { return std::pair(site.body, site.pc); });
  return sites;
}

std::vector<Site> Values::calls_that_set_fields() const {
  std::vector<Site> sites;
  const std::optional<TypeId> owner = find_type(program_, "Ljava/lang/reflect/Field;");
  for (u32 i = 0; owner && i < program_.methods.size(); ++i) {
    const MethodRef &ref = program_.methods[MethodId{i}];
    if (ref.owner != *owner || !program_.strings[ref.name].starts_with("set") || !program_.strings[ref.signature].starts_with("(Ljava/lang/Object;")) continue;
    for (const Site &site : xrefs_.calls.of(MethodId{i}))
      if (may_run(site.body)) sites.push_back(site);
  }
  std::ranges::sort(sites, {}, [](const Site &site) { return std::pair(site.body, site.pc); });
  return sites;
}

bool Values::may_be_set_by_name(FieldId id) {
  if (!asking_for_fields_) {
    asking_for_fields_.emplace();
    const std::optional<TypeId> owner = calls_that_set_fields().empty() ? std::nullopt : find_type(program_, "Ljava/lang/Class;");
    for (u32 i = 0; owner && i < program_.methods.size(); ++i) {
      const MethodRef &ref = program_.methods[MethodId{i}];
      const std::string_view name = program_.strings[ref.name];
      if (ref.owner == *owner && (name == "getField" || name == "getDeclaredField"))
        for (const Site &site : xrefs_.calls.of(MethodId{i})) asking_for_fields_->push_back(site.body);
    }
    std::ranges::sort(*asking_for_fields_);
  }
  return !asking_for_fields_->empty() && std::ranges::any_of(xrefs_.strings.of(program_.fields[id].name), [&](const Site &site) { return std::ranges::binary_search(*asking_for_fields_, site.body); });
}

std::optional<Site> Values::bound(BodyId body) const {
  for (auto bound = bound_.rbegin(); bound != bound_.rend(); ++bound)
    if (bound->body == body) return bound->call;
  return std::nullopt;
}

std::optional<Sources> Values::step_parameter(ValueAt at, u32 position) {
  ++parameters_followed_;
  Sources sources;
  const auto add = [&](const Site &site) {
    const std::optional<ValueAt> call = this->at(site);
    const std::vector<ValueAt> arguments = call ? operands(*call) : std::vector<ValueAt>();
    if (position < arguments.size() && value(*call)->op == Op::invoke) sources.values.push_back(arguments[position]);
    else sources.is_whole = false, sources.reason = call ? "platform" : "body";
  };
  if (const std::optional<Site> call = bound(at.body)) {
    add(*call);
    return sources;
  }
  const CallSites calls = callers(at.body);
  sources.is_whole = calls.is_whole;
  sources.reason = calls.reason;
  for (const Site &site : calls.sites) add(site);
  for (const Site &site : captures(at.body)) add(site);
  if (sources.values.empty() && sources.is_whole) sources.is_whole = false, sources.reason = "parameter";
  return sources;
}

std::optional<Sources> Values::step(ValueAt at) {
  const Value *found = value(at);
  if (!found) return Sources{{}, false, "body"};
  Sources sources;
  switch (found->op) {
  case Op::phi:
  case Op::check_cast:
    for (const ValueAt operand : operands(at))
      if (operand.value != no_value) sources.values.push_back(operand);
    break;
  case Op::parameter: return step_parameter(at, found->index);
  case Op::field_get:
  case Op::static_get: {
    const FieldId field{found->index};
    if (!is_of_app(program_.fields[field].owner)) return std::nullopt;
    bool is_whole = true;
    for (const Site &site : writes(field, is_whole)) {
      const std::optional<ValueAt> access = this->at(site);
      if (access) sources.values.push_back(operands(*access).back());
      else sources.is_whole = false, sources.reason = "body"; // or code that never runs
    }
    if (!is_whole) sources.is_whole = false, sources.reason = may_be_set_by_name(field) ? "reflection" : "limit";
    if (sources.values.empty()) {
      if (found->op == Op::static_get) return sources.is_whole ? std::nullopt : std::optional(sources); // its initial value
      sources.is_whole = false;
      if (sources.reason.empty()) sources.reason = "field";
    }
    break;
  }
  case Op::invoke: {
    const std::vector<BodyId> bodies = targets(at);
    if (bodies.empty() || found->kind == ValueKind::none || is_of_collections(words_of(program_, MethodId{found->index}))) return std::nullopt;
    if (bodies.size() > most_sites) return Sources{{}, false, "limit"};
    for (const BodyId body : bodies) {
      const BodyIndex *returns = index(body);
      if (!returns) sources.is_whole = false, sources.reason = "body";
      else
        for (const ValueId returned : returns->returned) sources.values.push_back({body, returned});
    }
    break;
  }
  case Op::number:
  case Op::text:
  case Op::class_object:
  case Op::handle:
  case Op::method_type:
  case Op::caught:
  case Op::new_instance:
  case Op::new_array:
  case Op::filled_array:
  case Op::fill_array:
  case Op::array_length:
  case Op::array_get:
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
  case Op::throw_: return std::nullopt;
  }
  std::ranges::sort(sources.values);
  sources.values.erase(std::ranges::unique(sources.values).begin(), sources.values.end());
  return sources;
}

Sources Values::sources(ValueAt at, u8 most) {
  struct Open {
    ValueAt at;
    u8 hops;
  };
  Sources found;
  std::vector<Open> open{{at, 0}};
  std::unordered_set<u64> seen;
  seen.insert(at.key());
  for (size_t i = 0; i < open.size(); ++i) { // breadth first, so that each is met with the fewest hops
    const auto [from, hops] = open[i];
    if (const Value *begin = value(from); begin && hops == most && (begin->op == Op::parameter || begin->op == Op::field_get)) {
      found.is_whole = false, found.reason = "limit"; // it would be one more
      continue;
    }
    const std::optional<Sources> next = step(from);
    if (!next) {
      found.values.push_back(from);
      continue;
    }
    if (!next->is_whole) found.is_whole = false, found.reason = next->reason;
    const Op op = value(from) ? value(from)->op : Op::phi;
    if (op == Op::static_get) found.values.push_back(from); // for its initial value
    const u8 more = op == Op::phi || op == Op::check_cast ? 0 : 1;
    if (hops + more > most || open.size() + next->values.size() > most_sources) {
      found.is_whole = false, found.reason = "limit";
      continue;
    }
    for (const ValueAt to : next->values)
      if (seen.insert(to.key()).second) open.push_back({to, static_cast<u8>(hops + more)});
  }
  std::ranges::sort(found.values);
  found.values.erase(std::ranges::unique(found.values).begin(), found.values.end());
  return found;
}

} // namespace kinsafe
