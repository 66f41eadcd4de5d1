// What stands beside a case of any shape, over HTTP: delivery, rating, originals seen; consent,
// prefill and the reuse of materials; the search by identity.
#include "tests/api/directory_hall.hpp"

namespace vermilion::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string file = std::string(64, 'a');

struct service : directory {
  Answer fact(const std::string& who, const std::string& id, const char* name, json::object data) {
    return hall.record(who, id, name, std::move(data));
  }
  static json::object recipient() {
    return {{"name", "李伟"}, {"phone", "13800000000"}, {"address", "杭州市天目山路 9 号"}};
  }
  // An application to set up a firm, whose files are all of this name and grade.
  Answer apply(const std::string& who, const char* grade, const std::string& digest = file) {
    json::array list;
    for (const auto* code :
         {"application", "organisation", "statutes", "accountants", "partners"}) {
      const bool graded = std::string_view{code} == "partners";
      list.push_back(json::object{{"code", code},
                                  {"digest", digest},
                                  {"grade", graded ? grade : "C"},
                                  {"size", 10},
                                  {"media_type", "application/pdf"}});
    }
    return hall.post(who, "/v1/cases",
                     json::object{{"item", "accounting-firm"},
                                  {"office", "330106"},
                                  {"materials", std::move(list)},
                                  {"answers", {{{"field", "firm-name"}, {"value", "明信"}}}}});
  }
  Answer verify(const std::string& who, const std::string& id, const std::string& digest = file) {
    return fact(who, id, "MaterialVerified",
                {{"material", "partners"}, {"digest", digest}, {"how", "窗口核对原件"}});
  }
  Answer consent(const std::string& who, const char* item, json::array parts,
                 const char* until = "2027-01-01T00:00:00+08:00") {
    return hall.post(who, "/v1/me/consents",
                     json::object{{"item", item}, {"parts", std::move(parts)}, {"until", until}});
  }
  std::vector<std::string> facts_offered(const std::string& who, const std::string& id) {
    std::vector<std::string> names;
    for (const auto& one : hall.get(who, "/v1/cases/" + id + "/actions").list("/actions")) {
      names.emplace_back(one.at("fact").get_string());
    }
    return names;
  }
};

TEST_F(service, a_way_of_delivery_is_chosen_while_something_is_owed) {
  const auto id = hall.submit_licence("applicant");
  EXPECT_THAT(facts_offered("applicant", id), testing::Contains("DeliveryChosen"));
  const auto rule = [&](json::object data) {
    return fact("applicant", id, "DeliveryChosen", std::move(data)).text("/rule");
  };
  EXPECT_EQ(rule({{"way", "pigeon"}}), "WayIsKnown");
  EXPECT_EQ(rule({{"way", "express"}}), "RecipientIfSent");
  EXPECT_EQ(rule({{"way", "window"}, {"recipient", recipient()}}), "RecipientIfSent");
  EXPECT_EQ(fact("applicant", id, "DeliveryChosen",
                 {{"way", "express"}, {"recipient", {{"name", "李伟"}}}})
                .status,
            422);
  const auto version = hall.get("applicant", "/v1/cases/" + id).at("/material_version");
  ASSERT_EQ(
      fact("applicant", id, "DeliveryChosen", {{"way", "express"}, {"recipient", recipient()}})
          .status,
      200);
  const auto seen = hall.get("li.wei", "/v1/cases/" + id);
  EXPECT_EQ(seen.text("/delivery"), "express");
  EXPECT_EQ(seen.at("/material_version"), version);  // what colleagues have read still stands
  EXPECT_EQ(seen.text("/states/0/name"), "PRECHECK");
  EXPECT_THAT(seen.body, Not(HasSubstr("天目山路")));
  EXPECT_THAT(seen.body, Not(HasSubstr("13800000000")));
  EXPECT_THAT(hall.get("li.wei", "/v1/cases/" + id + "/unmasked?purpose=x").body,
              HasSubstr("13800000000"));
  EXPECT_EQ(fact("stranger", id, "DeliveryChosen", {{"way", "window"}}).status, 404);
  EXPECT_EQ(fact("li.wei", id, "DeliveryChosen", {{"way", "window"}}).status, 403);
  ASSERT_EQ(fact("applicant", id, "DeliveryChosen", {{"way", "window"}}).status, 200);
  EXPECT_EQ(hall.get("applicant", "/v1/cases/" + id).text("/delivery"), "window");
  ASSERT_EQ(fact("applicant", id, "Withdrawn", {}).status, 200);
  EXPECT_EQ(rule({{"way", "window"}}), "CaseIsLive");
  EXPECT_THAT(facts_offered("applicant", id), Not(testing::Contains("DeliveryChosen")));
}

