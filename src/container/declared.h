// Where a package keeps its resource tables and XML files, and how they are written there.
#pragma once

#include "container/arsc.h"
#include "container/package.h"

#include <string_view>

namespace kinsafe {

// The member of a split set or bundle that a part belongs to: "base.apk!", "base/", or nothing.
std::string_view member_of(const Package &package, const Part &part);

// The resource table of a member; empty, with a gap, if there is none that can be read.
ResourceTable resources_of(const Package &package, std::string_view member, Incomplete &incomplete);
Result<ResourceTable> read_table(const Package &package, const Part &part, Incomplete &incomplete);

} // namespace kinsafe
