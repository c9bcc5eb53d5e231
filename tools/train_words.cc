// Trains the table by which texts of collectors are put in order (src/words/rank.h): logistic regression by stochastic
// gradient descent with L2 decay, always in the same order, on the labelled texts of a folder.
//   kinsafe-train-words LEXICON GOLD OUTPUT
// Prints how well tables made without a fifth of the texts put that fifth in order: the chance that a text with a finding
// stands before one without (the area under the curve).
#include "tests/words/gold.h"
#include "words/rank.h"
#include "words/read_lexicon.h"

#include <cmath>
#include <cstdio>
#include <fstream>

namespace {

using namespace kinsafe;

struct Example {
  std::vector<u32> features;
  bool is_positive = false;
};
struct Weights {
  std::vector<double> of_bucket = std::vector<double>(rank_buckets);
  double offset = 0;

  double score(const Example &example) const {
    double sum = 0;
    for (const u32 feature : example.features) sum += of_bucket[feature];
    return (example.features.empty() ? 0 : sum / std::sqrt(static_cast<double>(example.features.size()))) + offset;
  }
};

constexpr int rounds = 30, folds = 5;
constexpr double decay = 1e-5;

struct Random {
  u64 state = 0x9e3779b97f4a7c15u;
  size_t below(size_t limit) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return static_cast<size_t>(state % limit);
  }
};

Weights train(std::vector<const Example *> examples) {
  Weights weights;
  Random random;
  for (int round = 0; round < rounds; ++round) {
    for (size_t i = examples.size(); i > 1; --i) std::swap(examples[i - 1], examples[random.below(i)]);
    const double rate = 0.5 / (1 + round * 0.3);
    for (const Example *example : examples) {
      const double error = (example->is_positive ? 1 : 0) - 1 / (1 + std::exp(-weights.score(*example)));
      const double step = rate * error / std::sqrt(static_cast<double>(std::max<size_t>(1, example->features.size())));
      for (const u32 feature : example->features) weights.of_bucket[feature] += step - rate * decay * weights.of_bucket[feature];
      weights.offset += rate * error * 0.1;
    }
  }
  return weights;
}

double area_under_curve(const std::vector<std::pair<double, bool>> &scored) {
  double right = 0, pairs = 0;
  for (const auto &[high, is_positive] : scored)
    if (is_positive)
      for (const auto &[low, is_other_positive] : scored)
        if (!is_other_positive) right += high > low ? 1 : high == low ? 0.5 : 0, pairs += 1;
  return pairs == 0 ? 0 : right / pairs;
}

double cross_validate(const std::vector<Example> &examples) {
  double sum = 0;
  for (size_t fold = 0; fold < folds; ++fold) {
    std::vector<const Example *> taught;
    for (size_t i = 0; i < examples.size(); ++i)
      if (i % folds != fold) taught.push_back(&examples[i]);
    const Weights weights = train(std::move(taught));
    std::vector<std::pair<double, bool>> scored;
    for (size_t i = fold; i < examples.size(); i += folds) scored.emplace_back(weights.score(examples[i]), examples[i].is_positive);
    sum += area_under_curve(scored);
  }
  return sum / folds;
}

std::string pack(const Weights &weights) {
  double largest = 1e-9;
  for (const double weight : weights.of_bucket) largest = std::max(largest, std::abs(weight));
  std::vector<i8> small;
  for (const double weight : weights.of_bucket) small.push_back(static_cast<i8>(std::lround(weight / largest * 127)));
  return pack_ranking(largest / 127, weights.offset, small);
}

} // namespace

int main(int count, char **arguments) {
  if (count != 4) return 3;
  Result<LexiconData> data = read_lexicon(arguments[1]);
  const Result<Lexicon> lexicon = data ? Lexicon::build(std::move(*data)) : std::unexpected(data.error());
  if (!lexicon) {
    std::fprintf(stderr, "%s\n", lexicon.error().message.c_str());
    return 1;
  }
  std::vector<Example> examples;
  for (const GoldRow &row : read_gold(arguments[2])) examples.push_back({rank_features(*lexicon, row.text), !row.labels.empty()});
  std::vector<const Example *> all;
  for (const Example &example : examples) all.push_back(&example);
  std::printf("%zu texts, area under the curve %.3f (%d-fold)\n", examples.size(), cross_validate(examples), folds);
  const std::string packed = pack(train(all));
  std::ofstream(arguments[3], std::ios::binary).write(packed.data(), static_cast<std::streamsize>(packed.size()));
}
