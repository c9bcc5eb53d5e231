// Loads the data built in, or folders in its place.
#include "config.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/reader.h"
#include "embedded.h"
#include "facts/schema.h"

#include <algorithm>
#include <filesystem>

namespace kinsafe {
namespace {

using DataFiles = std::vector<std::pair<std::string, std::string>>; // name and text, by name

DataFiles built_in(std::string_view folder) {
  DataFiles files;
  for (const EmbeddedFile &file : embedded_files())
    if (file.name.starts_with(folder)) files.emplace_back(file.name.substr(folder.size()), file.text);
  return files;
}

Result<DataFiles> read_folder(const std::string &folder, std::initializer_list<std::string_view> endings) {
  DataFiles files;
  std::error_code error;
  for (const auto &entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (std::ranges::none_of(endings, [&](std::string_view ending) { return name.ends_with(ending); })) continue;
    const MappedFile file = TRY(map_file(entry.path().string()));
    files.emplace_back(name, as_text(file.bytes()));
  }
  if (error) return fail(folder + ": " + error.message());
  if (files.empty()) return fail(folder + ": holds no data file");
  std::ranges::sort(files);
  return files;
}

std::string digest_of(const DataFiles &files) {
  std::string all;
  for (const auto &[name, text] : files) all.append(name).append(1, '\0').append(text).append(1, '\0');
  return sha256_hex(as_bytes(all));
}

bool is_family(std::string_view word) {
  const FactSchema &schema = schema_of(FactKind::data_read);
  const std::span<const std::string_view> families = schema.columns[find_column(schema, "family").value()].values;
  return std::ranges::find(families, word) != families.end();
}

} // namespace

Result<Config> load_config(const std::string &models_folder, const std::string &norms_folder, std::string_view language) {
  Config config;
  config.tool.version = KINSAFE_VERSION;

  const DataFiles model_files = models_folder.empty() ? built_in("models/") : TRY(read_folder(models_folder, {".model"}));
  std::vector<ModelFile> models;
  for (const auto &[name, text] : model_files) models.push_back({name, text});
  config.models = TRY(parse_models(models));
  for (const ProviderRow &row : config.models.providers)
    if (!is_family(row.family)) return fail(row.prefix + ": the fact data_read has no family '" + row.family + "'");
  config.tool.models_sha256 = digest_of(model_files);

  const DataFiles norm_files = norms_folder.empty() ? built_in("norms/") : TRY(read_folder(norms_folder, {".yaml", ".model"}));
  NormFiles norms;
  for (const auto &[name, text] : norm_files) norms.emplace_back(name, text);
  config.norms = TRY(parse_norms(norms));
  config.tool.norms_sha256 = digest_of(norm_files);

  for (const auto &[name, text] : built_in("texts/")) {
    const std::string its_language = name.substr(0, name.find('.'));
    if (language.empty() || its_language == language || its_language == "en")
      config.texts.emplace(its_language, TRY(Texts::parse(name, text)));
  }
  return config;
}

Wording wording_of(const Config &config, std::string_view language) {
  return {config.norms, config.texts.find(language)->second, config.texts.find("en")->second};
}

} // namespace kinsafe
