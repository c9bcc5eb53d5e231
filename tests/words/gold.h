// Labelled texts: `label<TAB>to<TAB>style<TAB>text`, one file a language.
#pragma once

#include "base/file.h"
#include "base/reader.h"
#include "words/words.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace kinsafe {

struct GoldRow {
  std::vector<std::string> labels; // empty: none
  Addressee to = Addressee::unknown;
  std::string style, text, file;
  size_t line = 0;
};

inline std::vector<std::string> split_gold(const std::string &text, char sign) {
  std::vector<std::string> parts(1);
  for (const char c : text)
    if (c == sign) parts.emplace_back();
    else parts.back() += c;
  return parts;
}

inline std::vector<GoldRow> read_gold(const std::string &folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto &entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".tsv") paths.push_back(entry.path());
  std::ranges::sort(paths);
  std::vector<GoldRow> rows;
  for (const auto &path : paths) {
    const MappedFile file = map_file(path.string()).value();
    size_t number = 0;
    for (const std::string &line : split_gold(std::string(as_text(file.bytes())), '\n')) {
      ++number;
      const std::vector<std::string> columns = split_gold(line, '\t');
      if (number == 1 || columns.size() != 4) continue;
      GoldRow row{{}, columns[1] == "third" ? Addressee::third : columns[1] == "debtor" ? Addressee::debtor : Addressee::unknown, columns[2], columns[3],
                  path.stem().string(), number};
      if (columns[0] != "none") row.labels = split_gold(columns[0], ',');
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

// "FILE LABEL" of each label that a row of the file has.
inline std::set<std::string> labels_used(const std::vector<GoldRow> &rows) {
  std::set<std::string> used;
  for (const GoldRow &row : rows)
    for (const std::string &label : row.labels) used.insert(row.file + " " + label);
  return used;
}

// Questions and deceit came later: who labelled the other files did not look for them, so they count where a row has them.
inline bool is_counted(const std::set<std::string> &used, const std::string &file, std::string_view label) {
  return (label != "question" && label != "deceit") || used.contains(file + " " + std::string(label));
}

} // namespace kinsafe
