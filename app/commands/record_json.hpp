// Records for people and scripts: a line, a JSON object, and a JSON value as indented text.
//
// Personal fields stay sealed: they are null in the payload. Threads: free functions.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "engine/ports/journal.hpp"

namespace vermilion::commands {

// "0:12 <16 hex> accepted <case> Submitted DRAFT/CHECK_OPEN→PRECHECK/CHECK_OPEN"; "-" stands where
// there is nothing. tests/reader/read_journal.py prints the same.
[[nodiscard]] std::string line_of(const Header& header, const Body& body, const Digest& hash);

// All of a record. Errors: corrupt, unsupported (a fact that this program does not know).
[[nodiscard]] Result<boost::json::object> json_of(const Header& header, const Body& body,
                                                  const Digest& hash);
[[nodiscard]] boost::json::object json_of(const Header& header, const Claim& claim);
// A list of texts.
[[nodiscard]] boost::json::array texts(const std::vector<std::string>& all);
[[nodiscard]] boost::json::object json_of(const Duty& duty, const DutyId& id);

// Members one a line, nested ones indented by two.
[[nodiscard]] std::string as_text(const boost::json::value& value, std::size_t indent = 0);

}  // namespace vermilion::commands
