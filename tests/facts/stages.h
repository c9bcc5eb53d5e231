// All stages of an audit up to the facts, run as src/audit.cc runs them.
#pragma once

#include "facts/facts.h"
#include "tests/facts/shipped_rows.h"

#include <utility>

namespace kinsafe {

inline const PlatformPack &shipped_platform() {
  static const MappedFile file = map_file(KINSAFE_SOURCE_DIR "/platform/platform.pack").value();
  static const PlatformPack pack = PlatformPack::open(file.bytes()).value();
  return pack;
}

struct StagesRun {
  StagesRun(const Package &its_package, Program its_program, Incomplete &its_incomplete, const ModelRows &its_rows = shipped_rows())
      : incomplete(its_incomplete), package(its_package), program(std::move(its_program)), rows(its_rows) {}
  Looked looked() const { return {package, program, xrefs, rows, models, libraries, uses, outside, words, calls, provider_reads, denials}; }

  Incomplete &incomplete;
  const Package &package;
  const Program program;
  const ModelRows &rows;
  const Xrefs xrefs = scan_xrefs(program, 1, incomplete);
  const Models models = resolve_models(rows, program);
  const Libraries libraries = identify_libraries(package, program, xrefs, rows.carried);
  const Uses uses = find_uses(program, xrefs, rows.carried);
  const Outside outside = look_outside(package, rows.carried, 1, incomplete);
  const Words words = find_words(rows.phrases, package, incomplete);
  Bodies bodies{program};
  const CallGraph calls = build_call_graph(program, xrefs, package, rows, shipped_platform(), bodies, incomplete);
  Values values{bodies, xrefs, &calls};
  Constants constants{values, rows, shipped_platform(), surroundings_of(package)};
  const ProviderReads provider_reads = find_provider_reads(constants, rows, models);
  const Denials denials = explore_denials(program, package, xrefs, rows, shipped_platform(), calls, constants);
};

} // namespace kinsafe
