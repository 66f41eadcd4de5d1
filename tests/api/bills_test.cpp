// Bills over HTTP: numbers from the province to the unit, two signatures, issue, booking, voiding,
// and what anybody may check. Signatures are made and verified by real SM2 keys, and by openssl.
#include <gmock/gmock.h>

#include <fstream>

#include "app/hall/bill_seal.hpp"
#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* code = "33060126";
constexpr const char* supervisor = "11339099PDY000108H";

struct bills : testing::Test {
  ServedHall hall;
  std::unique_ptr<BillSeal> seal;
  Sm2Key unit_key = Sm2Key::generate().value();
  const std::string unit = ServedHall::unit_of_agents();

  void SetUp() override {
    auto started = BillSeal::start(hall.hall(), hall.directory() + "/seal.pem");
    ASSERT_TRUE(started) << started.error().text();
    seal = std::move(started.value());
    const auto agent = hall.get("agent-a", "/v1/me").text("/who");
    const auto given =
        hall.post("du.juan", "/v1/mandates",
                  json::object{{"agent", agent},
                               {"unit", {{"name", "西湖门诊部"}, {"uscc", unit}}},
                               {"items", {"medical-outpatient-bill", "donation-bill"}},
                               {"until", "2026-12-31T00:00:00+08:00"},
                               {"tree", "fiscal"},
                               {"office", "330106"},
                               {"evidence", "授权委托书"}});
    ASSERT_EQ(given.status, 201) << given.body;
  }
  void TearDown() override { seal.reset(); }

  Answer open(const std::string& who, int first, int last, const char* of = code) {
    return hall.post(who, "/v1/numbers/opened",
                     json::object{{"code", of},
                                  {"tree", "fiscal"},
                                  {"office", "330000"},
                                  {"first", first},
                                  {"last", last}});
  }
  Answer hand(const std::string& who, const char* from, const char* to_office,
              const std::string& to_unit, int count) {
    json::object body{{"code", code}, {"tree", "fiscal"}, {"office", from}, {"count", count}};
    if (*to_office != 0) body["to_office"] = to_office;
    if (!to_unit.empty()) body["to_unit"] = to_unit;
    return hall.post(who, "/v1/numbers/handed-down", std::move(body));
  }
  void numbers(int count) {
    ASSERT_EQ(open("bai.xue", 1, 1000).status, 201);
    ASSERT_EQ(hand("bai.xue", "330000", "330106", "", 100).status, 201);
    ASSERT_EQ(hand("bao.xu", "330106", "", unit, count).status, 201);
  }
  Answer bind(const std::string& who, const std::string& uscc, const Sm2PublicKey& key,
              const char* until = "2027-12-31T00:00:00+08:00", const char* office = "330106") {
    return hall.post(who, "/v1/signers",
                     json::object{{"tree", "fiscal"},
                                  {"office", office},
                                  {"unit", {{"name", "某单位"}, {"uscc", uscc}}},
                                  {"public_key", to_hex(view_of(key))},
                                  {"serial", "04B2"},
                                  {"until", until}});
  }
  void signers() {
    ASSERT_EQ(bind("bao.xu", unit, unit_key.public_key()).status, 201);
    ASSERT_EQ(bind("bao.xu", supervisor, seal->public_key()).status, 201);
  }
  json::object bill_of(int total, const char* item = "medical-outpatient-bill") const {
    return {{"item", item},
            {"office", "330106"},
            {"unit", {{"name", "西湖门诊部"}, {"uscc", unit}}},
            {"payer", "王小明"},
            {"lines",
             {{{"charge", "registration"}, {"quantity", 1}, {"unit_price", 500}, {"amount", 500}},
              {{"charge", "laboratory"},
               {"quantity", 2},
               {"unit_price", (total - 500) / 2},
               {"amount", total - 500}}}},
            {"total", total}};
  }
  std::string prepare(int total = 12'500) {
    const auto made = hall.post("agent-a", "/v1/cases", bill_of(total));
    EXPECT_EQ(made.status, 201) << made.body;
    return made.text("/case");
  }
  Answer bill(const std::string& id, const std::string& who = "agent-a") {
    return hall.get(who, "/v1/cases/" + id + "/bill");
  }
  Answer sign(const std::string& id, const Sm2Key& key) {
    const auto text = std::string{bill(id).at("/text").as_string()};
    return hall.record("agent-a", id, "BillSigned",
                       {{"signature", to_hex(key.sign(text).value())}});
  }
  // Until supervision has signed, ten seconds at most.
  Answer issued(const std::string& id) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    auto seen = bill(id);
    while (seen.text("/state") == "UNIT_SIGNED" && std::chrono::steady_clock::now() < until) {
      seen = bill(id);
    }
    return seen;
  }
  std::string issue(int total = 12'500) {
    const auto id = prepare(total);
    EXPECT_EQ(sign(id, unit_key).status, 200);
    EXPECT_EQ(issued(id).text("/state"), "ISSUED");
    return id;
  }
  json::object face(const std::string& id) {
    const auto seen = bill(id);
    return {{"code", seen.at("/code")},
            {"number", seen.at("/number")},
            {"check_code", seen.at("/check_code")},
            {"issued", seen.at("/issued")},
            {"total", seen.at("/total")},
            {"voucher", "记-17"}};
  }
  Answer check(const json::object& face) {
    const auto text = [&](const char* name) { return std::string{face.at(name).as_string()}; };
    hall.get("bai.xue", std::string{"/v1/numbers?code="} + code);  // what was written is there
    return hall.get_as_it_is(
        "", "/v1/public/bills/verify?code=" + text("code") + "&number=" + text("number") +
                "&check_code=" + text("check_code") + "&issued=" + text("issued") +
                "&total=" + std::to_string(face.at("total").as_int64()));
  }
};

