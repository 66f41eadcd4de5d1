// Mandates over HTTP: what an agent may do for a unit, and until when.
#include "tests/api/directory_hall.hpp"

namespace vermilion::tests {
namespace {

using testing::HasSubstr;

struct mandates : directory {
  std::string agent;

  void SetUp() override { agent = hall.get("agent-a", "/v1/me").text("/who"); }
  Answer give(const std::string& by, json::object more = {}) {
    json::object body{{"agent", agent},
                      {"unit", {{"name", "西湖代账有限公司"}, {"uscc", hall.unit_of_agents()}}},
                      {"items", strings({"accounting-firm"})},
                      {"until", "2026-12-01T00:00:00+08:00"},
                      {"tree", "accounting"},
                      {"office", "330106"},
                      {"evidence", "授权委托书 2026-17"}};
    for (auto& member : more) body[member.key()] = member.value();
    return hall.post(by, "/v1/mandates", std::move(body));
  }
  Answer apply(const std::string& who, const char* item = "accounting-firm") {
    json::array materials;
    for (const auto* code :
         {"application", "organisation", "statutes", "accountants", "partners"}) {
      materials.push_back(json::object{{"code", code},
                                       {"digest", std::string(64, 'a')},
                                       {"grade", "C"},
                                       {"size", 10},
                                       {"media_type", "application/pdf"}});
    }
    return hall.post(who, "/v1/cases",
                     json::object{{"item", item},
                                  {"office", "330106"},
                                  {"materials", std::move(materials)},
                                  {"answers", {{{"field", "firm-name"}, {"value", "明信"}}}}});
  }
};

TEST_F(mandates, let_an_agent_act_on_their_items_while_they_hold) {
  const auto before = apply("agent-a");
  EXPECT_EQ(before.status, 403);
  EXPECT_THAT(before.text("/detail"), HasSubstr("授权委托"));
  const auto given = give("li.wei");
  ASSERT_EQ(given.status, 201) << given.body;
  EXPECT_TRUE(hall.get("agent-a", "/v1/mandates").at("/rows/0/holds").as_bool());
  const auto opened = apply("agent-a");
  ASSERT_EQ(opened.status, 201) << opened.body;
  EXPECT_EQ(principal_of(opened).on_behalf_of, hall.unit_of_agents());
  EXPECT_EQ(apply("agent-a", "bookkeeping-licence").status, 403);
  EXPECT_EQ(apply("agent-b").status, 403);  // of the same unit, without one
  move_clock("2026-12-01T00:00:00+08:00");
  EXPECT_FALSE(hall.get("agent-a", "/v1/mandates").at("/rows/0/holds").as_bool());
  EXPECT_EQ(apply("agent-a").status, 403);
  const auto id = opened.text("/case");
  EXPECT_EQ(hall.record("agent-a", id, "Withdrawn", {{"reason", "x"}}).status, 403);
  EXPECT_EQ(hall.get("agent-a", "/v1/cases/" + id).status, 200);  // he still sees what he began
}

TEST_F(mandates, are_recorded_at_a_window_and_given_up_by_the_agent) {
  EXPECT_EQ(give("wang.fang").status, 403);  // a handler
  EXPECT_EQ(give("qian.jin").status, 404);   // a window elsewhere
  EXPECT_EQ(give("zhou.ming").status, 404);  // of one item
  EXPECT_EQ(give("agent-a").status, 403);    // himself
  EXPECT_EQ(give("qian.jin", {{"office", "330105"}}).status, 201);
  EXPECT_EQ(hall.get("qian.jin", "/v1/mandates?agent=" + agent).rows(), 1U);
  EXPECT_EQ(hall.get("li.wei", "/v1/mandates?agent=" + agent).rows(), 0U);
  // Once more, at another office, with another period: the new letter takes the old one's place.
  const auto again = give("li.wei", {{"until", "2027-06-01T00:00:00+08:00"}});
  ASSERT_EQ(again.status, 201) << again.body;
  EXPECT_EQ(hall.get("agent-a", "/v1/mandates").rows(), 1U);
  EXPECT_EQ(apply("agent-a").status, 201);
  const auto path = "/v1/mandates/" + again.text("/case") + "/end";
  EXPECT_EQ(hall.post("agent-b", path, json::object{{"reason", "x"}}).status, 404);
  EXPECT_EQ(hall.post("qian.jin", path, json::object{{"reason", "x"}}).status, 404);
  EXPECT_EQ(hall.post("agent-a", path, json::object{{"reason", "离职"}}).status, 200);
  EXPECT_EQ(apply("agent-a").status, 403);
  EXPECT_EQ(hall.post("li.wei", path, json::object{{"reason", "x"}}).status, 409);
  EXPECT_EQ(hall.get("li.wei", "/v1/cases/" + again.text("/case")).status, 404);
}

TEST_F(mandates, of_one_unit_show_nothing_of_it_to_whoever_comes_for_another) {
  ASSERT_EQ(give("li.wei").status, 201);
  ASSERT_EQ(apply("agent-a").status, 201);
  const auto consent = hall.post("agent-a", "/v1/me/consents",
                                 json::object{{"item", "accounting-firm"},
                                              {"parts", strings({"materials"})},
                                              {"until", "2026-12-01T00:00:00+08:00"}});
  ASSERT_EQ(consent.status, 201) << consent.body;
  const auto path = "/v1/me/known?item=accounting-firm";
  EXPECT_EQ(hall.get("agent-a", path).list("/materials").size(), 5U);
  const auto other = hall.get("agent-a@2", path);
  ASSERT_EQ(other.status, 200) << other.body;
  EXPECT_EQ(other.list("/materials").size(), 0U);
}

TEST_F(mandates, that_are_none_are_refused_with_the_place) {
  const auto rule = [&](json::object more) { return give("li.wei", std::move(more)); };
  EXPECT_EQ(rule({{"agent", "zhang"}}).text("/rule"), "NamesItsCase");
  EXPECT_EQ(rule({{"unit", {{"name", "x"}, {"uscc", "913301000000000000"}}}}).text("/place"),
            "/unit/uscc");
  EXPECT_EQ(rule({{"until", "2026-01-01T00:00:00+08:00"}}).text("/rule"), "PeriodSound");
  EXPECT_EQ(rule({{"until", "2031-01-01T00:00:00+08:00"}}).text("/rule"), "PeriodSound");
  EXPECT_EQ(rule({{"office", "999999"}}).status, 422);
  EXPECT_EQ(rule({{"items", json::array{}}}).status, 422);
  EXPECT_EQ(rule({{"evidence", ""}}).status, 422);
}

}  // namespace
}  // namespace vermilion::tests
