// Several package files that may be one app: a split set.
#pragma once

#include "container/apk.h"

#include <string>
#include <vector>

namespace kinsafe {

// A file that may belong to the set. The bytes outlive the package.
struct MemberFile {
  std::string name;
  Bytes bytes;
};

// Reads one app out of the files; the package's `file` is the base's name. What does not belong to it, and what is
// needed and is not there, becomes gaps. Fails, with a sentence without subject, if none of the files is an Android
// package.
Result<Package> open_split_set(const std::vector<MemberFile> &files, Reading &reading, Incomplete &incomplete);

} // namespace kinsafe
