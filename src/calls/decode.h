// Runs code of the app that only computes: decoders that hide texts by XOR, Base64 or tables of numbers. A small
// interpreter for bodies, with the parts of java.lang.String, StringBuilder, arrays and Base64 that such code uses. What it
// does not know (a call of the platform, the state of a screen) is a value of its own, "unknown", which may be carried
// about; a branch on it ends the run without a result. So does every exception. Each run starts afresh, with static
// initialisers run when their class is first used, and is bounded in steps, memory and depth.
#pragma once

#include "calls/values.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kinsafe {

// One value that is known. Texts are in modified UTF-8, like Program::strings; in them '\0' stands for a part that is not
// known (a zero character is C0 80 there).
constexpr char hole = '\0';
struct Constant {
  enum class Kind : u8 { null, number, text, class_object, array };
  Kind kind = Kind::null;
  i64 number = 0;                 // of `null` 0
  std::string text;               // of a class its descriptor
  std::vector<Constant> elements; // of an array
  char element = 0;               // its type's first letter, 'B', 'C', 'I', 'L', ...
  Site place{BodyId{no_index}, 0}; // where the first part of it stands in code; not compared

  bool operator==(const Constant &other) const {
    return kind == other.kind && number == other.number && text == other.text && element == other.element && elements == other.elements;
  }
};

class Decoder {
public:
  Decoder(Values &values, u64 steps) : values_(values), steps_left_(steps) {} // that all runs may take together

  // What the method returns for these arguments (none: not known), `this` first.
  std::optional<Constant> run(BodyId body, std::span<const std::optional<Constant>> arguments);
  // What the value is when the method has first come to it, with its parameters not known; or what `of` is then.
  std::optional<Constant> run_to(ValueAt at, ValueId of = no_value);
  // Whether `call` may know what a method of the platform gives.
  bool knows(const MethodWords &words) const;
  // What a method of the platform gives.
  std::optional<Constant> call(MethodId method, std::span<const std::optional<Constant>> arguments);

  bool is_exhausted() const { return steps_left_ == 0; }

private:
  static constexpr u64 most_steps = 200'000; // of one run
  template <class Do> std::optional<Constant> bounded(const Do &run);

  Values &values_;
  u64 steps_left_;
};

// Modified UTF-8 and UTF-16. A hole becomes U+0000, which then is not told apart.
std::u16string to_utf16(std::string_view text);
std::string from_utf16(std::u16string_view text);
std::string from_utf8(std::string_view text);

} // namespace kinsafe
