// session/1 (考试场次): the seats of one session of an examination.
//
// One case a session. Its seats are a row of core, seen here as JudgeInput::places: what the
// session is, and which seat goes next. The lowest free seat is given, none twice; seats that are
// held stay when their number is changed.
// Source: ITEMS §2.10 (W5: used + held ≤ allotted; a cut below used + held is refused). Threads:
// types.
#pragma once

#include "engine/core/rule_context.hpp"
#include "engine/table/roles.hpp"
#include "events/sessions.hpp"

namespace vermilion::session_1 {

using table::By;
using table::Finding;
using table::If;
using table::On;
using table::Regions;
using table::Rows;
using table::RuleInfo;
using table::Same;
using table::State;
using table::StateInfo;
using namespace table::roles;

// Empty: the session is a row of its own.
struct Data {
  template <class Archive>
  void serialize(Archive&) {}
};
using Context = RuleContext<Data>;

inline const Session* session_in(const Context& context) {
  const auto* places = context.input.places;
  return places != nullptr && places->session ? &*places->session : nullptr;
}

struct Unopened : State {
  static constexpr StateInfo info{"UNOPENED", "未开放"};
};
struct Open : State {
  static constexpr StateInfo info{"OPEN", "选考中"};
};
struct Closed : State {
  static constexpr StateInfo info{"CLOSED", "已关闭"};
};

struct NamesItsCase : Tells<NamesItsCase> {
  static constexpr std::string_view place = "/session";
  static constexpr RuleInfo info{"NamesItsCase",
                                 {"house", "sessions"},
                                 "场次代码为 1 至 32 位 a-z、0-9、“-”",
                                 "the session's code is 1 to 32 of a-z, 0-9, '-'"};
  static bool holds(const SessionOpened& fact, const Context& context) {
    return is_session_code(fact.session) &&
           context.input.kase.id == case_of_session(fact.item, fact.session);
  }
};
struct TimesInOrder : Tells<TimesInOrder> {
  static constexpr std::string_view place = "/choose_until";
  static constexpr RuleInfo info{"TimesInOrder",
                                 {"house", "sessions"},
                                 "选考截止在将来，不晚于开始时间；结束时间在开始时间之后",
                                 "to be chosen until a time to come, not after it starts; it ends "
                                 "after it starts"};
  static bool holds(const SessionOpened& fact, const Context& context) {
    return fact.choose_until > context.input.moments.received_at &&
           fact.choose_until <= fact.starts && fact.starts < fact.ends;
  }
};
struct SeatsInBounds : Tells<SeatsInBounds> {
  static constexpr std::string_view place = "/seats";
  static constexpr RuleInfo info{"SeatsInBounds",
                                 {"house", "seats_max"},
                                 "座位数为 1 至 20000",
                                 "a session has 1 to 20,000 seats"};
  static bool holds(const auto& fact, const Context&) {
    return fact.seats >= 1 && fact.seats <= seats_max;
  }
};
struct KeepsWhatIsHeld {
  static constexpr RuleInfo info{"KeepsWhatIsHeld",
                                 {"ITEMS", "W5"},
                                 "不少于已占座位的最大座位号",
                                 "no fewer than the highest seat that somebody holds"};
  static bool holds(const SeatsSet& fact, const Context& context) {
    const auto* session = session_in(context);
    return session != nullptr && fact.seats >= session->highest_held();
  }
  static Finding found(const SeatsSet&, const Context& context) {
    const auto* session = session_in(context);
    return {"/seats", std::to_string(session == nullptr ? 0 : session->highest_held())};
  }
};
// The finding is what the enrolment is told.
struct StillChosen {
  static constexpr RuleInfo info{
      "StillChosen", {"item", "enrolment"}, "选考尚未截止", "it can still be chosen"};
  static bool holds(const SeatTaken&, const Context& context) {
    const auto* session = session_in(context);
    return session != nullptr && context.input.moments.received_at <= session->choose_until;
  }
  static Finding found(const SeatTaken&, const Context&) { return {"/session", "over"}; }
};
struct OfSubject {
  static constexpr RuleInfo info{
      "OfSubject", {"item", "enrolment.subjects"}, "与报名科目一致", "of the enrolment's subject"};
  static bool holds(const SeatTaken& fact, const Context& context) {
    const auto* session = session_in(context);
    return session != nullptr && session->subject == fact.subject;
  }
  static Finding found(const SeatTaken&, const Context&) { return {"/subject", "subject"}; }
};
struct SeatLeft {
  static constexpr RuleInfo info{"SeatLeft", {"ITEMS", "W5"}, "尚有空座", "a seat is left"};
  static bool holds(const SeatTaken&, const Context& context) {
    const auto* session = session_in(context);
    return session != nullptr && session->next() != 0;
  }
  static Finding found(const SeatTaken&, const Context&) { return {"/session", "full"}; }
};
struct SeatHeld {
  static constexpr RuleInfo info{
      "SeatHeld", {"house", "register"}, "由该办件占用", "the asking case holds a seat"};
  static bool holds(const SeatReturned&, const Context& context) {
    return context.input.places != nullptr && context.input.places->held_by_asker;
  }
};

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "session/1";
  using initial = Regions<Unopened>;
  using table = Rows<
  On<Unopened, SessionOpened, Open, By<exam_steward>,
     If<NamesItsCase, TimesInOrder, SeatsInBounds>>,
  On<Open, SeatsSet, Same, By<exam_steward>, If<SeatsInBounds, KeepsWhatIsHeld>>,
  On<Open, SessionClosed, Closed, By<exam_steward>, If<>>,
  On<Open, SeatTaken, Same, By<of_register>, If<StillChosen, OfSubject, SeatLeft>>,
  On<table::Any<Open, Closed>, SeatReturned, Same, By<of_register>, If<SeatHeld>>
  >;
};
// clang-format on

}  // namespace vermilion::session_1
