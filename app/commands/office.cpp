#include "app/commands/office.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <memory>
#include <mutex>

#include "adapters/offices/frame/client_credentials.hpp"
#include "adapters/offices/frame/office_runner.hpp"
#include "app/api/json.hpp"
#include "app/commands/hall_client.hpp"

namespace vermilion::commands {
namespace {

namespace json = boost::json;
using offices::HttpAnswer;
using offices::HttpRequest;
using offices::OfficeAnswer;
using offices::OfficeRequest;
using offices::Reading;

constexpr std::size_t hall_answer_max = 1U << 20U;
// A request is named by its place in the hall's outbox, which ends with the duty.
constexpr std::size_t duty_octets = 18;

struct Options {
  std::string name;
  std::string hall;
  std::string peer;
  std::string token_url;
  std::string secret_file;
  bool json = false;
};

// The hall, as the office's system. One question at a time.
class HallAsked {
 public:
  static Result<std::unique_ptr<HallAsked>> make(const Options& options) {
    std::unique_ptr<HallAsked> asked{new HallAsked{options}};
    VERMILION_TRY(const auto secret, read_secret(options.secret_file));
    VERMILION_TRY(asked->hall_, offices::HttpClient::make(
                                    {.base = options.hall, .answer_bytes_max = hall_answer_max}));
    VERMILION_TRY(asked->issuer_,
                  offices::ClientCredentials::make(options.token_url, options.name, secret));
    return asked;
  }

  // What the hall answers; its problems are errors: not_found (no longer open), conflict (it may
  // not be asked), unavailable (now).
  Result<json::object> ask(const char* what, const json::object& body) {
    const std::lock_guard lock{mutex_};
    VERMILION_TRY(const auto token, issuer_->bearer());
    VERMILION_TRY(const auto answer,
                  hall_->ask({.method = "POST",
                              .path = fmt::format("/v1/offices/{}/{}", options_.name, what),
                              .headers = {{"Content-Type", "application/json"},
                                          {"Authorization", "Bearer " + token}},
                              .body = json::serialize(body)},
                             {}));
    if (answer.status == 401) issuer_->forget();
    if (answer.status == 404) return fail(Code::not_found, "the hall has no such open request");
    if (answer.status == 409 || answer.status == 403) {
      return fail(Code::conflict, fmt::format("the hall refuses it: HTTP {}", answer.status));
    }
    const auto reading = api::read_json(answer.body, {}, {.bytes_max = hall_answer_max});
    const auto* object = reading.good ? reading.value.if_object() : nullptr;
    if (answer.status != 200 || object == nullptr) {
      return fail(Code::unavailable, fmt::format("the hall answers HTTP {}", answer.status));
    }
    return *object;
  }

 private:
  explicit HallAsked(const Options& options) : options_{options} {}

  const Options& options_;
  std::unique_ptr<offices::HttpClient> hall_;
  std::unique_ptr<offices::ClientCredentials> issuer_;
  std::mutex mutex_;
};

// The office as the frame's runner sees it: every question is the hall's, and every reading.
class OfficeOfHall final : public offices::Office {
 public:
  OfficeOfHall(HallAsked& hall, std::string name) : hall_{hall}, name_{std::move(name)} {}

  [[nodiscard]] std::string_view name() const override { return name_; }

  [[nodiscard]] Result<HttpRequest> request_for(const OfficeRequest& request,
                                                const std::string& poll) const override {
    VERMILION_TRY(const auto told,
                  hall_.ask("question", {{"request", to_hex(request.detail)}, {"poll", poll}}));
    HttpRequest http;
    http.method = text_in(told, "method");
    http.path = text_in(told, "path");
    http.body = text_in(told, "body");
    const auto* headers = told.if_contains("headers");
    for (const auto& header :
         headers != nullptr && headers->is_array() ? headers->get_array() : json::array{}) {
      const auto* pair = header.if_array();
      if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() ||
          !(*pair)[1].is_string()) {
        return fail(Code::corrupt, "the hall's question has headers that are none");
      }
      http.headers.emplace_back((*pair)[0].get_string(), (*pair)[1].get_string());
    }
    return http;
  }

  [[nodiscard]] Reading read(const OfficeRequest& request,
                             const HttpAnswer& answer) const override {
    const json::object said{{"request", to_hex(request.detail)},
                            {"status", answer.status},
                            {"content_type", answer.content_type},
                            {"body", answer.body}};
    Reading reading;
    const auto told = hall_.ask("answer", said);
    if (!told) {  // the peer is well, the hall is not
      reading.kind = Reading::Kind::busy;
      reading.reason = told.error().detail;
      return reading;
    }
    const auto kind = text_in(told.value(), "reading");
    reading.kind = kind == "answered"  ? Reading::Kind::answered
                   : kind == "pending" ? Reading::Kind::pending
                   : kind == "busy"    ? Reading::Kind::busy
                   : kind == "refused" ? Reading::Kind::refused
                                       : Reading::Kind::retry;
    reading.poll = text_in(told.value(), "poll");
    reading.reason = text_in(told.value(), "reason");
    auto proposing = said;
    proposing["propose"] = true;
    reading.answer = to_hand_in(request, "answer", proposing);
    return reading;
  }

