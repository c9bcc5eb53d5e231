// The data folders models/, norms/ and texts/ as they were when the program was built.
#pragma once

#include <span>
#include <string_view>

namespace kinsafe {

struct EmbeddedFile {
  std::string_view name; // "norms/cn-pipl.yaml"
  std::string_view text;
};
std::span<const EmbeddedFile> embedded_files(); // by name

} // namespace kinsafe
