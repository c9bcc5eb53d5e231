// Signed packages, whole and damaged, and what is said of their signers. fixtures/build_signed.sh builds the whole
// ones; fixtures/signed/keys.p12 holds their keys.
#include "base/file.h"
#include "base/reader.h"
#include "container/apk.h"
#include "container/content_digest.h"
#include "container/openssl.h"
#include "container/signing.h"
#include "tests/container/build_zip.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace kinsafe {
namespace {

constexpr std::string_view first_key = "687b4959b07523ba5d5f29669e619eabc9e205139c1d87e7931b4ba1e6ec3420";
constexpr std::string_view second_key = "7fae06e4cb99811b2d69a3c082783c0837c9388edf833713e84f9ef27c00a7cd";
constexpr u32 v2 = 0x7109871a, v3 = 0xf05368c0, v31 = 0x1b93ad61, padding = 0x42726577;

std::vector<u8> fixture(const std::string &name) {
  const Result<MappedFile> file = map_file(KINSAFE_SOURCE_DIR "/tests/container/fixtures/signed/" + name + ".apk");
  EXPECT_TRUE(file) << name;
  if (!file) return {};
  return {file->bytes().begin(), file->bytes().end()};
}

struct Read {
  std::vector<u8> bytes;
  Incomplete incomplete;
  Signing signing;

  explicit Read(std::vector<u8> given, bool always_verify_v1 = false) : bytes(std::move(given)) {
    Incomplete zip_gaps;
    const Result<Zip> zip = read_zip(bytes, zip_gaps);
    EXPECT_TRUE(zip);
    if (zip) signing = read_signing(*zip, 2, incomplete, always_verify_v1);
  }

  // "v1 yes, v2 no"
  std::string summary() const {
    std::string text;
    for (const Signer &signer : signing.signers)
      text += (text.empty() ? "" : ", ") + signer.scheme + " " + std::string(name_of(signer.holds));
    return text;
  }
  std::string problem(size_t i = 0) const {
    return i < signing.signers.size() ? signing.signers[i].problem : "no such signer";
  }
  bool has_oddity(std::string_view part) const {
    return std::ranges::any_of(signing.oddities, [&](const std::string &oddity) { return oddity.contains(part); });
  }
};

// A package taken apart at its signing block, to be put together with another one. The content's digest does not depend
// on what stands in the block.
struct Blocked {
  using Pairs = std::vector<std::pair<u32, std::vector<u8>>>;
  std::vector<u8> before, after;
  size_t directory_bytes = 0;
  Pairs pairs;

  explicit Blocked(const std::vector<u8> &bytes) {
    Incomplete gaps;
    const Zip zip = *read_zip(bytes, gaps);
    const u64 end = zip.directory_offset, size = Reader(bytes, end - 24).read_u64();
    before.assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(end - 8 - size));
    after.assign(bytes.begin() + static_cast<std::ptrdiff_t>(end), bytes.end());
    directory_bytes = zip.end_offset - end;
    Reader block(Bytes(bytes).subspan(end - size, size - 24));
    while (block.remaining() > 0) {
      const u64 length = block.read_u64();
      const u32 id = block.read_u32();
      const Bytes value = block.read_bytes(length - 4);
      pairs.emplace_back(id, std::vector<u8>(value.begin(), value.end()));
    }
  }
  std::vector<u8> &value(u32 id) { return std::ranges::find(pairs, id, &Pairs::value_type::first)->second; }
  Blocked &remove(u32 id) {
    std::erase_if(pairs, [&](const auto &pair) { return pair.first == id; });
    return *this;
  }
  Blocked &add(u32 id, std::vector<u8> bytes) {
    pairs.emplace_back(id, std::move(bytes));
    return *this;
  }
  std::vector<u8> build(bool with_block = true) const {
    ByteWriter body, out;
    for (const auto &[id, bytes] : pairs) body.u64_(bytes.size() + 4).u32_(id).append(bytes);
    const u64 size = body.bytes.size() + 24;
    out.append(before);
    if (with_block) out.u64_(size).append(body.bytes).u64_(size).text("APK Sig Block 42");
    const size_t directory = out.bytes.size();
    out.append(after);
    patch(out.bytes, directory + directory_bytes + 16, directory, 4);
    return out.bytes;
  }
};

