// Opens what was handed in as an app: maps the files, finds by their content what they are, and leaves the rest to the
// opener of that kind. Several files are the members of a split set.
#include "container/resources_pb.h"
#include "container/splits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <set>

namespace kinsafe {

namespace {

namespace fs = std::filesystem;

// A zip without directory: what Android would take it for can't be known, so it is read as what it most often was.
bool is_recovered(const Given &given) { return given.zip && given.zip->recovered; }

// The first that fits opens the file. What Android would install comes before everything that only looks like something
// else by a further entry; a library's manifest is text, which Android refuses in a package.
constexpr Opener openers[] = {
    {is_dex_file, open_dex_file}, //
    {is_aar, open_aar},           {is_apk, open_apk},       {is_aab, open_aab},
    {is_hap, open_hap},           {is_ipa, open_ipa},       {is_apk_archive, open_apk_archive},
    {is_jar, open_jar},           {is_recovered, open_apk},
};

std::string why_no_app(const Given &given) {
  if (!given.zip) return "is no Android package: it holds no intact zip entry";
  for (const ZipEntry &entry : given.zip->entries)
    if (entry.name.ends_with(".hap")) return fmt::format("is a pack of packages; unpack it and give {}", entry.name);
  return "is no Android package: it holds no AndroidManifest.xml";
}

Result<Package> open_one(const Given &given, Reading &reading, Incomplete &incomplete) {
  for (const Opener &opener : openers)
    if (opener.fits(given)) return opener.open(given, reading, incomplete);
  return fail(why_no_app(given));
}

std::string base_name(const std::string &path) { return fs::path(path).filename().string(); }

// Names by which the files are told apart.
std::vector<std::string> names_of(const std::vector<std::string> &paths) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const std::string &path : paths) {
    std::string name = base_name(path);
    for (int i = 2; !taken.insert(name).second; ++i) name = fmt::format("{} ({})", base_name(path), i);
    names.push_back(std::move(name));
  }
  return names;
}

} // namespace

Given read_given(std::string name, Bytes bytes) {
  Given given{std::move(name), bytes, std::nullopt, {}};
  Result<Zip> zip = read_zip(bytes, given.zip_gaps);
  if (zip) given.zip = std::move(*zip);
  return given;
}

Result<Package> open_package(const std::vector<std::string> &paths, unsigned threads, Incomplete &incomplete,
                             Need need) {
  assert(!paths.empty());
  std::vector<MappedFile> mapped;
  std::vector<MemberFile> files;
  const std::vector<std::string> names = names_of(paths);
  for (size_t i = 0; i < paths.size(); ++i) {
    Result<MappedFile> file = map_file(paths[i]);
    // The sentence starts with the whole path.
    if (!file)
      return fail(fmt::format("{}: {}", names[i], std::string_view(file.error().message).substr(paths[i].size() + 2)));
    files.push_back({names[i], file->bytes()});
    mapped.push_back(std::move(*file));
  }
  Reading reading{threads, need};
  Incomplete gaps;
  Result<Package> package = files.size() == 1 ? open_one(read_given(files[0].name, files[0].bytes), reading, gaps)
                                              : open_split_set(files, reading, gaps);
  if (!package) return fail(fmt::format("{}: {}", files.front().name, package.error().message));
  if (files.size() == 1) package->file = files[0].name;
  package->bytes = std::ranges::find(files, package->file, &MemberFile::name)->bytes;
  package->mapped = std::move(mapped);
  // What was read of it was inflated, or will be read once more.
  for (const MappedFile &file : package->mapped) release_pages(file.bytes());
  if (need == Need::everything && !package->signing && package->kind != "dex") // a dex file carries no signature
    gaps.add(GapKind::not_looked, "", "signing", "who signed is read of Android packages alone", Lost::signature);
  incomplete.append(std::move(gaps));
  return package;
}

Result<Bytes> read_part(const Part &part, Buffer &buffer) {
  if (!part.bytes.empty() || part.archive.empty()) return part.bytes;
  return extract(Zip{part.archive, {}, false}, part.entry, buffer);
}

Result<AxmlDocument> read_document(const Package &package, Bytes bytes) {
  return package.kind == "aab" ? read_xml_pb(bytes) : read_axml(bytes);
}

std::vector<const Part *> dex_parts(const Package &package) {
  std::vector<const Part *> parts;
  for (const Part &part : package.parts)
    if (part.kind == "dex") parts.push_back(&part);
  return parts;
}

} // namespace kinsafe
