// Reads JSON by nlohmann-json, whose parser needs no stack of its own for nesting; the limits keep the value that it
// builds small.
#include "container/json.h"

#include "base/reader.h"
#include "base/strings.h"

namespace kinsafe {

namespace {

constexpr size_t most_bytes = size_t{4} << 20;
constexpr size_t deepest = 64;

bool is_too_deep(std::string_view text) {
  size_t depth = 0;
  bool is_in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_in_string && c == '\\')
      ++i;
    else if (c == '"')
      is_in_string = !is_in_string;
    else if (is_in_string)
      continue;
    else if (c == '{' || c == '[')
      ++depth;
    else if ((c == '}' || c == ']') && depth > 0)
      --depth;
    if (depth > deepest) return true;
  }
  return false;
}

} // namespace

Result<Json> read_json(Bytes bytes) {
  if (bytes.size() > most_bytes) return fail("document: it is longer than this version reads");
  const std::string_view text = as_text(bytes);
  if (is_too_deep(text)) return fail("document: it is nested deeper than this version reads");
  Json value = Json::parse(text.begin(), text.end(), nullptr, false);
  if (value.is_discarded()) return fail("document: it is no JSON");
  return value;
}

Result<Json> read_json(const Zip &zip, const ZipEntry &entry) {
  Buffer buffer;
  const Bytes bytes = TRY(extract(zip, entry, buffer, {most_bytes}));
  return read_json(bytes);
}

const Json &member(const Json &object, std::string_view name) {
  static const Json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(name);
  return found == object.end() ? nothing : *found;
}

std::string text_of(const Json &value) {
  if (const auto *text = value.get_ptr<const std::string *>()) return to_utf8(*text);
  return value.is_number() ? value.dump() : "";
}

} // namespace kinsafe
