// What stands beside a case whatever its shape, folded alike by the decider and by views.
//
// Such facts are judged by the edition "service/1" over the states that follow from this struct;
// the case's own states stay as they are. Threads: values.
#pragma once

#include "events/facts/service.hpp"
#include "events/record.hpp"

namespace vermilion {

struct Service {
  std::string delivery;     // way that the applicant chose last; empty: none
  std::uint16_t score = 0;  // 0: not rated
  bool answered = false;    // somebody answered an unsatisfied rating
  template <class Archive>
  void serialize(Archive& archive) {
    archive(delivery, score, answered);
  }
  bool operator==(const Service&) const = default;
};

// Up to this score somebody is to answer.
inline constexpr std::uint16_t unsatisfied_score = 2;

// The states of "service/1": delivery, then rating.
[[nodiscard]] std::vector<std::string> states_of(const Service& service);
[[nodiscard]] bool is_of_service(const Body& body) noexcept;
[[nodiscard]] bool is_service_fact(std::string_view fact) noexcept;
// Folds an accepted record of the edition "service". Errors: corrupt.
[[nodiscard]] Result<void> fold_service(Service& service, const Body& body);

}  // namespace vermilion
