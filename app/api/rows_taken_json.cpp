#include "app/api/rows_taken_json.hpp"

#include <algorithm>
#include <boost/json/object.hpp>

namespace vermilion::api {

namespace json = boost::json;

json::array rows_taken_json(const Editions& editions, const RowsTaken& taken) {
  json::array tables;
  for (const auto& [name, times] : taken.all()) {
    const auto* edition = editions.find(name);
    if (edition == nullptr) continue;
    const auto info = edition->info();
    json::array rows;
    for (std::size_t i = 0; i < times.size(); ++i) {
      const auto& row = info.rows[i];
      rows.push_back(json::object{{"row", i},
                                  {"from", row.from.name},
                                  {"fact", row.fact},
                                  {"to", row.to.name},
                                  {"taken", times[i]}});
    }
    const auto done = std::count_if(times.begin(), times.end(), [](auto one) { return one > 0; });
    tables.push_back(json::object{
        {"edition", name}, {"rows", times.size()}, {"taken", done}, {"table", std::move(rows)}});
  }
  return tables;
}

}  // namespace vermilion::api
