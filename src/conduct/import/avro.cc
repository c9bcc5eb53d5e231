#include "conduct/import/avro.h"

#include "base/strings.h"
#include "conduct/import/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

namespace kinsafe {
namespace {

std::string text_in(const Json &object, const char *key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<u32> number_in(const Json &object, const char *key, u32 most) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_integer() || found->get<i64>() < 0 || found->get<i64>() > most) return std::nullopt;
  return found->get<u32>();
}

// 2024-03-05 09:00:00.250, also of years that no record has.
std::string spell_time(i64 whole, i64 parts_of_a_second, bool is_local) {
  using namespace std::chrono;
  const i64 seconds = whole / parts_of_a_second - (whole % parts_of_a_second < 0);
  constexpr i64 most = 253'402'300'799; // the last second of 9999
  if (seconds < -most || seconds > most) return "";
  const sys_seconds time{std::chrono::seconds(seconds)};
  const sys_days day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}{}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(), is_local ? "" : "Z");
}

// A number in two's complement, the highest byte first, with a point; nothing if it is longer than 16 bytes.
std::optional<std::string> spell_decimal(Bytes bytes, u32 scale) {
  if (bytes.size() > 16) return std::nullopt;
  __extension__ typedef unsigned __int128 Wide;
  Wide value = !bytes.empty() && bytes.front() >= 0x80 ? ~Wide{0} : Wide{0};
  for (const u8 byte : bytes) value = value << 8 | byte;
  const bool is_negative = value >> 127 != 0;
  if (is_negative) value = ~value + 1;
  std::string digits;
  for (; value > 0; value /= 10) digits += static_cast<char>('0' + static_cast<int>(value % 10));
  while (digits.size() <= scale) digits += '0';
  std::ranges::reverse(digits);
  if (scale > 0) {
    digits.insert(digits.size() - scale, 1, '.');
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return is_negative ? "-" + digits : digits;
}

} // namespace

std::optional<i64> read_avro_number(Reader &reader) {
  u64 value = 0;
  for (u32 shift = 0; shift < 64; shift += 7) {
    const u8 byte = reader.read_u8();
    if (shift == 63 && byte > 1) break;
    value |= u64{byte & 0x7fu} << shift;
    if (!(byte & 0x80)) return reader.failed() ? std::nullopt : std::optional(static_cast<i64>(value >> 1 ^ (0 - (value & 1))));
  }
  return std::nullopt;
}

// Names of types lead to their places, so that a type may hold itself.
struct AvroSchema::Compiler {
  AvroSchema &schema;
  std::map<std::string, u32, std::less<>> named{};

  static std::string full_name(std::string_view name, std::string_view space) {
    return name.find('.') != std::string_view::npos || space.empty() ? std::string(name) : fmt::format("{}.{}", space, name);
  }

  Result<u32> add(Type type) {
    if (schema.types_.size() >= most_types) return fail("its schema has more than 100,000 types");
    schema.types_.push_back(std::move(type));
    return static_cast<u32>(schema.types_.size() - 1);
  }

  Result<u32> compile(const Json &json, const std::string &space, size_t depth) {
    if (depth > deepest) return fail("its schema is nested deeper than this version reads");
    if (json.is_string()) return compile_name(json.get_ref<const std::string &>(), space);
    if (json.is_array()) {
      Type type{.kind = Kind::either};
      for (const Json &branch : json) type.members.emplace_back("", TRY(compile(branch, space, depth + 1)));
      if (type.members.empty()) return fail("a union of its schema has no branch");
      return add(std::move(type));
    }
    if (!json.is_object()) return fail("its schema is none");
    const auto of = json.find("type");
    if (of == json.end()) return fail("a type of its schema has no kind");
    if (!of->is_string()) return compile(*of, space, depth + 1);
    const std::string kind = of->get<std::string>();
    if (kind == "record" || kind == "error") return compile_record(json, space, depth);
    if (kind == "array" || kind == "map") {
      const auto held = json.find(kind == "array" ? "items" : "values");
      if (held == json.end()) return fail("a list of its schema does not say of what");
      Type type{.kind = kind == "array" ? Kind::array : Kind::map};
      type.members.emplace_back("", TRY(compile(*held, space, depth + 1)));
      return add(std::move(type));
    }
    if (kind == "enum" || kind == "fixed") {
      Type type{.kind = kind == "enum" ? Kind::enumeration : Kind::fixed};
      if (kind == "fixed") {
        const std::optional<u32> size = number_in(json, "size", u32{1} << 20);
        if (!size) return fail("a type of its schema has no size that can be read");
        type.size = *size;
        read_logical(json, type);
      } else if (const auto symbols = json.find("symbols"); symbols != json.end() && symbols->is_array()) {
        for (const Json &symbol : *symbols)
          if (symbol.is_string()) type.members.emplace_back(symbol.get<std::string>(), 0);
      }
      const u32 place = TRY(add(std::move(type)));
      named[full_name(text_in(json, "name"), json.contains("namespace") ? text_in(json, "namespace") : space)] = place;
      return place;
    }
    const u32 place = TRY(compile_name(kind, space));
    if (!json.contains("logicalType")) return place;
    Type type = schema.types_[place];
    read_logical(json, type);
    return add(std::move(type));
  }

