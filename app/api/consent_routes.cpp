// Consent (同意) and prefill (免填): what the hall may fill in for an applicant, and what it knows.
//
// The hall answers only from the applicant's own cases, for the unit he comes for, and only those
// parts that he consented to for this item; each value says in which case it stood and since when.
// Every such answer is in the access log first. Source: 个人信息保护法 13–15; ITEMS §2.46.
#include <algorithm>
#include <boost/json/array.hpp>

#include "app/api/disclosure.hpp"
#include "app/api/done_late.hpp"
#include "app/api/json.hpp"
#include "app/api/writing.hpp"
#include "events/facts/approval.hpp"
#include "projections/query/directory.hpp"
#include "projections/views/materials.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;
using namespace projections;

// Own cases that are looked through, the newest.
constexpr std::size_t cases_looked_at = 50;

json::object consent_json(const Consent& consent, Instant now) {
  return {{"item", consent.item},
          {"parts", names_json(consent.parts)},
          {"since", time_json(consent.since)},
          {"until", time_json(consent.until)},
          {"holds", !consent.withdrawn && now < consent.until},
          {"position", consent.position}};
}

Problem of_applicants_only() {
  return simple_problem(ProblemType::role, "只属于申请人", "is the applicant's own");
}

ReadAnswer consents(const ReadParts&, const Reading& reading) {
  if (reading.is_staff()) return of_applicants_only();
  const auto rows = snapshot_of(reading, "directory");
  if (!rows) return problem_of(rows.error());
  const auto found = consents_of(*rows.value(), reading.principal.who);
  if (!found) return problem_of(found.error());
  json::array listed;
  for (const auto& consent : found.value()) {
    listed.push_back(consent_json(consent, reading.now));
  }
  return json::object{{"rows", std::move(listed)}, {"next", nullptr}};
}

// The consent that covers something of this item now; nothing when there is none.
Result<std::optional<Consent>> consent_to(const Reading& reading, const std::string& item) {
  VERMILION_TRY(const auto rows, snapshot_of(reading, "directory"));
  VERMILION_TRY(const auto all, consents_of(*rows, reading.principal.who));
  for (const auto& consent : all) {
    if (consent.item == item && !consent.withdrawn && reading.now < consent.until) {
      return std::optional{consent};
    }
  }
  return std::optional<Consent>{};
}

// What the applicant's own cases say, the newest first.
class Known {
 public:
  Known(const Reading& reading, const std::string& item, const Consent& consent)
      : reading_{reading}, item_{item}, consent_{consent} {}

  Result<json::object> look() {
    VERMILION_TRY(const auto cases, snapshot_of(reading_, "cases"));
    VERMILION_TRY(materials_view_, snapshot_of(reading_, "materials"));
    VERMILION_TRY(const auto page,
                  cases_of_applicant(*cases, reading_.principal.who, {cases_looked_at, {}}));
    for (const auto& listed : page.rows) {
      // What an agent did for one unit is no other unit's affair.
      if (listed.row.on_behalf_of != reading_.principal.on_behalf_of) continue;
      VERMILION_TRY(const auto facts, facts_of_case(*cases, listed.id));
      for (const auto& fact : facts) {
        if (fact.fact != Submitted::name && fact.fact != Supplemented::name) continue;
        auto data =
            fact_to_json(fact.fact, fact.schema, fact.payload, opener_of(reading_), Shown::whole);
        if (!data) return std::move(data).as_failure();
        VERMILION_TRY(take(listed, fact, data.value()));
      }
    }
    json::object known{{"item", item_}, {"consent", consent_json(consent_, reading_.now)}};
    known["unit"] = std::move(unit_);
    known["people"] = std::move(people_);
    known["answers"] = std::move(answers_);
    known["materials"] = std::move(materials_);
    return known;
  }

 private:
  static json::object with_source(const ListedCase& listed, const PassedFact& fact,
                                  json::value value) {
    return {{"value", std::move(value)},
            {"source", {{"case", listed.id.text()}, {"at", to_text(fact.effective_at)}}}};
  }

  Result<void> take(const ListedCase& listed, const PassedFact& fact, const json::object& data) {
    const auto part = [&](const char* name) -> const json::value* {
      const auto* value = data.if_contains(name);
      const bool there = value != nullptr && !value->is_null() && may(name);
      return there ? value : nullptr;
    };
    if (const auto* unit = part("unit"); unit != nullptr && unit_.is_null()) {
      unit_ = with_source(listed, fact, *unit);
    }
    if (const auto* people = part("people");
        people != nullptr && people_.is_null() && is_whole(people->get_array())) {
      people_ = with_source(listed, fact, *people);
    }
    if (const auto* answers = part("answers"); answers != nullptr && listed.row.item == item_) {
      for (const auto& answer : answers->get_array()) {
        const auto& one = answer.get_object();
        if (!is_new("field", one.at("field"), answers_)) continue;
        auto entry = with_source(listed, fact, one.at("value"));
        entry["field"] = one.at("field");
        answers_.push_back(std::move(entry));
      }
    }
    if (const auto* materials = part("materials")) {
      for (const auto& material : materials->get_array()) {
        VERMILION_TRY(take_material(listed, fact, material.get_object()));
      }
    }
    return ok();
  }

