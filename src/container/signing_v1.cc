// Verifies the JAR signature: META-INF/MANIFEST.MF holds a digest of every entry, a signature file (*.SF) holds digests
// of the manifest and of its sections, and a signature block (*.RSA, *.DSA, *.EC; PKCS #7) signs the signature file.
// Android asks that every entry outside of META-INF is covered, by the same signers. Format:
// https://docs.oracle.com/en/java/javase/17/docs/specs/jar/jar.html#signed-jar-file Android's reading: AOSP
// core/java/android/util/jar/StrictJarVerifier.java and StrictJarFile.java
#include "container/signing_v1.h"

#include "base/digest.h"
#include "base/parallel.h"
#include "base/reader.h"
#include "base/strings.h"
#include "container/jar_manifest.h"
#include "container/openssl.h"

#include <fmt/format.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <set>

namespace kinsafe {
namespace {

constexpr std::string_view manifest_name = "META-INF/MANIFEST.MF";
constexpr std::string_view block_endings[] = {".RSA", ".DSA", ".EC"};
constexpr size_t most_signers = 10;   // Android's limit
constexpr int most_signer_infos = 10; // in one signature block; one is usual
constexpr size_t most_certificates = 100;
constexpr ZipLimits signature_limits{u64{16} << 20}; // of a file of the signature; parsed, it takes much more
constexpr u64 most_inflated =
    u64{4} << 30; // entries may share their compressed bytes, so a small file can declare any amount

// What a step found; fine as long as there is no problem.
struct Outcome {
  Holds holds = Holds::yes;
  std::string problem;

  bool is_fine() const { return holds == Holds::yes; }
};
Outcome broken(std::string problem) { return {Holds::no, std::move(problem)}; }
Outcome undecided(std::string problem) { return {Holds::unclear, std::move(problem)}; }

struct JarSigner {
  const ZipEntry *block = nullptr, *file = nullptr;
  std::string certificate_sha256, subject;
  Outcome outcome;

  void add(Outcome next) {
    if (outcome.is_fine()) outcome = std::move(next);
  }
};

// A short file of the signature, read whole. A limit makes it undecided.
Outcome read_entry(const Zip &zip, const ZipEntry &entry, Buffer &buffer, Bytes &bytes,
                   Incomplete &incomplete) {
  Result<Unpacked> read = unpack(zip, entry, buffer, signature_limits);
  if (read && read->bytes.size() <= signature_limits.entry_bytes) {
    bytes = read->bytes;
    return {};
  }
  if (entry.size <= signature_limits.entry_bytes) return broken(read.error().message);
  std::string reason = fmt::format("{} declares more than {} bytes", entry.name, signature_limits.entry_bytes);
  incomplete.add(GapKind::limit, entry.name, "v1 signature", reason, Lost::signature);
  return undecided(std::move(reason));
}

// ---- the signature block

// The critical extensions that Java's certificates know; Android refuses a signer's certificate with another one.
bool has_unknown_critical_extension(const X509 *certificate) {
  constexpr int known[] = {NID_subject_key_identifier,
                           NID_key_usage,
                           NID_private_key_usage_period,
                           NID_subject_alt_name,
                           NID_issuer_alt_name,
                           NID_basic_constraints,
                           NID_name_constraints,
                           NID_policy_mappings,
                           NID_authority_key_identifier,
                           NID_policy_constraints,
                           NID_netscape_cert_type,
                           NID_certificate_policies,
                           NID_ext_key_usage,
                           NID_inhibit_any_policy,
                           NID_crl_distribution_points,
                           NID_info_access,
                           NID_sinfo_access};
  for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
    X509_EXTENSION *const extension = X509_get_ext(certificate, i);
    const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
    if (X509_EXTENSION_get_critical(extension) && std::ranges::find(known, nid) == std::end(known)) return true;
  }
  return false;
}

bool may_sign(X509 *certificate) {
  const u32 usage = X509_get_key_usage(certificate); // all ones if the certificate does not say
  return usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION);
}

