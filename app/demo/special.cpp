// The steps that are more than one request: faults of the office, one key twice, what a sister
// division sees, a deputy, and a batch with its dry run.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "app/demo/asking.hpp"
#include "base/hash.hpp"

namespace vermilion::demo {
namespace {

namespace json = boost::json;

// The same members, the last first.
json::object reordered(const json::object& body) {
  json::object turned;
  for (auto member = body.end(); member != body.begin();) {
    --member;
    turned[member->key()] = member->value();
  }
  return turned;
}

Result<void> submit_again(Visit& visit) {
  auto& client = visit.day().client();
  const auto& body = visit.application().body;
  const auto& key = visit.submit_key();
  VERMILION_TRY(const auto again,
                client.post(visit.identity("applicant"), "/v1/cases", reordered(body), key));
  if (again.status != visit.opened().status || again.text != visit.opened().text) {
    return unexpected("the same key again does not get the first answer", again);
  }
  auto other = body;
  other["office"] = "330106";
  VERMILION_TRY(const auto changed,
                client.post(visit.identity("applicant"), "/v1/cases", other, key));
  if (changed.status != 422) return unexpected("the same key with another meaning", changed);
  // From another principal the key opens a case of its own, which then is withdrawn.
  const Identity stranger{key + "-stranger", false};
  auto copied = body;
  // What another has handed in is not the stranger's to name.
  VERMILION_TRY(const auto borrowed, client.post(stranger, "/v1/cases", copied, key));
  if (borrowed.status != 422) return unexpected("another's materials were taken", borrowed);
  VERMILION_TRY(visit.hand_in(stranger, copied));
  VERMILION_TRY(const auto theirs, client.post(stranger, "/v1/cases", copied, key));
  const auto id = text_at(theirs.body, "case");
  if (theirs.status != 201 || id.empty() || id == visit.case_id()) {
    return unexpected("the same key of another principal opens no case of its own", theirs);
  }
  visit.day().note_case(id, visit.script().wish.office, visit.script().key);
  VERMILION_TRY(const auto withdrawn,
                client.post(stranger, "/v1/cases/" + id + "/facts",
                            json::object{{"fact", "Withdrawn"},
                                         {"data", json::object{{"reason", "重复提交"}}}},
                            key + "-stranger"));
  if (withdrawn.status != 200) return unexpected("the other principal's withdrawal", withdrawn);
  return ok();
}

// The answer with the case's id taken out: for two ids that are both hidden it must be one text.
std::string without_id(std::string text, const std::string& id) {
  for (auto at = text.find(id); at != std::string::npos; at = text.find(id)) {
    text.replace(at, id.size(), "…");
  }
  return text;
}

Result<void> compare_hidden(Visit& visit, const Identity& who) {
  auto& client = visit.day().client();
  const auto& id = visit.case_id();
  // Of the same partition, and nobody's.
  const auto random =
      id.substr(0, 2) + to_hex(view_of(sha256("nobody's " + id))).substr(0, id.size() - 2);
  for (const char* route : {"", "/timeline", "/clock", "/actions"}) {
    VERMILION_TRY(const auto theirs, client.get(who, "/v1/cases/" + id + route));
    VERMILION_TRY(const auto nobodys, client.get(who, "/v1/cases/" + random + route));
    if (theirs.status != 404 || nobodys.status != 404 ||
        without_id(theirs.text, id) != without_id(nobodys.text, random)) {
      return unexpected(
          fmt::format("GET …{} by {} tells a hidden case from none", route, who.subject), theirs);
    }
  }
  const json::object fact{{"fact", "Accepted"}, {"data", json::object{}}};
  VERMILION_TRY(const auto theirs,
                client.post(who, "/v1/cases/" + id + "/facts", fact, visit.fresh_key()));
  VERMILION_TRY(const auto nobodys,
                client.post(who, "/v1/cases/" + random + "/facts", fact, visit.fresh_key()));
  if (theirs.status != 404 || nobodys.status != 404 ||
      without_id(theirs.text, id) != without_id(nobodys.text, random)) {
    return unexpected("a fact by " + who.subject + " tells a hidden case from none", theirs);
  }
  return ok();
}

Result<void> record_mandate(Visit& visit) {
  auto& client = visit.day().client();
  VERMILION_TRY(const auto me, client.get(visit.identity("applicant"), "/v1/me"));
  VERMILION_TRY(const auto now, client.house_time());
  VERMILION_TRY(
      const auto given,
      client.post(visit.identity("window"), "/v1/mandates",
                  json::object{{"agent", text_at(me.body, "who")},
                               {"unit", {{"name", "样例代理机构"}, {"uscc", visit.unit()}}},
                               {"items", json::array{visit.script().wish.item}},
                               {"until", to_text(now + 180 * microseconds_a_day)},
                               {"tree", "accounting"},
                               {"office", visit.script().wish.office},
                               {"evidence", "授权委托书（样例）"}},
                  visit.fresh_key()));
  if (given.status != 201) return unexpected("the mandate", given);
  return ok();
}

Result<void> end_mandate(Visit& visit) {
  auto& client = visit.day().client();
  const auto agent = visit.identity("applicant");
  VERMILION_TRY(const auto mine, client.get(agent, "/v1/mandates"));
  const auto* rows = mine.body.if_contains("rows");
  if (rows == nullptr || !rows->is_array() || rows->get_array().size() != 1) {
    return unexpected("one mandate of the agent's own", mine);
  }
  const auto id = text_at(rows->get_array()[0].get_object(), "id");
  VERMILION_TRY(const auto ended, client.post(agent, "/v1/mandates/" + id + "/end",
                                              json::object{{"reason", "离职"}}, visit.fresh_key()));
  if (ended.status != 200) return unexpected("giving up the mandate", ended);
  return ok();
}

// The window sees the original of what was uploaded; by consent the hall then tells the applicant
// what it knows of him, and the file serves a second application under grade B.
Result<void> reuse_verified(Visit& visit) {
  auto& client = visit.day().client();
  const auto applicant = visit.identity("applicant");
  auto again = visit.application().body;
  auto& reused = again["materials"].get_array().back().get_object();
  reused["grade"] = "B";
  VERMILION_TRY(const auto early, client.post(applicant, "/v1/cases", again, visit.fresh_key()));
  if (text_at(early.body, "rule") != "GradeStandsOnRecord") {
    return unexpected("a grade that nobody verified", early);
  }
  // Before and after the applicant says how he wants the result.
  const auto facts = "/v1/cases/" + visit.case_id() + "/facts";
  const auto sees = [&]() -> Result<void> {
    VERMILION_TRY(const auto seen, client.post(visit.identity("window"), facts,
                                               json::object{{"fact", "MaterialVerified"},
                                                            {"data",
                                                             {{"material", text_at(reused, "code")},
                                                              {"digest", text_at(reused, "digest")},
                                                              {"how", "核对原件"}}}},
                                               visit.fresh_key()));
    if (seen.status != 200) return unexpected("the original seen by the window", seen);
    return ok();
  };
  VERMILION_TRY(sees());
  VERMILION_TRY(const auto chosen,
                client.post(applicant, facts,
                            json::object{{"fact", "DeliveryChosen"}, {"data", {{"way", "window"}}}},
                            visit.fresh_key()));
  if (chosen.status != 200) return unexpected("the way of delivery", chosen);
  VERMILION_TRY(sees());
  const auto known_path = "/v1/me/known?item=" + visit.script().wish.item;
  VERMILION_TRY(const auto closed, client.get(applicant, known_path));
  if (closed.status != 403) return unexpected("prefill without consent", closed);
  VERMILION_TRY(const auto now, client.house_time());
  VERMILION_TRY(const auto consent,
                client.post(applicant, "/v1/me/consents",
                            json::object{{"item", visit.script().wish.item},
                                         {"parts", {"answers", "materials"}},
                                         {"until", to_text(now + 30 * microseconds_a_day)}},
                            visit.fresh_key()));
  if (consent.status != 201) return unexpected("the consent", consent);
  VERMILION_TRY(const auto known, client.get(applicant, known_path));
  const bool offered = known.text.find("\"grade\":\"B\"") != std::string::npos;
  if (known.status != 200 || !offered) return unexpected("what the hall knows", known);
  VERMILION_TRY(const auto second, client.post(applicant, "/v1/cases", again, visit.fresh_key()));
  const auto id = text_at(second.body, "case");
  if (second.status != 201) return unexpected("the application with a material of grade B", second);
  visit.day().note_case(id, visit.script().wish.office, visit.script().key);
  VERMILION_TRY(const auto withdrawn,
                client.post(applicant, "/v1/cases/" + id + "/facts",
                            json::object{{"fact", "Withdrawn"},
                                         {"data", json::object{{"reason", "样例到此为止"}}}},
                            visit.fresh_key()));
  if (withdrawn.status != 200) return unexpected("the second case's withdrawal", withdrawn);
  return ok();
}

Result<Answer> change_account(Visit& visit, const Identity& who, const char* fact,
                              json::object data) {
  return visit.day().client().post(who, "/v1/admin/staff/" + who.subject + "/facts",
                                   json::object{{"fact", fact}, {"data", std::move(data)}},
                                   visit.fresh_key());
}

Result<void> stand_in(Visit& visit, const std::string& fact, const json::object& data) {
  auto& client = visit.day().client();
  const auto approver = visit.identity("approver");
  const auto deputy = visit.identity("deputy");
  const Identity in_his_name{deputy.subject, true, approver.subject};
  const auto path = "/v1/cases/" + visit.case_id() + "/facts";
  const json::object body{{"fact", fact}, {"data", data}};
  VERMILION_TRY(const auto early, client.post(in_his_name, path, body, visit.fresh_key()));
  if (early.status != 404) return unexpected("a deputy of nobody who is away", early);
  VERMILION_TRY(const auto now, client.house_time());
  VERMILION_TRY(const auto away, change_account(visit, approver, "AbsenceRecorded",
                                                {{"substitute", deputy.subject},
                                                 {"until", to_text(now + 30 * microseconds_a_day)},
                                                 {"reason", "休假"}}));
  if (away.status != 200) return unexpected("the absence", away);
  VERMILION_TRY(const auto silent, client.post(deputy, path, body, visit.fresh_key()));
  if (silent.status != 404) return unexpected("a deputy in her own name", silent);
  VERMILION_TRY(const auto done, client.post(in_his_name, path, body, visit.fresh_key()));
  if (done.status != 200) return unexpected(fact + " by the deputy", done);
  VERMILION_TRY(const auto back, change_account(visit, approver, "AbsenceEnded",
                                                {{"absence", text_at(away.body, "position")}}));
  if (back.status != 200) return unexpected("the end of the absence", back);
  return ok();
}

Result<std::string> task_of(Visit& visit, const char* name) {
  VERMILION_TRY(const auto seen, visit.look());
  const auto* duty = Visit::open_duty(seen, "task", name);
  if (duty == nullptr) return fail(Code::conflict, std::string{"no open task "} + name);
  return text_at(*duty, "id");
}

Result<void> expect_lines(const Answer& answer, const std::vector<int>& statuses) {
  const auto* results = answer.body.if_contains("results");
  if (answer.status != 200 || results == nullptr || !results->is_array() ||
      results->get_array().size() != statuses.size()) {
    return unexpected("the batch", answer);
  }
  for (std::size_t line = 0; line < statuses.size(); ++line) {
    const auto* status = results->get_array()[line].get_object().if_contains("status");
    if (status == nullptr || *status != json::value(statuses[line])) {
      return unexpected(fmt::format("line {} of the batch is not {}", line, statuses[line]),
                        answer);
    }
  }
  return ok();
}

Result<void> approve_both(Visit& visit, const std::string& other_key) {
  auto* other = const_cast<Visit*>(visit.day().visit(other_key));
  if (other == nullptr) return fail(Code::conflict, "no script " + other_key);
  auto& client = visit.day().client();
  json::array lines;
  for (auto* one : {other, &visit}) {
    VERMILION_TRY(const auto task, task_of(*one, "review"));
    lines.push_back(json::object{
        {"task", task}, {"fact", "Approved"}, {"data", json::object{{"opinion", "批量准予"}}}});
  }
  lines.push_back(json::object{{"task", lines[0].get_object()["task"]},
                               {"fact", "SentBack"},
                               {"data", json::object{{"reason", "已准予，不能再退回"}}}});
  const auto who = visit.identity("approver");
  VERMILION_TRY(const auto rehearsed,
                client.post(who, "/v1/tasks/batch",
                            json::object{{"lines", lines}, {"dry_run", true}}, visit.fresh_key()));
  // Each line is rehearsed by itself, so the third could still be done.
  VERMILION_TRY(expect_lines(rehearsed, {200, 200, 200}));
  VERMILION_TRY(const auto seen, visit.look());
  if (!Visit::is_in(seen, "REVIEW")) return unexpected("a dry run recorded something", rehearsed);
  VERMILION_TRY(const auto done, client.post(who, "/v1/tasks/batch", json::object{{"lines", lines}},
                                             visit.fresh_key()));
  return expect_lines(done, {200, 200, 409});
}

}  // namespace

Step fault(json::object body) {
  body["office"] = "public_security";
  return special("sandbox", "faults", [body](Visit& visit) -> Result<void> {
    VERMILION_TRY(const auto answer, visit.day().client().sandbox("/faults", body));
    if (answer.status != 200) return unexpected("the sandbox takes no fault", answer);
    return ok();
  });
}

Step same_key_again() {
  return special("applicant", "Submitted", submit_again);
}

Step hidden_from(const std::string& subject) {
  return special(subject, "hidden", [subject](Visit& visit) {
    return compare_hidden(visit, Identity{subject, true});
  });
}

Step mandated() {
  return special("window", "MandateGiven", record_mandate);
}

Step gives_up_mandate() {
  return special("applicant", "MandateEnded", end_mandate);
}

Step reuses_verified_material() {
  return special("applicant", "ConsentGiven", reuse_verified);
}

Step stood_in_for(const std::string& fact, const json::object& data) {
  return special("deputy", fact,
                 [fact, data](Visit& visit) { return stand_in(visit, fact, data); });
}

Step batch_of_two(const std::string& other) {
  return special("approver", "batch", [other](Visit& visit) { return approve_both(visit, other); });
}

}  // namespace vermilion::demo
