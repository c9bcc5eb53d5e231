// Bodies as SSA: what the methods of fixtures/bodies become stands in their source, at `#=`; damage and hostile code have a
// reason each; the text form can be read back; and the verifier that other tests rely on sees what is wrong.
#include "program/body.h"
#include "tests/dex/fixture.h"
#include "tests/program/verify_body.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

namespace kinsafe {
namespace {

const std::string fixtures = KINSAFE_SOURCE_DIR "/tests/program/fixtures/";

FileBytes program_fixture(std::string_view name) { return fixture(std::string("../../program/fixtures/").append(name)); }

Program program_of(const FileBytes &bytes) {
  Incomplete incomplete;
  return build_program({{"classes.dex", bytes}}, incomplete);
}

std::optional<BodyId> find_body(const Program &program, std::string_view name) {
  for (u32 i = 0; i < program.bodies.size(); ++i)
    if (program.strings[program.methods[program.bodies[BodyId{i}].method].name] == name) return BodyId{i};
  ADD_FAILURE() << "no method " << name;
  return std::nullopt;
}

// The first method with this name without its first line, or why there is none: "! reason @0x1f".
std::string body_text(const Program &program, BodyId id) {
  const std::expected<LoweredBody, LoweringFailure> body = lower(program, id);
  if (body) {
    const std::string text = print(program, *body);
    return text.substr(text.find('\n') + 1);
  }
  char pc[16];
  std::snprintf(pc, sizeof pc, "%x", body.error().pc);
  return "! " + body.error().reason + " @0x" + pc + "\n";
}

// The name of each method with what its source says that it becomes.
std::map<std::string, std::string> expected_bodies() {
  std::map<std::string, std::string> expected;
  for (const auto &file : std::filesystem::directory_iterator(fixtures + "bodies")) {
    std::ifstream stream(file.path());
    std::string owner, method;
    for (std::string line; std::getline(stream, line);) {
      const std::string last = line.substr(line.rfind(' ') + 1);
      if (line.starts_with(".class ")) owner = last;
      if (line.starts_with(".method ")) expected[method = owner + "->" + last];
      if (line.starts_with("    #= ")) expected[method] += line.substr(7) + "\n";
    }
  }
  return expected;
}

TEST(body, each_fixture_becomes_what_its_source_says) {
  const FileBytes bytes = program_fixture("bodies.dex");
  const Program program = program_of(bytes);
  std::map<std::string, std::string> expected = expected_bodies();
  EXPECT_EQ(expected.size(), program.bodies.size());
  for (u32 i = 0; i < program.bodies.size(); ++i) {
    const std::string method = method_text(program, program.bodies[BodyId{i}].method);
    EXPECT_EQ(body_text(program, BodyId{i}), expected[method]) << method;
  }
}

TEST(body, a_switch_keeps_thousands_of_keys_apart) {
  const FileBytes bytes = program_fixture("large.dex");
  const Program program = program_of(bytes);
  for (const auto &[name, first, step] : {std::tuple("packed", -5, 1), std::tuple("sparse", -9000, 7)}) {
    const std::optional<LoweredBody> body = lower(program, find_body(program, name).value()).value();
    std::vector<i32> keys;
    for (const Edge &edge : body->edges)
      if (edge.kind == EdgeKind::on_key) keys.push_back(edge.key);
    ASSERT_EQ(keys.size(), 3000u) << name;
    for (size_t i = 0; i < keys.size(); ++i) ASSERT_EQ(keys[i], first + step * static_cast<i32>(i)) << name;
    EXPECT_EQ(fault_of(program, *body), std::nullopt);
    EXPECT_EQ(fault_against_code(program, *body), std::nullopt);
  }
}

TEST(body, a_method_of_more_units_than_a_short_branch_reaches_has_few_blocks) {
  const FileBytes bytes = program_fixture("large.dex");
  const Program program = program_of(bytes);
  EXPECT_EQ(lower(program, find_body(program, "long").value()).value().blocks.size(), 4u);
}

TEST(body, registers_times_blocks_is_never_kept) {
  const FileBytes bytes = program_fixture("large.dex");
  const Program program = program_of(bytes);
  EXPECT_EQ(lower(program, find_body(program, "kept").value()).error().reason, "it keeps too much across too many branches");
}

// The dex with one code unit of a method replaced.
FileBytes with_unit(FileBytes bytes, std::string_view method, u32 at, u16 unit) {
  const Program program = program_of(bytes);
  const CodeItem code = program.dexes[0].code(program.bodies[find_body(program, method).value()].code_offset).value();
  const size_t offset = static_cast<size_t>(reinterpret_cast<const u8 *>(code.insns.data()) - program.dexes[0].bytes().data()) + 2 * at;
  bytes[offset] = static_cast<u8>(unit), bytes[offset + 1] = static_cast<u8>(unit >> 8);
  seal(bytes);
  return bytes;
}

TEST(body, what_is_damaged_is_said_and_nothing_is_made_up) {
  struct Row {
    std::string_view method;
    u32 at;
    u16 unit;
    std::string_view reason;
  };
  constexpr Row rows[] = {
      {"starts_in_loop", 3, 0xffff, "it branches to no instruction"},                             // into the instruction before
      {"starts_in_loop", 3, 0x7000, "it branches to no instruction"},                             // past the end
      {"starts_in_loop", 3, 0xf000, "it branches to no instruction"},                             // before the start
      {"starts_in_loop", 4, 0x003e, "it holds an unknown instruction, or one runs past its end"}, // no opcode
      {"starts_in_loop", 4, 0x0018, "it holds an unknown instruction, or one runs past its end"}, // const-wide without its units
      {"before", 2, 0xffff, "it names a row that does not exist"},                                // a method
      {"literals", 0, 0xf101, "it names a register that it does not have"},
      {"many", 2, 0x0001, "it names a register that it does not have"},                           // one register further
      {"many", 0, 0x0677, "its arguments do not fit what it calls"},                              // one less
      {"overlap", 16, 4, "its try blocks overlap"},                                               // length of the first
      {"overlap", 17, 0xfff0, "its try blocks can't be read"},                                    // a handler list that is none
      {"arrays", 0xc, 0x7fff, "its data is not where it says"},
  };
  const FileBytes whole = program_fixture("bodies.dex");
  for (const Row &row : rows) {
    // Past the instructions stand the try blocks; a method with an odd number of units has one more between.
    const FileBytes bytes = with_unit(whole, row.method, row.at, row.unit);
    const Program program = program_of(bytes);
    const std::expected<LoweredBody, LoweringFailure> body = lower(program, find_body(program, row.method).value());
    EXPECT_EQ(body ? print(program, *body) : body.error().reason, row.reason) << row.method << " " << row.at;
  }
}

TEST(body, bodies_are_lowered_once_and_what_is_skipped_has_a_reason) {
  const FileBytes bytes = program_fixture("bodies.dex");
  const Program program = program_of(bytes);
  Bodies bodies(program);
  const BodyId good = find_body(program, "nested").value(), bad = find_body(program, "unset").value();
  const LoweredBody *const first = bodies.of(good);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(bodies.of(bad), nullptr);
  for (u32 i = 0; i < program.bodies.size(); ++i) bodies.of(BodyId{i});
  EXPECT_EQ(bodies.of(good), first);
  EXPECT_EQ(bodies.of(bad), nullptr);
  EXPECT_EQ(bodies.lowered() + bodies.skipped().size(), program.bodies.size());
  EXPECT_EQ(bodies.skipped()[0].body, bad);
  EXPECT_EQ(bodies.skipped()[0].reason, "it reads a register that is not set");
}

TEST(body, a_name_of_any_bytes_is_read_back) {
  // In place of the field `number`, which has six bytes.
  for (const std::string_view name : {"a b\tcd", "a\"b\\cd", "\n\n\n\n\n\n", "->(I)V", "a:I @0", "\xff\xfe\x80\x81\xc3(", "\xc2\x85\xe2\x80\xa8.", "\xed\xa0\x80\xc0\x80x"}) {
    FileBytes bytes = program_fixture("first.dex");
    const std::string_view old = "shared";
    const auto at = std::ranges::search(bytes, old).begin();
    ASSERT_NE(at, bytes.end());
    ASSERT_EQ(name.size(), old.size());
    std::ranges::copy(name, at);
    seal(bytes);
    const Program program = program_of(bytes);
    const LoweredBody body = lower(program, find_body(program, "call").value()).value();
    const Result<ParsedProgram> parsed = parse_bodies(print(program, body));
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_TRUE(are_same(program, body, parsed->program, parsed->bodies[0])) << print(program, body);
    // The same as the name of a field, a method and a class.
    ParsedProgram made;
    const TypeId odd = add_type(made.program, name);
    LoweredBody small;
    small.method = add_method(made.program, odd, name, name);
    for (const u32 field : {static_cast<u32>(add_field(made.program, odd, name, odd))}) {
      Value value;
      value.op = Op::static_get;
      value.kind = ValueKind::reference;
      value.type = static_cast<u32>(odd);
      value.index = field;
      small.values.push_back(value);
    }
    small.blocks.push_back({0, 1, 0, 0, 0, 0});
    const Result<ParsedProgram> again = parse_bodies(print(made.program, small));
    ASSERT_TRUE(again) << again.error().message << "\n" << print(made.program, small);
    EXPECT_TRUE(are_same(made.program, small, again->program, again->bodies[0])) << print(made.program, small);
  }
}

constexpr std::string_view small_text = R"(# A class by hand.
class La/B; extends La/A; implements Ljava/lang/Runnable; Lx/Y; flags 0x401
method La/B;->later()V flags 0x401
body La/B;->run(Z)I flags 0x1
start:
  this ref La/B; = parameter 0
  flag number = parameter 1
  one number = number 1
  branch equal flag @0x1   # a comment
  -> end
  -> other taken
other:
  two number = number 2
  -> end
end:
  both number = phi one two
  return both
)";

TEST(body_text, a_text_declares_classes_methods_and_bodies) {
  const Result<ParsedProgram> parsed = parse_bodies(small_text);
  ASSERT_TRUE(parsed) << parsed.error().message;
  const Program &program = parsed->program;
  const ClassId id = program.class_of_type[static_cast<u32>(find_type(program, "La/B;").value())].value();
  EXPECT_EQ(program.classes[id].access_flags, 0x401u);
  EXPECT_EQ(type_text(program, program.classes[id].super.value()), "La/A;");
  ASSERT_EQ(interfaces_of(program, id).size(), 2u);
  EXPECT_EQ(type_text(program, interfaces_of(program, id)[1]), "Lx/Y;");
  ASSERT_EQ(declared_by(program, id).size(), 2u);
  EXPECT_EQ(declared_by(program, id)[0].body, std::nullopt);
  EXPECT_EQ(declared_by(program, id)[1].body, BodyId{0});
  EXPECT_EQ(fault_of(program, parsed->bodies[0]), std::nullopt);
  Bodies bodies(program, parsed->bodies);
  EXPECT_EQ(*bodies.of(BodyId{0}), parsed->bodies[0]);
  const Result<ParsedProgram> again = parse_bodies(print(program, parsed->bodies[0]));
  ASSERT_TRUE(again);
  EXPECT_TRUE(are_same(program, parsed->bodies[0], again->program, again->bodies[0]));
}

TEST(body_text, what_is_no_body_is_said_with_its_line) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"hello", "line 1: class, method or body is expected"},
      {"body La;->f()V\nbody La;->g()V", "line 2: a body has no block"},
      {"body La;->f()V\nreturn", "line 2: a block is expected, such as b0:"},
      {"body La;->f()V\nb:\nreturn v1", "line 3: a value is named that the body does not have"},
      {"body La;->f()V\nb:\n-> c", "line 3: a block is named that the body does not have"},
      {"body La;->f()V\nb:\n-> b", "line 3: an edge leads to the first block of the body before"},
      {"body La;->f()V\nb:\nb:", "line 3: the block is there twice"},
      {"body La;->f()V\nb:\nx number = number", "line 3: a number is expected"},
      {"body La;->f()V\nb:\nx number = number 99999999999999999999", "line 3: a number is expected"},
      {"body La;->f()V\nb:\nx number = number 1\nx number = number 1", "line 4: the value is there twice"},
      {"body La;->f()V\nb:\nx ref = text \"a", "line 3: a quote is not closed"},
      {"body La;->f()V\nb:\nx ref = text \"\\y\"", "line 3: an escape is none of \\\", \\\\ and \\xNN"},
      {"body La;->f()V\nb:\nfly", "line 3: an operation is expected"},
      {"body La;->f()V\nb:\nfill-array 0", "line 3: the body before lacks an array"},
      {"body La;->f()V\nb:\n-> c\nc:\nx number = phi", "line 5: a phi of the body before has another number of operands than its block has edges into it"},
      {"body La;->f()V\nb:\ninvoke often La;->f()V", "line 3: the kind of the call is expected"},
      {"body La;->f()V\nb:\nreturn @1", "line 3: the line has more than is understood"},
      {"body La;f", "line 1: -> and a method are expected"},
      {"body a;->f()V", "line 1: a type is expected"},
      {"class La;\nclass La;", "line 2: the class is declared twice"},
      {"class La; flags 7", "line 1: flags are expected, such as 0x1"},
      {"class La; and more", "line 1: the line has more than is understood"},
  };
  for (const auto &[text, message] : rows) {
    const Result<ParsedProgram> parsed = parse_bodies(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().message, message) << text;
  }
}

