#include "workflows/service/1/edition.hpp"

#include "engine/core/table_edition.hpp"
#include "workflows/service/1/table.hpp"

namespace vermilion {
namespace {

// What is added to a case is folded by the engine (events/service.hpp).
struct Workflow : PlainWorkflow<service_1::Table, service_1::Data, false> {
  template <class Fact>
  static std::vector<Duty> resolve(const vermilion::table::DutyInfo& info, const Fact&,
                                   const RuleContext<Data>&) {
    return {{info.kind, std::string{info.name}, std::string{info.to}, {}, false, {}}};
  }
};

}  // namespace

std::shared_ptr<const Edition> make_service_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
