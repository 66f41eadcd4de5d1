// One random walk: people, two nodes that both want to own the partition, a clock that jumps, and
// every fault that the memory journal knows. All of it follows from the seed.
//
// After each step the checker reads on and compares both nodes' core with its own fold; answers are
// checked as they are given. When the steps are over faults stop: then every proposal, answered or
// lost, is repeated and must be answered, and as before (I13). Which faults occur and how often is
// drawn per seed, so some walks are calm and some are not.
#pragma once

#include <map>
#include <set>
#include <string>

#include "base/ids.hpp"

namespace vermilion::sim {

// A planted bug, for the test that proves that the walks would find it.
enum class Flaw : std::uint8_t {
  none,
  epoch_not_checked,          // a reader takes records of an epoch that has ended
  answered_before_sync,       // an append is done before it is durable
  sequence_used_again,        // after a doubt the owner goes on without a new claim
  refused_without_record,     // a refusal is answered at once
  act_before_a_due_deadline,  // what is due is not judged first
};

struct Walked {
  std::string violation;  // the first; empty when all held
  int step = 0;           // at which it was found
  std::uint64_t records = 0;
  std::uint64_t void_records = 0;
  std::uint64_t claims = 0;
  std::uint64_t restarts = 0;
  std::uint64_t repeated = 0;  // answers
  std::uint64_t stale = 0;     // answers without a record, by an owner that had lost its reign
  std::map<std::string, std::uint64_t> facts;
  std::set<std::uint16_t> rows;
};

[[nodiscard]] Walked walk(std::uint64_t seed, Flaw flaw = Flaw::none);

}  // namespace vermilion::sim
