#include "workflows/consent/1/edition.hpp"

#include "engine/core/table_edition.hpp"
#include "workflows/consent/1/table.hpp"

namespace vermilion {

using Workflow = PlainWorkflow<consent_1::Table, consent_1::Data, true>;

std::shared_ptr<const Edition> make_consent_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
