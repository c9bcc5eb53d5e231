// What stands beside instructions: annotations, constants, hidden-API flags, call sites, method handles, local variables.
// The fixture is details.smali; baksmali_compare.py holds all of its text against another reader.
#include "tests/dex/fixture.h"
#include "tests/dex/walk.h"

#include <algorithm>
#include <bit>

namespace kinsafe {
namespace {

class Details : public testing::Test {
protected:
  const FileBytes bytes_ = fixture("details.dex");
  const Dex dex_ = open_whole(bytes_);
  const ClassDef class_ = dex_.class_def(0);
  const Annotations annotations_ = dex_.annotations(class_.annotations_off);

  const EncodedValue *element(const Annotation &annotation, std::string_view name) const {
    for (const EncodedValue &item : annotation.value.items)
      if (dex_.string(item.name_idx) == name) return &item;
    return nullptr;
  }
  std::string_view type_of(const Annotation &annotation) const {
    return dex_.type(static_cast<u32>(annotation.value.bits));
  }
  const Annotation &all() const {
    const auto found =
        std::ranges::find_if(annotations_.on_class, [&](const Annotation &a) { return type_of(a) == "Lfixture/All;"; });
    return found == annotations_.on_class.end() ? (ADD_FAILURE(), annotations_.on_class.front()) : *found;
  }
  std::string_view method_name(u32 index) const { return dex_.string(dex_.method(index).name_idx); }
};

TEST_F(Details, annotations_say_who_may_see_them) {
  ASSERT_EQ(annotations_.on_class.size(), 2u);
  EXPECT_FALSE(annotations_.damaged);
  EXPECT_EQ(all().visibility, Visibility::runtime);
  const auto &members = annotations_.on_class[type_of(annotations_.on_class[0]) == "Lfixture/All;" ? 1 : 0];
  EXPECT_EQ(members.visibility, Visibility::system);
  ASSERT_EQ(annotations_.fields.size(), 1u);
  EXPECT_EQ(dex_.string(dex_.field(annotations_.fields[0].index).name_idx), "plain");
  EXPECT_EQ(annotations_.fields[0].list.at(0).visibility, Visibility::build);
  ASSERT_EQ(annotations_.methods.size(), 1u);
  EXPECT_EQ(method_name(annotations_.methods[0].index), "run");
}

TEST_F(Details, annotations_of_parameters_stand_at_their_places) {
  ASSERT_EQ(annotations_.parameters.size(), 1u);
  EXPECT_EQ(method_name(annotations_.parameters[0].method_idx), "<init>");
  ASSERT_EQ(annotations_.parameters[0].lists.size(), 2u);
  EXPECT_EQ(annotations_.parameters[0].lists[0].at(0).value.items.at(0).bits, 7u);
  EXPECT_EQ(annotations_.parameters[0].lists[1].size(), 1u);
}

TEST_F(Details, numbers_keep_their_sign_and_their_width) {
  const auto bits = [&](std::string_view name) { return element(all(), name)->bits; };
  EXPECT_EQ(static_cast<i64>(bits("aByte")), -2);
  EXPECT_EQ(static_cast<i64>(bits("aShort")), -0x300);
  EXPECT_EQ(bits("aChar"), 'c');
  EXPECT_EQ(bits("anInt"), 0x12345u);
  EXPECT_EQ(static_cast<i64>(bits("aLong")), -0x123456789ab);
  EXPECT_EQ(std::bit_cast<float>(static_cast<u32>(bits("aFloat"))), 1.5f);
  EXPECT_EQ(std::bit_cast<double>(bits("aDouble")), -2.25);
  EXPECT_EQ(bits("yes"), 1u);
  EXPECT_EQ(bits("no"), 0u);
}

TEST_F(Details, values_hold_values) {
  const EncodedValue *const list = element(all(), "list");
  ASSERT_TRUE(list && list->type == ValueType::array && list->items.size() == 3);
  EXPECT_EQ(dex_.string(static_cast<u32>(list->items[1].bits)), "two");
  EXPECT_EQ(list->items[2].items.at(0).bits, 3u);
  const EncodedValue *const inner = element(all(), "inner");
  ASSERT_TRUE(inner && inner->type == ValueType::annotation);
  EXPECT_EQ(dex_.type(static_cast<u32>(inner->bits)), "Lfixture/Inner;");
  EXPECT_EQ(dex_.string(inner->items.at(0).name_idx), "value");
  EXPECT_EQ(element(all(), "none")->items.size(), 0u);
  EXPECT_EQ(element(all(), "nothing")->type, ValueType::null);
}

TEST_F(Details, static_fields_begin_with_their_values) {
  const std::optional<ClassData> data = dex_.class_data(class_.class_data_off);
  const List<EncodedValue> values = dex_.values(class_.static_values_off);
  const List<u32> strings = dex_.static_string_values(class_.static_values_off);
  ASSERT_EQ(values.size(), strings.size());
  for (size_t i = 0; i < values.size(); ++i) {
    const std::string_view name = dex_.string(dex_.field(data->static_fields[i].field_idx).name_idx);
    if (name == "big") { EXPECT_EQ(values[i].bits, 0x7fffffffffffu); }
    if (name == "bytes") { EXPECT_EQ(static_cast<i64>(values[i].bits), -1); }
    EXPECT_EQ(strings[i] != no_index, name == "text") << name;
  }
}

TEST_F(Details, hidden_members_say_which_list_they_are_on) {
  const std::optional<ClassData> data = dex_.class_data(class_.class_data_off);
  const List<u32> flags = dex_.hidden_api_flags(0, *data);
  ASSERT_FALSE(flags.damaged);
  ASSERT_EQ(flags.size(), data->static_fields.size() + data->instance_fields.size() + data->direct_methods.size() +
                              data->virtual_methods.size());
  const auto field = std::ranges::find_if(data->static_fields, [&](const EncodedField &each) {
    return dex_.string(dex_.field(each.field_idx).name_idx) == "bytes";
  });
  EXPECT_EQ(flags[static_cast<size_t>(field - data->static_fields.begin())], 2u) << "blacklist";
  EXPECT_TRUE(dex_.hidden_api_flags(1, *data).damaged) << "there is no second class";
  EXPECT_TRUE(open_whole(fixture("lending.dex")).hidden_api_flags(0, {}).empty());
}

TEST_F(Details, a_call_site_names_its_bootstrap_and_its_implementation) {
  ASSERT_EQ(dex_.call_site_count(), 2u);
  const List<EncodedValue> site = dex_.call_site(0);
  ASSERT_TRUE(!site.damaged && site.size() == 6);
  const MethodHandleItem bootstrap = dex_.method_handle(static_cast<u32>(site[0].bits));
  EXPECT_EQ(bootstrap.type, HandleType::invoke_static);
  EXPECT_EQ(method_name(bootstrap.member_idx), "metafactory");
  EXPECT_EQ(dex_.string(static_cast<u32>(site[1].bits)), "run");
  const MethodHandleItem implementation = dex_.method_handle(static_cast<u32>(site[4].bits));
  EXPECT_EQ(method_name(implementation.member_idx), "lambda");
  EXPECT_TRUE(dex_.call_site(2).damaged);
  EXPECT_FALSE(dex_.method_handle(99).is_of_field());
}

TEST_F(Details, a_handle_of_a_field_is_told_from_one_of_a_method) {
  size_t fields = 0;
  for (u32 i = 0; i < dex_.method_handle_count(); ++i) fields += dex_.method_handle(i).is_of_field();
  EXPECT_EQ(fields, 1u);
}

TEST_F(Details, locals_begin_end_and_begin_again) {
  const DebugInfo debug = debug_info(dex_, code_of(dex_, "run"));
  EXPECT_FALSE(debug.damaged);
  std::vector<DebugEvent::Kind> kinds;
  for (const DebugEvent &event : debug.events)
    if (event.kind != DebugEvent::Kind::line) kinds.push_back(event.kind);
  using enum DebugEvent::Kind;
  EXPECT_EQ(kinds, (std::vector{start_local, end_local, restart_local}));
  const auto local = std::ranges::find(debug.events, start_local, &DebugEvent::kind);
  EXPECT_EQ(dex_.string(local->name_idx), "task");
  EXPECT_EQ(dex_.type(local->type_idx), "Ljava/lang/Runnable;");
  EXPECT_EQ(dex_.string(local->signature_idx), "Ljava/lang/Runnable<TT;>;");
  const DebugInfo made = debug_info(dex_, code_of(dex_, "<init>"));
  ASSERT_EQ(made.parameter_names.size(), 2u);
  EXPECT_EQ(dex_.string(made.parameter_names[0]), "name");
  EXPECT_EQ(made.parameter_names[1], no_index);
}

TEST_F(Details, events_say_the_same_lines_as_the_search_for_one) {
  for (const char *name : {"lending.dex", "details.dex"}) {
    const FileBytes bytes = fixture(name);
    const Dex dex = open_whole(bytes);
    const CodeItem code = code_of(dex, "run");
    const DebugInfo debug = debug_info(dex, code);
    for (u32 pc = 0; pc < code.insns.size(); ++pc) {
      std::optional<u32> line;
      for (const DebugEvent &event : debug.events)
        if (event.kind == DebugEvent::Kind::line && event.address <= pc) line = event.value;
      EXPECT_EQ(line, source_line(dex, code, pc)) << name << " " << pc;
    }
  }
}

TEST_F(Details, the_map_lists_every_table) {
  const List<MapItem> map = dex_.map_list();
  EXPECT_FALSE(map.damaged);
  const auto size_of = [&](u16 type) {
    const auto item = std::ranges::find(map, type, &MapItem::type);
    return item == map.end() ? 0 : item->size;
  };
  EXPECT_EQ(size_of(0x0001), dex_.string_count());
  EXPECT_EQ(size_of(0x0007), dex_.call_site_count());
  EXPECT_EQ(size_of(0xf000), 1u);
}

constexpr size_t map_at = 52; // of the header

TEST_F(Details, a_map_that_is_not_there_is_a_gap) {
  FileBytes bytes = bytes_;
  put_u32(bytes, map_at, static_cast<u32>(bytes.size()) - 2);
  seal(bytes);
  Incomplete incomplete;
  const Result<Dex> dex = Dex::open(bytes, "classes.dex", incomplete);
  ASSERT_TRUE(dex);
  EXPECT_EQ(dex->call_site_count(), 0u);
  ASSERT_EQ(incomplete.gaps.size(), 1u);
  EXPECT_EQ(incomplete.gaps[0].lost, Lost::code);
  EXPECT_TRUE(text_of(incomplete.gaps[0]).starts_with("classes.dex: map list at ")) << text_of(incomplete.gaps[0]);
}

TEST_F(Details, values_before_damage_are_kept) {
  FileBytes bytes = fixture("hello035.dex");
  // Three values announced: an int, a string with an impossible length, nothing.
  const u32 offset = append(bytes, {3, 0x04, 42, 0xf7, 1, 2, 3, 4, 5, 6, 7, 8});
  const Dex dex = open_whole(bytes);
  const List<EncodedValue> values = dex.values(offset);
  EXPECT_TRUE(values.damaged);
  ASSERT_EQ(values.size(), 1u);
  EXPECT_EQ(values[0].bits, 42u);
}

TEST_F(Details, values_in_each_other_have_an_end) {
  FileBytes bytes = fixture("hello035.dex");
  FileBytes nested = {1};
  for (int i = 0; i < 1000; ++i) nested.insert(nested.end(), {0x1c, 1});
  nested.push_back(0x1e);
  const u32 offset = append(bytes, nested);
  EXPECT_TRUE(open_whole(bytes).values(offset).damaged);
}

TEST_F(Details, no_cut_is_read_past_its_end) {
  for (size_t size = 0x70; size < bytes_.size(); size += 13) {
    const FileBytes cut(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(size));
    Incomplete incomplete;
    const Result<Dex> dex = Dex::open(cut, "classes.dex", incomplete);
    EXPECT_FALSE(incomplete.gaps.empty()) << size;
    if (dex) Walk(100'000).everything(*dex);
  }
}

} // namespace
} // namespace kinsafe
