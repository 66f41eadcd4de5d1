// The bills of the day: a clinic's numbers and key, a batch prepared, signed and issued, one booked
// by another unit, one voided, some taken back, and what anybody may check; a donation taken back.
#include <boost/json/array.hpp>
#include <thread>

#include "app/demo/asking.hpp"
#include "base/sm2.hpp"

namespace vermilion::demo {
namespace {

namespace json = boost::json;

// A bill type of the catalogue, as far as the day uses it.
struct BillKind {
  const char* item;
  const char* code;  // without the year
  const char* charge;
  const char* unit;
};
constexpr BillKind medical{"medical-outpatient-bill", "330601", "consultation", "样例门诊部"};
constexpr BillKind donation{"donation-bill", "330201", "donation", "样例基金会"};
constexpr auto supervisor = "11339099PDY000108H";
constexpr std::size_t bills_in_batch = 20;
constexpr std::size_t reds = 7;  // that take a number
constexpr int looks_max = 500;
constexpr std::chrono::milliseconds looks_every{20};

// One unit's morning at its window for bills.
class Clinic : Asking {
 public:
  Clinic(Visit& visit, const BillKind& kind, Sm2Key key)
      : Asking{visit}, kind_{kind}, key_{std::move(key)} {}

  Result<void> run() {
    VERMILION_TRY(set_up());
    VERMILION_TRY(const auto cases, prepare());
    VERMILION_TRY(sign(cases));
    for (const auto& id : cases) {
      VERMILION_TRY(issued(id));
    }
    VERMILION_TRY(book(cases.front()));
    VERMILION_TRY(void_one(cases.back()));
    VERMILION_TRY(take_back(cases));
    return take_the_last();
  }
  // Never voided: what was given wrongly is taken back.
  Result<void> run_donations() {
    VERMILION_TRY(set_up());
    VERMILION_TRY(const auto cases, prepare());
    const auto& id = cases[1];
    VERMILION_TRY(sign({id}));
    VERMILION_TRY(issued(id));
    VERMILION_TRY(expect(clinic_, "/v1/cases/" + id + "/facts",
                         {{"fact", "BillVoided"}, {"data", {{"reason", "金额有误"}}}}, 422));
    VERMILION_TRY(const auto red, red_for(id, 1'020, "NUMBERED"));
    return issue_red(id, red, "REVERSED");
  }

 private:
  Result<void> set_up() {
    VERMILION_TRY(const auto now, client_.house_time());
    const auto until = to_text(now + 180 * microseconds_a_day);
    VERMILION_TRY(const auto me, client_.get(clinic_, "/v1/me"));
    VERMILION_TRY(expect(visit_.identity("window"), "/v1/mandates",
                         {{"agent", text_at(me.body, "who")},
                          {"unit", {{"name", kind_.unit}, {"uscc", clinic_.unit}}},
                          {"items", json::array{kind_.item}},
                          {"until", until},
                          {"tree", "accounting"},
                          {"office", visit_.script().wish.office},
                          {"evidence", "授权委托书（样例）"}},
                         201));
    code_ = kind_.code + to_text(china_day(now)).substr(2, 2);
    VERMILION_TRY(const auto stocks, client_.get(steward_, "/v1/numbers?code=" + code_));
    const auto* rows = stocks.body.if_contains("rows");
    if (rows == nullptr || rows->get_array().empty()) {
      VERMILION_TRY(expect(steward_, "/v1/numbers/opened",
                           {{"code", code_},
                            {"tree", "fiscal"},
                            {"office", "330000"},
                            {"first", 1},
                            {"last", 1'000'000}},
                           201));
    }
    VERMILION_TRY(expect(steward_, "/v1/numbers/handed-down",
                         {{"code", code_},
                          {"tree", "fiscal"},
                          {"office", "330000"},
                          {"to_unit", clinic_.unit},
                          {"count", bills_in_batch + reds + 1}},
                         201));
    VERMILION_TRY(const auto seal, client_.get(steward_, "/v1/public/bills/supervision-key"));
    VERMILION_TRY(bind(supervisor, text_at(seal.body, "public_key"), until));
    return bind(clinic_.unit, to_hex(view_of(key_.public_key())), until);
  }
  Result<void> bind(const std::string& unit, const std::string& key, const std::string& until) {
    return expect(steward_, "/v1/signers",
                  {{"tree", "fiscal"},
                   {"office", "330000"},
                   {"unit", {{"name", "样例单位"}, {"uscc", unit}}},
                   {"public_key", key},
                   {"serial", "SAMPLE-01"},
                   {"until", until}},
                  201);
  }

  json::object bill(std::size_t number) const {
    const auto price = 500 + 10 * static_cast<std::int64_t>(number);
    return {{"item", kind_.item},
            {"office", "330106"},
            {"unit", {{"name", kind_.unit}, {"uscc", clinic_.unit}}},
            {"payer", "样例患者"},
            {"lines",
             {{{"charge", kind_.charge},
               {"quantity", 2},
               {"unit_price", price},
               {"amount", 2 * price}}}},
            {"total", 2 * price}};
  }

  // One line of the batch does not add up, and takes no number.
  Result<std::vector<std::string>> prepare() {
    json::array lines;
    for (std::size_t i = 0; i < bills_in_batch; ++i) {
      lines.push_back(json::object{{"submit", bill(i)}});
    }
    auto wrong = bill(0);
    wrong["total"] = 1;
    lines.push_back(json::object{{"submit", std::move(wrong)}});
    VERMILION_TRY(const auto answer,
                  post(clinic_, "/v1/cases/batch", {{"lines", std::move(lines)}}));
    const auto* results = answer.body.if_contains("results");
    if (results == nullptr) return unexpected("a batch of bills", answer);
    std::vector<std::string> cases;
    for (const auto& one : results->get_array()) {
      const auto& line = one.get_object();
      if (line.at("status") == 201) {
        cases.push_back(text_at(line.at("result").get_object(), "case"));
      }
    }
    if (cases.size() != bills_in_batch) return unexpected("twenty of twenty-one lines", answer);
    return cases;
  }

  Result<Answer> see(const std::string& id) {
    return client_.get(clinic_, "/v1/cases/" + id + "/bill");
  }

  Result<void> sign(const std::vector<std::string>& cases) {
    json::array lines;
    for (const auto& id : cases) {
      VERMILION_TRY(const auto seen, see(id));
      VERMILION_TRY(const auto signature, key_.sign(text_at(seen.body, "text")));
      lines.push_back(json::object{
          {"case", id}, {"fact", "BillSigned"}, {"data", {{"signature", to_hex(signature)}}}});
    }
    VERMILION_TRY(const auto answer,
                  post(clinic_, "/v1/cases/batch", {{"lines", std::move(lines)}}));
    const auto* results = answer.body.if_contains("results");
    if (results == nullptr || results->get_array().back().get_object().at("status") != 200) {
      return unexpected("the signatures of a batch", answer);
    }
    return ok();
  }

  // Verified as a stranger would, by the two public keys and the texts alone.
  Result<void> issued(const std::string& id, const char* state = "ISSUED") {
    VERMILION_TRY(auto seen, see(id));
    for (int i = 0; i < looks_max && text_at(seen.body, "state") == "UNIT_SIGNED"; ++i) {
      std::this_thread::sleep_for(looks_every);
      VERMILION_TRY(seen, see(id));
    }
    if (text_at(seen.body, "state") != state) return unexpected("a bill is issued", seen);
    VERMILION_TRY(const auto signer,
                  client_.get(clinic_, std::string{"/v1/signers/"} + supervisor));
    const auto key = from_hex(text_at(signer.body, "public_key"));
    const auto signature = from_hex(text_at(seen.body, "supervision_signature"));
    const auto own = from_hex(text_at(seen.body, "unit_signature"));
    if (!key || key->size() != 65 || !signature || !own ||
        !sm2_verifies(octets_of<65>(*key), text_at(seen.body, "supervised_text"), *signature) ||
        !sm2_verifies(key_.public_key(), text_at(seen.body, "text"), *own)) {
      return unexpected("both signatures verify", seen);
    }
    return ok();
  }

  static std::string query_of(const json::object& seen, std::int64_t total) {
    return fmt::format("/v1/public/bills/verify?code={}&number={}&check_code={}&issued={}&total={}",
                       text_at(seen, "code"), text_at(seen, "number"), text_at(seen, "check_code"),
                       text_at(seen, "issued"), total);
  }
  Result<void> expect_check(const json::object& seen, const char* state) {
    const auto total = seen.at("total").to_number<std::int64_t>();
    VERMILION_TRY(const auto answer, client_.get(payer_, query_of(seen, total)));
    if (text_at(answer.body, "state") != state) return unexpected("a bill is checked", answer);
    VERMILION_TRY(const auto one_fen, client_.get(payer_, query_of(seen, total + 1)));
    if (one_fen.body.at("match") != false)
      return unexpected("one fen off matches nothing", one_fen);
    return ok();
  }

  Result<void> book(const std::string& id) {
    VERMILION_TRY(const auto seen, see(id));
    const json::object booking{{"code", seen.body.at("code")},
                               {"number", seen.body.at("number")},
                               {"check_code", seen.body.at("check_code")},
                               {"issued", seen.body.at("issued")},
                               {"total", seen.body.at("total")},
                               {"voucher", "记-1"}};
    VERMILION_TRY(expect(employer_, "/v1/bills/bookings", booking, 200));
    VERMILION_TRY(expect(employer_, "/v1/bills/bookings", booking, 409));
    VERMILION_TRY(const auto after, see(id));
    VERMILION_TRY(expect_check(after.body, "BOOKED"));
    VERMILION_TRY(record(employer_, id, "BookingWithdrawn", {{"reason", "重复报销"}}));
    VERMILION_TRY(const auto free, see(id));
    VERMILION_TRY(expect_check(free.body, "ISSUED"));
    return expect(employer_, "/v1/bills/bookings", booking, 200);
  }

  Result<void> void_one(const std::string& id) {
    VERMILION_TRY(record(clinic_, id, "BillVoided", {{"reason", "金额有误"}}));
    VERMILION_TRY(const auto seen, see(id));
    return expect_check(seen.body, "VOIDED");
  }

  // A red bill for so much of it; `state`: what becomes of that one at once.
  Result<std::string> red_for(const std::string& id, std::int64_t amount, const char* state) {
    VERMILION_TRY(const auto seen, see(id));
    VERMILION_TRY(const auto answer, post(clinic_, "/v1/bills/reversals",
                                          {{"code", seen.body.at("code")},
                                           {"number", seen.body.at("number")},
                                           {"check_code", seen.body.at("check_code")},
                                           {"issued", seen.body.at("issued")},
                                           {"total", seen.body.at("total")},
                                           {"lines",
                                            {{{"charge", kind_.charge},
                                              {"quantity", 1},
                                              {"unit_price", amount},
                                              {"amount", amount}}}},
                                           {"reversed", amount},
                                           {"reason", "患者退费"}}));
    if (answer.status != 201) return unexpected("a red bill", answer);
    auto red = text_at(answer.body, "case");
    VERMILION_TRY(const auto stands, see(red));
    if (text_at(stands.body, "state") != state) return unexpected(state, stands);
    return red;
  }
  Result<void> issue_red(const std::string& id, const std::string& red, const char* then) {
    VERMILION_TRY(sign({red}));
    VERMILION_TRY(issued(red, "RED_ISSUED"));
    VERMILION_TRY(const auto original, see(id));
    return expect_check(original.body, then);
  }
  // A bill in three parts, and another whole; what is booked, voided or taken back already is not
  // taken back, nor is a red bill, nor more than there was.
  Result<void> take_back(const std::vector<std::string>& cases) {
    const auto& id = cases[1];
    const std::int64_t third = 340;  // of the bill of 1,020
    VERMILION_TRY(red_for(cases.front(), third, "NOT_REVERSIBLE"));
    VERMILION_TRY(red_for(cases.back(), third, "NOT_REVERSIBLE"));
    for (const char* then : {"PARTLY_REVERSED", "PARTLY_REVERSED", "REVERSED"}) {
      VERMILION_TRY(red_for(id, 3 * third + 1, "NOT_REVERSIBLE"));
      VERMILION_TRY(const auto dropped, red_for(id, third, "NUMBERED"));
      VERMILION_TRY(record(clinic_, dropped, "BillDiscarded", {{"reason", "重开"}}));
      VERMILION_TRY(const auto red, red_for(id, third, "NUMBERED"));
      VERMILION_TRY(issue_red(id, red, then));
    }
    VERMILION_TRY(red_for(id, third, "NOT_REVERSIBLE"));
    VERMILION_TRY(const auto whole, red_for(cases[2], 1'040, "NUMBERED"));
    VERMILION_TRY(issue_red(cases[2], whole, "REVERSED"));
    VERMILION_TRY(red_for(whole, third, "NOT_REVERSIBLE"));
    VERMILION_TRY(const auto face,
                  client_.fetch(clinic_, "/v1/cases/" + whole + "/documents/red_face"));
    VERMILION_TRY(const auto seen, see(whole));
    if (!face.starts_with("%PDF-")) return unexpected("the face of a red bill", seen);
    return expect_check(seen.body, "RED_ISSUED");
  }

  // One number is left: it goes to a bill that is discarded, and the next has none.
  Result<void> take_the_last() {
    VERMILION_TRY(const auto last, post(clinic_, "/v1/cases", bill(0)));
    if (last.status != 201) return unexpected("the last number's bill", last);
    const auto id = text_at(last.body, "case");
    VERMILION_TRY(const auto unanswered, red_for(id, 100, "ASKING"));  // it is not issued
    VERMILION_TRY(record(clinic_, unanswered, "BillDiscarded", {{"reason", "原票据未开具"}}));
    VERMILION_TRY(record(clinic_, id, "BillDiscarded", {{"reason", "患者取消"}}));
    VERMILION_TRY(const auto none, post(clinic_, "/v1/cases", bill(1)));
    VERMILION_TRY(const auto seen, see(text_at(none.body, "case")));
    if (text_at(seen.body, "state") != "UNNUMBERED") return unexpected("no number is left", seen);
    return ok();
  }

  const BillKind& kind_;
  const Sm2Key key_;
  std::string code_;
  const Identity steward_{"steward.sample", true, {}, {}};
  const Identity clinic_{visit_.submit_key() + "-clinic", false, {}, visit_.unit()};
  const Identity employer_{visit_.submit_key() + "-employer", false, {}, supervisor};
  const Identity payer_{visit_.submit_key() + "-payer", false, {}, {}};
};

Result<void> issue_bills(Visit& visit) {
  VERMILION_TRY(auto key, Sm2Key::generate());
  return Clinic{visit, medical, std::move(key)}.run();
}

Result<void> issue_donations(Visit& visit) {
  VERMILION_TRY(auto key, Sm2Key::generate());
  return Clinic{visit, donation, std::move(key)}.run_donations();
}

}  // namespace

Step issues_bills() {
  return special("applicant", "BillPrepared", issue_bills);
}

Step issues_donations() {
  return special("applicant", "RedPrepared", issue_donations);
}

}  // namespace vermilion::demo
