// Runs a fuzz target without a fuzzer: over each seed file of the folders given, and over a few thousand damaged copies
// of each. The damage comes from a fixed sequence, so that every run tries the same inputs.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace {

using Input = std::vector<uint8_t>;

constexpr int copies_of_each = 3000;

struct Random {
  uint64_t state = 0x9e3779b97f4a7c15;

  size_t below(size_t limit) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return limit == 0 ? 0 : static_cast<size_t>(state % limit);
  }
};

std::vector<Input> read_seeds(int count, char **folders) {
  std::vector<std::filesystem::path> paths;
  for (int i = 0; i < count; ++i)
    for (const auto &file : std::filesystem::directory_iterator(folders[i]))
      if (file.is_regular_file()) paths.push_back(file.path());
  std::sort(paths.begin(), paths.end());
  std::vector<Input> seeds;
  for (const std::filesystem::path &path : paths) {
    std::ifstream stream(path, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }
  return seeds;
}

Input truncate(Input input, Random &random) {
  input.resize(random.below(input.size() + 1));
  return input;
}

Input flip(Input input, Random &random) {
  for (size_t changes = 1 + random.below(8); changes > 0 && !input.empty(); --changes)
    input[random.below(input.size())] ^= static_cast<uint8_t>(1 << random.below(8));
  return input;
}

// Sizes and offsets break parsers where they are extreme.
Input overwrite(Input input, Random &random) {
  constexpr uint8_t extremes[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
  const uint8_t value = extremes[random.below(std::size(extremes))];
  const size_t at = random.below(input.size());
  for (size_t i = at; i < input.size() && i < at + 4; ++i) input[i] = value;
  return input;
}

Input splice(Input input, const Input &other, Random &random) {
  input.resize(random.below(input.size() + 1));
  const size_t from = random.below(other.size() + 1);
  input.insert(input.end(), other.begin() + static_cast<std::ptrdiff_t>(from), other.end());
  return input;
}

Input damage(const std::vector<Input> &seeds, size_t seed, Random &random) {
  switch (random.below(4)) {
  case 0: return truncate(seeds[seed], random);
  case 1: return flip(seeds[seed], random);
  case 2: return overwrite(seeds[seed], random);
  }
  return splice(seeds[seed], seeds[random.below(seeds.size())], random);
}

// In a buffer of its own, so that a read past the end is seen.
void run(const Input &input) {
  const Input copy(input);
  LLVMFuzzerTestOneInput(copy.data(), copy.size());
}

} // namespace

int main(int count, char **arguments) {
  const std::vector<Input> seeds = read_seeds(count - 1, arguments + 1);
  if (seeds.empty()) {
    std::fputs("no seed file was found\n", stderr);
    return 1;
  }
  Random random;
  size_t inputs = 0;
  for (size_t seed = 0; seed < seeds.size(); ++seed) {
    run(seeds[seed]);
    ++inputs;
    for (int copy = 0; copy < copies_of_each; ++copy, ++inputs) run(damage(seeds, seed, random));
  }
  std::printf("%zu seeds, %zu inputs\n", seeds.size(), inputs);
  return 0;
}
