// Opens a split set: one app in several APKs. One is the base; a split names itself, the app's package and version, and
// says what it supplies: code of a feature, or resources and native code for one kind of device. Android installs a set
// only if package and version agree, no split comes twice, and every type that a member requires is supplied
// (PackageInstallerSession.validateApkInstallLocked). An archive of bundletool may hold several such sets, made from
// the same modules for different versions of Android (`base-master_2.apk`), and each app once more in one piece for
// devices before Android 5 (`standalones/`), or for all (`universal.apk`). One of them is read. The others are held
// against it part by part, and what only they hold is a gap.
#include "container/splits.h"

#include "base/reader.h"
#include "base/strings.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace kinsafe {

namespace {

constexpr size_t most_members = 2000;

// An APK of the set. `rank`: which of several alternatives is read first.
struct Member {
  MemberFile file;
  unsigned rank = 1;
  Apk apk;

  const Manifest &manifest() const { return *apk.manifest; }
  bool is_base() const { return manifest().split.empty(); }
};

// By bundletool's names; files of any other name are ordinary members.
unsigned rank_of(std::string_view name) {
  if (name == "universal.apk") return 0;
  return name.starts_with("standalones/") || name.starts_with("instant/") ? 2 : 1;
}

bool is_same_app(const Manifest &a, const Manifest &b) {
  return a.package == b.package && a.version_code == b.version_code;
}

std::string app_of(const Manifest &manifest) {
  return fmt::format("package '{}', version {}", manifest.package,
                     manifest.version_code ? std::to_string(*manifest.version_code) : "not given");
}

void leave_out(const Member &member, GapKind kind, std::string reason, Lost lost, Incomplete &incomplete) {
  incomplete.add(kind, member.file.name, "split set", std::move(reason), lost);
}

// The members that can be told apart by a manifest. Gaps of a member that is left out later go with it, so they are
// kept apart.
struct Read {
  Member member;
  Incomplete gaps;
};

// Oddities of all of them are told, of those that are left out too: they are part of what was handed in.
void take_oddities(const Zip &zip, Member &member, Oddities &oddities) {
  Oddities own = std::exchange(member.apk.oddities, {});
  own.append(zip.oddities);
  for (Oddity &oddity : own.list) oddity.part = name_in_member(member.file.name, oddity.part);
  oddities.append(own);
}

std::vector<Read> read_members(const std::vector<MemberFile> &files, Reading &reading, Oddities &oddities,
                               Incomplete &incomplete) {
  std::vector<Read> members;
  for (const MemberFile &file : files) {
    if (members.size() == most_members) {
      incomplete.add(GapKind::limit, file.name, "split set",
                     fmt::format("only {} packages of one set are read; this one was not", most_members),
                     Lost::everything);
      continue;
    }
    Read read{{file, rank_of(file.name), {}}, {}};
    const Result<Zip> zip = read_zip(file.bytes, read.gaps);
    if (!zip) {
      leave_out(read.member, GapKind::damaged, zip.error().message, Lost::everything, incomplete);
      continue;
    }
    read.member.apk = read_apk(*zip, apk_layout, reading, read.gaps);
    take_oddities(*zip, read.member, oddities);
    if (read.member.apk.manifest) {
      members.push_back(std::move(read));
      continue;
    }
    incomplete.append(in_member(file.name, std::move(read.gaps)));
    leave_out(read.member, GapKind::damaged,
              "without a manifest that can be read it is not known whether it belongs to the app; it was left out",
              Lost::everything, incomplete);
  }
  return members;
}

// What an alternative holds that none of the chosen does.
Lost only_in(const Apk &alternative, const std::vector<Read> &chosen) {
  using Content = std::tuple<std::string, u64, std::string>;
  using Declared = std::tuple<std::string, u32, u32>;
  std::set<std::string_view> opened; // contents
  std::set<Content> unopened;
  std::set<Declared> permissions;
  std::set<std::pair<Component::Kind, std::string>> components;
  const auto content_of = [](const Part &part) {
    return Content(part.name, part.size, std::to_string(part.entry.crc32));
  };
  const auto declared_of = [](const DeclaredPermission &permission) {
    return Declared(permission.name, permission.min_sdk.value_or(0), permission.max_sdk.value_or(0));
  };
  for (const Read &read : chosen) {
    for (const Part &part : read.member.apk.parts) {
      if (is_opened(part))
        opened.insert(as_text(part.bytes));
      else
        unopened.insert(content_of(part));
    }
    for (const Component &component : read.member.manifest().components)
      components.emplace(component.kind, component.class_name);
    // What splits declare counts nowhere, so it is held against splits alone.
    if (alternative.manifest->split.empty() && !read.member.is_base()) continue;
    for (const DeclaredPermission &permission : read.member.manifest().permissions)
      permissions.insert(declared_of(permission));
  }
  Lost lost = Lost::nothing;
  for (const Part &part : alternative.parts) {
    if (part.kind == "manifest" || part.name.starts_with("META-INF/")) continue;
    const bool is_held = is_opened(part) ? opened.contains(as_text(part.bytes)) : unopened.contains(content_of(part));
    if (!is_held) lost = lost | (part.kind == "dex" ? Lost::code : lost_with(part.name));
  }
  const Manifest &manifest = *alternative.manifest;
  const bool is_declared =
      std::ranges::all_of(manifest.permissions,
                          [&](const DeclaredPermission &each) { return permissions.contains(declared_of(each)); }) &&
      std::ranges::all_of(manifest.components,
                          [&](const Component &each) { return components.contains({each.kind, each.class_name}); });
  return is_declared ? lost : lost | Lost::manifest;
}

// Base first, then by split name, as Android orders the class path; of several of one name the first file counts.
bool is_before(const Read &a, const Read &b) {
  const auto key_of = [](const Read &read) {
    return std::tie(read.member.manifest().split, read.member.rank, read.member.file.name);
  };
  return key_of(a) < key_of(b);
}

// The members to read. `rest` gets the alternatives.
std::vector<Read> choose(std::vector<Read> members, std::vector<Read> &rest, Incomplete &incomplete) {
  std::ranges::stable_sort(members, is_before);
  // The app of most files; of several, the one whose base comes first. A set without a base starts with a split.
  const auto files_of = [&](const Read &of) {
    return std::ranges::count_if(
        members, [&](const Read &read) { return is_same_app(read.member.manifest(), of.member.manifest()); });
  };
  const auto main_app = std::ranges::max_element(members, {}, files_of);
  const Manifest first = main_app->member.manifest();
  const unsigned rank = main_app->member.rank;
  std::vector<Read> chosen;
  for (Read &read : members) {
    const Member &member = read.member;
    if (!is_same_app(member.manifest(), first)) {
      leave_out(member, GapKind::missing,
                fmt::format("it is {}, while the app is {}; it was left out", app_of(member.manifest()), app_of(first)),
                Lost::everything, incomplete);
      continue;
    }
    const bool is_alternative =
        member.rank != rank || (!chosen.empty() && chosen.back().member.manifest().split == member.manifest().split);
    (is_alternative ? rest : chosen).push_back(std::move(read));
  }
  return chosen;
}

void note_alternatives(const std::vector<Read> &rest, const std::vector<Read> &chosen, Incomplete &incomplete) {
  for (const Read &read : rest) {
    // What is damaged in it may be anything.
    const Lost lost = read.gaps.gaps.empty() ? only_in(read.member.apk, chosen) : Lost::everything;
    leave_out(read.member, GapKind::not_looked,
              lost == Lost::nothing
                  ? "another package of the same app for other devices; what it holds was read in the chosen ones"
                  : "another package of the same app for other devices; it holds what the chosen ones do not",
              lost, incomplete);
  }
}

Result<AxmlDocument> read_document(const Part &part) {
  Buffer buffer;
  const Bytes bytes = TRY(read_part(part, buffer));
  return read_axml(bytes);
}

// What bundletool's list of modules and languages (res/xml/splits0.xml) names, and was not given:
//   <splits> <module name="extra"> <language> <entry key="zh" split="extra.config.zh"/> ...
void note_listed_splits(const Apk &base, const std::set<std::string> &given, Incomplete &incomplete) {
  const u32 id = base.manifest->splits_listing;
  if (id == 0) return;
  const auto unread = [&](std::string reason) {
    incomplete.add(GapKind::missing, base.manifest_name, "list of splits", std::move(reason), Lost::everything);
  };
  const ResolvedResource resolved = resolve(base.resources, id);
  const auto path = resolved.by_locale.find("");
  if (path == resolved.by_locale.end()) return unread("the app's own list of its splits was not found");
  const auto part = std::ranges::find(base.parts, path->second.text, &Part::name);
  if (part == base.parts.end()) return unread("the app's own list of its splits was not found");
  const Result<AxmlDocument> document = read_document(*part);
  if (!document) return unread(document.error().message);
  std::set<std::string> modules, languages;
  for (const AxmlElement &element : document->elements) {
    // A package in one piece has the same list, with no names of splits in it.
    const AxmlAttribute *const split = element.name == "entry" ? find_plain_attribute(element, "split") : nullptr;
    if (!split || split->value.text.empty() || given.contains(split->value.text)) continue;
    languages.insert(split->value.text);
    const AxmlElement &language = document->elements[element.parent];
    const AxmlAttribute *const module = find_plain_attribute(document->elements[language.parent], "name");
    if (module && !module->value.text.empty() && !given.contains(module->value.text))
      modules.insert(module->value.text);
  }
  for (const std::string &module : modules)
    incomplete.add(GapKind::missing, "", "split packages", fmt::format("module '{}' of the app was not given", module),
                   Lost::everything);
  if (languages.empty()) return;
  incomplete.add(GapKind::missing, "", "split packages",
                 fmt::format("splits with resources in other languages were not given: {} in all, the first is '{}'",
                             languages.size(), *languages.begin()),
                 Lost::resources);
}

} // namespace

