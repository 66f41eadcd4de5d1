#include "app/hall/open_checks.hpp"

#include "projections/key.hpp"
#include "projections/views/outbox.hpp"

namespace vermilion {
namespace {

std::optional<offices::OfficeRequest> request_in(BytesView key, BytesView value) {
  const auto owed = decode<projections::CheckOwed>(value);
  const auto id = duty_id_from_bytes(key.substr(key.size() - 18));
  if (!owed || !id) return std::nullopt;
  return offices::OfficeRequest{*id, owed->case_id, Hall::partition, owed->detail, owed->since};
}

}  // namespace

// The rows of this office's open checks.
Bytes OpenChecks::prefix() const {
  return projections::Key{projections::check_kind}.text(office_).brief(Hall::partition).take();
}

Result<std::vector<OpenChecks::Listed>> OpenChecks::list(std::size_t max) const {
  // The node that decides asks; its views hold what is still open when it takes over.
  if (!hall_.loop().reigns()) return std::vector<Listed>{};
  VERMILION_TRY(const auto* family, hall_.projector().family("outbox"));
  const auto from = prefix();
  std::vector<Listed> listed;
  bool sound = true;
  VERMILION_TRY(family->scan(from, after_prefix(from), [&](BytesView key, BytesView value) {
    auto request = request_in(key, value);
    sound = request.has_value();
    if (sound) listed.push_back({Bytes{key.substr(from.size())}, std::move(*request)});
    return sound && listed.size() < max;
  }));
  if (!sound) return fail(Code::corrupt, "a row of the outbox does not decode");
  return listed;
}

Result<std::vector<offices::OfficeRequest>> OpenChecks::requests(std::size_t max) const {
  VERMILION_TRY(auto listed, list(max));
  std::vector<offices::OfficeRequest> requests;
  requests.reserve(listed.size());
  for (auto& one : listed) requests.push_back(std::move(one.request));
  return requests;
}

Result<offices::OfficeRequest> OpenChecks::find(BytesView place) const {
  const auto none = [] { return fail(Code::not_found, "no check is open at this place"); };
  if (place.size() != projections::outbox_suffix || !hall_.loop().reigns()) return none();
  VERMILION_TRY(const auto* family, hall_.projector().family("outbox"));
  const auto key = prefix() + Bytes{place};
  VERMILION_TRY(const auto value, family->get(key));
  if (!value) return none();
  auto request = request_in(key, *value);
  if (!request) return fail(Code::corrupt, "a row of the outbox does not decode");
  return std::move(*request);
}

Result<void> OpenChecks::propose(const offices::OfficeAnswer& answer, std::string id) const {
  Proposal proposal;
  proposal.case_id = answer.case_id;
  proposal.fact = answer.fact;
  proposal.schema = answer.schema;
  proposal.payload = answer.payload;
  proposal.principal.kind = PrincipalKind::system;
  proposal.principal.role = role_;
  proposal.principal.who = "system/" + office_;
  proposal.principal.person = proposal.principal.who;
  proposal.proposal_id = id.empty() ? answer.request.text() : std::move(id);
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