// With signed attributes, the signature is over them; among them are, once each, a digest of the content and its kind.
bool are_attributes_whole(const PKCS7_SIGNER_INFO *info) {
  std::set<std::string> kinds;
  for (int i = 0; i < sk_X509_ATTRIBUTE_num(info->auth_attr); ++i) {
    X509_ATTRIBUTE *const attribute = sk_X509_ATTRIBUTE_value(info->auth_attr, i);
    const ASN1_OBJECT *const kind = X509_ATTRIBUTE_get0_object(attribute);
    const int nid = OBJ_obj2nid(kind);
    const bool is_single = nid == NID_pkcs9_contentType || nid == NID_pkcs9_messageDigest;
    if (is_single && X509_ATTRIBUTE_count(attribute) != 1) return false;
    if (!kinds.emplace(reinterpret_cast<const char *>(OBJ_get0_data(kind)), OBJ_length(kind)).second) return false;
  }
  return PKCS7_get_signed_attribute(const_cast<PKCS7_SIGNER_INFO *>(info), NID_pkcs9_contentType) &&
         PKCS7_get_signed_attribute(const_cast<PKCS7_SIGNER_INFO *>(info), NID_pkcs9_messageDigest);
}

bool is_content_type_right(const PKCS7 *block, PKCS7_SIGNER_INFO *info) {
  const ASN1_TYPE *const type = PKCS7_get_signed_attribute(info, NID_pkcs9_contentType);
  return type->type == V_ASN1_OBJECT && block->d.sign->contents &&
         OBJ_cmp(type->value.object, block->d.sign->contents->type) == 0;
}

// True if the kind of signature named is one that OpenSSL verifies here, with this key.
bool is_method_known(const PKCS7_SIGNER_INFO *info, const X509 *certificate) {
  const int method = OBJ_obj2nid(info->digest_enc_alg->algorithm);
  int digest = NID_undef, key = method; // the method may be named by the key alone
  if (method == NID_undef || method == NID_rsassaPss) return false;
  OBJ_find_sigid_algs(method, &digest, &key);
  const EVP_PKEY *const public_key = X509_get0_pubkey(certificate);
  return public_key && EVP_PKEY_get_base_id(public_key) == EVP_PKEY_type(key);
}

// How one signature in the block came out. Android tries the next one only after a signature that does not verify; what
// it can't make sense of ends the whole.
struct InfoOutcome {
  Outcome outcome;
  bool is_final = true;
};

InfoOutcome verify_info(PKCS7 *block, PKCS7_SIGNER_INFO *info, X509 *certificate, Bytes signed_bytes) {
  const EVP_MD *const digest = EVP_get_digestbyobj(info->digest_alg->algorithm);
  if (!digest || !is_method_known(info, certificate)) return {undecided("its signature is of a kind that is not read")};
  if (has_unknown_critical_extension(certificate))
    return {broken("its certificate has a critical extension that Android does not know")};
  if (!may_sign(certificate)) return {broken("its certificate is not for signing")};
  if (sk_X509_ATTRIBUTE_num(info->auth_attr) > 0) {
    if (!are_attributes_whole(info)) return {broken("its signed attributes are not the ones that have to be there")};
    if (!is_content_type_right(block, info)) return {broken("its signed attributes are about other content"), false};
  }
  BIO *const digesting = BIO_new(BIO_f_md());
  const BioOwner chain(digesting ? BIO_push(digesting, BIO_new(BIO_s_null())) : nullptr);
  if (!chain || !BIO_next(digesting) || BIO_set_md(digesting, digest) <= 0)
    return {undecided("its digest is not supported")};
  for (size_t at = 0; at < signed_bytes.size();) {
    const int most = static_cast<int>(std::min<size_t>(signed_bytes.size() - at, 1 << 20));
    const int written = BIO_write(digesting, &signed_bytes[at], most);
    if (written <= 0) return {undecided("its digest could not be computed")};
    at += static_cast<size_t>(written);
  }
  if (PKCS7_signatureVerify(digesting, block, info, certificate) != 1)
    return {broken("its signature does not verify"), false};
  return {};
}

