#include "calls/calls.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

// 0 -> 1 -> 2, and 0 calls 2 twice at one place.
CallGraph small_graph() {
  CallGraph graph;
  graph.calls = {{BodyId{0}, BodyId{1}, 4}, {BodyId{0}, BodyId{2}, 8}, {BodyId{0}, BodyId{2}, 8}, {BodyId{1}, BodyId{2}, 0}};
  graph.first_call = {0, 3, 4, 4};
  graph.arrivals = {{BodyId{0}, BodyId{0}}, graph.calls[0], graph.calls[3]};
  return graph;
}

TEST(CallGraph, targets_of_a_site_are_each_named_once) {
  const CallGraph graph = small_graph();
  EXPECT_EQ(graph.targets_of({BodyId{0}, 8}), std::vector{BodyId{2}});
  EXPECT_TRUE(graph.targets_of({BodyId{0}, 5}).empty());
}

TEST(CallGraph, way_begins_at_an_entry_point) {
  const std::vector<Call> way = small_graph().way_to(BodyId{2});
  ASSERT_EQ(way.size(), 2u);
  EXPECT_EQ(way[0].caller, BodyId{0});
  EXPECT_EQ(way[1].target, BodyId{2});
  EXPECT_TRUE(small_graph().way_to(BodyId{0}).empty());
}

} // namespace
} // namespace kinsafe
