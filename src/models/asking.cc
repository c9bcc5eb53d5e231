// Reads the rows about asking for permissions.
#include "models/asking.h"

#include <algorithm>
#include <charconv>
#include <span>

namespace kinsafe {
namespace {

using Words = std::vector<std::string_view>;
constexpr std::string_view good;

std::optional<u8> argument_of(std::string_view word) {
  if (word == "this") return u8{0};
  u8 number = 0;
  if (!word.starts_with("arg")) return std::nullopt;
  const auto [end, error] = std::from_chars(word.data() + 3, word.data() + word.size(), number);
  return error == std::errc() && end == word.data() + word.size() ? std::optional(number) : std::nullopt;
}

template <size_t count> bool is_one_of(std::string_view word, const std::string_view (&list)[count]) {
  return std::ranges::find(list, word) != std::end(list);
}

// KIND METHOD argN
bool add_with_argument(AskingRows &rows, AskingKind kind, const Words &words) {
  const std::optional<u8> argument = words.size() == 3 ? argument_of(words[2]) : std::nullopt;
  std::optional<ModelName> method = argument ? parse_method(words[1]) : std::nullopt;
  if (method) rows.methods.push_back({kind, std::move(*method), {}, *argument, {}, false});
  return method.has_value();
}

// KIND METHOD WORD
bool add_with_word(AskingRows &rows, AskingKind kind, const Words &words) {
  std::optional<ModelName> method = words.size() == 3 ? parse_method(words[1]) : std::nullopt;
  if (method) rows.methods.push_back({kind, std::move(*method), std::string(words[2]), 0, {}, false});
  return method.has_value();
}

// refused NAME METHOD argN -> METHOD [false]
bool add_refused(AskingRows &rows, const Words &words) {
  const bool is_false = words.size() == 7 && words[6] == "false";
  if ((words.size() != 6 && !is_false) || words[4] != "->") return false;
  std::optional<ModelName> method = parse_method(words[2]), target = parse_method(words[5]);
  const std::optional<u8> argument = argument_of(words[3]);
  if (!method || !target || !argument) return false;
  rows.methods.push_back({AskingKind::refused, std::move(*method), std::string(words[1]), *argument, std::move(target), is_false});
  return true;
}

} // namespace

std::optional<std::string_view> add_asking_row(AskingRows &rows, const Words &words) {
  const std::string_view kind = words[0];
  if (kind == "asks") {
    if (words.size() != 4 || !add_with_argument(rows, AskingKind::asks, {words[0], words[1], words[2]}))
      return "write: asks Lclass;->method(PARAMETERS or *) argN \"NAME\"";
    rows.methods.back().word = words[3];
    return good;
  }
  if (kind == "registers") return add_with_argument(rows, AskingKind::registers, words) ? good : "write: registers Lclass;->method(PARAMETERS or *) argN";
  if (kind == "checks") return add_with_argument(rows, AskingKind::checks, words) ? good : "write: checks Lclass;->method(PARAMETERS or *) argN";
  if (kind == "rationale") return add_with_argument(rows, AskingKind::rationale, words) ? good : "write: rationale Lclass;->method(PARAMETERS or *) argN";
  if (kind == "starts") return add_with_argument(rows, AskingKind::starts, words) ? good : "write: starts Lclass;->method(PARAMETERS or *) argN";
  if (kind == "refused") return add_refused(rows, words) ? good : "write: refused \"NAME\" METHOD argN -> METHOD [false]";
  if (kind == "ends") {
    constexpr std::string_view list[] = {"process", "task", "screen", "back"};
    return words.size() == 3 && is_one_of(words[2], list) && add_with_word(rows, AskingKind::ends, words) ? good : "write: ends Lclass;->method(PARAMETERS or *) process|task|screen|back";
  }
  if (kind == "dialog") {
    constexpr std::string_view list[] = {"positive", "negative", "neutral", "items", "on_cancel", "on_dismiss", "cancelable", "view", "create", "show"};
    return words.size() == 3 && is_one_of(words[2], list) && add_with_word(rows, AskingKind::dialog, words)
               ? good
               : "write: dialog Lclass;->method(PARAMETERS or *) positive|negative|neutral|items|on_cancel|on_dismiss|cancelable|view|create|show";
  }
  if (kind == "decides") {
    constexpr std::string_view list[] = {"server", "web", "library", "hidden_code"};
    return words.size() == 3 && is_one_of(words[2], list) && add_with_word(rows, AskingKind::decides, words)
               ? good
               : "write: decides Lclass;->method(PARAMETERS or *) server|web|library|hidden_code";
  }
  if (kind == "settings" || kind == "picker") {
    if (words.size() != 2) return "write: settings \"action\", or picker \"action\"";
    (kind == "settings" ? rows.settings : rows.pickers).emplace_back(words[1]);
    return good;
  }
  if (kind == "group") {
    if (words.size() < 3) return "write: group NAME PERMISSION...";
    PermissionGroup group{std::string(words[1]), {}};
    for (const std::string_view word : std::span(words).subspan(2)) group.permissions.emplace_back(word);
    rows.groups.push_back(std::move(group));
    return good;
  }
  return std::nullopt;
}

} // namespace kinsafe
