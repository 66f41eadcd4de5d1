#include "app/commands/migrate.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <memory>

#include "app/commands/hall_client.hpp"

namespace vermilion::commands {
namespace {

namespace json = boost::json;

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
    VERMILION_TRY(made->hall_, HallClient::make({options.hall, options.token_file}));
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
      VERMILION_TRY(hall_->ask_object("GET", "/v1/cases?limit=1&min_position=" + position_));
    }
    return outcomes;
  }

 private:
  explicit Migration(const Options& options) : options_{options} {}

  Result<std::vector<std::string>> open_cases() {
    std::vector<std::string> ids;
    std::string cursor;
    do {
      auto path = fmt::format("/v1/cases?item={}&settled=false&limit=200", options_.item);
      if (!cursor.empty()) path += "&cursor=" + cursor;
      VERMILION_TRY(const auto page, hall_->ask_object("GET", path));
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
                  hall_->ask_object("POST", "/v1/cases/batch", json::serialize(body),
                                    fmt::format("migrate-{}-{}-{}", options_.to,
                                                options_.dry_run ? "dry" : "run", ids.front())));
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
      if (result == nullptr) continue;
      outcome.rule = text_in(*result, "rule");
      outcome.detail = text_in(*result, "detail");
    }
    return outcomes;
  }

  const Options options_;
  std::string position_;  // of the last record that was made
  std::unique_ptr<HallClient> hall_;
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
