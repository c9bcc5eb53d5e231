// An app's resource table, resources.arsc (ResTable of AOSP's ResourceTypes.h): packages of types, each type in several
// configurations (language, screen, version, ...), each with one value for some of its entries. A resource id is
// 0xPPTTEEEE: package, type, entry.
#pragma once

#include "base/incomplete.h"
#include "base/result.h"
#include "base/types.h"
#include "container/axml.h"
#include "container/string_pool.h"

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
};

struct ResourceTable {
  StringPool strings;
  std::vector<ResourceType> types; // in file order
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

} // namespace kinsafe
