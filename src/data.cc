// Reads the data folders.
#include "data.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/reader.h"
#include "facts/schema.h"

#include <algorithm>
#include <filesystem>
#include <initializer_list>

namespace kinsafe {
namespace {

using DataFiles = std::vector<std::pair<std::string, std::string>>; // name and text, by name

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

bool is_kind_of_field(std::string_view word) {
  const FactSchema &schema = schema_of(FactKind::form_field);
  const std::span<const std::string_view> kinds = schema.columns[find_column(schema, "kind").value()].values;
  return word == "nothing" || std::ranges::find(kinds, word) != kinds.end();
}

bool is_family(std::string_view word) {
  const FactSchema &schema = schema_of(FactKind::data_read);
  const std::span<const std::string_view> families = schema.columns[find_column(schema, "family").value()].values;
  return std::ranges::find(families, word) != families.end();
}

} // namespace

Result<ModelData> read_models(const std::string &folder) {
  const DataFiles files = TRY(read_folder(folder, {".model"}));
  std::vector<ModelFile> models;
  for (const auto &[name, text] : files) models.push_back({name, text});
  ModelData data{TRY(parse_models(models)), digest_of(files)};
  const auto no_family = [](const std::string &where, const std::string &family) {
    return fail(where + ": the fact data_read has no family '" + family + "'");
  };
  for (const ProviderRow &row : data.rows.providers)
    if (!is_family(row.family)) return no_family(row.prefix, row.family);
  for (const ReadRow &row : data.rows.reads)
    if (!is_family(row.family)) return no_family(row.member.owner + "->" + row.member.name, row.family);
  for (const NeedRow &row : data.rows.needs)
    if (!row.family.empty() && !is_family(row.family)) return no_family("needs " + row.permission, row.family);
  for (const PhraseRow &row : data.rows.phrases)
    if (row.use == PhraseUse::field && !is_kind_of_field(row.value)) return fail("phrase field " + row.value + ": the fact form_field has no such kind");
  return data;
}

Result<NormData> read_norms(const std::string &folder) {
  const DataFiles files = TRY(read_folder(folder, {".yaml", ".model"}));
  NormFiles norms;
  for (const auto &[name, text] : files) norms.emplace_back(name, text);
  return NormData{TRY(parse_norms(norms)), digest_of(files)};
}

Result<Texts> read_texts(const std::string &path) {
  const MappedFile file = TRY(map_file(path));
  return Texts::parse(std::filesystem::path(path).filename().string(), as_text(file.bytes()));
}

} // namespace kinsafe
