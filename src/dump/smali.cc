// Writes smali. A method is a list of items sorted by address and, at one address, by rank: debug directives, labels,
// the instruction, the ends of tries, catches.
#include "dump/smali.h"

#include "base/strings.h"
#include "dex/instructions.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <set>

namespace kinsafe {
namespace {

std::string hex(i64 value) {
  const u64 magnitude = value < 0 ? 0 - static_cast<u64>(value) : static_cast<u64>(value);
  return fmt::format("{}0x{:x}", value < 0 ? "-" : "", magnitude);
}

// Numbers beyond 32 bits carry an L.
std::string literal(i64 value) { return hex(value) + (value < INT32_MIN || value > INT32_MAX ? "L" : ""); }

// A floating-point number as Java prints it: with a point always, and an exponent below 0.001 and from ten million on.
template <class Float>
std::string java_number(Float value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  const Float magnitude = std::fabs(value);
  if (magnitude == 0 || (magnitude >= Float(1e-3) && magnitude < Float(1e7))) {
    const std::string text = fmt::format("{}", value); // no exponent in this range
    return text.contains('.') ? text : text + ".0";
  }
  // As few digits as tell it from its neighbours, but two at least.
  std::string text;
  for (int digits = 1; digits < 20; ++digits) {
    text = fmt::format("{:.{}e}", value, digits);
    if (static_cast<Float>(std::strtod(text.c_str(), nullptr)) == value) break;
  }
  const size_t e = text.find('e');
  return fmt::format("{}E{}", text.substr(0, e), std::stoi(text.substr(e + 1)));
}

std::string char_text(u64 unit) {
  if (unit == '\n') return "'\\n'";
  if (unit == '\r') return "'\\r'";
  if (unit == '\t') return "'\\t'";
  if (unit == '\'' || unit == '\\' || unit == '"') return fmt::format("'\\{}'", static_cast<char>(unit));
  return unit >= ' ' && unit < 0x7f ? fmt::format("'{}'", static_cast<char>(unit)) : fmt::format("'\\u{:04x}'", unit);
}

constexpr std::string_view handle_names[] = {"static-put",         "static-get",    "instance-put",
                                             "instance-get",       "invoke-static", "invoke-instance",
                                             "invoke-constructor", "invoke-direct", "invoke-interface"};

std::string_view name_of(Visibility visibility) {
  switch (visibility) {
  case Visibility::build: return "build";
  case Visibility::runtime: return "runtime";
  case Visibility::system: return "system";
  }
  return "";
}

// Flags of a hidden member: which list it is on, then which domain may use it all the same.
std::string hidden_api_text(u32 flags) {
  constexpr std::string_view lists[] = {"whitelist",      "greylist",       "blacklist",      "greylist-max-o",
                                        "greylist-max-p", "greylist-max-q", "greylist-max-r", "greylist-max-s"};
  const u32 list = flags & 7;
  std::string text = std::string(lists[list]) + " ";
  if ((flags & 8) != 0) text += "core-platform-api ";
  if ((flags & 16) != 0) text += "test-api ";
  return text;
}

class ClassPrinter {
public:
  ClassPrinter(const Program &program, const DefinedClass &defined, const Names &names, const SmaliOptions &options,
               Budget &budget, const SmaliSink &sink)
      : dex_(program.dexes[defined.dex]), defined_(defined), names_(names), options_(options), budget_(budget),
        sink_(sink), annotations_(dex_.annotations(defined.def.annotations_off)) {
    is_whole_ = !annotations_.damaged;
  }

  bool print() {
    if (!options_.wants_method) print_head();
    print_members();
    return is_whole_;
  }

private:
  void put(unsigned indent, std::string text) { sink_({indent, std::move(text), {}, {}}); }
  void put_damage(unsigned indent, std::string_view what) {
    is_whole_ = false;
    put(indent, fmt::format("# {}", what));
  }

