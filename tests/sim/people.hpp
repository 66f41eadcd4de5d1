// The people of a walk: who proposes what next.
//
// Mostly somebody does what a row of the table lets him do in the state that the case is in, so
// that walks get far; else a task is claimed, released or assigned, or anybody proposes anything,
// sometimes with content that is wrong. Everything follows from the dice. Threads: one.
#pragma once

#include "tests/sim/checker.hpp"
#include "tests/sim/dice.hpp"

namespace vermilion::sim {

class People {
 public:
  explicit People(Dice& dice) : dice_{&dice} {}
  // The case is as `known` has folded it, so what is proposed may be out of date by the time it is
  // judged, as it is for people.
  [[nodiscard]] Proposal next(const Checker& known);
  // The same id for another meaning.
  [[nodiscard]] Proposal with_other_meaning(Proposal proposal);

 private:
  [[nodiscard]] Proposal submit();
  [[nodiscard]] Proposal by_the_table(const Case& kase);
  [[nodiscard]] Proposal on_a_task(const Case& kase);
  [[nodiscard]] Proposal anything(const Case& kase);
  [[nodiscard]] Proposal make(const Principal& principal, const Case& kase, std::string_view fact);
  [[nodiscard]] Principal somebody(const Case& kase, std::string_view role);
  [[nodiscard]] std::string key() { return "key " + std::to_string(++keys_); }

  Dice* dice_;
  std::uint64_t keys_ = 0;
};

}  // namespace vermilion::sim
