// Runs `task(i)` for every i below `count` on up to `threads` threads. Each task writes only its own slot, so the
// outcome does not depend on the number of threads.
#pragma once

#include "base/types.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace kinsafe {

template <class Task>
void parallel_for(size_t count, unsigned threads, const Task &task) {
  const size_t workers = std::min<size_t>(threads, count);
  if (workers <= 1) {
    for (size_t i = 0; i < count; ++i) task(i);
    return;
  }
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < count; i = next++) task(i);
  };
  std::vector<std::jthread> pool;
  pool.reserve(workers - 1);
  for (size_t i = 1; i < workers; ++i) pool.emplace_back(work);
  work();
}

} // namespace kinsafe
