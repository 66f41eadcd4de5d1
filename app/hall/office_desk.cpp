#include "app/hall/office_desk.hpp"

#include "adapters/offices/payment/client.hpp"
#include "adapters/offices/public_security/client.hpp"
#include "events/codec/upcast.hpp"

namespace vermilion {
namespace {

// An order is believed to be open for as long as an item may have one pay (30 days), and longer.
constexpr offices::Milliseconds orders_open_for{std::chrono::hours{24 * 32}};
constexpr std::size_t orders_in_hand_max = 65'536;

// The application of a case: its first accepted Submitted, found by the timeline of its records.
Result<Submitted> submitted_of(Hall& hall, const CaseId& id) {
  VERMILION_TRY(const auto sequence, hall.submitted_at(id));
  VERMILION_TRY(const auto record, hall.journal().read_one(Hall::partition, sequence));
  VERMILION_TRY(const auto body, read_body(record));
  return read_fact<Submitted>(body.schema, body.payload);
}

}  // namespace

OfficeDesk::OfficeDesk(Hall& hall, std::unique_ptr<const offices::Office> office)
    : office_{std::move(office)}, checks_{hall, office_->name()} {}

Result<std::unique_ptr<OfficeDesk>> OfficeDesk::start(Hall& hall,
                                                      std::unique_ptr<const offices::Office> office,
                                                      const std::string& base,
                                                      offices::RunnerOptions options,
                                                      offices::GateOptions gate) {
  std::unique_ptr<OfficeDesk> desk{new OfficeDesk{hall, std::move(office)}};
  if (base.empty()) return desk;
  desk->gate_ = std::make_unique<offices::PeerGate>(gate);
  options.client.base = base;
  auto* self = desk.get();
  VERMILION_TRY(desk->runner_, offices::OfficeRunner::start(
                                   std::move(options), *desk->office_, *desk->gate_,
                                   [self](std::size_t max) { return self->checks_.requests(max); },
                                   [self](const offices::OfficeAnswer& answer) {
                                     return self->checks_.propose(answer);
                                   }));
  return desk;
}

OfficeDesk::~OfficeDesk() {
  if (runner_) runner_->stop();
}

void OfficeDesk::hint(const DutyId& request) {
  if (runner_) runner_->hint(request);
}

Result<std::unique_ptr<OfficeDesk>> start_public_security(Hall& hall, const std::string& base) {
  return OfficeDesk::start(hall,
                           std::make_unique<public_security::Client>(public_security::ClientPorts{
                               [&hall](const offices::OfficeRequest& request) {
                                 return submitted_of(hall, request.case_id);
                               },
                               [&hall](const Sealed& sealed) { return hall.sealer().open(sealed); },
                               [&hall](const KeyId& key) { return hall.keys().open(key); }}),
                           base);
}

Result<std::unique_ptr<OfficeDesk>> start_payment(Hall& hall, const std::string& base) {
  offices::RunnerOptions options;
  options.workers = 4;
  options.requests_max = orders_in_hand_max;
  options.pending_total = orders_open_for;
  offices::GateOptions gate;
  gate.rate = {.per_second = 1'000, .burst = 200};
  gate.in_flight_max = 4;
  return OfficeDesk::start(hall, std::make_unique<payment::Client>(), base, std::move(options),
                           gate);
}

}  // namespace vermilion
