// Digests through OpenSSL's EVP interface.
#include "base/digest.h"

#include <openssl/evp.h>

#include <array>

namespace kinsafe {

void Digest::Free::operator()(evp_md_ctx_st *context) const { EVP_MD_CTX_free(context); }

Digest::Digest(Kind kind) : context_(EVP_MD_CTX_new()) {
  EVP_DigestInit_ex(context_.get(), kind == Kind::sha256 ? EVP_sha256() : EVP_md5(), nullptr);
}

void Digest::update(Bytes bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

std::string Digest::hex() {
  std::array<u8, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_DigestFinal_ex(context_.get(), digest.data(), &length);
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < length; ++i) {
    text += digits[digest[i] >> 4];
    text += digits[digest[i] & 15];
  }
  return text;
}

std::string sha256_hex(Bytes bytes) {
  Digest digest(Digest::Kind::sha256);
  digest.update(bytes);
  return digest.hex();
}

} // namespace kinsafe
