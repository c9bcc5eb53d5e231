// The JAR signature of a package, scheme v1.
#pragma once

#include "base/incomplete.h"
#include "container/signing_block.h"
#include "container/zip.h"

namespace kinsafe {

// `verify_content`: read the manifest and every entry and check their digests. Without it a signer whose signature is in
// order is unclear.
Signing read_signing_v1(const Zip &zip, const BlockSigning &newer, bool verify_content, unsigned threads,
                        Incomplete &incomplete);

} // namespace kinsafe