// The certificates in a block as they stand there: OpenSSL would write some of them anew in other bytes, and the bytes
// are what identifies a signer. Empty if they are not found.
std::vector<Bytes> list_certificates(Bytes block) {
  const u8 *at = block.data();
  const u8 *const end = at + block.size();
  const auto enter = [&](int tag_wanted, int class_wanted) {
    long length = 0;
    int tag = 0, tag_class = 0;
    const int flags = ASN1_get_object(&at, &length, &tag, &tag_class, end - at);
    return !(flags & 0x80) && tag == tag_wanted &&
           tag_class == class_wanted; // 0x80: no header, or longer than the bytes
  };
  const auto skip = [&] {
    ASN1_TYPE *const value = d2i_ASN1_TYPE(nullptr, &at, end - at);
    ASN1_TYPE_free(value);
    return value != nullptr;
  };
  // ContentInfo: type, [0] SignedData: version, digest algorithms, content, [0] certificates
  if (!enter(V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL) || !skip() || !enter(0, V_ASN1_CONTEXT_SPECIFIC) ||
      !enter(V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL) || !skip() || !skip() || !skip() || !enter(0, V_ASN1_CONTEXT_SPECIFIC))
    return {};
  std::vector<Bytes> certificates;
  for (const u8 *start = at; at < end && certificates.size() < most_certificates; start = at) {
    if (!CertificateOwner(d2i_X509(nullptr, &at, end - at))) break;
    certificates.emplace_back(start, at);
  }
  return certificates;
}

void name_signer(JarSigner &signer, const X509 *certificate, Bytes block) {
  const auto is_it = [&](Bytes encoded) { return X509_cmp(parse_certificate(encoded).get(), certificate) == 0; };
  const std::vector<Bytes> listed = list_certificates(block);
  const auto found = std::ranges::find_if(listed, is_it);
  signer.certificate_sha256 = sha256_hex(found != listed.end() ? *found : Bytes(encode(certificate)));
  signer.subject = subject_of(certificate);
}

// The first signature in the block that verifies counts, as in Android 7 and later; older versions take the first
// alone.
Outcome verify_block(Bytes bytes, Bytes signed_bytes, JarSigner &signer) {
  const u8 *position = bytes.data();
  const Pkcs7Owner block(d2i_PKCS7(nullptr, &position, static_cast<long>(bytes.size())));
  if (!block || !PKCS7_type_is_signed(block.get()) || !block->d.sign) return broken("it is no PKCS #7 signature");
  STACK_OF(PKCS7_SIGNER_INFO) *const infos = PKCS7_get_signer_info(block.get());
  const int count = infos ? sk_PKCS7_SIGNER_INFO_num(infos) : 0;
  if (count <= 0) return broken("it holds no signature");
  Outcome first;
  for (int i = 0; i < std::min(count, most_signer_infos); ++i) {
    PKCS7_SIGNER_INFO *const info = sk_PKCS7_SIGNER_INFO_value(infos, i);
    X509 *const certificate = PKCS7_cert_from_signer_info(block.get(), info); // the block's
    const InfoOutcome result = certificate ? verify_info(block.get(), info, certificate, signed_bytes)
                                           : InfoOutcome{broken("it lacks its signer's certificate")};
    const Outcome &outcome = result.outcome;
    if (certificate && (signer.certificate_sha256.empty() || outcome.is_fine()))
      name_signer(signer, certificate, bytes);
    if (outcome.is_fine()) return {};
    if (first.is_fine()) first = outcome;
    if (result.is_final) return outcome;
  }
  if (count > most_signer_infos)
    return undecided(fmt::format("none of its first {} signatures verifies", most_signer_infos));
  return first;
}

// ---- digests in the text files

// Strong to weak, as Android prefers them. Versions before 4.3 took others too (MD5).
constexpr std::pair<std::string_view, const char *> digests[] = {
    {"SHA-512", "SHA512"}, {"SHA-384", "SHA384"}, {"SHA-256", "SHA256"}, {"SHA1", "SHA1"}};

std::optional<std::vector<u8>> decode_base64(std::string_view text) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<u8> out;
  u32 bits = 0;
  int count = 0;
  for (const char letter : text.substr(0, text.find('='))) {
    if (letter == ' ' || letter == '\t') continue;
    const size_t value = alphabet.find(letter);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<u32>(value);
    if ((count += 6) < 8) continue;
    count -= 8;
    out.push_back(static_cast<u8>(bits >> count));
  }
  return out;
}