  // The file may be handed in again as it is, under the grade that the house has on record.
  Result<void> take_material(const ListedCase& listed, const PassedFact& fact,
                             const json::object& material) {
    if (!is_new("code", material.at("code"), materials_)) return ok();
    const auto octets = from_hex(std::string_view{material.at("digest").get_string()});
    if (!octets || octets->size() != 32) return ok();
    VERMILION_TRY(const auto verified,
                  read_row<VerifiedMaterial>(*materials_view_,
                                             verified_material_key(octets_of<32>(*octets))));
    json::object entry = material;
    entry["source"] = with_source(listed, fact, nullptr).at("source");
    if (verified) entry["grade"] = "B";
    entry["verified_at"] = verified ? time_json(verified->at) : json::value(nullptr);
    materials_.push_back(std::move(entry));
    return ok();
  }

  [[nodiscard]] bool may(std::string_view part) const {
    return consent_.covers(part, reading_.now);
  }
  static bool is_new(const char* name, const json::value& value, const json::array& among) {
    return std::none_of(among.begin(), among.end(),
                        [&](const json::value& one) { return one.get_object().at(name) == value; });
  }
  // Nobody of them was erased.
  static bool is_whole(const json::array& people) {
    return !people.empty() && std::all_of(people.begin(), people.end(), [](const json::value& one) {
      return !one.get_object().at("name").is_null() && !one.get_object().at("id_number").is_null();
    });
  }

  const Reading& reading_;
  const std::string& item_;
  const Consent& consent_;
  std::unique_ptr<RowReader> materials_view_;
  json::value unit_;
  json::value people_;
  json::array answers_;
  json::array materials_;
};

ReadAnswer known(const ReadParts& parts, const Reading& reading) {
  if (reading.is_staff()) return of_applicants_only();
  const auto item = reading.text("item");
  if (item.empty()) return bad_parameter("item", {"请写明事项", "is needed: of which item?"});
  const auto consent = consent_to(reading, item);
  if (!consent) return problem_of(consent.error());
  if (!consent.value()) {
    return simple_problem(ProblemType::role, "须先同意免填（POST /v1/me/consents）",
                          "consent to it first (POST /v1/me/consents)");
  }
  if (auto refused = disclose(parts, reading, {{}, {}, true, "prefill of " + item})) {
    return *refused;
  }
  auto answer = Known{reading, item, *consent.value()}.look();
  if (!answer) return problem_of(answer.error());
  Response response = json_response(200, std::move(answer.value()));
  response.headers.emplace_back("Cache-Control", "private, no-store");
  return response;
}

void propose_consent(Api& api, const Call& call, Responder responder, std::string_view fact) {
  const auto body = body_of(call, responder);
  if (!body) return;
  const auto principal = caller_of(api, call, responder);
  if (!principal) return;
  if (principal->kind == PrincipalKind::staff) {
    return responder.send(response_of(of_applicants_only(), call.language));
  }
  const auto* item = body->is_object() ? body->get_object().if_contains("item") : nullptr;
  const auto named = item != nullptr && item->is_string() ? std::string{item->get_string()} : "";
  const Aim aim{case_of_consent(principal->who, named), fact == ConsentGiven::name};
  take_proposal(api, call, std::move(responder), aim, fact, *body, "");
}

}  // namespace

std::vector<Route> consent_routes(Api& api) {
  const ReadKit kit{api};
  std::vector<Route> routes;
  routes.push_back(read_route(kit, "/v1/me/consents", "getConsents",
                              {"我同意免填的事项", "what one consented to"}, consents,
                              "ConsentPage", {min_position_parameter()}));
  auto prefill =
      read_route(kit, "/v1/me/known", "getKnown",
                 {"免填：本厅已知的本人信息和材料，须先同意，记入查阅日志",
                  "what the hall knows already, to fill a form in: by consent, and on record"},
                 known, "Known",
                 {query_parameter("item", {"事项编码", "item code"}), purpose_parameter(),
                  min_position_parameter()});
  prefill.handle = done_late(std::make_shared<LateWork>(256), std::move(prefill.handle));
  prefill.problems.push_back(ProblemType::role);
  prefill.problems.push_back(ProblemType::busy);
  routes.push_back(std::move(prefill));
  const auto proposing = [&api](std::string_view fact) {
    return [&api, fact](const Call& call, Responder responder) {
      propose_consent(api, call, std::move(responder), fact);
    };
  };
  routes.push_back(write_route(api, "/v1/me/consents", "giveConsent",
                               {"同意免填某一事项", "consent to prefill for an item"},
                               proposing(ConsentGiven::name), "ConsentGiven", 201));
  routes.push_back(write_route(api, "/v1/me/consents/withdraw", "withdrawConsent",
                               {"撤回同意", "withdraw a consent"},
                               proposing(ConsentWithdrawn::name), "ConsentWithdrawn", 200));
  return routes;
}

}  // namespace vermilion::api
