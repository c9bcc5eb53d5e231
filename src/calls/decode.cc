// Runs of the interpreter, and the methods of the platform that it knows: see decode.h. What a method does is stated by the
// reference of java.lang, java.util and android.util.
#include "calls/decode.h"

#include "calls/machine.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <unordered_set>

namespace kinsafe {
namespace {

using Arguments = std::span<const Datum>;
using Result = std::optional<Datum>;
using Function = Result (*)(Machine &, Arguments);

constexpr size_t longest_text = 1 << 20; // in UTF-16 units

Result text_result(Machine &machine, std::u16string text) {
  if (text.size() > longest_text || !machine.spend(1 + text.size() / 8)) return std::nullopt;
  return machine.make_text(std::move(text));
}

std::u16string decimal(i64 number) {
  const std::string digits = std::to_string(number);
  return {digits.begin(), digits.end()};
}

// The range [start, end) of a text of that size.
bool is_range(const Datum &start, const Datum &end, size_t size) {
  return start.is_number() && end.is_number() && start.number >= 0 && start.number <= end.number && static_cast<u64>(end.number) <= size;
}

Result array_of(Machine &machine, char element, std::vector<Datum> elements) {
  if (!machine.spend(1 + elements.size() / 4)) return std::nullopt;
  return machine.make({.kind = Object::Kind::array, .text = {}, .elements = std::move(elements), .element = element, .fields = {}});
}

// The characters of an array of char, in a range; nothing if one is not known.
std::optional<std::u16string> characters(const Object &array, size_t start, size_t end) {
  std::u16string text;
  for (size_t i = start; i < end; ++i) {
    if (!array.elements[i].is_number()) return std::nullopt;
    text.push_back(static_cast<char16_t>(array.elements[i].number));
  }
  return text;
}

std::optional<std::string> bytes_in(const Object &array, size_t start, size_t end) {
  std::string bytes;
  for (size_t i = start; i < end; ++i) {
    if (!array.elements[i].is_number()) return std::nullopt;
    bytes.push_back(static_cast<char>(array.elements[i].number));
  }
  return bytes;
}

std::u16string lower(std::u16string text) {
  for (char16_t &unit : text)
    if (unit >= u'A' && unit <= u'Z') unit = static_cast<char16_t>(unit + 32);
  return text;
}
std::u16string upper(std::u16string text) {
  for (char16_t &unit : text)
    if (unit >= u'a' && unit <= u'z') unit = static_cast<char16_t>(unit - 32);
  return text;
}
bool is_ascii(std::u16string_view text) {
  return std::ranges::all_of(text, [](char16_t unit) { return unit < 0x80; });
}

// Bytes under a character set, as far as that is UTF-8, ISO 8859-1 or ASCII.
std::optional<std::u16string> decode_bytes(const std::string &bytes, std::u16string charset) {
  charset = upper(std::move(charset));
  std::ranges::replace(charset, u'_', u'-');
  std::u16string text;
  if (charset == u"ISO-8859-1" || charset == u"US-ASCII" || charset == u"ASCII") {
    for (const char byte : bytes) text.push_back(static_cast<u8>(byte));
    return text;
  }
  if (charset != u"UTF-8" && charset != u"UTF8") return std::nullopt;
  for (size_t i = 0; i < bytes.size();) {
    const auto byte = [&](size_t at) { return at < bytes.size() ? static_cast<u8>(bytes[at]) : u8{0}; };
    const u8 first = byte(i);
    const unsigned more = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 4;
    bool is_good = more < 4;
    u32 point = more == 0 ? first : first & (0x3f >> more);
    for (unsigned k = 1; is_good && k <= more; ++k) {
      is_good = (byte(i + k) & 0xc0) == 0x80;
      point = point << 6 | (byte(i + k) & 0x3f);
    }
    if (!is_good) {
      text.push_back(0xfffd);
      ++i;
      continue;
    }
    if (point >= 0x10000) {
      text.push_back(static_cast<char16_t>(0xd800 + ((point - 0x10000) >> 10)));
      text.push_back(static_cast<char16_t>(0xdc00 + ((point - 0x10000) & 0x3ff)));
    } else {
      text.push_back(static_cast<char16_t>(point));
    }
    i += more + 1;
  }
  return text;
}

std::optional<std::string> encode_text(const std::u16string &text, std::u16string charset) {
  charset = upper(std::move(charset));
  std::string bytes;
  if (is_ascii(text) && !charset.starts_with(u"UTF-16")) return std::string(text.begin(), text.end());
  if (charset == u"ISO-8859-1" || charset == u"ISO_8859_1") {
    for (const char16_t unit : text) bytes.push_back(unit < 0x100 ? static_cast<char>(unit) : '?');
    return bytes;
  }
  if (charset != u"UTF-8" && charset != u"UTF_8") return std::nullopt;
  for (size_t i = 0; i < text.size(); ++i) {
    u32 point = text[i];
    if (point >= 0xd800 && point < 0xdc00 && i + 1 < text.size() && text[i + 1] >= 0xdc00 && text[i + 1] < 0xe000)
      point = 0x10000 + ((point - 0xd800) << 10) + (text[++i] - 0xdc00u);
    const auto put = [&](u32 byte) { bytes.push_back(static_cast<char>(byte)); };
    if (point < 0x80) put(point);
    else if (point < 0x800) put(0xc0 | point >> 6), put(0x80 | (point & 0x3f));
    else if (point < 0x10000) put(0xe0 | point >> 12), put(0x80 | (point >> 6 & 0x3f)), put(0x80 | (point & 0x3f));
    else put(0xf0 | point >> 18), put(0x80 | (point >> 12 & 0x3f)), put(0x80 | (point >> 6 & 0x3f)), put(0x80 | (point & 0x3f));
  }
  return bytes;
}

// RFC 4648, both alphabets; blanks and line ends are passed over.
std::optional<std::string> decode_base64(std::string_view text) {
  std::string bytes;
  u32 bits = 0;
  unsigned count = 0;
  for (const char letter : text) {
    u32 digit = 0;
    if (letter >= 'A' && letter <= 'Z') digit = static_cast<u32>(letter - 'A');
    else if (letter >= 'a' && letter <= 'z') digit = static_cast<u32>(letter - 'a') + 26;
    else if (letter >= '0' && letter <= '9') digit = static_cast<u32>(letter - '0') + 52;
    else if (letter == '+' || letter == '-') digit = 62;
    else if (letter == '/' || letter == '_') digit = 63;
    else if (letter == '=') break;
    else if (letter == '\n' || letter == '\r' || letter == ' ' || letter == '\t') continue;
    else return std::nullopt;
    bits = bits << 6 | digit;
    if ((count += 6) >= 8) bytes.push_back(static_cast<char>(bits >> (count -= 8) & 0xff));
  }
  return bytes;
}

Result byte_array(Machine &machine, const std::string &bytes) {
  std::vector<Datum> elements;
  for (const char byte : bytes) elements.push_back(Datum::of(static_cast<i8>(byte)));
  return array_of(machine, 'B', std::move(elements));
}

Result base64(Machine &machine, const Datum &coded) {
  std::optional<std::string> bytes;
  if (const std::u16string *text = machine.text(coded); text && is_ascii(*text)) bytes = decode_base64(std::string(text->begin(), text->end()));
  else if (const Object *array = machine.array(coded))
    if (const auto in = bytes_in(*array, 0, array->elements.size())) bytes = decode_base64(*in);
  return bytes ? byte_array(machine, *bytes) : std::nullopt;
}

// A number as Java writes it, or reads it.
Result parse_number(Machine &machine, const Datum &text, i64 radix) {
  const std::u16string *found = machine.text(text);
  if (!found || !is_ascii(*found) || radix < 2 || radix > 36) return std::nullopt;
  const std::string digits(found->begin() + (found->starts_with(u'+') ? 1 : 0), found->end());
  i64 number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, static_cast<int>(radix));
  return error == std::errc() && end == digits.data() + digits.size() ? Result(Datum::of(number)) : std::nullopt;
}

// What append, valueOf and the like make of an argument of that type.
std::optional<std::u16string> spell(Machine &machine, std::string_view type, const Datum &datum) {
  if (type == "C" && datum.is_number()) return std::u16string(1, static_cast<char16_t>(datum.number));
  if (type == "Z" && datum.is_number()) return std::u16string(datum.number != 0 ? u"true" : u"false");
  if ((type == "I" || type == "J" || type == "S" || type == "B") && datum.is_number()) return decimal(datum.number);
  if (type == "[C")
    if (const Object *array = machine.array(datum)) return characters(*array, 0, array->elements.size());
  if (!type.starts_with('L')) return std::nullopt;
  if (const std::u16string *text = machine.text(datum)) return *text;
  return std::nullopt; // of a null and a boxed 0 nobody can tell
}

Result append(Machine &machine, Arguments a, std::string_view type) {
  const std::optional<std::u16string> more = spell(machine, type, a[1]);
  Object *builder = machine.builder(a[0]);
  if (!builder || !more || builder->text.size() + more->size() > longest_text || !machine.spend(1 + more->size() / 8)) return std::nullopt;
  builder->text += *more;
  return a[0];
}

Result index_of(Machine &machine, Arguments a, bool is_last, bool is_unit) {
  const std::u16string *text = machine.text(a[0]);
  const std::u16string *part = is_unit ? nullptr : machine.text(a[1]);
  if (!text || (is_unit ? !a[1].is_number() : !part) || (a.size() > 2 && !a[2].is_number())) return std::nullopt;
  const std::u16string wanted = is_unit ? std::u16string(1, static_cast<char16_t>(a[1].number)) : *part;
  const size_t from = a.size() > 2 ? static_cast<size_t>(std::max<i64>(a[2].number, 0)) : is_last ? std::u16string::npos : 0;
  if (!machine.spend(1 + text->size() / 8)) return std::nullopt;
  const size_t found = is_last ? text->rfind(wanted, from) : text->find(wanted, from);
  return Datum::of(found == std::u16string::npos ? -1 : static_cast<i64>(found));
}

Result replace_all(Machine &machine, const Datum &in, const std::u16string &what, const std::u16string &by) {
  const std::u16string *text = machine.text(in);
  if (!text || what.empty()) return std::nullopt;
  std::u16string out;
  size_t from = 0;
  for (size_t at = text->find(what); at != std::u16string::npos && out.size() < longest_text; at = text->find(what, from)) {
    out.append(*text, from, at - from).append(by);
    from = at + what.size();
  }
  return text_result(machine, out.append(*text, from));
}

Result substring(Machine &machine, const Datum &in, const Datum &start, const Datum &end) {
  const std::u16string *text = machine.text(in);
  return text && is_range(start, end, text->size())
             ? text_result(machine, text->substr(static_cast<size_t>(start.number), static_cast<size_t>(end.number - start.number)))
             : std::nullopt;
}

Result copy_range(Machine &machine, const Datum &in, i64 start, i64 end) {
  const Object *array = machine.array(in);
  if (!array || start < 0 || start > end || static_cast<u64>(start) > array->elements.size() || end - start > i64{longest_text}) return std::nullopt;
  std::vector<Datum> elements(static_cast<size_t>(end - start), Datum::of(0));
  for (size_t i = 0; i < elements.size() && static_cast<size_t>(start) + i < array->elements.size(); ++i) elements[i] = array->elements[static_cast<size_t>(start) + i];
  const char element = array->element;
  return array_of(machine, element, std::move(elements));
}

// new String(...): fills the object that stands for it.
Result set_text(Machine &machine, const Datum &object, std::optional<std::u16string> text) {
  Object *found = machine.object(object);
  if (!found || !text || text->size() > longest_text || !machine.spend(1 + text->size() / 8)) return std::nullopt;
  found->text = std::move(*text);
  return Datum{};
}
std::optional<std::u16string> from_bytes(Machine &machine, const Datum &in, size_t start, std::optional<size_t> length, const std::u16string &charset) {
  const Object *array = machine.array(in);
  if (!array) return std::nullopt;
  const size_t end = length ? start + *length : array->elements.size();
  if (start > end || end > array->elements.size()) return std::nullopt;
  const std::optional<std::string> bytes = bytes_in(*array, start, end);
  return bytes ? decode_bytes(*bytes, charset) : std::nullopt;
}
std::optional<std::u16string> from_units(Machine &machine, const Datum &in, const Datum &start, const Datum &count) {
  const Object *array = machine.array(in);
  if (!array || !start.is_number() || !count.is_number() || !is_range(start, Datum::of(start.number + count.number), array->elements.size())) return std::nullopt;
  return characters(*array, static_cast<size_t>(start.number), static_cast<size_t>(start.number + count.number));
}
std::u16string charset_of(Machine &machine, const Datum &datum) {
  const std::u16string *name = machine.text(datum);
  return name ? *name : std::u16string();
}
Result get_bytes(Machine &machine, const Datum &text, const std::u16string &charset) {
  const std::u16string *found = machine.text(text);
  const std::optional<std::string> bytes = found ? encode_text(*found, charset) : std::nullopt;
  return bytes ? byte_array(machine, *bytes) : std::nullopt;
}

Result length(Machine &machine, Arguments a) {
  const std::u16string *text = machine.text(a[0]);
  return text ? Result(Datum::of(static_cast<i64>(text->size()))) : std::nullopt;
}
Result char_at(Machine &machine, Arguments a) {
  const std::u16string *text = machine.text(a[0]);
  if (!text || !a[1].is_number() || a[1].number < 0 || static_cast<u64>(a[1].number) >= text->size()) return std::nullopt;
  return Datum::of((*text)[static_cast<size_t>(a[1].number)]);
}
Result to_text(Machine &machine, Arguments a) {
  const std::u16string *text = machine.text(a[0]);
  return text ? text_result(machine, *text) : std::nullopt;
}
Result same(Machine &, Arguments a) { return a[0]; }

Result array_copy(Machine &machine, Arguments a) {
  const Object *from = machine.array(a[0]);
  Object *to = machine.array(a[2]);
  if (!from || !to || !a[1].is_number() || !a[3].is_number() || !a[4].is_number()) return std::nullopt;
  const i64 source = a[1].number, target = a[3].number, count = a[4].number;
  if (source < 0 || target < 0 || count < 0 || static_cast<u64>(source + count) > from->elements.size() || static_cast<u64>(target + count) > to->elements.size() ||
      !machine.spend(1 + static_cast<u64>(count) / 4))
    return std::nullopt;
  const std::vector<Datum> moved(from->elements.begin() + source, from->elements.begin() + source + count);
  std::ranges::copy(moved, to->elements.begin() + target);
  return Datum{};
}

// A text is cut at a separator that is one letter and no sign of a pattern; empty texts at the end are left out.
Result split(Machine &machine, Arguments a) {
  const std::u16string *text = machine.text(a[0]), *separator = machine.text(a[1]);
  if (!text || !separator) return std::nullopt;
  std::u16string by = *separator;
  if (by.size() == 2 && by[0] == u'\\') by.erase(0, 1);
  else if (by.size() == 1 && std::u16string_view(u".$|()[{^?*+\\").contains(by[0])) return std::nullopt;
  if (by.size() != 1 || !machine.spend(text->size())) return std::nullopt;
  std::vector<std::u16string> parts(1);
  for (const char16_t unit : *text) {
    if (unit == by[0]) parts.emplace_back();
    else parts.back().push_back(unit);
  }
  while (parts.size() > 1 && parts.back().empty()) parts.pop_back();
  std::vector<Datum> elements;
  for (std::u16string &part : parts) elements.push_back(machine.make_text(std::move(part)));
  return array_of(machine, 'L', std::move(elements));
}

struct Row {
  std::string_view method; // without what it gives
  Function function;
  bool is_static = false;
};
constexpr std::string_view text_parameter = "Ljava/lang/String;";
#define APPEND(owner, type)                                                                                                      \
  {owner "->append(" type ")", [](Machine &m, Arguments a) { return append(m, a, type); }}
#define BUILDER(owner)                                                                                                           \
  {owner "-><init>()", [](Machine &, Arguments) -> Result { return Datum{}; }},                                                  \
  {owner "-><init>(I)", [](Machine &, Arguments) -> Result { return Datum{}; }},                                                 \
  {owner "-><init>(Ljava/lang/String;)", [](Machine &m, Arguments a) { return append(m, a, text_parameter); }},                  \
  {owner "-><init>(Ljava/lang/CharSequence;)", [](Machine &m, Arguments a) { return append(m, a, text_parameter); }},            \
  APPEND(owner, "C"), APPEND(owner, "I"), APPEND(owner, "J"), APPEND(owner, "Z"), APPEND(owner, "[C"),                           \
  APPEND(owner, "Ljava/lang/String;"), APPEND(owner, "Ljava/lang/CharSequence;"), APPEND(owner, "Ljava/lang/Object;"),           \
  APPEND(owner, "Ljava/lang/StringBuffer;"),                                                                                     \
  {owner "->length()", length}, {owner "->charAt(I)", char_at}, {owner "->toString()", to_text},                                 \
  {owner "->reverse()", [](Machine &m, Arguments a) -> Result {                                                                  \
     Object *builder = m.builder(a[0]);                                                                                          \
     if (!builder || !m.spend(builder->text.size() / 8)) return std::nullopt;                                                    \
     std::ranges::reverse(builder->text);                                                                                        \
     return a[0];                                                                                                                \
   }},                                                                                                                           \
  {owner "->setLength(I)", [](Machine &m, Arguments a) -> Result {                                                               \
     Object *builder = m.builder(a[0]);                                                                                          \
     if (!builder || !a[1].is_number() || a[1].number < 0 || static_cast<u64>(a[1].number) > builder->text.size()) return std::nullopt; \
     builder->text.resize(static_cast<size_t>(a[1].number));                                                                     \
     return Datum{};                                                                                                             \
   }},                                                                                                                           \
  {owner "->setCharAt(IC)", [](Machine &m, Arguments a) -> Result {                                                              \
     Object *builder = m.builder(a[0]);                                                                                          \
     if (!builder || !a[1].is_number() || !a[2].is_number() || a[1].number < 0 || static_cast<u64>(a[1].number) >= builder->text.size()) return std::nullopt; \
     builder->text[static_cast<size_t>(a[1].number)] = static_cast<char16_t>(a[2].number);                                       \
     return Datum{};                                                                                                             \
   }},                                                                                                                           \
  {owner "->deleteCharAt(I)", [](Machine &m, Arguments a) -> Result {                                                            \
     Object *builder = m.builder(a[0]);                                                                                          \
     if (!builder || !a[1].is_number() || a[1].number < 0 || static_cast<u64>(a[1].number) >= builder->text.size()) return std::nullopt; \
     builder->text.erase(static_cast<size_t>(a[1].number), 1);                                                                   \
     return a[0];                                                                                                                \
   }},                                                                                                                           \
  {owner "->insert(ILjava/lang/String;)", [](Machine &m, Arguments a) -> Result {                                                \
     Object *builder = m.builder(a[0]);                                                                                          \
     const std::u16string *more = m.text(a[2]);                                                                                  \
     if (!builder || !more || !is_range(Datum::of(0), a[1], builder->text.size()) || builder->text.size() + more->size() > longest_text || !m.spend(builder->text.size() / 8)) \
       return std::nullopt;                                                                                                      \
     builder->text.insert(static_cast<size_t>(a[1].number), std::u16string(*more));                                              \
     return a[0];                                                                                                                \
   }},                                                                                                                           \
  {owner "->insert(IC)", [](Machine &m, Arguments a) -> Result {                                                                 \
     Object *builder = m.builder(a[0]);                                                                                          \
     if (!builder || !a[2].is_number() || !is_range(Datum::of(0), a[1], builder->text.size()) || !m.spend(builder->text.size() / 8)) return std::nullopt; \
     builder->text.insert(static_cast<size_t>(a[1].number), 1, static_cast<char16_t>(a[2].number));                              \
     return a[0];                                                                                                                \
   }}
#define VALUE_OF(method, type)                                                                                                   \
  {method "(" type ")", [](Machine &m, Arguments a) -> Result {                                                                  \
     std::optional<std::u16string> text = spell(m, type, a[0]);                                                                  \
     return text ? text_result(m, std::move(*text)) : std::nullopt;                                                              \
   }, true}

constexpr Row functions[] = {
    {"Ljava/lang/Object;-><init>()", [](Machine &, Arguments) -> Result { return Datum{}; }},
    {"Ljava/lang/String;-><init>()", [](Machine &m, Arguments a) { return set_text(m, a[0], std::u16string()); }},
    {"Ljava/lang/String;-><init>([C)",
     [](Machine &m, Arguments a) { return set_text(m, a[0], spell(m, "[C", a[1])); }},
    {"Ljava/lang/String;-><init>([CII)", [](Machine &m, Arguments a) { return set_text(m, a[0], from_units(m, a[1], a[2], a[3])); }},
    {"Ljava/lang/String;-><init>(Ljava/lang/String;)", [](Machine &m, Arguments a) { return set_text(m, a[0], spell(m, text_parameter, a[1])); }},
    {"Ljava/lang/String;-><init>(Ljava/lang/StringBuilder;)", [](Machine &m, Arguments a) { return set_text(m, a[0], spell(m, text_parameter, a[1])); }},
    {"Ljava/lang/String;-><init>([B)", [](Machine &m, Arguments a) { return set_text(m, a[0], from_bytes(m, a[1], 0, std::nullopt, u"UTF-8")); }},
    {"Ljava/lang/String;-><init>([BLjava/lang/String;)",
     [](Machine &m, Arguments a) { return set_text(m, a[0], from_bytes(m, a[1], 0, std::nullopt, charset_of(m, a[2]))); }},
    {"Ljava/lang/String;-><init>([BLjava/nio/charset/Charset;)",
     [](Machine &m, Arguments a) { return set_text(m, a[0], from_bytes(m, a[1], 0, std::nullopt, charset_of(m, a[2]))); }},
    {"Ljava/lang/String;-><init>([BII)",
     [](Machine &m, Arguments a) -> Result {
       if (!a[2].is_number() || !a[3].is_number() || a[2].number < 0 || a[3].number < 0) return std::nullopt;
       return set_text(m, a[0], from_bytes(m, a[1], static_cast<size_t>(a[2].number), static_cast<size_t>(a[3].number), u"UTF-8"));
     }},
    {"Ljava/lang/String;->length()", length},
    {"Ljava/lang/CharSequence;->length()", length},
    {"Ljava/lang/String;->charAt(I)", char_at},
    {"Ljava/lang/CharSequence;->charAt(I)", char_at},
    {"Ljava/lang/String;->toString()", to_text},
    {"Ljava/lang/CharSequence;->toString()", to_text},
    {"Ljava/lang/Object;->toString()", to_text},
    {"Ljava/lang/String;->intern()", to_text},
    {"Ljava/lang/String;->isEmpty()",
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *text = m.text(a[0]);
       return text ? Result(Datum::of(text->empty())) : std::nullopt;
     }},
    {"Ljava/lang/String;->toCharArray()",
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *text = m.text(a[0]);
       if (!text) return std::nullopt;
       std::vector<Datum> elements;
       for (const char16_t unit : *text) elements.push_back(Datum::of(unit));
       return array_of(m, 'C', std::move(elements));
     }},
    {"Ljava/lang/String;->getBytes()", [](Machine &m, Arguments a) { return get_bytes(m, a[0], u"UTF-8"); }},
    {"Ljava/lang/String;->getBytes(Ljava/lang/String;)", [](Machine &m, Arguments a) { return get_bytes(m, a[0], charset_of(m, a[1])); }},
    {"Ljava/lang/String;->getBytes(Ljava/nio/charset/Charset;)", [](Machine &m, Arguments a) { return get_bytes(m, a[0], charset_of(m, a[1])); }},
    {"Ljava/nio/charset/Charset;->forName(Ljava/lang/String;)", same, true},
    {"Ljava/lang/String;->substring(I)",
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *text = m.text(a[0]);
       return text ? substring(m, a[0], a[1], Datum::of(static_cast<i64>(text->size()))) : std::nullopt;
     }},
    {"Ljava/lang/String;->substring(II)", [](Machine &m, Arguments a) { return substring(m, a[0], a[1], a[2]); }},
    {"Ljava/lang/StringBuilder;->substring(II)", [](Machine &m, Arguments a) { return substring(m, a[0], a[1], a[2]); }},
    {"Ljava/lang/String;->concat(Ljava/lang/String;)",
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *left = m.text(a[0]), *right = m.text(a[1]);
       return left && right ? text_result(m, *left + *right) : std::nullopt;
     }},
    {"Ljava/lang/String;->equals(Ljava/lang/Object;)",
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *left = m.text(a[0]), *right = m.text(a[1]);
       if (left && a[1].is_null()) return Datum::of(0);
       return left && right ? Result(Datum::of(*left == *right)) : std::nullopt;
     }},
    {"Ljava/lang/String;->equalsIgnoreCase(Ljava/lang/String;)",
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *left = m.text(a[0]), *right = m.text(a[1]);
       return left && right && is_ascii(*left) && is_ascii(*right) ? Result(Datum::of(lower(*left) == lower(*right))) : std::nullopt;
     }},
    {"Ljava/lang/String;->hashCode()",
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *text = m.text(a[0]);
       if (!text || !m.spend(text->size() / 8)) return std::nullopt;
       u32 hash = 0;
       for (const char16_t unit : *text) hash = 31 * hash + unit;
       return Datum::of(static_cast<i32>(hash));
     }},
    {"Ljava/lang/String;->indexOf(I)", [](Machine &m, Arguments a) { return index_of(m, a, false, true); }},
    {"Ljava/lang/String;->indexOf(II)", [](Machine &m, Arguments a) { return index_of(m, a, false, true); }},
    {"Ljava/lang/String;->indexOf(Ljava/lang/String;)", [](Machine &m, Arguments a) { return index_of(m, a, false, false); }},
    {"Ljava/lang/String;->indexOf(Ljava/lang/String;I)", [](Machine &m, Arguments a) { return index_of(m, a, false, false); }},
    {"Ljava/lang/String;->lastIndexOf(I)", [](Machine &m, Arguments a) { return index_of(m, a, true, true); }},
    {"Ljava/lang/String;->lastIndexOf(Ljava/lang/String;)", [](Machine &m, Arguments a) { return index_of(m, a, true, false); }},
    {"Ljava/lang/String;->contains(Ljava/lang/CharSequence;)",
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *left = m.text(a[0]), *right = m.text(a[1]);
       return left && right ? Result(Datum::of(left->contains(*right))) : std::nullopt;
     }},
    {"Ljava/lang/String;->startsWith(Ljava/lang/String;)",
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *left = m.text(a[0]), *right = m.text(a[1]);
       return left && right ? Result(Datum::of(left->starts_with(*right))) : std::nullopt;
     }},
    {"Ljava/lang/String;->endsWith(Ljava/lang/String;)",
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *left = m.text(a[0]), *right = m.text(a[1]);
       return left && right ? Result(Datum::of(left->ends_with(*right))) : std::nullopt;
     }},
    {"Ljava/lang/String;->replace(CC)",
     [](Machine &m, Arguments a) -> Result {
       if (!a[1].is_number() || !a[2].is_number()) return std::nullopt;
       return replace_all(m, a[0], std::u16string(1, static_cast<char16_t>(a[1].number)), std::u16string(1, static_cast<char16_t>(a[2].number)));
     }},
    {"Ljava/lang/String;->replace(Ljava/lang/CharSequence;Ljava/lang/CharSequence;)",
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *what = m.text(a[1]), *by = m.text(a[2]);
       return what && by ? replace_all(m, a[0], *what, *by) : std::nullopt;
     }},
    {"Ljava/lang/String;->replaceAll(Ljava/lang/String;Ljava/lang/String;)", // only where the pattern is a plain text
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *what = m.text(a[1]), *by = m.text(a[2]);
       if (!what || !by || what->find_first_of(u".$|()[]{}^?*+\\") != std::u16string::npos || by->find_first_of(u"$\\") != std::u16string::npos) return std::nullopt;
       return replace_all(m, a[0], *what, *by);
     }},
    {"Ljava/lang/String;->trim()",
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *text = m.text(a[0]);
       if (!text) return std::nullopt;
       size_t start = 0, end = text->size();
       while (start < end && (*text)[start] <= u' ') ++start;
       while (end > start && (*text)[end - 1] <= u' ') --end;
       return text_result(m, text->substr(start, end - start));
     }},
    {"Ljava/lang/String;->toLowerCase()",
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *text = m.text(a[0]);
       return text && is_ascii(*text) ? text_result(m, lower(*text)) : std::nullopt;
     }},
    {"Ljava/lang/String;->toLowerCase(Ljava/util/Locale;)",
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *text = m.text(a[0]);
       return text && is_ascii(*text) ? text_result(m, lower(*text)) : std::nullopt;
     }},
    {"Ljava/lang/String;->toUpperCase()",
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *text = m.text(a[0]);
       return text && is_ascii(*text) ? text_result(m, upper(*text)) : std::nullopt;
     }},
    {"Ljava/lang/String;->toUpperCase(Ljava/util/Locale;)",
     [](Machine &m, Arguments a) -> Result {
       const std::u16string *text = m.text(a[0]);
       return text && is_ascii(*text) ? text_result(m, upper(*text)) : std::nullopt;
     }},
    {"Ljava/lang/String;->split(Ljava/lang/String;)", split},
    VALUE_OF("Ljava/lang/String;->valueOf", "C"),
    VALUE_OF("Ljava/lang/String;->valueOf", "I"),
    VALUE_OF("Ljava/lang/String;->valueOf", "J"),
    VALUE_OF("Ljava/lang/String;->valueOf", "Z"),
    VALUE_OF("Ljava/lang/String;->valueOf", "[C"),
    VALUE_OF("Ljava/lang/String;->copyValueOf", "[C"),
    VALUE_OF("Ljava/lang/String;->valueOf", "Ljava/lang/Object;"),
    VALUE_OF("Ljava/lang/Integer;->toString", "I"),
    VALUE_OF("Ljava/lang/Long;->toString", "J"),
    VALUE_OF("Ljava/lang/Character;->toString", "C"),
    {"Ljava/lang/String;->valueOf([CII)",
     [](Machine &m, Arguments a) -> Result {
       std::optional<std::u16string> text = from_units(m, a[0], a[1], a[2]);
       return text ? text_result(m, std::move(*text)) : std::nullopt;
     }, true},
    BUILDER("Ljava/lang/StringBuilder;"),
    BUILDER("Ljava/lang/StringBuffer;"),
    {"Ljava/lang/Integer;->parseInt(Ljava/lang/String;)", [](Machine &m, Arguments a) { return parse_number(m, a[0], 10); }, true},
    {"Ljava/lang/Integer;->parseInt(Ljava/lang/String;I)",
     [](Machine &m, Arguments a) -> Result { return a[1].is_number() ? parse_number(m, a[0], a[1].number) : std::nullopt; }, true},
    {"Ljava/lang/Integer;->valueOf(Ljava/lang/String;)", [](Machine &m, Arguments a) { return parse_number(m, a[0], 10); }, true},
    {"Ljava/lang/Long;->parseLong(Ljava/lang/String;)", [](Machine &m, Arguments a) { return parse_number(m, a[0], 10); }, true},
    {"Ljava/lang/Byte;->parseByte(Ljava/lang/String;)", [](Machine &m, Arguments a) { return parse_number(m, a[0], 10); }, true},
    {"Ljava/lang/Integer;->valueOf(I)", same, true},
    {"Ljava/lang/Integer;->intValue()", same},
    {"Ljava/lang/Number;->intValue()", same},
    {"Ljava/lang/Character;->valueOf(C)", same, true},
    {"Ljava/lang/Character;->charValue()", same},
    {"Ljava/lang/Byte;->valueOf(B)", same, true},
    {"Ljava/lang/Byte;->byteValue()", same},
    {"Ljava/lang/Long;->valueOf(J)", same, true},
    {"Ljava/lang/Long;->longValue()", same},
    {"Ljava/lang/Character;->digit(CI)",
     [](Machine &, Arguments a) -> Result {
       if (!a[0].is_number() || !a[1].is_number()) return std::nullopt;
       const i64 unit = a[0].number, radix = a[1].number;
       const i64 digit = unit >= '0' && unit <= '9' ? unit - '0' : unit >= 'a' && unit <= 'z' ? unit - 'a' + 10 : unit >= 'A' && unit <= 'Z' ? unit - 'A' + 10 : -1;
       return unit < 0x80 ? Result(Datum::of(digit < radix ? digit : -1)) : std::nullopt;
     }, true},
    {"Ljava/lang/Character;->isDigit(C)",
     [](Machine &, Arguments a) -> Result {
       return a[0].is_number() && a[0].number < 0x80 ? Result(Datum::of(a[0].number >= '0' && a[0].number <= '9')) : std::nullopt;
     }, true},
    {"Ljava/lang/Math;->abs(I)",
     [](Machine &, Arguments a) -> Result { return a[0].is_number() ? Result(Datum::of(static_cast<i32>(a[0].number < 0 ? -a[0].number : a[0].number))) : std::nullopt; }, true},
    {"Ljava/lang/Math;->min(II)",
     [](Machine &, Arguments a) -> Result { return a[0].is_number() && a[1].is_number() ? Result(Datum::of(std::min(a[0].number, a[1].number))) : std::nullopt; }, true},
    {"Ljava/lang/Math;->max(II)",
     [](Machine &, Arguments a) -> Result { return a[0].is_number() && a[1].is_number() ? Result(Datum::of(std::max(a[0].number, a[1].number))) : std::nullopt; }, true},
    {"Landroid/util/Base64;->decode(Ljava/lang/String;I)", [](Machine &m, Arguments a) { return base64(m, a[0]); }, true},
    {"Landroid/util/Base64;->decode([BI)", [](Machine &m, Arguments a) { return base64(m, a[0]); }, true},
    {"Ljava/util/Base64;->getDecoder()", [](Machine &, Arguments) -> Result { return Datum{}; }, true},
    {"Ljava/util/Base64;->getUrlDecoder()", [](Machine &, Arguments) -> Result { return Datum{}; }, true},
    {"Ljava/util/Base64;->getMimeDecoder()", [](Machine &, Arguments) -> Result { return Datum{}; }, true},
    {"Ljava/util/Base64$Decoder;->decode(Ljava/lang/String;)", [](Machine &m, Arguments a) { return base64(m, a[1]); }},
    {"Ljava/util/Base64$Decoder;->decode([B)", [](Machine &m, Arguments a) { return base64(m, a[1]); }},
    {"Ljava/lang/System;->arraycopy(Ljava/lang/Object;ILjava/lang/Object;II)", array_copy, true},
    {"Ljava/util/Arrays;->copyOf([BI)", [](Machine &m, Arguments a) -> Result { return a[1].is_number() ? copy_range(m, a[0], 0, a[1].number) : std::nullopt; }, true},
    {"Ljava/util/Arrays;->copyOf([CI)", [](Machine &m, Arguments a) -> Result { return a[1].is_number() ? copy_range(m, a[0], 0, a[1].number) : std::nullopt; }, true},
    {"Ljava/util/Arrays;->copyOf([II)", [](Machine &m, Arguments a) -> Result { return a[1].is_number() ? copy_range(m, a[0], 0, a[1].number) : std::nullopt; }, true},
    {"Ljava/util/Arrays;->copyOfRange([BII)",
     [](Machine &m, Arguments a) -> Result { return a[1].is_number() && a[2].is_number() ? copy_range(m, a[0], a[1].number, a[2].number) : std::nullopt; }, true},
    {"Ljava/util/Arrays;->copyOfRange([CII)",
     [](Machine &m, Arguments a) -> Result { return a[1].is_number() && a[2].is_number() ? copy_range(m, a[0], a[1].number, a[2].number) : std::nullopt; }, true},
};

