// What a check of conduct says: as JSON (docs/contract.md, kinsafe-conduct/1), as text, as one HTML page; and an exhibit, one
// episode with its pictures, for those who were called.
#pragma once

#include "conduct/check.h"
#include "report/report.h"

#include <string>
#include <vector>

namespace kinsafe {

struct ConductReport {
  Report judged; // tool, question, facts, verdicts, gaps; no app
  std::vector<Source> sources;
  ConductCounts counts;
  u64 episodes = 0;
};

ConductReport judge_conduct(ConductResult result, const Store &store, const NormPack &pack, const Question &question, const ToolIdentity &tool);

// Findings that prove nothing and are for people to look at: what texts say, and what contacts show by the tool's own measures.
std::vector<const Row *> signs_of(const ConductReport &report);
// "calls.csv:7 calls.csv:9"
std::string rows_text(const Row &finding);
std::string texts_to_read(const ConductReport &report);

std::string conduct_sentence(const ConductReport &report, const Texts &texts);

std::string write_conduct_json(const ConductReport &report, const Wording &wording);
std::string write_conduct_text(const ConductReport &report, const Wording &wording);
std::string write_conduct_html(const ConductReport &report, const Wording &wording);

// One episode of a report as a page that prints, with every contact of it. Fails if no episode has the id.
Result<std::string> write_exhibit(const Store &store, const ConductReport &report, std::string_view episode_id, const Wording &wording);

} // namespace kinsafe
