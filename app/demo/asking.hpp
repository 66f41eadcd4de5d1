// What special parts of the day share: asking as somebody, and saying what came instead.
//
// Threads: as the visit.
#pragma once

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <chrono>
#include <thread>

#include "app/demo/day.hpp"

namespace vermilion::demo {

// Fails the script, not the day (Visit::compare).
inline auto unexpected(const std::string& what, const Answer& answer) {
  return fail(Code::conflict,
              fmt::format("{}: got HTTP {} {}", what, answer.status, answer.text.substr(0, 600)));
}

// A step that is more than one request.
inline Step special(std::string who, std::string name, std::function<Result<void>(Visit&)> run) {
  Step step;
  step.kind = Step::Kind::special;
  step.who = std::move(who);
  step.name = std::move(name);
  step.special = std::move(run);
  return step;
}

class Asking {
 public:
  explicit Asking(Visit& visit) : visit_{visit}, client_{visit.day().client()} {}

 protected:
  Result<Answer> post(const Identity& who, const std::string& path, boost::json::object body) {
    return client_.post(who, path, std::move(body), visit_.fresh_key());
  }
  // Reads `path` until what it says `is` so, or for half a minute; the last answer, either way.
  template <class Is>
  Result<Answer> await(const Identity& who, const std::string& path, Is&& is) {
    constexpr int looks_max = 1'500;
    constexpr std::chrono::milliseconds looks_every{20};
    VERMILION_TRY(auto seen, client_.get(who, path));
    for (int i = 0; i < looks_max && !is(seen); ++i) {
      std::this_thread::sleep_for(looks_every);
      VERMILION_TRY(seen, client_.get(who, path));
    }
    return seen;
  }
  Result<void> expect(const Identity& who, const std::string& path, boost::json::object body,
                      int status) {
    const auto sent = boost::json::serialize(body).substr(0, 300);
    VERMILION_TRY(const auto answer, post(who, path, std::move(body)));
    if (answer.status != status)
      return unexpected(fmt::format("{} by {} {}", path, who.subject, sent), answer);
    return ok();
  }
  Result<void> record(const Identity& who, const std::string& id, const char* fact,
                      boost::json::object data = {}) {
    return expect(who, "/v1/cases/" + id + "/facts", {{"fact", fact}, {"data", std::move(data)}},
                  200);
  }

  Visit& visit_;
  Client& client_;
};

}  // namespace vermilion::demo