// The entries of a package, to be packed anew: v1 signs them one by one.
std::vector<TestEntry> entries_of(const std::vector<u8> &bytes) {
  Incomplete gaps;
  const Zip zip = *read_zip(bytes, gaps);
  std::vector<TestEntry> entries;
  for (const ZipEntry &entry : zip.entries) {
    Buffer buffer;
    entries.push_back({std::string(entry.name), std::string(as_text(*extract(zip, entry, buffer)))});
  }
  return entries;
}
std::vector<u8> repacked(const std::function<void(std::vector<TestEntry> &)> &change) {
  std::vector<TestEntry> entries = entries_of(fixture("v1"));
  change(entries);
  return build_zip(entries).bytes;
}
TestEntry &entry(std::vector<TestEntry> &entries, std::string_view name) {
  return *std::ranges::find(entries, name, &TestEntry::name);
}
size_t offset_of(const std::vector<u8> &bytes, std::string_view text) { return as_text(bytes).find(text); }

TEST(signing, an_unsigned_package_has_no_signer) {
  const Read read(fixture("unsigned"));
  EXPECT_TRUE(read.signing.signers.empty());
  EXPECT_TRUE(read.signing.oddities.empty());
  EXPECT_TRUE(read.incomplete.gaps.empty());
}

TEST(signing, v1_alone_holds) {
  const Read read(fixture("v1"));
  EXPECT_EQ(read.summary(), "v1 yes");
  EXPECT_EQ(read.signing.signers[0].certificate_sha256, first_key);
  EXPECT_EQ(read.signing.signers[0].subject, "CN=测试密钥,O=Kinsafe\\, tests,C=CN");
  EXPECT_EQ(read.problem(), "");
  EXPECT_TRUE(read.incomplete.gaps.empty());
}

TEST(signing, v1_entries_are_not_read_where_v2_holds) {
  const Read read(fixture("v1v2v3"));
  EXPECT_EQ(read.summary(), "v1 unclear, v2 yes, v3 yes");
  EXPECT_TRUE(read.problem().contains("a v2 signature holds")) << read.problem();
  EXPECT_EQ(read.signing.signers[0].certificate_sha256, first_key);
  EXPECT_EQ(Read(fixture("v1v2v3"), true).summary(), "v1 yes, v2 yes, v3 yes");
}

TEST(signing, elliptic_curve_keys_hold) { EXPECT_EQ(Read(fixture("ec")).summary(), "v2 yes, v3 yes"); }
TEST(signing, a_tree_digest_holds) { EXPECT_EQ(Read(fixture("verity")).summary(), "v2 yes"); }

TEST(signing, two_signers_hold) {
  const Read read(fixture("two_signers"), true);
  EXPECT_EQ(read.summary(), "v1 yes, v1 yes, v2 yes, v2 yes");
  EXPECT_EQ(read.signing.signers[0].certificate_sha256, first_key);
  EXPECT_EQ(read.signing.signers[1].certificate_sha256, second_key);
  EXPECT_EQ(read.signing.signers[3].certificate_sha256, second_key);
}

TEST(signing, a_rotated_key_names_its_ancestor) {
  const Read read(fixture("rotated"));
  EXPECT_EQ(read.summary(), "v2 yes, v3 yes");
  EXPECT_EQ(read.signing.signers[0].certificate_sha256, first_key);
  EXPECT_EQ(read.signing.signers[1].certificate_sha256, second_key);
  EXPECT_EQ(read.signing.signers[1].ancestors, std::vector{std::string(first_key)});
  EXPECT_EQ(read.signing.signers[1].min_sdk, 24u);
}

TEST(signing, v31_stands_beside_v3) {
  Blocked package(fixture("ec"));
  package.add(v31, Blocked(fixture("rotated")).value(v3));
  const Read read(package.build());
  EXPECT_EQ(read.summary(), "v2 yes, v3 yes, v3.1 yes");
  EXPECT_EQ(read.signing.signers[2].certificate_sha256, second_key);
  EXPECT_TRUE(read.signing.oddities.empty());
  EXPECT_TRUE(Read(package.remove(v3).build()).has_oddity("without the v3 signature"));
}

