// Brings together what the signature schemes of Android say of one package: v1 in its entries, the newer ones in its
// signing block.
#include "container/signing.h"

#include "container/signing_block.h"
#include "container/signing_v1.h"

#include <algorithm>
#include <iterator>

namespace kinsafe {
namespace {

// v1 costs reading every entry, and since Android 7 it counts only where there is no v2 signature.
bool is_v2_holding(const std::vector<Signer> &signers) {
  const auto is_v2 = [](const Signer &signer) { return signer.scheme == "v2"; };
  return std::ranges::any_of(signers, is_v2) && std::ranges::all_of(signers, [&](const Signer &signer) {
           return !is_v2(signer) || signer.holds == Holds::yes;
         });
}

} // namespace

bool is_proven(const Signing &signing) {
  const auto is_v1 = [](const Signer &signer) { return signer.scheme == "v1"; };
  const bool is_v1_asked = std::ranges::all_of(signing.signers, is_v1);
  return !signing.signers.empty() && std::ranges::all_of(signing.signers, [&](const Signer &signer) {
    return signer.holds == Holds::yes || (is_v1(signer) && !is_v1_asked);
  });
}

Signing read_signing(const Zip &zip, unsigned threads, Incomplete &incomplete, bool always_verify_v1) {
  if (zip.recovered)
    incomplete.add(GapKind::damaged, "", "signing block",
                   "it can't be found without the central directory; signatures of the schemes v2 and v3 were not read",
                   Lost::signature);
  BlockSigning newer;
  if (!zip.recovered) newer = read_signing_block(zip, threads, incomplete);
  const bool verify_v1 = always_verify_v1 || !is_v2_holding(newer.signing.signers);
  Signing signing = read_signing_v1(zip, newer, verify_v1, threads, incomplete);
  std::ranges::move(newer.signing.signers, std::back_inserter(signing.signers));
  std::ranges::move(newer.signing.oddities, std::back_inserter(signing.oddities));
  return signing;
}

} // namespace kinsafe
