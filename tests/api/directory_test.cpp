// The directory over HTTP: who may change what anybody may do, and from when on it counts.
#include "tests/api/directory_hall.hpp"

namespace vermilion::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST_F(directory, has_one_first_administrator_by_a_token_that_is_of_use_once) {
  const auto shown = token();
  ASSERT_EQ(shown.size(), 64U);
  const auto wrong = name_first("root.one", std::string(64, '0'));
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(wrong.text("/rule"), "TokenMatches");
  // Nobody enrols anybody before.
  EXPECT_EQ(enrol("root.one", "li.na", 9, "330106").status, 403);
  EXPECT_EQ(name_first("somebody", shown).status, 404);  // not of the staff
  EXPECT_EQ(name_first("root.one", shown).status, 201);
  EXPECT_EQ(name_first("root.two", shown).status, 404);
  EXPECT_EQ(hall.get("root.one", "/v1/me").text("/powers/0/role"), "administrator");
  EXPECT_TRUE(std::filesystem::exists(token_file()));
  hall.restart();
  EXPECT_FALSE(std::filesystem::exists(token_file()));
  EXPECT_EQ(name_first("root.two", shown).status, 404);
}

TEST_F(directory, makes_its_token_anew_when_the_operator_lost_it) {
  const auto lost = token();
  hall.restart();
  EXPECT_EQ(token(), lost);
  hall.restart_after([&] { std::filesystem::remove(token_file()); });
  EXPECT_NE(token(), lost);
  EXPECT_EQ(name_first("root.one", lost).status, 422);
  EXPECT_EQ(name_first("root.one", token()).status, 201);
}

TEST_F(directory, a_grant_counts_from_the_next_request_and_so_does_its_end) {
  administrators();
  const auto first = hall.submit_licence("owner");
  const auto second = hall.submit_licence("owner");
  ASSERT_EQ(enrol("ma.li", "li.na", 4, "330106").status, 201);
  EXPECT_EQ(hall.get_as_it_is("li.na", "/v1/cases/" + first).status, 404);
  EXPECT_EQ(decline("li.na", first).status, 404);
  const auto granted = grant("ma.li", "li.na", "window", "330106");
  ASSERT_EQ(granted.status, 200);
  // Without saying what must have been seen.
  EXPECT_EQ(hall.get_as_it_is("li.na", "/v1/cases/" + first).status, 200);
  const auto declined = decline("li.na", first);
  EXPECT_EQ(declined.status, 200);
  const auto id = granted.text("/position");
  const auto principal = principal_of(declined);
  EXPECT_EQ(principal.grant, id);
  EXPECT_EQ("0:" + std::to_string(principal.grant_position), id);
  EXPECT_EQ(hall.get("li.na", "/v1/admin/staff/li.na").text("/grants/0/id"), id);

  const auto ended = change("ma.li", "li.na", "GrantEnded", {{"grant", id}, {"reason", "调岗"}});
  ASSERT_EQ(ended.status, 200) << ended.body;
  EXPECT_EQ(hall.get_as_it_is("li.na", "/v1/cases/" + second).status, 404);
  EXPECT_EQ(decline("li.na", second).status, 404);
  EXPECT_EQ(change("ma.li", "li.na", "GrantEnded", {{"grant", id}, {"reason", "x"}}).text("/rule"),
            "GrantKnown");
}

TEST_F(directory, a_grant_ends_at_its_time_and_begins_at_its_time) {
  administrators();
  const auto id = hall.submit_licence("owner");
  ASSERT_EQ(enrol("ma.li", "li.na", 4, "330106").status, 201);
  auto data = grant_of("window", "330106");
  data["from"] = "2026-09-22T09:00:00+08:00";
  data["until"] = "2026-09-22T10:00:00+08:00";
  ASSERT_EQ(change("ma.li", "li.na", "Granted", data).status, 200);
  EXPECT_EQ(hall.get("li.na", "/v1/cases/" + id).status, 404);
  move_clock("2026-09-22T09:00:00+08:00");
  EXPECT_EQ(hall.get("li.na", "/v1/cases/" + id).status, 200);
  EXPECT_EQ(decline("li.na", id).status, 200);
  move_clock("2026-09-22T10:00:00+08:00");
  EXPECT_EQ(hall.get("li.na", "/v1/cases/" + id).status, 404);
}

