#include "app/hall/identity_check.hpp"

#include "events/codec/upcast.hpp"

namespace vermilion {
namespace {

// The application of a case: its first accepted Submitted, found by the timeline of its records.
Result<Submitted> submitted_of(Hall& hall, const CaseId& id) {
  VERMILION_TRY(const auto sequence, hall.submitted_at(id));
  VERMILION_TRY(const auto record, hall.journal().read_one(Hall::partition, sequence));
  VERMILION_TRY(const auto body, read_body(record));
  return read_fact<Submitted>(body.schema, body.payload);
}

}  // namespace

Result<std::unique_ptr<IdentityCheck>> IdentityCheck::start(Hall& hall, const std::string& base) {
  std::unique_ptr<IdentityCheck> check{new IdentityCheck{hall}};
  check->client_ = std::make_unique<public_security::Client>(public_security::ClientPorts{
      [&hall](const offices::OfficeRequest& request) {
        return submitted_of(hall, request.case_id);
      },
      [&hall](const Sealed& sealed) { return hall.sealer().open(sealed); },
      [&hall](const KeyId& key) { return hall.keys().open(key); }});
  if (base.empty()) return check;
  check->gate_ = std::make_unique<offices::PeerGate>(offices::GateOptions{});
  offices::RunnerOptions options;
  options.client.base = base;
  auto* self = check.get();
  VERMILION_TRY(check->runner_, offices::OfficeRunner::start(
                                    std::move(options), *check->client_, *check->gate_,
                                    [self](std::size_t max) { return self->checks_.requests(max); },
                                    [self](const offices::OfficeAnswer& answer) {
                                      return self->checks_.propose(answer);
                                    }));
  return check;
}

IdentityCheck::~IdentityCheck() {
  if (runner_) runner_->stop();
}

}  // namespace vermilion
