// The directory (名录): staff, grants and absences, as their administrators see and change them.
//
// An account is a case of its own; what is proposed of it is judged as any fact is, so that a
// refused grant is on record. Whoever administers sees the accounts of his own offices, and
// everybody his own; all others answer 404.
#include <algorithm>
#include <boost/json/array.hpp>

#include "app/api/fact_json.hpp"
#include "app/api/json.hpp"
#include "app/api/read_parts.hpp"
#include "app/api/writing.hpp"
#include "base/identifiers.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;
using namespace projections;

std::string office_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

json::object grant_json(const Words& words, const Grant& grant) {
  json::object object{{"id", grant.id},
                      {"role", grant.role},
                      {"role_zh", words.role(grant.role)},
                      {"tree", grant.tree},
                      {"office", office_of(grant.path)},
                      {"path", grant.path},
                      {"item", grant.item},
                      {"from", time_json(grant.from)},
                      {"until", time_json(grant.until)}};
  if (!grant.hands_on.empty()) object["hands_on"] = names_json(grant.hands_on);
  if (!grant.on_behalf_of.empty()) object["on_behalf_of"] = grant.on_behalf_of;
  return object;
}

json::array grants_json(const Words& words, const std::vector<Grant>& grants) {
  json::array array;
  for (const auto& grant : grants) array.push_back(grant_json(words, grant));
  return array;
}

json::value name_json(const Reading& reading, const Staff& staff) {
  const auto opened = opener_of(reading)(staff.name.sealed());
  return opened ? json::value(identifiers::masked_name(*opened)) : json::value(nullptr);
}

json::object staff_json(const ReadParts& parts, const Reading& reading, const Staff& staff) {
  json::array absences;
  for (const auto& absence : staff.absences) {
    absences.push_back(json::object{{"id", absence.id},
                                    {"substitute", absence.substitute},
                                    {"from", time_json(absence.from)},
                                    {"until", time_json(absence.until)}});
  }
  json::array stands_in;
  for (const auto& one : staff.stands_in) {
    stands_in.push_back(json::object{{"id", one.absence.id},
                                     {"absent", one.absent},
                                     {"from", time_json(one.absence.from)},
                                     {"until", time_json(one.absence.until)}});
  }
  return {{"who", staff.who},
          {"case", case_of_account(staff.who).text()},
          {"state", staff.left ? "LEFT" : "ACTIVE"},
          {"name", name_json(reading, staff)},
          {"post", staff.post},
          {"tree", staff.tree},
          {"office", office_of(staff.path)},
          {"path", staff.path},
          {"grants", grants_json(parts.words, staff.grants)},
          {"absences", std::move(absences)},
          {"stands_in", std::move(stands_in)}};
}

bool administers(const Reading& reading, const Staff& staff) {
  return std::any_of(reading.powers.begin(), reading.powers.end(),
                     [&](const Grant& power) { return power.covers(staff.tree, staff.path); });
}

// The account that the path names, if the caller may see it. Errors: not_found for all else.
Result<Staff> seen_account(const Reading& reading) {
  VERMILION_TRY(const auto* directory, reading.hall.projector().family("directory"));
  const auto& who = reading.parameters[0];
  VERMILION_TRY(auto staff, find_staff(*directory, who));
  const bool own = reading.is_staff() && reading.principal.who == who;
  if (!staff || (!own && !administers(reading, *staff))) {
    return fail(Code::not_found, "no such account, or not for this caller");
  }
  return std::move(*staff);
}

Result<SeenCase> case_of_staff(const Reading& reading, const Staff& staff) {
  VERMILION_TRY(const auto* cases, reading.hall.projector().family("cases"));
  const auto id = case_of_account(staff.who);
  VERMILION_TRY(auto row, read_row<CaseRow>(*cases, case_row_key(id)));
  if (!row) return fail(Code::unavailable, "the views have not folded the account yet");
  return SeenCase{id, std::move(*row)};
}

ReadAnswer one_account(const ReadParts& parts, const Reading& reading) {
  const auto staff = seen_account(reading);
  if (!staff) return problem_of(staff.error());
  const auto seen = case_of_staff(reading, staff.value());
  if (!seen) return problem_of(seen.error());
  ReadAnswer answer{staff_json(parts, reading, staff.value())};
  answer.etag = "\"" + std::to_string(seen.value().row.material_version) + "\"";
  return answer;
}

ReadAnswer account_timeline(const ReadParts& parts, const Reading& reading) {
  const auto staff = seen_account(reading);
  if (!staff) return problem_of(staff.error());
  const auto seen = case_of_staff(reading, staff.value());
  if (!seen) return problem_of(seen.error());
  return timeline_of(parts, reading, seen.value(), Eyes::staff);
}

