// `dump signers`: who signed the package, by each scheme, and whether the signature holds for these bytes.
#include "container/package.h"
#include "dump/dump.h"

namespace kinsafe {

Result<void> dump_signers(const DumpRequest &request, Output &output) {
  Incomplete incomplete;
  const Package package = TRY(open_package(request.paths, request.threads, incomplete));
  output.begin("signers", package.file,
               {"scheme", "holds", "certificate_sha256", "subject", "min_sdk", "max_sdk", "ancestors", "problem"});
  constexpr u32 any_later = 0x7fffffff;
  const auto if_any = [](const std::string &text) { return text.empty() ? DumpCell() : DumpCell(text); };
  if (package.signing) {
    for (const Signer &signer : package.signing->signers)
      if (request.name.matches(signer.scheme))
        output.row({signer.scheme, std::string(name_of(signer.holds)), if_any(signer.certificate_sha256),
                    if_any(signer.subject), signer.min_sdk == 0 ? DumpCell() : DumpCell(i64{signer.min_sdk}),
                    signer.max_sdk >= any_later ? DumpCell() : DumpCell(i64{signer.max_sdk}), signer.ancestors,
                    if_any(signer.problem)});
    for (const std::string &oddity : package.signing->oddities)
      incomplete.add(GapKind::damaged, "", "signature", oddity, Lost::nothing);
  } else {
    incomplete.add(GapKind::unsupported, "", "signature", "of this kind of package no signature is read",
                   Lost::signature);
  }
  output.end(incomplete);
  return {};
}

} // namespace kinsafe
