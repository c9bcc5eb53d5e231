// Lists what packages ask for and what follows a refusal: denial_list PACKAGE...
#include "tests/denial/explored.h"

#include <chrono>
#include <cstdio>

int main(int argc, char **argv) {
  for (int i = 1; i < argc; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const kinsafe::Explored found = kinsafe::explored(argv[i]);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf("== %s %s (%.2f s, %llu lowered)\n", argv[i], found.error.c_str(), seconds, static_cast<unsigned long long>(found.lowered));
    for (const std::string &line : found.requests) std::printf("  asks %s\n", line.c_str());
    for (size_t k = 0; k < found.denials.size(); ++k) std::printf("  refused %s %s\n", found.denials[k].c_str(), found.classes[k].c_str());
  }
}
