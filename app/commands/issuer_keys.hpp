// Where the keys of access tokens come from, and go on coming from while the hall runs.
//
// An issuer is found by OpenID Connect Discovery 1.0 (its configuration must name itself exactly
// as it was configured, §4.3), or pinned by a file. Its key set is asked for again every minute,
// and once more when a token names a key that the set does not have, at most every five seconds; so
// a rotation needs no restart, and a key that the issuer withdraws counts no longer than a minute.
// When it does not answer, the keys that are known stay.
// Errors: invalid, unavailable. Threads: IssuerKeys one; KeysRefresh has one of its own.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "adapters/offices/frame/http_client.hpp"
#include "app/api/token.hpp"
#include "app/commands/serve_options.hpp"

namespace vermilion::commands {

class IssuerKeys {
 public:
  // Asks once. Errors: invalid (none is named), unavailable.
  [[nodiscard]] static Result<IssuerKeys> of(const ServeOptions& options);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  // The key set as it is now: a JWK Set's text.
  [[nodiscard]] Result<std::string> fetch() const;

 private:
  std::string name_;
  std::string file_;                              // pinned
  std::unique_ptr<offices::HttpClient> keys_at_;  // or asked
  std::string path_;
};

class KeysRefresh {
 public:
  struct Pace {
    std::chrono::milliseconds every{60'000};
    std::chrono::milliseconds at_least{5'000};  // between two askings
  };
  // The verifier outlives it; `known` is the text of the keys that it has.
  KeysRefresh(IssuerKeys source, std::string known, api::TokenVerifier& verifier, Pace pace);
  KeysRefresh(IssuerKeys source, std::string known, api::TokenVerifier& verifier)
      : KeysRefresh{std::move(source), std::move(known), verifier, Pace{}} {}
  ~KeysRefresh();
  KeysRefresh(const KeysRefresh&) = delete;
  KeysRefresh& operator=(const KeysRefresh&) = delete;

 private:
  void run();
  void refresh();

  const IssuerKeys source_;
  std::string known_;
  api::TokenVerifier& verifier_;
  const Pace pace_;
  std::mutex mutex_;
  std::condition_variable wakes_;
  bool wanted_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace vermilion::commands