  static void read_logical(const Json &json, Type &type) {
    const std::string logical = text_in(json, "logicalType");
    if (logical == "decimal" && (type.kind == Kind::bytes || type.kind == Kind::fixed)) {
      if (const std::optional<u32> scale = json.contains("scale") ? number_in(json, "scale", 38) : 0u) type.logical = Logical::decimal, type.scale = *scale;
    } else if (type.kind == Kind::int32 && logical == "date") {
      type.logical = Logical::day;
    } else if (type.kind == Kind::int64) {
      constexpr std::pair<std::string_view, Logical> times[] = {{"timestamp-millis", Logical::milliseconds},
                                                                {"timestamp-micros", Logical::microseconds},
                                                                {"local-timestamp-millis", Logical::local_milliseconds},
                                                                {"local-timestamp-micros", Logical::local_microseconds}};
      for (const auto &[name, time] : times)
        if (logical == name) type.logical = time;
    }
  }

  Result<u32> compile_name(std::string_view name, const std::string &space) {
    constexpr std::pair<std::string_view, Kind> kinds[] = {{"null", Kind::null},       {"boolean", Kind::boolean}, {"int", Kind::int32},    {"long", Kind::int64},
                                                           {"float", Kind::float32},   {"double", Kind::float64},  {"bytes", Kind::bytes},  {"string", Kind::string}};
    for (const auto &[known, kind] : kinds)
      if (name == known) return add({.kind = kind});
    auto found = named.find(full_name(name, space));
    if (found == named.end()) found = named.find(name);
    if (found == named.end()) return fail("its schema names a type that it does not hold: " + to_line(std::string(name.substr(0, 80))));
    return found->second;
  }

  Result<u32> compile_record(const Json &json, const std::string &outer, size_t depth) {
    const std::string full = full_name(text_in(json, "name"), json.contains("namespace") ? text_in(json, "namespace") : outer);
    const std::string space = full.substr(0, full.find('.') == std::string::npos ? 0 : full.rfind('.'));
    const u32 place = TRY(add({.kind = Kind::record}));
    named[full] = place;
    const auto fields = json.find("fields");
    if (fields == json.end() || !fields->is_array()) return fail("a record of its schema has no fields");
    std::vector<std::pair<std::string, u32>> members;
    for (const Json &field : *fields) {
      if (!field.is_object() || !field.contains("type")) return fail("a field of its schema has no type");
      std::string name = text_in(field, "name");
      members.emplace_back(is_utf8(name) ? std::move(name) : to_utf8(name), TRY(compile(field["type"], space, depth + 1)));
    }
    schema.types_[place].members = std::move(members);
    return place;
  }
};

Result<AvroSchema> AvroSchema::of(const Json &json) {
  AvroSchema schema;
  schema.root_ = TRY(Compiler{schema}.compile(json, "", 0));
  return schema;
}

struct AvroSchema::Decoder {
  const std::vector<Type> &types;
  Reader &reader;
  u64 &steps;
  bool &is_repaired;
  size_t values = 0;
  std::string_view problem{};

  bool fail(std::string_view why) {
    if (problem.empty()) problem = why;
    return false;
  }

  std::optional<Bytes> bytes() {
    const std::optional<i64> size = read_avro_number(reader);
    if (!size || *size < 0 || static_cast<u64>(*size) > reader.remaining()) return std::nullopt;
    return reader.read_bytes(static_cast<size_t>(*size));
  }

  std::string text_of(Bytes from) {
    const std::string_view text = as_text(from);
    if (is_utf8(text)) return std::string(text);
    is_repaired = true;
    return to_utf8(text);
  }

  bool set_bytes(const Type &type, Bytes from, Json *value) {
    if (!value) return true;
    if (type.logical != Logical::decimal) {
      *value = Json::binary({from.begin(), from.end()});
      return true;
    }
    const std::optional<std::string> text = spell_decimal(from, type.scale);
    if (!text) return fail("a number of it is longer than this version reads");
    *value = *text;
    return true;
  }

