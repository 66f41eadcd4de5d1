// What the examinations of the day share: a session, candidates, and the payer's bank.
//
// Threads: as the visit.
#pragma once

#include <boost/json/array.hpp>
#include <thread>

#include "app/demo/asking.hpp"
#include "base/identifiers.hpp"

namespace vermilion::demo {

class ExaminationParts : protected Asking {
 protected:
  ExaminationParts(Visit& visit, std::string item, std::string subject)
      : Asking{visit},
        item_{std::move(item)},
        subject_{std::move(subject)},
        mark_{to_hex(view_of(sha256(visit.submit_key() + item_))).substr(0, 8)},
        session_{"sample-" + mark_} {}

  [[nodiscard]] Identity candidate(int number) const {
    return {fmt::format("{}-{}-{}", visit_.submit_key(), item_, number), false, {}, {}};
  }
  // Times in microseconds from now on.
  Result<void> open(int seats, std::int64_t starts_in, std::int64_t chosen_in) {
    VERMILION_TRY(const auto now, client_.house_time());
    starts_ = now + starts_in;
    return expect(steward_, "/v1/sessions",
                  {{"item", item_},
                   {"session", session_},
                   {"subject", subject_},
                   {"tree", "accounting"},
                   {"office", visit_.script().wish.office},
                   {"venue", "样例考点"},
                   {"address", "样例路 1 号"},
                   {"starts", to_text(starts_)},
                   {"ends", to_text(starts_ + 7'200 * microseconds_a_second)},
                   {"choose_until", to_text(now + chosen_in)},
                   {"seats", seats}},
                  201);
  }
  // A case of that candidate, who is another person in every day: one enrols once.
  Result<std::string> enrol(int number) {
    const auto born =
        day_of({1960, 1, 1}) + static_cast<int>(std::stoul(mark_, nullptr, 16) % 9'000);
    VERMILION_TRY(const auto answer,
                  post(candidate(number), "/v1/cases",
                       {{"item", item_},
                        {"office", visit_.script().wish.office},
                        {"subject", subject_},
                        {"candidate", "样例考生"},
                        {"id_number", identifiers::synthetic_resident_number(born, number + 1)},
                        {"pledged", true}}));
    if (answer.status != 201) return unexpected("a candidate enrols", answer);
    auto id = text_at(answer.body, "case");
    visit_.day().note_case(id, visit_.script().wish.office, visit_.script().key);
    return id;
  }
  Result<void> choose(int number, const std::string& id) {
    return record(candidate(number), id, "SeatChosen", {{"session", session_}});
  }
  Result<void> confirm(int number, const std::string& id) {
    return record(candidate(number), id, "SeatConfirmed");
  }
  Result<void> cancel(int number, const std::string& id) {
    return record(candidate(number), id, "EnrolmentCancelled", {{"reason", "改期"}});
  }
  Result<Answer> see(int number, const std::string& id) {
    return client_.get(candidate(number), "/v1/cases/" + id + "/enrolment");
  }
  // What others do in their own time: the payment system, the clock.
  template <class Holds>
  Result<void> await(int number, const std::string& id, const char* what, Holds&& holds) {
    VERMILION_TRY(auto seen, see(number, id));
    for (int i = 0; i < looks_max && !holds(seen.body); ++i) {
      std::this_thread::sleep_for(looks_every);
      VERMILION_TRY(seen, see(number, id));
    }
    if (!holds(seen.body)) return unexpected(what, seen);
    return ok();
  }
  Result<void> becomes(int number, const std::string& id, const char* state) {
    return await(number, id, state, [state](const boost::json::object& seen) {
      return text_at(seen, "state") == state;
    });
  }
  // Where paying moves nothing.
  Result<void> is_paid(int number, const std::string& id) {
    return await(number, id, "paid", [](const boost::json::object& seen) {
      const auto* paid = seen.if_contains("paid");
      return paid != nullptr && paid->is_object();
    });
  }
  // At the payer's bank, which knows the order as soon as the hall has placed it. Answers its
  // request.
  Result<std::string> order_of(int number, const std::string& id) {
    VERMILION_TRY(const auto seen, see(number, id));
    const auto* order = seen.body.if_contains("order");
    if (order == nullptr || !order->is_object()) return unexpected("an order is open", seen);
    return text_at(order->get_object(), "request");
  }
  Result<void> pay_order(const std::string& request) {
    const auto path = "/v1/payment-orders/" + request + "/payments";
    VERMILION_TRY(auto paid, client_.sandbox(path, {}));
    for (int i = 0; i < looks_max && paid.status == 404; ++i) {
      std::this_thread::sleep_for(looks_every);
      VERMILION_TRY(paid, client_.sandbox(path, {}));
    }
    if (paid.status != 200) return unexpected("the bank pays", paid);
    // As a bank does that notifies; a hint, without which the hall asks at its own pace.
    return expect(candidate(0), "/v1/public/payments/notifications", {{"request_id", request}},
                  202);
  }
  Result<void> pay(int number, const std::string& id, const char* then) {
    VERMILION_TRY(const auto request, order_of(number, id));
    VERMILION_TRY(pay_order(request));
    return becomes(number, id, then);
  }

  static constexpr int looks_max = 3'000;
  static constexpr std::chrono::milliseconds looks_every{20};

  const std::string item_;
  const std::string subject_;
  const std::string mark_;
  const std::string session_;
  const Identity steward_{"exams.sample", true, {}, {}};
  Instant starts_;
};

}  // namespace vermilion::demo
