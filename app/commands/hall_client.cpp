#include "app/commands/hall_client.hpp"

#include <fmt/format.h>

#include <thread>

#include "adapters/system/durable_files.hpp"
#include "app/api/json.hpp"

namespace vermilion::commands {
namespace {

constexpr std::size_t token_max = 16'384;
constexpr std::size_t answer_max = 8U << 20U;
constexpr std::chrono::milliseconds asks_again_after{200};

}  // namespace

Result<std::unique_ptr<HallClient>> HallClient::make(Options options) {
  std::unique_ptr<HallClient> made{new HallClient{std::move(options)}};
  VERMILION_TRY(made->read_token());
  VERMILION_TRY(made->hall_, offices::HttpClient::make(
                                 {.base = made->options_.hall, .answer_bytes_max = answer_max}));
  return made;
}

Result<void> HallClient::read_token() {
  VERMILION_TRY(const auto token, read_whole_file(options_.token_file, token_max));
  if (!token) return fail(Code::not_found, options_.token_file + " is not there");
  token_ = *token;
  while (!token_.empty() && token_.back() == '\n') token_.pop_back();
  return ok();
}

Result<HallAnswer> HallClient::ask(const char* method, const std::string& path,
                                   const std::string& body, const std::string& key) {
  const auto until = std::chrono::steady_clock::now() + options_.patience;
  for (bool renewed = false;;) {
    offices::HttpRequest request{.method = method,
                                 .path = path,
                                 .headers = {{"Authorization", "Bearer " + token_}},
                                 .body = body};
    if (!body.empty()) {
      request.headers.emplace_back("Content-Type", "application/json");
      request.headers.emplace_back("Idempotency-Key", key);
    }
    auto answer = hall_->ask(request, {});
    if (answer && answer.value().status == 401 && !std::exchange(renewed, true)) {
      VERMILION_TRY(read_token());
      continue;
    }
    const bool away = !answer || answer.value().status == 503;
    if (!away) {
      auto& got = answer.value();
      HallAnswer told{got.status, std::move(got.body), {}};
      if (got.content_type.ends_with("json")) {
        auto reading = api::read_json(told.body, {}, {.bytes_max = answer_max});
        if (auto* object = reading.good ? reading.value.if_object() : nullptr) {
          told.object = std::move(*object);
        }
      }
      return told;
    }
    if (std::chrono::steady_clock::now() >= until) {
      return fail(Code::unavailable,
                  answer ? std::string{"the hall is full"} : answer.error().detail);
    }
    std::this_thread::sleep_for(asks_again_after);
  }
}

Result<boost::json::object> HallClient::ask_object(const char* method, const std::string& path,
                                                   const std::string& body,
                                                   const std::string& key) {
  VERMILION_TRY(auto answer, ask(method, path, body, key));
  if (answer.status == 200 && !answer.object.empty()) return std::move(answer.object);
  return fail(answer.status == 401 || answer.status == 403 ? Code::invalid : Code::unavailable,
              fmt::format("{} {}: the hall answers HTTP {} {}", method, path, answer.status,
                          answer.body.substr(0, 300)));
}

std::string text_in(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains({name.data(), name.size()});
  return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

}  // namespace vermilion::commands
