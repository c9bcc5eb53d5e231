// Digests through OpenSSL's EVP interface.
#include "base/digest.h"

#include <openssl/evp.h>

#include <array>

namespace kinsafe {
namespace {

std::string hex_of(Bytes bytes, const EVP_MD *algorithm) {
  std::array<u8, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, algorithm, nullptr);
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < length; ++i) {
    text += digits[digest[i] >> 4];
    text += digits[digest[i] & 15];
  }
  return text;
}

} // namespace

std::string sha256_hex(Bytes bytes) { return hex_of(bytes, EVP_sha256()); }
std::string md5_hex(Bytes bytes) { return hex_of(bytes, EVP_md5()); }

} // namespace kinsafe
