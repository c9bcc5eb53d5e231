// The data folders lexicon/, models/, norms/ and texts/ as they were when the program was built: read and checked, and written as
// archives (base/archive.h) by src/compile.cc. And platform/platform.pack, as it is.
#pragma once

#include <span>
#include <string_view>

namespace kinsafe {

struct EmbeddedData {
  std::string_view name;  // "lexicon", "models", "norms", "platform", "texts/en"
  std::string_view bytes; // an archive of LexiconData, ModelData, NormData or Texts; the pack; at a multiple of 8
};
std::span<const EmbeddedData> embedded_data(); // by name

} // namespace kinsafe
