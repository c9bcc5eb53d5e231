// What an app declares: AndroidManifest.xml in words. Source of the meanings: AOSP PackageParser and the manifest
// reference of developer.android.com.
#pragma once

#include "base/incomplete.h"
#include "base/types.h"
#include "container/arsc.h"
#include "container/axml.h"

#include <optional>
#include <string>
#include <vector>

namespace kinsafe {

// An attribute that is given directly or by reference to resources.arsc.
struct TextOrReference {
  std::string text;  // empty if only a reference is given
  u32 reference = 0; // resource id, 0 = none
};

struct DeclaredPermission {
  std::string name; // full, "android.permission.READ_CONTACTS"
  std::optional<u32> min_sdk;
  std::optional<u32> max_sdk;
  u32 line = 0;              // of the element in the manifest's source, 0 if not kept
  bool only_from_23 = false; // <uses-permission-sdk-23>
  // Declared where it may not count: Android reads no permission from a split package, and who takes in a library may
  // strike what it declares.
  bool is_doubtful = false;
  std::string part = "AndroidManifest.xml"; // where it is declared
};

struct Component {
  enum class Kind : u8 { activity, activity_alias, service, receiver, provider };
  Kind kind = Kind::activity;
  std::string class_name; // full, "com.example.MainActivity"
  u32 line = 0;
  std::string permission; // that who calls it must hold; empty = none
  std::optional<bool> exported;
  std::vector<std::string> actions; // of its intent filters
  bool is_launcher = false;         // a filter has both MAIN and LAUNCHER: the home screen shows it
  std::string target_class;         // of an alias: the activity that it stands for, full; else empty
  std::string part = "AndroidManifest.xml"; // where it is declared
};

// The number that stands for an SDK level given by the code name of an unfinished Android version.
constexpr u32 codename_sdk = 10000;

struct Manifest {
  std::string package;
  std::string shared_user_id; // apps of one user share their permissions; empty = none
  std::string version_name;
  std::optional<i64> version_code; // versionCodeMajor in the high 32 bits
  u32 min_sdk = 1;                 // the platform's default where none is declared
  std::optional<u32> target_sdk;   // as declared; Android takes min_sdk where it is not
  std::string split;               // name of this split, empty for a base
  std::string config_for_split;    // the split that this one configures, empty = the base or none
  std::vector<std::string> split_types, required_split_types; // what this package supplies, what the app needs
  std::vector<std::string> uses_splits;                       // splits that this one needs
  bool requires_splits = false;                               // of a base: alone it is not the app
  u32 splits_listing = 0; // resource id of bundletool's list of languages and modules, 0 = none
  TextOrReference label;
  std::string application_class;               // full name, empty if none
  std::optional<bool> uses_cleartext;          // usesCleartextTraffic of <application>
  u32 network_security_config = 0;             // resource id of a document, 0 = none
  std::vector<DeclaredPermission> permissions; // in document order, duplicates kept
  std::vector<Component> components;           // in document order
  std::vector<std::string> instrumentations;   // classes of <instrumentation>, full names
  std::vector<std::string> meta_data;          // names and values of <meta-data> of the application and its components
};

// References are looked up in `resources`. What Android might read otherwise, or what refers to nothing, becomes a gap.
// Fails if the document is no manifest at all.
Result<Manifest> read_manifest(const AxmlDocument &document, const ResourceTable &resources, Incomplete &incomplete);

} // namespace kinsafe
