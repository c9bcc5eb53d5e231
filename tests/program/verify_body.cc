#include "tests/program/verify_body.h"

#include "dex/instructions.h"

#include <algorithm>
#include <set>
#include <vector>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

using Kinds = std::vector<ValueKind>;

bool is_reference_type(std::string_view descriptor) { return descriptor.starts_with('L') || descriptor.starts_with('['); }
bool is_wide_type(std::string_view descriptor) { return descriptor == "J" || descriptor == "D"; }
ValueKind kind_of_type(std::string_view descriptor) {
  if (descriptor == "V") return ValueKind::none;
  return is_reference_type(descriptor) ? ValueKind::reference : is_wide_type(descriptor) ? ValueKind::wide : ValueKind::number;
}

// "(I[Lx;)V" as "I", "[Lx;", "V".
std::vector<std::string> types_of(std::string_view signature) {
  std::vector<std::string> types(1);
  for (size_t i = 1; i < signature.size(); ++i) {
    if (signature[i] == ')') continue;
    types.back() += signature[i];
    if (signature[i] == '[') continue;
    if (signature[i] == 'L')
      while (++i < signature.size() && (types.back() += signature[i], signature[i] != ';')) {}
    types.emplace_back();
  }
  types.pop_back();
  return types;
}

bool can_hold(ValueKind wanted, ValueKind given) {
  return wanted == given || (given == ValueKind::zero && (wanted == ValueKind::number || wanted == ValueKind::reference));
}

bool is_array_access_wide(u8 opcode) { return info_of(static_cast<Opcode>(opcode)).name.ends_with("-wide"); }
ValueKind array_access_kind(u8 opcode) {
  if (is_array_access_wide(opcode)) return ValueKind::wide;
  return info_of(static_cast<Opcode>(opcode)).name.ends_with("-object") ? ValueKind::reference : ValueKind::number;
}

class Verifier {
public:
  Verifier(const Program &program, const LoweredBody &body) : program_(program), body_(body) {}

  std::optional<std::string> run() {
    if (!check_ranges() || !check_edges()) return fault_;
    find_dominators();
    for (u32 block = 0; block < body_.blocks.size() && fault_.empty(); ++block) check_block(block);
    check_parameters();
    return fault_.empty() ? std::nullopt : std::optional(fault_);
  }

private:
  bool fail(std::string what) {
    if (fault_.empty()) fault_ = std::move(what);
    return false;
  }
  bool expect(bool is_so, std::string_view what, u32 value) { return is_so || fail(std::string("v").append(std::to_string(value)).append(": ").append(what)); }

  bool check_ranges() {
    u32 next_value = 0, next_edge = 0, next_in = 0, next_operand = 0;
    if (body_.blocks.empty()) return fail("no blocks");
    for (const Block &block : body_.blocks) {
      if (block.first_value != next_value || block.first_out != next_edge || block.first_in != next_in) return fail("blocks do not follow each other");
      next_value += block.value_count, next_edge += block.out_count, next_in += block.in_count;
    }
    if (next_value != body_.values.size() || next_edge != body_.edges.size() || next_in != body_.ins.size()) return fail("blocks are not all");
    for (const Value &value : body_.values) {
      if (value.first_operand != next_operand) return fail("operands do not follow each other");
      next_operand += value.operand_count;
    }
    if (next_operand != body_.operands.size()) return fail("operands are not all");
    for (const ValueId operand : body_.operands)
      if (raw(operand) >= body_.values.size()) return fail("an operand is no value");
    return true;
  }

  bool check_edges() {
    std::vector<std::vector<u32>> ins(body_.blocks.size());
    for (u32 b = 0; b < body_.blocks.size(); ++b)
      for (u32 i = 0; i < body_.blocks[b].out_count; ++i) {
        const Edge &edge = body_.edges[body_.blocks[b].first_out + i];
        if (raw(edge.from) != b || raw(edge.to) >= body_.blocks.size()) return fail("an edge is of another block");
        ins[raw(edge.to)].push_back(body_.blocks[b].first_out + i);
        if (edge.catches != no_index && (edge.kind != EdgeKind::exception || edge.catches >= program_.types.size())) return fail("an edge catches nothing");
      }
    for (u32 b = 0; b < body_.blocks.size(); ++b)
      if (!std::ranges::equal(ins[b], std::span(body_.ins).subspan(body_.blocks[b].first_in, body_.blocks[b].in_count))) return fail("edges in are not the edges out");
    return ins[0].empty() || fail("an edge leads to the first block");
  }

