#include "adapters/offices/frame/office_runner.hpp"

#include <gtest/gtest.h>

#include "app/sandbox/sandbox.hpp"
#include "tests/offices/office_house.hpp"

using namespace vermilion;
using namespace vermilion::offices;
using vermilion::tests::OfficeHouse;

namespace {

constexpr int matching = 17;

// A real sandbox on a port of its own, a house, and runners between them.
class Runner : public testing::Test {
 protected:
  void SetUp() override {
    auto started = sandbox::Sandbox::start({});
    ASSERT_TRUE(started) << started.error().text();
    sandbox_ = std::move(started.value());
    options_.client.base = sandbox_->url();
    options_.client.total_timeout = Milliseconds(400);
    options_.backoff = {.first = Milliseconds(10), .most = Milliseconds(40), .attempts_max = 4};
    options_.poll_outbox = Milliseconds(20);
    options_.poll_pending = Milliseconds(10);
  }

  std::unique_ptr<OfficeRunner> start() {
    auto runner = OfficeRunner::start(options_, client_, gate_, house_.source(), house_.sink());
    EXPECT_TRUE(runner) << runner.error().text();
    return std::move(runner.value());
  }
  void fault(FaultMode mode, std::optional<std::uint64_t> for_requests = {}, int status = 500) {
    Fault one;
    one.office = public_security::office_name;
    one.mode = mode;
    one.for_requests = for_requests;
    one.status = status;
    one.delay = Milliseconds(mode == FaultMode::slow ? 50 : 30'000);
    ASSERT_TRUE(sandbox_->faults().add(one, Moment::clock::now()));
  }
  template <class F>
  F answered(const DutyId& id) {
    if (!house_.wait_for_answers(1)) {
      ADD_FAILURE() << "no answer in time";
      return {};
    }
    const OfficeAnswer answer = house_.answer_of(id);
    EXPECT_EQ(answer.fact, F::name);
    EXPECT_EQ(answer.schema, F::schema);
    EXPECT_EQ(answer.partition, 2);
    EXPECT_EQ(answer.case_id.octets[15], id.decision[0]) << "the case is the duty's";
    const auto fact = decode<F>(answer.payload);
    EXPECT_TRUE(fact && fact->request == id);
    return fact.value_or(F{});
  }
  // The answer's octets as the office keeps them.
  std::string kept(const DutyId& id) {
    auto client = HttpClient::make({.base = sandbox_->url()});
    const HttpRequest poll{.method = "GET",
                           .path = std::string(public_security::checks_path) + "/" + id.text()};
    return client.value()->ask(poll, {}).value().body;
  }

  std::unique_ptr<sandbox::Sandbox> sandbox_;
  OfficeHouse house_;
  public_security::Client client_{house_.ports()};
  PeerGate gate_{{.breaker = {.failures_to_open = 3,
                              .open_for = Milliseconds(20),
                              .open_for_most = Milliseconds(40)},
                  .rate = {.per_second = 10'000, .burst = 100},
                  .in_flight_max = 4}};
  RunnerOptions options_;
};

}  // namespace

TEST_F(Runner, AMatchBecomesCheckPassedWithReferenceAndKeyedDigestOfTheWholeAnswer) {
  const DutyId id = house_.owe(matching);
  const auto runner = start();
  const auto passed = answered<CheckPassed>(id);
  EXPECT_TRUE(passed.peer_reference.starts_with("PS-"));
  EXPECT_EQ(passed.answer_digest, public_security::digest_of_answer(OfficeHouse::key(), kept(id)));
  EXPECT_EQ(sandbox_->public_security().asked(id.text()), 1);
}

TEST_F(Runner, AMismatchNamesTheFieldAndNeverItsContent) {
  const DutyId id = house_.owe(public_security::first_other_name_sequence);
  const auto runner = start();
  EXPECT_EQ(answered<CheckFailed>(id).mismatch, "name");
  const Bytes payload = house_.answer_of(id).payload;
  EXPECT_EQ(payload.find(tests::person_name), Bytes::npos);
  EXPECT_EQ(payload.find("339099"), Bytes::npos);
}

TEST_F(Runner, AnUnknownNumberIsAMismatchOfTheNumber) {
  const DutyId id = house_.owe(public_security::first_unknown_sequence);
  const auto runner = start();
  EXPECT_EQ(answered<CheckFailed>(id).mismatch, "id_number");
}

TEST_F(Runner, AnOfficeThatIsDownForAWhileAnswersOnceWhenItIsBack) {
  fault(FaultMode::down, 3);
  const DutyId id = house_.owe(matching);
  const auto runner = start();
  answered<CheckPassed>(id);
  ASSERT_TRUE(house_.wait_for_readings(3));
  EXPECT_EQ(house_.proposals().size(), 1);
  EXPECT_EQ(runner->statistics().sent, 4);
  EXPECT_EQ(runner->statistics().failures, 3);
  EXPECT_EQ(runner->statistics().in_hand, 0);
  EXPECT_EQ(gate_.statistics().times_opened, 1);
}

TEST_F(Runner, AnOfficeThatStaysDownBecomesAnIncidentAndNeverASilentPass) {
  fault(FaultMode::down);
  const DutyId id = house_.owe(matching);
  const auto runner = start();
  const auto unavailable = answered<CheckUnavailable>(id);
  EXPECT_EQ(unavailable.attempts, 4);
  EXPECT_FALSE(unavailable.last_error.empty());
  EXPECT_EQ(runner->statistics().unavailable, 1);
  EXPECT_EQ(sandbox_->public_security().asked(id.text()), 0);
}

TEST_F(Runner, AnOfficeThatIsNotThereAtAllBecomesAnIncident) {
  const DutyId id = house_.owe(matching);
  sandbox_->stop();
  const auto runner = start();
  EXPECT_EQ(answered<CheckUnavailable>(id).attempts, 4);
}

TEST_F(Runner, ABrokenAnswerOfEveryKindIsTriedAgainAndNeverTakenForAnAnswer) {
  const std::vector<FaultMode> modes = {FaultMode::malformed, FaultMode::huge, FaultMode::drip,
                                        FaultMode::late, FaultMode::error};
  const auto runner = start();
  std::size_t answers = 0;
  for (const FaultMode mode : modes) {
    SCOPED_TRACE(name_of(mode));
    fault(mode, 1);
    const DutyId id = house_.owe(matching);
    ASSERT_TRUE(house_.wait_for_answers(++answers));
    EXPECT_EQ(house_.answer_of(id).fact, CheckPassed::name);
    EXPECT_EQ(runner->statistics().failures, answers);
  }
}

TEST_F(Runner, ABrokenAnswerThatStaysSaysWhatWasWrongWithIt) {
  const std::vector<std::tuple<FaultMode, int, std::string>> modes = {
      {FaultMode::malformed, 500, "no JSON"}, {FaultMode::huge, 500, "over 65536 octets"},
      {FaultMode::drip, 500, "in time"},      {FaultMode::late, 500, "in time"},
      {FaultMode::error, 503, "HTTP 503"},    {FaultMode::error, 302, "HTTP 302"},
      {FaultMode::error, 429, "HTTP 429"},
  };
  options_.client.total_timeout = Milliseconds(150);
  const auto runner = start();
  std::size_t answers = 0;
  for (const auto& [mode, status, words] : modes) {
    SCOPED_TRACE(words);
    sandbox_->faults().clear();
    fault(mode, {}, status);
    const DutyId id = house_.owe(matching);
    ASSERT_TRUE(house_.wait_for_answers(++answers));
    const auto fact = decode<CheckUnavailable>(house_.answer_of(id).payload);
    ASSERT_TRUE(fact);
    EXPECT_NE(fact->last_error.find(words), std::string::npos) << fact->last_error;
    EXPECT_EQ(fact->attempts, 4);
  }
}

TEST_F(Runner, AnAnswerThatCameTooLateIsAskedForAgainUnderTheSameKey) {
  fault(FaultMode::late, 1);
  const DutyId id = house_.owe(matching);
  const auto runner = start();
  const auto passed = answered<CheckPassed>(id);
  EXPECT_EQ(sandbox_->public_security().asked(id.text()), 2);
  EXPECT_EQ(passed.answer_digest, public_security::digest_of_answer(OfficeHouse::key(), kept(id)));
}

TEST_F(Runner, ASlowAnswerWithinItsTimeIsTaken) {
  fault(FaultMode::slow);
  const DutyId id = house_.owe(matching);
  const auto runner = start();
  answered<CheckPassed>(id);
  EXPECT_EQ(runner->statistics().failures, 0);
}

TEST_F(Runner, AnAnswerSentTwiceIsNotTakenForThatOfTheNextRequest) {
  fault(FaultMode::duplicate);
  options_.workers = 1;
  const DutyId first = house_.owe(matching);
  const DutyId second = house_.owe(public_security::first_unknown_sequence);
  const auto runner = start();
  ASSERT_TRUE(house_.wait_for_answers(2));
  EXPECT_EQ(house_.answer_of(first).fact, CheckPassed::name);
  EXPECT_EQ(house_.answer_of(second).fact, CheckFailed::name);
}

TEST_F(Runner, APendingAnswerIsAskedForUntilItIsThere) {
  const DutyId id = house_.owe(public_security::first_pending_sequence);
  const auto runner = start();
  answered<CheckPassed>(id);
  EXPECT_EQ(sandbox_->public_security().asked(id.text()), 1);
  EXPECT_EQ(runner->statistics().polls, public_security::pending_answers);
}

TEST_F(Runner, AnAnswerThatStaysPendingEndsAsAnIncident) {
  fault(FaultMode::pending);
  options_.backoff.total = Milliseconds(1'500);  // the sandbox asks for a second between polls
  options_.pending_total = Milliseconds(1'500);
  const DutyId id = house_.owe(matching);
  const auto runner = start();
  EXPECT_EQ(answered<CheckUnavailable>(id).last_error, "the office had not answered yet");
}

TEST_F(Runner, NotYetIsASignOfLifeAfterWhichFailuresCountAnew) {
  options_.backoff.attempts_max = 2;
  fault(FaultMode::error, 1);
  fault(FaultMode::pending, 1);
  fault(FaultMode::error, 1);
  const DutyId id = house_.owe(matching);
  const auto runner = start();
  answered<CheckPassed>(id);
  EXPECT_EQ(runner->statistics().sent, 4);
}

TEST_F(Runner, ARefusedRequestIsNotRepeated) {
  fault(FaultMode::error, {}, 403);
  const DutyId id = house_.owe(matching);
  const auto runner = start();
  const auto unavailable = answered<CheckUnavailable>(id);
  EXPECT_EQ(unavailable.attempts, 1);
  EXPECT_EQ(unavailable.last_error, "the office answered HTTP 403");
  EXPECT_EQ(gate_.statistics().times_opened, 0) << "a refusal is no sign of ill health";
}

TEST_F(Runner, NothingIsSentOfAPersonWhoWasErased) {
  house_.erase_subject();
  const DutyId id = house_.owe(matching);
  const auto runner = start();
  EXPECT_EQ(answered<CheckUnavailable>(id).attempts, 0);
  EXPECT_EQ(runner->statistics().sent, 0);
}

TEST_F(Runner, TwoRunnersAtOnceGetOneAnswerAndProposeTheSameOctets) {
  const auto one = start();
  const auto two = start();
  std::vector<DutyId> owed;
  for (int i = 0; i < 20; ++i) owed.push_back(house_.owe(matching + i));
  one->wake();
  two->wake();
  ASSERT_TRUE(house_.wait_for_answers(owed.size()));
  one->stop();
  two->stop();
  for (const OfficeAnswer& proposal : house_.proposals()) {
    EXPECT_EQ(proposal.payload, house_.answer_of(proposal.request).payload);
  }
  const auto statistics = sandbox_->public_security().statistics();
  EXPECT_EQ(statistics.at("answers").at("match").to_number<std::size_t>(), owed.size());
  EXPECT_EQ(statistics.at("keys").to_number<std::size_t>(), owed.size());
}

TEST_F(Runner, AProposalThatWasNotTakenIsOfferedAgainWithoutAskingTheOfficeAgain) {
  house_.refuse_proposals(3);
  const DutyId id = house_.owe(matching);
  const auto runner = start();
  answered<CheckPassed>(id);
  EXPECT_EQ(house_.proposals().size(), 4);
  EXPECT_EQ(runner->statistics().sink_failures, 3);
  EXPECT_EQ(sandbox_->public_security().asked(id.text()), 1);
}

TEST_F(Runner, MoreDutiesThanItMayHoldAreAllAnswered) {
  options_.requests_max = 3;
  std::vector<DutyId> owed;
  for (int i = 0; i < 40; ++i) owed.push_back(house_.owe(i));
  const auto runner = start();
  ASSERT_TRUE(house_.wait_for_answers(owed.size()));
  EXPECT_LE(gate_.statistics().in_flight_highest, 4);
}

TEST_F(Runner, AnOutboxWithoutOpenDutiesSendsNothing) {
  const auto runner = start();
  ASSERT_TRUE(house_.wait_for_readings(5));
  EXPECT_EQ(runner->statistics().sent, 0);
  EXPECT_EQ(gate_.statistics().in_flight_highest, 0);
}

TEST_F(Runner, StopsAtOnceAlsoWhileItWaitsForAnAnswer) {
  fault(FaultMode::late);  // not an octet comes, so nothing but the stop can end the wait
  options_.client.total_timeout = Milliseconds(60'000);
  house_.owe(matching);
  const auto runner = start();
  const auto in_flight = [&] { return gate_.statistics().in_flight == 1; };
  for (int i = 0; i < 100 && !in_flight(); ++i) ASSERT_TRUE(house_.wait_for_readings(1));
  ASSERT_TRUE(in_flight());
  const Moment before = Moment::clock::now();
  runner->stop();
  EXPECT_LT(Moment::clock::now() - before, std::chrono::seconds(5));
  EXPECT_TRUE(house_.proposals().empty()) << "being stopped says nothing of the office";
}
