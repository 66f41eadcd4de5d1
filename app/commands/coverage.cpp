#include "app/commands/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <memory>
#include <optional>

#include "adapters/system/durable_files.hpp"
#include "app/commands/offline_house.hpp"
#include "app/hall/hall.hpp"

namespace vermilion::commands {
namespace {

namespace json = boost::json;

constexpr std::size_t reasons_max = 256 * 1024;

struct Options {
  std::string data;
  std::string reasons;
  bool json = false;
};

struct Reason {
  std::string edition;
  std::string state;
  std::string fact;
  std::string why;
  std::size_t line = 0;
  bool needed = false;  // a row that it speaks of was not taken
  [[nodiscard]] bool speaks_of(std::string_view of, const table::RowInfo& row) const {
    return edition == of && (state == "*" || state == row.from.name) &&
           (fact == "*" || fact == row.fact);
  }
};

// Errors: invalid (which line is none, and what one is).
Result<std::vector<Reason>> reasons_in(const std::string& text) {
  std::vector<Reason> reasons;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    at = end + 1;
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const auto first = line.find(' ');
    const auto second = line.find(' ', std::min(first, line.size() - 1) + 1);
    const auto colon = line.find(": ", std::min(second, line.size() - 1));
    if (first == std::string::npos || second == std::string::npos || colon == std::string::npos) {
      return fail(Code::invalid,
                  fmt::format("line {}: a reason is \"edition state fact: why\"", number));
    }
    reasons.push_back({line.substr(0, first), line.substr(first + 1, second - first - 1),
                       line.substr(second + 1, colon - second - 1), line.substr(colon + 2),
                       number});
  }
  return reasons;
}

// How often each row of each edition was taken.
using Taken = std::map<std::string, std::vector<std::uint64_t>, std::less<>>;

Result<Taken> taken_in(OfflineHouse& house, const Editions& editions) {
  Taken taken;
  for (const auto& [name, edition] : editions.all()) {
    taken[name].resize(edition->info().rows.size());
  }
  std::uint64_t read = 0;
  Progress progress{"coverage", house.records()};
  for (const auto partition : house.journal().partitions()) {
    VERMILION_TRY(house.journal().read(partition, 1, [&](const Entry& entry) -> Result<void> {
      progress.at(++read);
      if (entry.header.kind != RecordKind::accepted) return ok();
      VERMILION_TRY(const auto body, read_body(entry.record));
      if (!body.row) return ok();
      const auto& basis = body.basis.edition;
      const auto rows = taken.find(basis.name + "/" + basis.version);
      if (rows != taken.end() && *body.row < rows->second.size()) ++rows->second[*body.row];
      return ok();
    }));
  }
  return taken;
}

class Telling {
 public:
  Telling(std::vector<Reason> reasons, bool as_json)
      : reasons_{std::move(reasons)}, as_json_{as_json} {}

  void tell(const std::string& name, const table::TableInfo& table,
            const std::vector<std::uint64_t>& taken) {
    const auto done =
        std::count_if(taken.begin(), taken.end(), [](auto times) { return times > 0; });
    json::array rows;
    if (!as_json_) fmt::print("{} {}/{}\n", name, done, taken.size());
    for (std::size_t i = 0; i < taken.size(); ++i) {
      const auto& row = table.rows[i];
      Reason* reason = nullptr;
      for (auto& one : reasons_) {
        if (taken[i] == 0 && reason == nullptr && one.speaks_of(name, row)) reason = &one;
      }
      if (reason != nullptr) reason->needed = true;
      if (taken[i] == 0 && reason == nullptr) ++unexplained_;
      if (as_json_) {
        json::object object{{"row", i},
                            {"from", row.from.name},
                            {"fact", row.fact},
                            {"to", row.to.name},
                            {"taken", taken[i]}};
        if (reason != nullptr) object["because"] = reason->why;
        rows.push_back(std::move(object));
      } else if (taken[i] == 0) {
        fmt::print("  {:>3} {} + {} → {}{}\n", i, row.from.name, row.fact, row.to.name,
                   reason == nullptr ? "" : "  因为 because " + reason->why);
      }
    }
    if (as_json_) {
      fmt::print("{}\n", json::serialize(json::object{{"edition", name},
                                                      {"rows", taken.size()},
                                                      {"taken", done},
                                                      {"table", std::move(rows)}}));
    }
  }
  // Whether every row was taken or explained, and nothing explained that was taken.
  [[nodiscard]] bool end() const {
    std::size_t stale = 0;
    for (const auto& reason : reasons_) {
      if (reason.needed) continue;
      ++stale;
      fmt::print(stderr, "line {}: {} {} {} was taken, or is no row\n", reason.line, reason.edition,
                 reason.state, reason.fact);
    }
    if (!as_json_) fmt::print("无理由而未到 rows not taken, without a reason: {}\n", unexplained_);
    return unexplained_ == 0 && stale == 0;
  }

 private:
  std::vector<Reason> reasons_;
  bool as_json_;
  std::size_t unexplained_ = 0;
};

// Whether nothing is left to explain.
Result<bool> run(const Options& options) {
  std::vector<Reason> reasons;
  if (!options.reasons.empty()) {
    VERMILION_TRY(const auto text, read_whole_file(options.reasons, reasons_max));
    if (!text) return fail(Code::not_found, "there is no file " + options.reasons);
    VERMILION_TRY(reasons, reasons_in(*text));
  }
  VERMILION_TRY(const auto house, OfflineHouse::open(options.data));
  const auto editions = make_editions();
  VERMILION_TRY(const auto taken, taken_in(*house, editions));
  Telling telling{std::move(reasons), options.json};
  for (const auto& [name, edition] : editions.all()) {
    telling.tell(name, edition->info(), taken.at(name));
  }
  return telling.end() || options.reasons.empty();
}

}  // namespace

void add_coverage(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      app.add_subcommand("coverage", "which rows of which tables a house's records took");
  command->add_option("--data", options->data, "the hall's data directory")->required();
  command->add_option("--reasons", options->reasons,
                      "why a row is not taken: lines of \"edition state fact: why\"");
  command->add_flag("--json", options->json, "one JSON object an edition");
  command->callback([options, &chosen] {
    chosen = [options] {
      const auto ended = run(*options);
      if (!ended) return ends_with("coverage", ended.error(), options->json);
      return ended.value() ? exit_good : exit_findings;
    };
  });
}

}  // namespace vermilion::commands