  void print_head() {
    const ClassDef &def = defined_.def;
    put(0, ".class " + flags_text(def.access_flags, FlagsOf::a_class) + names_.type(def.class_idx));
    if (def.superclass_idx != no_index) put(0, ".super " + names_.type(def.superclass_idx));
    if (def.source_file_idx != no_index) put(0, ".source " + quoted(names_.string(def.source_file_idx)));
    const List<u16> interfaces = dex_.type_list(def.interfaces_off);
    if (interfaces.damaged) put_damage(0, "the list of interfaces is damaged");
    for (const u16 type : interfaces) put(0, ".implements " + names_.type(type));
    if (annotations_.damaged) put_damage(0, "the annotations are damaged; those that could be read are shown");
    print_annotations(0, annotations_.on_class);
  }

  void print_members() {
    const ClassData &data = defined_.data;
    const List<u32> hidden = dex_.hidden_api_flags(defined_.class_def, data);
    if (hidden.damaged) put_damage(0, "the hidden-API flags are damaged");
    const bool has_hidden = !hidden.empty() && !hidden.damaged;
    size_t member = 0;
    const auto restriction = [&] { return has_hidden ? hidden_api_text(hidden[member]) : std::string(); };
    if (!options_.wants_method) {
      const List<EncodedValue> values = dex_.values(defined_.def.static_values_off);
      budget_.spend(values.size());
      for (size_t i = 0; i < data.static_fields.size(); ++i, ++member)
        print_field(data.static_fields[i], i < values.size() ? &values[i] : nullptr, restriction());
      if (values.damaged) put_damage(0, "the values of static fields are damaged");
      for (const EncodedField &field : data.instance_fields) print_field(field, nullptr, restriction()), ++member;
    } else {
      member = data.static_fields.size() + data.instance_fields.size();
    }
    for (const auto *methods : {&data.direct_methods, &data.virtual_methods})
      for (const EncodedMethod &method : *methods) {
        if (!options_.wants_method || options_.wants_method(method.method_idx)) print_method(method, restriction());
        ++member;
      }
  }

  static const std::vector<Annotation> *of_member(const std::vector<Annotations::Member> &members, u32 index) {
    const auto found = std::ranges::find(members, index, &Annotations::Member::index);
    return found == members.end() || found->list.empty() ? nullptr : &found->list;
  }

  void print_field(const EncodedField &field, const EncodedValue *value, const std::string &restriction) {
    std::string text = ".field " + flags_text(field.access_flags, FlagsOf::a_field) + restriction +
                       names_.field_in_class(field.field_idx);
    if (value)
      print_value(0, text + " = ", *value, "");
    else
      put(0, text);
    if (const auto *list = of_member(annotations_.fields, field.field_idx)) {
      print_annotations(1, *list);
      put(0, ".end field");
    }
  }

  void print_annotations(unsigned indent, const std::vector<Annotation> &list) {
    for (const Annotation &annotation : list) {
      put(indent, fmt::format(".annotation {} {}", name_of(annotation.visibility),
                              names_.type(static_cast<u32>(annotation.value.bits))));
      print_elements(indent + 1, annotation.value);
      put(indent, ".end annotation");
    }
  }

  void print_elements(unsigned indent, const EncodedValue &annotation) {
    budget_.spend(annotation.items.size());
    for (const EncodedValue &item : annotation.items)
      print_value(indent, to_line(names_.string(item.name_idx)) + " = ", item, "");
  }

  // `before` and `after` stand on the first and the last line of the value.
  void print_value(unsigned indent, const std::string &before, const EncodedValue &value, const std::string &after) {
    if (const std::optional<std::string> text = constant_text(dex_, names_, value))
      return put(indent, before + *text + after);
    if (value.type == ValueType::annotation) {
      put(indent, before + ".subannotation " + names_.type(static_cast<u32>(value.bits)));
      print_elements(indent + 1, value);
      return put(indent, ".end subannotation" + after);
    }
    if (value.items.empty()) return put(indent, before + "{}" + after);
    put(indent, before + "{");
    budget_.spend(value.items.size());
    for (size_t i = 0; i < value.items.size(); ++i)
      print_value(indent + 1, "", value.items[i], i + 1 < value.items.size() ? "," : "");
    put(indent, "}" + after);
  }

  void print_method(const EncodedMethod &method, const std::string &restriction);
  void print_parameters(const EncodedMethod &method, const DebugInfo &debug);

