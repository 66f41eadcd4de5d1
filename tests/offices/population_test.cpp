// The population library: the contract to the member, the client's readings, the sandbox's rule.
#include <gtest/gtest.h>

#include "adapters/offices/population/client.hpp"
#include "adapters/offices/population/sandbox.hpp"
#include "base/identifiers.hpp"
#include "events/facts/comparison.hpp"

namespace vermilion::population {
namespace {

using offices::Reading;

std::string number_of(int sequence) {
  return identifiers::synthetic_resident_number(day_of({1980, 5, 6}), sequence);
}
CaseId entry(char c) {
  return CaseId{octets_of<16>(std::string(16, c))};
}

struct PopulationClient : testing::Test {
  Piece piece{{{entry('a').text(), "甲", number_of(1)}, {entry('b').text(), "乙", number_of(985)}},
              77,
              false};
  PieceRequest asked;
  Client client{[this](const offices::OfficeRequest&, const PieceRequest& wanted) {
    asked = wanted;
    return Result<Piece>{piece};
  }};
  offices::OfficeRequest request{{}, {}, 0, encode(PieceRequest{"accounting", "/330000", 12}), {}};
  Sandbox sandbox;

  Reading read(const std::string& body) {
    offices::HttpAnswer answer;
    answer.status = 200;
    answer.content_type = "application/json";
    answer.body = body;
    return client.read(request, answer);
  }
  PieceCompared fact_of(const Reading& reading) {
    return decode<PieceCompared>(reading.answer.payload).value();
  }
  std::string answered() {
    const auto http = client.request_for(request, {});
    EXPECT_TRUE(http);
    return sandbox.ask(request.id.text(), http.value().body).body;
  }
};

TEST_F(PopulationClient, TellsWhoDoesNotAgreeAndHowFarItIs) {
  const auto reading = read(answered());
  EXPECT_EQ(asked, (PieceRequest{"accounting", "/330000", 12}));
  ASSERT_EQ(reading.kind, Reading::Kind::answered);
  const auto fact = fact_of(reading);
  EXPECT_EQ(fact.through, 77U);
  EXPECT_EQ(fact.compared, 2U);
  EXPECT_FALSE(fact.last);
  ASSERT_EQ(fact.found.size(), 1U);
  EXPECT_EQ(fact.found[0].entry, entry('b'));
  EXPECT_EQ(fact.found[0].finding, "dead");
}

TEST_F(PopulationClient, AnEmptyPieceIsTheEnd) {
  piece = {{}, 12, true};
  const auto fact = fact_of(read(answered()));
  EXPECT_TRUE(fact.last);
  EXPECT_EQ(fact.compared, 0U);
}

TEST_F(PopulationClient, NeverTakesSilenceForAgreement) {
  auto reply = read_reply(answered(), request.id.text()).value();
  auto fewer = reply;
  fewer.results.pop_back();
  EXPECT_EQ(read(to_json(fewer)).kind, Reading::Kind::retry);
  auto strange = reply;
  strange.results[0].result = "probably";
  EXPECT_EQ(read(to_json(strange)).kind, Reading::Kind::retry);
  auto nobody = reply;
  nobody.results[0].key = "somebody";
  EXPECT_EQ(read(to_json(nobody)).kind, Reading::Kind::retry);
  for (const auto* cursor : {"77:2", "77:2:2", "x", "77:2:0:1", "77:3:0"}) {
    auto other = reply;
    other.cursor = cursor;
    EXPECT_EQ(read(to_json(other)).kind, Reading::Kind::retry) << cursor;
  }
  auto of_another = reply;
  of_another.request_id = "another";
  EXPECT_EQ(read(to_json(of_another)).kind, Reading::Kind::retry);
}

TEST(PopulationSandbox, AnswersByTheNumbersSequence) {
  Sandbox sandbox;
  Question question{"r", "1:1:1", {}};
  for (const int sequence : {0, 899, 900, 979, 980, 989, 990, 999}) {
    question.persons.push_back({std::to_string(sequence), "甲", number_of(sequence)});
  }
  question.persons.push_back({"no-number", "甲", "110105194912310021"});
  const auto reply = read_reply(sandbox.ask("r", to_json(question)).body, "r");
  ASSERT_TRUE(reply);
  std::vector<std::string> said;
  for (const auto& one : reply.value().results) said.push_back(one.result);
  EXPECT_EQ(said, (std::vector<std::string>{"match", "match", "mismatch", "mismatch", "dead",
                                            "dead", "emigrated", "emigrated", "mismatch"}));
  EXPECT_EQ(sandbox.ask("other", to_json(question)).status, 400);
  EXPECT_EQ(sandbox.ask("r", "{}").status, 400);
}

}  // namespace
}  // namespace vermilion::population
