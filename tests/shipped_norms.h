// The norms that are shipped, read as the program reads them.
#pragma once

#include "base/file.h"
#include "base/reader.h"
#include "norms/norms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace kinsafe {

// The files of norms/, as the program has them.
inline std::vector<std::pair<std::string, std::string>> shipped_norm_files() {
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto &entry : std::filesystem::directory_iterator(KINSAFE_SOURCE_DIR "/norms")) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".yaml") && !name.ends_with(".model")) continue;
    files.emplace_back(name, as_text(map_file(entry.path().string()).value().bytes()));
  }
  std::ranges::sort(files);
  return files;
}

inline Result<NormPack> parse_all(const std::vector<std::pair<std::string, std::string>> &files) {
  NormFiles views;
  for (const auto &[name, content] : files) views.emplace_back(name, content);
  return parse_norms(views);
}

inline const NormPack &shipped_norms() {
  static const NormPack pack = [] {
    Result<NormPack> norms = parse_all(shipped_norm_files());
    if (!norms) ADD_FAILURE() << norms.error().message;
    return std::move(norms).value_or(NormPack{});
  }();
  return pack;
}

} // namespace kinsafe
