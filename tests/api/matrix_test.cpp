// Every route × every kind of principal × inside and outside the scope × a grant that has ended.
//
// The rows below are what each route owes each of them; a route without a row fails the test, and
// so does a row without a route. Lists are held to what they show: the case's id stands in the
// answer of those who may see it, and in no other.
#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <set>

#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

// Those who are refused come first, since a write by one who may do it changes the case.
enum Who : std::uint8_t {
  nobody,                // without a token
  system,                // a system's token
  stranger,              // another person
  agent,                 // of another
  sister,                // staff of a sister division
  other_item,            // staff there, for another item
  ended,                 // staff there, whose grant ended yesterday
  without,               // staff without any grant
  administrator,         // of the division's staff
  sister_administrator,  // of the sister division's
  former_administrator,  // whose grant was ended
  applicant,             // whose case it is
  substitute,            // of staff at the division's window, in her own name
  above,                 // a supervisor of the province
  window,                // staff of the division
  everyone
};
constexpr std::array<const char*, everyone> names{
    "",      "system-x", "stranger", "agent-x", "qian.jin", "zhou.ming", "wu.jie", "hu.bei",
    "ma.li", "xu.hai",   "ex.min",   "owner",   "su.bo",    "sun.li",    "li.wei"};

using Expected = std::array<int, everyone>;

Expected all(int status, int unknown = 401) {
  Expected expected;
  expected.fill(status);
  expected[nobody] = unknown;
  return expected;
}
Expected anybody(int status) {
  return all(status, status);
}
// For whoever the case is, and staff in whose scope it lies; to others it is not there.
Expected within(int status) {
  auto expected = all(404);
  expected[system] = 403;
  for (const auto who : {applicant, substitute, above, window}) expected[who] = status;
  return expected;
}
// The same, with another answer for each of the three.
Expected within(int of_applicant, int of_above, int of_window) {
  auto expected = within(404);
  expected[applicant] = of_applicant;
  expected[above] = of_above;
  expected[window] = of_window;
  return expected;
}
// For whoever reads as staff: a substitute too.
Expected seen_by_staff(int status) {
  auto expected = within(404, status, status);
  expected[substitute] = status;
  return expected;
}
// Of the division's staff: its administrator's.
Expected of_administrator(int status) {
  auto expected = all(404);
  expected[system] = 403;
  expected[administrator] = status;
  return expected;
}
// Of whoever sits at the division's window, and in nobody else's name.
Expected of_window(int status) {
  auto expected = all(404);
  for (const auto who : {system, above}) expected[who] = 403;
  expected[window] = status;
  return expected;
}
// A question of staff, whatever their scope; no affair of applicants.
Expected by_staff(int status) {
  auto expected = all(status);
  expected[system] = 403;
  for (const auto who : {stranger, agent, applicant}) expected[who] = 404;
  return expected;
}
// Of oneself: everyone has his own, and systems none.
Expected ones_own(int status) {
  auto expected = all(status);
  expected[system] = 403;
  return expected;
}
Expected of_owner_only(int status) {
  auto expected = all(404);
  expected[system] = 403;
  expected[applicant] = status;
  return expected;
}
// Applicants', and no affair of staff.
Expected of_applicants(int status) {
  auto expected = all(403);
  for (const auto who : {stranger, agent, applicant}) expected[who] = status;
  return expected;
}

// Of stewards of bills, whom this hall's accounting offices have none of.
Expected of_stewards() {
  auto expected = all(404);
  expected[system] = 403;
  return expected;
}
// Of units, for whom agents come; staff name the unit.
Expected of_units(int of_persons) {
  auto expected = ones_own(200);
  for (const auto who : {stranger, applicant}) expected[who] = of_persons;
  return expected;
}

struct Row {
  const char* operation;
  std::string path;
  Expected expected;
  std::string body = {};
  const char* type = "application/json";
  std::string more = {};        // header lines
  bool shows_the_case = false;  // a list: the case's id stands in it for those who may see it
};

struct Standing {
  std::string case_id;
  std::string task;
  std::string material;
  std::string upload;
  std::string mandate;
};

std::string pdf() {
  return "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages "
         "/Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 "
         "10 10] >>\nendobj\ntrailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n0\n%%EOF\n";
}