TEST_F(service, an_unsatisfied_rating_is_a_task_of_supervision_at_once) {
  const auto id = hall.submit_firm("applicant");
  EXPECT_EQ(fact("applicant", id, "Rated", {{"score", 0}}).text("/rule"), "ScoreInRange");
  EXPECT_EQ(fact("applicant", id, "Rated", {{"score", 6}}).text("/rule"), "ScoreInRange");
  EXPECT_EQ(fact("li.wei", id, "Rated", {{"score", 5}}).status, 403);
  const auto rated = fact("applicant", id, "Rated", {{"score", 2}, {"comment", "等得太久"}});
  ASSERT_EQ(rated.status, 200) << rated.body;
  EXPECT_EQ(rated.text("/duties/0/name"), "answer_rating");
  EXPECT_EQ(fact("applicant", id, "Rated", {{"score", 5}}).status, 409);  // one a case
  const auto seen = hall.get("li.wei", "/v1/cases/" + id);
  EXPECT_EQ(seen.at("/rating/score").to_number<int>(), 2);
  EXPECT_FALSE(seen.at("/rating/answered").as_bool());
  EXPECT_EQ(fact("li.wei", id, "RatingAnswered", {{"answer", "x"}}).status, 403);
  administrators();
  ASSERT_EQ(enrol("chen.an", "su.pei", 9, "330100").status, 201);
  ASSERT_EQ(grant("root.one", "su.pei", "supervisor", "330100").status, 200);
  EXPECT_THAT(facts_offered("su.pei", id), testing::Contains("RatingAnswered"));
  const auto tasks = hall.get("su.pei", "/v1/tasks");
  EXPECT_THAT(tasks.body, HasSubstr("差评核实整改"));
  ASSERT_EQ(fact("su.pei", id, "RatingAnswered", {{"answer", "已电话回访"}}).status, 200);
  EXPECT_TRUE(hall.get("applicant", "/v1/cases/" + id).at("/rating/answered").as_bool());
  EXPECT_THAT(hall.get("su.pei", "/v1/tasks").body, Not(HasSubstr("差评核实整改")));
  const auto other = hall.submit_firm("applicant");
  EXPECT_EQ(fact("applicant", other, "Rated", {{"score", 3}}).list("/duties").size(), 0U);
}

TEST_F(service, a_grade_that_stands_on_no_record_is_refused_and_one_that_does_is_taken) {
  const auto none = apply("applicant", "B");
  EXPECT_EQ(none.status, 422);
  EXPECT_EQ(none.text("/rule"), "GradeStandsOnRecord");
  EXPECT_EQ(none.text("/place"), "/materials/4/grade");
  EXPECT_EQ(apply("applicant", "A").text("/rule"), "GradeStandsOnRecord");
  const auto first = apply("applicant", "C");
  ASSERT_EQ(first.status, 201) << first.body;
  const auto id = first.text("/case");
  EXPECT_EQ(verify("applicant", id).status, 403);
  EXPECT_EQ(verify("qian.jin", id).status, 404);  // a window elsewhere
  EXPECT_EQ(verify("li.wei", id, std::string(64, 'b')).text("/rule"), "MaterialOfThisCase");
  ASSERT_EQ(verify("li.wei", id).status, 200);
  EXPECT_EQ(apply("applicant", "B").status, 201);
  EXPECT_EQ(apply("stranger", "B").text("/rule"), "GradeStandsOnRecord");
  EXPECT_EQ(apply("applicant", "A").text("/rule"), "GradeStandsOnRecord");
  hall.restart();
  EXPECT_EQ(apply("applicant", "B").status, 201);
}