TEST_F(directory,
       an_administrator_neither_grants_herself_nor_beyond_her_county_nor_more_than_she_holds) {
  administrators();
  ASSERT_EQ(enrol("ma.li", "li.na", 4, "330106").status, 201);
  const auto herself = grant("ma.li", "ma.li", "approver", "330106");
  EXPECT_EQ(herself.status, 422);
  EXPECT_EQ(herself.text("/rule"), "NotOneself");
  EXPECT_EQ(herself.text("/citation"), "GB/T 22239-2019 8.1.4.2 d)");
  const auto neighbour = grant("ma.li", "li.na", "window", "330105");
  EXPECT_EQ(neighbour.status, 422);
  EXPECT_EQ(neighbour.text("/rule"), "WithinOwnSubtree");
  EXPECT_EQ(neighbour.text("/place"), "/office");
  const auto more = grant("ma.li", "li.na", "approver", "330106");
  EXPECT_EQ(more.text("/rule"), "NotMoreThanHeld");
  EXPECT_THAT(more.text("/detail"), HasSubstr("可授范围"));
  // All three are on record, and nothing came of them.
  const auto own = hall.get("ma.li", "/v1/admin/staff/ma.li/timeline");
  EXPECT_EQ(own.text("/rows/2/verdict"), "refused");
  EXPECT_EQ(own.text("/rows/2/refusal/rule"), "NotOneself");
  const auto seen = hall.get("ma.li", "/v1/admin/staff/li.na/timeline");
  ASSERT_EQ(seen.rows(), 3U) << seen.body;
  EXPECT_EQ(seen.text("/rows/1/refusal/rule"), "WithinOwnSubtree");
  EXPECT_EQ(seen.text("/rows/2/refusal/rule"), "NotMoreThanHeld");
  EXPECT_THAT(hall.get("ma.li", "/v1/admin/staff/li.na").list("/grants"), IsEmpty());
}

TEST_F(directory, more_is_a_role_an_item_a_period_or_a_power_that_is_not_handed_on) {
  administrators();
  ASSERT_EQ(enrol("chen.an", "li.na", 4, "330106").status, 201);
  auto narrow = grant_of("administrator", "330106", {"window", "administrator"});
  narrow["item"] = "bookkeeping-licence";
  narrow["until"] = "2027-01-01T00:00:00+08:00";
  ASSERT_EQ(change("chen.an", "li.na", "Granted", narrow).status, 200);
  ASSERT_EQ(enrol("li.na", "he.yu", 5, "330106").status, 201);
  const auto refused_for = [&](json::object data) {
    return change("li.na", "he.yu", "Granted", std::move(data)).text("/rule");
  };
  auto data = grant_of("window", "330106");
  data["until"] = "2026-12-01T00:00:00+08:00";
  EXPECT_EQ(refused_for(data), "NotMoreThanHeld");  // every item
  data["item"] = "bookkeeping-licence";
  data["until"] = "2027-01-02T00:00:00+08:00";
  EXPECT_EQ(refused_for(data), "NotMoreThanHeld");  // longer
  data["until"] = "2027-01-01T00:00:00+08:00";
  data["role"] = "handler";
  EXPECT_EQ(refused_for(data), "NotMoreThanHeld");  // a role
  data["role"] = "administrator";
  data["hands_on"] = strings({"window", "approver"});
  EXPECT_EQ(refused_for(data), "NotMoreThanHeld");  // a power
  data["hands_on"] = strings({"window"});
  EXPECT_EQ(change("li.na", "he.yu", "Granted", data).status, 200);
}

