// Reads the text form of bodies, which body_print.cc describes. For tests and tools, so it says what is wrong and where.
#include "program/body_words.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

// The rest of one line. Every `take` skips blanks first.
struct Line {
  std::string_view rest;

  void skip_blanks() { rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r"), rest.size())); }
  bool is_at_end() {
    skip_blanks();
    return rest.empty() || rest[0] == '#';
  }
  bool take(std::string_view literal) {
    skip_blanks();
    if (!rest.starts_with(literal)) return false;
    rest.remove_prefix(literal.size());
    return true;
  }
  std::string_view take_until(std::string_view ends) {
    const size_t end = std::min(rest.find_first_of(ends), rest.size());
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(end);
    return taken;
  }
  std::string_view take_word() {
    skip_blanks();
    return take_until(" \t\r");
  }
  // The word, if it is this one.
  bool take_only(std::string_view word) {
    Line ahead = *this;
    if (ahead.take_word() != word) return false;
    *this = ahead;
    return true;
  }
};

template <class Number>
std::optional<Number> number_of(std::string_view text, int base = 10) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

template <class Words>
std::optional<u8> place_of(const Words &words, std::string_view word) {
  const auto found = std::ranges::find(words, word);
  return found == words.end() ? std::nullopt : std::optional(static_cast<u8>(found - words.begin()));
}

class Parser {
public:
  Result<ParsedProgram> parse(std::string_view text);

private:
  struct Method {
    MethodId id;
    u32 access_flags;
    std::optional<BodyId> body;
  };

  bool fail(std::string_view what) {
    if (error_.empty()) error_ = "line " + std::to_string(line_number_) + ": " + std::string(what);
    return false;
  }
  bool parse_line(Line line);
  bool parse_class(Line &line);
  bool parse_flags(Line &line, u32 &flags);
  bool begin_body(Line &line);
  bool end_body();
  bool begin_block(std::string_view name);
  bool parse_array(Line &line);
  bool parse_edge(Line &line);
  bool parse_value(Line &line);
  bool parse_detail(Line &line, Value &value);
  bool parse_index(Line &line, Value &value);

  std::optional<std::string> part(Line &line, std::string_view ends);
  std::optional<TypeId> type(Line &line);
  std::optional<MethodId> method(Line &line);
  std::optional<FieldId> field(Line &line);
  std::optional<CallSiteId> site(Line &line);
  template <class Number>
  std::optional<Number> number(Line &line) {
    const std::optional<Number> read = number_of<Number>(line.take_word());
    if (!read) fail("a number is expected");
    return read;
  }

  void finish();

  ParsedProgram result_;
  std::vector<Method> methods_;
  std::unordered_map<u64, u32> sites_; // by file and row
  std::string error_;
  u64 line_number_ = 0;