void note_missing_splits(const std::vector<Apk> &members, Incomplete &incomplete) {
  const auto missing = [&](std::string_view where, std::string reason, Lost lost) {
    incomplete.add(GapKind::missing, "", std::string(where), std::move(reason), lost);
  };
  std::set<std::string> names, types, required;
  for (const Apk &member : members) {
    if (!member.manifest) return;
    names.insert(member.manifest->split);
    types.insert(member.manifest->split_types.begin(), member.manifest->split_types.end());
    required.insert(member.manifest->required_split_types.begin(), member.manifest->required_split_types.end());
  }
  const Manifest &first = *members.front().manifest;
  if (!first.split.empty())
    missing("base package", fmt::format("this is split '{}' of the app; the base package was not given", first.split),
            Lost::everything);
  for (const Apk &member : members) {
    const Manifest &manifest = *member.manifest;
    std::vector<std::string> needed = manifest.uses_splits;
    if (!manifest.config_for_split.empty()) needed.push_back(manifest.config_for_split);
    for (const std::string &name : needed)
      if (!names.contains(name))
        missing("split packages", fmt::format("split '{}' needs split '{}', which was not given", manifest.split, name),
                Lost::everything);
  }
  if (first.requires_splits && members.size() == 1)
    missing("split packages", "the app is not whole without its split packages, which were not given",
            Lost::everything);
  else
    for (const std::string &type : required)
      if (!types.contains(type))
        missing("split packages",
                fmt::format("the app is not whole without a split of type '{}', which was not given", type),
                Lost::everything);
  // Apps built before Android 13 say that splits are needed, and not which. What the base declares stands all the same.
  if (first.requires_splits && members.size() > 1 && required.empty())
    missing("split packages",
            "the app needs split packages and does not say which; whether all were given is not known",
            Lost::code | Lost::resources | Lost::native_code | Lost::assets);
  if (first.split.empty()) note_listed_splits(members.front(), names, incomplete);
}