  const Dex &dex_;
  const DefinedClass &defined_;
  const Names &names_;
  const SmaliOptions &options_;
  Budget &budget_;
  const SmaliSink &sink_;
  Annotations annotations_;
  bool is_whole_ = true;
};

constexpr u32 is_static_flag = 0x8;

bool is_wide(std::string_view type) { return type == "J" || type == "D"; }

// Ranks of what stands at one address.
enum Rank : int {
  prologue_rank = -4,
  file_rank = -3,
  line_rank = -2,
  local_rank = -1,
  label_rank = 0,
  instruction_rank = 100,
  try_end_rank = 101,
  catch_rank = 102,
};

struct Item {
  u32 address;
  int rank;
  std::string text;
  bool is_instruction = false;
  std::vector<std::string> block; // lines of a payload behind the first
};

class CodePrinter {
public:
  CodePrinter(const Dex &dex, const Names &names, const CodeItem &code, u32 parameter_registers)
      : dex_(dex), names_(names), code_(code), parameters_(parameter_registers) {}

  // False where something is damaged.
  bool print(const DebugInfo &debug, const std::function<std::optional<u32>(u32)> &source_line_of,
             const SmaliSink &sink) {
    find_switches();
    bool is_whole = add_instructions();
    is_whole = add_tries() && is_whole;
    add_debug(debug, source_line_of);
    for (const auto &[address, prefix] : labels_)
      items_.push_back({address, label_rank, label(prefix, address), false, {}});
    std::ranges::stable_sort(items_, {}, [](const Item &item) { return std::pair(item.address, item.rank); });

    std::optional<u32> line;
    for (const Item &item : items_) {
      if (const auto changed = lines_.find(item.address); changed != lines_.end()) line = changed->second;
      const auto of_item = [&](auto value) { return item.is_instruction ? std::optional<u32>(value) : std::nullopt; };
      sink({1, item.text, of_item(item.address), item.is_instruction ? line : std::nullopt});
      for (size_t i = 0; i < item.block.size(); ++i) sink({i + 1 < item.block.size() ? 2u : 1u, item.block[i], {}, {}});
    }
    return is_whole;
  }

private:
  static std::string label(std::string_view prefix, u32 address) { return fmt::format(":{}{:x}", prefix, address); }

  std::string to(std::string_view prefix, u32 address) {
    labels_.emplace(address, prefix);
    return label(prefix, address);
  }

  std::string reg(u32 number) const {
    const u32 first = code_.registers_size - std::min<u32>(parameters_, code_.registers_size);
    return number >= first && number < code_.registers_size ? fmt::format("p{}", number - first)
                                                            : fmt::format("v{}", number);
  }

  // Which instruction a payload belongs to: its targets count from there.
  void find_switches() {
    for_each_instruction(code_.insns, [&](const Instruction &instruction) {
      if (info_of(instruction.opcode).format != Format::f31t) return;
      const u32 at = instruction.pc + (code_.insns[instruction.pc + 1] | u32{code_.insns[instruction.pc + 2]} << 16);
      switch_of_.emplace(at, instruction.pc);
    });
  }

  bool add_instructions() {
    for (u32 pc = 0; pc < code_.insns.size();) {
      if (const std::optional<Instruction> instruction = instruction_at(code_.insns, pc)) {
        starts_.push_back(pc);
        const std::string operands = operands_text(*instruction, code_.insns.subspan(pc, instruction->units));
        items_.push_back({pc,
                          instruction_rank,
                          std::string(info_of(instruction->opcode).name) + (operands.empty() ? "" : " " + operands),
                          true,
                          {}});
        pc += instruction->units;
        continue;
      }
      const u64 units = payload_units(code_.insns.subspan(pc));
      if (units == 0 || units > code_.insns.size() - pc) {
        items_.push_back({pc,
                          instruction_rank,
                          fmt::format("# what follows from {:04x} on is no code that can be decoded", pc),
                          true,
                          {}});
        return false;
      }
      starts_.push_back(pc);
      add_payload(pc, code_.insns.subspan(pc, static_cast<size_t>(units)));
      pc += static_cast<u32>(units);
    }
    return true;
  }

