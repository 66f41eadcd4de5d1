#include "app/commands/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <memory>

#include "adapters/system/durable_files.hpp"
#include "app/api/rows_taken_json.hpp"
#include "app/commands/offline_house.hpp"
#include "app/hall/hall.hpp"
#include "app/hall/rows_taken.hpp"

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
  [[nodiscard]] bool speaks_of(std::string_view of, const json::object& row) const {
    return edition == of && (state == "*" || row.at("from") == json::value(state)) &&
           (fact == "*" || row.at("fact") == json::value(fact));
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

// Adds what is to be said of one table.
void tell(json::object& table, std::vector<Reason>& reasons, CoverageTold& told) {
  const std::string name{table.at("edition").get_string()};
  std::string lines;
  auto& rows = table.at("table").get_array();
  for (auto& entry : rows) {
    auto& row = entry.get_object();
    if (row.at("taken").to_number<std::uint64_t>() > 0) continue;
    Reason* reason = nullptr;
    for (auto& one : reasons) {
      if (reason == nullptr && one.speaks_of(name, row)) reason = &one;
    }
    if (reason == nullptr) {
      ++told.unexplained;
    } else {
      reason->needed = true;
      row["because"] = reason->why;
    }
    lines += fmt::format("  {:>3} {} + {} → {}{}\n", row.at("row").to_number<std::uint64_t>(),
                         row.at("from").get_string().c_str(), row.at("fact").get_string().c_str(),
                         row.at("to").get_string().c_str(),
                         reason == nullptr ? "" : "  因为 because " + reason->why);
  }
  told.text += fmt::format("{} {}/{}\n{}", name, table.at("taken").to_number<std::uint64_t>(),
                           rows.size(), lines);
}

// Whether nothing is left to explain.
Result<bool> run(const Options& options) {
  VERMILION_TRY(const auto house, OfflineHouse::open(options.data));
  const auto editions = make_editions();
  RowsTaken taken{editions};
  for (const auto partition : house->journal().partitions()) {
    VERMILION_TRY(taken.take_all(house->journal(), partition));
  }
  auto tables = api::rows_taken_json(editions, taken);
  VERMILION_TRY(const auto told, tell_coverage(tables, options.reasons));
  if (options.json) {
    for (const auto& table : tables) fmt::print("{}\n", json::serialize(table));
  } else {
    fmt::print("{}无理由而未到 rows not taken, without a reason: {}\n", told.text,
               told.unexplained);
  }
  for (const auto& line : told.not_needed) fmt::print(stderr, "{}\n", line);
  return told.good() || options.reasons.empty();
}

}  // namespace

Result<CoverageTold> tell_coverage(json::array& tables, const std::string& file) {
  std::vector<Reason> reasons;
  if (!file.empty()) {
    VERMILION_TRY(const auto text, read_whole_file(file, reasons_max));
    if (!text) return fail(Code::not_found, "there is no file " + file);
    VERMILION_TRY(reasons, reasons_in(*text));
  }
  CoverageTold told;
  for (auto& table : tables) tell(table.get_object(), reasons, told);
  for (const auto& reason : reasons) {
    if (reason.needed) continue;
    told.not_needed.push_back(fmt::format("line {}: {} {} {} was taken, or is no row", reason.line,
                                          reason.edition, reason.state, reason.fact));
  }
  return told;
}

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
