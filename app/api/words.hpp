// The words of the editions for people: states, duties, roles and facts in Chinese and English.
//
// Made once from the tables themselves (engine/table/row.hpp), so that a new edition is shown
// without a line here. What no table knows is shown by its name alone. Threads: immutable.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/api/problem.hpp"
#include "engine/core/edition.hpp"

namespace vermilion::api {

class Words {
 public:
  explicit Words(const Editions& editions);

  // {"name", "zh", "final"}, one a region.
  [[nodiscard]] boost::json::array states(const std::string& edition,
                                          const std::vector<std::string>& names) const;
  // {"zh", "en"} of a duty, of the edition or of one beside it; the name itself when no table knows
  // it.
  [[nodiscard]] boost::json::object duty(const std::string& edition, const std::string& name) const;
  // What a deadline's passing records: the fact's name; empty when it is unknown.
  [[nodiscard]] std::string consequence(const std::string& edition, const std::string& name) const;
  // A role in Chinese; the name itself when it is unknown.
  [[nodiscard]] std::string role(const std::string& name) const;

 private:
  struct State {
    std::string zh;
    bool final = false;
  };
  struct DutyWords {
    std::string zh;
    std::string en;
    std::string detail;
  };
  // Keys are edition ‖ ' ' ‖ name.
  std::unordered_map<std::string, State> states_;
  std::unordered_map<std::string, DutyWords> duties_;
  std::unordered_map<std::string, std::string> roles_;
};

// {"zh", "en"} of a fact; its name in both when no fact has that name.
[[nodiscard]] boost::json::object title_json(std::string_view fact);

}  // namespace vermilion::api