  static Json time(Logical logical, i64 number) {
    switch (logical) {
    case Logical::day: return spell_time(number * 86'400, 1, true).substr(0, 10);
    case Logical::milliseconds: return spell_time(number, 1'000, false);
    case Logical::microseconds: return spell_time(number, 1'000'000, false);
    case Logical::local_milliseconds: return spell_time(number, 1'000, true);
    case Logical::local_microseconds: return spell_time(number, 1'000'000, true);
    default: return number;
    }
  }

  // The blocks of a list or a map.
  bool items(const Type &type, size_t depth, Json *value) {
    if (value) *value = type.kind == Kind::map ? Json::object() : Json::array();
    while (true) {
      std::optional<i64> count = read_avro_number(reader);
      if (!count) return fail("a list of it has no length that can be read");
      if (*count == 0) return true;
      // Before a count below zero, how many bytes they are: for those who pass over it.
      if (*count < 0 && !read_avro_number(reader)) return fail("a list of it has no length that can be read");
      for (u64 left = *count < 0 ? 0 - static_cast<u64>(*count) : static_cast<u64>(*count); left > 0; --left) {
        std::optional<Bytes> key;
        if (type.kind == Kind::map && !(key = bytes())) return fail("a key of it can't be read");
        Json item;
        if (!decode(type.members[0].second, depth + 1, value ? &item : nullptr)) return false;
        if (!value) continue;
        if (key)
          (*value)[text_of(*key)] = std::move(item);
        else
          value->push_back(std::move(item));
      }
    }
  }

  // `value` null: to pass over it.
  bool decode(u32 place, size_t depth, Json *value) {
    if (depth > deepest) return fail("it is nested deeper than this version reads");
    if (steps == 0 || ++values > most_values) return fail("it holds more values than this version reads");
    --steps;
    const Type &type = types[place];
    switch (type.kind) {
    case Kind::null: return true;
    case Kind::boolean: {
      const u8 byte = reader.read_u8();
      if (reader.failed() || byte > 1) return fail("a value of it is neither true nor false");
      if (value) *value = byte == 1;
      return true;
    }
    case Kind::int32:
    case Kind::int64: {
      const std::optional<i64> whole = read_avro_number(reader);
      if (!whole || (type.kind == Kind::int32 && !std::in_range<i32>(*whole))) return fail("a number of it can't be read");
      if (value) *value = time(type.logical, *whole);
      return true;
    }
    case Kind::float32:
    case Kind::float64: {
      const double real = type.kind == Kind::float32 ? double{reader.read<float>()} : reader.read<double>();
      if (reader.failed()) return fail("it ends in the middle of a number");
      if (value && std::isfinite(real)) *value = real;
      return true;
    }
    case Kind::bytes:
    case Kind::string: {
      const std::optional<Bytes> from = bytes();
      if (!from) return fail("a text of it is longer than the rest of it");
      if (type.kind == Kind::bytes) return set_bytes(type, *from, value);
      if (value) *value = text_of(*from);
      return true;
    }
    case Kind::fixed:
      if (type.size > reader.remaining()) return fail("it ends in the middle of a value");
      return set_bytes(type, reader.read_bytes(type.size), value);
    case Kind::enumeration: {
      const std::optional<i64> symbol = read_avro_number(reader);
      if (!symbol || *symbol < 0 || static_cast<u64>(*symbol) >= type.members.size()) return fail("a word of it is not in its list");
      if (value) *value = type.members[static_cast<size_t>(*symbol)].first;
      return true;
    }
    case Kind::either: {
      const std::optional<i64> branch = read_avro_number(reader);
      if (!branch || *branch < 0 || static_cast<u64>(*branch) >= type.members.size()) return fail("a value of it is of no kind that its schema knows");
      return decode(type.members[static_cast<size_t>(*branch)].second, depth + 1, value);
    }
    case Kind::array:
    case Kind::map: return items(type, depth, value);
    case Kind::record: {
      if (value) *value = Json::object();
      for (const auto &[name, member] : type.members)
        if (!decode(member, depth + 1, value && !name.empty() ? &(*value)[name] : nullptr)) return false;
      return true;
    }
    }
    return false;
  }
};

std::string_view AvroSchema::decode(Reader &reader, u64 &steps, Json &value, bool &is_repaired) const {
  Decoder decoder{types_, reader, steps, is_repaired};
  value = nullptr;
  decoder.decode(root_, 0, &value);
  return decoder.problem;
}

} // namespace kinsafe
