#include "events/directory.hpp"

#include <algorithm>
#include <array>

#include "events/codec/upcast.hpp"
#include "events/house_case.hpp"

namespace vermilion {
namespace {

// The roles that the first administrator may grant: all of them, and his own.
std::vector<std::string> every_role() {
  return {"window",        "handler",
          "approver",      "head",
          "maker",         "dispatcher",
          "bill_steward",  "exam_steward",
          "invigilator",   "marker",
          "registrar",     "county_reviewer",
          "city_reviewer", "province_reviewer",
          "supervisor",    "administrator"};
}

void end_absence(Staff& staff, const Absence& absence, std::vector<SubstituteChange>& changes) {
  changes.push_back({absence.substitute, {staff.who, absence}, false});
  std::erase_if(staff.absences, [&](const Absence& one) { return one.id == absence.id; });
}

template <class F>
Result<F> fact_in(const Body& body) {
  return read_fact<F>(body.schema, body.payload);
}

void enrol(Staff& staff, const std::string& who, const StaffIdentity& identity,
           const std::string& post) {
  staff.who = who;
  staff.person = person_of(identity);
  staff.name = identity.name;
  staff.post = post;
  staff.left = false;
}

}  // namespace

std::string person_of(const StaffIdentity& identity) {
  return to_hex(view_of(octets_of<16>(view_of(identity.id_number.lookup))));
}

bool is_within(std::string_view path, std::string_view within) noexcept {
  return within.empty() ||
         (path.starts_with(within) && (path.size() == within.size() || path[within.size()] == '/'));
}

bool Grant::covers(std::string_view in_tree, std::string_view at_path) const noexcept {
  return (tree == every_tree || tree == in_tree) && is_within(at_path, path);
}

const Grant* Staff::grant(std::string_view id) const {
  const auto found =
      std::find_if(grants.begin(), grants.end(), [&](const Grant& one) { return one.id == id; });
  return found == grants.end() ? nullptr : &*found;
}

const Absence* Staff::absence(std::string_view id) const {
  const auto found = std::find_if(absences.begin(), absences.end(),
                                  [&](const Absence& one) { return one.id == id; });
  return found == absences.end() ? nullptr : &*found;
}

CaseId case_of_account(std::string_view who) {
  return house_case({"account", who});
}

CaseId case_of_mandate(std::string_view agent, std::string_view unit) {
  return house_case({"mandate", agent, unit});
}

bool is_of_account(const Body& body) noexcept {
  return body.basis.edition.name == "directory";
}
bool is_of_mandate(const Body& body) noexcept {
  return body.basis.edition.name == "mandate";
}
bool is_mandate_fact(std::string_view fact) noexcept {
  return fact == MandateGiven::name || fact == MandateEnded::name;
}

bool is_account_fact(std::string_view fact) noexcept {
  constexpr std::array facts{
      AdministratorNamed::name, StaffEnrolled::name,   StaffLeft::name,   Granted::name,
      GrantEnded::name,         AbsenceRecorded::name, AbsenceEnded::name};
  return std::find(facts.begin(), facts.end(), fact) != facts.end();
}

Result<std::vector<SubstituteChange>> fold_account(Staff& staff, const Header& header,
                                                   const Body& body) {
  std::vector<SubstituteChange> changes;
  const auto position = Position{header.partition, header.sequence}.text();
  const auto since = [&](Instant from) { return from.set() ? from : body.effective_at; };
  if (body.fact == StaffEnrolled::name) {
    VERMILION_TRY(const auto fact, fact_in<StaffEnrolled>(body));
    enrol(staff, fact.who, fact.identity, fact.post);
    staff.tree = fact.tree;
    staff.path = fact.path;
  } else if (body.fact == AdministratorNamed::name) {
    VERMILION_TRY(const auto fact, fact_in<AdministratorNamed>(body));
    enrol(staff, fact.who, fact.identity, fact.post);
    staff.tree = every_tree;
    staff.grants.push_back({.id = position,
                            .who = staff.who,
                            .person = staff.person,
                            .role = "administrator",
                            .tree = std::string{every_tree},
                            .path = {},
                            .item = std::string{every_item},
                            .from = body.effective_at,
                            .until = {},
                            .hands_on = every_role(),
                            .position = header.sequence});
  } else if (body.fact == StaffLeft::name) {
    staff.left = true;
    staff.grants.clear();
    const auto absences = staff.absences;
    for (const auto& absence : absences) end_absence(staff, absence, changes);
  } else if (body.fact == Granted::name) {
    VERMILION_TRY(const auto fact, fact_in<Granted>(body));
    staff.grants.push_back({.id = position,
                            .who = staff.who,
                            .person = staff.person,
                            .role = fact.role,
                            .tree = fact.tree,
                            .path = fact.path,
                            .item = fact.item,
                            .from = since(fact.from),
                            .until = fact.until,
                            .hands_on = fact.hands_on,
                            .position = header.sequence});
  } else if (body.fact == GrantEnded::name) {
    VERMILION_TRY(const auto fact, fact_in<GrantEnded>(body));
    std::erase_if(staff.grants, [&](const Grant& one) { return one.id == fact.grant; });
  } else if (body.fact == AbsenceRecorded::name) {
    VERMILION_TRY(const auto fact, fact_in<AbsenceRecorded>(body));
    const Absence absence{position, fact.substitute, since(fact.from), fact.until};
    staff.absences.push_back(absence);
    changes.push_back({fact.substitute, {staff.who, absence}, true});
  } else if (body.fact == AbsenceEnded::name) {
    VERMILION_TRY(const auto fact, fact_in<AbsenceEnded>(body));
    if (const auto* absence = staff.absence(fact.absence)) {
      const auto ended = *absence;
      end_absence(staff, ended, changes);
    }
  }
  return changes;
}

bool Mandate::covers(std::string_view item, Instant at) const noexcept {
  const bool named = std::any_of(items.begin(), items.end(), [&](const std::string& one) {
    return one == every_item || one == item;
  });
  return named && !ended && from <= at && at < until;
}

Result<void> fold_mandate(Mandate& mandate, const Body& body) {
  if (body.fact == MandateEnded::name) {
    mandate.ended = true;
    return ok();
  }
  VERMILION_TRY(const auto fact, fact_in<MandateGiven>(body));
  mandate = {fact.agent,
             fact.unit.uscc,
             fact.unit.name,
             fact.items,
             fact.from.set() ? fact.from : body.effective_at,
             fact.until,
             fact.tree,
             fact.path,
             false};
  return ok();
}

void fold_substitute(Staff& substitute, const SubstituteChange& change) {
  if (change.begins) {
    substitute.stands_in.push_back(change.stand_in);
    return;
  }
  std::erase_if(substitute.stands_in, [&](const StandIn& one) {
    return one.absent == change.stand_in.absent && one.absence.id == change.stand_in.absence.id;
  });
}

}  // namespace vermilion
