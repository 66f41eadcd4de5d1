// Worklist acts through a served hall: what each says to whom, and what reads show of them.
#include <gmock/gmock.h>

#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

struct worklist_acts : testing::Test {
  ServedHall hall;
  std::string id;
  std::string task;

  // An application before the window, whose task li.wei has claimed.
  void SetUp() override {
    id = hall.submit_licence("owner");
    const auto page = hall.get("li.wei", "/v1/tasks?name=precheck");
    task = page.text("/rows/0/task");
    ASSERT_EQ(act("li.wei", "claim", nullptr).status, 200) << page.body;
  }
  Answer act(const std::string& who, const char* verb, const json::value& body,
             const std::string& of = {}) {
    return hall.post(who, "/v1/tasks/" + (of.empty() ? task : of) + "/" + verb, body);
  }
  json::value shown(const std::string& who, const std::string& of = {}) {
    return hall.get(who, "/v1/tasks/" + (of.empty() ? task : of)).document();
  }
};

TEST_F(worklist_acts, say_things_that_staff_read_and_the_applicant_does_not) {
  ASSERT_EQ(act("li.wei", "comments", json::object{{"note", "申请人来电询问进度"}}).status, 200);
  ASSERT_EQ(act("owner", "urge", json::object{{"note", "盼尽快办理"}}).status, 200);
  const auto again = act("owner", "urge", json::object{});
  EXPECT_EQ(again.status, 422);
  EXPECT_EQ(again.text("/rule"), "NotUrgedToday") << again.body;
  const auto said = hall.get("wang.fang", "/v1/cases/" + id + "/comments");
  ASSERT_THAT(said.list("/rows"), SizeIs(2)) << said.body;
  EXPECT_EQ(said.text("/rows/0/data/note"), "申请人来电询问进度");
  EXPECT_EQ(said.text("/rows/0/by"), "li.wei");
  EXPECT_EQ(said.text("/rows/1/fact"), "TaskUrged");
  EXPECT_EQ(hall.get("owner", "/v1/cases/" + id + "/comments").status, 404);
  EXPECT_EQ(hall.get("qian.jin", "/v1/cases/" + id + "/comments").status, 404) << "a sister office";
  for (const auto* path : {"", "/timeline"}) {
    EXPECT_THAT(hall.get("owner", "/v1/cases/" + id + path).body, Not(HasSubstr("来电")));
  }
  EXPECT_EQ(hall.get("li.wei", "/v1/tasks?urged=true").rows(), 1U);
  EXPECT_THAT(json::serialize(shown("li.wei")), HasSubstr(R"("times":1)"));
  const auto page = hall.get("wang.fang", "/v1/cases/" + id + "/comments?limit=1");
  EXPECT_EQ(page.rows(), 1U);
  EXPECT_EQ(
      hall.get("wang.fang", "/v1/cases/" + id + "/comments?limit=1&cursor=" + page.text("/next"))
          .text("/rows/0/fact"),
      "TaskUrged");
}

TEST_F(worklist_acts, tell_colleagues_who_find_it_among_their_copies) {
  ASSERT_EQ(act("li.wei", "copy", json::object{{"to", {"wang.fang", "he.jun"}}, {"note", "请关注"}})
                .status,
            200);
  const auto copies = hall.get("wang.fang", "/v1/my/copies");
  ASSERT_EQ(copies.rows(), 1U) << copies.body;
  EXPECT_EQ(copies.text("/rows/0/case"), id);
  EXPECT_EQ(copies.text("/rows/0/note"), "请关注");
  EXPECT_EQ(hall.get("li.wei", "/v1/my/copies").rows(), 0U);
  EXPECT_EQ(hall.get("owner", "/v1/my/copies").status, 404);
  const auto outside = act("li.wei", "copy", json::object{{"to", {"he.jun", "qian.jin"}}});
  EXPECT_EQ(outside.status, 422);
  EXPECT_EQ(outside.text("/place"), "/to/1") << outside.body;
  EXPECT_EQ(act("li.wei", "copy", json::object{{"to", json::array{}}}).status, 422);
}

