// Groups files by the package and version that their manifests name. Android tells a base from a split by the
// manifest's `split` alone, never by the file's name.
#include "container/group.h"

#include "container/apk.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

namespace kinsafe {

namespace {

namespace fs = std::filesystem;

struct File {
  std::string path;
  size_t input;                   // index of the argument that named it
  std::optional<std::string> app; // package and version, of APKs
  std::string split;
  std::string problem; // of a folder
};

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return text;
}

// The folder's packages; `problem` says why there are none.
std::vector<std::string> list_apks(const std::string &folder, std::string &problem) {
  std::vector<std::string> paths;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error))
    if (lower_case(entry->path().extension().string()) == ".apk") paths.push_back(entry->path().string());
  if (error)
    problem = fmt::format("{}: {}", folder, error.message());
  else if (paths.empty())
    problem = fmt::format("{}: the folder holds no .apk file", folder);
  std::ranges::sort(paths);
  return paths;
}

void identify(File &file) {
  const Result<MappedFile> mapped = map_file(file.path);
  if (!mapped) return;
  const Given given = read_given(file.path, mapped->bytes());
  if (!is_apk(given)) return;
  Reading reading{1, Need::declarations};
  Incomplete ignored; // opening it in earnest says all of it again
  const Apk apk = read_apk(*given.zip, apk_layout, reading, ignored);
  if (!apk.manifest) return;
  file.app = fmt::format("{} {}", apk.manifest->package, apk.manifest->version_code.value_or(-1));
  file.split = apk.manifest->split;
}

std::vector<File> list_files(const std::vector<std::string> &inputs) {
  std::vector<File> files;
  for (size_t i = 0; i < inputs.size(); ++i) {
    std::error_code error;
    std::string problem;
    std::vector<std::string> paths = {inputs[i]};
    if (fs::is_directory(inputs[i], error)) paths = list_apks(inputs[i], problem);
    if (!problem.empty())
      files.push_back({inputs[i], i, std::nullopt, "", std::move(problem)});
    else
      for (std::string &path : paths) files.push_back({std::move(path), i, std::nullopt, "", ""});
  }
  if (files.size() > 1)
    for (File &file : files)
      if (file.problem.empty()) identify(file);
  return files;
}

std::string folder_of(const File &file) { return fs::path(file.path).parent_path().lexically_normal().string(); }

// The base that a split belongs to, by index; itself if there is none, or more than one.
size_t base_of(const std::vector<File> &files, size_t split, const std::vector<size_t> &app) {
  std::vector<size_t> bases, near;
  for (const size_t i : app) {
    if (!files[i].split.empty()) continue;
    bases.push_back(i);
    if (folder_of(files[i]) == folder_of(files[split])) near.push_back(i);
  }
  if (bases.size() == 1) return bases[0];
  if (near.size() == 1) return near[0];
  return bases.empty() ? app[0] : split;
}

} // namespace

std::vector<InputGroup> group_inputs(const std::vector<std::string> &inputs) {
  const std::vector<File> files = list_files(inputs);
  std::map<std::string, std::vector<size_t>> apps;
  for (size_t i = 0; i < files.size(); ++i)
    if (files[i].app) apps[*files[i].app].push_back(i);
  // By the file that leads the group: the base, or the first of splits without one.
  std::map<size_t, std::vector<size_t>> members;
  std::vector<size_t> order;
  for (size_t i = 0; i < files.size(); ++i) {
    size_t leader = i;
    if (files[i].app && !files[i].split.empty()) leader = base_of(files, i, apps[*files[i].app]);
    std::vector<size_t> &group = members[leader];
    if (group.empty()) order.push_back(leader);
    if (i == leader)
      group.insert(group.begin(), i);
    else
      group.push_back(i);
  }
  std::vector<InputGroup> groups;
  for (const size_t leader : order) {
    InputGroup group{fs::path(files[leader].path).filename().string(), {}, files[leader].problem};
    for (const size_t i : members[leader]) group.paths.push_back(files[i].path);
    const auto is_of_input = [&](const File &file) { return file.input == files[leader].input; };
    const std::string &input = inputs[files[leader].input];
    const bool is_whole_folder = input != files[leader].path && std::ranges::count_if(files, is_of_input) ==
                                                                    static_cast<std::ptrdiff_t>(group.paths.size());
    if (is_whole_folder) {
      const fs::path folder = fs::path(input).lexically_normal();
      group.name = (folder.has_filename() ? folder : folder.parent_path()).filename().string();
    }
    if (group.name.empty() || group.name == "." || group.name == "..")
      group.name = fs::path(files[leader].path).filename().string();
    groups.push_back(std::move(group));
  }
  return groups;
}

} // namespace kinsafe
