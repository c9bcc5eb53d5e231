// Streaming JSON: commas and indentation follow from what was written before.
#include "report/json_stream.h"

#include "base/strings.h"

namespace kinsafe {

void JsonWriter::new_line() {
  out_ += '\n';
  out_.append(has_items_.size() * 2, ' ');
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_items_.empty()) return;
  if (has_items_.back()) out_ += ',';
  has_items_.back() = true;
  new_line();
}

void JsonWriter::open(char bracket) {
  before_value();
  out_ += bracket;
  has_items_.push_back(false);
}

void JsonWriter::close(char bracket) {
  const bool has_items = has_items_.back();
  has_items_.pop_back();
  if (has_items) new_line();
  out_ += bracket;
}

void JsonWriter::key(std::string_view name) {
  before_value();
  quote(name);
  out_ += ": ";
  after_key_ = true;
}

void JsonWriter::quote(std::string_view value) {
  constexpr char digits[] = "0123456789abcdef";
  out_ += '"';
  for (const char c : to_utf8(value)) {
    const u8 byte = static_cast<u8>(c);
    if (c == '"' || c == '\\') out_ += {'\\', c};
    else if (c == '\n') out_ += "\\n";
    else if (c == '\t') out_ += "\\t";
    else if (byte < 0x20 || byte == 0x7f) out_ += {'\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 15]};
    else out_ += c;
  }
  out_ += '"';
}

void JsonWriter::text(std::string_view value) {
  before_value();
  quote(value);
}

void JsonWriter::number(i64 value) {
  before_value();
  out_ += std::to_string(value);
}

void JsonWriter::boolean(bool value) {
  before_value();
  out_ += value ? "true" : "false";
}

void JsonWriter::null() {
  before_value();
  out_ += "null";
}

void JsonWriter::texts(const std::vector<std::string> &values) {
  begin_array();
  for (const std::string &value : values) text(value);
  end_array();
}

} // namespace kinsafe
