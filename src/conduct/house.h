// Rules of a house (`--limits FILE`): the caps, hours and rights that a firm sets itself, in the parameters that norms use.
//
//   - id: HOUSE.R1
//     words: No more than two calls a day.
//     checks: [COLLECT-FREQUENCY]
//     params: {caps: [{max: 2, unit: call_attempt, window: calendar_day, per: debtor}]}
#pragma once

#include "norms/norms.h"

#include <string>
#include <string_view>

namespace kinsafe {

// The pack with one norm more, which holds the rules and binds wherever is asked. The error names file and line.
Result<NormPack> with_house_rules(const NormPack &pack, std::string_view file, std::string_view text, std::string_view jurisdiction);

} // namespace kinsafe
