// The post: its contract to the letter, its sandbox, and parcels through a real runner over
// sockets: delivered, brought back, lost, told late and twice, away.
#include <gtest/gtest.h>

#include "adapters/offices/frame/office_runner.hpp"
#include "adapters/offices/postal/client.hpp"
#include "adapters/offices/postal/contract.hpp"
#include "app/sandbox/sandbox.hpp"
#include "events/delivery.hpp"
#include "events/facts/requests.hpp"
#include "tests/offices/owed_requests.hpp"

namespace vermilion::tests {
namespace {

using namespace offices;
using postal::News;
using postal::Order;
using postal::Question;

const Instant now = *instant_from_text("2026-09-25T09:00:00+08:00");
const Question question{"r1", "EE471108151FR", 2};

Order order_to(std::string address, std::string id = "r1") {
  return {std::move(id), now, "/330000/330100", "证书", "张三", "13900000000", std::move(address)};
}

TEST(postal_contract, orders_and_news_come_back_as_they_were) {
  const auto order = order_to("杭州市某路 1 号");
  EXPECT_EQ(postal::read_order(to_json(order)).value(), order);
  EXPECT_EQ(postal::read_taken(postal::taken_json("r1", "1234567890123"), "r1").value(),
            "1234567890123");
  const News news{4,
                  {{"T3", "in_transit", now, "杭州", ""}, {"T4", "delivered", now, "", "locker"}}};
  const auto read = postal::read_news(to_json("r1", news), question);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read.value().events, news.events);
  const auto path = postal::path_of(question);
  EXPECT_EQ(path, "/v1/parcels/EE471108151FR/events?request_id=r1&after=2");
  EXPECT_EQ(postal::read_pending(postal::pending_json(question), question).value(), path);
  const auto asked =
      postal::read_question(path.substr(0, path.find('?')), path.substr(path.find('?') + 1));
  ASSERT_TRUE(asked) << asked.error().text();
  EXPECT_EQ(asked.value().waybill, question.waybill);
  EXPECT_EQ(asked.value().after, 2U);
}

TEST(postal_contract, what_is_not_of_it_is_refused) {
  for (const auto* waybill : {"EE471108152FR", "12345", "", "12345678901234"}) {
    EXPECT_FALSE(postal::read_taken(postal::taken_json("r1", waybill), "r1")) << waybill;
  }
  EXPECT_FALSE(postal::read_taken(postal::taken_json("r2", "1234567890123"), "r1"));
  const auto scan = [](const std::string& kind, const std::string& signed_by) {
    return News{3, {{"T3", kind, now, "", signed_by}}};
  };
  EXPECT_TRUE(postal::read_news(to_json("r1", scan("delivered", "other")), question));
  EXPECT_FALSE(postal::read_news(to_json("r1", scan("delivered", "")), question));
  EXPECT_FALSE(postal::read_news(to_json("r1", scan("delivered", "李四")), question))
      << "nobody is named";
  EXPECT_FALSE(postal::read_news(to_json("r1", scan("in_transit", "other")), question));
  EXPECT_FALSE(postal::read_news(to_json("r1", scan("eaten", "")), question));
  EXPECT_FALSE(postal::read_news(to_json("r2", scan("in_transit", "")), question));
  auto gap = scan("in_transit", "");
  gap.through = 4;
  EXPECT_FALSE(postal::read_news(to_json("r1", gap), question)) << "one was left out";
  EXPECT_FALSE(postal::read_news(to_json("r1", News{2, {}}), question));
  News many{question.after + scans_told_max + 1, {}};
  many.events.assign(scans_told_max + 1, {"T", "in_transit", now, "", ""});
  EXPECT_FALSE(postal::read_news(to_json("r1", many), question));
  auto other = question;
  other.after = 9;
  EXPECT_FALSE(postal::read_pending(postal::pending_json(other), question));
  for (const auto* path : {"/v1/parcels//events", "/v1/parcels/../events", "/v1/parcels/events"}) {
    EXPECT_FALSE(postal::read_question(path, "request_id=r1&after=0")) << path;
  }
  EXPECT_FALSE(postal::read_question("/v1/parcels/1234567890123/events", "request_id=r1&after=x"));
  auto nobody = order_to("");
  EXPECT_FALSE(postal::read_order(to_json(nobody)));
}

TEST(postal_sandbox, takes_a_parcel_once_and_tells_the_same_again) {
  postal::Sandbox post{2};
  const auto first = post.order("r1", to_json(order_to("某路 1 号")));
  ASSERT_EQ(first.status, 200);
  EXPECT_EQ(post.order("r1", to_json(order_to("某路 1 号"))).body, first.body);
  EXPECT_EQ(post.order("r1", to_json(order_to("某路 2 号"))).status, 422);
  EXPECT_EQ(post.order("r9", to_json(order_to("某路 1 号"))).status, 400);
  const auto waybill = postal::read_taken(first.body, "r1").value();
  const auto path = "/v1/parcels/" + waybill + "/events";
  EXPECT_EQ(post.news(path, "request_id=q1&after=0").status, 202);
  const auto told = post.news(path, "request_id=q1&after=0");
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(post.news(path, "request_id=q1&after=0").body, told.body);
  EXPECT_EQ(post.news(path, "request_id=q1&after=9").status, 422);
  EXPECT_EQ(post.news("/v1/parcels/1234567890123/events", "request_id=q1&after=0").status, 404);
  EXPECT_EQ(post.order("r2", to_json(order_to("某路", "r2"))).status, 200);
  EXPECT_EQ(post.order("r3", to_json(order_to("某路", "r3"))).status, 503) << "no room";
}

// Parcels that a house has, and what its runner proposes of them.
struct parcels : testing::Test {
  std::unique_ptr<sandbox::Sandbox> post = sandbox::Sandbox::start({}).value();
  std::string address = "杭州市某路 1 号";
  bool erased = false;
  postal::Client client{[this](const OfficeRequest&, std::uint32_t) -> Result<postal::SendTo> {
    if (erased) return fail(Code::not_found, "the subject was erased");
    return postal::SendTo{"/330000/330100", "张三", "13900000000", address};
  }};
  OwedRequests house;
  std::unique_ptr<OfficeRunner> runner;