TEST(signing, a_byte_of_the_content_breaks_all_schemes) {
  std::vector<u8> bytes = fixture("v1v2v3");
  bytes[offset_of(bytes, "stored as it is")] ^= 1;
  const Read read(bytes);
  EXPECT_EQ(read.summary(), "v1 no, v2 no, v3 no");
  EXPECT_EQ(read.problem(0), "META-INF/FIRST.RSA: assets/stored.txt is not the entry that was signed");
  EXPECT_EQ(read.problem(1), "the content of the file is not the one that was signed");
}

TEST(signing, a_byte_of_the_content_breaks_a_tree_digest) {
  std::vector<u8> bytes = fixture("verity");
  bytes[offset_of(bytes, "stored as it is")] ^= 1;
  EXPECT_EQ(Read(bytes).summary(), "v2 no");
}

TEST(signing, a_byte_of_the_directory_breaks_v2) {
  std::vector<u8> bytes = fixture("v1v2v3");
  Incomplete gaps;
  bytes[read_zip(bytes, gaps)->directory_offset + 12] ^= 1; // the time of an entry
  EXPECT_EQ(Read(bytes).summary(), "v1 yes, v2 no, v3 no");
}

TEST(signing, a_byte_of_the_signature_breaks_its_scheme_alone) {
  Blocked package(fixture("ec"));
  package.value(v2)[package.value(v2).size() - 100] ^= 1; // in the public key
  EXPECT_EQ(Read(package.build()).summary(), "v2 no, v3 yes");
  Blocked other(fixture("rotated"));
  other.value(v3)[40] ^= 1; // in the signed data
  const Read read(other.build());
  EXPECT_EQ(read.summary(), "v2 yes, v3 no");
  EXPECT_EQ(read.problem(1), "the signature of algorithm 0x0103 does not verify");
  EXPECT_EQ(read.signing.signers[1].certificate_sha256, second_key);
}

TEST(signing, another_block_than_the_content_was_signed_with_breaks_the_digest) {
  Blocked package(fixture("ec"));
  package.before[100] ^= 1;
  EXPECT_EQ(Read(package.build()).summary(), "v2 no, v3 no");
}

TEST(signing, appended_bytes_hide_the_newer_schemes_from_android) {
  std::vector<u8> bytes = fixture("ec");
  bytes.push_back('x');
  const Read read(bytes);
  EXPECT_EQ(read.summary(), "v2 no, v3 no");
  EXPECT_TRUE(read.problem().contains("Android finds no signature")) << read.problem();
}

TEST(signing, a_stripped_block_is_told_by_v1) {
  const Read read(Blocked(fixture("v1v2v3")).build(false));
  EXPECT_EQ(read.summary(), "v1 no");
  EXPECT_TRUE(read.problem().contains("a v2 signature was there too")) << read.problem();
  EXPECT_TRUE(read.has_oddity("META-INF/FIRST.SF says that a v2 signature was there too: it was stripped"));
  EXPECT_TRUE(read.has_oddity("META-INF/FIRST.SF says that a v3 signature was there too: it was stripped"));
}

TEST(signing, a_stripped_v3_is_told_by_v2) {
  Blocked package(fixture("ec"));
  const Read read(package.remove(v3).build());
  EXPECT_EQ(read.summary(), "v2 no");
  EXPECT_TRUE(read.has_oddity("the v2 signature says that a v3 signature was there too"));
}

TEST(signing, data_of_channel_tools_is_an_oddity) {
  Blocked package(fixture("ec"));
  package.add(0x71777777, {'{', '}'}).add(0x12345678, {1, 2, 3}).add(v2, {1, 2, 3});
  const Read read(package.build());
  EXPECT_EQ(read.summary(), "v2 yes, v3 yes");
  ASSERT_EQ(read.signing.oddities.size(), 3u);
  EXPECT_EQ(read.signing.oddities[0], "the signing block holds id 0x7109871a 2 times; Android takes the first");
  EXPECT_EQ(read.signing.oddities[1], "the signing block holds 2 bytes of the channel tool Walle (id 0x71777777)");
  EXPECT_EQ(read.signing.oddities[2], "the signing block holds 3 bytes under the unknown id 0x12345678");
}