std::string wanted(const std::string& file) {
  return json::serialize(json::object{{"media_type", "application/pdf"},
                                      {"size", file.size()},
                                      {"digest", to_hex(view_of(sha256(file)))}});
}

std::vector<Row> rows(const Standing& at) {
  const auto kase = "/v1/cases/" + at.case_id;
  const std::string declined = R"({"fact":"NotAccepted","data":{"reason":"不需要许可"}})";
  const std::string batch = R"({"dry_run":true,"lines":[{"task":")" + at.task +
                            R"(","fact":"NotAccepted","data":{"reason":"不需要许可"}}]})";
  const std::string submission =
      R"({"item":"accounting-firm","office":"nowhere","materials":[],"answers":[]})";
  auto of_mandate = of_window(409);  // the agent has given it up by then
  of_mandate[agent] = 200;
  of_mandate[above] = 409;
  const auto acted = "/v1/tasks/" + at.task + "/";
  const auto urged = within(200, 422, 422);  // once a day; its holder least of all
  auto numbers = by_staff(404);              // of a unit, or of a steward
  for (const auto who : {stranger, agent, applicant}) numbers[who] = 200;
  auto of_register = all(403);
  of_register[system] = 422;  // its body is no question of a register
  auto first = all(404);      // there is one
  first[system] = 403;
  // On record with whoever is enrolled.
  for (const auto who : {administrator, sister_administrator, former_administrator, substitute}) {
    first[who] = 409;
  }
  return {
      {"getOpenApi", "/openapi.json", anybody(200)},
      {"getAsyncApi", "/asyncapi.json", anybody(200)},
      {"getSharingCatalogue", "/v1/catalogue", anybody(200)},
      {"getPublicSchema", "/v1/schemas/case-changed/1", anybody(200)},
      {"getItems", "/v1/items", anybody(200)},
      {"getItem", "/v1/items/accounting-firm", anybody(200)},
      {"getGuide", "/v1/items/accounting-firm/guide", anybody(200)},
      {"getWorkflows", "/v1/workflows", anybody(200)},
      {"getWorkflow", "/v1/workflows/approval/1", anybody(200)},
      {"getDiagram", "/v1/workflows/approval/1/diagram.svg", anybody(200)},
      {"getDocumentKeys", "/v1/public/documents/keys", anybody(200)},
      {"verifyDocument", "/v1/public/documents/verify?code=x", anybody(200)},
      {"getCase", kase, within(200)},
      {"getCaseUnmasked", kase + "/unmasked?purpose=matrix", within(200)},
      {"getTimeline", kase + "/timeline", within(200)},
      {"getClock", kase + "/clock", within(200)},
      {"getActions", kase + "/actions", within(200)},
      {"getDocuments", kase + "/documents", within(200)},
      {"getDocument", kase + "/documents/receipt?purpose=matrix", within(200)},
      {"getMaterial", "/v1/materials/" + at.material + "?purpose=matrix", within(200)},
      {"getTask", "/v1/tasks/" + at.task, seen_by_staff(200)},
      {"searchCases", "/v1/cases", ones_own(200), {}, "", {}, true},
      {"getTasks", "/v1/tasks", ones_own(200), {}, "", {}, true},
      {"getDeadlines", "/v1/deadlines", ones_own(200), {}, "", {}, true},
      {"getSupervision", "/v1/supervision", ones_own(200), {}, "", {}, true},
      {"getIncidents", "/v1/incidents", ones_own(200), {}, "", {}, true},
      {"getMyCases", "/v1/my/cases", ones_own(200), {}, "", {}, true},
      {"getMe", "/v1/me", ones_own(200)},
      {"getStaff", "/v1/admin/staff", ones_own(200)},
      {"getAccount", "/v1/admin/staff/wen.he", of_administrator(200)},
      {"getAccountTimeline", "/v1/admin/staff/wen.he/timeline", of_administrator(200)},
      {"nameFirstAdministrator", "/v1/admin/first", first,
       R"({"token":")" + std::string(64, '0') +
           R"(","identity":{"name":"李伟","id_number":"x"},"post":"x"})"},
      {"enrolStaff", "/v1/admin/staff", of_administrator(422),
       R"({"who":"new.one","identity":{"name":"李伟","id_number":"x"},"post":"x",)"
       R"("tree":"accounting","office":"330106"})"},
      {"changeAccount", "/v1/admin/staff/wen.he/facts", of_administrator(422),
       R"({"fact":"GrantEnded","data":{"grant":"0:1","reason":"x"}})"},
      {"getMandates", "/v1/mandates?agent=x", ones_own(200)},
      {"giveMandate", "/v1/mandates", of_window(422),
       R"({"agent":"x","unit":{"name":"x","uscc":"x"},"items":["*"],"until":)"
       R"("2027-01-01T00:00:00+08:00","tree":"accounting","office":"330106","evidence":"x"})"},
      {"endMandate", "/v1/mandates/" + at.mandate + "/end", of_mandate, R"({"reason":"x"})"},
      {"searchByIdentity", "/v1/cases/search?purpose=matrix", by_staff(200),
       R"({"id_number":")" +
           identifiers::synthetic_resident_number(*day_from_text("1980-05-06"), 10) + R"("})",
       "application/json", "", true},
      {"getConsents", "/v1/me/consents", of_applicants(200)},
      {"getKnown", "/v1/me/known?item=accounting-firm", of_applicants(403)},
      {"giveConsent", "/v1/me/consents", of_applicants(201),
       R"({"item":"accounting-firm","parts":["unit"],"until":"2026-12-31T00:00:00+08:00"})"},
      {"withdrawConsent", "/v1/me/consents/withdraw", of_applicants(200),
       R"({"item":"accounting-firm"})"},
      {"getOfficeRequests", "/v1/offices/public_security/requests", all(403), R"({"limit":1})"},
      {"getOfficeQuestion", "/v1/offices/public_security/question", all(403), "{}"},
      {"giveOfficeAnswer", "/v1/offices/public_security/answer", all(403), "{}"},
      {"giveUpOfficeRequest", "/v1/offices/public_security/unavailable", all(403), "{}"},
      {"getBill", kase + "/bill", of_stewards()},
      {"getBills", "/v1/bills?unit=x", of_units(400)},
      {"getNumbers", "/v1/numbers?code=33060126", numbers},
      {"getSigner", "/v1/signers/x", of_stewards()},
      {"getSupervisionKey", "/v1/public/bills/supervision-key", anybody(404)},
      {"verifyBill", "/v1/public/bills/verify?code=x&number=1", anybody(200)},
      {"openNumbers", "/v1/numbers/opened", of_stewards(),
       R"({"code":"33060126","tree":"fiscal","office":"330106","first":1,"last":9})"},
      {"handNumbersDown", "/v1/numbers/handed-down", of_stewards(),
       R"({"code":"33060126","tree":"fiscal","office":"330106","to_unit":"x","count":1})"},
      {"bindSigner", "/v1/signers", of_stewards(),
       R"({"tree":"fiscal","office":"330106","unit":{"name":"x","uscc":"x"},"public_key":")" +
           std::string(130, '0') + R"(","serial":"x","until":"2027-01-01T00:00:00+08:00"})"},
      {"revokeSigner", "/v1/signers/x/revoke", of_stewards(), R"({"reason":"x"})"},
      {"bookBill", "/v1/bills/bookings", of_stewards(),
       R"({"code":"x","number":"1","check_code":"x","issued":"x","total":1,"voucher":"x"})"},
      {"reverseBill", "/v1/bills/reversals", of_stewards(),
       R"({"code":"x","number":"1","check_code":"x","issued":"x","total":1,"lines":[],)"
       R"("reversed":1,"reason":"x"})"},
      {"getSessions", "/v1/sessions?item=x", ones_own(200)},
      {"getRoll", "/v1/sessions/x/x/roll", of_stewards()},
      {"getEnrolment", kase + "/enrolment", of_stewards()},
      {"openSession", "/v1/sessions", of_window(403),
       R"({"item":"accounting-title-exam","session":"x","subject":"practice","tree":"accounting",)"
       R"("office":"330106","venue":"x","address":"x","starts":"2026-10-24T09:00:00+08:00",)"
       R"("ends":"2026-10-24T11:00:00+08:00","choose_until":"2026-10-24T09:00:00+08:00",)"
       R"("seats":1})"},
      {"setSeats", "/v1/sessions/x/x/seats", of_stewards(), R"({"seats":1})"},
      {"closeSession", "/v1/sessions/x/x/close", of_stewards(), "{}"},
      {"getRegistrant", kase + "/registrant", of_stewards()},
      {"getComparison", kase + "/comparison", of_stewards()},
      {"getFiling", kase + "/filing", of_stewards()},
      {"getMyFilings", "/v1/my/filings", ones_own(200)},
      {"getPublicFilings", "/v1/public/filings?item=x&status=FILED", anybody(200)},
      {"getPublicFiling", "/v1/public/filings/x/x", anybody(404)},
      {"getPublicNotices", "/v1/public/notices?item=x", anybody(200)},
      {"askRelease", "/v1/registers/transfers", of_register, "{}"},
      {"notifyParcel", "/v1/public/parcels/notifications", anybody(202), R"({"request_id":"x"})"},
      {"notifyPayment", "/v1/public/payments/notifications", anybody(202), R"({"request_id":"x"})"},
      {"submit", "/v1/cases", ones_own(422), submission},
      {"batch", "/v1/tasks/batch", ones_own(200), batch},
      {"batchCases", "/v1/cases/batch", ones_own(200),
       R"({"dry_run":true,"lines":[{"submit":)" + submission + "}]}"},
      {"claimTask", "/v1/tasks/" + at.task + "/claim", within(422, 422, 200)},
      {"releaseTask", "/v1/tasks/" + at.task + "/release", within(422, 200, 409)},
      {"assignTask", "/v1/tasks/" + at.task + "/assign", within(422, 200, 200),
       R"({"to":"li.wei"})"},
      {"takeoverTask", acted + "takeover", within(422, 422, 422)},
      {"delegateTask", acted + "delegate", within(422, 422, 422), R"({"to":"qian.jin"})"},
      {"returnTask", acted + "return", within(409, 409, 409), "{}"},
      {"cosignTask", acted + "cosign", within(422, 422, 422), R"({"to":["qian.jin"]})"},
      {"signTask", acted + "sign", within(422, 422, 422), R"({"agrees":true})"},
      {"unsignTask", acted + "unsign", within(422, 422, 422), "{}"},
      {"urgeTask", acted + "urge", urged, R"({"note":"x"})"},
      {"commentsTask", acted + "comments", within(422, 200, 200), R"({"note":"x"})"},
      {"copyTask", acted + "copy", within(422, 200, 200), R"({"to":["sun.li"]})"},
      {"getComments", kase + "/comments", seen_by_staff(200)},
      {"getMyCopies", "/v1/my/copies", by_staff(200), {}, "", {}, true},
      {"recordFact", kase + "/facts", within(403, 403, 200), declined},
      {"beginUpload", "/v1/materials", ones_own(201), wanted("x")},
      {"getUpload", "/v1/materials/uploads/" + at.upload, of_owner_only(200)},
      {"appendToUpload", "/v1/materials/uploads/" + at.upload, of_owner_only(422), "x",
       "application/partial-upload", "Upload-Offset: 0\r\n"},
      {"abandonUpload", "/v1/materials/uploads/" + at.upload, of_owner_only(204)},
      {"saveDraft", "/v1/drafts/mine", of_applicants(200), "{}"},
      {"getDraft", "/v1/drafts/mine", of_applicants(200)},
      {"getDrafts", "/v1/drafts", of_applicants(200)},
      {"discardDraft", "/v1/drafts/mine", of_applicants(204)},
  };
}

