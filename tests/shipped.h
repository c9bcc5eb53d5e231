// The rows of models/ and the platform pack, read as the program reads them.
#pragma once

#include "base/file.h"
#include "base/reader.h"
#include "models/models.h"
#include "program/platform.h"

#include <filesystem>

namespace kinsafe {

inline const ModelRows &shipped_rows() {
  static const ModelRows rows = [] {
    std::vector<MappedFile> files;
    std::vector<ModelFile> models;
    for (const auto &entry : std::filesystem::directory_iterator(KINSAFE_SOURCE_DIR "/models")) {
      if (entry.path().extension() != ".model") continue;
      files.push_back(map_file(entry.path().string()).value());
      models.push_back({"models", as_text(files.back().bytes())});
    }
    return parse_models(models).value();
  }();
  return rows;
}

inline const PlatformPack &shipped_platform() {
  static const MappedFile file = map_file(KINSAFE_SOURCE_DIR "/platform/platform.pack").value();
  static const PlatformPack pack = PlatformPack::open(file.bytes()).value();
  return pack;
}

} // namespace kinsafe
