// The state of one run of the interpreter: objects, static fields, steps that are left. See decode.h.
#pragma once

#include "calls/decode.h"

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace kinsafe {

// A number (null is 0, and boxed numbers are numbers), an object, or not known.
struct Datum {
  enum class Kind : u8 { unknown, number, object };
  Kind kind = Kind::unknown;
  i64 number = 0; // of an object its index in Machine::objects

  static Datum of(i64 number) { return {Kind::number, number}; }
  bool is_number() const { return kind == Kind::number; }
  bool is_null() const { return kind == Kind::number && number == 0; }
};

struct Object {
  enum class Kind : u8 { text, builder, array, instance, class_object };
  Kind kind = Kind::instance;
  bool is_unknown = false;        // its state may have been changed by what is not known
  std::u16string text;            // text, builder; of a class its descriptor
  std::vector<Datum> elements;    // array
  char element = 0;               // see Constant
  u32 type = no_index;            // of an instance
  std::map<u64, Datum> fields;    // by name and type
};

class Machine {
public:
  Machine(Values &values, u64 steps) : steps_left(steps), values_(values), hierarchy_(values.hierarchy()), program_(values.program()) {}

  Values &values() { return values_; }
  // Nothing: the run can't go on, or has come to `until.at`.
  struct Until {
    ValueId at = no_value, of = no_value;
  };
  std::optional<Datum> run(BodyId body, std::span<const Datum> arguments, Until until);
  std::optional<Datum> run(BodyId body, std::span<const Datum> arguments) { return run(body, arguments, Until{}); }
  std::optional<Datum> call_platform(MethodId method, std::span<const Datum> arguments);
  static bool knows(const MethodWords &words); // a method of the platform that `call_platform` may have a result for

  Datum import(const std::optional<Constant> &constant);
  std::optional<Constant> give(const Datum &datum, unsigned depth = 2) const;

  bool spend(u64 steps) {
    if (steps > steps_left) return steps_left = 0, false;
    steps_left -= steps;
    return true;
  }
  Datum make(Object object);
  Datum make_text(std::u16string text);
  Object *object(const Datum &datum) { return datum.kind == Datum::Kind::object ? &objects_[static_cast<size_t>(datum.number)] : nullptr; }
  // The characters of a text, builder or array of char that are known; null otherwise.
  const std::u16string *text(const Datum &datum);
  Object *builder(const Datum &datum);
  Object *array(const Datum &datum);

  u64 steps_left;
  std::optional<Datum> until_value; // what `until.of` was then

private:
  struct Frame;
  std::optional<Datum> execute(Frame &frame, ValueId id);
  std::optional<Datum> invoke(Frame &frame, const Value &value);
  std::optional<Datum> get_static(FieldId field);
  void initialise(TypeId type);
  bool is_constant_field(FieldId field);
  void spoil(std::span<const Datum> arguments);

  static constexpr unsigned deepest_call = 40;
  Values &values_;
  const Hierarchy &hierarchy_;
  const Program &program_;
  std::vector<Object> objects_;
  std::map<u32, Datum> statics_;             // by FieldId
  std::map<u32, Datum> literals_;            // by StringId: equal literals are one object
  std::set<u32> initialised_, half_initialised_; // by TypeId
  std::map<u32, bool> constant_fields_;      // by FieldId
  unsigned depth_ = 0;
};

// What an instruction gives for whole numbers of 32 or 64 bits; nothing: it throws.
std::optional<i64> compute(Arithmetic operation, i64 left, i64 right, bool is_wide);
// Whether an opcode of arithmetic or comparison is one of floats, whose numbers are not known here.
bool is_of_floats(u8 opcode);

} // namespace kinsafe
