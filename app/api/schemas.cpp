#include "app/api/schemas.hpp"

#include <boost/json/array.hpp>
#include <string>

#include "app/api/fact_json.hpp"
#include "app/api/schema_words.hpp"
#include "events/facts/all.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

using namespace schema_words;

json::array names_of_people_facts() {
  json::array names;
  for (const auto& name : facts_of_people()) names.push_back(json::value(name));
  return names;
}

template <class... Facts>
void add_facts(json::object& schemas, std::type_identity<std::tuple<Facts...>>) {
  const auto add = [&](std::string_view name) {
    if (auto schema = schema_of_fact(name)) schemas[std::string{name}] = std::move(*schema);
  };
  (add(Facts::name), ...);
}

void add_common(json::object& schemas) {
  schemas["Title"] = object_of({{"zh", text()}, {"en", text()}}, {"zh", "en"});
  schemas["State"] =
      object_of({{"name", text()}, {"zh", text()}, {"final", flag()}}, json::array{"name"});
  schemas["Scope"] = object_of({{"tree", text()}, {"path", text()}, {"office", text()}},
                               {"tree", "path", "office"});
  schemas["Duty"] = object_of({{"id", duty_id()},
                               {"kind", text()},
                               {"name", text()},
                               {"title", reference("Title")},
                               {"waits_for", text()},
                               {"since", time()},
                               {"until", time_or_null()},
                               {"holder", text_or_null()}},
                              {"id", "kind", "name", "title", "since", "until"});
}

void add_requests(json::object& schemas) {
  schemas["Fact"] =
      closed(object_of({{"fact", {{"type", "string"}, {"enum", names_of_people_facts()}}},
                        {"data", {{"type", "object"}}}},
                       json::array{"fact"}));
  json::array of_accounts;
  for (const auto& name : facts_of_accounts()) of_accounts.push_back(json::value(name));
  schemas["AccountFact"] =
      closed(object_of({{"fact", {{"type", "string"}, {"enum", std::move(of_accounts)}}},
                        {"data", {{"type", "object"}}}},
                       json::array{"fact"}));
  auto first = schema_of_fact(AdministratorNamed::name).value_or(json::object{});
  first["required"] = json::array{"token", "identity", "post"};
  schemas["FirstAdministrator"] = std::move(first);
  schemas["BatchLine"] = closed(object_of(
      {{"task", duty_id()}, {"fact", text()}, {"data", {{"type", "object"}}}}, {"task", "fact"}));
  auto lines = list_of(reference("BatchLine"));
  lines["minItems"] = 1;
  lines["maxItems"] = 200;
  schemas["Batch"] =
      closed(object_of({{"lines", std::move(lines)}, {"dry_run", flag()}}, json::array{"lines"}));
  schemas["IdentitySearch"] = closed(object_of({{"id_number", text()}}, json::array{"id_number"}));
  schemas["OfficeAsked"] =
      object_of({{"limit", number()}, {"request", text()}, {"poll", text()}}, json::array{});
  schemas["OfficeAnswer"] = object_of({{"request", text()},
                                       {"status", number()},
                                       {"content_type", text()},
                                       {"body", text()},
                                       {"propose", flag()}},
                                      {"request", "status", "content_type", "body"});
  schemas["OfficeGivenUp"] =
      object_of({{"request", text()}, {"attempts", number()}, {"last_error", text()}},
                {"request", "attempts", "last_error"});
  schemas["OfficeRequests"] = object_of(
      {{"rows", list_of(object_of({{"request", text()}, {"case", id()}, {"since", time()}},
                                  {"request", "case", "since"}))}},
      json::array{"rows"});
  schemas["OfficeQuestion"] = object_of({{"method", text()},
                                         {"path", text()},
                                         {"headers", list_of(list_of(text()))},
                                         {"body", text()}},
                                        {"method", "path", "headers", "body"});
  schemas["OfficeReading"] = object_of({{"reading", text()}, {"poll", text()}, {"reason", text()}},
                                       {"reading", "poll", "reason"});
  schemas["ClockTarget"] = closed(object_of({{"to", time()}}, json::array{"to"}));
}

// `moved` tells what calendars that were adopted later did to an open deadline.
json::object deadline_explained() {
  return object_of({{"name", text()},
                    {"title", reference("Title")},
                    {"status", text()},
                    {"due", time()},
                    {"provisional", flag()},
                    {"days", list_of({{"type", "object"}})},
                    {"colour", text()},
                    {"stopped", flag()},
                    {"stops", list_of({{"type", "object"}})},
                    {"extended_by", number()},
                    {"extendable", {{"type", "object"}}},
                    {"moved", list_of(object_of({{"seq", number()},
                                                 {"at", time()},
                                                 {"from", time_or_null()},
                                                 {"to", time()},
                                                 {"provisional", flag()}},
                                                {"seq", "at", "to", "provisional"}))}},
                   {"name", "title", "status", "due", "provisional"});
}

