// Values in Avro's binary form (specification 1.11), by the schema they were written with, as JSON: bytes stay bytes,
// decimals and times of a logical type become texts. What is read may be hostile: depth, lengths and the number of values
// are bounded, whatever a schema or a count says.
#pragma once

#include "base/reader.h"
#include "base/result.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kinsafe {

using Json = nlohmann::json;

// A number of one to ten bytes; nothing if it is none.
std::optional<i64> read_avro_number(Reader &reader);

class AvroSchema {
public:
  static constexpr size_t deepest = 64, most_types = 100'000, most_values = 1'000'000; // values of one record

  static Result<AvroSchema> of(const Json &json);

  // The value at the reader's place. `steps` is how many values may be read yet, those that take no bytes too. Members
  // without a name are read and left out. Why it can't be read, else empty.
  std::string_view decode(Reader &reader, u64 &steps, Json &value, bool &is_repaired) const;

private:
  enum class Kind : u8 { null, boolean, int32, int64, float32, float64, bytes, string, fixed, enumeration, record, array, map, either };
  enum class Logical : u8 { none, decimal, day, milliseconds, microseconds, local_milliseconds, local_microseconds };
  struct Type {
    Kind kind = Kind::null;
    Logical logical = Logical::none;
    u32 size = 0;                                       // of a fixed
    u32 scale = 0;                                      // of a decimal
    std::vector<std::pair<std::string, u32>> members{}; // fields; branches; symbols; what a list or map holds
  };
  struct Compiler;
  struct Decoder;

  std::vector<Type> types_;
  u32 root_ = 0;
};

} // namespace kinsafe
