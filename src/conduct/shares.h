// Contacts apart by shares of the cases, as many threads gather them and one folds each share: in memory, or where they are too
// many, in files that vanish with the process.
#pragma once

#include "base/result.h"
#include "conduct/store.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace kinsafe {

constexpr size_t shares = 256; // of the cases, each sorted and folded by one thread

// A contact in the case that it belongs to.
struct Gathered {
  StoredEvent event;
  u32 group = 0;          // index of a borrower's case; behind them one for each number that stands in none
  bool is_shared = false; // its number stands in several cases
};

// Contacts apart by shares of the cases: in memory, or where they are too many, in files that vanish with the process.
class Shares {
public:
  Shares(unsigned threads, bool is_on_disk);
  Shares(const Shares &) = delete;
  Shares &operator=(const Shares &) = delete;
  ~Shares();

  // Makes the files, where there are any.
  Result<void> open(const std::string &folder);
  // By the thread of that number alone.
  void add(size_t thread, size_t share, const Gathered &contact);
  // All of a share, in no order; once.
  Result<std::vector<Gathered>> take(size_t share);

private:
  static constexpr size_t rows_kept = 2'048; // of a share, by each thread, before they are written

  void write(size_t share, std::vector<Gathered> &kept);

  std::vector<std::vector<std::vector<Gathered>>> kept_; // by thread and share
  std::vector<int> files_;                               // by share; empty: all in memory
  std::unique_ptr<std::mutex[]> guards_;
  std::mutex problem_guard_;
  std::string problem_;
};

} // namespace kinsafe
