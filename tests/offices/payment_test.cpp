// The payment system: its contract to the letter, its sandbox, and orders through a real runner
// over sockets: paid, ended, refunded, hinted at, away.
#include <gtest/gtest.h>

#include <thread>

#include "adapters/offices/frame/office_runner.hpp"
#include "adapters/offices/payment/client.hpp"
#include "adapters/offices/payment/contract.hpp"
#include "app/sandbox/sandbox.hpp"
#include "events/facts/approval.hpp"
#include "events/facts/enrolment.hpp"
#include "events/facts/requests.hpp"
#include "tests/offices/owed_requests.hpp"

namespace vermilion::tests {
namespace {

using namespace offices;
using payment::Order;
using payment::Outcome;
using payment::Refund;

constexpr std::chrono::seconds patience{30};
const Instant now = *instant_from_text("2026-09-25T09:00:00+08:00");

TEST(payment_contract, orders_and_refunds_come_back_as_they_were) {
  const Order order{"r1", 6500, "报名费", now, 900};
  EXPECT_EQ(payment::read_order(to_json(order)).value(), order);
  const Refund refund{"r2", "r1", 6500};
  EXPECT_EQ(payment::read_refund(to_json(refund)).value(), refund);
  for (const auto status : {Outcome::Status::paid, Outcome::Status::refunded}) {
    const Outcome outcome{status, 6500, "P-1", now, {}};
    const auto read = payment::read_outcome(to_json("r1", outcome), "r1");
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read.value().amount, 6500U);
    EXPECT_EQ(read.value().status, status);
  }
  EXPECT_EQ(payment::read_pending(payment::pending_json("r1"), "r1").value(),
            "/v1/payment-orders/r1");
}

TEST(payment_contract, what_is_not_of_it_is_refused) {
  const auto outcome = [](const std::string& text) {
    return payment::read_outcome(text, "r1").has_value();
  };
  const auto paid = [](const std::string& members) {
    return R"({"request_id":"r1","status":"paid",)" + members + "}";
  };
  const std::string at = R"(,"paid_at":"2026-09-25T09:00:00+08:00")";
  const auto good = paid(R"("amount":1,"reference":"P")" + at);
  EXPECT_TRUE(outcome(good));
  EXPECT_FALSE(payment::read_outcome(good, "r2")) << "an answer to another";
  for (const auto& bad :
       {paid(R"("amount":0,"reference":"P")" + at), paid(R"("amount":-1,"reference":"P")" + at),
        paid(R"("amount":1.5,"reference":"P")" + at), paid(R"("amount":1,"reference":"P 1")" + at),
        paid(R"("amount":1,"reference":"P","paid_at":"yesterday")"),
        paid(R"("amount":1,"amount":2,"reference":"P")" + at),
        paid(R"("amount":1,"reference":"P")"),
        std::string{R"({"request_id":"r1","status":"ended"})"},
        std::string{R"({"request_id":"r1","status":"perhaps","reason":"x"})"}, std::string{"[]"}}) {
    EXPECT_FALSE(outcome(bad)) << bad;
  }
  EXPECT_FALSE(payment::read_order(R"({"request_id":"r1","amount":1,"purpose":"x"})"));
  EXPECT_FALSE(payment::read_pending(R"({"request_id":"r1","poll":"/v1/elsewhere/r1"})", "r1"));
  EXPECT_FALSE(payment::read_pending(payment::pending_json("r2"), "r1"));
  EXPECT_FALSE(payment::order_in("/v1/payment-orders/../x"));
}

struct payment_sandbox : testing::Test {
  payment::Sandbox bank;
  int order(const std::string& id, std::uint64_t amount = 6500, Instant at = now) {
    return bank.order(id, to_json(Order{id, amount, "报名费", now, 900}), at).status;
  }
  int refund(const std::string& id, const std::string& of, std::uint64_t amount = 6500) {
    return bank.refund(id, to_json(Refund{id, of, amount})).status;
  }
};

TEST_F(payment_sandbox, an_order_is_paid_once_or_ends) {
  EXPECT_EQ(order("r1"), 202);
  EXPECT_EQ(order("r1"), 202) << "the same again";
  EXPECT_EQ(order("r1", 1), 422) << "another order under this key";
  EXPECT_EQ(bank.order("r9", to_json(Order{"r1", 1, "x", now, 1}), now).status, 400);
  const auto later = now + 60 * microseconds_a_second;
  EXPECT_EQ(bank.pay("r1", later).status, 200);
  EXPECT_EQ(bank.pay("r1", later).status, 409);
  EXPECT_EQ(bank.pay("nobody", later).status, 404);
  const auto paid = payment::read_outcome(bank.poll("r1", later).body, "r1");
  EXPECT_EQ(paid.value().paid_at, later) << "in the time of whoever asked";

  EXPECT_EQ(order("r2"), 202);
  const auto over = now + 900 * microseconds_a_second;
  EXPECT_EQ(bank.pay("r2", over).status, 409);
  EXPECT_EQ(payment::read_outcome(bank.poll("r2", over).body, "r2").value().reason, "expired");
  EXPECT_EQ(bank.poll("r3", now).status, 404);
}

TEST_F(payment_sandbox, what_was_paid_is_paid_back_once_and_to_the_fen) {
  EXPECT_EQ(order("r1"), 202);
  EXPECT_EQ(refund("b1", "r1"), 409) << "not paid";
  EXPECT_EQ(bank.pay("r1", now).status, 200);
  EXPECT_EQ(refund("b1", "r1", 1), 422);
  EXPECT_EQ(refund("b1", "r1"), 200);
  EXPECT_EQ(refund("b1", "r1"), 200) << "the same again";
  EXPECT_EQ(refund("b2", "r1"), 409) << "paid back before";
  EXPECT_EQ(bank.statistics().at("paid_back"), 6500);
}

// Orders that a house owes, and the answers that its runner proposes.
struct payments : testing::Test {
  std::unique_ptr<sandbox::Sandbox> bank = sandbox::Sandbox::start({}).value();
  payment::Client client;
  OwedRequests house;

