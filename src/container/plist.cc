// Reads both forms of property lists. The binary one (CoreFoundation's CFBinaryPList.c):
//   "bplist00"  objects  offset table  trailer { 5 unused, sort version, offset size, reference size : 1 byte each;
//                                                object count, root object, offset of the table : 8 bytes, big-endian }
//   object ::= marker (kind in the upper four bits, length in the lower; 15: an integer object with the length follows)
// Objects name others by number, so a small file can describe a tree of any size, or a circle: what is built is
// counted.
#include "container/plist.h"

#include "base/reader.h"
#include "base/strings.h"
#include "container/xml_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace kinsafe {

namespace {

constexpr std::string_view binary_magic = "bplist0";
constexpr size_t trailer_bytes = 32;
constexpr size_t most_values = size_t{1} << 17;
constexpr size_t most_text = size_t{16} << 20;
constexpr unsigned deepest = 64;

bool has_duplicate_key(const PlistValue &dictionary) {
  return std::set<std::string_view>(dictionary.keys.begin(), dictionary.keys.end()).size() != dictionary.keys.size();
}

u64 big_endian(Bytes bytes) {
  u64 value = 0;
  for (const u8 byte : bytes) value = value << 8 | byte;
  return value;
}

class BinaryReader {
public:
  explicit BinaryReader(Bytes bytes) : bytes_(bytes) {}

  Result<PlistValue> read() {
    if (bytes_.size() < binary_magic.size() + 1 + trailer_bytes) return fail("trailer: the list is cut off");
    const Bytes trailer = bytes_.last(trailer_bytes);
    offset_size_ = trailer[6], reference_size_ = trailer[7];
    count_ = big_endian(trailer.subspan(8, 8));
    const u64 root = big_endian(trailer.subspan(16, 8)), table = big_endian(trailer.subspan(24, 8));
    const size_t end = bytes_.size() - trailer_bytes;
    if (offset_size_ < 1 || offset_size_ > 8 || reference_size_ < 1 || reference_size_ > 8 || table > end ||
        count_ > (end - table) / offset_size_)
      return fail("trailer: the table of offsets is not in the file");
    table_ = bytes_.subspan(table, count_ * offset_size_);
    objects_ = bytes_.first(table);
    std::optional<PlistValue> value = read_object(root, 0);
    if (!value) return fail(fmt::format("object {}: {}", at_, problem_));
    return std::move(*value);
  }

private:
  std::optional<PlistValue> give_up(u64 object, std::string_view problem) {
    if (problem_.empty()) problem_ = problem, at_ = object;
    return std::nullopt;
  }

  // The length of the object whose marker was read, or nothing.
  std::optional<u64> read_length(Reader &reader, u8 marker) {
    if ((marker & 15) != 15) return marker & 15;
    const u8 integer = reader.read_u8();
    if (integer >> 4 != 1 || (integer & 15) > 3) return std::nullopt;
    const u64 length = big_endian(reader.read_bytes(size_t{1} << (integer & 15)));
    return reader.failed() ? std::nullopt : std::optional(length);
  }

  std::optional<PlistValue> read_object(u64 object, unsigned depth) {
    if (depth > deepest || ++values_ > most_values)
      return give_up(object, "there are more values than this version reads");
    if (object >= count_) return give_up(object, "it is not in the table");
    const u64 offset = big_endian(table_.subspan(object * offset_size_, offset_size_));
    if (offset >= objects_.size()) return give_up(object, "it does not lie among the objects");
    Reader reader(objects_, offset);
    const u8 marker = reader.read_u8();
    PlistValue value;
    switch (marker >> 4) {
    case 0x0:
      if (marker == 8 || marker == 9) value.type = PlistValue::Type::boolean, value.integer = marker & 1;
      return value;
    case 0x1: return read_integer(object, reader, marker);
    case 0x5: return read_text(object, reader, marker, 1);
    case 0x6: return read_text(object, reader, marker, 2);
    case 0x7: return read_text(object, reader, marker, 1); // UTF-8, of newer systems
    case 0xa:
    case 0xb:
    case 0xc: return read_array(object, reader, marker, depth);
    case 0xd: return read_dictionary(object, reader, marker, depth);
    case 0x2:
    case 0x3:
    case 0x4:
    case 0x8: return value;
    default: return give_up(object, "its kind is not known");
    }
  }