ReadAnswer staff_list(const ReadParts& parts, const Reading& reading) {
  Parameters asked{reading};
  const auto request = asked.page();
  if (asked.fault()) return *asked.fault();
  OfficeFilter filter{reading.text("tree"), {}};
  const auto office = reading.text("office");
  if (!office.empty()) {
    const auto references = reading.hall.loop().references();
    const auto* path = references->scopes->path_of(filter.tree, office);
    if (path == nullptr) return json::object{{"rows", json::array{}}, {"next", nullptr}};
    filter.path = *path;
  }
  const auto rows = snapshot_of(reading, "directory");
  if (!rows) return problem_of(rows.error());
  const auto page = staff_page(*rows.value(), reading.powers, filter, request);
  if (!page) return problem_of(page.error());
  json::array listed;
  for (const auto& staff : page.value().rows) listed.push_back(staff_json(parts, reading, staff));
  json::object object{{"rows", std::move(listed)}};
  const auto& next = page.value().next;
  object["next"] = next ? json::value(*next) : json::value(nullptr);
  return object;
}

ReadAnswer me(const ReadParts& parts, const Reading& reading) {
  return json::object{{"kind", name_of(reading.principal.kind)},
                      {"who", reading.principal.who},
                      {"grants", grants_json(parts.words, reading.grants)},
                      {"powers", grants_json(parts.words, reading.powers)}};
}

// ---- writes

// The account that the body names, if it is an object that names one.
std::string account_in(const json::value& body) {
  const auto* who = body.is_object() ? body.get_object().if_contains("who") : nullptr;
  return who != nullptr && who->is_string() ? std::string{who->get_string()} : std::string{};
}

void enrol(Api& api, const Call& call, Responder responder) {
  const auto body = body_of(call, responder);
  if (!body) return;
  const Aim aim{case_of_account(account_in(*body)), true};
  take_proposal(api, call, std::move(responder), aim, StaffEnrolled::name, *body, "");
}

// Whoever shows the token names himself.
void name_first(Api& api, const Call& call, Responder responder) {
  auto body = body_of(call, responder);
  if (!body) return;
  const auto principal = api.caller(call);
  const auto who = principal ? principal.value().who : std::string{};
  if (body->is_object()) body->get_object().emplace("who", who);
  const Aim aim{case_of_account(who), true};
  take_proposal(api, call, std::move(responder), aim, AdministratorNamed::name, *body, "");
}

void change(Api& api, const Call& call, Responder responder) {
  const auto body = body_of(call, responder);
  if (!body) return;
  Response problem;
  const auto read = fact_body(*body, facts_of_accounts(), call.language, problem);
  if (!read) return responder.send(std::move(problem));
  const Aim aim{case_of_account(call.parameter("who"))};
  take_proposal(api, call, std::move(responder), aim, read->fact, read->data, "/data");
}

RouteHandler handled_by(Api& api, void (*handle)(Api&, const Call&, Responder)) {
  return [&api, handle](const Call& call, Responder responder) {
    handle(api, call, std::move(responder));
  };
}

}  // namespace

std::vector<Route> admin_routes(Api& api) {
  const ReadKit kit{api};
  std::vector<Route> routes;
  routes.push_back(read_route(kit, "/v1/me", "getMe",
                              {"我是谁，此刻持有哪些授权", "who one is, and what one holds now"},
                              me, "Me", {min_position_parameter()}));
  std::vector<RouteParameter> filters{
      query_parameter("tree", {"业务条线", "business line"}),
      query_parameter("office", {"该条线的机关节点，含其下级",
                                 "a node of that line's tree, and all below it"})};
  for (auto& parameter : page_parameters()) filters.push_back(std::move(parameter));
  routes.push_back(read_route(kit, "/v1/admin/staff", "getStaff",
                              {"管理范围内的人员", "the staff of one's own offices"}, staff_list,
                              "AccountPage", std::move(filters)));
  routes.push_back(read_route(kit, "/v1/admin/staff/{who}", "getAccount",
                              {"一个账号及其授权", "an account and what it may do"}, one_account,
                              "Account", {min_position_parameter()}));
  routes.push_back(read_route(kit, "/v1/admin/staff/{who}/timeline", "getAccountTimeline",
                              {"账号的全部记录，按先后", "every record of an account, in order"},
                              account_timeline, "TimelinePage", page_parameters()));
  routes.push_back(write_route(
      api, "/v1/admin/first", "nameFirstAdministrator",
      {"凭一次性口令成为首任管理员", "become the first administrator, by the one-time token"},
      handled_by(api, name_first), "FirstAdministrator", 201));
  routes.push_back(write_route(api, "/v1/admin/staff", "enrolStaff", {"登记人员", "enrol staff"},
                               handled_by(api, enrol), "StaffEnrolled", 201));
  auto changes =
      write_route(api, "/v1/admin/staff/{who}/facts", "changeAccount",
                  {"授权、收回、登记缺勤、离岗", "grant, end a grant, record an absence, leave"},
                  handled_by(api, change), "AccountFact", 200);
  add_if_match(changes);
  routes.push_back(std::move(changes));
  return routes;
}

}  // namespace vermilion::api
