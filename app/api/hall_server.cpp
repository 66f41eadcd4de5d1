#include "app/api/hall_server.hpp"

#include <iterator>

#include "app/api/gate.hpp"
#include "workflows/codes/divisions.hpp"

namespace vermilion::api {
namespace {

Result<std::unique_ptr<Api::Paperwork>> paperwork_of(Hall& hall, const HallServerOptions& options) {
  VERMILION_TRY(auto seal, HouseSeal::open(options.papers_in + "/keys"));
  VERMILION_TRY(auto keys, KeySet::from_jwks(seal.jwks()));
  auto made =
      std::make_unique<Api::Paperwork>(Api::Paperwork{std::move(seal), std::move(keys), nullptr});
  VERMILION_TRY(auto templates, documents::Templates::read_folder(options.templates_folder));
  VERMILION_TRY(auto divisions, codes::load_reference_divisions(options.reference_folder));
  VERMILION_TRY(made->papers,
                Papers::open(options.papers_in + "/papers",
                             {.journal = &hall.journal(),
                              .partition = Hall::partition,
                              .keys = &hall.keys(),
                              .sealer = &hall.sealer(),
                              .random = &hall.random(),
                              .set_clock = hall.set_clock() != nullptr,
                              .templates = std::move(templates),
                              .divisions = std::move(divisions),
                              .fonts = papers::Fonts::open(options.fonts_folder),
                              .sign = [&sealing = made->seal](std::string_view payload) {
                                return sealing.sign(payload);
                              }}));
  return made;
}

}  // namespace

Result<std::unique_ptr<HallServer>> HallServer::start(Hall& hall, HallServerOptions options) {
  std::unique_ptr<HallServer> server{new HallServer};
  VERMILION_TRY(auto keys, KeySet::from_jwks(options.jwks));
  server->api_ = std::make_unique<Api>(hall);
  server->api_->journal_topic = options.journal_topic;
  server->api_->publishing = options.publishing;
  server->api_->offices = options.offices;
  server->api_->bill_key = options.bill_key;
  if (!options.node.empty()) {
    VERMILION_TRY(server->api_->forwarding,
                  Forwarding::start({.node = options.node,
                                     .owner = [&hall] { return hall.loop().standing().node; }}));
  }
  if (!options.papers_in.empty()) {
    VERMILION_TRY(server->api_->paperwork, paperwork_of(hall, options));
  }
  if (!options.materials_in.empty()) {
    VERMILION_TRY(
        server->api_->materials,
        materials::FileMaterials::open(options.materials_in, {.keys = &hall.keys(),
                                                              .sealer = &hall.sealer(),
                                                              .random = &hall.random(),
                                                              .check = options.content_check}));
    server->api_->proposing.house.materials = server->api_->materials.get();
    VERMILION_TRY(server->api_->drafts,
                  drafts::FileDrafts::open(options.drafts_in, hall.sealer(), hall.random()));
    server->sweeping_ = std::make_unique<Sweeping>(*server->api_);
  }
  server->verifier_ = std::make_unique<TokenVerifier>(options.tokens, std::move(keys));
  const auto gate = bearer_gate(*server->verifier_, server->api_->real_now);
  auto routes = all_routes(*server->api_);
  std::move(options.more.begin(), options.more.end(), std::back_inserter(routes));
  server->public_router_ = std::make_unique<Router>(routes, Listener::open, gate);
  server->operations_router_ =
      std::make_unique<Router>(std::move(routes), Listener::operations, gate);
  const auto listen = [&](const std::string& address, std::uint16_t port, std::size_t threads,
                          const Router& router) {
    HttpOptions http;
    http.address = address;
    http.port = port;
    http.io_threads = threads;
    http.connections_max = options.connections_max;
    http.now = server->api_->real_now;
    http.body_bytes_max_of = [&router, most = http.body_bytes_max](const Request& request) {
      return router.body_bytes_max(request, most);
    };
    return std::make_unique<HttpServer>(std::move(http),
                                        [&router](const Request& request, Responder responder) {
                                          router.dispatch(request, std::move(responder));
                                        });
  };
  server->public_ =
      listen(options.address, options.port, options.io_threads, *server->public_router_);
  server->operations_ =
      listen(options.operations_address, options.operations_port, 1, *server->operations_router_);
  server->api_->http_statistics = [counted = server->public_.get()] {
    return counted->statistics();
  };
  VERMILION_TRY(server->public_->start());
  VERMILION_TRY(server->operations_->start());
  return server;
}

HallServer::~HallServer() {
  stop();
}

void HallServer::stop() {
  sweeping_.reset();
  if (public_) public_->stop();
  if (api_) api_->forwarding.reset();
  if (operations_) operations_->stop();
}

}  // namespace vermilion::api
