// Opens an APK: finds its parts, inflates those that other rooms read, and reads what it declares. Android's rules
// decide which parts those are: one manifest, one resource table, and code in classes.dex, classes2.dex, ... up to the
// first number that is missing.
#include "base/digest.h"
#include "base/parallel.h"
#include "container/package.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace kinsafe {

namespace {

constexpr std::string_view manifest_name = "AndroidManifest.xml";
constexpr std::string_view resources_name = "resources.arsc";

// Entries may share their compressed bytes, so a small file can declare any number of huge parts.
constexpr u64 most_inflated = u64{4} << 30;

using EntriesByName = std::map<std::string_view, const ZipEntry *>;

EntriesByName by_name(const Zip &zip) {
  EntriesByName entries;
  for (const ZipEntry &entry : zip.entries) entries.emplace(entry.name, &entry);
  return entries;
}

std::string class_path_name(size_t number) {
  return number == 1 ? "classes.dex" : fmt::format("classes{}.dex", number);
}

// A part that other rooms read, with the slot that its task fills.
struct Wanted {
  const ZipEntry *entry;
  std::string_view kind;
  std::vector<u8> buffer;
  Bytes bytes;
  std::string sha256;
  std::string problem; // empty if it was read
};

std::vector<Wanted> list_wanted(const EntriesByName &entries) {
  std::vector<Wanted> wanted;
  const auto want = [&](std::string_view name, std::string_view kind) {
    const auto found = entries.find(name);
    if (found == entries.end()) return false;
    wanted.push_back({found->second, kind, {}, {}, "", ""});
    return true;
  };
  want(manifest_name, "manifest");
  want(resources_name, "resources");
  for (size_t number = 1; want(class_path_name(number), "dex"); ++number) {
  }
  return wanted;
}

void read_part(const Zip &zip, Wanted &part) {
  Result<Bytes> bytes = extract(zip, *part.entry, part.buffer);
  if (!bytes) {
    part.problem = std::move(bytes.error().message);
    return;
  }
  part.bytes = *bytes;
  part.sha256 = sha256_hex(part.bytes);
}

// Marks the parts that would go beyond what may be inflated in all. By declared sizes and in order, so that the outcome
// depends on nothing else.
void hold_to_limit(std::vector<Wanted> &wanted, Incomplete &incomplete) {
  u64 declared = 0;
  for (Wanted &part : wanted) {
    if (part.entry->size <= most_inflated - declared) {
      declared += part.entry->size;
      continue;
    }
    part.problem = "beyond the limit";
    incomplete.add(GapKind::limit, part.entry->name, "",
                   fmt::format("the parts declare more than {} bytes; this one was not read", most_inflated),
                   lost_with(part.entry->name));
  }
}

// Inflates the parts and digests the file at once; each task has its own slot.
void read_parts(const Zip &zip, unsigned threads, std::vector<Wanted> &wanted, Package &package,
                Incomplete &incomplete) {
  hold_to_limit(wanted, incomplete);
  std::vector<size_t> to_read;
  for (size_t i = 0; i < wanted.size(); ++i)
    if (wanted[i].problem.empty()) to_read.push_back(i);
  parallel_for(to_read.size() + 2, threads, [&](size_t task) {
    if (task == 0)
      package.sha256 = sha256_hex(zip.bytes);
    else if (task == 1)
      package.md5 = md5_hex(zip.bytes);
    else
      read_part(zip, wanted[to_read[task - 2]]);
  });
  for (const size_t i : to_read) {
    const Wanted &part = wanted[i];
    if (part.problem.empty()) continue;
    // The sentence starts with the entry's name, which the gap names already.
    const std::string reason = part.problem.substr(std::min(part.problem.size(), part.entry->name.size() + 2));
    incomplete.add(part.entry->is_encrypted() ? GapKind::encrypted : GapKind::damaged, part.entry->name,
                   fmt::format("data at {:#x}", part.entry->data_offset), reason, lost_with(part.entry->name));
  }
}

// As a part of the class path is named, or nearly so.
bool is_numbered_dex(std::string_view name) {
  return name.starts_with("classes") && name.ends_with(".dex") && !name.contains('/');
}

void add_part(Package &package, const ZipEntry &entry, std::string_view kind, Bytes bytes, std::string sha256) {
  package.parts.push_back({std::string(entry.name), std::string(kind), bytes, entry.size, std::move(sha256)});
}

// The first class-path name that the package lacks.
std::string first_missing_dex(const std::vector<Wanted> &wanted) {
  const auto is_dex = [](const Wanted &part) { return part.kind == "dex"; };
  return class_path_name(static_cast<size_t>(std::count_if(wanted.begin(), wanted.end(), is_dex)) + 1);
}

// Lists all parts; hands the buffers of the read ones over to the package.
void list_parts(std::vector<Wanted> wanted, EntriesByName rest, Package &package, Incomplete &incomplete) {
  EntriesByName unread;
  for (Wanted &part : wanted) {
    rest.erase(part.entry->name);
    if (!part.problem.empty()) {
      unread.emplace(part.entry->name, part.entry);
      continue;
    }
    add_part(package, *part.entry, part.kind, part.bytes, std::move(part.sha256));
    if (!part.buffer.empty()) package.buffers.push_back(std::move(part.buffer));
  }
  for (const auto &[name, entry] : rest) {
    if (!is_numbered_dex(name)) continue;
    incomplete.add(GapKind::missing, name, "class path",
                   fmt::format("Android does not load this part, since there is no {}; it was not read",
                               first_missing_dex(wanted)),
                   Lost::code);
  }
  rest.merge(unread);
  for (const auto &[name, entry] : rest) {
    const bool is_native = name.starts_with("lib/") && name.ends_with(".so");
    add_part(package, *entry, is_native ? "native" : "other", {}, "");
  }
}

const Part *find_part(const Package &package, std::string_view kind) {
  for (const Part &part : package.parts)
    if (part.kind == kind) return &part;
  return nullptr;
}

ResourceTable read_resources(const Package &package, Incomplete &incomplete) {
  const Part *const part = find_part(package, "resources");
  if (!part) return {};
  Result<ResourceTable> table = read_arsc(part->bytes, part->name, incomplete);
  if (table) return std::move(*table);
  incomplete.add(GapKind::damaged, part->name, "", std::move(table.error().message), Lost::resources);
  return {};
}

Result<Manifest> parse_manifest(Bytes bytes, const ResourceTable &resources, Incomplete &incomplete) {
  const AxmlDocument document = TRY(read_axml(bytes));
  return read_manifest(document, resources, incomplete);
}

void read_label(const Manifest &manifest, const ResourceTable &resources, Package &package, Incomplete &incomplete) {
  package.label = manifest.label.text;
  if (manifest.label.reference == 0) return;
  const ResolvedResource resolved = resolve(resources, manifest.label.reference);
  for (const auto &[locale, value] : resolved.by_locale) {
    if (value.type != AxmlValue::Type::string) continue;
    if (locale.empty())
      package.label = value.text;
    else
      package.labels.emplace(locale, value.text);
  }
  if (!resolved.whole)
    incomplete.add(GapKind::missing, manifest_name, "<application> label",
                   fmt::format("not every value of resource {:#010x} was found", manifest.label.reference),
                   Lost::nothing);
}

// A base without its splits, or a split without its base, is not the app that a user installs.
void note_splits(const Manifest &manifest, Incomplete &incomplete) {
  if (!manifest.split.empty())
    incomplete.add(GapKind::missing, "", "base package",
                   fmt::format("this is split '{}' of the app; the base package was not given", manifest.split),
                   Lost::everything);
  if (manifest.requires_splits)
    incomplete.add(GapKind::missing, "", "split packages",
                   "the app is not whole without its split packages, which were not given", Lost::everything);
}

void read_declarations(Package &package, Incomplete &incomplete) {
  const Part *const part = find_part(package, "manifest");
  if (!part) return;
  const ResourceTable resources = read_resources(package, incomplete);
  Result<Manifest> manifest = parse_manifest(part->bytes, resources, incomplete);
  if (!manifest) {
    incomplete.add(GapKind::damaged, manifest_name, "", std::move(manifest.error().message), Lost::manifest);
    return;
  }
  read_label(*manifest, resources, package, incomplete);
  note_splits(*manifest, incomplete);
  package.manifest = std::move(*manifest);
}

// Why the file is no app that can be looked at, or an empty text.
std::string why_no_app(const Zip &zip, const EntriesByName &entries, const Incomplete &zip_gaps) {
  if (zip.recovered || entries.contains(manifest_name)) return "";
  const bool is_manifest_damaged =
      std::any_of(zip_gaps.gaps.begin(), zip_gaps.gaps.end(), [](const Gap &gap) { return gap.part == manifest_name; });
  if (is_manifest_damaged) return "";
  if (entries.contains("base/manifest/AndroidManifest.xml"))
    return "is an app bundle for publishing, no Android package; it has to be turned into an APK first";
  for (const auto &[name, entry] : entries)
    if (name.ends_with(".apk"))
      return fmt::format("is an archive of packages, no Android package; unpack it and give {}", name);
  return "is no Android package: it holds no AndroidManifest.xml";
}

} // namespace

