// Verifies the signatures in the APK Signing Block, a list of values that stands right before the zip's central
// directory. The value of a scheme is a list of signers. A signer signs digests of the whole file but the block; so its
// signature is verified over the list of digests, and the digest over the file.
// Followed: https://source.android.com/docs/security/features/apksigning/v2 and .../v3, and where those are silent AOSP
// core/java/android/util/apk/ (ApkSigningBlockUtils, ApkSignatureSchemeV2Verifier, ApkSignatureSchemeV3Verifier).
#include "container/signing_block.h"

#include "base/digest.h"
#include "base/reader.h"
#include "container/content_digest.h"
#include "container/openssl.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace kinsafe {
namespace {

constexpr u32 v2_id = 0x7109871a, v3_id = 0xf05368c0, v31_id = 0x1b93ad61, v32_id = 0x70e1c89f;
constexpr std::pair<u32, std::string_view> schemes[] = {{v2_id, "v2"}, {v3_id, "v3"}, {v31_id, "v3.1"}};

// Values that say nothing about signers and that are no oddity.
constexpr u32 known_ids[] = {
    0x42726577, // padding to whole pages
    0x504b4453, // the list of libraries that Google's build tools add
    0x2146444e, // Google Play's own marks
    0x2b09189e, // source stamp, first and second version
    0x6dff800d,
};
// Places that tools use because a signature does not cover them.
constexpr std::pair<u32, std::string_view> tool_ids[] = {
    {0x71777777, "the channel tool Walle"},
    {0x881155ff, "the channel tool VasDolly"},
    {0x7a786b21, "the channel tool packer-ng"},
};

constexpr u32 stripping_protection = 0xbeeff00d; // attribute in v2: a newer scheme was there too
constexpr u32 proof_of_rotation = 0x3ba06f8c;    // attributes in v3
constexpr u32 rotation_min_sdk = 0x559f8b02;
constexpr u32 hybrid_min_sdk = 0xbf940529;

constexpr size_t most_signers = 10; // Android's limit for v2
constexpr size_t most_certificates = 100, most_ancestors = 100;
constexpr size_t most_oddities = 20;

struct Algorithm {
  u32 id;
  SignatureMethod method;
  ContentDigest content;
};
constexpr Algorithm algorithms[] = {
    {0x0101, {EVP_PKEY_RSA, "SHA256", true}, ContentDigest::chunked_sha256},
    {0x0102, {EVP_PKEY_RSA, "SHA512", true}, ContentDigest::chunked_sha512},
    {0x0103, {EVP_PKEY_RSA, "SHA256"}, ContentDigest::chunked_sha256},
    {0x0104, {EVP_PKEY_RSA, "SHA512"}, ContentDigest::chunked_sha512},
    {0x0201, {EVP_PKEY_EC, "SHA256"}, ContentDigest::chunked_sha256},
    {0x0202, {EVP_PKEY_EC, "SHA512"}, ContentDigest::chunked_sha512},
    {0x0301, {EVP_PKEY_DSA, "SHA256"}, ContentDigest::chunked_sha256},
    {0x0421, {EVP_PKEY_RSA, "SHA256"}, ContentDigest::verity_sha256},
    {0x0423, {EVP_PKEY_EC, "SHA256"}, ContentDigest::verity_sha256},
    {0x0425, {EVP_PKEY_DSA, "SHA256"}, ContentDigest::verity_sha256},
};
const Algorithm *find_algorithm(u32 id) {
  const auto found = std::ranges::find(algorithms, id, &Algorithm::id);
  return found == std::end(algorithms) ? nullptr : found;
}

// Where the block lies, and why Android would not look for it there although it is there.
struct Place {
  u64 offset = 0;
  Bytes pairs;
  Bytes directory, end_record;
  bool is_zip64 = false;
  std::string problem; // empty if Android finds the block
};

struct Block {
  Place place;
  std::map<u32, Bytes> values; // the first of each id, as Android takes it
};

// A signer's own checks came out well; it holds if this digest does.
struct Expected {
  ContentDigest kind;
  Bytes digest;
};
struct Candidate {
  Signer signer;
  std::optional<Expected> expected;
};

// Once each, and no more than a reader can take in.
void note(Signing &signing, std::string oddity) {
  if (signing.oddities.size() > most_oddities || std::ranges::find(signing.oddities, oddity) != signing.oddities.end())
    return;
  signing.oddities.push_back(signing.oddities.size() == most_oddities ? "there is more of this kind"
                                                                      : std::move(oddity));
}

Bytes read_prefixed(Reader &reader) {
  const u32 length = reader.read_u32();
  return reader.read_bytes(length);
}

// The block that ends where the directory starts: size, pairs, the same size, magic.
std::optional<Place> find_block(const Zip &zip, Signing &signing) {
  constexpr std::string_view magic = "APK Sig Block 42";
  constexpr size_t footer_bytes = 24;
  const u64 end = zip.directory_offset;
  if (end < footer_bytes + 8) return std::nullopt;
  Reader footer(zip.bytes, end - footer_bytes);
  const u64 size = footer.read_u64();
  if (as_text(footer.read_bytes(magic.size())) != magic) return std::nullopt;
  const auto ignored = [&](std::string_view why) {
    note(signing, fmt::format("a signing block ends before the central directory at {:#x}, but {}, so Android "
                              "ignores it",
                              end, why));
    return std::nullopt;
  };
  if (size < footer_bytes || size > end - 8) return ignored("its size can't be right");
  Place place;
  place.offset = end - 8 - size;
  if (Reader(zip.bytes, place.offset).read_u64() != size) return ignored("its two sizes differ");
  place.pairs = zip.bytes.subspan(place.offset + 8, size - footer_bytes);
  place.directory = zip.bytes.subspan(end, zip.end_offset - end);
  place.end_record = zip.bytes.subspan(zip.end_offset);

  Reader end_record(zip.bytes, zip.end_offset + 12);
  const u64 directory_size = end_record.read_u32();
  end_record.skip(4); // its offset
  const u16 comment = end_record.read_u16();
  constexpr u64 locator_bytes = 20;
  place.is_zip64 =
      zip.end_offset >= locator_bytes && Reader(zip.bytes, zip.end_offset - locator_bytes).read_u32() == 0x07064b50;
  if (place.is_zip64) return place;
  if (comment != end_record.remaining())
    place.problem =
        fmt::format("the file goes on or ends elsewhere than its end record at {:#x} says, so Android finds no "
                    "signature in it",
                    zip.end_offset);
  else if (end + directory_size != zip.end_offset)
    place.problem = "the end record does not follow the central directory, so Android finds no signature in the file";
  return place;
}

void note_unknown(u32 id, size_t size, Signing &signing) {
  if (std::ranges::find(known_ids, id) != std::end(known_ids)) return;
  const auto tool = std::ranges::find(tool_ids, id, &std::pair<u32, std::string_view>::first);
  if (tool != std::end(tool_ids))
    note(signing, fmt::format("the signing block holds {} bytes of {} (id {:#010x})", size, tool->second, id));
  else
    note(signing, fmt::format("the signing block holds {} bytes under the unknown id {:#010x}", size, id));
}

// Reads id-value pairs as long as they are whole: Android finds the ones before a broken one.
void read_pairs(Block &block, Signing &signing) {
  Reader pairs(block.place.pairs);
  std::map<u32, size_t> repeated;
  std::vector<u32> order;
  while (pairs.remaining() > 0) {
    const u64 length = pairs.read_u64();
    if (pairs.failed() || length < 4 || length > pairs.remaining()) {
      note(signing, fmt::format("the signing block at {:#x} is damaged behind its first {} values", block.place.offset,
                                order.size()));
      break;
    }
    const u32 id = pairs.read_u32();
    const Bytes value = pairs.read_bytes(length - 4);
    if (!block.values.emplace(id, value).second)
      ++repeated[id];
    else
      order.push_back(id);
  }
  for (const u32 id : order) {
    if (std::ranges::find(schemes, id, &std::pair<u32, std::string_view>::first) == std::end(schemes) && id != v32_id)
      note_unknown(id, block.values[id].size(), signing);
    if (repeated.contains(id))
      note(signing,
           fmt::format("the signing block holds id {:#010x} {} times; Android takes the first", id, repeated[id] + 1));
  }
}

// Lists of {algorithm, length-prefixed bytes}; the bytes are read only where they are needed, as Android does.
struct Record {
  u32 algorithm;
  Bytes rest;
};
std::optional<std::vector<Record>> read_records(Bytes bytes) {
  std::vector<Record> records;
  Reader list(bytes);
  while (list.remaining() > 0) {
    const Bytes record = read_prefixed(list);
    if (list.failed() || record.size() < 8) return std::nullopt;
    records.push_back({Reader(record).read_u32(), record.subspan(4)});
  }
  return records;
}
std::optional<Bytes> read_value(const Record &record) {
  Reader reader(record.rest);
  const Bytes value = read_prefixed(reader);
  if (reader.failed()) return std::nullopt;
  return value;
}

void name_signer(Signer &signer, Bytes encoded, const X509 *certificate) {
  signer.certificate_sha256 = sha256_hex(encoded);
  signer.subject = subject_of(certificate);
}

// A chain in which each certificate is signed by the one before it. Fills `ancestors`; gives the problem, if any.
std::string read_rotation(Bytes value, std::string_view certificate_sha256, std::vector<std::string> &ancestors) {
  Reader levels(value);
  levels.skip(4); // version
  KeyOwner last_key;
  u32 last_algorithm = 0;
  std::vector<std::string> chain;
  if (levels.failed()) return "the proof of rotation is damaged";
  while (levels.remaining() > 0) {
    if (chain.size() > most_ancestors)
      return fmt::format("the proof of rotation names more than {} certificates", most_ancestors);
    Reader level(read_prefixed(levels));
    const Bytes signed_data = read_prefixed(level);
    level.skip(4); // what the ancestor may still do
    const u32 algorithm = level.read_u32();
    const Bytes signature = read_prefixed(level);
    Reader data(signed_data);
    const Bytes encoded = read_prefixed(data);
    const u32 signed_algorithm = data.read_u32();
    if (levels.failed() || level.failed() || data.failed()) return "the proof of rotation is damaged";
    if (last_key) {
      const Algorithm *const known = find_algorithm(last_algorithm);
      if (!known || signed_algorithm != last_algorithm ||
          !verifies(known->method, last_key.get(), signed_data, signature))
        return fmt::format("certificate {} of the proof of rotation is not signed by the one before it",
                           chain.size() + 1);
    }
    const CertificateOwner certificate = parse_certificate(encoded);
    if (!certificate) return fmt::format("certificate {} of the proof of rotation can't be read", chain.size() + 1);
    std::string sha256 = sha256_hex(encoded);
    if (std::ranges::find(chain, sha256) != chain.end()) return "the proof of rotation names a certificate twice";
    chain.push_back(std::move(sha256));
    last_key = KeyOwner(X509_get_pubkey(certificate.get()));
    if (!last_key) return fmt::format("certificate {} of the proof of rotation has no usable key", chain.size());
    last_algorithm = algorithm;
  }
  if (chain.empty()) return "";
  if (chain.back() != certificate_sha256)
    return "the proof of rotation ends with another certificate than the signer's";
  chain.pop_back();
  ancestors = std::move(chain);
  return "";
}

class SchemeReader {
public:
  SchemeReader(const Block &block, Signing &signing, Incomplete &incomplete)
      : block_(block), signing_(signing), incomplete_(incomplete) {}

