// Reads mapping.txt line by line. Lines of one residual method with the same line range are frames of inlined calls,
// innermost first; the last of them is the method that is left in the dex, and the one whose name is given back.
// Overloads share a residual name, so a method is found by its signature too, which the file spells in original names:
// it is translated once all classes are known.
#include "program/mapping.h"

#include <algorithm>
#include <charconv>

namespace kinsafe {
namespace {

constexpr std::string_view arrow = " -> ";
constexpr size_t longest_signature = 4096; // a longer one is left unknown

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

// A number and the colon before or behind it, taken off the text.
std::optional<u32> take_number(std::string_view &text) {
  u32 number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(stop - text.data()));
  return number;
}
bool take(std::string_view &text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

constexpr std::pair<std::string_view, char> primitives[] = {{"void", 'V'},  {"boolean", 'Z'}, {"byte", 'B'},
                                                            {"short", 'S'}, {"char", 'C'},    {"int", 'I'},
                                                            {"long", 'J'},  {"float", 'F'},   {"double", 'D'}};

// "La/b;" of "a.b"; any other descriptor has no class.
std::string class_of(std::string_view descriptor) {
  if (!descriptor.starts_with('L') || !descriptor.ends_with(';')) return "";
  std::string name(descriptor.substr(1, descriptor.size() - 2));
  std::ranges::replace(name, '/', '.');
  return name;
}

std::string key_of(std::string_view owner, std::string_view name) {
  return std::string(owner).append(" ").append(name);
}

} // namespace

struct Mapping::Parser {
  struct MethodLine {
    std::string_view owner, residual, name, arguments, result; // owner is residual
    std::optional<Range> range;
  };
  struct FieldLine {
    std::string_view owner, residual, name, type;
  };

  Mapping &mapping;
  std::unordered_map<std::string_view, std::string_view> residual_types; // by original name
  std::vector<MethodLine> methods;
  std::vector<FieldLine> fields;
  std::string_view owner; // residual

  bool read_class(std::string_view line) {
    const size_t at = line.find(arrow);
    if (at == std::string_view::npos || !line.ends_with(':')) return false;
    const std::string_view original = line.substr(0, at);
    owner = line.substr(at + arrow.size());
    owner.remove_suffix(1);
    if (original.empty() || owner.empty()) return false;
    mapping.original_types_.emplace(owner, original);
    residual_types.emplace(original, owner);
    return true;
  }

  // "1:3:void org.Other.upload(java.util.List):40:42 -> c", or a field "java.util.List names -> a".
  bool read_member(std::string_view line) {
    const size_t at = line.rfind(arrow);
    if (at == std::string_view::npos || owner.empty()) return false;
    const std::string_view residual = line.substr(at + arrow.size());
    std::string_view left = line.substr(0, at);
    std::optional<Range> range;
    if (left[0] >= '0' && left[0] <= '9') {
      const std::optional<u32> first = take_number(left);
      if (!first || !take(left, ':')) return false;
      const std::optional<u32> last = take_number(left);
      if (!last || !take(left, ':')) return false;
      range = Range{*first, *last, *first, *last};
    }
    const size_t blank = left.find(' ');
    if (blank == std::string_view::npos || residual.empty()) return false;
    const std::string_view type = left.substr(0, blank);
    std::string_view name = left.substr(blank + 1);
    const size_t open = name.find('(');
    if (open == std::string_view::npos) {
      fields.push_back({owner, residual, name.substr(name.rfind('.') + 1), type});
      return true;
    }
    const size_t close = name.find(')', open);
    if (close == std::string_view::npos) return false;
    const std::string_view arguments = name.substr(open + 1, close - open - 1);
    std::string_view lines = name.substr(close + 1);
    name = name.substr(0, open);
    if (take(lines, ':') && range) {
      const std::optional<u32> first = take_number(lines);
      if (!first) return false;
      range->original = range->to_line = *first;
      if (take(lines, ':')) {
        const std::optional<u32> last = take_number(lines);
        if (!last) return false;
        range->to_line = *last;
      }
    }
    MethodLine method{owner, residual, name.substr(name.rfind('.') + 1), arguments, type, range};
    // The frame that took in the one before it.
    if (range && !methods.empty() && is_frame_of_same(methods.back(), method))
      methods.back() = method;
    else
      methods.push_back(method);
    return true;
  }

  static bool is_frame_of_same(const MethodLine &before, const MethodLine &method) {
    return before.owner.data() == method.owner.data() && before.residual == method.residual && before.range &&
           before.range->first == method.range->first && before.range->last == method.range->last;
  }

  void add_descriptor(std::string_view type, std::string &out) const {
    type = trim(type);
    while (type.ends_with("[]")) out += '[', type.remove_suffix(2);
    for (const auto &[word, letter] : primitives)
      if (word == type) return out += letter, void();
    const auto known = residual_types.find(type);
    std::string name(known == residual_types.end() ? type : known->second);
    std::ranges::replace(name, '.', '/');
    out.append("L").append(name).append(";");
  }