  std::optional<PlistValue> read_integer(u64 object, Reader &reader, u8 marker) {
    if ((marker & 15) > 4) return give_up(object, "the number is too long");
    const Bytes bytes = reader.read_bytes(size_t{1} << (marker & 15));
    if (reader.failed()) return give_up(object, "the number is cut off");
    PlistValue value;
    value.type = PlistValue::Type::integer;
    value.integer = static_cast<i64>(big_endian(bytes.last(std::min<size_t>(bytes.size(), 8))));
    return value;
  }

  std::optional<PlistValue> read_text(u64 object, Reader &reader, u8 marker, size_t unit) {
    const std::optional<u64> length = read_length(reader, marker);
    if (!length || *length > reader.remaining() / unit) return give_up(object, "the text is cut off");
    const Bytes bytes = reader.read_bytes(*length * unit);
    PlistValue value;
    value.type = PlistValue::Type::text;
    if (unit == 1) {
      value.text = to_utf8(as_text(bytes));
    } else {
      std::string modified; // each unit as three bytes; `to_utf8` joins surrogates
      for (size_t i = 0; i < bytes.size(); i += 2) {
        const u32 c = u32{bytes[i]} << 8 | bytes[i + 1];
        modified += static_cast<char>(0xe0 | c >> 12);
        modified += static_cast<char>(0x80 | (c >> 6 & 0x3f));
        modified += static_cast<char>(0x80 | (c & 0x3f));
        // Shorter ones are written short, for a long form is no valid UTF-8.
        if (c < 0x80)
          modified.replace(modified.size() - 3, 3, 1, static_cast<char>(c));
        else if (c < 0x800)
          modified.replace(modified.size() - 3, 1, 1, static_cast<char>(0xc0 | c >> 6)),
              modified.erase(modified.size() - 2, 1);
      }
      value.text = to_utf8(modified);
    }
    text_ += value.text.size();
    if (text_ > most_text) return give_up(object, "the texts are longer than this version reads");
    return value;
  }

  // `count` references from where the reader stands.
  std::optional<Bytes> read_references(u64 object, Reader &reader, u64 count) {
    if (count > reader.remaining() / reference_size_) {
      give_up(object, "the list of its items is cut off");
      return std::nullopt;
    }
    return reader.read_bytes(count * reference_size_);
  }
  u64 reference(Bytes references, u64 index) {
    return big_endian(references.subspan(index * reference_size_, reference_size_));
  }

  std::optional<PlistValue> read_array(u64 object, Reader &reader, u8 marker, unsigned depth) {
    const std::optional<u64> count = read_length(reader, marker);
    const std::optional<Bytes> items = count ? read_references(object, reader, *count) : std::nullopt;
    if (!items) return give_up(object, "the length is damaged");
    PlistValue value;
    value.type = PlistValue::Type::array;
    for (u64 i = 0; i < *count; ++i) {
      std::optional<PlistValue> item = read_object(reference(*items, i), depth + 1);
      if (!item) return std::nullopt;
      value.items.push_back(std::move(*item));
    }
    return value;
  }

  std::optional<PlistValue> read_dictionary(u64 object, Reader &reader, u8 marker, unsigned depth) {
    const std::optional<u64> count = read_length(reader, marker);
    const std::optional<Bytes> keys = count ? read_references(object, reader, *count) : std::nullopt;
    const std::optional<Bytes> values = keys ? read_references(object, reader, *count) : std::nullopt;
    if (!values) return give_up(object, "the length is damaged");
    PlistValue value;
    value.type = PlistValue::Type::dictionary;
    for (u64 i = 0; i < *count; ++i) {
      std::optional<PlistValue> key = read_object(reference(*keys, i), depth + 1);
      if (!key) return std::nullopt;
      if (key->type != PlistValue::Type::text) return give_up(object, "a key is no text");
      std::optional<PlistValue> member = read_object(reference(*values, i), depth + 1);
      if (!member) return std::nullopt;
      value.keys.push_back(std::move(key->text));
      value.items.push_back(std::move(*member));
    }
    if (has_duplicate_key(value)) return give_up(object, "a key stands twice");
    return value;
  }

