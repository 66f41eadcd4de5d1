// What stops and extends a limit, over HTTP: what is offered to whom, how the clock explains it,
// and the papers that tell the applicant.
//
// A bookkeeping licence that was accepted by silence: ten working days for the decision, counted
// from receipt on Monday 2026-09-21, end on Monday 2026-10-12 (Mid-Autumn and National Day rest,
// Saturday 2026-10-10 and Sunday 2026-09-20 work).
#include <gmock/gmock.h>

#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

struct legal_clock : testing::Test {
  ServedHall hall;
  std::string id;

  void SetUp() override {
    id = hall.submit_licence("applicant");
    move_to("2026-09-30T09:00:00+08:00");
    ASSERT_EQ(hall.get("li.wei", path()).text("/states/0/name"), "HANDLING");
  }
  std::string path(const std::string& part = {}) const { return "/v1/cases/" + id + part; }
  void move_to(const std::string& to) {
    const auto moved =
        hall.operations("POST", "/ops/clock", json::serialize(json::object{{"to", to}}));
    ASSERT_EQ(moved.status, 200) << moved.body;
    hall.post("applicant", path("/facts"), json::object{{"fact", "Accepted"}});  // due first
  }
  std::vector<std::string> offered(const std::string& who) {
    std::vector<std::string> names;
    for (const auto& one : hall.get(who, path("/actions")).list("/actions")) {
      names.emplace_back(one.at("fact").get_string());
    }
    return names;
  }
  json::object decide() {
    for (const auto& one : hall.get("applicant", path("/clock")).list("/deadlines")) {
      if (one.at("name") == "decide") return one.as_object();
    }
    return {};
  }
  std::string due() {
    const auto found = decide();
    return found.empty() ? "none" : std::string{found.at("due").as_string()}.substr(0, 10);
  }
  Answer start(const char* procedure = "hearing") {
    return hall.record("wang.fang", id, "ProcedureStarted",
                       {{"procedure", procedure}, {"limit", "decide"}, {"reason", "申请人要求"}});
  }
};

TEST_F(legal_clock, a_procedure_is_offered_with_what_the_item_lists_and_stops_the_limit) {
  EXPECT_EQ(due(), "2026-10-12");
  EXPECT_THAT(offered("wang.fang"), Contains("ProcedureStarted"));
  EXPECT_THAT(offered("li.wei"), Not(Contains("ProcedureStarted")));
  EXPECT_THAT(offered("applicant"), Not(Contains("ProcedureStarted")));
  const auto offer = hall.get("wang.fang", path("/actions"));
  EXPECT_THAT(offer.body, HasSubstr(R"("procedure":"expert-review","limit":"decide")"));
  EXPECT_EQ(start("lunch").text("/rule"), "ItemKnowsProcedure");
  const auto started = start();
  ASSERT_EQ(started.status, 200) << started.body;

  const auto seen = hall.get("applicant", path());
  EXPECT_EQ(seen.text("/states/0/name"), "HANDLING");
  EXPECT_EQ(seen.text("/stopped/procedure"), "hearing");
  auto shown = decide();
  EXPECT_TRUE(shown.at("stopped").as_bool());
  EXPECT_TRUE(shown.at("provisional").as_bool());
  EXPECT_EQ(shown.at("stops").at(0).at("title").at("zh"), "听证");
  EXPECT_EQ(shown.at("stops").at(0).at("basis"), "行政许可法 45, 46, 47");
  EXPECT_EQ(shown.at("moved").as_array().size(), 1U);
  EXPECT_THAT(hall.get("wang.fang", "/v1/tasks").body, HasSubstr("完成特别程序"));
  EXPECT_THAT(offered("wang.fang"), Contains("ProcedureEnded"));
  EXPECT_THAT(offered("wang.fang"), Not(Contains("ProcedureStarted")));

  move_to("2026-10-14T09:00:00+08:00");
  ASSERT_EQ(hall.record("wang.fang", id, "ProcedureEnded", {{"result", "听证笔录已附卷"}}).status,
            200);
  // 22, 23, 24, 28, 29 September were used; from Wednesday the 14th on, five are left.
  EXPECT_EQ(due(), "2026-10-21");
  shown = decide();
  EXPECT_FALSE(shown.at("stopped").as_bool());
  EXPECT_TRUE(shown.at("explained").as_bool());
  std::size_t stopped = 0;
  for (const auto& one : shown.at("days").as_array()) {
    stopped += std::string{one.at("text").as_string()}.find("期限暂停（听证）") == 0 ? 1U : 0U;
  }
  EXPECT_EQ(stopped, 15U) << "30 September to 14 October";
  EXPECT_EQ(shown.at("days").as_array().back().at("counted"), 10);
}