const Row *row_of(const MethodWords &words) {
  static const std::unordered_map<std::string_view, const Row *> by_method = [] {
    std::unordered_map<std::string_view, const Row *> made;
    for (const Row &row : functions) made.emplace(row.method, &row);
    return made;
  }();
  static const std::unordered_set<std::string_view> owners = [] {
    std::unordered_set<std::string_view> made;
    for (const Row &row : functions) made.insert(std::string_view(row.method).substr(0, std::string_view(row.method).find("->")));
    return made;
  }();
  const size_t close = words.signature.find(')');
  if (close == std::string_view::npos || !owners.contains(words.owner)) return nullptr;
  std::string key(words.owner);
  key.append("->").append(words.name).append(words.signature.substr(0, close + 1));
  const auto found = by_method.find(key);
  return found == by_method.end() ? nullptr : found->second;
}

bool is_clone(const MethodWords &words) { return words.name == "clone" && words.owner.starts_with('['); }

#undef APPEND
#undef BUILDER
#undef VALUE_OF

} // namespace

bool Machine::knows(const MethodWords &words) { return row_of(words) || is_clone(words); }

std::optional<Datum> Machine::call_platform(MethodId method, std::span<const Datum> arguments) {
  const MethodWords words = words_of(program_, method);
  if (is_clone(words) && arguments.size() == 1)
    if (const Object *found = array(arguments[0])) return copy_range(*this, arguments[0], 0, static_cast<i64>(found->elements.size()));
  const Row *row = row_of(words);
  // The platform's verifier holds calls to their signatures; nobody has held a damaged body to them.
  if (!row || arguments.size() < parameter_types(words.signature).size() + (row->is_static ? 0 : 1)) return std::nullopt;
  return row->function(*this, arguments);
}