  std::vector<Candidate> read(u32 id, std::string_view scheme) {
    is_v3_ = id != v2_id;
    scheme_ = scheme;
    std::vector<Candidate> candidates;
    Reader value(block_.values.at(id));
    Reader signers(read_prefixed(value));
    if (value.failed()) return {lost("the list of signers is damaged")};
    while (signers.remaining() > 0) {
      if (candidates.size() == most_signers) {
        too_many(candidates);
        break;
      }
      const Bytes bytes = read_prefixed(signers);
      if (signers.failed()) {
        candidates.push_back(lost("the list of signers is damaged"));
        break;
      }
      Candidate candidate;
      candidate.signer.scheme = scheme;
      candidate.signer.problem = check(bytes, candidate);
      if (!candidate.signer.problem.empty() && candidate.signer.holds == Holds::yes) candidate.signer.holds = Holds::no;
      candidates.push_back(std::move(candidate));
    }
    if (candidates.empty()) candidates.push_back(lost("the list of signers is empty"));
    if (is_v3_) note_overlap(candidates);
    return candidates;
  }

private:
  Candidate lost(std::string problem) const {
    Candidate candidate;
    candidate.signer = {.scheme = std::string(scheme_),
                        .certificate_sha256 = "",
                        .subject = "",
                        .holds = Holds::no,
                        .problem = std::move(problem),
                        .ancestors = {}};
    return candidate;
  }

