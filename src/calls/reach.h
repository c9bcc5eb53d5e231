// Reachability by rapid type analysis: from the entry points, a body that is reached makes objects and calls methods; a
// virtual call leads to what the classes made so far have for it. Code that the platform may call on an object counts as
// called where the object is made.
#pragma once

#include "calls/callbacks.h"
#include "calls/entry_points.h"
#include "calls/hierarchy.h"
#include "program/xrefs.h"

#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace kinsafe {

// What an instruction of a reached body leads to.
struct CodeUse {
  enum class Kind : u8 {
    virtual_,    // MethodId: what the classes made have for it
    referred,    // the same of a method reference, which its object calls later
    exact,       // BodyId
    initializer, // BodyId
    lambda,      // CallSiteId: makes an object
    made,        // ClassId: new-instance
    named,       // ClassId: a component or another class that is made where it is named
    refined,     // index into Refinement::lists: all targets of a virtual call
    hand_off,    // index into Refinement::lists
    by_name,     // BodyId
    annotated,   // index into Refinement::lists: what a call by name may run, for code beside it asks for their annotations
  };
  u32 pc = 0;
  u32 index = 0;
  Kind kind = Kind::virtual_;
};

// Where an object goes from the method that makes it: see calls/escape.h.
enum class Escape : u8 {
  nowhere, // nobody takes it who could call it back; a field that keeps it is read for nothing else
  inside,  // the app's own code calls it, and hands it to nobody else: it is not called back
  kept,    // in a field or an array, or the method's result
  passed,  // an argument of a call
};

constexpr u64 site_key(BodyId body, u32 pc) { return u64{static_cast<u32>(body)} << 32 | pc; }

// What the types of values say of call sites: see calls/types.h.
struct Refinement {
  struct List {
    std::vector<BodyId> targets; // in id order
    std::string_view moment;     // of a hand-off
    bool has_others = false;        // of a virtual call: it may run a method of the platform instead
    bool through_parameter = false; // of a hand-off: objects come from callers, so which runs when is not said here
  };
  std::vector<List> lists;
  std::unordered_map<u64, u32> of_virtual;               // by `site_key`: index into lists
  std::unordered_map<u64, std::vector<u32>> of_hand_offs; // likewise
  std::unordered_map<u64, std::vector<BodyId>> by_name;   // by `site_key`: what a call by name runs
  std::unordered_map<u64, u32> of_annotated;              // by `site_key`: index into lists
  std::unordered_map<u64, Escape> escapes;                // by `site_key`: of objects with code that the platform may run
  Escape escape(BodyId body, u32 pc) const {
    const auto known = escapes.find(site_key(body, pc));
    return known == escapes.end() ? Escape::passed : known->second;
  }
};

class ReachedCode {
public:
  // All must outlive it.
  ReachedCode(const Hierarchy &hierarchy, Callbacks &callbacks, const Refinement &refinement);
  void run();
  // What calls by name lead to besides, found after `run`. `uses` and `counts` say nothing of it.
  void run_too(std::span<const BodyId> targets);

  bool is_reached(BodyId body) const { return first_use_[static_cast<u32>(body)] != no_index; }
  std::span<const CodeUse> uses(BodyId body) const {
    const u32 i = static_cast<u32>(body);
    return is_reached(body) ? std::span(uses_).subspan(first_use_[i], use_count_[i]) : std::span<const CodeUse>();
  }
  const std::vector<BodyId> &targets(MethodId method) const; // of virtual calls of the reference, in id order
  void count_outside(MethodId method);                        // a call that leads to no code of the app
  std::span<const Callback> callbacks_of_made(u32 made) const; // of a class or lambda that is made
  std::span<const Callback> callbacks(ClassId id) const { return callbacks_of_made(static_cast<u32>(id)); }
  std::span<const Callback> callbacks(CallSiteId id) const { return callbacks_of_made(static_cast<u32>(program_.classes.size()) + static_cast<u32>(id)); }
  std::vector<BodyId> constructors(ClassId id) const;
  std::vector<BodyId> initializers(ClassId id) const;         // of the class and those above it
  // Classes of the app and lambdas below a type that reached code makes. A lambda's id lies behind those of all classes.
  std::span<const u32> made_below(TypeId type) const;
  TypeId type_of_made(u32 made) const; // of a lambda the interface
  std::string_view name_of(u32 made, BodyId code) const; // by which the code is called on such an object
  // What such an object has for a method.
  std::optional<BodyId> lookup(u32 made, StringId name, StringId signature) const;
  // Calls by `super` in reached code that run the body, though objects of the caller's class may have another for the name.
  struct SuperCall {
    TypeId caller;   // the class whose code calls
    MethodId method; // as it names it
    bool operator==(const SuperCall &) const = default;
  };
  std::span<const SuperCall> super_calls_of(BodyId body) const {
    const auto found = super_calls_.find(static_cast<u32>(body));
    return found == super_calls_.end() ? std::span<const SuperCall>() : std::span(found->second);
  }
  const std::unordered_map<u32, std::vector<SuperCall>> &super_calls() const { return super_calls_; } // by BodyId
  bool is_called_by_platform(BodyId body) const { return from_platform_[static_cast<u32>(body)]; }

  struct Counts {
    u64 bodies = 0, sites = 0;
    u64 platform_sites = 0, native_sites = 0, unknown_sites = 0, targetless_sites = 0, custom_sites = 0; // that lead to no code of the app
  } counts;

private:
  void reach(BodyId body);
  void reach_by_name(BodyId body);
  void finish();
  void scan(BodyId body);
  void make(u32 made);
  void make_named(ClassId id);
  void use_virtual(MethodId method);
  void link(MethodId method, u32 made);
  void add_use(u32 pc, CodeUse::Kind kind, u32 index) { uses_.push_back({pc, index, kind}); }
  void add_initializers(u32 pc, TypeId type);
  void scan_invoke(BodyId body, u32 pc, MethodId method, u8 kind);
  void scan_custom(BodyId body, u32 pc, CallSiteId site);

  const Hierarchy &hierarchy_;
  const Program &program_;
  const EntryPoints &entry_points_;
  Callbacks &callbacks_;
  const Refinement &refinement_;
  std::vector<u32> first_use_, use_count_;  // by BodyId
  std::vector<CodeUse> uses_;
  std::vector<BodyId> pending_;
  std::vector<bool> is_made_, is_named_made_; // by made id; by ClassId
  std::vector<std::vector<u32>> made_below_; // by TypeId
  std::vector<bool> is_used_;                // by MethodId
  std::vector<std::vector<MethodId>> used_of_; // by TypeId: virtual references of that owner in use
  std::vector<u32> lists_;                   // by MethodId: index into targets_, no_index: none
  std::vector<std::vector<BodyId>> targets_;
  std::vector<bool> from_platform_;          // by BodyId
  std::unordered_map<u32, std::vector<SuperCall>> super_calls_; // by BodyId
  std::vector<std::optional<Hierarchy::Outside>> outside_; // by MethodId
};

} // namespace kinsafe
