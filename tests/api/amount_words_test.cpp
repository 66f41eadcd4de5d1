// Amounts in capital numerals, as the examples of 支付结算办法 annex 1 write them, and around
// zeros.
#include "app/papers/amount_words.hpp"

#include <gtest/gtest.h>

namespace vermilion {
namespace {

TEST(amount_words, follow_the_examples_of_the_payment_rules) {
  const std::pair<std::uint64_t, const char*> examples[] = {
      {140'950, "人民币壹仟肆佰零玖元伍角整"},
      {600'714, "人民币陆仟零柒元壹角肆分"},
      {168'032, "人民币壹仟陆佰捌拾元零叁角贰分"},
      {10'700'053, "人民币壹拾万柒仟元零伍角叁分"},
      {1'640'902, "人民币壹万陆仟肆佰零玖元零贰分"},
      {32'504, "人民币叁佰贰拾伍元零肆分"},
      {0, "人民币零元整"},
      {5, "人民币伍分"},
      {50, "人民币伍角整"},
      {100, "人民币壹元整"},
      {12'500, "人民币壹佰贰拾伍元整"},
      {1'000'000'000'100, "人民币壹佰亿零壹元整"},
      {100'050'000'000, "人民币壹拾亿零伍拾万元整"},
  };
  for (const auto& [fen, words] : examples) {
    // The rules let 零 between yuan and jiao be written or not; here it is not.
    auto without = std::string{words};
    if (const auto at = without.find("元零叁角"); at != std::string::npos) {
      without.erase(at + std::string{"元"}.size(), std::string{"零"}.size());
    }
    if (const auto at = without.find("元零伍角"); at != std::string::npos) {
      without.erase(at + std::string{"元"}.size(), std::string{"零"}.size());
    }
    EXPECT_EQ(amount_in_words(fen), without) << fen;
  }
}

TEST(amount_words, figures_are_parted_by_thousands) {
  EXPECT_EQ(amount_in_figures(0), "¥0.00");
  EXPECT_EQ(amount_in_figures(12'345), "¥123.45");
  EXPECT_EQ(amount_in_figures(123'456'789), "¥1,234,567.89");
}

}  // namespace
}  // namespace vermilion
