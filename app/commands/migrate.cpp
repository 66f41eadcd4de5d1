#include "app/commands/migrate.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <memory>

#include "adapters/offices/frame/http_client.hpp"
#include "adapters/system/durable_files.hpp"
#include "app/api/json.hpp"

namespace vermilion::commands {
namespace {

namespace json = boost::json;

constexpr std::size_t token_max = 16'384;
constexpr std::size_t answer_max = 8U << 20U;
constexpr std::size_t lines_max = 200;

struct Options {
  std::string hall;
  std::string token_file;
  std::string item;
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::string reason;
  bool dry_run = false;
  bool json = false;
};

// What became of one case.
struct Outcome {
  std::string id;
  int status = 0;
  std::string rule;
  std::string detail;
};

class Migration {
 public:
  static Result<std::unique_ptr<Migration>> make(const Options& options) {
    std::unique_ptr<Migration> made{new Migration{options}};
    VERMILION_TRY(const auto token, read_whole_file(options.token_file, token_max));
    if (!token) return fail(Code::not_found, options.token_file + " is not there");
    made->token_ = *token;
    while (!made->token_.empty() && made->token_.back() == '\n') made->token_.pop_back();
    VERMILION_TRY(made->hall_, offices::HttpClient::make(
                                   {.base = options.hall, .answer_bytes_max = answer_max}));
    return made;
  }

  // All open cases first: a list that is changed while it is read would skip some.
  Result<std::vector<Outcome>> run() {
    VERMILION_TRY(const auto ids, open_cases());
    std::vector<Outcome> outcomes;
    for (std::size_t at = 0; at < ids.size(); at += lines_max) {
      const auto end = std::min(ids.size(), at + lines_max);
      VERMILION_TRY(auto some, move({ids.begin() + static_cast<std::ptrdiff_t>(at),
                                     ids.begin() + static_cast<std::ptrdiff_t>(end)}));
      std::move(some.begin(), some.end(), std::back_inserter(outcomes));
      if (!options_.json) fmt::print(stderr, "\rmigrate: {} of {} cases", end, ids.size());
    }
    if (!options_.json && !ids.empty()) fmt::print(stderr, "\n");
    if (!position_.empty()) {  // whoever asks next sees it
      VERMILION_TRY(ask("GET", "/v1/cases?limit=1&min_position=" + position_, {}, {}));
    }
    return outcomes;
  }

 private:
  explicit Migration(const Options& options) : options_{options} {}

  Result<json::object> ask(const char* method, const std::string& path, const std::string& body,
                           const std::string& key) {
    offices::HttpRequest request{.method = method,
                                 .path = path,
                                 .headers = {{"Authorization", "Bearer " + token_}},
                                 .body = body};
    if (!body.empty()) {
      request.headers.emplace_back("Content-Type", "application/json");
      request.headers.emplace_back("Idempotency-Key", key);
    }
    VERMILION_TRY(const auto answer, hall_->ask(request, {}));
    const auto reading = api::read_json(answer.body, {}, {.bytes_max = answer_max});
    const auto* object = reading.good ? reading.value.if_object() : nullptr;
    if (answer.status != 200 || object == nullptr) {
      return fail(answer.status == 401 || answer.status == 403 ? Code::invalid : Code::unavailable,
                  fmt::format("{} {}: the hall answers HTTP {} {}", method, path, answer.status,
                              answer.body.substr(0, 300)));
    }
    return *object;
  }

  Result<std::vector<std::string>> open_cases() {
    std::vector<std::string> ids;
    std::string cursor;
    do {
      auto path = fmt::format("/v1/cases?item={}&settled=false&limit=200", options_.item);
      if (!cursor.empty()) path += "&cursor=" + cursor;
      VERMILION_TRY(const auto page, ask("GET", path, {}, {}));
      for (const auto& row : page.at("rows").as_array()) {
        const auto& item = row.at("item").as_object();
        if (item.at("version").to_number<std::uint32_t>() == options_.from) {
          ids.emplace_back(row.at("case").as_string());
        }
      }
      const auto* next = page.if_contains("next");
      cursor = next != nullptr && next->is_string() ? std::string{next->get_string()} : "";
    } while (!cursor.empty());
    return ids;
  }

