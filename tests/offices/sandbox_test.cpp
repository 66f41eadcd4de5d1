#include "app/sandbox/sandbox.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>

#include "adapters/offices/frame/http_client.hpp"
#include "adapters/system/system_clock.hpp"
#include "tests/api/raw_client.hpp"
#include "tests/offices/office_house.hpp"

using namespace vermilion;
using offices::HttpAnswer;
using offices::HttpClient;
using offices::HttpRequest;
using public_security::CheckQuestion;

namespace {

const Instant now = *instant_from_text("2026-09-25T09:00:00+08:00");

CheckQuestion question(std::string id, int sequence) {
  return {std::move(id), std::string(tests::person_name), tests::OfficeHouse::number(sequence),
          "licence"};
}

class SandboxService : public testing::Test {
 protected:
  void SetUp() override { restart(); }
  void restart(std::string key_file = {}) {
    sandbox::SandboxOptions options;
    options.key_file = std::move(key_file);
    auto started = sandbox::Sandbox::start(options);
    ASSERT_TRUE(started) << started.error().text();
    sandbox_ = std::move(started.value());
    client_ = HttpClient::make({.base = sandbox_->url()}).value();
  }
  HttpAnswer ask(std::string method, std::string path, std::string body = {},
                 std::string key = {}) {
    HttpRequest request{
        .method = std::move(method), .path = std::move(path), .body = std::move(body)};
    if (!key.empty()) request.headers.emplace_back("Idempotency-Key", std::move(key));
    auto answer = client_->ask(request, {});
    EXPECT_TRUE(answer) << answer.error().text();
    return answer ? answer.value() : HttpAnswer{};
  }
  [[nodiscard]] std::uint16_t port() const {
    return static_cast<std::uint16_t>(std::stoi(sandbox_->url().substr(17)));
  }
  HttpAnswer check(const CheckQuestion& asked) {
    return ask("POST", "/v1/identity-checks", to_json(asked), asked.request_id);
  }
  std::string token(const std::string& subject, std::int64_t ttl = 600) {
    const auto answer =
        ask("POST", "/token",
            R"({"subject":")" + subject + R"(","kind":"staff","ttl":)" + std::to_string(ttl) + "}");
    return std::string(boost::json::parse(answer.body).at("access_token").as_string());
  }
  api::TokenVerifier verifier(std::int64_t lifetime_max_s = 600) {
    api::TokenRules rules;
    rules.issuer = sandbox_->url();
    rules.audience = sandbox::audience;
    rules.lifetime_max_s = lifetime_max_s;
    return {rules, api::KeySet::from_jwks(ask("GET", "/jwks").body).value()};
  }

  std::unique_ptr<sandbox::Sandbox> sandbox_;
  std::unique_ptr<HttpClient> client_;
};

}  // namespace

TEST(PublicSecuritySandbox, TheSameKeyAndQuestionGetTheSameAnswerOctetForOctet) {
  public_security::Sandbox office;
  const auto asked = question("a.1", 17);
  const auto first = office.ask("a.1", to_json(asked), now);
  const auto second = office.ask("a.1", to_json(asked), now + microseconds_a_day);
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.body, second.body);
  EXPECT_EQ(office.asked("a.1"), 2);
  EXPECT_EQ(office.ask("a.1", to_json(question("a.1", 18)), now).status, 422);
  EXPECT_EQ(office.ask("a.2", to_json(asked), now).status, 400) << "key and request_id differ";
}

TEST(PublicSecuritySandbox, AnswersByTheSequenceOfTheNumber) {
  public_security::Sandbox office;
  int made = 0;
  const auto said = [&](const std::string& number) {
    CheckQuestion asked = question("k." + std::to_string(++made), 0);
    asked.id_number = number;
    const auto reply = office.ask(asked.request_id, to_json(asked), now);
    if (reply.status == 202) return std::string("pending");
    const auto read = public_security::read_reply(reply.body, asked.request_id).value();
    return read.match ? std::string("match") : read.mismatched.front();
  };
  for (int sequence = 0; sequence < 1'000; ++sequence) {
    const std::string right = sequence < 900   ? "match"
                              : sequence < 940 ? "id_number"
                              : sequence < 980 ? "name"
                                               : "pending";
    ASSERT_EQ(said(tests::OfficeHouse::number(sequence)), right) << sequence;
  }
  EXPECT_EQ(said("339099199001010011"), "id_number") << "a wrong check digit is in no register";
}

