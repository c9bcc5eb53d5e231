// Reads selections: see selection.h. The language is that of SQLite's expressions, of which AND, OR, parentheses and single
// tests are read; a selection of any other form is unclear.
#include "calls/selection.h"

#include "calls/decode.h"
#include "calls/values.h"

#include <algorithm>
#include <charconv>

namespace kinsafe {
namespace {

constexpr unsigned deepest = 16;        // parentheses in each other
constexpr size_t longest_selection = 4096;

bool is_name_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') || letter == '_' || letter == '$';
}

enum class Kind : u8 { name, number, text, sign, argument, hole };
struct Token {
  Kind kind;
  std::string text; // names in lower case, texts without their quotes
};

std::optional<std::vector<Token>> tokens_of(std::string_view text, std::span<const std::optional<std::string>> arguments) {
  std::vector<Token> tokens;
  size_t last_argument = 0; // SQLite: "?7" is the seventh, and "?" the one after the last so far
  for (size_t i = 0; i < text.size();) {
    const char letter = text[i];
    if (letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r') {
      ++i;
    } else if (letter == '\'' || letter == '"' || letter == '`' || letter == '[') {
      const size_t end = text.find(letter == '[' ? ']' : letter, i + 1);
      if (end == std::string_view::npos) return std::nullopt;
      const bool is_name = letter == '`' || letter == '[';
      std::string inner(text.substr(i + 1, end - i - 1));
      tokens.push_back({is_name ? Kind::name : Kind::text, std::move(inner)});
      i = end + 1;
    } else if (letter == hole) {
      tokens.push_back({Kind::hole, {}});
      ++i;
    } else if (letter == '?') {
      const size_t start = ++i;
      while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
      size_t number = last_argument + 1;
      if (i > start && (std::from_chars(text.data() + start, text.data() + i, number).ec != std::errc() || number == 0)) return std::nullopt;
      last_argument = std::max(last_argument, number);
      if (number <= arguments.size() && arguments[number - 1]) tokens.push_back({Kind::text, *arguments[number - 1]});
      else tokens.push_back({Kind::argument, {}});
    } else if (letter >= '0' && letter <= '9') {
      const size_t start = i;
      while (i < text.size() && ((text[i] >= '0' && text[i] <= '9') || text[i] == '.')) ++i;
      tokens.push_back({Kind::number, std::string(text.substr(start, i - start))});
    } else if (is_name_letter(letter)) {
      std::string name;
      for (; i < text.size() && (is_name_letter(text[i]) || text[i] == '.'); ++i) name += static_cast<char>(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]);
      tokens.push_back({Kind::name, name.substr(name.rfind('.') + 1)});
    } else {
      std::string sign(1, letter);
      if (i + 1 < text.size() && std::string_view("=<>|").contains(text[i + 1]) && std::string_view("=<>!|").contains(letter)) sign += text[i + 1];
      i += sign.size();
      tokens.push_back({Kind::sign, std::move(sign)});
    }
  }
  return tokens;
}

class Parser {
public:
  Parser(std::vector<Token> tokens, const ColumnNames &columns) : tokens_(std::move(tokens)), columns_(columns) {}

  SelectionReading run() {
    SelectionReading reading = any_of(0);
    if (at_ < tokens_.size() || is_lost_) reading.narrowing = Narrowing::unclear;
    return reading;
  }

private:
  bool is_next(Kind kind, std::string_view text) const { return at_ < tokens_.size() && tokens_[at_].kind == kind && tokens_[at_].text == text; }
  bool take(Kind kind, std::string_view text) {
    if (!is_next(kind, text)) return false;
    ++at_;
    return true;
  }

  // Of two tests either of which may hold, the one that leaves more.
  SelectionReading any_of(unsigned depth) {
    SelectionReading reading = all_of(depth);
    while (take(Kind::name, "or")) {
      const SelectionReading other = all_of(depth);
      reading = {std::max(reading.narrowing, other.narrowing), reading.takes_arguments || other.takes_arguments, reading.has_hole || other.has_hole};
      if (reading.narrowing == Narrowing::one) reading.narrowing = Narrowing::pattern; // a few keys
    }
    return reading;
  }
  // Of tests that must all hold, the one that leaves least.
  SelectionReading all_of(unsigned depth) {
    SelectionReading reading = test(depth);
    while (take(Kind::name, "and")) {
      const SelectionReading other = test(depth);
      if (other.narrowing < reading.narrowing) reading = other;
    }
    return reading;
  }

  SelectionReading lose() {
    is_lost_ = true;
    return {Narrowing::unclear, false, false};
  }

