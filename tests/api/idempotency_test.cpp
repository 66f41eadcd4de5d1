// The same key twice, through real sockets: one record and the same answer, whoever repeats it,
// however the octets lie, and after the hall was started anew.

#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

constexpr const char* cases = "/v1/cases";

// One application to set up an accounting firm, and the same with all members in another order.
std::string application(bool reordered) {
  std::string materials;
  for (const auto* code : {"application", "organisation", "statutes", "accountants", "partners"}) {
    const auto digest = std::string(64, 'a');
    if (!materials.empty()) materials += ",";
    materials += reordered ? R"({"media_type":"application/pdf","size":10,"grade":"C","digest":")" +
                                 digest + R"(","code":")" + code + "\"}"
                           : std::string{R"({"code":")"} + code + R"(","digest":")" + digest +
                                 R"(","grade":"C","size":10,"media_type":"application/pdf"})";
  }
  if (!reordered) {
    return R"({"item":"accounting-firm","office":"330106","materials":[)" + materials +
           R"(],"answers":[{"field":"firm-name","value":"明信"}]})";
  }
  return R"( { "answers" : [ {"value":"\u660e\u4fe1", "field":"firm-name"} ], "materials":[)" +
         materials + R"(], "office":"330106", "item":"accounting-firm" } )";
}

std::size_t records(ServedHall& served) {
  return served.hall().journal().last(Hall::partition);
}

void expect_replayed(const Answer& again, const Answer& first) {
  EXPECT_EQ(again.status, first.status) << again.body;
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.field("Vermilion-Position"), first.field("Vermilion-Position"));
  EXPECT_EQ(again.field("Idempotent-Replayed"), "true");
}

TEST(idempotency,
     the_same_key_twice_is_one_record_and_the_same_answer_also_with_members_reordered) {
  ServedHall served;
  const auto first = served.post_as_it_is("chen", cases, "key", application(false));
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(first.field("Idempotent-Replayed"), "");
  const auto before = records(served);
  expect_replayed(served.post_as_it_is("chen", cases, "key", application(false)), first);
  expect_replayed(served.post_as_it_is("chen", cases, "key", application(true)), first);
  EXPECT_EQ(records(served), before);
}

TEST(idempotency, also_after_a_restart) {
  ServedHall served;
  const auto first = served.post_as_it_is("chen", cases, "key", application(false));
  ASSERT_EQ(first.status, 201) << first.body;
  const auto facts = std::string{cases} + "/" + first.text("/case") + "/facts";
  const auto decided = served.post_as_it_is("zhao.min", facts, "key",
                                            R"({"fact":"Approved","data":{"opinion":"同意"}})");
  ASSERT_EQ(decided.status, 200) << decided.body;
  const auto refused =
      served.post_as_it_is("zhao.min", facts, "key-2", R"({"data":{},"fact":"Approved"})");
  ASSERT_GE(refused.status, 400) << refused.body;
  for (int starts = 0; starts < 2; ++starts) {
    served.restart();
    expect_replayed(served.post_as_it_is("chen", cases, "key", application(true)), first);
    const auto before = records(served);  // the reign's own stand before any answer
    expect_replayed(served.post_as_it_is("zhao.min", facts, "key",
                                         R"({"data":{"opinion":"同意"},"fact":"Approved"})"),
                    decided);
    expect_replayed(
        served.post_as_it_is("zhao.min", facts, "key-2", R"({"fact":"Approved","data":{}})"),
        refused);
    EXPECT_EQ(records(served), before);
  }
}

TEST(idempotency, the_same_key_with_another_meaning_is_422_and_no_record) {
  ServedHall served;
  ASSERT_EQ(served.post_as_it_is("chen", cases, "key", application(false)).status, 201);
  const auto before = records(served);
  auto other = application(false);
  other.replace(other.find("明信"), std::string_view{"明信"}.size(), "信明");
  const auto answer = served.post_as_it_is("chen", cases, "key", other);
  EXPECT_EQ(answer.status, 422) << answer.body;
  EXPECT_EQ(records(served), before);
}

TEST(idempotency, the_same_key_from_two_principals_is_two_cases) {
  ServedHall served;
  const auto one = served.post_as_it_is("chen", cases, "key", application(false));
  const auto two = served.post_as_it_is("lin", cases, "key", application(false));
  ASSERT_EQ(one.status, 201) << one.body;
  ASSERT_EQ(two.status, 201) << two.body;
  EXPECT_NE(one.text("/case"), two.text("/case"));
  EXPECT_EQ(served.get("chen", "/v1/my/cases").rows(), 1U);
  EXPECT_EQ(served.get("lin", "/v1/my/cases").rows(), 1U);
  served.restart();
  expect_replayed(served.post_as_it_is("lin", cases, "key", application(true)), two);
}

}  // namespace
}  // namespace vermilion::tests
