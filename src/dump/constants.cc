// `dump constants`: what the arguments of the calls of a method may be, as far as the app's bytes say: texts, numbers, classes,
// and what arrays and collections hold. A row an argument; one that may be something else too says why by one word.
#include "calls/constants.h"

#include "base/strings.h"
#include "dump/call_source.h"

namespace kinsafe {
namespace {

std::string spelled(const Constant &constant) {
  switch (constant.kind) {
  case Constant::Kind::null: return "null";
  case Constant::Kind::number: return std::to_string(constant.number);
  case Constant::Kind::text: return std::string(1, '"').append(shown(constant.text)).append(1, '"');
  case Constant::Kind::class_object: return constant.text;
  case Constant::Kind::array: break;
  }
  std::string text = "{";
  for (const Constant &element : constant.elements) text.append(text.size() > 1 ? ", " : "").append(spelled(element));
  return text + "}";
}

} // namespace

Result<void> dump_constants(const DumpRequest &request, Output &output) {
  const std::unique_ptr<CallSource> source = TRY(open_calls(request));
  const Program &program = source->program;
  Values &values = source->values;
  Constants &constants = source->constants;
  output.begin("constants", source->code.package.file, {"caller", "method", "argument", "type", "values", "whole", "reason", "line", "offset", "part"});
  RowLimit limit(source->code.incomplete);
  for (u32 i = 0; i < program.methods.size(); ++i) {
    const MethodId method{i};
    if (!matches_method(program, method, request)) continue;
    const std::vector<std::string_view> types = parameter_types(program.strings[program.methods[method].signature]);
    for (const Site &site : source->xrefs.calls.of(method)) {
      const std::optional<ValueAt> call = values.at(site);
      if (!call) continue; // no path leads there
      const std::vector<ValueAt> operands = values.operands(*call);
      const size_t receiver = operands.size() > types.size() ? 1 : 0; // argument 0 of a method that is not static is its object
      for (size_t at = 0; at < operands.size() && limit.spend(); ++at) {
        const std::string_view type = at < receiver ? type_text(program, program.methods[method].owner) : types[at - receiver];
        const Known known = type.starts_with('[') ? constants.elements_of(operands[at]) : constants.constants_of(operands[at]);
        std::vector<std::string> texts;
        for (const Constant &constant : known.values) texts.push_back(to_line(spelled(constant)));
        output.row({source->text(site.body), source->text(method), static_cast<i64>(at), to_line(type), texts, std::string(known.is_whole ? "yes" : "no"),
                    known.is_whole ? DumpCell() : DumpCell(std::string(known.reason)), source->line(site), i64{site.pc}, source->part(site.body)});
      }
    }
  }
  if (constants.is_exhausted()) source->code.incomplete.add(GapKind::limit, "", "", "not all values were followed; ask by a narrower NAME", Lost::code);
  output.end(source->code.incomplete);
  return {};
}

} // namespace kinsafe
