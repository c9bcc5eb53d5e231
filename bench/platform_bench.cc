// How long the platform pack takes to open and to answer: of each method that it has, in the order of classes, as the
// methods of an app are asked for, and once more in random order, where no answer is in the caches.
//   kinsafe-platform-bench platform/platform.pack
#include "base/file.h"
#include "program/platform.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

namespace kinsafe {
namespace {

using Clock = std::chrono::steady_clock;

struct Question {
  PlatformClassId asked;
  PlatformClassId owner;
  std::string descriptor, name, signature;
};

std::vector<Question> questions_of(const PlatformPack &pack) {
  std::vector<Question> questions;
  for (u32 i = 0; i < pack.class_count(); ++i) {
    const auto id = PlatformClassId(i);
    pack.for_each_method(id, [&](const PlatformPack::Method &method) {
      questions.push_back({id, id, std::string(pack.descriptor(id)), std::string(method.name), std::string(method.signature)});
    });
  }
  return questions;
}

void measure(const char *what, const std::vector<Question> &questions, const auto &answer) {
  double best = 1e9;
  size_t yes = 0;
  for (int round = 0; round < 7; ++round) {
    yes = 0;
    const auto start = Clock::now();
    for (const Question &question : questions) yes += answer(question);
    best = std::min(best, std::chrono::duration<double, std::nano>(Clock::now() - start).count() / double(questions.size()));
  }
  std::printf("%-46s %6.1f ns, %zu of %zu yes\n", what, best, yes, questions.size());
}

void measure_all(const PlatformPack &pack, std::vector<Question> questions) {
  const auto find_method = [&](const Question &question) { return pack.find_method(question.asked, question.name, question.signature).has_value(); };
  measure("  find a class", questions, [&](const Question &question) { return pack.find(question.descriptor).has_value(); });
  measure("  find a method in its own class", questions, find_method);
  for (size_t i = 0; i < questions.size(); ++i) questions[i].asked = questions[(i + 40) % questions.size()].owner;
  measure("  find a method in another class", questions, find_method);
  measure("  is one class below another", questions, [&](const Question &question) { return pack.is_below(question.asked, question.owner); });
  for (Question &question : questions) question.name += "_a";
  measure("  find a method by a name that none has", questions, find_method);
}

int run(const char *path) {
  const auto file = map_file(path);
  const auto start = Clock::now();
  const auto pack = file ? PlatformPack::open(file->bytes()) : std::nullopt;
  const double opened = std::chrono::duration<double, std::micro>(Clock::now() - start).count();
  if (!pack) return 1;
  std::vector<Question> questions = questions_of(*pack);
  std::printf("open: %.2f us, %zu bytes, %zu classes, %zu methods\nin the order of classes:\n", opened, file->bytes().size(), pack->class_count(), questions.size());
  measure_all(*pack, questions);
  std::shuffle(questions.begin(), questions.end(), std::mt19937(1)); // the same order each time
  std::puts("in random order:");
  measure_all(*pack, questions);
  return 0;
}

} // namespace
} // namespace kinsafe

int main(int count, char **arguments) {
  return count == 2 ? kinsafe::run(arguments[1]) : 3;
}
