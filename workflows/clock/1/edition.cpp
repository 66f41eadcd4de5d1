#include "workflows/clock/1/edition.hpp"

#include "base/check.hpp"
#include "engine/core/table_edition.hpp"
#include "events/facts/approval.hpp"
#include "workflows/clock/1/table.hpp"

namespace vermilion {
namespace {

using clock_1::Context;
using clock_1::Data;

std::vector<Duty> plain(const table::DutyInfo& info) {
  return {{info.kind, std::string{info.name}, std::string{info.to}, {}, false, Bytes{info.detail}}};
}

// Whoever applied does not act on it for the office, and whoever asked does not grant.
std::vector<Duty> task(const table::DutyInfo& info, Instant due) {
  auto owed = plain(info);
  owed.front().detail = Submitted::name;
  if (info.name == clock_1::decide_extension::info.name) {
    owed.front().detail.append(",").append(ExtensionAsked::name);
  }
  owed.front().due = due;
  return owed;
}

// The last instant of the day on which the item has the procedure end.
clock::DueAt planned_end(const ProcedureStarted& fact, const Context& context) {
  const auto& input = context.input;
  const auto* procedure = input.item->procedure(fact.procedure);
  VERMILION_CHECK(procedure != nullptr, "the row asks for it");
  const clock::Limit limit{static_cast<std::int32_t>(procedure->days_most),
                           clock::Unit::working_days, procedure->law + " " + procedure->article};
  const auto due = clock::due_of(limit, input.moments.effective_at, *input.calendar);
  VERMILION_CHECK(due.has_value(), "a loaded item's procedures were checked");
  return due.value();
}

// The clock of the case as it is with this fact.
LegalClock clock_with(const ProcedureStarted& fact, const Context& context) {
  auto clock = context.input.kase.clock;
  clock.procedures.push_back({fact.procedure,
                              fact.limit,
                              context.input.moments.effective_at,
                              planned_end(fact, context).due,
                              {}});
  return clock;
}
LegalClock clock_with(const LimitExtended& fact, const Context& context) {
  auto clock = context.input.kase.clock;
  clock.extended = clock.asked;
  clock.extended_at = context.input.moments.effective_at;
  clock.extension = fact.amount;
  return clock;
}

// The limit that passed only because this was known too late.
std::vector<Duty> run_again(const auto& fact, const Context& context) {
  const auto& input = context.input;
  const auto limit = clock_1::limit_of(fact, context);
  const auto* passed = clock_1::passed_meanwhile(limit, context);
  VERMILION_CHECK(passed != nullptr, "the row asks for it");
  const auto of_item = input.item->limits.find(passed->name);
  VERMILION_CHECK(of_item != input.item->limits.end(), "it ran by a limit of the item");
  const auto run =
      run_of(clock_with(fact, context), passed->name, *input.item, of_item->second, passed->since);
  const auto due = due_of(run, *input.calendar);
  VERMILION_CHECK(due.has_value(), "a loaded item's limits were checked");
  return {{DutyKind::deadline, passed->name, "timer", due.value().due, due.value().provisional,
           Bytes{passed->detail}}};
}

// What stops or extends a limit is folded by the engine (events/legal_clock.hpp).
struct Workflow : PlainWorkflow<clock_1::Table, Data, false> {
  template <class Fact>
  static std::vector<Duty> resolve(const vermilion::table::DutyInfo& info, const Fact& fact,
                                   const Context& context) {
    if constexpr (std::is_same_v<Fact, ProcedureStarted>) {
      // Its date is that of the procedure's own limit; a date of its own would move with another.
      if (info.kind == DutyKind::task) return task(info, {});
      if (info.name == clock_1::procedure_in_time::info.name) {
        const auto end = planned_end(fact, context);
        auto owed = plain(info);
        owed.front().due = end.due;
        owed.front().provisional = end.provisional;
        return owed;
      }
    }
    if constexpr (std::is_same_v<Fact, ExtensionAsked>) {
      const auto* limit = context.input.kase.duty_named(fact.limit);
      return task(info, limit == nullptr ? Instant{} : limit->due);
    }
    if constexpr (std::is_same_v<Fact, ProcedureStarted> || std::is_same_v<Fact, LimitExtended>) {
      if (info.name == clock_1::limit_again::info.name) return run_again(fact, context);
    }
    return plain(info);
  }
};

}  // namespace

std::shared_ptr<const Edition> make_clock_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
