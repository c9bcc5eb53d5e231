// What an app bundle holds in place of binary XML and resources.arsc: the same content as protocol buffers, by the
// schema of aapt2 (Resources.proto, Configuration.proto in AOSP's frameworks/base/tools/aapt2).
#pragma once

#include "base/incomplete.h"
#include "base/result.h"
#include "container/arsc.h"
#include "container/axml.h"

#include <string_view>

namespace kinsafe {

// An XmlNode. Fails with "<where>: <what>" where a field is cut off, or stands twice where it may stand once.
Result<AxmlDocument> read_xml_pb(Bytes bytes);

// A ResourceTable. Values that have no text (styles, arrays, files' content) are of type null.
Result<ResourceTable> read_resources_pb(Bytes bytes, std::string_view part, Incomplete &incomplete);

} // namespace kinsafe
