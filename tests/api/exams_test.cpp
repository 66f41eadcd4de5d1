// Examinations over HTTP: sessions and their seats, enrolments that pay a payment system over
// sockets, admission tickets, the roll, results, refunds.
#include <gmock/gmock.h>

#include <charconv>
#include <thread>

#include "app/hall/office_desk.hpp"
#include "app/sandbox/sandbox.hpp"
#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

using testing::HasSubstr;

constexpr const char* exam = "accounting-title-exam";
constexpr const char* course = "continuing-education-course";
constexpr std::chrono::seconds patience{20};

struct exams : testing::Test {
  ServedHall hall;
  std::unique_ptr<sandbox::Sandbox> sandbox;
  std::unique_ptr<OfficeDesk> desk;
  int people = 0;

  void SetUp() override {
    auto started = sandbox::Sandbox::start({});
    ASSERT_TRUE(started) << started.error().text();
    sandbox = std::move(started.value());
    auto paying = start_payment(hall.hall(), sandbox->url());
    ASSERT_TRUE(paying) << paying.error().text();
    desk = std::move(paying.value());
  }
  void TearDown() override {
    desk.reset();
    sandbox.reset();
  }

  static json::object session_of(const char* item, const char* code, int seats) {
    return {{"item", item},
            {"session", code},
            {"subject", std::string_view{item} == exam ? "practice" : "professional"},
            {"tree", "accounting"},
            {"office", "330106"},
            {"venue", "西湖区第一考点"},
            {"address", "文三路 2 号"},
            {"starts", "2026-10-24T09:00:00+08:00"},
            {"ends", "2026-10-24T11:00:00+08:00"},
            {"choose_until", "2026-10-16T18:00:00+08:00"},
            {"seats", seats}};
  }
  void open(const char* item, const char* code, int seats) {
    const auto opened = hall.post("fang.yu", "/v1/sessions", session_of(item, code, seats));
    ASSERT_EQ(opened.status, 201) << opened.body;
  }
  std::string enrol(const std::string& who, const char* item = exam) {
    const auto number =
        identifiers::synthetic_resident_number(*day_from_text("1990-05-06"), ++people);
    const auto made = hall.post(
        who, "/v1/cases",
        json::object{{"item", item},
                     {"office", "330106"},
                     {"subject", std::string_view{item} == exam ? "practice" : "professional"},
                     {"candidate", "王小明"},
                     {"id_number", number},
                     {"pledged", true}});
    EXPECT_EQ(made.status, 201) << made.body;
    return made.text("/case");
  }
  Answer seen(const std::string& who, const std::string& id) {
    return hall.get(who, "/v1/cases/" + id + "/enrolment");
  }
  // Until the payment system's answer is on record.
  Answer becomes(const std::string& who, const std::string& id, const std::string& state) {
    const auto until = std::chrono::steady_clock::now() + patience;
    auto now = seen(who, id);
    while (now.text("/state") != state && std::chrono::steady_clock::now() < until) {
      std::this_thread::yield();
      now = seen(who, id);
    }
    EXPECT_EQ(now.text("/state"), state) << now.body;
    return now;
  }
  // The payer's bank; tried until the hall has placed the order.
  int pay(const std::string& request) {
    const auto url = sandbox->url();
    std::uint16_t port = 0;
    const auto colon = url.rfind(':');
    std::from_chars(url.data() + colon + 1, url.data() + url.size(), port);
    const auto until = std::chrono::steady_clock::now() + patience;
    int status = 404;
    while (status == 404 && std::chrono::steady_clock::now() < until) {
      RawClient client{port};
      client.send("POST /v1/payment-orders/" + request +
                  "/payments HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
      status = ServedHall::answer_of(client.answer(10'000)).status;
    }
    return status;
  }
  void paid(const std::string& who, const std::string& id) {
    const auto request = seen(who, id).text("/order/request");
    ASSERT_EQ(pay(request), 200);
  }
  void clock(const std::string& to) {
    const auto moved =
        hall.operations("POST", "/ops/clock", json::serialize(json::object{{"to", to}}));
    ASSERT_EQ(moved.status, 200) << moved.body;
  }
};

TEST_F(exams, a_candidate_pays_chooses_sits_and_hears_the_result) {
  open(exam, "2026a-01", 2);
  const auto id = enrol("candidate");
  EXPECT_EQ(seen("candidate", id).text("/state"), "PAYMENT_PENDING");
  const auto number = identifiers::synthetic_resident_number(*day_from_text("1990-05-06"), people);
  EXPECT_EQ(
      hall.post("li.wei", "/v1/cases/search?purpose=window", json::object{{"id_number", number}})
          .text("/rows/0/case"),
      id)
      << "found by the number of whoever is enrolled";
  EXPECT_EQ(hall.record("candidate", id, "SeatChosen", {{"session", "2026a-01"}}).status, 409);
  paid("candidate", id);
  const auto choosing = becomes("candidate", id, "CHOOSING");
  EXPECT_EQ(choosing.text("/paid/amount"), "6500");
  EXPECT_EQ(choosing.text("/order"), "null");

  ASSERT_EQ(hall.record("candidate", id, "SeatChosen", {{"session", "2026a-01"}}).status, 200);
  const auto held = seen("candidate", id);
  EXPECT_EQ(held.text("/seat/seat"), "1");
  EXPECT_EQ(held.text("/seat/held_until"), "2026-09-21T09:15:00+08:00");
  ASSERT_EQ(hall.record("candidate", id, "SeatConfirmed").status, 200);
  EXPECT_EQ(hall.get("candidate", "/v1/sessions?item=" + std::string{exam}).text("/rows/0/left"),
            "1");
  const auto ticket = hall.get("candidate", "/v1/cases/" + id + "/documents/admission_ticket");
  EXPECT_EQ(ticket.status, 200) << ticket.body;
  EXPECT_TRUE(ticket.body.starts_with("%PDF"));
  EXPECT_EQ(hall.get("candidate", "/v1/cases/" + id + "/documents/admission_ticket").body,
            ticket.body);

  clock("2026-10-24T09:30:00+08:00");
  ASSERT_EQ(hall.record("shi.lan", id, "AttendanceRecorded", {{"attendance", "sat"}}).status, 200);
  ASSERT_EQ(hall.record("tao.ran", id, "Scored", {{"score", 82}}).status, 200);
  EXPECT_EQ(seen("candidate", id).text("/score"), "null") << "not before it is published";
  EXPECT_EQ(hall.record("tao.ran", id, "ResultPublished").status, 403);
  ASSERT_EQ(hall.record("fang.yu", id, "ResultPublished").status, 200);
  const auto done = seen("candidate", id);
  EXPECT_EQ(done.text("/state"), "PASSED");
  EXPECT_EQ(done.text("/score"), "82");
  EXPECT_EQ(hall.get("candidate", "/v1/cases/" + id + "/documents/result_slip").status, 200);
}

TEST_F(exams, what_it_costs_and_which_subjects_there_are_is_known_before_one_enrols) {
  const auto guide = hall.get("", "/v1/items/" + std::string{exam} + "/guide");
  EXPECT_EQ(guide.text("/enrolment/subjects/0/code"), "practice");
  EXPECT_EQ(guide.text("/enrolment/fee/amount"), "6500");
  EXPECT_EQ(guide.text("/enrolment/fee/paid"), "before_choosing");
  EXPECT_EQ(guide.text("/enrolment/hold_minutes"), "15");
  const auto id = enrol("candidate");
  EXPECT_EQ(seen("candidate", id).text("/order/amount"), "6500");
  EXPECT_EQ(seen("candidate", id).text("/order/until"), "2026-09-22T09:00:00+08:00");
}

TEST_F(exams, a_seat_is_held_while_one_pays) {
  open(course, "c-1", 1);
  const auto first = enrol("first", course);
  const auto second = enrol("second", course);
  ASSERT_EQ(hall.record("first", first, "SeatChosen", {{"session", "c-1"}}).status, 200);
  EXPECT_EQ(seen("first", first).text("/state"), "SEAT_HELD_UNPAID");
  ASSERT_EQ(hall.record("second", second, "SeatChosen", {{"session", "c-1"}}).status, 200);
  const auto told = seen("second", second);
  EXPECT_EQ(told.text("/state"), "CHOOSING");
  EXPECT_EQ(told.text("/refused/why"), "full");
  const auto path = "/v1/sessions?item=" + std::string{course};
  EXPECT_EQ(hall.get("second", path).text("/rows/0/state"), "full");
  EXPECT_EQ(hall.get("second", path + "&free=true").rows(), 0U);

  // What is not paid returns; who paid keeps it.
  clock("2026-09-21T09:31:00+08:00");
  becomes("first", first, "CHOOSING");
  ASSERT_EQ(hall.record("second", second, "SeatChosen", {{"session", "c-1"}}).status, 200);
  paid("second", second);
  EXPECT_EQ(becomes("second", second, "SEAT_CONFIRMED").text("/seat/ticket"), "c-1-00001");
}

TEST_F(exams, who_cancels_in_time_is_paid_back) {
  open(exam, "2026a-01", 2);
  const auto id = enrol("candidate");
  paid("candidate", id);
  becomes("candidate", id, "CHOOSING");
  ASSERT_EQ(hall.record("candidate", id, "EnrolmentCancelled", {{"reason", "改期"}}).status, 200);
  EXPECT_EQ(becomes("candidate", id, "REFUNDED").text("/paid"), "null");
}

TEST_F(exams, the_roll_is_for_the_office_of_the_session_and_above_it) {
  open(course, "c-1", 5);
  for (const auto* who : {"one", "two"}) {
    const auto id = enrol(who, course);
    ASSERT_EQ(hall.record(who, id, "SeatChosen", {{"session", "c-1"}}).status, 200);
  }
  const auto path = "/v1/sessions/" + std::string{course} + "/c-1/roll";
  const auto roll = hall.get("shi.lan", path + "?limit=1");
  EXPECT_EQ(roll.rows(), 1U) << roll.body;
  EXPECT_EQ(roll.text("/rows/0/ticket"), "c-1-00001");
  const auto next = hall.get("shi.lan", path + "?limit=1&cursor=" + roll.text("/next"));
  EXPECT_EQ(next.text("/rows/0/seat"), "2") << next.body;
  EXPECT_EQ(hall.get("qian.jin", path).status, 404) << "of a sister office";
  EXPECT_EQ(hall.get("one", path).status, 404);
}

TEST_F(exams, a_session_that_is_not_one_is_refused_with_the_place) {
  auto wrong = session_of(exam, "2026a-01", 2);
  wrong["subject"] = "cooking";
  EXPECT_EQ(hall.post("fang.yu", "/v1/sessions", wrong).text("/place"), "/subject");
  wrong = session_of(exam, "2026a-01", 2);
  wrong["choose_until"] = "2026-10-24T10:00:00+08:00";
  EXPECT_THAT(hall.post("fang.yu", "/v1/sessions", wrong).body, HasSubstr("TimesInOrder"));
  EXPECT_EQ(hall.post("li.wei", "/v1/sessions", session_of(exam, "2026a-01", 2)).status, 403);
  open(exam, "2026a-01", 2);
  EXPECT_EQ(hall.post("fang.yu", "/v1/sessions", session_of(exam, "2026a-01", 2)).status, 409);
  const auto seats = "/v1/sessions/" + std::string{exam} + "/2026a-01/seats";
  EXPECT_EQ(hall.post("fang.yu", seats, json::object{{"seats", 20'001}}).status, 422);
  EXPECT_EQ(hall.post("fang.yu", seats, json::object{{"seats", 20}}).status, 200);
  EXPECT_EQ(hall.get("x", "/v1/sessions?item=" + std::string{exam}).text("/rows/0/seats"), "20");
}

TEST_F(exams, a_hint_of_the_payment_system_is_taken_and_trusted_for_nothing) {
  const auto hint = [&](const std::string& body) {
    return hall
        .send({}, "POST", "/v1/public/payments/notifications", "Content-Type: application/json\r\n",
              body)
        .status;
  };
  open(exam, "2026a-01", 2);
  const auto id = enrol("candidate");
  const auto request = seen("candidate", id).text("/order/request");
  EXPECT_EQ(hint(R"({"request_id":")" + request + R"("})"), 202);
  EXPECT_EQ(hint(R"({"request_id":"x"})"), 202);
  EXPECT_EQ(hint("x"), 400);
  EXPECT_EQ(seen("candidate", id).text("/state"), "PAYMENT_PENDING");
}

}  // namespace
}  // namespace vermilion::tests
