// `dump xrefs`: every place that mentions what the NAME matches: classes, methods, fields, strings. A mention of a
// member is a mention of its class too. Each dex file is walked once; what is looked for is marked in tables by index.
#include "dex/instructions.h"
#include "dump/code_source.h"
#include "dump/smali.h"

#include <algorithm>
#include <functional>

namespace kinsafe {
namespace {

// By the indices of one dex file: is it looked for.
struct Wanted {
  std::vector<bool> strings, types, methods, fields, protos;
};

bool at(const std::vector<bool> &marks, u64 index) { return index < marks.size() && marks[index]; }

Wanted find_wanted(const Program &program, u32 d, const Names &names, const DumpRequest &request) {
  const Dex &dex = program.dexes[d];
  const DexIds &ids = program.dex_ids[d];
  const NamePattern &name = request.name;
  Wanted wanted;
  for (const StringId id : ids.strings) wanted.strings.push_back(name.matches(program.strings[id]));
  for (u32 i = 0; i < ids.types.size(); ++i) {
    const auto is_class = [&](std::string_view descriptor) {
      descriptor.remove_prefix(std::min(descriptor.find_first_not_of('['), descriptor.size()));
      return name.matches_class(descriptor);
    };
    wanted.types.push_back(is_class(names.type(i)) || (request.mapping && is_class(type_text(program, ids.types[i]))));
  }
  const auto is_member = [&](const std::string &full, char end) {
    const size_t arrow = full.find("->");
    if (arrow == std::string::npos) return false;
    const std::string_view member = std::string_view(full).substr(arrow + 2);
    return name.matches_member(std::string_view(full).substr(0, arrow), member.substr(0, member.find(end)), full);
  };
  for (u32 i = 0; i < ids.methods.size(); ++i)
    wanted.methods.push_back(at(wanted.types, dex.method(i).class_idx) || is_member(names.method(i), '(') ||
                             (request.mapping && is_member(method_text(program, ids.methods[i]), '(')));
  for (u32 i = 0; i < ids.fields.size(); ++i)
    wanted.fields.push_back(at(wanted.types, dex.field(i).class_idx) || is_member(names.field(i), ':') ||
                            (request.mapping && is_member(field_text(program, ids.fields[i]), ':')));
  Budget budget(dex.bytes().size());
  for (u32 i = 0; i < dex.proto_count(); ++i) {
    const ProtoIdItem proto = dex.proto(i);
    bool is_wanted = at(wanted.types, proto.return_type_idx);
    if (budget.spend(1))
      for (const u16 type : dex.type_list(proto.parameters_off))
        is_wanted = (budget.spend(1) && at(wanted.types, type)) || is_wanted;
    wanted.protos.push_back(is_wanted);
  }
  return wanted;
}

std::string_view kind_of(Opcode opcode) {
  const std::string_view name = info_of(opcode).name;
  switch (info_of(opcode).index) {
  case Index::none: return "";
  case Index::string: return "names";
  case Index::field: return name.contains("put") ? "writes" : "reads";
  case Index::method:
  case Index::method_and_proto:
  case Index::call_site: return "calls";
  case Index::method_handle: return "hands on";
  case Index::proto: return "signature";
  case Index::type: break;
  }
  if (opcode == Opcode::new_instance) return "creates";
  if (opcode == Opcode::const_class) return "class";
  if (opcode == Opcode::check_cast) return "casts";
  return opcode == Opcode::instance_of ? "tests" : "array";
}

class Mentions {
public:
  Mentions(CodeSource &source, const DumpRequest &request, Output &output)
      : source_(source), program_(source.program), request_(request), output_(output) {}

  void add_all() {
    for_each_class(source_, [&](const DefinedClass &defined, Budget &budget) {
      if (!names_ || defined.dex != dex_index_) {
        dex_index_ = defined.dex;
        names_.emplace(program_, dex_index_, request_.mapping);
        wanted_ = find_wanted(program_, dex_index_, *names_, request_);
      }
      dex_ = &program_.dexes[dex_index_];
      add_class(defined, budget);
    });
  }

private:
  void row(std::string_view kind, std::string target, const std::string &where, std::optional<u32> line = {},
           std::optional<u32> offset = {}) {
    const auto number = [](const std::optional<u32> &value) { return value ? DumpCell(i64{*value}) : DumpCell(); };
    output_.row(
        {std::string(kind), std::move(target), where, number(line), number(offset), program_.dex_names[dex_index_]});
  }

