#include "workflows/recognition/1/edition.hpp"

#include "base/check.hpp"
#include "engine/core/table_edition.hpp"
#include "events/facts/requests.hpp"
#include "workflows/recognition/1/table.hpp"

namespace vermilion {
namespace {

using namespace recognition_1;

constexpr std::string_view seen_by = "Submitted";
constexpr std::string_view confirmed_by = "Submitted,OriginalsSeen,LevelConfirmed";
constexpr std::string_view investigated_by = "Submitted,ObjectionRaised";

// Of each task: the limit that it bears, and whose recorders may not do it.
struct TaskRule {
  std::string_view task;
  std::string_view limit;
  std::string_view bars;
};
constexpr std::array<TaskRule, 5> tasks{{
    {see_originals::info.name, originals_in_time::info.name, seen_by},
    {investigate::info.name, investigate_in_time::info.name, investigated_by},
    {confirm_county::info.name, county_in_time::info.name, confirmed_by},
    {confirm_city::info.name, city_in_time::info.name, confirmed_by},
    {confirm_province::info.name, province_in_time::info.name, confirmed_by},
}};

// The notice goes on: the days that were left of it, then to the next working day (民法典 203).
std::optional<clock::DueAt> due_of_rest(Instant resumed, std::int32_t days,
                                        const clock::Calendar& calendar) {
  return clock::due_on(Day{china_day(resumed).number + days}, calendar);
}

struct Workflow : recognition_1::Table {
  using Data = recognition_1::Data;
  static constexpr bool changes_material = true;

  template <class Fact>
  static std::vector<Duty> resolve(const DutyInfo& info, const Fact&, const Context& context) {
    Duty duty{info.kind, std::string{info.name}, std::string{info.to}, {},
              false,     Bytes{info.detail}};
    const auto set_due = [&](const std::optional<clock::DueAt>& due) {
      if (!due) return;
      duty.due = due->due;
      duty.provisional = due->provisional;
    };
    if (info.kind == DutyKind::task) {
      for (const auto& one : tasks) {
        if (one.task != info.name) continue;
        duty.detail = Bytes{one.bars};
        set_due(due_within(one.limit, context));
      }
    } else if (info.kind == DutyKind::deadline) {
      if (std::is_same_v<Fact, ObjectionDismissed>) {
        set_due(due_of_rest(context.input.moments.effective_at, context.data.days_left,
                            *context.input.calendar));
      } else {
        set_due(due_within(info.name, context));
      }
      if (!duty.due.set()) return {};
    }
    return {std::move(duty)};
  }

  template <class Fact>
  static void fold(Data&, const Fact&, const Body&) {}
  static void fold(Data& data, const OriginalsSeen&, const Body& body) { note_due(data, body); }
  static void fold(Data& data, const ObjectionRaised&, const Body& body) {
    if (data.paused) return;
    data.paused = true;
    const auto left = china_day(data.notice_due).number - china_day(body.effective_at).number;
    data.days_left = std::max(left, decltype(left){0});
  }
  static void fold(Data& data, const ObjectionDismissed&, const Body& body) {
    data.paused = false;
    data.resumed_at = body.effective_at;
    note_due(data, body);
  }

  static std::optional<clock::DueAt> due_of(const Data& data, const OpenDuty& deadline, const Item&,
                                            const clock::Calendar& calendar) {
    if (deadline.name != public_notice::info.name || !data.resumed_at.set()) return {};
    return due_of_rest(data.resumed_at, data.days_left, calendar);
  }
  static Instant start_of(const Data&, const OpenDuty& deadline) { return deadline.since; }
  static void fold_due(Data& data, std::string_view deadline, Instant to) {
    if (deadline == public_notice::info.name) data.notice_due = to;
  }

 private:
  static void note_due(Data& data, const Body& body) {
    for (const auto& duty : body.duties) {
      if (duty.name == public_notice::info.name) data.notice_due = duty.due;
    }
  }
  static std::optional<clock::DueAt> due_within(std::string_view limit, const Context& context) {
    const auto& limits = context.input.item->limits;
    const auto found = limits.find(std::string{limit});
    if (found == limits.end()) return {};
    const auto due =
        clock::due_of(found->second, context.input.moments.effective_at, *context.input.calendar);
    VERMILION_CHECK(due.has_value(), "a loaded item's limits were checked");
    return due.value();
  }
};

}  // namespace

std::shared_ptr<const Edition> make_recognition_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
