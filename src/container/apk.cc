// Reads an APK: finds its parts, inflates those that other rooms read, and reads what it declares. Android's rules
// decide which parts those are: one manifest, one resource table, and code in classes.dex, classes2.dex, ... up to the
// first number that is missing. A module of a bundle is built alike, in a folder of the bundle.
#include "container/apk.h"

#include "base/parallel.h"
#include "base/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace kinsafe {

const PackageLayout apk_layout{"", "AndroidManifest.xml", "resources.arsc", "", read_axml, read_arsc};

namespace {

std::string class_path_name(const PackageLayout &layout, size_t number) {
  return number == 1 ? layout.dex_folder + "classes.dex" : fmt::format("{}classes{}.dex", layout.dex_folder, number);
}

// A part that other rooms read, with the slot that its task fills.
struct Wanted {
  const ZipEntry *entry;
  std::string_view kind;
  Lost lost;
  std::span<u8> room; // to inflate it
  Bytes bytes;
  std::string problem; // empty if it was read
  std::string crc_problem;
  u64 behind_stream = 0;
};

EntriesByName in_folder(const Zip &zip, std::string_view folder) {
  EntriesByName entries;
  for (const u32 i : zip.order)
    if (const ZipEntry &entry = zip.entries[i]; entry.name.starts_with(folder))
      entries.emplace_hint(entries.end(), entry.name, &entry);
  return entries;
}

std::vector<Wanted> list_wanted(const EntriesByName &entries, const PackageLayout &layout, Need need) {
  std::vector<Wanted> wanted;
  const auto want = [&](std::string_view name, std::string_view kind, Lost lost) {
    const auto found = entries.find(name);
    if (found == entries.end()) return false;
    wanted.push_back({found->second, kind, lost, {}, {}, "", "", 0});
    return true;
  };
  want(layout.manifest, "manifest", Lost::manifest);
  want(layout.resources, "resources", Lost::resources);
  if (need == Need::declarations) return wanted;
  for (size_t number = 1; want(class_path_name(layout, number), "dex", Lost::code); ++number) {
  }
  return wanted;
}

void read_wanted(const Zip &zip, Wanted &part) {
  const Result<Unpacked> unpacked = unpack(zip, *part.entry, part.room);
  if (!unpacked) {
    // The sentence starts with the entry's name, which the gap names already.
    part.problem = unpacked.error().message.substr(part.entry->name.size() + 2);
    return;
  }
  part.bytes = unpacked->bytes;
  part.behind_stream = unpacked->behind_stream;
  part.crc_problem = crc_problem(*part.entry, part.bytes);
}

// One piece of memory for all of them: huge pages do little for parts of a megabyte each.
Buffer share_room(std::vector<Wanted> &wanted) {
  constexpr size_t cache_line = 64;
  const auto padded = [](u64 size) { return (size + cache_line - 1) / cache_line * cache_line; };
  u64 needed = 0;
  for (const Wanted &part : wanted)
    if (part.problem.empty()) needed += padded(room_for(*part.entry));
  Buffer buffer(needed);
  std::span<u8> left = buffer.room();
  for (Wanted &part : wanted) {
    const u64 size = part.problem.empty() ? room_for(*part.entry) : 0;
    if (size == 0 || left.empty()) continue;
    part.room = left.first(size);
    left = left.subspan(padded(size));
  }
  return buffer;
}

// Marks the parts that would go beyond what may be inflated in all. By declared sizes and in order, so that the outcome
// depends on nothing else.
void hold_to_limit(std::vector<Wanted> &wanted, Reading &reading, Incomplete &incomplete) {
  for (Wanted &part : wanted) {
    if (part.entry->size <= reading.budget) {
      reading.budget -= part.entry->size;
      continue;
    }
    part.problem = "beyond the limit";
    incomplete.add(GapKind::limit, part.entry->name, "",
                   "the parts declare more bytes than are inflated in all; this one was not read", part.lost);
  }
}

std::string place_of(const Wanted &part) { return fmt::format("data at {:#x}", part.entry->data_offset); }

// Android never looks at an entry's CRC-32: whatever the signature covers is what it runs. So a wrong one is odd, and
// no damage, where the signature holds. Where it does not, or nobody knows, the bytes may be anything.
void judge_crc(Wanted &part, bool is_signed, const Apk &apk, Incomplete &incomplete) {
  if (apk.signing && is_proven(*apk.signing)) return;
  if (apk.signing || !is_signed) {
    part.problem = part.crc_problem;
    return;
  }
  incomplete.add(GapKind::damaged, part.entry->name, place_of(part),
                 part.crc_problem + ", and whether a signature holds was not looked at; it was read all the same",
                 part.lost);
}

// Android unpacks code in pieces, and refuses it if a whole piece is left when the stream ends.
bool is_piece_left(const Wanted &part) {
  constexpr u64 piece = 32768;
  const u64 size = part.entry->compressed_size;
  return part.behind_stream > 0 && (size - part.behind_stream - 1) / piece < (size - 1) / piece;
}

void note_part(Wanted &part, bool is_signed, Apk &apk, Incomplete &incomplete) {
  const std::string_view name = part.entry->name;
  if (!part.crc_problem.empty()) {
    apk.oddities.add(Odd::wrong_crc, name, part.crc_problem);
    judge_crc(part, is_signed, apk, incomplete);
  }
  if (part.behind_stream == 0) return;
  apk.oddities.add(Odd::data_behind_stream, name,
                   fmt::format("{} bytes follow the end of the compressed stream", part.behind_stream));
  if (part.kind == "dex" && is_piece_left(part))
    incomplete.add(GapKind::damaged, name, place_of(part),
                   "the compressed stream ends far before the data, so Android does not load the code", part.lost);
}

// Inflates the parts and verifies the signatures at once; each task has its own slot. `is_signed`: as APKs are.
void read_parts(const Zip &zip, Reading &reading, bool is_signed, std::vector<Wanted> &wanted, Apk &apk,
                Incomplete &incomplete) {
  hold_to_limit(wanted, reading, incomplete);
  if (Buffer buffer = share_room(wanted); !buffer.empty()) apk.buffers.push_back(std::move(buffer));
  std::vector<size_t> to_read;
  for (size_t i = 0; i < wanted.size(); ++i)
    if (wanted[i].problem.empty()) to_read.push_back(i);
  Incomplete signing_gaps;
  parallel_for(to_read.size() + 1, reading.threads, [&](size_t task) {
    if (task > 0)
      read_wanted(zip, wanted[to_read[task - 1]]);
    else if (is_signed && reading.need == Need::everything)
      apk.signing = read_signing(zip, reading.threads, signing_gaps);
  });
  incomplete.append(std::move(signing_gaps));
  for (const size_t i : to_read) {
    Wanted &part = wanted[i];
    if (part.problem.empty()) note_part(part, is_signed, apk, incomplete);
    if (part.problem.empty()) continue;
    incomplete.add(part.entry->is_encrypted() ? GapKind::encrypted : GapKind::damaged, part.entry->name, place_of(part),
                   part.problem, part.lost);
  }
}

// As a part of the class path is named, or nearly so.
bool is_numbered_dex(const PackageLayout &layout, std::string_view name) {
  if (!name.starts_with(layout.dex_folder) || !name.ends_with(".dex")) return false;
  name.remove_prefix(layout.dex_folder.size());
  return name.starts_with("classes") && !name.contains('/');
}

// Of an app, and not of a library, whose archives are read elsewhere.
bool is_package_file(const PackageLayout &layout) { return !layout.resources.empty(); }

// Code that an app carries to load it by itself: by its name, or, where it is not packed, by what it starts with.
bool is_carried_code(const Zip &zip, const ZipEntry &entry) {
  std::string name(entry.name);
  std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  for (const std::string_view ending : {".dex", ".jar", ".apk"})
    if (name.ends_with(ending)) return true;
  constexpr std::string_view magic = "dex\n";
  constexpr u16 deflated = 8; // Android takes what is not deflated as it stands
  return entry.method != deflated && entry.size >= magic.size() &&
         as_text(Reader(zip.bytes, entry.data_offset).read_bytes(magic.size())) == magic;
}

// The first class-path name that the package lacks.
std::string first_missing_dex(const PackageLayout &layout, const std::vector<Wanted> &wanted) {
  const auto is_dex = [](const Wanted &part) { return part.kind == "dex"; };
  return class_path_name(layout, static_cast<size_t>(std::count_if(wanted.begin(), wanted.end(), is_dex)) + 1);
}

Part unopened_part(const Zip &zip, const ZipEntry &entry, std::string_view folder) {
  const std::string_view name = entry.name.substr(folder.size());
  const bool is_native = name.starts_with("lib/") && name.ends_with(".so");
  return {std::string(entry.name), is_native ? "native" : "other", {}, entry.size, zip.bytes, entry};
}

// Lists all parts.
void list_parts(const Zip &zip, const PackageLayout &layout, Need need, std::vector<Wanted> wanted, EntriesByName rest,
                Apk &apk, Incomplete &incomplete) {
  apk.parts.reserve(rest.size());
  EntriesByName unread;
  for (Wanted &part : wanted) {
    rest.erase(part.entry->name);
    if (!part.problem.empty()) {
      unread.emplace(part.entry->name, part.entry);
      continue;
    }
    apk.parts.push_back(
        {std::string(part.entry->name), std::string(part.kind), part.bytes, part.entry->size, zip.bytes, *part.entry});
  }
  for (const auto &[name, entry] : rest) {
    if (need == Need::declarations) break;
    if (is_numbered_dex(layout, name))
      incomplete.add(GapKind::missing, name, "class path",
                     fmt::format("Android does not load this part, since there is no {}; it was not read",
                                 first_missing_dex(layout, wanted)),
                     Lost::code);
    else if (is_package_file(layout) && is_carried_code(zip, *entry))
      incomplete.add(GapKind::not_looked, name, "code",
                     "the app may load this part by itself when it runs; this version does not read it", Lost::code);
  }
  rest.merge(unread);
  for (const auto &[name, entry] : rest) apk.parts.push_back(unopened_part(zip, *entry, layout.folder));
}

const Part *find_part(const Apk &apk, std::string_view kind) {
  for (const Part &part : apk.parts)
    if (part.kind == kind) return &part;
  return nullptr;
}

void read_resources(const PackageLayout &layout, Apk &apk, Incomplete &incomplete) {
  const Part *const part = find_part(apk, "resources");
  if (!part) return;
  Result<ResourceTable> table = layout.read_table(part->bytes, part->name, incomplete);
  if (table)
    apk.resources = std::move(*table);
  else
    incomplete.add(GapKind::damaged, part->name, "", std::move(table.error().message), Lost::resources);
}

Result<Manifest> parse_manifest(const PackageLayout &layout, Bytes bytes, Apk &apk, Incomplete &gaps) {
  const AxmlDocument document = TRY(layout.read_document(bytes));
  apk.oddities.append(document.oddities, layout.manifest);
  return read_manifest(document, apk.resources, gaps);
}

// From Android 11 on an app that is built for it can't be installed with such a table.
void note_packed_resources(const Apk &read, Oddities &oddities) {
  constexpr u32 android_11 = 30;
  const Part *const part = find_part(read, "resources");
  if (!part || read.manifest->target_sdk.value_or(0) < android_11) return;
  if (part->entry.method == 0 && part->entry.data_offset % 4 == 0) return;
  oddities.add(Odd::resources_compressed, part->name,
               fmt::format("the app is for API level {}, and the table is compressed or does not start at a multiple "
                           "of four",
                           *read.manifest->target_sdk));
}

void read_declarations(const PackageLayout &layout, Apk &apk, Incomplete &incomplete) {
  read_resources(layout, apk, incomplete); // it says much even where the manifest is lost
  const Part *const part = find_part(apk, "manifest");
  if (!part) return;
  Incomplete gaps;
  Result<Manifest> manifest = parse_manifest(layout, part->bytes, apk, gaps);
  if (!manifest) {
    incomplete.add(GapKind::damaged, layout.manifest, "", std::move(manifest.error().message), Lost::manifest);
    return;
  }
  for (Gap &gap : gaps.gaps) gap.part = layout.manifest;
  incomplete.append(std::move(gaps));
  for (DeclaredPermission &permission : manifest->permissions) permission.part = layout.manifest;
  for (Component &component : manifest->components) component.part = layout.manifest;
  apk.manifest = std::move(*manifest);
  if (&layout == &apk_layout) note_packed_resources(apk, apk.oddities);
}

// Values of the label in each language. The base's table comes first; those of its splits add languages.
void read_label(const std::vector<Apk> &members, Package &package, Incomplete &incomplete) {
  const TextOrReference &label = package.manifest->label;
  package.label = label.text;
  if (label.reference == 0) return;
  bool is_whole = false;
  for (const Apk &member : members) {
    const ResolvedResource resolved = resolve(member.resources, label.reference);
    if (&member == &members.front()) is_whole = resolved.whole;
    for (const auto &[locale, value] : resolved.by_locale) {
      if (value.type != AxmlValue::Type::string) continue;
      if (!locale.empty())
        package.labels.emplace(locale, value.text);
      else if (package.label.empty())
        package.label = value.text;
    }
  }
  if (!is_whole)
    incomplete.add(GapKind::missing, name_in_member(members.front().name, members.front().manifest_name),
                   "<application> label",
                   fmt::format("not every value of resource {:#010x} was found", label.reference),
                   Lost::resources); // the table, or what was found of it, lacks what the app refers to
}

// As Android's PackageParser.parseSplitApk: a split adds components, and nothing else that it says directly under
// <manifest> counts. Its permissions are kept as doubtful, for stores merge manifests by rules of their own.
void merge(const Manifest &split, Manifest &base) {
  base.components.insert(base.components.end(), split.components.begin(), split.components.end());
  for (DeclaredPermission permission : split.permissions) {
    permission.is_doubtful = true;
    base.permissions.push_back(std::move(permission));
  }
}

// Android installs a set only if its members are signed alike, so the base's signers stand for all; what differs is
// told.
std::optional<Signing> signing_of(const std::vector<Apk> &members) {
  if (members.empty() || !members.front().signing) return std::nullopt;
  const auto certificates_of = [](const Signing &signing) {
    std::set<std::string> certificates;
    for (const Signer &signer : signing.signers) certificates.insert(signer.certificate_sha256);
    return certificates;
  };
  std::optional<Signing> signing = members.front().signing;
  const std::set<std::string> certificates = certificates_of(*signing);
  for (const Apk &member : members) {
    if (&member == &members.front() || !member.signing) continue;
    if (certificates_of(*member.signing) != certificates)
      signing->oddities.push_back(fmt::format("{} is not signed as {} is", member.name, members.front().name));
    for (const Signer &signer : member.signing->signers)
      if (signer.holds == Holds::no)
        signing->oddities.push_back(
            fmt::format("{}: the {} signature does not hold: {}", member.name, signer.scheme, signer.problem));
    for (const std::string &oddity : member.signing->oddities)
      signing->oddities.push_back(fmt::format("{}: {}", member.name, oddity));
  }
  return signing;
}

} // namespace