  Result<std::vector<Outcome>> move(const std::vector<std::string>& ids) {
    json::array lines;
    for (const auto& id : ids) {
      lines.push_back(json::object{{"case", id},
                                   {"fact", "ItemVersionChanged"},
                                   {"data", {{"to", options_.to}, {"reason", options_.reason}}}});
    }
    json::object body{{"lines", std::move(lines)}};
    if (options_.dry_run) body["dry_run"] = true;
    VERMILION_TRY(const auto answer,
                  ask("POST", "/v1/cases/batch", json::serialize(body),
                      fmt::format("migrate-{}-{}-{}", options_.to, options_.dry_run ? "dry" : "run",
                                  ids.front())));
    if (const auto* position = answer.if_contains("position")) {
      position_ = std::string{position->as_string()};
    }
    std::vector<Outcome> outcomes;
    for (const auto& one : answer.at("results").as_array()) {
      const auto& line = one.as_object();
      auto& outcome = outcomes.emplace_back();
      outcome.id = ids[static_cast<std::size_t>(line.at("line").to_number<std::uint64_t>())];
      outcome.status = line.at("status").to_number<int>();
      const auto* result = line.at("result").if_object();
      const auto text = [&](const char* name) {
        const auto* value = result == nullptr ? nullptr : result->if_contains(name);
        return value != nullptr && value->is_string() ? std::string{value->get_string()} : "";
      };
      outcome.rule = text("rule");
      outcome.detail = text("detail");
    }
    return outcomes;
  }

  const Options options_;
  std::string token_;
  std::string position_;  // of the last record that was made
  std::unique_ptr<offices::HttpClient> hall_;
};

int say(const Options& options, const std::vector<Outcome>& outcomes) {
  std::size_t moved = 0;
  json::array refused;
  for (const auto& one : outcomes) {
    if (one.status == 200) {
      ++moved;
      continue;
    }
    if (!options.json) {
      fmt::print("  {} 不能 refused: HTTP {} {} {}\n", one.id, one.status, one.rule, one.detail);
    }
    refused.push_back(json::object{
        {"case", one.id}, {"status", one.status}, {"rule", one.rule}, {"detail", one.detail}});
  }
  const auto count = refused.size();
  if (options.json) {
    fmt::print("{}\n", json::serialize(json::object{{"item", options.item},
                                                    {"from", options.from},
                                                    {"to", options.to},
                                                    {"dry_run", options.dry_run},
                                                    {"moved", moved},
                                                    {"refused", std::move(refused)}}));
  } else {
    fmt::print("migrate: {} v{} → v{}: {} {} moved, {} 不能 refused\n", options.item, options.from,
               options.to, moved, options.dry_run ? "可改 would be" : "已改", count);
  }
  return count == 0 ? exit_good : exit_findings;
}

int run(const Options& options) {
  auto migration = Migration::make(options);
  if (!migration) return ends_with("migrate", migration.error(), options.json);
  const auto outcomes = migration.value()->run();
  if (!outcomes) return ends_with("migrate", outcomes.error(), options.json);
  return say(options, outcomes.value());
}

}  // namespace

void add_migrate(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      app.add_subcommand("migrate", "open cases go over to another version of their item");
  command->add_option("--hall", options->hall, "URL of a running hall")->required();
  command->add_option("--token-file", options->token_file, "file of a head's bearer token")
      ->required();
  command->add_option("--item", options->item, "item code")->required();
  command->add_option("--from", options->from, "version that they are of")
      ->check(CLI::Range(1, 65'535))
      ->required();
  command->add_option("--to", options->to, "version that they go over to")
      ->check(CLI::Range(1, 65'535))
      ->required();
  command->add_option("--reason", options->reason, "as each record says it")->required();
  command->add_flag("--dry-run", options->dry_run, "judge each, record nothing");
  command->add_flag("--json", options->json, "one JSON object");
  command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

}  // namespace vermilion::commands
