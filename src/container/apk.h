// One package file read: an APK, a member of a split set, or a module of a bundle. A package is made of one or several.
#pragma once

#include "container/arsc.h"
#include "container/opener.h"
#include "container/signing.h"
#include "container/zip.h"

#include <map>
#include <string>
#include <vector>

namespace kinsafe {

// Where a kind of package file keeps what Android reads, and how it is written there.
struct PackageLayout {
  std::string folder; // in front of everything that belongs to it: "base/" for a module of a bundle
  std::string manifest, resources;
  std::string dex_folder;
  Result<AxmlDocument> (*read_document)(Bytes bytes);
  Result<ResourceTable> (*read_table)(Bytes bytes, std::string_view part, Incomplete &incomplete);
};
extern const PackageLayout apk_layout;

struct Apk {
  std::string name; // among its set; empty where it is the whole package
  bool recovered = false;
  std::string manifest_name; // of its entry
  std::optional<Manifest> manifest;
  ResourceTable resources;
  Oddities oddities;              // of its zip file too, where it is one; parts are named as in `parts`
  std::optional<Signing> signing; // absent if not asked for, and for modules of a bundle, which are signed as a whole
  std::vector<Part> parts;
  std::vector<Buffer> buffers;
};

// Inflates what other rooms read and lists the rest. Damage becomes gaps that name entries of this zip. The oddities of
// the zip itself are left to the caller, for a bundle holds several modules.
Apk read_apk(const Zip &zip, const PackageLayout &layout, Reading &reading, Incomplete &incomplete);

// Names `member` before the parts of the gaps: "base.apk!classes.dex".
Incomplete in_member(std::string_view member, Incomplete gaps);
std::string name_in_member(std::string_view member, std::string_view name);

// The package made of these files, the base first: their manifests merged as Android merges them, their parts in order.
Package assemble(std::vector<Apk> members, Incomplete &incomplete);

// What the members say is needed and that none of them is.
void note_missing_splits(const std::vector<Apk> &members, Incomplete &incomplete);

// By name, the first of each.
using EntriesByName = std::map<std::string_view, const ZipEntry *>;
EntriesByName by_name(const Zip &zip);

// Lists every entry as a part that is not opened.
void list_unopened(const Zip &zip, Package &package);

// Inflates a listed part and gives it its kind; if it can't be inflated it stays as it was.
void open_part(Package &package, std::string_view name, std::string_view kind, const ZipLimits &limits);

} // namespace kinsafe
