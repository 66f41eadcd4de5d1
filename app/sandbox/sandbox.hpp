// `vermilion sandbox`: the counterpart offices and an identity issuer as one real HTTP service.
//
//   GET /healthz
//   POST /v1/identity-checks · GET /v1/identity-checks/<id>   public security
//   POST /v1/payment-orders · GET …/<id> · POST /v1/refunds   the payment system
//   POST /v1/payment-orders/<id>/payments                     the payer's bank
//   POST /v1/registers/transfers                              another province's register
//   POST /v1/population-comparisons                           the population library
//   POST /v1/parcels · GET …/<waybill>/events                 the post
//   GET /.well-known/openid-configuration · GET /jwks · POST /token · POST /rotate   the issuer
//   GET | POST /authorize                                     its login, with PKCE
//   GET | POST | DELETE /faults                               how an office shall misbehave
//   GET /requests                                             what the offices were asked, per key
// What the offices answer: adapters/offices/<office>/sandbox.hpp; faults: frame/faults.hpp; tokens:
// issuer.hpp, authorization.hpp. It gives tokens to anybody, so it belongs on the loopback
// interface. Threads: start and stop from one; the rest any.
#pragma once

#include <memory>
#include <string>

#include "adapters/offices/frame/faults.hpp"
#include "adapters/offices/payment/sandbox.hpp"
#include "adapters/offices/population/sandbox.hpp"
#include "adapters/offices/postal/sandbox.hpp"
#include "adapters/offices/public_security/sandbox.hpp"
#include "adapters/offices/registers/sandbox.hpp"
#include "app/sandbox/authorization.hpp"
#include "app/sandbox/issuer.hpp"
#include "app/sandbox/office_server.hpp"

namespace vermilion::sandbox {

struct SandboxOptions {
  ServerOptions server;
  std::string key_file;  // of the issuer; empty: its keys live as long as the sandbox
  std::string issuer;    // its name; empty: the address it listens on
  std::string notify;    // address of the hall that hears of payments; empty: none
  std::uint64_t seed = 1;
};

class Sandbox {
 public:
  // Listens when it returns. Errors: io, invalid.
  [[nodiscard]] static Result<std::unique_ptr<Sandbox>> start(const SandboxOptions& options);
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  void stop() { server_.stop(); }
  [[nodiscard]] std::string url() const;
  [[nodiscard]] offices::Faults& faults() noexcept { return faults_; }
  [[nodiscard]] const public_security::Sandbox& public_security() const noexcept {
    return public_security_;
  }
  [[nodiscard]] Issuer& issuer() noexcept { return *issuer_; }

 private:
  Sandbox(const SandboxOptions& options, std::unique_ptr<Issuer> issuer);
  [[nodiscard]] Reply handle(const api::Request& request, const OfficeServer::Wait& wait);
  [[nodiscard]] Reply with_faults(std::string_view office, const OfficeServer::Wait& wait,
                                  const std::function<Reply(bool pending)>& answer);
  [[nodiscard]] Reply identity_check(const api::Request& request, bool pending);
  [[nodiscard]] Reply pay(const api::Request& request);
  [[nodiscard]] Reply post(const api::Request& request);
  void notify(const std::string& request_id);
  [[nodiscard]] api::Response of_issuer(const api::Request& request);
  [[nodiscard]] api::Response of_faults(const api::Request& request);

  const std::string address_;
  const std::string notify_;
  offices::Faults faults_;
  public_security::Sandbox public_security_;
  payment::Sandbox payment_;
  population::Sandbox population_;
  registers::Sandbox register_;
  postal::Sandbox postal_;
  std::unique_ptr<Issuer> issuer_;
  Authorization authorization_;
  OfficeServer server_;  // last: stops before what its handler uses
};

}  // namespace vermilion::sandbox
