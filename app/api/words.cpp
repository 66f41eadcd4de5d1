#include "app/api/words.hpp"

#include "app/api/fact_json.hpp"
#include "engine/core/beside.hpp"
#include "engine/table/roles.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

std::string key_of(std::string_view edition, std::string_view name) {
  std::string key{edition};
  key += ' ';
  return key += name;
}

}  // namespace

Words::Words(const Editions& editions) {
  for (const auto& [name, edition] : editions.all()) {
    const auto table = edition->info();
    const auto add_state = [&](const table::StateInfo& state) {
      states_[key_of(name, state.name)] = {std::string{state.zh}, state.final};
    };
    for (const auto& state : table.initial) add_state(state);
    for (const auto& row : table.rows) {
      add_state(row.from);
      add_state(row.to);
      for (const auto& duty : row.owes) {
        duties_[key_of(name, duty.name)] = {std::string{duty.zh}, std::string{duty.en},
                                            std::string{duty.detail}};
      }
    }
  }
  for (const auto& role : table::roles::staff) roles_[std::string{role.name}] = role.zh;
  for (const auto& role : table::roles::others) roles_[std::string{role.name}] = role.zh;
}

json::array Words::states(const std::string& edition, const std::vector<std::string>& names) const {
  json::array array;
  for (const auto& name : names) {
    json::object state{{"name", name}};
    if (const auto found = states_.find(key_of(edition, name)); found != states_.end()) {
      state["zh"] = found->second.zh;
      state["final"] = found->second.final;
    }
    array.push_back(std::move(state));
  }
  return array;
}

json::object Words::duty(const std::string& edition, const std::string& name) const {
  auto found = duties_.find(key_of(edition, name));
  if (found == duties_.end()) found = duties_.find(key_of(worklist_edition, name));
  for (const auto beside : editions_beside) {
    if (found == duties_.end()) found = duties_.find(key_of(beside, name));
  }
  if (found == duties_.end()) return {{"zh", name}, {"en", name}};
  return {{"zh", found->second.zh}, {"en", found->second.en}};
}

std::string Words::consequence(const std::string& edition, const std::string& name) const {
  auto found = duties_.find(key_of(edition, name));
  for (const auto beside : editions_beside) {
    if (found == duties_.end()) found = duties_.find(key_of(beside, name));
  }
  return found == duties_.end() ? std::string{} : found->second.detail;
}

std::string Words::role(const std::string& name) const {
  const auto found = roles_.find(name);
  return found == roles_.end() ? name : found->second;
}

json::object title_json(std::string_view fact) {
  auto title = title_of_fact(fact);
  if (!title) title = FactTitle{std::string{fact}, std::string{fact}};
  return {{"zh", std::move(title->zh)}, {"en", std::move(title->en)}};
}

}  // namespace vermilion::api
