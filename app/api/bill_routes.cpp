// Bills (财政电子票据): a bill and what is signed of it, numbers and signers, booking, and checking
// a bill, which anybody may.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <charconv>

#include "app/api/json.hpp"
#include "app/api/peer_limits.hpp"
#include "app/api/read_parts.hpp"
#include "app/api/reading.hpp"
#include "app/api/writing.hpp"
#include "projections/query/bills.hpp"
#include "projections/query/page.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;
using namespace projections;

constexpr std::size_t stocks_shown_max = 1'000;
constexpr std::size_t unit_suffix_size = 24;

// Ten digits, or fewer.
std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  if (!whole || text.empty() || text.size() > 13) return std::nullopt;
  return number;
}

// Code and number of the bill that a red one takes back.
json::value original_json(const BillRow& row) {
  if (!row.red || row.original.code.empty()) return nullptr;
  return json::object{{"code", row.original.code}, {"number", number_text(row.original.number)}};
}

json::object head_json(const BillNumber& number, const BillRow& row) {
  return {{"case", row.case_id.text()},
          {"item", row.item},
          {"code", number.code},
          {"number", number_text(number.number)},
          {"check_code", row.check_code},
          {"issued", to_text(row.issued)},
          {"total", row.total},
          {"unit", json::object{{"name", row.unit_name}, {"uscc", row.unit}}},
          {"state", row.state},
          {"changed_at", to_text(row.changed_at)},
          {"reverses", original_json(row)},
          {"reversed", row.reversed}};
}

json::value or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

ReadAnswer bill(const ReadParts&, const Reading& reading) {
  const auto seen = seen_case(reading);
  if (!seen) return problem_of(seen.error());
  const auto& [id, row] = seen.value();
  const auto rows = snapshot_of(reading, "cases");
  if (!rows) return problem_of(rows.error());
  const auto facts = facts_of_bill(*rows.value(), id);
  if (!facts) return problem_of(facts.error());
  if (!facts.value()) return not_there();
  const auto& made = *facts.value();
  json::object object{
      {"case", id.text()},
      {"item", row.item},
      {"state", row.states.front()},
      {"unit", json::object{{"name", made.prepared.unit.name}, {"uscc", made.prepared.unit.uscc}}},
      {"total", made.prepared.total},
      {"check_code", made.prepared.check_code},
      {"unit_signature", or_null(made.unit_signature)},
      {"supervision_signature", or_null(made.supervision_signature)},
      {"reverses", nullptr}};
  if (made.original) {
    object["reverses"] =
        json::object{{"code", made.original->code}, {"number", number_text(made.original->number)}};
  }
  if (!made.number) return object;
  const auto text = made.text();
  object["code"] = made.number->code;
  object["number"] = number_text(made.number->number);
  object["issued"] = to_text(made.issued);
  object["text"] = text;
  object["supervised_text"] = made.unit_signature.empty()
                                  ? json::value(nullptr)
                                  : json::value(supervised_text(text, made.unit_signature));
  return object;
}

// An agent's unit's; for staff those of a unit whom they name, as far as they see them.
ReadAnswer bills(const ReadParts&, const Reading& reading) {
  Parameters asked{reading};
  const auto request = asked.page();
  if (asked.fault()) return *asked.fault();
  const auto unit = reading.is_staff() ? reading.text("unit") : reading.principal.on_behalf_of;
  if (unit.empty()) {
    return bad_parameter("unit", {"请写明用票单位的统一社会信用代码", "is needed: of which unit?"});
  }
  const auto rows = snapshot_of(reading, "bills");
  if (!rows) return problem_of(rows.error());
  const auto scopes = scopes_of(reading.grants);
  const Range range{{{bills_of_unit_prefix(unit), {}}}, unit_suffix_size, {}};
  json::array listed;
  const auto row_of = [&](BytesView value) -> Result<std::optional<json::object>> {
    const auto number = decode<BillNumber>(value);
    if (!number) return fail(Code::corrupt, "a row of bills does not decode");
    VERMILION_TRY(const auto row,
                  read_row<BillRow>(*rows.value(), bill_key(number->code, number->number)));
    if (!row || (reading.is_staff() && !sees(scopes, row->tree, row->path, row->item))) {
      return std::optional<json::object>{};
    }
    return std::optional{head_json(*number, *row)};
  };
  const auto page = page_of(*rows.value(), range, request,
                            [&](std::size_t, BytesView, BytesView value) -> Result<bool> {
                              VERMILION_TRY(const auto row, row_of(value));
                              return row.has_value();
                            });
  if (!page) return problem_of(page.error());
  for (const auto& hit : page.value().rows) {
    auto row = row_of(hit.value);
    if (!row) return problem_of(row.error());
    if (row.value()) listed.push_back(std::move(*row.value()));
  }
  json::object object{{"rows", std::move(listed)}};
  const auto& next = page.value().next;
  object["next"] = next ? json::value(*next) : json::value(nullptr);
  return object;
}

