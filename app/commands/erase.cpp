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
  bool lift = false;
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

struct Asked {
  int status = 0;
  std::string text;
  json::object object;
};

// Errors: invalid (what the hall refuses for the caller's reason), unavailable.
Result<Asked> ask(const Options& options, const std::string& path, json::object more) {
  VERMILION_TRY(const auto client, offices::HttpClient::make({.base = options.ops,
                                                              .total_timeout = patience,
                                                              .answer_bytes_max = 4U << 20U}));
  json::object body{{"subject", options.subject}, {"basis", options.basis}, {"by", options.by}};
  for (auto& member : more) body[member.key()] = std::move(member.value());
  VERMILION_TRY(auto answer, client->ask({.method = "POST",
                                          .path = path,
                                          .headers = {{"Content-Type", "application/json"}},
                                          .body = json::serialize(body)},
                                         {}));
  auto reading = api::read_json(answer.body, {}, {.bytes_max = 4U << 20U});
  auto* object = reading.good ? reading.value.if_object() : nullptr;
  if (object == nullptr) return fail(Code::unavailable, "the hall answers no JSON");
  if (answer.status != 200 && answer.status != 409) {
    const auto* detail = object->if_contains("detail");
    const bool ours = answer.status == 404 || answer.status == 422;
    return fail(ours ? Code::invalid : Code::unavailable, detail != nullptr && detail->is_string()
                                                              ? std::string{detail->get_string()}
                                                              : answer.body);
  }
  return Asked{answer.status, std::move(answer.body), std::move(*object)};
}

std::string keys_in(const json::object& object) {
  const auto* keys = object.if_contains("keys");
  return keys == nullptr ? "?" : json::serialize(*keys);
}

Result<int> erase(const Options& options) {
  VERMILION_TRY(const auto asked, ask(options, "/ops/erase", {{"rehearse", options.rehearse}}));
  const bool kept = asked.status == 409;
  if (options.json) {
    fmt::print("{}\n", asked.text);
  } else if (kept) {
    print_kept(asked.object);
  } else {
    fmt::print("erase: {} | keys {}, cases {}\n",
               options.rehearse ? "可以删除 may be done" : "已删除 done", keys_in(asked.object),
               size_of(asked.object, "cases"));
  }
  return kept ? exit_findings : exit_good;
}

Result<int> restrict(const Options& options) {
  VERMILION_TRY(const auto asked, ask(options, "/ops/restrict", {{"lift", options.lift}}));
  if (options.json) {
    fmt::print("{}\n", asked.text);
  } else {
    fmt::print("restrict: {} | keys {}\n",
               options.lift ? "已解除限制 lifted" : "已限制处理，只存储不使用 done",
               keys_in(asked.object));
  }
  return exit_good;
}

void add_common(CLI::App& command, Options& options) {
  command.add_option("--subject", options.subject, "identity number, or who as records name it")
      ->required();
  command.add_option("--basis", options.basis, "why: the request, the article")->required();
  command.add_option("--by", options.by, "who does it")->required();
  command.add_option("--ops", options.ops, "operations listener of the hall that writes")
      ->capture_default_str();
  command.add_flag("--json", options.json, "one JSON object");
}

}  // namespace

void add_erase(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      app.add_subcommand("erase", "destroy a person's keys, unless the law keeps the cases");
  add_common(*command, *options);
  command->add_flag("--rehearse", options->rehearse, "say what would be done");
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto ran = erase(*options);
      return ran ? ran.value() : ends_with("erase", ran.error(), options->json);
    };
  });
}

void add_restrict(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      app.add_subcommand("restrict", "store a person's data and use them no more");
  add_common(*command, *options);
  command->add_flag("--lift", options->lift, "use them again");
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto ran = restrict(*options);
      return ran ? ran.value() : ends_with("restrict", ran.error(), options->json);
    };
  });
}

}  // namespace vermilion::commands
