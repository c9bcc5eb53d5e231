// What values may be, asked of real code: fixtures/constants/*.java.
#include "tests/calls/asked.h"

namespace kinsafe {
namespace {

Asked &asked() {
  static Asked made("constants.dex");
  return made;
}
std::string text(std::string_view in, std::string_view kind = "text", size_t which = 0) { return said(asked().constants.texts_of(asked().sunk(in, kind, which))); }

TEST(Constants, literals_and_branches) {
  EXPECT_EQ(text("literal"), "plain");
  EXPECT_EQ(text("either"), "no yes");
  EXPECT_EQ(text("chosen"), "first second third");
}

TEST(Constants, fields_hold_all_that_is_written_to_them) {
  EXPECT_EQ(text("initial"), "first second");
  EXPECT_EQ(text("unwritten"), "");
  EXPECT_EQ(text("instance_field"), "one two");
}

TEST(Constants, parameters_are_the_arguments_of_all_callers) {
  EXPECT_EQ(text("parameter"), "a b");
  EXPECT_EQ(text("unknown_parameter"), "x*");
  EXPECT_EQ(text("result"), "given taken");
}

TEST(Constants, results_are_those_of_this_call) {
  EXPECT_EQ(text("per_call", "text", 0), "a-b");
  EXPECT_EQ(text("per_call", "text", 1), "c-d");
}

TEST(Constants, texts_are_put_together) {
  EXPECT_EQ(text("concatenation"), "content://sms/*");
  EXPECT_EQ(text("branches"), "abtrue ac7true");
  EXPECT_EQ(text("join"), "content://icc/adn");
  EXPECT_EQ(text("loop"), "a*c ac ?loop");
  EXPECT_EQ(text("format"), "content://sms/*%3");
  EXPECT_EQ(text("format_locale"), "a.b");
  EXPECT_EQ(text("pure"), "ntent://icc");
}

TEST(Constants, uris_are_texts) {
  EXPECT_EQ(text("uri_parse", "uri"), "content://icc/adn");
  EXPECT_EQ(text("uri_path", "uri"), "content://a/lookup/*");
  EXPECT_EQ(text("uri_id", "uri"), "content://a/rows/*");
  EXPECT_EQ(text("uri_builder", "uri"), "content://com.android.contacts/data/phones");
  EXPECT_EQ(text("uri_build_upon", "uri"), "content://a/b/*?limit=3");
  EXPECT_EQ(text("platform_uri", "uri"), "content://com.android.contacts/contacts");
}

TEST(Constants, intents_are_actions_and_components) {
  EXPECT_EQ(text("action", "intent"), "android.intent.action.PICK");
  EXPECT_EQ(text("action_set", "intent"), "a.b.C");
  EXPECT_EQ(said(asked().constants.classes_of(asked().sunk("component", "component"))), "LTexts;");
  EXPECT_EQ(said(asked().constants.classes_of(asked().sunk("component_named", "component"))), "Lorg/lender/Home;");
}

TEST(Constants, classes_are_named_or_made) {
  EXPECT_EQ(said(asked().constants.classes_of(asked().sunk("made", "object"))), "LDecoders;");
  EXPECT_EQ(said(asked().constants.classes_of(asked().sunk("named", "type"))), "Lorg/lender/Hidden;");
}

TEST(Constants, arrays_and_collections_hold_what_is_put_in) {
  const auto elements = [](std::string_view in) { return said(asked().constants.text_arrays_of(asked().sunk(in, "texts"))); };
  EXPECT_EQ(elements("array"), "a b given taken");
  EXPECT_EQ(elements("array_field"), "android.permission.CAMERA android.permission.READ_SMS");
  EXPECT_EQ(elements("array_list"), "android.permission.CAMERA android.permission.READ_SMS more");
  EXPECT_EQ(elements("array_as_list"), "x y");
  EXPECT_EQ(elements("kept_list"), "k l");
  EXPECT_EQ(text("each"), "android.permission.CAMERA android.permission.READ_SMS");
}

TEST(Constants, numbers_are_computed) {
  const NumberSet set = asked().constants.numbers_of(asked().sunk("numbers", "number"));
  EXPECT_EQ(set.numbers, (std::vector<i64>{31, 41}));
  EXPECT_TRUE(set.is_whole);
}

TEST(Constants, recursion_ends) { EXPECT_TRUE(asked().constants.texts_of(asked().sunk("recursion")).texts == std::vector<std::string>{"deep"}); }

TEST(Constants, decoders_are_run) {
  EXPECT_EQ(text("use_xor"), "content://sms");
  EXPECT_EQ(text("use_bytes"), "sms");
  EXPECT_EQ(text("use_table"), "content://icc/adn");
  EXPECT_EQ(text("use_field"), "content://icc");
  EXPECT_EQ(text("use_initializer"), "content://icc/adn");
  EXPECT_EQ(text("use_base64"), "content://sms");
  EXPECT_EQ(text("use_instance"), "sms");
  EXPECT_EQ(text("use_inline"), "sms");
}

TEST(Constants, decoders_that_do_not_end_or_fail_say_nothing) {
  EXPECT_TRUE(asked().constants.texts_of(asked().sunk("use_unknown")).texts.empty());
  EXPECT_FALSE(asked().constants.texts_of(asked().sunk("use_unknown")).is_whole);
  EXPECT_FALSE(asked().constants.texts_of(asked().sunk("use_deep")).is_whole);
  EXPECT_FALSE(asked().constants.texts_of(asked().sunk("use_bad")).is_whole);
  EXPECT_EQ(text("use_forever"), "x* x0");
}

TEST(Constants, answers_do_not_depend_on_the_order_of_questions) {
  Asked forward("constants.dex"), backward("constants.dex");
  std::vector<ValueAt> all;
  for (u32 i = 0; i < forward.program.bodies.size(); ++i)
    if (const LoweredBody *body = forward.values.body(BodyId{i}))
      for (u32 v = 0; v < body->values.size(); ++v)
        if (body->values[v].kind != ValueKind::none) all.push_back({BodyId{i}, ValueId{v}});
  std::vector<std::string> first, second;
  for (const ValueAt at : all) first.push_back(said(forward.constants.texts_of(at)).append("/").append(said(forward.constants.text_arrays_of(at))));
  for (size_t i = all.size(); i-- > 0;) second.push_back(said(backward.constants.texts_of(all[i])).append("/").append(said(backward.constants.text_arrays_of(all[i]))));
  std::ranges::reverse(second);
  EXPECT_EQ(first, second);
}

TEST(Constants, fields_are_read_by_name) {
  EXPECT_EQ(text("own_field"), "content://sms");
  EXPECT_EQ(text("platform_field"), "content://call_log/calls");
  EXPECT_TRUE(text("no_field").starts_with("?")) << text("no_field");
}

TEST(Constants, a_decoder_may_stand_in_its_caller) {
  EXPECT_EQ(text("in_place"), "sqp");
  EXPECT_EQ(text("in_place_or_not"), "* *s s ?loop") << "a run that throws on the way comes there with another text";
  EXPECT_EQ(text("in_place_in_rounds"), "* ?loop") << "what one of several rounds gives is not all";
}

TEST(Constants, a_budget_that_is_used_up_is_a_gap) {
  Incomplete none;
  note_exhausted(asked().constants, none);
  EXPECT_TRUE(none.gaps.empty());
  for (const auto &[budget, in] : {std::pair(ConstantsBudget{1, 1000}, "concatenation"), std::pair(ConstantsBudget{1000, 1}, "use_xor")}) {
    Constants poor(asked().values, shipped_rows(), {{}, "org.lender"}, budget);
    const ConstantSet found = poor.texts_of(asked().sunk(in));
    EXPECT_TRUE(!found.is_whole || std::ranges::any_of(found.texts, [](const std::string &each) { return each.contains(hole); })) << said(found);
    Incomplete incomplete;
    note_exhausted(poor, incomplete);
    ASSERT_EQ(incomplete.gaps.size(), 1u) << in;
    EXPECT_EQ(incomplete.gaps[0].kind, GapKind::limit);
    EXPECT_TRUE(is_among(incomplete.gaps[0].hides, "data_read"));
  }
}

} // namespace
} // namespace kinsafe