struct matrix : testing::Test {
  ServedHall hall{true, {.keeps_materials = true}};
  Standing at;

  // A licence's case of `owner`, whose materials are one file, and an upload that was begun.
  void SetUp() override {
    const auto begun = hall.post_as_it_is("owner", "/v1/materials", "m1", wanted(pdf()));
    at.material =
        hall.send("owner", "PATCH", "/v1/materials/uploads/" + begun.text("/upload"),
                  "Content-Type: application/partial-upload\r\nUpload-Offset: 0\r\n", pdf())
            .text("/material");
    ASSERT_EQ(at.material.size(), 64U);
    at.upload =
        hall.post_as_it_is("owner", "/v1/materials", "m2", wanted(pdf() + "\n")).text("/upload");
    hall.use_material(at.material);
    at.case_id = hall.submit_licence("owner");
    const auto seen = hall.get("li.wei", "/v1/cases/" + at.case_id);
    for (const auto& duty : seen.list("/waiting")) {
      if (duty.at("name") == "precheck") at.task = duty.at("id").get_string();
    }
    ASSERT_FALSE(at.task.empty());
    staff();
    const auto given = hall.post(
        "li.wei", "/v1/mandates",
        json::object{
            {"agent", hall.get("agent-x", "/v1/me").text("/who")},
            {"unit", {{"name", "西湖代账有限公司"}, {"uscc", ServedHall::unit_of_agents()}}},
            {"items", json::array{"*"}},
            {"until", "2027-01-01T00:00:00+08:00"},
            {"tree", "accounting"},
            {"office", "330106"},
            {"evidence", "授权委托书 1 号"}});
    ASSERT_EQ(given.status, 201) << given.body;
    at.mandate = given.text("/case");
  }

