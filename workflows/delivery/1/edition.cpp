#include "workflows/delivery/1/edition.hpp"

#include "engine/core/table_edition.hpp"
#include "events/facts/approval.hpp"
#include "events/facts/requests.hpp"
#include "workflows/delivery/1/table.hpp"

namespace vermilion {
namespace {

using namespace delivery_1;

// What is asked of the post with this fact.
template <class Fact>
PostalRequest asked_with(const Fact& fact, const Context& context) {
  PostalRequest request;
  const auto& parcels = context.input.kase.parcels;
  request.parcel = static_cast<std::uint32_t>(parcels.size());
  if constexpr (std::is_same_v<Fact, ParcelOrdered>) {
    ++request.parcel;
    request.contents = fact.contents;
  } else if constexpr (std::is_same_v<Fact, ParcelLabelled>) {
    request.waybill = fact.waybill;
  } else if constexpr (std::is_same_v<Fact, ParcelTracked>) {
    request.waybill = parcels.back().waybill;
    request.after = fact.through;
  }
  return request;
}

struct Workflow : PlainWorkflow<delivery_1::Table, delivery_1::Data, false> {
  template <class Fact>
  static std::vector<Duty> resolve(const DutyInfo& info, const Fact& fact, const Context& context) {
    Duty duty{info.kind, std::string{info.name}, std::string{info.to}, {}, false, {}};
    if (info.kind == DutyKind::check) duty.detail = encode(asked_with(fact, context));
    if (info.kind == DutyKind::task) {
      duty.detail = Submitted::name;  // whoever applied does not act on it for the office
      if (const auto* handing = context.input.kase.duty_named("hand_over")) duty.due = handing->due;
    }
    return {std::move(duty)};
  }
};

}  // namespace

std::shared_ptr<const Edition> make_delivery_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