TEST_F(directory, refuses_what_is_no_grant_and_says_where) {
  administrators();
  ASSERT_EQ(enrol("ma.li", "li.na", 4, "330106").status, 201);
  const auto refused = [&](const char* member, const json::value& value) {
    auto data = grant_of("window", "330106");
    data[member] = value;
    return change("root.one", "li.na", "Granted", std::move(data));
  };
  EXPECT_EQ(refused("role", "applicant").text("/rule"), "RoleGrantable");
  EXPECT_EQ(refused("role", "administrator").text("/rule"), "RoleGrantable");  // hands on nothing
  EXPECT_EQ(refused("hands_on", strings({"window"})).text("/rule"), "RoleGrantable");
  EXPECT_EQ(refused("tree", "*").text("/rule"), "RoleGrantable");
  EXPECT_EQ(refused("office", "999999").text("/rule"), "OfficeInTree");
  EXPECT_EQ(refused("path", "/330000").text("/rule"), "OfficeInTree");
  EXPECT_EQ(refused("until", "2026-01-01T00:00:00+08:00").text("/rule"), "PeriodSound");
  const auto late = refused("until", "2040-01-01T00:00:00+08:00");
  EXPECT_EQ(late.text("/rule"), "PeriodSound");
  EXPECT_EQ(late.text("/place"), "/until");
  EXPECT_EQ(late.status, 422);
}

TEST_F(directory, hides_what_lies_outside_an_administrators_offices) {
  administrators();
  ASSERT_EQ(enrol("chen.an", "he.yu", 5, "330105").status, 201);
  EXPECT_EQ(hall.get("ma.li", "/v1/admin/staff/he.yu").status, 404);
  EXPECT_EQ(hall.get("ma.li", "/v1/admin/staff/he.yu/timeline").status, 404);
  EXPECT_EQ(hall.get("ma.li", "/v1/admin/staff/nobody.here").body,
            hall.get("ma.li", "/v1/admin/staff/he.yu").body);
  EXPECT_EQ(grant("ma.li", "he.yu", "window", "330106").status, 404);
  EXPECT_EQ(enrol("ma.li", "wu.jun", 6, "330105").status, 404);
  const auto names = [&](const std::string& who, const std::string& query = {}) {
    std::vector<std::string> all;
    const auto page = hall.get(who, "/v1/admin/staff" + query);
    for (const auto& row : page.list("/rows")) {
      all.emplace_back(row.as_object().at("who").as_string());
    }
    return all;
  };
  EXPECT_THAT(names("ma.li"), ElementsAre("ma.li"));
  EXPECT_THAT(names("chen.an"), ElementsAre("chen.an", "he.yu", "ma.li"));
  EXPECT_THAT(names("root.one"), ElementsAre("root.one", "chen.an", "he.yu", "ma.li"));
  EXPECT_THAT(names("root.one", "?tree=accounting&office=330105"), ElementsAre("he.yu"));
  EXPECT_THAT(names("li.wei"), IsEmpty());
  const auto page = hall.get("root.one", "/v1/admin/staff?limit=3");
  EXPECT_EQ(page.rows(), 3U);
  EXPECT_EQ(hall.get("root.one", "/v1/admin/staff?limit=3&cursor=" + page.text("/next")).rows(),
            1U);
  // Names are masked, and an account is no case of an item.
  EXPECT_EQ(hall.get("ma.li", "/v1/admin/staff/ma.li").text("/name"), "李*");
  const auto account = hall.get("ma.li", "/v1/admin/staff/ma.li").text("/case");
  EXPECT_EQ(hall.get("li.wei", "/v1/cases/" + account).status, 404);
  EXPECT_EQ(hall.get("chen.an", "/v1/cases/" + account).status, 404);
  EXPECT_THAT(hall.get("sun.li", "/v1/cases").body, Not(HasSubstr(account)));
  // Whoever administers sees no case by it.
  const auto id = hall.submit_licence("owner");
  EXPECT_EQ(hall.get("ma.li", "/v1/cases/" + id).status, 404);
}

