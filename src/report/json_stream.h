// Writes JSON as a stream: keys in the order in which they are given, UTF-8, two blanks a level, no floating point.
#pragma once

#include "base/types.h"

#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

class JsonWriter {
public:
  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void key(std::string_view name);
  void text(std::string_view value); // any bytes; what is no UTF-8 becomes U+FFFD
  void text_or_null(std::string_view value) { value.empty() ? null() : text(value); }
  void number(i64 value);
  void boolean(bool value);
  void null();
  void texts(const std::vector<std::string> &values);

  // Moves what is written so far to the end of `out`; writing goes on.
  void drain_to(std::string &out) {
    out += out_;
    out_.clear();
  }
  std::string take() { return std::move(out_ += '\n'); }

private:
  void open(char bracket);
  void close(char bracket);
  void before_value();
  void quote(std::string_view value);
  void new_line();

  std::string out_;
  std::vector<bool> has_items_; // a level
  bool after_key_ = false;
};

// A key and its value.
inline void field(JsonWriter &json, std::string_view key, std::string_view value) {
  json.key(key);
  json.text(value);
}
inline void field_or_null(JsonWriter &json, std::string_view key, std::string_view value) {
  json.key(key);
  json.text_or_null(value);
}
inline void field(JsonWriter &json, std::string_view key, u64 value) {
  json.key(key);
  json.number(static_cast<i64>(value));
}
inline void field(JsonWriter &json, std::string_view key, const std::vector<std::string> &values) {
  json.key(key);
  json.texts(values);
}

} // namespace kinsafe
