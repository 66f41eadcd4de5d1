#include "tests/support/house.hpp"

#include <map>

#include "base/check.hpp"
#include "base/identifiers.hpp"
#include "workflows/approval/1/edition.hpp"
#include "workflows/bill/1/edition.hpp"
#include "workflows/bill/2/edition.hpp"
#include "workflows/clock/1/edition.hpp"
#include "workflows/comparison/1/edition.hpp"
#include "workflows/delivery/1/edition.hpp"
#include "workflows/enrolment/1/edition.hpp"
#include "workflows/filing/1/edition.hpp"
#include "workflows/mandate/1/edition.hpp"
#include "workflows/numbers/1/edition.hpp"
#include "workflows/recognition/1/edition.hpp"
#include "workflows/register/1/edition.hpp"
#include "workflows/registrant/1/edition.hpp"
#include "workflows/service/1/edition.hpp"
#include "workflows/session/1/edition.hpp"
#include "workflows/signer/1/edition.hpp"
#include "workflows/worklist/1/edition.hpp"
#include "workflows/worklist/2/edition.hpp"

namespace vermilion::test {
namespace {

struct Staff {
  const char* who;
  const char* person;
  std::vector<std::string> roles;
  const char* path;
};

const std::vector<Staff>& directory() {
  static const char* here = "/330000/330100/330106";
  static const char* city = "/330000/330100";
  static const char* sister = "/330000/330100/330206";
  static const std::vector<Staff> all{
      {"w1", "", {"window"}, here},
      {"w2", "", {"window", "maker"}, here},
      {"h1", "", {"handler"}, here},
      {"h2", "", {"handler"}, city},
      {"p1", "", {"approver"}, here},
      {"p2", "", {"approver"}, city},
      {"m1", "", {"maker", "dispatcher"}, here},
      {"s1", "", {"supervisor"}, city},
      {"d1", "", {"head"}, here},
      {"d2", "", {"handler", "head"}, here},
      {"b1", "", {"bill_steward"}, "/330000"},
      {"e1", "", {"exam_steward"}, "/330000"},
      {"e2", "", {"exam_steward", "marker", "invigilator"}, here},
      {"k1", "", {"invigilator"}, here},
      {"r1", "", {"registrar"}, "/330000"},
      {"r2", "", {"registrar"}, here},
      {"k2", "", {"marker"}, here},
      {"c1", "", {"county_reviewer"}, here},
      {"c2", "", {"city_reviewer"}, city},
      {"c3", "", {"province_reviewer"}, "/330000"},
      {"c9", "", {"window", "county_reviewer", "city_reviewer", "province_reviewer"}, "/330000"},
      // Whoever holds everything, so that only separation of duties stands in the way.
      {"x1", "", {"window", "handler", "approver", "supervisor"}, here},
      {"x2", "", {"window", "handler", "approver", "supervisor"}, here},
      {"x3", "", {"window", "handler", "approver", "supervisor"}, here},
      {"x1-second", "x1", {"window", "handler", "approver", "supervisor"}, here},
      {"sister-window", "", {"window", "handler", "approver", "supervisor"}, sister},
  };
  return all;
}

std::shared_ptr<const Grants> make_grants(const std::string& version) {
  auto grants = std::make_shared<Grants>();
  grants->version = version;
  for (const auto& one : directory()) {
    if (version == "2" && std::string_view{one.who} == "w1") continue;
    for (const auto& role : one.roles) {
      Grant grant;
      grant.id = std::string{one.who} + "/" + role;
      grant.who = one.who;
      grant.person = one.person;
      grant.role = role;
      grant.tree = "accounting";
      grant.path = one.path;
      grant.item = "*";
      grant.from = at("2025-01-01 00:00");
      grant.until = at("2028-01-01 00:00");
      grants->by_who[grant.who].push_back(grant);
    }
  }
  return grants;
}

Item plain_item(const std::string& code) {
  using enum clock::Unit;
  Item one;
  one.code = code;
  one.version = 1;
  one.digest = sha256("item " + code);
  one.edition = "approval/1";
  one.valid_from = day_of({2025, 1, 1});
  one.scope_tree = "accounting";
  one.limits = {{"accept", {5, working_days, "行政许可法 32(1)(4)"}},
                {"supply", {15, working_days, "item"}},
                {"decide", {10, working_days, "代理记账管理办法 6(2)"}},
                {"deliver", {10, working_days, "行政许可法 44"}}};
  one.materials = {
      {"rules", {"内部规范", "internal rules"}, "代理记账管理办法", "5(4)", true, "CD"},
      {"pledge", {"专职承诺", "pledge"}, "代理记账管理办法", "5(3)", true, "CD"}};
  one.fields = {{"address", {"经营场所", "address"}, true, 200}};
  one.extensions = {{"decide", {10, "行政许可法 42(1)"}}};
  one.procedures = {{"hearing", {"听证", "hearing"}, "行政许可法", "45, 46", "decide", 20},
                    {"review", {"专家评审", "expert review"}, "行政许可法", "45", "decide", 5}};
  return one;
}

// "bill" is of bill/1, "reversible" of bill/2.
Item bill_item(const std::string& code) {
  Item one;
  one.code = code;
  one.version = 1;
  one.digest = sha256("item " + code);
  one.edition = code == "bill" ? "bill/1" : "bill/2";
  one.valid_from = day_of({2025, 1, 1});
  one.scope_tree = "accounting";
  one.bill = BillType{"33", "06", "01", "11339099PDY000108H", true, {{"fee", {"费", "fee"}, 0}}};
  return one;
}

// "exam": one pays first; "course": a seat is held while one pays; "walk": no fee.
Item enrolment_item(const std::string& code) {
  Item one;
  one.code = code;
  one.version = 1;
  one.digest = sha256("item " + code);
  one.edition = "enrolment/1";
  one.valid_from = day_of({2025, 1, 1});
  one.scope_tree = "accounting";
  auto& rules = one.enrolment.emplace();
  rules.subjects = {{"law", {"经济法", "law"}}, {"practice", {"实务", "practice"}}};
  rules.fee = code == "walk" ? 0 : 6500;
  rules.pays_first = code == "exam";
  rules.pay_within_minutes = 1440;
  rules.hold_minutes = 15;
  rules.cancel_hours_before = 72;
  rules.pass_mark = 60;
  return one;
}

Item registrant_item() {
  using enum clock::Unit;
  Item one;
  one.code = "registrant";
  one.version = 1;
  one.digest = sha256("item registrant");
  one.edition = "registrant/1";
  one.valid_from = day_of({2025, 1, 1});
  one.scope_tree = "accounting";
  one.registrant = RegistrantRules{{"330000", "330200"}};
  one.limits = {{"review", {5, working_days, "item"}},
                {"enter", {3, calendar_months, "item"}},
                {"correct", {20, working_days, "item"}}};
  return one;
}

// Each year by the end of April; a change within thirty days; all, or nothing, is looked into.
Item filing_item(const std::string& code) {
  using enum clock::Unit;
  Item one;
  one.code = code;
  one.version = 1;
  one.digest = sha256("item " + code);
  one.edition = "filing/1";
  one.valid_from = day_of({2025, 1, 1});
  one.scope_tree = "accounting";
  one.fields = {{"address", {"经营场所", "address"}, true, 200}};
  one.limits = {{"correct", {60, natural_days, "代理记账管理办法 19"}}};
  auto& rules = one.filing.emplace();
  rules.check_percent = code == "watched" ? 100 : 0;
  rules.check_within = {2, calendar_months, "item"};
  rules.events = {{"change",
                   {"变更", "change"},
                   "item",
                   "1",
                   clock::Limit{30, natural_days, "item"},
                   {{"what", {"内容", "what"}, true, 200}}},
                  {"remark", {"说明", "remark"}, "item", "1", {}, {}}};
  if (code == "once") return one;
  rules.yearly = {"yearly",
                  {"年度备案", "yearly"},
                  "item",
                  "1",
                  clock::Limit{30, natural_days, "item"},
                  {{"staff", {"人数", "staff"}, true, 5}}};
  rules.due_month = 4;
  rules.due_day = 30;
  return one;
}

// "title": three levels confirm; "merit": the county and the province.
Item recognition_item(const std::string& code) {
  using enum clock::Unit;
  Item one;
  one.code = code;
  one.version = 1;
  one.digest = sha256("item " + code);
  one.edition = "recognition/1";
  one.valid_from = day_of({2025, 1, 1});
  one.scope_tree = "accounting";
  one.limits = {{"originals", {5, working_days, "item"}},
                {"notice", {1, calendar_months, "item"}},
                {"investigate", {15, working_days, "item"}},
                {"county", {20, working_days, "行政许可法 43"}},
                {"city", {20, working_days, "行政许可法 43"}},
                {"province", {20, working_days, "行政许可法 43"}}};
  one.materials = {{"degree", {"学历证书", "degree"}, "item", "1", true, "CD"}};
  one.fields = {{"school", {"毕业院校", "school"}, true, 200}};
  auto& rules = one.recognition.emplace();
  rules.levels = {"county", "province"};
  if (code == "title") rules.levels.insert(rules.levels.begin() + 1, "city");
  return one;
}

Item comparison_item() {
  Item one;
  one.code = "comparison";
  one.version = 1;
  one.digest = sha256("item comparison");
  one.edition = "comparison/1";
  one.valid_from = day_of({2025, 1, 1});
  one.scope_tree = "accounting";
  return one;
}

std::shared_ptr<const Catalogue> make_catalogue() {
  auto catalogue = std::make_shared<Catalogue>();
  catalogue->version = "1";
  auto licence = plain_item("licence");
  licence.needs_unit = true;
  licence.people_min = 3;
  licence.needs_lead = true;
  licence.lead_years_min = 3;
  licence.full_time_posts = true;
  licence.check_lead = true;
  auto quick = plain_item("quick");
  quick.links = 1;
  quick.accept_by_rule = true;
  auto longer = plain_item("permit");
  longer.version = 2;
  longer.digest = sha256("item permit 2");
  longer.limits["decide"].amount = 15;
  longer.procedures.clear();
  longer.valid_from = day_of({2040, 1, 1});  // takes no new cases where tests are at home
  auto other_shape = plain_item("permit");
  other_shape.version = 3;
  other_shape.edition = "bill/1";
  other_shape.valid_from = longer.valid_from;
  for (const auto& one :
       {licence, plain_item("permit"), longer, other_shape, quick, bill_item("bill"),
        bill_item("reversible"), enrolment_item("exam"), enrolment_item("course"),
        enrolment_item("walk"), registrant_item(), comparison_item(), filing_item("agency"),
        filing_item("watched"), filing_item("once"), recognition_item("title"),
        recognition_item("merit")}) {
    catalogue->items[{one.code, one.version}] = one;
  }
  return catalogue;
}

std::shared_ptr<const Scopes> make_scopes() {
  auto scopes = std::make_shared<Scopes>();
  scopes->version = "1";
  auto& tree = scopes->paths["accounting"];
  tree["330000"] = "/330000";
  tree[office] = "/330000/330100/330106";
  tree[sister_office] = "/330000/330100/330206";
  return scopes;
}

std::shared_ptr<const clock::Calendar> make_calendar(const std::string& version) {
  clock::Parts parts{"test", day_of({2025, 1, 1}), day_of({2027, 12, 31}), {}};
  if (version == "2") {
    parts.horizon = day_of({2028, 12, 31});
    parts.exceptions = {{day_of({2028, 1, 3}), clock::Kind::rest, "元旦"},
                        {day_of({2028, 1, 4}), clock::Kind::rest, "元旦"},
                        {day_of({2028, 1, 8}), clock::Kind::work, "元旦"}};
  } else if (version == "4") {
    parts.horizon = day_of({2028, 12, 31});
  } else if (version == "3") {
    parts.exceptions = {{day_of({2027, 12, 31}), clock::Kind::rest, "元旦"}};
  }
  return std::make_shared<const clock::Calendar>(clock::Calendar::make(std::move(parts)).value());
}

Adopted adopted_piece(const std::string& what, const std::string& version) {
  return {what, version, sha256(what + " " + version)};
}

class Loader final : public ReferenceLoader {
 public:
  Result<void> load(const std::string& what, const std::string& version, const Digest& digest,
                    References& into) override {
    if (digest != adopted_piece(what, version).digest) {
      return fail(Code::corrupt, what + " " + version + " has another digest");
    }
    if (what == "catalogue") {
      into.catalogue = catalogue_;
    } else if (what == "scopes") {
      into.scopes = scopes_;
    } else if (what == "calendar" && calendars_.contains(version)) {
      into.calendar = calendars_.at(version);
    } else if (what == "grants" && grants_.contains(version)) {
      into.grants = grants_.at(version);
    } else {
      return fail(Code::not_found, "tests have no " + what + " " + version);
    }
    return ok();
  }
  [[nodiscard]] const Catalogue& catalogue() const { return *catalogue_; }

