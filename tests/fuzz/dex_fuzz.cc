// Any bytes taken for a dex file: whatever they say, the reader stays inside them and ends.
#include "dex/dex.h"
#include "tests/dex/walk.h"

using namespace kinsafe;

extern "C" int LLVMFuzzerTestOneInput(const u8 *data, size_t size) {
  Incomplete incomplete;
  const Result<std::vector<Dex>> dexes = Dex::open_all({data, size}, "fuzz", incomplete);
  if (!dexes) return 0;
  u64 sum = 0;
  Walk walk(200'000);
  for (const Dex &dex : *dexes) sum += walk.everything(dex);
  [[maybe_unused]] static volatile u64 sink;
  sink = sum;
  return 0;
}
