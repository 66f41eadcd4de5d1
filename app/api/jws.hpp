// JWS compact serialisation (RFC 7515 §7.1) taken apart; what it means is the caller's business.
//
// Errors: invalid, a sentence that never holds the text's octets. Threads: free functions.
#pragma once

#include <boost/json/value.hpp>

#include "app/api/token.hpp"

namespace vermilion::api {

struct JwsParts {
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
  std::string_view signed_text;  // header '.' payload
};

// Three parts; `what` names the text in messages.
[[nodiscard]] Result<JwsParts> split_jws(std::string_view text, const char* what = "a token");
// One part as a JSON object in `storage`.
[[nodiscard]] Result<boost::json::value> read_jws_part(std::string_view part, const char* what,
                                                       boost::json::storage_ptr storage);
[[nodiscard]] std::optional<std::string_view> text_of(const boost::json::object& object,
                                                      std::string_view name);

}  // namespace vermilion::api
