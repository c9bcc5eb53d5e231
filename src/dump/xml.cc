// Writes XML. Names come from the file, which may hold anything: what can't stand in a name of XML is spelled _x0020_,
// what can't stand in its text <U+0001>, and a namespace that is used but not declared gets a declaration at the root.
#include "dump/xml.h"

#include "base/strings.h"
#include "dump/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace kinsafe {
namespace {

bool is_name_byte(char c, bool is_first) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<u8>(c) >= 0x80) return true;
  return !is_first && ((c >= '0' && c <= '9') || c == '-' || c == '.');
}

std::string xml_name(std::string_view name) {
  std::string text;
  for (const char c : to_line(name)) {
    if (is_name_byte(c, text.empty()))
      text += c;
    else
      text += fmt::format("_x{:04X}_", static_cast<u8>(c));
  }
  return text;
}

std::string xml_text(std::string_view value) {
  std::string text;
  size_t start = 0;
  const auto add = [&](std::string_view piece) {
    for (const char c : to_line(piece)) {
      if (c == '&')
        text += "&amp;";
      else if (c == '<')
        text += "&lt;";
      else if (c == '>')
        text += "&gt;";
      else if (c == '"')
        text += "&quot;";
      else
        text += c;
    }
  };
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\n' && value[i] != '\t' && value[i] != '\r') continue;
    add(value.substr(start, i - start));
    text += value[i] == '\n' ? "&#10;" : value[i] == '\t' ? "&#9;" : "&#13;";
    start = i + 1;
  }
  add(value.substr(start));
  return text;
}

constexpr std::pair<std::string_view, std::string_view> usual_prefixes[] = {
    {"http://schemas.android.com/apk/res/android", "android"},
    {"http://schemas.android.com/apk/res-auto", "app"},
    {"http://schemas.android.com/tools", "tools"},
    {"http://schemas.android.com/apk/distribution", "dist"},
};

// One prefix a namespace, and where each is declared.
struct Prefixes {
  std::map<std::string_view, std::string> by_uri;
  std::vector<std::pair<u32, std::string_view>> declarations; // element and URI

  explicit Prefixes(const AxmlDocument &document) {
    std::set<std::string> taken;
    const auto declare = [&](u32 element, std::string_view uri, std::string prefix) {
      if (by_uri.contains(uri)) return;
      const std::string wanted = prefix.empty() ? "ns" : prefix;
      prefix = wanted;
      for (int i = 1; !taken.insert(prefix).second; ++i) prefix = fmt::format("{}{}", wanted, i);
      by_uri.emplace(uri, prefix);
      declarations.emplace_back(element, uri);
    };
    const auto last = static_cast<u32>(document.elements.size() - 1);
    for (const AxmlNamespace &ns : document.namespaces) declare(std::min(ns.before, last), ns.uri, xml_name(ns.prefix));
    const auto use = [&](std::string_view uri) {
      if (uri.empty() || by_uri.contains(uri)) return;
      const auto usual = std::ranges::find(usual_prefixes, uri, [](const auto &pair) { return pair.first; });
      declare(0, uri, usual == std::end(usual_prefixes) ? "" : std::string(usual->second));
    };
    for (const AxmlElement &element : document.elements) {
      use(element.ns);
      for (const AxmlAttribute &attribute : element.attributes) use(attribute.ns);
    }
    // A declaration deeper down may come after a use of it higher up: the root has room for all.
    std::ranges::stable_sort(declarations, {}, [](const auto &pair) { return pair.first; });
  }

  std::string qualified(std::string_view ns, std::string name) const {
    return ns.empty() ? name : by_uri.find(ns)->second + ":" + name;
  }
};

std::string attribute_name(const AxmlAttribute &attribute) {
  return attribute.name.empty() ? fmt::format("attr_{:08x}", attribute.resource_id) : xml_name(attribute.name);
}

// A text that begins like a reference is marked, as in sources.
std::string attribute_value(const AxmlValue &value, const ResourceTable &table) {
  const std::string text = value_text(value, table);
  const bool looks_like_reference =
      value.type == AxmlValue::Type::string && (text.starts_with('@') || text.starts_with('?'));
  return xml_text(looks_like_reference ? "\\" + text : text);
}

class XmlText {
public:
  XmlText(const AxmlDocument &document, const ResourceTable &table, Output &output)
      : document_(document), table_(table), output_(output), prefixes_(document) {}

