// What dumps of manifests and resources read: the package's declarations, with no code inflated and nothing digested.
#pragma once

#include "container/package.h"
#include "dump/dump.h"

#include <string_view>

namespace kinsafe {

// The member of a split set or bundle that a part belongs to: "base.apk!", "base/", or nothing.
std::string_view member_of(const Package &package, const Part &part);

// The resource table of a member; empty, with a gap, if there is none that can be read.
ResourceTable resources_of(const Package &package, std::string_view member, Incomplete &incomplete);
Result<ResourceTable> read_table(const Package &package, const Part &part, Incomplete &incomplete);

} // namespace kinsafe
