// What a value may be, as far as the app's bytes say: texts, numbers, classes. Constants are followed through fields,
// parameters, results, concatenation, formats, resources, constants of the platform, and through code that only computes
// (decode.h). A set that is not whole is a lower bound: the value may also be something else, and `reason` says why by one
// of the words in values.h. What a field holds before it is first written is left out.
#pragma once

#include "calls/decode.h"
#include "calls/values.h"
#include "container/package.h"
#include "models/models.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kinsafe {

// Sorted, unique. Texts are in modified UTF-8; a hole ('\0') in one stands for any text, "content://sms/\0".
struct ConstantSet {
  std::vector<std::string> texts;
  std::vector<Site> places; // by index in `texts`: where the first part of it stands
  bool may_be_null = false;
  bool is_whole = true;
  Word reason;
};
struct NumberSet {
  std::vector<i64> numbers;
  bool is_whole = true;
  Word reason;
};
// All kinds together.
struct Known {
  std::vector<Constant> values; // sorted, unique
  bool is_whole = true;
  Word reason;

  static Known lost(Word why) { return {{}, false, why}; }
  void lose(Word why) {
    if (is_whole) reason = why;
    is_whole = false;
  }
  void add(Known more) {
    if (!more.is_whole) lose(more.reason);
    std::ranges::move(more.values, std::back_inserter(values));
  }
};

// What a Method, Constructor or Field object stands for, where it was asked for by constant names.
struct Members {
  struct Named {
    std::string owner, name;            // "La/B;" (empty: not known), "run"
    std::optional<ValueAt> parameters;  // an array of their types
  };
  std::vector<Named> named;
  bool is_whole = true;
  Word reason;

  void lose(Word why) {
    if (is_whole) reason = why;
    is_whole = false;
  }
};

std::string shown(std::string_view text); // with "*" for holes

// What the app says beside its code.
struct Surroundings {
  std::span<const Resources> resources;
  std::string_view package; // "org.lender"; empty: not known
};

Surroundings surroundings_of(const Package &package);

// What all questions about an app may take together: values looked at, and steps of the interpreter. And one question: values.
struct ConstantsBudget {
  u64 values = 20'000'000, steps = 10'000'000, question = 1'000;
};

// Not for several threads; what is found is kept. Equal questions in any order get equal answers, as long as the budget for
// all of them is not used up; then all further sets are "limit".
class Constants {
public:
  Constants(Values &values, const ModelRows &rows, const Surroundings &surroundings, const ConstantsBudget &budget = {});

  // A String, StringBuilder, CharSequence or Uri as its text, a File as its path, an Intent as its action.
  ConstantSet texts_of(ValueAt at);
  // boolean, byte, char, short, int, long; what floats give is never known.
  NumberSet numbers_of(ValueAt at);
  // Descriptors, "La/B;": of a Class what it is of, of an Intent the component that it names, of other objects the type that was
  // made.
  ConstantSet classes_of(ValueAt at);
  // All texts that an array or collection may hold, in whatever order.
  ConstantSet text_arrays_of(ValueAt at);
  ConstantSet class_arrays_of(ValueAt at);

  Known constants_of(ValueAt at);
  Known elements_of(ValueAt at); // of an array or collection
  // Who stands in each place of an array, where all are known.
  std::optional<std::vector<ValueAt>> slots_of(ValueAt array);
  Members members_of(ValueAt member, bool is_near = false); // near: as far as a few steps tell
  // The platform's own name for a method: that of the call, unless the app has a method for it.
  std::optional<MethodWords> platform_call(ValueAt at);

  Values &values() { return values_; }
  const Surroundings &surroundings() const { return surroundings_; }
  // What is known no longer holds, for the values look at another graph.
  void forget();
  bool is_exhausted() const { return steps_left_ == 0 || decoder_.is_exhausted(); }

private:
  static constexpr unsigned deepest = 120; // values in each other
  static constexpr size_t most_bound = 6;  // calls that parameters are bound to at once