TEST(verifier, sees_what_is_wrong) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"body La;->f()V flags 0x9\nb:\n-> b2\nb2:\nx number = number 1 @0x0\n-> b3\nb3:\nreturn @0x1", ""},
      // A value of one way is used on all.
      {"body La;->f(I)I flags 0x9\na:\np number = parameter 0\nbranch less p @0x0\n-> b\n-> c taken\nb:\nx number = number 1 @0x1\n-> c\nc:\nreturn x @0x2",
       "v3: a value that is not there on every way"},
      {"body La;->f(I)I flags 0x9\na:\np number = parameter 0\nbranch less p @0x0\n-> b\n-> c taken\nb:\nx number = number 1 @0x1\n-> c\n"
       "c:\ny number = phi x p\nreturn y @0x2",
       "v3: a phi of what is not there on its way"},
      {"body La;->f(I)I flags 0x9\na:\np number = parameter 0\nbranch less p @0x0\n-> b\n-> c taken\nb:\nx number = number 1 @0x1\n-> c\n"
       "c:\ny number = phi p p\nreturn y @0x2",
       "v3: a phi of one value"},
      // What a call gives is there only if it came back.
      {"body La;->f()I flags 0x9\na:\nx number = invoke static La;->f()I @0x0\n-> b\n-> c catch *\nb:\nreturn x @0x1\nc:\nreturn x @0x2", ""},
      {"body La;->f()I flags 0x9\na:\nx number = invoke static La;->f()I @0x0\n-> b\n-> b catch *\nb:\ny number = phi x x\nreturn y @0x1", "v1: a phi of what was not done"},
      {"body La;->f()V flags 0x9\na:\nx number = number 1 @0x0\nthrow x @0x1", "v1: an operand of the wrong kind"},
      {"body La;->f()V flags 0x9\na:\nx wide = number 1 @0x0\ny number = arithmetic add int x x @0x1\nreturn @0x2", "v1: an operand of the wrong kind"},
      {"body La;->f()I flags 0x9\na:\nreturn @0x0", "v0: another number of operands"},
      {"body La;->f()V flags 0x9\na:\nx ref Lb; = new La; @0x0\nreturn @0x2", "v0: a result of the wrong type"},
      {"body La;->f()V flags 0x1\na:\nreturn @0x0", "v0: a parameter that is none, or none where one is"},
      {"body La;->f()V flags 0x9\na:\nx number = number 1 @0x0", "b0: leads on where it ends, or not where it should"},
      {"body La;->f()V flags 0x9\na:\nreturn @0x0\n-> b\nb:\nreturn @0x1", "b0: leads on where it ends, or not where it should"},
      {"body La;->f()V flags 0x9\na:\nreturn @0x0\nb:\nreturn @0x1", "a block can't be reached"},
      {"body La;->f()V flags 0x9\na:\nx number = number 1 @0x0\n-> b\n-> b catch *\nb:\nreturn @0x1", "b0: exceptions of what throws none"},
  };
  for (const auto &[text, fault] : rows) {
    const Result<ParsedProgram> parsed = parse_bodies(text);
    ASSERT_TRUE(parsed) << parsed.error().message << text;
    const std::optional<std::string> found = fault_of(parsed->program, parsed->bodies[0]);
    EXPECT_EQ(found.value_or(""), fault) << text;
  }
}

TEST(verifier, sees_a_body_that_is_not_its_code) {
  const FileBytes bytes = program_fixture("bodies.dex");
  const Program program = program_of(bytes);
  const BodyId id = find_body(program, "irreducible").value();
  const LoweredBody body = lower(program, id).value();
  EXPECT_EQ(fault_against_code(program, body), std::nullopt);
  // Every operand in place of every other one of its kind, and every value left out.
  size_t wrong = 0;
  for (size_t i = 0; i < body.operands.size(); ++i)
    for (u32 other = 0; other < body.values.size(); ++other) {
      LoweredBody changed = body;
      changed.operands[i] = ValueId{other};
      if (changed == body) continue;
      ++wrong;
      EXPECT_TRUE(fault_of(program, changed) || fault_against_code(program, changed)) << print(program, changed);
    }
  EXPECT_GT(wrong, 100u);
}

} // namespace
} // namespace kinsafe
