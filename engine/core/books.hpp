// The house's own books in core: stocks of bill numbers, who signs bills, seats of sessions.
//
// Each is one row that a record of its case changes, so that a number or a seat costs one row and
// not the whole of them. Errors: corrupt, the store's. Threads: one an overlay.
#pragma once

#include "engine/core/core_rows.hpp"
#include "engine/ports/overlay.hpp"

namespace vermilion::core {

[[nodiscard]] Result<void> fold_stocks(Overlay& rows, const Header& header, const Body& body);
[[nodiscard]] Result<void> fold_seats(Overlay& rows, const Header& header, const Body& body);
[[nodiscard]] Result<void> fold_signer_row(Overlay& rows, const Body& body);

}  // namespace vermilion::core
