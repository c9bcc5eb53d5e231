// An app as handed in, opened: its identity, its parts, what it declares, and its code inflated.
#pragma once

#include "base/file.h"
#include "base/incomplete.h"
#include "base/result.h"
#include "base/types.h"
#include "container/manifest.h"
#include "container/oddities.h"
#include "container/signing.h"
#include "container/zip.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

enum class Platform : u8 { android, harmony, ios };
constexpr std::string_view name_of(Platform platform) {
  switch (platform) {
  case Platform::android: return "Android";
  case Platform::harmony: return "HarmonyOS";
  case Platform::ios: return "iOS";
  }
  return "";
}

struct Part {
  // Path inside the package; of a package in the package, "base.apk!classes.dex".
  std::string name;
  // "manifest", "dex", "resources", "native", "apk" (a member of a split set), "other"; "other" too if it can't be
  // read: see the gaps
  std::string kind;
  Bytes bytes;                    // whole; empty for parts of kind native and other, which are not opened
  u64 size = 0;                   // declared, when inflated
  Bytes archive;                  // the zip that the part lies in, empty if in none
  ZipEntry entry;                 // there; see `read_part`
  std::string source = "package"; // or "dumped": from memory of the running app
};

inline bool is_opened(const Part &part) { return !part.bytes.empty() || (part.kind != "native" && part.kind != "other"); }

// Words that the package keeps for the moment when a permission is asked.
struct PurposeText {
  std::string permission; // as the platform spells it
  std::string language;   // BCP 47 tag, empty = the default
  std::string text;       // empty if it lies in resources that are not read
  std::string key;        // where in the part: "module.requestPermissions[0].reason"
  std::string part;
};

// What a resource table says, by the part that holds it.
struct Resources {
  std::string part;
  ResourceTable table;
};

struct Package {
  // The file's base name as given. Of several files, this and the next two are the base package's.
  std::string file;
  std::string kind; // "apk", "split_set", "aab", "dex", "aar", "jar", "hap", "ipa"
  Platform platform = Platform::android;
  Bytes bytes;                               // of the file
  bool recovered = false;                    // see Zip::recovered
  std::optional<Manifest> manifest;          // absent if damaged; a gap says so
  std::optional<Signing> signing;            // the base's; absent if not asked for or not read of this kind of package
  std::string label;                         // default locale, empty if not known
  std::map<std::string, std::string> labels; // by BCP 47 language tag, "" left out
  std::vector<PurposeText> purpose_texts;    // of manifests, not of resources
  std::vector<Resources> resources;          // in the order of parts; views into them
  Oddities oddities;                         // of the file and its members, but for those of signatures
  // Member by member of a split set, the base first, then by split name: the member itself, its manifest, its
  // resources, its dex in class-path order, then the rest by name. Dumped parts come last.
  std::vector<Part> parts;

  // Owners of what the views above look into.
  std::vector<MappedFile> mapped;
  std::vector<Buffer> buffers;
};

// What the caller is after: all that an audit reads, or what the app declares alone, with no code inflated and nothing
// digested.
enum class Need : u8 { everything, declarations };

// Opens one app: a file, or the files of a split set. Fails only if they are no app at all, with a sentence that starts
// with the file's base name; whatever is damaged inside becomes a gap. `threads`: how many parts may be inflated at
// once.
Result<Package> open_package(const std::vector<std::string> &paths, unsigned threads, Incomplete &incomplete,
                             Need need = Need::everything);
inline Result<Package> open_package(const std::string &path, unsigned threads, Incomplete &incomplete,
                                    Need need = Need::everything) {
  return open_package(std::vector{path}, threads, incomplete, need);
}

// What identifies a package: SHA-256, and MD5, which notices quote. As lower-case hexadecimal.
struct FileDigests {
  std::string sha256, md5;
};
FileDigests digest_file(Bytes mapped); // of a mapped file, whose pages leave memory on the way
// SHA-256, by index in Package::parts; empty for parts that were not opened.
std::vector<std::string> digest_parts(const Package &package);

// Adds dex files that were dumped from the running app, from files or from all files of a folder, behind the package's
// own, where the class path would search them last. What can't be read becomes a gap.
void add_dumped_dex(Package &package, const std::vector<std::string> &paths, Incomplete &incomplete);

// The bytes of a part, whether it was opened or not: a view, else inflated into `buffer`. Fails with a sentence that
// names the entry.
Result<Bytes> read_part(const Part &part, Buffer &buffer);

// A document as this kind of package writes it: binary XML, or in a bundle protocol buffers.
Result<AxmlDocument> read_document(const Package &package, Bytes bytes);

// The dex parts in the order in which the platform searches them: classes.dex, classes2.dex, classes3.dex, ...
std::vector<const Part *> dex_parts(const Package &package);

} // namespace kinsafe
