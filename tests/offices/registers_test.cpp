// Other registers: the contract to the member, the client's readings, the sandbox's rule.
#include <gtest/gtest.h>

#include "adapters/offices/registers/client.hpp"
#include "adapters/offices/registers/contract.hpp"
#include "adapters/offices/registers/sandbox.hpp"
#include "events/facts/registrant.hpp"
#include "events/facts/requests.hpp"

namespace vermilion::registers {
namespace {

using offices::Reading;

Transfer some_transfer(const std::string& form = "JS-1") {
  return {"request-1", form, "330000", "11010519491231002X", Instant{1'789'952'400'000'000}};
}

struct RegisterClient : testing::Test {
  std::size_t forgotten = 0;
  Client client{
      "330200",
      {[](const offices::OfficeRequest&) -> Result<std::string> {
         return std::string{"11010519491231002X"};
       },
       []() -> Result<std::string> { return std::string{"token-1"}; }, [this] { ++forgotten; }}};
  offices::OfficeRequest request{
      {}, {}, 0, encode(ReleaseRequest{"JS-1", "330000", Instant{1'789'952'400'000'000}}), {}};
  Reading read(int status, const std::string& body) {
    offices::HttpAnswer answer;
    answer.status = status;
    answer.content_type = "application/json";
    answer.body = body;
    return client.read(request, answer);
  }
};

TEST(RegisterContract, ReadsWhatItWritesAndNothingElse) {
  const auto transfer = some_transfer();
  EXPECT_EQ(read_transfer(to_json(transfer)).value(), transfer);
  for (const auto* bad : {"{}", "[]", R"({"request_id":"x","form":"f","to_register":"1"})"}) {
    EXPECT_FALSE(read_transfer(bad)) << bad;
  }
  auto spaced = transfer;
  spaced.form = "two words";
  EXPECT_FALSE(read_transfer(to_json(spaced)));
  const auto released = to_json("request-1", Outcome{true, "0:7", {}});
  EXPECT_TRUE(read_outcome(released, "request-1").value().released);
  EXPECT_FALSE(read_outcome(released, "request-2")) << "an answer to another request";
  EXPECT_EQ(read_outcome(to_json("r", Outcome{false, {}, "lapsed"}), "r").value().reason, "lapsed");
  EXPECT_FALSE(read_outcome(R"({"request_id":"r","status":"released","reason":"x"})", "r"));
}

TEST_F(RegisterClient, AsksWithItsTokenAndTheNumber) {
  EXPECT_EQ(client.name(), "register.330200");
  EXPECT_EQ(client.role(), "other_register");
  const auto http = client.request_for(request, {});
  ASSERT_TRUE(http);
  EXPECT_EQ(http.value().path, transfers_path);
  const auto said = read_transfer(http.value().body);
  ASSERT_TRUE(said);
  EXPECT_EQ(said.value().id_number, "11010519491231002X");
  EXPECT_EQ(said.value().request_id, request.id.text());
  bool bears = false;
  for (const auto& [name, value] : http.value().headers) {
    bears = bears || (name == "Authorization" && value == "Bearer token-1");
  }
  EXPECT_TRUE(bears);
}

TEST_F(RegisterClient, TakesOnlyTheContractsWordForARelease) {
  const auto id = request.id.text();
  EXPECT_EQ(read(200, to_json(id, {true, "0:7", {}})).answer.fact, TransferReleased::name);
  EXPECT_EQ(read(200, to_json(id, {false, {}, "lapsed"})).answer.fact, TransferNotReleased::name);
  EXPECT_EQ(read(200, to_json("other", {true, "0:7", {}})).kind, Reading::Kind::retry);
  EXPECT_EQ(read(200, "{}").kind, Reading::Kind::retry);
  EXPECT_EQ(read(503, "{}").kind, Reading::Kind::retry);
  EXPECT_EQ(read(400, "{}").kind, Reading::Kind::refused);
  EXPECT_EQ(forgotten, 0U);
  for (const int status : {401, 403}) {
    EXPECT_EQ(read(status, "{}").kind, Reading::Kind::busy) << "an operator's to mend";
  }
  EXPECT_EQ(forgotten, 2U);
}

TEST(RegisterSandbox, ReleasesAFormOnceAndAnswersTheSameAgain) {
  Sandbox sandbox{2};
  const auto ask = [&](Transfer transfer) {
    return sandbox.ask(transfer.request_id, to_json(transfer));
  };
  const auto first = ask(some_transfer());
  EXPECT_TRUE(read_outcome(first.body, "request-1").value().released);
  EXPECT_EQ(ask(some_transfer()).body, first.body);
  EXPECT_EQ(ask(some_transfer("JS-2")).status, 422) << "the same key for another question";
  auto second = some_transfer();
  second.request_id = "request-2";
  EXPECT_EQ(read_outcome(ask(second).body, "request-2").value().reason, "moved");
  second.request_id = "request-3";
  EXPECT_EQ(ask(second).status, 503) << "it keeps two";
  EXPECT_EQ(sandbox.ask("other", to_json(some_transfer())).status, 400);
  Sandbox other;
  EXPECT_EQ(read_outcome(other.ask("request-1", to_json(some_transfer("JS-0"))).body, "request-1")
                .value()
                .reason,
            "lapsed");
}

}  // namespace
}  // namespace vermilion::registers