Result<Package> open_package(const std::string &path, unsigned threads, Incomplete &incomplete) {
  Package package;
  package.file = std::filesystem::path(path).filename().string();
  package.kind = "apk";
  const auto fail_file = [&](std::string_view problem) { return fail(fmt::format("{}: {}", package.file, problem)); };
  Result<MappedFile> mapped = map_file(path);
  // The sentence starts with the whole path.
  if (!mapped) return fail_file(std::string_view(mapped.error().message).substr(path.size() + 2));
  package.mapped = std::move(*mapped);
  package.size = package.mapped.bytes().size();

  Incomplete gaps;
  const Result<Zip> zip = read_zip(package.mapped.bytes(), gaps);
  if (!zip) return fail_file(zip.error().message);
  const EntriesByName entries = by_name(*zip);
  const std::string no_app = why_no_app(*zip, entries, gaps);
  if (!no_app.empty()) return fail_file(no_app);
  package.recovered = zip->recovered;

  std::vector<Wanted> wanted = list_wanted(entries);
  read_parts(*zip, threads, wanted, package, gaps);
  list_parts(std::move(wanted), entries, package, gaps);
  if (package.recovered && !find_part(package, "manifest") && !find_part(package, "dex"))
    return fail_file("is no Android package that can be read: neither its manifest nor its code is intact");
  if (!entries.contains(manifest_name))
    gaps.add(GapKind::missing, manifest_name, "", "the package holds no readable manifest", Lost::manifest);
  read_declarations(package, gaps);
  incomplete.append(std::move(gaps));
  return package;
}

std::vector<const Part *> dex_parts(const Package &package) {
  std::vector<const Part *> parts;
  for (const Part &part : package.parts)
    if (part.kind == "dex") parts.push_back(&part);
  return parts;
}

} // namespace kinsafe
