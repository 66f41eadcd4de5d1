// The hall's side of an outside office: its open duties from the outbox, its answers into the inbox
// of background proposals.
//
// Its runner works here, or in a process of its own (`vermilion office`), which asks over HTTP for
// what is open, sends what it is told to the peer, and hands back what the peer said: it holds no
// key, no store and no contract. What an office needs of a person is opened for its question only.
// Threads: start and stop from one; the runner has its own; the rest any.
#pragma once

#include <memory>

#include "adapters/offices/frame/client_credentials.hpp"
#include "adapters/offices/frame/office_runner.hpp"
#include "app/hall/open_checks.hpp"

namespace vermilion {

class OfficeDesk {
 public:
  // `base`: the office's address, "http://host:port"; empty: nothing runs here. The hall outlives
  // it. Errors: invalid, io.
  [[nodiscard]] static Result<std::unique_ptr<OfficeDesk>> start(
      Hall& hall, std::unique_ptr<const offices::Office> office, const std::string& base,
      offices::RunnerOptions options = {}, offices::GateOptions gate = {});
  ~OfficeDesk();
  OfficeDesk(const OfficeDesk&) = delete;
  OfficeDesk& operator=(const OfficeDesk&) = delete;

  // Its open duties, and where its answers go.
  [[nodiscard]] const OpenChecks& checks() const noexcept { return checks_; }
  // What is to be sent and what an answer means. Errors: Office's.
  [[nodiscard]] const offices::Office& office() const noexcept { return *office_; }
  // The peer says that it has news of this request: it is asked now. What is not in hand is
  // nothing.
  void hint(const DutyId& request);

 private:
  OfficeDesk(Hall& hall, std::unique_ptr<const offices::Office> office);

  const std::unique_ptr<const offices::Office> office_;
  const OpenChecks checks_;
  std::unique_ptr<offices::PeerGate> gate_;
  std::unique_ptr<offices::OfficeRunner> runner_;
};

// Public security, of this hall's applications; and the payment system. Both with what their peers
// bear: payments are many, and stay open while people make up their minds.
[[nodiscard]] Result<std::unique_ptr<OfficeDesk>> start_public_security(Hall& hall,
                                                                        const std::string& base);
[[nodiscard]] Result<std::unique_ptr<OfficeDesk>> start_payment(Hall& hall,
                                                                const std::string& base);
// The post, of what is sent to applicants; it is asked for as long as a parcel may be under way.
[[nodiscard]] Result<std::unique_ptr<OfficeDesk>> start_postal(Hall& hall, const std::string& base);
// The population library, of comparison runs.
[[nodiscard]] Result<std::unique_ptr<OfficeDesk>> start_population(Hall& hall,
                                                                   const std::string& base);
// Another register, of persons who move in from there; `tokens`: by which it knows this house. It
// is asked for months: until then nobody takes over whom it may still own.
[[nodiscard]] Result<std::unique_ptr<OfficeDesk>> start_register(
    Hall& hall, const std::string& code, const std::string& base,
    const std::shared_ptr<offices::ClientCredentials>& tokens);

}  // namespace vermilion
