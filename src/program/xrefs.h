// Cross references: who calls, reads, creates or names what, and at which instruction. One linear pass over all code.
#pragma once

#include "base/buffer.h"
#include "base/incomplete.h"
#include "program/program.h"

#include <span>
#include <vector>

namespace kinsafe {

struct Site {
  BodyId body;
  u32 pc; // in code units from the start of the method
};

// Sites by what they mention: those of `id` lie side by side, in order of body and pc. A view into the Xrefs.
struct SiteTable {
  std::span<const u32> first; // by id, and one more: index into `sites`
  std::span<const Site> sites;

  std::span<const Site> of(auto id) const {
    const auto i = static_cast<size_t>(id);
    return sites.subspan(first[i], first[i + 1] - first[i]);
  }
  size_t size() const { return first.empty() ? 0 : first.back() - first.front(); }
};

struct Xrefs {
  SiteTable calls;   // by MethodId: invoke-*
  SiteTable fields;  // by FieldId: iget*, iput*, sget*, sput*
  SiteTable strings; // by StringId: const-string
  SiteTable creates; // by TypeId: new-instance
  SiteTable classes; // by TypeId: const-class
  SiteTable customs; // by CallSiteId: invoke-custom

  // Owners of what the tables look into: all tables one behind the other.
  std::vector<u32> first;
  std::span<Site> sites;
  Buffer site_memory;

  struct Counts {
    u64 instructions = 0;
    u64 call_sites = 0;   // invoke-*
    u64 custom_sites = 0; // of these, invoke-custom: they name no method and stand in `customs` alone
    u64 linked_sites = 0; // of these, those whose implementation is known: see CallSite
    u64 scanned_bodies = 0;
    u64 damaged_bodies = 0; // the pass stopped before the end
    u64 unread_bodies = 0;  // beyond the budget
  } counts;
};

// `threads`: dex files are scanned side by side; the result is the same for any number.
Xrefs scan_xrefs(const Program &program, unsigned threads, Incomplete &incomplete);

// The source line of a site, where the build kept it; by the program's mapping, if it has one.
std::optional<u32> line_of(const Program &program, const Site &site);

} // namespace kinsafe
