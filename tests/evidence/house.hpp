// A small house on disk, for the auditor's tools: a hall opened with a set clock, fed and stopped.
//
// `make_house` founds it in an empty directory and runs `cases` cases of the bookkeeping licence
// and of an item that is accepted by rule: through to the certificate, refused attempts, claimed
// tasks, withdrawals, deadlines that pass, a person wanted by two agencies. The clock passes two
// months' ends, so segments are sealed. Afterwards a rival's frame is kept as void, and the hall
// opens once more. The same arguments give the same cases (ids of the house and keys are random).
// Needs no reference folder: calendar and scopes are made here. Threads: one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/hall/hall.hpp"

namespace vermilion::test {

struct HouseWanted {
  int cases = 12;
  bool rival = true;  // a void frame, and a second reign
};

// Errors: those of the hall, and conflict when a step of a case is not decided as it should be.
[[nodiscard]] Result<void> make_house(const std::string& directory, const HouseWanted& wanted);

// Writes into the journal of a house at rest, chained and foldable, what no owner would have: an
// acceptance of its last application by staff who hold no window's role, while the check is open
// and nothing is owed. Errors: the journal's.
[[nodiscard]] Result<Position> plant_acceptance(const std::string& directory);

// Catalogue, calendar, scopes and grants of that house.
[[nodiscard]] std::vector<HallReference> house_references();

}  // namespace vermilion::test