TEST_F(worklist_acts, ask_for_signatures_which_the_task_waits_for) {
  const auto asked =
      act("li.wei", "cosign", json::object{{"to", {"wang.fang", "he.jun"}}, {"note", "是否受理"}});
  ASSERT_EQ(asked.status, 200) << asked.body;
  EXPECT_THAT(json::serialize(shown("li.wei")), HasSubstr(R"("needed":2)")) << "all, unless said";
  const auto refused = hall.record("li.wei", id, "NotAccepted", {{"reason", "不需要许可"}});
  EXPECT_EQ(refused.text("/rule"), "CosignsAreGiven") << refused.body;
  EXPECT_THAT(hall.get("li.wei", "/v1/cases/" + id + "/actions").body,
              Not(HasSubstr("NotAccepted")));
  for (const auto* who : {"wang.fang", "he.jun"}) {
    const auto mine = hall.get(who, "/v1/tasks?mine=true&name=cosign");
    ASSERT_EQ(mine.rows(), 1U) << mine.body;
    EXPECT_EQ(mine.text("/rows/0/title/zh"), "加签");
    const auto own = mine.text("/rows/0/task");
    const auto seen = shown(who, own);
    EXPECT_EQ(seen.at("takes").at(0).at("fact").as_string(), "CosignGiven");
    EXPECT_EQ(seen.at("cosign").at("asked_by").as_string(), "li.wei");
    EXPECT_EQ(act(who, "release", nullptr, own).text("/rule"), "NoCosignature");
    ASSERT_EQ(act(who, "sign", json::object{{"agrees", true}, {"opinion", "同意"}}, own).status,
              200);
    EXPECT_EQ(hall.get(who, "/v1/tasks/" + own).status, 404) << "done";
  }
  EXPECT_EQ(hall.record("li.wei", id, "NotAccepted", {{"reason", "不需要许可"}}).status, 200);
  EXPECT_EQ(hall.get("he.jun", "/v1/cases/" + id + "/comments").rows(), 3U);
}

TEST_F(worklist_acts, take_their_task_from_the_path_and_say_what_is_wrong) {
  const auto named = act("li.wei", "comments", json::object{{"task", task}, {"note", "x"}});
  EXPECT_EQ(named.status, 422);
  EXPECT_EQ(named.text("/place"), "/task");
  EXPECT_EQ(act("li.wei", "comments", json::object{{"note", "x"}, {"text", "x"}}).text("/place"),
            "/text");
  EXPECT_EQ(act("li.wei", "comments", json::object{}).text("/place"), "/note");
  EXPECT_EQ(act("li.wei", "delegate", json::object{{"to", "wang.fang"}}).text("/rule"),
            "AssigneeMayDoIt");
  EXPECT_EQ(act("li.wei", "cosign", json::object{{"to", {"he.jun"}}, {"needed", 2}}).text("/place"),
            "/needed");
}

TEST_F(worklist_acts, of_a_batch_are_the_same_and_may_be_tried_first) {
  const auto lines = [&](bool dry) {
    json::array all;
    all.push_back(json::object{{"task", task}, {"fact", "TaskNoted"}, {"data", {{"note", "x"}}}});
    all.push_back(json::object{{"task", task}, {"fact", "TaskReleased"}});
    return json::object{{"dry_run", dry}, {"lines", std::move(all)}};
  };
  const auto tried = hall.post("li.wei", "/v1/tasks/batch", lines(true));
  EXPECT_EQ(tried.text("/results/0/status"), "200") << tried.body;
  EXPECT_EQ(hall.get("li.wei", "/v1/cases/" + id + "/comments").rows(), 0U);
  const auto done = hall.post("li.wei", "/v1/tasks/batch", lines(false));
  EXPECT_EQ(done.text("/results/1/status"), "200") << done.body;
  EXPECT_EQ(hall.get("li.wei", "/v1/cases/" + id + "/comments").rows(), 1U);
}

}  // namespace
}  // namespace vermilion::tests
