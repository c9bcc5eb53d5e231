// A body against its code. The code is run along ways chosen by chance, as the platform would step through it: with registers,
// by the text of each instruction. Beside it the body is run with its values. Each instruction makes a new token, and every
// operand must be the token that the registers hold: so each value is where it belongs, on each way.
#include "dex/instructions.h"
#include "dex/text.h"
#include "tests/program/verify_body.h"

#include <algorithm>
#include <map>
#include <set>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

// "iget-object v1, v0, Lx;.a:I // field@0001" as its mnemonic and {1, 0}.
struct Instructed {
  std::string name;
  std::vector<u32> registers;
};
Instructed read_text(const std::string &text) {
  Instructed read;
  size_t at = std::min(text.find(' '), text.size());
  read.name = text.substr(0, at);
  while (at < text.size() && (text[at] == ' ' || text[at] == ',' || text[at] == '{')) ++at;
  while (at < text.size() && text[at] == 'v') {
    read.registers.push_back(0);
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) read.registers.back() = 10 * read.registers.back() + static_cast<u32>(text[at] - '0');
    while (at < text.size() && (text[at] == ' ' || text[at] == ',')) ++at;
  }
  return read;
}

bool starts_with_any(std::string_view name, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return name.starts_with(word); });
}
bool is_silent(std::string_view name) { return name == "nop" || starts_with_any(name, {"move"}); }
bool has_result(std::string_view name) {
  return starts_with_any(name, {"const", "instance-of", "array-length", "new-", "cmp", "aget", "iget", "sget", "neg", "not", "int-", "long-", "float-", "double-", "add",
                                "sub", "rsub", "mul", "div", "rem", "and", "or", "xor", "shl", "shr", "ushr", "check-cast"});
}

// What each mnemonic becomes.
std::optional<Op> op_of(std::string_view name) {
  static const std::pair<std::string_view, Op> ops[] = {
      {"return", Op::return_}, {"const-string", Op::text}, {"const-class", Op::class_object}, {"const-method-handle", Op::handle},
      {"const-method-type", Op::method_type}, {"const", Op::number}, {"monitor-enter", Op::monitor_enter}, {"monitor-exit", Op::monitor_exit},
      {"check-cast", Op::check_cast}, {"instance-of", Op::instance_of}, {"array-length", Op::array_length}, {"new-instance", Op::new_instance},
      {"new-array", Op::new_array}, {"filled-new-array", Op::filled_array}, {"fill-array-data", Op::fill_array}, {"throw", Op::throw_}, {"goto", Op::jump},
      {"packed-switch", Op::switch_}, {"sparse-switch", Op::switch_}, {"cmp", Op::compare}, {"if-", Op::branch}, {"aget", Op::array_get},
      {"aput", Op::array_put}, {"iget", Op::field_get}, {"iput", Op::field_put}, {"sget", Op::static_get}, {"sput", Op::static_put},
      {"invoke", Op::invoke}, {"int-to", Op::convert}, {"long-to", Op::convert}, {"float-to", Op::convert}, {"double-to", Op::convert}};
  for (const auto &[start, op] : ops)
    if (name.starts_with(start)) return op;
  return has_result(name) ? std::optional(Op::arithmetic) : std::nullopt;
}

class CodeRun {
public:
  CodeRun(const Program &program, const LoweredBody &body)
      : program_(program), body_(body), dex_(program.dexes[program.bodies[body.body].dex]), code_(*dex_.code(program.bodies[body.body].code_offset)),
        tries_(*dex_.tries(code_)) {}

  std::optional<std::string> run() {
    if (!check_coverage()) return fault_;
    for (u32 turn = 0; turn < 8 && fault_.empty(); ++turn) walk(turn);
    return fault_.empty() ? std::nullopt : std::optional(fault_);
  }

private:
  struct Next {
    EdgeKind kind;
    i32 key;
    u32 target;
  };

  bool fail(std::string what, u32 pc) {
    if (fault_.empty()) fault_ = what + " at " + std::to_string(pc);
    return false;
  }
  u32 random(u32 limit) {
    random_ = random_ * 6364136223846793005 + 1442695040888963407;
    return static_cast<u32>(random_ >> 33) % limit;
  }

