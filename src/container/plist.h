// A property list of Apple's, as an Info.plist is: a tree of dictionaries, arrays and plain values, written as XML or
// in binary form.
#pragma once

#include "base/result.h"
#include "base/types.h"

#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

struct PlistValue {
  enum class Type : u8 { other, boolean, integer, text, array, dictionary };
  Type type = Type::other;       // `other`: real numbers, dates, data, references
  i64 integer = 0;               // of `integer`; of `boolean` 0 or 1
  std::string text;              // valid UTF-8
  std::vector<PlistValue> items; // of `array` and `dictionary`, in the file's order
  std::vector<std::string> keys; // of `dictionary`: one for each item, none twice

  const PlistValue *find(std::string_view key) const; // null if absent
};

// Fails with "<where>: <what>" where the list is damaged, or larger than any that an app needs.
Result<PlistValue> read_plist(Bytes bytes);

} // namespace kinsafe