TEST_F(directory, an_account_is_one_persons_and_comes_back_as_his) {
  administrators();
  EXPECT_EQ(enrol("ma.li", "li.na", 4, "330106").status, 201);
  EXPECT_EQ(enrol("ma.li", "li.na", 4, "330106").status, 409);  // twice
  auto wrong = person(7);
  wrong["id_number"] = "330106198005060000";
  const auto misspelt = hall.post("ma.li", "/v1/admin/staff",
                                  json::object{{"who", "gu.yi"},
                                               {"identity", wrong},
                                               {"post", "科员"},
                                               {"tree", "accounting"},
                                               {"office", "330106"}});
  EXPECT_EQ(misspelt.text("/rule"), "IdentityNumberHolds");
  ASSERT_EQ(grant("ma.li", "li.na", "window", "330106").status, 200);
  EXPECT_EQ(change("li.na", "li.na", "StaffLeft", {{"reason", "x"}}).status, 403);
  EXPECT_EQ(change("ma.li", "li.na", "StaffLeft", {{"reason", "调离"}}).status, 200);
  EXPECT_EQ(hall.get("ma.li", "/v1/admin/staff/li.na").text("/state"), "LEFT");
  EXPECT_THAT(hall.get("li.na", "/v1/me").list("/grants"), IsEmpty());
  EXPECT_EQ(grant("ma.li", "li.na", "window", "330106").status, 409);
  EXPECT_EQ(enrol("ma.li", "li.na", 8, "330106").text("/rule"), "SamePerson");
  // To another office, by whoever administers both.
  EXPECT_EQ(enrol("ma.li", "li.na", 4, "330105").text("/rule"), "WithinOwnSubtree");
  EXPECT_EQ(enrol("chen.an", "li.na", 4, "330105").status, 201);
  EXPECT_EQ(hall.get("ma.li", "/v1/admin/staff/li.na").status, 404);
  EXPECT_EQ(grant("chen.an", "li.na", "window", "330105").status, 200);
  EXPECT_EQ(hall.get("li.na", "/v1/me").text("/grants/0/office"), "330105");
}

// A file of grants stands beside the directory: who left by the one reads no more by the other.
TEST_F(directory, counts_for_grants_of_a_file_too) {
  administrators();
  const auto id = hall.submit_licence("owner");
  ASSERT_EQ(hall.get("li.wei", "/v1/cases/" + id).status, 200);
  ASSERT_EQ(enrol("ma.li", "li.wei", 30, "330106").status, 201);
  ASSERT_EQ(enrol("ma.li", "xu.ling", 31, "330106").status, 201);
  EXPECT_EQ(hall.get("li.wei", "/v1/cases/" + id).status, 200);
  EXPECT_EQ(hall.get("xu.ling", "/v1/cases/" + id).status, 404);
  ASSERT_EQ(absent("li.wei", "li.wei", "xu.ling").status, 200);
  EXPECT_EQ(hall.get_as_it_is("xu.ling", "/v1/cases/" + id).status, 200);
  EXPECT_EQ(record_for("xu.ling", "li.wei", id, "NotAccepted", {{"reason", "不需要许可"}}).status,
            200);
  ASSERT_EQ(change("ma.li", "li.wei", "StaffLeft", {{"reason", "调离"}}).status, 200);
  EXPECT_EQ(hall.get_as_it_is("li.wei", "/v1/cases/" + id).status, 404);
  EXPECT_THAT(hall.get("li.wei", "/v1/me").list("/grants"), IsEmpty());
  EXPECT_EQ(hall.get_as_it_is("xu.ling", "/v1/cases/" + id).status, 404);
}

// ---- who stands in

struct substitutes : directory {
  std::string id;