  void staff() {
    std::ifstream file{hall.directory() + "/keys/" + Hall::first_token_name};
    std::string token;
    std::getline(file, token);
    int number = 0;
    const auto person = [&] {
      return json::object{{"name", "李伟"},
                          {"id_number", identifiers::synthetic_resident_number(
                                            *day_from_text("1980-05-06"), ++number)}};
    };
    ASSERT_EQ(hall.post("root.one", "/v1/admin/first",
                        json::object{{"token", token}, {"identity", person()}, {"post", "局长"}})
                  .status,
              201);
    const auto change = [&](const std::string& who, const char* fact, json::object data) {
      const auto answer = hall.post("root.one", "/v1/admin/staff/" + who + "/facts",
                                    json::object{{"fact", fact}, {"data", std::move(data)}});
      EXPECT_EQ(answer.status, 200) << who << answer.body;
      return answer.text("/position");
    };
    const auto enrol = [&](const std::string& who, const char* office, const char* role) {
      EXPECT_EQ(hall.post("root.one", "/v1/admin/staff",
                          json::object{{"who", who},
                                       {"identity", person()},
                                       {"post", "科员"},
                                       {"tree", "accounting"},
                                       {"office", office}})
                    .status,
                201);
      if (role == nullptr) return std::string{};
      json::object data{{"role", role},
                        {"tree", "accounting"},
                        {"office", office},
                        {"item", "*"},
                        {"until", "2030-01-01T00:00:00+08:00"}};
      if (std::string_view{role} == "administrator") data["hands_on"] = json::array{"window"};
      return change(who, "Granted", std::move(data));
    };
    enrol("ma.li", "330106", "administrator");
    enrol("xu.hai", "330105", "administrator");
    const auto granted = enrol("ex.min", "330106", "administrator");
    change("ex.min", "GrantEnded", {{"grant", granted}, {"reason", "调离"}});
    enrol("wen.he", "330106", "window");
    enrol("su.bo", "330106", nullptr);
    change("wen.he", "AbsenceRecorded",
           {{"substitute", "su.bo"}, {"until", "2030-01-01T00:00:00+08:00"}, {"reason", "休假"}});
  }

