#include "app/sandbox/sandbox.hpp"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>

#include "adapters/offices/public_security/client.hpp"
#include "adapters/system/system_clock.hpp"
#include "app/api/problem.hpp"

namespace vermilion::sandbox {
namespace {

using offices::FaultMode;

constexpr offices::Milliseconds notify_timeout{1'000};

// The sandbox stands outside of every house and keeps the real time.
Instant real_time() {
  return SystemClock().now();
}

api::Response json(int status, const boost::json::value& document) {
  return api::Response{.status = status,
                       .content_type = "application/json",
                       .body = boost::json::serialize(document)};
}

api::Response problem(api::ProblemType type, const std::string& detail = {}) {
  api::Problem problem;
  problem.type = type;
  problem.detail = {detail, detail};
  return api::response_of(problem, api::Language::english);
}

// The register of the other province that the sandbox plays.
constexpr std::string_view register_name = "register.320000";

api::Response of_office(offices::SandboxReply reply) {
  api::Response response{
      .status = reply.status, .content_type = "application/json", .body = std::move(reply.body)};
  if (reply.retry_after_s > 0) {
    response.headers.emplace_back("Retry-After", std::to_string(reply.retry_after_s));
  }
  return response;
}

// Of an office with one question, asked by POST under a key.
template <class Office>
Reply keyed(const api::Request& request, Office& office) {
  if (request.method != "POST") return {problem(api::ProblemType::method)};
  const auto key = request.header("Idempotency-Key");
  if (!key) return {problem(api::ProblemType::missing_idempotency_key)};
  return {of_office(office.ask(*key, request.body))};
}

}  // namespace

Sandbox::Sandbox(const SandboxOptions& options, std::unique_ptr<Issuer> issuer)
    : address_(options.server.address),
      notify_(options.notify),
      faults_(options.seed),
      issuer_(std::move(issuer)),
      authorization_(*issuer_),
      server_(options.server, [this](const api::Request& request, const OfficeServer::Wait& wait) {
        return handle(request, wait);
      }) {}

Sandbox::~Sandbox() {
  stop();
}

Result<std::unique_ptr<Sandbox>> Sandbox::start(const SandboxOptions& options) {
  VERMILION_TRY(auto issuer, Issuer::open(options.key_file));
  std::unique_ptr<Sandbox> sandbox(new Sandbox(options, std::move(issuer)));
  if (!options.issuer.empty()) sandbox->issuer_->set_name(options.issuer);
  VERMILION_TRY(sandbox->server_.start());
  if (options.issuer.empty()) sandbox->issuer_->set_name(sandbox->url());
  return sandbox;
}

std::string Sandbox::url() const {
  return "http://" + address_ + ":" + std::to_string(server_.port());
}

Reply Sandbox::handle(const api::Request& request, const OfficeServer::Wait& wait) {
  const std::string_view path = request.path;
  if (path.starts_with(public_security::checks_path)) {
    return with_faults(public_security::office_name, wait,
                       [&](bool pending) { return identity_check(request, pending); });
  }
  if (path.starts_with(payment::orders_path) || path.starts_with(payment::refunds_path)) {
    return with_faults(payment::office_name, wait, [&](bool) { return pay(request); });
  }
  if (path == registers::transfers_path) {
    return with_faults(register_name, wait, [&](bool) { return keyed(request, register_); });
  }
  if (path == population::comparisons_path) {
    return with_faults(population::office_name, wait,
                       [&](bool) { return keyed(request, population_); });
  }
  if (path.starts_with(postal::parcels_path)) {
    return with_faults(postal::office_name, wait, [&](bool) { return post(request); });
  }
  if (path == "/healthz") return {json(200, boost::json::object{{"status", "ok"}})};
  if (path == "/faults") return {of_faults(request)};
  if (path == "/requests" && request.method == "GET") {
    return {
        json(200, boost::json::object{
                      {std::string(public_security::office_name), public_security_.statistics()},
                      {std::string(payment::office_name), payment_.statistics()},
                      {std::string(population::office_name), population_.statistics()},
                      {std::string(postal::office_name), postal_.statistics()}})};
  }
  return {of_issuer(request)};
}

Reply Sandbox::with_faults(std::string_view office, const OfficeServer::Wait& wait,
                           const std::function<Reply(bool pending)>& answer) {
  const auto fault = faults_.meet(office, offices::Moment::clock::now());
  const auto is = [&fault](FaultMode mode) { return fault && fault->mode == mode; };
  if (is(FaultMode::down)) return {.delivery = Delivery::none};
  if (is(FaultMode::drip)) return {.delivery = Delivery::drip};
  if (is(FaultMode::error)) {
    return {json(fault->status, boost::json::object{{"problem", "a fault on request"}})};
  }
  if (is(FaultMode::slow) && !wait(fault->delay)) return {.delivery = Delivery::none};
  auto reply = answer(is(FaultMode::pending));
  if (is(FaultMode::late)) reply.delay = fault->delay;
  if (is(FaultMode::duplicate)) reply.delivery = Delivery::twice;
  if (is(FaultMode::malformed)) reply.response.body = R"({"result":"match","mismatched":[)";
  if (is(FaultMode::huge)) reply.response.body.append(offices::huge_answer_bytes, ' ');
  return reply;
}

Reply Sandbox::identity_check(const api::Request& request, bool pending) {
  const std::string_view path = request.path;
  if (request.method == "POST" && path == public_security::checks_path) {
    const auto key = request.header("Idempotency-Key");
    if (!key) return {problem(api::ProblemType::missing_idempotency_key)};
    return {of_office(public_security_.ask(*key, request.body, real_time(), pending))};
  }
  if (const auto id = public_security::polled(path); id && request.method == "GET") {
    return {of_office(public_security_.poll(*id, real_time(), pending))};
  }
  return {problem(api::ProblemType::not_found)};
}

Reply Sandbox::pay(const api::Request& request) {
  std::string_view path = request.path;
  const bool post = request.method == "POST";
  if (post && (path == payment::orders_path || path == payment::refunds_path)) {
    const auto key = request.header("Idempotency-Key");
    if (!key) return {problem(api::ProblemType::missing_idempotency_key)};
    return {of_office(path == payment::orders_path ? payment_.order(*key, request.body, real_time())
                                                   : payment_.refund(*key, request.body))};
  }
  constexpr std::string_view paying = "/payments";
  if (post && path.ends_with(paying)) {
    path.remove_suffix(paying.size());
    const auto id = payment::order_in(path);
    if (!id) return {problem(api::ProblemType::not_found)};
    auto reply = payment_.pay(*id, real_time());
    if (reply.status == 200) notify(std::string{*id});
    return {of_office(std::move(reply))};
  }
  if (const auto id = payment::order_in(path); id && request.method == "GET") {
    return {of_office(payment_.poll(*id, real_time()))};
  }
  return {problem(api::ProblemType::not_found)};
}

Reply Sandbox::post(const api::Request& request) {
  if (request.method == "GET") return {of_office(postal_.news(request.path, request.query))};
  if (request.method != "POST" || request.path != postal::parcels_path) {
    return {problem(api::ProblemType::not_found)};
  }
  const auto key = request.header("Idempotency-Key");
  if (!key) return {problem(api::ProblemType::missing_idempotency_key)};
  return {of_office(postal_.order(*key, request.body))};
}

// As payment systems do: best effort, once, and the hall asks anyway.
void Sandbox::notify(const std::string& request_id) {
  if (notify_.empty()) return;
  auto client = offices::HttpClient::make(
      {.base = notify_, .connect_timeout = notify_timeout, .total_timeout = notify_timeout});
  if (!client) return;
  static_cast<void>(client.value()->ask(
      {.method = "POST",
       .path = "/v1/public/payments/notifications",
       .headers = {{"Content-Type", "application/json"}},
       .body = boost::json::serialize(boost::json::object{{"request_id", request_id}})},
      {}));
}

api::Response Sandbox::of_issuer(const api::Request& request) {
  if (request.method == "GET" && request.path == "/.well-known/openid-configuration") {
    return json(200, issuer_->configuration());
  }
  if (request.method == "GET" && request.path == "/jwks") return json(200, issuer_->key_set());
  if (request.path == "/authorize" && (request.method == "GET" || request.method == "POST")) {
    return authorization_.authorize(request, real_time());
  }
  if (request.method == "POST" && request.path == "/token") {
    const auto type = request.header("Content-Type").value_or("");
    // `curl -d` calls JSON a form, too.
    if (type.starts_with("application/x-www-form-urlencoded") && !request.body.starts_with('{')) {
      return authorization_.exchange(request, real_time());
    }
    const auto wanted = read_token_wanted(request.body);
    if (!wanted) return problem(api::ProblemType::content, wanted.error().detail);
    auto token = issuer_->token(wanted.value(), real_time());
    if (!token) return problem(api::ProblemType::content, token.error().detail);
    return json(200, std::move(token.value()));
  }
  if (request.method == "POST" && request.path == "/rotate") {
    auto kid = issuer_->rotate();
    if (!kid) return problem(api::ProblemType::internal, kid.error().detail);
    return json(200, boost::json::object{{"kid", kid.value()}});
  }
  return problem(api::ProblemType::not_found);
}

api::Response Sandbox::of_faults(const api::Request& request) {
  const auto now = offices::Moment::clock::now();
  if (request.method == "POST") {
    auto fault = offices::read_fault(request.body);
    if (!fault) return problem(api::ProblemType::content, fault.error().detail);
    const auto& office = fault.value().office;
    constexpr std::array offices{public_security::office_name, payment::office_name,
                                 population::office_name, register_name, postal::office_name};
    if (std::find(offices.begin(), offices.end(), office) == offices.end()) {
      return problem(api::ProblemType::content,
                     "the sandbox has five offices: public_security, payment, population, "
                     "register.320000, postal");
    }
    if (auto added = faults_.add(std::move(fault.value()), now); !added) {
      return problem(api::ProblemType::busy, added.error().detail);
    }
  } else if (request.method == "DELETE") {
    faults_.clear();
  } else if (request.method != "GET") {
    return problem(api::ProblemType::method);
  }
  return json(200, boost::json::object{{"faults", faults_.list(now)}});
}

}  // namespace vermilion::sandbox
