// The model check of a whole house: its editions, its catalogue, and its grants together.
//
// What one table must hold is engine/table/model_check.hpp; here is what the catalogue must hold
// beside it, so that a bad one does not start (DESIGN §3):
//   - an item's edition exists, each deadline of it has a limit in the item, and no other limit is
//     there; no limit above the Licensing Law's own unless its basis is another law;
//   - every material has a legal basis, every item a scope tree that the house has;
//   - no item version and no edition was edited in place: their digests stand in editions.lock,
//     "item <code> <version> <sha256>" and "edition <name> <sha256>", ascending;
//   - rows exclude one another in every place the rows lead to, for every fact, role and item, over
//     an untouched case (tests walk it over thousands of others);
//   - the granted roles can satisfy the rules: somebody for each task, two persons for two links.
// Threads: pure.
#pragma once

#include "engine/core/edition.hpp"
#include "engine/table/model_check.hpp"

namespace vermilion::catalogue {

using table::ModelFinding;

struct Model {
  const Editions& editions;
  const Catalogue& catalogue;
  std::string_view lock;           // the text of editions.lock
  const Scopes* scopes = nullptr;  // null: not asked
  const Grants* grants = nullptr;  // null: not asked
  table::Consumers consumers;
};

[[nodiscard]] std::vector<ModelFinding> check_model(const Model& model);

// What editions.lock would say of these.
[[nodiscard]] std::string lock_text(const Editions& editions, const Catalogue& catalogue);

}  // namespace vermilion::catalogue