  SelectionReading test(unsigned depth) {
    if (at_ >= tokens_.size() || depth >= deepest) return lose();
    if (take(Kind::name, "not")) {
      const SelectionReading inner = test(depth + 1);
      return {Narrowing::unclear, inner.takes_arguments, inner.has_hole};
    }
    if (take(Kind::sign, "(")) {
      const size_t start = at_;
      SelectionReading reading = any_of(depth + 1);
      if (!take(Kind::sign, ")")) return lose();
      // "(_id) = 5" is a side of a comparison after all.
      if (!ends_test()) {
        if (at_ - start != 2) return lose();
        return compare(tokens_[start]);
      }
      return reading;
    }
    if (tokens_[at_].kind == Kind::sign) return lose();
    const Token left = tokens_[at_++];
    if (left.kind == Kind::name && take(Kind::sign, "(")) { // a function: length(data1) > 0
      const size_t start = at_;
      for (unsigned open = 1; open > 0; ++at_) {
        if (at_ >= tokens_.size()) return lose();
        if (is_next(Kind::sign, "(")) ++open;
        if (is_next(Kind::sign, ")")) --open;
      }
      const bool is_length = left.text == "length" && at_ - start == 2 && is_filled(tokens_[start]);
      if (is_length && at_ + 1 < tokens_.size() && (is_next(Kind::sign, ">") || is_next(Kind::sign, ">=")) && tokens_[at_ + 1].text.size() == 1 && tokens_[at_ + 1].text <= "3") {
        at_ += 2;
        return {};
      }
      while (!ends_test()) ++at_;
      return {Narrowing::unclear, false, false};
    }
    return compare(left);
  }

  bool ends_test() const { return at_ >= tokens_.size() || is_next(Kind::name, "and") || is_next(Kind::name, "or") || is_next(Kind::sign, ")"); }

  // The other side: one value, or texts put together by "||".
  std::vector<Token> side() {
    std::vector<Token> parts;
    for (;;) {
      if (take(Kind::sign, "-")) continue;
      if (at_ >= tokens_.size() || tokens_[at_].kind == Kind::sign) return {};
      parts.push_back(tokens_[at_++]);
      // "'" + text + "'" and "%" + text: what is put in stands beside its neighbours
      while (at_ < tokens_.size() && tokens_[at_].kind == Kind::hole) parts.push_back(tokens_[at_++]);
      if (!take(Kind::sign, "||")) return parts;
    }
  }

  static SelectionReading reading_of(Narrowing narrowing, const std::vector<Token> &parts) {
    SelectionReading reading{narrowing, false, false};
    for (const Token &part : parts) {
      if (part.kind == Kind::argument) reading.takes_arguments = true;
      if (part.kind == Kind::hole || part.text.contains(hole)) reading.has_hole = true;
    }
    return reading;
  }

  bool is_key(const Token &left) const { return left.kind == Kind::name && is_among(columns_.keys, left.text); }
  bool is_wide(const Token &left) const { return left.kind == Kind::name && is_among(columns_.wide, left.text); }
  // A column of numbers from 1 that name rows.
  bool is_id(const Token &left) const { return is_key(left) && (left.text == "_id" || left.text.ends_with("_id")); }
  // A column in which nearly every row has something.
  bool is_filled(const Token &left) const {
    constexpr std::string_view names[] = {"data1", "lookup", "number", "name", "sort_key", "sort_key_alt", "address", "body", "date", "title", "_data"};
    return is_id(left) || is_wide(left) || (left.kind == Kind::name && (left.text.starts_with("display_name") || is_among(names, left.text)));
  }

  // "=" and "!=" of a column that is wide. The contacts that have no number, or are deleted, and the messages not yet read are few.
  static Narrowing wide_test(const Token &left, const std::vector<Token> &right, bool is_equal) {
    constexpr std::string_view yes[] = {"has_phone_number", "in_visible_group", "in_default_directory", "read", "seen"};
    const bool is_no = left.text == "deleted";
    if (right.size() != 1 || (!is_no && !is_among(yes, left.text))) return Narrowing::none;
    return right[0].text == (is_equal == is_no ? "1" : "0") ? Narrowing::unclear : Narrowing::none;
  }
  SelectionReading equals(const Token &left, const std::vector<Token> &right) const {
    const bool is_column = right.size() == 1 && right[0].kind == Kind::name;
    return reading_of(is_wide(left) ? wide_test(left, right, true) : is_key(left) && !is_column ? Narrowing::one : Narrowing::unclear, right);
  }
  // Of a key this takes one away; of other columns ("starred != 0") it may take nearly all.
  SelectionReading differs(const Token &left, const std::vector<Token> &right) const {
    if (is_wide(left)) return reading_of(wide_test(left, right, false), right);
    const bool are_values = std::ranges::none_of(right, [](const Token &part) { return part.kind == Kind::name; });
    const bool is_empty = right.size() == 1 && right[0].kind == Kind::text && right[0].text.empty();
    return reading_of((is_key(left) && are_values) || (is_empty && is_filled(left)) ? Narrowing::none : Narrowing::unclear, right);
  }

