// JSON from a package: bounded, and without exceptions.
#pragma once

#include "base/result.h"
#include "base/types.h"
#include "container/zip.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace kinsafe {

using Json = nlohmann::json;

// Fails where the text is no JSON, longer than any that a package needs, or nested too deep. Of two equal keys of one
// object the last counts, as in HarmonyOS, which reads with the same library.
Result<Json> read_json(Bytes bytes);

// Fails also where an object holds a key twice: for what people say, of which nothing may be left out in silence.
Result<Json> read_strict_json(Bytes bytes);

// As the first, of an entry of a zip.
Result<Json> read_json(const Zip &zip, const ZipEntry &entry);

// The member, or a null value if the value is no object or lacks it.
const Json &member(const Json &object, std::string_view name);

// The text or number in text form; empty if it is neither.
std::string text_of(const Json &value);

} // namespace kinsafe