  void TearDown() override {
    if (runner) runner->stop();
  }
  void start() { runner = house.start(client, post->url()); }
  // The post has hints to give, so nobody waits for as long as it says.
  template <class F>
  F answer_to(const PostalRequest& asked) {
    const auto id = house.owe(encode(asked), now);
    return house.answered<F>(id, [&] { runner->hint(id); });
  }
  // Asks as the hall does, one question after the other, until it has ended.
  Parcel sent() {
    Parcel one;
    one.waybill = answer_to<ParcelLabelled>({1, "证书", {}, 0}).waybill;
    EXPECT_TRUE(is_waybill(one.waybill));
    for (int i = 0; i < 9 && (i == 0 || one.state == parcel::under_way); ++i) {
      const auto news = answer_to<ParcelTracked>({1, {}, one.waybill, one.through});
      one = parcel_after(std::move(one), news.scans);
      one.through = news.through;
    }
    return one;
  }
};

TEST_F(parcels, are_delivered) {
  start();
  const auto one = sent();
  EXPECT_EQ(one.state, parcel::delivered);
  EXPECT_EQ(one.scans.size(), 4U);
  EXPECT_EQ(one.scans.back().signed_by, "addressee");
  EXPECT_EQ(one.ended_at, now + 4 * microseconds_a_second) << "in the time of whoever asked";
}

TEST_F(parcels, come_back_or_are_lost) {
  start();
  address = "杭州市退回路 1 号";
  EXPECT_EQ(sent().state, parcel::returned);
  address = "杭州市遗失路 1 号";
  EXPECT_EQ(sent().state, parcel::lost);
}

TEST_F(parcels, told_late_and_twice_and_in_reverse_are_delivered_once_at_their_time) {
  start();
  address = "杭州市乱序路 1 号";
  const auto one = sent();
  EXPECT_EQ(one.state, parcel::delivered);
  EXPECT_EQ(one.through, 6U);
  ASSERT_EQ(one.scans.size(), 4U);
  EXPECT_EQ(one.scans.front().kind, "collected");
  EXPECT_EQ(one.ended_at, now + 4 * microseconds_a_second);
}

TEST_F(parcels, of_a_post_that_is_away_or_of_somebody_erased_become_a_task_of_a_person) {
  start();
  erased = true;
  EXPECT_EQ(answer_to<ParcelUnavailable>({1, "证书", {}, 0}).last_error, "the subject was erased");
  erased = false;
  Fault away;
  away.office = postal::office_name;
  away.mode = FaultMode::down;
  ASSERT_TRUE(post->faults().add(away, Moment::clock::now()));
  EXPECT_GE(answer_to<ParcelUnavailable>({1, "证书", {}, 0}).attempts, 4U);
}

TEST_F(parcels, are_told_through_any_other_fault) {
  start();
  for (const auto mode : {FaultMode::malformed, FaultMode::error, FaultMode::duplicate}) {
    Fault fault;
    fault.office = postal::office_name;
    fault.mode = mode;
    fault.for_requests = 2;
    ASSERT_TRUE(post->faults().add(fault, Moment::clock::now()));
    EXPECT_EQ(sent().state, parcel::delivered);
  }
}

}  // namespace
}  // namespace vermilion::tests
