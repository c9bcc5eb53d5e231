// An app as handed in, opened: its identity, its parts, what it declares, and its code inflated.
#pragma once

#include "base/file.h"
#include "base/incomplete.h"
#include "base/result.h"
#include "base/types.h"
#include "container/manifest.h"
#include "container/zip.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kinsafe {

struct Part {
  std::string name; // path inside the package
  std::string kind; // "manifest", "dex", "resources", "native", "other"; "other" too if it can't be read: see the gaps
  Bytes bytes;      // whole and verified; empty for parts of kind native and other, which are not opened
  u64 size = 0;     // declared, when inflated
  std::string sha256; // of `bytes`, for opened parts
};

struct Package {
  std::string file; // base name as given
  std::string kind; // "apk"
  std::string sha256, md5;
  u64 size = 0;                              // of the file
  bool recovered = false;                    // see Zip::recovered
  std::optional<Manifest> manifest;          // absent if damaged; a gap says so
  std::string label;                         // default locale, empty if not known
  std::map<std::string, std::string> labels; // by BCP 47 language tag, "" left out
  std::vector<Part> parts;                   // manifest, resources.arsc, dex in class-path order; then the rest by name

  // Owners of what the views above look into.
  MappedFile mapped;
  std::vector<std::vector<u8>> buffers;
};

// Opens an APK. Fails only if the file is no app at all, with a sentence that starts with the file's base name;
// whatever is damaged inside becomes a gap. `threads`: how many parts may be inflated at once.
Result<Package> open_package(const std::string &path, unsigned threads, Incomplete &incomplete);

// The dex parts in the order in which the platform searches them: classes.dex, classes2.dex, classes3.dex, ...
std::vector<const Part *> dex_parts(const Package &package);

} // namespace kinsafe
