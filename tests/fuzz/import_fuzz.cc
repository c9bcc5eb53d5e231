// Any bytes as a file of records: every row of it ends in exactly one place.
#include "tests/fuzz/places.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  kinsafe::Profile given;
  given.zone = "Asia/Jakarta";
  given.day_order = kinsafe::DayOrder::day_first;
  kinsafe::import_bytes({reinterpret_cast<const char *>(data), size}, given);
  return 0;
}
