// Parcels through the owner: the order, news of the post that come late, twice and in reverse, what
// comes back or is lost, a post that does not answer; and an auditor who judges all of it again.
#include "events/delivery.hpp"
#include "events/facts/requests.hpp"
#include "tests/engine/audited.hpp"

namespace vermilion::test {
namespace {

constexpr const char* waybill = "EE471108151FR";  // STANDARDS §1.7

Principal the_post() {
  auto principal = public_security();
  principal.who = principal.person = "system/postal";
  principal.role = "postal";
  return principal;
}

struct OwnerDeliveryTest : ::testing::Test {
  Hall hall{"2026-03-02 09:00"};
  int keys = 0;

  void TearDown() override {
    const auto report = audited(hall);
    EXPECT_TRUE(report.good()) << texts(report);
  }
  void accept(const Decided& decided) {
    ASSERT_TRUE(Hall::accepted(decided)) << Hall::said(decided);
  }
  // A permit whose certificate is made and waits to be handed over.
  CaseId made() {
    const auto id = hall.submit("permit");
    accept(hall.by("w1", id, Accepted{}));
    accept(hall.by("h1", id, Proposed{true, "符合条件"}));
    accept(hall.by("p1", id, Approved{}));
    accept(hall.by("m1", id, CertificateMade{"DLJZ330106000001"}));
    return id;
  }
  Decided choose(const CaseId& id, const std::string& way = "express") {
    DeliveryChosen fact{way, {}};
    if (way == "express") fact.recipient.emplace();
    return hall.propose(applicant("applicant"), id, fact);
  }
  CaseId ordered() {
    const auto id = made();
    accept(choose(id));
    accept(hall.by("m1", id, ParcelOrdered{"证书"}));
    return id;
  }
  CaseId labelled() {
    const auto id = ordered();
    accept(label(id));
    return id;
  }
  Decided label(const CaseId& id, const std::string& number = waybill) {
    return hall.propose(the_post(), id, ParcelLabelled{hall.task(id, "order_parcel"), number});
  }
  static ParcelScan scan(int number, const std::string& kind, std::string_view when) {
    return {"T" + std::to_string(number), kind, at(when), "杭州",
            kind == "delivered" ? "addressee" : ""};
  }
  Decided news(const CaseId& id, const std::vector<ParcelScan>& scans) {
    const auto through = parcel(id).through + scans.size();
    return hall.propose(the_post(), id,
                        ParcelTracked{hall.task(id, "track_parcel"), through, scans});
  }
  Parcel parcel(const CaseId& id) const {
    const auto kase = hall.load(id);
    EXPECT_FALSE(kase.parcels.empty());
    return kase.parcels.empty() ? Parcel{} : kase.parcels.back();
  }
  PostalRequest asked(const CaseId& id, std::string_view duty) const {
    const auto kase = hall.load(id);
    const auto* open = kase.duty_named(duty);
    EXPECT_NE(open, nullptr) << duty;
    return open == nullptr ? PostalRequest{}
                           : decode<PostalRequest>(open->detail).value_or(PostalRequest{});
  }
};

TEST_F(OwnerDeliveryTest, GoesFromTheOrderToTheProof) {
  const auto id = ordered();
  EXPECT_EQ(hall.state(id), "MAKING") << "the case's own state stays";
  EXPECT_EQ(asked(id, "order_parcel").contents, "证书");
  EXPECT_EQ(asked(id, "order_parcel").parcel, 1U);
  accept(label(id));
  EXPECT_TRUE(hall.owes(id, "parcel_label"));
  EXPECT_EQ(asked(id, "track_parcel").waybill, waybill);
  EXPECT_EQ(asked(id, "track_parcel").after, 0U);
  accept(news(id, {scan(1, "collected", "2026-03-02 10:00")}));
  EXPECT_EQ(parcel(id).state, parcel::under_way);
  EXPECT_EQ(asked(id, "track_parcel").after, 1U);
  const HandedOver sent_off{std::string{"邮政寄递 "} + waybill};
  EXPECT_TRUE(Hall::refused_by(hall.by("m1", id, sent_off), "ParcelHasArrived"));
  accept(news(
      id, {scan(2, "in_transit", "2026-03-02 15:00"), scan(3, "delivered", "2026-03-03 09:30")}));
  EXPECT_EQ(parcel(id).state, parcel::delivered);
  EXPECT_EQ(parcel(id).ended_at, at("2026-03-03 09:30"));
  EXPECT_TRUE(hall.owes(id, "delivery_proof"));
  EXPECT_EQ(hall.load(id).duty_named("track_parcel"), nullptr) << "nothing is asked any more";
  accept(hall.by("m1", id, sent_off));
  EXPECT_EQ(hall.state(id), "CLOSED");
}

TEST_F(OwnerDeliveryTest, NewsLateTwiceAndInReverseAreOneDeliveryAtItsTime) {
  const auto id = labelled();
  accept(
      news(id, {scan(2, "in_transit", "2026-03-02 15:00"), scan(1, "collected", "2026-03-02 10:00"),
                scan(2, "in_transit", "2026-03-02 15:00")}));
  ASSERT_EQ(parcel(id).scans.size(), 2U);
  EXPECT_EQ(parcel(id).scans.front().kind, "collected") << "by when they happened";
  EXPECT_EQ(parcel(id).through, 3U) << "as the post counts";
  accept(news(
      id,
      {scan(4, "delivered", "2026-03-03 09:30"), scan(3, "out_for_delivery", "2026-03-03 08:00"),
       scan(4, "delivered", "2026-03-03 09:30"), scan(5, "in_transit", "2026-03-03 11:00")}));
  EXPECT_EQ(parcel(id).state, parcel::delivered) << "whatever is told after it";
  EXPECT_EQ(parcel(id).ended_at, at("2026-03-03 09:30"));
  EXPECT_EQ(parcel(id).scans.size(), 5U);
  const auto history = hall.history(id);
  EXPECT_EQ(std::count(history.begin(), history.end(), "ParcelTracked"), 2);
}

TEST_F(OwnerDeliveryTest, AnAnswerCountsOnce) {
  const auto id = labelled();
  const auto request = hall.task(id, "track_parcel");
  const ParcelTracked fact{request, 1, {scan(1, "collected", "2026-03-02 10:00")}};
  accept(hall.propose(the_post(), id, fact));
  EXPECT_TRUE(Hall::refused_by(hall.propose(the_post(), id, fact), "AnswersRequest"));
  EXPECT_EQ(parcel(id).scans.size(), 1U);
}

TEST_F(OwnerDeliveryTest, WhatComesBackIsSentAgainAsAnotherParcel) {
  const auto id = labelled();
  accept(news(
      id, {scan(1, "collected", "2026-03-02 10:00"), scan(2, "attempted", "2026-03-03 10:00")}));
  accept(news(id, {scan(3, "returned", "2026-03-05 10:00")}));
  EXPECT_EQ(parcel(id).state, parcel::returned);
  EXPECT_TRUE(hall.owes(id, "tell_returned"));
  EXPECT_EQ(hall.due(id, "send_again"), hall.due(id, "hand_over"));
  accept(choose(id));  // another address
  accept(hall.by("m1", id, ParcelOrdered{"证书"}));
  EXPECT_EQ(hall.load(id).parcels.size(), 2U);
  EXPECT_EQ(asked(id, "order_parcel").parcel, 2U) << "whose recipient is another";
  EXPECT_EQ(hall.load(id).duty_named("send_again"), nullptr);
  accept(label(id, "1234567890123"));
  accept(news(id, {scan(1, "delivered", "2026-03-07 10:00")}));
  EXPECT_EQ(parcel(id).state, parcel::delivered);
}

TEST_F(OwnerDeliveryTest, WhatIsLostTellsSupervision) {
  const auto id = labelled();
  accept(news(id, {scan(1, "lost", "2026-03-09 10:00")}));
  EXPECT_TRUE(hall.owes(id, "alert_supervision"));
  EXPECT_EQ(parcel(id).state, parcel::lost);
  accept(hall.by("w1", id, HandedOver{"窗口补领"}));
}

TEST_F(OwnerDeliveryTest, APostThatDoesNotAnswerIsATaskAndNeverADelivery) {
  const auto id = ordered();
  accept(hall.propose(the_post(), id,
                      ParcelUnavailable{hall.task(id, "order_parcel"), 9, "HTTP 503"}));
  EXPECT_EQ(parcel(id).state, parcel::unclear);
  const ParcelSettled found{"delivered", at("2026-03-02 09:00"), "收件人签字的回执"};
  auto early = found;
  early.at = at("2026-03-01 09:00");
  EXPECT_TRUE(Hall::refused_by(hall.by("m1", id, early), "HappenedMeanwhile"));
  auto unknown = found;
  unknown.outcome = "eaten";
  EXPECT_TRUE(Hall::refused(hall.by("m1", id, unknown)));
  EXPECT_TRUE(Hall::refused_by(hall.by("h1", id, found), "role"));
  accept(hall.by("m1", id, found));
  EXPECT_TRUE(hall.owes(id, "delivery_proof"));

  for (const std::string outcome : {"returned", "lost"}) {
    const auto other = labelled();
    accept(hall.propose(the_post(), other,
                        ParcelUnavailable{hall.task(other, "track_parcel"), 9, "HTTP 503"}));
    auto fact = found;
    fact.outcome = outcome;
    accept(hall.by("m1", other, fact));
    EXPECT_NE(hall.load(other).duty_named("send_again"), nullptr) << outcome;
  }
}

TEST_F(OwnerDeliveryTest, IsOrderedOnlyOfWhatIsReadyAndToBeSent) {
  const auto id = made();
  const ParcelOrdered order{"证书"};
  EXPECT_TRUE(Hall::refused_by(hall.by("m1", id, order), "ExpressWasChosen"));
  accept(choose(id, "window"));
  EXPECT_TRUE(Hall::refused_by(hall.by("m1", id, order), "ExpressWasChosen"));
  accept(choose(id));
  EXPECT_TRUE(Hall::refused_by(hall.by("m1", id, ParcelOrdered{}), "ContentsGiven"));
  EXPECT_TRUE(Hall::refused_by(hall.propose(applicant("applicant"), id, order), "role"));
  TaskClaimed claim;
  claim.task = hall.task(id, "hand_over");
  accept(hall.by("w1", id, claim));
  EXPECT_TRUE(Hall::refused_by(hall.by("m1", id, order), "HandingOverIsOpen")) << "w1 has the task";
  accept(hall.by("w1", id, order));
  EXPECT_TRUE(Hall::refused(hall.by("w1", id, order))) << "it is ordered";
  EXPECT_TRUE(Hall::refused_by(label(id, "EE471108152FR"), "WaybillHolds"));

  const auto early = hall.submit("permit");
  accept(choose(early));
  EXPECT_TRUE(Hall::refused_by(hall.by("w1", early, order), "HandingOverIsOpen"));
}

TEST_F(OwnerDeliveryTest, OfACaseAreEightAtMost) {
  const auto id = labelled();
  for (std::size_t i = 1; i < parcels_max; ++i) {
    accept(news(id, {scan(1, "returned", "2026-03-05 10:00")}));
    accept(hall.by("m1", id, ParcelOrdered{"证书"}));
    accept(label(id));
  }
  accept(news(id, {scan(1, "returned", "2026-03-05 10:00")}));
  EXPECT_TRUE(Hall::refused_by(hall.by("m1", id, ParcelOrdered{"证书"}), "ParcelsAreFew"));
}

TEST(Parcel, KeepsTheNewestScans) {
  Parcel one;
  for (int i = 0; i < 100; ++i) {
    const auto when = at("2026-03-02 10:00") + (i * 7 % 100) * hour;
    one = parcel_after(one, {{std::to_string(i), "in_transit", when, "", ""}});
  }
  ASSERT_EQ(one.scans.size(), scans_max);
  EXPECT_EQ(one.scans.back().at, at("2026-03-02 10:00") + 99 * hour);
  EXPECT_EQ(one.scans.front().at, at("2026-03-02 10:00") + 36 * hour);
  EXPECT_EQ(one.state, parcel::under_way);
}

}  // namespace
}  // namespace vermilion::test