  void gap(GapKind kind, std::string reason) const {
    incomplete_.add(kind, "", fmt::format("{} signature", scheme_), std::move(reason), Lost::signature);
  }

  void too_many(std::vector<Candidate> &candidates) const {
    for (Candidate &candidate : candidates) {
      if (candidate.signer.holds != Holds::yes) continue;
      candidate.signer.holds = is_v3_ ? Holds::unclear : Holds::no;
      candidate.signer.problem = fmt::format("there are more than {} signers", most_signers);
    }
    gap(GapKind::limit, fmt::format("only the first {} signers were read", most_signers));
  }

  // Android 9 and later asks for exactly one signer that is for the device's own version.
  void note_overlap(const std::vector<Candidate> &candidates) const {
    for (size_t i = 0; i < candidates.size(); ++i)
      for (size_t k = i + 1; k < candidates.size(); ++k)
        if (candidates[i].signer.min_sdk <= candidates[k].signer.max_sdk &&
            candidates[k].signer.min_sdk <= candidates[i].signer.max_sdk) {
          note(signing_,
               fmt::format("{} has several signers for the same version of Android, which refuses them", scheme_));
          return;
        }
  }

  // The signer's problem, empty if only the content's digest is left to check. Sets `holds` where it is not `no`.
  std::string check(Bytes bytes, Candidate &candidate) const {
    Signer &signer = candidate.signer;
    Reader reader(bytes);
    const Bytes signed_data = read_prefixed(reader);
    if (is_v3_) {
      candidate.signer.min_sdk = reader.read_u32();
      candidate.signer.max_sdk = reader.read_u32();
    }
    const Bytes signatures = read_prefixed(reader);
    const Bytes public_key = read_prefixed(reader);

    Reader data(signed_data);
    const Bytes digests = read_prefixed(data);
    const Bytes certificates = read_prefixed(data);
    const CertificateOwner certificate = name(certificates, signer);
    if (reader.failed()) return "the signer is damaged";

    const std::optional<std::vector<Record>> signature_records = read_records(signatures);
    if (!signature_records) return "the list of signatures is damaged";
    if (signature_records->empty()) return "there is no signature";
    const Record *best = nullptr;
    for (const Record &record : *signature_records) {
      const Algorithm *const known = find_algorithm(record.algorithm);
      if (known && (!best || known->content > find_algorithm(best->algorithm)->content)) best = &record;
    }
    if (!best) return unsupported(*signature_records, signer);
    const Algorithm &algorithm = *find_algorithm(best->algorithm);
    const std::optional<Bytes> signature = read_value(*best);
    if (!signature) return "the list of signatures is damaged";
    const KeyOwner key = parse_public_key(public_key);
    if (!key) return "the public key can't be read";
    if (!verifies(algorithm.method, key.get(), signed_data, *signature))
      return fmt::format("the signature of algorithm {:#06x} does not verify", algorithm.id);

    // Beyond here the signed data is what the key's owner signed.
    if (data.failed()) return "the signed data is damaged";
    const std::optional<std::vector<Record>> digest_records = read_records(digests);
    if (!digest_records) return "the list of digests is damaged";
    if (!std::ranges::equal(*signature_records, *digest_records, {}, &Record::algorithm, &Record::algorithm))
      return "the signatures and the digests name different algorithms";
    std::optional<Bytes> expected;
    for (const Record &record : *digest_records)
      if (record.algorithm == algorithm.id && !(expected = read_value(record))) return "the list of digests is damaged";

    if (std::string problem = check_certificates(certificates, signer); !problem.empty()) return problem;
    if (!certificate || !has_public_key(certificate.get(), public_key))
      return "the certificate's public key is not the one that verifies the signature";
    if (is_v3_ && (data.read_u32() != candidate.signer.min_sdk || data.read_u32() != candidate.signer.max_sdk))
      return "the signed and the unsigned versions of Android differ";
    const Bytes attributes = read_prefixed(data);
    if (data.failed()) return "the signed data is damaged";
    if (std::string problem = check_attributes(attributes, signer); !problem.empty()) return problem;
    candidate.expected = Expected{algorithm.content, *expected};
    return "";
  }

