// Every task runs exactly once, whatever the number of threads, so slots filled by index do not depend on it.
#include "base/parallel.h"

#include <gtest/gtest.h>

#include <vector>

namespace kinsafe {
namespace {

TEST(parallel_for, every_task_runs_once_with_any_number_of_threads) {
  for (const unsigned threads : {0u, 1u, 2u, 3u, 16u})
    for (const size_t count : {size_t{0}, size_t{1}, size_t{2}, size_t{1000}}) {
      std::vector<int> runs(count);
      parallel_for(count, threads, [&](size_t i) { ++runs[i]; });
      EXPECT_EQ(runs, std::vector<int>(count, 1)) << threads << " threads, " << count << " tasks";
    }
}

TEST(parallel_for, one_thread_keeps_the_order) {
  std::vector<size_t> order;
  parallel_for(5, 1, [&](size_t i) { order.push_back(i); });
  EXPECT_EQ(order, (std::vector<size_t>{0, 1, 2, 3, 4}));
}

} // namespace
} // namespace kinsafe
