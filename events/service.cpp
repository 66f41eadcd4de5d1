#include "events/service.hpp"

#include "events/codec/upcast.hpp"

namespace vermilion {

std::vector<std::string> states_of(const Service& service) {
  const char* rating = service.score == 0                  ? "UNRATED"
                       : service.score > unsatisfied_score ? "RATED"
                       : service.answered                  ? "ANSWERED"
                                                           : "UNSATISFIED";
  return {service.delivery.empty() ? "AS_USUAL" : "CHOSEN", rating};
}

bool is_of_service(const Body& body) noexcept {
  return body.basis.edition.name == "service";
}

bool is_service_fact(std::string_view fact) noexcept {
  return fact == DeliveryChosen::name || fact == Rated::name || fact == RatingAnswered::name ||
         fact == MaterialVerified::name;
}

Result<void> fold_service(Service& service, const Body& body) {
  if (body.fact == DeliveryChosen::name) {
    VERMILION_TRY(const auto fact, read_fact<DeliveryChosen>(body.schema, body.payload));
    service.delivery = fact.way;
  } else if (body.fact == Rated::name) {
    VERMILION_TRY(const auto fact, read_fact<Rated>(body.schema, body.payload));
    service.score = fact.score;
  } else if (body.fact == RatingAnswered::name) {
    service.answered = true;
  }
  return ok();
}

}  // namespace vermilion
