// Certificates, public keys and signatures through OpenSSL.
#include "container/openssl.h"

#include "base/reader.h"
#include "base/strings.h"

#include <openssl/rsa.h>

#include <algorithm>
#include <climits>

namespace kinsafe {
namespace {

// Takes what an i2d_... function wrote and owns.
std::vector<u8> take(u8 *encoded, int length) {
  std::vector<u8> bytes;
  if (length > 0) bytes.assign(encoded, encoded + length);
  OPENSSL_free(encoded);
  return bytes;
}

bool fits_long(Bytes bytes) { return bytes.size() <= LONG_MAX; }

} // namespace

CertificateOwner parse_certificate(Bytes encoded) {
  if (!fits_long(encoded)) return nullptr;
  const u8 *position = encoded.data();
  return CertificateOwner(d2i_X509(nullptr, &position, static_cast<long>(encoded.size())));
}

std::string subject_of(const X509 *certificate) {
  const BioOwner out(BIO_new(BIO_s_mem()));
  // XN_FLAG_RFC2253 would escape every letter that is not ASCII.
  constexpr unsigned long flags = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  if (!out || X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate), 0, flags) < 0) return "";
  char *text = nullptr;
  const long length = BIO_get_mem_data(out.get(), &text);
  return length > 0 ? to_utf8({text, static_cast<size_t>(length)}) : "";
}

std::vector<u8> encode(const X509 *certificate) {
  u8 *encoded = nullptr;
  const int length = i2d_X509(certificate, &encoded);
  return take(encoded, length);
}

bool has_public_key(const X509 *certificate, Bytes encoded) {
  u8 *as_written = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &as_written);
  if (std::ranges::equal(take(as_written, length), encoded)) return true;
  // Android compares with the key that it encodes anew, which differs if the certificate's encoding was unusual.
  u8 *anew = nullptr;
  const int length_anew = i2d_PUBKEY(X509_get0_pubkey(certificate), &anew);
  return std::ranges::equal(take(anew, length_anew), encoded);
}

KeyOwner parse_public_key(Bytes encoded) {
  if (!fits_long(encoded)) return nullptr;
  const u8 *position = encoded.data();
  return KeyOwner(d2i_PUBKEY(nullptr, &position, static_cast<long>(encoded.size())));
}

std::vector<u8> digest_of(Bytes data, const char *digest) {
  std::vector<u8> out(EVP_MAX_MD_SIZE);
  size_t length = 0;
  if (!EVP_Q_digest(nullptr, digest, nullptr, data.data(), data.size(), out.data(), &length)) return {};
  out.resize(length);
  return out;
}

bool verifies(const SignatureMethod &method, EVP_PKEY *key, Bytes data, Bytes signature) {
  if (EVP_PKEY_get_base_id(key) != method.key_type) return false;
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX *parameters = nullptr; // owned by the context
  if (!context ||
      EVP_DigestVerifyInit_ex(context.get(), &parameters, method.digest, nullptr, nullptr, key, nullptr) != 1)
    return false;
  if (method.pss && (EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) != 1 ||
                     EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) != 1))
    return false;
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), data.data(), data.size()) == 1;
}

} // namespace kinsafe