void add_answers(json::object& schemas) {
  schemas["Recorded"] = object_of({{"case", id()},
                                   {"version", number()},
                                   {"material_version", number()},
                                   {"fact", text()},
                                   {"verdict", text()},
                                   {"from", list_of(text())},
                                   {"to", list_of(text())},
                                   {"role", text()},
                                   {"received_at", time()},
                                   {"recorded_at", time()},
                                   {"effective_at", time()},
                                   {"duties", list_of({{"type", "object"}})},
                                   {"position", text()}},
                                  {"case", "version", "fact", "verdict", "position"});
  schemas["BatchResult"] = object_of(
      {{"results", list_of(object_of({{"line", number()}, {"status", number()}, {"result", true}},
                                     {"line", "status", "result"}))},
       {"position", text()}},
      json::array{"results"});
  schemas["Case"] = object_of({{"case", id()},
                               {"item", {{"type", "object"}}},
                               {"workflow", text()},
                               {"scope", reference("Scope")},
                               {"states", list_of(reference("State"))},
                               {"version", number()},
                               {"material_version", number()},
                               {"applicant", {{"type", "object"}}},
                               {"unit", {{"type", "object"}}},
                               {"delivery", text()},
                               {"parcel", {{"type", "object"}}},
                               {"rating", {{"type", "object"}}},
                               {"waiting", list_of(reference("Duty"))},
                               {"settled_at", time_or_null()},
                               {"outcome", {{"type", "object"}}},
                               {"submitted", {{"type", {"object", "null"}}}},
                               {"facts", list_of({{"type", "object"}})},
                               {"opened_at", time()},
                               {"changed_at", time()}},
                              {"case", "item", "states", "version", "material_version", "waiting",
                               "opened_at", "changed_at"});
  schemas["Record"] =
      object_of({{"seq", number()},
                 {"version", number()},
                 {"fact", text()},
                 {"title", reference("Title")},
                 {"verdict", {{"type", "string"}, {"enum", {"accepted", "refused"}}}},
                 {"from", list_of(reference("State"))},
                 {"to", list_of(reference("State"))},
                 {"by", {{"type", "object"}}},
                 {"received_at", time()},
                 {"recorded_at", time()},
                 {"effective_at", time()},
                 {"refusal", {{"type", "object"}}},
                 {"data", {{"type", {"object", "null"}}}}},
                {"seq", "fact", "title", "verdict", "from", "to", "by"});
  schemas["Task"] = object_of({{"task", duty_id()},
                               {"case", id()},
                               {"name", text()},
                               {"title", reference("Title")},
                               {"role", text()},
                               {"item", text()},
                               {"scope", reference("Scope")},
                               {"states", list_of(reference("State"))},
                               {"since", time()},
                               {"due", time_or_null()},
                               {"holder", text_or_null()},
                               {"delegated_by", text()},
                               {"urged", {{"type", "object"}}},
                               {"cosign", {{"type", "object"}}},
                               {"mine", flag()},
                               {"takes", list_of({{"type", "object"}})}},
                              {"task", "case", "name", "role", "since", "due", "holder", "mine"});
  schemas["Actions"] = object_of({{"case", id()},
                                  {"states", list_of(reference("State"))},
                                  {"material_version", number()},
                                  {"roles", list_of(text())},
                                  {"actions", list_of({{"type", "object"}})},
                                  {"task_acts", list_of({{"type", "object"}})}},
                                 {"case", "roles", "actions", "task_acts"});
  schemas["Clock"] = object_of({{"case", id()},
                                {"now", time()},
                                {"set_clock", flag()},
                                {"calendar", {{"type", "object"}}},
                                {"deadlines", list_of(deadline_explained())}},
                               {"case", "now", "set_clock", "deadlines"});
  schemas["Deadline"] = object_of({{"deadline", duty_id()},
                                   {"case", id()},
                                   {"name", text()},
                                   {"title", reference("Title")},
                                   {"item", text()},
                                   {"due", time()}},
                                  {"deadline", "case", "name", "item", "due"});
  schemas["Incident"] = object_of({{"request", duty_id()},
                                   {"case", id()},
                                   {"office", text()},
                                   {"item", text()},
                                   {"attempts", number()},
                                   {"last_error", text()},
                                   {"since", time()},
                                   {"task", text_or_null()}},
                                  {"request", "case", "office", "attempts", "since", "task"});
}