  // Sets, as the textbook has them, where that is cheap; else by the tree (Cooper, Harvey and Kennedy 2001).
  void find_dominators() {
    const u32 count = static_cast<u32>(body_.blocks.size());
    std::vector<u32> order, state(count, 0);
    std::vector<std::pair<u32, u32>> stack = {{0, 0}};
    state[0] = 1;
    while (!stack.empty()) {
      auto &[block, edge] = stack.back();
      if (edge == body_.blocks[block].out_count) {
        order.push_back(block);
        stack.pop_back();
        continue;
      }
      const u32 to = raw(body_.edges[body_.blocks[block].first_out + edge++].to);
      if (state[to] == 0) state[to] = 1, stack.emplace_back(to, 0);
    }
    if (order.size() != count) fail("a block can't be reached");
    std::ranges::reverse(order);
    place_.assign(count, 0);
    for (u32 i = 0; i < order.size(); ++i) place_[order[i]] = i;
    above_.assign(count, no_index);
    above_[0] = 0;
    for (bool has_changed = true; has_changed;) {
      has_changed = false;
      for (size_t i = 1; i < order.size(); ++i) {
        const Block &block = body_.blocks[order[i]];
        u32 common = no_index;
        for (u32 j = 0; j < block.in_count; ++j) {
          u32 from = raw(body_.edges[body_.ins[block.first_in + j]].from);
          if (above_[from] == no_index) continue;
          if (common == no_index) common = from;
          while (common != from) {
            if (place_[common] > place_[from]) common = above_[common];
            else from = above_[from];
          }
        }
        has_changed |= above_[order[i]] != common;
        above_[order[i]] = common;
      }
    }
    // Depth-first numbers of the tree, so that each question takes one comparison.
    std::vector<std::vector<u32>> below(count);
    for (const u32 block : order)
      if (block != 0) below[above_[block]].push_back(block);
    opened_.assign(count, 0), closed_.assign(count, 0);
    u32 clock = 0;
    stack = {{0, 0}};
    while (!stack.empty()) {
      auto &[block, next] = stack.back();
      if (next == 0) opened_[block] = clock++;
      if (next == below[block].size()) {
        closed_[block] = clock++;
        stack.pop_back();
        continue;
      }
      const u32 child = below[block][next++];
      stack.emplace_back(child, 0);
    }
    block_of_.assign(body_.values.size(), 0);
    for (u32 b = 0; b < count; ++b)
      for (u32 i = 0; i < body_.blocks[b].value_count; ++i) block_of_[body_.blocks[b].first_value + i] = b;
  }
  bool dominates(u32 a, u32 b) const { return opened_[a] <= opened_[b] && closed_[b] <= closed_[a]; }

  // What the operation asks of its operands; nothing if any number of them may be of any kind.
  std::optional<Kinds> wanted(const Value &value) {
    const ValueKind number = ValueKind::number, reference = ValueKind::reference;
    switch (value.op) {
    case Op::parameter:
    case Op::number:
    case Op::text:
    case Op::class_object:
    case Op::handle:
    case Op::method_type:
    case Op::caught:
    case Op::new_instance:
    case Op::static_get:
    case Op::jump: return Kinds{};
    case Op::phi: return std::nullopt;
    case Op::new_array: return Kinds{number};
    case Op::filled_array: return Kinds(value.operand_count, kind_of_type(type_text(program_, TypeId{value.index}).substr(1)));
    case Op::fill_array:
    case Op::array_length:
    case Op::field_get:
    case Op::check_cast:
    case Op::instance_of:
    case Op::monitor_enter:
    case Op::monitor_exit:
    case Op::throw_: return Kinds{reference};
    case Op::array_get: return Kinds{reference, number};
    case Op::array_put: return Kinds{reference, number, array_access_kind(value.detail)};
    case Op::field_put: return Kinds{reference, kind_of_type(type_text(program_, program_.fields[FieldId{value.index}].type))};
    case Op::static_put: return Kinds{kind_of_type(type_text(program_, program_.fields[FieldId{value.index}].type))};
    case Op::invoke: return arguments(value);
    case Op::arithmetic: {
      const NumberType type = static_cast<NumberType>(value.index);
      const ValueKind kind = type == NumberType::long_ || type == NumberType::double_ ? ValueKind::wide : number;
      const Arithmetic op = static_cast<Arithmetic>(value.detail);
      if (op == Arithmetic::negate || op == Arithmetic::not_) return Kinds{kind};
      const bool is_shift = op == Arithmetic::shift_left || op == Arithmetic::shift_right || op == Arithmetic::shift_right_unsigned;
      return Kinds{kind, is_shift ? number : kind};
    }
    case Op::compare: return Kinds(2, info_of(static_cast<Opcode>(value.detail)).name.ends_with("float") ? number : ValueKind::wide);
    case Op::convert: {
      const std::string_view name = info_of(static_cast<Opcode>(value.detail)).name;
      return Kinds{name.starts_with("long") || name.starts_with("double") ? ValueKind::wide : number};
    }
    case Op::branch: return std::nullopt; // below
    case Op::switch_: return Kinds{number};
    case Op::return_: {
      const ValueKind kind = kind_of_type(types_of(program_.strings[program_.methods[body_.method].signature]).back());
      return kind == ValueKind::none ? Kinds{} : Kinds{kind};
    }
    }
    return std::nullopt;
  }

