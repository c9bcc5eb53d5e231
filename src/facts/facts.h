// Facts from all stages: one file a detector, one list of them (detectors.cc), and what the stages that this version
// lacks would have shown, as gaps.
#pragma once

#include "base/incomplete.h"
#include "container/package.h"
#include "facts/schema.h"
#include "models/models.h"
#include "program/program.h"
#include "program/xrefs.h"

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
};

// Detectors, one a file. Each adds its rows, and a gap where it could not see.
void detect_permissions(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_data_reads(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_endpoints(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_purpose_texts(const Looked &looked, Facts &facts, Incomplete &incomplete);
void detect_container_oddities(const Looked &looked, Facts &facts, Incomplete &incomplete);

struct Detector {
  FactKind fact;
  void (*detect)(const Looked &, Facts &, Incomplete &);
};
std::span<const Detector> detectors();

// Runs all detectors; rows are sorted and have their ids. Facts without a detector become gaps of kind not_looked.
Facts collect_facts(const Looked &looked, Incomplete &incomplete);

// The gaps with the facts that each may hide, sorted by part, place and reason.
std::vector<GapRow> list_gaps(const Incomplete &incomplete);

// Evidence for a place in code.
Evidence evidence_at(const Program &program, const Site &site, std::string_view why);

} // namespace kinsafe
