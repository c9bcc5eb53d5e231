// The APK Signing Block, where the signature schemes v2, v3 and v3.1 stand.
#pragma once

#include "base/incomplete.h"
#include "container/signing.h"
#include "container/zip.h"

namespace kinsafe {

// What the v1 signature needs to know of the newer schemes.
struct BlockSigning {
  Signing signing;
  bool has_v2 = false, has_v3 = false; // there, whether or not they hold
};

BlockSigning read_signing_block(const Zip &zip, unsigned threads, Incomplete &incomplete);

} // namespace kinsafe
