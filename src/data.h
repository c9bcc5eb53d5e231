// The data that people write, as text in folders: models, norms, words. Read whole and checked; the first mistake ends it
// with file and line.
#pragma once

#include "base/result.h"
#include "models/models.h"
#include "norms/norms.h"
#include "report/texts.h"

#include <string>

namespace kinsafe {

// With the SHA-256 of all their files, which a report names.
struct ModelData {
  ModelRows rows;
  std::string sha256;
};
struct NormData {
  NormPack pack;
  std::string sha256;
};
void fields(auto &archive, ModelData &data) { archive(data.rows, data.sha256); }
void fields(auto &archive, NormData &data) { archive(data.pack, data.sha256); }

Result<ModelData> read_models(const std::string &folder);
Result<NormData> read_norms(const std::string &folder);
// One language, from "<language>.yaml".
Result<Texts> read_texts(const std::string &path);

} // namespace kinsafe
