// One instruction as people read it, in the notation of `dexdump -d`, so that the two can be compared line by line:
// `invoke-direct {v0}, Ljava/lang/Object;.<init>:()V // method@0005`.
#pragma once

#include "base/types.h"
#include "dex/dex.h"

#include <span>
#include <string>

namespace kinsafe {

// Names and string constants stand in it as they do in the file, in modified UTF-8; one that is damaged reads
// `<string?>`,
// `<type?>` and so on. A payload reads `array-data (16 units)`. Empty if there is no instruction at `pc`.
std::string to_text(const Dex &dex, std::span<const u16> insns, u32 pc);

} // namespace kinsafe
