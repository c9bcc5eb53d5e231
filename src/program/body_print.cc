// Bodies as text, one line a value or edge:
//
//   class La/B; extends Ljava/lang/Object; implements Lx/Y; flags 0x1   (written by hand only, as `method`)
//   method La/B;->run()V flags 0x401                   a method without code
//   body La/B;->f(I)V flags 0x1
//   b0:
//     v0 ref La/B; = parameter 0                       name, kind, type if it is known, operation
//     v1 number = parameter 1
//     v2 number = arithmetic add int v1 v1 @0x0        @: code unit
//     invoke virtual La/B;->g(I)V v0 v2 @0x2           operation, its detail, what it names, its operands
//     -> b1                                            edges: `taken`, `key 7`, `catch Ljava/lang/Exception;`, `catch *`
//     -> b2 catch *
//   b1:
//     return @0x5
//   b2:
//     v5 ref Ljava/lang/Throwable; = caught * @0x6
//     throw v5 @0x7
//   array 4: 1 2 3                                     of `fill-array 0`, the first of the body
//
// Names of values and blocks are free. Names of the app that are none of a well-formed one in smali stand in double quotes, in
// which \xNN is a byte: "La b;"->"x y"()V.
#include "program/body_words.h"

#include <algorithm>
#include <charconv>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

// Length of the character at the start of the text that may stand as it is; 0: none.
size_t plain_length(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<u8>(text[i]) : u8{0}; };
  const auto is_next = [&](size_t i) { return (byte(i) & 0xc0) == 0x80; };
  const u32 first = byte(0);
  if (first < 0x80) return first > 0x20 && first != 0x7f && first != '"' && first != '\\' ? 1 : 0;
  size_t length = 0;
  u32 letter = 0;
  if (first >= 0xc2 && first < 0xe0) length = 2, letter = first & 0x1f;
  else if (first >= 0xe0 && first < 0xf0) length = 3, letter = first & 0x0f;
  else return 0; // modified UTF-8 has no longer ones
  for (size_t i = 1; i < length; ++i) {
    if (!is_next(i)) return 0;
    letter = letter << 6 | (byte(i) & 0x3fu);
  }
  const auto is_between = [&](u32 low, u32 high) { return letter >= low && letter <= high; };
  if (letter < (length == 3 ? 0x800u : 0x80u) || is_between(0xd800, 0xdfff)) return 0;
  // What moves the cursor, turns the order of letters round, or is not seen.
  if (is_between(0x80, 0xa0) || letter == 0xad || letter == 0x61c || is_between(0x2000, 0x200f) || is_between(0x2028, 0x202f) || is_between(0x205f, 0x206f) ||
      letter == 0x3000 || letter == 0xfeff || is_between(0xfff0, 0xffff))
    return 0;
  return length;
}