TEST(signing, a_block_whose_sizes_differ_is_ignored) {
  std::vector<u8> bytes = fixture("ec");
  Incomplete gaps;
  const u64 end = read_zip(bytes, gaps)->directory_offset;
  patch(bytes, end - 24, Reader(bytes, end - 24).read_u64() - 12, 8);
  const Read read(bytes);
  EXPECT_EQ(read.summary(), "");
  EXPECT_TRUE(read.has_oddity("its two sizes differ"));
}

TEST(signing, values_before_a_broken_one_are_read) {
  Blocked package(fixture("ec"));
  package.remove(padding);
  std::vector<u8> bytes = package.add(0x12345678, {1, 2, 3, 4}).build();
  patch(bytes, bytes.size() - package.after.size() - 24 - 16, 100, 8); // the last length
  const Read read(bytes);
  EXPECT_EQ(read.summary(), "v2 yes, v3 yes");
  EXPECT_TRUE(read.has_oddity("damaged behind its first 2 values"));
}

TEST(signing, more_than_ten_signers_are_refused) {
  Blocked package(fixture("two_signers"));
  std::vector<u8> &value = package.value(v2);
  const std::vector<u8> signers(value.begin() + 4, value.end());
  ByteWriter many;
  many.u32_(6 * signers.size());
  for (int i = 0; i < 6; ++i) many.append(signers);
  value = many.bytes;
  const Read read(package.build());
  EXPECT_EQ(read.signing.signers.size(), 12u); // two of v1
  EXPECT_TRUE(std::ranges::all_of(read.signing.signers, [](const Signer &signer) {
    return signer.scheme == "v1" || (signer.holds == Holds::no && signer.problem == "there are more than 10 signers");
  }));
  ASSERT_EQ(read.incomplete.gaps.size(), 1u);
  EXPECT_EQ(read.incomplete.gaps[0].kind, GapKind::limit);
}

TEST(signing, one_broken_signer_of_two_is_an_oddity) {
  Blocked package(fixture("two_signers"));
  package.value(v2)[40] ^= 1;
  const Read read(package.build());
  EXPECT_TRUE(read.summary().ends_with("v2 no, v2 yes")) << read.summary();
  EXPECT_TRUE(read.has_oddity("not all signers of the v2 signature hold"));
}

TEST(signing, an_unknown_algorithm_is_unclear) {
  Blocked package(fixture("ec"));
  std::vector<u8> &value = package.value(v2);
  for (size_t i = 0; i + 4 <= value.size(); ++i)
    if (Reader(value, i).read_u32() == 0x0201) patch(value, i, 0x9999, 4);
  const Read read(package.build());
  EXPECT_EQ(read.summary(), "v2 unclear, v3 yes");
  EXPECT_EQ(read.problem(), "only signatures of unknown algorithms are there (0x9999)");
  ASSERT_EQ(read.incomplete.gaps.size(), 1u);
  EXPECT_EQ(read.incomplete.gaps[0].kind, GapKind::unsupported);
}

TEST(signing, a_package_without_directory_leaves_v1_unclear) {
  std::vector<u8> bytes = fixture("v1");
  Incomplete gaps;
  bytes.resize(read_zip(bytes, gaps)->directory_offset + 10);
  const Read read(bytes);
  EXPECT_EQ(read.summary(), "v1 unclear");
  EXPECT_EQ(read.signing.signers[0].certificate_sha256, first_key);
  ASSERT_FALSE(read.incomplete.gaps.empty());
  EXPECT_EQ(read.incomplete.gaps[0].lost, Lost::signature);
}

TEST(signing, v1_survives_packing_anew) {
  EXPECT_EQ(Read(repacked([](auto &) {})).summary(), "v1 yes");
  EXPECT_EQ(Read(repacked([](auto &entries) { entries.push_back({"META-INF/channel_x", ""}); })).summary(), "v1 yes");
}

