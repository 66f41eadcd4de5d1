#include "projections/task_acts.hpp"

#include "events/facts/worklist.hpp"

namespace vermilion::projections {

Result<HolderChange> holder_change(const Header& header, const Body& body) {
  if (body.fact == TaskClaimed::name) {
    VERMILION_TRY(const auto fact, fact_of<TaskClaimed>(header, body));
    return HolderChange{fact.task, body.principal.who};
  }
  if (body.fact == TaskReleased::name) {
    VERMILION_TRY(const auto fact, fact_of<TaskReleased>(header, body));
    return HolderChange{fact.task, {}};
  }
  if (body.fact == TaskAssigned::name) {
    VERMILION_TRY(const auto fact, fact_of<TaskAssigned>(header, body));
    return HolderChange{fact.task, fact.to};
  }
  return fail(Code::unsupported,
              fmt::format("record {} of partition {}: {} is no act on a task that is known here",
                          header.sequence, header.partition, body.fact));
}

}  // namespace vermilion::projections
