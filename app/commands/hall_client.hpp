// A running hall as a command of ours asks it: with a bearer token from a file, and with patience.
//
// A hall that is away, or full, is asked again with the same key until `patience` is over, so a
// command goes on where its hall starts again. At a 401 the file is read anew: whoever wrote the
// token may have renewed it. Threads: one.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "adapters/offices/frame/http_client.hpp"

namespace vermilion::commands {

struct HallAnswer {
  int status = 0;
  std::string body;
  boost::json::object object;  // empty when the body is none
};

class HallClient {
 public:
  struct Options {
    std::string hall;  // URL
    std::string token_file;
    std::chrono::seconds patience{0};
  };
  // Errors: invalid (no such URL), not_found (no token file), io.
  [[nodiscard]] static Result<std::unique_ptr<HallClient>> make(Options options);

  // Whatever it answers but 401 and 503. Errors: unavailable (it was away for all the patience, or
  // takes no token of the file).
  [[nodiscard]] Result<HallAnswer> ask(const char* method, const std::string& path,
                                       const std::string& body = {}, const std::string& key = {});
  // The object of a 200. Errors also: invalid (401, 403), unavailable (another status).
  [[nodiscard]] Result<boost::json::object> ask_object(const char* method, const std::string& path,
                                                       const std::string& body = {},
                                                       const std::string& key = {});

 private:
  explicit HallClient(Options options) : options_{std::move(options)} {}
  [[nodiscard]] Result<void> read_token();

  const Options options_;
  std::string token_;
  std::unique_ptr<offices::HttpClient> hall_;
};

// A member's text; empty when there is none.
[[nodiscard]] std::string text_in(const boost::json::object& object, std::string_view name);

}  // namespace vermilion::commands