struct V1Damage {
  std::string_view name;
  void (*change)(std::vector<TestEntry> &);
  std::string_view problem;
};
const V1Damage v1_damages[] = {
    {"changed", [](auto &entries) { entry(entries, "assets/text.txt").content += "."; },
     "META-INF/FIRST.RSA: assets/text.txt is not the entry that was signed"},
    {"added", [](auto &entries) { entries.push_back({"assets/more.txt", "x"}); },
     "META-INF/FIRST.RSA: the manifest does not name assets/more.txt"},
    {"removed",
     [](auto &entries) {
       std::erase_if(entries, [](const TestEntry &each) { return each.name == "assets/text.txt"; });
     },
     "META-INF/FIRST.RSA: assets/text.txt, which the manifest names, is not there"},
    {"manifest_changed",
     [](auto &entries) {
       std::string &text = entry(entries, "META-INF/MANIFEST.MF").content;
       text.replace(text.find("Name: assets/text.txt"), 21, "name: assets/text.txt");
     },
     "META-INF/FIRST.RSA: the manifest's section for assets/text.txt is not the one that was signed"},
    {"manifest_main_changed",
     [](auto &entries) {
       std::string &text = entry(entries, "META-INF/MANIFEST.MF").content;
       text.insert(text.find("\r\n\r\n"), "\r\nMore: x");
     },
     ""}, // no digest of the main section is signed, and Android does without
    {"manifest_damaged", [](auto &entries) { entry(entries, "META-INF/MANIFEST.MF").content += "No name: x\r\n\r\n"; },
     "META-INF/FIRST.RSA: META-INF/MANIFEST.MF is damaged"},
    {"manifest_missing", [](auto &entries) { entry(entries, "META-INF/MANIFEST.MF").name = "META-INF/M"; },
     "META-INF/FIRST.RSA: there is no META-INF/MANIFEST.MF"},
    {"signature_file_changed", [](auto &entries) { entry(entries, "META-INF/FIRST.SF").content += "\r\n"; },
     "META-INF/FIRST.RSA: its signature does not verify"},
    {"block_damaged", [](auto &entries) { entry(entries, "META-INF/FIRST.RSA").content.resize(100); },
     "META-INF/FIRST.RSA: it is no PKCS #7 signature"},
    {"block_signature_changed", [](auto &entries) { entry(entries, "META-INF/FIRST.RSA").content.back() ^= 1; },
     "META-INF/FIRST.RSA: its signature does not verify"},
};

TEST(signing, v1_names_what_breaks_it) {
  for (const V1Damage &damage : v1_damages) {
    const Read read(repacked(damage.change));
    EXPECT_EQ(read.summary(), damage.problem.empty() ? "v1 yes" : "v1 no") << damage.name;
    EXPECT_EQ(read.problem(), damage.problem) << damage.name;
  }
}

TEST(signing, a_block_without_signature_file_is_no_signer) {
  const Read read(repacked([](auto &entries) { entry(entries, "META-INF/FIRST.SF").name = "META-INF/OTHER.SF"; }));
  EXPECT_EQ(read.summary(), "");
  EXPECT_TRUE(read.has_oddity("META-INF/FIRST.RSA has no signature file, so Android ignores it"));
}

TEST(signing, every_cut_and_every_flip_is_survived_and_none_is_taken_for_whole) {
  const std::vector<u8> whole = fixture("v1v2v3");
  for (size_t at = 0; at < whole.size(); at += 37) {
    std::vector<u8> bytes = whole;
    bytes[at] ^= 0x41;
    Incomplete gaps;
    if (!read_zip(bytes, gaps)) continue;
    const Read read(bytes);
    if (read.summary() != "v1 unclear, v2 yes, v3 yes") continue;
    // Only the padding of the block is not signed.
    EXPECT_EQ(Blocked(bytes).before, Blocked(whole).before);
    EXPECT_NE(Blocked(bytes).value(padding), Blocked(whole).value(padding)) << at;
  }
}

TEST(signing, an_opened_package_knows_its_signers) {
  const std::string path = KINSAFE_SOURCE_DIR "/tests/container/fixtures/signed/ec.apk";
  Incomplete incomplete;
  const Result<Package> package = open_package(path, 2, incomplete);
  ASSERT_TRUE(package && package->signing);
  EXPECT_EQ(package->signing->signers.size(), 2u);
  EXPECT_TRUE(std::ranges::none_of(incomplete.gaps, [](const Gap &gap) { return gap.lost == Lost::signature; }));
  const Result<Package> declarations = open_package(path, 2, incomplete, Need::declarations);
  EXPECT_FALSE(declarations->signing);
}

