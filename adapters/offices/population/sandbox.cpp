#include "adapters/offices/population/sandbox.hpp"

#include "base/hash.hpp"
#include "base/identifiers.hpp"

namespace vermilion::population {

using offices::problem_reply;

namespace {

std::string result_of(std::string_view number) {
  const auto checked = identifiers::check_resident_number(number);
  if (!checked) return "mismatch";
  const std::string_view text = checked.value().text;
  const auto sequence = (text[14] - '0') * 100 + (text[15] - '0') * 10 + (text[16] - '0');
  return sequence < 900   ? "match"
         : sequence < 980 ? "mismatch"
         : sequence < 990 ? "dead"
                          : "emigrated";
}

}  // namespace

SandboxReply Sandbox::ask(std::string_view key, std::string_view body) {
  ++requests_;
  const auto question = read_question(body);
  if (!question) return problem_reply(400, question.error().detail);
  const auto& asked = question.value();
  if (key != asked.request_id)
    return problem_reply(400, "the Idempotency-Key is not the request_id");
  Reply reply;
  reply.request_id = asked.request_id;
  reply.cursor = asked.cursor;
  reply.reference = "RK-" + to_hex(view_of(sha256(asked.request_id))).substr(0, 16);
  for (const auto& one : asked.persons) {
    reply.results.push_back({one.key, result_of(one.id_number)});
  }
  persons_ += asked.persons.size();
  return {200, to_json(reply), 0};
}

boost::json::object Sandbox::statistics() const {
  return {{"requests", requests_.load()}, {"persons", persons_.load()}};
}

}  // namespace vermilion::population
