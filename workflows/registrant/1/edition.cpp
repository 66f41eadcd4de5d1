#include "workflows/registrant/1/edition.hpp"

#include "base/check.hpp"
#include "engine/core/table_edition.hpp"
#include "events/facts/requests.hpp"
#include "workflows/registrant/1/table.hpp"

namespace vermilion {
namespace {

using namespace registrant_1;

// One entry a person and register.
Digest entry_of(const Digest& number, const Case& kase) {
  return sha256({view_of(number), own_register(kase)});
}

// By the item's limit of this name, from now on; false when it has none.
bool set_due(Duty& duty, std::string_view name, const Context& context) {
  const auto& limits = context.input.item->limits;
  const auto limit = limits.find(std::string{name});
  if (limit == limits.end()) return false;
  const auto due =
      clock::due_of(limit->second, context.input.moments.effective_at, *context.input.calendar);
  VERMILION_CHECK(due.has_value(), "a loaded item's limits were checked");
  duty.due = due.value().due;
  duty.provisional = due.value().provisional;
  return true;
}

struct Workflow : registrant_1::Table {
  using Data = registrant_1::Data;
  static constexpr bool changes_material = true;

  template <class Fact>
  static std::vector<Duty> resolve(const DutyInfo& info, const Fact& fact, const Context& context) {
    const auto& data = context.data;
    const auto& kase = context.input.kase;
    Duty duty{info.kind, std::string{info.name}, std::string{info.to}, {},
              false,     Bytes{info.detail}};
    const auto is = [&](const auto& word) { return info.name == word.info.name; };
    if (is(take_entry{}) || is(give_back_entry{})) {
      auto number = data.number;
      if constexpr (std::is_same_v<Fact, RegistrantEntered>) number = fact.id_number.lookup;
      duty.detail = Bytes{view_of(entry_of(number, kase))};
    } else if (is(ask_release{})) {
      duty.to = "register." + data.from_register;
      duty.detail = encode(
          ReleaseRequest{data.form_of_other, std::string{own_register(kase)}, data.lodged_at});
    } else if (info.kind == DutyKind::deadline) {
      if (!set_due(duty, info.name, context)) return {};
    } else if (info.kind == DutyKind::task) {
      duty.detail = RegistrantEntered::name;
      // Whoever looks into a death has the time that others have to correct.
      if (is(review_out{})) set_due(duty, review_in_time::info.name, context);
      if (is(confirm_death{})) set_due(duty, correct_in_time::info.name, context);
    }
    return {std::move(duty)};
  }

  template <class Fact>
  static void fold(Data&, const Fact&, const Body&) {}
  static void fold(Data& data, const RegistrantEntered& fact, const Body& body) {
    data.number = fact.id_number.lookup;
    data.from_register = fact.from_register;
    data.form_of_other = fact.form;
    data.lodged_at = body.received_at;
  }
  static void fold(Data& data, const TransferOutAsked& fact, const Body&) {
    data.to_register = fact.to_register;
    data.form_holds = false;
  }
  static void fold(Data& data, const TransferOutIssued&, const Body&) {
    ++data.forms;
    data.form_holds = true;
  }
  static void fold(Data& data, const TransferWithdrawn&, const Body&) { data.form_holds = false; }
  static void fold(Data& data, const IdentityFound&, const Body&) { data.form_holds = false; }

  static Instant start_of(const Data&, const OpenDuty& deadline) { return deadline.since; }
  static void fold_due(Data&, std::string_view, Instant) {}
};

}  // namespace

std::shared_ptr<const Edition> make_registrant_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
