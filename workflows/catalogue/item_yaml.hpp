// One item of the catalogue from its YAML text.
//
// Strict: an unknown member, a missing basis, a limit above the statutory one, a grade that does
// not exist, a date that does not, each is an Error (invalid) that names file and line. The item's
// digest is the SHA-256 of the text: a changed comment is a changed text, and a new version.
// workflows/catalogue/README.md explains the members. Threads: pure.
#pragma once

#include <string_view>

#include "engine/core/item.hpp"

namespace vermilion::catalogue {

[[nodiscard]] Result<Item> load_item(const std::string& file, std::string_view text);

// What the Licensing Law itself lets a limit be at most, in working days; 0: the law says nothing.
// Source: 行政许可法 32(1)(4), 42, 44.
[[nodiscard]] std::int32_t licensing_law_cap(std::string_view limit) noexcept;
// By how many working days it lets the decision be put off. Source: 行政许可法 42(1).
inline constexpr std::int32_t licensing_law_extension = 10;

}  // namespace vermilion::catalogue
