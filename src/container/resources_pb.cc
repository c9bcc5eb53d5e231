// Reads aapt2's messages. Field numbers are those of its schema:
//   XmlNode { element 1, text 2, source 3 }            SourcePosition { line_number 1 }
//   XmlElement { namespace_declaration 1, namespace_uri 2, name 3, attribute 4, child 5 }
//   XmlAttribute { namespace_uri 1, name 2, value 3, source 4, resource_id 5, compiled_item 6 }
//   Item { ref 1, str 2, raw_str 3, styled_str 4, file 5, id 6, prim 7 }
//   Reference { type 1, id 2, name 3 }   String, RawString, StyledString { value 1 }   FileReference { path 1 }
//   Primitive { null 1, empty 2, float 3, int_decimal 6, int_hexadecimal 7, boolean 8, colour 9 to 12, dimension 13,
//               fraction 14 }
//   ResourceTable { package 2 }  Package { package_id 1 { id 1 }, type 3 }  Type { type_id 1 { id 1 }, name 2, entry 3
//   } Entry { entry_id 1 { id 1 }, name 2, config_value 6 }   ConfigValue { config 1, value 2 }   Value { item 4 }
// Protocol buffers merge a message that stands twice; no tool writes one so, and a reader that is not sure what another
// one would make of it says that it is damaged.
#include "container/resources_pb.h"

#include "base/strings.h"
#include "container/protobuf.h"

#include <fmt/format.h>

#include <optional>

namespace kinsafe {

namespace {

constexpr size_t most_elements = size_t{1} << 17;
constexpr size_t most_attributes = size_t{1} << 17;
constexpr size_t most_values = size_t{1} << 20;
constexpr u32 deepest = 200;

// Fields by number, the first of each; `is_sound` is false if one that may stand once stands twice, or is cut off.
struct Fields {
  static constexpr u32 most = 16;
  std::optional<ProtobufField> by_number[most];
  bool is_sound = true;

  // `repeated`: bits of the numbers that may stand often and are read elsewhere.
  explicit Fields(Bytes message, u32 repeated = 0) {
    ProtobufReader reader(message);
    ProtobufField field;
    while (reader.next(field)) {
      if (field.number >= most || repeated >> field.number & 1) continue;
      if (by_number[field.number]) is_sound = false;
      by_number[field.number] = field;
    }
    if (reader.failed()) is_sound = false;
  }

  bool has(u32 number) const { return by_number[number].has_value(); }
  Bytes bytes(u32 number) const { return has(number) ? by_number[number]->bytes : Bytes(); }
  std::string text(u32 number) const { return to_utf8(as_text(bytes(number))); }
  u32 value(u32 number) const { return has(number) ? static_cast<u32>(by_number[number]->value) : 0; }
};

std::optional<AxmlValue> read_primitive(Bytes message) {
  const Fields fields(message);
  AxmlValue value;
  using enum AxmlValue::Type;
  constexpr std::pair<u32, AxmlValue::Type> kinds[] = {
      {1, null},    {2, null},    {3, floating}, {6, integer}, {7, integer},    {8, boolean}, {9, colour},
      {10, colour}, {11, colour}, {12, colour},  {4, null},    {13, dimension}, {5, null},    {14, fraction}};
  for (const auto &[number, type] : kinds) {
    if (!fields.has(number)) continue;
    value.type = type;
    value.data = fields.value(number);
    if (type == boolean && value.data != 0) value.data = 0xffffffff;
  }
  return fields.is_sound ? std::optional(value) : std::nullopt;
}

// Nothing if the message is damaged.
std::optional<AxmlValue> read_item(Bytes message) {
  const Fields item(message);
  AxmlValue value;
  if (item.has(1)) {
    const Fields reference(item.bytes(1));
    value.type = reference.value(1) == 1 ? AxmlValue::Type::attribute : AxmlValue::Type::reference;
    value.data = reference.value(2);
    if (!reference.is_sound) return std::nullopt;
  } else if (item.has(7)) {
    std::optional<AxmlValue> primitive = read_primitive(item.bytes(7));
    if (!primitive) return std::nullopt;
    value = std::move(*primitive);
  } else {
    for (const u32 number : {2u, 3u, 4u, 5u}) {
      if (!item.has(number)) continue;
      const Fields text(item.bytes(number), number == 4 ? 1u << 2 : 0);
      if (!text.is_sound) return std::nullopt;
      value.type = AxmlValue::Type::string;
      value.text = text.text(1);
    }
  }
  return item.is_sound ? std::optional(value) : std::nullopt;
}

// One that is opened, with its children still to come.
struct Open {
  u32 element;
  ProtobufReader children;
};

class XmlPbReader {
public:
  Result<AxmlDocument> read(Bytes bytes) {
    add_node(bytes);
    if (problem_.empty() && document_.elements.empty()) problem_ = "it has no element";
    while (problem_.empty() && !open_.empty()) {
      ProtobufField field;
      if (open_.back().children.next(field)) {
        if (field.is_message(5)) add_node(field.bytes);
        continue;
      }
      if (open_.back().children.failed()) problem_ = "an element is cut off";
      open_.pop_back();
    }
    if (!problem_.empty()) return fail(fmt::format("element {}: {}", document_.elements.size(), problem_));
    return std::move(document_);
  }

private:
  void add_node(Bytes message) {
    const Fields node(message);
    if (!node.is_sound || (node.has(1) && node.has(2))) {
      problem_ = "a node is damaged";
      return;
    }
    const u32 line = Fields(node.bytes(3)).value(1);
    if (node.has(1)) return add_element(node.bytes(1), line);
    if (open_.empty()) return;
    const auto before = static_cast<u32>(document_.elements.size());
    std::string text = node.text(2);
    if (text.find_first_not_of(" \t\r\n") != std::string::npos && document_.texts.size() < most_elements)
      document_.texts.push_back({before, open_.back().element, line, std::move(text)});
  }

