#include "app/api/token.hpp"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "app/api/token_keys.hpp"
#include "base/bytes.hpp"

using namespace vermilion;
using namespace vermilion::api;

namespace {

const Instant now = *instant_from_text("2026-11-22T10:00:00+08:00");
const std::int64_t now_s = now.microseconds / microseconds_a_second;

TokenRules rules() {
  return TokenRules{.issuer = "https://sandbox", .audience = "vermilion"};
}

TokenClaims claims() {
  return TokenClaims{.subject = "zhang-san",
                     .issuer = "https://sandbox",
                     .audience = "vermilion",
                     .kind = PrincipalKind::agent,
                     .name = "张三",
                     .on_behalf_of = "unit-1",
                     .issued_at = now,
                     .expires_at = now + 300 * microseconds_a_second};
}

const TokenSigner& signer() {
  static const TokenSigner one = TokenSigner::generate().value();
  return one;
}

TokenVerifier verifier() {
  return {rules(), KeySet::from_jwks(signer().jwks()).value()};
}

std::string header_with(std::string_view more) {
  return R"({"alg":"EdDSA","typ":"at+jwt","kid":")" + signer().kid() + "\"" + std::string(more) +
         "}";
}

// A good payload whose member `name` is `json` instead; left out when `json` is empty.
std::string payload_with(std::string_view name, std::string_view json) {
  const std::pair<std::string, std::string> members[] = {
      {"iss", "\"https://sandbox\""}, {"sub", "\"zhang-san\""},
      {"aud", "\"vermilion\""},       {"iat", std::to_string(now_s)},
      {"nbf", std::to_string(now_s)}, {"exp", std::to_string(now_s + 300)},
      {"kind", "\"person\""}};
  std::string text = "{";
  bool known = false;
  for (const auto& [member, value] : members) {
    known = known || member == name;
    const std::string chosen = member == name ? std::string(json) : value;
    if (!chosen.empty()) text += (text.size() > 1 ? ",\"" : "\"") + member + "\":" + chosen;
  }
  if (!known && !json.empty()) text += ",\"" + std::string(name) + "\":" + std::string(json);
  return text + "}";
}

std::string good_payload() {
  return payload_with("", "");
}

// "" when the token is taken, else the reason.
std::string judge(std::string_view token, Instant at = now) {
  TokenVerifier one = verifier();
  const auto identity = one.verify(token, at);
  return identity ? "" : identity.error().detail;
}
std::string judge_header(std::string_view header) {
  return judge(signer().sign_parts(header, good_payload()));
}
std::string judge_claim(std::string_view name, std::string_view json) {
  return judge(signer().sign_parts(header_with(""), payload_with(name, json)));
}

#define EXPECT_REASON(reason, expression) \
  EXPECT_NE((expression).find(reason), std::string::npos) << (expression)

KeyHandle make_key(const char* type) {
  return std::string_view(type) == "EC"
             ? own(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"))
             : own(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048}));
}

std::string number_member(const KeyHandle& key, const char* parameter, std::size_t size) {
  BIGNUM* number = nullptr;
  EXPECT_EQ(EVP_PKEY_get_bn_param(key.get(), parameter, &number), 1);
  if (size == 0) size = static_cast<std::size_t>(BN_num_bytes(number));
  std::string bytes(size, '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size));
  BN_free(number);
  return to_base64url(bytes);
}

std::string jwk_of(const KeyHandle& key, Algorithm algorithm, std::string_view kid) {
  std::string text =
      R"({"kid":")" + std::string(kid) + R"(","alg":")" + std::string(name_of(algorithm)) + "\",";
  if (algorithm == Algorithm::es256) {
    return text + R"("kty":"EC","crv":"P-256","x":")" +
           number_member(key, OSSL_PKEY_PARAM_EC_PUB_X, 32) + R"(","y":")" +
           number_member(key, OSSL_PKEY_PARAM_EC_PUB_Y, 32) + "\"}";
  }
  return text + R"("kty":"RSA","n":")" + number_member(key, OSSL_PKEY_PARAM_RSA_N, 0) +
         R"(","e":")" + number_member(key, OSSL_PKEY_PARAM_RSA_E, 0) + "\"}";
}

