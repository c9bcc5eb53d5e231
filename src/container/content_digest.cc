// Digests a package's content so that many can work at it: as a list of chunks, or as a Merkle tree whose leaves are
// pages, each node being the digest of a page of digests.
// Chunks: https://source.android.com/docs/security/features/apksigning/v2#integrity-protected-contents
// Tree: AOSP core/java/android/util/apk/VerityBuilder.java
#include "container/content_digest.h"

#include "base/parallel.h"
#include "container/openssl.h"

#include <algorithm>
#include <array>
#include <atomic>

namespace kinsafe {
namespace {

constexpr size_t chunk_bytes = size_t{1} << 20;
constexpr size_t sha256_bytes = 32;
constexpr std::array<u8, 8> verity_salt{};

// The five bytes that go before each chunk, and before the list of chunk digests.
std::array<u8, 5> prefix(u8 mark, size_t number) {
  return {mark, static_cast<u8>(number), static_cast<u8>(number >> 8), static_cast<u8>(number >> 16),
          static_cast<u8>(number >> 24)};
}

bool digest_into(EVP_MD_CTX *context, const EVP_MD *method, Bytes first, Bytes second, u8 *out) {
  return EVP_DigestInit_ex2(context, method, nullptr) == 1 &&
         EVP_DigestUpdate(context, first.data(), first.size()) == 1 &&
         EVP_DigestUpdate(context, second.data(), second.size()) == 1 && EVP_DigestFinal_ex(context, out, nullptr) == 1;
}

std::vector<Bytes> split(Bytes bytes, size_t size) {
  std::vector<Bytes> pieces;
  for (size_t at = 0; at < bytes.size(); at += size)
    pieces.push_back(bytes.subspan(at, std::min(size, bytes.size() - at)));
  return pieces;
}

std::vector<u8> chunked(const SignedContent &content, const EVP_MD *method, unsigned threads) {
  std::vector<Bytes> chunks;
  for (const Bytes stretch : {content.before_block, content.directory, Bytes(content.end_record)})
    std::ranges::copy(split(stretch, chunk_bytes), std::back_inserter(chunks));
  const size_t length = static_cast<size_t>(EVP_MD_get_size(method));
  std::vector<u8> digests(chunks.size() * length);
  std::atomic<bool> failed = false;
  parallel_for(chunks.size(), threads, [&](size_t i) {
    const DigestContext context(EVP_MD_CTX_new());
    if (!context ||
        !digest_into(context.get(), method, prefix(0xa5, chunks[i].size()), chunks[i], &digests[i * length]))
      failed = true;
  });
  const DigestContext context(EVP_MD_CTX_new());
  std::vector<u8> top(length);
  if (failed || !context || !digest_into(context.get(), method, prefix(0x5a, chunks.size()), digests, top.data()))
    return {};
  return top;
}

// One level of the tree: the digests of the pages of `stretches`, each a whole number of pages, filled up to a page.
std::vector<u8> next_level(const std::vector<Bytes> &stretches, const EVP_MD *method, unsigned threads) {
  std::vector<Bytes> runs; // of pages, large enough to be worth a task
  for (const Bytes stretch : stretches) std::ranges::copy(split(stretch, chunk_bytes), std::back_inserter(runs));
  std::vector<size_t> first_page(runs.size());
  size_t pages = 0;
  for (size_t i = 0; i < runs.size(); ++i) {
    first_page[i] = pages;
    pages += runs[i].size() / verity_page;
  }
  std::vector<u8> level((pages * sha256_bytes + verity_page - 1) / verity_page * verity_page);
  std::atomic<bool> failed = false;
  parallel_for(runs.size(), threads, [&](size_t i) {
    const DigestContext context(EVP_MD_CTX_new());
    u8 *out = &level[first_page[i] * sha256_bytes];
    for (const Bytes page : split(runs[i], verity_page)) {
      if (!context || !digest_into(context.get(), method, verity_salt, page, out)) failed = true;
      out += sha256_bytes;
    }
  });
  if (failed) return {};
  return level;
}

// The root of the tree, and behind it the content's length, since the last page is filled up with zeros.
std::vector<u8> verity(const SignedContent &content, const EVP_MD *method, unsigned threads) {
  std::vector<u8> tail(content.directory.begin(), content.directory.end());
  tail.insert(tail.end(), content.end_record.begin(), content.end_record.end());
  const u64 length = content.before_block.size() + tail.size();
  tail.resize((tail.size() + verity_page - 1) / verity_page * verity_page);
  std::vector<u8> level = next_level({content.before_block, tail}, method, threads);
  while (level.size() > verity_page) level = next_level({level}, method, threads);
  const DigestContext context(EVP_MD_CTX_new());
  std::vector<u8> root(sha256_bytes);
  if (level.empty() || !context || !digest_into(context.get(), method, verity_salt, level, root.data())) return {};
  for (int i = 0; i < 8; ++i) root.push_back(static_cast<u8>(length >> 8 * i));
  return root;
}

} // namespace

std::vector<u8> content_digest(const SignedContent &content, ContentDigest kind, unsigned threads) {
  const DigestMethod method(
      EVP_MD_fetch(nullptr, kind == ContentDigest::chunked_sha512 ? "SHA512" : "SHA256", nullptr));
  if (!method) return {};
  return kind == ContentDigest::verity_sha256 ? verity(content, method.get(), threads)
                                              : chunked(content, method.get(), threads);
}

} // namespace kinsafe
