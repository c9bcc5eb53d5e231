// A document of Android's binary XML as the XML text that it was made from, and as JSON.
#pragma once

#include "container/arsc.h"
#include "container/axml.h"
#include "dump/output.h"

namespace kinsafe {

// Well-formed as far as the document allows; an attribute stays on its line whatever its value holds.
void write_xml(const AxmlDocument &document, const ResourceTable &table, Output &output);

// "elements": in document order, each with the index of its parent; "texts" between them.
void write_xml_json(const AxmlDocument &document, const ResourceTable &table, JsonWriter &json);

} // namespace kinsafe