  SelectionReading compare(const Token &left) {
    if (ends_test()) { // "1", and a column by itself
      if (left.kind == Kind::number) return {left.text == "0" ? Narrowing::unclear : Narrowing::none, false, false};
      return {is_wide(left) ? Narrowing::none : Narrowing::unclear, false, false};
    }
    const SelectionReading if_filled{is_filled(left) ? Narrowing::none : Narrowing::unclear, false, false};
    const bool is_not = take(Kind::name, "not");
    if (take(Kind::name, "notnull") || (is_not && take(Kind::name, "null"))) return if_filled;
    if (take(Kind::name, "isnull")) return {Narrowing::unclear, false, false};
    if (take(Kind::name, "is")) {
      const bool is_not_that = take(Kind::name, "not");
      if (take(Kind::name, "null")) return is_not_that ? if_filled : SelectionReading{Narrowing::unclear, false, false};
      const std::vector<Token> right = side();
      if (right.empty()) return lose();
      return is_not_that ? differs(left, right) : equals(left, right);
    }
    if (take(Kind::name, "in")) {
      if (!take(Kind::sign, "(")) return lose();
      std::vector<Token> list;
      for (; at_ < tokens_.size() && !is_next(Kind::sign, ")"); ++at_)
        if (tokens_[at_].kind != Kind::sign) list.push_back(tokens_[at_]);
      if (!take(Kind::sign, ")")) return lose();
      const bool is_open = std::ranges::any_of(list, [](const Token &token) { return token.kind == Kind::hole || token.kind == Kind::name || token.text.contains(hole); });
      if (is_wide(left)) return reading_of(wide_test(left, list, !is_not), list);
      if (is_not) return reading_of(is_key(left) && !is_open ? Narrowing::none : Narrowing::unclear, list);
      return reading_of(is_key(left) && !is_open ? (list.size() == 1 ? Narrowing::one : Narrowing::pattern) : Narrowing::unclear, list);
    }
    if (take(Kind::name, "like") || take(Kind::name, "glob")) {
      const std::vector<Token> right = side();
      if (right.empty()) return lose();
      if (is_wide(left)) return {};
      if (is_not) return {Narrowing::unclear, false, false};
      bool is_given = false;
      std::string pattern;
      for (const Token &part : right) {
        is_given |= part.kind == Kind::argument || part.kind == Kind::hole || part.text.contains(hole);
        pattern += part.text;
      }
      if (is_given) return reading_of(Narrowing::pattern, right);
      return is_empty_pattern(pattern) ? if_filled : SelectionReading{Narrowing::unclear, false, false};
    }
    if (take(Kind::name, "between")) {
      while (!ends_test()) ++at_;
      take(Kind::name, "and");
      while (!ends_test()) ++at_;
      return {Narrowing::unclear, false, false};
    }
    if (is_not || at_ >= tokens_.size() || tokens_[at_].kind != Kind::sign) return lose();
    const std::string sign = tokens_[at_++].text;
    const std::vector<Token> right = side();
    if (right.empty()) return lose();
    if (sign == "=" || sign == "==") {
      const bool are_constants = left.kind == Kind::number || left.kind == Kind::text;
      if (are_constants && right.size() == 1 && right[0].kind == left.kind) return {right[0].text == left.text ? Narrowing::none : Narrowing::unclear, false, false};
      if (right.size() == 1 && right[0].kind == Kind::name && right[0].text == left.text) return {}; // _id = _id
      return equals(left, right);
    }
    if (sign == "!=" || sign == "<>") return differs(left, right);
    // "_id > 0": more than nothing. By a value that is put in, or another column, it may be anything.
    const bool is_value = right.size() == 1 && (right[0].kind == Kind::number || right[0].kind == Kind::text);
    const bool is_low = is_value && (right[0].text == "0" || (right[0].text == "1" && (sign == ">=" || is_id(left))));
    return reading_of((sign == ">" || sign == ">=") && is_low && (is_wide(left) || is_id(left) || left.text == "date") ? Narrowing::none : Narrowing::unclear, right);
  }

  std::vector<Token> tokens_;
  const ColumnNames &columns_;
  size_t at_ = 0;
  bool is_lost_ = false;
};

} // namespace

bool is_empty_pattern(std::string_view text) {
  return text.find_first_of("%*") != std::string_view::npos && text.find_first_not_of("%*_") == std::string_view::npos;
}

SelectionReading read_selection(std::string_view selection, const ColumnNames &columns, std::span<const std::optional<std::string>> arguments) {
  if (selection.find_first_not_of(" \t\n") == std::string_view::npos) return {};
  if (selection.size() > longest_selection) return {Narrowing::unclear, false, false};
  std::optional<std::vector<Token>> tokens = tokens_of(selection, arguments);
  if (!tokens) return {Narrowing::unclear, false, false};
  return Parser(std::move(*tokens), columns).run();
}

} // namespace kinsafe
