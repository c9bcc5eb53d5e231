// Many dex files as one program: one id for one name, the first definition of a class wins, and nothing that can't be
// read goes unsaid.
#include "program/program.h"
#include "program/xrefs.h"
#include "tests/dex/fixture.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace kinsafe {
namespace {

FileBytes program_fixture(std::string_view name) { return fixture(std::string("../../program/fixtures/").append(name)); }

// Two dex files on one class path, in both orders of interest.
class TwoDexFiles : public testing::Test {
protected:
  const FileBytes first_ = program_fixture("first.dex"), second_ = program_fixture("second.dex");
  Incomplete incomplete_;
  const Program program_ = build_program({{"classes.dex", first_}, {"classes2.dex", second_}}, incomplete_);
  const Xrefs xrefs_ = scan_xrefs(program_, 1, incomplete_);

  std::optional<MethodId> method(std::string_view text) const {
    for (u32 i = 0; i < program_.methods.size(); ++i)
      if (method_text(program_, MethodId{i}) == text) return MethodId{i};
    return std::nullopt;
  }
  std::vector<std::string> callers_of(std::string_view text) const {
    std::vector<std::string> callers;
    for (const Site &site : xrefs_.calls.of(method(text).value()))
      callers.push_back(method_text(program_, program_.bodies[site.body].method));
    return callers;
  }
  std::vector<std::string> users_of(std::string_view string) const {
    std::vector<std::string> users;
    for (const Site &site : xrefs_.strings.of(find_string(program_, string).value()))
      users.push_back(method_text(program_, program_.bodies[site.body].method));
    return users;
  }
};

TEST_F(TwoDexFiles, nothing_is_missing_from_whole_files) {
  for (const Gap &gap : incomplete_.gaps) ADD_FAILURE() << text_of(gap);
}

TEST_F(TwoDexFiles, a_name_has_one_id_however_many_files_say_it) {
  std::vector<std::string> methods, types, strings;
  for (u32 i = 0; i < program_.methods.size(); ++i) methods.push_back(method_text(program_, MethodId{i}));
  for (u32 i = 0; i < program_.types.size(); ++i) types.emplace_back(type_text(program_, TypeId{i}));
  for (u32 i = 0; i < program_.strings.size(); ++i) strings.emplace_back(program_.strings[StringId{i}]);
  for (std::vector<std::string> *list : {&methods, &types, &strings}) {
    std::ranges::sort(*list);
    EXPECT_EQ(std::ranges::adjacent_find(*list), list->end());
  }
}

TEST_F(TwoDexFiles, calls_from_every_file_meet_under_one_reference) {
  EXPECT_EQ(
      callers_of("Lfix/Same;->who()Ljava/lang/String;"),
      (std::vector<std::string>{"Lfix/OnlyFirst;->call()V", "Lfix/OnlySecond;->call()V", "Lfix/OnlySecond;->call()V"}));
  EXPECT_EQ(users_of("shared"), (std::vector<std::string>{"Lfix/OnlyFirst;->call()V", "Lfix/OnlySecond;->call()V"}));
}

TEST_F(TwoDexFiles, of_two_definitions_the_first_is_the_class) {
  const std::optional<TypeId> type = find_type(program_, "Lfix/Same;");
  ASSERT_TRUE(type.has_value());
  const std::optional<ClassId> definition = program_.class_of_type[static_cast<u32>(*type)];
  ASSERT_TRUE(definition.has_value());
  const Class &same = program_.classes[*definition];
  EXPECT_EQ(same.dex, 0u);
  EXPECT_EQ(type_text(program_, same.super.value()), "Ljava/lang/Object;");
  EXPECT_EQ(users_of("said by the first").size(), 1u);
  EXPECT_TRUE(users_of("said by the second").empty()) << "code that the platform never loads is no user";
}

TEST_F(TwoDexFiles, what_is_shadowed_is_counted) {
  EXPECT_EQ(program_.counts.shadowed_classes, 1u);
  EXPECT_EQ(program_.counts.shadowed_methods, 1u) << "a method without code is none of them";
  EXPECT_EQ(program_.classes.size(), 3u);
  EXPECT_EQ(program_.bodies.size(), 3u);
}

TEST_F(TwoDexFiles, string_constants_are_those_of_the_classes_that_count) {
  std::vector<std::pair<std::string, std::string>> constants;
  for (const Program::StringConstant &constant : program_.string_constants)
    constants.emplace_back(field_text(program_, constant.field), program_.strings[constant.value]);
  EXPECT_EQ(constants, (std::vector<std::pair<std::string, std::string>>{
                           {"Lfix/Same;->BOOK:Ljava/lang/String;", "content://com.android.contacts/data"},
                           {"Lfix/Same;->NAME:Ljava/lang/String;", "first"},
                       }));
}

TEST_F(TwoDexFiles, every_kind_of_mention_is_found) {
  const TypeId same = find_type(program_, "Lfix/Same;").value();
  EXPECT_EQ(xrefs_.creates.of(same).size(), 1u);
  EXPECT_EQ(xrefs_.classes.of(same).size(), 1u);
  size_t writes = 0;
  for (u32 i = 0; i < program_.fields.size(); ++i)
    if (field_text(program_, FieldId{i}) == "Lfix/Same;->later:Ljava/lang/String;")
      writes = xrefs_.fields.of(FieldId{i}).size();
  EXPECT_EQ(writes, 1u);
}

TEST_F(TwoDexFiles, a_site_has_its_line_where_the_build_kept_it) {
  const MethodId who = method("Lfix/Same;->who()Ljava/lang/String;").value();
  EXPECT_EQ(line_of(program_, xrefs_.calls.of(who)[0]), std::optional<u32>(7));
  EXPECT_EQ(line_of(program_, xrefs_.calls.of(who)[1]), std::nullopt);
}

TEST_F(TwoDexFiles, what_no_file_says_is_not_found) {
  EXPECT_EQ(find_string(program_, "never said"), std::nullopt);
  EXPECT_EQ(find_type(program_, "Lfix/Never;"), std::nullopt);
  EXPECT_EQ(find_type(program_, "shared"), std::nullopt) << "a string that is no descriptor";
}

TEST_F(TwoDexFiles, the_outcome_is_the_same_with_many_threads) {
  Incomplete incomplete;
  const Xrefs other = scan_xrefs(program_, 8, incomplete);
  const auto is_same = [](const SiteTable &a, const SiteTable &b) {
    return std::ranges::equal(a.first, b.first) && std::ranges::equal(a.sites, b.sites, [](const Site &x, const Site &y) {
             return x.body == y.body && x.pc == y.pc;
           });
  };
  EXPECT_TRUE(is_same(xrefs_.calls, other.calls) && is_same(xrefs_.fields, other.fields) &&
              is_same(xrefs_.strings, other.strings) && is_same(xrefs_.creates, other.creates) &&
              is_same(xrefs_.classes, other.classes));
  EXPECT_EQ(xrefs_.counts.call_sites, other.counts.call_sites);
}

TEST(program, a_class_has_its_interfaces_and_its_methods_with_and_without_code) {
  const FileBytes bytes = program_fixture("declared.dex");
  Incomplete incomplete;
  const Program program = build_program({{"classes.dex", bytes}}, incomplete);
  for (const Gap &gap : incomplete.gaps) ADD_FAILURE() << text_of(gap);
  const auto lines_of = [&](std::string_view type) {
    const ClassId id = program.class_of_type[static_cast<u32>(find_type(program, type).value())].value();
    std::vector<std::string> lines;
    for (const TypeId interface : interfaces_of(program, id)) lines.emplace_back(type_text(program, interface));
    for (const Declared &method : declared_by(program, id)) {
      EXPECT_EQ(declared_as(program, method.method), &method);
      EXPECT_EQ(body_of_method(program, method.method), method.body);
      if (method.body) {
        EXPECT_EQ(program.bodies[*method.body].method, method.method);
      }
      std::string line(program.strings[program.methods[method.method].name]);
      if ((method.access_flags & 0x400) != 0) line += " abstract";
      if ((method.access_flags & 0x100) != 0) line += " native";
      lines.push_back(line + (method.body ? " with code" : ""));
    }
    return lines;
  };
  EXPECT_EQ(lines_of("Lfix/Shape;"), (std::vector<std::string>{"Ljava/lang/Runnable;", "Ljava/io/Serializable;", "area abstract", "name with code"}));
  EXPECT_EQ(lines_of("Lfix/Square;"), (std::vector<std::string>{"Lfix/Shape;", "<init> with code", "side native", "area with code"}));
  EXPECT_EQ(lines_of("Lfix/Alone;"), std::vector<std::string>{});
  bool is_named = false;
  for (u32 i = 0; i < program.methods.size(); ++i)
    if (method_text(program, MethodId{i}) == "Lfix/Square;->name()V") {
      is_named = true;
      EXPECT_EQ(declared_as(program, MethodId{i}), nullptr) << "inherited, and not declared";
    }
  EXPECT_TRUE(is_named);
}

TEST(program, every_body_is_scanned_or_said_to_be_damaged) {
  for (const std::string name : {"../../program/fixtures/first.dex", "lending.dex", "opcodes.dex"}) {
    const FileBytes bytes = fixture(name);
    Incomplete incomplete;
    const Program program = build_program({{"classes.dex", bytes}}, incomplete);
    const Xrefs xrefs = scan_xrefs(program, 1, incomplete);
    EXPECT_EQ(xrefs.counts.scanned_bodies + xrefs.counts.damaged_bodies + xrefs.counts.unread_bodies,
              program.bodies.size())
        << name;
    EXPECT_EQ(xrefs.counts.damaged_bodies, 0u) << name;
  }
}

TEST(program, calls_that_name_no_method_are_counted_too) {
  const FileBytes bytes = fixture("opcodes.dex");
  Incomplete incomplete;
  const Program program = build_program({{"classes.dex", bytes}}, incomplete);
  const Xrefs xrefs = scan_xrefs(program, 1, incomplete);
  EXPECT_GT(xrefs.counts.custom_sites, 0u);
  EXPECT_EQ(xrefs.calls.size() + xrefs.counts.custom_sites, xrefs.counts.call_sites);
}

TEST(program, an_index_beyond_its_table_is_a_gap_even_if_it_reads_as_none) {
  FileBytes bytes = fixture("opcodes.dex");
  Incomplete incomplete;
  Program program = build_program({{"classes.dex", bytes}}, incomplete);
  size_t damaged = 0;
  for (const Body &body : program.bodies) {
    const std::span<const u16> insns = program.dexes[0].code(body.code_offset)->insns;
    const size_t at = reinterpret_cast<const u8 *>(insns.data()) - program.dexes[0].bytes().data();
    for_each_instruction(insns, [&](const Instruction &instruction) {
      if (instruction.opcode != Opcode::const_string_jumbo) return;
      put_u32(bytes, at + 2 * (instruction.pc + 1), no_index);
      ++damaged;
    });
  }
  ASSERT_GT(damaged, 0u);
  seal(bytes);
  Incomplete gaps;
  scan_xrefs(build_program({{"classes.dex", bytes}}, gaps), 1, gaps);
  EXPECT_TRUE(std::ranges::any_of(gaps.gaps, [&](const Gap &gap) {
    return gap.lost == Lost::code && gap.reason == std::to_string(damaged) + " instructions name a row that does not exist";
  }));
}

TEST(program, a_file_that_is_no_dex_is_a_gap_and_the_others_are_read) {
  const FileBytes first = program_fixture("first.dex");
  const FileBytes nonsense = {'n', 'o', ' ', 'd', 'e', 'x'};
  Incomplete incomplete;
  const Program program = build_program({{"classes.dex", nonsense}, {"classes2.dex", first}}, incomplete);
  ASSERT_EQ(incomplete.gaps.size(), 1u);
  EXPECT_EQ(incomplete.gaps[0].part, "classes.dex");
  EXPECT_EQ(incomplete.gaps[0].kind, GapKind::damaged);
  EXPECT_TRUE(has_any(incomplete.gaps[0].lost, Lost::code));
  EXPECT_EQ(program.classes.size(), 2u);
}

TEST(program, a_package_without_code_is_a_gap) {
  Incomplete incomplete;
  const Program program = build_program({}, incomplete);
  ASSERT_EQ(incomplete.gaps.size(), 1u);
  EXPECT_EQ(incomplete.gaps[0].kind, GapKind::missing);
  EXPECT_TRUE(has_any(incomplete.gaps[0].lost, Lost::code));
  EXPECT_EQ(program.bodies.size(), 0u);
}

// A row that points outside its table: what it named is lost, so it must be said.
struct BadIndex {
  const char *what;
  size_t table;  // where the header has the table's offset
  size_t column; // byte in its first row
  bool is_short;
};

TEST(program, a_row_that_points_outside_its_table_is_a_gap) {
  constexpr BadIndex table[] = {
      {"string without text", string_ids_at + 4, 0, false},
      {"type without descriptor", type_ids_at + 4, 0, false},
      {"prototype without return type", proto_ids_at + 4, 4, false},
      {"prototype without parameters", proto_ids_at + 4, 8, false},
      {"field without owner", field_ids_at + 4, 0, true},
      {"field without type", field_ids_at + 4, 2, true},
      {"field without name", field_ids_at + 4, 4, false},
      {"method without owner", method_ids_at + 4, 0, true},
      {"method without prototype", method_ids_at + 4, 2, true},
      {"method without name", method_ids_at + 4, 4, false},
      {"class without type", class_defs_at + 4, 0, false},
      {"class without super", class_defs_at + 4, 8, false},
      {"class without interfaces", class_defs_at + 4, 12, false},
      {"class without data", class_defs_at + 4, 24, false},
      {"class without static values", class_defs_at + 4, 28, false},
  };
  for (const BadIndex &row : table) {
    FileBytes bytes = program_fixture("first.dex");
    const size_t at = get_u32(bytes, row.table) + row.column;
    if (row.is_short)
      bytes[at] = 0xf0, bytes[at + 1] = 0xff;
    else
      put_u32(bytes, at, 0x00fffff0);
    seal(bytes);
    Incomplete incomplete;
    build_program({{"classes.dex", bytes}}, incomplete);
    const bool is_said = std::ranges::any_of(incomplete.gaps, [](const Gap &gap) {
      return gap.kind == GapKind::damaged && has_any(gap.lost, Lost::code) &&
             (gap.where == "tables" || gap.where == "class_defs");
    });
    EXPECT_TRUE(is_said) << row.what;
  }
}

TEST(program, a_string_id_beyond_the_table_in_code_is_a_gap) {
  FileBytes bytes = program_fixture("second.dex");
  for (size_t i = get_u32(bytes, class_defs_at + 4); i + 4 < bytes.size(); i += 2)
    if (bytes[i] == 0x1a && bytes[i + 1] == 0x01) bytes[i + 2] = 0xf0, bytes[i + 3] = 0xff; // const-string v1
  seal(bytes);
  Incomplete incomplete;
  const Program program = build_program({{"classes.dex", bytes}}, incomplete);
  EXPECT_TRUE(incomplete.gaps.empty());
  scan_xrefs(program, 1, incomplete);
  ASSERT_EQ(incomplete.gaps.size(), 1u);
  EXPECT_EQ(incomplete.gaps[0].where, "code");
}

TEST(program, damage_anywhere_in_a_file_never_goes_unsaid) {
  const FileBytes whole = program_fixture("first.dex");
  for (size_t cut = 0; cut < whole.size(); cut += 3) {
    const FileBytes bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(cut));
    Incomplete incomplete;
    const Program program = build_program({{"classes.dex", bytes}}, incomplete);
    scan_xrefs(program, 1, incomplete);
    EXPECT_FALSE(incomplete.gaps.empty()) << "cut at " << cut;
  }
}

} // namespace
} // namespace kinsafe
