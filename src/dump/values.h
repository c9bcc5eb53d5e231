// Values of attributes and resources as they are written in the sources of an app: "@string/app_name", "16dp",
// "#ff000000".
#pragma once

#include "container/arsc.h"
#include "container/axml.h"

#include <string>
#include <string_view>

namespace kinsafe {

// References are named by `table`; those that it does not hold stand as numbers, "@0x01030237".
std::string value_text(const AxmlValue &value, const ResourceTable &table);

// The kind of a value, as aapt calls it: "string", "reference", "dimension", ...
std::string_view value_kind(const AxmlValue &value);

} // namespace kinsafe
