// `dump methods`: every method that a class defines, with the size of its code and the lines of its source.
#include "dex/instructions.h"
#include "dump/code_source.h"

namespace kinsafe {
namespace {

struct Lines {
  std::optional<u32> first, last;
};

Lines lines_of(const Dex &dex, const CodeItem &code, const Names &names, MethodId id) {
  Lines lines;
  for (const DebugEvent &event : debug_info(dex, code).events) {
    if (event.kind != DebugEvent::Kind::line) continue;
    const std::optional<u32> line = names.line(id, event.value);
    if (!line) continue;
    lines.first = std::min(lines.first.value_or(*line), *line);
    lines.last = std::max(lines.last.value_or(*line), *line);
  }
  return lines;
}

} // namespace

Result<void> dump_methods(const DumpRequest &request, Output &output) {
  CodeSource source = TRY(open_code(request));
  output.begin("methods", source.package.file,
               {"method", "flags", "registers", "code_units", "first_line", "last_line", "part"});
  for_each_class(source, [&](const DefinedClass &defined, Budget &budget) {
    const Names names(source.program, defined.dex, request.mapping);
    const Dex &dex = source.program.dexes[defined.dex];
    const std::string owner = names.type(defined.def.class_idx);
    for (const auto *methods : {&defined.data.direct_methods, &defined.data.virtual_methods})
      for (const EncodedMethod &method : *methods) {
        const std::string text = names.method(method.method_idx);
        const std::string in_class = names.method_in_class(method.method_idx);
        if (!request.name.is_everything() && !request.name.matches_class(owner) &&
            !request.name.matches_member(owner, in_class.substr(0, in_class.find('(')), text))
          continue;
        const std::optional<CodeItem> code = dex.code(method.code_off);
        const std::optional<MethodId> id = names.method_id(method.method_idx);
        // The debug info costs no more than the code, or it is no real app's.
        Lines lines;
        if (code && id && budget.spend(code->insns.size())) lines = lines_of(dex, *code, names, *id);
        const auto number = [](const auto &value) { return value ? DumpCell(i64{*value}) : DumpCell(); };
        std::string flags = flags_text(method.access_flags, FlagsOf::a_method);
        if (!flags.empty()) flags.pop_back();
        output.row({text, flags, code ? DumpCell(i64{code->registers_size}) : DumpCell(),
                    code ? DumpCell(static_cast<i64>(code->insns.size())) : DumpCell(), number(lines.first),
                    number(lines.last), source.program.dex_names[defined.dex]});
      }
  });
  output.end(source.incomplete);
  return {};
}

} // namespace kinsafe