  std::optional<Kinds> arguments(const Value &value) {
    const InvokeKind invoke = static_cast<InvokeKind>(value.detail);
    if (invoke == InvokeKind::polymorphic) return std::nullopt; // its caller chooses
    const StringId signature =
        invoke == InvokeKind::custom ? program_.call_sites[CallSiteId{value.index}].signature : program_.methods[MethodId{value.index}].signature;
    const std::vector<std::string> types = types_of(program_.strings[signature]);
    Kinds kinds;
    if (invoke != InvokeKind::static_ && invoke != InvokeKind::custom) kinds.push_back(ValueKind::reference);
    for (size_t i = 0; i + 1 < types.size(); ++i) kinds.push_back(kind_of_type(types[i]));
    return kinds;
  }

  std::string_view type_name(u32 type) const { return type == no_index ? "?" : type_text(program_, TypeId{type}); }

  void check_result(u32 id, const Value &value) {
    const auto is = [&](ValueKind kind, std::string_view type = "") {
      expect(value.kind == kind, "a result of the wrong kind", id);
      if (!type.empty() && kind == ValueKind::reference) expect(type_name(value.type) == type, "a result of the wrong type", id);
    };
    if (value.kind != ValueKind::reference) expect(value.type == no_index, "a type of what is no reference", id);
    switch (value.op) {
    case Op::parameter:
    case Op::phi: return; // elsewhere
    case Op::number: {
      if (!expect(value.index < body_.numbers.size(), "no number", id)) return;
      expect(value.kind == ValueKind::wide || value.kind == (body_.numbers[value.index] == 0 ? ValueKind::zero : ValueKind::number) ||
                 value.kind == ValueKind::number,
             "a number of the wrong kind", id);
      return;
    }
    case Op::text:
    case Op::class_object:
    case Op::handle:
    case Op::method_type:
    case Op::caught: return is(ValueKind::reference);
    case Op::new_instance:
    case Op::new_array:
    case Op::filled_array:
    case Op::check_cast: return is(ValueKind::reference, type_name(value.index));
    case Op::array_length:
    case Op::instance_of:
    case Op::compare: return is(ValueKind::number);
    case Op::array_get: {
      is(array_access_kind(value.detail));
      if (value.kind != ValueKind::reference) return;
      const std::string_view array = type_name(body_[body_.operands_of(value)[0]].type);
      expect(value.type == no_index || array.substr(1) == type_name(value.type), "an element of the wrong type", id);
      return;
    }
    case Op::field_get:
    case Op::static_get: {
      const std::string_view type = type_text(program_, program_.fields[FieldId{value.index}].type);
      return is(kind_of_type(type), type);
    }
    case Op::invoke: {
      const InvokeKind invoke = static_cast<InvokeKind>(value.detail);
      if (invoke == InvokeKind::polymorphic) return;
      const StringId signature =
          invoke == InvokeKind::custom ? program_.call_sites[CallSiteId{value.index}].signature : program_.methods[MethodId{value.index}].signature;
      const std::string type = types_of(program_.strings[signature]).back();
      return is(kind_of_type(type), type);
    }
    case Op::arithmetic: {
      const NumberType type = static_cast<NumberType>(value.index);
      return is(type == NumberType::long_ || type == NumberType::double_ ? ValueKind::wide : ValueKind::number);
    }
    case Op::convert: {
      const std::string_view name = info_of(static_cast<Opcode>(value.detail)).name;
      return is(name.ends_with("long") || name.ends_with("double") ? ValueKind::wide : ValueKind::number);
    }
    case Op::fill_array:
    case Op::array_put:
    case Op::field_put:
    case Op::static_put:
    case Op::monitor_enter:
    case Op::monitor_exit:
    case Op::jump:
    case Op::branch:
    case Op::switch_:
    case Op::return_:
    case Op::throw_: return is(ValueKind::none);
    }
  }