Apk member(std::string name, std::string certificate, Holds holds) {
  Apk apk;
  apk.name = std::move(name);
  Signer signer{.scheme = "v2",
                .certificate_sha256 = std::move(certificate),
                .subject = "",
                .holds = holds,
                .problem = "",
                .ancestors = {}};
  if (holds != Holds::yes) signer.problem = "it is broken";
  apk.signing = Signing{{signer}, {}};
  return apk;
}

Package set_of(Apk base, Apk split) {
  std::vector<Apk> members;
  members.push_back(std::move(base));
  members.push_back(std::move(split));
  Incomplete gaps;
  return assemble(std::move(members), gaps);
}

TEST(signing, a_split_that_is_signed_otherwise_is_an_oddity) {
  EXPECT_TRUE(set_of(member("base.apk", "a", Holds::yes), member("zh.apk", "a", Holds::yes)).signing->oddities.empty());
  const Package package = set_of(member("base.apk", "a", Holds::yes), member("zh.apk", "b", Holds::no));
  EXPECT_EQ(package.signing->signers[0].certificate_sha256, "a");
  EXPECT_EQ(package.signing->oddities,
            (std::vector<std::string>{"zh.apk is not signed as base.apk is",
                                      "zh.apk: the v2 signature does not hold: it is broken"}));
}

// ---- content digests, against their definitions in few words

std::vector<u8> joined(std::initializer_list<Bytes> pieces) {
  std::vector<u8> out;
  for (const Bytes piece : pieces) out.insert(out.end(), piece.begin(), piece.end());
  return out;
}

SignedContent some_content(size_t before, size_t directory) {
  static std::vector<u8> bytes;
  bytes.resize(before + directory);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<u8>(i * 7 + i / 251);
  return {Bytes(bytes).first(before), Bytes(bytes).subspan(before), {1, 2, 3, 4, 5}};
}

TEST(content_digest, chunks_are_digested_as_defined) {
  constexpr size_t mib = 1 << 20;
  const SignedContent content = some_content(3 * mib + 17, mib);
  ByteWriter list;
  list.u8_(0x5a).u32_(6);
  for (const Bytes stretch : {content.before_block, content.directory, Bytes(content.end_record)})
    for (size_t at = 0; at < stretch.size(); at += mib) {
      const Bytes chunk = stretch.subspan(at, std::min(mib, stretch.size() - at));
      ByteWriter prefix;
      prefix.u8_(0xa5).u32_(chunk.size());
      list.append(digest_of(joined({prefix.bytes, chunk}), "SHA512"));
    }
  const std::vector<u8> expected = digest_of(list.bytes, "SHA512");
  for (const unsigned threads : {1u, 2u, 16u})
    EXPECT_EQ(content_digest(content, ContentDigest::chunked_sha512, threads), expected);
}

TEST(content_digest, a_tree_is_digested_as_defined) {
  constexpr size_t page = verity_page;
  for (const size_t pages : {1, 127, 128, 300, 129 * 128}) {
    const SignedContent content = some_content(pages * page, 100);
    std::vector<u8> level = joined({content.before_block, content.directory, content.end_record});
    const u64 length = level.size();
    while (true) {
      level.resize((level.size() + page - 1) / page * page);
      std::vector<u8> next;
      for (size_t at = 0; at < level.size(); at += page) {
        const std::vector<u8> digest =
            digest_of(joined({std::vector<u8>(8), Bytes(level).subspan(at, page)}), "SHA256");
        next.insert(next.end(), digest.begin(), digest.end());
      }
      const bool is_root = level.size() == page;
      level = next;
      if (is_root) break;
    }
    ByteWriter expected;
    expected.append(level).u64_(length);
    for (const unsigned threads : {1u, 3u})
      EXPECT_EQ(content_digest(content, ContentDigest::verity_sha256, threads), expected.bytes) << pages;
  }
}

} // namespace
} // namespace kinsafe
