// OpenSSL's objects with owners, and the few questions about certificates and keys that signatures raise.
#pragma once

#include "base/types.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

template <auto release>
struct Release {
  template <class T>
  void operator()(T *object) const {
    release(object);
  }
};
using BioOwner = std::unique_ptr<BIO, Release<BIO_free_all>>;
using CertificateOwner = std::unique_ptr<X509, Release<X509_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;
using DigestMethod = std::unique_ptr<EVP_MD, Release<EVP_MD_free>>;
using KeyOwner = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Pkcs7Owner = std::unique_ptr<PKCS7, Release<PKCS7_free>>;

// OpenSSL queues an error for each broken input, by thread. Nobody reads them here, so they must not pile up.
struct ErrorsDropped {
  ErrorsDropped() = default;
  ErrorsDropped(const ErrorsDropped &) = delete;
  ErrorsDropped &operator=(const ErrorsDropped &) = delete;
  ~ErrorsDropped() { ERR_clear_error(); }
};

// Null if the bytes do not start with a certificate. What follows it is ignored, as Java's CertificateFactory does.
CertificateOwner parse_certificate(Bytes encoded);

// The subject as RFC 2253 writes it, as UTF-8.
std::string subject_of(const X509 *certificate);

// The certificate's DER encoding.
std::vector<u8> encode(const X509 *certificate);

// True if `encoded` (a SubjectPublicKeyInfo) is the certificate's public key.
bool has_public_key(const X509 *certificate, Bytes encoded);

KeyOwner parse_public_key(Bytes encoded);

// `digest` over `data`; empty if OpenSSL has no such digest.
std::vector<u8> digest_of(Bytes data, const char *digest);

struct SignatureMethod {
  int key_type; // EVP_PKEY_RSA, EVP_PKEY_EC, EVP_PKEY_DSA
  const char *digest;
  bool pss = false; // RSASSA-PSS with MGF1 over the same digest and a salt of its length
};
bool verifies(const SignatureMethod &method, EVP_PKEY *key, Bytes data, Bytes signature);

} // namespace kinsafe