  void add_type(std::string_view kind, u32 type, const std::string &where) {
    if (at(wanted_.types, type)) row(kind, names_->type(type), where);
  }

  void add_class(const DefinedClass &defined, Budget &budget) {
    const std::string name = names_->type(defined.def.class_idx);
    add_type("defines", defined.def.class_idx, name);
    add_type("extends", defined.def.superclass_idx, name);
    for (const u16 type : dex_->type_list(defined.def.interfaces_off)) add_type("implements", type, name);
    const ClassData &data = defined.data;
    for (const auto *fields : {&data.static_fields, &data.instance_fields})
      for (const EncodedField &field : *fields) {
        if (at(wanted_.fields, field.field_idx)) row("defines", names_->field(field.field_idx), name);
        add_type("type of", dex_->field(field.field_idx).type_idx, names_->field(field.field_idx));
      }
    const List<EncodedValue> values = dex_->values(defined.def.static_values_off);
    budget.spend(values.size());
    for (size_t i = 0; i < values.size() && i < data.static_fields.size(); ++i)
      add_value("value of", values[i], names_->field(data.static_fields[i].field_idx));
    add_annotations(defined, name, budget);
    for (const auto *methods : {&data.direct_methods, &data.virtual_methods})
      for (const EncodedMethod &method : *methods) add_method(method, name, budget);
  }

  // Whether a constant, or one inside it, is looked for.
  void add_value(std::string_view kind, const EncodedValue &value, const std::string &where) {
    const u64 index = value.bits;
    switch (value.type) {
    case ValueType::string:
      if (at(wanted_.strings, index)) row(kind, names_->string(static_cast<u32>(index)), where);
      break;
    case ValueType::type: add_type(kind, static_cast<u32>(index), where); break;
    case ValueType::field:
    case ValueType::enum_:
      if (at(wanted_.fields, index)) row(kind, names_->field(static_cast<u32>(index)), where);
      break;
    case ValueType::method:
      if (at(wanted_.methods, index)) row(kind, names_->method(static_cast<u32>(index)), where);
      break;
    case ValueType::method_type:
      if (at(wanted_.protos, index)) row(kind, names_->proto(static_cast<u32>(index)), where);
      break;
    case ValueType::method_handle:
      if (is_handle_wanted(static_cast<u32>(index)))
        row(kind, method_handle_text(*dex_, *names_, static_cast<u32>(index)), where);
      break;
    case ValueType::annotation: add_type(kind, static_cast<u32>(index), where); break;
    case ValueType::array:
    case ValueType::byte_:
    case ValueType::short_:
    case ValueType::char_:
    case ValueType::int_:
    case ValueType::long_:
    case ValueType::float_:
    case ValueType::double_:
    case ValueType::null:
    case ValueType::boolean: break;
    }
    for (const EncodedValue &item : value.items) add_value(kind, item, where);
  }

  void add_annotations(const DefinedClass &defined, const std::string &name, Budget &budget) {
    const Annotations annotations = dex_->annotations(defined.def.annotations_off);
    const auto add = [&](const std::vector<Annotation> &list, const std::string &where) {
      budget.spend(list.size());
      for (const Annotation &annotation : list) add_value("annotation", annotation.value, where);
    };
    add(annotations.on_class, name);
    for (const auto &field : annotations.fields) add(field.list, names_->field(field.index));
    for (const auto &method : annotations.methods) add(method.list, names_->method(method.index));
    for (const auto &method : annotations.parameters)
      for (const std::vector<Annotation> &list : method.lists) add(list, names_->method(method.method_idx));
  }

  bool is_handle_wanted(u32 index) const {
    const MethodHandleItem handle = dex_->method_handle(index);
    return at(handle.is_of_field() ? wanted_.fields : wanted_.methods, handle.member_idx);
  }