TEST_F(legal_clock, the_head_extends_once_and_the_applicant_is_told_why) {
  EXPECT_THAT(hall.get("wang.fang", path("/actions")).body,
              HasSubstr(R"("limit":"decide","most":10)"));
  ASSERT_EQ(hall.record("wang.fang", id, "ExtensionAsked",
                        {{"limit", "decide"}, {"reason", "需要进一步核实"}})
                .status,
            200);
  EXPECT_THAT(offered("he.jun"), testing::UnorderedElementsAre("LimitExtended", "ExtensionDenied",
                                                               "ItemVersionChanged"));
  EXPECT_THAT(hall.get("he.jun", "/v1/tasks").body, HasSubstr("审批延长期限"));
  EXPECT_EQ(
      hall.record("he.jun", id, "LimitExtended", {{"amount", 11}, {"reason", "x"}}).text("/rule"),
      "WithinExtension");
  EXPECT_EQ(hall.record("zhao.min", id, "LimitExtended", {{"amount", 5}, {"reason", "x"}}).status,
            403);
  ASSERT_EQ(
      hall.record("he.jun", id, "LimitExtended", {{"amount", 5}, {"reason", "案情复杂"}}).status,
      200);
  EXPECT_EQ(due(), "2026-10-19");
  const auto shown = decide();
  EXPECT_EQ(shown.at("extended_by"), 5);
  EXPECT_EQ(shown.at("extendable").at("most"), 10);
  EXPECT_EQ(shown.at("days").as_array().back().at("counted"), 15);
  // What the office asked of itself is not the applicant's; that it was granted, and why, is.
  const auto timeline = hall.get("applicant", path("/timeline"));
  EXPECT_THAT(timeline.body, Not(HasSubstr("需要进一步核实")));
  EXPECT_THAT(timeline.body, HasSubstr("LimitExtended"));
  const auto list = hall.get("applicant", path("/documents"));
  EXPECT_THAT(list.body, HasSubstr("extension_notice"));
  EXPECT_EQ(hall.get_as_it_is("applicant", path("/documents/extension_notice")).body.substr(0, 5),
            "%PDF-");
}

TEST_F(legal_clock, an_open_case_goes_over_to_another_version_by_the_head_alone) {
  const auto offer = hall.get("he.jun", path("/actions"));
  EXPECT_THAT(offer.body, HasSubstr(R"("choices":[{"to":1)"));
  EXPECT_THAT(offered("wang.fang"), Not(Contains("ItemVersionChanged")));
  EXPECT_EQ(hall.get("li.wei", path()).text("/item/version"), "2");
  const auto moved =
      hall.record("he.jun", id, "ItemVersionChanged", {{"to", 1}, {"reason", "申请人要求"}});
  ASSERT_EQ(moved.status, 200) << moved.body;
  const auto seen = hall.get("li.wei", path());
  EXPECT_EQ(seen.text("/item/version"), "1") << seen.body;
  EXPECT_THAT(offered("wang.fang"), Not(Contains("ProcedureStarted"))) << "version 1 lists none";
}

TEST_F(legal_clock, an_item_that_lists_nothing_offers_nothing) {
  const auto firm = hall.submit_firm("other");
  const auto offer = hall.get("zhao.min", "/v1/cases/" + firm + "/actions");
  EXPECT_THAT(offer.body, Not(HasSubstr("ProcedureStarted")));
  EXPECT_EQ(hall.record("zhao.min", firm, "ExtensionAsked", {{"limit", "decide"}, {"reason", "x"}})
                .text("/rule"),
            "ItemExtends");
}

// The same colours as the case's own clock tells, for whoever may see the case.
TEST_F(legal_clock, cards_list_what_is_yellow_and_red_and_in_whose_hands) {
  const auto cards = [&](const std::string& who, const std::string& query = "") {
    return hall.get(who, "/v1/supervision" + query);
  };
  const auto colour = [&] { return std::string{decide().at("colour").as_string()}; };
  EXPECT_EQ(colour(), "normal");
  EXPECT_EQ(cards("sun.li").rows(), 0U);
  move_to("2026-10-08T09:00:00+08:00");
  EXPECT_EQ(colour(), "yellow");
  const auto yellow = cards("sun.li");
  ASSERT_EQ(yellow.rows(), 1U) << yellow.body;
  EXPECT_EQ(yellow.text("/rows/0/case"), id);
  EXPECT_EQ(yellow.text("/rows/0/name"), "decide");
  EXPECT_EQ(yellow.text("/rows/0/colour"), "yellow");
  EXPECT_EQ(yellow.text("/rows/0/tasks/0/role"), "handler");
  EXPECT_EQ(yellow.text("/rows/0/tasks/0/holder"), "");
  EXPECT_EQ(cards("sun.li", "?colour=red").rows(), 0U);
  move_to("2026-10-12T09:00:00+08:00");
  EXPECT_EQ(colour(), "red");
  EXPECT_EQ(cards("sun.li", "?colour=red").rows(), 1U);
  EXPECT_EQ(cards("wang.fang").rows(), 1U) << "her own office's";
  EXPECT_EQ(cards("qian.jin").rows(), 0U) << "a sister office";
  EXPECT_EQ(cards("applicant").rows(), 0U);
  EXPECT_EQ(cards("sun.li", "?item=accounting-firm").rows(), 0U);
  EXPECT_EQ(cards("sun.li", "?colour=green").status, 400);
  ASSERT_EQ(start().status, 200);
  EXPECT_EQ(cards("sun.li", "?colour=red").text("/rows/0/stopped"), "true") << "while it is heard";
}

}  // namespace
}  // namespace vermilion::tests
