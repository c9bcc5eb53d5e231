// Any bytes as a package, and all that its signatures say. The first byte chooses where the bytes go: as they are, as
// the signing block's pairs, or as an entry of a v1 signature beside it, so that the parsers behind the zip are reached
// too.
#include "base/reader.h"
#include "container/jar_manifest.h"
#include "container/signing.h"
#include "tests/container/build_zip.h"

using namespace kinsafe;

namespace {

std::vector<u8> around_block(Bytes value) {
  ByteWriter out;
  TestZip zip = build_zip({{"AndroidManifest.xml", "x", 0}});
  out.bytes.assign(zip.bytes.begin(), zip.bytes.begin() + static_cast<std::ptrdiff_t>(zip.directory_offset));
  const u64 size = value.size() + 24;
  out.u64_(size).text(as_text(value)).u64_(size).text("APK Sig Block 42");
  const size_t directory = out.bytes.size();
  out.bytes.insert(out.bytes.end(), zip.bytes.begin() + static_cast<std::ptrdiff_t>(zip.directory_offset),
                   zip.bytes.end());
  patch(out.bytes, directory + zip.end_offset - zip.directory_offset + 16, directory, 4);
  return out.bytes;
}

// Cut in three at the first marks: manifest, signature file, signature block.
std::vector<u8> around_entries(Bytes bytes) {
  constexpr std::string_view mark = "\n--\n";
  std::string_view rest = as_text(bytes);
  std::string pieces[3];
  for (std::string &piece : pieces) {
    const size_t end = &piece == &pieces[2] ? rest.size() : std::min(rest.find(mark), rest.size());
    piece = rest.substr(0, end);
    rest.remove_prefix(std::min(end + mark.size(), rest.size()));
  }
  return build_zip({{"AndroidManifest.xml", "x", 0},
                    {"META-INF/MANIFEST.MF", pieces[0], 0},
                    {"META-INF/A.SF", pieces[1], 0},
                    {"META-INF/A.RSA", pieces[2], 0}})
      .bytes;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  const Bytes rest(data + 1, size - 1);
  std::vector<u8> bytes(rest.begin(), rest.end());
  if (data[0] == 'B') bytes = around_block(rest);
  if (data[0] == 'J') bytes = around_entries(rest);
  Incomplete incomplete;
  const Result<Zip> zip = read_zip(bytes, incomplete);
  if (!zip) return 0;
  const Signing signing = read_signing(*zip, 1, incomplete, true);
  for (const Signer &signer : signing.signers)
    if (signer.scheme.empty() || (signer.holds == Holds::yes) != signer.problem.empty() ||
        (signer.holds == Holds::yes && signer.certificate_sha256.empty()))
      __builtin_trap();
  return 0;
}
