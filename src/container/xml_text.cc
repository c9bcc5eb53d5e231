// A recursive-descent reader of XML 1.0, without recursion: elements that are open stand in a list. Grammar, by the
// productions of the recommendation (www.w3.org/TR/xml):
//   document ::= prolog element Misc*       prolog ::= XMLDecl? Misc* (doctypedecl Misc*)?
//   element ::= '<' Name (S Attribute)* S? ('/>' | '>' content '</' Name S? '>')
//   content ::= (element | CharData | Reference | CDSect | PI | Comment)*
// A document type may be named, as every property list does, and never holds declarations: nothing is fetched, nothing
// expands.
#include "container/xml_text.h"

#include "base/reader.h"
#include "base/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace kinsafe {

namespace {

constexpr size_t most_bytes = size_t{16} << 20;
constexpr size_t most_elements = size_t{1} << 17;
constexpr size_t most_attributes = size_t{1} << 17;
constexpr size_t most_of_one_element = 1000; // attributes
constexpr size_t deepest = 200;
constexpr size_t most_prefixes = 200; // declared at one place

constexpr std::string_view blanks = " \t\r\n";
bool is_blank(char c) { return blanks.contains(c); }

bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || static_cast<u8>(c) >= 0x80;
}
bool is_name_part(char c) { return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; }

