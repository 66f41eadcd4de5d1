#include "workflows/directory/1/edition.hpp"

#include "engine/core/table_edition.hpp"
#include "workflows/directory/1/table.hpp"

namespace vermilion {

// What the account is stands in rows of core's own (events/directory.hpp).
using Workflow = PlainWorkflow<directory_1::Table, directory_1::Data, true>;

std::shared_ptr<const Edition> make_directory_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