std::string sign_with(const KeyHandle& key, Algorithm algorithm, std::string_view kid) {
  std::string text = to_base64url(R"({"alg":")" + std::string(name_of(algorithm)) +
                                  R"(","typ":"at+jwt","kid":")" + std::string(kid) + "\"}") +
                     "." + to_base64url(good_payload());
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* options = nullptr;
  EVP_DigestSignInit_ex(context, &options, "SHA256", nullptr, nullptr, key.get(), nullptr);
  if (algorithm == Algorithm::ps256) {
    EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
  }
  std::string signature(512, '\0');
  auto* out = reinterpret_cast<unsigned char*>(signature.data());
  std::size_t size = signature.size();
  EXPECT_EQ(EVP_DigestSign(context, out, &size, reinterpret_cast<const unsigned char*>(text.data()),
                           text.size()),
            1);
  EVP_MD_CTX_free(context);
  signature.resize(size);
  if (algorithm == Algorithm::es256) {
    const unsigned char* der = out;
    ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(size));
    std::string raw(64, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), reinterpret_cast<unsigned char*>(raw.data()), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), reinterpret_cast<unsigned char*>(raw.data() + 32), 32);
    ECDSA_SIG_free(pair);
    signature = raw;
  }
  return text + "." + to_base64url(signature);
}

}  // namespace

TEST(Token, AGoodOneSaysWhoIsAskingAndNoMore) {
  TokenVerifier one = verifier();
  const auto identity = one.verify(signer().sign(claims()), now);
  ASSERT_TRUE(identity) << identity.error().detail;
  EXPECT_EQ(identity.value()->issuer, "https://sandbox");
  EXPECT_EQ(identity.value()->subject, "zhang-san");
  EXPECT_EQ(identity.value()->kind, PrincipalKind::agent);
  EXPECT_EQ(identity.value()->on_behalf_of, "unit-1");
  EXPECT_EQ(identity.value()->expires_at, now + 300 * microseconds_a_second);
  EXPECT_EQ(judge_header(header_with("")), "");
  EXPECT_EQ(judge_claim("aud", R"(["other","vermilion"])"), "");
  EXPECT_EQ(judge_claim("nbf", ""), "");
  EXPECT_EQ(
      judge_header(R"({"alg":"EdDSA","typ":"application/AT+JWT","kid":")" + signer().kid() + "\"}"),
      "");
}

TEST(Token, TheAlgorithmIsOneOfTheConfiguredAndTheKeysOwn) {
  const auto with_algorithm = [](std::string_view json) {
    return R"({"alg":)" + std::string(json) + R"(,"typ":"at+jwt","kid":")" + signer().kid() + "\"}";
  };
  for (const char* wrong : {"\"none\"", "\"None\"", "\"HS256\"", "\"HS512\"", "\"ES384\"",
                            "\"RS512\"", "\"eddsa\"", "\"\"", "null", "1", "[\"EdDSA\"]"}) {
    EXPECT_REASON("algorithm is not one of the configured", judge_header(with_algorithm(wrong)));
  }
  EXPECT_REASON("algorithm is not one of the configured",
                judge_header(R"({"typ":"at+jwt","kid":")" + signer().kid() + "\"}"));
  EXPECT_REASON("algorithm is not its key's", judge_header(with_algorithm("\"ES256\"")));
  EXPECT_REASON("algorithm is not its key's", judge_header(with_algorithm("\"RS256\"")));

  TokenRules narrow = rules();
  narrow.algorithms = {Algorithm::es256};
  TokenVerifier one(narrow, KeySet::from_jwks(signer().jwks()).value());
  EXPECT_FALSE(one.verify(signer().sign(claims()), now));
  // An unsigned token, as the classic attack sends it.
  EXPECT_FALSE(
      judge(to_base64url(with_algorithm("\"none\"")) + "." + to_base64url(good_payload()) + ".")
          .empty());
}

