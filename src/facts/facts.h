// Facts from all stages: one file a detector, one list of them (detectors.cc), and what the stages that this version
// lacks would have shown, as gaps.
#pragma once

#include "base/incomplete.h"
#include "calls/calls.h"
#include "calls/cardinality.h"
#include "container/package.h"
#include "denial/denial.h"
#include "facts/schema.h"
#include "libraries/libraries.h"
#include "libraries/outside.h"
#include "libraries/uses.h"
#include "models/models.h"
#include "models/words.h"
#include "program/program.h"
#include "program/xrefs.h"

#include <array>
#include <span>
#include <vector>

namespace kinsafe {

// Everything that a detector may look at.
struct Looked {
  const Package &package;
  const Program &program;
  const Xrefs &xrefs;
  const ModelRows &rows;
  const Models &models;
  const Libraries &libraries;
  const Uses &uses;
  const Outside &outside;
  const Words &words;
  const CallGraph &calls;
  const ProviderReads &provider_reads;
  const Denials &denials;
};

// Detectors, one a file. Each adds its rows, and a gap where it could not see.
void detect_permissions(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_data_reads(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_endpoints(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_purpose_texts(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_libraries(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_packers(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_dynamic_code(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_native_code(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_web_layers(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_form_fields(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_permission_requests(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_denials(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_container_oddities(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_inventory(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_lending(const Looked &looked, Facts &facts, Incomplete &incomplete);

struct Detector {
  FactKind fact;
  void (*detect)(const Looked &, Facts &, Incomplete &);
};
std::span<const Detector> detectors();

// By FactKind: whether a gap known so far may hide rows of it.
std::array<bool, fact_kinds> hidden_facts(const Incomplete &incomplete);

// Runs all detectors; rows are sorted and have their ids. Facts without a detector become gaps of kind not_looked.
Facts collect_facts(const Looked &looked, Incomplete &incomplete);

// The gaps with the facts that each may hide, sorted by part, place and reason.
std::vector<GapRow> list_gaps(const Incomplete &incomplete);

// Whether the code of each row runs, when and on which screen, and the way to it from an entry point, for rows of which
// nobody has said so yet. A row whose code runs at several moments becomes one row a moment.
void complete_reached(const Looked &looked, const Incomplete &incomplete, Facts &facts);

// Whether code may run that the call graph does not lead to: code that was not read or comes in while the app runs, machine
// code, pages that call back, and calls of methods that only a name in a variable tells.
bool may_run_otherwise(const Looked &looked, const Facts &facts, const Incomplete &incomplete);

// A permission as norms spell it: the platform's own by the short name, others by the full one.
std::string permission_word(std::string_view full_name);

// Evidence for a place in code.
Evidence evidence_at(const Program &program, const Site &site, std::string_view why);

// The places that show that a thing of the catalogue is there.
std::vector<Evidence> evidence_of(const Looked &looked, u32 thing);

// A packer, loaded code, machine code: a name, and the facts that lie hidden with that kind of content.
void add_hider(FactKind kind, const std::string &name, Lost lost, std::vector<Evidence> evidence, Facts &facts);

// Personal data taken by a script or by machine code: where, and by which words. Whether it runs nobody has looked.
void add_taken(const Looked &looked, const OutsidePart &outside, const Taken &taken, std::string_view why, Facts &facts);

} // namespace kinsafe
