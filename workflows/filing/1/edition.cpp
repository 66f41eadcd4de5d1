#include "workflows/filing/1/edition.hpp"

#include "base/check.hpp"
#include "engine/core/table_edition.hpp"
#include "workflows/filing/1/table.hpp"

namespace vermilion {
namespace {

using namespace filing_1;

constexpr std::uint32_t percent = 100;

// One filing a unit and item.
Digest place_of(const std::string& unit, const Case& kase) {
  return sha256({kase.item, "/", unit});
}

// Whether this filing is among those that are looked into: a draw that an auditor can repeat, and
// whoever files cannot steer, since it hangs on the microsecond in which the hall received it.
bool is_drawn(const Context& context) {
  const auto share = rules_of(context).check_percent;
  const auto& kase = context.input.kase;
  const auto received = std::to_string(context.input.moments.received_at.microseconds);
  const auto number = std::to_string(context.data.filings);
  const auto drawn = sha256({kase.id.text(), "/", number, "/", received, "/post-check"});
  return get_big<std::uint32_t>(view_of(drawn).data()) % percent < share;
}

std::optional<clock::DueAt> due_of_year(const Item& item, int year,
                                        const clock::Calendar& calendar) {
  if (!item.filing || !item.filing->yearly) return {};
  return clock::due_on(day_of({year, item.filing->due_month, item.filing->due_day}), calendar);
}

struct Workflow : filing_1::Table {
  using Data = filing_1::Data;
  static constexpr bool changes_material = true;

  template <class Fact>
  static std::vector<Duty> resolve(const DutyInfo& info, const Fact& fact, const Context& context) {
    const auto& data = context.data;
    const auto& kase = context.input.kase;
    const auto& rules = rules_of(context);
    Duty duty{info.kind, std::string{info.name}, std::string{info.to}, {},
              false,     Bytes{info.detail}};
    const auto is = [&](const auto& word) { return info.name == word.info.name; };
    const auto set_due = [&](const std::optional<clock::DueAt>& due) {
      if (!due) return;
      duty.due = due->due;
      duty.provisional = due->provisional;
    };
    const auto within = [&](const std::optional<clock::Limit>& limit) {
      return limit ? due_within(*limit, context) : std::nullopt;
    };
    if (is(take_place{}) || is(give_back_place{})) {
      auto unit = data.unit;
      if constexpr (std::is_same_v<Fact, FilingLodged>) unit = fact.unit.uscc;
      duty.detail = Bytes{view_of(place_of(unit, kase))};
    } else if (is(begin_periods{})) {
      if (!rules.yearly) return {};
    } else if (is(look_into{})) {
      // What is being looked into, or ordered, is looked at as a whole.
      const bool at_rest = std::is_same_v<Fact, PlaceGranted> || kase.in_state(Filed::info.name);
      if (!at_rest || kase.duty_named(info.name) != nullptr || !is_drawn(context)) return {};
      set_due(within(rules.check_within));
    } else if (is(file_yearly{})) {
      set_due(due_of_year(*context.input.item, next_year(fact, context), *context.input.calendar));
      if (!duty.due.set()) return {};
    } else if (is(order_in_time{})) {
      if (!rules.yearly || !rules.yearly->within) return {};
      set_due(within(rules.yearly->within));
    } else if (is(correct_in_time{}) || is(report_correction{})) {
      const auto& limits = context.input.item->limits;
      const auto limit = limits.find(std::string{correct_in_time::info.name});
      if (limit != limits.end()) set_due(due_within(limit->second, context));
    }
    return {std::move(duty)};
  }

  template <class Fact>
  static void fold(Data&, const Fact&, const Body&) {}
  static void fold(Data& data, const FilingLodged& fact, const Body&) {
    data.unit = fact.unit.uscc;
    ++data.filings;
  }
  static void fold(Data& data, const PeriodBegun&, const Body& body) {
    data.due_year = static_cast<std::uint16_t>(year_after(body.effective_at));
  }
  static void fold(Data& data, const PeriodFiled& fact, const Body&) {
    data.due_year = static_cast<std::uint16_t>(fact.year + 1);
    ++data.filings;
  }
  static void fold(Data& data, const EventFiled&, const Body&) { ++data.filings; }

  static std::optional<clock::DueAt> due_of(const Data& data, const OpenDuty& deadline,
                                            const Item& item, const clock::Calendar& calendar) {
    if (deadline.name == file_yearly::info.name) return due_of_year(item, data.due_year, calendar);
    const bool ordered = deadline.name == order_in_time::info.name && item.filing &&
                         item.filing->yearly && item.filing->yearly->within;
    if (!ordered) return {};
    const auto due = clock::due_of(*item.filing->yearly->within, deadline.since, calendar);
    return due ? std::optional{due.value()} : std::nullopt;
  }
  static Instant start_of(const Data&, const OpenDuty& deadline) { return deadline.since; }
  static void fold_due(Data&, std::string_view, Instant) {}

 private:
  static std::optional<clock::DueAt> due_within(const clock::Limit& limit, const Context& context) {
    const auto due =
        clock::due_of(limit, context.input.moments.effective_at, *context.input.calendar);
    VERMILION_CHECK(due.has_value(), "a loaded item's limits were checked");
    return due.value();
  }
  // Who files in a year files for the first time in the next one.
  static int year_after(Instant at) { return date_of(china_day(at)).year + 1; }
  template <class Fact>
  static int next_year(const Fact& fact, const Context& context) {
    if constexpr (std::is_same_v<Fact, PeriodFiled>) return fact.year + 1;
    return year_after(context.input.moments.effective_at);
  }
};

}  // namespace

std::shared_ptr<const Edition> make_filing_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