  std::string residual_signature(std::string_view arguments, std::string_view result) const {
    std::string text = "(";
    while (!arguments.empty() && text.size() <= longest_signature) {
      const size_t comma = std::min(arguments.find(','), arguments.size());
      add_descriptor(arguments.substr(0, comma), text);
      arguments.remove_prefix(std::min(comma + 1, arguments.size()));
    }
    text += ')';
    add_descriptor(result, text);
    return text.size() > longest_signature ? "" : text;
  }

  // All classes are known now.
  void finish() {
    for (const MethodLine &line : methods) {
      std::vector<Method> &list = mapping.methods_[key_of(line.owner, line.residual)];
      std::string signature = residual_signature(line.arguments, line.result);
      const auto same = [&](const Method &other) { return other.name == line.name && other.signature == signature; };
      // Lines of one method stand together.
      if (list.empty() || !same(list.back())) list.push_back({line.name, std::move(signature), {}});
      if (line.range) list.back().ranges.push_back(*line.range);
    }
    for (const FieldLine &line : fields) {
      std::string type;
      if (line.type.size() <= longest_signature) add_descriptor(line.type, type);
      mapping.fields_[key_of(line.owner, line.residual)].push_back({line.name, std::move(type)});
    }
  }
};

Result<Mapping> Mapping::parse(std::string_view file, std::string_view text) {
  Mapping mapping;
  Parser parser{mapping, {}, {}, {}, {}};
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string_view words = trim(line);
    if (words.empty() || words.starts_with('#')) continue;
    const bool is_member = line.front() == ' ' || line.front() == '\t';
    if (!(is_member ? parser.read_member(words) : parser.read_class(words))) ++mapping.unread_lines_;
  }
  if (mapping.original_types_.empty())
    return fail(std::string(file) + ": is no mapping of ProGuard or R8; no line reads 'class -> class:'");
  parser.finish();
  return mapping;
}

std::string Mapping::type(std::string_view descriptor) const {
  const std::string_view array = descriptor.substr(0, std::min(descriptor.find_first_not_of('['), descriptor.size()));
  const auto known = original_types_.find(class_of(descriptor.substr(array.size())));
  if (known == original_types_.end()) return std::string(descriptor);
  std::string original(known->second);
  std::ranges::replace(original, '.', '/');
  return std::string(array).append("L").append(original).append(";");
}

std::string Mapping::signature(std::string_view signature) const {
  std::string text;
  for (size_t i = 0; i < signature.size();) {
    const size_t end = signature[i] == 'L' ? signature.find(';', i) : i;
    if (end == std::string_view::npos) return text.append(signature.substr(i));
    text += signature[i] == 'L' ? type(signature.substr(i, end + 1 - i)) : std::string(1, signature[i]);
    i = end + 1;
  }
  return text;
}

// The one whose signature fits. R8 may have changed the signature; then all must agree on the name.
const Mapping::Method *Mapping::find_method(std::string_view owner, std::string_view name,
                                            std::string_view signature) const {
  const auto list = methods_.find(key_of(class_of(owner), name));
  if (list == methods_.end()) return nullptr;
  const Method *found = nullptr;
  bool is_one = true, is_exact = false;
  for (const Method &method : list->second) {
    const bool fits = method.signature == signature;
    if (is_exact && !fits) continue;
    if (fits && !is_exact) found = nullptr, is_one = true, is_exact = true;
    if (found && found->name != method.name) is_one = false;
    if (!found) found = &method;
  }
  return is_one ? found : nullptr;
}

std::optional<std::string_view> Mapping::method_name(std::string_view owner, std::string_view name,
                                                     std::string_view signature) const {
  const Method *const method = find_method(owner, name, signature);
  return method ? std::optional(method->name) : std::nullopt;
}

std::optional<std::string_view> Mapping::field_name(std::string_view owner, std::string_view name,
                                                    std::string_view type) const {
  const auto list = fields_.find(key_of(class_of(owner), name));
  if (list == fields_.end()) return std::nullopt;
  const std::vector<Field> &fields = list->second;
  const auto exact = std::ranges::find(fields, type, &Field::type);
  if (exact != fields.end()) return exact->name;
  const bool is_one = std::ranges::all_of(fields, [&](const Field &field) { return field.name == fields[0].name; });
  return is_one ? std::optional(fields[0].name) : std::nullopt;
}

std::optional<u32> Mapping::line(std::string_view owner, std::string_view name, std::string_view signature,
                                 u32 line) const {
  const Method *const method = find_method(owner, name, signature);
  if (!method || method->ranges.empty()) return line;
  for (const Range &range : method->ranges) {
    if (line < range.first || line > range.last) continue;
    const bool is_one = range.to_line <= range.original; // all from one line, the call of what was inlined
    return is_one ? range.original : range.original + (line - range.first);
  }
  return std::nullopt;
}

} // namespace kinsafe