  // Who the signer says to be, even where nothing else of it is whole.
  static CertificateOwner name(Bytes certificates, Signer &signer) {
    Reader list(certificates);
    const Bytes first = read_prefixed(list);
    CertificateOwner certificate = parse_certificate(first);
    if (certificate) name_signer(signer, first, certificate.get());
    return certificate;
  }

  std::string unsupported(const std::vector<Record> &records, Signer &signer) const {
    std::vector<u32> ids;
    for (const Record &record : records)
      if (ids.size() < most_signers && std::ranges::find(ids, record.algorithm) == ids.end())
        ids.push_back(record.algorithm);
    const std::string reason =
        fmt::format("only signatures of unknown algorithms are there ({:#06x})", fmt::join(ids, ", "));
    gap(GapKind::unsupported, reason);
    signer.holds = Holds::unclear;
    return reason;
  }

  // Android reads all certificates, although only the first one counts.
  std::string check_certificates(Bytes certificates, Signer &signer) const {
    Reader list(certificates);
    for (size_t count = 1; list.remaining() > 0; ++count) {
      if (count > most_certificates) {
        signer.holds = Holds::unclear;
        const std::string reason = fmt::format("the signer lists more than {} certificates", most_certificates);
        gap(GapKind::limit, reason);
        return reason;
      }
      const Bytes encoded = read_prefixed(list);
      if (list.failed() || !parse_certificate(encoded)) return fmt::format("certificate {} can't be read", count);
    }
    return certificates.empty() ? "there is no certificate" : "";
  }

