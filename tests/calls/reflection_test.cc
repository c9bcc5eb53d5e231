// Calls by name, in fixtures/constants/Calls.java.
#include "calls/reflection.h"

#include "tests/calls/asked.h"

namespace kinsafe {
namespace {

Asked &asked() {
  static Asked made("constants.dex");
  return made;
}
const Reflection &reflection() {
  static const Reflection found = resolve_reflection(asked().constants, [](const Site &, ReflectedUse) { return true; });
  return found;
}

// "name: targets | names" of each resolved site in the method; "name?reason" of the others.
std::vector<std::string> lines(std::string_view in) {
  std::vector<std::string> found;
  for (const Reflected &row : reflection().resolved) {
    if (asked().name_of(row.site.body) != in || row.use == ReflectedUse::initialize) continue;
    std::string line;
    for (const BodyId target : row.targets) line += method_text(asked().program, asked().program.bodies[target].method) + " ";
    for (const FieldId field : row.fields) line += field_text(asked().program, field) + " ";
    line += "|";
    for (const std::string &name : row.names) line.append(" ").append(name);
    found.push_back(line);
  }
  for (const UnresolvedReflection &row : reflection().unresolved)
    if (asked().name_of(row.site.body) == in && row.use != ReflectedUse::initialize) found.push_back(std::string("?").append(row.reason));
  return found;
}

TEST(Reflection, constant_names_are_resolved) {
  EXPECT_EQ(lines("by_name"), std::vector<std::string>{"LCalls;->send(Ljava/lang/String;)V | LCalls;->send"});
  EXPECT_EQ(lines("any_overload"), std::vector<std::string>{"LCalls;->send(I)V LCalls;->send(Ljava/lang/String;)V | LCalls;->send"});
  EXPECT_EQ(lines("decoded"), std::vector<std::string>{"LCalls$Hidden;-><init>(Ljava/lang/String;)V | LCalls$Hidden;-><init>"});
  EXPECT_EQ(lines("platform"), std::vector<std::string>{"| Landroid/content/ContentResolver;->query"});
  EXPECT_EQ(lines("read"), std::vector<std::string>{"LCalls$Hidden;->secret:Ljava/lang/String; | LCalls$Hidden;->secret"});
}

TEST(Reflection, the_class_of_what_was_made_by_name_is_known) {
  EXPECT_EQ(lines("class_of_made"), (std::vector<std::string>{"LCalls$Hidden;-><init>(Ljava/lang/String;)V | LCalls$Hidden;-><init>", "LCalls$Hidden;->run()V | LCalls$Hidden;->run"}));
  EXPECT_TRUE(is_among(lines("class_of_made_again"), std::string("LCalls$Hidden;->run()V | LCalls$Hidden;->run"))) << "a class that comes from itself";
}

TEST(Reflection, a_proxy_runs_its_handler) {
  EXPECT_EQ(lines("proxy"), std::vector<std::string>{"LCalls$Handler;->invoke(Ljava/lang/Object;Ljava/lang/reflect/Method;[Ljava/lang/Object;)Ljava/lang/Object; | LCalls$Handler;->invoke"});
}

TEST(Reflection, what_is_not_known_is_said) {
  ASSERT_EQ(lines("unknown").size(), 1u);
  EXPECT_TRUE(lines("unknown")[0].starts_with("?"));
  EXPECT_EQ(lines("known_name").size(), 2u);
  EXPECT_EQ(lines("known_name")[0], "| *->upload");
}

} // namespace
} // namespace kinsafe
