// The read side over real sockets: what people see of cases, tasks, clocks, and what they do not.
#include <gmock/gmock.h>

#include <future>
#include <set>
#include <thread>

#include "app/api/openapi.hpp"
#include "app/api/schemas.hpp"
#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

// One hall for all tests of this file that only add cases of their own.
ServedHall& hall() {
  static ServedHall one;
  return one;
}

std::set<std::string> texts(const Answer& answer, const std::string& list,
                            const std::string& member) {
  std::set<std::string> found;
  for (const auto& row : answer.list(list)) {
    const auto* text = row.get_object().if_contains(member);
    found.insert(text != nullptr && text->is_string() ? std::string{text->get_string()} : "");
  }
  return found;
}

std::string task_named(ServedHall& served, const std::string& who, const std::string& case_id,
                       const std::string& name) {
  const auto answer = served.get(who, "/v1/cases/" + case_id);
  for (const auto& duty : answer.list("/waiting")) {
    if (duty.at("name").get_string() == name) return std::string{duty.at("id").get_string()};
  }
  return {};
}

TEST(reads, a_case_says_where_it_stands_and_for_whom_it_waits_since_when_and_until_when) {
  const auto id = hall().submit_licence("applicant");
  const auto seen = hall().get("li.wei", "/v1/cases/" + id);
  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_EQ(seen.field("ETag"), "\"" + seen.text("/material_version") + "\"");
  EXPECT_THAT(seen.field("Vermilion-Position"), HasSubstr("0:"));
  EXPECT_EQ(seen.text("/states/0/name"), "PRECHECK");
  EXPECT_EQ(seen.text("/states/0/zh"), "预受理");
  EXPECT_EQ(seen.text("/item/zh"), "中介机构从事代理记账业务审批");
  EXPECT_EQ(seen.text("/scope/office"), "330106");
  std::set<std::string> waits;
  for (const auto& duty : seen.list("/waiting")) {
    waits.insert(std::string{duty.at("name").get_string()});
    EXPECT_TRUE(instant_from_text(std::string{duty.at("since").get_string()}).has_value());
    if (duty.at("name") == "precheck") {
      EXPECT_EQ(duty.at("waits_for"), "window");
      EXPECT_EQ(duty.at("until"), "2026-09-29T23:59:59.999999+08:00");
    }
  }
  EXPECT_THAT(waits, testing::IsSupersetOf({"precheck", "accept", "check"}));
}

TEST(reads, personal_fields_are_masked_for_staff_and_for_the_applicant) {
  const auto id = hall().submit_licence("masked");
  for (const auto* who : {"li.wei", "masked"}) {
    const auto seen = hall().get(who, "/v1/cases/" + id);
    EXPECT_EQ(seen.text("/submitted/people/0/name"), "王**");
    EXPECT_THAT(seen.text("/submitted/people/0/id_number"), HasSubstr("********"));
    EXPECT_THAT(seen.body, Not(HasSubstr("王小明")));
    EXPECT_THAT(hall().get(who, "/v1/cases/" + id + "/timeline").body, Not(HasSubstr("王小明")));
  }
}

TEST(reads, what_lies_outside_ones_scope_answers_byte_for_byte_as_what_does_not_exist) {
  const auto id = hall().submit_licence("neighbour");
  const std::string nobody(32, 'f');
  const auto task = task_named(hall(), "li.wei", id, "precheck");
  ASSERT_FALSE(task.empty());
  // A window of the sister division; one whose grant is for another item; another applicant.
  for (const auto* who : {"qian.jin", "zhou.ming", "stranger", "no.body"}) {
    for (const auto* part : {"", "/timeline", "/clock", "/actions"}) {
      const auto foreign = hall().get(who, "/v1/cases/" + id + part);
      const auto random = hall().get(who, "/v1/cases/00" + nobody.substr(2) + part);
      EXPECT_EQ(foreign.status, 404) << who << part;
      EXPECT_EQ(foreign.head, random.head) << who << part;
      EXPECT_EQ(foreign.body, random.body) << who << part;
      EXPECT_EQ(foreign.body, hall().get(who, std::string{"/v1/cases/what"} + part).body);
    }
    const auto foreign = hall().get(who, "/v1/tasks/" + task);
    const auto random = hall().get(who, "/v1/tasks/" + nobody + ".0");
    EXPECT_EQ(foreign.status, 404) << who;
    EXPECT_EQ(foreign.head, random.head) << who;
    EXPECT_EQ(foreign.body, random.body) << who;
  }
  EXPECT_EQ(hall().get("li.wei", "/v1/tasks/" + task).status, 200);
}

