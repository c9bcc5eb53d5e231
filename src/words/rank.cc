#include "words/rank.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace kinsafe {
namespace {

constexpr size_t head_size = 8;
constexpr double unit = 1 << 20;

void put_i32(std::string &out, double value) {
  const u32 bits = static_cast<u32>(static_cast<i32>(std::lround(value * unit)));
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(bits >> shift & 0xff);
}
double read_i32(std::string_view bytes) {
  u32 bits = 0;
  for (size_t i = 0; i < 4; ++i) bits |= u32{static_cast<u8>(bytes[i])} << (8 * i);
  return static_cast<i32>(bits) / unit;
}

} // namespace

std::vector<u32> rank_features(const Lexicon &lexicon, std::string_view text) {
  NormalText normal;
  normalise(lexicon.folder(), lexicon.known(), text, normal);
  const std::u32string &letters = normal.text;
  std::vector<u32> features;
  for (size_t i = 0; i < letters.size(); ++i) {
    const bool is_dense = is_han(letters[i]);
    const size_t shortest = is_dense ? 1 : 2, longest = is_dense ? 4 : 5;
    u64 hash = 0xcbf29ce484222325u; // FNV-1a, for the table must mean the same on every machine
    for (size_t n = 1; n <= longest && i + n <= letters.size(); ++n) {
      hash = (hash ^ letters[i + n - 1]) * 0x100000001b3u;
      if (n >= shortest) features.push_back(static_cast<u32>((hash ^ hash >> 29) * 0x9e3779b97f4a7c15u >> 48));
    }
  }
  std::ranges::sort(features);
  const auto repeated = std::ranges::unique(features);
  features.erase(repeated.begin(), repeated.end());
  return features;
}

std::string pack_ranking(double scale, double offset, std::span<const i8> weights) {
  std::string packed;
  put_i32(packed, scale), put_i32(packed, offset);
  for (const i8 weight : weights) packed += static_cast<char>(weight);
  return packed;
}

double rank(const Lexicon &lexicon, std::string_view text) {
  const std::string &packed = lexicon.data().ranking;
  if (packed.size() != head_size + rank_buckets) return 0.5;
  const std::vector<u32> features = rank_features(lexicon, text);
  i64 sum = 0;
  for (const u32 feature : features) sum += static_cast<signed char>(packed[head_size + feature]);
  // Texts of all lengths are compared, so the sum is taken by the root of how much there is.
  const double mean = features.empty() ? 0 : static_cast<double>(sum) / std::sqrt(static_cast<double>(features.size()));
  return 1 / (1 + std::exp(-(mean * read_i32(packed) + read_i32(std::string_view(packed).substr(4)))));
}

} // namespace kinsafe