  std::string check_attributes(Bytes attributes, Signer &signer) const {
    Reader list(attributes);
    bool has_rotation = false;
    while (list.remaining() > 0) {
      Reader attribute(read_prefixed(list));
      const u32 id = attribute.read_u32();
      if (list.failed() || attribute.failed()) return "the list of attributes is damaged";
      std::string problem;
      if (!is_v3_ && id == stripping_protection)
        problem = check_v3_there(attribute.read_u32());
      else if (is_v3_ && id == rotation_min_sdk)
        problem = check_v31_there(attribute.read_u32());
      else if (is_v3_ && id == hybrid_min_sdk)
        note_v32(attribute.read_u32());
      else if (is_v3_ && id == proof_of_rotation) {
        if (std::exchange(has_rotation, true)) return "there is more than one proof of rotation";
        problem =
            read_rotation(attribute.read_bytes(attribute.remaining()), signer.certificate_sha256, signer.ancestors);
      }
      if (attribute.failed()) return "the list of attributes is damaged";
      if (!problem.empty()) return problem;
    }
    return "";
  }

  std::string check_v3_there(u32 version) const {
    if (version != 3 || block_.values.contains(v3_id)) return "";
    note(signing_, "the v2 signature says that a v3 signature was there too: it was stripped");
    return "it says that a v3 signature was there too, and there is none, so Android refuses it";
  }

  // Only Android 13 and later heeds this one.
  std::string check_v31_there(u32 min_sdk) const {
    if (scheme_ != "v3") return "";
    const std::optional<u32> there = first_sdk_of_v31();
    if (there == min_sdk) return "";
    if (there)
      return fmt::format(
          "it says that the v3.1 signature is for API level {} and later, which itself says {}, so Android 13 and "
          "later refuses it",
          min_sdk, *there);
    note(signing_, "the v3 signature says that a v3.1 signature was there too: it was stripped");
    return fmt::format("it says that a v3.1 signature for API level {} was there too, and there is none, so Android 13 "
                       "and later refuses it",
                       min_sdk);
  }

  void note_v32(u32 min_sdk) const {
    if (block_.values.contains(v32_id)) return;
    note(signing_, fmt::format("the {} signature says that a v3.2 signature for API level {} was there too: it "
                               "was stripped",
                               scheme_, min_sdk));
  }

  std::optional<u32> first_sdk_of_v31() const {
    const auto value = block_.values.find(v31_id);
    if (value == block_.values.end()) return std::nullopt;
    std::optional<u32> first;
    Reader whole(value->second);
    Reader signers(read_prefixed(whole));
    while (signers.remaining() > 0) {
      Reader signer(read_prefixed(signers));
      read_prefixed(signer);
      const u32 min_sdk = signer.read_u32();
      if (signers.failed() || signer.failed()) break;
      first = std::min(first.value_or(min_sdk), min_sdk);
    }
    return first;
  }