TEST_F(bills, numbers_go_down_from_the_province_to_the_unit_and_no_further_than_there_are) {
  EXPECT_EQ(open("du.juan", 1, 10).status, 404);
  EXPECT_EQ(open("bao.xu", 1, 10).status, 404) << "not of the province's office";
  EXPECT_EQ(open("bai.xue", 1, 10, "34060126").text("/rule"), "DivisionOpens");
  EXPECT_EQ(open("bai.xue", 0, 10).text("/rule"), "RangeSound");
  EXPECT_EQ(open("bai.xue", 1, 10, "3306012x").text("/rule"), "NamesItsCase");
  ASSERT_EQ(open("bai.xue", 1, 10).status, 201);
  EXPECT_EQ(open("bai.xue", 10, 20).text("/rule"), "RangeSound") << "opened before";
  ASSERT_EQ(open("bai.xue", 11, 20).status, 201);
  const auto too_many = hand("bai.xue", "330000", "330106", "", 21);
  EXPECT_EQ(too_many.text("/rule"), "EnoughLeft");
  EXPECT_THAT(too_many.body, HasSubstr("20"));
  EXPECT_EQ(hand("bai.xue", "330000", "330000", "", 1).text("/rule"), "OneReceiver");
  EXPECT_EQ(hand("bai.xue", "330000", "330106", unit, 1).text("/rule"), "OneReceiver");
  EXPECT_EQ(hand("bai.xue", "330000", "", "91110000600037341X", 1).text("/rule"), "OneReceiver");
  ASSERT_EQ(hand("bai.xue", "330000", "330106", "", 12).status, 201);
  EXPECT_EQ(hand("bao.xu", "330000", "330106", "", 1).status, 404);
  const auto of_another_line = hall.post("tang.ke", "/v1/numbers/handed-down",
                                         json::object{{"code", code},
                                                      {"tree", "accounting"},
                                                      {"office", "330000"},
                                                      {"to_unit", unit},
                                                      {"count", 1}});
  EXPECT_EQ(of_another_line.text("/rule"), "EnoughLeft") << "an office has a stock a business line";
  ASSERT_EQ(hand("bao.xu", "330106", "", unit, 11).status, 201);
  const auto seen = hall.get("bai.xue", std::string{"/v1/numbers?code="} + code);
  ASSERT_EQ(seen.list("/rows").size(), 3U) << seen.body;
  EXPECT_EQ(seen.text("/rows/0/of"), "330000");
  EXPECT_EQ(seen.text("/rows/0/ranges/0/first"), "0000000013");
  EXPECT_EQ(seen.text("/rows/1/left"), "1");
  EXPECT_EQ(seen.text("/rows/2/of"), unit);
  EXPECT_EQ(seen.list("/rows/2/ranges").size(), 1U) << "neighbours are one range";
  EXPECT_EQ(hall.get("agent-a", std::string{"/v1/numbers?code="} + code).list("/rows").size(), 1U);
  EXPECT_EQ(hall.get("bao.xu", std::string{"/v1/numbers?code="} + code).list("/rows").size(), 1U)
      << "the county sees what it handed down, and not what the province holds";
  EXPECT_EQ(hall.get("li.wei", std::string{"/v1/numbers?code="} + code).status, 404);
}

