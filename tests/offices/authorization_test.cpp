// The sandbox's login over HTTP: authorization code with PKCE, and what is refused of it.
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/system/system_clock.hpp"
#include "app/sandbox/sandbox.hpp"
#include "base/hash.hpp"
#include "tests/api/raw_client.hpp"

namespace vermilion::tests {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

struct Heard {
  int status = 0;
  std::string head;
  std::string body;
  [[nodiscard]] std::string field(const std::string& name) const {
    const auto at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto from = at + 4 + name.size();
    return head.substr(from, head.find("\r\n", from) - from);
  }
};

struct login : testing::Test {
  std::unique_ptr<sandbox::Sandbox> sandbox = sandbox::Sandbox::start({}).value();

  Heard ask(const std::string& method, const std::string& path, const std::string& form = {}) {
    RawClient client{static_cast<std::uint16_t>(std::stoi(sandbox->url().substr(17)))};
    auto head = method + " " + path + " HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n";
    if (method == "POST") {
      head += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
              std::to_string(form.size()) + "\r\n";
    }
    client.send(head + "\r\n" + form);
    const auto whole = client.answer(10'000);
    const auto end = whole.find("\r\n\r\n");
    if (end == std::string::npos) return {};
    return {std::atoi(whole.c_str() + 9), whole.substr(0, end + 2), whole.substr(end + 4)};
  }
  static std::string request(const std::string& name = {}, const std::string& value = {}) {
    std::string text;
    for (const auto& [member, usual] : std::vector<std::pair<std::string, std::string>>{
             {"response_type", "code"},
             {"client_id", "console"},
             {"redirect_uri", "http://127.0.0.1:9999/back"},
             {"state", "s&1"},
             {"nonce", "n1"},
             {"code_challenge", to_base64url(view_of(sha256(verifier)))},
             {"code_challenge_method", "S256"}}) {
      text += (text.empty() ? "" : "&") + member + "=" +
              api::percent_encoded(member == name ? value : usual);
    }
    return text;
  }
  Heard log_in(const std::string& form = request()) {
    return ask("POST", "/authorize", form + "&subject=li.wei&kind=staff&unit=&level=3");
  }
  std::string code() {
    const auto to = log_in().field("Location");
    const auto at = to.find("code=");
    return at == std::string::npos ? std::string{} : to.substr(at + 5, to.find('&', at) - at - 5);
  }
  Heard exchange(const std::string& of, const std::string& proof = verifier,
                 const std::string& client = "console",
                 const std::string& back = "http://127.0.0.1:9999/back") {
    return ask("POST", "/token",
               "grant_type=authorization_code&code=" + of + "&client_id=" + client +
                   "&redirect_uri=" + api::percent_encoded(back) + "&code_verifier=" + proof);
  }
};

TEST_F(login, gives_a_token_that_a_hall_takes_to_whoever_proves_that_he_asked) {
  const auto page = ask("GET", "/authorize?" + request());
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("name=\"subject\""));
  EXPECT_THAT(page.body, HasSubstr("value=\"s&amp;1\""));
  const auto sent = log_in();
  EXPECT_EQ(sent.status, 302);
  EXPECT_THAT(sent.field("Location"), StartsWith("http://127.0.0.1:9999/back?code="));
  EXPECT_THAT(sent.field("Location"), HasSubstr("&state=s%261"));
  EXPECT_THAT(sent.field("Location"), HasSubstr("&iss=" + api::percent_encoded(sandbox->url())));
  const auto told = exchange(code());
  ASSERT_EQ(told.status, 200) << told.body;
  EXPECT_EQ(told.field("Cache-Control"), "no-store");
  const auto tokens = boost::json::parse(told.body);
  api::TokenRules rules;
  rules.issuer = sandbox->url();
  rules.audience = sandbox::audience;
  api::TokenVerifier hall{
      rules, api::KeySet::from_jwks(boost::json::serialize(sandbox->issuer().key_set())).value()};
  const auto now = SystemClock{}.now();
  const auto identity = hall.verify(tokens.at("access_token").as_string(), now);
  ASSERT_TRUE(identity) << identity.error().text();
  EXPECT_EQ(identity.value()->subject, "li.wei");
  EXPECT_EQ(identity.value()->kind, PrincipalKind::staff);
  EXPECT_EQ(identity.value()->level, 3);
  // What says to the client who logged in opens no hall.
  EXPECT_FALSE(hall.verify(tokens.at("id_token").as_string(), now));
}

TEST_F(login, a_code_is_of_use_once_and_to_whoever_asked_for_it) {
  const auto one = code();
  EXPECT_EQ(exchange(one).status, 200);
  EXPECT_EQ(exchange(one).status, 400);
  EXPECT_EQ(exchange(code(), std::string(43, 'x')).status, 400);
  EXPECT_EQ(exchange(code(), "short").status, 400);
  EXPECT_EQ(exchange(code(), verifier, "another").status, 400);
  EXPECT_EQ(exchange(code(), verifier, "console", "http://127.0.0.1:9999/other").status, 400);
  const auto failed = code();
  EXPECT_EQ(exchange(failed, std::string(43, 'x')).status, 400);
  EXPECT_THAT(exchange(failed).body, HasSubstr("invalid_grant"));  // tried once, gone
  EXPECT_THAT(ask("POST", "/token", "grant_type=password&username=a&password=b").body,
              HasSubstr("unsupported_grant_type"));
}

TEST_F(login, sends_nobody_to_another_machine_and_demands_a_proof) {
  for (const auto* elsewhere :
       {"", "https://evil.example/", "http://127.0.0.1.evil.example/", "http://127.0.0.1@evil/",
        "http://localhost.evil/", "javascript:alert(1)", "http://127.0.0.1/#x"}) {
    const auto answer = log_in(request("redirect_uri", elsewhere));
    EXPECT_EQ(answer.status, 400) << elsewhere;
    EXPECT_TRUE(answer.field("Location").empty()) << elsewhere;
  }
  EXPECT_EQ(log_in(request("client_id", "")).status, 400);
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{{"response_type", "token"},
                                                        {"code_challenge", ""},
                                                        {"code_challenge", "short"},
                                                        {"code_challenge_method", "plain"},
                                                        {"code_challenge_method", ""}}) {
    const auto answer = log_in(request(name, value));
    EXPECT_EQ(answer.status, 302) << name;
    EXPECT_THAT(answer.field("Location"), HasSubstr("error=")) << name << value;
    EXPECT_THAT(answer.field("Location"), Not(HasSubstr("code="))) << name << value;
  }
  const auto injected = ask("GET", "/authorize?" + request("state", "\"><script>x</script>"));
  EXPECT_THAT(injected.body, Not(HasSubstr("<script>")));
}