struct NamedDigest {
  const char *method;
  std::vector<u8> value; // empty if it is no base64: then nothing matches it
};
// The digest that Android would compare, of those in attributes such as "SHA-256" + `ending`.
std::optional<NamedDigest> pick_digest(const JarSection &section, std::string_view ending) {
  for (const auto &[name, method] : digests)
    if (const std::string *const text = section.find(fmt::format("{}{}", name, ending)))
      return NamedDigest{method, decode_base64(*text).value_or(std::vector<u8>())};
  return std::nullopt;
}
bool matches(const NamedDigest &digest, Bytes bytes) {
  const std::vector<u8> actual = digest_of(bytes, digest.method);
  return !actual.empty() && actual == digest.value;
}

std::string shown(std::string_view name) { return to_utf8(name); }

// A signature file that says a newer signature was there, although it is not.
Outcome check_stripped(const JarSigner &signer, const JarSection &file, const BlockSigning &newer,
                       std::vector<std::string> &oddities) {
  const std::string *const list = file.find("X-Android-APK-Signed");
  if (!list) return {};
  Outcome outcome;
  std::string_view rest = *list;
  bool is_v2_noted = false, is_v3_noted = false;
  while (!rest.empty()) {
    const size_t comma = std::min(rest.find(','), rest.size());
    std::string_view word = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    word.remove_prefix(std::min(word.find_first_not_of(' '), word.size()));
    word = word.substr(0, word.find_last_not_of(' ') + 1);
    int scheme = 0;
    if (std::from_chars(word.data(), word.data() + word.size(), scheme).ptr != word.data() + word.size()) continue;
    bool &is_noted = scheme == 2 ? is_v2_noted : is_v3_noted;
    const bool is_there = scheme == 2 ? newer.has_v2 : scheme != 3 || newer.has_v3;
    if (is_there || is_noted) continue;
    is_noted = true;
    oddities.push_back(
        fmt::format("{} says that a v{} signature was there too: it was stripped", shown(signer.file->name), scheme));
    // Versions of Android that look for v2 refuse the v1 signature then; for v3 they do not ask.
    if (scheme == 2)
      outcome =
          broken("it says that a v2 signature was there too, and there is none, so Android 7 and later refuses it");
  }
  return outcome;
}

// The signature file's digests of the manifest: of the whole, or else of each section.
Outcome check_manifest(const JarManifest &file, const JarManifest &manifest, Bytes manifest_bytes) {
  if (file.is_damaged) return broken("its signature file is damaged");
  if (!file.main.find("Signature-Version")) return broken("its signature file names no version, so Android ignores it");
  const std::string *const tool = file.main.find("Created-By");
  const bool by_signtool = tool && tool->contains("signtool");
  if (!by_signtool) {
    const std::optional<NamedDigest> digest = pick_digest(file.main, "-Digest-Manifest-Main-Attributes");
    if (digest && !matches(*digest, manifest.main.bytes))
      return broken("the main section of the manifest is not the one that was signed");
  }
  const std::optional<NamedDigest> whole = pick_digest(file.main, by_signtool ? "-Digest" : "-Digest-Manifest");
  if (whole && matches(*whole, manifest_bytes)) return {};
  for (const auto &[name, section] : file.sections) {
    const auto signed_section = manifest.sections.find(name);
    if (signed_section == manifest.sections.end())
      return broken(fmt::format("the manifest has no section for {}, which was signed", shown(name)));
    Bytes bytes = signed_section->second.bytes;
    if (by_signtool && as_text(bytes).ends_with("\n\n")) bytes = bytes.first(bytes.size() - 1);
    const std::optional<NamedDigest> digest = pick_digest(section, "-Digest");
    if (!digest || !matches(*digest, bytes))
      return broken(fmt::format("the manifest's section for {} is not the one that was signed", shown(name)));
  }
  return {};
}

// ---- the entries

bool is_covered(std::string_view name) { return !name.starts_with("META-INF/") && !name.ends_with('/'); }

struct EntryCheck {
  const ZipEntry *entry;
  NamedDigest digest;
  std::string problem;
};

