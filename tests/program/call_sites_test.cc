// What invoke-custom runs: the method behind a lambda, which no call names.
#include "program/program.h"
#include "program/xrefs.h"
#include "tests/dex/fixture.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

TEST(call_sites, a_lambda_names_the_method_that_it_runs) {
  const FileBytes bytes = fixture("details.dex");
  Incomplete incomplete;
  const Program program = build_program({{"classes.dex", bytes}}, incomplete);
  for (const Gap &gap : incomplete.gaps) ADD_FAILURE() << text_of(gap);
  ASSERT_EQ(program.call_sites.size(), 2u);
  const CallSite &lambda = program.call_sites[CallSiteId{0}];
  EXPECT_EQ(program.strings[lambda.name], "run");
  EXPECT_EQ(program.strings[lambda.signature], "()Ljava/lang/Runnable;");
  ASSERT_TRUE(lambda.implementation);
  EXPECT_EQ(method_text(program, *lambda.implementation), "Lfixture/Details;->lambda(I)V");
  const CallSite &text = program.call_sites[CallSiteId{1}];
  EXPECT_FALSE(text.implementation) << "a bootstrap method of the app's own: it is called itself";
  ASSERT_TRUE(text.bootstrap);
  EXPECT_TRUE(method_text(program, *text.bootstrap).starts_with("Lfixture/Strings;->link("));
}

TEST(call_sites, every_site_is_counted_and_stands_under_its_row) {
  const FileBytes details = fixture("details.dex"), opcodes = fixture("opcodes.dex");
  Incomplete incomplete;
  const Program program = build_program({{"classes.dex", details}, {"classes2.dex", opcodes}}, incomplete);
  const Xrefs xrefs = scan_xrefs(program, 2, incomplete);
  u64 sites = 0;
  for (u32 i = 0; i < program.call_sites.size(); ++i) sites += xrefs.customs.of(CallSiteId{i}).size();
  EXPECT_EQ(xrefs.counts.custom_sites, sites);
  EXPECT_EQ(xrefs.counts.custom_sites, 4u); // two in each
  EXPECT_EQ(xrefs.counts.linked_sites, 1u);
  EXPECT_EQ(method_text(program, program.bodies[xrefs.customs.of(CallSiteId{0}).front().body].method), "Lfixture/Details;->run()V");
}

TEST(call_sites, one_that_is_damaged_is_a_gap_and_has_no_implementation) {
  FileBytes bytes = fixture("details.dex");
  const Dex dex = open_whole(bytes);
  for (const MapItem &item : dex.map_list())
    if (item.type == 0x0007) put_u32(bytes, item.offset, static_cast<u32>(bytes.size())); // call_site_ids[0]
  seal(bytes);
  Incomplete incomplete;
  const Program program = build_program({{"classes.dex", bytes}}, incomplete);
  ASSERT_EQ(program.call_sites.size(), 2u);
  EXPECT_FALSE(program.call_sites[CallSiteId{0}].implementation);
  ASSERT_EQ(incomplete.gaps.size(), 1u);
  EXPECT_EQ(incomplete.gaps[0].lost, Lost::code);
}

} // namespace
} // namespace kinsafe
