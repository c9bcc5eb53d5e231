// Loads the data built in, or folders in its place.
#include "config.h"

#include "base/archive.h"
#include "base/reader.h"
#include "data.h"
#include "embedded.h"

#include <algorithm>
#include <cassert>

namespace kinsafe {
namespace {

template <class T>
T unpack(std::string_view bytes) {
  T value;
  ArchiveReader reader(bytes);
  reader(value);
  assert(reader.is_whole());
  return value;
}

std::string_view built_in_bytes(std::string_view name) {
  return std::ranges::find(embedded_data(), name, &EmbeddedData::name)->bytes;
}

template <class T>
T built_in(std::string_view name) {
  return unpack<T>(built_in_bytes(name));
}

} // namespace

Result<Config> load_config(const std::string &models_folder, const std::string &norms_folder, std::string_view language) {
  Config config;
  config.tool.version = KINSAFE_VERSION;
  ModelData models = models_folder.empty() ? built_in<ModelData>("models") : TRY(read_models(models_folder));
  config.models = std::move(models.rows);
  config.tool.models_sha256 = std::move(models.sha256);
  NormData norms = norms_folder.empty() ? built_in<NormData>("norms") : TRY(read_norms(norms_folder));
  config.norms = std::move(norms.pack);
  config.tool.norms_sha256 = std::move(norms.sha256);
  config.platform = PlatformPack::open(as_bytes(built_in_bytes("platform"))).value(); // kinsafe-compile has opened it too
  config.tool.platform_sha256 = config.platform.sha256();
  constexpr std::string_view folder = "texts/";
  for (const EmbeddedData &data : embedded_data()) {
    if (!data.name.starts_with(folder)) continue;
    const std::string_view its_language = data.name.substr(folder.size());
    if (language.empty() || its_language == language || its_language == "en")
      config.texts.emplace(its_language, unpack<Texts>(data.bytes));
  }
  return config;
}

Result<Lexicon> load_lexicon() { return Lexicon::open(built_in_bytes("lexicon")); }

Wording wording_of(const Config &config, std::string_view language) {
  return {config.norms, config.texts.find(language)->second, config.texts.find("en")->second, std::string(language), {}};
}

} // namespace kinsafe
