// Holds a body to what program/body.h promises of it, by itself: nothing here is shared with the lowering.
#pragma once

#include "program/body.h"

#include <optional>
#include <string>

namespace kinsafe {

// The first thing that is wrong with the body, if anything is.
std::optional<std::string> fault_of(const Program &program, const LoweredBody &body);

// The same against the code that it was lowered from: each instruction that can be reached is there once, and is what it was.
std::optional<std::string> fault_against_code(const Program &program, const LoweredBody &body);

// Whether two bodies of two programs are the same but for the numbers of names.
bool are_same(const Program &program, const LoweredBody &body, const Program &other_program, const LoweredBody &other);

} // namespace kinsafe
