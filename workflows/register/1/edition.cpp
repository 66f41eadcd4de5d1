#include "workflows/register/1/edition.hpp"

#include "engine/core/table_edition.hpp"
#include "workflows/register/1/table.hpp"

namespace vermilion {
namespace {

struct Workflow : register_1::Table {
  using Data = register_1::Data;
  static constexpr bool changes_material = true;

  template <class Fact>
  static std::vector<Duty> resolve(const vermilion::table::DutyInfo&, const Fact&,
                                   const RuleContext<Data>&) {
    return {};  // a register owes nothing: its answer is the record itself
  }
  static void fold(Data& data, const PlaceTaken& fact, const Body&) {
    if (!data.known()) data = {fact.kind, fact.key, fact.capacity};
  }
  static void fold(Data&, const PlaceReturned&, const Body&) {}
};

}  // namespace

std::shared_ptr<const Edition> make_register_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
