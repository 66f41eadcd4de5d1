#include "app/demo/client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <thread>

#include "app/api/json.hpp"
#include "base/hash.hpp"

namespace vermilion::demo {
namespace {

namespace json = boost::json;
using offices::HttpClient;
using offices::HttpRequest;

constexpr std::size_t answer_bytes_max = 4U << 20U;
constexpr std::chrono::milliseconds retry_pause{100};
constexpr std::chrono::milliseconds pause_most{70'000};

Result<std::unique_ptr<HttpClient>> client_of(const std::string& base) {
  return HttpClient::make({.base = base, .answer_bytes_max = answer_bytes_max});
}

Result<Answer> read(const HttpRequest& request, const offices::HttpAnswer& answer) {
  Answer read{answer.status, {}, answer.body};
  if (answer.retry_after) read.retry_after = std::min(*answer.retry_after, pause_most);
  if (answer.body.empty()) return read;
  auto reading =
      api::read_json(answer.body, {}, {.bytes_max = answer_bytes_max, .members_max = 1024});
  if (!reading.good || !reading.value.is_object()) {
    return fail(Code::corrupt, request.method + " " + request.path + " answered HTTP " +
                                   std::to_string(answer.status) + " without a JSON object");
  }
  read.body = std::move(reading.value.get_object());
  return read;
}

Result<Answer> ask_once(HttpClient& client, const HttpRequest& request) {
  VERMILION_TRY(const auto answer, client.ask(request, {}));
  return read(request, answer);
}

bool is_to_be_asked_again(const Answer& answer) {
  return answer.status == 503 || answer.status == 504;
}

HttpRequest post_of(const std::string& path, const json::value& body) {
  return {.method = "POST",
          .path = path,
          .headers = {{"Content-Type", "application/json"}},
          .body = json::serialize(body)};
}

}  // namespace

std::string text_at(const json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  if (member == nullptr || !member->is_string()) return {};
  return std::string{member->get_string()};
}

Result<std::unique_ptr<Client>> Client::make(const Places& places) {
  std::unique_ptr<Client> client{new Client};
  VERMILION_TRY(client->hall_, client_of(places.hall));
  VERMILION_TRY(client->operations_, client_of(places.operations));
  VERMILION_TRY(client->sandbox_, client_of(places.sandbox));
  client->sandbox_url_ = places.sandbox;
  return client;
}

Result<std::string> Client::token_of(const Identity& who) {
  const auto known = tokens_.find(who.subject);
  if (known != tokens_.end()) return known->second;
  json::object wanted{{"subject", who.subject}, {"kind", who.staff ? "staff" : "person"}};
  if (who.system) wanted["kind"] = "system";
  if (!who.unit.empty()) {
    wanted["kind"] = "agent";
    wanted["on_behalf_of"] = who.unit;
  }
  VERMILION_TRY(const auto answer, sandbox("/token", wanted));
  const auto token = text_at(answer.body, "access_token");
  if (answer.status != 200 || token.empty()) {
    return fail(Code::unavailable, sandbox_url_ + "/token gave no token for " + who.subject);
  }
  tokens_[who.subject] = token;
  return token;
}

Result<Answer> Client::ask(const Identity& who, HttpRequest request) {
  bool renewed = false;
  bool paced = false;
  for (int attempt = 0; attempt < retries_max; ++attempt) {
    auto bearing = request;
    VERMILION_TRY(const auto token, token_of(who));
    bearing.headers.emplace_back("Authorization", "Bearer " + token);
    VERMILION_TRY(auto answer, ask_once(*hall_, bearing));
    if (answer.status == 401 && !renewed) {
      tokens_.erase(who.subject);
      renewed = true;
    } else if (answer.status == 429 && !paced) {
      std::this_thread::sleep_for(answer.retry_after);
      paced = true;
    } else if (is_to_be_asked_again(answer)) {
      std::this_thread::sleep_for(retry_pause);
    } else {
      return answer;
    }
  }
  return fail(Code::unavailable,
              "the hall says again and again that it takes nothing: " + request.path);
}

void Client::keep_position(const Answer& answer) {
  if (const auto at = position_from_text(text_at(answer.body, "position"))) {
    written_ = std::max(written_, at->sequence);
  }
}

// The path of a read that sees this client's own writes.
std::string Client::waiting(const std::string& path) const {
  if (written_ == 0) return path;
  const char* joint = path.find('?') == std::string::npos ? "?" : "&";
  return path + joint + "min_position=0:" + std::to_string(written_);
}

Result<Answer> Client::get(const Identity& who, const std::string& path) {
  return ask(who, {.method = "GET", .path = waiting(path)});
}

Result<std::string> Client::fetch(const Identity& who, const std::string& path) {
  VERMILION_TRY(const auto token, token_of(who));
  VERMILION_TRY(auto answer, hall_->ask({.method = "GET",
                                         .path = waiting(path),
                                         .headers = {{"Authorization", "Bearer " + token}}},
                                        {}));
  if (answer.status != 200) {
    return fail(Code::conflict, fmt::format("{} answers HTTP {} {}", path, answer.status,
                                            answer.body.substr(0, 300)));
  }
  return std::move(answer.body);
}

Result<std::string> Client::hand_in(const Identity& who, const std::string& file,
                                    const std::string& media_type, const std::string& key) {
  auto begin = post_of("/v1/materials", json::object{{"media_type", media_type},
                                                     {"size", file.size()},
                                                     {"digest", to_hex(view_of(sha256(file)))}});
  begin.headers.emplace_back("Idempotency-Key", key);
  VERMILION_TRY(auto begun, ask(who, std::move(begin)));
  if (begun.status >= 300) return fail(Code::conflict, "an upload was refused: " + begun.text);
  auto name = text_at(begun.body, "material");
  if (!name.empty()) return name;
  VERMILION_TRY(
      const auto handed,
      ask(who, {.method = "PATCH",
                .path = "/v1/materials/uploads/" + text_at(begun.body, "upload"),
                .headers = {{"Content-Type", "application/partial-upload"}, {"Upload-Offset", "0"}},
                .body = file}));
  name = text_at(handed.body, "material");
  if (handed.status >= 300 || name.empty()) {
    return fail(Code::conflict, "a material was refused: " + handed.text);
  }
  return name;
}

Result<Answer> Client::post(const Identity& who, const std::string& path, const json::value& body,
                            const std::string& key) {
  auto request = post_of(path, body);
  request.headers.emplace_back("Idempotency-Key", key);
  if (!who.on_behalf_of.empty()) {
    request.headers.emplace_back("Vermilion-On-Behalf-Of", who.on_behalf_of);
  }
  const auto began = std::chrono::steady_clock::now();
  VERMILION_TRY(auto answer, ask(who, std::move(request)));
  const auto took = std::chrono::steady_clock::now() - began;
  times_.push_back(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
  keep_position(answer);
  return answer;
}

Result<Answer> Client::operations(const std::string& path, const json::object& body) {
  return ask_once(*operations_, post_of(path, body));
}

Result<Instant> Client::house_time() {
  VERMILION_TRY(const auto answer, ask_once(*operations_, {.method = "GET", .path = "/ops/clock"}));
  const auto now = instant_from_text(text_at(answer.body, "now"));
  if (!now) return fail(Code::corrupt, "GET /ops/clock does not say the time: " + answer.text);
  return *now;
}

Result<Answer> Client::readiness() {
  return ask_once(*operations_, {.method = "GET", .path = "/readyz"});
}

Result<Answer> Client::coverage() {
  return ask_once(*operations_, {.method = "GET", .path = "/ops/coverage"});
}

Result<Answer> Client::sandbox(const std::string& path, const json::object& body) {
  const auto answer = ask_once(*sandbox_, post_of(path, body));
  if (!answer) {
    return fail(answer.error().code,
                sandbox_url_ + ": " + answer.error().detail + "; is `vermilion sandbox` there?");
  }
  return answer;
}

}  // namespace vermilion::demo
