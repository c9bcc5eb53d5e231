// Evaluates checks on facts, in three values. A fact that decides a check proves the breach; its absence proves
// compliance only if everything that could show it was looked at: no gap may hide it, and where no package shows it, what
// was given must be said to be whole.
#pragma once

#include "norms/checks.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

enum class Verdict : u8 { violated, met, unclear, not_applicable };
std::string_view name_of(Verdict verdict);

struct CheckResult {
  std::string check;
  Verdict verdict = Verdict::unclear;
  std::vector<std::string> because; // ids of the facts that decide it, or that leave it open
  std::vector<std::string> gaps;    // ids of the gaps that leave it open
  std::string needs;                // the evidence that was not given, or not wholly
  bool is_observed = false;         // a fact that decides it was seen in a run, or given
  bool is_settled = false;          // met since no permission that it rests on is declared, whatever the code does
  bool is_sign = false;             // unclear, but facts are there that no norm's words measure
};

// Which requirement asks. Neither may be known: then what depends on it stays open.
struct Asking {
  std::string_view requirement;
  const Parameters &parameters;
};

// Facts and gaps of one app, indexed once for all checks. What is passed must outlive it.
class Evaluator {
public:
  Evaluator(const CheckTable &table, const Facts &facts, std::span<const GapRow> gaps);

  CheckResult evaluate(const Check &check, const Asking &asking);

private:
  CheckResult evaluate_anew(const Check &check, const Asking &asking) const;

  const CheckTable &table_;
  const Facts &facts_;
  std::span<const GapRow> gaps_;
  std::vector<u64> hidden_by_; // one a gap: a bit for each fact that it may hide
  u64 hidden_ = 0;             // all of them
  std::map<const Check *, CheckResult> known_; // of checks on which no parameter bears
};

// One check alone.
CheckResult evaluate(const CheckTable &table, const Check &check, const Parameters &parameters, const Facts &facts,
                     std::span<const GapRow> gaps, std::string_view requirement = "");

} // namespace kinsafe
