// What an app does when the user refuses a permission. Each request, with each permission of it, is explored with the
// permission refused, and how the paths end is told in the words of docs/architecture.md, section 2.
#pragma once

#include "denial/outcome.h"
#include "denial/requests.h"
#include "denial/world.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

enum class Answered : u8 { yes, no, unclear };

struct Denial {
  std::optional<size_t> request;     // index into Denials::requests; none: the permission is only looked up, not asked for
  Site site{};                       // of the request, or of the look-up
  std::string permission;            // short name, "READ_CONTACTS"; full if it is none of Android's
  Answered bundle = Answered::no;    // asked together with one of another group
  std::string_view when;             // "start", "login", "apply", "feature", "background", "unknown"
  Outcome outcome{};
  bool is_sure = false;              // every path of this refusal, for good or not, ends so
  bool must = false;                 // every path of any refusal does
  Answered service_reachable = Answered::unclear;
  bool is_forever = false;           // refused for good, where that differs from a first refusal
  std::optional<TypeId> screen;
  std::string_view reason;           // of `unknown`, see Ending
  std::vector<Site> witness;         // in order, the request first
};

struct Denials {
  std::vector<Request> requests;     // all, reached or not: see find_requests
  std::vector<Denial> rows;          // of reached requests whose permissions are known; by request, permission, forever, outcome
  struct Counts {
    u64 explored = 0;                // reached requests with known permissions
    u64 unresolved = 0;              // reached requests of which some permission is not known
    u64 cut = 0;                     // permissions of which some path was given up: `unknown` with the reason `limit`
    u64 cut_checks = 0;              // look-ups of a permission, not asked for there, of which some path was given up: no row tells of them
    u64 cut_requests = 0;            // calls that ask for more lists of permissions than are told apart
    bool is_exhausted = false;       // the steps for all explorations of the app were used up
  } counts;
};

constexpr u64 most_exploration_steps = 1'000'000; // instructions, of all explorations of an app

// `constants` look at the same graph, with the same rows.
Denials explore_denials(const EntryPoints &entry_points, const CallGraph &graph, const ModelRows &rows, Constants &constants, u64 most_steps = most_exploration_steps);

// "start" of moments that hold it, and so on: the first of the words above that fits.
std::string_view when_of(Moments moments);

} // namespace kinsafe