Result<Package> open_split_set(const std::vector<MemberFile> &files, Reading &reading, Incomplete &incomplete) {
  Incomplete gaps;
  Oddities oddities;
  std::vector<Read> members = read_members(files, reading, oddities, gaps);
  if (members.empty()) return fail("holds no Android package that can be read");
  std::vector<Read> rest;
  std::vector<Read> chosen = choose(std::move(members), rest, gaps);
  if (reading.need == Need::everything) note_alternatives(rest, chosen, gaps);
  const MemberFile base = chosen.front().member.file;
  std::vector<Apk> apks;
  for (Read &read : chosen) {
    gaps.append(in_member(read.member.file.name, std::move(read.gaps)));
    apks.push_back(std::move(read.member.apk));
    apks.back().name = read.member.file.name;
  }
  note_missing_splits(apks, gaps);
  for (size_t i = 0; i < chosen.size(); ++i) {
    const MemberFile &file = chosen[i].member.file;
    apks[i].parts.insert(apks[i].parts.begin(), {file.name, "apk", file.bytes, file.bytes.size(), {}, {}});
  }
  Package package = assemble(std::move(apks), gaps);
  package.kind = "split_set";
  package.oddities = std::move(oddities);
  package.file = base.name;
  incomplete.append(std::move(gaps));
  return package;
}

} // namespace kinsafe