  void add_element(Bytes message, u32 line) {
    const Fields fields(message, 1u << 1 | 1u << 4 | 1u << 5);
    AxmlElement element;
    element.ns = fields.text(2);
    element.name = fields.text(3);
    element.line = line;
    element.depth = static_cast<u32>(open_.size());
    const auto index = static_cast<u32>(document_.elements.size());
    element.parent = open_.empty() ? index : open_.back().element;
    if (!fields.is_sound) problem_ = "an element is damaged";
    if (index == most_elements || element.depth > deepest) problem_ = "there are more elements than this version reads";
    ProtobufReader reader(message);
    ProtobufField field;
    while (problem_.empty() && reader.next(field))
      if (field.is_message(4)) add_attribute(field.bytes, element);
    document_.elements.push_back(std::move(element));
    open_.push_back({index, ProtobufReader(message)});
  }

  void add_attribute(Bytes message, AxmlElement &element) {
    const Fields fields(message);
    AxmlAttribute attribute;
    attribute.ns = fields.text(1);
    attribute.name = fields.text(2);
    attribute.resource_id = fields.value(5);
    std::optional<AxmlValue> value = AxmlValue();
    if (fields.has(6)) value = read_item(fields.bytes(6));
    if (!fields.is_sound || !value) {
      problem_ = "an attribute is damaged";
      return;
    }
    value->raw = fields.text(3);
    if (!fields.has(6)) {
      value->type = AxmlValue::Type::string;
      value->text = value->raw;
    } else if (value->type != AxmlValue::Type::string) {
      value->text = value->raw;
    }
    attribute.value = std::move(*value);
    element.attributes.push_back(std::move(attribute));
    if (++attributes_ > most_attributes) problem_ = "there are more attributes than this version reads";
  }

  AxmlDocument document_;
  std::vector<Open> open_;
  size_t attributes_ = 0;
  std::string_view problem_;
};

// Configuration: the language is field 3; any other field that is not zero is a further qualifier.
std::optional<GivenResource> read_config_value(Bytes message) {
  const Fields fields(message);
  GivenResource given;
  given.only_by_language = true;
  ProtobufReader config(fields.bytes(1));
  ProtobufField field;
  while (config.next(field)) {
    if (field.is_message(3))
      given.locale = to_utf8(field.text());
    else if (field.value != 0 || !field.bytes.empty())
      given.only_by_language = false;
  }
  const Fields value(fields.bytes(2));
  std::optional<AxmlValue> item = value.has(4) ? read_item(value.bytes(4)) : AxmlValue();
  if (!fields.is_sound || !value.is_sound || config.failed() || !item) return std::nullopt;
  given.value = std::move(*item);
  return given;
}

// The messages of one field; `visit` gets each. False if the message is cut off.
template <class Visit>
bool for_each_message(Bytes message, u32 number, const Visit &visit) {
  ProtobufReader reader(message);
  ProtobufField field;
  while (reader.next(field))
    if (field.is_message(number)) visit(field.bytes);
  return !reader.failed();
}

u32 id_of(Bytes message, u32 repeated) { return Fields(Fields(message, repeated).bytes(1)).value(1); }

} // namespace

Result<AxmlDocument> read_xml_pb(Bytes bytes) { return XmlPbReader().read(bytes); }

Result<ResourceTable> read_resources_pb(Bytes bytes, std::string_view part, Incomplete &incomplete) {
  ResourceTable table;
  size_t values = 0, damaged = 0;
  const auto read_entry = [&](u32 type_id, Bytes entry) {
    const u32 id = type_id | (id_of(entry, 1u << 6) & 0xffff);
    damaged += !for_each_message(entry, 6, [&](Bytes config_value) {
      if (++values > most_values) return;
      std::optional<GivenResource> given = read_config_value(config_value);
      if (given)
        table.given[id].push_back(std::move(*given));
      else
        ++damaged;
    });
  };
  const bool is_whole = for_each_message(bytes, 2, [&](Bytes package) {
    const u32 package_id = (id_of(package, 1u << 3) & 0xff) << 24;
    damaged += !for_each_message(package, 3, [&](Bytes type) {
      const u32 type_id = package_id | (id_of(type, 1u << 3) & 0xff) << 16;
      damaged += !for_each_message(type, 3, [&](Bytes entry) { read_entry(type_id, entry); });
    });
  });
  if (!is_whole) return fail("resource table: a field is cut off");
  if (damaged > 0)
    incomplete.add(GapKind::damaged, part, "values", fmt::format("{} messages are damaged", damaged), Lost::resources);
  if (values > most_values)
    incomplete.add(GapKind::limit, part, "values", fmt::format("only the first {} were read", most_values),
                   Lost::resources);
  return table;
}

} // namespace kinsafe
