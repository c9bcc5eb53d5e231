// What the app puts into an intent that it makes itself.
#pragma once

#include "calls/values.h"

namespace kinsafe {

// All values that may be the data of the intent made there: what Intent.getData gives. Empty and whole: it has none.
Sources intent_data(Values &values, ValueAt made);

} // namespace kinsafe
