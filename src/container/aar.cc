// Opens libraries: an .aar, a zip with a manifest as text and classes.jar, and a .jar that holds dex code, as plug-ins
// and hot fixes do. A library is not the app: which of its declarations the app keeps, and what the app declares beside
// them, is settled where the app is built.
#include "base/reader.h"
#include "container/apk.h"
#include "container/xml_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace kinsafe {

namespace {

constexpr std::string_view manifest_name = "AndroidManifest.xml";
constexpr std::string_view classes_name = "classes.jar";
constexpr ZipLimits small{u64{16} << 20};

const PackageLayout aar_layout{"", "AndroidManifest.xml", "", "", read_xml_manifest, read_arsc};
const PackageLayout jar_layout{"", "", "", "", read_axml, read_arsc};

// The first letter of a text is '<', behind a byte order mark or blanks; binary XML starts with its chunk type.
bool is_text_xml(const Zip &zip, const ZipEntry &entry) {
  Buffer buffer;
  const Result<Bytes> bytes = extract(zip, entry, buffer, small);
  if (!bytes) return false;
  std::string_view text = as_text(*bytes);
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text.starts_with('<');
}

bool is_class(const ZipEntry &entry) { return entry.name.ends_with(".class"); }

void note_class_files(std::string_view part, Incomplete &incomplete) {
  incomplete.add(GapKind::unsupported, part, "", "this version reads dex code, and no Java class files", Lost::code);
}

// The dex of a jar inside a library.
void read_jar(Part &part, std::string_view name, Reading &reading, std::vector<Apk> &members, Incomplete &incomplete) {
  Buffer buffer;
  const bool is_in_budget = part.size <= reading.budget;
  const Result<Bytes> bytes = is_in_budget ? read_part(part, buffer) : fail(fmt::format("{}: beyond the limit", name));
  if (!bytes) {
    incomplete.add(is_in_budget ? GapKind::damaged : GapKind::limit, name, "", bytes.error().message, Lost::code);
    return;
  }
  reading.budget -= part.size;
  Incomplete gaps;
  const Result<Zip> zip = read_zip(*bytes, gaps);
  if (!zip) {
    incomplete.add(GapKind::damaged, name, "", "is no Java archive", Lost::code);
    return;
  }
  Apk jar = read_apk(*zip, jar_layout, reading, gaps);
  jar.name = name;
  jar.oddities.append(zip->oddities);
  if (std::ranges::any_of(zip->entries, is_class)) note_class_files("", gaps);
  incomplete.append(in_member(name, std::move(gaps)));
  if (!buffer.empty()) jar.buffers.push_back(std::move(buffer));
  members.push_back(std::move(jar));
}

} // namespace

bool is_aar(const Given &given) {
  if (!given.zip) return false;
  const ZipEntry *const manifest = find_entry(*given.zip, manifest_name);
  return manifest && find_entry(*given.zip, classes_name) && !find_entry(*given.zip, "classes.dex") &&
         is_text_xml(*given.zip, *manifest);
}

Result<Package> open_aar(const Given &given, Reading &reading, Incomplete &incomplete) {
  incomplete.append(given.zip_gaps);
  std::vector<Apk> members;
  members.push_back(read_apk(*given.zip, aar_layout, reading, incomplete));
  members[0].oddities.append(given.zip->oddities);
  if (reading.need == Need::everything) {
    const std::vector<Part> parts = members[0].parts;
    for (Part part : parts)
      if (part.name.ends_with(".jar")) read_jar(part, part.name, reading, members, incomplete);
  }
  if (members[0].manifest)
    for (DeclaredPermission &permission : members[0].manifest->permissions) permission.is_doubtful = true;
  incomplete.add(GapKind::missing, "", "app", "this is a library; the app that carries it was not given",
                 Lost::everything);
  Package package = assemble(std::move(members), incomplete);
  package.kind = "aar";
  return package;
}

bool is_jar(const Given &given) { return given.is_whole_zip() && find_entry(*given.zip, "classes.dex"); }

Result<Package> open_jar(const Given &given, Reading &reading, Incomplete &incomplete) {
  incomplete.append(given.zip_gaps);
  std::vector<Apk> members;
  members.push_back(read_apk(*given.zip, jar_layout, reading, incomplete));
  members[0].oddities.append(given.zip->oddities);
  if (std::ranges::any_of(given.zip->entries, is_class)) note_class_files("", incomplete);
  incomplete.add(GapKind::missing, manifest_name, "", "a Java archive declares nothing; the app was not given",
                 Lost::everything);
  Package package = assemble(std::move(members), incomplete);
  package.kind = "jar";
  return package;
}

} // namespace kinsafe