TEST_F(bills, are_issued_by_two_signatures_that_openssl_verifies) {
  numbers(5);
  signers();
  const auto id = prepare();
  auto seen = bill(id);
  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_EQ(seen.text("/state"), "NUMBERED");
  EXPECT_EQ(seen.text("/number"), "0000000001");
  EXPECT_THAT(seen.text("/text"), HasSubstr("total 12500\n"));
  EXPECT_THAT(seen.body, Not(HasSubstr("王小明")));
  const auto signed_by_other = sign(id, Sm2Key::generate().value());
  EXPECT_EQ(signed_by_other.text("/rule"), "UnitSignatureHolds") << signed_by_other.body;
  ASSERT_EQ(sign(id, unit_key).status, 200);
  seen = issued(id);
  ASSERT_EQ(seen.text("/state"), "ISSUED") << seen.body;
  const auto verified = [&](const char* text, const char* signature, const Sm2PublicKey& key) {
    const auto at = hall.directory() + "/";
    std::ofstream{at + "text"} << seen.at(text).as_string().c_str();
    std::ofstream{at + "signature"}
        << from_hex(std::string{seen.at(signature).as_string()}).value();
    std::ofstream{at + "key.pem"} << sm2_pem(key).value();
    const auto command = "openssl pkeyutl -verify -pubin -inkey " + at +
                         "key.pem -rawin -digest sm3 -pkeyopt distid:1234567812345678 -in " + at +
                         "text -sigfile " + at + "signature > /dev/null";
    return std::system(command.c_str()) == 0;
  };
  EXPECT_TRUE(verified("/text", "/unit_signature", unit_key.public_key()));
  EXPECT_TRUE(verified("/supervised_text", "/supervision_signature", seal->public_key()));
  EXPECT_FALSE(verified("/text", "/supervision_signature", seal->public_key()));
  // The signed text names the payer by a digest, which name and salt open.
  const auto whole = hall.get("agent-a", "/v1/cases/" + id + "/unmasked?purpose=x");
  if (whole.status == 200) {
    EXPECT_THAT(whole.body, HasSubstr("王小明"));
  }
  EXPECT_THAT(hall.get("agent-a", "/v1/bills").body, HasSubstr("0000000001"));
}