// Which entries have to be read, or why the manifest can't be that of these entries.
Outcome list_checks(const Zip &zip, const JarManifest &manifest, std::vector<EntryCheck> &checks) {
  std::set<std::string_view> names;
  for (const ZipEntry &entry : zip.entries) names.insert(entry.name);
  for (const auto &[name, section] : manifest.sections)
    if (!names.contains(name)) return broken(fmt::format("{}, which the manifest names, is not there", shown(name)));
  for (const ZipEntry &entry : zip.entries) {
    if (!is_covered(entry.name)) continue;
    const auto section = manifest.sections.find(entry.name);
    if (section == manifest.sections.end()) return broken(fmt::format("the manifest does not name {}", entry.name));
    std::optional<NamedDigest> digest = pick_digest(section->second, "-Digest");
    if (!digest) return broken(fmt::format("the manifest has no digest for {} that Android takes", entry.name));
    checks.push_back({&entry, std::move(*digest), ""});
  }
  if (checks.empty()) return broken("there is no entry to sign");
  return {};
}

// Inflates and digests the entries, one at a time in each thread.
Outcome check_entries(const Zip &zip, std::vector<EntryCheck> &checks, unsigned threads, Incomplete &incomplete) {
  u64 declared = 0;
  for (const EntryCheck &check : checks) {
    const u64 size = check.entry->size;
    if (size <= ZipLimits().entry_bytes && size <= most_inflated - declared) {
      declared += size;
      continue;
    }
    std::string reason = fmt::format("the entries declare more bytes than are read ({})", check.entry->name);
    incomplete.add(GapKind::limit, "", "v1 signature", reason, Lost::signature);
    return undecided(std::move(reason));
  }
  parallel_for(checks.size(), threads, [&](size_t i) {
    Buffer buffer;
    const Result<Unpacked> unpacked = unpack(zip, *checks[i].entry, buffer);
    if (!unpacked)
      checks[i].problem = unpacked.error().message;
    else if (!matches(checks[i].digest, unpacked->bytes))
      checks[i].problem = fmt::format("{} is not the entry that was signed", checks[i].entry->name);
  });
  for (EntryCheck &check : checks)
    if (!check.problem.empty()) return broken(std::move(check.problem));
  return {};
}

// Android takes an entry for signed by those whose signature files name it.
Outcome check_named(const JarManifest &file, const std::vector<EntryCheck> &checks) {
  for (const EntryCheck &check : checks)
    if (!file.sections.contains(check.entry->name))
      return broken(fmt::format("its signature file does not name {}", check.entry->name));
  return {};
}

// Signature blocks that have a signature file; Android ignores the others.
std::vector<JarSigner> list_signers(const Zip &zip, std::vector<std::string> &oddities) {
  std::map<std::string_view, const ZipEntry *> files;
  for (const ZipEntry &entry : zip.entries)
    if (entry.name.starts_with("META-INF/") && entry.name.ends_with(".SF")) files.emplace(entry.name, &entry);
  std::vector<JarSigner> signers;
  for (const ZipEntry &entry : zip.entries) {
    if (!entry.name.starts_with("META-INF/")) continue;
    for (const std::string_view ending : block_endings) {
      if (!entry.name.ends_with(ending)) continue;
      const std::string_view stem = entry.name.substr(0, entry.name.size() - ending.size());
      const auto file = files.find(fmt::format("{}.SF", stem));
      if (file != files.end())
        signers.emplace_back(JarSigner{&entry, file->second, "", "", {}});
      else if (oddities.size() < most_signers)
        oddities.push_back(fmt::format("{} has no signature file, so Android ignores it", entry.name));
    }
  }
  return signers;
}

struct SignedManifest {
  Buffer buffer;
  Bytes bytes;
  JarManifest parsed;
};
Outcome read_manifest(const Zip &zip, SignedManifest &manifest, Incomplete &incomplete) {
  const ZipEntry *const entry = find_entry(zip, manifest_name);
  if (!entry) return broken("there is no META-INF/MANIFEST.MF");
  Outcome outcome = read_entry(zip, *entry, manifest.buffer, manifest.bytes, incomplete);
  if (!outcome.is_fine()) return outcome;
  manifest.parsed = read_jar_manifest(manifest.bytes);
  if (manifest.parsed.is_damaged) return broken("META-INF/MANIFEST.MF is damaged");
  if (!manifest.parsed.repeated.empty())
    return broken(fmt::format("META-INF/MANIFEST.MF names {} twice", shown(manifest.parsed.repeated)));
  return {};
}

