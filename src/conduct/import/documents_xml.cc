// Cutting XML into its records, each read by pugixml: no document types, no entities but those of XML itself.
#include "base/strings.h"
#include "conduct/import/documents.h"

#include <pugixml.hpp>

#include <algorithm>

namespace kinsafe {
namespace {

constexpr size_t nothing = std::string_view::npos;

// What stands between < and >, with both.
struct Tag {
  size_t start = nothing, end = 0; // `nothing`: there is no whole tag any more
  bool is_opening = false, is_closing = false;
};

// The next tag of an element from `at` on; comments, CDATA, instructions and document types are passed over.
Tag next_tag(std::string_view text, size_t at) {
  while (true) {
    at = text.find('<', at);
    if (at == nothing) return {};
    const std::string_view rest = text.substr(at);
    const auto behind = [&](std::string_view mark, size_t from) {
      const size_t found = text.find(mark, at + from);
      return found == nothing ? nothing : found + mark.size();
    };
    size_t end = 0;
    if (rest.starts_with("<!--"))
      end = behind("-->", 4);
    else if (rest.starts_with("<![CDATA["))
      end = behind("]]>", 9);
    else if (rest.starts_with("<?"))
      end = behind("?>", 2);
    else if (rest.starts_with("<!"))
      end = behind(">", 2);
    else {
      char quote = '\0';
      for (size_t i = at + 1; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != '\0') {
          if (c == quote) quote = '\0';
        } else if (c == '"' || c == '\'') {
          quote = c;
        } else if (c == '>') {
          const bool is_end = text[at + 1] == '/', is_empty = text[i - 1] == '/';
          return {at, i + 1, !is_end, is_end || is_empty};
        }
      }
      return {};
    }
    if (end == nothing) return {};
    at = end;
  }
}

std::string_view name_in(std::string_view tag) {
  tag.remove_prefix(1);
  return tag.substr(0, std::min(tag.find_first_of(" \t\r\n/>"), tag.size()));
}

Json json_of(const pugi::xml_node &node, size_t depth) {
  const pugi::xml_node first = node.first_child();
  const bool is_text =
      node.first_attribute().empty() && (!first || (first.type() == pugi::node_pcdata || first.type() == pugi::node_cdata)) && !first.next_sibling();
  if (is_text) return Json(to_utf8(first.value()));
  Json value = Json::object();
  const auto add = [&](const char *name, Json member) {
    Json &there = value[to_utf8(name)];
    if (there.is_null()) {
      there = std::move(member);
    } else {
      if (!there.is_array()) there = Json::array({std::move(there)});
      there.push_back(std::move(member));
    }
  };
  // Letters outside the basic plane are written as two references by some programs: to_utf8 joins them.
  for (const pugi::xml_attribute attribute : node.attributes()) add(attribute.name(), Json(to_utf8(attribute.value())));
  if (depth < DocumentReader::deepest)
    for (const pugi::xml_node child : node.children())
      if (child.type() == pugi::node_element) add(child.name(), json_of(child, depth + 1));
  return value;
}

class XmlReader : public DocumentReader {
public:
  XmlReader(TextSource &source, std::string_view list) : DocumentReader(source), list_(list) {}

private:
  bool find() override {
    while (true) {
      const std::string_view text = window();
      const std::string_view reach = text.substr(0, std::min(text.size(), longest_document));
      const Tag tag = next_tag(reach, 0);
      if (tag.start == nothing) {
        const bool is_left = is_in_root_ || text.find_first_not_of(" \t\r\n") != nothing;
        is_in_root_ = false;
        if (is_left) problem_ = "the file ends in the middle, or something in it never ends";
        consume_all();
        return is_left;
      }
      if (!tag.is_opening) { // of the root
        source_.consume(tag.end);
        is_in_root_ = false;
        continue;
      }
      if (!is_in_root_ && !list_.empty() && name_in(text.substr(tag.start)) == list_) {
        source_.consume(tag.end);
        is_in_root_ = !tag.is_closing;
        continue;
      }
      Tag end = tag;
      size_t depth = 0, deepest_here = 0;
      while (end.start != nothing) {
        depth += end.is_opening;
        deepest_here = std::max(deepest_here, depth);
        depth -= end.is_closing;
        if (depth == 0) break;
        end = next_tag(reach, end.end);
      }
      if (end.start == nothing) {
        problem_ = "it never ends; nothing behind it can be read";
        is_in_root_ = false;
        consume_all();
        return true;
      }
      parse(std::string(text.substr(tag.start, end.end - tag.start)), deepest_here);
      source_.consume(end.end);
      return true;
    }
  }

  void consume_all() {
    for (std::string_view text = window(); !text.empty(); text = window()) source_.consume(text.size());
  }

  void parse(std::string text, size_t depth) {
    if (depth > deepest) {
      problem_ = "it is nested deeper than this version reads";
      return;
    }
    is_repaired_ = !is_utf8(text);
    pugi::xml_document document;
    const pugi::xml_parse_result result = document.load_buffer_inplace(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
    if (!result) {
      problem_ = std::string("it is no XML: ") + result.description();
      return;
    }
    const pugi::xml_node root = document.document_element();
    value_ = json_of(root, 1);
    if (!value_.is_object()) value_ = Json::object();
    value_["#name"] = to_utf8(root.name());
  }

  std::string list_;
  bool is_in_root_ = false;
};

} // namespace

std::unique_ptr<DocumentReader> read_xml_documents(TextSource &source, std::string_view list) { return std::make_unique<XmlReader>(source, list); }

} // namespace kinsafe
