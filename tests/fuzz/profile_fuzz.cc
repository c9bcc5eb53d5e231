// The first line as a profile, the others as a file of records that is read by it: the profile comes back as it is written,
// and every row ends in exactly one place.
#include "tests/fuzz/places.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  using namespace kinsafe;
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  const size_t line = std::min(text.find('\n'), text.size());
  const Result<Profile> profile = read_profile(text.substr(0, line));
  if (!profile) return 0;
  const std::string written = write_profile(*profile);
  const Result<Profile> again = read_profile(written);
  if (!again || write_profile(*again) != written) __builtin_trap();
  import_bytes(text.substr(std::min(line + 1, size)), *profile);
  return 0;
}