  const Block &block_;
  Signing &signing_;
  Incomplete &incomplete_;
  bool is_v3_ = false;
  std::string_view scheme_;
};

SignedContent content_of(const Zip &zip, const Place &place) {
  SignedContent content{zip.bytes.first(place.offset), place.directory, {}};
  content.end_record.assign(place.end_record.begin(), place.end_record.end());
  constexpr size_t offset_field = 16;
  for (int i = 0; i < 4; ++i) content.end_record[offset_field + i] = static_cast<u8>(place.offset >> 8 * i);
  return content;
}

void refuse(Signer &signer, Holds holds, std::string problem) {
  signer.holds = holds;
  signer.problem = std::move(problem);
}

// Digests the content, once for each kind of digest that a signer still depends on.
void check_content(const Zip &zip, const Place &place, unsigned threads, std::vector<Candidate> &candidates) {
  const bool has_whole_pages =
      place.offset % verity_page == 0 && (zip.directory_offset - place.offset) % verity_page == 0;
  const SignedContent content = content_of(zip, place);
  std::map<ContentDigest, std::vector<u8>> digests;
  for (Candidate &candidate : candidates) {
    if (!candidate.expected || candidate.signer.holds != Holds::yes) continue;
    const ContentDigest kind = candidate.expected->kind;
    if (kind == ContentDigest::verity_sha256 && !has_whole_pages) {
      refuse(candidate.signer, Holds::no, "the signing block does not fill whole pages, as its kind of digest demands");
      continue;
    }
    if (!digests.contains(kind)) digests[kind] = content_digest(content, kind, threads);
    if (digests[kind].empty())
      refuse(candidate.signer, Holds::unclear, "there was no memory to digest the file");
    else if (!std::ranges::equal(digests[kind], candidate.expected->digest))
      refuse(candidate.signer, Holds::no, "the content of the file is not the one that was signed");
  }
}

// Android takes all signers of a v2 signature or none.
void note_broken_company(const std::vector<Candidate> &candidates, Signing &signing) {
  const auto count = [&](bool holding) {
    return std::ranges::count_if(candidates, [&](const Candidate &each) {
      return each.signer.scheme == "v2" && (each.signer.holds == Holds::yes) == holding;
    });
  };
  if (count(true) > 0 && count(false) > 0)
    note(signing, "not all signers of the v2 signature hold, so Android refuses all of them");
}

} // namespace

BlockSigning read_signing_block(const Zip &zip, unsigned threads, Incomplete &incomplete) {
  const ErrorsDropped errors_dropped;
  BlockSigning result;
  Signing &signing = result.signing;
  std::optional<Place> place = find_block(zip, signing);
  if (!place) return result;
  Block block{std::move(*place), {}};
  read_pairs(block, signing);
  result.has_v2 = block.values.contains(v2_id);
  result.has_v3 = block.values.contains(v3_id);
  if (block.values.contains(v31_id) && !result.has_v3)
    note(signing, "there is a v3.1 signature without the v3 signature that belongs to it");
  if (block.values.contains(v32_id))
    incomplete.add(GapKind::unsupported, "", "v3.2 signature", "signatures of this scheme are not read",
                   Lost::signature);

  std::vector<Candidate> candidates;
  for (const auto &[id, scheme] : schemes)
    if (block.values.contains(id))
      std::ranges::move(SchemeReader(block, signing, incomplete).read(id, scheme), std::back_inserter(candidates));
  if (!candidates.empty() && block.place.is_zip64)
    incomplete.add(GapKind::unsupported, "", "signing block",
                   "the package is a zip64 archive, in which most versions of Android look for no signing block",
                   Lost::signature);
  for (Candidate &candidate : candidates) {
    if (candidate.signer.holds != Holds::yes) continue;
    if (block.place.is_zip64)
      refuse(candidate.signer, Holds::unclear, "not checked in a zip64 archive");
    else if (!block.place.problem.empty())
      refuse(candidate.signer, Holds::no, block.place.problem);
  }
  check_content(zip, block.place, threads, candidates);
  note_broken_company(candidates, signing);
  for (Candidate &candidate : candidates) signing.signers.push_back(std::move(candidate.signer));
  return result;
}

} // namespace kinsafe