// ---- checking and booking: five fields, all of them right

ReadAnswer verify(const ReadParts&, const Reading& reading) {
  const BillFields asked{reading.text("code"), number_in(reading.text("number")),
                         reading.text("check_code"), reading.text("issued"),
                         number_in(reading.text("total"))};
  const auto rows = snapshot_of(reading, "bills");
  if (!rows) return problem_of(rows.error());
  const auto row = bill_with(*rows.value(), asked);
  if (!row) return problem_of(row.error());
  const auto& found = row.value();
  // What is numbered and not issued is no bill yet.
  static constexpr std::array<std::string_view, 6> shown{
      "ISSUED", "BOOKED", "VOIDED", "REVERSED", "PARTLY_REVERSED", "RED_ISSUED"};
  if (!found || std::find(shown.begin(), shown.end(), found->state) == shown.end()) {
    return json::object{{"match", false}};
  }
  return json::object{{"match", true},
                      {"state", found->state},
                      {"item", found->item},
                      {"unit", found->unit_name},
                      {"changed_at", to_text(found->changed_at)},
                      {"reverses", original_json(*found)},
                      {"reversed", found->reversed}};
}

// Whoever holds a bill says all that stands on it; the case is found by it. Nothing: it was
// answered.
std::optional<BillRow> bill_said(const Api& api, const Call& call, const json::value& body,
                                 Responder& responder) {
  const auto refuse = [&](Response response) {
    responder.send(std::move(response));
    return std::nullopt;
  };
  boost::system::error_code error;
  const auto* amount = body.find_pointer("/total", error);
  const BillFields asked{text_at(body, "/code"), number_in(text_at(body, "/number")),
                         text_at(body, "/check_code"), text_at(body, "/issued"),
                         amount != nullptr && amount->is_int64() && amount->get_int64() >= 0
                             ? std::optional{static_cast<std::uint64_t>(amount->get_int64())}
                             : std::nullopt};
  const auto family = api.hall.keeps_views() ? api.hall.projector().family("bills")
                                             : fail(Code::unavailable, "this hall keeps no views");
  if (!family) return refuse(response_of(problem_of(family.error()), call.language));
  auto row = bill_with(*family.value(), asked);
  if (!row) return refuse(response_of(problem_of(row.error()), call.language));
  if (!row.value()) return refuse(not_found(api, call.language));
  return std::move(row.value());
}

void book(Api& api, const Call& call, Responder responder) {
  const auto body = body_of(call, responder);
  if (!body || !caller_of(api, call, responder)) return;
  const auto row = bill_said(api, call, *body, responder);
  if (!row) return;
  const json::value data = json::object{{"check_code", row->check_code},
                                        {"total", row->total},
                                        {"voucher", text_at(*body, "/voucher")}};
  take_proposal(api, call, std::move(responder), {row->case_id}, BillBooked::name, data, "");
}

// The five fields say which bill; `lines` and `reversed` what of it is taken back. Item, office and
// unit are the bill's.
void reverse(Api& api, const Call& call, Responder responder) {
  const auto body = body_of(call, responder);
  if (!body || !caller_of(api, call, responder)) return;
  const auto row = bill_said(api, call, *body, responder);
  if (!row) return;
  json::object data{{"item", row->item},
                    {"office", row->path.substr(row->path.rfind('/') + 1)},
                    {"unit", json::object{{"name", row->unit_name}, {"uscc", row->unit}}},
                    {"original", row->case_id.text()},
                    {"reason", text_at(*body, "/reason")}};
  const auto& said = body->get_object();
  if (const auto* lines = said.if_contains("lines")) data["lines"] = *lines;
  if (const auto* total = said.if_contains("reversed")) data["total"] = *total;
  const json::value value(std::move(data));
  take_proposal(api, call, std::move(responder), {}, RedPrepared::name, value, "");
}

// ---- numbers and signers

