// Contacts apart by shares of the cases, as many threads gather them and one folds each share: packed in memory, and where
// that gets too much, in a file that vanishes with the process.
#pragma once

#include "base/result.h"
#include "conduct/store.h"

#include <array>
#include <atomic>
#include <mutex>
#include <string>
#include <vector>

namespace kinsafe {

constexpr size_t shares = 1'024; // of the cases, each folded by one thread

// A contact in the case that it belongs to.
struct Gathered {
  StoredEvent event;
  u32 group = 0;          // index of a borrower's case; behind them one for each number that stands in none
  bool is_shared = false; // its number stands in several cases
};

class Shares {
public:
  // `most_bytes`: of packed contacts in memory; what goes beyond it lies in a file in the folder.
  Shares(unsigned threads, size_t most_bytes, std::string folder);
  Shares(const Shares &) = delete;
  Shares &operator=(const Shares &) = delete;
  ~Shares();

  static size_t of(u32 group) { return group % shares; }
  // By the thread of that number alone.
  void add(size_t thread, const Gathered &contact);
  // All of a share, case by case, each in the order of time, source and row; once, when all were added.
  Result<std::vector<Gathered>> take(size_t share);

private:
  static constexpr size_t rows_kept = 256; // of a share, by each thread, before they are packed

  struct Extent {
    u64 at = 0;        // in the file, unless `bytes` holds them
    u32 rows = 0;
    std::string bytes;
    size_t size = 0;
  };
  void pack(size_t share, std::vector<Gathered> &kept);
  void write(std::string_view bytes, u64 at);

  size_t most_bytes_;
  std::string folder_;
  std::vector<std::vector<std::vector<Gathered>>> kept_; // by thread and share
  std::array<std::vector<Extent>, shares> extents_;
  std::array<std::mutex, shares> guards_;                // of extents_
  std::atomic<size_t> bytes_ = 0;                        // in memory
  std::atomic<u64> file_bytes_ = 0;
  std::mutex file_guard_;                                // of file_ and problem_
  int file_ = -1;
  std::string problem_;
};

} // namespace kinsafe