TEST(Token, EveryConfiguredAlgorithmVerifiesItsOwnSignaturesOnly) {
  const KeyHandle ec = make_key("EC");
  const KeyHandle rsa = make_key("RSA");
  const KeyHandle pss = make_key("RSA");
  const std::string jwks = R"({"keys":[)" + jwk_of(ec, Algorithm::es256, "ec") + "," +
                           jwk_of(rsa, Algorithm::rs256, "rsa") + "," +
                           jwk_of(pss, Algorithm::ps256, "pss") + "]}";
  TokenVerifier one(rules(), KeySet::from_jwks(jwks).value());
  const struct {
    const KeyHandle& key;
    Algorithm algorithm;
    const char* kid;
  } cases[] = {
      {ec, Algorithm::es256, "ec"}, {rsa, Algorithm::rs256, "rsa"}, {pss, Algorithm::ps256, "pss"}};
  for (const auto& each : cases) {
    const std::string token = sign_with(each.key, each.algorithm, each.kid);
    EXPECT_TRUE(one.verify(token, now)) << each.kid;
    std::string damaged = token;
    char& last = damaged[damaged.size() - 20];
    last = last == 'A' ? 'B' : 'A';
    EXPECT_FALSE(one.verify(damaged, now)) << each.kid;
  }
  // The same RSA key under the other padding, and another key's kid.
  EXPECT_FALSE(one.verify(sign_with(rsa, Algorithm::ps256, "rsa"), now));
  EXPECT_FALSE(one.verify(sign_with(pss, Algorithm::rs256, "pss"), now));
  EXPECT_FALSE(one.verify(sign_with(rsa, Algorithm::rs256, "pss"), now));
  EXPECT_FALSE(one.verify(sign_with(ec, Algorithm::es256, "rsa"), now));
}

TEST(Token, TheKeyComesFromThePinnedSetAndFromNowhereElse) {
  const TokenSigner stranger = TokenSigner::generate().value();
  EXPECT_REASON("no key of the pinned", judge(stranger.sign(claims())));
  // The stranger borrows our kid, and brings his key along in every way there is.
  const std::string brought =
      R"(,"jwk":)" + stranger.jwks() + R"(,"jku":"https://evil","x5u":"https://evil","x5c":["AA"])";
  EXPECT_REASON("signature", judge(stranger.sign_parts(header_with(brought), good_payload())));
  EXPECT_EQ(judge_header(header_with(brought)), "") << "ignored, not obeyed";
  EXPECT_REASON("no key of the pinned", judge_header(R"({"alg":"EdDSA","typ":"at+jwt"})"));
  EXPECT_REASON("no key of the pinned",
                judge_header(R"({"alg":"EdDSA","typ":"at+jwt","kid":"../../etc/passwd"})"));
  EXPECT_REASON("crit", judge_header(header_with(R"(,"crit":["b64"],"b64":false)")));
  EXPECT_REASON("crit", judge_header(header_with(R"(,"crit":[])")));
}

TEST(Token, ItsTypeIsAccessToken) {
  for (const char* type : {"\"JWT\"", "\"id+jwt\"", "\"\"", "null", "\"at+jwt \""}) {
    EXPECT_REASON("typ must be at+jwt",
                  judge_header(R"({"alg":"EdDSA","typ":)" + std::string(type) + R"(,"kid":")" +
                               signer().kid() + "\"}"));
  }
  EXPECT_REASON("typ must be at+jwt",
                judge_header(R"({"alg":"EdDSA","kid":")" + signer().kid() + "\"}"));
}

TEST(Token, IssuerAndAudienceAreExactlyOurs) {
  for (const char* wrong : {"\"https://sandbox/\"", "\"HTTPS://sandbox\"", "\"\"", "null", "",
                            "[\"https://sandbox\"]"}) {
    EXPECT_REASON("issuer", judge_claim("iss", wrong));
  }
  for (const char* wrong : {"\"vermilion2\"", "\"Vermilion\"", "[]", "null", "",
                            "[[\"vermilion\"]]", "[\"vermilion\",1]", "{\"vermilion\":1}"}) {
    EXPECT_REASON("audience", judge_claim("aud", wrong));
  }
}