  const Instructed &at(u32 pc) {
    const auto [found, is_new] = read_.try_emplace(pc);
    if (is_new) found->second = read_text(to_text(dex_, code_.insns, pc));
    return found->second;
  }
  i32 word(size_t at) const { return static_cast<i32>(code_.insns[at] | u32{code_.insns[at + 1]} << 16); }

  // Where control may go, exceptions left out.
  std::vector<Next> nexts(u32 pc) {
    const std::string &name = at(pc).name;
    const u32 behind = pc + instruction_at(code_.insns, pc)->units;
    const auto narrow = [&](size_t unit) { return static_cast<i16>(code_.insns[unit]); };
    if (name == "goto") return {{EdgeKind::next, 0, pc + static_cast<u32>(static_cast<i8>(code_.insns[pc] >> 8))}};
    if (name == "goto/16") return {{EdgeKind::next, 0, pc + static_cast<u32>(narrow(pc + 1))}};
    if (name == "goto/32") return {{EdgeKind::next, 0, pc + static_cast<u32>(word(pc + 1))}};
    if (name.starts_with("return") || name == "throw") return {};
    std::vector<Next> all = {{EdgeKind::next, 0, behind}};
    if (name.starts_with("if-")) all.push_back({EdgeKind::taken, 0, pc + static_cast<u32>(narrow(pc + 1))});
    if (name.ends_with("-switch")) {
      const u32 data = pc + static_cast<u32>(word(pc + 1)), count = code_.insns[data + 1];
      for (u32 i = 0; i < count; ++i) {
        const bool is_packed = name == "packed-switch";
        const i32 key = is_packed ? static_cast<i32>(static_cast<u32>(word(data + 2)) + i) : word(data + 2 + 2 * i);
        const i32 away = is_packed ? word(data + 4 + 2 * i) : word(data + 2 + 2 * count + 2 * i);
        all.push_back({EdgeKind::on_key, key, pc + static_cast<u32>(away)});
      }
    }
    return all;
  }
  std::span<const CatchHandler> handlers(u32 pc) {
    if (!info_of(static_cast<Opcode>(code_.insns[pc] & 0xff)).can_throw) return {};
    for (const TryItem &item : tries_.items)
      if (pc >= item.start_addr && pc < item.start_addr + item.insn_count) return std::span(tries_.handlers).subspan(item.first_handler, item.handler_count);
    return {};
  }

  // Each instruction that can be reached is one value, and there is no other.
  bool check_coverage() {
    std::set<u32> seen, open = {0};
    while (!open.empty()) {
      const u32 pc = *open.begin();
      open.erase(open.begin());
      if (!seen.insert(pc).second) continue;
      for (const Next &next : nexts(pc)) open.insert(next.target);
      for (const CatchHandler &handler : handlers(pc)) open.insert(handler.address);
    }
    std::map<u32, const Value *> by_pc;
    for (const Value &value : body_.values) {
      if (value.op == Op::parameter || value.op == Op::phi) continue;
      if (value.op == Op::number && !at(value.pc).name.starts_with("const")) continue; // a literal of the next value
      if (!by_pc.emplace(value.pc, &value).second) return fail("two values", value.pc);
    }
    for (const u32 pc : seen) {
      const std::string &name = at(pc).name;
      const auto found = by_pc.find(pc);
      if (name == "move-exception" ? found == by_pc.end() || found->second->op != Op::caught : is_silent(name) && found != by_pc.end()) return fail("a value of " + name, pc);
      if (is_silent(name)) {
        if (name == "move-exception") by_pc.erase(found);
        continue;
      }
      if (found == by_pc.end()) return fail("no value of " + name, pc);
      if (op_of(name) != found->second->op) return fail("another operation for " + name, pc);
      if (found->second->op == Op::number) check_number(pc, *found->second);
      by_pc.erase(found);
    }
    return by_pc.empty() || fail("a value of nothing", by_pc.begin()->first);
  }

