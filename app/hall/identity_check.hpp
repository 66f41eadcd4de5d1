// The hall's side of the public-security office: its open duties from the outbox, its answers into
// the inbox of background proposals.
//
// Its runner works here, or in a process of its own (`vermilion office`), which asks over HTTP for
// what is open, sends what it is told to the peer, and hands back what the peer said: it holds no
// key, no store and no contract. Name and number are opened for this question only. Answers are
// proposed by the system principal "system/public_security" with the duty as cause; the engine
// takes one answer a duty. Threads: start and stop from one; the runner has its own; the rest any.
#pragma once

#include <memory>

#include "adapters/offices/frame/office_runner.hpp"
#include "adapters/offices/public_security/client.hpp"
#include "app/hall/hall.hpp"

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

  // A duty of this office that is open, and its place in the outbox, by which it is found again.
  struct Listed {
    Bytes place;
    offices::OfficeRequest request;
  };
  // Those that are open where the partition is owned, oldest first.
  [[nodiscard]] Result<std::vector<Listed>> list(std::size_t max) const;
  // Errors: not_found (it is met, or never was), corrupt.
  [[nodiscard]] Result<offices::OfficeRequest> find(BytesView place) const;
  // What is to be sent and what an answer means. Errors: Office's.
  [[nodiscard]] const offices::Office& office() const noexcept { return *client_; }
  // Errors: full.
  [[nodiscard]] Result<void> propose(const offices::OfficeAnswer& answer);

 private:
  explicit IdentityCheck(Hall& hall) : hall_{hall} {}
  [[nodiscard]] Result<std::vector<offices::OfficeRequest>> open_requests(std::size_t max) const;

  Hall& hall_;
  std::unique_ptr<public_security::Client> client_;
  std::unique_ptr<offices::PeerGate> gate_;
  std::unique_ptr<offices::OfficeRunner> runner_;
};

}  // namespace vermilion
