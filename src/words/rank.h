// Orders texts for people who read them: how much a text looks like those with findings, by the character n-grams in it
// (Chinese 1 to 4, other scripts 2 to 5), hashed into a table of small weights of a logistic regression. It never makes or
// drops a finding.
#pragma once

#include "words/lexicon.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

constexpr u32 rank_buckets = 1 << 16;

// The n-grams of a text as buckets, each once, in rising order.
std::vector<u32> rank_features(const Lexicon &lexicon, std::string_view text);

// What the lexicon carries as `ranking`: a scale and an offset as 32-bit integers in units of 2^-20, little-endian, then a
// signed byte for each bucket.
std::string pack_ranking(double scale, double offset, std::span<const i8> weights);

// Between 0 and 1; 0.5 for every text if the lexicon carries no weights.
double rank(const Lexicon &lexicon, std::string_view text);

} // namespace kinsafe
