// CRC-32C against its definition, for every way that a run of octets can be cut into stretches.
#include "base/hash.hpp"

#include <gtest/gtest.h>

#include <string>

namespace vermilion {
namespace {

// RFC 3720 §B.4, bit by bit: the reflected polynomial of Castagnoli.
std::uint32_t by_definition(BytesView bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char octet : bytes) {
    crc ^= static_cast<unsigned char>(octet);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0x82F63B78U : 0U);
  }
  return crc ^ 0xFFFFFFFFU;
}

TEST(Crc32c, AgreesWithThePublishedVectors) {
  EXPECT_EQ(crc32c("123456789"), 0xE3069283U);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAU);
  EXPECT_EQ(crc32c(std::string(32, '\xFF')), 0x62A8AB43U);
  EXPECT_EQ(crc32c(""), 0U);
}

TEST(Crc32c, AgreesWithItsDefinitionAtEveryLength) {
  std::string octets;
  std::uint32_t state = 1;
  for (std::size_t size = 0; size <= 1'700; ++size) {
    ASSERT_EQ(crc32c(octets), by_definition(octets)) << size;
    state = state * 1'664'525 + 1'013'904'223;
    octets.push_back(static_cast<char>(state >> 24U));
  }
}

TEST(Crc32c, GoesOnWhereItStopped) {
  const auto octets = std::string(1'000, 'a') + std::string(2'000, 'b');
  const BytesView all{octets};
  for (const std::size_t cut : {0U, 1U, 767U, 768U, 769U, 1'000U, 2'999U, 3'000U}) {
    EXPECT_EQ(crc32c(all.substr(cut), crc32c(all.substr(0, cut))), by_definition(all)) << cut;
  }
}

}  // namespace
}  // namespace vermilion
