// Hostile tokens at the door of a served hall: each is refused and nothing is recorded. What the
// verifier says of each rule, and where its bounds are, is in token_test.cpp.
#include <gmock/gmock.h>
#include <openssl/hmac.h>

#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

using api::TokenSigner;
using testing::HasSubstr;
using testing::Not;

const TokenSigner& stranger() {
  static const auto one = TokenSigner::generate().value();
  return one;
}

std::int64_t now_s() {
  return SystemClock{}.now().microseconds / microseconds_a_second;
}

// A good header with `alg`, `typ`, `kid` as JSON values (empty: left out) and more members.
struct Header {
  std::string alg = R"("EdDSA")";
  std::string typ = R"("at+jwt")";
  std::string kid = "ours";
  std::string more = {};
  [[nodiscard]] std::string text(const TokenSigner& signer) const {
    std::string all;
    const auto add = [&](const char* name, const std::string& json) {
      if (!json.empty()) all += (all.empty() ? "\"" : ",\"") + std::string{name} + "\":" + json;
    };
    add("alg", alg);
    add("typ", typ);
    add("kid", kid == "ours" ? "\"" + signer.kid() + "\"" : kid);
    return "{" + all + more + "}";
  }
};

std::string payload(const std::string& name = {}, const std::string& json = {}) {
  const std::pair<std::string, std::string> members[]{{"iss", "\"test\""},
                                                      {"sub", "\"li.wei\""},
                                                      {"aud", "\"vermilion\""},
                                                      {"iat", std::to_string(now_s())},
                                                      {"exp", std::to_string(now_s() + 300)},
                                                      {"kind", "\"staff\""}};
  std::string text;
  bool known = false;
  const auto add = [&](const std::string& member, const std::string& value) {
    if (!value.empty()) text += (text.empty() ? "\"" : ",\"") + member + "\":" + value;
  };
  for (const auto& [member, value] : members) {
    known = known || member == name;
    add(member, member == name ? json : value);
  }
  if (!known) add(name, json);
  return "{" + text + "}";
}

using Make = std::function<std::string(const TokenSigner&)>;

Make header(const Header& wrong) {
  return [wrong](const TokenSigner& signer) {
    return signer.sign_parts(wrong.text(signer), payload());
  };
}
Make claim(const std::string& name, const std::string& json) {
  return [=](const TokenSigner& signer) {
    return signer.sign_parts(Header{}.text(signer), payload(name, json));
  };
}
Make time(const std::string& name, std::int64_t from_now) {
  return [=](const TokenSigner& signer) {
    return signer.sign_parts(Header{}.text(signer),
                             payload(name, std::to_string(now_s() + from_now)));
  };
}
Make whole(const std::string& claims) {
  return
      [=](const TokenSigner& signer) { return signer.sign_parts(Header{}.text(signer), claims); };
}
// Signed by the stranger, under our kid.
Make forged(const std::string& more = {}) {
  return [=](const TokenSigner& signer) {
    return stranger().sign_parts(Header{.more = more}.text(signer), payload());
  };
}
// A good token, spoilt.
Make spoilt(std::function<std::string(std::string)> spoil) {
  return [spoil = std::move(spoil)](const TokenSigner& signer) {
    return spoil(signer.sign_parts(Header{}.text(signer), payload()));
  };
}
Make unsigned_with(const std::string& alg) {
  return [=](const TokenSigner& signer) {
    return to_base64url(Header{.alg = alg}.text(signer)) + "." + to_base64url(payload()) + ".";
  };
}
// HS256 with the public key's octets as the secret: algorithm confusion.
std::string confused(const TokenSigner& signer) {
  const auto jwks = json::parse(signer.jwks());
  const std::string secret{jwks.at_pointer("/keys/0/x").as_string()};
  const auto text =
      to_base64url(Header{.alg = R"("HS256")"}.text(signer)) + "." + to_base64url(payload());
  std::string code(32, '\0');
  unsigned size = 32;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
       reinterpret_cast<unsigned char*>(code.data()), &size);
  return text + "." + to_base64url(code);
}
std::size_t dot(const std::string& token, int which) {
  const auto first = token.find('.');
  return which == 1 ? first : token.find('.', first + 1);
}

struct Hostile {
  const char* name;
  Make make;
};

