#include "adapters/offices/registers/client.hpp"

#include "adapters/offices/frame/answers.hpp"
#include "adapters/offices/registers/contract.hpp"
#include "base/check.hpp"
#include "events/facts/registrant.hpp"
#include "events/facts/requests.hpp"

namespace vermilion::registers {

using offices::HttpAnswer;
using offices::HttpRequest;
using offices::OfficeAnswer;
using offices::OfficeRequest;
using offices::Reading;

Client::Client(std::string_view code, ClientPorts ports)
    : name_{std::string{office_prefix}.append(code)}, ports_{std::move(ports)} {
  VERMILION_CHECK(ports_.number_of && ports_.bearer && ports_.forget_bearer);
}

Result<HttpRequest> Client::request_for(const OfficeRequest& request, const std::string&) const {
  const auto asked = decode<ReleaseRequest>(request.detail);
  if (!asked) return fail(Code::corrupt, "the duty does not say by which form");
  Transfer transfer;
  transfer.request_id = request.id.text();
  transfer.form = asked->form;
  transfer.to_register = asked->to_register;
  transfer.lodged_at = asked->lodged_at;
  VERMILION_TRY(transfer.id_number, ports_.number_of(request));
  VERMILION_TRY(const auto token, ports_.bearer());
  HttpRequest http;
  http.method = "POST";
  http.path = transfers_path;
  http.headers = {{"Accept", "application/json"},
                  {"Content-Type", "application/json"},
                  {"Idempotency-Key", transfer.request_id},
                  {"Authorization", "Bearer " + token}};
  http.body = to_json(transfer);
  return http;
}

Reading Client::read(const OfficeRequest& request, const HttpAnswer& answer) const {
  // What a token or a grant stands against is an operator's to mend, and no answer of the register.
  if (answer.status == 401 || answer.status == 403) {
    ports_.forget_bearer();
    return offices::without_answer(Reading::Kind::busy, "the other register takes no such token");
  }
  return offices::reading_of(
      answer,
      [&]() -> Reading {
        const auto outcome = read_outcome(answer.body, request.id.text());
        if (!outcome) {
          return offices::without_answer(Reading::Kind::retry, outcome.error().detail);
        }
        Reading reading;
        reading.kind = Reading::Kind::answered;
        reading.answer = outcome.value().released
                             ? offices::proposing(
                                   request, TransferReleased{request.id, outcome.value().reference})
                             : offices::proposing(request, TransferNotReleased{
                                                               request.id, outcome.value().reason});
        return reading;
      },
      []() -> Result<std::string> {
        return fail(Code::corrupt, "this office answers at once or not at all");
      });
}

OfficeAnswer Client::unavailable(const OfficeRequest& request, std::uint32_t attempts,
                                 std::string_view last_error) const {
  return offices::gave_up(request, attempts, last_error);
}

}  // namespace vermilion::registers
