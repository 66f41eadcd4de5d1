#include "workflows/worklist/1/edition.hpp"

#include "engine/core/table_edition.hpp"
#include "workflows/worklist/1/table.hpp"

namespace vermilion {
namespace {

struct Workflow : worklist_1::Table {
  using Data = worklist_1::Data;
  static constexpr bool changes_material = false;

  template <class Fact>
  static std::vector<Duty> resolve(const vermilion::table::DutyInfo&, const Fact&,
                                   const RuleContext<Data>&) {
    return {};
  }
  template <class Fact>
  static void fold(Data&, const Fact&, const Body&) {}
};

}  // namespace

std::shared_ptr<const Edition> make_worklist_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
