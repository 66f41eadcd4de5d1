#include "app/commands/erase.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <memory>

#include "adapters/offices/frame/http_client.hpp"
#include "app/api/json.hpp"

namespace vermilion::commands {
namespace {

namespace json = boost::json;

constexpr std::chrono::minutes patience{10};  // it reads the whole journal

struct Options {
  std::string ops = "http://127.0.0.1:9464";
  std::string subject;
  std::string basis;
  std::string by;
  bool rehearse = false;
  bool json = false;
};

std::size_t size_of(const json::object& object, const char* name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_array() ? value->get_array().size() : 0;
}

void print_kept(const json::object& answer) {
  fmt::print(
      "erase: 未删除，法定保存期限未届满（个人信息保护法 47(2)）| not done, the law keeps "
      "these cases\n");
  const auto* kept = answer.if_contains("kept");
  if (kept == nullptr || !kept->is_array()) return;
  for (const auto& one : kept->get_array()) {
    fmt::print("  {}\n", json::serialize(one));
  }
}

Result<int> run(const Options& options) {
  VERMILION_TRY(const auto client, offices::HttpClient::make({.base = options.ops,
                                                              .total_timeout = patience,
                                                              .answer_bytes_max = 4U << 20U}));
  const json::object body{{"subject", options.subject},
                          {"basis", options.basis},
                          {"by", options.by},
                          {"rehearse", options.rehearse}};
  VERMILION_TRY(const auto answer, client->ask({.method = "POST",
                                                .path = "/ops/erase",
                                                .headers = {{"Content-Type", "application/json"}},
                                                .body = json::serialize(body)},
                                               {}));
  const auto reading = api::read_json(answer.body, {}, {.bytes_max = 4U << 20U});
  const auto* object = reading.good ? reading.value.if_object() : nullptr;
  if (object == nullptr) return fail(Code::unavailable, "the hall answers no JSON");
  if (answer.status != 200 && answer.status != 409) {
    const auto* detail = object->if_contains("detail");
    const bool ours = answer.status == 404 || answer.status == 422;
    return fail(ours ? Code::invalid : Code::unavailable, detail != nullptr && detail->is_string()
                                                              ? std::string{detail->get_string()}
                                                              : answer.body);
  }
  const bool kept = answer.status == 409;
  if (options.json) {
    fmt::print("{}\n", answer.body);
  } else if (kept) {
    print_kept(*object);
  } else {
    const auto* keys = object->if_contains("keys");
    fmt::print("erase: {} | keys {}, cases {}\n",
               options.rehearse ? "可以删除 may be done" : "已删除 done",
               keys == nullptr ? "?" : json::serialize(*keys), size_of(*object, "cases"));
  }
  return kept ? exit_findings : exit_good;
}

}  // namespace

void add_erase(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      app.add_subcommand("erase", "destroy a person's keys, unless the law keeps the cases");
  command->add_option("--subject", options->subject, "identity number, or who as records name it")
      ->required();
  command->add_option("--basis", options->basis, "why: the request, the article")->required();
  command->add_option("--by", options->by, "who does it")->required();
  command->add_option("--ops", options->ops, "operations listener of the hall that writes")
      ->capture_default_str();
  command->add_flag("--rehearse", options->rehearse, "say what would be done");
  command->add_flag("--json", options->json, "one JSON object");
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto ran = run(*options);
      return ran ? ran.value() : ends_with("erase", ran.error(), options->json);
    };
  });
}

}  // namespace vermilion::commands
