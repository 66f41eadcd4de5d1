// How the sample day speaks to the hall: as anybody would, over HTTP, each identity with a bearer
// token of its own from the sandbox's issuer.
//
// Every wait is bounded. What the API says is to be asked again (503, and 504 with no decision) is
// asked again with the same Idempotency-Key, at most `retries_max` times; after 429 (ten refusals a
// minute) it waits once as long as it is told; a token that has run out is fetched anew once. Reads
// wait for this client's own writes (min_position). Bounds: answers of at most 4 MiB. Threads: one.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/offices/frame/http_client.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"

namespace vermilion::demo {

inline constexpr int retries_max = 40;

struct Places {
  std::string hall = "http://127.0.0.1:8080";
  std::string operations = "http://127.0.0.1:9464";
  std::string sandbox = "http://127.0.0.1:8090";
};

// Who is asking. An applicant is a person, everybody else is staff.
struct Identity {
  std::string subject;
  bool staff = true;
  std::string on_behalf_of = {};  // standing in: the account of the absent
  std::string unit = {};          // of an agent: the USCC of the unit that he comes for
  bool system = false;            // neither
};

struct Answer {
  int status = 0;
  boost::json::object body;
  std::string text;  // of the body, as it came
  std::chrono::milliseconds retry_after{0};
};

// A member's text; empty when there is none.
[[nodiscard]] std::string text_at(const boost::json::object& object, std::string_view name);

class Client {
 public:
  // Errors: invalid (no such URL), io.
  [[nodiscard]] static Result<std::unique_ptr<Client>> make(const Places& places);

  // Errors: unavailable (no answer in time, none but 503), corrupt (an answer that is no JSON
  // object).
  [[nodiscard]] Result<Answer> get(const Identity& who, const std::string& path);
  [[nodiscard]] Result<Answer> post(const Identity& who, const std::string& path,
                                    const boost::json::value& body, const std::string& key);
  // Hands a file in, in one piece. Returns its name. Errors also: conflict (it was not taken).
  [[nodiscard]] Result<std::string> hand_in(const Identity& who, const std::string& file,
                                            const std::string& media_type, const std::string& key);
  // The octets of what is no JSON. Errors also: conflict (another answer than 200).
  [[nodiscard]] Result<std::string> fetch(const Identity& who, const std::string& path);
  [[nodiscard]] Result<Answer> operations(const std::string& path, const boost::json::object& body);
  // What the house's clock says.
  [[nodiscard]] Result<Instant> house_time();
  [[nodiscard]] Result<Answer> readiness();
  // Which rows of which tables the hall's records took (/ops/coverage).
  [[nodiscard]] Result<Answer> coverage();
  [[nodiscard]] Result<Answer> sandbox(const std::string& path, const boost::json::object& body);

  // What each POST to the hall took, in microseconds, in order.
  [[nodiscard]] const std::vector<std::int64_t>& step_times() const noexcept { return times_; }

 private:
  Client() = default;
  [[nodiscard]] Result<std::string> token_of(const Identity& who);
  [[nodiscard]] Result<Answer> ask(const Identity& who, offices::HttpRequest request);
  [[nodiscard]] std::string waiting(const std::string& path) const;
  void keep_position(const Answer& answer);

  std::unique_ptr<offices::HttpClient> hall_;
  std::unique_ptr<offices::HttpClient> operations_;
  std::unique_ptr<offices::HttpClient> sandbox_;
  std::string sandbox_url_;
  std::map<std::string, std::string> tokens_;  // by subject
  std::vector<std::int64_t> times_;
  std::uint64_t written_ = 0;  // position of the last write
};

}  // namespace vermilion::demo