  void add_payload(u32 pc, std::span<const u16> units) {
    const auto wide = [&](size_t at) { return u32{units[at]} | u32{units[at + 1]} << 16; };
    Item item{pc, instruction_rank, "", true, {}};
    const auto owner = switch_of_.find(pc);
    const auto target = [&](std::string_view prefix, u32 distance) {
      return owner == switch_of_.end() ? hex(static_cast<i32>(distance)) : to(prefix, owner->second + distance);
    };
    switch (static_cast<Payload>(units[0])) {
    case Payload::packed_switch:
      item.text = ".packed-switch " + hex(static_cast<i32>(wide(2)));
      for (size_t i = 0; i < units[1]; ++i) item.block.push_back(target("pswitch_", wide(4 + 2 * i)));
      item.block.emplace_back(".end packed-switch");
      break;
    case Payload::sparse_switch:
      item.text = ".sparse-switch";
      for (size_t i = 0; i < units[1]; ++i)
        item.block.push_back(hex(static_cast<i32>(wide(2 + 2 * i))) + " -> " +
                             target("sswitch_", wide(2 + 2 * (units[1] + i))));
      item.block.emplace_back(".end sparse-switch");
      break;
    case Payload::array_data: {
      const u32 width = units[1], count = wide(2);
      item.text = fmt::format(".array-data {}", width);
      const Bytes bytes(reinterpret_cast<const u8 *>(units.data() + 4), (units.size() - 4) * 2);
      for (u32 i = 0; i < count && width > 0 && width <= 8; ++i) {
        u64 element = 0;
        for (u32 b = 0; b < width; ++b) element |= u64{bytes[size_t{i} * width + b]} << (8 * b);
        const unsigned missing = 64 - 8 * width;
        item.block.push_back(literal(static_cast<i64>(element << missing) >> missing) + (width == 1   ? "t"
                                                                                         : width == 2 ? "s"
                                                                                                      : ""));
      }
      item.block.emplace_back(".end array-data");
      break;
    }
    }
    items_.push_back(std::move(item));
  }

  std::string registers(std::span<const u16> units, bool is_range) const {
    if (is_range) {
      const u32 count = units[0] >> 8, first = units[2];
      if (count == 0) return "{}";
      const u32 last = first + count - 1;
      if (reg(first)[0] == 'p') return fmt::format("{{{} .. {}}}", reg(first), reg(last));
      return fmt::format("{{v{} .. v{}}}", first, last);
    }
    std::string text = "{";
    const u32 count = std::min(units[0] >> 12, 5);
    for (u32 i = 0; i < count; ++i)
      text.append(i == 0 ? "" : ", ").append(reg(i == 4 ? units[0] >> 8 & 15 : units[2] >> (4 * i) & 15));
    return text + "}";
  }

  std::string index_text(const Instruction &instruction, u16 second) const {
    switch (info_of(instruction.opcode).index) {
    case Index::none: return "";
    case Index::string: return quoted(names_.string(instruction.index));
    case Index::type: return names_.type(instruction.index);
    case Index::field: return names_.field(instruction.index);
    case Index::method: return names_.method(instruction.index);
    case Index::method_and_proto: return names_.method(instruction.index) + ", " + names_.proto(second);
    case Index::call_site: return call_site_text(dex_, names_, instruction.index);
    case Index::method_handle: return method_handle_text(dex_, names_, instruction.index);
    case Index::proto: return names_.proto(instruction.index);
    }
    return "";
  }

