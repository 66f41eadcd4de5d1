#include "workflows/worklist/2/edition.hpp"

#include "engine/core/table_edition.hpp"
#include "workflows/worklist/2/table.hpp"

namespace vermilion {
namespace {

struct Workflow : PlainWorkflow<worklist_2::Table, worklist_2::Data, false> {
  using PlainWorkflow::resolve;
  // One task a co-signer, in the order of the fact, under the role by which he sees the case.
  static std::vector<Duty> resolve(const vermilion::table::DutyInfo& owed, const CosignAsked&,
                                   const worklist_2::Context& context) {
    std::vector<Duty> duties;
    for (const auto& one : context.input.named) {
      const auto* role = worklist_2::staff_role_of(one);
      Duty duty;
      duty.kind = owed.kind;
      duty.name = owed.name;
      duty.to = role == nullptr ? std::string{} : role->role;
      duty.due = context.input.task->due;
      duty.provisional = context.input.task->provisional;
      duties.push_back(std::move(duty));
    }
    return duties;
  }
};

}  // namespace

std::shared_ptr<const Edition> make_worklist_2() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
