// Digests that identify bytes (SHA-256) and that notices quote (MD5), as lower-case hexadecimal.
#pragma once

#include "base/types.h"

#include <memory>
#include <string>

struct evp_md_ctx_st;

namespace kinsafe {

// A digest of bytes that come piece by piece.
class Digest {
public:
  enum class Kind : u8 { sha256, md5 };
  explicit Digest(Kind kind);
  void update(Bytes bytes);
  std::string hex(); // of all so far; the last call

private:
  struct Free {
    void operator()(evp_md_ctx_st *context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

std::string sha256_hex(Bytes bytes);

} // namespace kinsafe