  std::string operands_text(const Instruction &instruction, std::span<const u16> units) {
    const u32 pc = instruction.pc;
    const u32 aa = units[0] >> 8, a = aa & 15, b = aa >> 4;
    const auto wide = [&](size_t at) { return u32{units[at]} | u32{units[at + 1]} << 16; };
    const auto target = [&](std::string_view prefix, i32 distance) {
      return to(prefix, pc + static_cast<u32>(distance));
    };
    const auto row = [&] { return index_text(instruction, units.size() == 4 ? units[3] : 0); };
    switch (info_of(instruction.opcode).format) {
    case Format::f10x: return "";
    case Format::f11x: return reg(aa);
    case Format::f12x: return reg(a) + ", " + reg(b);
    case Format::f22x: return reg(aa) + ", " + reg(units[1]);
    case Format::f32x: return reg(units[1]) + ", " + reg(units[2]);
    case Format::f23x: return reg(aa) + ", " + reg(units[1] & 0xff) + ", " + reg(units[1] >> 8);
    case Format::f11n: return reg(a) + ", " + literal(static_cast<i8>(b << 4) >> 4);
    case Format::f21s: return reg(aa) + ", " + literal(static_cast<i16>(units[1]));
    case Format::f21h:
      return reg(aa) + ", " +
             literal(instruction.opcode == Opcode::const_high16 ? static_cast<i32>(u32{units[1]} << 16)
                                                                : static_cast<i64>(u64{units[1]} << 48));
    case Format::f22b: return reg(aa) + ", " + reg(units[1] & 0xff) + ", " + literal(static_cast<i8>(units[1] >> 8));
    case Format::f22s: return reg(a) + ", " + reg(b) + ", " + literal(static_cast<i16>(units[1]));
    case Format::f31i: return reg(aa) + ", " + literal(static_cast<i32>(wide(1)));
    case Format::f51l: return reg(aa) + ", " + literal(static_cast<i64>(u64{wide(1)} | u64{wide(3)} << 32));
    case Format::f10t: return target("goto_", static_cast<i8>(aa));
    case Format::f20t: return target("goto_", static_cast<i16>(units[1]));
    case Format::f30t: return target("goto_", static_cast<i32>(wide(1)));
    case Format::f21t: return reg(aa) + ", " + target("cond_", static_cast<i16>(units[1]));
    case Format::f22t: return reg(a) + ", " + reg(b) + ", " + target("cond_", static_cast<i16>(units[1]));
    case Format::f31t: {
      const std::string_view prefix = instruction.opcode == Opcode::packed_switch   ? "pswitch_data_"
                                      : instruction.opcode == Opcode::sparse_switch ? "sswitch_data_"
                                                                                    : "array_";
      return reg(aa) + ", " + target(prefix, static_cast<i32>(wide(1)));
    }
    case Format::f21c:
    case Format::f31c: return reg(aa) + ", " + row();
    case Format::f22c: return reg(a) + ", " + reg(b) + ", " + row();
    case Format::f35c:
    case Format::f45cc: return registers(units, false) + ", " + row();
    case Format::f3rc:
    case Format::f4rcc: return registers(units, true) + ", " + row();
    }
    return "";
  }

  bool add_tries() {
    const std::optional<Tries> tries = dex_.tries(code_);
    if (!tries) {
      items_.push_back({0, prologue_rank - 1, "# the catches of this method are damaged", false, {}});
      return false;
    }
    std::set<u32> ends;
    for (const TryItem &item : tries->items) {
      const u32 end = item.start_addr + item.insn_count;
      // The end and the catches stand behind the last instruction that is covered.
      const auto after = std::ranges::lower_bound(starts_, end);
      const u32 last = after == starts_.begin() ? 0 : *std::prev(after);
      for (u32 i = 0; i < item.handler_count; ++i) {
        const CatchHandler &handler = tries->handlers[item.first_handler + i];
        const bool is_all = handler.type_idx == no_index;
        const std::string range =
            fmt::format("{{{} .. {}}}", to("try_start_", item.start_addr), label("try_end_", end));
        const std::string what = is_all ? ".catchall " : ".catch " + names_.type(handler.type_idx) + " ";
        items_.push_back(
            {last, catch_rank, what + range + " " + to(is_all ? "catchall_" : "catch_", handler.address), false, {}});
        if (ends.insert(end).second) items_.push_back({last, try_end_rank, label("try_end_", end), false, {}});
      }
    }
    return true;
  }