  void check_number(u32 pc, const Value &value) {
    const i64 bits = body_.numbers[value.index];
    const std::string text = to_text(dex_, code_.insns, pc); // ends in the bits, "// #ff"
    char digits[20];
    std::snprintf(digits, sizeof digits, "%llx", static_cast<unsigned long long>(bits));
    const std::string all(digits), shown = text.substr(text.rfind('#') + 1);
    const bool is_high = at(pc).name.ends_with("high16");
    std::string expected = shown;
    if (is_high) expected += value.kind == ValueKind::wide ? "000000000000" : "0000";
    expected.erase(0, std::min(expected.find_first_not_of('0'), expected.size() - 1));
    if (!all.ends_with(expected) && !(is_high && shown == "0")) fail("another number: " + text + " is " + all, pc);
  }

  void walk(u32 turn) {
    random_ = raw(body_.body) * 0x9e3779b97f4a7c15 + turn;
    std::vector<u64> registers(code_.registers_size + 1u, 0), tokens(body_.values.size(), 0);
    u64 next_token = 1, result = 0;
    block_ = 0, cursor_ = 0;
    u32 reg = code_.registers_size - code_.ins_size;
    for (; cursor_ < body_.values.size() && body_.values[cursor_].op == Op::parameter; ++cursor_) {
      registers[reg] = tokens[cursor_] = next_token++;
      reg += body_.values[cursor_].kind == ValueKind::wide ? 2 : 1;
    }
    u32 pc = 0;
    const u32 throws_one_in = 2 + turn;
    for (u32 step = 0; step < 300 && fault_.empty(); ++step) {
      const Instructed &now = at(pc);
      if (is_silent(now.name) && now.name != "move-exception") {
        if (now.name.starts_with("move-result")) registers[now.registers[0]] = result;
        else if (now.name != "nop") registers[now.registers[0]] = registers[now.registers[1]];
        pc = nexts(pc)[0].target;
        continue;
      }
      while (cursor_ == body_.blocks[block_].first_value + body_.blocks[block_].value_count)
        if (!take_edge(EdgeKind::next, 0, 0, tokens, pc)) return;
      while (body_.values[cursor_].op == Op::number && !now.name.starts_with("const") && body_.values[cursor_].pc == pc) tokens[cursor_++] = next_token++;
      const Value &value = body_.values[cursor_];
      if (value.pc != pc) return static_cast<void>(fail("the body is elsewhere", pc));
      if (!check_operands(value, now, registers, tokens, pc)) return;
      const u32 id = cursor_++;

      const std::span<const CatchHandler> caught = handlers(pc);
      const std::vector<Next> ways = nexts(pc);
      if (!caught.empty() && (ways.empty() || random(throws_one_in) == 0)) {
        const u32 which = random(static_cast<u32>(caught.size()));
        if (!take_edge(EdgeKind::exception, 0, which, tokens, pc)) return;
        pc = caught[which].address;
        continue;
      }
      tokens[id] = result = next_token++;
      if (has_result(now.name) || now.name == "move-exception") registers[now.registers[0]] = result;
      if (ways.empty()) return;
      const Next &way = ways[random(static_cast<u32>(ways.size()))];
      if ((ways.size() > 1 || value.op == Op::jump) && !take_edge(way.kind, way.key, 0, tokens, pc)) return;
      pc = way.target;
    }
  }

  bool check_operands(const Value &value, const Instructed &now, const std::vector<u64> &registers, const std::vector<u64> &tokens, u32 pc) {
    std::vector<u32> read = now.registers;
    if (value.op == Op::caught) read.clear();
    if (has_result(now.name) && !now.name.ends_with("/2addr") && now.name != "check-cast") read.erase(read.begin());
    if (value.op == Op::array_put || value.op == Op::field_put) std::ranges::rotate(read, read.begin() + 1);
    size_t at = 0;
    for (const ValueId operand : body_.operands_of(value)) {
      const Value &given = body_[operand];
      if (at == read.size() && given.op == Op::number && given.pc == pc) return true; // the literal
      if (at >= read.size()) return fail("more operands than registers", pc);
      if (registers[read[at]] != tokens[raw(operand)] || tokens[raw(operand)] == 0) return fail("another value in v" + std::to_string(read[at]) + " of " + now.name, pc);
      at += given.kind == ValueKind::wide && (value.op == Op::invoke) ? 2 : 1;
    }
    return at == read.size() || fail("fewer operands than registers", pc);
  }

