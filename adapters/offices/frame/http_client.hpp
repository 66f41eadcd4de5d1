// A small HTTP client for one peer, over libcurl: every size and time is bounded, and it goes where
// it was told to go and nowhere else.
//
// No redirects, no proxy from the environment, no cookies, no other scheme than the origin's, no
// path that could leave it; TLS certificates are verified. Connections are kept alive; when one
// that was kept turns out to be closed, libcurl sends once more on a fresh one, which is harmless
// because every request bears its key. An answer over `answer_bytes_max` or `header_bytes_max` is
// cut off and is an error, never a shortened answer. Errors hold no octet of request or answer,
// which may be about a person. Threads: one a client; `ask` ends at once when its stop token is
// set.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "adapters/offices/frame/breaker.hpp"
#include "base/result.hpp"

namespace vermilion::offices {

struct HttpClientOptions {
  std::string base;          // "http://host:port" or "https://…", with or without a path
  std::string ca_file = {};  // PEM of the peer's authority; empty: the system's
  Milliseconds connect_timeout{2'000};
  Milliseconds total_timeout{8'000};
  std::size_t answer_bytes_max = 64 * 1024;
  std::size_t header_bytes_max = 16 * 1024;
};

struct HttpRequest {
  std::string method;  // GET, POST or PATCH
  std::string path;    // begins with '/', is put after the base
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::optional<Milliseconds> timeout = {};  // when less than total_timeout
};

struct HttpAnswer {
  int status = 0;
  std::string content_type;                 // lower case, without parameters
  std::optional<Milliseconds> retry_after;  // when it was given in seconds; at most an hour
  std::string body;
};

class HttpClient {
 public:
  // Errors: invalid (the base is no such URL), io (libcurl does not start).
  [[nodiscard]] static Result<std::unique_ptr<HttpClient>> make(HttpClientOptions options);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Errors: unavailable (no connection, too late, stopped), corrupt (too large, not HTTP), invalid
  // (the request is not one that may be sent).
  [[nodiscard]] Result<HttpAnswer> ask(const HttpRequest& request, const std::stop_token& stop);

 private:
  struct Parts;  // everything that knows libcurl
  explicit HttpClient(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace vermilion::offices