// What XML allows of the characters below the letters.
bool is_allowed(char c) { return static_cast<u8>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r'; }

void append_character(std::string &out, u32 c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  const int tails = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr u8 heads[] = {0, 0xc0, 0xe0, 0xf0};
  out += static_cast<char>(heads[tails] | c >> 6 * tails);
  for (int i = tails - 1; i >= 0; --i) out += static_cast<char>(0x80 | (c >> 6 * i & 0x3f));
}

struct WrittenAttribute {
  std::string_view name;
  std::string value;
};

class XmlReader {
public:
  explicit XmlReader(std::string_view text) : rest_(text), whole_(text) {}

  Result<AxmlDocument> read() {
    take("\xef\xbb\xbf"); // byte order mark
    if (rest_.starts_with("<?xml") && rest_.size() > 5 && is_blank(rest_[5])) read_declaration();
    while (problem_.empty() && !is_done_) read_next();
    if (problem_.empty()) return std::move(document_);
    const auto line = 1 + std::count(whole_.begin(), whole_.end() - static_cast<std::ptrdiff_t>(rest_.size()), '\n');
    return fail(fmt::format("line {}: {}", line, problem_));
  }

private:
  void give_up(std::string_view problem) {
    if (problem_.empty()) problem_ = problem;
  }

  bool take(std::string_view start) {
    if (!rest_.starts_with(start)) return false;
    rest_.remove_prefix(start.size());
    return true;
  }

  // Up to `end`, which is taken too.
  std::string_view take_until(std::string_view end, std::string_view problem) {
    const size_t at = rest_.find(end);
    if (at == std::string_view::npos) {
      give_up(problem);
      return {};
    }
    const std::string_view taken = rest_.substr(0, at);
    rest_.remove_prefix(at + end.size());
    return taken;
  }

  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size())); }

  std::string_view take_name() {
    size_t length = 0;
    if (!rest_.empty() && is_name_start(rest_[0]))
      while (length < rest_.size() && is_name_part(rest_[length])) ++length;
    if (length == 0) give_up("a name is missing");
    const std::string_view name = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return name;
  }

  void read_declaration() {
    std::string declaration(take_until("?>", "the XML declaration has no end"));
    std::ranges::transform(declaration, declaration.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    if (declaration.contains("encoding") && !declaration.contains("utf-8") && !declaration.contains("us-ascii"))
      give_up("the encoding is not UTF-8");
  }

  void read_next() {
    if (open_.empty()) skip_blanks();
    if (rest_.empty()) {
      is_done_ = true;
      if (!open_.empty()) give_up("an element has no end");
      if (document_.elements.empty()) give_up("there is no element");
      return;
    }
    if (take("<!--")) {
      take_until("-->", "a comment has no end");
    } else if (take("<![CDATA[")) {
      add_text(std::string(take_until("]]>", "a CDATA section has no end")));
    } else if (take("<?")) {
      take_until("?>", "a processing instruction has no end");
    } else if (take("<!DOCTYPE")) {
      read_document_type();
    } else if (take("</")) {
      read_end();
    } else if (take("<")) {
      read_element();
    } else {
      read_text();
    }
  }

  void read_document_type() {
    const std::string_view type = take_until(">", "the document type has no end");
    if (!document_.elements.empty()) give_up("a document type stands behind the first element");
    if (type.contains('[')) give_up("the document type holds declarations, which are not read");
  }

  void read_text() {
    const size_t end = std::min(rest_.find('<'), rest_.size());
    const std::string_view raw = rest_.substr(0, end);
    std::optional<std::string> text = decode(raw);
    rest_.remove_prefix(end);
    if (text) add_text(std::move(*text));
  }

  void add_text(std::string text) {
    if (open_.empty()) return give_up("text stands outside of the root element");
    if (text.find_first_not_of(blanks) == std::string::npos) return;
    const auto before = static_cast<u32>(document_.elements.size());
    document_.texts.push_back({before, open_.back().element, line(), std::move(text)});
  }

  // References replaced; nothing where one is not known.
  std::optional<std::string> decode(std::string_view raw) {
    std::string out;
    while (true) {
      const size_t ampersand = std::min(raw.find('&'), raw.size());
      out.append(raw, 0, ampersand);
      raw.remove_prefix(ampersand);
      if (raw.empty()) return out;
      const size_t end = raw.find(';');
      const std::string_view name = raw.substr(1, end == std::string_view::npos ? 0 : end - 1);
      constexpr std::pair<std::string_view, char> known[] = {
          {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
      const auto found = std::ranges::find(known, name, &std::pair<std::string_view, char>::first);
      if (found != std::end(known)) {
        out += found->second;
      } else if (const std::optional<u32> c = character(name)) {
        append_character(out, *c);
      } else {
        give_up("a reference is none of XML's own");
        return std::nullopt;
      }
      raw.remove_prefix(end + 1);
    }
  }

  // "#38" or "#x26".
  static std::optional<u32> character(std::string_view name) {
    if (!name.starts_with('#')) return std::nullopt;
    name.remove_prefix(1);
    const int base = name.starts_with('x') ? 16 : 10;
    if (base == 16) name.remove_prefix(1);
    u32 c = 0;
    const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), c, base);
    if (error != std::errc() || stop != name.data() + name.size()) return std::nullopt;
    const bool is_valid = (c >= 0x20 && c < 0xd800) || (c >= 0xe000 && c < 0xfffe) || (c >= 0x10000 && c < 0x110000) ||
                          c == '\t' || c == '\n' || c == '\r';
    return is_valid ? std::optional(c) : std::nullopt;
  }

  std::vector<WrittenAttribute> read_attributes() {
    std::vector<WrittenAttribute> attributes;
    while (problem_.empty() && !rest_.starts_with('>') && !rest_.starts_with("/>")) {
      const bool has_blank = !rest_.empty() && is_blank(rest_[0]);
      skip_blanks();
      if (rest_.starts_with('>') || rest_.starts_with("/>")) break;
      if (!has_blank) give_up("an element has no end");
      WrittenAttribute attribute{take_name(), {}};
      skip_blanks();
      if (!take("=")) give_up("an attribute has no value");
      skip_blanks();
      const std::string_view quote = rest_.substr(0, 1);
      if (quote != "\"" && quote != "'") give_up("an attribute's value has no quotes");
      if (!problem_.empty()) break;
      rest_.remove_prefix(1);
      const std::string_view raw = take_until(quote, "an attribute's value has no end");
      if (raw.contains('<')) give_up("an attribute's value holds a '<'");
      attribute.value = decode(raw).value_or("");
      if (std::ranges::find(attributes, attribute.name, &WrittenAttribute::name) != attributes.end())
        give_up("an element has two attributes of one name");
      attributes.push_back(std::move(attribute));
      if (attributes.size() > most_of_one_element || ++attributes_ > most_attributes)
        give_up("there are more attributes than this version reads");
    }
    return attributes;
  }

  // The namespace of a prefix, and the name without it.
  std::pair<std::string, std::string_view> resolve(std::string_view name, bool is_attribute) {
    const size_t colon = name.find(':');
    const std::string_view prefix = colon == std::string_view::npos ? "" : name.substr(0, colon);
    const std::string_view local = colon == std::string_view::npos ? name : name.substr(colon + 1);
    if (prefix.empty() && is_attribute) return {"", local};
    for (size_t i = prefixes_.size(); i-- > 0;)
      if (prefixes_[i].first == prefix) return {prefixes_[i].second, local};
    if (!prefix.empty() && prefix != "xml") give_up("a prefix is not declared");
    return {"", local};
  }

  void read_element() {
    const std::string_view name = take_name();
    std::vector<WrittenAttribute> attributes = read_attributes();
    if (!problem_.empty()) return;
    if (open_.empty() && !document_.elements.empty()) return give_up("there is more than one root element");
    const size_t prefixes_before = prefixes_.size();
    for (const WrittenAttribute &attribute : attributes) {
      if (attribute.name != "xmlns" && !attribute.name.starts_with("xmlns:")) continue;
      prefixes_.emplace_back(attribute.name.size() > 6 ? attribute.name.substr(6) : std::string_view(),
                             attribute.value);
    }
    const auto index = static_cast<u32>(document_.elements.size());
    if (index == most_elements || open_.size() == deepest || prefixes_.size() > most_prefixes)
      return give_up("there are more elements than this version reads");
    AxmlElement element;
    const auto [ns, local] = resolve(name, false);
    element.ns = ns;
    element.name = local;
    element.depth = static_cast<u32>(open_.size());
    element.parent = open_.empty() ? index : open_.back().element;
    element.line = line();
    for (WrittenAttribute &written : attributes) {
      if (written.name == "xmlns" || written.name.starts_with("xmlns:")) continue;
      AxmlAttribute attribute;
      const auto [attribute_ns, attribute_local] = resolve(written.name, true);
      attribute.ns = attribute_ns;
      attribute.name = attribute_local;
      attribute.value.type = AxmlValue::Type::string;
      attribute.value.raw = attribute.value.text = std::move(written.value);
      element.attributes.push_back(std::move(attribute));
    }
    document_.elements.push_back(std::move(element));
    open_.push_back({index, name, prefixes_before});
    if (take("/>"))
      close();
    else if (!take(">"))
      give_up("an element has no end");
  }

  void close() {
    prefixes_.resize(open_.back().prefixes_before);
    open_.pop_back();
  }

  void read_end() {
    const std::string_view name = take_name();
    skip_blanks();
    if (!take(">")) return give_up("an element has no end");
    if (open_.empty() || open_.back().name != name) return give_up("an element ends that was not begun last");
    close();
  }

  // Elements come in order, so the lines up to here are counted once.
  u32 line() {
    const size_t at = whole_.size() - rest_.size();
    line_ += static_cast<u32>(std::ranges::count(whole_.substr(counted_, at - counted_), '\n'));
    counted_ = at;
    return line_;
  }

  struct Open {
    u32 element;
    std::string_view name;
    size_t prefixes_before;
  };
  std::string_view rest_, whole_;
  AxmlDocument document_;
  std::vector<Open> open_;
  std::vector<std::pair<std::string_view, std::string>> prefixes_; // of the open elements
  size_t attributes_ = 0, counted_ = 0;
  u32 line_ = 1;
  std::string_view problem_;
  bool is_done_ = false;
};