template <class Do>
std::optional<Constant> Decoder::bounded(const Do &run) {
  Machine machine(values_, std::min(most_steps, steps_left_));
  const u64 before = machine.steps_left;
  std::optional<Constant> result = run(machine);
  steps_left_ -= before - machine.steps_left;
  return result;
}

std::optional<Constant> Decoder::run(BodyId body, std::span<const std::optional<Constant>> arguments) {
  return bounded([&](Machine &machine) -> std::optional<Constant> {
    std::vector<Datum> data;
    for (const auto &argument : arguments) data.push_back(machine.import(argument));
    const std::optional<Datum> result = machine.run(body, data);
    return result ? machine.give(*result) : std::nullopt;
  });
}

std::optional<Constant> Decoder::run_to(ValueAt at, ValueId of) {
  return bounded([&](Machine &machine) -> std::optional<Constant> {
    machine.run(at.body, {}, {at.value, of == no_value ? at.value : of});
    return machine.until_value ? machine.give(*machine.until_value) : std::nullopt;
  });
}

bool Decoder::knows(const MethodWords &words) const { return Machine::knows(words); }

std::optional<Constant> Decoder::call(MethodId method, std::span<const std::optional<Constant>> arguments) {
  return bounded([&](Machine &machine) -> std::optional<Constant> {
    std::vector<Datum> data;
    const bool is_constructor = words_of(values_.program(), method).name == "<init>";
    for (const auto &argument : arguments) data.push_back(machine.import(argument));
    if (is_constructor && !data.empty()) data[0] = machine.make_text({});
    const std::optional<Datum> result = machine.call_platform(method, data);
    return result ? machine.give(is_constructor ? data[0] : *result) : std::nullopt;
  });
}