json::object stock_json(std::string_view owner, const Stock& stock) {
  const auto kind = owner.substr(0, owner.find(':'));
  // What is behind the colon, of an office without its business line.
  const auto of = owner.substr(owner.find_last_of(":/") + 1);
  json::array ranges;
  for (const auto& range : stock.ranges) {
    ranges.push_back(
        json::object{{"first", number_text(range.next)}, {"last", number_text(range.last)}});
  }
  return {{"holder", std::string{kind}},
          {"of", std::string{of}},
          {"left", stock.left()},
          {"taken", stock.taken},
          {"handed_down", stock.handed_down},
          {"ranges", std::move(ranges)}};
}

// Whether a steward sees the stock: his office gave it, or one below it.
bool sees_stock(const std::vector<SeenScope>& scopes, const References& references,
                const Stock& stock) {
  const auto* path =
      references.scopes ? references.scopes->path_of(stock.tree, stock.office) : nullptr;
  return path != nullptr && sees(scopes, stock.tree, *path, {});
}

// Stewards see the stocks of the code in their scope, an agent his unit's.
ReadAnswer numbers(const ReadParts&, const Reading& reading) {
  const auto code = reading.text("code");
  if (code.empty()) return bad_parameter("code", {"请写明票据代码", "is needed: of which code?"});
  const auto rows = snapshot_of(reading, "bills");
  if (!rows) return problem_of(rows.error());
  std::vector<Grant> as_steward;
  std::copy_if(reading.grants.begin(), reading.grants.end(), std::back_inserter(as_steward),
               [](const Grant& grant) { return grant.role == "bill_steward"; });
  if (reading.is_staff() && as_steward.empty()) return not_there();
  const auto scopes = scopes_of(as_steward);
  const auto references = reading.hall.loop().references();
  const auto own = stock_of_unit(reading.principal.on_behalf_of);
  const auto prefix = stocks_prefix(code);
  json::array listed;
  bool sound = true;
  const auto scanned =
      rows.value()->scan(prefix, after_prefix(prefix), [&](BytesView key, BytesView value) {
        const auto owner = key.substr(prefix.size(), key.size() - prefix.size() - 1);
        const auto stock = decode<Stock>(value);
        sound = stock.has_value();
        const bool seen =
            sound && (reading.is_staff() ? sees_stock(scopes, *references, *stock) : owner == own);
        if (seen) {
          listed.push_back(stock_json(owner, *stock));
        }
        return sound && listed.size() < stocks_shown_max;
      });
  if (!scanned) return problem_of(scanned.error());
  if (!sound) return problem_of(Error{Code::corrupt, "a row of bills does not decode"});
  return json::object{{"code", code}, {"rows", std::move(listed)}, {"next", nullptr}};
}

// A public key is public.
ReadAnswer signer(const ReadParts&, const Reading& reading) {
  const auto rows = snapshot_of(reading, "bills");
  if (!rows) return problem_of(rows.error());
  const auto found = read_row<Signer>(*rows.value(), signer_row_key(reading.parameters[0]));
  if (!found) return problem_of(found.error());
  if (!found.value()) return not_there();
  const auto& one = *found.value();
  const auto pem = sm2_pem(one.public_key);
  return json::object{{"unit", json::object{{"name", one.unit.name}, {"uscc", one.unit.uscc}}},
                      {"public_key", to_hex(view_of(one.public_key))},
                      {"pem", pem ? pem.value() : std::string{}},
                      {"serial", one.serial},
                      {"since", to_text(one.since)},
                      {"until", to_text(one.until)},
                      {"holds", one.holds_at(reading.now)}};
}

// The department's own key, for whoever binds it as a signer.
ReadAnswer supervision_key(const ReadParts& parts, const Reading&) {
  const auto& key = parts.api.bill_key;
  if (!key) return not_there();
  const auto pem = sm2_pem(*key);
  return json::object{{"public_key", to_hex(view_of(*key))},
                      {"pem", pem ? pem.value() : std::string{}}};
}

using Write = void (*)(Api&, const Call&, Responder);

template <class F>
void about_numbers(Api& api, const Call& call, Responder responder) {
  const auto body = body_of(call, responder);
  if (!body) return;
  const Aim aim{case_of_numbers(text_at(*body, "/code")), true};
  take_proposal(api, call, std::move(responder), aim, F::name, *body, "");
}

void bind(Api& api, const Call& call, Responder responder) {
  const auto body = body_of(call, responder);
  if (!body) return;
  const Aim aim{case_of_signer(text_at(*body, "/unit/uscc")), true};
  take_proposal(api, call, std::move(responder), aim, SignerBound::name, *body, "");
}

