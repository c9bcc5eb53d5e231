// Reads JSON by nlohmann-json, whose parser needs no stack of its own for nesting; the limits keep the value that it
// builds small.
#include "container/json.h"

#include "base/reader.h"
#include "base/strings.h"

#include <set>

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

Result<Json> parse(Bytes bytes, const Json::parser_callback_t &callback) {
  if (bytes.size() > most_bytes) return fail("document: it is longer than this version reads");
  const std::string_view text = as_text(bytes);
  if (is_too_deep(text)) return fail("document: it is nested deeper than this version reads");
  Json value = Json::parse(text.begin(), text.end(), callback, false);
  if (value.is_discarded()) return fail("document: it is no JSON");
  return value;
}

} // namespace

Result<Json> read_json(Bytes bytes) { return parse(bytes, nullptr); }

Result<Json> read_strict_json(Bytes bytes) {
  std::vector<std::set<std::string>> open; // the keys of the objects that we are in
  std::string doubled;
  Json value = TRY(parse(bytes, [&](int, Json::parse_event_t event, const Json &parsed) {
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end) open.pop_back();
    if (event == Json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second) doubled = parsed.get<std::string>();
    return true;
  }));
  if (!doubled.empty()) return fail("the key '" + doubled + "' stands here twice");
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
