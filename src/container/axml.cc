// Reads binary XML as Android's ResXMLTree does, so that a document which Android reads is read alike here: the type of
// the outermost chunk does not count, chunks of unknown type are skipped, string pool and resource map count only in
// front of the first node, attributes lie where their element says, and all ends with the root element.
#include "container/axml.h"

#include "base/reader.h"
#include "container/string_pool.h"

#include <fmt/format.h>

namespace kinsafe {

namespace {

constexpr size_t node_header_bytes = 16;
constexpr size_t element_bytes = 20; // of a start element, behind the header
constexpr size_t attribute_bytes = 20;
constexpr size_t end_element_bytes = 8;
constexpr size_t namespace_bytes = 8;
constexpr size_t text_bytes = 12;

// Attributes may overlap and texts be named any number of times, so a small file can describe a huge document.
constexpr size_t most_elements = size_t{1} << 17;
constexpr size_t most_attributes = size_t{1} << 17;
constexpr size_t most_text = size_t{16} << 20;
constexpr u32 deepest = 1000;

// Some versions of Android refuse a document of another type, others do not look.
constexpr u16 document_type = 0x0003;

bool is_node(ChunkType type) { return type >= ChunkType::xml_start_namespace && type <= ChunkType::xml_last; }

size_t least_body(ChunkType type) {
  if (type == ChunkType::xml_start_element) return element_bytes;
  if (type == ChunkType::xml_end_element) return end_element_bytes;
  if (type == ChunkType::xml_text) return text_bytes;
  if (type == ChunkType::xml_start_namespace || type == ChunkType::xml_end_namespace) return namespace_bytes;
  return 0;
}

struct Source {
  StringPool strings;
  Bytes resource_ids; // by string index, four bytes each
  Bytes document;     // up to its declared end
};

// A document under construction.
struct Growing {
  AxmlDocument document;
  std::vector<u32> open; // the elements that enclose the place reached
  size_t attributes = 0;
  size_t text = 0;

