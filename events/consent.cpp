#include "events/consent.hpp"

#include <algorithm>

#include "events/codec/upcast.hpp"
#include "events/house_case.hpp"

namespace vermilion {

bool Consent::covers(std::string_view part, Instant at) const noexcept {
  return !withdrawn && at < until && std::find(parts.begin(), parts.end(), part) != parts.end();
}

CaseId case_of_consent(std::string_view who, std::string_view item) {
  return house_case({"consent", who, item});
}

bool is_of_consent(const Body& body) noexcept {
  return body.basis.edition.name == "consent";
}

bool is_consent_fact(std::string_view fact) noexcept {
  return fact == ConsentGiven::name || fact == ConsentWithdrawn::name;
}

Result<void> fold_consent(Consent& consent, const Header& header, const Body& body) {
  if (body.fact == ConsentWithdrawn::name) {
    consent.withdrawn = true;
    return ok();
  }
  VERMILION_TRY(const auto fact, read_fact<ConsentGiven>(body.schema, body.payload));
  consent = {body.principal.who,
             fact.item,
             fact.parts,
             body.effective_at,
             fact.until,
             false,
             Position{header.partition, header.sequence}.text()};
  return ok();
}

}  // namespace vermilion
