#include "workflows/signer/1/edition.hpp"

#include "engine/core/table_edition.hpp"
#include "workflows/signer/1/table.hpp"

namespace vermilion {

// The signer is folded by the engine (events/billing.hpp).
std::shared_ptr<const Edition> make_signer_1() {
  return std::make_shared<
      const TableEdition<PlainWorkflow<signer_1::Table, signer_1::Data, true>>>();
}

}  // namespace vermilion
