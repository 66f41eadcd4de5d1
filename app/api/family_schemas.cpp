#include "app/api/schema_words.hpp"

namespace vermilion::api {

using namespace schema_words;

void add_bills(json::object& schemas) {
  const json::object of_case =
      object_of({{"case", id()}, {"fact", text()}, {"data", {{"type", "object"}}}, {"key", text()}},
                {"case", "fact"});
  const json::object opening =
      object_of({{"submit", reference("Application")}, {"key", text()}}, {"submit"});
  schemas["CaseBatch"] = closed(object_of(
      {{"lines", list_of({{"oneOf", {closed(opening), closed(of_case)}}})}, {"dry_run", flag()}},
      json::array{"lines"}));
  schemas["Application"] = {{"oneOf",
                             {reference("Submitted"), reference("BillPrepared"),
                              reference("Enrolled"), reference("FilingLodged")}}};
  const json::object unit = object_of({{"name", text()}, {"uscc", text()}}, {"name", "uscc"});
  const json::object bill{{"case", id()},     {"item", text()},    {"code", text()},
                          {"number", text()}, {"unit", unit},      {"check_code", text()},
                          {"issued", text()}, {"total", number()}, {"state", text()}};
  schemas["BillListed"] = object_of(bill, {"case", "item", "code", "number", "state", "total"});
  schemas["BillPage"] = page_of("BillListed");
  auto whole = bill;
  whole["text"] = text();
  whole["supervised_text"] = text_or_null();
  whole["unit_signature"] = text_or_null();
  whole["supervision_signature"] = text_or_null();
  whole["reverses"] = json::object{{"type", {"object", "null"}}};
  schemas["Bill"] = object_of(std::move(whole), {"case", "item", "state", "total", "check_code"});
  schemas["Booking"] =
      closed(object_of({{"code", text()},
                        {"number", text()},
                        {"check_code", text()},
                        {"issued", text()},
                        {"total", number()},
                        {"voucher", text()}},
                       {"code", "number", "check_code", "issued", "total", "voucher"}));
  schemas["Reversal"] = closed(object_of(
      {{"code", text()},
       {"number", text()},
       {"check_code", text()},
       {"issued", text()},
       {"total", number()},
       {"lines", list_of(object_of({{"charge", text()},
                                    {"quantity", number()},
                                    {"unit_price", number()},
                                    {"amount", number()}},
                                   {"charge", "quantity", "unit_price", "amount"}))},
       {"reversed", number()},
       {"reason", text()}},
      {"code", "number", "check_code", "issued", "total", "lines", "reversed", "reason"}));
  schemas["BillCheck"] = object_of({{"match", flag()},
                                    {"state", text()},
                                    {"item", text()},
                                    {"unit", text()},
                                    {"reversed", number()}},
                                   {"match"});
  schemas["Stock"] = object_of(
      {{"holder", text()},
       {"of", text()},
       {"left", number()},
       {"taken", number()},
       {"handed_down", number()},
       {"ranges", list_of(object_of({{"first", text()}, {"last", text()}}, {"first", "last"}))}},
      {"holder", "of", "left", "taken", "handed_down", "ranges"});
  schemas["Numbers"] =
      object_of({{"code", text()}, {"rows", list_of(reference("Stock"))}}, {"code", "rows"});
  schemas["Signer"] = object_of({{"unit", unit},
                                 {"public_key", text()},
                                 {"pem", text()},
                                 {"serial", text()},
                                 {"since", time()},
                                 {"until", time()},
                                 {"holds", flag()}},
                                {"unit", "public_key", "serial", "until", "holds"});
  schemas["SupervisionKey"] =
      object_of({{"public_key", text()}, {"pem", text()}}, {"public_key", "pem"});
}

void add_task_acts(json::object& schemas) {
  schemas["Coverage"] =
      object_of({{"editions", list_of(object_of({{"edition", text()},
                                                 {"rows", number()},
                                                 {"taken", number()},
                                                 {"table", list_of({{"type", "object"}})}},
                                                {"edition", "rows", "taken", "table"}))}},
                json::array{"editions"});
  schemas["Card"] =
      object_of({{"deadline", duty_id()},
                 {"case", id()},
                 {"name", text()},
                 {"title", reference("Title")},
                 {"item", text()},
                 {"due", time()},
                 {"colour", text()},
                 {"working_days_left", {{"type", "integer"}}},
                 {"scope", reference("Scope")},
                 {"states", list_of(reference("State"))},
                 {"tasks", list_of({{"type", "object"}})}},
                {"deadline", "case", "name", "item", "due", "colour", "scope", "states", "tasks"});
  auto cards = page_of("Card");
  cards["properties"].as_object()["now"] = time();
  schemas["CardPage"] = std::move(cards);
  const json::object names = list_of(text());
  schemas["Assignment"] = closed(object_of({{"to", text()}}, json::array{"to"}));
  schemas["Delegation"] = closed(object_of({{"to", text()}, {"note", text()}}, json::array{"to"}));
  schemas["TaskNote"] = closed(object_of({{"note", text()}}, json::array{}));
  schemas["Comment"] = closed(object_of({{"note", text()}}, json::array{"note"}));
  schemas["Copy"] = closed(object_of({{"to", names}, {"note", text()}}, json::array{"to"}));
  schemas["CosignRequest"] =
      closed(object_of({{"to", names}, {"needed", number()}, {"before", flag()}, {"note", text()}},
                       json::array{"to"}));
  schemas["Cosignature"] =
      closed(object_of({{"agrees", flag()}, {"opinion", text()}}, json::array{"agrees"}));
  schemas["Said"] = object_of({{"seq", number()},
                               {"fact", text()},
                               {"title", reference("Title")},
                               {"by", text()},
                               {"role", text()},
                               {"at", time()},
                               {"data", {{"type", "object"}}}},
                              {"seq", "fact", "title", "by", "role", "at", "data"});
  schemas["SaidPage"] = page_of("Said");
  schemas["CopyListed"] = object_of({{"case", id()},
                                     {"item", text()},
                                     {"by", text()},
                                     {"at", time()},
                                     {"note", text()},
                                     {"states", list_of({{"type", "object"}})}},
                                    {"case", "item", "by", "at", "note", "states"});
  schemas["CopyPage"] = page_of("CopyListed");
}

void add_examinations(json::object& schemas) {
  const json::object session{{"item", text()},         {"session", text()}, {"subject", text()},
                             {"venue", text()},        {"address", text()}, {"starts", time()},
                             {"ends", time()},         {"seats", number()}, {"taken", number()},
                             {"choose_until", time()}, {"left", number()},  {"state", text()}};
  schemas["Session"] =
      object_of(session, {"item", "session", "subject", "starts", "seats", "left", "state"});
  schemas["Sessions"] =
      object_of({{"item", text()}, {"rows", list_of(reference("Session"))}}, {"item", "rows"});
  schemas["Roll"] = object_of(
      {{"session", reference("Session")},
       {"rows", list_of(object_of({{"seat", number()}, {"ticket", text()}, {"case", id()}},
                                  {"seat", "ticket", "case"}))},
       {"next", text_or_null()}},
      {"session", "rows", "next"});
  const json::object or_null{{"type", {"object", "null"}}};
  schemas["Enrolment"] = object_of({{"case", id()},
                                    {"item", text()},
                                    {"state", text()},
                                    {"subject", text_or_null()},
                                    {"order", or_null},
                                    {"paid", or_null},
                                    {"seat", or_null},
                                    {"refused", or_null},
                                    {"score", {{"type", {"integer", "null"}}}}},
                                   {"case", "item", "state", "order", "paid", "seat", "score"});
  schemas["Registrant"] =
      object_of({{"case", id()}, {"state", text()}, {"in_force", flag()}, {"transfer", or_null}},
                {"case", "state", "in_force", "transfer"});
  schemas["Comparison"] = object_of(
      {{"case", id()},
       {"state", text()},
       {"pieces", number()},
       {"compared", number()},
       {"agreed", number()},
       {"dead", number()},
       {"emigrated", number()},
       {"mismatched", number()},
       {"began", text()},
       {"ended", text_or_null()}},
      {"case", "state", "compared", "agreed", "dead", "emigrated", "mismatched", "began", "ended"});
  schemas["Filing"] = object_of(
      {{"case", id()},
       {"item", text()},
       {"unit", object_of({{"name", text()}, {"uscc", text()}}, {"name", "uscc"})},
       {"state", text()},
       {"standing", text()},
       {"yearly", or_null},
       {"order", or_null},
       {"correct", or_null},
       {"filed", number()},
       {"filings", list_of(object_of({{"kind", text()},
                                      {"year", {{"type", {"integer", "null"}}}},
                                      {"at", time()},
                                      {"late", flag()}},
                                     {"kind", "year", "at", "late"}))}},
      {"case", "item", "unit", "state", "standing", "yearly", "order", "correct", "filings"});
  schemas["UnitFiling"] =
      object_of({{"case", id()},
                 {"item", text()},
                 {"unit", object_of({{"name", text()}, {"uscc", text()}}, {"name", "uscc"})},
                 {"state", text()},
                 {"standing", text()},
                 {"filed", number()}},
                {"case", "item", "unit", "state", "standing", "filed"});
  schemas["UnitFilingPage"] = page_of("UnitFiling");
  schemas["PublicFiling"] =
      object_of({{"item", text()},
                 {"unit", object_of({{"name", text()}, {"uscc", text()}}, {"name", "uscc"})},
                 {"status", text()},
                 {"since", time()}},
                {"item", "unit", "status", "since"});
  schemas["PublicFilingPage"] = page_of("PublicFiling");
  schemas["PublicNotice"] =
      object_of({{"case", text()},
                 {"item", {{"type", "object"}}},
                 {"name", {{"type", {"string", "null"}}}},
                 {"office", object_of({{"tree", text()}, {"path", text()}}, {"tree", "path"})},
                 {"since", time()},
                 {"until", time_or_null()},
                 {"provisional", flag()}},
                {"case", "item", "name", "office", "since", "until", "provisional"});
  schemas["PublicNoticePage"] = page_of("PublicNotice");
  schemas["ReleaseAsked"] =
      closed(object_of({{"request_id", text()},
                        {"form", text()},
                        {"to_register", text()},
                        {"id_number", text()},
                        {"lodged_at", text()}},
                       {"request_id", "form", "to_register", "id_number", "lodged_at"}));
  schemas["ReleaseAnswer"] = object_of(
      {{"request_id", text()}, {"status", text()}, {"reference", text()}, {"reason", text()}},
      {"request_id", "status"});
  schemas["OfficeNotification"] =
      closed(object_of({{"request_id", text()}}, json::array{"request_id"}));
  schemas["OfficeNoted"] = object_of({{"noted", flag()}}, json::array{"noted"});
}

}  // namespace vermilion::api
