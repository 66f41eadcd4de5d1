#include "adapters/offices/public_security/client.hpp"

#include <fmt/format.h>

#include "adapters/offices/frame/answers.hpp"
#include "adapters/offices/public_security/contract.hpp"
#include "base/check.hpp"
#include "events/facts/requests.hpp"

namespace vermilion::public_security {
namespace {

using offices::HttpAnswer;
using offices::HttpRequest;
using offices::OfficeAnswer;
using offices::OfficeRequest;
using offices::proposing;
using offices::Reading;
using offices::without_answer;

}  // namespace

Digest digest_of_answer(const Octets<32>& subject_key, BytesView answer) {
  return keyed_hash(view_of(subject_key), {"answer", office_name, answer});
}

Client::Client(ClientPorts ports) : ports_(std::move(ports)) {
  VERMILION_CHECK(ports_.submitted && ports_.open && ports_.subject_key);
}

Result<Person> Client::person_of(const OfficeRequest& request) const {
  const auto asked = decode<CheckRequest>(request.detail);
  if (!asked) return fail(Code::corrupt, "the duty does not say which person is meant");
  VERMILION_TRY(auto submitted, ports_.submitted(request));
  if (asked->person >= submitted.people.size()) {
    return fail(Code::corrupt, fmt::format("the application has {} people, the duty means no. {}",
                                           submitted.people.size(), asked->person + 1));
  }
  return std::move(submitted.people[asked->person]);
}

Result<HttpRequest> Client::request_for(const OfficeRequest& request,
                                        const std::string& poll) const {
  const std::string id = request.id.text();
  HttpRequest http;
  http.headers = {{"Accept", "application/json"}};
  if (!poll.empty()) {
    http.method = "GET";
    http.path = poll;
    return http;
  }
  VERMILION_TRY(const auto person, person_of(request));
  CheckQuestion question;
  question.request_id = id;
  question.purpose = ports_.purpose;
  VERMILION_TRY(question.name, ports_.open(person.name.sealed()));
  VERMILION_TRY(question.id_number, ports_.open(person.id_number.number.sealed()));
  http.method = "POST";
  http.path = checks_path;
  http.headers.emplace_back("Content-Type", "application/json");
  http.headers.emplace_back("Idempotency-Key", id);
  http.body = to_json(question);
  return http;
}

Reading Client::read(const OfficeRequest& request, const HttpAnswer& answer) const {
  return offices::reading_of(
      answer, [&] { return read_found(request, answer); },
      [&] { return read_pending(answer.body, request.id.text()); });
}

Reading Client::read_found(const OfficeRequest& request, const HttpAnswer& answer) const {
  const auto reply = read_reply(answer.body, request.id.text());
  if (!reply) return without_answer(Reading::Kind::retry, reply.error().detail);
  auto person = person_of(request);
  if (!person) return without_answer(Reading::Kind::busy, person.error().detail);
  const auto key = ports_.subject_key(person.value().id_number.number.sealed().key);
  if (!key) {
    // The subject was erased while the question was out: nothing of the answer may be kept.
    return without_answer(key.error().retriable() ? Reading::Kind::busy : Reading::Kind::refused,
                          "the subject's key cannot be had: " + key.error().detail);
  }
  const Digest digest = digest_of_answer(key.value(), answer.body);
  Reading reading;
  reading.kind = Reading::Kind::answered;
  if (reply.value().match) {
    reading.answer = proposing(request, CheckPassed{.request = request.id,
                                                    .peer_reference = reply.value().reference,
                                                    .answer_digest = digest});
  } else {
    std::string fields;
    for (const std::string& field : reply.value().mismatched) {
      fields += (fields.empty() ? "" : ",") + field;
    }
    reading.answer = proposing(request, CheckFailed{.request = request.id,
                                                    .peer_reference = reply.value().reference,
                                                    .answer_digest = digest,
                                                    .mismatch = std::move(fields)});
  }
  return reading;
}

OfficeAnswer Client::unavailable(const OfficeRequest& request, std::uint32_t attempts,
                                 std::string_view last_error) const {
  return offices::gave_up(request, attempts, last_error);
}

}  // namespace vermilion::public_security