TEST_F(service, the_hall_fills_in_what_it_knows_by_consent_only) {
  const auto id = hall.submit_licence("applicant");
  const auto path = "/v1/me/known?item=bookkeeping-licence";
  EXPECT_EQ(hall.get("applicant", path).status, 403);
  EXPECT_EQ(hall.get("li.wei", path).status, 403);
  EXPECT_EQ(hall.get("applicant", "/v1/me/known").status, 400);
  EXPECT_EQ(consent("applicant", "bookkeeping-licence", strings({"all"})).text("/rule"),
            "PartsAreKnown");
  EXPECT_EQ(consent("applicant", "bookkeeping-licence", strings({"unit"}), far).text("/rule"),
            "PeriodSound");
  EXPECT_EQ(consent("li.wei", "bookkeeping-licence", strings({"unit"})).status, 403);
  const auto given = consent("applicant", "bookkeeping-licence", strings({"unit", "people"}));
  ASSERT_EQ(given.status, 201) << given.body;
  auto known = hall.get("applicant", path);
  ASSERT_EQ(known.status, 200) << known.body;
  EXPECT_EQ(known.text("/unit/value/name"), "西湖代账有限公司");
  EXPECT_EQ(known.text("/unit/source/case"), id);
  EXPECT_EQ(known.text("/people/value/0/name"), "王小明");
  EXPECT_EQ(known.list("/answers").size(), 0U);  // not consented to
  EXPECT_EQ(known.list("/materials").size(), 0U);
  ASSERT_EQ(consent("applicant", "bookkeeping-licence", strings({"answers", "materials"})).status,
            201);
  known = hall.get("applicant", path);
  EXPECT_TRUE(known.at("/unit").is_null());
  EXPECT_EQ(known.text("/answers/0/value"), "文三路 1 号");
  EXPECT_EQ(known.text("/materials/0/grade"), "C");
  EXPECT_TRUE(known.at("/materials/0/verified_at").is_null());
  EXPECT_EQ(hall.get("applicant", "/v1/me/consents").rows(), 1U);
  // A stranger's consent opens his own cases, and those are none.
  ASSERT_EQ(consent("stranger", "bookkeeping-licence", strings({"unit", "materials"})).status, 201);
  EXPECT_TRUE(hall.get("stranger", path).at("/unit").is_null());
  EXPECT_EQ(hall.get("applicant", "/v1/cases/" + given.text("/case")).status, 404);
  EXPECT_EQ(hall.get("applicant", "/v1/my/cases").rows(), 1U);
  EXPECT_EQ(hall.post("applicant", "/v1/me/consents/withdraw",
                      json::object{{"item", "bookkeeping-licence"}})
                .status,
            200);
  EXPECT_EQ(hall.get("applicant", path).status, 403);
  EXPECT_EQ(
      hall.post("applicant", "/v1/me/consents/withdraw", json::object{{"item", "accounting-firm"}})
          .status,
      404);
  ASSERT_EQ(consent("applicant", "bookkeeping-licence", strings({"unit"})).status, 201);
  move_clock("2027-01-01T00:00:00+08:00");
  EXPECT_EQ(hall.get("applicant", path).status, 403);  // it has ended
}

TEST_F(service, what_was_verified_is_offered_as_such) {
  const auto id = apply("applicant", "C").text("/case");
  ASSERT_EQ(verify("li.wei", id).status, 200);
  ASSERT_EQ(consent("applicant", "accounting-firm", strings({"materials"})).status, 201);
  const auto known = hall.get("applicant", "/v1/me/known?item=accounting-firm");
  for (const auto& material : known.list("/materials")) EXPECT_EQ(material.at("grade"), "B");
  EXPECT_EQ(known.text("/materials/0/source/case"), id);
}

TEST_F(service, whoever_searches_by_identity_says_why_and_sees_his_own_scope) {
  const auto id = hall.submit_licence("applicant");
  const auto elsewhere = hall.submit_licence("applicant", "330105");
  const auto number = identifiers::synthetic_resident_number(*day_from_text("1980-05-06"), 10);
  const json::object body{{"id_number", number}};
  ASSERT_EQ(hall.get("li.wei", "/v1/cases/" + id).status, 200);  // the views have it
  const auto search = [&](const std::string& who, const std::string& more, json::object what) {
    return hall.post(who, "/v1/cases/search" + more, std::move(what));
  };
  EXPECT_EQ(search("li.wei", "", body).status, 400);
  EXPECT_EQ(search("applicant", "?purpose=x", body).status, 404);
  EXPECT_EQ(search("li.wei", "?purpose=x", {{"id_number", "33"}}).status, 422);
  EXPECT_EQ(search("li.wei", "?purpose=x", {{"name", "王小明"}}).status, 422);
  const auto found = search("li.wei", "?purpose=%E5%9B%9E%E8%AE%BF", body);
  ASSERT_EQ(found.status, 200) << found.body;
  ASSERT_EQ(found.rows(), 1U);
  EXPECT_EQ(found.text("/rows/0/case"), id);
  EXPECT_EQ(search("qian.jin", "?purpose=x", body).rows(), 0U);  // of the sister division
  EXPECT_NE(elsewhere, id);
}

}  // namespace
}  // namespace vermilion::tests
