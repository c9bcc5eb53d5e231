// Digests against the test vectors of FIPS 180-4 and RFC 1321.
#include "base/digest.h"
#include "base/reader.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

TEST(digest, sha256_of_the_published_vectors) {
  EXPECT_EQ(sha256_hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex(as_bytes("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

std::string md5(Bytes bytes) {
  Digest digest(Digest::Kind::md5);
  for (const u8 &byte : bytes) digest.update({&byte, 1}); // in pieces
  return digest.hex();
}

TEST(digest, md5_of_the_published_vectors) {
  EXPECT_EQ(md5({}), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(md5(as_bytes("abc")), "900150983cd24fb0d6963f7d28e17f72");
}

} // namespace
} // namespace kinsafe
