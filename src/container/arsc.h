// An app's resource table, resources.arsc (ResTable of AOSP's ResourceTypes.h): packages of types, each type in several
// configurations (language, screen, version, ...), each with one value for some of its entries. A resource id is
// 0xPPTTEEEE: package, type, entry.
#pragma once

#include "base/incomplete.h"
#include "base/result.h"
#include "base/types.h"
#include "container/axml.h"
#include "container/string_pool.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

// One type in one configuration.
struct ResourceType {
  u8 package = 0;
  u8 type = 0;
  u8 flags = 0;
  std::string locale;            // BCP 47 tag, "" = the default
  bool only_by_language = false; // no other qualifier, such as screen size or version, chooses it
  u32 entry_count = 0;
  u32 entries_start = 0;
  Chunk chunk;
  u32 package_index = 0; // in ResourceTable::packages
  u8 name_index = 0;     // of the type's name in the package's pool
};

struct ResourcePackage {
  u8 id = 0;
  std::string name;
  StringPool type_names, key_names;
};

// A value of a table that is not in chunks: an app bundle's.
struct GivenResource {
  std::string locale;
  bool only_by_language = false;
  AxmlValue value;
};

struct ResourceTable {
  StringPool strings;
  std::vector<ResourcePackage> packages; // in file order
  std::vector<ResourceType> types;       // in file order
  std::map<u32, std::vector<GivenResource>> given; // by resource id
};

// Views into the bytes. Fails where they are no resource table; types that are damaged are left out and become gaps.
Result<ResourceTable> read_arsc(Bytes bytes, std::string_view part, Incomplete &incomplete);

struct ResolvedResource {
  std::map<std::string, AxmlValue> by_locale; // never a reference; empty if the table does not hold the resource
  bool whole = true; // false: a reference leads nowhere, in a circle or too far, or there is more than is read
};

// The values of a resource in each language, references followed up to 20 deep. Where a language has several
// configurations, the one without further qualifiers counts.
ResolvedResource resolve(const ResourceTable &table, u32 id);

// The qualifiers that choose a configuration, spelled and ordered as in the names of resource folders and by aapt:
// "zh-rCN-land-v21"; "" for the default.
std::string config_text(const ResourceType &type);

// "string/app_name", with the package's name in front if it is not the app's own; empty if the table does not hold it.
std::string resource_name(const ResourceTable &table, u32 id);

// A resource in one configuration: one value, or a map of values (style, array, plural).
struct ResourceEntry {
  u32 id = 0;
  std::string_view package; // views that hold during the visit
  std::string_view type, name;
  const ResourceType *in = nullptr;
  bool is_map = false;
  AxmlValue value; // unless a map
  u32 parent = 0;  // of a map; 0 = none
  struct Item {
    u32 key = 0; // attribute id, or 0x01000000 and more for quantities and positions
    AxmlValue value;
  };
  std::vector<Item> items;
};

// A value without its texts and names, for those who look for few among many: of a map, each of its items.
struct ResourceValue {
  u32 id = 0;
  u32 key = 0; // of the resource's name, see `resource_key`
  AxmlValue::Type type = AxmlValue::Type::null;
  u32 data = 0; // of a text its index in ResourceTable::strings
};
// Calls `visit` for every value of one type in one configuration, in file order. What is handed out is taken from
// `allowance`, in bytes; false if that is used up.
bool for_each_value(const ResourceType &type, u64 &allowance, const std::function<void(const ResourceValue &)> &visit);
// "string", and the name of one of its resources.
std::string resource_type(const ResourceTable &table, const ResourceType &type);
std::string resource_key(const ResourceTable &table, const ResourceType &type, u32 key);
// What walks over this table may hand out in good faith: tools share equal texts and whole entries, which makes a listing
// longer than its file.
u64 listing_allowance(const ResourceTable &table);

// Calls `visit` for every resource of every type, in file order. False if that was more than a file of this size can
// hold in good faith: entries may share their bytes; the rest is left out.
bool for_each_resource(const ResourceTable &table, const std::function<void(const ResourceEntry &)> &visit);

} // namespace kinsafe