  Answer ask(const api::Route& route, const Row& row, Who who) {
    auto path = row.path;
    if (route.method == "GET" && path.starts_with("/v1/") && !row.shows_the_case) {
      return hall.send(names[who], "GET", path, row.more, {});
    }
    if (row.shows_the_case) path += "?min_position=" + hall.position();
    auto headers = row.more;
    if (!row.body.empty()) headers += std::string{"Content-Type: "} + row.type + "\r\n";
    headers += "Idempotency-Key: " + std::string{row.operation} + "\r\n";
    return hall.send(names[who], route.method, path, headers, row.body);
  }
};

TEST_F(matrix, every_route_owes_every_kind_of_principal_what_stands_here) {
  std::map<std::string, api::Route> routes;
  for (auto& route : api::all_routes(hall.api())) {
    if (route.listener == api::Listener::open) routes.emplace(route.operation, std::move(route));
  }
  std::set<std::string> known;
  for (const auto& row : rows(at)) {
    known.insert(row.operation);
    const auto route = routes.find(row.operation);
    if (route == routes.end()) {
      ADD_FAILURE() << row.operation << " is no route";
      continue;
    }
    // Whoever is refused ten times waits a minute; what a hall counted ends with it.
    if (std::string_view{row.operation} == "takeoverTask") hall.restart();
    for (int who = nobody; who < everyone; ++who) {
      const auto asked = static_cast<Who>(who);
      const auto answer = ask(route->second, row, asked);
      EXPECT_EQ(answer.status, row.expected[asked])
          << row.operation << " by " << names[asked] << ": " << answer.body;
      if (!row.shows_the_case || answer.status != 200) continue;
      const bool mine = std::string_view{row.operation} == "getMyCases";
      const bool may =
          mine ? asked == applicant : asked == above || asked == window || asked == substitute;
      // Incidents are none here; the supervisor's tasks are none of his.
      if (!may) {
        EXPECT_EQ(answer.body.find(at.case_id), std::string::npos)
            << row.operation << " shows the case to " << names[asked];
      } else if (std::string_view{row.operation} == "searchCases" || mine) {
        EXPECT_NE(answer.body.find(at.case_id), std::string::npos)
            << row.operation << " hides the case from " << names[asked];
      }
    }
  }
  for (const auto& [operation, route] : routes) {
    EXPECT_TRUE(known.contains(operation)) << operation << " has no row in the matrix";
  }
}