  void check_phi(u32 id, const Value &phi, const Block &block) {
    if (!expect(phi.operand_count == block.in_count, "a phi with another number of operands", id)) return;
    std::set<u32> others;
    std::set<u32> types;
    bool has_number = false, has_wide = false, has_reference = false;
    for (u32 i = 0; i < phi.operand_count; ++i) {
      const u32 operand = raw(body_.operands_of(phi)[i]);
      const Edge &edge = body_.edges[body_.ins[block.first_in + i]];
      const Block &from = body_[edge.from];
      if (operand != id) others.insert(operand);
      const Value &value = body_.values[operand];
      expect(dominates(block_of_[operand], raw(edge.from)), "a phi of what is not there on its way", id);
      if (edge.kind == EdgeKind::exception) expect(operand + 1 != from.first_value + from.value_count || value.op == Op::phi, "a phi of what was not done", id);
      has_number |= value.kind == ValueKind::number, has_wide |= value.kind == ValueKind::wide, has_reference |= value.kind == ValueKind::reference;
      expect(value.kind != ValueKind::none && value.kind != ValueKind::conflict, "a phi of nothing", id);
      if (value.kind == ValueKind::reference) types.insert(value.type);
    }
    expect(others.size() > 1, "a phi of one value", id);
    expect(has_number + has_wide + has_reference <= 1, "a phi of values that do not agree", id);
    expect(phi.kind == (has_number      ? ValueKind::number
                        : has_wide      ? ValueKind::wide
                        : has_reference ? ValueKind::reference
                                        : ValueKind::zero),
           "a phi of the wrong kind", id);
    // Loops may hold an operand that is null alone: it has no type and says nothing.
    const std::set<u32> known = [&] {
      std::set<u32> all = types;
      if (all.size() > 1 && phi.type != no_index) all.erase(no_index);
      return all;
    }();
    if (phi.type != no_index) expect(known == std::set<u32>{phi.type}, "a phi of the wrong type", id);
    else if (has_reference) expect(types.size() > 1 || types.contains(no_index), "a phi without the type of its operands", id);
  }

  void check_block(u32 number) {
    const Block &block = body_.blocks[number];
    bool is_past_phis = false;
    for (u32 i = 0; i < block.value_count && fault_.empty(); ++i) {
      const u32 id = block.first_value + i;
      const Value &value = body_.values[id];
      check_names(id, value);
      if (!fault_.empty()) return;
      if (value.op == Op::phi) {
        expect(!is_past_phis, "a phi behind another value", id);
        check_phi(id, value, block);
        continue;
      }
      if (value.op == Op::caught) check_caught(id, value, block, is_past_phis);
      is_past_phis = true;
      check_result(id, value);
      const std::optional<Kinds> kinds = wanted(value);
      if (kinds && !expect(kinds->size() == value.operand_count, "another number of operands", id)) return;
      for (u32 j = 0; j < value.operand_count; ++j) {
        const u32 operand = raw(body_.operands_of(value)[j]);
        expect(operand < id, "a value before its operand", id);
        expect(block_of_[operand] == number || dominates(block_of_[operand], number), "a value that is not there on every way", id);
        if (kinds) expect(can_hold((*kinds)[j], body_.values[operand].kind), "an operand of the wrong kind", id);
      }
      if (value.op == Op::branch) check_branch(id, value);
    }
    check_end(number);
  }

  void check_names(u32 id, const Value &value) {
    const auto in = [&](const auto &table) { expect(value.index < table.size(), "a name that does not exist", id); };
    switch (value.op) {
    case Op::text: return in(program_.strings);
    case Op::class_object:
    case Op::new_instance:
    case Op::new_array:
    case Op::filled_array:
    case Op::check_cast:
    case Op::instance_of: return in(program_.types);
    case Op::fill_array: return in(body_.arrays);
    case Op::field_get:
    case Op::field_put:
    case Op::static_get:
    case Op::static_put: return in(program_.fields);
    case Op::invoke:
      if (static_cast<InvokeKind>(value.detail) == InvokeKind::custom) return in(program_.call_sites);
      return in(program_.methods);
    default: return;
    }
  }

