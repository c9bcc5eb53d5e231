// `dump body`: methods in SSA form, in the text form of program/body_print.cc, which can be read back. Names in it are those of the
// file; a comment before the body has those that the build had. What can't be lowered is there too, with the reason.
#include "base/strings.h"
#include "dump/code_source.h"
#include "program/lowering.h"

namespace kinsafe {
namespace {

std::string failure_text(const LoweringFailure &failure) {
  std::string text = failure.reason;
  if (failure.pc != no_index) text.append(", at code unit ").append(std::to_string(failure.pc));
  return text;
}

template <class Visit>
void for_each_line(std::string_view text, const Visit &visit) {
  while (!text.empty()) {
    const size_t end = text.find('\n');
    visit(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

void write_json(JsonWriter &json, const std::string &method, const std::string &part, std::string_view body) {
  json.begin_object();
  json.key("part");
  json.text(part);
  json.key("method");
  json.text(method);
  json.key("lines");
  json.begin_array();
  for_each_line(body, [&](std::string_view line) { json.text(line); });
  json.end_array();
  json.end_object();
}

} // namespace

Result<void> dump_body(const DumpRequest &request, Output &output) {
  CodeSource source = TRY(open_code(request));
  const Program &program = source.program;
  output.begin("body", source.package.file);
  Lowering lowering(program);
  u64 seen = 0, lowered = 0;
  for (u32 i = 0; i < program.bodies.size(); ++i) {
    const Body &row = program.bodies[BodyId{i}];
    if (!matches_method(program, row.method, request)) continue;
    ++seen;
    const std::string method = to_line(method_text(program, row.method, request.mapping));
    const std::string &part = program.dex_names[row.dex];
    const std::expected<LoweredBody, LoweringFailure> body = lowering.lower(BodyId{i});
    if (!body) source.incomplete.add(GapKind::damaged, part, method, "can't be lowered: " + failure_text(body.error()), Lost::code);
    if (body) ++lowered;
    if (output.as_json()) {
      write_json(output.json(), method, part, body ? print(program, *body) : std::string());
    } else if (body) {
      output.line("# " + to_line(part) + ": " + method);
      for_each_line(print(program, *body), [&](std::string_view line) { output.line(line); });
      output.line("");
    }
    output.sent();
  }
  if (!output.as_json())
    output.line("# " + std::to_string(seen) + " methods = " + std::to_string(lowered) + " lowered + " + std::to_string(seen - lowered) + " skipped");
  output.end(source.incomplete);
  return {};
}

} // namespace kinsafe
