// Opens the code of a package and walks its classes.
#include "dump/code_source.h"

#include "base/strings.h"

#include <algorithm>

namespace kinsafe {
namespace {

struct FlagName {
  u32 flag;
  std::string_view name;
  bool of_class, of_method, of_field;
};
constexpr FlagName flag_names[] = {
    {0x1, "public", true, true, true},
    {0x2, "private", true, true, true},
    {0x4, "protected", true, true, true},
    {0x8, "static", true, true, true},
    {0x10, "final", true, true, true},
    {0x20, "synchronized", false, true, false},
    {0x40, "volatile", false, false, true},
    {0x40, "bridge", false, true, false},
    {0x80, "transient", false, false, true},
    {0x80, "varargs", false, true, false},
    {0x100, "native", false, true, false},
    {0x200, "interface", true, false, false},
    {0x400, "abstract", true, true, false},
    {0x800, "strictfp", false, true, false},
    {0x1000, "synthetic", true, true, true},
    {0x2000, "annotation", true, false, false},
    {0x4000, "enum", true, false, true},
    {0x10000, "constructor", false, true, false},
    {0x20000, "declared-synchronized", false, true, false},
};

} // namespace

Result<CodeSource> open_code(const DumpRequest &request) {
  CodeSource source;
  source.package = TRY(open_package(request.paths, request.threads, source.incomplete));
  std::vector<DexInput> inputs;
  for (const Part *part : dex_parts(source.package)) inputs.push_back({part->name, part->bytes});
  source.program = build_program(inputs, source.incomplete);
  return source;
}

void for_each_class(CodeSource &source, const std::function<void(const DefinedClass &, Budget &)> &visit) {
  const Program &program = source.program;
  for (u32 d = 0; d < program.dexes.size(); ++d) {
    const Dex &dex = program.dexes[d];
    Budget budget(dex.bytes().size());
    for (u32 i = 0; i < dex.class_count() && !budget.exceeded(); ++i) {
      const ClassDef def = dex.class_def(i);
      if (def.class_idx >= program.dex_ids[d].types.size()) continue;
      const TypeId type = program.dex_ids[d].types[def.class_idx];
      const std::optional<ClassId> running = program.class_of_type[Table<TypeId, StringId>::index(type)];
      const bool runs = running && program.classes[*running].dex == d && program.classes[*running].class_def == i;
      DefinedClass defined{d, i, def, dex.class_data(def.class_data_off).value_or(ClassData{}), type, !runs};
      const ClassData &data = defined.data;
      const size_t members = data.static_fields.size() + data.instance_fields.size() + data.direct_methods.size() +
                             data.virtual_methods.size();
      if (budget.spend(sizeof(ClassDef) + members)) visit(defined, budget);
    }
    if (budget.exceeded())
      source.incomplete.add(GapKind::limit, program.dex_names[d], "classes",
                            "they overlap so much that a listing would be many times the file; the rest is left out",
                            Lost::code);
  }
}

std::string Names::string(u32 index) const {
  const std::vector<StringId> &ids = program_.dex_ids[dex_].strings;
  return index < ids.size() ? std::string(program_.strings[ids[index]]) : "<string?>";
}

std::string Names::type(u32 index) const {
  const std::vector<TypeId> &ids = program_.dex_ids[dex_].types;
  return index < ids.size() ? to_line(type_text(program_, ids[index], mapping_)) : "<type?>";
}

std::string Names::method(u32 index) const {
  const std::optional<MethodId> id = method_id(index);
  return id ? to_line(method_text(program_, *id, mapping_)) : "<method?>";
}

std::string Names::field(u32 index) const {
  const std::optional<FieldId> id = field_id(index);
  return id ? to_line(field_text(program_, *id, mapping_)) : "<field?>";
}

std::string Names::method_in_class(u32 index) const {
  const std::optional<MethodId> id = method_id(index);
  if (!id) return "<method?>";
  const std::string owner = type_text(program_, program_.methods[*id].owner, mapping_);
  return to_line(method_text(program_, *id, mapping_).substr(owner.size() + 2));
}

std::string Names::field_in_class(u32 index) const {
  const std::optional<FieldId> id = field_id(index);
  if (!id) return "<field?>";
  const std::string owner = type_text(program_, program_.fields[*id].owner, mapping_);
  return to_line(field_text(program_, *id, mapping_).substr(owner.size() + 2));
}

std::string Names::proto(u32 index) const {
  const Dex &dex = program_.dexes[dex_];
  const ProtoIdItem proto = dex.proto(index);
  const List<u16> parameters = dex.type_list(proto.parameters_off);
  if (parameters.damaged || proto.return_type_idx == no_index) return "<proto?>";
  std::string text = "(";
  for (const u16 parameter : parameters) text += type(parameter);
  return text + ")" + type(proto.return_type_idx);
}

std::optional<MethodId> Names::method_id(u32 index) const {
  const std::vector<MethodId> &ids = program_.dex_ids[dex_].methods;
  return index < ids.size() ? std::optional(ids[index]) : std::nullopt;
}

std::optional<FieldId> Names::field_id(u32 index) const {
  const std::vector<FieldId> &ids = program_.dex_ids[dex_].fields;
  return index < ids.size() ? std::optional(ids[index]) : std::nullopt;
}

std::optional<u32> Names::line(MethodId method, u32 residual) const {
  return original_line(program_, method, residual, mapping_);
}

std::string flags_text(u32 access_flags, FlagsOf of) {
  std::string text;
  for (const FlagName &each : flag_names) {
    const bool fits = of == FlagsOf::a_class ? each.of_class : of == FlagsOf::a_field ? each.of_field : each.of_method;
    if (fits && (access_flags & each.flag) != 0) text.append(each.name).append(" ");
  }
  return text;
}

u64 units_of(const Dex &dex, const EncodedMethod &method) {
  const std::optional<CodeItem> code = dex.code(method.code_off);
  return code ? code->insns.size() : 0;
}

bool matches_method(const Program &program, MethodId id, const DumpRequest &request) {
  if (request.name.is_everything()) return true;
  const auto matches = [&](const Mapping *mapping) {
    const std::string owner = type_text(program, program.methods[id].owner, mapping), full = method_text(program, id, mapping);
    const std::string_view in_class = std::string_view(full).substr(owner.size() + 2);
    return request.name.matches_class(owner) || request.name.matches_member(owner, in_class.substr(0, in_class.find('(')), full);
  };
  return matches(nullptr) || (request.mapping && matches(request.mapping));
}

} // namespace kinsafe
