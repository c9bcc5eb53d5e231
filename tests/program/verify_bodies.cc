// Lowers every method of the packages or dex files given, holds each body to program/body.h and to its code, and reads its text
// back. Prints how many were seen, lowered, and skipped for which reason; fails if a body has a fault or the sums do not fit.
#include "container/package.h"
#include "tests/program/verify_body.h"

#include <cstdio>
#include <ctime>
#include <map>

using namespace kinsafe;

namespace {

struct Sums {
  u64 seen = 0, lowered = 0, skipped = 0, faults = 0, instructions = 0;
  double seconds = 0; // that lowering took
  std::map<std::string, u64> reasons;
};

void check_package(const std::string &path, Sums &sums) {
  Incomplete incomplete;
  const Result<Package> package = open_package(path, 1, incomplete);
  if (!package) {
    std::printf("%s: %s\n", path.c_str(), package.error().message.c_str());
    ++sums.faults;
    return;
  }
  std::vector<DexInput> inputs;
  for (const Part *part : dex_parts(*package)) inputs.push_back({part->name, part->bytes});
  const Program program = build_program(inputs, incomplete);
  Bodies bodies(program);
  const std::clock_t begin = std::clock();
  for (u32 i = 0; i < program.bodies.size(); ++i) bodies.of(BodyId{i});
  sums.seconds += static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  sums.seen += program.bodies.size();
  sums.lowered += bodies.lowered();
  sums.skipped += bodies.skipped().size();
  for (const Bodies::Skipped &skipped : bodies.skipped()) ++sums.reasons[skipped.reason];
  for (u32 i = 0; i < program.bodies.size(); ++i) {
    const LoweredBody *const body = bodies.of(BodyId{i});
    if (!body) continue;
    sums.instructions += body->values.size();
    std::optional<std::string> fault = fault_of(program, *body);
    if (!fault) fault = fault_against_code(program, *body);
    if (!fault) {
      const Result<ParsedProgram> parsed = parse_bodies(print(program, *body));
      if (!parsed) fault = "its text can't be read: " + parsed.error().message;
      else if (parsed->bodies.size() != 1 || !are_same(program, *body, parsed->program, parsed->bodies[0])) fault = "its text is another body";
    }
    if (!fault) continue;
    std::printf("%s: %s: %s\n", path.c_str(), method_text(program, body->method).c_str(), fault->c_str());
    ++sums.faults;
  }
}

} // namespace

int main(int count, char **arguments) {
  Sums sums;
  for (int i = 1; i < count; ++i) check_package(arguments[i], sums);
  std::printf("%d packages: %llu methods seen = %llu lowered + %llu skipped; %llu values in %.2f s of processor time; %llu faults\n", count - 1,
              static_cast<unsigned long long>(sums.seen), static_cast<unsigned long long>(sums.lowered), static_cast<unsigned long long>(sums.skipped),
              static_cast<unsigned long long>(sums.instructions), sums.seconds, static_cast<unsigned long long>(sums.faults));
  for (const auto &[reason, times] : sums.reasons) std::printf("%8llu skipped: %s\n", static_cast<unsigned long long>(times), reason.c_str());
  return sums.faults == 0 && sums.seen == sums.lowered + sums.skipped ? 0 : 1;
}
