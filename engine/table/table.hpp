// The table language: a workflow that reads like the regulation's own state table.
//
//   using table = Rows<
//   //  in state    on fact     becomes     who          provided that           then owes ends On<
//   PreCheck  , Accepted  , Handling  , By<window> , If<MaterialsComplete>, Owes<decide>, Ends<…>
//   >, On< Any<PreCheck, Handling>, Withdrawn, WithdrawnState, By<applicant>, If<>, Owes<>, EndsAll
//   >, … >;
//
// A state, role, rule or duty is a type with `static constexpr` info of engine/table/row.hpp:
//   struct PreCheck : State { static constexpr StateInfo info{"PRECHECK", "预受理"}; };
//   struct MaterialsComplete {
//     static constexpr RuleInfo info{"MaterialsComplete", {"行政许可法", "32(1)(5)"}, "…", "…"};
//     template <class Fact, class Context>
//     static bool holds(const Fact&, const Context&);      // pure; sees no clock, no Personal
//     // optional: static Finding found(const Fact&, const Context&);  where and what, for people
//   };
// `Any<…>` stands for one row a state; `Same` as third column keeps each in its state. Rows that
// share state and fact must exclude one another (interpreter.hpp proves it over given cases).
// This header knows no Boost.MSM; machine.hpp derives the machine, interpreter.hpp runs the rows.
// Threads: types.
#pragma once

#include <algorithm>
#include <array>
#include <boost/mp11.hpp>

#include "engine/table/row.hpp"

namespace vermilion::table {

namespace mp = boost::mp11;

// Base of every state. MSM wants its own base class, which machine.hpp wraps around it.
struct State {};
struct Same {};
template <class... S>
struct Any {};

template <class... R>
struct By {
  static constexpr std::array<RoleInfo, sizeof...(R)> info{R::info...};
};
template <class... R>
struct If {
  using rules = mp::mp_list<R...>;
};
template <class... D>
struct Owes {
  static constexpr std::array<DutyInfo, sizeof...(D)> info{D::info...};
};
template <class... D>
struct Ends {
  static constexpr std::array<Text, sizeof...(D)> names{D::info.name...};
};
// Every open duty of the case: the case is over, or starts afresh.
struct EndsAll {
  static constexpr std::array<Text, 1> names{Text{"*"}};
};

template <class From, class Fact_, class To, class Who, class When = If<>, class Then = Owes<>,
          class Over = Ends<>>
struct On {
  using from = From;
  using fact = Fact_;
  using to = To;
  using who = Who;
  using when = When;
  using then = Then;
  using over = Over;
};

namespace detail {
template <class Row>
struct ExpandRow {
  using to = std::conditional_t<std::is_same_v<typename Row::to, Same>, typename Row::from,
                                typename Row::to>;
  using type = mp::mp_list<On<typename Row::from, typename Row::fact, to, typename Row::who,
                              typename Row::when, typename Row::then, typename Row::over>>;
};
template <class... S, class F, class T, class W, class I, class O, class E>
struct ExpandRow<On<Any<S...>, F, T, W, I, O, E>> {
  using type =
      mp::mp_list<On<S, F, std::conditional_t<std::is_same_v<T, Same>, S, T>, W, I, O, E>...>;
};
template <class Row>
using expanded = typename ExpandRow<Row>::type;

template <class List>
struct rules_as_data;
template <class... R>
struct rules_as_data<mp::mp_list<R...>> {
  static constexpr std::array<RuleInfo, sizeof...(R)> value{R::info...};
};
template <class List>
struct rows_as_data;
template <class... R>
struct rows_as_data<mp::mp_list<R...>> {
  static constexpr std::array<RowInfo, sizeof...(R)> value{
      RowInfo{R::from::info, R::fact::name, R::to::info, R::who::info,
              rules_as_data<typename R::when::rules>::value, R::then::info, R::over::names}...};
};
template <class List>
struct states_as_data;
template <class... S>
struct states_as_data<mp::mp_list<S...>> {
  static constexpr std::array<StateInfo, sizeof...(S)> value{S::info...};
};
}  // namespace detail

template <class... R>
using Rows = mp::mp_append<detail::expanded<R>...>;
// One initial state a region.
template <class... S>
using Regions = mp::mp_list<S...>;

// What a workflow `W` (with members `table`, `initial`, `edition`) is, as data.
template <class W>
[[nodiscard]] constexpr TableInfo info_of() {
  constexpr EditionName edition = W::edition;
  return TableInfo{edition.name, edition.file, edition.line,
                   detail::rows_as_data<typename W::table>::value,
                   detail::states_as_data<typename W::initial>::value};
}

namespace detail {
template <class Row>
using fact_of_row = typename Row::fact;
}  // namespace detail
// The facts that a workflow's table knows, each once.
template <class W>
using facts_of = mp::mp_unique<mp::mp_transform<detail::fact_of_row, typename W::table>>;

// Where the fault lies and what was found there; shown with the refusal. Never personal data.
struct Finding {
  std::string place;  // JSON pointer into the fact
  std::string found;
};

// Calls rule `R` and, when it does not hold and can say more, fills `finding`.
template <class R, class F, class Context>
[[nodiscard]] bool rule_holds(const F& fact, const Context& context, Finding& finding) {
  if (R::holds(fact, context)) return true;
  if constexpr (requires { R::found(fact, context); }) finding = R::found(fact, context);
  return false;
}

enum class Answer : std::uint8_t { recorded, not_here, refused, ambiguous };

inline constexpr std::size_t tried_max = 16;

// One row that was tried and did not hold; rule −1 is the principal's role.
struct Tried {
  std::uint16_t row = 0;
  std::int16_t rule = -1;
};

struct Verdict {
  Answer answer = Answer::not_here;
  std::uint16_t row = 0;
  std::vector<Tried> tried;
  Finding finding;
};

}  // namespace vermilion::table
