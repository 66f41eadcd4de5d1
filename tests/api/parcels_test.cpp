// Results that are sent, over HTTP, by a post over sockets: chosen, ordered, followed, proved.
#include <gmock/gmock.h>

#include <thread>

#include "app/hall/office_desk.hpp"
#include "app/sandbox/sandbox.hpp"
#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr std::chrono::seconds patience{20};

struct sent_results : testing::Test {
  ServedHall hall;
  std::unique_ptr<sandbox::Sandbox> sandbox;
  std::unique_ptr<OfficeDesk> desk;

  void SetUp() override {
    auto started = sandbox::Sandbox::start({});
    ASSERT_TRUE(started) << started.error().text();
    sandbox = std::move(started.value());
    start_post();
  }
  void start_post() {
    auto posting = start_postal(hall.hall(), sandbox->url());
    ASSERT_TRUE(posting) << posting.error().text();
    desk = std::move(posting.value());
  }
  void TearDown() override {
    desk.reset();
    sandbox.reset();
  }
  // A licence that is made, and that the applicant wants sent there.
  std::string made(const std::string& address) {
    const auto id = hall.submit_firm("applicant");
    EXPECT_EQ(hall.record("zhao.min", id, "Approved").status, 200);
    EXPECT_EQ(hall.record("li.wei", id, "CertificateMade", {{"number", "KJS-1"}}).status, 200);
    choose(id, address);
    return id;
  }
  void choose(const std::string& id, const std::string& address) {
    const json::object to{{"name", "李小伟"}, {"phone", "13800000000"}, {"address", address}};
    EXPECT_EQ(
        hall.record("applicant", id, "DeliveryChosen", {{"way", "express"}, {"recipient", to}})
            .status,
        200);
  }
  Answer order(const std::string& id) {
    return hall.record("li.wei", id, "ParcelOrdered", {{"contents", "执业证书"}});
  }
  Answer becomes(const std::string& id, const std::string& state) {
    const auto path = "/v1/cases/" + id;
    const auto until = std::chrono::steady_clock::now() + patience;
    auto seen = hall.get("applicant", path);
    while (seen.text("/parcel/state/name") != state && std::chrono::steady_clock::now() < until) {
      // The post has hints to give, so nobody waits for as long as it says.
      for (const auto& duty : seen.list("/waiting")) {
        if (duty.at("name") != "track_parcel") continue;
        const auto asked = duty_id_from_text(std::string{duty.at("id").get_string()});
        if (asked) desk->hint(*asked);
      }
      std::this_thread::yield();
      seen = hall.get("applicant", path);
    }
    EXPECT_EQ(seen.text("/parcel/state/name"), state) << seen.body;
    return seen;
  }
  std::vector<std::string> facts_offered(const std::string& who, const std::string& id) {
    std::vector<std::string> names;
    for (const auto& one : hall.get(who, "/v1/cases/" + id + "/actions").list("/actions")) {
      names.emplace_back(one.at("fact").get_string());
    }
    return names;
  }
};