  Known ask(const std::function<Known()> &question, u64 most_steps = ~u64{0});
  Known evaluate(ValueAt at);
  Known evaluate_new(ValueAt at);
  Known union_of(std::span<const ValueAt> values, bool is_whole, Word reason);
  Known returns_of(ValueAt call, std::span<const BodyId> targets, bool elements);
  Known fold_static(FieldId field, const Site &place);
  Known fold_constant(std::string_view owner, std::string_view name, std::string_view type, const Site &place);
  Known fold_invoke(ValueAt at);
  Known fold_platform(ValueAt at, const MethodWords &words);
  Known fold_concrete(ValueAt at, const MethodWords &words);
  Known fold_concat_site(ValueAt at);
  Known argument_of(ValueAt operand, ValueAt call);
  bool may_be_changed(ValueAt array, ValueAt by);
  Known fold_made(ValueAt object);
  Known fold_array(ValueAt at);
  Known fold_arithmetic(ValueAt at);
  Known join(std::span<const Known> parts);
  Known spelled(ValueAt at, std::string_view type);
  Known format(ValueAt pattern, ValueAt arguments);
  Known built(ValueAt object, ValueAt reader);
  Known follow_builder(ValueAt object, ValueAt reader);
  Known elements(ValueAt at);
  Known elements_new(ValueAt at);
  Known extras_of(ValueAt intent, ValueAt key);
  // What is put into an array or collection.
  struct PutIn {
    Known known{};
    bool wants_values = true;   // else only whether, not what
    bool is_by_others = false;  // not only by instructions that name it where it is made
    std::vector<ValueAt> names{}; // by which it is known on the way there
    size_t looked_at = 0;
  };
  Known collected(ValueAt object);
  bool is_put_into_elsewhere(ValueAt array);
  void follow_put_in(ValueAt name, PutIn &put);
  void follow_given(BodyId code, std::span<const ValueAt> operands, ValueAt given, PutIn &put);
  std::optional<std::vector<ValueAt>> slots_where_made(ValueAt array);
  Known configured(ValueAt object, bool wants_class);
  Known data_of(ValueAt intent, const Site &place);
  Known resource_texts(ValueAt id, bool is_array);
  void add_class_names(ValueAt at, Known &found);
  Members find_members(ValueAt member, u8 most_hops = Values::most_hops);
  std::optional<Known> made_by_name(ValueAt call);
  Known got_by_name(ValueAt call, const MethodWords &words);
  std::vector<FieldId> fields_by_name(TypeId type, std::string_view name);
  // What Field.set puts into fields that are named.
  struct SetByName {
    FieldId field; // a root of FieldGroups
    ValueAt value;
  };
  void find_set_by_name();
  void add_set_by_name(FieldId field, Known &known);

  Values &values_;
  const ModelRows &rows_;
  Surroundings surroundings_;
  Decoder decoder_;
  std::map<std::string, std::string> platform_values_;            // "Lowner;->name" of ModelRows::constants
  std::optional<std::map<u32, std::vector<std::string>>> arrays_; // resources of type array, by id
  struct Answer {
    Known known;
    bool was_cut = false;
  };
  struct Memo {
    std::unordered_map<u64, Answer> values, elements;
  };
  using Answers = std::unordered_map<u64, Answer> Memo::*;
  const Known *recalled(Answers answers, u64 key);
  template <class Find> Known answered(Answers answers, u64 key, u64 open_key, const Find &find);
  Memo closed_;                        // answers that rest on no parameter: they hold for every question, whatever is bound
  Memo kept_;                          // answers that hold for every question while nothing is bound
  std::vector<Memo> memos_;            // of this question, one more for each call that parameters are bound to
  std::unordered_map<u64, Members> members_; // by value: whole questions, while nothing is bound
  std::optional<std::vector<SetByName>> set_by_name_; // found before the first question
  std::unordered_map<u64, bool> put_into_elsewhere_; // by array
  std::vector<u64> open_;              // what is being answered, to tell loops
  bool was_cut_ = false;               // an answer below rests on a bound, and is no use to other questions
  bool is_closed_ = true;              // no answer below rests on a parameter
  u64 steps_left_, question_steps_ = 0;
  const u64 steps_of_question_;
  unsigned depth_ = 0;
};

// A budget that was used up is a gap: what values name since then nobody knows.
void note_exhausted(const Constants &constants, Incomplete &incomplete);

} // namespace kinsafe
