// The two listeners of a hall: the API, and operations on an address of their own.
//
// Threads: start and stop from one.
#pragma once

#include <memory>

#include "app/api/api.hpp"
#include "app/api/http_server.hpp"
#include "app/api/sweeping.hpp"
#include "app/api/token.hpp"

namespace vermilion::api {

struct HallServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::string operations_address = "127.0.0.1";
  std::uint16_t operations_port = 9464;
  std::size_t io_threads = 1;
  std::size_t connections_max = HttpOptions{}.connections_max;
  TokenRules tokens;
  // This node's address, where others may own the partition; empty: there are no others.
  std::string node;
  std::string journal_topic;  // of a house in Kafka
  std::function<PublishingStatistics()> publishing;
  std::string jwks;  // the pinned issuer's public keys
  // The hall's directory, when it makes papers, and where their templates and the names of places
  // come from; empty: it makes none.
  std::string papers_in;
  // Where materials are kept and what looks at their content; empty: they are kept elsewhere, and
  // taken as they are said.
  std::string materials_in;
  std::string drafts_in;  // beside `materials_in`
  materials::ContentCheck content_check;
  std::vector<OfficeDesk*> offices;  // that the hall asks; they outlive the server
  std::optional<Sm2PublicKey> bill_key = {};
  std::string templates_folder;
  std::string reference_folder;
  std::string fonts_folder;  // of papers; where there are none, the installed ones do
  // Further routes on the public listener: only `bench` has any (its /raw).
  std::vector<Route> more;
};

class HallServer {
 public:
  // The hall outlives it. Errors: invalid (key set), io (address in use).
  [[nodiscard]] static Result<std::unique_ptr<HallServer>> start(Hall& hall,
                                                                 HallServerOptions options);
  ~HallServer();
  HallServer(const HallServer&) = delete;
  HallServer& operator=(const HallServer&) = delete;

  // Answers what is in hand, then closes. The hall is to be stopped after it.
  void stop();
  [[nodiscard]] std::uint16_t port() const noexcept { return public_->port(); }
  [[nodiscard]] std::uint16_t operations_port() const noexcept { return operations_->port(); }
  [[nodiscard]] HttpStatistics statistics() const noexcept { return public_->statistics(); }
  [[nodiscard]] TokenVerifier& tokens() noexcept { return *verifier_; }

 private:
  HallServer() = default;
  std::unique_ptr<Api> api_;
  std::unique_ptr<Sweeping> sweeping_;
  std::unique_ptr<TokenVerifier> verifier_;
  std::unique_ptr<Router> public_router_;
  std::unique_ptr<Router> operations_router_;
  std::unique_ptr<HttpServer> public_;
  std::unique_ptr<HttpServer> operations_;
};

}  // namespace vermilion::api
