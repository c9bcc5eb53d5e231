// Instructions as text. dexdump_compare.py holds every line against dexdump; here stands what must not change, and what
// dexdump refuses to print.
#include "dex/text.h"
#include "tests/dex/fixture.h"

namespace kinsafe {
namespace {

TEST(text, instructions_read_as_dexdump_prints_them) {
  const FileBytes bytes = fixture("lending.dex");
  const Dex dex = open_whole(bytes);
  const CodeItem code = code_of(dex, "run");
  EXPECT_EQ(to_text(dex, code.insns, 0x00),
            "iget-object v0, v3, Lfixture/Lending;.name:Ljava/lang/String; // field@000d");
  EXPECT_EQ(to_text(dex, code.insns, 0x02), "invoke-virtual {v0}, Ljava/lang/String;.length:()I // method@0006");
  EXPECT_EQ(to_text(dex, code.insns, 0x06), "packed-switch v1, 0000001e // +00000018");
  EXPECT_EQ(to_text(dex, code.insns, 0x0a), "const-string v2, \"none\" // string@0028");
  EXPECT_EQ(to_text(dex, code.insns, 0x19), "goto 000f // -000a");
  EXPECT_EQ(to_text(dex, code.insns, 0x1e), "packed-switch-data (8 units)");
  EXPECT_EQ(to_text(dex, code.insns, 0x26), "sparse-switch-data (10 units)");
  EXPECT_EQ(to_text(dex, code.insns, 0x30), "array-data (16 units)");
}

TEST(text, a_row_that_is_not_there_reads_as_unknown) {
  const FileBytes bytes = fixture("lending.dex");
  const Dex dex = open_whole(bytes);
  const auto text = [&](std::vector<u16> units) { return to_text(dex, units, 0); };
  EXPECT_EQ(text({0x001a, 0xffff}), "const-string v0, \"<string?>\" // string@ffff");
  EXPECT_EQ(text({0x001c, 0xffff}), "const-class v0, <type?> // type@ffff");
  EXPECT_EQ(text({0x0060, 0xffff}), "sget v0, <field?> // field@ffff");
  EXPECT_EQ(text({0x0071, 0xffff, 0}), "invoke-static {}, <method?> // method@ffff");
  EXPECT_EQ(text({0x00ff, 0xffff}), "const-method-type v0, <proto?> // proto@ffff");
}

TEST(text, a_register_list_longer_than_five_is_cut_to_what_the_format_holds) {
  const FileBytes bytes = fixture("hello035.dex");
  EXPECT_EQ(to_text(open_whole(bytes), std::vector<u16>{0xf5fc, 7, 0x4321}, 0),
            "invoke-custom {v1, v2, v3, v4, v5}, call_site@0007");
}

TEST(text, where_no_instruction_is_there_is_no_text) {
  const FileBytes bytes = fixture("hello035.dex");
  const Dex dex = open_whole(bytes);
  EXPECT_EQ(to_text(dex, {}, 0), "");
  EXPECT_EQ(to_text(dex, std::vector<u16>{0x000e}, 1), "");
  EXPECT_EQ(to_text(dex, std::vector<u16>{0x0073}, 0), "") << "unused";
  EXPECT_EQ(to_text(dex, std::vector<u16>{0x001a}, 0), "") << "runs past the end";
}

} // namespace
} // namespace kinsafe
