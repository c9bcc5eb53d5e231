// What a refusal leads to, as in docs/architecture.md, section 2.
#pragma once

#include "program/xrefs.h"

#include <string_view>
#include <vector>

namespace kinsafe {

// The worst first.
enum class Outcome : u8 { exits, may_crash, blocks, asks_again, sends_to_settings, closes_screen, stays, offers_alternative, continues, unknown };
constexpr std::string_view outcome_names[] = {"exits",  "may_crash", "blocks", "asks_again", "sends_to_settings", "closes_screen",
                                              "stays", "offers_alternative", "continues", "unknown"};

// How one path ends.
struct Ending {
  Outcome outcome{};
  std::string_view reason;     // of `unknown`: "server", "web", "hidden_code", "library", "dialog", "screen", "limit"
  std::vector<Site> witness;   // the steps that show it, in order
  std::vector<u32> steps;      // see Path
  bool is_choice = false;      // the user took it in a dialog, where there were others
  bool is_hypothetical = false; // a call would have to throw for it: it shows nothing, but others are not certain then
};

// What a dialog comes to, from what each choice leads to (one at least, none empty): the user takes the best. Where each way
// out is granting, the settings or leaving, it blocks.
std::vector<Ending> choose(const std::vector<std::vector<Ending>> &choices);

} // namespace kinsafe
