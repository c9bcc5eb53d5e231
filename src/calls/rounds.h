// How often an instruction runs each time its method does: once, a few times, or as often as there is something to go over.
// A loop that stops at a number by itself, `for (int i = 0; i < 5 && cursor.moveToNext(); ++i)`, is told from one that does not.
#pragma once

#include "calls/constants.h"

namespace kinsafe {

constexpr i64 most_few = 50; // rounds of a loop, or rows of a LIMIT: beyond that it is as if there were no limit

// In order of how often.
enum class Rounds : u8 {
  once,
  few,     // a counter ends the loop after most_few rounds at most
  unclear, // the loop also ends by a number, of what is not followed: `while (cursor.moveToNext() && names.size() < 5)`
  many,
};

// `steps`: edges of the control-flow graph that may still be looked at; when they are used up, what lies in a loop is unclear.
Rounds rounds_of(Constants &constants, ValueAt at, u64 &steps);

// Of an instruction in a method that itself runs so often.
inline Rounds in_rounds(Rounds outer, Rounds inner) {
  if (outer == Rounds::once || inner == Rounds::once) return outer == Rounds::once ? inner : outer;
  return std::max({outer, inner, Rounds::unclear});
}

} // namespace kinsafe