  // he.yu handles and approves, and is away; lu.fei stands in. ding.wu is at the window.
  void SetUp() override {
    administrators();
    int number = 10;
    for (const auto* who : {"ding.wu", "he.yu", "lu.fei"}) {
      ASSERT_EQ(enrol("chen.an", who, ++number, "330106").status, 201);
    }
    ASSERT_EQ(grant("chen.an", "ding.wu", "window", "330106").status, 200);
    ASSERT_EQ(grant("chen.an", "he.yu", "handler", "330106").status, 200);
    ASSERT_EQ(grant("chen.an", "he.yu", "approver", "330106").status, 200);
    id = hall.submit_licence("owner");
    move_clock("2026-10-12T09:00:00+08:00");  // deemed accepted: no office answers here
  }
  Answer refuse(const std::string& who) {
    return hall.record(who, id, "RefusedToGrant", {{"reasons", "不符合"}, {"remedies", "可复议"}});
  }
  Answer refuse_for(const std::string& who, const std::string& absent) {
    return record_for(who, absent, id, "RefusedToGrant",
                      {{"reasons", "不符合"}, {"remedies", "可复议"}});
  }
};

TEST_F(substitutes, act_in_the_absents_name_while_he_is_away_and_not_else) {
  EXPECT_EQ(record_for("lu.fei", "he.yu", id, "Proposed", {{"approve", true}, {"opinion", "同意"}})
                .status,
            404);
  const auto away = absent("he.yu", "he.yu", "lu.fei");
  ASSERT_EQ(away.status, 200) << away.body;
  EXPECT_EQ(hall.get_as_it_is("lu.fei", "/v1/cases/" + id).status, 200);
  EXPECT_EQ(hall.get("lu.fei", "/v1/me").text("/grants/0/on_behalf_of"), "he.yu");
  // Not in her own name.
  EXPECT_EQ(hall.record("lu.fei", id, "Proposed", {{"approve", true}, {"opinion", "同意"}}).status,
            404);
  EXPECT_THAT(hall.get("lu.fei", "/v1/cases/" + id + "/actions").list("/actions"), IsEmpty());
  EXPECT_EQ(
      hall.get("lu.fei", "/v1/cases/" + id + "/actions?on_behalf_of=he.yu").text("/actions/0/fact"),
      "Proposed");
  const auto proposed =
      record_for("lu.fei", "he.yu", id, "Proposed", {{"approve", true}, {"opinion", "同意"}});
  ASSERT_EQ(proposed.status, 200) << proposed.body;
  const auto principal = principal_of(proposed);
  EXPECT_EQ(principal.who, "lu.fei");
  EXPECT_EQ(principal.on_behalf_of, "he.yu");
  EXPECT_EQ(principal.role, "handler");
  EXPECT_FALSE(principal.grant.empty());
  ASSERT_EQ(change("he.yu", "he.yu", "AbsenceEnded", {{"absence", away.text("/position")}}).status,
            200);
  EXPECT_EQ(hall.get_as_it_is("lu.fei", "/v1/cases/" + id).status, 404);
  EXPECT_EQ(record_for("lu.fei", "he.yu", id, "SentBack", {{"reason", "x"}}).status, 404);
}

TEST_F(substitutes, take_over_what_the_absent_one_holds) {
  // Whatever it is, what was due before is judged first: the application is deemed accepted.
  EXPECT_EQ(hall.record("he.yu", id, "SentBack", {{"reason", "x"}}).status, 409);
  const auto page = hall.get("he.yu", "/v1/tasks?name=handle");
  const auto task = page.text("/rows/0/task");
  ASSERT_EQ(hall.post("he.yu", "/v1/tasks/" + task + "/claim", nullptr).status, 200) << page.body;
  const auto takes_over = [&](const std::string& who, const char* key) {
    return hall.send(
        who, "POST", "/v1/tasks/" + task + "/takeover",
        std::string{"Vermilion-On-Behalf-Of: he.yu\r\nIdempotency-Key: "} + key + "\r\n", {});
  };
  EXPECT_EQ(takes_over("lu.fei", "before").status, 404) << "he is not away";
  ASSERT_EQ(absent("he.yu", "he.yu", "lu.fei").status, 200);
  EXPECT_EQ(record_for("lu.fei", "he.yu", id, "Proposed", {{"approve", true}, {"opinion", "同意"}})
                .text("/rule"),
            "TaskMineOrFree");
  EXPECT_EQ(takes_over("ding.wu", "another").status, 404) << "who does not stand in";
  const auto taken = takes_over("lu.fei", "taken");
  ASSERT_EQ(taken.status, 200) << taken.body;
  EXPECT_EQ(record_for("lu.fei", "he.yu", id, "Proposed", {{"approve", true}, {"opinion", "同意"}})
                .status,
            200);
}