TEST_F(matrix, a_batch_rehearses_only_what_its_caller_may_do) {
  const auto lines = R"({"dry_run":true,"lines":[{"task":")" + at.task +
                     R"(","fact":"NotAccepted","data":{"reason":"不需要许可"}}]})";
  const std::map<Who, int> owed{{stranger, 404}, {agent, 404},   {sister, 404}, {other_item, 404},
                                {ended, 404},    {without, 404}, {above, 403},  {window, 200}};
  for (const auto& [who, status] : owed) {
    const auto answer =
        hall.post_as_it_is(names[who], "/v1/tasks/batch", "b" + std::to_string(who), lines);
    EXPECT_EQ(answer.at("/results/0/status").to_number<int>(), status) << names[who] << answer.body;
  }
}

TEST_F(matrix, whole_values_are_shown_for_a_purpose_only) {
  const auto path = "/v1/cases/" + at.case_id;
  EXPECT_EQ(hall.get("li.wei", path).text("/submitted/people/0/name"), "王**");
  EXPECT_EQ(hall.get("li.wei", path + "/unmasked").status, 400);
  const auto whole = hall.get("li.wei", path + "/unmasked?purpose=check");
  EXPECT_EQ(whole.text("/submitted/people/0/name"), "王小明");
  EXPECT_EQ(whole.text("/submitted/people/0/id_number").size(), 18U);
  EXPECT_EQ(hall.get("owner", path + "/unmasked").text("/submitted/people/0/name"), "王小明");
}

TEST_F(matrix, drafts_are_kept_for_their_owner_alone_and_not_overwritten_unseen) {
  const auto save = [&](const char* who, const std::string& text, const std::string& more = {}) {
    return hall.send(who, "PUT", "/v1/drafts/licence", "Content-Type: application/json\r\n" + more,
                     text);
  };
  const std::string text = R"({"item":"bookkeeping-licence","people":[{"name":"王小明"}]})";
  const auto first = save("owner", text);
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(hall.get_as_it_is("owner", "/v1/drafts/licence").body, text);
  EXPECT_EQ(hall.get_as_it_is("stranger", "/v1/drafts/licence").status, 404);
  EXPECT_EQ(save("owner", R"({"item":"x"})", "If-Match: " + first.field("ETag") + "\r\n").status,
            200);
  const auto late = save("owner", text, "If-Match: " + first.field("ETag") + "\r\n");
  EXPECT_EQ(late.status, 412);
  EXPECT_EQ(save("owner", "[1]").status, 400);
  EXPECT_EQ(save("owner", "{").status, 400);
  hall.restart();
  EXPECT_EQ(hall.get_as_it_is("owner", "/v1/drafts/licence").body, R"({"item":"x"})");
  EXPECT_EQ(hall.get_as_it_is("owner", "/v1/drafts").rows(), 1U);
  EXPECT_EQ(hall.send("owner", "DELETE", "/v1/drafts/licence", {}, {}).status, 204);
  EXPECT_EQ(hall.send("owner", "DELETE", "/v1/drafts/licence", {}, {}).status, 404);
  EXPECT_EQ(hall.send("owner", "PUT", "/v1/drafts/Not%20a%20name",
                      "Content-Type: application/json\r\n", "{}")
                .status,
            404);
}

}  // namespace
}  // namespace vermilion::tests
