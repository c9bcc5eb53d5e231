// Any bytes as a dex file whose bodies are lowered, held to what they promise, printed and read back; and any text as bodies, which
// is read or refused. What can't be lowered must say why.
#include "tests/program/verify_body.h"

#include <string_view>

using namespace kinsafe;

namespace {

void check(bool is_so) {
  if (!is_so) __builtin_trap();
}

void run_dex(Bytes bytes) {
  Incomplete incomplete;
  const Program program = build_program({{"fuzz", bytes}}, incomplete);
  Bodies bodies(program);
  for (u32 i = 0; i < program.bodies.size(); ++i) {
    const LoweredBody *const body = bodies.of(BodyId{i});
    if (!body || body->values.size() > 5000) continue;
    check(!fault_of(program, *body) && !fault_against_code(program, *body));
    const Result<ParsedProgram> parsed = parse_bodies(print(program, *body));
    check(parsed && parsed->bodies.size() == 1 && are_same(program, *body, parsed->program, parsed->bodies[0]));
  }
  for (const Bodies::Skipped &skipped : bodies.skipped()) check(!skipped.reason.empty());
  check(bodies.lowered() + bodies.skipped().size() == program.bodies.size());
}

// What is read is printed the same from then on.
void run_text(std::string_view text) {
  const Result<ParsedProgram> parsed = parse_bodies(text);
  if (!parsed) return check(parsed.error().message.starts_with("line "));
  for (const LoweredBody &body : parsed->bodies) {
    const std::string printed = print(parsed->program, body);
    const Result<ParsedProgram> again = parse_bodies(printed);
    check(again && again->bodies.size() == 1 && are_same(parsed->program, body, again->program, again->bodies[0]));
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const u8 *data, size_t size) {
  if (std::string_view(reinterpret_cast<const char *>(data), size).starts_with("dex\n")) run_dex({data, size});
  else run_text({reinterpret_cast<const char *>(data), size});
  return 0;
}
