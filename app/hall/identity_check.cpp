#include "app/hall/identity_check.hpp"

#include "events/codec/upcast.hpp"
#include "projections/key.hpp"
#include "projections/views/outbox.hpp"

namespace vermilion {
namespace {

// The rows of this office's open checks.
Bytes outbox_prefix() {
  return projections::Key{projections::check_kind}
      .text(public_security::office_name)
      .brief(Hall::partition)
      .take();
}

std::optional<offices::OfficeRequest> request_in(BytesView key, BytesView value) {
  const auto owed = decode<projections::CheckOwed>(value);
  const auto id = duty_id_from_bytes(key.substr(key.size() - 18));
  if (!owed || !id) return std::nullopt;
  return offices::OfficeRequest{*id, owed->case_id, Hall::partition, owed->detail, owed->since};
}

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
  VERMILION_TRY(check->runner_,
                offices::OfficeRunner::start(
                    std::move(options), *check->client_, *check->gate_,
                    [self](std::size_t max) { return self->open_requests(max); },
                    [self](const offices::OfficeAnswer& answer) { return self->propose(answer); }));
  return check;
}

IdentityCheck::~IdentityCheck() {
  if (runner_) runner_->stop();
}

Result<std::vector<IdentityCheck::Listed>> IdentityCheck::list(std::size_t max) const {
  // The node that decides asks; its views hold what is still open when it takes over.
  if (!hall_.loop().reigns()) return std::vector<Listed>{};
  VERMILION_TRY(const auto* family, hall_.projector().family("outbox"));
  const auto prefix = outbox_prefix();
  std::vector<Listed> listed;
  bool sound = true;
  VERMILION_TRY(family->scan(prefix, after_prefix(prefix), [&](BytesView key, BytesView value) {
    auto request = request_in(key, value);
    sound = request.has_value();
    if (sound) listed.push_back({Bytes{key.substr(prefix.size())}, std::move(*request)});
    return sound && listed.size() < max;
  }));
  if (!sound) return fail(Code::corrupt, "a row of the outbox does not decode");
  return listed;
}

Result<std::vector<offices::OfficeRequest>> IdentityCheck::open_requests(std::size_t max) const {
  VERMILION_TRY(auto listed, list(max));
  std::vector<offices::OfficeRequest> requests;
  requests.reserve(listed.size());
  for (auto& one : listed) requests.push_back(std::move(one.request));
  return requests;
}

Result<offices::OfficeRequest> IdentityCheck::find(BytesView place) const {
  const auto none = [] { return fail(Code::not_found, "no check is open at this place"); };
  if (place.size() != projections::outbox_suffix || !hall_.loop().reigns()) return none();
  VERMILION_TRY(const auto* family, hall_.projector().family("outbox"));
  const auto key = outbox_prefix() + Bytes{place};
  VERMILION_TRY(const auto value, family->get(key));
  if (!value) return none();
  auto request = request_in(key, *value);
  if (!request) return fail(Code::corrupt, "a row of the outbox does not decode");
  return std::move(*request);
}

Result<void> IdentityCheck::propose(const offices::OfficeAnswer& answer) {
  Proposal proposal;
  proposal.case_id = answer.case_id;
  proposal.fact = answer.fact;
  proposal.schema = answer.schema;
  proposal.payload = answer.payload;
  proposal.principal.kind = PrincipalKind::system;
  proposal.principal.role = public_security::office_name;
  proposal.principal.who = "system/" + proposal.principal.role;
  proposal.principal.person = proposal.principal.who;
  proposal.proposal_id = answer.request.text();
  const auto meaning = keyed_hash(view_of(hall_.keys().lookup_key()),
                                  {"office answer", answer.fact, answer.payload});
  std::copy_n(meaning.begin(), proposal.meaning.size(), proposal.meaning.begin());
  proposal.received_at = hall_.clock().now();
  proposal.cause = answer.request;
  const bool taken =
      hall_.loop().submit(std::move(proposal), ProposalClass::background, [](Decided&&) {});
  if (!taken) return fail(Code::full, "the background inbox is full");
  return ok();
}

}  // namespace vermilion
