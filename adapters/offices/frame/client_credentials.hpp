// A system's bearer token, got from an issuer by client credentials and kept while it holds.
//
// Source: RFC 6749 §4.4. Threads: any; one asks at a time.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/offices/frame/http_client.hpp"

namespace vermilion::offices {

class ClientCredentials {
 public:
  // `token_url`: "https://issuer/token". Errors: invalid, io.
  [[nodiscard]] static Result<std::unique_ptr<ClientCredentials>> make(const std::string& token_url,
                                                                       const std::string& client_id,
                                                                       const std::string& secret);
  // Errors: unavailable (the issuer gives none).
  [[nodiscard]] Result<std::string> bearer();
  // It was refused: the next one is asked for anew.
  void forget();

 private:
  ClientCredentials(std::string path, std::string form);

  const std::string path_;
  const std::string form_;
  std::unique_ptr<HttpClient> issuer_;
  std::mutex mutex_;
  std::string token_;
  std::chrono::steady_clock::time_point until_{};
};

}  // namespace vermilion::offices
