// Cutting JSON into its records without reading it as one value.
#include "base/strings.h"
#include "conduct/import/documents.h"

#include <algorithm>
#include <optional>

namespace kinsafe {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Goes through the characters of one value; says when it is over.
class ValueEnd {
public:
  enum class Is : u8 { inside, last, behind }; // of a character: inside the value, its last, already behind it

  Is take(char c) {
    if (is_in_string_) {
      if (is_escaped_)
        is_escaped_ = false;
      else if (c == '\\')
        is_escaped_ = true;
      else if (c == '"') {
        is_in_string_ = false;
        if (depth_ == 0) return Is::last;
      }
      return Is::inside;
    }
    switch (c) {
    case '"': is_in_string_ = true; return Is::inside;
    case '{':
    case '[': deepest_ = std::max(deepest_, ++depth_); return Is::inside;
    case '}':
    case ']':
      if (depth_ == 0) return Is::behind;
      return --depth_ == 0 ? Is::last : Is::inside;
    case ',': return depth_ == 0 ? Is::behind : Is::inside;
    default: return Is::inside;
    }
  }
  size_t deepest() const { return deepest_; }

private:
  size_t depth_ = 0, deepest_ = 0;
  bool is_in_string_ = false, is_escaped_ = false;
};

class JsonReader : public DocumentReader {
public:
  JsonReader(TextSource &source, std::string_view list) : DocumentReader(source) {
    while (!list.empty()) {
      const size_t dot = std::min(list.find('.'), list.size());
      path_.emplace_back(list.substr(0, dot));
      list.remove_prefix(std::min(dot + 1, list.size()));
    }
    if (path_.empty()) are_lines_ = is_of_lines();
  }

private:
  // The first line is a whole object, and another line follows.
  bool is_of_lines() {
    std::string_view text = window();
    const size_t start = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    text.remove_prefix(start);
    if (!text.starts_with('{')) return false;
    const size_t line = std::min(text.find_first_of("\r\n"), text.size());
    ValueEnd end;
    for (size_t i = 0; i < line; ++i)
      if (end.take(text[i]) == ValueEnd::Is::last) return std::ranges::all_of(text.substr(i + 1, line - i - 1), is_blank);
    return false;
  }

  bool find() override { return are_lines_ ? find_line() : find_value(); }

  bool find_line() {
    while (true) {
      const std::string_view text = window();
      if (text.empty()) return false;
      const size_t end = text.find_first_of("\r\n");
      if (end == 0) {
        source_.consume(1);
        continue;
      }
      const std::string line(text.substr(0, end));
      if (end == std::string_view::npos && text.size() >= longest_document) {
        problem_ = "it is longer than 32 MiB";
        source_.consume(text.size());
        return true;
      }
      source_.consume(std::min(end, text.size()));
      if (std::ranges::all_of(line, is_blank)) continue;
      ValueEnd depth;
      for (const char c : line) depth.take(c);
      parse(line, depth.deepest());
      return true;
    }
  }

  bool find_value() {
    while (true) {
      std::string_view text = window();
      const size_t blanks = std::min(std::ranges::find_if_not(text, is_blank) - text.begin(), static_cast<std::ptrdiff_t>(text.size()));
      if (blanks > 0) {
        source_.consume(blanks);
        continue;
      }
      if (text.empty()) {
        if (!is_in_list_ && level_ == 0) return false;
        is_in_list_ = false;
        level_ = 0;
        problem_ = "the file ends before its list does";
        return true;
      }
      const char c = text.front();
      if (is_in_list_) {
        if (c == ',')
          source_.consume(1);
        else if (c == ']')
          source_.consume(1), is_in_list_ = false;
        else
          return take_element(text);
      } else if (level_ > 0) {
        if (c == ',')
          source_.consume(1);
        else if (c == '}')
          source_.consume(1), --level_;
        else if (!take_member(text))
          return true;
      } else if (c == '[') {
        source_.consume(1);
        is_in_list_ = true;
      } else if (c == '{' && !path_.empty()) {
        source_.consume(1);
        level_ = 1;
      } else {
        return take_element(text);
      }
    }
  }