  [[nodiscard]] OfficeAnswer unavailable(const OfficeRequest& request, std::uint32_t attempts,
                                         std::string_view last_error) const override {
    return to_hand_in(request, "unavailable",
                      {{"request", to_hex(request.detail)},
                       {"attempts", attempts},
                       {"last_error", json::string_view{last_error.data(), last_error.size()}}});
  }

 private:
  // Beside the runner's own fields: which route takes it, and its body.
  static OfficeAnswer to_hand_in(const OfficeRequest& request, const char* route,
                                 const json::object& body) {
    OfficeAnswer answer;
    answer.request = request.id;
    answer.case_id = request.case_id;
    answer.fact = route;
    answer.payload = json::serialize(body);
    return answer;
  }

  HallAsked& hall_;
  const std::string name_;
};

Result<std::vector<OfficeRequest>> open_requests(HallAsked& hall, std::size_t max) {
  VERMILION_TRY(const auto told, hall.ask("requests", {{"limit", max}}));
  std::vector<OfficeRequest> requests;
  const auto* rows = told.if_contains("rows");
  for (const auto& row : rows != nullptr && rows->is_array() ? rows->get_array() : json::array{}) {
    const auto* one = row.if_object();
    const auto place = one == nullptr ? std::nullopt : from_hex(text_in(*one, "request"));
    const auto id = place && place->size() > duty_octets
                        ? duty_id_from_bytes(BytesView{*place}.substr(place->size() - duty_octets))
                        : std::nullopt;
    const auto kase = one == nullptr ? std::nullopt : case_id_from_text(text_in(*one, "case"));
    const auto since = one == nullptr ? std::nullopt : instant_from_text(text_in(*one, "since"));
    if (!id || !kase || !since) return fail(Code::corrupt, "the hall's list does not read");
    requests.push_back({*id, *kase, 0, *place, *since});
  }
  return requests;
}

Result<void> hand_in(HallAsked& hall, const OfficeAnswer& answer) {
  auto body = api::read_json(answer.payload, {}, {.bytes_max = hall_answer_max});
  const auto told = hall.ask(answer.fact.c_str(), body.value.as_object());
  // Met meanwhile, by this process or by another.
  if (told || told.error().code == Code::not_found) return ok();
  return fail(told.error().code, told.error().detail);
}

void say(const Options& options, const json::object& figures, const std::string& line) {
  fmt::print("{}\n", options.json ? json::serialize(figures) : line);
  std::fflush(stdout);
}

Result<void> run(const Options& options) {
  TerminationSignals signals;  // before any thread is started
  VERMILION_TRY(const auto hall, HallAsked::make(options));
  // A name that the hall does not know, or a wrong secret, ends here and not in a loop.
  if (const auto open = open_requests(*hall, 1); !open && !open.error().retriable()) {
    return fail(Code::invalid, options.name + ": " + open.error().detail);
  }
  const OfficeOfHall office{*hall, options.name};
  offices::PeerGate gate{offices::GateOptions{}};
  offices::RunnerOptions wanted;
  wanted.client.base = options.peer;
  VERMILION_TRY(const auto runner,
                offices::OfficeRunner::start(
                    std::move(wanted), office, gate,
                    [&hall](std::size_t max) { return open_requests(*hall, max); },
                    [&hall](const OfficeAnswer& answer) { return hand_in(*hall, answer); }));
  say(options, {{"office", options.name}, {"hall", options.hall}, {"peer", options.peer}},
      fmt::format("office {}: asks {} for {}", options.name, options.peer, options.hall));
  signals.wait();
  runner->stop();
  const auto counted = runner->statistics();
  say(options,
      {{"sent", counted.sent},
       {"answered", counted.answered},
       {"unavailable", counted.unavailable},
       {"proposed", counted.proposed}},
      fmt::format("office {}: sent {}, answered {}, given up {}, handed in {}", options.name,
                  counted.sent, counted.answered, counted.unavailable, counted.proposed));
  return ok();
}

}  // namespace

void add_office(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      app.add_subcommand("office", "ask an outside office for a hall that serves --offices-apart");
  command
      ->add_option("name", options->name,
                   "of the office, as the hall knows it: public_security, payment, population, "
                   "postal, register.<code>")
      ->required();
  command->add_option("--hall", options->hall, "address of the hall")->required();
  command->add_option("--peer", options->peer, "address of the office itself")->required();
  command
      ->add_option("--token-url", options->token_url,
                   "where the issuer gives tokens to systems (client credentials)")
      ->required();
  command->add_option("--secret", options->secret_file, "file of the client's secret, mode 0600")
      ->required();
  command->add_flag("--json", options->json, "JSON lines");
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto ran = run(*options);
      return ran ? exit_good : ends_with("office", ran.error(), options->json);
    };
  });
}

}  // namespace vermilion::commands
