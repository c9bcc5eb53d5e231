// Opens an app bundle (.aab): what a developer hands to a store, which makes packages of it. A zip with a folder for
// each module; `base` is the app, others are features that become splits:
//   base/manifest/AndroidManifest.xml  base/resources.pb  base/dex/classes.dex  base/lib/<abi>/*.so  base/assets/...
// Manifest and resources are protocol buffers (see resources_pb.h). Source: developer.android.com/guide/app-bundle.
#include "container/apk.h"
#include "container/resources_pb.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace kinsafe {

namespace {

constexpr std::string_view manifest_path = "/manifest/AndroidManifest.xml";
constexpr std::string_view base_module = "base";
constexpr size_t most_modules = 1000;

PackageLayout layout_of(std::string_view module) {
  const std::string folder = fmt::format("{}/", module);
  return {
      folder,           folder + "manifest/AndroidManifest.xml", folder + "resources.pb", folder + "dex/", read_xml_pb,
      read_resources_pb};
}

// A module has a manifest; one whose manifest was taken away still shows by its code or its resources.
bool is_of_module(std::string_view path) {
  return path == manifest_path || path == "/resources.pb" || (path.starts_with("/dex/") && path.ends_with(".dex"));
}

// The base first and then by name, as splits are ordered.
std::vector<std::string> list_modules(const Zip &zip) {
  std::set<std::string> modules;
  for (const ZipEntry &entry : zip.entries) {
    const std::string_view module = entry.name.substr(0, entry.name.find('/'));
    if (is_of_module(entry.name.substr(module.size())) && module != base_module) modules.emplace(module);
  }
  std::vector<std::string> list = {std::string(base_module)};
  list.insert(list.end(), modules.begin(), modules.end());
  return list;
}

} // namespace

bool is_aab(const Given &given) {
  if (!given.zip) return false;
  const std::string manifest = fmt::format("{}{}", base_module, manifest_path);
  return find_entry(*given.zip, manifest) ||
         std::ranges::find(given.zip_gaps.gaps, manifest, &Gap::part) != given.zip_gaps.gaps.end();
}

Result<Package> open_aab(const Given &given, Reading &reading, Incomplete &incomplete) {
  const Zip &zip = *given.zip;
  incomplete.append(given.zip_gaps);
  std::vector<std::string> modules = list_modules(zip);
  if (modules.size() > most_modules) {
    incomplete.add(GapKind::limit, "", "modules",
                   fmt::format("only {} of {} modules were read", most_modules, modules.size()), Lost::everything);
    modules.resize(most_modules);
  }
  std::vector<Apk> members;
  for (const std::string &module : modules) members.push_back(read_apk(zip, layout_of(module), reading, incomplete));
  Package package = assemble(std::move(members), incomplete);
  package.kind = "aab";
  package.oddities.append(zip.oddities);
  // What lies outside of the modules.
  std::set<std::string> listed;
  for (const Part &part : package.parts) listed.insert(part.name);
  for (const auto &[name, entry] : by_name(zip))
    if (!listed.contains(std::string(name)))
      package.parts.push_back({std::string(name), "other", {}, entry->size, zip.bytes, *entry});
  incomplete.add(GapKind::not_looked, "", "installed packages",
                 "a store makes and signs the packages that users install; they were not given", Lost::signature);
  return package;
}

} // namespace kinsafe
