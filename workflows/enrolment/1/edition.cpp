#include "workflows/enrolment/1/edition.hpp"

#include <fmt/format.h>

#include "engine/core/table_edition.hpp"
#include "events/facts/register.hpp"
#include "events/facts/requests.hpp"
#include "workflows/enrolment/1/table.hpp"

namespace vermilion {
namespace {

using namespace enrolment_1;
using Owed = std::vector<Duty>;

constexpr std::int64_t microseconds_a_minute = 60 * microseconds_a_second;

Digest place_of(const Enrolled& fact) {
  return sha256({fact.item, BytesView{"\0", 1}, fact.subject, BytesView{"\0", 1},
                 view_of(fact.id_number.lookup)});
}

// Until when what begins with this fact is waited for.
Instant due_of(std::string_view limit, const Context& context) {
  const auto minutes = limit == pay_in_time::info.name ? rules_of(context).pay_within_minutes
                                                       : rules_of(context).hold_minutes;
  return context.input.moments.effective_at + minutes * microseconds_a_minute;
}

template <class Fact>
Bytes order_of(const Fact&, const Context& context) {
  PaymentRequest request;
  request.amount = rules_of(context).fee;
  request.purpose = context.input.item->title.zh + "报名费";
  if constexpr (std::is_same_v<Fact, FeeNotPaid>) {
    // The hold goes on, and with it the time to pay.
    const auto* hold = context.input.kase.duty_named(hold_ends::info.name);
    request.until = hold != nullptr ? hold->due : context.input.moments.effective_at;
  } else {
    request.until =
        due_of(std::is_same_v<Fact, PlaceGranted> ? pay_in_time::info.name : hold_ends::info.name,
               context);
  }
  return encode(request);
}

template <class Fact>
Bytes refund_of(const Fact& fact, const Context& context) {
  PaymentRequest request;
  request.amount = context.data.paid;
  request.purpose = context.input.item->title.zh + "退费";
  if (context.data.payment) request.pays_back = *context.data.payment;
  if constexpr (std::is_same_v<Fact, FeePaid>) {
    request.amount = fact.amount;
    request.pays_back = fact.request;
  }
  return encode(request);
}

struct Workflow : enrolment_1::Table {
  using Data = enrolment_1::Data;
  static constexpr bool changes_material = true;

  template <class Fact>
  static Owed resolve(const DutyInfo& info, const Fact& fact, const Context& context) {
    const auto& data = context.data;
    Duty duty{info.kind, std::string{info.name}, std::string{info.to}, {},
              false,     Bytes{info.detail}};
    const auto is = [&](const auto& word) { return info.name == word.info.name; };
    if (is(take_place{}) || is(give_back_place{})) {
      duty.detail = Bytes{view_of(data.place)};
      if constexpr (std::is_same_v<Fact, Enrolled>) duty.detail = Bytes{view_of(place_of(fact))};
    } else if (is(take_seat{})) {
      auto session = data.session;  // of the hold that lapsed
      if constexpr (std::is_same_v<Fact, SeatChosen>) session = fact.session;
      duty.detail = fmt::format("{}/{}/{}", context.input.item->code, session, data.subject);
    } else if (is(give_back_seat{})) {
      if (data.seat == 0) return {};
      duty.detail = fmt::format("{}/{}/{}", context.input.item->code, data.session, data.seat);
    } else if (is(collect_fee{})) {
      // One that is still open is waited for; the fact that ends it asks for another.
      if (!std::is_same_v<Fact, FeeNotPaid> && is_order_open(context)) return {};
      duty.detail = order_of(fact, context);
    } else if (is(refund_fee{})) {
      duty.detail = refund_of(fact, context);
    } else if (info.kind == DutyKind::deadline) {
      duty.due = due_of(info.name, context);
    } else if (info.kind == DutyKind::task) {
      duty.detail = Enrolled::name;
      if (is(publish{})) duty.detail += "," + std::string{Scored::name};
      if (is(attend{})) duty.due = data.ends;
    }
    return {std::move(duty)};
  }

  template <class Fact>
  static void fold(Data&, const Fact&, const Body&) {}
  static void fold(Data& data, const Enrolled& fact, const Body&) {
    data.place = place_of(fact);
    data.subject = fact.subject;
  }
  static void fold(Data& data, const FeePaid& fact, const Body&) {
    data.paid = fact.amount;
    data.payment = fact.request;
  }
  static void fold(Data& data, const SeatChosen& fact, const Body&) { data.session = fact.session; }
  static void fold(Data& data, const SeatGranted& fact, const Body&) {
    data.session = fact.session;
    data.seat = fact.seat;
    data.starts = fact.starts;
    data.ends = fact.ends;
  }
  // The session stays: who confirmed in time asks for another of its seats.
  static void fold(Data& data, const HoldLapsed&, const Body&) { data.seat = 0; }
  static void fold(Data& data, const EnrolmentCancelled&, const Body&) { data.seat = 0; }
  static void fold(Data& data, const Scored& fact, const Body&) { data.score = fact.score; }
};

}  // namespace

std::shared_ptr<const Edition> make_enrolment_1() {
  return std::make_shared<const TableEdition<Workflow>>();
}

}  // namespace vermilion
