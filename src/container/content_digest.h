// The digests of a package's content that its signing block signs: everything but the signing block itself.
#pragma once

#include "base/types.h"

#include <vector>

namespace kinsafe {

// The three stretches that are digested, in the file's order.
struct SignedContent {
  Bytes before_block;
  Bytes directory;
  std::vector<u8> end_record; // with the signing block's offset in place of the directory's
};

// From weak to strong, as Android ranks them.
enum class ContentDigest : u8 { chunked_sha256, verity_sha256, chunked_sha512 };

constexpr size_t verity_page = 4096;

// Empty if there is no memory for it. The digest verity_sha256 asks for `before_block` to end at a page's end.
std::vector<u8> content_digest(const SignedContent &content, ContentDigest kind, unsigned threads);

} // namespace kinsafe
