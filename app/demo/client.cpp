#include "app/demo/client.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <thread>

#include "app/api/json.hpp"

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
  VERMILION_TRY(const auto answer, sandbox("/token", {{"subject", who.subject},
                                                      {"kind", who.staff ? "staff" : "person"}}));
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

Result<Answer> Client::get(const Identity& who, const std::string& path) {
  const char* joint = path.find('?') == std::string::npos ? "?" : "&";
  return ask(
      who,
      {.method = "GET",
       .path = written_ == 0 ? path : path + joint + "min_position=0:" + std::to_string(written_)});
}

Result<Answer> Client::post(const Identity& who, const std::string& path, const json::value& body,
                            const std::string& key) {
  auto request = post_of(path, body);
  request.headers.emplace_back("Idempotency-Key", key);
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

Result<Answer> Client::readiness() {
  return ask_once(*operations_, {.method = "GET", .path = "/readyz"});
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