bool is_plain(std::string_view text) {
  while (!text.empty()) {
    const size_t length = plain_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool is_descriptor(std::string_view text) {
  const size_t dimensions = std::min(text.find_first_not_of('['), text.size());
  const std::string_view element = text.substr(dimensions);
  if (element.size() == 1) return std::string_view("ZBSCIFJDV").contains(element[0]);
  return element.starts_with('L') && element.find(';') == element.size() - 1 && is_plain(element);
}

class Printer {
public:
  Printer(const Program &program, const LoweredBody &body) : program_(program), body_(body) {}

  std::string print() {
    text_ += "body ";
    add_method(body_.method);
    text_ += " flags 0x";
    add_number(body_.access_flags, 16);
    text_ += '\n';
    for (u32 block = 0; block < body_.blocks.size(); ++block) add_block(block);
    for (const LoweredBody::ArrayData &array : body_.arrays) {
      text_ += "array ";
      add_number(array.width);
      text_ += ':';
      for (const i64 element : array.elements) text_ += ' ', add_number(element);
      text_ += '\n';
    }
    return std::move(text_);
  }

private:
  void add_number(auto number, int base = 10) {
    char digits[24];
    text_.append(digits, std::to_chars(digits, std::end(digits), number, base).ptr);
  }

  void add_quoted(std::string_view text) {
    text_ += '"';
    while (!text.empty()) {
      const size_t length = text[0] == ' ' ? 1 : plain_length(text);
      if (length > 0) {
        text_ += text.substr(0, length);
      } else if (text[0] == '"' || text[0] == '\\') {
        text_ += '\\';
        text_ += text[0];
      } else {
        const u8 byte = static_cast<u8>(text[0]);
        text_ += "\\x";
        text_ += "0123456789abcdef"[byte >> 4];
        text_ += "0123456789abcdef"[byte & 0xf];
      }
      text.remove_prefix(std::max(length, size_t{1}));
    }
    text_ += '"';
  }
  void add_part(std::string_view text, bool is_good) {
    if (is_good) text_ += text;
    else add_quoted(text);
  }
  void add_type(u32 type) { add_part(type_text(program_, TypeId{type}), is_descriptor(type_text(program_, TypeId{type}))); }
  void add_name(std::string_view name) { add_part(name, !name.empty() && is_plain(name) && name.find_first_of("(:") == std::string_view::npos); }
  void add_signature(std::string_view signature) { add_part(signature, signature.starts_with('(') && is_plain(signature)); }
  void add_method(MethodId id) {
    const MethodRef &ref = program_.methods[id];
    add_type(raw(ref.owner));
    text_ += "->";
    add_name(program_.strings[ref.name]);
    add_signature(program_.strings[ref.signature]);
  }
  void add_field(FieldId id) {
    const FieldRef &ref = program_.fields[id];
    add_type(raw(ref.owner));
    text_ += "->";
    add_name(program_.strings[ref.name]);
    text_ += ':';
    add_type(raw(ref.type));
  }
  // "site 0 3 name(...)... bootstrap La;->b()V implementation La;->c()V": file and row, what is asked for, who answers.
  void add_site(CallSiteId id) {
    const CallSite &site = program_.call_sites[id];
    text_ += "site ";
    add_number(site.dex);
    text_ += ' ';
    add_number(site.index);
    text_ += ' ';
    add_name(program_.strings[site.name]);
    add_signature(program_.strings[site.signature]);
    if (site.bootstrap) text_ += " bootstrap ", add_method(*site.bootstrap);
    if (site.implementation) text_ += " implementation ", add_method(*site.implementation);
  }

  void add_detail(const Value &value) {
    if (has_opcode(value.op)) text_.append(" ").append(info_of(static_cast<Opcode>(value.detail)).name);
    if (value.op == Op::invoke) text_.append(" ").append(invoke_words[value.detail]);
    if (value.op == Op::branch) text_.append(" ").append(condition_words[value.detail]);
    if (value.op == Op::arithmetic) text_.append(" ").append(arithmetic_words[value.detail]);
  }

  void add_index(const Value &value) {
    const Names names = names_of(value.op);
    if (names == Names::nothing) return;
    text_ += ' ';
    switch (names) {
    case Names::nothing: break;
    case Names::position:
    case Names::row:
    case Names::array: add_number(value.index); break;
    case Names::number: add_number(body_.numbers[value.index]); break;
    case Names::text: add_quoted(program_.strings[StringId{value.index}]); break;
    case Names::type: add_type(value.index); break;
    case Names::type_or_any:
      if (value.index == no_index) text_ += '*';
      else add_type(value.index);
      break;
    case Names::field: add_field(FieldId{value.index}); break;
    case Names::method:
      if (static_cast<InvokeKind>(value.detail) == InvokeKind::custom) add_site(CallSiteId{value.index});
      else add_method(MethodId{value.index});
      break;
    case Names::number_type: text_ += number_type_words[value.index]; break;
    }
  }

  void add_value(u32 id) {
    const Value &value = body_.values[id];
    text_ += "  ";
    if (value.kind != ValueKind::none) {
      text_ += 'v';
      add_number(id);
      text_.append(" ").append(kind_words[static_cast<size_t>(value.kind)]);
      if (value.type != no_index) text_ += ' ', add_type(value.type);
      text_ += " = ";
    }
    text_ += op_words[static_cast<size_t>(value.op)];
    add_detail(value);
    add_index(value);
    for (const ValueId operand : body_.operands_of(value)) text_ += " v", add_number(raw(operand));
    if (value.pc != no_index) text_ += " @0x", add_number(value.pc, 16);
    text_ += '\n';
  }

  void add_block(u32 id) {
    const Block &block = body_.blocks[id];
    text_ += 'b';
    add_number(id);
    text_ += ":\n";
    for (u32 i = 0; i < block.value_count; ++i) add_value(block.first_value + i);
    for (const Edge &edge : body_.outs(block)) {
      text_ += "  -> b";
      add_number(raw(edge.to));
      switch (edge.kind) {
      case EdgeKind::next: break;
      case EdgeKind::taken: text_ += " taken"; break;
      case EdgeKind::on_key: text_ += " key ", add_number(edge.key); break;
      case EdgeKind::exception:
        text_ += " catch ";
        if (edge.catches == no_index) text_ += '*';
        else add_type(edge.catches);
        break;
      }
      text_ += '\n';
    }
  }

  const Program &program_;
  const LoweredBody &body_;
  std::string text_;
};

} // namespace

std::string print(const Program &program, const LoweredBody &body) { return Printer(program, body).print(); }

} // namespace kinsafe