  void write() {
    output_.line(R"(<?xml version="1.0" encoding="utf-8"?>)");
    size_t next_text = 0;
    const auto texts_before = [&](u32 element) {
      for (; next_text < document_.texts.size() && document_.texts[next_text].before <= element; ++next_text) {
        const AxmlText &text = document_.texts[next_text];
        close_down_to(text.parent);
        start_content();
        output_.line(indent(open_.size()), xml_text(text.text));
      }
    };
    for (u32 i = 0; i < document_.elements.size(); ++i) {
      texts_before(i);
      if (i > 0) close_down_to(document_.elements[i].parent), start_content();
      open(i);
    }
    texts_before(static_cast<u32>(document_.elements.size()));
    while (!open_.empty()) close();
  }

private:
  static size_t indent(size_t depth) { return 4 * depth; }

  std::string name_of(u32 element) const {
    return prefixes_.qualified(document_.elements[element].ns, xml_name(document_.elements[element].name));
  }

  void open(u32 index) {
    const AxmlElement &element = document_.elements[index];
    std::vector<std::string> words;
    for (const auto &[at, uri] : prefixes_.declarations)
      if (at == index)
        words.push_back(fmt::format("xmlns:{}=\"{}\"", prefixes_.by_uri.find(uri)->second, xml_text(uri)));
    for (const AxmlAttribute &attribute : element.attributes)
      words.push_back(fmt::format("{}=\"{}\"", prefixes_.qualified(attribute.ns, attribute_name(attribute)),
                                  attribute_value(attribute.value, table_)));
    pending_ = "<" + name_of(index);
    pending_indent_ = indent(open_.size());
    if (words.size() == 1) pending_ += " " + words[0];
    if (words.size() > 1)
      for (const std::string &word : words) {
        output_.line(pending_indent_, pending_);
        pending_indent_ = indent(open_.size() + 1);
        pending_ = word;
      }
    open_.push_back(index);
  }

  // The last opened element turns out to have content.
  void start_content() {
    if (pending_.empty()) return;
    output_.line(pending_indent_, pending_ + ">");
    pending_.clear();
  }

  void close() {
    const u32 index = open_.back();
    open_.pop_back();
    if (!pending_.empty())
      output_.line(pending_indent_, pending_ + " />");
    else
      output_.line(indent(open_.size()), "</" + name_of(index) + ">");
    pending_.clear();
  }

  void close_down_to(u32 parent) {
    while (open_.size() > 1 && open_.back() != parent) close();
  }

  const AxmlDocument &document_;
  const ResourceTable &table_;
  Output &output_;
  Prefixes prefixes_;
  std::vector<u32> open_;
  std::string pending_; // last line of a start tag, without its end
  size_t pending_indent_ = 0;
};

void number(JsonWriter &json, std::string_view key, u32 value) {
  json.key(key);
  json.number(value);
}
void text(JsonWriter &json, std::string_view key, std::string_view value) {
  json.key(key);
  json.text(value);
}

} // namespace

void write_xml(const AxmlDocument &document, const ResourceTable &table, Output &output) {
  XmlText(document, table, output).write();
}

void write_xml_json(const AxmlDocument &document, const ResourceTable &table, JsonWriter &json) {
  json.key("namespaces");
  json.begin_array();
  for (const AxmlNamespace &ns : document.namespaces) {
    json.begin_object();
    text(json, "prefix", ns.prefix);
    text(json, "uri", ns.uri);
    number(json, "before", ns.before);
    json.end_object();
  }
  json.end_array();
  json.key("elements");
  json.begin_array();
  for (const AxmlElement &element : document.elements) {
    json.begin_object();
    text(json, "ns", element.ns);
    text(json, "name", element.name);
    number(json, "depth", element.depth);
    number(json, "parent", element.parent);
    number(json, "line", element.line);
    json.key("attributes");
    json.begin_array();
    for (const AxmlAttribute &attribute : element.attributes) {
      json.begin_object();
      text(json, "ns", attribute.ns);
      text(json, "name", attribute.name);
      number(json, "id", attribute.resource_id);
      text(json, "kind", value_kind(attribute.value));
      number(json, "type", attribute.value.type_byte);
      number(json, "data", attribute.value.data);
      text(json, "value", value_text(attribute.value, table));
      text(json, "raw", attribute.value.raw);
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.key("texts");
  json.begin_array();
  for (const AxmlText &each : document.texts) {
    json.begin_object();
    number(json, "before", each.before);
    number(json, "parent", each.parent);
    number(json, "line", each.line);
    text(json, "text", each.text);
    json.end_object();
  }
  json.end_array();
}

} // namespace kinsafe