const std::vector<Hostile> tokens{
    // ---- the algorithm
    {"alg_none_unsigned", unsigned_with(R"("none")")},
    {"alg_None_unsigned", unsigned_with(R"("None")")},
    {"alg_EdDSA_unsigned", unsigned_with(R"("EdDSA")")},
    {"alg_none_signed", header({.alg = R"("none")"})},
    {"alg_HS256_with_the_public_key", confused},
    {"alg_HS512", header({.alg = R"("HS512")"})},
    {"alg_ES256_of_another_key_type", header({.alg = R"("ES256")"})},
    {"alg_RS256_of_another_key_type", header({.alg = R"("RS256")"})},
    {"alg_PS256_of_another_key_type", header({.alg = R"("PS256")"})},
    {"alg_ES384_not_configured", header({.alg = R"("ES384")"})},
    {"alg_in_lower_case", header({.alg = R"("eddsa")"})},
    {"alg_empty", header({.alg = R"("")"})},
    {"alg_null", header({.alg = "null"})},
    {"alg_number", header({.alg = "1"})},
    {"alg_list", header({.alg = R"(["EdDSA"])"})},
    {"alg_missing", header({.alg = ""})},
    {"alg_twice", header({.more = R"(,"alg":"none")"})},
    // ---- the key
    {"of_a_stranger_under_his_own_kid",
     [](const TokenSigner&) {
       return stranger().sign_parts(Header{}.text(stranger()), payload());
     }},
    {"of_a_stranger_under_our_kid", forged()},
    {"brings_its_key_as_jwk", forged(R"(,"jwk":{"kty":"OKP","crv":"Ed25519","x":"AAAA"})")},
    {"brings_its_key_as_jku", forged(R"(,"jku":"https://evil.example/jwks")")},
    {"brings_its_key_as_x5u", forged(R"(,"x5u":"https://evil.example/x5")")},
    {"brings_its_key_as_x5c", forged(R"(,"x5c":["AA=="])")},
    {"kid_missing", header({.kid = ""})},
    {"kid_empty", header({.kid = R"("")"})},
    {"kid_number", header({.kid = "1"})},
    {"kid_path", header({.kid = R"("../../../../dev/null")"})},
    {"kid_sql", header({.kid = R"("' or '1'='1")"})},
    {"kid_with_a_zero", header({.kid = R"("a\u0000b")"})},
    {"kid_unknown", header({.kid = R"("another")"})},
    // ---- the header
    {"typ_JWT", header({.typ = R"("JWT")"})},
    {"typ_of_an_id_token", header({.typ = R"("id+jwt")"})},
    {"typ_of_a_logout_token", header({.typ = R"("logout+jwt")"})},
    {"typ_missing", header({.typ = ""})},
    {"typ_null", header({.typ = "null"})},
    {"crit_b64", header({.more = R"(,"crit":["b64"],"b64":false)"})},
    {"crit_empty", header({.more = R"(,"crit":[])"})},
    // ---- whose and for whom
    {"iss_of_another", claim("iss", R"("https://evil.example")")},
    {"iss_with_a_slash", claim("iss", R"("test/")")},
    {"iss_in_upper_case", claim("iss", R"("TEST")")},
    {"iss_list", claim("iss", R"(["test"])")},
    {"iss_missing", claim("iss", "")},
    {"aud_of_another", claim("aud", R"("vermilion2")")},
    {"aud_in_upper_case", claim("aud", R"("Vermilion")")},
    {"aud_empty_list", claim("aud", "[]")},
    {"aud_nested", claim("aud", R"([["vermilion"]])")},
    {"aud_object", claim("aud", R"({"vermilion":1})")},
    {"aud_missing", claim("aud", "")},
    // ---- when
    {"expired", time("exp", -61)},
    {"expired_a_day_ago", time("exp", -86'400)},
    {"not_yet_valid", time("nbf", 120)},
    {"issued_in_the_future", time("iat", 120)},
    {"lives_too_long", time("exp", 3'600)},
    {"lives_for_ever", claim("exp", "253402300799")},
    {"issued_long_ago", time("iat", -3'600)},
    {"exp_text", claim("exp", R"("1795320000")")},
    {"exp_fraction", claim("exp", "1.5")},
    {"exp_negative", claim("exp", "-1")},
    {"exp_overflows", claim("exp", "18446744073709551615")},
    {"exp_missing", claim("exp", "")},
    {"iat_missing", claim("iat", "")},
    {"nbf_text", claim("nbf", R"("soon")")},
    // ---- who
    {"sub_missing", claim("sub", "")},
    {"sub_empty", claim("sub", R"("")")},
    {"sub_number", claim("sub", "1")},
    {"sub_with_a_line_feed", claim("sub", R"("li.wei\nadmin")")},
    {"sub_too_long", claim("sub", "\"" + std::string(257, 'a') + "\"")},
    {"sub_twice", claim("x", R"(1,"sub":"root.one")")},
    {"kind_missing", claim("kind", "")},
    {"kind_unknown", claim("kind", R"("admin")")},
    {"kind_in_upper_case", claim("kind", R"("Staff")")},
    {"kind_list", claim("kind", R"(["staff"])")},
    {"on_behalf_of_number", claim("on_behalf_of", "1")},
    // ---- the form
    {"payload_list", whole("[]")},
    {"payload_text", whole("\"li.wei\"")},
    {"payload_empty", whole("")},
    {"payload_cut", whole(R"({"iss":"test")")},
    {"payload_deep", claim("x", "[[[[[[[[1]]]]]]]]")},
    {"payload_not_utf8", claim("x", "\"\xff\xfe\"")},
    {"two_parts", spoilt([](std::string good) { return good.substr(0, dot(good, 2)); })},
    {"four_parts", spoilt([](std::string good) { return good + ".AA"; })},
    {"five_parts_like_jwe", spoilt([](std::string good) { return good + ".AA.AA"; })},
    {"padded", spoilt([](std::string good) { return good + "="; })},
    {"signature_empty", spoilt([](std::string good) { return good.substr(0, dot(good, 2) + 1); })},
    {"signature_cut", spoilt([](std::string good) { return good.substr(0, good.size() - 1); })},
    {"signature_changed", spoilt([](std::string good) {
       auto& one = good[good.size() - 40];
       one = one == 'A' ? 'B' : 'A';
       return good;
     })},
    {"payload_changed", spoilt([](std::string good) {
       auto& one = good[dot(good, 1) + 30];
       one = one == 'A' ? 'B' : 'A';
       return good;
     })},
    {"header_of_another_token", spoilt([](std::string good) {
       return to_base64url(R"({"alg":"EdDSA"})") + good.substr(dot(good, 1));
     })},
    {"standard_base64", spoilt([](std::string good) { return good + "+/"; })},
    {"no_token_at_all", [](const TokenSigner&) { return std::string{"."}; }},
};

struct hostile_token : testing::TestWithParam<Hostile> {
  static void SetUpTestSuite() { hall = std::make_unique<ServedHall>(); }
  static void TearDownTestSuite() { hall.reset(); }
  static inline std::unique_ptr<ServedHall> hall;

  Answer ask(const std::string& method, const std::string& path, const std::string& token,
             const std::string& body = {}) {
    return hall->send({}, method, path,
                      "Authorization: Bearer " + token +
                          "\r\nIdempotency-Key: h\r\nContent-Type: application/json\r\n",
                      body);
  }
};

TEST_P(hostile_token, is_refused_and_leaves_nothing) {
  const auto token = GetParam().make(hall->signer());
  const auto before = hall->hall().journal().last(0);
  const auto read = ask("GET", "/v1/cases", token);
  EXPECT_EQ(read.status, 401) << read.body;
  EXPECT_EQ(read.field("WWW-Authenticate"), "Bearer error=\"invalid_token\"");
  const auto write = ask("POST", "/v1/cases", token, "{}");
  EXPECT_EQ(write.status, 401) << write.body;
  EXPECT_EQ(hall->hall().journal().last(0), before);
  if (token.size() > 8) {
    EXPECT_THAT(read.body, Not(HasSubstr(token.substr(0, 64))));
  }
  // An integrator is told which rule it broke.
  EXPECT_THAT(read.text("/detail"), HasSubstr("token"));
}

INSTANTIATE_TEST_SUITE_P(each, hostile_token, testing::ValuesIn(tokens),
                         [](const auto& one) { return std::string{one.param.name}; });

TEST(hostile_tokens, are_at_least_sixty_and_a_good_one_is_taken) {
  EXPECT_GE(tokens.size(), 60U);
  ServedHall hall;
  const auto token = hall.signer().sign_parts(Header{}.text(hall.signer()), payload());
  EXPECT_EQ(hall.send({}, "GET", "/v1/cases", "Authorization: Bearer " + token + "\r\n", {}).status,
            200);
  for (const std::string scheme : {"Basic ", "bearer", "DPoP ", ""}) {
    const auto field = "Authorization: " + scheme + token + "\r\n";
    EXPECT_EQ(hall.send({}, "GET", "/v1/cases", field, {}).status, 401) << scheme;
  }
  const auto long_one = claim("x", "\"" + std::string(6'000, 'a') + "\"")(hall.signer());
  EXPECT_EQ(
      hall.send({}, "GET", "/v1/cases", "Authorization: Bearer " + long_one + "\r\n", {}).status,
      431);
  EXPECT_EQ(hall.send({}, "GET", "/v1/cases?access_token=" + token, {}, {}).status, 401);
}

}  // namespace
}  // namespace vermilion::tests
