// Text in HTML.
#pragma once

#include <string>
#include <string_view>

namespace kinsafe {

// Text from anywhere, so that it can be neither markup nor an order to the reader's screen.
std::string escape_html(std::string_view text);

} // namespace kinsafe