  void check_branch(u32 id, const Value &value) {
    expect(value.operand_count == 1 || value.operand_count == 2, "a branch on something else", id);
    bool has_number = false, has_reference = false;
    for (const ValueId operand : body_.operands_of(value)) {
      const ValueKind kind = body_[operand].kind;
      has_number |= kind == ValueKind::number, has_reference |= kind == ValueKind::reference;
      expect(kind == ValueKind::number || kind == ValueKind::reference || kind == ValueKind::zero, "a branch on the wrong kind", id);
    }
    const Condition condition = static_cast<Condition>(value.detail);
    expect(!(has_number && has_reference), "a number is compared with a reference", id);
    expect(!has_reference || condition == Condition::equal || condition == Condition::not_equal, "references are put in order", id);
  }

  void check_caught(u32 id, const Value &value, const Block &block, bool is_past_phis) {
    expect(!is_past_phis, "caught behind another value", id);
    std::set<u32> types;
    for (u32 i = 0; i < block.in_count; ++i) {
      const Edge &edge = body_.edges[body_.ins[block.first_in + i]];
      expect(edge.kind == EdgeKind::exception, "a way to a handler that is none", id);
      types.insert(edge.catches);
    }
    expect(value.index == (types.size() == 1 ? *types.begin() : no_index), "the wrong type is caught", id);
  }

  void check_end(u32 number) {
    const Block &block = body_.blocks[number];
    u32 nexts = 0, takens = 0, keys = 0, exceptions = 0;
    for (const Edge &edge : body_.outs(block)) {
      if (edge.kind != EdgeKind::exception && exceptions > 0) fail("edges in disorder");
      nexts += edge.kind == EdgeKind::next, takens += edge.kind == EdgeKind::taken;
      keys += edge.kind == EdgeKind::on_key, exceptions += edge.kind == EdgeKind::exception;
    }
    const Op last = block.value_count == 0 ? Op::phi : body_.values[block.first_value + block.value_count - 1].op;
    const std::string where = std::string("b").append(std::to_string(number)).append(": ");
    for (u32 i = 0; i + 1 < block.value_count; ++i) {
      const Op op = body_.values[block.first_value + i].op;
      if (op == Op::jump || op == Op::branch || op == Op::switch_ || op == Op::return_ || op == Op::throw_) fail(where + "goes on behind its end");
    }
    if (nexts != (last == Op::return_ || last == Op::throw_ ? 0u : 1u)) fail(where + "leads on where it ends, or not where it should");
    if (takens != (last == Op::branch ? 1u : 0u)) fail(where + "a branch without its way");
    if (keys > 0 && last != Op::switch_) fail(where + "keys of no switch");
    const bool can_throw = last != Op::phi && last != Op::parameter && last != Op::number && last != Op::caught && last != Op::compare && last != Op::convert &&
                           last != Op::jump && last != Op::branch && last != Op::switch_ && last != Op::return_;
    if (exceptions > 0 && !can_throw) fail(where + "exceptions of what throws none");
  }

  void check_parameters() {
    const std::vector<std::string> types = types_of(program_.strings[program_.methods[body_.method].signature]);
    std::vector<std::string_view> wanted;
    if ((body_.access_flags & 8) == 0) wanted.push_back(type_text(program_, program_.methods[body_.method].owner));
    for (size_t i = 0; i + 1 < types.size(); ++i) wanted.push_back(types[i]);
    for (u32 id = 0; id < body_.values.size(); ++id) {
      const Value &value = body_.values[id];
      if (!expect((value.op == Op::parameter) == (id < wanted.size()), "a parameter that is none, or none where one is", id)) return;
      if (id >= wanted.size()) continue;
      expect(value.index == id, "a parameter in disorder", id);
      expect(value.kind == (id == 0 && wanted.size() == types.size() ? ValueKind::reference : kind_of_type(wanted[id])), "a parameter of the wrong kind", id);
      if (value.kind == ValueKind::reference) expect(type_name(value.type) == wanted[id], "a parameter of the wrong type", id);
    }
    if (body_.values.size() < wanted.size()) fail("parameters are missing");
  }

  const Program &program_;
  const LoweredBody &body_;
  std::string fault_;
  std::vector<u32> place_, above_, opened_, closed_, block_of_;
};

} // namespace

std::optional<std::string> fault_of(const Program &program, const LoweredBody &body) { return Verifier(program, body).run(); }

} // namespace kinsafe
