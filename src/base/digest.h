// Digests that identify bytes (SHA-256) and that notices quote (MD5), as lower-case hexadecimal.
#pragma once

#include "base/types.h"

#include <string>

namespace kinsafe {

std::string sha256_hex(Bytes bytes);
std::string md5_hex(Bytes bytes);

} // namespace kinsafe