TEST(Token, ItsTimesHoldWithinAMinute) {
  const auto at = [](std::int64_t seconds) { return std::to_string(now_s + seconds); };
  EXPECT_EQ(judge_claim("exp", at(1)), "");
  const std::string token = signer().sign(claims());  // issued now, expires in 300 s
  EXPECT_EQ(judge(token, now + 359 * microseconds_a_second), "");
  EXPECT_REASON("has expired", judge(token, now + 360 * microseconds_a_second));
  EXPECT_EQ(judge_claim("nbf", at(60)), "");
  EXPECT_REASON("not yet valid", judge_claim("nbf", at(61)));
  EXPECT_EQ(judge_claim("iat", at(60)), "");
  EXPECT_REASON("in the future", judge_claim("iat", at(61)));
  EXPECT_EQ(judge_claim("iat", at(-300)), "");
  EXPECT_REASON("lifetime", judge_claim("iat", at(-301)));
  EXPECT_REASON("lifetime", judge_claim("exp", at(0)));
  for (const char* name : {"exp", "iat"}) {
    for (const char* wrong :
         {"", "null", "\"1\"", "1.5", "-1", "1e9", "99999999999999999", "18446744073709551615"}) {
      EXPECT_REASON("exp and iat", judge_claim(name, wrong)) << name << wrong;
    }
  }
  EXPECT_REASON("nbf", judge_claim("nbf", "\"soon\""));
}

TEST(Token, TheSubjectAndItsKindAreWellFormed) {
  for (const char* wrong : {"", "\"\"", "1", "null", "\"a\\nb\""}) {
    EXPECT_REASON("sub", judge_claim("sub", wrong));
  }
  EXPECT_REASON("sub", judge_claim("sub", "\"" + std::string(257, 'a') + "\""));
  for (const char* wrong : {"", "\"admin\"", "1", "\"Person\""}) {
    EXPECT_REASON("kind", judge_claim("kind", wrong));
  }
  EXPECT_REASON("on_behalf_of", judge_claim("on_behalf_of", "1"));
  EXPECT_REASON("on_behalf_of", judge_claim("on_behalf_of", "\"\""));
}

