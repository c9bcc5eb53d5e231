// Bodies as SSA, compared as text.
#include "program/body.h"
#include "tests/dex/fixture.h"

#include <gtest/gtest.h>

namespace kinsafe {
namespace {

// The body of the first method with this name, as text; or why there is none.
std::string body_text(const Program &program, std::string_view name) {
  for (u32 i = 0; i < program.bodies.size(); ++i) {
    if (program.strings[program.methods[program.bodies[BodyId{i}].method].name] != name) continue;
    const std::expected<LoweredBody, LoweringFailure> body = lower(program, BodyId{i});
    return body ? print(program, *body) : body.error().reason;
  }
  return "no such method";
}

TEST(body, a_method_becomes_blocks_and_values) {
  const FileBytes bytes = fixture("lending.dex");
  Incomplete incomplete;
  const Program program = build_program({{"classes.dex", bytes}}, incomplete);
  EXPECT_EQ(body_text(program, "run"), R"(body Lfixture/Lending;->run()V flags 0x1
b0:
  v0 ref Lfixture/Lending; = parameter 0
  v1 ref Ljava/lang/String; = field-get Lfixture/Lending;->name:Ljava/lang/String; v0 @0x0
  v2 number = invoke virtual Ljava/lang/String;->length()I v1 @0x2
  switch v2 @0x6
  -> b1
  -> b5 key 0
  -> b6 key 1
b1:
  v4 ref Ljava/lang/String; = text "none" @0xa
  -> b2
  -> b3 catch Ljava/lang/IllegalStateException;
  -> b4 catch *
b2:
  invoke static Lfixture/Lending;->log(Ljava/lang/String;)V v4 @0xc
  -> b7
  -> b3 catch Ljava/lang/IllegalStateException;
  -> b4 catch *
b3:
  v6 ref Ljava/lang/IllegalStateException; = caught Ljava/lang/IllegalStateException; @0x1a
  throw v6 @0x1b
b4:
  v8 ref = caught * @0x1c
  throw v8 @0x1d
b5:
  switch v2 @0x10
  -> b6
  -> b6 key 5
  -> b7 key 1000
b6:
  v11 number = number 3 @0x13
  v12 ref [J = new-array [J v11 @0x14
  fill-array 0 v12 @0x16
  jump @0x19
  -> b7
b7:
  return @0xf
array 8: 1 2 3
)");
  EXPECT_EQ(body_text(program, "text"), R"(body Lfixture/Lending;->text()Ljava/lang/String; flags 0x9
b0:
  v0 ref Ljava/lang/String; = text "借款 \xed\xa0\xbd\xed\xb8\x80 \xc0\x80 end" @0x0
  return v0 @0x2
)");
}

} // namespace
} // namespace kinsafe
