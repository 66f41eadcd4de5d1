#include "workflows/numbers/1/edition.hpp"

#include "engine/core/table_edition.hpp"
#include "workflows/numbers/1/table.hpp"

namespace vermilion {

// What stocks hold is folded by the engine (events/billing.hpp).
std::shared_ptr<const Edition> make_numbers_1() {
  return std::make_shared<
      const TableEdition<PlainWorkflow<numbers_1::Table, numbers_1::Data, true>>>();
}

}  // namespace vermilion
