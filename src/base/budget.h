// What a walk over a file may cost. Tables of a valid file do not overlap, so what they hold adds up to no more than the
// file; a hostile one can point many rows at the same bytes. Work is counted in bytes, or in what stands for some, and
// ends at a small multiple of the file's size; the caller makes that a gap.
#pragma once

#include "base/types.h"

namespace kinsafe {

class Budget {
public:
  explicit Budget(u64 file_size) : left_(4 * file_size + 4096) {}
  bool spend(u64 amount) {
    if (amount > left_) exceeded_ = true;
    else left_ -= amount;
    return !exceeded_;
  }
  bool exceeded() const { return exceeded_; }

private:
  u64 left_;
  bool exceeded_ = false;
};

} // namespace kinsafe
