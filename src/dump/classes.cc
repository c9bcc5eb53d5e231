// `dump classes`: every class of every dex file, with the sizes of what it holds.
#include "base/strings.h"
#include "dump/code_source.h"

namespace kinsafe {
namespace {

std::string without_last_blank(std::string text) {
  if (!text.empty()) text.pop_back();
  return text;
}

} // namespace

Result<void> dump_classes(const DumpRequest &request, Output &output) {
  CodeSource source = TRY(open_code(request));
  output.begin(
      "classes", source.package.file,
      {"class", "flags", "super", "interfaces", "source", "methods", "fields", "code_units", "hidden", "part"});
  for_each_class(source, [&](const DefinedClass &defined, Budget &) {
    const Names names(source.program, defined.dex, request.mapping);
    const std::string name = names.type(defined.def.class_idx);
    if (!request.name.matches_class(name) && !request.name.matches_class(type_text(source.program, defined.type)))
      return;
    const Dex &dex = source.program.dexes[defined.dex];
    std::vector<std::string> interfaces;
    for (const u16 type : dex.type_list(defined.def.interfaces_off)) interfaces.push_back(names.type(type));
    u64 units = 0;
    const ClassData &data = defined.data;
    for (const auto *methods : {&data.direct_methods, &data.virtual_methods})
      for (const EncodedMethod &method : *methods) units += units_of(dex, method);
    const auto if_any = [](u32 index, std::string text) {
      return index == no_index ? DumpCell() : DumpCell(std::move(text));
    };
    output.row({name, without_last_blank(flags_text(defined.def.access_flags, FlagsOf::a_class)),
                if_any(defined.def.superclass_idx, names.type(defined.def.superclass_idx)), interfaces,
                if_any(defined.def.source_file_idx, names.string(defined.def.source_file_idx)),
                static_cast<i64>(data.direct_methods.size() + data.virtual_methods.size()),
                static_cast<i64>(data.static_fields.size() + data.instance_fields.size()), static_cast<i64>(units),
                std::string(defined.is_shadowed ? "yes" : "no"), source.program.dex_names[defined.dex]});
  });
  output.end(source.incomplete);
  return {};
}

} // namespace kinsafe
