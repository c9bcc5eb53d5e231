// Whole packages for tests, written to a folder and opened.
#pragma once

#include "base/reader.h"
#include "container/package.h"
#include "tests/container/build_axml.h"
#include "tests/container/build_zip.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace kinsafe {

inline std::string as_string(const std::vector<u8> &bytes) { return std::string(as_text(bytes)); }

// A folder of its own, gone afterwards.
struct TestFolder {
  std::filesystem::path path;

  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "kinsafe-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  TestFolder(const TestFolder &) = delete;
  ~TestFolder() { std::filesystem::remove_all(path); }

  std::string write(const std::string &name, std::string_view bytes) const {
    const std::filesystem::path file = path / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return file.string();
  }
};

struct TestManifest {
  std::string package = "org.example";
  u32 version = 7;
  std::string split = {};
  std::vector<std::string> permissions = {};
  std::vector<std::string> components = {}; // services
  std::string required_types = {}, types = {}, config_for = {};
  bool requires_splits = false;
  u32 label = 0; // resource id
};

inline std::string build_manifest(const TestManifest &manifest) {
  AxmlBuilder builder = manifest_builder();
  std::vector<TestAttribute> root = {package_is(manifest.package),
                                     {"versionCode", 0x0101021b, integer_type, manifest.version}};
  const auto add_text = [&](const char *name, u32 id, const std::string &text) {
    if (!text.empty()) root.push_back(text_attribute(name, id, text));
  };
  add_text("split", 0, manifest.split);
  add_text("configForSplit", 0, manifest.config_for);
  add_text("requiredSplitTypes", 0x0101064e, manifest.required_types);
  add_text("splitTypes", 0x0101064f, manifest.types);
  if (manifest.requires_splits) root.push_back({"isSplitRequired", 0x01010591, boolean_type, 0xffffffff});
  builder.open("manifest", root);
  for (const std::string &permission : manifest.permissions)
    builder.element("uses-permission", {name_is("android.permission." + permission)});
  std::vector<TestAttribute> application;
  if (manifest.label != 0) application.push_back({"label", 0x01010001, reference_type, manifest.label});
  builder.open("application", application);
  for (const std::string &component : manifest.components) builder.element("service", {name_is(component)});
  return as_string(builder.close("application").close("manifest").build());
}

// An APK with this manifest and whatever else.
inline std::string build_apk(const TestManifest &manifest, std::vector<TestEntry> more = {}) {
  more.insert(more.begin(), {"AndroidManifest.xml", build_manifest(manifest)});
  return as_string(build_zip(more).bytes);
}

// A package opened, with questions that tests ask.
struct OpenedPackage {
  Incomplete incomplete;
  Result<Package> package;

  explicit OpenedPackage(const std::vector<std::string> &paths) : package(open_package(paths, 2, incomplete)) {}

  const Gap *gap(std::string_view part, std::string_view words = "") const {
    for (const Gap &gap : incomplete.gaps)
      if (gap.part == part && gap.reason.contains(words)) return &gap;
    return nullptr;
  }
  Lost lost() const {
    Lost all = Lost::nothing;
    for (const Gap &gap : incomplete.gaps) all = all | gap.lost;
    return all;
  }
  std::vector<std::string> parts(std::string_view kind) const {
    std::vector<std::string> names;
    for (const Part &part : package->parts)
      if (part.kind == kind) names.push_back(part.name);
    return names;
  }
  // "name" as declared; "name?" where it may not count.
  std::vector<std::string> permissions() const {
    std::vector<std::string> names;
    for (const DeclaredPermission &permission : package->manifest->permissions)
      names.push_back(permission.name + (permission.is_doubtful ? "?" : ""));
    return names;
  }
};

// One file with these bytes, opened.
struct OpenedBytes : TestFolder, OpenedPackage {
  OpenedBytes(const std::string &name, std::string_view bytes) : OpenedPackage({write(name, bytes)}) {}
};

using Names = std::vector<std::string>;

} // namespace kinsafe
