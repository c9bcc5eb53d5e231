// `dump fields`: every field that a class defines, with the value that a static one begins with.
#include "dump/code_source.h"
#include "dump/smali.h"

namespace kinsafe {

Result<void> dump_fields(const DumpRequest &request, Output &output) {
  CodeSource source = TRY(open_code(request));
  output.begin("fields", source.package.file, {"field", "flags", "value", "part"});
  for_each_class(source, [&](const DefinedClass &defined, Budget &budget) {
    const Names names(source.program, defined.dex, request.mapping);
    const Dex &dex = source.program.dexes[defined.dex];
    const std::string owner = names.type(defined.def.class_idx);
    const List<EncodedValue> values = dex.values(defined.def.static_values_off);
    budget.spend(values.size());
    const auto add = [&](const EncodedField &field, const EncodedValue *value) {
      const std::string text = names.field(field.field_idx), in_class = names.field_in_class(field.field_idx);
      if (!request.name.is_everything() && !request.name.matches_class(owner) &&
          !request.name.matches_member(owner, in_class.substr(0, in_class.find(':')), text))
        return;
      std::string flags = flags_text(field.access_flags, FlagsOf::a_field);
      if (!flags.empty()) flags.pop_back();
      const std::optional<std::string> constant = value ? constant_text(dex, names, *value) : std::nullopt;
      output.row({text, flags, constant ? DumpCell(*constant) : DumpCell(), source.program.dex_names[defined.dex]});
    };
    for (size_t i = 0; i < defined.data.static_fields.size(); ++i)
      add(defined.data.static_fields[i], i < values.size() ? &values[i] : nullptr);
    for (const EncodedField &field : defined.data.instance_fields) add(field, nullptr);
  });
  output.end(source.incomplete);
  return {};
}

} // namespace kinsafe
