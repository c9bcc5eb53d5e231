// Names and lines that a build shortened, given back by its mapping: overloads, inlined frames, inherited members, and
// text that is no mapping.
#include "program/mapping.h"
#include "program/program.h"
#include "tests/dex/fixture.h"

#include <algorithm>

#include <gtest/gtest.h>

#include <algorithm>

namespace kinsafe {
namespace {

constexpr std::string_view text = R"(# compiler: R8
# {"id":"com.android.tools.r8.mapping","version":"2.2"}
org.lender.Contacts -> a.b:
# {"id":"sourceFile","fileName":"Contacts.java"}
    java.util.List names -> a
    int count -> a
    1:4:void <init>():10:13 -> <init>
    1:3:void upload(java.util.List):40:42 -> c
    5:5:boolean org.lender.Text.isEmpty(java.lang.String):7:7 -> c
    5:5:void check(java.lang.String):60 -> c
    5:5:void upload(java.util.List):44 -> c
    6:6:void upload(java.util.List) -> c
    20:21:int upload(org.lender.Person[],int):80:81 -> c
    void keep() -> keep
org.lender.Person -> a.c:
)";

class MappingTest : public testing::Test {
protected:
  const Result<Mapping> parsed_ = Mapping::parse("mapping.txt", text);
  const Mapping &mapping_ = parsed_.value();
  static constexpr std::string_view one_list = "(Ljava/util/List;)V", persons = "([La/c;I)I";
};

TEST_F(MappingTest, classes_get_their_names_back_inside_descriptors) {
  EXPECT_EQ(mapping_.class_count(), 2u);
  EXPECT_EQ(mapping_.unread_lines(), 0u);
  EXPECT_EQ(mapping_.type("La/b;"), "Lorg/lender/Contacts;");
  EXPECT_EQ(mapping_.type("[[La/c;"), "[[Lorg/lender/Person;");
  EXPECT_EQ(mapping_.type("La/bb;"), "La/bb;");
  EXPECT_EQ(mapping_.type("[I"), "[I");
  EXPECT_EQ(mapping_.signature("([La/c;ILjava/lang/String;)La/b;"),
            "([Lorg/lender/Person;ILjava/lang/String;)Lorg/lender/Contacts;");
}

TEST_F(MappingTest, overloads_are_told_apart_by_their_residual_signature) {
  EXPECT_EQ(mapping_.method_name("La/b;", "c", one_list), "upload");
  EXPECT_EQ(mapping_.method_name("La/b;", "c", persons), "upload");
  EXPECT_EQ(mapping_.method_name("La/b;", "d", "()V"), std::nullopt);
  EXPECT_EQ(mapping_.method_name("La/x;", "c", one_list), std::nullopt);
  EXPECT_EQ(mapping_.field_name("La/b;", "a", "I"), "count");
  EXPECT_EQ(mapping_.field_name("La/b;", "a", "Ljava/util/List;"), "names");
  EXPECT_EQ(mapping_.field_name("La/b;", "a", "J"), std::nullopt) << "two names, and neither is of this type";
}

TEST_F(MappingTest, of_inlined_frames_the_outermost_is_the_method) {
  // In line 5 stands the text of isEmpty inside check inside upload; the source of upload calls check in line 44.
  EXPECT_EQ(mapping_.line("La/b;", "c", one_list, 5), 44u);
  EXPECT_EQ(mapping_.line("La/b;", "c", one_list, 2), 41u);
  EXPECT_EQ(mapping_.line("La/b;", "c", one_list, 6), 6u) << "the mapping says no other line";
  EXPECT_EQ(mapping_.line("La/b;", "c", one_list, 9), std::nullopt);
  EXPECT_EQ(mapping_.line("La/b;", "c", persons, 21), 81u);
  EXPECT_EQ(mapping_.line("La/b;", "keep", "()V", 9), 9u) << "no lines are given";
  EXPECT_EQ(mapping_.line("La/x;", "c", "()V", 9), 9u) << "not in the mapping";
}

TEST(mapping, a_changed_signature_still_finds_the_one_name_there_is) {
  const Result<Mapping> mapping = Mapping::parse("m", "A -> a:\n    void one(int,java.lang.String) -> x\n    void two(int) -> y\n    void two(long) -> y\n"
                                                      "    void three() -> z\n    void four(int) -> z\n");
  ASSERT_TRUE(mapping);
  EXPECT_EQ(mapping->method_name("La;", "x", "(I)V"), "one");
  EXPECT_EQ(mapping->method_name("La;", "y", "()V"), "two");
  EXPECT_EQ(mapping->method_name("La;", "z", "(J)V"), std::nullopt) << "three or four: nobody knows";
  EXPECT_EQ(mapping->method_name("La;", "z", "(I)V"), "four");
}

TEST(mapping, what_is_no_mapping_is_refused) {
  for (const std::string_view wrong : {"", "# only a comment\n", "one word", "a -> b\n", "    int x -> y\n"}) {
    const Result<Mapping> mapping = Mapping::parse("x.txt", wrong);
    ASSERT_FALSE(mapping) << wrong;
    EXPECT_TRUE(mapping.error().message.starts_with("x.txt: is no mapping")) << mapping.error().message;
  }
}

TEST(mapping, lines_that_are_nothing_are_counted) {
  const Result<Mapping> mapping =
      Mapping::parse("m", "A -> a:\r\n    99999999999:1:void m() -> x\n    nonsense\nalso nonsense\n    1:void m() -> z\n    void open( -> w\n    int f -> g\n");
  ASSERT_TRUE(mapping);
  EXPECT_EQ(mapping->unread_lines(), 5u);
  EXPECT_EQ(mapping->field_name("La;", "g", "I"), "f");
  EXPECT_EQ(mapping->type("La;"), "LA;");
}

TEST(mapping, a_signature_that_would_grow_without_end_is_left_unknown) {
  std::string long_text = "L" + std::string(3000, 'x') + " -> " + std::string(3000, 'y') + ":\n    void m(";
  for (int i = 0; i < 1000; ++i) long_text += "L" + std::string(3000, 'x') + ",";
  long_text += "int) -> n\n";
  const Result<Mapping> mapping = Mapping::parse("m", long_text);
  ASSERT_TRUE(mapping);
  EXPECT_EQ(mapping->method_name("L" + std::string(3000, 'y') + ";", "n", "()V"), "m");
}

// Names of a program: what a class inherits is listed under the class that defines it.
TEST(mapping, an_inherited_member_is_found_where_it_is_defined) {
  const FileBytes bytes = fixture("details.dex");
  Incomplete incomplete;
  const Program program = build_program({{"classes.dex", bytes}}, incomplete);
  // Details implements Runnable, which this program does not define; only what it defines can be asked.
  const Result<Mapping> mapping = Mapping::parse("m", "org.Secret -> fixture.Details:\n    20:21:void start():120:121 -> run\n    int total -> count\n");
  ASSERT_TRUE(mapping);
  std::vector<std::string> names;
  for (u32 i = 0; i < program.methods.size(); ++i) names.push_back(method_text(program, MethodId{i}, &*mapping));
  EXPECT_NE(std::ranges::find(names, "Lorg/Secret;->start()V"), names.end());
  EXPECT_NE(std::ranges::find(names, "Ljava/lang/Runnable;->run()V"), names.end());
  for (u32 i = 0; i < program.fields.size(); ++i)
    if (field_text(program, FieldId{i}) == "Lfixture/Details;->count:I") {
      EXPECT_EQ(field_text(program, FieldId{i}, &*mapping), "Lorg/Secret;->total:I");
    }
  for (u32 i = 0; i < program.methods.size(); ++i)
    if (names[i] == "Lorg/Secret;->start()V") {
      EXPECT_EQ(original_line(program, MethodId{i}, 21, &*mapping), 121u);
    }
}

} // namespace
} // namespace kinsafe