struct KnownAttribute {
  std::string_view name;
  u32 id;
  bool is_typed; // a number or a truth value; others are texts, whatever they look like
};
constexpr KnownAttribute known_attributes[] = {
    {"label", 0x01010001, false},          {"name", 0x01010003, false},
    {"sharedUserId", 0x0101000b, false},   {"value", 0x01010024, true},
    {"minSdkVersion", 0x0101020c, true},   {"versionCode", 0x0101021b, true},
    {"versionName", 0x0101021c, false},    {"targetSdkVersion", 0x01010270, true},
    {"maxSdkVersion", 0x01010271, true},   {"versionCodeMajor", 0x01010576, true},
    {"isSplitRequired", 0x01010591, true}, {"requiredSplitTypes", 0x0101064e, false},
    {"splitTypes", 0x0101064f, false},
};
constexpr std::string_view android_namespace = "http://schemas.android.com/apk/res/android";

void type_value(AxmlValue &value) {
  const std::string &text = value.text;
  u32 number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && stop == text.data() + text.size()) {
    value.type = AxmlValue::Type::integer;
    value.data = number;
  } else if (text == "true" || text == "false") {
    value.type = AxmlValue::Type::boolean;
    value.data = text == "true" ? 0xffffffff : 0;
  }
}

} // namespace

Result<AxmlDocument> read_xml_text(Bytes bytes) {
  if (bytes.size() > most_bytes) return fail("document: it is longer than this version reads");
  const std::string_view text = as_text(bytes);
  if (!std::ranges::all_of(text, is_allowed) || to_utf8(text) != text) return fail("document: it is no UTF-8 text");
  return XmlReader(text).read();
}

Result<AxmlDocument> read_xml_manifest(Bytes bytes) {
  AxmlDocument document = TRY(read_xml_text(bytes));
  for (AxmlElement &element : document.elements)
    for (AxmlAttribute &attribute : element.attributes) {
      if (attribute.ns != android_namespace) continue;
      const auto known = std::ranges::find(known_attributes, attribute.name, &KnownAttribute::name);
      if (known == std::end(known_attributes)) continue;
      attribute.resource_id = known->id;
      AxmlValue &value = attribute.value;
      if (value.text.starts_with('@'))
        value.type = AxmlValue::Type::reference;
      else if (known->is_typed)
        type_value(value);
    }
  return document;
}

} // namespace kinsafe