TEST(reads, lists_hold_only_what_lies_within_ones_scope) {
  const auto here = hall().submit_licence("listed", "330106");
  const auto there = hall().submit_licence("listed", "330105");
  const auto ids = [&](const std::string& who, const std::string& path) {
    return texts(hall().get(who, path), "/rows", "case");
  };
  const std::string cases = "/v1/cases?limit=200";
  EXPECT_TRUE(ids("li.wei", cases).contains(here));
  EXPECT_FALSE(ids("li.wei", cases).contains(there));
  EXPECT_TRUE(ids("zhao.min", cases).contains(there));
  EXPECT_FALSE(ids("zhao.min", cases + "&office=330106").contains(there));
  EXPECT_TRUE(ids("li.wei", cases + "&office=330105").empty());
  EXPECT_TRUE(ids("li.wei", cases + "&office=999999").empty());
  EXPECT_TRUE(ids("zhou.ming", cases + "&item=bookkeeping-licence").empty());
  EXPECT_TRUE(ids("stranger", cases).empty());
  EXPECT_EQ(ids("listed", "/v1/my/cases"), (std::set<std::string>{here, there}));
  EXPECT_FALSE(ids("qian.jin", "/v1/deadlines?limit=200").contains(here));
  EXPECT_TRUE(ids("qian.jin", "/v1/deadlines?limit=200").contains(there));
  EXPECT_FALSE(ids("qian.jin", "/v1/tasks?limit=200").contains(here));
  EXPECT_TRUE(ids("qian.jin", "/v1/tasks?limit=200").contains(there));
}