void add_papers(json::object& schemas) {
  schemas["Document"] = object_of({{"name", text()},
                                   {"title", reference("Title")},
                                   {"number", text()},
                                   {"seq", number()},
                                   {"issued_at", time()},
                                   {"template", text()},
                                   {"href", text()}},
                                  {"name", "title", "number", "seq", "issued_at", "href"});
  schemas["DocumentPage"] = page_of("Document");
  schemas["DocumentCheck"] = object_of({{"valid", flag()},
                                        {"why", reference("Title")},
                                        {"statement", {{"type", "object"}}},
                                        {"titles", {{"type", "object"}}},
                                        {"on_record", flag()},
                                        {"states", list_of(reference("State"))}},
                                       json::array{"valid"});
  const json::object digest{{"type", "string"}, {"pattern", "^[0-9a-f]{64}$"}};
  schemas["UploadWanted"] = closed(object_of(
      {{"media_type", text()}, {"size", {{"type", "integer"}, {"minimum", 1}}}, {"digest", digest}},
      {"media_type", "size", "digest"}));
  schemas["Upload"] = object_of({{"upload", id()},
                                 {"offset", number()},
                                 {"size", number()},
                                 {"media_type", text()},
                                 {"piece_max", number()},
                                 {"piece_multiple", number()},
                                 {"expires_at", time()},
                                 {"material", text_or_null()}},
                                {"upload", "offset", "size", "media_type", "material"});
  schemas["Draft"] = json::object{{"type", "object"}};
  schemas["DraftSaved"] = object_of({{"id", text()}, {"saved_at", time()}, {"kept_until", time()}},
                                    {"id", "saved_at", "kept_until"});
  schemas["DraftPage"] = page_of("DraftSaved");
  schemas["ErasureWanted"] = closed(
      object_of({{"subject", text()}, {"basis", text()}, {"by", text()}, {"rehearse", flag()}},
                {"subject", "basis", "by"}));
  schemas["RestrictionWanted"] =
      closed(object_of({{"subject", text()}, {"basis", text()}, {"by", text()}, {"lift", flag()}},
                       {"subject", "basis", "by"}));
  schemas["Restriction"] =
      object_of({{"restricted", flag()}, {"keys", number()}}, {"restricted", "keys"});
  schemas["Erasure"] = object_of({{"erased", flag()},
                                  {"keys", number()},
                                  {"cases", list_of(id())},
                                  {"kept", list_of({{"type", "object"}})}},
                                 {"erased", "keys", "cases", "kept"});
  schemas["JwkSet"] = object_of({{"keys", list_of({{"type", "object"}})}}, json::array{"keys"});
}

void add_directory(json::object& schemas) {
  schemas["Grant"] = object_of({{"id", text()},
                                {"role", text()},
                                {"role_zh", text()},
                                {"tree", text()},
                                {"office", text()},
                                {"path", text()},
                                {"item", text()},
                                {"from", time()},
                                {"until", time_or_null()},
                                {"hands_on", list_of(text())},
                                {"on_behalf_of", text()}},
                               {"id", "role", "tree", "office", "item", "from", "until"});
  schemas["Absence"] = object_of({{"id", text()},
                                  {"substitute", text()},
                                  {"absent", text()},
                                  {"from", time()},
                                  {"until", time()}},
                                 {"id", "from", "until"});
  schemas["Account"] = object_of({{"who", text()},
                                  {"case", id()},
                                  {"state", text()},
                                  {"name", text_or_null()},
                                  {"post", text()},
                                  {"tree", text()},
                                  {"office", text()},
                                  {"path", text()},
                                  {"grants", list_of(reference("Grant"))},
                                  {"absences", list_of(reference("Absence"))},
                                  {"stands_in", list_of(reference("Absence"))}},
                                 {"who", "case", "state", "name", "post", "grants"});
  schemas["Me"] = object_of({{"kind", text()},
                             {"who", text()},
                             {"grants", list_of(reference("Grant"))},
                             {"powers", list_of(reference("Grant"))}},
                            {"kind", "who", "grants", "powers"});
  schemas["AccountPage"] = page_of("Account");
  schemas["Mandate"] = object_of({{"id", id()},
                                  {"agent", text()},
                                  {"unit", {{"type", "object"}}},
                                  {"items", list_of(text())},
                                  {"from", time()},
                                  {"until", time()},
                                  {"holds", flag()},
                                  {"tree", text()},
                                  {"office", text()}},
                                 {"id", "agent", "unit", "items", "from", "until", "holds"});
  schemas["MandatePage"] = page_of("Mandate");
  schemas["Consent"] = object_of({{"item", text()},
                                  {"parts", list_of(text())},
                                  {"since", time()},
                                  {"until", time()},
                                  {"holds", flag()},
                                  {"position", text()}},
                                 {"item", "parts", "since", "until", "holds", "position"});
  schemas["ConsentPage"] = page_of("Consent");
  // Each value says in which case it stood, and since when.
  schemas["Known"] = object_of({{"item", text()},
                                {"consent", reference("Consent")},
                                {"unit", {{"type", {"object", "null"}}}},
                                {"people", {{"type", {"object", "null"}}}},
                                {"answers", list_of({{"type", "object"}})},
                                {"materials", list_of({{"type", "object"}})}},
                               {"item", "consent", "unit", "people", "answers", "materials"});
}