TEST_F(substitutes, do_not_make_two_persons_of_one) {
  ASSERT_EQ(absent("he.yu", "he.yu", "lu.fei").status, 200);
  ASSERT_EQ(record_for("lu.fei", "he.yu", id, "Proposed", {{"approve", true}, {"opinion", "同意"}})
                .status,
            200);
  // He in whose name it was handled does not approve, nor does she in his name.
  EXPECT_EQ(refuse("he.yu").text("/rule"), "OtherThanHandler");
  EXPECT_EQ(refuse_for("lu.fei", "he.yu").text("/rule"), "OtherThanHandler");
  // Nor does she herself, under a grant of her own.
  ASSERT_EQ(grant("chen.an", "lu.fei", "approver", "330106").status, 200);
  EXPECT_EQ(refuse("lu.fei").text("/rule"), "OtherThanHandler");
  // It is not even in her list of what may be done.
  const auto offered = hall.get("lu.fei", "/v1/cases/" + id + "/actions");
  EXPECT_THAT(offered.body, Not(HasSubstr("\"fact\":\"Approved\"")));
}

TEST_F(substitutes, cannot_approve_in_the_name_of_whoever_handled) {
  ASSERT_EQ(hall.record("he.yu", id, "Proposed", {{"approve", true}, {"opinion", "同意"}}).status,
            200);
  ASSERT_EQ(absent("he.yu", "he.yu", "lu.fei").status, 200);
  EXPECT_EQ(refuse_for("lu.fei", "he.yu").text("/rule"), "OtherThanHandler");
  // The window's clerk stands in for nobody else, either.
  ASSERT_EQ(absent("chen.an", "he.yu", "ding.wu").status, 200);
  EXPECT_EQ(refuse_for("ding.wu", "he.yu").text("/rule"), "OtherThanHandler");
}

TEST_F(substitutes, a_second_account_of_one_person_is_no_second_person) {
  // he.yu's number, under another account.
  ASSERT_EQ(enrol("chen.an", "he.yu2", 12, "330106").status, 201);
  ASSERT_EQ(grant("chen.an", "he.yu2", "approver", "330106").status, 200);
  ASSERT_EQ(hall.record("he.yu", id, "Proposed", {{"approve", true}, {"opinion", "同意"}}).status,
            200);
  EXPECT_EQ(refuse("he.yu2").text("/rule"), "OtherThanHandler");
  // Nor may an administrator help herself by one.
  ASSERT_EQ(enrol("chen.an", "ma.li2", 3, "330106").status, 201);
  EXPECT_EQ(grant("ma.li", "ma.li2", "handler", "330106").text("/rule"), "NotOneself");
}

TEST_F(substitutes, are_others_of_the_same_office) {
  ASSERT_EQ(enrol("chen.an", "far.away", 20, "330105").status, 201);
  EXPECT_EQ(absent("he.yu", "he.yu", "far.away").text("/rule"), "SubstituteKnown");
  EXPECT_EQ(absent("he.yu", "he.yu", "nobody.here").text("/rule"), "SubstituteKnown");
  EXPECT_EQ(absent("he.yu", "he.yu", "he.yu").text("/rule"), "SubstituteIsAnother");
  // An administrator does not come to a power by the absence of others.
  EXPECT_EQ(absent("ma.li", "he.yu", "ma.li").status, 422);
  EXPECT_EQ(absent("ma.li", "he.yu", "lu.fei").text("/rule"), "AbsentWithinPowers");
  EXPECT_EQ(absent("chen.an", "he.yu", "chen.an").text("/rule"), "SubstituteIsAnother");
  EXPECT_EQ(absent("ding.wu", "he.yu", "ding.wu").status, 404);
}

}  // namespace
}  // namespace vermilion::tests
