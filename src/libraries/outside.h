// What stands outside dex code: shared libraries, scripts, web pages and other texts. Nothing of it is run or followed. One
// pass over each part finds the addresses that it names and the calls and names by which personal data is taken, with their
// places. Scripts are compiled by some (Hermes); their strings are read then.
#pragma once

#include "base/incomplete.h"
#include "container/package.h"
#include "models/models.h"

#include <optional>
#include <string>
#include <vector>

namespace kinsafe {

enum class PartForm : u8 {
  machine_code, // a shared library
  script,       // JavaScript and pages that hold it
  bytecode,     // Hermes
  text,         // what scripts and code may read: JSON, XML, properties
  opaque,       // named as a script, but no text
  unnamed,      // its ending says nothing, and its bytes are neither text nor code
};

struct OutsideHit {
  u32 offset;             // in the part's bytes
  std::optional<u32> line; // of a text
};
struct Address : OutsideHit {
  std::string text; // "https://api.example.org/contacts"
};
struct Taken : OutsideHit {
  u32 row; // index into CarriedRows::takes
};

struct OutsidePart {
  u32 part; // index into Package::parts
  PartForm form;
  bool has_jni = false; // of machine code: it takes part in calls between Java and machine code
  std::vector<Address> addresses; // in order of offset, each text once
  std::vector<Taken> taken;       // in order of offset
};

struct Outside {
  std::vector<OutsidePart> parts; // those that were read, in the package's order
};

// `threads`: parts are read side by side; the result is the same for any number.
Outside look_outside(const Package &package, const CarriedRows &rows, unsigned threads, Incomplete &incomplete);

} // namespace kinsafe
