#include "engine/opening.hpp"

#include <fmt/format.h>

#include "events/consent.hpp"
#include "events/facts/all.hpp"

namespace vermilion {
namespace {

// The item must take enrolments on the day of the session, in that subject and business line.
void look_at_item(const SessionOpened& session, const References& references,
                  OpeningCase& opening) {
  const auto day = china_day(session.starts);
  const auto* item =
      references.catalogue ? references.catalogue->open_on(session.item, day) : nullptr;
  if (item == nullptr || !item->enrolment) {
    opening.place = "/item";
    opening.detail = fmt::format("no item {} has sessions on {}", session.item, to_text(day));
  } else if (item->enrolment->subject(session.subject) == nullptr) {
    opening.place = "/subject";
    opening.detail = fmt::format("{} has no subject {}", session.item, session.subject);
  } else if (item->scope_tree != session.tree) {
    opening.place = "/tree";
    opening.detail = fmt::format("{} is of the {} tree", session.item, item->scope_tree);
  }
}

}  // namespace

bool is_account(const Case& kase) {
  return kase.edition.starts_with("directory/");
}
bool is_mandate(const Case& kase) {
  return kase.edition.starts_with("mandate/");
}
bool is_consent(const Case& kase) {
  return kase.edition.starts_with("consent/");
}
bool is_of_billing(const Case& kase) {
  return kase.edition.starts_with("numbers/") || kase.edition.starts_with("signer/");
}
bool is_session(const Case& kase) {
  return kase.edition.starts_with("session/");
}
bool is_of_house(const Case& kase) {
  return kase.edition.starts_with("register/") || is_account(kase) || is_mandate(kase) ||
         is_consent(kase) || is_of_billing(kase) || is_session(kase);
}

Result<OpeningCase> opening_of(const Editions& editions, const References& references,
                               const CaseId& id, const std::string& who,
                               const std::string& item_code, const std::string& office,
                               Instant received) {
  OpeningCase opening;
  const auto* item = references.catalogue->open_on(item_code, china_day(received));
  if (item == nullptr) {
    opening.place = "/item";
    opening.detail =
        fmt::format("no item {} takes applications on {}", item_code, to_text(china_day(received)));
    return opening;
  }
  const auto* path = references.scopes->path_of(item->scope_tree, office);
  if (path == nullptr) {
    opening.place = "/office";
    opening.detail = fmt::format("no office {} in the {} tree", office, item->scope_tree);
    return opening;
  }
  const auto* edition = editions.find(item->edition);
  if (edition == nullptr) return fail(Code::unsupported, "no edition " + item->edition);
  auto& kase = opening.kase;
  kase.id = id;
  kase.item = item->code;
  kase.item_version = item->version;
  kase.item_digest = item->digest;
  kase.edition = item->edition;
  kase.scope_tree = item->scope_tree;
  kase.scope_version = references.scopes->number;
  kase.scope_path = *path;
  kase.applicant = who;
  kase.states = edition->initial();
  return opening;
}

bool opens_without_item(std::string_view fact) {
  return is_account_fact(fact) || is_mandate_fact(fact) || is_consent_fact(fact) ||
         is_numbers_fact(fact) || is_signer_fact(fact) || fact == SessionOpened::name;
}

bool is_opened_anew(const Case& kase, std::string_view fact) {
  return (is_account(kase) && kase.in_state("UNKNOWN") &&
          (fact == StaffEnrolled::name || fact == AdministratorNamed::name)) ||
         (is_mandate(kase) && fact == MandateGiven::name) || fact == NumbersOpened::name ||
         fact == NumbersHandedDown::name || (fact == SignerBound::name && kase.in_state("NONE")) ||
         (fact == SessionOpened::name && kase.in_state("UNOPENED"));
}

Result<OpeningCase> opening_account(const Editions& editions, const References& references,
                                    const Case* before, const CaseId& id, std::string_view fact,
                                    std::uint16_t schema, BytesView payload) {
  OpeningCase opening;
  auto& kase = opening.kase;
  if (before != nullptr) {
    kase = *before;
  } else {
    kase.id = id;
    kase.edition = is_mandate_fact(fact)   ? "mandate/1"
                   : is_consent_fact(fact) ? "consent/1"
                   : is_numbers_fact(fact) ? "numbers/1"
                   : is_signer_fact(fact)  ? "signer/1"
                   : is_session_fact(fact) ? "session/1"
                                           : "directory/1";
    const auto* edition = editions.find(kase.edition);
    if (edition == nullptr) {
      return fail(Code::unsupported, "this program has no edition " + kase.edition);
    }
    kase.states = edition->initial();
  }
  kase.scope_tree = every_tree;
  kase.scope_version = references.scopes->number;
  kase.scope_path.clear();
  const auto stands_at = [&](const auto& read) {
    kase.scope_tree = read.tree;
    if (const auto* path = references.scopes->path_of(read.tree, read.office)) {
      kase.scope_path = *path;
      return;
    }
    opening.place = "/office";
    opening.detail = fmt::format("no office {} in the {} tree", read.office, read.tree);
  };
  if (fact == StaffEnrolled::name) {
    VERMILION_TRY(const auto enrolled, read_fact<StaffEnrolled>(schema, payload));
    stands_at(enrolled);
  } else if (fact == MandateGiven::name) {
    VERMILION_TRY(const auto given, read_fact<MandateGiven>(schema, payload));
    stands_at(given);
  } else if (fact == NumbersOpened::name) {
    VERMILION_TRY(const auto opened, read_fact<NumbersOpened>(schema, payload));
    stands_at(opened);
  } else if (fact == NumbersHandedDown::name) {
    VERMILION_TRY(const auto given, read_fact<NumbersHandedDown>(schema, payload));
    stands_at(given);
  } else if (fact == SignerBound::name) {
    VERMILION_TRY(const auto bound, read_fact<SignerBound>(schema, payload));
    stands_at(bound);
  } else if (fact == SessionOpened::name) {
    VERMILION_TRY(const auto opened, read_fact<SessionOpened>(schema, payload));
    stands_at(opened);
    if (opening.place.empty()) look_at_item(opened, references, opening);
  }
  return opening;
}

}  // namespace vermilion
