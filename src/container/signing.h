// Who signed an Android package, and whether the signature holds for these bytes. A missing or broken signature is a
// fact about the package and never ends its audit.
#pragma once

#include "base/incomplete.h"
#include "base/types.h"
#include "container/zip.h"

#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

enum class Holds : u8 {
  yes,     // it verifies as Android verifies this scheme
  no,      // Android refuses it
  unclear, // not decided; `problem` says why
};
constexpr std::string_view name_of(Holds holds) {
  switch (holds) {
  case Holds::yes: return "yes";
  case Holds::no: return "no";
  case Holds::unclear: return "unclear";
  }
  return "";
}

struct Signer {
  std::string scheme;             // "v1", "v2", "v3", "v3.1"
  std::string certificate_sha256; // of the signer's own certificate; empty if none could be read
  std::string subject;            // RFC 2253, UTF-8
  Holds holds = Holds::yes;
  std::string problem;                // if not yes: one English clause, no full stop
  u32 min_sdk = 0, max_sdk = ~u32{0}; // API levels that the signer is for; only v3 and v3.1 can say less than all
  std::vector<std::string> ancestors; // SHA-256 of the certificates that this one took over from, the oldest first
};

struct Signing {
  std::vector<Signer> signers;       // by scheme, then as in the file
  std::vector<std::string> oddities; // English clauses: stripped signatures, data of packers and channel tools
};

// True if the package is what its signers signed: all signers of the newer schemes hold, or, where there are none, all
// of v1.
bool is_proven(const Signing &signing);

// `always_verify_v1`: read every entry for its v1 digest even where a v2 signature holds, which newer versions of
// Android believe alone.
Signing read_signing(const Zip &zip, unsigned threads, Incomplete &incomplete, bool always_verify_v1 = false);

} // namespace kinsafe
