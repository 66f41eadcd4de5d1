// The hall's side of the public-security office: its open duties from the outbox, its answers into
// the inbox of background proposals.
//
// Name and number are opened for this question only. Answers are proposed by the system principal
// "system/public_security" with the duty as cause; the engine takes one answer a duty.
// Threads: start and stop from one; the runner has its own.
#pragma once

#include <memory>

#include "adapters/offices/frame/office_runner.hpp"
#include "adapters/offices/public_security/client.hpp"
#include "app/hall/hall.hpp"

namespace vermilion {

class IdentityCheck {
 public:
  // `base`: the office's address, "http://host:port". The hall outlives it. Errors: invalid, io.
  [[nodiscard]] static Result<std::unique_ptr<IdentityCheck>> start(Hall& hall,
                                                                    const std::string& base);
  ~IdentityCheck();
  IdentityCheck(const IdentityCheck&) = delete;
  IdentityCheck& operator=(const IdentityCheck&) = delete;

  [[nodiscard]] offices::RunnerStatistics statistics() const { return runner_->statistics(); }

 private:
  explicit IdentityCheck(Hall& hall) : hall_{hall} {}
  [[nodiscard]] Result<std::vector<offices::OfficeRequest>> open_requests(std::size_t max) const;
  [[nodiscard]] Result<void> propose(const offices::OfficeAnswer& answer);

  Hall& hall_;
  std::unique_ptr<public_security::Client> client_;
  std::unique_ptr<offices::PeerGate> gate_;
  std::unique_ptr<offices::OfficeRunner> runner_;
};

}  // namespace vermilion
