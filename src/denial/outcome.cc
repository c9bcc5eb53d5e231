#include "denial/outcome.h"

#include <algorithm>

namespace kinsafe {
namespace {

bool is_fine(Outcome outcome) { return outcome == Outcome::stays || outcome == Outcome::offers_alternative || outcome == Outcome::continues; }

// The worst of one choice's; unknown counts as worse than all that is fine, and better than the rest.
Outcome worst_of(const std::vector<Ending> &endings) {
  const auto rank = [](const Ending &ending) { return ending.outcome == Outcome::unknown ? static_cast<int>(Outcome::stays) * 2 - 1 : static_cast<int>(ending.outcome) * 2; };
  return std::ranges::min_element(endings, {}, rank)->outcome;
}

} // namespace

std::vector<Ending> choose(const std::vector<std::vector<Ending>> &choices) {
  const std::vector<Ending> *best = nullptr;
  for (const std::vector<Ending> &endings : choices) {
    if (!std::ranges::all_of(endings, [](const Ending &ending) { return is_fine(ending.outcome); })) continue;
    if (!best || worst_of(*best) < worst_of(endings)) best = &endings;
  }
  if (best) return *best;
  // A choice that may turn out well, or is not known: then so may the dialog.
  for (const std::vector<Ending> &endings : choices)
    if (std::ranges::any_of(endings, [](const Ending &ending) { return is_fine(ending.outcome) || ending.outcome == Outcome::unknown; })) return endings;

  // A closed screen is a way out of the dialog, and the app goes on.
  for (const std::vector<Ending> &endings : choices)
    if (worst_of(endings) == Outcome::closes_screen) return endings;
  const bool asks_again = std::ranges::all_of(choices, [](const std::vector<Ending> &endings) { return worst_of(endings) == Outcome::asks_again; });
  Ending ending = choices.front().front();
  ending.outcome = asks_again ? Outcome::asks_again : Outcome::blocks;
  for (const std::vector<Ending> &endings : choices)
    for (const Site &site : endings.front().witness)
      if (std::ranges::none_of(ending.witness, [&](const Site &each) { return each.body == site.body && each.pc == site.pc; })) ending.witness.push_back(site);
  return {std::move(ending)};
}

} // namespace kinsafe