TEST(reads, a_list_is_paged_by_cursor_without_gap_or_double) {
  std::set<std::string> submitted;
  for (int i = 0; i < 5; ++i) submitted.insert(hall().submit_firm("pager"));
  std::vector<std::string> paged;
  std::string cursor;
  for (int page = 0; page < 10; ++page) {
    const auto answer =
        hall().get("pager", "/v1/my/cases?limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor));
    ASSERT_EQ(answer.status, 200) << answer.body;
    for (const auto& row : answer.list("/rows")) {
      paged.emplace_back(row.at("case").get_string());
    }
    if (answer.at("/next").is_null()) break;
    cursor = answer.text("/next");
  }
  EXPECT_EQ(paged.size(), 5U);
  EXPECT_EQ(std::set<std::string>(paged.begin(), paged.end()), submitted);
}

TEST(reads, parameters_that_a_route_does_not_have_or_that_are_wrong_are_refused) {
  for (const auto* path :
       {"/v1/cases?limit=0", "/v1/cases?limit=201", "/v1/cases?limit=x", "/v1/cases?cursor=%21",
        "/v1/cases?colour=red", "/v1/cases?item=a&item=b", "/v1/cases?settled=maybe",
        "/v1/tasks?due_before=tomorrow", "/v1/deadlines?status=late", "/v1/cases?min_position=7",
        "/v1/cases?min_position=1:7"}) {
    const auto answer = hall().get_as_it_is("li.wei", path);
    EXPECT_EQ(answer.status, 400) << path << answer.body;
    EXPECT_EQ(answer.text("/type"), "urn:vermilion:problem:bad-parameter") << path;
  }
}

TEST(reads, a_position_that_does_not_come_is_answered_behind_within_its_bound) {
  const auto answer = hall().get_as_it_is("li.wei", "/v1/cases?min_position=0:99999999");
  EXPECT_EQ(answer.status, 504);
  EXPECT_EQ(answer.text("/type"), "urn:vermilion:problem:behind");
}

TEST(reads, a_position_that_comes_while_one_waits_is_answered_with_what_it_brought) {
  // An answer that is in hand lies behind the reign's own first records, so `last` stands still.
  hall().submit_firm("before");
  const auto next = hall().hall().journal().last(Hall::partition) + 1;
  const auto path = "/v1/my/cases?min_position=0:" + std::to_string(next);
  auto reader =
      std::async(std::launch::async, [&] { return hall().get_as_it_is("waiting", path); });
  // Answered early only if it did not wait, and then not with the case.
  while (hall().hall().projector().waiters().waiting() == 0 &&
         reader.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
    std::this_thread::yield();
  }
  const auto id = hall().submit_firm("waiting");
  const auto seen = reader.get();
  EXPECT_EQ(seen.status, 200) << seen.body;
  EXPECT_EQ(seen.text("/rows/0/case"), id);
}

TEST(reads, a_hall_without_views_says_so_and_goes_on_writing) {
  ServedHall blind{false};
  const auto id = blind.submit_firm("blind");
  EXPECT_EQ(blind.get_as_it_is("blind", "/v1/cases/" + id).status, 501);
  EXPECT_EQ(blind.operations("GET", "/readyz").status, 200);
  EXPECT_EQ(blind.operations("GET", "/metrics").status, 200);
}

TEST(writes, on_what_lies_outside_ones_scope_answer_byte_for_byte_as_on_what_does_not_exist) {
  const auto id = hall().submit_licence("guarded");
  const auto task = task_named(hall(), "li.wei", id, "precheck");
  const std::string nobody(30, 'f');
  for (const auto* who : {"qian.jin", "zhou.ming", "stranger"}) {
    const auto foreign = hall().record(who, id, "Withdrawn");
    const auto random = hall().record(who, "00" + nobody, "Withdrawn");
    EXPECT_EQ(foreign.status, 404) << who << foreign.body;
    EXPECT_EQ(foreign.head, random.head) << who;
    EXPECT_EQ(foreign.body, random.body) << who;
    for (const auto* act : {"claim", "release"}) {
      const auto on_task = hall().post(who, "/v1/tasks/" + task + "/" + act, json::object{});
      const auto on_none = hall().post(who, "/v1/tasks/" + nobody + "ff.0/" + act, json::object{});
      EXPECT_EQ(on_task.status, 404) << who << on_task.body;
      EXPECT_EQ(on_task.head, on_none.head) << who << act;
      EXPECT_EQ(on_task.body, on_none.body) << who << act;
    }
  }
}

TEST(reads, the_timeline_shows_each_record_with_its_words_and_a_refusal_with_its_rule) {
  const auto id = hall().submit_firm("history");
  // One's own refusal: nothing may be supplied now.
  EXPECT_EQ(
      hall().record("zhao.min", id, "RefusedToGrant", {{"reasons", "x"}, {"remedies", "y"}}).status,
      200);
  const auto late = hall().record("zhao.min", id, "Approved");
  EXPECT_EQ(late.status, 409) << late.body;
  const auto seen = hall().get("sun.li", "/v1/cases/" + id + "/timeline");
  ASSERT_EQ(seen.status, 200) << seen.body;
  ASSERT_GE(seen.rows(), 4U) << seen.body;
  EXPECT_EQ(seen.text("/rows/0/fact"), "Submitted");
  EXPECT_EQ(seen.text("/rows/0/title/zh"), "申请");
  EXPECT_EQ(seen.text("/rows/0/title/en"), "application");
  EXPECT_EQ(seen.text("/rows/0/from/0/zh"), "草稿");
  EXPECT_EQ(seen.text("/rows/0/data/item"), "accounting-firm");
  EXPECT_EQ(seen.text("/rows/1/fact"), "Accepted");
  EXPECT_EQ(seen.text("/rows/1/by/role"), "rule");
  EXPECT_EQ(seen.text("/rows/2/data/reasons"), "x");
  EXPECT_EQ(seen.text("/rows/2/by/who"), "zhao.min");
  EXPECT_EQ(seen.text("/rows/3/verdict"), "refused");
  EXPECT_EQ(seen.text("/rows/3/refusal/reason"), "not_here");
  const auto paged = hall().get("sun.li", "/v1/cases/" + id + "/timeline?limit=2");
  EXPECT_EQ(paged.rows(), 2U);
  EXPECT_FALSE(paged.at("/next").is_null());
}

TEST(reads, a_decision_shows_its_reasons_and_remedies_and_applicants_no_accounts_of_staff) {
  const auto id = hall().submit_firm("decided");
  ASSERT_EQ(hall()
                .record("zhao.min", id, "RefusedToGrant",
                        {{"reasons", "出资证明不足"}, {"remedies", "六十日内复议"}})
                .status,
            200);
  const auto seen = hall().get("decided", "/v1/cases/" + id);
  EXPECT_EQ(seen.text("/outcome/fact"), "RefusedToGrant");
  EXPECT_EQ(seen.text("/outcome/data/reasons"), "出资证明不足");
  EXPECT_EQ(seen.text("/outcome/data/remedies"), "六十日内复议");
  EXPECT_EQ(seen.text("/states/0/zh"), "不予许可");
  EXPECT_EQ(seen.list("/waiting").size(), 0U);
  EXPECT_NE(seen.text("/settled_at"), "null");
  // What the office tried in vain afterwards is not the applicant's.
  EXPECT_EQ(hall().record("zhao.min", id, "Approved").status, 409);
  const auto timeline = hall().get("decided", "/v1/cases/" + id + "/timeline");
  EXPECT_THAT(timeline.body, Not(HasSubstr("zhao.min")));
  EXPECT_THAT(timeline.body, Not(HasSubstr("\"verdict\":\"refused\"")));
}

TEST(reads, a_clock_explains_each_deadline_day_by_day_in_the_language_asked_for) {
  const auto id = hall().submit_licence("clockwise");
  const auto seen = hall().get("clockwise", "/v1/cases/" + id + "/clock");
  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_EQ(seen.text("/deadlines/0/name"), "accept");
  EXPECT_EQ(seen.text("/deadlines/0/title/zh"), "受理期限");
  EXPECT_EQ(seen.text("/deadlines/0/due"), "2026-09-29T23:59:59.999999+08:00");
  EXPECT_EQ(seen.text("/deadlines/0/colour"), "normal");
  EXPECT_EQ(seen.text("/deadlines/0/consequence/fact"), "DeemedAccepted");
  EXPECT_EQ(seen.text("/deadlines/0/basis"), "行政许可法 32(1)(4); 代理记账管理办法 6(1)");
  EXPECT_EQ(seen.text("/deadlines/0/explained"), "true");
  EXPECT_THAT(seen.text("/deadlines/0/days/0/text"), HasSubstr("起算当日"));
  const auto days = seen.list("/deadlines/0/days");
  ASSERT_FALSE(days.empty());
  // Mid-Autumn, the 25th, rests, and the weekend after it.
  EXPECT_EQ(days.back().at("day"), "2026-09-29");
  EXPECT_EQ(days.back().at("counted"), 5);
  const auto english =
      hall().get("clockwise", "/v1/cases/" + id + "/clock", "Accept-Language: en\r\n");
  EXPECT_THAT(english.text("/deadlines/0/days/0/text"), HasSubstr("start day"));
}

TEST(reads, actions_are_what_this_principal_may_record_now_with_its_form) {
  const auto id = hall().submit_licence("actor");
  const auto facts = [&](const std::string& who, const std::string& of) {
    return texts(hall().get(who, "/v1/cases/" + of + "/actions"), "/actions", "fact");
  };
  const std::set<std::string> window{"Accepted", "MaterialVerified", "NotAccepted",
                                     "SupplementRequested"};
  EXPECT_EQ(facts("li.wei", id), window);
  EXPECT_EQ(facts("actor", id), (std::set<std::string>{"DeliveryChosen", "Rated", "Withdrawn"}));
  EXPECT_EQ(facts("wang.fang", id), (std::set<std::string>{}));
  const auto seen = hall().get("li.wei", "/v1/cases/" + id + "/actions");
  EXPECT_THAT(seen.text("/actions/1/schema"), HasSubstr("properties"));
  EXPECT_EQ(texts(seen, "/task_acts", "name"), (std::set<std::string>{"precheck"}));
  // A colleague holds the task: it is not mine to do, and I cannot claim it.
  const auto task = task_named(hall(), "li.wei", id, "precheck");
  const auto firm = hall().submit_firm("actor");
  EXPECT_EQ(facts("zhao.min", firm), (std::set<std::string>{"Approved", "RefusedToGrant"}));
  ASSERT_EQ(hall().post("li.wei", "/v1/tasks/" + task + "/claim", json::object{}).status, 200);
  EXPECT_EQ(facts("li.wei", id), window);
  EXPECT_EQ(hall().get("li.wei", "/v1/cases/" + id + "/actions").text("/task_acts/0/acts/0"),
            "release");
  // A supervisor hands tasks about and records nothing.
  EXPECT_EQ(facts("sun.li", firm), (std::set<std::string>{}));
  // What was requested once is not offered to the office again, but to the applicant to supply.
  ASSERT_EQ(hall()
                .record("li.wei", id, "SupplementRequested",
                        {{"items", {{{"material", "lead-pledge"}, {"what", "未签字"}}}}})
                .status,
            200);
  EXPECT_EQ(facts("actor", id),
            (std::set<std::string>{"DeliveryChosen", "Rated", "Supplemented", "Withdrawn"}));
  EXPECT_EQ(facts("li.wei", id), (std::set<std::string>{"MaterialVerified"}));
}

TEST(reads, the_worklist_shows_the_tasks_of_ones_roles_the_first_due_first) {
  const auto id = hall().submit_licence("worker");
  const auto task = task_named(hall(), "li.wei", id, "precheck");
  const auto list = hall().get("li.wei", "/v1/tasks?limit=200");
  EXPECT_TRUE(texts(list, "/rows", "task").contains(task));
  EXPECT_EQ(texts(list, "/rows", "role"), (std::set<std::string>{"window"}));
  std::string last;
  for (const auto& row : list.list("/rows")) {
    const std::string due{row.at("due").get_string()};
    EXPECT_LE(last, due);
    last = due;
  }
  EXPECT_EQ(hall().get("wang.fang", "/v1/tasks").rows(), 0U);
  EXPECT_TRUE(texts(hall().get("wang.fang", "/v1/tasks?role=window&limit=200"), "/rows", "task")
                  .contains(task));
  EXPECT_TRUE(texts(hall().get("sun.li", "/v1/tasks?limit=200"), "/rows", "task").contains(task));
  EXPECT_FALSE(
      texts(hall().get("li.wei", "/v1/tasks?mine=true&limit=200"), "/rows", "task").contains(task));
  ASSERT_EQ(hall().post("li.wei", "/v1/tasks/" + task + "/claim", json::object{}).status, 200);
  EXPECT_TRUE(
      texts(hall().get("li.wei", "/v1/tasks?mine=true&limit=200"), "/rows", "task").contains(task));
  const auto one = hall().get("li.wei", "/v1/tasks/" + task);
  EXPECT_EQ(one.text("/holder"), "li.wei");
  EXPECT_EQ(one.text("/mine"), "true");
  EXPECT_EQ(texts(one, "/takes", "fact"),
            (std::set<std::string>{"Accepted", "NotAccepted", "SupplementRequested"}));
}

TEST(reads, the_catalogue_and_the_tables_are_open_to_everybody) {
  const auto items = hall().get("", "/v1/items");
  EXPECT_EQ(texts(items, "/rows", "item"),
            (std::set<std::string>{"accounting-firm", "accounting-registrant",
                                   "accounting-title-exam", "appraisal-firm", "bookkeeping-agency",
                                   "bookkeeping-licence", "continuing-education-course",
                                   "donation-bill", "medical-outpatient-bill",
                                   "outstanding-accountant", "register-comparison"}));
  const auto item = hall().get("", "/v1/items/bookkeeping-licence");
  EXPECT_EQ(item.text("/limits/0/name"), "accept");
  EXPECT_EQ(item.text("/materials/0/basis"), "代理记账管理办法 5(2)");
  const auto guide = hall().get("", "/v1/items/bookkeeping-licence/guide");
  ASSERT_EQ(guide.status, 200) << guide.body;
  const auto told = guide.document();
  EXPECT_EQ(told.at("steps").get_array().at(0).at("state").at("name"), "DRAFT");
  EXPECT_EQ(told.at("limits").get_array().size(), 4U);
  EXPECT_EQ(hall().get("", "/v1/items/dog-licence/guide").status, 404);
  EXPECT_EQ(hall().get("", "/v1/items/dog-licence").status, 404);
  const auto table = hall().get("", "/v1/workflows/approval/1");
  EXPECT_EQ(table.text("/edition"), "approval/1");
  EXPECT_THAT(table.body, HasSubstr("\"law\":\"行政许可法\""));
  const auto drawn = hall().get_as_it_is("", "/v1/workflows/approval/1/diagram.svg");
  EXPECT_EQ(drawn.status, 200) << drawn.body;
  EXPECT_THAT(drawn.body, HasSubstr("<svg"));
  EXPECT_THAT(drawn.body, HasSubstr("PRECHECK"));
  EXPECT_EQ(hall().get_as_it_is("", "/v1/workflows/approval/9/diagram.svg").status, 404);
}

TEST(reads, need_a_token_unless_they_are_open) {
  for (const auto* path :
       {"/v1/cases", "/v1/my/cases", "/v1/tasks", "/v1/deadlines", "/v1/incidents"}) {
    EXPECT_EQ(hall().get_as_it_is("", path).status, 401) << path;
  }
}

TEST(operations, say_alive_ready_and_count) {
  EXPECT_EQ(hall().operations("GET", "/healthz").status, 200);
  const auto ready = hall().operations("GET", "/readyz");
  EXPECT_EQ(ready.status, 200) << ready.body;
  EXPECT_EQ(ready.text("/partition"), "writes");
  const auto metrics = hall().operations("GET", "/metrics");
  EXPECT_EQ(metrics.status, 200);
  EXPECT_THAT(metrics.body, HasSubstr("# TYPE vermilion_records_total counter"));
  EXPECT_THAT(metrics.body, HasSubstr("# TYPE vermilion_http_requests_total counter"));
  EXPECT_THAT(metrics.body, HasSubstr("vermilion_view_position{view=\"worklist\"}"));
  EXPECT_EQ(hall().get_as_it_is("", "/metrics").status, 404);
}

TEST(operations, a_set_clock_goes_forward_only_and_deadlines_pass_as_it_goes) {
  ServedHall own;
  const auto id = own.submit_licence("patient");
  EXPECT_EQ(own.operations("POST", "/ops/clock", R"({"to":"2026-09-20T09:00:00+08:00"})").status,
            422);
  EXPECT_EQ(own.operations("POST", "/ops/clock", R"({"to":"soon"})").status, 422);
  EXPECT_EQ(own.operations("POST", "/ops/clock", R"({"to":1,)").status, 400);
  const auto moved = own.operations("POST", "/ops/clock", R"({"to":"2026-09-30T09:00:00+08:00"})");
  ASSERT_EQ(moved.status, 200) << moved.body;
  EXPECT_EQ(moved.text("/now"), "2026-09-30T09:00:00+08:00");
  // Whatever is proposed now is judged after the deadline that passed: due first.
  own.record("patient", id, "Withdrawn");
  const auto clock = own.get("patient", "/v1/cases/" + id + "/clock");
  ASSERT_EQ(clock.status, 200) << clock.body;
  bool passed = false;
  for (const auto& deadline : clock.list("/deadlines")) {
    if (deadline.at("name") != "accept") continue;
    passed = deadline.at("status") == "passed";
    EXPECT_EQ(deadline.at("colour"), "overdue");
    EXPECT_EQ(deadline.at("explained"), true) << json::serialize(deadline);
  }
  EXPECT_TRUE(passed) << clock.body;
  const auto list = own.get("sun.li", "/v1/deadlines?status=passed");
  EXPECT_EQ(list.rows(), 1U);
  EXPECT_EQ(list.text("/rows/0/fact"), "DeemedAccepted");
}

}  // namespace
}  // namespace vermilion::tests
