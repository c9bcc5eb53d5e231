// Where code calls the few methods of the platform, and of libraries, that the rows about what an app carries name.
#pragma once

#include "models/models.h"
#include "program/program.h"
#include "program/xrefs.h"

#include <optional>
#include <vector>

namespace kinsafe {

struct Use {
  u32 row; // index into CarriedRows::uses
  Site site;
};
struct Switched {
  u32 row;    // index into CarriedRows::switches
  Site site;
  SwitchKind to; // `argument` where what is passed is not seen
};
struct Uses {
  std::vector<Use> uses;         // in order of row and site
  std::vector<Switched> switches; // likewise
  struct Heir {
    u32 row;
    ClassId of; // extends the class of a row without a method
  };
  std::vector<Heir> heirs; // in order of row and class
};

Uses find_uses(const Program &program, const Xrefs &xrefs, const CarriedRows &rows);

// The constant that a call passes in a register, where the same straight run of instructions sets it. `argument`: 1 is the
// first after the object.
std::optional<i32> constant_argument(const Program &program, const Site &call, u32 argument);

} // namespace kinsafe