  void add_debug(const DebugInfo &debug, const std::function<std::optional<u32>(u32)> &source_line_of) {
    // What a register held last: `.end local` and `.restart local` repeat it.
    std::map<u32, const DebugEvent *> locals;
    const auto local_text = [&](const DebugEvent &local) {
      std::string text = local.name_idx == no_index ? "null" : quoted(names_.string(local.name_idx));
      text += ":" + (local.type_idx == no_index ? std::string("V") : names_.type(local.type_idx));
      if (local.signature_idx != no_index) text += ", " + quoted(names_.string(local.signature_idx));
      return text;
    };
    for (const DebugEvent &event : debug.events) {
      const auto add = [&](int rank, std::string text) {
        items_.push_back({event.address, rank, std::move(text), false, {}});
      };
      switch (event.kind) {
      case DebugEvent::Kind::line:
        if (const std::optional<u32> line = source_line_of(event.value)) {
          lines_[event.address] = line;
          add(line_rank, fmt::format(".line {}", *line));
        } else {
          lines_[event.address] = std::nullopt;
        }
        break;
      case DebugEvent::Kind::start_local:
        locals[event.value] = &event;
        add(local_rank, event.name_idx == no_index && event.type_idx == no_index && event.signature_idx == no_index
                            ? ".local " + reg(event.value)
                            : ".local " + reg(event.value) + ", " + local_text(event));
        break;
      case DebugEvent::Kind::end_local: add(local_rank, ".end local " + reg(event.value)); break;
      case DebugEvent::Kind::restart_local: add(local_rank, ".restart local " + reg(event.value)); break;
      case DebugEvent::Kind::prologue_end: add(prologue_rank, ".prologue"); break;
      case DebugEvent::Kind::epilogue_begin: add(prologue_rank, ".epilogue"); break;
      case DebugEvent::Kind::set_file:
        add(file_rank, event.value == no_index ? ".source" : ".source " + quoted(names_.string(event.value)));
        break;
      }
    }
  }

  const Dex &dex_;
  const Names &names_;
  const CodeItem &code_;
  u32 parameters_;
  std::vector<Item> items_;
  std::vector<u32> starts_; // of instructions and payloads
  std::set<std::pair<u32, std::string>> labels_;
  std::map<u32, u32> switch_of_;
  std::map<u32, std::optional<u32>> lines_; // by the address from which on they hold
};

void ClassPrinter::print_parameters(const EncodedMethod &method, const DebugInfo &debug) {
  const auto lists =
      std::ranges::find(annotations_.parameters, method.method_idx, &Annotations::Parameters::method_idx);
  const ProtoIdItem proto = dex_.proto(dex_.method(method.method_idx).proto_idx);
  const List<u16> types = dex_.type_list(proto.parameters_off);
  u32 number = (method.access_flags & is_static_flag) == 0 ? 1 : 0;
  for (size_t i = 0; i < types.size(); ++i) {
    const u32 name = i < debug.parameter_names.size() ? debug.parameter_names[i] : no_index;
    const std::vector<Annotation> *list =
        lists != annotations_.parameters.end() && i < lists->lists.size() ? &lists->lists[i] : nullptr;
    if (list && list->empty()) list = nullptr;
    if (name != no_index || list)
      put(1, fmt::format(".param p{}{}", number, name == no_index ? "" : ", " + quoted(names_.string(name))));
    if (list) {
      print_annotations(2, *list);
      put(1, ".end param");
    }
    number += is_wide(dex_.type(types[i])) ? 2 : 1;
  }
}

void ClassPrinter::print_method(const EncodedMethod &method, const std::string &restriction) {
  put(0, ".method " + flags_text(method.access_flags, FlagsOf::a_method) + restriction +
             names_.method_in_class(method.method_idx));
  const std::optional<CodeItem> code = dex_.code(method.code_off);
  const DebugInfo debug = code ? debug_info(dex_, *code) : DebugInfo{};
  if (code) put(1, fmt::format(".registers {}", code->registers_size));
  print_parameters(method, debug);
  if (const auto *list = of_member(annotations_.methods, method.method_idx)) print_annotations(1, *list);
  if (debug.damaged) put_damage(1, "the debug info is damaged; what could be read is shown");
  if (!code && method.code_off != 0) put_damage(1, "the code can't be read");
  if (code && budget_.spend(code->insns.size() + debug.events.size())) {
    u32 parameters = (method.access_flags & is_static_flag) == 0 ? 1 : 0;
    for (const u16 type : dex_.type_list(dex_.proto(dex_.method(method.method_idx).proto_idx).parameters_off))
      parameters += is_wide(dex_.type(type)) ? 2 : 1;
    const std::optional<MethodId> id = names_.method_id(method.method_idx);
    const auto line_of = [&](u32 line) { return id ? names_.line(*id, line) : std::optional(line); };
    is_whole_ = CodePrinter(dex_, names_, *code, parameters).print(debug, line_of, sink_) && is_whole_;
  } else if (code) {
    put_damage(1, "not shown: methods of this file share code beyond any real app");
  }
  put(0, ".end method");
}

} // namespace

std::string quoted(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<u8>(text[i]) : u8{0}; };
  const auto is_surrogate = [&](size_t i, u8 first, u8 last) {
    return byte(i) == 0xed && byte(i + 1) >= first && byte(i + 1) <= last && (byte(i + 2) & 0xc0) == 0x80;
  };
  std::string out = "\"";
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"' || c == '\\')
      out += {'\\', c};
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (byte(i) >= ' ' && byte(i) < 0x7f)
      out += c;
    else if (byte(i) < 0x80)
      out += fmt::format("\\u{:04x}", byte(i));
    if (byte(i) < 0x80) {
      ++i;
      continue;
    }
    const bool is_pair = is_surrogate(i, 0xa0, 0xaf) && is_surrogate(i + 3, 0xb0, 0xbf);
    if (!is_pair && is_surrogate(i, 0xa0, 0xbf)) {
      // Half of a pair is no character, yet a name may hold one.
      out += fmt::format("\\u{:04x}", (byte(i) & 15) << 12 | (byte(i + 1) & 63) << 6 | (byte(i + 2) & 63));
      i += 3;
      continue;
    }
    const size_t length = is_pair ? 6 : byte(i) >= 0xf0 ? 4 : byte(i) >= 0xe0 ? 3 : byte(i) >= 0xc0 ? 2 : 1;
    // What a terminal obeys comes back as <U+202E>.
    const std::string letter = to_line(text.substr(i, length));
    out += letter.starts_with("<U+") ? "\\u" + letter.substr(3, 4) : letter;
    i += std::min(length, text.size() - i);
  }
  return out + '"';
}

