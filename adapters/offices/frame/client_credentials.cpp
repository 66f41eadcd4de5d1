#include "adapters/offices/frame/client_credentials.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include "adapters/offices/frame/strict_json.hpp"

namespace vermilion::offices {
namespace {

constexpr std::chrono::seconds token_margin{60};
constexpr std::size_t token_max = 16 * 1024;

std::string escaped(const std::string& text) {
  const std::unique_ptr<char, decltype(&curl_free)> made{
      curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())), &curl_free};
  return made ? std::string{made.get()} : std::string{};
}

}  // namespace

ClientCredentials::ClientCredentials(std::string path, std::string form)
    : path_{std::move(path)}, form_{std::move(form)} {}

Result<std::unique_ptr<ClientCredentials>> ClientCredentials::make(const std::string& token_url,
                                                                   const std::string& client_id,
                                                                   const std::string& secret) {
  const auto host = token_url.find("://");
  const auto path = host == std::string::npos ? host : token_url.find('/', host + 3);
  if (path == std::string::npos) {
    return fail(Code::invalid, "--token-url is an address with a path, as https://issuer/token");
  }
  std::unique_ptr<ClientCredentials> made{new ClientCredentials{
      token_url.substr(path), "grant_type=client_credentials&client_id=" + escaped(client_id) +
                                  "&client_secret=" + escaped(secret)}};
  VERMILION_TRY(made->issuer_, HttpClient::make({.base = token_url.substr(0, path)}));
  return made;
}

Result<std::string> ClientCredentials::bearer() {
  const std::lock_guard lock{mutex_};
  const auto now = std::chrono::steady_clock::now();
  if (now < until_) return token_;
  VERMILION_TRY(const auto answer,
                issuer_->ask({.method = "POST",
                              .path = path_,
                              .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                              .body = form_},
                             {}));
  const auto said = read_object(answer.body);
  const auto* life = said ? said.value().if_contains("expires_in") : nullptr;
  const auto token = said ? text_of(said.value(), "access_token", token_max) : std::string_view{};
  if (answer.status != 200 || token.empty() || life == nullptr || !life->is_int64()) {
    return fail(Code::unavailable,
                fmt::format("the issuer gives no token: HTTP {}", answer.status));
  }
  token_ = token;
  until_ = now + std::chrono::seconds{life->get_int64()} - token_margin;
  return token_;
}

void ClientCredentials::forget() {
  const std::lock_guard lock{mutex_};
  until_ = {};
}

}  // namespace vermilion::offices
