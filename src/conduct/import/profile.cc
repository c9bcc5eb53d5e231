#include "conduct/import/profile.h"

#include "base/file.h"
#include "base/reader.h"
#include "conduct/import/format.h"

#include <fmt/format.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <utility>

namespace kinsafe {
namespace {

constexpr std::pair<std::string_view, DayOrder> orders[] = {{"day-first", DayOrder::day_first}, {"month-first", DayOrder::month_first}};

std::string_view separator_name(char separator) {
  switch (separator) {
  case '\t': return "tab";
  case ';': return "semicolon";
  case '|': return "pipe";
  default: return "comma";
  }
}

std::optional<char> find_separator(std::string_view name) {
  for (const char each : {',', ';', '\t', '|'})
    if (separator_name(each) == name) return each;
  return std::nullopt;
}

// Strings only, so that a slip of the hand is seen.
Result<std::string> string_in(const Json &object, const std::string &key) {
  const auto found = object.find(key);
  if (found == object.end()) return std::string();
  if (!found->is_string()) return fail_request(fmt::format("profile: '{}' is no text", key));
  return found->get<std::string>();
}

Result<std::map<std::string, std::string>> strings_in(const Json &object, const std::string &key) {
  std::map<std::string, std::string> strings;
  const auto found = object.find(key);
  if (found == object.end()) return strings;
  if (!found->is_object()) return fail_request(fmt::format("profile: '{}' is no object", key));
  for (const auto &[name, value] : found->items()) {
    if (!value.is_string()) return fail_request(fmt::format("profile: '{}' of '{}' is no text", name, key));
    strings[name] = value.get<std::string>();
  }
  return strings;
}

Result<std::vector<std::string>> list_in(const Json &object, const std::string &key) {
  std::vector<std::string> list;
  const auto found = object.find(key);
  if (found == object.end()) return list;
  if (!found->is_array()) return fail_request(fmt::format("profile: '{}' is no list", key));
  for (const Json &value : *found) {
    if (!value.is_string()) return fail_request(fmt::format("profile: '{}' holds what is no text", key));
    list.push_back(value.get<std::string>());
  }
  return list;
}

} // namespace

bool is_zone(const std::string &name) {
  if (name.empty() || name.size() > 64) return false;
  const std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  icu::UnicodeString id;
  return zone && *zone != icu::TimeZone::getUnknown() && zone->getID(id) == icu::UnicodeString::fromUTF8(name);
}

std::string write_profile(const Profile &profile) {
  Json json = Json::object();
  const auto put = [&](const char *key, const std::string &value) {
    if (!value.empty()) json[key] = value;
  };
  put("name", profile.name);
  put("format", profile.format);
  put("layout", profile.layout);
  put("list", profile.list);
  put("zone", profile.zone);
  put("owner", profile.owner);
  if (!profile.columns.empty()) json["columns"] = profile.columns;
  if (!profile.values.empty()) json["values"] = profile.values;
  if (profile.encoding) json["encoding"] = name_of(*profile.encoding);
  if (profile.dialect) {
    json["separator"] = separator_name(profile.dialect->separator);
    json["quote"] = std::string(1, profile.dialect->quote);
    put("prefix", profile.dialect->prefix);
    put("suffix", profile.dialect->suffix);
  }
  for (const auto &[name, order] : orders)
    if (order == profile.day_order) json["day_order"] = name;
  if (!profile.ours.prefixes.empty()) json["ours"]["prefixes"] = profile.ours.prefixes;
  if (!profile.ours.accounts.empty()) json["ours"]["accounts"] = profile.ours.accounts;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Profile> read_profile(std::string_view text) {
  if (text.size() > (size_t{1} << 20)) return fail_request("profile: it is longer than 1 MiB");
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return fail_request("profile: it is no object of JSON");
  constexpr std::string_view keys[] = {"name",     "format",    "layout", "list",   "zone",   "owner",     "columns", "values",
                                       "encoding", "separator", "quote",  "prefix", "suffix", "day_order", "ours"};
  for (const auto &[key, value] : json.items())
    if (std::ranges::find(keys, key) == std::end(keys))
      return fail_request(fmt::format("profile: there is no key '{}'; the keys are {}", key, fmt::join(keys, ", ")));

  Profile profile;
  profile.name = TRY(string_in(json, "name"));
  profile.format = TRY(string_in(json, "format"));
  profile.layout = TRY(string_in(json, "layout"));
  profile.list = TRY(string_in(json, "list"));
  profile.zone = TRY(string_in(json, "zone"));
  profile.owner = TRY(string_in(json, "owner"));
  profile.columns = TRY(strings_in(json, "columns"));
  const RecordFormat *const format = find_format(profile.format);
  if (!profile.format.empty() && !format) return fail_request(fmt::format("profile: there is no format '{}'", profile.format));
  if (format)
    for (const auto &[field, column] : profile.columns)
      if (!find_field(format->kind, field)) return fail_request(fmt::format("profile: the format {} has no field '{}'", profile.format, field));
  if (const auto values = json.find("values"); values != json.end()) {
    if (!values->is_object()) return fail_request("profile: 'values' is no object");
    for (const auto &[field, meanings] : values->items()) {
      profile.values[field] = TRY(strings_in(*values, field));
      const Field *const known = format ? find_field(format->kind, field) : nullptr;
      if (!format) continue;
      if (!known || !has_words(*known)) return fail_request(fmt::format("profile: 'values' names the field '{}', which has no list of words", field));
      for (const auto &[written, word] : profile.values[field])
        if (!find_word(*known, word)) return fail_request(fmt::format("profile: '{}' is no word for the field '{}'", word, field));
    }
  }
  if (!profile.zone.empty() && !is_zone(profile.zone))
    return fail_request(fmt::format("profile: there is no time zone '{}'; a name is such as Asia/Shanghai", profile.zone));
  if (const std::string name = TRY(string_in(json, "encoding")); !name.empty()) {
    profile.encoding = find_encoding(name);
    if (!profile.encoding) return fail_request(fmt::format("profile: there is no encoding '{}'", name));
  }
  if (json.contains("separator") || json.contains("quote") || json.contains("prefix")) {
    Dialect dialect;
    if (const std::string name = TRY(string_in(json, "separator")); !name.empty()) {
      const std::optional<char> separator = find_separator(name);
      if (!separator) return fail_request(fmt::format("profile: there is no separator '{}'; it is one of comma, semicolon, tab, pipe", name));
      dialect.separator = *separator;
    }
    if (const std::string quote = TRY(string_in(json, "quote")); !quote.empty()) {
      if (quote != "\"" && quote != "'") return fail_request("profile: 'quote' is neither \" nor '");
      dialect.quote = quote.front();
    }
    dialect.prefix = TRY(string_in(json, "prefix"));
    dialect.suffix = TRY(string_in(json, "suffix"));
    profile.dialect = dialect;
  }
  if (const std::string order = TRY(string_in(json, "day_order")); !order.empty()) {
    const auto found = std::ranges::find(orders, order, &std::pair<std::string_view, DayOrder>::first);
    if (found == std::end(orders)) return fail_request(fmt::format("profile: 'day_order' is day-first or month-first, not '{}'", order));
    profile.day_order = found->second;
  }
  if (const auto ours = json.find("ours"); ours != json.end()) {
    if (!ours->is_object()) return fail_request("profile: 'ours' is no object");
    profile.ours.prefixes = TRY(list_in(*ours, "prefixes"));
    profile.ours.accounts = TRY(list_in(*ours, "accounts"));
  }
  return profile;
}

Result<Profile> load_profile(const std::string &path) {
  const MappedFile file = TRY(map_file(path));
  return read_profile(as_text(file.bytes()));
}

} // namespace kinsafe