EntriesByName by_name(const Zip &zip) { return in_folder(zip, ""); }

void list_unopened(const Zip &zip, Package &package) {
  for (const auto &[name, entry] : by_name(zip)) package.parts.push_back(unopened_part(zip, *entry, ""));
}

void open_part(Package &package, std::string_view name, std::string_view kind, const ZipLimits &limits) {
  const auto part = std::ranges::find(package.parts, name, &Part::name);
  Buffer buffer;
  const Result<Bytes> bytes = extract(Zip{part->archive, {}, false}, part->entry, buffer, limits);
  if (!bytes) return;
  part->kind = kind;
  part->bytes = *bytes;
  if (!buffer.empty()) package.buffers.push_back(std::move(buffer));
}

std::string name_in_member(std::string_view member, std::string_view name) {
  if (member.empty()) return std::string(name);
  return name.empty() ? std::string(member) : fmt::format("{}!{}", member, name);
}

Incomplete in_member(std::string_view member, Incomplete gaps) {
  for (Gap &gap : gaps.gaps) gap.part = name_in_member(member, gap.part);
  return gaps;
}

Apk read_apk(const Zip &zip, const PackageLayout &layout, Reading &reading, Incomplete &incomplete) {
  Apk apk;
  apk.recovered = zip.recovered;
  EntriesByName entries = in_folder(zip, layout.folder);
  apk.manifest_name = layout.manifest;
  const bool has_manifest = entries.contains(layout.manifest);
  std::vector<Wanted> wanted = list_wanted(entries, layout, reading.need);
  read_parts(zip, reading, &layout == &apk_layout, wanted, apk, incomplete);
  list_parts(zip, layout, reading.need, std::move(wanted), std::move(entries), apk, incomplete);
  if (!has_manifest && !layout.manifest.empty())
    incomplete.add(GapKind::missing, layout.manifest, "", "the package holds no readable manifest", Lost::manifest);
  read_declarations(layout, apk, incomplete);
  return apk;
}