void add_catalogue(json::object& schemas) {
  schemas["Item"] = object_of({{"item", text()},
                               {"version", number()},
                               {"title", reference("Title")},
                               {"workflow", text()},
                               {"basis", text()},
                               {"valid_from", {{"type", "string"}, {"format", "date"}}},
                               {"materials", list_of({{"type", "object"}})},
                               {"form", list_of({{"type", "object"}})},
                               {"limits", list_of({{"type", "object"}})}},
                              {"item", "version", "title", "workflow", "basis", "valid_from"});
  schemas["Guide"] = object_of({{"item", text()},
                                {"version", number()},
                                {"title", reference("Title")},
                                {"workflow", text()},
                                {"materials", list_of({{"type", "object"}})},
                                {"form", list_of({{"type", "object"}})},
                                {"limits", list_of({{"type", "object"}})},
                                {"steps", list_of({{"type", "object"}})},
                                {"papers", list_of({{"type", "object"}})}},
                               {"item", "version", "title", "workflow", "steps", "papers"});
  schemas["ItemList"] = object_of({{"rows", list_of(reference("Item"))}}, json::array{"rows"});
  schemas["Workflow"] = object_of({{"edition", text()},
                                   {"digest", text()},
                                   {"states", list_of(reference("State"))},
                                   {"rows", list_of({{"type", "object"}})}},
                                  {"edition", "digest", "states", "rows"});
  schemas["WorkflowList"] =
      object_of({{"rows", list_of({{"type", "object"}})}}, json::array{"rows"});
  schemas["AsyncApi"] =
      object_of({{"asyncapi", text()}, {"channels", json::object{{"type", "object"}}}},
                {"asyncapi", "channels"});
  schemas["PublicSchema"] = object_of({{"$schema", text()}, {"$id", text()}}, {"$schema", "$id"});
  schemas["SharingCatalogue"] = object_of(
      {{"resources", list_of(object_of({{"name", text()},
                                        {"kind", text()},
                                        {"description", text()},
                                        {"sharing_type", text()},
                                        {"sharing_condition", text()},
                                        {"secrecy_level", text()},
                                        {"sharing_method", text()}},
                                       {"name", "kind", "description", "sharing_type",
                                        "sharing_condition", "secrecy_level", "sharing_method"}))}},
      {"resources"});
  schemas["OpenApi"] =
      object_of({{"openapi", text()}, {"paths", {{"type", "object"}}}}, {"openapi", "paths"});
  schemas["Health"] = object_of({{"status", text()}}, json::array{"status"});
  schemas["Readiness"] =
      object_of({{"ready", flag()}, {"partition", text()}, {"views", text()}, {"lag", number()}},
                {"ready", "lag"});
  schemas["ClockNow"] = object_of({{"now", time()}}, json::array{"now"});
}

}  // namespace

json::object component_schemas() {
  json::object schemas;
  add_facts(schemas, std::type_identity<AllFacts>{});
  add_common(schemas);
  add_requests(schemas);
  add_answers(schemas);
  add_papers(schemas);
  add_directory(schemas);
  add_catalogue(schemas);
  add_bills(schemas);
  add_examinations(schemas);
  add_task_acts(schemas);
  schemas["CasePage"] = page_of("Case");
  schemas["TimelinePage"] = page_of("Record");
  schemas["TaskPage"] = page_of("Task");
  schemas["DeadlinePage"] = page_of("Deadline");
  schemas["IncidentPage"] = page_of("Incident");
  return schemas;
}

}  // namespace vermilion::api
