// The formats by name, each in a file of its own; their list stands in formats.cc.
#pragma once

#include "conduct/import/format.h"

namespace kinsafe {

extern const Format asterisk_csv, asterisk_table;

} // namespace kinsafe