  std::string take(const StringPool &strings, u32 index) {
    std::string taken = text_at(strings, index).value_or("");
    text += taken.size();
    return taken;
  }
};

AxmlAttribute read_attribute(const Source &source, Reader &reader, Growing &growing) {
  AxmlAttribute attribute;
  attribute.ns = growing.take(source.strings, reader.read_u32());
  const u32 name = reader.read_u32();
  attribute.name = growing.take(source.strings, name);
  if (name < source.resource_ids.size() / 4)
    attribute.resource_id = Reader(source.resource_ids, size_t{name} * 4).read_u32();
  AxmlValue &value = attribute.value;
  value.raw = growing.take(source.strings, reader.read_u32());
  reader.skip(3); // size of the value, a reserved byte
  value.type_byte = reader.read_u8();
  value.type = value_type(value.type_byte);
  value.data = reader.read_u32();
  value.text = value.type == AxmlValue::Type::string ? growing.take(source.strings, value.data) : value.raw;
  return attribute;
}

// Why the element can't be read, or an empty text.
std::string_view add_element(const Source &source, const Chunk &node, size_t offset, Growing &growing) {
  Reader reader(source.document, offset + node.header_size);
  AxmlElement element;
  element.ns = growing.take(source.strings, reader.read_u32());
  element.name = growing.take(source.strings, reader.read_u32());
  const u16 start = reader.read_u16(), stride = reader.read_u16(), count = reader.read_u16();
  if (count > 0 && (start != element_bytes || stride != attribute_bytes))
    growing.document.oddities.add(
        Odd::xml_attribute_layout, "",
        fmt::format("the attributes of the element at {:#x} start at {} and are {} bytes apart", offset, start,
                    stride));
  if (start + size_t{stride} * count > node.body().size()) return "the attributes run past the end of the element";
  element.depth = static_cast<u32>(growing.open.size());
  const auto index = static_cast<u32>(growing.document.elements.size());
  element.parent = growing.open.empty() ? index : growing.open.back();
  element.line = Reader(node.bytes, chunk_header_bytes).read_u32();
  growing.attributes += count;
  if (index == most_elements || growing.attributes > most_attributes || element.depth > deepest)
    return "there are more elements or attributes than this version reads";
  for (size_t i = 0; i < count && growing.text <= most_text; ++i) {
    Reader at(source.document, offset + node.header_size + start + i * stride);
    element.attributes.push_back(read_attribute(source, at, growing));
    const AxmlAttribute &attribute = element.attributes.back();
    if (attribute.name.empty() && attribute.resource_id == 0)
      growing.document.oddities.add(
          Odd::xml_nameless_attribute, "",
          fmt::format("attribute {} of the element at {:#x} has neither name nor id", i, offset));
    if (at.failed()) return "an attribute runs past the end of the document";
  }
  if (growing.text > most_text) return "the texts are longer than this version reads";
  growing.document.elements.push_back(std::move(element));
  growing.open.push_back(index);
  return "";
}

// What people read and Android's parser passes over; false if there is more than is read.
bool add_words(const Source &source, const Chunk &node, Growing &growing) {
  Reader reader(node.body());
  AxmlDocument &document = growing.document;
  const auto before = static_cast<u32>(document.elements.size());
  const u32 first = reader.read_u32();
  if (node.type == ChunkType::xml_text && !growing.open.empty()) {
    const u32 line = Reader(node.bytes, chunk_header_bytes).read_u32();
    document.texts.push_back({before, growing.open.back(), line, growing.take(source.strings, first)});
  }
  if (node.type == ChunkType::xml_start_namespace)
    document.namespaces.push_back(
        {before, growing.take(source.strings, first), growing.take(source.strings, reader.read_u32())});
  return growing.text <= most_text && document.texts.size() + document.namespaces.size() <= most_elements;
}

void note_unknown(ChunkType type, size_t offset, Oddities &oddities) {
  oddities.add(Odd::xml_unknown_chunk, "",
               fmt::format("the chunk at {:#x} is of type {:#06x}", offset, static_cast<u16>(type)));
}

Result<AxmlDocument> read_nodes(const Source &source, size_t offset, Oddities oddities) {
  Growing growing;
  growing.document.oddities = std::move(oddities);
  while (offset < source.document.size()) {
    const std::optional<Chunk> node = read_chunk(source.document, offset, node_header_bytes);
    if (!node) return fail(fmt::format("node at {:#x}: the header is damaged", offset));
    if (node->body().size() < least_body(node->type))
      return fail(fmt::format("node at {:#x}: it is too short", offset));
    if (node->type == ChunkType::xml_start_element) {
      const std::string_view problem = add_element(source, *node, offset, growing);
      if (!problem.empty()) return fail(fmt::format("element at {:#x}: {}", offset, problem));
    }
    if (!add_words(source, *node, growing))
      return fail(fmt::format("node at {:#x}: the texts are longer than this version reads", offset));
    if (!is_node(node->type)) note_unknown(node->type, offset, growing.document.oddities);
    if (node->type == ChunkType::xml_end_element && !growing.open.empty()) {
      // End nodes close what was opened last, whatever name they carry.
      growing.open.pop_back();
      if (growing.open.empty()) break;
    }
    offset += node->bytes.size();
  }
  if (growing.document.elements.empty()) return fail("document: it has no element");
  return std::move(growing.document);
}

} // namespace

AxmlValue::Type value_type(u8 type_byte) {
  using enum AxmlValue::Type;
  constexpr AxmlValue::Type below_integers[] = {null,      reference, attribute,         string,   floating,
                                                dimension, fraction,  dynamic_reference, attribute};
  if (type_byte < std::size(below_integers)) return below_integers[type_byte];
  if (type_byte == 0x12) return boolean;
  if (type_byte >= 0x1c && type_byte <= 0x1f) return colour;
  return type_byte >= 0x10 && type_byte <= 0x1f ? integer : null;
}

Result<AxmlDocument> read_axml(Bytes bytes) {
  Reader reader(bytes);
  const u16 type = reader.read_u16();
  const u16 header_size = reader.read_u16();
  const u32 size = reader.read_u32();
  if (reader.failed() || header_size < chunk_header_bytes || header_size > size || size > bytes.size())
    return fail("document header: it is no binary XML, or cut off");
  Source source{{}, {}, bytes.first(size)};
  Oddities oddities;
  if (type != document_type)
    oddities.add(Odd::xml_type, "", fmt::format("the document's chunk is of type {:#06x}", type));
  if (size < bytes.size())
    oddities.add(Odd::xml_trailing_data, "", fmt::format("{} bytes follow the document", bytes.size() - size));
  bool has_strings = false;
  for (size_t offset = header_size; offset < size;) {
    const std::optional<Chunk> chunk = read_chunk(source.document, offset, chunk_header_bytes);
    if (!chunk) return fail(fmt::format("chunk at {:#x}: the header is damaged", offset));
    if (is_node(chunk->type) && !has_strings) return fail("document: it has no string pool before its first node");
    if (is_node(chunk->type)) return read_nodes(source, offset, std::move(oddities));
    if (chunk->type == ChunkType::string_pool) {
      source.strings = TRY(read_string_pool(*chunk));
      const std::string_view odd = has_strings ? "it is not the first" : pool_oddity(*chunk, source.strings);
      if (!odd.empty()) oddities.add(Odd::xml_string_pool, "", fmt::format("string pool at {:#x}: {}", offset, odd));
      has_strings = true;
    } else if (chunk->type == ChunkType::xml_resource_map) {
      source.resource_ids = chunk->body();
    } else {
      note_unknown(chunk->type, offset, oddities);
    }
    offset += chunk->bytes.size();
  }
  return fail("document: it has no element");
}

const AxmlAttribute *find_attribute(const AxmlElement &element, u32 resource_id) {
  for (const AxmlAttribute &attribute : element.attributes)
    if (attribute.resource_id == resource_id) return &attribute;
  return nullptr;
}

const AxmlAttribute *find_plain_attribute(const AxmlElement &element, std::string_view name) {
  for (const AxmlAttribute &attribute : element.attributes)
    if (attribute.name == name && attribute.ns.empty()) return &attribute;
  return nullptr;
}

} // namespace kinsafe
