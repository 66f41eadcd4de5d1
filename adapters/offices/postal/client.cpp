#include "adapters/offices/postal/client.hpp"

#include "adapters/offices/frame/answers.hpp"
#include "adapters/offices/postal/contract.hpp"
#include "base/check.hpp"
#include "events/facts/requests.hpp"

namespace vermilion::postal {

using offices::HttpAnswer;
using offices::HttpRequest;
using offices::OfficeAnswer;
using offices::OfficeRequest;
using offices::Reading;
using offices::without_answer;

namespace {

constexpr std::size_t last_error_max = 300;  // ParcelUnavailable::last_error

Result<PostalRequest> asked_in(const OfficeRequest& request) {
  auto asked = decode<PostalRequest>(request.detail);
  if (!asked) return fail(Code::corrupt, "the duty does not say what is asked of the post");
  return std::move(*asked);
}

Question question_of(const OfficeRequest& request, const PostalRequest& asked) {
  return {request.id.text(), asked.waybill, asked.after};
}

Reading answered(OfficeAnswer answer) {
  Reading reading;
  reading.kind = Reading::Kind::answered;
  reading.answer = std::move(answer);
  return reading;
}

Reading read_found(const OfficeRequest& request, const PostalRequest& asked,
                   const HttpAnswer& answer) {
  if (asked.waybill.empty()) {
    auto waybill = read_taken(answer.body, request.id.text());
    if (!waybill) return without_answer(Reading::Kind::retry, waybill.error().detail);
    return answered(
        offices::proposing(request, ParcelLabelled{request.id, std::move(waybill.value())}));
  }
  auto news = read_news(answer.body, question_of(request, asked));
  if (!news) return without_answer(Reading::Kind::retry, news.error().detail);
  return answered(offices::proposing(
      request, ParcelTracked{request.id, news.value().through, std::move(news.value().events)}));
}

}  // namespace

Client::Client(Recipient recipient) : recipient_{std::move(recipient)} {
  VERMILION_CHECK(recipient_);
}

std::string_view Client::name() const {
  return office_name;
}

Result<HttpRequest> Client::request_for(const OfficeRequest& request, const std::string&) const {
  VERMILION_TRY(auto asked, asked_in(request));
  HttpRequest http;
  http.headers = {{"Accept", "application/json"}};
  if (!asked.waybill.empty()) {
    http.method = "GET";
    http.path = path_of(question_of(request, asked));
    return http;
  }
  VERMILION_TRY(auto to, recipient_(request, asked.parcel));
  http.method = "POST";
  http.path = parcels_path;
  http.headers.emplace_back("Content-Type", "application/json");
  http.headers.emplace_back("Idempotency-Key", request.id.text());
  http.body = to_json(Order{request.id.text(), request.since, std::move(to.office),
                            std::move(asked.contents), std::move(to.name), std::move(to.phone),
                            std::move(to.address)});
  return http;
}

Reading Client::read(const OfficeRequest& request, const HttpAnswer& answer) const {
  const auto asked = asked_in(request);
  if (!asked) return without_answer(Reading::Kind::refused, asked.error().detail);
  return offices::reading_of(
      answer, [&] { return read_found(request, asked.value(), answer); },
      [&] { return read_pending(answer.body, question_of(request, asked.value())); });
}

OfficeAnswer Client::unavailable(const OfficeRequest& request, std::uint32_t attempts,
                                 std::string_view last_error) const {
  return offices::proposing(
      request,
      ParcelUnavailable{request.id, attempts, std::string{last_error.substr(0, last_error_max)}});
}

}  // namespace vermilion::postal
