// Android's binary XML (ResXMLTree of AOSP's ResourceTypes.h): a chunk with a string pool, a map from attribute names
// to resource ids, and a flat list of start-element, end-element and text nodes.
#pragma once

#include "base/result.h"
#include "base/types.h"
#include "container/oddities.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

// Typed value of an attribute or a resource (Res_value).
struct AxmlValue {
  enum class Type : u8 {
    null,
    reference,
    attribute,
    string,
    floating,
    dimension,
    fraction,
    dynamic_reference,
    integer,
    boolean,
    colour
  };
  Type type = Type::null;
  u8 type_byte = 0; // as in the file; tells apart what `type` puts together, such as decimal and hexadecimal numbers
  u32 data = 0;     // raw 32 bits; for `reference` the resource id
  std::string text; // for `string`: UTF-8; else the raw text if the file keeps one, or empty
  std::string raw;  // the attribute as written in the source, if the file keeps it; may contradict the rest
};

struct AxmlAttribute {
  std::string ns;      // namespace URI or empty
  std::string name;    // by the string pool; for attributes of Android's own the resource id decides
  u32 resource_id = 0; // of the attribute name, 0 = none
  AxmlValue value;
};

struct AxmlElement {
  std::string ns; // namespace URI, nearly always empty
  std::string name;
  u32 depth = 0;  // root = 0
  u32 parent = 0; // index of the enclosing element; the root is its own
  u32 line = 0;
  std::vector<AxmlAttribute> attributes;
};

// Text between elements, and the declaration of a namespace prefix. Both stand in front of the element number `before`
// in document order (which need not be in the same parent as a text).
struct AxmlText {
  u32 before = 0;
  u32 parent = 0; // element that holds it
  u32 line = 0;
  std::string text;
};
struct AxmlNamespace {
  u32 before = 0;
  std::string prefix, uri;
};

struct AxmlDocument {
  std::vector<AxmlElement> elements; // in document order; [0] is the root. What follows its end is not read, as Android
                                     // does not read it
  std::vector<AxmlText> texts;
  std::vector<AxmlNamespace> namespaces;
  Oddities oddities; // of no part yet
};

// Fails with "<where>: <what>" (the caller puts the part before it) where Android's parser would fail too, or where the
// document is larger than any that an app needs.
Result<AxmlDocument> read_axml(Bytes bytes);

// By resource id, as Android finds the attributes of its own namespace: one that has the right name and no id is not
// there for it. Null if absent.
const AxmlAttribute *find_attribute(const AxmlElement &element, u32 resource_id);

// By name, for attributes that are in no namespace, such as `package` and `split`; null if absent.
const AxmlAttribute *find_plain_attribute(const AxmlElement &element, std::string_view name);

// The meaning of Res_value's type byte.
AxmlValue::Type value_type(u8 type_byte);

} // namespace kinsafe
