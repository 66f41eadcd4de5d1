// The machine: Boost.MSM over a table; the only header that includes it.
//
// MSM's rows are derived from ours and nothing is read back from it but which row held: MSM's state
// numbers follow row order and stay inside `judge`. The machine is a throw-away on the stack whose
// states are poked in through MSM's public serialize() (no start(), no entry actions); the caller's
// states never move. The principal's role is the first guard of each row, then the rules in order;
// every row that shares state and fact is tried and leaves its reason.
// Traps this design avoids are listed in FEASIBILITY §2. Threads: pure functions; do not call while
// static objects are being initialised.
#pragma once

#include <boost/mp11/mpl.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

#include "base/check.hpp"
#include "engine/table/table.hpp"

namespace vermilion::table {

namespace msm = boost::msm;

namespace detail {
// MSM's own state type for one of ours.
template <class S>
struct Node : msm::front::state<> {
  using state = S;
};
template <class S>
using node_of = Node<S>;
template <class L>
using identities = mp::mp_transform<mp::mp_identity, L>;
}  // namespace detail

// `Context` offers `bool may(std::span<const RoleInfo>) const`: does the principal hold one of
// them.
template <class W, class Context>
class Machine {
  using Table = typename W::table;

  template <class R>
  struct Gate {
    template <class E, class M, class S, class T>
    bool operator()(const E& fact, M& machine, const S&, const T&) const {
      constexpr auto row = static_cast<std::uint16_t>(mp::mp_find<Table, R>::value);
      const auto no = [&](int rule) {
        if (machine.verdict.tried.size() < tried_max) {
          machine.verdict.tried.push_back({row, static_cast<std::int16_t>(rule)});
        }
        return false;
      };
      if (!machine.context->may(R::who::info)) return no(-1);
      int number = 0;
      int failed = -1;
      mp::mp_for_each<detail::identities<typename R::when::rules>>([&](auto rule) {
        if (failed < 0 && !rule_holds<typename decltype(rule)::type>(fact, *machine.context,
                                                                     machine.verdict.finding)) {
          failed = number;
        }
        ++number;
      });
      if (failed >= 0) return no(failed);
      machine.verdict.row = row;
      ++machine.held;
      return true;
    }
  };

  template <class R>
  using MsmRow = msm::front::Row<detail::Node<typename R::from>, typename R::fact,
                                 detail::Node<typename R::to>, msm::front::none, Gate<R>>;

  template <class List>
  struct regions_of;
  template <class... S>
  struct regions_of<mp::mp_list<S...>> {
    using type = boost::mpl::vector<detail::Node<S>...>;
  };

  struct Front : msm::front::state_machine_def<Front> {
    // Both are needed: without them a throwing guard counts as accepted (FEASIBILITY §2, trap 6).
    using no_message_queue = int;
    using no_exception_thrown = int;
    using initial_state = typename regions_of<typename W::initial>::type;
    // MSM tries the last row first.
    using transition_table = mp::mp_reverse<mp::mp_transform<MsmRow, Table>>;
    template <class F, class E>
    void no_transition(const E&, F&, int) {}
    const Context* context = nullptr;
    Verdict verdict;
    int held = 0;
  };
  using Back = msm::back::state_machine<Front>;

  struct Poke {
    const int* states;
    template <std::size_t N>
    Poke& operator&(int (&at)[N]) {
      std::copy_n(states, N, at);
      return *this;
    }
    template <class T>
    Poke& operator&(T&) {
      return *this;
    }
  };

  template <class R>
  using from_of = typename R::from;
  template <class R>
  using to_of = typename R::to;

 public:
  using states = mp::mp_unique<
      mp::mp_append<mp::mp_transform<from_of, Table>, mp::mp_transform<to_of, Table>>>;
  static constexpr std::size_t region_count = mp::mp_size<typename W::initial>::value;
  static_assert(mp::mp_size<Table>::value > 0 && mp::mp_is_set<Table>::value,
                "a table has rows, and none twice");

  // MSM's number of a state in this build; −1 when the table does not know the name.
  static int number_of(Text name) {
    int number = -1;
    mp::mp_for_each<detail::identities<states>>([&](auto state) {
      using S = typename decltype(state)::type;
      if (S::info.name == name) {
        number = msm::back::get_state_id<typename Back::stt, detail::Node<S>>::type::value;
      }
    });
    return number;
  }

  // Judges one fact. `at` holds one state name a region, all known to the table (CHECKed: they were
  // written by this very edition).
  template <class F>
  static Verdict judge(std::span<const std::string> at, const F& fact, const Context& context) {
    static_assert(mp::mp_contains<facts_of<W>, F>::value, "no row of the table has this fact");
    VERMILION_CHECK(at.size() == region_count, "one state a region");
    int now[region_count];
    for (std::size_t i = 0; i < region_count; ++i) {
      now[i] = number_of(at[i]);
      VERMILION_CHECK(now[i] >= 0, at[i]);
    }
    Back machine;
    machine.context = &context;
    Poke poke{now};
    machine.serialize(poke, 0);
    // 0: no row; 1: taken; 2: guards said no; 3: one region took it, another's guards said no.
    const int result = static_cast<int>(machine.process_event(fact));
    auto verdict = std::move(machine.verdict);
    verdict.answer = machine.held > 1 || result == 3 ? Answer::ambiguous
                     : result == 1                   ? Answer::recorded
                     : result == 0                   ? Answer::not_here
                                                     : Answer::refused;
    return verdict;
  }
};

}  // namespace vermilion::table