TEST_F(sent_results, are_followed_to_the_signature_and_proved_by_a_paper) {
  const auto id = made("杭州市天目山路 9 号");
  EXPECT_THAT(facts_offered("li.wei", id), Contains("ParcelOrdered"));
  ASSERT_EQ(order(id).status, 200);
  EXPECT_THAT(facts_offered("li.wei", id), Not(Contains("ParcelOrdered")));
  const auto seen = becomes(id, "DELIVERED");
  EXPECT_EQ(seen.text("/parcel/contents"), "执业证书");
  EXPECT_EQ(seen.text("/parcel/waybill").size(), 13U);
  ASSERT_EQ(seen.list("/parcel/scans").size(), 4U);
  EXPECT_EQ(seen.text("/parcel/scans/3/signed_by"), "addressee");
  EXPECT_EQ(seen.text("/parcel/ended_at"), seen.text("/parcel/scans/3/at"));
  for (const auto* name : {"parcel_label", "delivery_proof"}) {
    const auto path = "/v1/cases/" + id + "/documents/" + name;
    EXPECT_THAT(hall.get("applicant", path).body, testing::StartsWith("%PDF")) << name;
    EXPECT_NE(hall.get("li.wei", path).status, 200) << "staff say what for";
    EXPECT_EQ(hall.get("li.wei", path + "?purpose=send").status, 200) << name;
    EXPECT_EQ(hall.get("somebody", path).status, 404);
  }
  // Nobody reads the address from what the post or the office recorded.
  for (const auto* path : {"", "/timeline"}) {
    const auto text = hall.get("li.wei", "/v1/cases/" + id + path).body;
    EXPECT_THAT(text, Not(HasSubstr("天目山路")));
    EXPECT_THAT(text, Not(HasSubstr("13800000000")));
  }
  EXPECT_EQ(hall.record("li.wei", id, "HandedOver", {{"how", "邮政寄递"}}).status, 200);
}

TEST_F(sent_results, that_come_back_are_a_task_and_not_handed_over_while_on_their_way) {
  const auto id = made("杭州市退回路 1 号");
  ASSERT_EQ(order(id).status, 200);
  becomes(id, "UNDER_WAY");
  desk.reset();  // no news for a while
  const auto early = hall.record("li.wei", id, "HandedOver", {{"how", "邮政寄递"}});
  EXPECT_EQ(early.text("/rule"), "ParcelHasArrived") << early.body;
  start_post();
  becomes(id, "RETURNED");
  EXPECT_THAT(hall.get("li.wei", "/v1/cases/" + id).body, HasSubstr("send_again"));
  EXPECT_EQ(hall.record("li.wei", id, "HandedOver", {{"how", "窗口领取"}}).status, 200);
}

// What becomes of each follows from its address: none goes to where an earlier one went.
TEST_F(sent_results, that_are_sent_again_go_to_whom_the_applicant_named_then) {
  const auto id = made("一次退回路 1 号");
  for (const auto* next : {"一次遗失路 1 号", "一次退回路 2 号", "一次签收路 9 号"}) {
    ASSERT_EQ(order(id).status, 200);
    becomes(id, next == std::string_view{"一次退回路 2 号"} ? "LOST" : "RETURNED");
    choose(id, next);
  }
  ASSERT_EQ(order(id).status, 200);
  becomes(id, "DELIVERED");
}

TEST_F(sent_results, are_asked_about_at_once_when_the_post_gives_a_hint) {
  const auto hint = [&](const std::string& body) {
    return hall
        .send({}, "POST", "/v1/public/parcels/notifications", "Content-Type: application/json\r\n",
              body)
        .status;
  };
  EXPECT_EQ(hint(R"({"request_id":"nothing"})"), 202);
  EXPECT_EQ(hint("x"), 400);
}

TEST_F(sent_results, of_a_post_that_refuses_them_are_a_task_until_somebody_finds_out) {
  offices::Fault refusing;
  refusing.office = "postal";
  refusing.mode = offices::FaultMode::error;
  refusing.status = 400;
  ASSERT_TRUE(sandbox->faults().add(refusing, offices::Moment::clock::now()));
  const auto id = made("杭州市天目山路 9 号");
  ASSERT_EQ(order(id).status, 200);
  becomes(id, "UNCLEAR");
  const auto found = [&](const char* outcome, const char* at) {
    return hall.record("li.wei", id, "ParcelSettled",
                       {{"outcome", outcome}, {"at", at}, {"how", "电话核实"}});
  };
  EXPECT_EQ(found("returned", "2020-01-01T00:00:00+08:00").text("/rule"), "HappenedMeanwhile");
  const auto ordered = hall.get("applicant", "/v1/cases/" + id).text("/parcel/ordered_at");
  EXPECT_EQ(found("returned", ordered.c_str()).status, 200);
  becomes(id, "RETURNED");
}

}  // namespace
}  // namespace vermilion::tests
