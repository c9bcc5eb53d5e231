// XML as text, of libraries' manifests and property lists: read into the same tree as binary XML. Strict, for the bytes
// are anybody's: UTF-8 alone, well-formed, no document type of its own and no entities but the five of XML.
#pragma once

#include "base/result.h"
#include "base/types.h"
#include "container/axml.h"

namespace kinsafe {

// Attributes are strings as written and have no resource ids. Texts that are only blanks are left out. Fails with
// "line N: <what>".
Result<AxmlDocument> read_xml_text(Bytes bytes);

// A manifest as its author wrote it, with Android's own attributes typed as the compiler of resources would type them.
// A reference has no resource id: what it stands for is decided in the app.
Result<AxmlDocument> read_xml_manifest(Bytes bytes);

} // namespace kinsafe
