#include "adapters/offices/payment/client.hpp"

#include <algorithm>

#include "adapters/offices/frame/answers.hpp"
#include "adapters/offices/payment/contract.hpp"
#include "events/facts/enrolment.hpp"
#include "events/facts/requests.hpp"

namespace vermilion::payment {

using offices::HttpAnswer;
using offices::HttpRequest;
using offices::OfficeAnswer;
using offices::OfficeRequest;
using offices::Reading;

namespace {

Result<PaymentRequest> asked_in(const OfficeRequest& request) {
  auto asked = decode<PaymentRequest>(request.detail);
  if (!asked) return fail(Code::corrupt, "the duty does not say what is to be paid");
  return std::move(*asked);
}

bool pays_back(const PaymentRequest& asked) {
  return asked.pays_back != DutyId{};
}

Reading read_found(const OfficeRequest& request, const HttpAnswer& answer) {
  using Status = Outcome::Status;
  const auto asked = asked_in(request);
  if (!asked) return offices::without_answer(Reading::Kind::refused, asked.error().detail);
  const auto outcome = read_outcome(answer.body, request.id.text());
  if (!outcome) return offices::without_answer(Reading::Kind::retry, outcome.error().detail);
  const auto& said = outcome.value();
  // What was asked is what is answered: an order is never refunded, a refund never paid.
  if ((said.status == Status::refunded) != pays_back(asked.value())) {
    return offices::without_answer(Reading::Kind::retry, "the answer is of another kind");
  }
  Reading reading;
  reading.kind = Reading::Kind::answered;
  switch (said.status) {
    case Status::paid:
      reading.answer = offices::proposing(
          request, FeePaid{request.id, said.amount, said.reference, said.paid_at});
      break;
    case Status::ended:
      reading.answer = offices::proposing(request, FeeNotPaid{request.id, said.reason});
      break;
    default:
      reading.answer =
          offices::proposing(request, FeeRefunded{request.id, said.amount, said.reference});
  }
  return reading;
}

}  // namespace

std::string_view Client::name() const {
  return office_name;
}

Result<HttpRequest> Client::request_for(const OfficeRequest& request,
                                        const std::string& poll) const {
  const auto id = request.id.text();
  HttpRequest http;
  http.headers = {{"Accept", "application/json"}};
  if (!poll.empty()) {
    http.method = "GET";
    http.path = poll;
    return http;
  }
  VERMILION_TRY(const auto asked, asked_in(request));
  http.method = "POST";
  http.headers.emplace_back("Content-Type", "application/json");
  http.headers.emplace_back("Idempotency-Key", id);
  if (pays_back(asked)) {
    http.path = refunds_path;
    http.body = to_json(Refund{id, asked.pays_back.text(), asked.amount});
    return http;
  }
  const auto left = (asked.until.microseconds - request.since.microseconds) / microseconds_a_second;
  http.path = orders_path;
  http.body = to_json(Order{id, asked.amount, asked.purpose, request.since,
                            static_cast<std::uint64_t>(std::max<std::int64_t>(left, 1))});
  return http;
}

Reading Client::read(const OfficeRequest& request, const HttpAnswer& answer) const {
  return offices::reading_of(
      answer, [&] { return read_found(request, answer); },
      [&] { return read_pending(answer.body, request.id.text()); });
}

OfficeAnswer Client::unavailable(const OfficeRequest& request, std::uint32_t attempts,
                                 std::string_view last_error) const {
  return offices::gave_up(request, attempts, last_error);
}

}  // namespace vermilion::payment