TEST(PublicSecuritySandbox, KeepsABoundedNumberOfKeysAndForgetsTheOldest) {
  public_security::Sandbox office(3);
  for (const char* id : {"a", "b", "c", "d"}) {
    EXPECT_EQ(office.ask(id, to_json(question(id, 1)), now).status, 200);
  }
  EXPECT_EQ(office.asked("a"), 0);
  EXPECT_EQ(office.asked("d"), 1);
  EXPECT_EQ(office.poll("a", now).status, 404);
  EXPECT_EQ(office.statistics().at("forgotten").to_number<int>(), 1);
}

TEST_F(SandboxService, AnswersChecksOverHttpAndCountsThemByKey) {
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
  EXPECT_EQ(check(question("a.1", 17)).status, 200);
  EXPECT_EQ(check(question("a.1", 17)).status, 200);
  EXPECT_EQ(ask("GET", "/v1/identity-checks/a.1").status, 200);
  EXPECT_EQ(ask("GET", "/v1/identity-checks/b.1").status, 404);
  EXPECT_EQ(ask("POST", "/v1/identity-checks", to_json(question("c.1", 1))).status, 400)
      << "without a key";
  EXPECT_EQ(ask("POST", "/v1/identity-checks", "{", "c.1").status, 400);
  const auto counted = boost::json::parse(ask("GET", "/requests").body).at("public_security");
  EXPECT_EQ(counted.at("requests").to_number<int>(), 3);
  EXPECT_EQ(counted.at("by_key").at(0).at("key").as_string(), "a.1");
  EXPECT_EQ(counted.at("by_key").at(0).at("asked").to_number<int>(), 2);
}