std::u16string to_utf16(std::string_view text) {
  std::u16string units;
  for (size_t i = 0; i < text.size();) {
    const auto byte = [&](size_t at) { return at < text.size() ? static_cast<u8>(text[at]) : u8{0}; };
    const u8 first = byte(i);
    const size_t length = first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    const u32 unit = length == 1 ? first : length == 2 ? (first & 0x1fu) << 6 | (byte(i + 1) & 0x3fu) : (first & 0xfu) << 12 | (byte(i + 1) & 0x3fu) << 6 | (byte(i + 2) & 0x3fu);
    units.push_back(static_cast<char16_t>(unit));
    i += length;
  }
  return units;
}

std::string from_utf16(std::u16string_view text) {
  std::string bytes;
  for (const u32 unit : text) {
    const auto put = [&](u32 byte) { bytes.push_back(static_cast<char>(byte)); };
    if (unit != 0 && unit < 0x80) put(unit);
    else if (unit < 0x800) put(0xc0 | unit >> 6), put(0x80 | (unit & 0x3f));
    else put(0xe0 | unit >> 12), put(0x80 | (unit >> 6 & 0x3f)), put(0x80 | (unit & 0x3f));
  }
  return bytes;
}

std::string from_utf8(std::string_view text) { return from_utf16(*decode_bytes(std::string(text), u"UTF-8")); }

} // namespace kinsafe
