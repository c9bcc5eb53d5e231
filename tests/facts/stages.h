// All stages of an audit up to the facts, run as src/audit.cc runs them.
#pragma once

#include "calls/call_graph.h"
#include "facts/facts.h"
#include "tests/shipped.h"

#include <utility>

namespace kinsafe {

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
  const Hierarchy hierarchy{program, shipped_platform()};
  const EntryPoints entry_points = find_entry_points(hierarchy, package, rows, incomplete);
  Bodies bodies{program};
  Values values{hierarchy, bodies, xrefs};
  Constants constants{values, rows, surroundings_of(package)};
  const CallGraph calls = build_call_graph(entry_points, rows, constants);
  const ProviderReads provider_reads = (values.look_at(&calls), find_provider_reads(constants, rows, models));
  const Denials denials = explore_denials(entry_points, calls, rows, constants);
};

} // namespace kinsafe
