#include "engine/core/legal_clock.hpp"

#include <algorithm>

namespace vermilion {

LimitRun run_of(const LegalClock& clock, std::string_view name, const Item& item,
                const clock::Limit& limit, Instant from) {
  LimitRun run{{limit, from, 0, {}}, false};
  for (const auto& one : clock.procedures) {
    if (one.limit != name || one.from < from) continue;
    const auto* procedure = item.procedure(one.procedure);
    const auto until = one.until.set() ? one.until : std::max(one.from, one.planned);
    run.run.stops.push_back({china_day(one.from), china_day(until),
                             procedure == nullptr ? one.procedure : procedure->title.zh});
    run.goes_on = run.goes_on || !one.until.set();
  }
  if (clock.extended == name && clock.extended_at >= from) {
    run.run.extension = static_cast<std::int32_t>(clock.extension);
  }
  return run;
}

Result<clock::DueAt> due_of(const LimitRun& run, const clock::Calendar& calendar) {
  VERMILION_TRY(auto due, clock::due_of(run.run, calendar));
  due.provisional = due.provisional || run.goes_on;
  return due;
}

const PassedDeadline* taken_up(const Case& kase, const OpenDuty& deadline) {
  const auto& clock = kase.clock;
  bool owed_by_clock = clock.extended == deadline.name && clock.extended_at == deadline.since;
  for (const auto& one : clock.procedures) {
    owed_by_clock = owed_by_clock || (one.limit == deadline.name && one.from == deadline.since);
  }
  if (!owed_by_clock) return nullptr;
  const auto found = std::find_if(kase.passed.rbegin(), kase.passed.rend(), [&](const auto& one) {
    return one.name == deadline.name && deadline.since <= one.due;
  });
  return found == kase.passed.rend() ? nullptr : &*found;
}

}  // namespace vermilion
