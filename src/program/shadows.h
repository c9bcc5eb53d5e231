// Code of dumped dex files that the program does not hold.
#pragma once

#include "base/incomplete.h"
#include "program/program.h"

#include <span>
#include <string>

namespace kinsafe {

// A class that the package defines and a dumped file too is read from the package. Where a packer fills in its methods
// at run time, the dumped one is what ran; so a dumped class that differs becomes a gap. `dumped`: names of dex files.
void note_shadowed_classes(const Program &program, std::span<const std::string> dumped, Incomplete &incomplete);

} // namespace kinsafe