  // Goes along the edge of this kind; of exceptions the `which`-th.
  bool take_edge(EdgeKind kind, i32 key, u32 which, std::vector<u64> &tokens, u32 pc) {
    const Block &block = body_.blocks[block_];
    if (cursor_ != block.first_value + block.value_count) return fail("the block goes on", pc);
    for (u32 i = 0; i < block.out_count; ++i) {
      const Edge &edge = body_.edges[block.first_out + i];
      if (edge.kind != kind || edge.key != key || (kind == EdgeKind::exception && which-- > 0)) continue;
      const Block &to = body_[edge.to];
      const auto ins = std::span(body_.ins).subspan(to.first_in, to.in_count);
      const size_t position = static_cast<size_t>(std::ranges::find(ins, block.first_out + i) - ins.begin());
      std::vector<u64> given;
      cursor_ = to.first_value;
      for (; cursor_ < to.first_value + to.value_count && body_.values[cursor_].op == Op::phi; ++cursor_)
        given.push_back(tokens[raw(body_.operands_of(body_.values[cursor_])[position])]);
      std::ranges::copy(given, tokens.begin() + to.first_value); // all at once
      block_ = raw(edge.to);
      return true;
    }
    return fail("no such edge", pc);
  }

  const Program &program_;
  const LoweredBody &body_;
  const Dex &dex_;
  const CodeItem code_;
  const Tries tries_;
  std::map<u32, Instructed> read_;
  std::string fault_;
  u64 random_ = 0;
  u32 block_ = 0, cursor_ = 0;
};

// Numbers of names as the names.
std::string name_of(const Program &program, const Value &value, u32 index) {
  switch (value.op) {
  case Op::text: return std::string(program.strings[StringId{index}]);
  case Op::class_object:
  case Op::new_instance:
  case Op::new_array:
  case Op::filled_array:
  case Op::check_cast:
  case Op::instance_of:
  case Op::caught: return index == no_index ? "*" : std::string(type_text(program, TypeId{index}));
  case Op::field_get:
  case Op::field_put:
  case Op::static_get:
  case Op::static_put: return field_text(program, FieldId{index});
  case Op::invoke:
    if (static_cast<InvokeKind>(value.detail) == InvokeKind::custom) {
      const CallSite &site = program.call_sites[CallSiteId{index}];
      return std::to_string(site.dex) + " " + std::to_string(site.index) + " " + std::string(program.strings[site.name]) + " " +
             std::string(program.strings[site.signature]) + (site.bootstrap ? method_text(program, *site.bootstrap) : "") + " " +
             (site.implementation ? method_text(program, *site.implementation) : "");
    }
    return method_text(program, MethodId{index});
  default: return std::to_string(index);
  }
}
std::string type_name(const Program &program, u32 type) { return type == no_index ? "" : std::string(type_text(program, TypeId{type})); }

} // namespace

std::optional<std::string> fault_against_code(const Program &program, const LoweredBody &body) { return CodeRun(program, body).run(); }

bool are_same(const Program &program, const LoweredBody &body, const Program &other_program, const LoweredBody &other) {
  if (method_text(program, body.method) != method_text(other_program, other.method) || body.access_flags != other.access_flags) return false;
  if (body.values.size() != other.values.size() || body.edges.size() != other.edges.size()) return false;
  LoweredBody same = other; // with the numbers of `body` where the names are the same
  same.body = body.body, same.method = body.method;
  for (size_t i = 0; i < body.values.size(); ++i) {
    const Value &a = body.values[i];
    Value &b = same.values[i];
    if (a.op != b.op || a.detail != b.detail || name_of(program, a, a.index) != name_of(other_program, b, b.index)) return false;
    if (type_name(program, a.type) != type_name(other_program, b.type)) return false;
    b.index = a.index, b.type = a.type;
  }
  for (size_t i = 0; i < body.edges.size(); ++i) {
    if (type_name(program, body.edges[i].catches) != type_name(other_program, same.edges[i].catches)) return false;
    same.edges[i].catches = body.edges[i].catches;
  }
  return same == body;
}

} // namespace kinsafe
