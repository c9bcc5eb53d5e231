// Opens dex code that stands alone: a bare .dex as the whole package, and files dumped from the memory of a running
// app, which are read beside its package. What other forms of compiled code there are is known by the first bytes:
//   "dex\n"  dex file          "cdex"  compact dex, Android 9 to 13     "dey\n"  optimized dex of Android before 5
//   "vdex"   a runtime's copy  "\x7fELF"  compiled to machine code (.odex, .oat), the dex inside or in a vdex beside it
#include "base/reader.h"
#include "container/opener.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace kinsafe {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view dex_magic = "dex\n";
constexpr std::string_view dumped = "dumped";

// What compiled code that is not read the bytes are; empty if none.
std::string_view unread_code(Bytes bytes) {
  constexpr std::pair<std::string_view, std::string_view> forms[] = {{"cdex", "compact dex"},
                                                                     {"dey\n", "optimized dex"},
                                                                     {"vdex", "a vdex file"},
                                                                     {"\x7f"
                                                                      "ELF",
                                                                      "machine code"}};
  for (const auto &[magic, form] : forms)
    if (as_text(bytes).starts_with(magic)) return form;
  return "";
}

Part dex_part(std::string name, Bytes bytes, std::string_view source) {
  return {std::move(name), "dex", bytes, bytes.size(), {}, {}, std::string(source)};
}

// The path, and the name among the dumped files; of a folder, all files in it by name.
std::vector<std::pair<std::string, std::string>> list_files(const std::string &path, Incomplete &incomplete) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {{path, fs::path(path).filename().string()}};
  std::vector<std::pair<std::string, std::string>> files;
  fs::recursive_directory_iterator entry(path, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code unknown;
    if (entry->is_regular_file(unknown))
      files.emplace_back(entry->path().string(), entry->path().lexically_relative(path).generic_string());
  }
  if (error) incomplete.add(GapKind::damaged, dumped, path, "the folder can't be read: " + error.message(), Lost::code);
  std::ranges::sort(files);
  return files;
}

void add_dumped_file(Package &package, const std::string &path, std::string name, Incomplete &incomplete) {
  const auto not_read = [&](GapKind kind, std::string reason, Lost lost) {
    incomplete.add(kind, name, "", std::move(reason), lost);
  };
  Result<MappedFile> file = map_file(path);
  if (!file) return not_read(GapKind::damaged, file.error().message.substr(path.size() + 2), Lost::code);
  const Bytes bytes = file->bytes();
  if (as_text(bytes).starts_with(dex_magic)) {
    Part part = dex_part(name, bytes, dumped);
    const auto same = std::ranges::find_if(
        package.parts, [&](const Part &each) { return each.kind == "dex" && std::ranges::equal(each.bytes, part.bytes); });
    if (same != package.parts.end()) part.kind = "other"; // the same bytes twice say nothing new
    package.parts.push_back(std::move(part));
    package.mapped.push_back(std::move(*file));
    return;
  }
  if (const std::string_view form = unread_code(bytes); !form.empty())
    return not_read(GapKind::unsupported, fmt::format("is {}, which this version does not read", form), Lost::code);
  // A dump whose first bytes were wiped looks like this too.
  not_read(GapKind::unsupported, "does not start as a dex file does; it was not read", Lost::code);
}

} // namespace

bool is_dex_file(const Given &given) {
  if (given.is_whole_zip()) return false;
  return as_text(given.bytes).starts_with(dex_magic) || (!given.zip && !unread_code(given.bytes).empty());
}

Result<Package> open_dex_file(const Given &given, Reading &, Incomplete &incomplete) {
  if (const std::string_view form = unread_code(given.bytes); !form.empty())
    return fail(fmt::format("is {}, which this version does not read", form));
  Package package;
  package.kind = "dex";
  package.parts.push_back(dex_part(given.name, given.bytes, "package"));
  incomplete.add(GapKind::missing, "AndroidManifest.xml", "",
                 "a dex file declares nothing; the package that it belongs to was not given", Lost::everything);
  return package;
}

void add_dumped_dex(Package &package, const std::vector<std::string> &paths, Incomplete &incomplete) {
  std::vector<std::string> taken;
  for (const std::string &path : paths)
    for (const auto &[file, relative] : list_files(path, incomplete)) {
      std::string name = fmt::format("{}!{}", dumped, relative);
      for (int i = 2; std::ranges::count(taken, name) > 0; ++i) name = fmt::format("{}!{} ({})", dumped, relative, i);
      taken.push_back(name);
      add_dumped_file(package, file, std::move(name), incomplete);
    }
}

} // namespace kinsafe
