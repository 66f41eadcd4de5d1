// JSON from a peer, read so that every reader would understand the same.
//
// Boost.JSON 1.81 takes the last of two members of one name (FEASIBILITY §3), so an answer could
// say "mismatch" to one reader and "match" to another; here such a text is refused, as is any
// member that the contract does not name. Threads: free functions.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <initializer_list>
#include <string_view>

#include "base/result.hpp"

namespace vermilion::offices {

// One object of at most `bytes_max` octets, at most four levels deep, no name twice in an object.
// Errors: corrupt, without any octet of the text.
[[nodiscard]] Result<boost::json::object> read_object(std::string_view text,
                                                      std::size_t bytes_max = 64 * 1024);

// Whether the object has exactly these members.
[[nodiscard]] bool has_exactly(const boost::json::object& object,
                               std::initializer_list<std::string_view> names);

// The text of a member, when it is one of 1 to `max` octets; else an empty view.
[[nodiscard]] std::string_view text_of(const boost::json::object& object, std::string_view name,
                                       std::size_t max);

// Whether it is a token of letters, digits and . _ : - only.
[[nodiscard]] bool is_token(std::string_view text, std::size_t max);

}  // namespace vermilion::offices
