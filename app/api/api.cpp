#include "app/api/api.hpp"

#include "app/api/reading.hpp"
#include "projections/key.hpp"

namespace vermilion::api {
namespace {

// A key that core knows for this subject, so that a person keeps one key over many cases. Not one
// that was destroyed: whoever was erased may apply again, as somebody new.
std::optional<KeyId> known_key(RowFamily& core, const Keys& keys, const Octets<16>& subject) {
  std::optional<KeyId> key;
  const auto prefix = core::subject_prefix(subject);
  const auto scanned = core.scan(prefix, after_prefix(prefix), [&](BytesView at, BytesView) {
    if (at.size() != prefix.size() + 16) return true;
    const KeyId known{octets_of<16>(at.substr(prefix.size()))};
    if (keys.open(known)) key = known;
    return !key;
  });
  return scanned ? key : std::nullopt;
}

}  // namespace

Api::Api(Hall& of) : hall{of} {
  proposing.house.keys = &hall.keys();
  proposing.house.sealer = &hall.sealer();
  proposing.house.key_of = [this](const Octets<16>& subject) {
    return known_key(hall.core(), hall.keys(), subject);
  };
  proposing.house.path_of = [this](const std::string& tree,
                                   const std::string& office) -> std::optional<std::string> {
    const auto references = hall.loop().references();
    const auto* path =
        references && references->scopes ? references->scopes->path_of(tree, office) : nullptr;
    return path != nullptr ? std::optional{*path} : std::nullopt;
  };
  proposing.partition = Hall::partition;
  real_now = [] { return SystemClock{}.now(); };
}

Result<Principal> Api::caller(const Call& call) const {
  return principal_of(*call.caller, hall.keys());
}

Result<projections::Holdings> Api::holdings_of(const Principal& principal) const {
  projections::Holdings holdings;
  if (principal.kind != PrincipalKind::staff) return holdings;
  const auto now = hall.clock().now();
  if (hall.keeps_views()) {
    VERMILION_TRY(const auto* directory, hall.projector().family("directory"));
    VERMILION_TRY(holdings, projections::holdings_of(*directory, principal.who, now));
  }
  const auto references = hall.loop().references();
  if (!references || !references->grants || holdings.left) return holdings;
  const auto add = [&](const std::string& who, const std::string& on_behalf_of) {
    const auto found = references->grants->by_who.find(who);
    if (found == references->grants->by_who.end()) return;
    for (const auto& grant : found->second) {
      if (!grant.holds_at(now)) continue;
      holdings.grants.push_back(grant);
      holdings.grants.back().on_behalf_of = on_behalf_of;
    }
  };
  if (holdings.person.empty()) holdings.person = references->grants->person_behind(principal.who);
  add(principal.who, {});
  for (const auto& absent : holdings.absent) add(absent, absent);
  return holdings;
}

Response not_found(const Api& api, Language language) {
  Problem problem;
  problem.type = ProblemType::not_found;
  problem.detail = {"没有这一办件", "there is no such case"};
  auto response = response_of(problem, language);
  response.headers.emplace_back(
      "Vermilion-Position",
      Position{Hall::partition, api.hall.journal().last(Hall::partition)}.text());
  return response;
}

std::optional<CaseId> case_of_task(const Api& api, const DutyId& task) {
  if (!api.hall.keeps_views()) return std::nullopt;
  const auto family = api.hall.projector().family("worklist");
  if (!family) return std::nullopt;
  const auto row = family.value()->get(projections::Key{'T'}.duty(task).take());
  if (!row || !row.value() || row.value()->size() < 16) return std::nullopt;
  return CaseId{octets_of<16>(*row.value())};
}

}  // namespace vermilion::api
