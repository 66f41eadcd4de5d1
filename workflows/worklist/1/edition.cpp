#include "workflows/worklist/1/edition.hpp"

#include "engine/core/table_edition.hpp"
#include "workflows/worklist/1/table.hpp"

namespace vermilion {

using Workflow = PlainWorkflow<worklist_1::Table, worklist_1::Data, false>;

std::shared_ptr<const Edition> make_worklist_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