// All but the entries' own bytes. `covering`: whether the manifest is one of these entries, if that was looked at. The signature file is not
// kept: ten of them, as large as they may be, would not fit into memory.
void check_signer(const Zip &zip, const BlockSigning &newer, const Outcome &covering, const SignedManifest &manifest,
                  const std::vector<EntryCheck> &checks, JarSigner &signer, std::vector<std::string> &oddities,
                  Incomplete &incomplete) {
  Buffer block_buffer, file_buffer;
  Bytes block_bytes, file_bytes;
  const Outcome file_read = read_entry(zip, *signer.file, file_buffer, file_bytes, incomplete);
  signer.add(read_entry(zip, *signer.block, block_buffer, block_bytes, incomplete));
  if (signer.outcome.is_fine()) {
    signer.add(verify_block(block_bytes, file_bytes, signer));
    if (signer.outcome.holds == Holds::unclear)
      incomplete.add(GapKind::unsupported, signer.block->name, "v1 signature", signer.outcome.problem, Lost::signature);
  }
  if (!file_read.is_fine()) signer.outcome = file_read; // there was nothing to verify the block against
  signer.add(check_stripped(signer, read_jar_main_section(file_bytes), newer, oddities));
  signer.add(covering);
  if (!signer.outcome.is_fine()) return;
  const JarManifest file = read_jar_manifest(file_bytes);
  signer.add(check_manifest(file, manifest.parsed, manifest.bytes));
  if (signer.outcome.is_fine()) signer.add(check_named(file, checks));
}

void note_broken_company(const std::vector<JarSigner> &signers, std::vector<std::string> &oddities) {
  const auto count = [&](Holds holds) {
    return std::ranges::count_if(signers, [&](const JarSigner &signer) { return signer.outcome.holds == holds; });
  };
  if (count(Holds::no) > 0 && count(Holds::no) < std::ssize(signers))
    oddities.emplace_back("not all signers of the v1 signature hold, so Android may refuse all of them");
}

} // namespace

Signing read_signing_v1(const Zip &zip, const BlockSigning &newer, bool verify_content, unsigned threads,
                        Incomplete &incomplete) {
  const ErrorsDropped errors_dropped;
  Signing signing;
  std::vector<JarSigner> signers = list_signers(zip, signing.oddities);
  if (signers.empty()) return signing;
  const bool are_too_many = signers.size() > most_signers;
  if (are_too_many) {
    signers.resize(most_signers);
    incomplete.add(GapKind::limit, "", "v1 signature", fmt::format("only the first {} signers were read", most_signers),
                   Lost::signature);
  }

  SignedManifest manifest;
  Outcome covering = verify_content
                         ? read_manifest(zip, manifest, incomplete)
                         : undecided("what it covers was not checked: a v2 signature holds, and Android 7 and later "
                                     "takes that one");
  std::vector<EntryCheck> checks;
  if (covering.is_fine()) covering = list_checks(zip, manifest.parsed, checks);
  for (JarSigner &signer : signers) {
    check_signer(zip, newer, covering, manifest, checks, signer, signing.oddities, incomplete);
    if (are_too_many)
      signer.outcome =
          broken(fmt::format("there are more than {} signers, so Android refuses all of them", most_signers));
  }

  const auto is_fine = [](const JarSigner &signer) { return signer.outcome.is_fine(); };
  if (std::ranges::any_of(signers, is_fine)) {
    const Outcome entries = check_entries(zip, checks, threads, incomplete);
    for (JarSigner &signer : signers) signer.add(entries);
  }
  for (JarSigner &signer : signers) {
    if (!zip.is_whole)
      signer.add(undecided("the zip file is damaged or contradicts itself, so it is not certain which entries it has"));
    if (!signer.outcome.is_fine())
      signer.outcome.problem = fmt::format("{}: {}", shown(signer.block->name), signer.outcome.problem);
  }
  note_broken_company(signers, signing.oddities);
  for (JarSigner &signer : signers)
    signing.signers.push_back({.scheme = "v1",
                               .certificate_sha256 = std::move(signer.certificate_sha256),
                               .subject = std::move(signer.subject),
                               .holds = signer.outcome.holds,
                               .problem = std::move(signer.outcome.problem),
                               .ancestors = {}});
  return signing;
}

} // namespace kinsafe