 private:
  std::shared_ptr<const Catalogue> catalogue_ = make_catalogue();
  std::shared_ptr<const Scopes> scopes_ = make_scopes();
  std::map<std::string, std::shared_ptr<const clock::Calendar>> calendars_{
      {"1", make_calendar("1")},
      {"2", make_calendar("2")},
      {"3", make_calendar("3")},
      {"4", make_calendar("4")}};
  std::map<std::string, std::shared_ptr<const Grants>> grants_{{"1", make_grants("1")},
                                                               {"2", make_grants("2")}};
};

Loader& loader() {
  static Loader one;
  return one;
}

}  // namespace

const Editions& editions() {
  static const Editions all = [] {
    Editions made;
    for (const auto make :
         {make_approval_1, make_bill_1, make_bill_2, make_clock_1, make_delivery_1, make_service_1,
          make_mandate_1, make_numbers_1, make_signer_1, make_session_1, make_enrolment_1,
          make_filing_1, make_recognition_1, make_registrant_1, make_comparison_1, make_register_1,
          make_worklist_1, make_worklist_2}) {
      made.add(make());
    }
    return made;
  }();
  return all;
}

ReferenceLoader& reference_loader() {
  return loader();
}

const std::vector<Adopted>& in_force() {
  static const std::vector<Adopted> all{adopted_piece("calendar", "1"),
                                        adopted_piece("catalogue", "1"),
                                        adopted_piece("scopes", "1"), adopted_piece("grants", "1")};
  return all;
}

Adopted grants_of_version(const std::string& version) {
  return adopted_piece("grants", version);
}

Adopted calendar_of_version(const std::string& version) {
  return adopted_piece("calendar", version);
}

const std::vector<std::string>& accounts_with(const std::string& role) {
  static const auto by_role = [] {
    std::map<std::string, std::vector<std::string>> made;
    for (const auto& one : directory()) {
      if (std::string_view{one.path}.ends_with("330206")) continue;
      for (const auto& held : one.roles) made[held].push_back(one.who);
    }
    return made;
  }();
  return by_role.at(role);
}

const std::vector<std::string>& all_staff() {
  static const auto names = [] {
    std::vector<std::string> made;
    for (const auto& one : directory()) made.emplace_back(one.who);
    return made;
  }();
  return names;
}

const Item& item(const std::string& code) {
  const auto* found = loader().catalogue().find(code, 1);
  VERMILION_CHECK(found != nullptr, code);
  return *found;
}

Principal applicant(const std::string& who) {
  Principal principal;
  principal.kind = PrincipalKind::person;
  principal.who = who;
  principal.person = who;
  return principal;
}

Principal staff(const std::string& who) {
  Principal principal;
  principal.kind = PrincipalKind::staff;
  principal.who = who;
  return principal;
}

Principal public_security() {
  Principal principal;
  principal.kind = PrincipalKind::system;
  principal.who = "system/public_security";
  principal.person = principal.who;
  principal.role = "public_security";
  return principal;
}

Instant at(std::string_view text) {
  const auto found =
      instant_from_text(std::string{text.substr(0, 10)} + "T" + std::string{text.substr(11)} +
                        (text.size() == 16 ? ":00+08:00" : "+08:00"));
  VERMILION_CHECK(found.has_value(), text);
  return *found;
}

CaseId case_of(const std::string& who, const std::string& key) {
  const auto digest = sha256({who, BytesView{"\0", 1}, key});
  CaseId id;
  std::copy_n(digest.begin(), 15, id.octets.begin() + 1);
  return id;
}

Digest person_number(std::uint32_t number) {
  return sha256("person " + std::to_string(number));
}

Submitted application(const std::string& item_code, const std::vector<std::uint32_t>& people) {
  const auto& wanted = item(item_code);
  Submitted fact;
  fact.item = item_code;
  fact.office = office;
  if (wanted.needs_unit) {
    fact.unit = Unit{"某某会计服务公司", identifiers::synthetic_social_credit_code("91", 7)};
  }
  if (wanted.people_min > 0) {
    for (const auto number : people) {
      Person person;
      person.id_number.lookup = person_number(number);
      person.id_number.check_holds = true;
      person.full_time = true;
      person.lead = fact.people.empty();
      person.accountant_title = person.lead;
      fact.people.push_back(person);
    }
  }
  fact.materials = {{"rules", sha256("rules"), "C", 10, "application/pdf"},
                    {"pledge", sha256("pledge"), "D", 10, "application/pdf"}};
  fact.answers = {{"address", "某路 1 号"}};
  return fact;
}

Proposal proposal_of(const Principal& principal, const CaseId& id, const std::string& key,
                     std::string_view fact, std::uint16_t schema, Bytes payload) {
  Proposal proposal;
  proposal.case_id = id;
  proposal.fact = fact;
  proposal.schema = schema;
  const auto digest = sha256({id.bytes(), fact, payload});
  std::copy_n(digest.begin(), 16, proposal.meaning.begin());
  proposal.payload = std::move(payload);
  proposal.principal = principal;
  proposal.proposal_id = key;
  return proposal;
}

Proposal submission(const Principal& principal, const std::string& key, const Submitted& fact) {
  auto proposal = proposal_of(principal, case_of(principal.who, key), key, fact);
  proposal.opens = true;
  proposal.item = fact.item;
  proposal.office = fact.office;
  return proposal;
}

}  // namespace vermilion::test