std::optional<std::string> constant_text(const Dex &dex, const Names &names, const EncodedValue &value) {
  const u32 index = static_cast<u32>(value.bits);
  const i64 number = static_cast<i64>(value.bits);
  switch (value.type) {
  case ValueType::byte_: return hex(number) + "t";
  case ValueType::short_: return hex(number) + "s";
  case ValueType::char_: return char_text(value.bits);
  case ValueType::int_: return hex(number);
  case ValueType::long_: return hex(number) + "L";
  case ValueType::float_: return java_number(std::bit_cast<float>(index)) + "f";
  case ValueType::double_: return java_number(std::bit_cast<double>(value.bits));
  case ValueType::method_type: return names.proto(index);
  case ValueType::method_handle: return method_handle_text(dex, names, index);
  case ValueType::string: return quoted(names.string(index));
  case ValueType::type: return names.type(index);
  case ValueType::field: return names.field(index);
  case ValueType::method: return names.method(index);
  case ValueType::enum_: return ".enum " + names.field(index);
  case ValueType::null: return "null";
  case ValueType::boolean: return value.bits != 0 ? "true" : "false";
  case ValueType::array:
  case ValueType::annotation: return std::nullopt;
  }
  return std::nullopt;
}

std::string method_handle_text(const Dex &dex, const Names &names, u32 index) {
  const MethodHandleItem handle = dex.method_handle(index);
  const auto type = static_cast<size_t>(handle.type);
  if (type >= std::size(handle_names)) return "<method handle?>";
  return fmt::format("{}@{}", handle_names[type],
                     handle.is_of_field() ? names.field(handle.member_idx) : names.method(handle.member_idx));
}

std::string call_site_text(const Dex &dex, const Names &names, u32 index) {
  const List<EncodedValue> values = dex.call_site(index);
  if (values.damaged || values.size() < 3 || values[0].type != ValueType::method_handle) return "<call site?>";
  std::string text = fmt::format("call_site_{}(", index);
  for (size_t i = 1; i < values.size(); ++i)
    text.append(i == 1 ? "" : ", ").append(constant_text(dex, names, values[i]).value_or("<value?>"));
  const MethodHandleItem bootstrap = dex.method_handle(static_cast<u32>(values[0].bits));
  return text + ")@" + (bootstrap.is_of_field() ? "<method?>" : names.method(bootstrap.member_idx));
}

bool write_smali(const Program &program, const DefinedClass &defined, const Names &names, const SmaliOptions &options,
                 Budget &budget, const SmaliSink &sink) {
  return ClassPrinter(program, defined, names, options, budget, sink).print();
}

} // namespace kinsafe