  Bytes bytes_, table_, objects_;
  size_t offset_size_ = 0, reference_size_ = 0;
  u64 count_ = 0;
  size_t values_ = 0, text_ = 0;
  std::string_view problem_;
  u64 at_ = 0;
};

// An XML element and its index among all.
class XmlPlistReader {
public:
  explicit XmlPlistReader(const AxmlDocument &document) : document_(document) {}

  Result<PlistValue> read() {
    const std::vector<AxmlElement> &elements = document_.elements;
    if (elements[0].name != "plist") return fail("document: it is no property list");
    next_ = 1;
    if (elements.size() < 2) return fail("document: it holds no value");
    std::optional<PlistValue> value = read_value();
    if (value && next_ != elements.size()) give_up("there is more than one value");
    if (!problem_.empty()) return fail(fmt::format("line {}: {}", line_, problem_));
    return std::move(*value);
  }

private:
  std::optional<PlistValue> give_up(std::string_view problem) {
    if (problem_.empty()) {
      problem_ = problem;
      line_ = document_.elements[std::min<size_t>(next_, document_.elements.size() - 1)].line;
    }
    return std::nullopt;
  }

  // Texts come in document order, as elements do.
  std::string text_of(u32 element) {
    std::string text;
    while (next_text_ < document_.texts.size() && document_.texts[next_text_].parent <= element) {
      if (document_.texts[next_text_].parent == element) text += document_.texts[next_text_].text;
      ++next_text_;
    }
    return text;
  }

  bool has_child(u32 parent) const {
    return next_ < document_.elements.size() && document_.elements[next_].parent == parent;
  }

  // The element at `next_` and all inside it.
  std::optional<PlistValue> read_value() {
    const u32 index = next_++;
    const AxmlElement &element = document_.elements[index];
    if (element.depth > deepest) return give_up("there are more values than this version reads");
    PlistValue value;
    if (element.name == "dict") return read_members(index);
    if (element.name == "array") {
      value.type = PlistValue::Type::array;
      while (has_child(index)) {
        std::optional<PlistValue> item = read_value();
        if (!item) return std::nullopt;
        value.items.push_back(std::move(*item));
      }
      return value;
    }
    const std::string text = text_of(index);
    if (element.name == "string") {
      value.type = PlistValue::Type::text;
      value.text = text;
    } else if (element.name == "true" || element.name == "false") {
      value.type = PlistValue::Type::boolean;
      value.integer = element.name == "true";
    } else if (element.name == "integer") {
      const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value.integer);
      if (error == std::errc() && stop == text.data() + text.size()) value.type = PlistValue::Type::integer;
    } else if (element.name != "real" && element.name != "date" && element.name != "data") {
      return give_up("an element is no kind of value");
    }
    if (has_child(index)) return give_up("a plain value holds elements");
    return value;
  }

  std::optional<PlistValue> read_members(u32 dictionary) {
    PlistValue value;
    value.type = PlistValue::Type::dictionary;
    while (has_child(dictionary)) {
      const u32 key_index = next_++;
      if (document_.elements[key_index].name != "key") return give_up("a value has no key");
      std::string key = text_of(key_index);
      if (!has_child(dictionary)) return give_up("a key has no value");
      std::optional<PlistValue> member = read_value();
      if (!member) return std::nullopt;
      value.keys.push_back(std::move(key));
      value.items.push_back(std::move(*member));
    }
    if (has_duplicate_key(value)) return give_up("a key stands twice");
    return value;
  }

  const AxmlDocument &document_;
  u32 next_ = 0;
  size_t next_text_ = 0;
  std::string_view problem_;
  u32 line_ = 0;
};

} // namespace

const PlistValue *PlistValue::find(std::string_view key) const {
  const auto found = std::ranges::find(keys, key);
  return found == keys.end() ? nullptr : &items[static_cast<size_t>(found - keys.begin())];
}

Result<PlistValue> read_plist(Bytes bytes) {
  if (as_text(bytes).starts_with(binary_magic)) return BinaryReader(bytes).read();
  const AxmlDocument document = TRY(read_xml_text(bytes));
  return XmlPlistReader(document).read();
}

} // namespace kinsafe
