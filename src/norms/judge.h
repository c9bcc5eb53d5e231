// Judgement: facts against the requirements of the norms that bind this app, or the conduct of its collectors, at a date.
#pragma once

#include "facts/schema.h"
#include "norms/evaluate.h"
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
  std::optional<std::string> store;          // "google-play": its policies apply too
  std::string lending = "unsure";            // yes, no, unsure
  std::optional<std::string> institution;    // bank, consumer_finance, ...; nothing if not known
  std::optional<std::string> collector;      // own, third_party: who collects; nothing if not known
  std::vector<std::string> about = {"app"};  // app, collection: what the facts are about
};

// Why it is not certain that a norm was in force on the day asked. What it says then holds if it was.
enum class ForceDoubt : u8 {
  none,
  start_approximate, // the day lies in the months around a start that is known by the month or from memory
  start_unknown,
  end_unknown,       // replaced, but the day of its end was not read
  status_unknown,
};
std::string_view name_of(ForceDoubt doubt);

// Whether a norm binds on a day: nothing if not, else how certain that is.
std::optional<ForceDoubt> force_on(const Norm &norm, std::string_view date);

struct RequirementVerdict {
  std::string norm, requirement;
  bool is_judged = true; // false: definitions, sanctions, findings, drafts; the facts stand beside the words, `verdict` says nothing
  Verdict verdict = Verdict::unclear;
  std::string force;
  bool if_lending = false;          // the norm binds lending apps, and it is not known whether this is one
  std::vector<std::string> only_if; // kinds of institution, where it is not known whether the lender is one
  bool if_third_party = false;      // the norm binds those who collect for another, and it is not known who collects
  ForceDoubt in_force = ForceDoubt::none;
  bool is_observed = false;
  bool is_signs_only = false; // a check is violated, but the words need an appraisal, were not read, or name no measure
  std::vector<std::string> because, gaps; // ids, in order of the checks, no doubles
  std::vector<CheckResult> checks;
  std::vector<std::string> met_by; // of `met`: it speaks of these checks alone; the words may ask more than any check looks at
};

// The norm may not bind at all, so what is said holds under a condition.
inline bool is_conditional(const RequirementVerdict &verdict) {
  return verdict.if_lending || !verdict.only_if.empty() || verdict.if_third_party || verdict.in_force != ForceDoubt::none;
}
// The same, leaving aside whether the app lends: that verdicts count while nobody knows is the contract's choice.
inline bool is_binding_for_some(const RequirementVerdict &verdict) {
  return !verdict.only_if.empty() || verdict.if_third_party || verdict.in_force != ForceDoubt::none;
}

// One verdict a judged requirement of every norm that binds, in order of ids.
std::vector<RequirementVerdict> judge(const Facts &facts, std::span<const GapRow> gaps, const NormPack &pack, const Question &question);

// The requirements that are not judged, of every norm of the places asked that binds, is a draft or is announced.
std::vector<RequirementVerdict> list_unjudged(const Facts &facts, std::span<const GapRow> gaps, const NormPack &pack, const Question &question);

// A norm is asked for if it is about what the facts are about, and of one of the places, or of the store.
bool is_asked_for(const Norm &norm, const Question &question);

} // namespace kinsafe
