// What an office's counterpart in the sandbox answers: a status, JSON, and when to ask again.
//
// Threads: values.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace vermilion::offices {

struct SandboxReply {
  int status = 200;
  std::string body;  // JSON; a problem's is {"problem": "…"}
  std::uint32_t retry_after_s = 0;
};

[[nodiscard]] inline SandboxReply problem_reply(int status, std::string_view text) {
  return {status, boost::json::serialize(boost::json::object{{"problem", std::string{text}}}), 0};
}

}  // namespace vermilion::offices
