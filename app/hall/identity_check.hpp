// The hall's side of the public-security office: its open duties from the outbox, its answers into
// the inbox of background proposals.
//
// Its runner works here, or in a process of its own (`vermilion office`), which asks over HTTP for
// what is open, sends what it is told to the peer, and hands back what the peer said: it holds no
// key, no store and no contract. Name and number are opened for this question only. Threads: start
// and stop from one; the runner has its own; the rest any.
#pragma once

#include <memory>

#include "adapters/offices/frame/office_runner.hpp"
#include "adapters/offices/public_security/client.hpp"
#include "app/hall/open_checks.hpp"

namespace vermilion {

class IdentityCheck {
 public:
  // `base`: the office's address, "http://host:port"; empty: nothing runs here. The hall outlives
  // it. Errors: invalid, io.
  [[nodiscard]] static Result<std::unique_ptr<IdentityCheck>> start(Hall& hall,
                                                                    const std::string& base);
  ~IdentityCheck();
  IdentityCheck(const IdentityCheck&) = delete;
  IdentityCheck& operator=(const IdentityCheck&) = delete;

  // Its open duties, and where its answers go.
  [[nodiscard]] const OpenChecks& checks() const noexcept { return checks_; }
  // What is to be sent and what an answer means. Errors: Office's.
  [[nodiscard]] const offices::Office& office() const noexcept { return *client_; }

 private:
  explicit IdentityCheck(Hall& hall) : checks_{hall, public_security::office_name} {}

  const OpenChecks checks_;
  std::unique_ptr<public_security::Client> client_;
  std::unique_ptr<offices::PeerGate> gate_;
  std::unique_ptr<offices::OfficeRunner> runner_;
};

}  // namespace vermilion
