// The books that a hall keeps beside its cases: who comes, is away, leaves and comes back; consents
// and mandates given anew; a signing key replaced; and what else may be done to a task.
#include "app/demo/asking.hpp"
#include "base/identifiers.hpp"
#include "base/sm2.hpp"

namespace vermilion::demo {
namespace {

namespace json = boost::json;

class Books : Asking {
 public:
  explicit Books(Visit& visit)
      : Asking{visit},
        office_{visit.script().wish.office},
        mark_{to_hex(view_of(sha256(visit.submit_key()))).substr(0, 8)} {}

  Result<void> accounts() {
    VERMILION_TRY(const auto now, client_.house_time());
    const auto who = "temp-" + mark_;
    VERMILION_TRY(enrol(who, 201));
    VERMILION_TRY(const auto granted, change(admin_, who, "Granted",
                                             {{"role", "window"},
                                              {"tree", "accounting"},
                                              {"office", office_},
                                              {"item", "*"},
                                              {"until", to_text(now + 30 * microseconds_a_day)}}));
    VERMILION_TRY(const auto away, change(admin_, who, "AbsenceRecorded",
                                          {{"substitute", visit_.identity("window2").subject},
                                           {"until", to_text(now + 2 * microseconds_a_day)},
                                           {"reason", "借调"}}));
    VERMILION_TRY(change(admin_, who, "AbsenceEnded", {{"absence", away}}));
    VERMILION_TRY(change(admin_, who, "GrantEnded", {{"grant", granted}, {"reason", "借调期满"}}));
    VERMILION_TRY(change(admin_, who, "StaffLeft", {{"reason", "离职"}}));
    return enrol(who, 201);
  }
  Result<void> consents() {
    VERMILION_TRY(const auto now, client_.house_time());
    const auto applicant = visit_.identity("applicant");
    const json::object given{{"item", visit_.script().wish.item},
                             {"parts", {"answers"}},
                             {"until", to_text(now + 30 * microseconds_a_day)}};
    const json::object item{{"item", visit_.script().wish.item}};
    VERMILION_TRY(expect(applicant, "/v1/me/consents", given, 201));
    VERMILION_TRY(expect(applicant, "/v1/me/consents", given, 201));
    VERMILION_TRY(expect(applicant, "/v1/me/consents/withdraw", item, 200));
    return expect(applicant, "/v1/me/consents", given, 201);
  }
  Result<void> mandates() {
    VERMILION_TRY(const auto now, client_.house_time());
    const Identity agent{visit_.submit_key() + "-agent", false, {}, visit_.unit()};
    VERMILION_TRY(const auto me, client_.get(agent, "/v1/me"));
    const json::object mandate{{"agent", text_at(me.body, "who")},
                               {"unit", {{"name", "样例代理机构"}, {"uscc", visit_.unit()}}},
                               {"items", json::array{visit_.script().wish.item}},
                               {"until", to_text(now + 30 * microseconds_a_day)},
                               {"tree", "accounting"},
                               {"office", office_},
                               {"evidence", "授权委托书（样例）"}};
    const auto window = visit_.identity("window");
    VERMILION_TRY(const auto given, post(window, "/v1/mandates", mandate));
    if (given.status != 201) return unexpected("the mandate", given);
    VERMILION_TRY(expect(window, "/v1/mandates", mandate, 201));
    VERMILION_TRY(expect(window, "/v1/mandates/" + text_at(given.body, "case") + "/end",
                         {{"reason", "到期"}}, 200));
    return expect(window, "/v1/mandates", mandate, 201);
  }
  Result<void> signers() {
    VERMILION_TRY(const auto now, client_.house_time());
    const auto unit = identifiers::synthetic_social_credit_code(
        "91", static_cast<int>(std::stoul(mark_, nullptr, 16) % 99'999) + 1);
    for (const char* serial : {"SAMPLE-1", "SAMPLE-2", "SAMPLE-3"}) {
      VERMILION_TRY(const auto key, Sm2Key::generate());
      VERMILION_TRY(expect(steward_, "/v1/signers",
                           {{"tree", "fiscal"},
                            {"office", "330000"},
                            {"unit", {{"name", "样例单位"}, {"uscc", unit}}},
                            {"public_key", to_hex(view_of(key.public_key()))},
                            {"serial", serial},
                            {"until", to_text(now + 180 * microseconds_a_day)}},
                           201));
      if (std::string_view{serial} == "SAMPLE-1") continue;  // the second replaces it
      VERMILION_TRY(
          expect(steward_, "/v1/signers/" + unit + "/revoke", {{"reason", "密钥更换"}}, 200));
    }
    return ok();
  }

 private:
  Result<void> enrol(const std::string& who, int status) {
    const auto number = static_cast<int>(std::stoul(mark_, nullptr, 16) % 900) + 1;
    return expect(admin_, "/v1/admin/staff",
                  {{"who", who},
                   {"identity",
                    {{"name", "样例人员"},
                     {"id_number", identifiers::synthetic_resident_number(
                                       *day_from_text("1990-05-06"), number)}}},
                   {"post", "窗口"},
                   {"tree", "accounting"},
                   {"office", office_}},
                  status);
  }
  // Answers its position, by which a grant and an absence are known.
  Result<std::string> change(const Identity& by, const std::string& who, const char* fact,
                             json::object data) {
    VERMILION_TRY(const auto answer, post(by, "/v1/admin/staff/" + who + "/facts",
                                          {{"fact", fact}, {"data", std::move(data)}}));
    if (answer.status != 200) return unexpected(fact, answer);
    return text_at(answer.body, "position");
  }

  const std::string office_;
  const std::string mark_;
  const Identity admin_{"admin." + office_, true, {}, {}};
  const Identity steward_{"steward.sample", true, {}, {}};
};

Result<void> keep_books(Visit& visit) {
  Books books{visit};
  VERMILION_TRY(books.accounts());
  VERMILION_TRY(books.consents());
  VERMILION_TRY(books.mandates());
  return books.signers();
}

// A substitute takes over what the absent holds, and gives it to somebody else.
Result<void> take_over(Visit& visit, const std::string& task) {
  auto& client = visit.day().client();
  const auto absent = visit.identity("handler");
  const auto substitute = visit.identity("deputy");
  VERMILION_TRY(const auto now, client.house_time());
  VERMILION_TRY(const auto seen, visit.look());
  const auto* duty = Visit::open_duty(seen, "task", task);
  if (duty == nullptr) return fail(Code::conflict, "no open task " + task);
  const auto account = "/v1/admin/staff/" + absent.subject + "/facts";
  VERMILION_TRY(const auto away,
                client.post(absent, account,
                            json::object{{"fact", "AbsenceRecorded"},
                                         {"data",
                                          {{"substitute", substitute.subject},
                                           {"until", to_text(now + 10 * microseconds_a_day)},
                                           {"reason", "病假"}}}},
                            visit.fresh_key()));
  if (away.status != 200) return unexpected("the absence", away);
  VERMILION_TRY(const auto taken, client.post({substitute.subject, true, absent.subject},
                                              "/v1/tasks/" + text_at(*duty, "id") + "/takeover", {},
                                              visit.fresh_key()));
  if (taken.status != 200) return unexpected("the task taken over", taken);
  VERMILION_TRY(const auto back,
                client.post(absent, account,
                            json::object{{"fact", "AbsenceEnded"},
                                         {"data", {{"absence", text_at(away.body, "position")}}}},
                            visit.fresh_key()));
  if (back.status != 200) return unexpected("the end of the absence", back);
  return ok();
}

}  // namespace

Step keeps_books() {
  return special("window", "StaffEnrolled", keep_books);
}

Step taken_over(const std::string& task) {
  return special("deputy", "TaskTakenOver",
                 [task](Visit& visit) { return take_over(visit, task); });
}

}  // namespace vermilion::demo