  // Of the body that is read.
  LoweredBody body_;
  bool in_body_ = false;
  std::unordered_map<std::string_view, u32> value_names_, block_names_;
  std::vector<std::string_view> operand_names_, target_names_; // of `operands` and `edges`: they may come later
  std::vector<u64> operand_lines_, target_lines_;
};

// A name, in quotes if it is an odd one; else up to one of `ends`.
std::optional<std::string> Parser::part(Line &line, std::string_view ends) {
  if (!line.rest.starts_with('"')) {
    const std::string_view taken = line.take_until(ends);
    if (taken.empty()) return fail("a name is expected"), std::nullopt;
    return std::string(taken);
  }
  std::string text;
  std::string_view &rest = line.rest;
  for (rest.remove_prefix(1); !rest.empty() && rest[0] != '"';) {
    if (rest[0] != '\\') {
      text += rest[0];
      rest.remove_prefix(1);
      continue;
    }
    const std::optional<u8> byte = rest.starts_with("\\x") ? number_of<u8>(rest.substr(2, 2), 16) : std::nullopt;
    if (byte && rest.size() >= 4) {
      text += static_cast<char>(*byte);
      rest.remove_prefix(4);
    } else if (rest.size() > 1 && (rest[1] == '"' || rest[1] == '\\')) {
      text += rest[1];
      rest.remove_prefix(2);
    } else {
      return fail("an escape is none of \\\", \\\\ and \\xNN"), std::nullopt;
    }
  }
  if (rest.empty()) return fail("a quote is not closed"), std::nullopt;
  rest.remove_prefix(1);
  return text;
}

std::optional<TypeId> Parser::type(Line &line) {
  line.skip_blanks();
  if (line.rest.starts_with('"')) {
    const std::optional<std::string> text = part(line, "");
    return text ? std::optional(add_type(result_.program, *text)) : std::nullopt;
  }
  size_t end = std::min(line.rest.find_first_not_of('['), line.rest.size());
  if (line.rest.substr(end).starts_with('L')) end = line.rest.find_first_of("; \t\r\"", end);
  if (end >= line.rest.size() || !std::string_view(";ZBSCIFJDV").contains(line.rest[end])) return fail("a type is expected"), std::nullopt;
  const TypeId id = add_type(result_.program, line.rest.substr(0, end + 1));
  line.rest.remove_prefix(end + 1);
  return id;
}

std::optional<MethodId> Parser::method(Line &line) {
  const std::optional<TypeId> owner = type(line);
  if (!owner) return std::nullopt;
  if (!line.take("->")) return fail("-> and a method are expected"), std::nullopt;
  const std::optional<std::string> name = part(line, "( \t\r\"");
  if (!name) return std::nullopt;
  if (!line.rest.starts_with('"') && !line.rest.starts_with('(')) return fail("the signature of a method is expected"), std::nullopt;
  const std::optional<std::string> signature = part(line, " \t\r\"");
  return signature ? std::optional(add_method(result_.program, *owner, *name, *signature)) : std::nullopt;
}

std::optional<FieldId> Parser::field(Line &line) {
  const std::optional<TypeId> owner = type(line);
  if (!owner) return std::nullopt;
  if (!line.take("->")) return fail("-> and a field are expected"), std::nullopt;
  const std::optional<std::string> name = part(line, ": \t\r\"");
  if (!name) return std::nullopt;
  if (!line.rest.starts_with(':')) return fail(": and the type of a field are expected"), std::nullopt;
  line.rest.remove_prefix(1);
  const std::optional<TypeId> of = type(line);
  return of ? std::optional(add_field(result_.program, *owner, *name, *of)) : std::nullopt;
}

std::optional<CallSiteId> Parser::site(Line &line) {
  if (!line.take_only("site")) return fail("site is expected"), std::nullopt;
  const std::optional<u32> dex = number<u32>(line), index = number<u32>(line);
  if (!dex || !index) return std::nullopt;
  line.skip_blanks();
  const std::optional<std::string> name = part(line, "( \t\r\"");
  const std::optional<std::string> signature = name ? part(line, " \t\r\"") : std::nullopt;
  if (!signature) return std::nullopt;
  CallSite row{*dex, *index, {}, add_string(result_.program, *name), add_string(result_.program, *signature), {}};
  if (line.take_only("bootstrap") && !(row.bootstrap = method(line))) return std::nullopt;
  if (line.take_only("implementation") && !(row.implementation = method(line))) return std::nullopt;
  auto &sites = result_.program.call_sites;
  const auto [known, is_new] = sites_.try_emplace(u64{row.dex} << 32 | row.index, static_cast<u32>(sites.size()));
  if (is_new) sites.push_back(row);
  return CallSiteId{known->second};
}

bool Parser::parse_flags(Line &line, u32 &flags) {
  if (!line.take_only("flags")) return true;
  const std::string_view word = line.take_word();
  const std::optional<u32> read = word.starts_with("0x") ? number_of<u32>(word.substr(2), 16) : std::nullopt;
  if (!read) return fail("flags are expected, such as 0x1");
  flags = *read;
  return true;
}

bool Parser::parse_class(Line &line) {
  Program &program = result_.program;
  const std::optional<TypeId> id = type(line);
  if (!id) return false;
  if (program.class_of_type[raw(*id)]) return fail("the class is declared twice");
  Class row{*id, {}, 1, no_index, no_index};
  row.first_interface = static_cast<u32>(program.interfaces.size());
  if (line.take_only("extends") && !(row.super = type(line))) return false;
  if (line.take_only("implements"))
    while (!line.is_at_end() && !line.rest.starts_with("flags")) {
      const std::optional<TypeId> interface = type(line);
      if (!interface) return false;
      program.interfaces.push_back(*interface);
    }
  row.interface_count = static_cast<u32>(program.interfaces.size()) - row.first_interface;
  if (!parse_flags(line, row.access_flags)) return false;
  const ClassId added = program.classes.push_back(row);
  program.class_of_type[raw(*id)] = added;
  return true;
}

bool Parser::begin_body(Line &line) {
  const std::optional<MethodId> id = method(line);
  body_ = LoweredBody{};
  body_.access_flags = 1;
  if (!id || !parse_flags(line, body_.access_flags)) return false;
  body_.method = *id;
  body_.body = result_.program.bodies.push_back({*id, no_index, 0, body_.access_flags});
  methods_.push_back({*id, body_.access_flags, body_.body});
  value_names_.clear(), block_names_.clear(), operand_names_.clear(), target_names_.clear(), operand_lines_.clear(), target_lines_.clear();
  in_body_ = true;
  return true;
}

// Names become numbers, and edges are listed by what they enter.
bool Parser::end_body() {
  if (!in_body_) return true;
  in_body_ = false;
  if (body_.blocks.empty()) return fail("a body has no block");
  for (size_t i = 0; i < operand_names_.size(); ++i) {
    const auto found = value_names_.find(operand_names_[i]);
    if (found == value_names_.end()) return line_number_ = operand_lines_[i], fail("a value is named that the body does not have");
    body_.operands.push_back(ValueId{found->second});
  }
  for (size_t i = 0; i < target_names_.size(); ++i) {
    const auto found = block_names_.find(target_names_[i]);
    if (found == block_names_.end()) return line_number_ = target_lines_[i], fail("a block is named that the body does not have");
    body_.edges[i].to = BlockId{found->second};
    ++body_.blocks[found->second].in_count;
  }
  u32 first = 0;
  for (Block &block : body_.blocks) {
    block.first_in = first;
    first += block.in_count;
    block.in_count = 0;
  }
  body_.ins.resize(body_.edges.size());
  for (u32 i = 0; i < body_.edges.size(); ++i) {
    Block &to = body_.blocks[raw(body_.edges[i].to)];
    body_.ins[to.first_in + to.in_count++] = i;
  }
  for (const Block &block : body_.blocks)
    for (u32 i = 0; i < block.value_count; ++i)
      if (const Value &value = body_.values[block.first_value + i]; value.op == Op::phi && value.operand_count != block.in_count)
        return fail("a phi of the body before has another number of operands than its block has edges into it");
  if (body_.blocks[0].in_count > 0) return fail("an edge leads to the first block of the body before");
  for (const Value &value : body_.values)
    if (value.op == Op::fill_array && value.index >= body_.arrays.size()) return fail("the body before lacks an array");
  result_.bodies.push_back(std::move(body_));
  return true;
}

bool Parser::begin_block(std::string_view name) {
  if (!block_names_.emplace(name, static_cast<u32>(body_.blocks.size())).second) return fail("the block is there twice");
  Block block;
  block.first_value = static_cast<u32>(body_.values.size());
  block.first_out = static_cast<u32>(body_.edges.size());
  body_.blocks.push_back(block);
  return true;
}

bool Parser::parse_array(Line &line) {
  LoweredBody::ArrayData array;
  const std::optional<u16> width = number_of<u16>(line.take_until(":"));
  if (!width || !line.take(":")) return fail("an array is `array WIDTH: ELEMENTS`");
  array.width = *width;
  while (!line.is_at_end()) {
    const std::optional<i64> element = number<i64>(line);
    if (!element) return false;
    array.elements.push_back(*element);
  }
  body_.arrays.push_back(std::move(array));
  return true;
}

bool Parser::parse_edge(Line &line) {
  Edge edge{BlockId{static_cast<u32>(body_.blocks.size() - 1)}, BlockId{}, EdgeKind::next, 0, no_index};
  target_names_.push_back(line.take_word());
  target_lines_.push_back(line_number_);
  if (line.take_only("taken")) {
    edge.kind = EdgeKind::taken;
  } else if (line.take_only("key")) {
    edge.kind = EdgeKind::on_key;
    const std::optional<i32> key = number<i32>(line);
    if (!key) return false;
    edge.key = *key;
  } else if (line.take_only("catch")) {
    edge.kind = EdgeKind::exception;
    if (!line.take_only("*")) {
      const std::optional<TypeId> caught = type(line);
      if (!caught) return false;
      edge.catches = raw(*caught);
    }
  }
  body_.edges.push_back(edge);
  ++body_.blocks.back().out_count;
  return true;
}

bool Parser::parse_detail(Line &line, Value &value) {
  const auto take = [&](const auto &words, std::string_view what) {
    const std::optional<u8> place = place_of(words, line.take_word());
    if (!place) return fail(what);
    value.detail = *place;
    return true;
  };
  if (value.op == Op::invoke) return take(invoke_words, "the kind of the call is expected");
  if (value.op == Op::branch) return take(condition_words, "a condition is expected");
  if (value.op == Op::arithmetic) return take(arithmetic_words, "an operator is expected");
  if (!has_opcode(value.op)) return true;
  const std::string_view word = line.take_word();
  const auto found = std::ranges::find(opcodes, word, &OpcodeInfo::name);
  if (word.empty() || found == opcodes.end()) return fail("an opcode is expected");
  value.detail = static_cast<u8>(found - opcodes.begin());
  return true;
}

bool Parser::parse_index(Line &line, Value &value) {
  const auto set = [&](const auto &id) {
    if (id) value.index = raw(*id);
    return id.has_value();
  };
  switch (names_of(value.op)) {
  case Names::nothing: return true;
  case Names::position:
  case Names::row:
  case Names::array: return set(number<u32>(line));
  case Names::number: {
    const std::optional<i64> bits = number<i64>(line);
    if (!bits) return false;
    value.index = static_cast<u32>(body_.numbers.size());
    body_.numbers.push_back(*bits);
    return true;
  }
  case Names::text: {
    line.skip_blanks();
    if (!line.rest.starts_with('"')) return fail("a text in quotes is expected");
    const std::optional<std::string> text = part(line, "");
    if (text) value.index = raw(add_string(result_.program, *text));
    return text.has_value();
  }
  case Names::type: return set(type(line));
  case Names::type_or_any: return line.take_only("*") || set(type(line));
  case Names::field: return set(field(line));
  case Names::method: return static_cast<InvokeKind>(value.detail) == InvokeKind::custom ? set(site(line)) : set(method(line));
  case Names::number_type: {
    const std::optional<u8> place = place_of(number_type_words, line.take_word());
    if (!place) return fail("int, long, float or double is expected");
    value.index = *place;
    return true;
  }
  }
  return true;
}

bool Parser::parse_value(Line &line) {
  Value value;
  const std::string_view name = Line(line).take_word();
  Line ahead = line;
  ahead.take(name);
  const std::optional<u8> kind = place_of(kind_words, ahead.take_word());
  // A name, a kind and perhaps a type stand before an operation that has a result.
  if (kind && *kind != 0 && !ahead.is_at_end() && std::string_view("=\"[LZBSCIFJDV").contains(ahead.rest[0])) {
    line = ahead;
    value.kind = static_cast<ValueKind>(*kind);
    if (!value_names_.emplace(name, static_cast<u32>(body_.values.size())).second) return fail("the value is there twice");
    if (!line.take_only("=")) {
      const std::optional<TypeId> of = type(line);
      if (!of) return false;
      value.type = raw(*of);
      if (!line.take_only("=")) return fail("= is expected");
    }
  }
  const std::optional<u8> op = place_of(op_words, line.take_word());
  if (!op) return fail("an operation is expected");
  value.op = static_cast<Op>(*op);
  if (!parse_detail(line, value) || !parse_index(line, value)) return false;
  value.first_operand = static_cast<u32>(operand_names_.size());
  while (!line.is_at_end() && line.rest[0] != '@') {
    operand_names_.push_back(line.take_word());
    operand_lines_.push_back(line_number_);
    ++value.operand_count;
  }
  if (line.take("@0x")) {
    const std::optional<u32> pc = number_of<u32>(line.take_word(), 16);
    if (!pc) return fail("a code unit is expected, such as @0x1f");
    value.pc = *pc;
  }
  body_.values.push_back(value);
  ++body_.blocks.back().value_count;
  return true;
}

bool Parser::parse_line(Line line) {
  if (line.is_at_end()) return true;
  const auto is_all = [&](bool is_good) { return is_good && (line.is_at_end() || fail("the line has more than is understood")); };
  if (line.take_only("class")) return end_body() && is_all(parse_class(line));
  if (line.take_only("method")) {
    if (!end_body()) return false;
    const std::optional<MethodId> id = method(line);
    u32 flags = 1;
    if (!id || !parse_flags(line, flags)) return false;
    methods_.push_back({*id, flags, {}});
    return is_all(true);
  }
  if (line.take_only("body")) return end_body() && is_all(begin_body(line));
  if (!in_body_) return fail("class, method or body is expected");
  if (Line ahead = line; ahead.take_only("array") && Line(ahead).take_word().ends_with(':')) {
    ahead.skip_blanks();
    line = ahead;
    return is_all(parse_array(line));
  }
  if (const std::string_view word = Line(line).take_word(); word.size() > 1 && word.ends_with(':')) {
    line.take(word);
    return is_all(begin_block(word.substr(0, word.size() - 1)));
  }
  if (body_.blocks.empty()) return fail("a block is expected, such as b0:");
  if (line.take_only("->")) return is_all(parse_edge(line));
  if (body_.blocks.back().out_count > 0) return fail("a value stands behind the edges of its block");
  return is_all(parse_value(line));
}

// Methods by their class.
void Parser::finish() {
  Program &program = result_.program;
  program.declared_at.assign(program.methods.size(), no_index);
  program.is_declared_field.resize(program.fields.size()); // the text does not say: references stand for fields
  std::vector<std::vector<u32>> by_class(program.classes.size());
  for (u32 i = 0; i < methods_.size(); ++i)
    if (const std::optional<ClassId> of = program.class_of_type[raw(program.methods[methods_[i].id].owner)]) by_class[raw(*of)].push_back(i);
  for (u32 i = 0; i < by_class.size(); ++i) {
    Class &row = program.classes[ClassId{i}];
    row.first_method = static_cast<u32>(program.declared.size());
    for (const u32 method : by_class[i]) {
      if (program.declared_at[raw(methods_[method].id)] != no_index) continue;
      program.declared_at[raw(methods_[method].id)] = static_cast<u32>(program.declared.size());
      program.declared.push_back({methods_[method].id, methods_[method].access_flags, methods_[method].body});
    }
    row.method_count = static_cast<u32>(program.declared.size()) - row.first_method;
  }
}

Result<ParsedProgram> Parser::parse(std::string_view text) {
  bool is_good = true;
  while (is_good && !text.empty()) {
    ++line_number_;
    const size_t end = text.find('\n');
    is_good = parse_line({text.substr(0, end)});
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  if (!is_good || !end_body()) return kinsafe::fail(error_);
  finish();
  return std::move(result_);
}

} // namespace

Result<ParsedProgram> parse_bodies(std::string_view text) { return Parser().parse(text); }

} // namespace kinsafe
