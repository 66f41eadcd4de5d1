// SM2 and SM3 against the published vectors, and what must not verify.
#include "base/sm2.hpp"

#include <gtest/gtest.h>

namespace vermilion {
namespace {

Bytes octets(std::string_view hex) {
  return from_hex(hex).value();
}

TEST(Sm3, AgreesWithThePublishedVectors) {
  EXPECT_EQ(to_hex(view_of(sm3("abc"))),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  std::string long_text;
  for (int i = 0; i < 16; ++i) long_text += "abcd";
  EXPECT_EQ(to_hex(view_of(sm3(long_text))),
            "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

// GM/T 0003.5-2012, annex A: the recommended curve, "message digest".
TEST(Sm2, TakesThePublishedSignature) {
  const auto key =
      octets_of<65>(octets("0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
                           "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"));
  const auto signature = octets(
      "3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
      "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");
  EXPECT_TRUE(sm2_verifies(key, "message digest", signature));
  EXPECT_FALSE(sm2_verifies(key, "message digesT", signature));
}

TEST(Sm2, SignsWhatItsPublicKeyTakesAndNothingElse) {
  const auto key = Sm2Key::generate().value();
  const auto again = Sm2Key::from_pem(key.pem().value()).value();
  EXPECT_EQ(again.public_key(), key.public_key());
  const auto signature = again.sign("一张票据").value();
  EXPECT_TRUE(sm2_verifies(key.public_key(), "一张票据", signature));
  EXPECT_FALSE(sm2_verifies(Sm2Key::generate().value().public_key(), "一张票据", signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    auto changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(sm2_verifies(key.public_key(), "一张票据", changed)) << i;
  }
  EXPECT_FALSE(sm2_verifies(key.public_key(), "一张票据", ""));
  EXPECT_FALSE(sm2_verifies(key.public_key(), "一张票据", Bytes(200, 'x')));
  EXPECT_FALSE(sm2_verifies(Sm2PublicKey{}, "一张票据", signature));
  EXPECT_FALSE(Sm2Key::from_pem("no key"));
  EXPECT_FALSE(sm2_pem(Sm2PublicKey{}));
  EXPECT_NE(sm2_pem(key.public_key()).value().find("BEGIN PUBLIC KEY"), std::string::npos);
}

}  // namespace
}  // namespace vermilion
