// The list of what could not be looked at, and why. Every stage adds to it; nothing ever leaves it. A finding that is
// absent proves compliance only if no gap here could have hidden it.
#pragma once

#include "base/types.h"

#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

// What a gap may have swallowed, as a set of bits.
enum class Lost : u32 {
  nothing = 0,
  manifest = 1 << 0,   // what the package declares
  code = 1 << 1,       // dex instructions, classes, strings
  resources = 1 << 2,  // resources.arsc, layouts, texts
  native_code = 1 << 3, // shared libraries
  assets = 1 << 4,     // web pages, scripts, other files
  signature = 1 << 5,  // who signed
  everything = (1 << 6) - 1,
};
constexpr Lost operator|(Lost a, Lost b) { return static_cast<Lost>(static_cast<u32>(a) | static_cast<u32>(b)); }
constexpr bool has_any(Lost set, Lost of) { return (static_cast<u32>(set) & static_cast<u32>(of)) != 0; }

enum class GapKind : u8 {
  damaged,     // the bytes contradict their format
  missing,     // named or needed, but not in the package
  encrypted,   // there, but locked
  unsupported, // a format or feature that is not read
  limit,       // a declared limit was reached
  not_looked,  // a stage that this version does not have
};
constexpr std::string_view name_of(GapKind kind) {
  switch (kind) {
  case GapKind::damaged: return "damaged";
  case GapKind::missing: return "missing";
  case GapKind::encrypted: return "encrypted";
  case GapKind::unsupported: return "unsupported";
  case GapKind::limit: return "limit";
  case GapKind::not_looked: return "not_looked";
  }
  return "";
}

struct Gap {
  GapKind kind;
  std::string part;   // file inside the package, "" for the package as a whole
  std::string where;  // place in the part: "string table at 0x70", "class_defs[12]", or the stage
  std::string reason; // one English clause, no full stop
  Lost lost = Lost::nothing;
  std::vector<std::string> hides; // fact names, where a stage knows them better than `lost` says
};

struct Incomplete {
  std::vector<Gap> gaps;

  void add(GapKind kind, std::string_view part, std::string where, std::string reason, Lost lost) {
    gaps.push_back({kind, std::string(part), std::move(where), std::move(reason), lost, {}});
  }
  void append(Incomplete other) {
    for (Gap &gap : other.gaps) gaps.push_back(std::move(gap));
  }
};

} // namespace kinsafe