  bool take_element(std::string_view text) {
    ValueEnd end;
    const size_t limit = std::min(text.size(), longest_document);
    for (size_t i = 0; i < limit; ++i) {
      const ValueEnd::Is is = end.take(text[i]);
      if (is == ValueEnd::Is::inside) continue;
      const size_t size = is == ValueEnd::Is::last ? i + 1 : std::max<size_t>(i, 1);
      const std::string element(text.substr(0, size));
      source_.consume(size);
      parse(element, end.deepest());
      return true;
    }
    return give_up(text);
  }

  // A value that never ends. Documents one after the other begin on lines of their own; in a list nobody knows where the
  // next one is.
  bool give_up(std::string_view text) {
    // Looking for the ends of many such documents must not take longer than a few times the file.
    looked_in_vain_ += std::min(text.size(), longest_document);
    const bool is_lost = is_in_list_ || level_ > 0 || looked_in_vain_ > 4 * longest_document;
    const size_t next = is_lost ? std::string_view::npos : text.substr(0, std::min(text.size(), longest_document)).find("\n{");
    problem_ = text.size() > longest_document ? "it is longer than 32 MiB, or it never ends" : "the file ends in the middle of it";
    if (next != std::string_view::npos) {
      source_.consume(next + 1);
      return true;
    }
    if (is_lost) problem_ += "; nothing behind it can be read";
    while (!text.empty()) {
      source_.consume(text.size());
      text = window();
    }
    is_in_list_ = false;
    level_ = 0;
    return true;
  }

  // "key": value, of an object on the way to the list. False if it can't be read.
  bool take_member(std::string_view text) {
    ValueEnd key_end;
    size_t at = 0;
    while (at < text.size() && key_end.take(text[at]) == ValueEnd::Is::inside) ++at;
    const std::string_view key = text.substr(0, at);
    if (!key.starts_with('"') || at >= text.size()) return give_up(text), false;
    size_t value = at + 1;
    while (value < text.size() && (is_blank(text[value]) || text[value] == ':')) ++value;
    if (value >= text.size()) return give_up(text), false;
    if (key.substr(1) == path_[level_ - 1] && text[value] == (level_ == path_.size() ? '[' : '{')) {
      source_.consume(value + 1);
      if (level_ == path_.size())
        is_in_list_ = true;
      else
        ++level_;
      return true;
    }
    // Of any length: through as many windows as it takes.
    source_.consume(value);
    ValueEnd end;
    while (true) {
      const std::string_view rest = window();
      if (rest.empty()) return give_up(rest), false;
      for (size_t i = 0; i < rest.size(); ++i) {
        const ValueEnd::Is is = end.take(rest[i]);
        if (is == ValueEnd::Is::inside) continue;
        source_.consume(is == ValueEnd::Is::last ? i + 1 : i);
        return true;
      }
      source_.consume(rest.size());
    }
  }

  void parse(const std::string &text, size_t depth) {
    if (depth > deepest) {
      problem_ = "it is nested deeper than this version reads";
      return;
    }
    value_ = Json::parse(text, nullptr, false);
    if (value_.is_discarded() && !is_utf8(text)) {
      is_repaired_ = true;
      value_ = Json::parse(to_utf8(text), nullptr, false);
    }
    if (value_.is_discarded())
      problem_ = "it is no JSON";
    else if (!value_.is_object())
      problem_ = "it is no object of JSON";
  }

  std::vector<std::string> path_;
  bool are_lines_ = false, is_in_list_ = false;
  u64 looked_in_vain_ = 0; // bytes
  size_t level_ = 0;       // of objects on the way to the list that we are in
};

} // namespace

bool DocumentReader::next() {
  value_ = nullptr;
  problem_.clear();
  is_repaired_ = false;
  if (!find()) return false;
  ++row_;
  return true;
}

std::unique_ptr<DocumentReader> read_json_documents(TextSource &source, std::string_view list) { return std::make_unique<JsonReader>(source, list); }

} // namespace kinsafe
