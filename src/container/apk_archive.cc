// Opens an archive of packages: bundletool's .apks, and .xapk and .apkm of download sites. All are zips with APKs
// inside that belong to one app. `.xapk` adds manifest.json, which names its members, and expansion files (.obb) that
// the app opens by itself.
#include "container/json.h"
#include "container/splits.h"

#include <fmt/format.h>

#include <algorithm>

namespace kinsafe {

namespace {

constexpr u64 most_member_bytes = u64{1} << 30;

bool ends_alike(std::string_view name, std::string_view ending) {
  if (name.size() < ending.size()) return false;
  return std::ranges::equal(name.substr(name.size() - ending.size()), ending,
                            [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

bool is_member(std::string_view name) { return ends_alike(name, ".apk"); }

// The inflated members; their buffers go to `buffers`.
std::vector<MemberFile> read_members(const Zip &zip, Reading &reading, std::vector<Buffer> &buffers,
                                     Oddities &oddities, Incomplete &incomplete) {
  std::vector<MemberFile> members;
  for (const auto &[name, entry] : by_name(zip)) {
    if (!is_member(name)) continue;
    if (entry->size > std::min(reading.budget, most_member_bytes)) {
      incomplete.add(GapKind::limit, name, "", "the package declares more bytes than are inflated; it was not read",
                     Lost::everything);
      continue;
    }
    reading.budget -= entry->size;
    Buffer buffer;
    const Result<Unpacked> unpacked = unpack(zip, *entry, buffer);
    std::string problem;
    if (!unpacked) {
      problem = unpacked.error().message.substr(name.size() + 2);
    } else if (problem = crc_problem(*entry, unpacked->bytes); !problem.empty()) {
      oddities.add(Odd::wrong_crc, name, problem);
    }
    if (!problem.empty()) {
      incomplete.add(entry->is_encrypted() ? GapKind::encrypted : GapKind::damaged, name,
                     fmt::format("data at {:#x}", entry->data_offset), std::move(problem), Lost::everything);
      continue;
    }
    members.push_back({std::string(name), unpacked->bytes});
    if (!buffer.empty()) buffers.push_back(std::move(buffer));
  }
  return members;
}

// Members that the archive's own list names and that are not there.
void note_listed_members(const Zip &zip, Incomplete &incomplete) {
  constexpr std::string_view list_name = "manifest.json";
  const ZipEntry *const entry = find_entry(zip, list_name);
  if (!entry) return;
  const Result<Json> list = read_json(zip, *entry);
  if (!list) {
    incomplete.add(GapKind::damaged, list_name, "", list.error().message, Lost::everything);
    return;
  }
  const EntriesByName entries = by_name(zip);
  for (const Json &split : member(*list, "split_apks")) {
    const std::string file = text_of(member(split, "file"));
    if (!file.empty() && !entries.contains(file))
      incomplete.add(GapKind::missing, list_name, "split_apks",
                     fmt::format("package '{}' is listed and not in the archive", file), Lost::everything);
  }
}

} // namespace

bool is_apk_archive(const Given &given) {
  return given.zip &&
         std::ranges::any_of(given.zip->entries, [](const ZipEntry &entry) { return is_member(entry.name); });
}

Result<Package> open_apk_archive(const Given &given, Reading &reading, Incomplete &incomplete) {
  std::vector<Buffer> buffers;
  Incomplete gaps = given.zip_gaps;
  Oddities oddities = given.zip->oddities;
  const std::vector<MemberFile> members = read_members(*given.zip, reading, buffers, oddities, gaps);
  Package package = TRY(open_split_set(members, reading, gaps));
  package.file.clear();
  package.recovered |= given.zip->recovered;
  package.oddities.append(oddities);
  note_listed_members(*given.zip, gaps);
  for (const auto &[name, entry] : by_name(*given.zip)) {
    if (is_member(name)) continue;
    package.parts.push_back({std::string(name), "other", {}, entry->size, given.bytes, *entry});
    if (ends_alike(name, ".obb"))
      gaps.add(GapKind::not_looked, name, "", "this version does not read expansion files", Lost::assets);
  }
  for (Buffer &buffer : buffers) package.buffers.push_back(std::move(buffer));
  incomplete.append(std::move(gaps));
  return package;
}

} // namespace kinsafe