TEST_F(bills, wait_without_a_record_until_the_seal_is_bound) {
  numbers(5);
  ASSERT_EQ(bind("bao.xu", unit, unit_key.public_key()).status, 201);
  const auto id = prepare();
  ASSERT_EQ(sign(id, unit_key).status, 200);
  const auto timeline = "/v1/cases/" + id + "/timeline";
  const auto before = hall.get("agent-a", timeline).list("/rows").size();
  ASSERT_EQ(bind("bao.xu", supervisor, Sm2Key::generate().value().public_key()).status, 201);
  EXPECT_EQ(bill(id).text("/state"), "UNIT_SIGNED") << "another key is bound";
  EXPECT_EQ(hall.get("agent-a", timeline).list("/rows").size(), before);
  ASSERT_EQ(bind("bao.xu", supervisor, seal->public_key()).status, 201);
  EXPECT_EQ(issued(id).text("/state"), "ISSUED");
}

TEST_F(bills, have_a_face_that_names_the_payer_and_one_that_says_it_is_void) {
  numbers(5);
  signers();
  const auto id = issue();
  const auto path = "/v1/cases/" + id + "/documents";
  EXPECT_THAT(hall.get("agent-a", path).body, HasSubstr("bill_face"));
  const auto face_of = [&](const char* name) {
    return hall.get_as_it_is("agent-a", path + "/" + name).body;
  };
  EXPECT_EQ(face_of("bill_face").substr(0, 5), "%PDF-");
  EXPECT_EQ(face_of("bill_face"), face_of("bill_face"))
      << "the same octets whenever it is asked for";
  ASSERT_EQ(hall.record("agent-a", id, "BillVoided", {{"reason", "金额有误"}}).status, 200);
  EXPECT_THAT(hall.get("agent-a", path).body, HasSubstr("voided_face"));
  EXPECT_EQ(face_of("voided_face").substr(0, 5), "%PDF-");
}

