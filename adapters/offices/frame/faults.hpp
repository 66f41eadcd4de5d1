// The faults that a sandbox's office shows on request: how a peer misbehaves, for how long.
//
//   POST /faults {"office": "public_security", "mode": "down", "for_requests": 3,
//                 "for_seconds": 60, "probability": 0.5, "delay_ms": 2000, "status": 503}
// Only office and mode must be given; without for_requests and for_seconds it stays until DELETE
// /faults. Modes:
//   down       the connection is closed without an answer; nothing is done
//   slow       waits delay_ms (2,000), then does its work and answers
//   late       does its work at once and answers after delay_ms (30,000)
//   error      answers `status` (500); nothing is done
//   malformed  does its work, and what it answers is no JSON
//   drip       answers a head, and then one octet each 100 ms without an end
//   huge       answers 10 MB
//   pending    answers "not yet" as long as the fault stands
//   duplicate  sends its answer twice
// Of several faults the first given holds first. The generator of `probability` is seeded, so a run
// can be repeated. Bounds: 64 faults. Threads: any.
#pragma once

#include <boost/json/array.hpp>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/offices/frame/backoff.hpp"
#include "base/result.hpp"

namespace vermilion::offices {

enum class FaultMode : std::uint8_t {
  down,
  slow,
  late,
  error,
  malformed,
  drip,
  huge,
  pending,
  duplicate,
};
[[nodiscard]] std::string_view name_of(FaultMode mode) noexcept;

inline constexpr std::size_t faults_max = 64;
inline constexpr std::size_t huge_answer_bytes = 10'000'000;

struct Fault {
  std::string office;
  FaultMode mode = FaultMode::down;
  std::optional<std::uint64_t> for_requests;  // how many it still hits
  std::optional<std::uint64_t> for_seconds;
  double probability = 1.0;
  Milliseconds delay{0};
  int status = 500;
  std::uint64_t hit = 0;
};

// Errors: invalid, saying what would be right.
[[nodiscard]] Result<Fault> read_fault(std::string_view json);

class Faults {
 public:
  explicit Faults(std::uint64_t seed = 1) : chance_(seed) {}
  // Errors: full.
  Result<void> add(Fault fault, Moment now);
  // The fault that this request meets; nothing: none.
  [[nodiscard]] std::optional<Fault> meet(std::string_view office, Moment now);
  void clear();
  [[nodiscard]] boost::json::array list(Moment now);

 private:
  struct Standing {
    Fault fault;
    std::optional<Moment> until;
  };
  void forget_past(Moment now);

  std::mutex mutex_;
  std::vector<Standing> standing_;
  Chance chance_;
};

}  // namespace vermilion::offices
