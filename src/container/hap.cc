// Opens a package of HarmonyOS (.hap) as far as what it declares: module.json, or config.json of the older model. Its
// code (ets/*.abc, for ArkTS's own machine) and its texts (resources.index) are not read. Source of the meanings:
// developer.huawei.com, "module.json5 configuration file" and "config.json", in the form that the build tool leaves.
//   module.json { app { bundleName, versionCode, versionName, label }, module { name, requestPermissions [ {
//                 name, reason, usedScene { abilities [], when } } ] } }
//   config.json { app { bundleName, version { code, name } }, module { reqPermissions [ the same ] } }
#include "container/apk.h"
#include "container/json.h"

#include <fmt/format.h>

#include <algorithm>

namespace kinsafe {

namespace {

constexpr std::string_view manifest_names[] = {"module.json", "config.json"};
constexpr ZipLimits small{u64{16} << 20};

const ZipEntry *find_manifest(const Zip &zip) {
  for (const std::string_view name : manifest_names)
    if (const ZipEntry *entry = find_entry(zip, name)) return entry;
  return nullptr;
}

bool names_bundle(const Json &document) {
  return member(member(document, "app"), "bundleName").is_string() && member(document, "module").is_object();
}

// A place in the document and what stands there.
struct Place {
  std::string_view part;
  std::string key;
};

void add_text(const Place &place, std::string_view key, const std::string &permission, std::string text,
              Package &package) {
  if (text.empty()) return;
  const bool is_reference = text.starts_with('$');
  package.purpose_texts.push_back({permission, "", is_reference ? "" : std::move(text),
                                   fmt::format("{}.{}", place.key, key), std::string(place.part)});
}

void read_permission(const Json &row, const Place &place, Package &package, Incomplete &incomplete) {
  DeclaredPermission permission;
  permission.name = text_of(member(row, "name"));
  permission.part = place.part;
  if (permission.name.empty()) {
    incomplete.add(GapKind::damaged, place.part, place.key, "the permission has no name", Lost::manifest);
    return;
  }
  add_text(place, "reason", permission.name, text_of(member(row, "reason")), package);
  const Json &scene = member(row, "usedScene");
  add_text(place, "usedScene.when", permission.name, text_of(member(scene, "when")), package);
  for (const std::string_view key : {"abilities", "ability"}) {
    std::string abilities;
    for (const Json &ability : member(scene, key)) {
      if (!abilities.empty()) abilities += ", ";
      abilities += text_of(ability);
    }
    add_text(place, fmt::format("usedScene.{}", key), permission.name, std::move(abilities), package);
  }
  package.manifest->permissions.push_back(std::move(permission));
}

std::optional<i64> whole_number(const Json &value) {
  return value.is_number_integer() ? std::optional(value.get<i64>()) : std::nullopt;
}

// Which of the two models the document follows shows by its keys.
void read_declared(const Json &document, std::string_view part, Package &package, Incomplete &incomplete) {
  const Json &app = member(document, "app");
  Manifest &manifest = package.manifest.emplace();
  manifest.package = text_of(member(app, "bundleName"));
  manifest.version_name = text_of(member(app, "versionName"));
  manifest.version_code = whole_number(member(app, "versionCode"));
  const Json &version = member(app, "version");
  if (manifest.version_name.empty()) manifest.version_name = text_of(member(version, "name"));
  if (!manifest.version_code) manifest.version_code = whole_number(member(version, "code"));
  package.label = text_of(member(app, "label"));
  if (package.label.starts_with('$'))
    incomplete.add(GapKind::not_looked, part, "app.label",
                   fmt::format("the label is {}, and this version does not read resources.index", package.label),
                   Lost::nothing);
  const Json &module = member(document, "module");
  for (const std::string_view list : {"requestPermissions", "reqPermissions"}) {
    size_t index = 0;
    for (const Json &row : member(module, list))
      read_permission(row, {part, fmt::format("module.{}[{}]", list, index++)}, package, incomplete);
  }
}

} // namespace

bool is_hap(const Given &given) {
  const ZipEntry *const entry = given.zip ? find_manifest(*given.zip) : nullptr;
  if (!entry) return false;
  const Result<Json> document = read_json(*given.zip, *entry);
  return document ? names_bundle(*document) : find_entry(*given.zip, "resources.index") != nullptr;
}

Result<Package> open_hap(const Given &given, Reading &, Incomplete &incomplete) {
  const Zip &zip = *given.zip;
  incomplete.append(given.zip_gaps);
  Package package;
  package.kind = "hap";
  package.platform = Platform::harmony;
  package.recovered = zip.recovered;
  package.oddities = zip.oddities;
  list_unopened(zip, package);
  const ZipEntry &entry = *find_manifest(zip);
  open_part(package, entry.name, "manifest", small);
  const Part &part = *std::ranges::find(package.parts, entry.name, &Part::name);
  const Result<Json> document = part.kind == "manifest" ? read_json(part.bytes) : fail("it can't be inflated");
  if (!document)
    incomplete.add(GapKind::damaged, entry.name, "", document.error().message, Lost::manifest);
  else
    read_declared(*document, entry.name, package, incomplete);
  incomplete.add(GapKind::unsupported, "", "HarmonyOS code",
                 "this version reads what a HarmonyOS package declares, and neither its code nor its resources",
                 Lost::code | Lost::resources | Lost::native_code | Lost::assets | Lost::signature);
  return package;
}

} // namespace kinsafe
