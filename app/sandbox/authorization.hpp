// The sandbox's login: authorization code with PKCE, as a console or an app of a real issuer uses
// it.
//
//   GET  /authorize?response_type=code&client_id=…&redirect_uri=…&state=…&code_challenge=…
//        &code_challenge_method=S256[&scope=openid][&nonce=…][&acr_values=2]
//        a page on which anybody says who he is: the sandbox knows nobody
//   POST /authorize (the page's form)    302 to redirect_uri with code, state and iss (RFC 9207)
//   POST /token, a form: grant_type=authorization_code, code, redirect_uri, client_id,
//   code_verifier
//        {"access_token", "id_token", "token_type", "expires_in", "scope"}
// Clients are public: any client_id, redirect only to this machine (RFC 8252 §7.3), S256 is
// demanded (RFC 9700 §2.1.1). A code is of use once, for a minute; at most 1,024 wait, the oldest
// goes. Source: RFC 6749 §4.1, RFC 7636, OpenID Connect Core 1.0 §3.1. Threads: any.
#pragma once

#include <map>
#include <mutex>

#include "app/api/exchange.hpp"
#include "app/api/query.hpp"
#include "app/sandbox/issuer.hpp"

namespace vermilion::sandbox {

inline constexpr std::int64_t code_life_s = 60;
inline constexpr std::size_t codes_max = 1'024;

class Authorization {
 public:
  explicit Authorization(const Issuer& issuer) : issuer_{issuer} {}

  // GET and POST of /authorize.
  [[nodiscard]] api::Response authorize(const api::Request& request, Instant now);
  // POST of /token with a form.
  [[nodiscard]] api::Response exchange(const api::Request& request, Instant now);

 private:
  struct Grant {
    TokenWanted wanted;
    std::string client_id;
    std::string redirect_uri;
    std::string challenge;
    std::string nonce;
    Instant until;
    std::uint64_t number = 0;
  };
  [[nodiscard]] std::string keep(Grant grant);
  [[nodiscard]] api::Response of_system(const api::Query& asked, Instant now) const;

  const Issuer& issuer_;
  std::mutex mutex_;
  std::map<std::string, Grant> grants_;  // by code
  std::uint64_t given_ = 0;
};

}  // namespace vermilion::sandbox
