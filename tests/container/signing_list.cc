// Lists the signers of packages for apksigner_compare.py. One line each, tabs between:
//   signer <scheme> <certificate SHA-256> <holds> <first 16 digits of each ancestor> <subject> <problem>
//   oddity <text>
//   gap <part> <where> <reason>
// usage: signing_list [--all] APK     --all: verify v1 even where a v2 signature holds
#include "base/file.h"
#include "base/strings.h"
#include "container/signing.h"

#include <chrono>
#include <cstdio>
#include <cstring>

using namespace kinsafe;

int main(int count, char **arguments) {
  const bool all = count > 2 && std::strcmp(arguments[1], "--all") == 0;
  const Result<MappedFile> file = map_file(arguments[count - 1]);
  Incomplete incomplete;
  const Result<Zip> zip = file ? read_zip(file->bytes(), incomplete) : fail(file.error().message);
  if (!zip) {
    std::printf("failed\t%s\n", zip.error().message.c_str());
    return 1;
  }
  const auto start = std::chrono::steady_clock::now();
  const Signing signing = read_signing(*zip, 2, incomplete, all);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  for (const Signer &signer : signing.signers) {
    std::string ancestors;
    for (const std::string &ancestor : signer.ancestors)
      ancestors += (ancestors.empty() ? "" : ",") + ancestor.substr(0, 16);
    std::printf("signer\t%s\t%s\t%s\t%s\t%s\t%s\n", signer.scheme.c_str(), signer.certificate_sha256.c_str(),
                std::string(name_of(signer.holds)).c_str(), ancestors.c_str(), to_line(signer.subject).c_str(),
                to_line(signer.problem).c_str());
  }
  for (const std::string &oddity : signing.oddities) std::printf("oddity\t%s\n", to_line(oddity).c_str());
  for (const Gap &gap : incomplete.gaps)
    std::printf("gap\t%s\t%s\t%s\n", to_line(gap.part).c_str(), to_line(gap.where).c_str(),
                to_line(gap.reason).c_str());
  std::fprintf(stderr, "%.1f ms\n", took.count());
  return 0;
}