Package assemble(std::vector<Apk> members, Incomplete &incomplete) {
  Package package;
  for (const Apk &member : members) {
    package.recovered |= member.recovered;
    if (!member.manifest) continue;
    Manifest manifest = *member.manifest;
    for (DeclaredPermission &permission : manifest.permissions)
      permission.part = name_in_member(member.name, permission.part);
    for (Component &component : manifest.components) component.part = name_in_member(member.name, component.part);
    if (!package.manifest) {
      // Of a set whose base is missing, or has no manifest that can be read.
      const bool is_base = manifest.split.empty() && &member == &members.front();
      for (DeclaredPermission &permission : manifest.permissions) permission.is_doubtful |= !is_base;
      package.manifest = std::move(manifest);
    } else {
      merge(manifest, *package.manifest);
    }
  }
  if (package.manifest) read_label(members, package, incomplete);
  package.signing = signing_of(members);
  for (Apk &member : members) {
    for (Oddity &oddity : member.oddities.list) oddity.part = name_in_member(member.name, oddity.part);
    package.oddities.append(member.oddities);
    if (!member.name.empty())
      for (Part &part : member.parts)
        if (part.kind != "apk") part.name = name_in_member(member.name, part.name);
    if (const Part *const part = find_part(member, "resources"); part && !member.resources.types.empty())
      package.resources.push_back({part->name, std::move(member.resources)});
    if (package.parts.empty())
      package.parts = std::move(member.parts);
    else
      std::ranges::move(member.parts, std::back_inserter(package.parts));
    for (Buffer &buffer : member.buffers) package.buffers.push_back(std::move(buffer));
  }
  return package;
}

bool is_apk(const Given &given) {
  if (!given.zip) return false;
  if (find_entry(*given.zip, apk_layout.manifest)) return true;
  return std::any_of(given.zip_gaps.gaps.begin(), given.zip_gaps.gaps.end(),
                     [](const Gap &gap) { return gap.part == apk_layout.manifest; });
}

Result<Package> open_apk(const Given &given, Reading &reading, Incomplete &incomplete) {
  incomplete.append(given.zip_gaps);
  std::vector<Apk> members;
  members.push_back(read_apk(*given.zip, apk_layout, reading, incomplete));
  members[0].oddities.append(given.zip->oddities);
  if (given.zip->recovered && !find_part(members[0], "manifest") && !find_part(members[0], "dex"))
    return fail("is no Android package that can be read: neither its manifest nor its code is intact");
  note_missing_splits(members, incomplete);
  Package package = assemble(std::move(members), incomplete);
  package.kind = "apk";
  return package;
}

} // namespace kinsafe
