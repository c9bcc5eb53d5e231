// The model rows that ship with the program.
#pragma once

#include "base/file.h"
#include "base/reader.h"
#include "models/models.h"

#include <filesystem>
#include <vector>

namespace kinsafe {

inline const ModelRows &shipped_rows() {
  static const ModelRows rows = [] {
    std::vector<MappedFile> files;
    std::vector<ModelFile> models;
    for (const auto &entry : std::filesystem::directory_iterator(KINSAFE_SOURCE_DIR "/models")) {
      files.push_back(map_file(entry.path().string()).value());
      models.push_back({"models", as_text(files.back().bytes())});
    }
    return parse_models(models).value();
  }();
  return rows;
}

} // namespace kinsafe
