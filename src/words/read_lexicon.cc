#include "words/read_lexicon.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/reader.h"

#include <algorithm>
#include <filesystem>

namespace kinsafe {

Result<LexiconData> read_lexicon(const std::string &folder) {
  std::vector<std::pair<std::string, std::string>> files;
  LexiconData data;
  std::error_code error;
  for (const auto &entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".model") && name != "ranking.bin") continue;
    const MappedFile file = TRY(map_file(entry.path().string()));
    if (name.ends_with(".model")) files.emplace_back(name, as_text(file.bytes()));
    else data.ranking = as_text(file.bytes());
  }
  if (error) return fail(folder + ": " + error.message());
  if (files.empty()) return fail(folder + ": holds no lexicon");
  std::ranges::sort(files);
  std::vector<LexiconFile> texts;
  std::string all;
  for (const auto &[name, text] : files) {
    texts.push_back({name, text});
    all.append(name).append(1, '\0').append(text).append(1, '\0');
  }
  data.rows = TRY(parse_lexicon(texts));
  data.folds = make_fold_table();
  if (data.folds.folds.empty()) return fail("the data of ICU or OpenCC is missing");
  data.sha256 = sha256_hex(as_bytes(all + data.ranking));
  return data;
}

} // namespace kinsafe