TEST_F(bills, of_a_batch_have_a_result_a_line_and_the_same_key_goes_on) {
  numbers(50);
  signers();
  json::array lines;
  for (int i = 0; i < 20; ++i) {
    auto made = bill_of(1'000 + 2 * i);
    if (i == 7) made["total"] = 1;
    lines.push_back(json::object{{"submit", std::move(made)}});
  }
  const auto body = json::serialize(json::object{{"lines", lines}});
  const auto first = hall.post_as_it_is("agent-a", "/v1/cases/batch", "batch-1", body);
  ASSERT_EQ(first.status, 200) << first.body;
  ASSERT_EQ(first.list("/results").size(), 20U);
  EXPECT_EQ(first.text("/results/7/status"), "422");
  EXPECT_EQ(first.text("/results/7/result/place"), "/total");
  EXPECT_EQ(first.text("/results/6/status"), "201") << first.body;
  const auto again = hall.post_as_it_is("agent-a", "/v1/cases/batch", "batch-1", body);
  EXPECT_EQ(again.text("/results/6/result/case"), first.text("/results/6/result/case"));
  const auto listed = hall.get("agent-a", "/v1/bills?limit=200");
  ASSERT_EQ(listed.list("/rows").size(), 19U) << "each line once";
  // Signed in a batch, too; one line names no case.
  json::array signatures;
  for (const auto& row : listed.list("/rows")) {
    const std::string id{row.at("case").as_string()};
    const auto text = std::string{bill(id).at("/text").as_string()};
    signatures.push_back(
        json::object{{"case", id},
                     {"fact", "BillSigned"},
                     {"data", {{"signature", to_hex(unit_key.sign(text).value())}}}});
  }
  signatures.push_back(json::object{{"fact", "BillSigned"}, {"data", {{"signature", "00"}}}});
  const auto answer =
      hall.post("agent-a", "/v1/cases/batch", json::object{{"lines", std::move(signatures)}});
  EXPECT_EQ(answer.text("/results/18/status"), "200") << answer.body;
  EXPECT_EQ(answer.text("/results/19/status"), "422");
  for (const auto& row : listed.list("/rows")) {
    EXPECT_EQ(issued(std::string{row.at("case").as_string()}).text("/state"), "ISSUED");
  }
}

TEST_F(bills, a_line_with_a_key_is_the_same_line_in_whichever_batch_and_place) {
  numbers(9);
  const auto line = [&](const char* key) {
    return json::object{{"submit", bill_of(12'500)}, {"key", key}};
  };
  const auto send = [&](json::array lines) {
    return hall.post("agent-a", "/v1/cases/batch", json::object{{"lines", std::move(lines)}});
  };
  const auto first = send({line("a"), line("b")});
  EXPECT_EQ(first.text("/results/1/status"), "201") << first.body;
  const auto again = send({line("b"), line("c")});
  EXPECT_EQ(again.text("/results/0/result/case"), first.text("/results/1/result/case"));
  EXPECT_NE(again.text("/results/1/result/case"), first.text("/results/0/result/case"));
  EXPECT_EQ(hall.get("agent-a", "/v1/bills?limit=200").list("/rows").size(), 3U);
  auto long_key = line("x");
  long_key["key"] = std::string(129, 'x');
  EXPECT_EQ(send({line("d"), std::move(long_key)}).text("/results/1/status"), "422");
}

TEST_F(bills, that_do_not_add_up_or_are_anothers_are_refused_with_the_place) {
  numbers(5);
  const auto refused = [&](json::object body, const char* rule, const char* place) {
    const auto answer = hall.post("agent-a", "/v1/cases", std::move(body));
    EXPECT_EQ(answer.text("/rule"), rule) << answer.body;
    EXPECT_EQ(answer.text("/place"), place) << answer.body;
  };
  auto body = bill_of(12'500);
  body["total"] = 12'501;
  refused(body, "LinesAddUp", "/total");
  body = bill_of(12'500);
  body["lines"].at(1).as_object()["amount"] = 11'999;
  refused(body, "LinesAddUp", "/lines/1/amount");
  body = bill_of(12'500);
  body["lines"].at(1).as_object()["charge"] = "tuition";
  refused(body, "ChargesAreOfType", "/lines/1/charge");
  body = bill_of(12'500);
  body["unit"].as_object()["uscc"] = "91110000600037341L";
  refused(body, "UnitIsOnesOwn", "/unit/uscc");
  body = bill_of(12'500);
  body["check_code"] = "ABCDEF";
  refused(body, "CheckCodeSound", "/check_code");
  EXPECT_EQ(hall.post("agent-b", "/v1/cases", bill_of(12'500)).status, 403) << "no mandate";
  const auto stock = hall.get("bai.xue", std::string{"/v1/numbers?code="} + code);
  EXPECT_EQ(stock.text("/rows/2/taken"), "0") << "a refused bill takes no number";
}

TEST_F(bills, have_each_a_number_of_their_own_until_none_is_left) {
  numbers(3);
  signers();
  for (const char* number : {"0000000001", "0000000002", "0000000003"}) {
    EXPECT_EQ(bill(prepare()).text("/number"), number);
  }
  const auto none = prepare();
  EXPECT_EQ(hall.get("agent-a", "/v1/cases/" + none).text("/states/0/name"), "UNNUMBERED");
  ASSERT_EQ(hand("bao.xu", "330106", "", unit, 1).status, 201);
  EXPECT_EQ(bill(prepare()).text("/number"), "0000000004");
}

TEST_F(bills, without_a_bound_signer_are_not_signed_and_a_revoked_one_signs_no_more) {
  numbers(5);
  const auto id = prepare();
  EXPECT_EQ(sign(id, unit_key).text("/rule"), "SignerHolds");
  EXPECT_EQ(bind("du.juan", unit, unit_key.public_key()).status, 403);
  EXPECT_EQ(bind("bao.xu", unit, Sm2PublicKey{}).text("/rule"), "KeyIsPoint");
  EXPECT_EQ(bind("bao.xu", unit, unit_key.public_key(), "2026-01-01T00:00:00+08:00").text("/rule"),
            "NotOver");
  signers();
  EXPECT_TRUE(hall.get("agent-a", "/v1/signers/" + unit).at("/holds").as_bool());
  ASSERT_EQ(
      hall.post("bao.xu", "/v1/signers/" + unit + "/revoke", json::object{{"reason", "介质遗失"}})
          .status,
      200);
  EXPECT_FALSE(hall.get("agent-a", "/v1/signers/" + unit).at("/holds").as_bool());
  EXPECT_EQ(sign(id, unit_key).text("/rule"), "SignerHolds");
  // The steward of another county has no say in whose key it is, bound or revoked.
  EXPECT_EQ(
      bind("gu.yan", unit, unit_key.public_key(), "2027-12-31T00:00:00+08:00", "330105").status,
      404);
  EXPECT_EQ(bind("bai.xue", unit, unit_key.public_key(), "2027-12-31T00:00:00+08:00", "330105")
                .text("/rule"),
            "OfficeOfSigner");
  ASSERT_EQ(hall.record("agent-a", id, "BillDiscarded", {{"reason", "重新开具"}}).status, 200);
  EXPECT_EQ(bill(id).text("/state"), "DISCARDED");
}

TEST_F(bills, are_checked_by_anybody_who_knows_all_five_fields_and_booked_once) {
  numbers(5);
  signers();
  const auto id = issue();
  const auto right = face(id);
  EXPECT_EQ(check(right).text("/state"), "ISSUED") << check(right).body;
  EXPECT_THAT(check(right).body, Not(HasSubstr("王")));
  for (const char* field : {"number", "check_code", "issued"}) {
    auto wrong = right;
    wrong[field] = field == std::string{"issued"} ? "2026-09-22" : "000002";
    EXPECT_FALSE(check(wrong).at("/match").as_bool()) << field;
  }
  auto one_fen = right;
  one_fen["total"] = 12'501;
  EXPECT_FALSE(check(one_fen).at("/match").as_bool());
  EXPECT_EQ(hall.post("agent-c@other", "/v1/bills/bookings", one_fen).status, 404);

  EXPECT_EQ(hall.post("agent-a", "/v1/bills/bookings", right).status, 403) << "its own issuer";
  const auto booked = hall.post("agent-c@other", "/v1/bills/bookings", right);
  ASSERT_EQ(booked.status, 200) << booked.body;
  EXPECT_EQ(check(right).text("/state"), "BOOKED");
  EXPECT_EQ(hall.post("agent-c@other", "/v1/bills/bookings", right).status, 409) << "twice";
  EXPECT_EQ(hall.record("agent-a", id, "BillVoided", {{"reason", "开错"}}).status, 409);
  EXPECT_EQ(hall.record("agent-c@other", id, "BookingWithdrawn", {{"reason", "退货"}}).status, 200);
  EXPECT_EQ(check(right).text("/state"), "ISSUED");
}

TEST_F(bills, are_voided_on_the_day_of_issue_where_their_type_allows_and_never_deleted) {
  numbers(5);
  signers();
  const auto id = issue();
  ASSERT_EQ(hall.record("agent-a", id, "BillVoided", {{"reason", "金额有误"}}).status, 200);
  EXPECT_EQ(check(face(id)).text("/state"), "VOIDED");
  const auto late = issue();
  ASSERT_EQ(hall.operations("POST", "/ops/clock", R"({"to":"2026-09-22T09:00:00+08:00"})").status,
            200);
  EXPECT_EQ(hall.record("agent-a", late, "BillVoided", {{"reason", "x"}}).text("/rule"),
            "TypeVoids");
  const auto listed = hall.get("bao.xu", "/v1/bills?unit=" + unit);
  EXPECT_EQ(listed.list("/rows").size(), 2U) << listed.body;
  EXPECT_EQ(hall.get("bao.xu", "/v1/bills").status, 400);
  EXPECT_EQ(hall.get("qian.jin", "/v1/bills?unit=" + unit).list("/rows").size(), 0U);
}

}  // namespace
}  // namespace vermilion::tests
