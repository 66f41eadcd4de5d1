// register/1: something scarce and who holds it: seats, numbers, one full-time post a person.
//
// The case id is the hash of kind and natural key, so everybody who wants the same thing asks the
// same case; holders are rows of their own, seen here as JudgeInput::places. A register is never
// over. Taking what one already holds is no fault: a retry finds its place.
// Source: DESIGN §1, §3 (register case); ITEMS §2.9 (a person in one agency only). Threads: types.
#pragma once

#include "engine/core/rule_context.hpp"
#include "engine/table/roles.hpp"
#include "events/facts/register.hpp"

namespace vermilion::register_1 {

using table::Finding;
using table::RuleInfo;
using table::State;
using table::StateInfo;
using namespace table::roles;
using table::By;
using table::If;
using table::On;
using table::Regions;
using table::Rows;
using table::Same;

// What it remembers of itself: set by the first taker and the same for all after.
struct Data {
  std::string kind;
  Digest key{};
  std::uint32_t capacity = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(kind, key, capacity);
  }
  [[nodiscard]] bool known() const noexcept { return !kind.empty(); }
};

using Context = RuleContext<Data>;

struct Open : State {
  static constexpr StateInfo info{"OPEN", "登记中"};
};

struct SameRegister {
  static constexpr RuleInfo info{"SameRegister",
                                 {"house", "register"},
                                 "种类、键和容量与登记簿一致",
                                 "kind, key and capacity are those of this register"};
  static bool holds(const PlaceTaken& fact, const Context& context) {
    const auto& known = context.data;
    if (fact.kind.empty() || fact.capacity == 0) return false;
    return !known.known() ||
           (known.kind == fact.kind && known.key == fact.key && known.capacity == fact.capacity);
  }
};
struct PlaceLeft {
  static constexpr RuleInfo info{"PlaceLeft",
                                 {"house", "register"},
                                 "尚有空位，或者已由本办件占用",
                                 "a place is left, or the asking case holds one already"};
  static bool holds(const PlaceTaken& fact, const Context& context) {
    const auto* places = context.input.places;
    return places != nullptr && (places->held_by_asker || places->taken < fact.capacity);
  }
  static Finding found(const PlaceTaken&, const Context& context) {
    const auto* places = context.input.places;
    return {"/holder", places == nullptr ? std::string{} : places->first_holder.text()};
  }
};
struct PlaceHeld {
  static constexpr RuleInfo info{
      "PlaceHeld", {"house", "register"}, "由该办件占用", "the asking case holds a place"};
  static bool holds(const PlaceReturned&, const Context& context) {
    return context.input.places != nullptr && context.input.places->held_by_asker;
  }
};

// clang-format off
struct Table {
  static constexpr table::EditionName edition = "register/1";
  using initial = Regions<Open>;
  using table = Rows<
  //  in state  on fact        becomes who              provided that
  On< Open    , PlaceTaken   , Same  , By<of_register> , If<SameRegister, PlaceLeft> >,
  On< Open    , PlaceReturned, Same  , By<of_register> , If<PlaceHeld> > >;
};
// clang-format on

}  // namespace vermilion::register_1