void revoke(Api& api, const Call& call, Responder responder) {
  const auto body = body_of(call, responder);
  if (!body) return;
  const Aim aim{case_of_signer(call.parameter("unit")), false};
  take_proposal(api, call, std::move(responder), aim, SignerRevoked::name, *body, "");
}

void add_writes(Api& api, std::vector<Route>& routes) {
  const auto add = [&](const char* pattern, const char* operation, Text summary, Write handle,
                       const char* schema, int success) {
    routes.push_back(write_route(
        api, pattern, operation, std::move(summary),
        [&api, handle](const Call& call, Responder responder) {
          handle(api, call, std::move(responder));
        },
        schema, success));
  };
  add("/v1/numbers/opened", "openNumbers", {"启用号段", "open a range of bill numbers"},
      about_numbers<NumbersOpened>, "NumbersOpened", 201);
  add("/v1/numbers/handed-down", "handNumbersDown",
      {"向下级机关或者用票单位下发号段", "hand numbers down, to an office below or to a unit"},
      about_numbers<NumbersHandedDown>, "NumbersHandedDown", 201);
  add("/v1/signers", "bindSigner", {"绑定单位的签名证书", "say by which key a unit signs bills"},
      bind, "SignerBound", 201);
  add("/v1/signers/{unit}/revoke", "revokeSigner", {"吊销签名证书", "revoke it"}, revoke,
      "SignerRevoked", 200);
  add("/v1/bills/bookings", "bookBill",
      {"入账反馈：票面五要素须全部相符", "book a bill, by all five fields of its face"}, book,
      "Booking", 200);
  add("/v1/bills/reversals", "reverseBill",
      {"冲红：以红字票据冲销已开具票据的全部或者部分",
       "take back a bill that was issued, or a part of it, by a red one"},
      reverse, "Reversal", 201);
}

}  // namespace

std::vector<Route> bill_routes(Api& api) {
  const ReadKit kit{api};
  std::vector<Route> routes;
  routes.push_back(read_route(kit, "/v1/cases/{id}/bill", "getBill",
                              {"票据：代码、号码、待签全文和两个签名",
                               "a bill: code, number, the text that is signed, both signatures"},
                              bill, "Bill", {min_position_parameter()}));
  std::vector<RouteParameter> of_unit{
      query_parameter("unit", {"用票单位（工作人员查询时）", "code of the unit, where staff ask"})};
  for (auto& parameter : page_parameters()) of_unit.push_back(std::move(parameter));
  routes.push_back(read_route(kit, "/v1/bills", "getBills",
                              {"用票单位的票据，新者在前", "a unit's bills, the newest first"},
                              bills, "BillPage", std::move(of_unit)));
  routes.push_back(read_route(
      kit, "/v1/numbers", "getNumbers", {"号段：余、用、下发", "stocks of bill numbers"}, numbers,
      "Numbers", {query_parameter("code", {"票据代码", "bill code"}), min_position_parameter()}));
  routes.push_back(read_route(kit, "/v1/signers/{unit}", "getSigner",
                              {"单位的签名公钥", "by which key a unit signs"}, signer, "Signer",
                              {min_position_parameter()}));
  auto of_hall = read_route(kit, "/v1/public/bills/supervision-key", "getSupervisionKey",
                            {"本厅监制签名的公钥", "the key by which this hall supervises bills"},
                            supervision_key, "SupervisionKey", {min_position_parameter()});
  of_hall.needs_token = false;
  routes.push_back(std::move(of_hall));
  auto checked = read_route(
      kit, "/v1/public/bills/verify", "verifyBill",
      {"查验票据（任何人）：五要素须全部相符", "check a bill by its five fields; for anybody"},
      verify, "BillCheck",
      {query_parameter("code", {"票据代码", "bill code"}),
       query_parameter("number", {"票据号码", "bill number"}),
       query_parameter("check_code", {"校验码", "check code"}),
       query_parameter("issued", {"开票日期", "day of issue"}, "string", "date"),
       query_parameter("total", {"合计（分）", "total in fen"}), min_position_parameter()});
  checked.needs_token = false;
  checked.problems.push_back(ProblemType::too_many_requests);
  checked.handle = limited(std::make_shared<PeerLimits>(offices::RateLimitOptions{5, 20}),
                           std::move(checked.handle));
  routes.push_back(std::move(checked));
  add_writes(api, routes);
  return routes;
}

}  // namespace vermilion::api