  bool is_call_site_wanted(u32 index) const {
    const auto is_wanted = [&](const EncodedValue &value) {
      if (value.type == ValueType::method_handle) return is_handle_wanted(static_cast<u32>(value.bits));
      if (value.type == ValueType::string) return at(wanted_.strings, value.bits);
      if (value.type == ValueType::type) return at(wanted_.types, value.bits);
      return value.type == ValueType::method_type && at(wanted_.protos, value.bits);
    };
    return std::ranges::any_of(dex_->call_site(index), is_wanted);
  }

  void add_method(const EncodedMethod &method, const std::string &class_name, Budget &budget) {
    const std::string where = names_->method(method.method_idx);
    if (at(wanted_.methods, method.method_idx)) row("defines", where, class_name);
    if (at(wanted_.protos, dex_->method(method.method_idx).proto_idx)) row("signature", where, where);
    const std::optional<CodeItem> code = dex_->code(method.code_off);
    if (!code || !budget.spend(code->insns.size())) return;
    std::optional<std::vector<std::pair<u32, std::optional<u32>>>> lines; // found at the first mention
    const auto line_at = [&](u32 pc) -> std::optional<u32> {
      if (!lines) {
        lines.emplace();
        const std::optional<MethodId> id = names_->method_id(method.method_idx);
        for (const DebugEvent &event : debug_info(*dex_, *code).events)
          if (event.kind == DebugEvent::Kind::line)
            lines->emplace_back(event.address, id ? names_->line(*id, event.value) : std::optional(event.value));
      }
      const auto after = std::ranges::upper_bound(*lines, pc, {}, [](const auto &line) { return line.first; });
      return after == lines->begin() ? std::nullopt : std::prev(after)->second;
    };
    const bool is_whole = for_each_instruction(code->insns, [&](const Instruction &instruction) {
      const auto add = [&](std::string target) {
        row(kind_of(instruction.opcode), std::move(target), where, line_at(instruction.pc), instruction.pc);
      };
      const u32 index = instruction.index;
      switch (info_of(instruction.opcode).index) {
      case Index::none: break;
      case Index::string:
        if (at(wanted_.strings, index)) add(names_->string(index));
        break;
      case Index::type:
        if (at(wanted_.types, index)) add(names_->type(index));
        break;
      case Index::field:
        if (at(wanted_.fields, index)) add(names_->field(index));
        break;
      case Index::method:
      case Index::method_and_proto:
        if (at(wanted_.methods, index)) add(names_->method(index));
        break;
      case Index::call_site:
        if (is_call_site_wanted(index)) add(call_site_text(*dex_, *names_, index));
        break;
      case Index::method_handle:
        if (is_handle_wanted(index)) add(method_handle_text(*dex_, *names_, index));
        break;
      case Index::proto:
        if (at(wanted_.protos, index)) add(names_->proto(index));
        break;
      }
    });
    if (!is_whole) ++damaged_bodies_;
    const std::optional<Tries> tries = code->tries_size > 0 ? dex_->tries(*code) : std::nullopt;
    if (tries)
      for (const CatchHandler &handler : tries->handlers)
        if (at(wanted_.types, handler.type_idx))
          row("catches", names_->type(handler.type_idx), where, line_at(handler.address), handler.address);
    if (code->tries_size > 0 && !tries) ++damaged_bodies_;
    if (damaged_bodies_ > 0) {
      source_.incomplete.add(GapKind::damaged, program_.dex_names[dex_index_], where,
                             "its code can't be read to the end", Lost::code);
      damaged_bodies_ = 0;
    }
  }

  CodeSource &source_;
  const Program &program_;
  const DumpRequest &request_;
  Output &output_;
  u32 dex_index_ = 0;
  const Dex *dex_ = nullptr;
  std::optional<Names> names_;
  Wanted wanted_;
  unsigned damaged_bodies_ = 0;
};

} // namespace

Result<void> dump_xrefs(const DumpRequest &request, Output &output) {
  CodeSource source = TRY(open_code(request));
  output.begin("xrefs", source.package.file, {"kind", "target", "in", "line", "offset", "part"});
  Mentions(source, request, output).add_all();
  output.end(source.incomplete);
  return {};
}

} // namespace kinsafe
