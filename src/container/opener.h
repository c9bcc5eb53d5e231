// What an opener of one kind of package gets, and the list of openers' functions. The list itself is in open.cc.
#pragma once

#include "container/package.h"

#include <string_view>

namespace kinsafe {

// A file to open.
struct Given {
  std::string name; // base name, and the file's name among its set
  Bytes bytes;      // outlive the package
  std::optional<Zip> zip;
  Incomplete zip_gaps; // of reading the zip; every opener of zips hands them on

  bool is_whole_zip() const { return zip && !zip->recovered; }
};

Given read_given(std::string name, Bytes bytes);

// What one opening of a package may cost; shared by all of its members.
struct Reading {
  unsigned threads = 1;
  Need need = Need::everything;
  u64 budget = u64{4} << 30; // bytes inflated in all, for entries of a zip may share their compressed bytes
};

// `fits` looks at content alone: magic numbers and names of entries. `open` fails with a sentence without subject ("is
// no ..."), and leaves the file's identity (name, digests, size) to its caller.
struct Opener {
  bool (*fits)(const Given &given);
  Result<Package> (*open)(const Given &given, Reading &reading, Incomplete &incomplete);
};

bool is_apk(const Given &given);
Result<Package> open_apk(const Given &given, Reading &reading, Incomplete &incomplete);
bool is_apk_archive(const Given &given); // .apks, .xapk, .apkm
Result<Package> open_apk_archive(const Given &given, Reading &reading, Incomplete &incomplete);
bool is_aab(const Given &given);
Result<Package> open_aab(const Given &given, Reading &reading, Incomplete &incomplete);
bool is_aar(const Given &given);
Result<Package> open_aar(const Given &given, Reading &reading, Incomplete &incomplete);
bool is_jar(const Given &given);
Result<Package> open_jar(const Given &given, Reading &reading, Incomplete &incomplete);
bool is_dex_file(const Given &given);
Result<Package> open_dex_file(const Given &given, Reading &reading, Incomplete &incomplete);
bool is_hap(const Given &given);
Result<Package> open_hap(const Given &given, Reading &reading, Incomplete &incomplete);
bool is_ipa(const Given &given);
Result<Package> open_ipa(const Given &given, Reading &reading, Incomplete &incomplete);

} // namespace kinsafe
