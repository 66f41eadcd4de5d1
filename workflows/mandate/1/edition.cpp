#include "workflows/mandate/1/edition.hpp"

#include "engine/core/table_edition.hpp"
#include "workflows/mandate/1/table.hpp"

namespace vermilion {

// What is mandated stands in rows of core's own (events/directory.hpp).
using Workflow = PlainWorkflow<mandate_1::Table, mandate_1::Data, true>;

std::shared_ptr<const Edition> make_mandate_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
