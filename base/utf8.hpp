// UTF-8: whether octets are well-formed text (Unicode 15, table 3-7), and how many code points.
//
// Names are counted in code points, never in octets or UTF-16 units (STANDARDS §1.8), and nothing
// that is not well-formed enters a record, because it could never be shown as JSON again.
// Threads: free functions without state.
#pragma once

#include <cstddef>
#include <string_view>

namespace vermilion {

// No overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

// Well-formed, and without control characters (U+0000–U+001F, U+007F–U+009F): one line of text.
[[nodiscard]] bool is_plain_line(std::string_view text) noexcept;

// Code points of a well-formed text.
[[nodiscard]] std::size_t code_points(std::string_view text) noexcept;

}  // namespace vermilion
