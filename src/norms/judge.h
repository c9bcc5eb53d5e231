// Judgement: facts against the requirements of the norms that bind this app at this date.
#pragma once

#include "facts/schema.h"
#include "norms/norms.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kinsafe {

// What the user says about the case. Nothing here is guessed.
struct Question {
  std::string date; // ISO; the norms in force on this day apply
  std::vector<std::string> jurisdictions = {"CN"};
  std::optional<std::string> store;       // "google-play": its policies apply too
  std::string lending = "unsure";         // yes, no, unsure
  std::optional<std::string> institution; // bank, consumer_finance, ...; nothing if not known
};

struct RequirementVerdict {
  std::string norm, requirement;
  Verdict verdict = Verdict::unclear;
  std::string force;
  bool if_lending = false;          // the norm binds lending apps, and it is not known whether this is one
  std::vector<std::string> only_if; // kinds of institution, where it is not known whether the lender is one
  bool is_observed = false;
  bool is_signs_only = false; // a check is violated, but the words need an appraisal or were not read
  std::vector<std::string> because, gaps; // ids, in order of the checks, no doubles
  std::vector<CheckResult> checks;
};

// The norm may not bind this app at all, so what is said holds under a condition.
inline bool is_conditional(const RequirementVerdict &verdict) { return verdict.if_lending || !verdict.only_if.empty(); }

// One verdict a judged requirement of every norm that binds, in order of ids.
std::vector<RequirementVerdict> judge(const Facts &facts, std::span<const GapRow> gaps, const NormPack &pack, const Question &question);

// A norm binds if it is about apps, in force on the day, of one of the places, or of the store asked for.
bool is_binding(const Norm &norm, const Question &question);

} // namespace kinsafe