TEST_F(login, forgets_the_oldest_code_beyond_its_bound_and_each_after_a_minute) {
  sandbox::Authorization desk{sandbox->issuer()};
  const auto now = SystemClock{}.now();
  const auto code_at = [&](Instant at) {
    const auto form = request() + "&subject=a.b&kind=staff&unit=&level=1";
    api::Request asked;
    asked.method = "POST";
    asked.body = form;
    const auto to = desk.authorize(asked, at).headers.front().second;
    const auto from = to.find("code=") + 5;
    return to.substr(from, to.find('&', from) - from);
  };
  const auto status = [&](const std::string& code, Instant at) {
    const auto form = "grant_type=authorization_code&client_id=console&redirect_uri=" +
                      api::percent_encoded("http://127.0.0.1:9999/back") + "&code=" + code +
                      "&code_verifier=" + verifier;
    api::Request asked;
    asked.method = "POST";
    asked.body = form;
    return desk.exchange(asked, at).status;
  };
  const auto minute = sandbox::code_life_s * microseconds_a_second;
  EXPECT_EQ(status(code_at(now), now + minute), 400);
  EXPECT_EQ(status(code_at(now), now + (minute - 1)), 200);
  const auto first = code_at(now);
  const auto second = code_at(now);
  for (std::size_t i = 0; i + 1 < sandbox::codes_max; ++i) code_at(now);
  EXPECT_EQ(status(first, now), 400);
  EXPECT_EQ(status(second, now), 200);
}

}  // namespace
}  // namespace vermilion::tests
