// Reads a language file into one flat map "section.key" and fills in placeholders.
#include "report/texts.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

namespace kinsafe {

Result<Texts> Texts::parse(std::string_view file, std::string_view text) {
  Texts texts;
  try { // yaml-cpp reports by exception; it ends here
    const YAML::Node root = YAML::Load(std::string(text));
    for (const auto &section : root) {
      if (!section.second.IsMap()) continue; // `language`
      for (const auto &entry : section.second) {
        const std::string key = section.first.Scalar() + "." + entry.first.Scalar();
        if (entry.second.IsScalar()) texts.by_key_[key] = entry.second.Scalar();
        else
          for (const auto &field : entry.second) texts.by_key_[key + "." + field.first.Scalar()] = field.second.Scalar();
      }
    }
  } catch (const YAML::Exception &error) {
    return fail(fmt::format("{}:{}:{}: {}", file, error.mark.line + 1, error.mark.column + 1, error.msg));
  }
  return texts;
}

std::string_view Texts::get(std::string_view section, std::string_view key) const {
  const auto found = by_key_.find(std::string(section) + "." + std::string(key));
  return found == by_key_.end() ? key : std::string_view(found->second);
}

std::string Texts::fill(std::string_view section, std::string_view key, const Values &values) const {
  const std::string_view pattern = get(section, key);
  std::string out;
  for (size_t i = 0; i < pattern.size();) {
    const size_t close = pattern[i] == '{' ? pattern.find('}', i) : std::string_view::npos;
    bool is_filled = false;
    if (close != std::string_view::npos)
      for (const auto &[name, value] : values)
        if (pattern.substr(i + 1, close - i - 1) == name) out += value, is_filled = true;
    if (is_filled) i = close + 1;
    else out += pattern[i++];
  }
  return out;
}

std::vector<std::string> Texts::keys() const {
  std::vector<std::string> keys;
  for (const auto &[key, text] : by_key_) keys.push_back(key);
  return keys;
}

} // namespace kinsafe
