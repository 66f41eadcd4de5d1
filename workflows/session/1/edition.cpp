#include "workflows/session/1/edition.hpp"

#include "engine/core/table_edition.hpp"
#include "workflows/session/1/table.hpp"

namespace vermilion {

// What a session holds is folded by the engine (events/sessions.hpp).
std::shared_ptr<const Edition> make_session_1() {
  return std::make_shared<
      const TableEdition<PlainWorkflow<session_1::Table, session_1::Data, true>>>();
}

}  // namespace vermilion
