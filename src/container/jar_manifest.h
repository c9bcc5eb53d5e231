// The text format of META-INF/MANIFEST.MF and of signature files: "Name: value" lines in sections.
#pragma once

#include "base/types.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

struct JarSection {
  std::vector<std::pair<std::string, std::string>> attributes;
  Bytes bytes; // the section as it stands in the file, the empty line behind it included

  // The last value under this name, whose case does not matter; null if there is none.
  const std::string *find(std::string_view name) const;
};

struct JarManifest {
  JarSection main;
  std::map<std::string, JarSection, std::less<>> sections; // by entry name
  bool is_damaged = false; // Android refuses the text; what stands before the damage was read
  std::string repeated;    // a name that more than one section has, empty if none; their attributes are joined
};

JarManifest read_jar_manifest(Bytes bytes);

// The main section alone: signature files have a section for each entry of the package, thousands of them.
JarSection read_jar_main_section(Bytes bytes);

} // namespace kinsafe
