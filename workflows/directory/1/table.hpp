// directory/1 (名录): one account of staff, who may change what it may do, and under which rules.
//
// The case id is the hash of the account's name. Administrators act within their own subtree; an
// account acts on itself only to name who stands in. The first administrator comes from a one-time
// token that the house made when it was founded. Facts that say nothing of an item are judged here
// all the same, so that a refused grant is on record as a refused licence is.
// Source: DESIGN §1, §8; issue "People and papers". Threads: types.
#pragma once

#include "engine/table/table.hpp"
#include "workflows/directory/1/rules.hpp"

namespace vermilion::directory_1 {

using table::By;
using table::If;
using table::On;
using table::Regions;
using table::Rows;
using table::Same;
using table::State;
using table::StateInfo;
using namespace table::roles;

struct Unknown : State {
  static constexpr StateInfo info{"UNKNOWN", "未登记"};
};
struct Active : State {
  static constexpr StateInfo info{"ACTIVE", "在岗"};
};
struct Left : State {
  static constexpr StateInfo info{"LEFT", "已离岗"};
};

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "directory/1";
  using initial = Regions<Unknown>;
  using table = Rows<
  // ---- enrolled, gone, back
  On<Unknown, AdministratorNamed, Active, By<founder>,
     If<TokenMatches, NamesOneself, AccountNamesItsCase, IdentityNumberHolds>>,
  On<Unknown, StaffEnrolled, Active, By<administrator>,
     If<AccountNamesItsCase, IdentityNumberHolds, OfficeInTree, WithinOwnSubtree>>,
  On<Left, StaffEnrolled, Active, By<administrator>,
     If<NotOneself, SamePerson, OfficeInTree, WithinOwnSubtree>>,
  On<Active, StaffLeft, Left, By<administrator>, If<NotOneself>>,

  // ---- grants
  On<Active, Granted, Same, By<administrator>,
     If<NotOneself, RoleGrantable, OfficeInTree, WithinOwnSubtree, PeriodSound, NotMoreThanHeld,
        RoomForGrant>>,
  On<Active, GrantEnded, Same, By<administrator>, If<NotOneself, GrantKnown, GrantWithinPowers>>,

  // ---- who stands in: recorded by oneself, or by whoever administers
  On<Active, AbsenceRecorded, Same, By<administrator>,
     If<NotOneself, SubstituteKnown, SubstituteIsAnother, AbsentWithinPowers, PeriodSound,
        RoomForAbsence>>,
  On<Active, AbsenceRecorded, Same, By<oneself>,
     If<SubstituteKnown, SubstituteIsAnother, PeriodSound, RoomForAbsence>>,
  On<Active, AbsenceEnded, Same, By<administrator, oneself>, If<AbsenceKnown>>>;
};
// clang-format on

}  // namespace vermilion::directory_1
