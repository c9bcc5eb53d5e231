// The words of reports in one language, from texts/<language>.yaml: sections of keys.
#pragma once

#include "base/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

class Texts {
public:
  // Fails with file, line and column.
  static Result<Texts> parse(std::string_view file, std::string_view text);

  // The text under "section" and "key"; the key itself where there is none (a part name, a word of no list).
  std::string_view get(std::string_view section, std::string_view key) const;
  // The same with {name} replaced by each given value.
  using Values = std::vector<std::pair<std::string_view, std::string>>;
  std::string fill(std::string_view section, std::string_view key, const Values &values) const;

  std::vector<std::string> keys() const; // "section.key", sorted; for the test that languages agree

  bool operator==(const Texts &) const = default;
  friend void fields(auto &archive, Texts &texts) { archive(texts.by_key_); } // for base/archive.h

private:
  std::map<std::string, std::string, std::less<>> by_key_;
};

} // namespace kinsafe
