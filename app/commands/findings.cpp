#include "app/commands/findings.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

namespace vermilion::commands {

bool say_findings(const char* english, const char* chinese,
                  const std::vector<table::ModelFinding>& findings, bool json) {
  const bool good = findings.empty();
  std::string text;
  if (json) {
    boost::json::array all;
    for (const auto& one : findings) {
      all.push_back(boost::json::object{{"where", one.where}, {"what", one.what}});
    }
    text =
        boost::json::serialize(boost::json::object{{"findings", std::move(all)}, {"good", good}});
  } else {
    for (const auto& one : findings) text += fmt::format("{}: {}\n", one.where, one.what);
    text += good ? fmt::format("{}：无问题 · {}: nothing found", chinese, english)
                 : fmt::format("{}：{} 个问题 · {}: {} finding{}", chinese, findings.size(),
                               english, findings.size(), findings.size() == 1 ? "" : "s");
  }
  std::printf("%s\n", text.c_str());
  return good;
}

}  // namespace vermilion::commands
