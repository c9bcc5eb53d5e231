// Which code runs, and on whose call. Entry points are the methods that the platform calls; the call graph leads from them
// to every method that may run. A call of a method reference leads to all targets that its receiver may have: classes below
// the reference's type that reached code creates (rapid type analysis, Bacon and Sweeney 1996), fewer where the body tells
// the receiver's type. Calls that go through the platform or through a library (a thread, a handler, a listener, an intent)
// are hand-offs: rows of models/*.model say which argument's method runs, and when.
#pragma once

#include "base/incomplete.h"
#include "program/body.h"
#include "program/xrefs.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kinsafe {

// The moment at which code runs, as in docs/contract.md. A set of bits, for code may run at several.
enum class Moment : u8 { start, resume, login, apply, feature, timer, background, web, unknown };
constexpr std::string_view moment_names[] = {"start", "resume", "login", "apply", "feature", "timer", "background", "web", "unknown"};
struct Moments {
  u16 bits = 0;
  bool has(Moment moment) const { return (bits >> static_cast<u8>(moment) & 1) != 0; }
  void add(Moment moment) { bits = static_cast<u16>(bits | 1 << static_cast<u8>(moment)); }
  bool operator==(const Moments &) const = default;
};

struct EntryPoint {
  BodyId body{};
  Moment moment = Moment::unknown;
  std::string_view kind;            // what the platform makes: "application", "activity", "service", "receiver", "provider", "document", "instrumentation"
  TypeId component{};               // its class
};

enum class CallKind : u8 {
  call,        // an invoke that names it, or a method that overrides what it names
  initializer, // a static initialiser, at the first use of its class
  hand_off,    // a row says that the platform or a library runs it
  callback,    // the object is made here, and overrides a method of the platform; no row says more
  started,     // a component that an intent names
  reflection,  // by name; a wide one leads to what carries an annotation, and says nothing of when that runs
};

// An edge. `is_wide`: its site leads to so many targets, or is so unsure, that what holds for the caller (when it runs, on
// which screen) need not hold for the target. `moment`: when the target runs, whenever the caller does.
struct Call {
  BodyId caller{}, target{};
  u32 pc = 0;
  CallKind kind = CallKind::call;
  bool is_wide = false;
  std::optional<Moment> moment;
};

// A method reference whose calls may lead to so many targets that they are kept once and not at each site.
struct Hub {
  MethodId method{};
  std::vector<BodyId> targets; // in id order
  std::vector<Site> sites;     // in reached code, in order
};

// A call by name in reached code, of which nobody knows all that it may run.
struct OpenCall {
  Site site;
  std::string reason; // see Word in calls/values.h
};

struct CallGraph {
  std::vector<EntryPoint> entry_points;        // sorted by body, then component
  std::vector<Call> calls;                     // by caller, then pc, then target; without those of hubs
  std::vector<u32> first_call;                 // by BodyId and one more: index into `calls`
  std::vector<u32> callers;                    // indices into `calls`, by target, then caller and pc
  std::vector<u32> first_caller;               // by BodyId and one more: index into `callers`
  std::vector<Hub> hubs;                       // by method
  std::vector<bool> has_hub_callers;           // by BodyId: `callers_of` is not all
  std::vector<bool> is_called_by_platform;     // by BodyId: likewise
  std::vector<Moments> moments;                // by BodyId; empty: not reached
  std::vector<Call> arrivals;                  // by BodyId: the call by which the shortest way from an entry point arrives; of
                                               // an entry point, and where it is not reached, caller and target are the same
  std::vector<bool> reached;                   // by BodyId
  std::vector<OpenCall> open_calls;            // in order of site
  std::vector<std::optional<TypeId>> screens;  // by BodyId: the one screen (activity, fragment, dialog) from which alone it runs

  struct Counts {
    u64 reached_bodies = 0;
    u64 sites = 0;                             // call sites in reached bodies; the sum of the next six
    u64 resolved = 0;                          // with a target in the app
    u64 platform = 0;                          // a method of the platform's
    u64 lambdas = 0;                           // invoke-custom: an object or a text is made
    u64 native = 0, unknown_class = 0, no_target = 0; // machine code; a class that neither the app nor the pack has; nothing made has it
    u64 targets = 0;                           // of the resolved ones, in all
  } counts;

  bool is_reached(BodyId id) const { return reached[static_cast<u32>(id)]; }
  std::span<const Call> calls_of(BodyId id) const {
    const auto i = static_cast<u32>(id);
    return std::span(calls).subspan(first_call[i], first_call[i + 1] - first_call[i]);
  }
  std::span<const u32> callers_of(BodyId id) const {
    const auto i = static_cast<u32>(id);
    return std::span(callers).subspan(first_caller[i], first_caller[i + 1] - first_caller[i]);
  }
  // Targets of one call site, in id order, hubs included.
  std::vector<BodyId> targets_of(const Site &site) const;
  // The way from an entry point to the body: the calls, the first by the entry point. Empty for an entry point itself.
  std::vector<Call> way_to(BodyId id) const;
};

// Methods that run and could not be lowered are gaps, one a part.
void note_skipped(const Bodies &bodies, const CallGraph &graph, Incomplete &incomplete);

} // namespace kinsafe
