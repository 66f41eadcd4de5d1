// The model check of the house that is about to be opened: this program's editions, the reference
// data as read, and what answers checks and registers here.
//
// `vermilion serve` refuses to start when it finds anything, so that no case is ever opened on a
// catalogue that would leave it stuck (DESIGN §3); `vermilion model check` prints the same. What is
// checked stands in workflows/catalogue/model_check.hpp. Grants are asked only when the operator
// names a file of them: without one nobody but applicants may do anything, and a hall may be set up
// so. Threads: free functions.
#pragma once

#include "app/hall/reference_files.hpp"
#include "workflows/catalogue/model_check.hpp"

namespace vermilion {

// The catalogue among `references`. Errors: not_found, invalid.
[[nodiscard]] Result<Catalogue> catalogue_of(std::span<const HallReference> references);

// Errors: not_found (no editions.lock beside the items), and those of the loaders, with file:line.
[[nodiscard]] Result<std::vector<table::ModelFinding>> check_house(
    const ReferenceFiles& files, std::span<const HallReference> references);

// Nothing, or all findings as one error (invalid).
[[nodiscard]] Result<void> refuse_findings(const std::vector<table::ModelFinding>& findings);

}  // namespace vermilion