TEST_F(SandboxService, TakesFaultsOnRequestShowsThemAndTakesThemAway) {
  const auto given =
      ask("POST", "/faults", R"({"office":"public_security","mode":"error","status":503})");
  EXPECT_EQ(given.status, 200);
  EXPECT_EQ(check(question("a.1", 17)).status, 503);
  const auto shown = boost::json::parse(ask("GET", "/faults").body).at("faults");
  EXPECT_EQ(shown.at(0).at("mode").as_string(), "error");
  EXPECT_EQ(shown.at(0).at("hit").to_number<int>(), 1);
  tests::RawClient raw(port());
  ASSERT_TRUE(raw.send("DELETE /faults HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_TRUE(raw.answer().ends_with("{\"faults\":[]}"));
  EXPECT_EQ(check(question("a.1", 17)).status, 200);
  EXPECT_EQ(ask("POST", "/faults", R"({"office":"tax","mode":"down"})").status, 422);
  EXPECT_EQ(ask("POST", "/faults", R"({"office":"public_security"})").status, 422);
}

TEST_F(SandboxService, ATokenOfItsIssuerHoldsForAHallThatPinsIt) {
  const auto configuration =
      boost::json::parse(ask("GET", "/.well-known/openid-configuration").body);
  EXPECT_EQ(configuration.at("issuer").as_string(), sandbox_->url());
  EXPECT_EQ(configuration.at("jwks_uri").as_string(), sandbox_->url() + "/jwks");
  auto hall = verifier();
  const Instant today = SystemClock().now();
  const auto identity = hall.verify(token("clerk-7"), today);
  ASSERT_TRUE(identity) << identity.error().text();
  EXPECT_EQ(identity.value()->subject, "clerk-7");
  EXPECT_EQ(identity.value()->kind, PrincipalKind::staff);
  EXPECT_FALSE(hall.verify(token("clerk-7", 3'600), today)) << "longer than this hall believes";
  EXPECT_FALSE(hall.verify(token("clerk-7", 1), today + 120 * microseconds_a_second));
  EXPECT_EQ(ask("POST", "/token", R"({"subject":""})").status, 422);
  EXPECT_EQ(ask("POST", "/token", R"({"subject":"a","ttl":0})").status, 422);
  EXPECT_EQ(ask("POST", "/token", R"({"subject":"a","kind":"emperor"})").status, 422);
  EXPECT_EQ(ask("POST", "/token", R"({"subject":"a","role":"approver"})").status, 422);
}

TEST_F(SandboxService, AfterARotationOldTokensHoldUntilTheirKeyIsThirdToLast) {
  const Instant today = SystemClock().now();
  const std::string old = token("clerk-7");
  for (std::size_t i = 1; i < sandbox::keys_kept; ++i) {
    EXPECT_EQ(ask("POST", "/rotate").status, 200);
    EXPECT_TRUE(verifier().verify(old, today)) << i;
    EXPECT_TRUE(verifier().verify(token("clerk-8"), today)) << i;
  }
  EXPECT_EQ(ask("POST", "/rotate").status, 200);
  EXPECT_FALSE(verifier().verify(old, today));
  EXPECT_TRUE(verifier().verify(token("clerk-8"), today));
}

TEST_F(SandboxService, KeysOfAFileOutliveTheSandbox) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "vermilion_issuer_keys";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  const std::string file = (folder / "issuer.pem").string();
  restart(file);
  EXPECT_EQ(ask("POST", "/rotate").status, 200);
  const std::string before = ask("GET", "/jwks").body;
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  restart(file);
  EXPECT_EQ(ask("GET", "/jwks").body, before);
  std::filesystem::resize_file(file, 100);
  EXPECT_FALSE(sandbox::Issuer::open(file)) << "a torn key file is no new beginning";
  std::filesystem::remove_all(folder);
}

TEST_F(SandboxService, RefusesWhatIsNoHttpAndClosesInGoodOrder) {
  tests::RawClient raw(port());
  ASSERT_TRUE(raw.send("GET /healthz HTTP/1.1\r\n\r\n"));  // no Host
  EXPECT_TRUE(raw.answer().starts_with("HTTP/1.1 400 "));
  tests::RawClient large(port());
  ASSERT_TRUE(large.send("POST /token HTTP/1.1\r\nHost: h\r\nContent-Length: 600000\r\n\r\n"));
  EXPECT_TRUE(large.answer().starts_with("HTTP/1.1 413 "));
  tests::RawClient two(port());
  ASSERT_TRUE(
      two.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"
               "GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_TRUE(two.answer().starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(two.answer().starts_with("HTTP/1.1 404 "));
}

TEST(HttpClient, TakesOnlyAnOriginAndOnlyPathsBelowIt) {
  for (const char* base : {"", "127.0.0.1:1", "ftp://h", "file:///etc/passwd", "http://",
                           "http:///x", "http://u:p@h", "http://h/", "http://h?x", "http://h h"}) {
    EXPECT_FALSE(HttpClient::make({.base = base})) << base;
  }
  const auto client = HttpClient::make({.base = "http://127.0.0.1:1"}).value();
  const auto code = [&client](HttpRequest request) {
    return client->ask(request, {}).error().code;
  };
  EXPECT_EQ(code({.method = "GET", .path = "/x"}), Code::unavailable) << "sent, nobody there";
  EXPECT_EQ(code({.method = "GET", .path = "@elsewhere/"}), Code::invalid);
  EXPECT_EQ(code({.method = "GET", .path = "/../x"}), Code::invalid);
  EXPECT_EQ(code({.method = "GET", .path = "/x y"}), Code::invalid);
  EXPECT_EQ(code({.method = "PUT", .path = "/x"}), Code::invalid);
  EXPECT_EQ(code({.method = "GET", .path = "/x", .headers = {{"A", "b\r\nC: d"}}}), Code::invalid);
}
