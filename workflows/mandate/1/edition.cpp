#include "workflows/mandate/1/edition.hpp"

#include "engine/core/table_edition.hpp"
#include "workflows/mandate/1/table.hpp"

namespace vermilion {
namespace {

struct Workflow : mandate_1::Table {
  using Data = mandate_1::Data;
  static constexpr bool changes_material = true;

  template <class Fact>
  static std::vector<Duty> resolve(const vermilion::table::DutyInfo&, const Fact&,
                                   const RuleContext<Data>&) {
    return {};
  }
  // What is mandated stands in rows of core's own (events/directory.hpp).
  template <class Fact>
  static void fold(Data&, const Fact&, const Body&) {}
};

}  // namespace

std::shared_ptr<const Edition> make_mandate_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