  DutyId owe(const PaymentRequest& asked) { return house.owe(encode(asked), now); }
  DutyId order(std::int64_t valid_s = 900) {
    return owe({6500, "报名费", now + valid_s * microseconds_a_second, {}});
  }
  std::unique_ptr<OfficeRunner> start() { return house.start(client, bank->url()); }
  template <class F>
  F answered(const DutyId& id) {
    return house.answered<F>(id);
  }
  int ask_bank(const std::string& path) {
    const auto http = HttpClient::make({.base = bank->url()}).value();
    return http->ask({.method = "POST", .path = path}, {}).value().status;
  }
  // By the payer, as soon as the order is there.
  void pay(const DutyId& id) {
    const auto until = std::chrono::steady_clock::now() + patience;
    int status = 404;
    while (status == 404 && std::chrono::steady_clock::now() < until) {
      status = ask_bank("/v1/payment-orders/" + id.text() + "/payments");
    }
    EXPECT_EQ(status, 200);
  }
};

TEST_F(payments, are_proposed_with_amount_and_reference_and_paid_back_by_their_request) {
  const auto runner = start();
  const auto id = order();
  pay(id);
  const auto paid = answered<FeePaid>(id);
  EXPECT_EQ(paid.amount, 6500U);
  EXPECT_TRUE(paid.reference.starts_with("PAY-"));
  EXPECT_GE(paid.paid_at, now);
  const auto back = owe({6500, "退费", {}, id});
  EXPECT_EQ(answered<FeeRefunded>(back).amount, 6500U);
}

TEST_F(payments, that_do_not_come_end_the_order) {
  const auto runner = start();
  EXPECT_EQ(answered<FeeNotPaid>(order(1)).reason, "expired");
}

TEST_F(payments, are_asked_for_at_once_when_the_system_gives_a_hint) {
  const auto runner = start();
  const auto id = order();
  // Four answers "not yet", after which it says that half a minute is soon enough.
  const auto until = std::chrono::steady_clock::now() + patience;
  while (runner->statistics().polls < 4 && std::chrono::steady_clock::now() < until) {
    runner->hint(id);
    std::this_thread::yield();
  }
  pay(id);
  runner->hint(id);
  const auto asked = std::chrono::steady_clock::now();
  answered<FeePaid>(id);
  EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds{20});
  runner->hint(DutyId{});  // of nothing that is in hand
}

TEST_F(payments, of_a_system_that_is_away_become_a_task_of_a_person) {
  Fault away;
  away.office = payment::office_name;
  away.mode = FaultMode::down;
  ASSERT_TRUE(bank->faults().add(away, Moment::clock::now()));
  const auto runner = start();
  EXPECT_GE(answered<CheckUnavailable>(order()).attempts, 4U);
}

TEST_F(payments, a_refund_that_the_system_refuses_becomes_a_task_too) {
  const auto runner = start();
  DutyId never_paid;
  never_paid.decision[0] = 99;
  const auto refused = answered<CheckUnavailable>(owe({6500, "退费", {}, never_paid}));
  EXPECT_EQ(refused.last_error, "the office answered HTTP 409");
}

}  // namespace
}  // namespace vermilion::tests