TEST(Token, ItsFormIsStrict) {
  const std::string good = signer().sign(claims());
  EXPECT_EQ(judge(good), "");
  const std::size_t first = good.find('.');
  const std::size_t second = good.find('.', first + 1);
  for (const std::string& wrong :
       {std::string(), std::string("."), std::string(".."), good.substr(0, second), good + ".",
        good + ".a.b", good + "=", good + " ", " " + good,
        good.substr(0, first) + "=" + good.substr(first), good.substr(0, good.size() - 1),
        good.substr(0, second + 1)}) {
    EXPECT_NE(judge(wrong), "") << wrong;
  }
  // The last digit of 64 octets carries four stray bits: another text, the same signature.
  std::string stray = good;
  stray.back() = stray.back() == 'A' ? 'B' : 'h';
  EXPECT_NE(judge(stray), "");
  for (std::size_t i = 0; i < good.size(); i += 3) {
    std::string damaged = good;
    damaged[i] = damaged[i] == 'x' ? 'y' : 'x';
    EXPECT_NE(judge(damaged), "") << i;
  }
  EXPECT_REASON("twice", judge_header(header_with(R"(,"alg":"none")")));
  EXPECT_REASON("twice", judge(signer().sign_parts(
                             header_with(""), payload_with("x", R"(1,"sub":"someone-else")"))));
  EXPECT_REASON("payload is no JSON object", judge(signer().sign_parts(header_with(""), "[]")));
  EXPECT_EQ(judge_claim("x", "[[[[[[[1]]]]]]]"), "");  // eight deep with the object
  EXPECT_REASON("deeply", judge_claim("x", "[[[[[[[[1]]]]]]]]"));
  const auto padded = [](std::size_t size) {
    return signer().sign_parts(header_with(""),
                               payload_with("x", "\"" + std::string(size, 'a') + "\""));
  };
  EXPECT_EQ(judge(padded(5'500)), "");
  EXPECT_REASON("too long", judge(padded(6'000)));
}

TEST(Token, KeySetsThatAreWrongAreRefusedWhole) {
  const std::string x = to_base64url(std::string(31, 'a') + "b");
  const auto ed = [&](std::string_view more) {
    return R"({"kty":"OKP","crv":"Ed25519","x":")" + x + "\"" + std::string(more) + "}";
  };
  const auto reason = [](std::string_view keys) {
    const auto set = KeySet::from_jwks(R"({"keys":[)" + std::string(keys) + "]}");
    return set ? std::string() : set.error().detail;
  };
  EXPECT_EQ(reason(ed(R"(,"kid":"a")")), "");
  EXPECT_REASON("no kid", reason(ed("")));
  EXPECT_REASON("twice", reason(ed(R"(,"kid":"a")") + "," + ed(R"(,"kid":"a")")));
  EXPECT_REASON("private", reason(ed(R"(,"kid":"a","d":"AAAA")")));
  EXPECT_REASON("private", reason(R"({"kty":"oct","k":"AAAA","kid":"a"})"));
  EXPECT_REASON("no key that we can use", reason(ed(R"(,"kid":"a","use":"enc")")));
  EXPECT_REASON("no key that we can use", reason(R"({"kty":"OKP","crv":"X25519","kid":"a"})"));
  EXPECT_REASON("does not fit", reason(ed(R"(,"kid":"a","alg":"ES256")")));
  EXPECT_REASON("no valid key",
                reason(R"({"kty":"EC","crv":"P-256","kid":"a","x":")" + x + R"(","y":")" + x +
                       "\"}"));  // not on the curve
  EXPECT_REASON("must say alg", reason(R"({"kty":"RSA","kid":"a","n":"AQ","e":"AQAB"})"));
  EXPECT_REASON("no valid key",
                reason(R"({"kty":"RSA","alg":"RS256","kid":"a","e":"AQAB","n":")" +
                       to_base64url(std::string(128, '\xFF')) + "\"}"));  // 1,024 bits
  EXPECT_REASON("no key that we can use", reason(""));
  EXPECT_FALSE(KeySet::from_jwks("{}"));
  EXPECT_FALSE(KeySet::from_jwks("[]"));
  EXPECT_FALSE(KeySet::from_jwks(R"({"keys":[1]})"));
}

TEST(Token, TheSignersKeySurvivesItsFileAndShowsNothingSecret) {
  const auto again = TokenSigner::from_pem(signer().to_pem());
  ASSERT_TRUE(again);
  EXPECT_EQ(again.value().kid(), signer().kid());
  EXPECT_EQ(judge(again.value().sign(claims())), "");
  EXPECT_EQ(signer().jwks().find("\"d\""), std::string::npos);
  EXPECT_FALSE(TokenSigner::from_pem("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"));
}

TEST(Token, TheCacheHoldsUntilExpiryAndForOneKeySetOnly) {
  TokenVerifier one = verifier();
  const std::string token = signer().sign(claims());
  const auto first = one.verify(token, now);
  const auto second = one.verify(token, now);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first.value(), second.value()) << "the very same object";
  EXPECT_EQ(one.cache_statistics().hits, 1);
  EXPECT_FALSE(one.verify(token, now + 3600 * microseconds_a_second));
  const TokenSigner next = TokenSigner::generate().value();
  one.replace_keys(KeySet::from_jwks(next.jwks()).value());
  EXPECT_FALSE(one.verify(token, now)) << "its key is gone";
  EXPECT_TRUE(one.verify(next.sign(claims()), now));
}

TEST(Token, TheCacheIsBoundedByBytesAndTakesOnlyWhatWasVerified) {
  TokenRules small = rules();
  small.cache_bytes_max = 64 * 1024;
  TokenVerifier one(small, KeySet::from_jwks(signer().jwks()).value());
  TokenClaims many = claims();
  for (int i = 0; i < 300; ++i) {
    many.subject = "person-" + std::to_string(i);
    ASSERT_TRUE(one.verify(signer().sign(many), now));
    ASSERT_LE(one.cache_statistics().bytes, small.cache_bytes_max);
  }
  const std::size_t before = one.cache_statistics().bytes;
  EXPECT_GT(before, small.cache_bytes_max / 2);
  EXPECT_FALSE(one.verify(signer().sign(claims()) + "x", now));
  EXPECT_EQ(one.cache_statistics().bytes, before);
}

TEST(Token, IsTakenFromTheAuthorizationFieldOfTheBearerScheme) {
  EXPECT_EQ(bearer_of("Bearer abc"), "abc");
  EXPECT_EQ(bearer_of("bearer   abc"), "abc");
  EXPECT_EQ(bearer_of("Basic abc"), std::nullopt);
  EXPECT_EQ(bearer_of("Bearer "), std::nullopt);
  EXPECT_EQ(bearer_of("Bearerabc"), std::nullopt);
  EXPECT_EQ(bearer_of(""), std::nullopt);
}
